package lists

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// EnterpriseProjects is ListEnterpriseProject of Huawei Cloud: the projects that the caller is authorized on.
//
// https://support.huaweicloud.com/api-em/eps_02_0001.html
const EnterpriseProjects API = "enterprise_projects"

var enterpriseProjects = List{
	API:         EnterpriseProjects,
	Service:     &epsService,
	Method:      http.MethodGet,
	Path:        "/v1.0/enterprise-projects",
	Parameters:  []string{"limit", "offset", "id", "name", "status", "type", "sort_key", "sort_dir"},
	NeedsDomain: true,
	Paging:      Paging{Offset: "offset", Size: "limit", Default: 1000, Limit: 1000, Strict: true},
	Rows:        []string{"enterprise_projects"},
	Total:       []string{"total_count"},
	Identifier:  "id",
	find: func(p *Parameters, rows []Row) []Row {
		return same(p, rows, "id", "id", "name", "name", "status", "status", "type", "type")
	},
	generate: enterpriseProjectRow,
}

func enterpriseProjectRow(i int, r *rand.Rand) Row {
	row := Row{
		"id":          fmt.Sprintf("%08x-88af-4f7c-b4e2-%012d", r.Uint32(), i),
		"name":        fmt.Sprintf("项目-%d", i),
		"description": "",
		"status":      int64(1 + i%2), // 2 is disabled
		"type":        "prod",
		"created_at":  isoTime(generatedEpoch.Add(time.Duration(i) * time.Hour)),
		"updated_at":  isoTime(generatedEpoch.Add(time.Duration(i) * 2 * time.Hour)),
	}
	switch i % 4 {
	case 2:
		delete(row, "type")
	case 3:
		row["description"] = nil
	}
	return row
}
