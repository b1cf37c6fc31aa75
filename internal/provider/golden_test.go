package provider_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
)

var update = flag.Bool("update", false, "rewrite testdata/schema.golden.json")

// TestSchemaGolden compares what users can write and read with what they could
// when the file was last written. Descriptions are not part of it: a change of
// those shows in docs.
func TestSchemaGolden(t *testing.T) {
	var got bytes.Buffer
	encoder := json.NewEncoder(&got)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(outline(acctest.NewProtocol(t).Schema())); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "schema.golden.json")
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("The schema is not that of internal/provider/%s. A line that is gone or different breaks configurations that people have written. "+
			"If that is meant, or lines were only added, run \"make golden\" and commit the file.\n(-file +provider)\n%s", file, diff)
	}
}

// outline is what matters of a schema to the configurations that use it.
func outline(schema *tfprotov6.GetProviderSchemaResponse) map[string]any {
	sources, functions := map[string]any{}, map[string]any{}
	for name, source := range schema.DataSourceSchemas {
		sources[name] = outlineBlock(source.Block)
	}
	for name, function := range schema.Functions {
		functions[name] = outlineFunction(function)
	}
	return map[string]any{
		"provider":             outlineBlock(schema.Provider.Block),
		"data sources":         sources,
		"functions":            functions,
		"number of resources":  len(schema.ResourceSchemas),
		"number of ephemerals": len(schema.EphemeralResourceSchemas),
	}
}

// outlineBlock is what matters of a block: its attributes, and the blocks in it.
func outlineBlock(block *tfprotov6.SchemaBlock) map[string]any {
	all := outlineAttributes(block.Attributes)
	for _, nested := range block.BlockTypes {
		line := map[tfprotov6.SchemaNestedBlockNestingMode]string{
			tfprotov6.SchemaNestedBlockNestingModeSingle: "Block",
			tfprotov6.SchemaNestedBlockNestingModeList:   "Blocks",
		}[nested.Nesting]
		if nested.MinItems != 0 || nested.MaxItems != 0 {
			line += fmt.Sprintf(", %d to %d", nested.MinItems, nested.MaxItems)
		}
		all[nested.TypeName] = map[string]any{"is": line, "of": outlineBlock(nested.Block)}
	}
	return all
}

func outlineAttributes(attributes []*tfprotov6.SchemaAttribute) map[string]any {
	all := map[string]any{}
	for _, attribute := range attributes {
		line := typeName(attribute.Type)
		if attribute.NestedType != nil {
			line = map[tfprotov6.SchemaObjectNestingMode]string{
				tfprotov6.SchemaObjectNestingModeSingle: "Object",
				tfprotov6.SchemaObjectNestingModeList:   "List of objects",
				tfprotov6.SchemaObjectNestingModeSet:    "Set of objects",
				tfprotov6.SchemaObjectNestingModeMap:    "Map of objects",
			}[attribute.NestedType.Nesting]
		}
		for _, property := range []struct {
			holds bool
			name  string
		}{
			{attribute.Required, "required"}, {attribute.Optional, "optional"}, {attribute.Computed, "computed"},
			{attribute.Sensitive, "sensitive"}, {attribute.Deprecated, "deprecated"}, {attribute.WriteOnly, "write-only"},
		} {
			if property.holds {
				line += ", " + property.name
			}
		}
		if attribute.NestedType == nil {
			all[attribute.Name] = line
		} else {
			all[attribute.Name] = map[string]any{"is": line, "of": outlineAttributes(attribute.NestedType.Attributes)}
		}
	}
	return all
}

func outlineFunction(function *tfprotov6.Function) map[string]any {
	parameter := func(p *tfprotov6.FunctionParameter) string {
		line := p.Name + ": " + typeName(p.Type)
		if p.AllowNullValue {
			line += ", may be null"
		}
		if p.AllowUnknownValues {
			line += ", may be unknown"
		}
		return line
	}
	parameters := []string{}
	for _, p := range function.Parameters {
		parameters = append(parameters, parameter(p))
	}
	outline := map[string]any{"parameters": parameters, "returns": typeName(function.Return.Type)}
	if function.VariadicParameter != nil {
		outline["any number of"] = parameter(function.VariadicParameter)
	}
	return outline
}

func typeName(of tftypes.Type) string {
	if of == nil {
		return ""
	}
	return strings.ReplaceAll(of.String(), "tftypes.", "")
}

// TestDescriptions checks that everything that a user can write or read has a
// description of whole sentences, and that what comes from an API names its field.
func TestDescriptions(t *testing.T) {
	schema := acctest.NewProtocol(t).Schema()
	complete := regexp.MustCompile(`(?s)^\S.*[.)]$`)
	descriptions := map[string]string{}
	describe(descriptions, "provider", schema.Provider.Block)
	for name, source := range schema.DataSourceSchemas {
		if source.Block.Description == "" {
			t.Errorf("%s has no description", name)
		}
		describe(descriptions, name, source.Block)
	}
	for path, description := range descriptions {
		if !complete.MatchString(description) {
			t.Errorf("%s is described as %q", path, description)
		}
	}
	for name, function := range schema.Functions {
		parameters := slices.Clone(function.Parameters)
		if function.VariadicParameter != nil {
			parameters = append(parameters, function.VariadicParameter)
		}
		for _, parameter := range parameters {
			if parameter.Description == "" {
				t.Errorf("parameter %s of %s has no description", parameter.Name, name)
			}
		}
		if function.Summary == "" || !complete.MatchString(function.Description) {
			t.Errorf("%s has the summary %q and the description %q", name, function.Summary, function.Description)
		}
	}

	for _, source := range acctest.Sources {
		for _, field := range source.Fields {
			path := source.Name + "." + source.Rows + "." + field.Attribute
			if want := "API field `" + field.Field + "`."; !strings.Contains(descriptions[path], want) {
				t.Errorf("%s does not name %s: %q", path, want, descriptions[path])
			}
		}
		for _, argument := range source.Arguments {
			path := source.Name + "." + argument.Name
			for parameter := range strings.SplitSeq(argument.Parameter, ", ") {
				if !containsAll(descriptions[path], "API parameter", "`"+parameter+"`") {
					t.Errorf("%s does not name the API parameter %s: %q", path, parameter, descriptions[path])
				}
			}
		}
		if path := source.Name + "." + source.Rows; !strings.Contains(descriptions[path], source.List+"`") {
			t.Errorf("%s does not name %s: %q", path, source.List, descriptions[path])
		}
	}
}

// describe collects the descriptions of a block's attributes and blocks and what
// is nested in them, by path.
func describe(descriptions map[string]string, path string, block *tfprotov6.SchemaBlock) {
	describeAttributes(descriptions, path, block.Attributes)
	for _, nested := range block.BlockTypes {
		at := path + "." + nested.TypeName
		descriptions[at] = nested.Block.Description
		describe(descriptions, at, nested.Block)
	}
}

func describeAttributes(descriptions map[string]string, path string, attributes []*tfprotov6.SchemaAttribute) {
	for _, attribute := range attributes {
		at := path + "." + attribute.Name
		descriptions[at] = attribute.Description
		if attribute.NestedType != nil {
			describeAttributes(descriptions, at, attribute.NestedType.Attributes)
		}
	}
}
