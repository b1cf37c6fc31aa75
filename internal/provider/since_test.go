package provider

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// TestDate checks that what was added later says so, with all that is nested in
// it, and that the rest keeps the release of what it belongs to.
func TestDate(t *testing.T) {
	since := releases{"source.rows.added": "0.3.0", "source.later": "0.2.0", "later": "0.4.0", "source.block.added": "0.5.0", "source.block.inner": "0.6.0"}

	leaf := func(name string) *tfprotov6.SchemaAttribute {
		return &tfprotov6.SchemaAttribute{Name: name, Description: "A " + name + "."}
	}
	nested := func(name string, of ...*tfprotov6.SchemaAttribute) *tfprotov6.SchemaAttribute {
		return &tfprotov6.SchemaAttribute{Name: name, NestedType: &tfprotov6.SchemaObject{Attributes: of}}
	}
	attributes := []*tfprotov6.SchemaAttribute{
		leaf("first"), nested("rows", leaf("id"), leaf("added")), nested("later", leaf("id")),
	}
	inner := &tfprotov6.SchemaNestedBlock{TypeName: "inner", Block: &tfprotov6.SchemaBlock{Description: "Inner.", Attributes: []*tfprotov6.SchemaAttribute{leaf("id")}}}
	block := &tfprotov6.SchemaNestedBlock{TypeName: "block", Block: &tfprotov6.SchemaBlock{
		Description: "A block.", Attributes: []*tfprotov6.SchemaAttribute{leaf("id"), leaf("added")}, BlockTypes: []*tfprotov6.SchemaNestedBlock{inner},
	}}
	source := &tfprotov6.SchemaBlock{Description: "A source.", Attributes: attributes, BlockTypes: []*tfprotov6.SchemaNestedBlock{block}}
	since.dateBlock(source, "source", "0.1.0")
	want := map[string]string{
		"": "A source.", "first": "A first. Since 0.1.0.", "rows": "Since 0.1.0.", "rows.id": "A id. Since 0.1.0.", "rows.added": "A added. Since 0.3.0.",
		"later": "Since 0.2.0.", "later.id": "A id. Since 0.2.0.", "block": "A block. Since 0.1.0.", "block.id": "A id. Since 0.1.0.",
		"block.added": "A added. Since 0.5.0.", "block.inner": "Inner. Since 0.6.0.", "block.inner.id": "A id. Since 0.6.0.",
	}
	got := map[string]string{}
	eachDescription(source, "", func(path, description string) { got[strings.TrimPrefix(path, ".")] = description })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	functions := map[string]*tfprotov6.Function{"early": {Description: "One."}, "later": {Description: "Two."}}
	since.dateFunctions(functions)
	if got := functions["early"].Description + "|" + functions["later"].Description; got != "One.\n\nSince 0.1.0.|Two.\n\nSince 0.4.0." {
		t.Errorf("functions are described as %q", got)
	}
}

// eachDescription calls a function for a block and all that is nested in it, with its
// path and description.
func eachDescription(block *tfprotov6.SchemaBlock, path string, visit func(path, description string)) {
	visit(path, block.Description)
	var attributes func(path string, of []*tfprotov6.SchemaAttribute)
	attributes = func(path string, of []*tfprotov6.SchemaAttribute) {
		for _, attribute := range of {
			visit(path+"."+attribute.Name, attribute.Description)
			if attribute.NestedType != nil {
				attributes(path+"."+attribute.Name, attribute.NestedType.Attributes)
			}
		}
	}
	attributes(path, block.Attributes)
	for _, nested := range block.BlockTypes {
		eachDescription(nested.Block, path+"."+nested.TypeName, visit)
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
	add := func(path, _ string) { there[path] = true }
	eachDescription(schema.Provider.Block, "provider", add)
	for name, source := range schema.DataSourceSchemas {
		eachDescription(source.Block, name, add)
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
