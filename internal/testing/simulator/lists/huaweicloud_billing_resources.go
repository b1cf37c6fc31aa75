package lists

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
)

// HuaweicloudBillingResources is ListPayPerUseCustomerResources of Huawei Cloud's billing center: the yearly and monthly
// resources. The path is spelled so.
//
// https://support.huaweicloud.com/api-oce/order_00021.html
const HuaweicloudBillingResources API = "huaweicloud_billing_resources"

var huaweicloudBillingResources = List{
	API:     HuaweicloudBillingResources,
	Service: &bssService,
	Method:  http.MethodPost,
	Path:    "/v2/orders/suscriptions/resources/query",
	Body: map[string]Member{
		"resource_ids": {Kind: Texts, NotNull: true, Most: 50}, "order_id": text,
		"only_main_resource": {Kind: Integer, NotNull: true}, "status_list": {Kind: Integers, NotNull: true, Most: 10},
		"expire_time_begin": text, "expire_time_end": text, "service_type_code": {Kind: Text, NotEmpty: true}, "customer_id": text,
		"offset": {Kind: Integer, NotNull: true}, "limit": {Kind: Integer, NotNull: true},
	},
	Paging:     Paging{Offset: "offset", Size: "limit", Default: 10, Limit: 500, Strict: true, Farthest: 2147483646},
	Rows:       []string{"data"},
	Total:      []string{"total_count"},
	Identifier: "id",
	find: func(p *Parameters, rows []Row) []Row {
		only := p.Integer("only_main_resource", 0)
		if only != 0 && only != 1 {
			p.Reject("only_main_resource")
		}
		_, byID := p.Text("resource_ids")
		found := anyOf(p, rows, "resource_id", "resource_ids", false)
		switch {
		case byID && only == 0: // what is attached to them comes, too
			ids := map[any]bool{}
			for _, row := range found {
				ids[row["id"]] = true
			}
			for _, row := range anyOf(p, rows, "parent_resource_id", "resource_ids", false) {
				ids[row["id"]] = true
			}
			found = where(rows, func(row Row) bool { return ids[row["id"]] })
		case !byID && only == 1:
			found = equal(found, "is_main_resource", "1", true)
		}
		found = same(p, found, "order_id", "_order_id", "service_type_code", "service_type_code")
		found = anyOf(p, found, "status", "status_list", false)
		return between(p, found, "expire_time", "expire_time_begin", "expire_time_end")
	},
	generate: huaweicloudBillingResourceRow,
}

func huaweicloudBillingResourceRow(i int, r *rand.Rand) Row {
	begin := generatedTime(r)
	attached := i%3 == 2 // to the resource before
	row := Row{
		"id":                   fmt.Sprintf("01071-%09d-0", i),
		"resource_id":          fmt.Sprintf("resource-%08d", i),
		"resource_name":        fmt.Sprintf("服务器-%d", i),
		"region_code":          "cn-north-4",
		"service_type_code":    "hws.service.type.ec2",
		"service_type_name":    "弹性云服务器",
		"resource_type_code":   "hws.resource.type.vm",
		"resource_type_name":   "云主机",
		"resource_spec_code":   "s2.small.1.linux",
		"project_id":           fmt.Sprintf("%032x", 0xe20c2ec9+i%4),
		"product_id":           "00301-110314-0--0",
		"parent_resource_id":   "",
		"is_main_resource":     int64(1),
		"status":               int64(2 + r.IntN(4)),
		"effective_time":       isoTime(begin),
		"expire_time":          isoTime(begin.AddDate(0, 1+r.IntN(24), 0)),
		"update_time":          isoTime(begin),
		"expire_policy":        int64(r.IntN(6)),
		"product_spec_desc":    "通用型|1核|2GB",
		"spec_size":            nil,
		"spec_size_measure_id": nil,
		"enterprise_project":   map[string]any{"id": "0", "name": "default"},
		"_order_id":            fmt.Sprintf("CS2401251035%04d", i/3),
	}
	if attached {
		row["parent_resource_id"] = fmt.Sprintf("resource-%08d", i-1)
		row["is_main_resource"] = int64(0)
		row["service_type_code"], row["service_type_name"] = "hws.service.type.ebs", "云硬盘"
		row["resource_type_code"], row["resource_type_name"] = "hws.resource.type.volume", "云硬盘"
		row["spec_size"], row["spec_size_measure_id"] = json.Number(decimalText(i%4+1, r)), int64(17)
	}
	switch i % 7 {
	case 3:
		delete(row, "enterprise_project")
		delete(row, "update_time")
	case 4:
		row["enterprise_project"], row["product_spec_desc"] = nil, nil
	case 5:
		row["enterprise_project"] = map[string]any{"id": fmt.Sprintf("a7b5c1f4-88af-4f7c-b4e2-%012d", i%5)}
		row["new_field"] = beyondFloat(r)
	}
	return row
}
