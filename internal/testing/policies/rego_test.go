//go:build opa

package policies

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

const regoDirectory = "policies/rego"

// opa returns the program that tools/policies.sh builds.
func opa(t *testing.T) string {
	t.Helper()
	path := os.Getenv("ENTITLEMENTS_OPA")
	if path == "" {
		t.Fatal(`ENTITLEMENTS_OPA names no program; "make policies" builds it`)
	}
	return path
}

// query asks for everything that a policy denies.
const query = "data.entitlements[policy].deny[message]"

// gate is true only if all policies are there and deny nothing.
const gate = `every policy in ["expiring", "low", "seats", "tags", "capacity"] { count(data.entitlements[policy].deny) == 0 }`

// plan makes a plan in a directory and returns the file with its JSON.
func (w *workspace) plan(t *testing.T, directory string) string {
	t.Helper()
	if o := w.cli(t, directory, "plan", "-out=plan"); o.Status != 0 {
		t.Fatalf("no plan: %q", o.Diagnostics)
	}
	stdout, status := w.run(t, directory, w.terraform, "show", "-json", "plan")
	if status != 0 {
		t.Fatal("the plan cannot be shown")
	}
	w.write(t, directory+"/plan.json", string(stdout))
	return filepath.Join(w.root, directory, "plan.json")
}

// denied evaluates policies on a plan, as a pipeline would, and returns what
// they deny, sorted, each message once. OPA's status says the same.
func (w *workspace) denied(t *testing.T, plan, query string, data ...string) []string {
	t.Helper()
	arguments := []string{"eval", "--fail-defined", "--format=json", "--input=" + plan}
	for _, path := range data {
		arguments = append(arguments, "--data="+path)
	}
	stdout, status := w.run(t, regoDirectory, opa(t), append(arguments, query)...)
	var result struct {
		Errors []any `json:"errors"`
		Result []struct {
			Bindings struct {
				Message string `json:"message"`
			} `json:"bindings"`
		} `json:"result"`
	}
	if err := json.Unmarshal(stdout, &result); err != nil || result.Errors != nil {
		t.Fatalf("opa wrote %q: %v", stdout, err)
	}
	var messages []string
	for _, r := range result.Result {
		messages = append(messages, r.Bindings.Message)
	}
	slices.Sort(messages)
	messages = slices.Compact(messages)
	if expected := min(len(messages), 1); status != expected {
		t.Errorf("opa ended with status %d, having denied %q", status, messages)
	}
	return messages
}

// TestAccRego judges plans that the CLI made.
func TestAccRego(t *testing.T) {
	begin(t, 5)
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, test.rows, regoDirectory)
			plan := w.plan(t, regoDirectory)
			if d := cmp.Diff(test.rego, w.denied(t, plan, query, "policy", "settings.json")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			for folder, expected := range map[string]int{"policy": min(len(test.rego), 1), "checks": 1} {
				if _, status := w.run(t, regoDirectory, opa(t), "eval", "--fail", "--input="+plan, "--data="+folder,
					"--data=settings.json", gate); status != expected {
					t.Errorf("with the policies of the folder %s, the gate ends with status %d", folder, status)
				}
			}
		})
	}
}

// TestAccRegoSettings judges one plan with many settings.
func TestAccRegoSettings(t *testing.T) {
	begin(t, 5)
	w := open(t, good(), regoDirectory)
	plan := w.plan(t, regoDirectory)
	for _, test := range []struct {
		name, settings string
		expected       []string
	}{
		{"defaults", `{}`, nil},
		{
			"stricter",
			`{"days": 500, "percent": 60, "spare_seats": 0, "required_tags": ["owner"], "min_available_capacity": {"2": 6000}, "min_concurrent_calls": 121}`,
			[]string{
				"1 seats are assigned to nobody, and 0 may be: free",
				"AiContent package full, PACK ends within 500 days: " + plainly(400),
				"AiContent package full, PACK has less than 60 percent left: 500 of 1000",
				"ICE license vision ends within 500 days: " + in(400),
				"ICE license voice ends within 500 days: " + in(400),
				"OutboundBot instance a has no tag owner",
				"OutboundBot instance b has no tag owner",
				"active ICE licenses of type 2 have 5000 of capacity left together, less than 6000",
				"all OutboundBot instances together make 120 calls at once, less than 121",
			},
		},
		{"wrong", `{"days": "30", "dayz": 30}`, []string{"setting: days must be a whole number, 0 or more", "setting: no setting is called dayz"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.write(t, "settings.json", `{"entitlements_settings": `+test.settings+`}`)
			if d := cmp.Diff(test.expected, w.denied(t, plan, query, "policy", filepath.Join(w.root, "settings.json"))); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestAccRegoDefaultsAreTheSettings checks that settings.json says what holds
// without it.
func TestAccRegoDefaultsAreTheSettings(t *testing.T) {
	begin(t, 5)
	w := open(t, nil)
	content, err := os.ReadFile(filepath.Join(w.root, regoDirectory, "settings.json"))
	if err != nil {
		t.Fatal(err)
	}
	var settings struct {
		Settings map[string]any `json:"entitlements_settings"`
	}
	if err := json.Unmarshal(content, &settings); err != nil {
		t.Fatal(err)
	}
	stdout, status := w.run(t, regoDirectory, opa(t), "eval", "--fail", "--format=raw", "--data=policy", "data.entitlements.settings.defaults")
	var defaults map[string]any
	if err := json.Unmarshal(stdout, &defaults); err != nil || status != 0 {
		t.Fatalf("opa wrote %q: %v", stdout, err)
	}
	if d := cmp.Diff(defaults, settings.Settings); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestAccRegoModules judges plans whose lists are read by modules: in time, only
// when the plan is applied, and not at all.
func TestAccRegoModules(t *testing.T) {
	begin(t, 5)
	for _, test := range []struct {
		name, root string
		expected   []string
	}{
		{"two modules deep", `module "outer" {
			source = "./outer"
		}`, []string{"ICE license soon ends within 30 days: " + in(29)}},
		{"in the plan and after it", `module "outer" {
			source = "./outer"
		}
		resource "terraform_data" "first" {}
		data "entitlements_ice_airtc_licenses" "late" {
			license_item_id = terraform_data.first.id
		}`, []string{
			"ICE license soon ends within 30 days: " + in(29),
			"data.entitlements_ice_airtc_licenses.late is read only when the plan is applied",
		}},
		{"after the plan", `resource "terraform_data" "first" {}
		module "outer" {
			source     = "./outer"
			depends_on = [terraform_data.first]
		}`, late()},
		{"not at all", ``, unread()},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, and(lists.ICE, license("soon", 1, 1, 5, 29)), "root")
			w.write(t, "root/main.tf", `terraform {
				required_providers {
					entitlements = {
						source = "cloud-entitlements/entitlements"
					}
				}
			}
			`+test.root)
			w.write(t, "root/outer/main.tf", `module "inner" {
				source = "../../policies/rego"
			}`)
			if d := cmp.Diff(test.expected, w.denied(t, w.plan(t, "root"), query, "policy", "settings.json")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// unread is what is denied where no list was read.
func unread() []string {
	messages := []string{
		"active ICE licenses of type 1 have 0 of capacity left together, less than 1000",
		"active ICE licenses of type 2 have 0 of capacity left together, less than 1000",
		"all OutboundBot instances together make 0 calls at once, less than 100",
	}
	for _, source := range []string{"aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"} {
		messages = append(messages, "the plan has read no entitlements_"+source+" without a filter")
	}
	for _, state := range []string{"FREEZE", "NORMAL", "UNPAID"} {
		messages = append(messages, `the plan has read no entitlements_codearts_ide_licenses with status = "`+state+`" and no other filter`)
	}
	slices.Sort(messages)
	return messages
}

// late is what is denied where every list is read when the plan is applied.
func late() []string {
	messages := unread()
	for _, source := range []string{
		"aicontent_paid_resources.all", "ice_airtc_licenses.all", "outboundbot_instances.all", "codearts_ide_licenses.all",
		`codearts_ide_licenses.in["NORMAL"]`, `codearts_ide_licenses.in["FREEZE"]`, `codearts_ide_licenses.in["UNPAID"]`,
		`codearts_ide_licenses.in["DELETED"]`,
	} {
		messages = append(messages, "module.outer.module.inner.data.entitlements_"+source+" is read only when the plan is applied")
	}
	slices.Sort(messages)
	return messages
}

// TestAccRegoChecks turns the warnings of check blocks into violations.
func TestAccRegoChecks(t *testing.T) {
	begin(t, 5)
	const query = "data.checks.deny[message]"
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, test.rows, "policies/check-blocks")
			var messages []string
			for _, message := range w.denied(t, w.plan(t, "policies/check-blocks"), query, "checks") {
				name, text, _ := strings.Cut(message, ": ")
				if !strings.HasPrefix(name, "check.") {
					t.Errorf("%q does not say which check it is of", message)
				}
				messages = append(messages, text)
			}
			slices.Sort(messages)
			if d := cmp.Diff(test.check, messages); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	t.Run("no check blocks", func(t *testing.T) {
		t.Parallel()
		w := open(t, good(), regoDirectory)
		if d := cmp.Diff([]string{"the plan has no check blocks"}, w.denied(t, w.plan(t, regoDirectory), query, "checks")); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

// TestAccRegoUnits runs the policies' own tests, and checks that each policy is
// whole by itself, well formed and written as OPA writes it.
func TestAccRegoUnits(t *testing.T) {
	begin(t, 5)
	w := open(t, nil)
	for _, folder := range []string{"policy", "checks"} {
		for _, arguments := range [][]string{
			{"fmt", "--fail", "--list", folder},
			{"check", "--strict", folder},
			{"test", folder},
		} {
			if stdout, status := w.run(t, regoDirectory, opa(t), arguments...); status != 0 {
				t.Errorf("opa %s: status %d\n%s", strings.Join(arguments, " "), status, stdout)
			}
		}
	}
	for _, policy := range []string{"expiring", "low", "seats", "tags", "capacity"} {
		arguments := []string{"check", "--strict"}
		for _, file := range []string{"plan", "settings", "times", policy} {
			arguments = append(arguments, "policy/"+file+".rego")
		}
		if stdout, status := w.run(t, regoDirectory, opa(t), arguments...); status != 0 {
			t.Errorf("opa %s: status %d\n%s", strings.Join(arguments, " "), status, stdout)
		}
	}
}

// TestAccRegoSilence runs the policies in each case in which a policy may be green
// although something is wrong: there is no plan, or the gate is closed.
func TestAccRegoSilence(t *testing.T) {
	begin(t, 5)
	for _, test := range silent {
		if test.mocked {
			continue // a plan has no mocks
		}
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, test.rows)
			block := w.clouds.Block()
			if test.provider != nil {
				block = test.provider(block)
			}
			w.write(t, regoDirectory+"/simulator.tf", block)
			if o := w.cli(t, regoDirectory, "plan", "-out=plan"); o.Status != 0 {
				return
			}
			stdout, status := w.run(t, regoDirectory, w.terraform, "show", "-json", "plan")
			if status != 0 {
				t.Fatal("the plan cannot be shown")
			}
			w.write(t, regoDirectory+"/plan.json", string(stdout))
			if _, status := w.run(t, regoDirectory, opa(t), "eval", "--fail", "--input=plan.json", "--data=policy",
				"--data=settings.json", gate); (status == 0) != test.well {
				t.Errorf("the gate ends with status %d", status)
			}
		})
	}
}

// TestAccRegoNames checks that nothing in the policies has the name of a function
// of OPA, or of a group of them, which would hide it.
func TestAccRegoNames(t *testing.T) {
	begin(t, 5)
	w := open(t, nil)
	stdout, status := w.run(t, regoDirectory, opa(t), "capabilities", "--current")
	var capabilities struct {
		Builtins []struct {
			Name string `json:"name"`
		} `json:"builtins"`
	}
	if err := json.Unmarshal(stdout, &capabilities); err != nil || status != 0 {
		t.Fatalf("status %d: %v", status, err)
	}
	builtin := make(map[string]bool)
	for _, function := range capabilities.Builtins {
		name, _, _ := strings.Cut(function.Name, ".")
		builtin[name] = true
	}
	files, err := filepath.Glob(filepath.Join(w.root, regoDirectory, "*", "*.rego"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		stdout, status := w.run(t, regoDirectory, opa(t), "parse", "--format=json", file)
		var module any
		if err := json.Unmarshal(stdout, &module); err != nil || status != 0 {
			t.Fatalf("%s: status %d: %v", file, status, err)
		}
		names := declared(module)
		if len(names) == 0 {
			t.Errorf("%s declares nothing", file)
		}
		for _, name := range names {
			if builtin[name] {
				t.Errorf("%s: %q hides what OPA calls by that name", filepath.Base(file), name)
			}
		}
	}
}

// declared returns the names of the rules, their arguments and the variables that
// a piece of Rego declares, as "opa parse" writes it.
func declared(node any) []string {
	var names []string
	switch node := node.(type) {
	case []any:
		if len(node) > 1 && node[0] != nil && isAssignment(node[0]) {
			names = append(names, variable(node[1])...)
		}
		for _, child := range node {
			names = append(names, declared(child)...)
		}
	case map[string]any:
		if head, found := node["head"].(map[string]any); found {
			if name, found := head["name"].(string); found {
				names = append(names, name)
			}
			if ref, found := head["ref"].([]any); found {
				names = append(names, variable(ref[0])...)
			}
			names = append(names, variables(head["args"])...)
		}
		names = append(names, variables(node["symbols"])...)
		for _, child := range node {
			names = append(names, declared(child)...)
		}
	}
	return names
}

func isAssignment(operator any) bool {
	ref, _ := operator.(map[string]any)
	path, _ := ref["value"].([]any)
	return len(path) == 1 && slices.Equal(variable(path[0]), []string{"assign"})
}

// variables returns the variables in a list of terms, those of "some x in y" too.
func variables(terms any) []string {
	var names []string
	list, _ := terms.([]any)
	for _, term := range list {
		names = append(names, variable(term)...)
		if call, found := term.(map[string]any); found && call["type"] == "call" {
			names = append(names, variables(call["value"])...)
		}
	}
	return names
}

func variable(term any) []string {
	if term, _ := term.(map[string]any); term["type"] == "var" {
		if name, found := term["value"].(string); found {
			return []string{name}
		}
	}
	return nil
}
