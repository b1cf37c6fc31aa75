package main

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// TestCurrent checks that the documents of this repository are what the catalog
// says, and that each thing that can be generated is in one of them.
func TestCurrent(t *testing.T) {
	documents, err := generate(os.DirFS("../.."), catalog.Lists)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, document := range documents {
		if diff := cmp.Diff(strings.Split(document.was, "\n"), strings.Split(document.is, "\n")); diff != "" {
			t.Errorf("%s is not what the catalog says: run \"make docs\" and commit it (-document +catalog):\n%s", document.path, diff)
		}
		all.WriteString(document.is)
	}
	for name := range writers {
		if !strings.Contains(all.String(), "<!-- generated: "+name) {
			t.Errorf("no document has %s", name)
		}
	}
}

// TestRecordNotes writes the note on records for lists without one and with some.
func TestRecordNotes(t *testing.T) {
	one := &cloud.List{Service: &cloud.Service{Dialect: &dialect.Dialect{Block: "alicloud"}}, List: listapi.List{Name: "one"}}
	two := &cloud.List{Service: one.Service, List: listapi.List{Name: "two"}}
	lists := catalog.Catalog{two, one}
	without := recordNotesOf(lists, func(*cloud.List) bool { return false })
	if !strings.HasPrefix(without, "No record of a real account's list exists yet") || strings.Contains(without, "{{") {
		t.Errorf("without a record: %s", without)
	}
	const with = `{{ if or (eq .Name "entitlements_two") -}}
The names and types below are those of a real account's list, of which there is a record.
{{- else -}}
`
	if got := recordNotesOf(lists, func(list *cloud.List) bool { return list == two }); got != with+without+"{{- end }}\n" {
		t.Errorf("with one: %s", got)
	}
}

// TestGenerate writes documents for lists of two clouds.
func TestGenerate(t *testing.T) {
	seats := &cloud.Service{
		Dialect: &dialect.Dialect{Block: "huaweicloud"}, Name: "seats", Regions: cloud.Regions{Home: "here", Only: true},
	}
	packages := &cloud.Service{Dialect: &dialect.Dialect{Block: "alicloud"}, Name: "packages", Regions: cloud.Regions{Home: "there"}}
	list := func(service *cloud.Service, name, permission string) *cloud.List {
		return &cloud.List{Service: service, Permission: permission, ByProject: service == seats, List: listapi.List{
			Name: name, Description: "Some " + name + " of a cloud, from the API operation `X`.",
		}}
	}
	lists := catalog.Catalog{
		list(seats, "seats", "seats:list"), list(packages, "units", "packages:list"), list(packages, "packages", "packages:list"),
	}
	lists[0].Entitlement = listapi.Entitlement{
		ID: "id", StateFilter: &listapi.StateFilter{Argument: "word", States: map[string]listapi.State{"ON": listapi.Active}},
	}
	lists[1].Excluded = "Units are not bought."
	lists[2].Entitlement = listapi.Entitlement{
		ID: "i", ParentID: "p", Name: "n", Kind: "k", Status: "s", Unit: "u", Total: "t", Remaining: "r", Assignee: "a", AutoRenew: "w",
		StartsAt: "b", ExpiresAt: "e", Tags: "g",
		States: map[string]listapi.State{"1": listapi.Active, "2": listapi.Active, "3": listapi.Expired},
	}
	const end = "<!-- end of what is generated -->\n"
	for name, test := range map[string]struct{ document, want, err string }{
		"lists": {"a\n<!-- generated: lists docs -->\nold\n" + end + "b\n", "a\n<!-- generated: lists docs -->\n" + strings.Join([]string{
			"| Data source | What it lists | Permission | Region |",
			"|---|---|---|---|",
			"| [`entitlements_packages`](docs/packages.md) | Some packages of a cloud | `packages:list` | where the service exists, `there` by default |",
			"| [`entitlements_units`](docs/units.md) | Some units of a cloud | `packages:list` | where the service exists, `there` by default |",
			"| [`entitlements_seats`](docs/seats.md) | Some seats of a cloud | `seats:list` | `here` only |",
			"",
		}, "\n") + end + "b\n", ""},
		"permissions": {"<!-- generated: permissions .. -->\n" + end, "<!-- generated: permissions .. -->\n" + strings.Join([]string{
			"| Data source | Action to grant |",
			"|---|---|",
			"| [`entitlements_packages`](../packages.md) | `packages:list` |",
			"| [`entitlements_units`](../units.md) | `packages:list` |",
			"| [`entitlements_seats`](../seats.md) | `seats:list`, in the project of region `here` |",
			"",
		}, "\n") + end, ""},
		"two policies, an action once": {"<!-- generated: alicloud-policy -->\n" + end + "<!-- generated: huaweicloud-policy -->\n" + end,
			"<!-- generated: alicloud-policy -->\n```json\n{\n  \"Version\": \"1\",\n  \"Statement\": [{\n    \"Effect\": \"Allow\",\n    \"Action\": [\n" +
				"      \"packages:list\"\n    ],\n    \"Resource\": \"*\"\n  }]\n}\n```\n" + end +
				"<!-- generated: huaweicloud-policy -->\n```json\n{\n  \"Version\": \"1.1\",\n  \"Statement\": [{\n    \"Effect\": \"Allow\",\n    \"Action\": [\n" +
				"      \"seats:list\"\n    ]\n  }]\n}\n```\n" + end, ""},
		"the inventory's fields": {"<!-- generated: inventory-fields -->\n" + end,
			"<!-- generated: inventory-fields -->\n" + strings.Join([]string{
				"| `source` | `id` | `parent_id` | `name` | `kind` | `status` | `unit` | `total` | `remaining` | `assignee` | `auto_renew` | `starts_at` | `expires_at` | `tags` |",
				"|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
				"| `packages` | `i` | `p` | `n` | `k` | `s` | `u` | `t` | `r` | `a` | `w` | `b` | `e` | `g` |",
				"| `seats` | `id` | null | null | null | null | null | null | null | null | null | null | null | null |",
				"",
			}, "\n") + end, ""},
		"the inventory's states": {"<!-- generated: inventory-states -->\n" + end,
			"<!-- generated: inventory-states -->\n" + strings.Join([]string{
				"| `source` | `active` | `pending` | `used_up` | `expired` | `frozen` | `unpaid` | `deleted` | `unknown` |",
				"|---|---|---|---|---|---|---|---|---|",
				"| `packages` | `1`, `2` |  |  | `3` |  |  |  | anything else, and null |",
				"| `seats` | returned for `word = \"ON\"` |  |  |  |  |  |  | anything else |",
				"",
			}, "\n") + end, ""},
		"an unknown name":        {"<!-- generated: list -->\n" + end, "", `README.md: nothing called "list" can be generated`},
		"a comment without end":  {"<!-- generated: lists docs -->\n| a table |\n", "", "README.md: a comment that begins what is generated has none that ends it"},
		"nothing that generated": {"<!-- a comment -->\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			documents, err := generate(fstest.MapFS{
				"README.md": {Data: []byte(test.document)}, "templates/index.md.tmpl": {Data: []byte("{{ .Description }}\n")},
			}, lists)
			got := ""
			for _, document := range documents {
				got += document.is
			}
			message := ""
			if err != nil {
				message = err.Error()
			}
			if diff := cmp.Diff([]string{test.want, test.err}, []string{got, message}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestSubcategories checks that the page of each list is under its cloud. The
// template of the pages takes the cloud from the list's description.
func TestSubcategories(t *testing.T) {
	clouds := map[string]string{"alicloud": "Alibaba Cloud", "huaweicloud": "Huawei Cloud"}
	for _, list := range catalog.Lists {
		page, err := os.ReadFile("../../docs/data-sources/" + list.Name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		if want := "\nsubcategory: \"" + clouds[list.Cloud()] + "\"\n"; !strings.Contains(string(page), want) {
			t.Errorf("the page of %s has no %q: its description must name its cloud, and no other", list.Name, want)
		}
	}
}
