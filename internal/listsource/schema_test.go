package listsource

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// TestColumns checks that a column of each type is computed, and sensitive if it is
// declared so.
func TestColumns(t *testing.T) {
	for _, of := range []listapi.Type{
		listapi.String, listapi.Int64, listapi.Bool, listapi.StringMap, listapi.Decimal, listapi.StringList, listapi.Objects,
	} {
		attributes := columnAttributes([]listapi.Column{
			{Name: "shown", Field: "Shown", Description: "Shown.", Type: of}, {Name: "secret", Field: "Secret", Description: "Secret.", Type: of, Sensitive: true},
		})
		type attribute struct {
			Computed, Sensitive bool
			Description         string
		}
		got := map[string]attribute{}
		for name, found := range attributes {
			got[name] = attribute{found.IsComputed(), found.IsSensitive(), found.GetMarkdownDescription()}
		}
		want := map[string]attribute{"shown": {true, false, "Shown. API field `Shown`."}, "secret": {true, true, "Secret. API field `Secret`."}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", of, diff)
		}
	}
}

// TestSchema checks that the list's own names are in the schema beside those that
// all lists have, and that a list that is not in the inventory says so.
func TestSchema(t *testing.T) {
	list := *seats
	list.Arguments = []listapi.Argument{
		{Name: "name", Parameter: "Name", Description: "A name.", Type: listapi.String},
		{Name: "size", Parameter: "Size", Description: "A size.", Type: listapi.Int64},
		{Name: "labels", Parameter: "Label.N.Key, Label.N.Value", Description: "Labels.", Type: listapi.StringMap},
	}
	s := listSchema(&list)
	if diagnostics := s.ValidateImplementation(t.Context()); diagnostics.HasError() {
		t.Fatal(diagnostics)
	}
	if text := s.MarkdownDescription; strings.Contains(text, "entitlements_inventory") {
		t.Error(text)
	}
	list.Excluded = "Seats are not bought."
	if text := listSchema(&list).MarkdownDescription; !strings.HasSuffix(text, " It is not in `entitlements_inventory`. Seats are not bought.") {
		t.Error(text)
	}
	got := map[string]string{}
	for name, attribute := range s.Attributes {
		got[name] = attribute.GetType().String()
		if _, rows := attribute.(schema.ListNestedAttribute); rows {
			got[name] = "rows"
		}
	}
	want := map[string]string{
		"account": "basetypes.StringType", "region": "basetypes.StringType", "ids": "types.ListType[basetypes.StringType]", "seats": "rows",
		"name": "basetypes.StringType", "size": "basetypes.NumberType", "labels": "types.MapType[basetypes.StringType]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := s.Attributes["labels"].GetMarkdownDescription(); got != "Labels. API parameters `Label.N.Key`, `Label.N.Value`." {
		t.Error(got)
	}
}
