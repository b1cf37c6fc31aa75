package policies

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// silent are the ways in which a policy may be green although something is wrong.
var silent = []struct {
	name string
	rows rows
	// provider changes the provider block.
	provider func(block string) string
	mocked   bool
	// cloud is the one that this is about, if it is not about both.
	cloud string
	// row is the list with one bad row, beside good ones, if that is what is wrong.
	row lists.API
	// well says that nothing is wrong: what the other cases say has its reason there.
	well bool
}{
	{name: "all is well", rows: good(), well: true},
	{name: "nothing is there"},
	{name: "everything is null", rows: rows{
		lists.ICE:         {{"LicenseItemId": "a"}},
		lists.AiContent:   {{"instanceId": "a"}},
		lists.OutboundBot: {{"InstanceId": "a"}},
		lists.CodeArtsIDE: {{"id": "a", "_state": "SOLD"}},
	}},
	{name: "a new status", rows: rows{
		lists.ICE:         {license("a", 1, 3, 5000, -2), license("b", 2, 3, 5000, 400)},
		lists.AiContent:   {resourcePackage("a", "NEW", 500, 1000, -2), resourcePackage("b", "NEW", 500, 1000, 400)},
		lists.OutboundBot: {instance("a", 120)},
		lists.CodeArtsIDE: {{"id": "a", "status": 9, "_state": "SOLD"}},
	}},
	{name: "everything ended two days ago", rows: rows{
		lists.ICE:         {license("a", 1, 2, 5000, -2)},
		lists.AiContent:   {resourcePackage("a", "EXPIRED", 500, 1000, -2)},
		lists.CodeArtsIDE: {seat("a", "DELETED", nil)},
	}},
	{name: "a filter finds nothing", rows: rows{
		lists.ICE: {license("a", 2, 1, 5000, 400)},
	}},
	{name: "a row twice", rows: rows{
		lists.ICE:         {license("a", 1, 1, 600, 400), license("a", 1, 1, 600, 400)},
		lists.AiContent:   {resourcePackage("a", "ACTIVE", 9, 100, 29), resourcePackage("a", "ACTIVE", 9, 100, 29)},
		lists.OutboundBot: {instance("a", 60), instance("a", 60)},
		lists.CodeArtsIDE: {seat("a", "FREEZE", nil), seat("a", "FREEZE", nil)},
	}},
	{name: "Alibaba Cloud is gone", rows: good(), cloud: "alicloud", provider: func(block string) string {
		return keys.ReplaceAllString(block[:strings.Index(block, "huaweicloud {")], "") + block[strings.Index(block, "huaweicloud {"):]
	}},
	{name: "Huawei Cloud is gone", rows: good(), cloud: "huaweicloud", provider: func(block string) string {
		return block[:strings.Index(block, "huaweicloud {")] + keys.ReplaceAllString(block[strings.Index(block, "huaweicloud {"):], "")
	}},
	{name: "the account is gone", rows: good(), provider: func(block string) string {
		return strings.ReplaceAll(block, acctest.Account.AccessKeyID, "LTAI5tCLOSEDACCOUNT")
	}},
	{name: "a mock", mocked: true},
	{name: "one license of a new status", row: lists.ICE, rows: and(lists.ICE, license("odd", 1, 3, 5000, 400))},
	{name: "one license without a status", row: lists.ICE, rows: and(lists.ICE, license("odd", 1, nil, 5000, 400))},
	{name: "one license ended and has no status", row: lists.ICE, rows: and(lists.ICE, license("odd", 1, nil, 5000, -2))},
	{name: "one license ended and counts as active", row: lists.ICE, rows: and(lists.ICE, license("odd", 1, 1, 5000, -99))},
	{name: "one license ended", row: lists.ICE, rows: and(lists.ICE, license("odd", 1, 2, 5000, -2))},
	{name: "one license has no end", row: lists.ICE, rows: and(lists.ICE, license("odd", 1, 1, 5000, nil))},
	{name: "one license is over and has no end", row: lists.ICE, rows: and(lists.ICE, license("odd", 1, 2, 5000, nil))},
	{name: "one package of a new status", row: lists.AiContent, rows: and(lists.AiContent, resourcePackage("odd", "NEW", 500, 1000, 400))},
	{name: "one package ended and has no status", row: lists.AiContent, rows: and(lists.AiContent, resourcePackage("odd", nil, 500, 1000, -2))},
	{name: "one package ended and counts as active", row: lists.AiContent,
		rows: and(lists.AiContent, resourcePackage("odd", "ACTIVE", 500, 1000, -99))},
	{name: "one package is of nothing", row: lists.AiContent, rows: and(lists.AiContent, resourcePackage("odd", "ACTIVE", 0, 0, 400))},
	{name: "one package has a remainder that is not known", row: lists.AiContent,
		rows: and(lists.AiContent, resourcePackage("odd", "ACTIVE", nil, 1000, 400))},
	{name: "two seats are frozen and one is unpaid", row: lists.CodeArtsIDE,
		rows: and(lists.CodeArtsIDE, seat("cold", "FREEZE", "user2"), seat("colder", "FREEZE", "user3"), seat("due", "UNPAID", "user4"))},
	{name: "one seat of a new status", row: lists.CodeArtsIDE, rows: and(lists.CodeArtsIDE, row{"id": "odd", "status": 9, "_state": "SOLD"})},
}

// conditions are the summaries of conditions that do not hold, in both CLIs.
var conditions = regexp.MustCompile(
	`^(Check block assertion failed|Module output value precondition failed|Resource postcondition failed|Invalid value for variable)$`)

// requires names the provider.
const requires = `terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}
`

var keys = regexp.MustCompile(`(?m)^ *(access_key|secret_key) .*\n`)

// judges are the examples that judge something, with what they read, the lists of
// which they judge each row, and what is set.
var judges = map[string]struct {
	clouds   []string
	each     []lists.API
	but      []string // cases with one bad row, of what it does not judge
	settings string
}{
	"policies/check-blocks":               {clouds: both, each: dated},
	"policies/preconditions":              {clouds: both},
	"policies/module":                     {clouds: alicloud, each: dated[:2]},
	"policies/tests":                      {clouds: alicloud},
	"policies/inventory":                  {clouds: both, each: dated},
	"inventory":                           {clouds: both, each: dated, settings: "  enforce = true\n"},
	"data-sources/entitlements_inventory": {clouds: both, each: dated, but: amounts},
	"ledger":                              {clouds: both},
	"data-sources/entitlements_ice_airtc_licenses":       {clouds: alicloud, each: dated[:1]},
	"data-sources/entitlements_aicontent_paid_resources": {clouds: alicloud, each: dated[1:2]},
}

// judgeNothing are the examples that have a condition or a module and fail nothing of
// what is owned, with the reason.
var judgeNothing = map[string]string{
	"find-one": "its conditions are that there is exactly one license, which TestAccDocuments breaks in both ways",
	"report":   "it lists what the module inventory-checks finds, and never fails",
}

var (
	alicloud, both = []string{"alicloud"}, []string{"alicloud", "huaweicloud"}
	amounts        = []string{"one package is of nothing", "one package has a remainder that is not known"}
	dated          = []lists.API{lists.ICE, lists.AiContent, lists.CodeArtsIDE}
)

// update writes what the policies say into the golden file. Look at what changed.
var update = flag.Bool("update", false, "write testdata/silence.json")

const golden = "testdata/silence.json"

// manifest is the file in which the CLI keeps where the modules of a root are.
const manifest = ".terraform/modules/modules.json"

// TestJudges checks that each example with a condition, or a module that may have
// some, is among those that TestAccSilence knows.
func TestJudges(t *testing.T) {
	condition := regexp.MustCompile(`(?m)^\s*(check "|(pre|post)condition \{|source *= "\./modules/)`)
	found := make(map[string]bool)
	paths, err := filepath.Glob(filepath.Join(examples, "*", "*", "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(examples, "*", "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(paths, more...) {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(examples, filepath.Dir(path))
		if err != nil {
			t.Fatal(err)
		}
		name = filepath.ToSlash(name)
		_, exempt := judgeNothing[name]
		if condition.Match(content) && !strings.HasPrefix(name, "modules/") && !exempt {
			found[name] = true
		}
	}
	known := slices.Sorted(maps.Keys(judges))
	if d := cmp.Diff(known, slices.Sorted(maps.Keys(found))); d != "" {
		t.Errorf("(-known +found):\n%s", d)
	}
}

// TestAccSilence runs every policy in every case, all policies of a case in one
// plan. None may be green: each says something, and what it says is in
// testdata/silence.json.
func TestAccSilence(t *testing.T) {
	begin(t, 5)
	content, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]map[string][]string)
	if err := json.Unmarshal(content, &want); err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(judges))
	for _, test := range silent {
		if test.mocked && !newer(t, 8) {
			t.Logf("%s: this CLI has none", test.name)
			continue
		}
		w := open(t, test.rows)
		block := w.clouds.Block()
		if test.provider != nil {
			block = test.provider(block)
		}
		root := requires + block
		for i, name := range names {
			root += fmt.Sprintf("module \"policy%d\" {\n  source = \"./%s\"\n%s}\n", i, name, judges[name].settings)
		}
		w.write(t, "root.tf", root)
		w.get(t, ".")
		w.write(t, "ledger.json", `[{"cloud": "alicloud", "account": "default", "source": "ice_airtc_licenses", "region": "cn-shanghai",
			"id": "voice", "kind": "voice", "state": "active", "expires_at": "`+in(400)+`"}]`) // what the last run saw
		command := "plan"
		if test.mocked {
			command = "test"
			w.write(t, "mock.tftest.hcl", "mock_provider \"entitlements\" {}\nrun \"mock\" {\n  command = plan\n}\n")
		}
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			said := w.saidBy(t, command)
			for _, name := range names {
				judge := judges[name]
				concerned := test.cloud == "" || slices.Contains(judge.clouds, test.cloud)
				if test.row != "" {
					concerned = slices.Contains(judge.each, test.row) && !slices.Contains(judge.but, test.name)
				}
				if !test.well && concerned && len(said[name]) == 0 {
					t.Errorf("%s is green", name)
				}
			}
			if *update {
				lock.Lock()
				defer lock.Unlock()
				want[test.name] = said
			}
			if d := cmp.Diff(want[test.name], said); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	if *update {
		t.Cleanup(func() {
			content, err := json.MarshalIndent(want, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, append(content, '\n'), 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
}

var lock sync.Mutex // of what update collects

// saidBy runs a command in the workspace's root, whose modules were found, and returns the first lines of what
// the conditions of each example say, sorted, each once. An error of the provider is
// "a read failed" there: its words are tested elsewhere.
func (w *workspace) saidBy(t *testing.T, command string) map[string][]string {
	t.Helper()
	stdout, _ := w.run(t, ".", w.terraform, command, "-json")
	said := make(map[string][]string)
	for line := range strings.Lines(string(stdout)) {
		var event struct {
			Diagnostic struct {
				Summary string `json:"summary"`
				Detail  string `json:"detail"`
				Range   struct {
					Filename string `json:"filename"`
				} `json:"range"`
			} `json:"diagnostic"`
		}
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		for name := range judges {
			if strings.HasPrefix(filepath.ToSlash(event.Diagnostic.Range.Filename), name+"/") {
				text, _, _ := strings.Cut(event.Diagnostic.Detail, "\n")
				if !conditions.MatchString(event.Diagnostic.Summary) {
					text = "a read failed"
				}
				said[name] = append(said[name], text)
			}
		}
	}
	for name := range said {
		slices.Sort(said[name])
		said[name] = slices.Compact(said[name])
	}
	return said
}
