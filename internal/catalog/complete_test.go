package catalog_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// steps are those of "Adding a list" in CONTRIBUTING.md, which has each of them in
// bold. TestComplete names them.
var steps = []string{"Declaration", "Catalog", "Simulator", "Record", "Example", "Fragment", "Generate"}

// root is where the repository is.
const root = "../.."

// house is everything in which a list must be: the catalog, the records, the
// simulator, and files by their paths.
type house struct {
	catalog   catalog.Catalog
	records   []acctest.Source
	simulated []*lists.List
	files     map[string]string
}

// standing returns the house as it is.
func standing(t *testing.T) house {
	t.Helper()
	h := house{catalog.Lists, acctest.Sources, lists.All, map[string]string{}}
	for _, pattern := range []string{
		"internal/alicloud/*/*.go", "internal/huaweicloud/*/*.go", "internal/catalog/catalog.go",
		"internal/testing/simulator/lists/samples/*.json",
		"internal/provider/testdata/schema.golden.json", "examples/data-sources/*/data-source.tf", "docs/*.md", "docs/*/*.md", "README.md",
		"CHANGELOG.md", ".changes/unreleased/*.md",
	} {
		paths, err := fs.Glob(os.DirFS(root), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(filepath.Join(root, path))
			if err != nil {
				t.Fatal(err)
			}
			h.files[path] = string(content)
		}
	}
	return h
}

// TestComplete checks that each list has everything that belongs to it, and that
// nothing belongs to a list that does not exist. What it says of a list is the
// step of CONTRIBUTING.md that is missing.
func TestComplete(t *testing.T) {
	for _, problem := range standing(t).incomplete() {
		t.Error(problem)
	}
}

var declared = regexp.MustCompile(`(?m)^var (\w+) = &cloud\.List\{`)

// incomplete returns what is missing or left over, a sentence for each.
func (h house) incomplete() []string {
	var problems []string
	report := func(of, step, format string, values ...any) {
		number := slices.Index(steps, step) + 1
		problems = append(problems,
			fmt.Sprintf("%s: step %d of \"Adding a list\" in CONTRIBUTING.md, %s: ", of, number, step)+fmt.Sprintf(format, values...))
	}
	records, simulated, fragments := map[string]acctest.Source{}, map[lists.API]bool{}, ""
	for _, source := range h.records {
		records[source.ShortName()] = source
	}
	for _, list := range h.simulated {
		simulated[list.API] = true
	}
	for path, content := range h.files {
		if path == "CHANGELOG.md" || strings.HasPrefix(path, ".changes/") {
			fragments += content
		}
		for _, match := range declared.FindAllStringSubmatch(content, -1) {
			name := filepath.Base(filepath.Dir(path)) + "." + match[1]
			if !strings.Contains(h.files["internal/catalog/catalog.go"], "\t"+name+",\n") {
				report(name, "Catalog", "add a line for it to Lists in internal/catalog/catalog.go")
			}
		}
	}

	known, recorded := map[string]bool{"inventory": true, "caller_identity": true}, map[lists.API]bool{}
	for _, list := range h.catalog {
		known[list.Name] = true
		name := "entitlements_" + list.Name
		excluded := list.Excluded != ""
		if list.Entitlement.ID == "" && !excluded {
			report(name, "Declaration", "say in Entitlement what a row is in the inventory, or in Excluded why it is not in it")
		}
		source, written := records[list.Name]
		sample := fmt.Sprintf("internal/testing/simulator/lists/samples/%s.json", source.API)
		switch {
		case !written:
			report(name, "Record", "write down what its documents say in internal/testing/acctest/%s.go", list.Name)
		case !simulated[source.API]:
			report(name, "Simulator", "write internal/testing/simulator/lists/%s.go, and add a line for it to All in list.go", source.API)
		case h.files[sample] == "":
			report(name, "Simulator", "copy the answer that its document shows to %s", sample)
		}
		example := fmt.Sprintf("examples/data-sources/%s/data-source.tf", name)
		if text := h.files[example]; !strings.Contains(text, fmt.Sprintf("data %q ", name)) || !strings.Contains(text, "required_providers {") {
			report(name, "Example", "read the data source in %s, a whole configuration", example)
		}
		if !strings.Contains(fragments, "`"+name+"`") {
			report(name, "Fragment", "name it in .changes/unreleased/added-%s.md", strings.ReplaceAll(list.Name, "_", "-"))
		}
		for path, text := range map[string]string{
			"docs/data-sources/" + list.Name + ".md":        "# " + name,
			"docs/data-sources/inventory.md":                "`" + list.Name + "`",
			"docs/guides/authentication.md":                 fmt.Sprintf("%q", list.Permission),
			"docs/index.md":                                 "[`" + name + "`]",
			"README.md":                                     "[`" + name + "`]",
			"internal/provider/testdata/schema.golden.json": fmt.Sprintf("%q: {", name),
		} {
			if !strings.Contains(h.files[path], text) && (path != "docs/data-sources/inventory.md" || !excluded) {
				report(name, "Generate", "run \"make generate\", and commit %s", path)
			}
		}
	}

	for _, source := range h.records {
		recorded[source.API] = true
		if !known[source.ShortName()] {
			report("the record of "+source.Name, "Catalog", "there is no such list in internal/catalog/catalog.go")
		}
	}
	for _, list := range h.simulated {
		if !recorded[list.API] {
			report("the list "+string(list.API)+" of the simulator", "Record", "no record has it as its API")
		}
	}
	for path := range h.files {
		for _, of := range []struct{ begin, end, step string }{
			{"examples/data-sources/entitlements_", "/data-source.tf", "Example"}, {"docs/data-sources/", ".md", "Generate"},
		} {
			name, begins := strings.CutPrefix(path, of.begin)
			if name, ends := strings.CutSuffix(name, of.end); begins && ends && !known[name] {
				report(path, of.step, "there is no such data source")
			}
		}
	}
	slices.Sort(problems)
	return problems
}

// TestIncomplete takes things away, or leaves them where no list is, and checks
// what is said, beside what TestComplete says.
func TestIncomplete(t *testing.T) {
	const of = "entitlements_ice_airtc_licenses: "
	step := func(n int) string {
		return fmt.Sprintf("step %d of \"Adding a list\" in CONTRIBUTING.md, %s: ", n, steps[n-1])
	}
	without := func(paths ...string) func(*house) {
		return func(h *house) {
			for _, path := range paths {
				if h.files[path] == "" {
					panic("there is no " + path)
				}
				delete(h.files, path)
			}
		}
	}
	for name, test := range map[string]struct {
		change func(*house)
		want   []string
	}{
		"nothing": {func(*house) {}, nil},
		"no choice for the inventory": {func(h *house) {
			list := *h.catalog[0]
			list.Entitlement = listapi.Entitlement{}
			h.catalog[0] = &list
		}, []string{of + step(1) + "say in Entitlement what a row is in the inventory, or in Excluded why it is not in it"}},
		"no line in the catalog": {func(h *house) {
			h.files["internal/alicloud/ice/seats.go"] = "package ice\n\nvar Seats = &cloud.List{\n}\n"
		}, []string{"ice.Seats: " + step(2) + "add a line for it to Lists in internal/catalog/catalog.go"}},
		"no list of the simulator": {func(h *house) {
			h.simulated = slices.DeleteFunc(h.simulated, func(l *lists.List) bool { return l.API == lists.ICE })
		}, []string{of + step(3) + "write internal/testing/simulator/lists/ice.go, and add a line for it to All in list.go"}},
		"no sample": {without("internal/testing/simulator/lists/samples/ice.json"), []string{
			of + step(3) + "copy the answer that its document shows to internal/testing/simulator/lists/samples/ice.json",
		}},
		"no record": {func(h *house) {
			h.records = slices.DeleteFunc(h.records, func(s acctest.Source) bool { return s.API == lists.ICE })
		}, []string{
			of + step(4) + "write down what its documents say in internal/testing/acctest/ice_airtc_licenses.go",
			"the list ice of the simulator: " + step(4) + "no record has it as its API",
		}},
		"no example": {without("examples/data-sources/entitlements_ice_airtc_licenses/data-source.tf"), []string{
			of + step(5) + "read the data source in examples/data-sources/entitlements_ice_airtc_licenses/data-source.tf, a whole configuration",
		}},
		"no fragment": {without(".changes/unreleased/added-ice-airtc-licenses.md"), []string{
			of + step(6) + "name it in .changes/unreleased/added-ice-airtc-licenses.md",
		}},
		"nothing generated": {
			without("docs/data-sources/ice_airtc_licenses.md", "docs/index.md", "internal/provider/testdata/schema.golden.json"), nil,
		},
		"no list": {func(h *house) {
			h.catalog = slices.DeleteFunc(h.catalog, func(l *cloud.List) bool { return l.Name == "ice_airtc_licenses" })
		}, []string{
			"docs/data-sources/ice_airtc_licenses.md: " + step(7) + "there is no such data source",
			"examples/data-sources/entitlements_ice_airtc_licenses/data-source.tf: " + step(5) + "there is no such data source",
			"the record of entitlements_ice_airtc_licenses: " + step(2) + "there is no such list in internal/catalog/catalog.go",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			h := standing(t)
			h.catalog, h.records, h.simulated = slices.Clone(h.catalog), slices.Clone(h.records), slices.Clone(h.simulated)
			first := slices.IndexFunc(h.catalog, func(l *cloud.List) bool { return l.Name == "ice_airtc_licenses" })
			h.catalog[0], h.catalog[first] = h.catalog[first], h.catalog[0]
			test.change(&h)
			want := test.want
			if name == "nothing generated" {
				for _, list := range h.catalog {
					paths := []string{"docs/index.md", "internal/provider/testdata/schema.golden.json"}
					if list.Name == "ice_airtc_licenses" {
						paths = append(paths, "docs/data-sources/ice_airtc_licenses.md")
					}
					for _, path := range paths {
						want = append(want, "entitlements_"+list.Name+": "+step(7)+"run \"make generate\", and commit "+path)
					}
				}
				slices.Sort(want)
			}
			before := standing(t).incomplete()
			got := slices.DeleteFunc(h.incomplete(), func(problem string) bool {
				return slices.Contains(before, problem) && !slices.Contains(want, problem)
			})
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestSteps checks that the steps of CONTRIBUTING.md are those that TestComplete
// names, in their order.
func TestSteps(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(content), "\n## Adding a list\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var got []string
	for _, match := range regexp.MustCompile(`(?m)^\d+\. \*\*(.*?)\*\*`).FindAllStringSubmatch(section, -1) {
		got = append(got, match[1])
	}
	if diff := cmp.Diff(steps, got); diff != "" {
		t.Errorf("(-test +CONTRIBUTING.md):\n%s", diff)
	}
}

// TestHosts holds the hosts of each list against its record. TestComplete reports a
// list without one.
func TestHosts(t *testing.T) {
	want, got := map[string]map[string]string{}, map[string]map[string]string{}
	for _, source := range acctest.Sources {
		want[source.ShortName()] = source.Hosts
	}
	for _, list := range catalog.Lists {
		if want[list.Name] == nil {
			continue
		}
		got[list.Name] = map[string]string{}
		for _, region := range list.Service.Regions.Documented {
			got[list.Name][region] = list.Service.Regions.Host(region)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-records +catalog):\n%s", diff)
	}
}
