package acctest

import (
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// https://support.huaweicloud.com/api-codeartside/codeartside_03_0013.html
var _ = record(Source{
	Name: "entitlements_codearts_ide_licenses", Cloud: "huaweicloud", Endpoint: "codearts_ide", API: lists.CodeArtsIDE,
	Operation: "CheckActivationCodeList", Permission: "CodeArtsIDE:license:list", Region: "cn-north-4",
	Regions: OneRegion, Project: "X-Project-Id",
	Hosts: map[string]string{"cn-north-4": "ide.cn-north-4.myhuaweicloud.com"},
	Rows:  "licenses", Identifier: "id", Identifiers: UniqueIdentifiers,
	Arguments: []Argument{
		{
			Name: "license_id", Parameter: "id", Matches: "id", Characters: "letters, digits and hyphens", Refused: "20d*****",
			Samples: []Sample{{"20d00000-0000-0000-0000-000000000e4w", map[string]string{"id": "20d00000-0000-0000-0000-000000000e4w"}, noRow}},
		},
		{
			Name: "user_id", Parameter: "user_id", Matches: "user_id", Characters: "letters and digits", Refused: "a-b",
			Samples: []Sample{
				{"0dc311a468024a", map[string]string{"user_id": "0dc311a468024a"}, noRow},
				{"user000003", map[string]string{"user_id": "user000003"}, equal("user_id", "user000003")},
			},
		},
		{Name: "status", Parameter: "status", Documented: []any{"FREEZE", "DELETED", "NORMAL", "UNPAID"}, Samples: []Sample{
			{"NORMAL", map[string]string{"status": "NORMAL"}, inState("NORMAL")},
			{"FREEZE", map[string]string{"status": "FREEZE"}, inState("FREEZE")},
			{"UNPAID", map[string]string{"status": "UNPAID"}, inState("UNPAID")},
			{"DELETED", map[string]string{"status": "DELETED"}, inState("DELETED")},
		}},
	},
	Fields: []Field{
		{"id", "id", String}, {"order_id", "order_id", String}, {"creator_id", "creater_id", String}, {"spec_code", "spec_code", String},
		{"user_id", "user_id", String}, {"machine_code", "machine_code", String}, {"status", "status", String},
		{"charging_mode", "charging_mode", String}, {"created_time", "created_time", String},
	},
	Text:     "creator_id",
	Counting: RowOffsets, Page: "offset", Size: "limit", PageSize: 100,
	Within: "result", List: "items", Total: "total_items_count", Before: "items_before",
	Success: "status", Code: "error_code", Message: "error_msg",
	SampleTotal: 1, SampleLacks: []string{"user_id", "machine_code"},
	Entitlement: Entitlement{
		Attributes: map[string]string{
			"id": "id", "parent_id": "order_id", "name": "", "kind": "spec_code", "status": "status", "total": "", "remaining": "",
			"assignee": "user_id", "starts_at": "", "expires_at": "", "tags": "",
			"unit": "", "auto_renew": "",
		},
		StateArgument: "status",
		States:        map[string]string{"NORMAL": "active", "FREEZE": "frozen", "UNPAID": "unpaid", "DELETED": "deleted"},
	},
	Lacks: []string{"Order", "Integer", "Changing", "Echo", "Token"},
})

// inState selects the rows in a state of the argument status, which is not what a
// row has as its status. The documented sample row is normal.
func inState(state string) func([]simulator.Row) []simulator.Row {
	return where(func(row simulator.Row) bool {
		is, said := row[HiddenState]
		return is == state || !said && state == "NORMAL"
	})
}
