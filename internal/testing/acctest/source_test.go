package acctest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestSources checks each record whole: nothing is missing, and nothing
// contradicts itself or the documented sample answer.
func TestSources(t *testing.T) {
	if len(Sources) == 0 {
		t.Fatal("there are no records")
	}
	for _, source := range Sources {
		t.Run(source.Name, func(t *testing.T) {
			for _, wrong := range source.Check() {
				t.Error(wrong)
			}
			var answer map[string]any
			if err := json.Unmarshal(simulator.Sample(source.API), &answer); err != nil {
				t.Fatalf("the sample answer of %s: %v", source.API, err)
			}
			holder := answer
			if source.Within != "" {
				holder, _ = answer[source.Within].(map[string]any)
			}
			fields := map[string]any{"Total": holder[source.Total], "rows": len(holder[source.List].([]any))}
			if diff := cmp.Diff(map[string]any{"Total": float64(source.SampleTotal), "rows": 1}, fields); diff != "" {
				t.Errorf("the sample answer (-record +sample):\n%s", diff)
			}
			for name, field := range map[string]string{"Before": source.Before, "Echo": source.Echo} {
				if _, there := holder[field]; field != "" && !there {
					t.Errorf("%s is %q, which the sample answer lacks", name, field)
				}
			}
			for name, field := range map[string]string{"Token": source.Token, "Success": source.Success} {
				if _, there := answer[field]; field != "" && !there {
					t.Errorf("%s is %q, which the sample answer lacks", name, field)
				}
			}
			if source.Token == "" {
				for name := range answer {
					if strings.Contains(strings.ToLower(name), "token") {
						t.Errorf("Lacks names Token, and the sample answer has %s", name)
					}
				}
			}
			fieldNames := map[string]bool{}
			for _, field := range source.Fields {
				fieldNames[field.Field] = true
			}
			for _, lacking := range source.SampleLacks {
				delete(fieldNames, lacking)
			}
			if diff := cmp.Diff(slices.Sorted(maps.Keys(fieldNames)), slices.Sorted(maps.Keys(simulator.SampleRow(source.API)))); diff != "" {
				t.Errorf("fields of the sample row (-record +sample):\n%s", diff)
			}
		})
	}
}

// TestHeal checks that healed rows are active in the inventory, and end when they
// should.
func TestHeal(t *testing.T) {
	end := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, source := range Entitlements() {
		rows := simulator.Generate(source.API, 20, 1)
		source.Heal(rows, end)
		e := source.Entitlement
		for i, row := range rows {
			value := func(attribute string) any {
				if e.Attributes[attribute] == "" {
					return nil
				}
				return row[source.FieldOf(e.Attributes[attribute])]
			}
			status := row[HiddenState]
			if e.StateArgument == "" {
				status = value("status")
			}
			want := map[string]any{"state": "active"}
			got := map[string]any{"state": e.Listed}
			if e.States != nil {
				got["state"] = e.States[fmt.Sprint(status)]
			}
			if e.Attributes["expires_at"] != "" {
				want["expires_at"], got["expires_at"] = end.Format(e.Times), value("expires_at")
			}
			if e.Attributes["assignee"] != "" {
				want["free"], got["free"] = i == 0, value("assignee") == nil
			}
			if e.Attributes["remaining"] != "" {
				want["remaining"], got["remaining"] = value("total"), value("remaining")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, row %d (-want +got):\n%s", source.Name, i, diff)
			}
		}
	}
}

// TestSourceCheck checks that what is missing in a record is named, with the
// record and the field.
func TestSourceCheck(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(*Source)
		want  string
	}{
		"a missing total":           {func(s *Source) { s.Total = "" }, "Total is missing: set it, or name it in Lacks if the API has nothing for it"},
		"a missing cloud":           {func(s *Source) { s.Cloud = "" }, "Cloud is missing: set it, or name it in Lacks if the API has nothing for it"},
		"a missing kind of regions": {func(s *Source) { s.Regions = 0 }, "Regions is missing: set it, or name it in Lacks if the API has nothing for it"},
		"a missing order":           {func(s *Source) { s.Order = nil }, "Order is missing: set it, or name it in Lacks if the API has nothing for it"},
		"what is there and lacking": {func(s *Source) { s.Lacks = append(s.Lacks, "Token") }, "Token is set although Lacks names it"},
		"what no list may lack": {func(s *Source) { s.Total = ""; s.Lacks = append(s.Lacks, "Total") },
			"Lacks names Total, which every list has"},
		"no host for the region":     {func(s *Source) { s.Region = "cn-nowhere" }, `Hosts has none for "cn-nowhere", which is the Region`},
		"a mistyped identifier":      {func(s *Source) { s.Identifier = "instance" }, `Identifier is "instance", which is not an attribute of the right type`},
		"an identifier for any text": {func(s *Source) { s.Text = s.Identifier }, "Text is the identifier"},
		"a text for the integer":     {func(s *Source) { s.Integer = s.Text }, `Integer is "resource_package_name", which is not an attribute of the right type`},
		"a field without a type":     {func(s *Source) { s.Fields[3].Type = 0 }, "Fields has {Attribute:resource_catalog_code Field:resourceCatalogCode Type:0}, which comes twice or lacks something"},
		"an argument without samples": {func(s *Source) { s.Arguments[0].Samples = nil },
			"Arguments resource_type lacks Name, Parameter or Samples"},
		"a sample that selects what":  {func(s *Source) { s.Arguments[0].Samples[1].Selects = nil }, "Arguments resource_type has a sample whose Selects is missing, or is set although the argument orders rows"},
		"a sample that sends what":    {func(s *Source) { s.Arguments[0].Samples[1].Sent = nil }, "Arguments resource_type has a sample without Value or Sent"},
		"a match of nothing":          {func(s *Source) { s.Arguments[0].Matches = "type" }, `Arguments resource_type matches "type", which is not an attribute`},
		"half a set of characters":    {func(s *Source) { s.Arguments[0].Characters = "digits" }, "Arguments resource_type has only one of Characters and Refused"},
		"an attribute left out":       {func(s *Source) { delete(s.Entitlement.Attributes, "tags") }, `Entitlement.Attributes has [`},
		"an entitlement's wrong type": {func(s *Source) { s.Entitlement.Attributes["total"] = s.Text }, `Entitlement.Attributes.total is "resource_package_name", which is not an attribute of the right type`},
		"a status without states":     {func(s *Source) { s.Entitlement.States = nil }, "Entitlement needs States if there is a status, and Listed if there is none"},
		"an argument of another list": {func(s *Source) { s.Entitlement.StateArgument = "status" }, `Entitlement has the StateArgument "status", which is not an argument`},
		"times that nobody can read":  {func(s *Source) { s.Entitlement.Times = "" }, "Entitlement needs Times if it has starts_at or expires_at, and only then"},
		"an order by nothing":         {func(s *Source) { s.Order.Attribute = "" }, "Order lacks something or names no argument"},
		"a field that no row can lack": {func(s *Source) { s.SampleLacks, s.Lacks = []string{"x"}, []string{"Within", "Before"} },
			`SampleLacks has "x", which is not an API field of a row`},
	} {
		t.Run(name, func(t *testing.T) {
			source := copyOf(t, "entitlements_aicontent_paid_resources")
			test.spoil(&source)
			wrong := source.Check()
			if !slices.ContainsFunc(wrong, func(s string) bool {
				return strings.HasPrefix(s, "the record of entitlements_aicontent_paid_resources: "+test.want)
			}) {
				t.Errorf("got %q, want %q", wrong, test.want)
			}
		})
	}
}

// copyOf returns a copy of a record that can be changed.
func copyOf(t *testing.T, name string) Source {
	t.Helper()
	for _, source := range Sources {
		if source.Name != name {
			continue
		}
		order := *source.Order
		source.Order = &order
		source.Fields = slices.Clone(source.Fields)
		source.Arguments = slices.Clone(source.Arguments)
		for i := range source.Arguments {
			source.Arguments[i].Samples = slices.Clone(source.Arguments[i].Samples)
		}
		source.Lacks = slices.Clone(source.Lacks)
		source.Entitlement.Attributes = maps.Clone(source.Entitlement.Attributes)
		return source
	}
	t.Fatalf("there is no record of %s", name)
	return Source{}
}
