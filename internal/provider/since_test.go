package provider

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// TestDate checks that what was added later says so, with all that is nested in
// it, and that the rest keeps the release of what it belongs to.
func TestDate(t *testing.T) {
	since := releases{"source.rows.added": "0.3.0", "source.later": "0.2.0", "later": "0.4.0"}

	leaf := func(name string) *tfprotov6.SchemaAttribute {
		return &tfprotov6.SchemaAttribute{Name: name, Description: "A " + name + "."}
	}
	nested := func(name string, of ...*tfprotov6.SchemaAttribute) *tfprotov6.SchemaAttribute {
		return &tfprotov6.SchemaAttribute{Name: name, NestedType: &tfprotov6.SchemaObject{Attributes: of}}
	}
	attributes := []*tfprotov6.SchemaAttribute{
		leaf("first"), nested("rows", leaf("id"), leaf("added")), nested("later", leaf("id")),
	}
	since.date(attributes, "source", "0.1.0")
	want := map[string]string{
		"first": "A first. Since 0.1.0.", "rows": "Since 0.1.0.", "rows.id": "A id. Since 0.1.0.", "rows.added": "A added. Since 0.3.0.",
		"later": "Since 0.2.0.", "later.id": "A id. Since 0.2.0.",
	}
	got := map[string]string{}
	for _, attribute := range attributes {
		got[attribute.Name] = attribute.Description
		if attribute.NestedType != nil {
			for _, inner := range attribute.NestedType.Attributes {
				got[attribute.Name+"."+inner.Name] = inner.Description
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	functions := map[string]*tfprotov6.Function{"early": {Description: "One."}, "later": {Description: "Two."}}
	since.dateFunctions(functions)
	if got := functions["early"].Description + "|" + functions["later"].Description; got != "One.\n\nSince 0.1.0.|Two.\n\nSince 0.4.0." {
		t.Errorf("functions are described as %q", got)
	}
}

// TestSinceIsThere checks that every line of the table is about something that
// there is.
func TestSinceIsThere(t *testing.T) {
	schema, err := NewServer("test")().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	var walk func(path string, attributes []*tfprotov6.SchemaAttribute)
	walk = func(path string, attributes []*tfprotov6.SchemaAttribute) {
		there[path] = true
		for _, attribute := range attributes {
			there[path+"."+attribute.Name] = true
			if attribute.NestedType != nil {
				walk(path+"."+attribute.Name, attribute.NestedType.Attributes)
			}
		}
	}
	walk("provider", schema.Provider.Block.Attributes)
	for name, source := range schema.DataSourceSchemas {
		walk(name, source.Block.Attributes)
	}
	for name := range schema.Functions {
		there[name] = true
	}
	for path := range since {
		if !there[path] {
			t.Errorf("%s is not in the schema", path)
		}
	}
}
