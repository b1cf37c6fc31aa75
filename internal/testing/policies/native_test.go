package policies

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// TestAccDemo applies every configuration with its default settings on the rows of
// the demonstration, as a reader would who tries it out.
func TestAccDemo(t *testing.T) {
	begin(t, 5)
	for _, name := range []string{"check-blocks", "preconditions", "module", "rego", "inventory"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, simulator.Demo(time.Now()), "policies/"+name)
			if name == "preconditions" { // some of the seats there are frozen or unpaid
				w.write(t, "policies/preconditions/terraform.tfvars", "blocked_seats_allowed = 10")
			}
			if o := w.cli(t, "policies/"+name, "apply", "-auto-approve"); o.Status != 0 {
				t.Errorf("status %d: %q", o.Status, o.Diagnostics)
			}
		})
	}
}

// prefixed returns texts with a prefix each.
func prefixed(prefix string, texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, prefix+text)
	}
	return all
}

// TestAccCheckBlocks checks what the check blocks say: as warnings of a plan, and
// as errors of the test that makes a gate of them.
func TestAccCheckBlocks(t *testing.T) {
	begin(t, 5)
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, test.rows, "policies/check-blocks")
			if d := cmp.Diff(outcome{Diagnostics: prefixed("warning: ", test.check)}, w.cli(t, "policies/check-blocks", "plan")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestAccGate(t *testing.T) {
	begin(t, 6)
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			expected := outcome{Runs: map[string]string{"policies": "pass"}}
			if test.check != nil {
				expected = outcome{Status: 1, Diagnostics: prefixed("error: ", test.check), Runs: map[string]string{"policies": "fail"}}
			}
			w := open(t, test.rows, "policies/check-blocks")
			if d := cmp.Diff(expected, w.cli(t, "policies/check-blocks", "test")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestAccCheckBlockSettings sets every setting of the check blocks.
func TestAccCheckBlockSettings(t *testing.T) {
	begin(t, 5)
	tests := []struct {
		name     string
		rows     rows
		settings string
		expected outcome
	}{
		{
			"stricter", good(),
			`days = 500
			percent = 60
			spare_seats = 0
			required_tags = ["owner"]
			min_available_capacity = { "2" = 6000 }
			min_concurrent_calls = 121`,
			outcome{Diagnostics: []string{
				"warning: Assigned to nobody, with 0 allowed:\n  free",
				"warning: Expired, or expiring within 500 days:\n  ICE license vision: " + in(400) + "\n  ICE license voice: " + in(400) + "\n  AiContent package full, PACK: " + plainly(400),
				"warning: Less than 60 percent left:\n  AiContent package full, PACK: 500 of 1000 left",
				"warning: OutboundBot instances without a required tag:\n  a: owner\n  b: owner",
				"warning: Under the floor:\n  ICE licenses of type 2: 5000, and 6000 at least is wanted\n  concurrent calls of OutboundBot: 120, and 121 at least is wanted",
			}},
		},
		{
			"nothing expected", nil,
			`none_expected = ["ice_airtc_licenses", "aicontent_paid_resources", "outboundbot_instances", "codearts_ide_licenses"]
			min_available_capacity = {}
			min_concurrent_calls = 0`,
			outcome{},
		},
		{
			// In Shanghai, the package ends 30 days and 8 hours from now; at the
			// earliest it would be 30 days and 2 hours.
			"a chosen zone", instead(lists.AiContent,
				resourcePackage("soon", "ACTIVE", 5, 5, now.Add((30*24+16)*time.Hour).Format("2006-01-02 15:04:05"))),
			`aicontent_utc_offset = "+08:00"`,
			outcome{},
		},
		{
			"wrong", good(),
			`days = 1.5
			percent = 101
			spare_seats = -1
			aicontent_utc_offset = "8"
			none_expected = ["ice"]`,
			outcome{Status: 1, Diagnostics: []string{
				"error: A percentage from 0 to 100.",
				"error: A whole number of days, 0 or more.",
				"error: A whole number of seats, 0 or more.",
				"error: An offset from UTC such as +08:00.",
				"error: The lists are ice_airtc_licenses, aicontent_paid_resources, outboundbot_instances and codearts_ide_licenses.",
			}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, test.rows, "policies/check-blocks")
			w.write(t, "policies/check-blocks/terraform.tfvars", test.settings)
			o := w.cli(t, "policies/check-blocks", "plan")
			for i, text := range o.Diagnostics { // the CLI adds where the rule is
				o.Diagnostics[i], _, _ = strings.Cut(text, "\n\nThis was checked by the validation rule")
			}
			if d := cmp.Diff(test.expected, o); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestAccPreconditions opens and closes every gate.
func TestAccPreconditions(t *testing.T) {
	begin(t, 5)
	tests := []struct {
		name     string
		rows     rows
		settings string
		expected []string
	}{
		{name: "open", rows: good()},
		{
			name: "no license is good for long enough", rows: good(), settings: `days = 500`,
			expected: []string{
				"error: Of 1 active licenses for voice calls, none is known to be good for 500 days more with a capacity of 1000 left.",
				"error: The packages of AI_ORAL that are good for 500 days more have 0 of 0 left together, and 10 percent is wanted.",
			},
		},
		{
			name:     "no license is known to be good",
			rows:     instead(lists.ICE, license("a", 1, 1, nil, 400), license("b", 1, 1, 5000, nil), license("c", 2, 1, 5000, 400)),
			expected: []string{"error: Of 2 active licenses for voice calls, none is known to be good for 30 days more with a capacity of 1000 left."},
		},
		{
			name:     "too little is left",
			rows:     and(lists.AiContent, resourcePackage("soon", "ACTIVE", 5000, 5000, 30), resourcePackage("empty", "ACTIVE", 1, 5000, 400)),
			expected: []string{"error: The packages of AI_ORAL that are good for 30 days more have 501 of 6000 left together, and 10 percent is wanted."},
		},
		{
			name: "packages cannot be judged",
			rows: and(lists.AiContent, resourcePackage("zero", "ACTIVE", 0, 0, 400), resourcePackage("null", "ACTIVE", nil, 5, 400),
				resourcePackage("endless", "ACTIVE", 5, 5, nil)),
			expected: []string{"error: Packages that are, or may be, of AI_ORAL, without a status or an end, or with amounts of which there is no percentage:\n  endless, PACK\n  null, PACK\n  zero, PACK"},
		},
		{
			name: "tags are missing", rows: and(lists.OutboundBot, instance("bare", 1), row{"InstanceId": "unknown"}),
			expected: []string{"error: OutboundBot instances that are not known to have all of the tags env:\n  bare\n  unknown"},
		},
		{
			name: "too few calls", rows: instead(lists.OutboundBot, instance("a", 99, "env", "prod"), instance("b", nil, "env", "prod")),
			expected: []string{"error: All OutboundBot instances together are not known to make 100 calls at once."},
		},
		{
			name: "too few seats", rows: instead(lists.CodeArtsIDE, seat("taken", "NORMAL", "user1"), seat("frozen", "FREEZE", nil)),
			settings: `blocked_seats_allowed = 1`,
			expected: []string{"error: 0 seats are free, and 1 are wanted."},
		},
		{
			name:     "too many seats are blocked",
			rows:     and(lists.CodeArtsIDE, seat("frozen", "FREEZE", nil), seat("unpaid", "UNPAID", nil), seat("unpaid too", "UNPAID", nil)),
			settings: `blocked_seats_allowed = 2`,
			expected: []string{"error: Frozen or unpaid, with 2 allowed:\n  frozen\n  unpaid\n  unpaid too"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, test.rows, "policies/preconditions")
			w.write(t, "policies/preconditions/terraform.tfvars", test.settings)
			expected := outcome{Diagnostics: test.expected}
			if test.expected != nil {
				expected.Status = 1
			}
			if d := cmp.Diff(expected, w.cli(t, "policies/preconditions", "plan")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestAccGatesClose runs the tests of the preconditions, on lists for which each
// gate closes, and with a gate taken out.
func TestAccGatesClose(t *testing.T) {
	begin(t, 6)
	const directory = "policies/preconditions"
	runs := []string{
		"no_license_is_good_for_a_century", "no_license_has_so_much_left", "a_catalog_that_does_not_exist_has_nothing_left",
		"no_instance_has_a_tag_that_nobody_sets", "instances_cannot_make_so_many_calls", "there_are_not_so_many_seats",
	}
	t.Run("closing", func(t *testing.T) {
		t.Parallel()
		expected := outcome{Runs: make(map[string]string)}
		for _, run := range runs {
			expected.Runs[run] = "pass"
		}
		w := open(t, good(), "policies/preconditions")
		if d := cmp.Diff(expected, w.cli(t, directory, "test")); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	t.Run("open", func(t *testing.T) {
		t.Parallel()
		w := open(t, good(), "policies/preconditions")
		w.alter(t, directory, ")) == 0", ")) >= 0")
		o := w.cli(t, directory, "test")
		if o.Status != 1 || o.Runs["no_instance_has_a_tag_that_nobody_sets"] != "fail" {
			t.Errorf("the tests do not see that a gate stays open: %+v", o)
		}
	})
}

// alter replaces a text in the .tf files of a directory, wherever it stands.
func (w *workspace) alter(t *testing.T, directory, from, to string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(w.root, directory, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found = found || strings.Contains(string(content), from)
		w.write(t, filepath.Join(directory, filepath.Base(path)), strings.ReplaceAll(string(content), from, to))
	}
	if !found {
		t.Fatalf("%s has no %q", directory, from)
	}
}

// TestAccModules runs the modules' own tests, and checks that they fail if a module
// is wrong.
func TestAccModules(t *testing.T) {
	begin(t, 6)
	type mistake struct{ right, wrong, run string }
	for module, mistakes := range map[string][]mistake{
		"entitlement-checks": {
			{`"+14:00"`, `"+13:59"`, "a_time_without_a_zone_is_the_earliest_that_it_can_mean"},
			{`"-12:00"`, `"-11:58"`, "what_ended_may_not_have_ended_everywhere"},
			{"timecmp(row.first, local.deadline) <= 0", "timecmp(row.first, local.deadline) < 0", "expiring_and_low"},
			{"timecmp(row.last, local.ended) >= 0", "timecmp(row.last, local.now) >= 0", "what_ended_lately_is_not_passed_over"},
			{"row.left * 100 < row.of * var.percent", "row.left * 100 <= row.of * var.percent", "all_is_well"},
			{"license.status == 1 || license.status == 2", "license.status != null", "a_new_status_is_not_a_good_one"},
			{"row.of > 0 && row.left >= 0", "row.of >= 0 && row.left >= 0", "what_is_not_known_is_not_passed_over"},
			{"contains(local.current[*].list, name)", "contains(local.rows[*].list, name)", "a_list_in_which_everything_has_ended_is_empty"},
			{"!contains(local.current[*].list, name) && !var.allow_empty", "false", "an_empty_list_is_not_a_good_one"},
		},
		"inventory-checks": {
			{"contains(local.used.accounts, pair[1])", "false", "an_account_has_lost_a_cloud"},
			{"concat(local.used.both, tolist(var.none_expected))", "local.used.both", "an_account_has_lost_a_cloud"},
			{`row.state == "used_up" ||`, `row.state != "active" ||`, "what_ended_long_ago"},
			{`row.status != null`, `true`, "what_ended_long_ago"},
			{"row.past || !row.renews", "!row.renews", "what_renews_itself"},
			{"row.past || !row.renews", "true", "what_renews_itself"},
			{" || var.report_renewing", "", "what_renews_itself_is_reported_if_asked"},
			{` && !anytrue([for note in row.notes : startswith(note, "expires_at: ")]))`, ")", "what_ended_long_ago"},
			{"timecmp(row.expires_at, local.ended) < 0", "timecmp(row.expires_at, local.now) < 0", "what_ended_is_not_passed_over"},
			{"timecmp(row.expires_at, local.deadline) <= 0", "timecmp(row.expires_at, local.deadline) < 0", "expiring"},
			{"row.remaining_percent < var.percent", "row.remaining_percent <= var.percent", "running_low"},
			{"!contains(var.inventory.sources_read, source)", "false", "a_source_was_not_read"},
			{"!contains(var.inventory.accounts_read, account)", "false", "an_account_was_not_read"},
			{"!contains(local.used.sources, source)", "false", "nothing_is_there"},
			{"!contains(local.used.accounts, account)", "false", "an_account_has_nothing"},
			{`["frozen", "unpaid"]`, `["frozen"]`, "blocked"},
			{`startswith(note, "expires_at: ") ||`, "", "what_ended_long_ago"},
			{`|| startswith(note, "remaining_percent: ")`, "", "not_known"},
		},
		"entitlement-ledger": {
			{"length(local.vanished) == 0", "length(local.vanished) >= 0", "something_is_gone"},
			{"length(local.current) > 0", "length(local.rows) > 0", "everything_has_ended_and_is_gone"},
			{"length(var.previous) > 0", "true", "the_last_run_found_nothing"},
			{`["expired", "deleted"]`, `["expired", "deleted", "used_up"]`, "what_is_used_up_or_has_no_end_may_not"},
			{"group.live_before) - group.live - group.ended_since", "group.live_before) - group.live", "what_ended_and_is_still_listed_is_there"},
			{" - length([for row in group : 0 if !row.now && row.ended])", "", "the_one_of_two_equal_rows_that_had_not_ended"},
			{"? row.detail :", `? "" :`, "one_of_several_rows_was_replaced"},
			{"row.now && row.thing != \"\"", "false", "it_moved_to_another_account"},
			{"row.now && row.thing != \"\"", "row.now", "without_an_id"},
			{"length([for row in rows : 0 if !row.now]) == 0]", "true]", "something_is_gone"},
			{"var.inventory.states == null", "true", "a_filtered_inventory"},
		},
	} {
		directory := "modules/" + module
		t.Run(module, func(t *testing.T) {
			t.Parallel()
			o := open(t, nil).cli(t, directory, "test")
			if o.Status != 0 || len(o.Runs) == 0 {
				t.Errorf("%+v", o)
			}
			for run, status := range o.Runs {
				if status != "pass" {
					t.Errorf("%s: %s", run, status)
				}
			}
		})
		for _, mistake := range mistakes {
			t.Run(fmt.Sprintf("%s without %s", module, mistake.run), func(t *testing.T) {
				t.Parallel()
				w := open(t, nil)
				w.alter(t, directory, mistake.right, mistake.wrong)
				if o := w.cli(t, directory, "test"); o.Status != 1 || o.Runs[mistake.run] != "fail" {
					t.Errorf("%s instead of %s is not seen: %+v", mistake.wrong, mistake.right, o)
				}
			})
		}
	}
}

// TestAccModuleExample checks that the example of the module warns, and stops where
// it is told to.
func TestAccModuleExample(t *testing.T) {
	begin(t, 5)
	const directory = "policies/module"
	bad := and(lists.ICE, license("soon", 1, 1, 5, 29))
	bad[lists.AiContent] = append(bad[lists.AiContent], resourcePackage("less", "ACTIVE", 9, 100, 400),
		resourcePackage("null", "ACTIVE", nil, 100, 400))
	warnings := []string{
		"warning: Expired, or expiring within 30 days:\n  ICE license soon: " + in(29),
		"warning: Less than 10 percent left:\n  AiContent package less, PACK: 9 of 100 left",
		"warning: These cannot be judged:\n  AiContent package null, PACK: it is not known how much is left",
	}
	tests := []struct {
		name     string
		rows     rows
		settings string
		expected outcome
	}{
		{"well", good(), "enforce = true", outcome{}},
		{"warned", bad, "", outcome{Diagnostics: warnings}},
		{"stopped", bad, "enforce = true", outcome{Status: 1, Diagnostics: append([]string{
			"error: The policies do not hold:\n  ICE license soon: " + in(29) + "\n  AiContent package less, PACK: 9 of 100 left" +
				"\n  AiContent package null, PACK: it is not known how much is left",
		}, warnings...)}},
		{"stricter", good(), "days = 500\npercent = 60", outcome{Diagnostics: []string{
			"warning: Expired, or expiring within 500 days:\n  ICE license vision: " + in(400) + "\n  ICE license voice: " + in(400) + "\n  AiContent package full, PACK: " + plainly(400),
			"warning: Less than 60 percent left:\n  AiContent package full, PACK: 500 of 1000 left",
		}}},
		{"nothing", nil, "enforce = true", outcome{Status: 1, Diagnostics: []string{
			"error: The policies do not hold:\n  aicontent_resources: nothing in use was found; if that is right, set allow_empty\n  ice_licenses: nothing in use was found; if that is right, set allow_empty",
			"warning: There is nothing to judge:\n  aicontent_resources: nothing in use was found; if that is right, set allow_empty\n  ice_licenses: nothing in use was found; if that is right, set allow_empty",
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

// TestAccExitStatus checks what the guide on policies says of the commands' status,
// and of timestamp().
func TestAccExitStatus(t *testing.T) {
	begin(t, 6)
	bad := and(lists.ICE, license("soon", 1, 1, 5, 29))
	const reads = requires + `data "entitlements_ice_airtc_licenses" "all" {}
locals {
  ends_soon = [
    for license in data.entitlements_ice_airtc_licenses.all.licenses : license
    if timecmp(license.expired_on, timeadd(NOW(), "720h")) < 0 && license.status == 1
  ]
}
`
	const gate = `output "ends_soon" {
  value = local.ends_soon[*].license_item_id
  precondition {
    condition     = length(local.ends_soon) == 0
    error_message = "It ends soon."
  }
}
`
	const check = `check "ends_soon" {
  assert {
    condition     = length(local.ends_soon) == 0
    error_message = "It ends soon."
  }
}
`
	const run = "run \"gate\" {\n  command = plan\n}\n"
	for name, test := range map[string]struct {
		configuration string
		command       []string
		want          outcome
	}{
		"check, plan":               {check, []string{"plan"}, outcome{Diagnostics: []string{"warning: It ends soon."}}},
		"check, -detailed-exitcode": {check, []string{"plan", "-detailed-exitcode"}, outcome{Diagnostics: []string{"warning: It ends soon."}}},
		"output, -detailed-exitcode": {check + "output \"n\" {\n  value = 1\n}\n", []string{"plan", "-detailed-exitcode"},
			outcome{Status: 2, Diagnostics: []string{"warning: It ends soon."}}},
		"check, test": {check, []string{"test"},
			outcome{Status: 1, Diagnostics: []string{"error: It ends soon."}, Runs: map[string]string{"gate": "fail"}}},
		"gate, plan": {gate, []string{"plan"}, outcome{Status: 1, Diagnostics: []string{"error: It ends soon."}}},
		"gate, -detailed-exitcode": {gate, []string{"plan", "-detailed-exitcode"},
			outcome{Status: 1, Diagnostics: []string{"error: It ends soon."}}},
		"gate, test": {gate, []string{"test"},
			outcome{Status: 1, Diagnostics: []string{"error: It ends soon."}, Runs: map[string]string{"gate": "fail"}}},
		"timestamp, plan": {strings.ReplaceAll(gate, "local.ends_soon", "local.late"), []string{"plan"}, outcome{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, bad, "root")
			w.write(t, "root/main.tf", strings.ReplaceAll(reads, "NOW", "plantimestamp")+test.configuration)
			if strings.HasPrefix(name, "timestamp") {
				w.write(t, "root/late.tf", strings.NewReplacer("NOW", "timestamp", "ends_soon", "late").Replace(reads[strings.Index(reads, "locals"):]))
			}
			w.write(t, "root/tests/gate.tftest.hcl", run)
			if d := cmp.Diff(test.want, w.cli(t, "root", test.command[0], test.command[1:]...)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestAccOwnPolicy runs the example of a policy with tests, and checks that the tests
// see a mistake.
func TestAccOwnPolicy(t *testing.T) {
	const directory = "policies/tests"
	begin(t, 6)
	pass := map[string]string{
		"good": "pass", "nothing_is_there": "pass", "the_last_one_ended": "pass", "it_ends_soon": "pass", "nothing_is_known": "pass",
	}
	if d := cmp.Diff(outcome{Runs: pass}, open(t, nil).cli(t, directory, "test")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	w := open(t, nil)
	w.alter(t, directory+"/modules/policy", "local.capacity >= var.capacity", "local.capacity >= 0")
	if o := w.cli(t, directory, "test"); o.Status != 1 || o.Runs["the_last_one_ended"] != "fail" {
		t.Errorf("the tests do not see that a gate stays open: %+v", o)
	}
}

// TestAccOwnPolicyMocked checks that a mocked provider does not open the gate of that
// example.
func TestAccOwnPolicyMocked(t *testing.T) {
	const directory = "policies/tests"
	begin(t, 8) // Terraform 1.7 has mocks, OpenTofu 1.7 has not
	closed := outcome{Runs: map[string]string{"the_gate_is_closed": "pass"}}
	if d := cmp.Diff(closed, open(t, nil).cli(t, directory, "test", "-test-directory=mocks")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
