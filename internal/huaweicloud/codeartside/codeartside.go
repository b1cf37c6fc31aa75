// Package codeartside declares the list API of Huawei Cloud CodeArts IDE over
// activation codes, which are its licenses:
// https://support.huaweicloud.com/api-codeartside/codeartside_03_0013.html
package codeartside

import (
	"net/http"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Service is the API of the lists of this package.
var Service = &cloud.Service{
	Dialect: huaweicloud.Dialect,
	Name:    "codearts_ide",
	Regions: cloud.Regions{
		Home:       "cn-north-4",
		Documented: []string{"cn-north-4"},
		Only:       true,
		Host:       func(region string) string { return "ide." + region + ".myhuaweicloud.com" },
	},
}

// Licenses is CheckActivationCodeList.
var Licenses = &cloud.List{
	Service:    Service,
	Operation:  "CheckActivationCodeList",
	Method:     http.MethodGet,
	Path:       "/v2/licenses",
	Permission: "CodeArtsIDE:license:list",
	// The service is one of the project level.
	ByProject: true,
	List: listapi.List{
		Name:        "codearts_ide_licenses",
		Description: "Licenses (activation codes) purchased for Huawei Cloud CodeArts IDE, from the API `GET /v2/licenses`.",
		Arguments: []listapi.Argument{
			{Name: "license_id", Parameter: "id", Type: listapi.String, Matches: "id", Characters: listapi.Letters + listapi.Digits + "-", CharactersText: "letters, digits and hyphens", Description: "Only the license with this id: letters, digits and `-`."},
			{Name: "user_id", Parameter: "user_id", Type: listapi.String, Matches: "user_id", Characters: listapi.Letters + listapi.Digits, CharactersText: "letters and digits", Description: "Only licenses assigned to the IAM user with this id: letters and digits."},
			{Name: "status", Parameter: "status", Type: listapi.String, Documented: []string{"FREEZE", "DELETED", "NORMAL", "UNPAID"}, Description: "Only licenses in this status: `NORMAL`, `FREEZE`, `UNPAID` or `DELETED`. Any other value is sent as well, with a warning."},
		},
		RowsName:        "licenses",
		RowsDescription: "The licenses, sorted by `id`.",
		Identifier:      "id",
		Unique:          true,
		Columns: []listapi.Column{
			{Name: "id", Field: "id", Type: listapi.String, Description: "Id of the license."},
			{Name: "order_id", Field: "order_id", Type: listapi.String, Description: "Id of the order with which the license was bought."},
			{Name: "creator_id", Field: "creater_id", Type: listapi.String, Description: "Id of the user who bought the license. The API spells it with an `e`."},
			{Name: "spec_code", Field: "spec_code", Type: listapi.String, Description: "Code of the specification that was bought, such as `codeartside.basic`, which is the only documented value."},
			{Name: "user_id", Field: "user_id", Type: listapi.String, Description: "Id of the IAM user to whom the license is assigned. Null if the API returns none."},
			{Name: "machine_code", Field: "machine_code", Type: listapi.String, Description: "Code of the machine on which the license is used. Null if the API returns none."},
			{Name: "status", Field: "status", Type: listapi.String, Description: "Status of the license as the API returns it, a number or a word. Its values are not documented and differ from those of the argument `status`."},
			{Name: "charging_mode", Field: "charging_mode", Type: listapi.String, Description: "How the license is paid for: `prePaid`, which is the only documented value."},
			{Name: "created_time", Field: "created_time", Type: listapi.String, Description: "When the license was created, in ISO 8601, such as `2024-01-25T01:58:00Z`, as the API returns it."},
		},
		// The values of a row's status are not documented, and the sister services
		// contradict each other about them; those of the argument are. A license is
		// a seat; the API has no number of them.
		Entitlement: listapi.Entitlement{
			ID:       "id",
			ParentID: "order_id",
			Kind:     "spec_code",
			Assignee: "user_id",
			Status:   "status",
			StateFilter: &listapi.StateFilter{Argument: "status", States: map[string]listapi.State{
				"NORMAL": listapi.Active, "FREEZE": listapi.Frozen, "UNPAID": listapi.Unpaid, "DELETED": listapi.Deleted,
			}},
		},
		Paging: listapi.Paging{
			Scheme:            listing.Scheme{Counting: listing.Offsets, PageSize: 100},
			PositionParameter: "offset",
			SizeParameter:     "limit",
		},
		// The table and the example of the document disagree about the names.
		Layout: listapi.Layout{
			Rows:   []string{"result.items", "result.iterms"},
			Total:  []string{"result.total_items_count", "result.total_count"},
			Before: []string{"result.items_before", "result.iterms_before"},
		},
	},
}
