package policies

import (
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// TestAccInventory checks what the policies on the inventory say: the same rule
// finds what is wrong in the lists of both clouds.
func TestAccInventory(t *testing.T) {
	begin(t, 5)
	const directory = "policies/inventory"
	// AiContent's times are in the zone that is set.
	inShanghai := func(days int) string {
		at, err := time.Parse(time.DateTime, plainly(days))
		if err != nil {
			t.Fatal(err)
		}
		return at.Add(-8 * time.Hour).Format(time.RFC3339)
	}
	worded := func(id, state string) row {
		return row{"id": id, "status": 1, "_state": state, "spec_code": "codeartside.basic"}
	}
	everything := good()
	for api, more := range (rows{
		lists.ICE: {
			license("soon", 1, 1, 0, 29), license("later", 1, 1, 0, 28), license("past", 2, 1, 0, -3), license("ended", 2, 2, 0, -3),
			license("endless", 1, 1, 0, nil), license("odd", 3, 3, 0, 5),
		},
		lists.AiContent: {
			resourcePackage("soon", "ACTIVE", 500, 1000, 3), resourcePackage("low", "ACTIVE", 99, 1000, 400),
			resourcePackage("low2", "ACTIVE", 99, 1000, 400), resourcePackage("tenth", "ACTIVE", 100, 1000, 400),
			resourcePackage("ended", "EXPIRED", 0, 1000, -3), resourcePackage("unsaid", "SUSPENDED", 1, 1000, 400),
			resourcePackage("nothing", "ACTIVE", 0, 0, 400), resourcePackage("someday", "ACTIVE", 500, 1000, "someday"),
		},
		lists.CodeArtsIDE: {worded("cold", "FREEZE"), worded("due", "UNPAID"), worded("gone", "DELETED"),
			worded("fine", "NORMAL"), worded("new", "SOLD")},
	}) {
		everything[api] = append(everything[api], more...)
	}
	noZone := maps.Clone(good())
	noZone[lists.AiContent] = []row{resourcePackage("full", "ACTIVE", 500, 1000, "2030-01-01 00:00:00")}

	const nothing = "warning: There is nothing to judge. If nothing was bought there, name it in none_expected:\n  "
	tests := []struct {
		name     string
		rows     rows
		settings string
		expected outcome
	}{
		{"all is well", good(), "", outcome{}},
		{"nothing at all", nil, "", outcome{Diagnostics: []string{
			nothing + "aicontent_paid_resources: nothing is in use\n  codearts_ide_licenses: nothing is in use\n  ice_airtc_licenses: nothing is in use" +
				"\n  outboundbot_instances: nothing is in use\n  account default: nothing is in use",
		}}},
		{"nothing expected", instead(lists.ICE), `none_expected = ["ice_airtc_licenses"]`, outcome{}},
		{"all that can be wrong", everything, `accepted = ["later", "aicontent_paid_resources low2 AI_ORAL"]`, outcome{Diagnostics: []string{
			"warning: Expired, or expiring within 30 days:\n  aicontent_paid_resources ended AI_ORAL: " + inShanghai(-3) + "\n  aicontent_paid_resources soon AI_ORAL: " + inShanghai(3) +
				"\n  ice_airtc_licenses ended vision: " + in(-3) + "\n  ice_airtc_licenses odd 3: " + in(5) +
				"\n  ice_airtc_licenses past vision: " + in(-3) + "\n  ice_airtc_licenses soon voice: " + in(29),
			"warning: Less than 10 percent left:\n  aicontent_paid_resources low AI_ORAL: 99 of 1000 left\n  aicontent_paid_resources unsaid AI_ORAL: 1 of 1000 left",
			"warning: Paid for, or once paid for, and not usable:\n  codearts_ide_licenses cold codeartside.basic is frozen\n  codearts_ide_licenses due codeartside.basic is unpaid",
			"warning: These cannot be judged:" +
				"\n  aicontent_paid_resources unsaid AI_ORAL: its status, SUSPENDED, is not known" +
				"\n  ice_airtc_licenses odd 3: its status, 3, is not known" +
				"\n  codearts_ide_licenses new codeartside.basic: its status, 1, is not known" +
				"\n  aicontent_paid_resources nothing AI_ORAL: starts_at: the API gave no effective_time; remaining_percent: the total is zero" +
				"\n  aicontent_paid_resources someday AI_ORAL: starts_at: the API gave no effective_time; expires_at: \"someday\" does not match the layout \"2006-01-02 15:04:05\"" +
				"\n  ice_airtc_licenses endless voice: starts_at: the API gave no begin_on; expires_at: the API gave no expired_on",
		}}},
		{"stricter", good(), "days = 500\npercent = 60", outcome{Diagnostics: []string{
			"warning: Expired, or expiring within 500 days:\n  aicontent_paid_resources full AI_ORAL: " + inShanghai(400) +
				"\n  ice_airtc_licenses vision vision: " + in(400) + "\n  ice_airtc_licenses voice voice: " + in(400),
			"warning: Less than 60 percent left:\n  aicontent_paid_resources full AI_ORAL: 500 of 1000 left",
		}}},
		{"without a zone", noZone, "aicontent_time_zone = null", outcome{Diagnostics: []string{
			"warning: The API of aicontent_paid_resources writes times without a time zone, so starts_at and expires_at are null in 1 row. No rule about expiry finds these rows.\n\n" +
				"What to do: Set aicontent_time_zone, such as \"Asia/Shanghai\".",
			"warning: These cannot be judged:\n  aicontent_paid_resources full AI_ORAL: starts_at: the API gave no effective_time; expires_at: \"2030-01-01 00:00:00\" has no time zone: set aicontent_time_zone",
		}}},
		{"one source", everything, `sources = ["codearts_ide_licenses"]`, outcome{Diagnostics: []string{
			"warning: Paid for, or once paid for, and not usable:\n  codearts_ide_licenses cold codeartside.basic is frozen\n  codearts_ide_licenses due codeartside.basic is unpaid",
			"warning: These cannot be judged:\n  codearts_ide_licenses new codeartside.basic: its status, 1, is not known",
		}}},
		{"an account that is not there", good(), `accounts = ["default", "prod"]`, outcome{Status: 1, Diagnostics: []string{
			`error: accounts has "prod", which is not the name of an account block in the provider. The accounts are default.`,
		}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, test.rows, directory)
			w.write(t, directory+"/terraform.tfvars", test.settings)
			if d := cmp.Diff(test.expected, w.cli(t, directory, "plan")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestAccInventoryPage checks that the example on the inventory's own page warns of
// what is wrong beside what is well, whatever the cloud says of its state.
func TestAccInventoryPage(t *testing.T) {
	begin(t, 5)
	const directory = "data-sources/entitlements_inventory"
	tests := map[string]struct {
		rows     rows
		expected outcome
	}{
		"all is well": {instead(lists.AiContent, resourcePackage("full", "ACTIVE", 500, 1000, 400)), outcome{}},
		"ended, frozen and not paid for": {
			rows{
				lists.ICE: append(good()[lists.ICE], license("ended", 1, 2, 0, -2), license("past", 1, 1, 0, -40),
					license("gone", 1, 2, 0, -40)),
				lists.AiContent:   {resourcePackage("full", "ACTIVE", 500, 1000, 400)},
				lists.OutboundBot: good()[lists.OutboundBot],
				lists.CodeArtsIDE: append(good()[lists.CodeArtsIDE], seat("cold", "FREEZE", nil), seat("due", "UNPAID", nil),
					seat("over", "DELETED", nil)),
			},
			outcome{Diagnostics: []string{
				"warning: Expires within 30 days, or has ended:\nice_airtc_licenses ended: " + in(-2) + "\nice_airtc_licenses past: " + in(-40),
				"warning: Not usable:\ncodearts_ide_licenses cold is frozen\ncodearts_ide_licenses due is unpaid",
			}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, test.rows, directory)
			if d := cmp.Diff(test.expected, w.cli(t, directory, "plan")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
