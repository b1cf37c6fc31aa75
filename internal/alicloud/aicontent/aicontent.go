// Package aicontent declares the list API of Alibaba Cloud AiContent over
// purchased resource packages: https://help.aliyun.com/document_detail/2995897.html
package aicontent

import (
	"net/http"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Service is the API of the lists of this package.
var Service = &cloud.Service{
	Dialect: alicloud.Dialect,
	Name:    "aicontent",
	Version: "20240611",
	Regions: cloud.Regions{
		Home:       "cn-shanghai",
		Documented: []string{"cn-beijing", "cn-hangzhou", "cn-shanghai"},
		// The home region has no host of its own name:
		// https://help.aliyun.com/en/document_detail/2850843.html
		Host: func(region string) string {
			if region == "cn-shanghai" {
				return "aicontent.aliyuncs.com"
			}
			return "aicontent." + region + ".aliyuncs.com"
		},
	},
}

// PaidResources is AliyunConsoleOpenApiQueryPaidResource.
var PaidResources = &cloud.List{
	Service:    Service,
	Operation:  "AliyunConsoleOpenApiQueryPaidResource",
	Method:     http.MethodGet,
	Path:       "/api/v1/aliyunConsole/queryPaidResource",
	Permission: "aicontent:AliyunConsoleOpenApiQueryPaidResource",
	List: listapi.List{
		Name:        "aicontent_paid_resources",
		Description: "Resource packages purchased for Alibaba Cloud AiContent, from the API operation `AliyunConsoleOpenApiQueryPaidResource`.",
		Arguments: []listapi.Argument{
			{Name: "resource_type", Parameter: "resourceType", Type: listapi.String, Description: "Only resources of this type. The only documented value is `ALL`."},
			{Name: "order_by", Parameter: "orderBy", Type: listapi.String, Arranges: true, Description: "API field to sort the rows by, such as `resourceId`. If it is set, `resources` keeps the order of the API."},
			{Name: "order_direction", Parameter: "orderDirection", Type: listapi.String, Allowed: []string{"ASC", "DESC"}, Requires: "order_by", Arranges: true, Description: "Sort direction: `ASC` or `DESC`. Requires `order_by`."},
			{Name: "group_by", Parameter: "groupBy", Type: listapi.String, Arranges: true, Description: "API field to group the rows by, such as `resourceId`."},
		},
		OrderArgument:   "order_by",
		RowsName:        "resources",
		RowsDescription: "The resource packages, sorted by `instance_id`, or in the order of the API if `order_by` is set. An instance can have several packages.",
		Identifier:      "instance_id",
		Columns: []listapi.Column{
			{Name: "instance_id", Field: "instanceId", Type: listapi.String, Description: "Id of the instance to which the package belongs."},
			{Name: "resource_package_code", Field: "resourcePackageCode", Type: listapi.String, Description: "Code of the package. Its values are not documented."},
			{Name: "resource_package_name", Field: "resourcePackageName", Type: listapi.String, Description: "Name of the package, such as `智能批改-资源包`."},
			{Name: "resource_catalog_code", Field: "resourceCatalogCode", Type: listapi.String, Description: "Code of the package's catalog, such as `AI_ORAL`."},
			{Name: "resource_catalog_name", Field: "resourceCatalogName", Type: listapi.String, Description: "Name of the package's catalog, such as `口语评测`."},
			{Name: "resource_status", Field: "resourceStatus", Type: listapi.String, Changes: true, Description: "Status of the package, such as `ACTIVE`, which is the only documented value."},
			{Name: "quantity", Field: "quantity", Type: listapi.Int64, Description: "Quantity that was bought. Its unit is not documented, and may differ between packages."},
			{Name: "remain_quantity", Field: "remainQuantity", Type: listapi.Int64, Changes: true, Description: "Quantity that is left, in the unit of `quantity`."},
			{Name: "effective_time", Field: "effectiveTime", Type: listapi.String, Description: "When the package becomes effective, in the form `YYYY-MM-DD hh:mm:ss`, as the API returns it. Its time zone is not documented."},
			{Name: "expire_time", Field: "expireTime", Type: listapi.String, Description: "When the package expires, in the form `YYYY-MM-DD hh:mm:ss`, as the API returns it. Its time zone is not documented."},
		},
		Entitlement: listapi.Entitlement{
			ID:        "instance_id",
			Name:      "resource_package_name",
			Kind:      "resource_catalog_code",
			Status:    "resource_status",
			States:    map[string]listapi.State{"ACTIVE": listapi.Active},
			Total:     "quantity",
			Remaining: "remain_quantity",
			StartsAt:  "effective_time",
			ExpiresAt: "expire_time",
			Times:     arithmetic.DateTime,
		},
		// The API has a second way of paging, by nextToken and maxResults, whose
		// precedence is undocumented and which is not used.
		Paging: listapi.Paging{
			Scheme:            listing.Scheme{Counting: listing.PageNumbers, PageSize: 50},
			PositionParameter: "pageIndex",
			SizeParameter:     "pageSize",
		},
		Layout: listapi.Layout{Rows: []string{"data"}, Total: []string{"totalCount"}, Size: "pageSize"},
	},
}
