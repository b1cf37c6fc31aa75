package lists

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
)

// AiContent is AliyunConsoleOpenApiQueryPaidResource of AI Content, version 20240611.
//
// https://help.aliyun.com/document_detail/2995897.html, and for its rows …/2995895.html. Paging and ordering carry
// the names of PageQuery and PageResponse in https://github.com/alibaba/COLA, and behave as these do.
const AiContent API = "aicontent"

var aiContentService = Service{Cloud: Alicloud, Endpoint: "aicontent", Product: "AiContent", Version: "20240611"}

var aiContent = List{
	API:     AiContent,
	Service: &aiContentService,
	Action:  "AliyunConsoleOpenApiQueryPaidResource",
	Method:  http.MethodGet,
	Path:    "/api/v1/aliyunConsole/queryPaidResource",
	Parameters: []string{
		"nextToken", "maxResults", "resourceType", "pageSize", "pageIndex",
		"orderBy", "orderDirection", "groupBy", "needTotalCount",
	},
	Denied:     "NoPermission",
	Paging:     Paging{Index: "pageIndex", Size: "pageSize", Default: 10, Limit: 100},
	Rows:       []string{"data"},
	Total:      []string{"totalCount"},
	Identifier: "instanceId",

	IdentifierRepeats: true,

	find: func(p *Parameters, rows []Row) []Row {
		if kind, set := p.Text("resourceType"); set && kind != "ALL" {
			rows = equal(rows, "resourceCatalogCode", kind, set)
		}
		if field, set := paidResourceField(p, "groupBy"); set {
			rows = distinct(rows, field)
		}
		if field, set := paidResourceField(p, "orderBy"); set {
			// Descending unless it is ASC: PageQuery ignores every other direction.
			direction, _ := p.Text("orderDirection")
			rows = ordered(rows, field, !strings.EqualFold(direction, "ASC"))
		}
		return rows
	},
	fill: func(body map[string]any, p page) {
		body["pageIndex"] = p.index
		body["pageSize"] = p.size
		// PageResponse counts in an int, which is 0 if nobody counted.
		if !p.parameters.Flag("needTotalCount", true) && !p.TotalMissing {
			body["totalCount"] = 0
		}
		// The second paging scheme of the document. Which of the two wins is not written; here, pageIndex does. Nothing
		// points onward from the last page.
		if p.offset+int64(len(p.rows)) >= int64(p.total) {
			delete(body, "nextToken")
		}
		if _, set := p.parameters.Text("maxResults"); set {
			body["maxResults"] = p.parameters.Integer("maxResults", 0)
		}
	},
	generate: aiContentRow,
	demo:     aiContentDemo,
}

var paidResourceFields = []string{
	"instanceId", "resourcePackageCode", "resourcePackageName", "resourceCatalogCode", "resourceCatalogName",
	"resourceStatus", "quantity", "remainQuantity", "effectiveTime", "expireTime",
}

// paidResourceField returns the field that a parameter names. The document's own example, resourceId, is not among the
// documented fields of a row and can only be the instance.
func paidResourceField(p *Parameters, name string) (string, bool) {
	field, set := p.Text(name)
	switch {
	case !set:
		return "", false
	case field == "resourceId":
		return "instanceId", true
	case !slices.Contains(paidResourceFields, field):
		p.Reject(name)
		return "", false
	}
	return field, true
}

var paidPackages = []struct{ code, name, catalog, catalogName string }{
	{"PRE_PAID_RECOURSE_PACKAGE", "智能批改-资源包", "AI_ORAL", "口语评测"},
	{"AI_COMPOSITION_PACKAGE", "作文批改-资源包", "AI_COMPOSITION", "作文批改"},
	{"AI_IMAGE_PACKAGE", "智能绘图-资源包", "AI_IMAGE", "智能绘图"},
	{"AI_VIDEO_PACKAGE", "视频生成-资源包", "AI_VIDEO", "视频生成"},
	{"AI_TRANSLATION_PACKAGE", "翻译 & 润色-资源包", "AI_TRANSLATION", "机器翻译"},
}

func aiContentRow(i int, r *rand.Rand) Row {
	kind := paidPackages[r.IntN(len(paidPackages))]
	begin := generatedEpoch.Add(time.Duration(r.IntN(700*24)) * time.Hour)
	quantity := int64(1000 * (1 + r.IntN(500)))
	row := Row{
		"instanceId":          fmt.Sprintf("airec-cn-%06d", i),
		"resourcePackageCode": kind.code,
		"resourcePackageName": kind.name,
		"resourceCatalogCode": kind.catalog,
		"resourceCatalogName": kind.catalogName,
		"resourceStatus":      []string{"ACTIVE", "EXPIRED", "EXHAUSTED"}[r.IntN(3)],
		"quantity":            quantity,
		"remainQuantity":      r.Int64N(quantity + 1),
		"effectiveTime":       plainTime(begin),
		"expireTime":          plainTime(begin.AddDate(1, 0, 0)),
	}
	switch i % 10 {
	case 3: // an instance may hold several packages: the identifier of the row before, with another package
		row["instanceId"] = fmt.Sprintf("airec-cn-%06d", i-1)
		row["resourcePackageCode"] = kind.code + "_EXTRA"
		row["resourcePackageName"] = kind.name + "(加量)"
	case 4:
		row["quantity"] = beyondFloat(r)
		row["remainQuantity"] = beyondFloat(r)
	case 5:
		delete(row, "resourceStatus")
		delete(row, "expireTime")
	case 6:
		row["resourceCatalogName"] = nil
		row["remainQuantity"] = nil
	case 8:
		row["resourcePackageName"] = ""
	}
	return row
}

// aiContentDemo is a set of resource packages: some nearly used up, some about to run out of time, several per
// instance.
func aiContentDemo(now time.Time, r *rand.Rand) []Row {
	var rows []Row
	for i := range 112 {
		kind := paidPackages[i%len(paidPackages)]
		begin := now.AddDate(0, 0, -20-r.IntN(250)).Truncate(24 * time.Hour)
		end := begin.AddDate(1, 0, 0)
		quantity := int64(10_000 * (1 + r.IntN(50)))
		remain := quantity * int64(12+r.IntN(88)) / 100
		status := "ACTIVE"
		switch {
		case i%14 == 5: // less than a tenth left
			remain = quantity * int64(r.IntN(10)) / 100
		case i%16 == 9: // ends within the month
			end = now.AddDate(0, 0, 2+r.IntN(27)).Truncate(24 * time.Hour)
			begin = end.AddDate(-1, 0, 0)
		case i%20 == 17:
			end = now.AddDate(0, 0, -1-r.IntN(90)).Truncate(24 * time.Hour)
			begin = end.AddDate(-1, 0, 0)
			status = "EXPIRED"
		}
		rows = append(rows, Row{
			"instanceId":          fmt.Sprintf("airec-cn-demo%05d", i/2+1),
			"resourcePackageCode": kind.code,
			"resourcePackageName": kind.name,
			"resourceCatalogCode": kind.catalog,
			"resourceCatalogName": kind.catalogName,
			"resourceStatus":      status,
			"quantity":            quantity,
			"remainQuantity":      remain,
			"effectiveTime":       plainTime(begin),
			"expireTime":          plainTime(end),
		})
	}
	return rows
}
