package acctest

import "github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"

// https://help.aliyun.com/document_detail/2995897.html
var _ = record(Source{
	Name: "entitlements_aicontent_paid_resources", Cloud: "alicloud", Endpoint: "aicontent", API: lists.AiContent,
	Operation: "AliyunConsoleOpenApiQueryPaidResource", Permission: "aicontent:AliyunConsoleOpenApiQueryPaidResource",
	Region: "cn-shanghai", Regions: AnyRegion,
	Hosts: map[string]string{
		"cn-shanghai": "aicontent.aliyuncs.com", "cn-hangzhou": "aicontent.cn-hangzhou.aliyuncs.com",
		"cn-beijing": "aicontent.cn-beijing.aliyuncs.com",
	},
	Rows: "resources", Identifier: "instance_id", Identifiers: SharedIdentifiers, // an instance may have several packages
	Arguments: []Argument{
		{Name: "resource_type", Parameter: "resourceType", Samples: []Sample{
			{"ALL", map[string]string{"resourceType": "ALL"}, everyRow},
			{"AI_ORAL", map[string]string{"resourceType": "AI_ORAL"}, equal("resourceCatalogCode", "AI_ORAL")},
			{"a b&c=d+e*f~g/h?中", map[string]string{"resourceType": "a b&c=d+e*f~g/h?中"}, noRow},
		}},
		{Name: "order_by", Parameter: "orderBy", Samples: []Sample{{"resourceId", map[string]string{"orderBy": "resourceId"}, nil}}},
		{Name: "order_direction", Parameter: "orderDirection", Allowed: []any{"ASC", "DESC"}, Requires: "order_by", Samples: []Sample{
			{"ASC", map[string]string{"orderDirection": "ASC"}, nil},
		}},
		{Name: "group_by", Parameter: "groupBy", Samples: []Sample{
			{"resourceId", map[string]string{"groupBy": "resourceId"}, firstOfEach("instanceId")},
		}},
	},
	Order: &Order{
		Argument: "order_by", Value: "remainQuantity", Attribute: "remain_quantity",
		Direction: "order_direction", Ascending: "ASC", Descending: "DESC",
	},
	Fields: []Field{
		{"instance_id", "instanceId", String}, {"resource_package_code", "resourcePackageCode", String},
		{"resource_package_name", "resourcePackageName", String}, {"resource_catalog_code", "resourceCatalogCode", String},
		{"resource_catalog_name", "resourceCatalogName", String}, {"resource_status", "resourceStatus", String},
		{"quantity", "quantity", Int64}, {"remain_quantity", "remainQuantity", Int64},
		{"effective_time", "effectiveTime", String}, {"expire_time", "expireTime", String},
	},
	Integer: "remain_quantity", Text: "resource_package_name",
	Changing: []string{"remain_quantity", "resource_status"},
	Counting: PageNumbers, Page: "pageIndex", Size: "pageSize", PageSize: 50,
	List: "data", Total: "totalCount", Echo: "pageSize", Token: "nextToken",
	Success: "success", Code: "errCode", Message: "errMessage",
	SampleTotal: 100,
	Entitlement: Entitlement{
		Attributes: map[string]string{
			"id": "instance_id", "parent_id": "", "name": "resource_package_name", "kind": "resource_catalog_code",
			"status": "resource_status", "total": "quantity", "remaining": "remain_quantity", "assignee": "",
			"starts_at": "effective_time", "expires_at": "expire_time", "tags": "",
			"unit": "", "auto_renew": "",
		},
		States: map[string]string{"ACTIVE": "active"},
		Times:  "2006-01-02 15:04:05",
	},
	Lacks: []string{"Project", "Within", "Before", "SampleLacks"},
})
