package inventory

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// TestTables checks that the tables in the documentation are those that the
// lists declare.
func TestTables(t *testing.T) {
	sources := New(catalog.Lists).(*inventory).sources
	var tables strings.Builder
	line := func(first string, cell func(*source) string) {
		tables.WriteString("| " + first)
		for _, source := range sources {
			tables.WriteString(" | " + cell(source))
		}
		tables.WriteString(" |\n")
	}
	column := func(name string, of func(listapi.Entitlement) string) {
		line("`"+name+"`", func(source *source) string {
			if of(source.list.Entitlement) == "" {
				return "null"
			}
			return "`" + of(source.list.Entitlement) + "`"
		})
	}
	line("attribute", func(source *source) string { return "`" + source.list.Name + "`" })
	line("---", func(*source) string { return "---" })
	line("`cloud`", func(source *source) string { return fmt.Sprintf("%q", source.list.Cloud()) })
	column("id", func(e listapi.Entitlement) string { return e.ID })
	column("parent_id", func(e listapi.Entitlement) string { return e.ParentID })
	column("name", func(e listapi.Entitlement) string { return e.Name })
	column("kind", func(e listapi.Entitlement) string { return e.Kind })
	column("status", func(e listapi.Entitlement) string { return e.Status })
	column("unit", func(e listapi.Entitlement) string { return e.Unit })
	column("total", func(e listapi.Entitlement) string { return e.Total })
	column("remaining", func(e listapi.Entitlement) string { return e.Remaining })
	column("assignee", func(e listapi.Entitlement) string { return e.Assignee })
	column("auto_renew", func(e listapi.Entitlement) string { return e.AutoRenew })
	column("starts_at", func(e listapi.Entitlement) string { return e.StartsAt })
	column("expires_at", func(e listapi.Entitlement) string { return e.ExpiresAt })
	column("tags", func(e listapi.Entitlement) string { return e.Tags })
	tables.WriteString("\n")
	line("`state`", func(source *source) string { return "`" + source.list.Name + "`" })
	line("---", func(*source) string { return "---" })
	for _, state := range listapi.States {
		line("`"+string(state)+"`", func(source *source) string {
			e := source.list.Entitlement
			if state == e.Listed {
				return "every row"
			}
			if state == listapi.Unknown && e.StateFilter != nil {
				return "anything else"
			}
			if state == listapi.Unknown && e.Listed == "" {
				return "anything else, and null"
			}
			var statuses []string
			if filter := e.StateFilter; filter != nil {
				for _, word := range slices.Sorted(maps.Keys(filter.States)) {
					if filter.States[word] == state {
						statuses = append(statuses, fmt.Sprintf("returned for `%s = %q`", filter.Argument, word))
					}
				}
			}
			for _, status := range slices.Sorted(maps.Keys(e.States)) {
				if e.States[status] == state {
					statuses = append(statuses, "`"+status+"`")
				}
			}
			return strings.Join(statuses, ", ")
		})
	}
	for _, table := range strings.Split(tables.String(), "\n\n") {
		page, err := os.ReadFile("../../templates/data-sources/inventory.md.tmpl")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), "\n\n"+strings.TrimSpace(table)+"\n\n") {
			t.Errorf("the page of the data source has no such table:\n%s", table)
		}
	}
}

// TestGuide checks that the guide shows the example that is tested.
func TestGuide(t *testing.T) {
	guide, err := os.ReadFile("../../templates/guides/inventory.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("../../examples/inventory/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(guide), "```terraform\n"+string(example)+"```\n") {
		t.Error("the guide's policy is not examples/inventory/main.tf")
	}
}
