package lists

import (
	"fmt"
	"math/rand/v2"
	"net/http"
)

// HuaweicloudBillingResourcePackages is ListFreeResourceInfos of Huawei Cloud's billing center.
//
// https://support.huaweicloud.com/api-oce/api_order_00032.html
const HuaweicloudBillingResourcePackages API = "huaweicloud_billing_resource_packages"

// languageHeader says in which language names are, which is Chinese without it.
const languageHeader = "X-Language"

var huaweicloudBillingResourcePackages = List{
	API:     HuaweicloudBillingResourcePackages,
	Service: &bssService,
	Method:  http.MethodPost,
	Path:    "/v3/payments/free-resources/query",
	Headers: []string{languageHeader},
	Body: map[string]Member{
		"region_code": text, "order_id": text, "product_id": text, "product_name": text, "enterprise_project_id": text,
		"status": {Kind: Integer}, "service_type_code_list": {Kind: Texts, Most: 10},
		"offset": {Kind: Integer, NotNull: true}, "limit": {Kind: Integer, NotNull: true},
	},
	Paging:     Paging{Offset: "offset", Size: "limit", Default: 10, Limit: 1000, Strict: true, Farthest: 999999},
	Rows:       []string{"free_resource_packages"},
	Total:      []string{"total_count"},
	Identifier: "order_instance_id",
	scope: func(p *Parameters, s Settings, rows []Row) []Row {
		if _, named := p.Text("enterprise_project_id"); named || s.AllProjects {
			return rows
		}
		return where(rows, func(row Row) bool { return row["enterprise_project_id"] == nil || row["enterprise_project_id"] == "" })
	},
	find: func(p *Parameters, rows []Row) []Row {
		if language, set := p.Text(languageHeader); set && language != "zh_CN" && language != "en_US" {
			p.Reject(languageHeader)
		}
		rows = same(p, rows, "region_code", "region_code", "order_id", "order_id", "product_id", "product_id",
			"product_name", "product_name", "enterprise_project_id", "enterprise_project_id", "status", "status")
		return anyOf(p, rows, "service_type_code", "service_type_code_list", true)
	},
	fill: func(_ map[string]any, p page) {
		if language, _ := p.parameters.Text(languageHeader); language != "en_US" {
			return
		}
		for _, row := range p.rows {
			translate(row)
			items, _ := row["free_resources"].([]any)
			for _, item := range items {
				if item, ok := item.(map[string]any); ok {
					translate(item)
				}
			}
		}
	},
	generate: huaweicloudBillingResourcePackageRow,
}

// english are the names of the generated rows in the other language.
var english = map[string]string{
	"对象存储服务": "Object Storage Service", "标准存储包": "Standard storage package", "标准存储": "Standard storage",
	"公网流出流量": "Outbound Internet traffic",
}

func translate(object map[string]any) {
	for field, value := range object {
		if name, ok := value.(string); ok && english[name] != "" {
			object[field] = english[name]
		}
	}
}

func huaweicloudBillingResourcePackageRow(i int, r *rand.Rand) Row {
	begin := generatedTime(r)
	item := func(n int) any {
		return map[string]any{
			"free_resource_id": fmt.Sprintf("item-%08d-%d", i, n),
			"usage_type_name":  []string{"标准存储", "公网流出流量"}[n%2],
			"amount":           decimalText(i+n+2, r),
			"original_amount":  decimalText(i+n, r),
			"measure_id":       int64(10 + 7*(n%2)),
		}
	}
	row := Row{
		"order_instance_id":        fmt.Sprintf("01071-%09d-0", i),
		"order_id":                 fmt.Sprintf("CS2401251035%04d", i/2),
		"product_id":               "OFFI740586375358963717",
		"product_name":             "标准存储包",
		"enterprise_project_id":    "0",
		"enterprise_project_scope": int64(1),
		"effective_time":           isoTime(begin),
		"expire_time":              isoTime(begin.AddDate(1, 0, 0)),
		"status":                   int64(i % 5),
		"service_type_code":        []string{"hws.service.type.obs", "hws.service.type.cdn"}[r.IntN(2)],
		"service_type_name":        "对象存储服务",
		"region_code":              "cn-north-1",
		"source_type":              int64(r.IntN(2)),
		"bundle_type":              []string{"ATOMIC_PKG", "BUNDLE_PKG"}[r.IntN(2)],
		"quota_reuse_mode":         int64(1 + r.IntN(2)),
		"free_resources":           []any{item(0)},
	}
	// Each third is outside of all enterprise projects, and so is not only in one way.
	switch i % 6 {
	case 0:
		row["enterprise_project_id"], row["enterprise_project_scope"] = nil, int64(0)
	case 3:
		row["enterprise_project_id"], row["enterprise_project_scope"] = "", int64(0)
	}
	switch i % 7 {
	case 1:
		row["free_resources"] = []any{item(0), item(1), item(2)}
	case 2:
		row["free_resources"] = []any{}
	case 3:
		delete(row, "free_resources")
		row["order_id"] = ""
	case 4:
		row["free_resources"], row["region_code"] = nil, nil
	case 5:
		row["new_field"] = beyondFloat(r)
	case 6:
		delete(row, "bundle_type")
	}
	return row
}
