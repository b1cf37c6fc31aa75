package config_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
)

var (
	textSet  = tftypes.Set{ElementType: tftypes.String}
	textList = tftypes.List{ElementType: tftypes.String}
	textMap  = tftypes.Map{ElementType: tftypes.String}
)

func text(value any) tftypes.Value   { return tftypes.NewValue(tftypes.String, value) }
func number(value any) tftypes.Value { return tftypes.NewValue(tftypes.Number, value) }

func float(text string) *big.Float {
	float, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	return float
}

// object returns an object with these attributes.
func object(attributes map[string]tftypes.Value) tftypes.Value {
	of := map[string]tftypes.Type{}
	for name, value := range attributes {
		of[name] = value.Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: of}, attributes)
}

// TestRead reads one value x in each way, and checks what is returned, what is wrong
// with it, and what is not known.
func TestRead(t *testing.T) {
	var (
		asText  = func(b *config.Block) string { s, set := b.Text("x"); return fmt.Sprintf("%q %v", s, set) }
		asWord  = func(b *config.Block) string { return fmt.Sprintf("%q", b.Word("x")) }
		asOneOf = func(b *config.Block) string {
			s, set := b.OneOf("x", []string{"up", "down"})
			return fmt.Sprintf("%q %v", s, set)
		}
		asBool     = func(b *config.Block) string { return fmt.Sprint(b.Bool("x")) }
		asDuration = func(b *config.Block) string { return fmt.Sprint(b.Duration("x", time.Hour)) }
		asInteger  = func(b *config.Block) string { return fmt.Sprint(b.Integer("x")) }
		between    = func(b *config.Block) string { return fmt.Sprint(b.IntegerBetween("x", 5, 1, 10)) }
		asList     = func(b *config.Block) string { return fmt.Sprintf("%q", b.List("x", "allows nothing")) }
		asTexts    = func(b *config.Block) string { return fmt.Sprintf("%q", b.Texts("x")) }
		asSet      = func(b *config.Block) string {
			s := b.Set("x", "Name some.", func(element string) string {
				if element == "bad" {
					return "has a bad one."
				}
				return ""
			})
			return fmt.Sprintf("%q %v", s, s != nil)
		}
		unknown = tftypes.UnknownValue
		element = func(values ...any) []tftypes.Value {
			var elements []tftypes.Value
			for _, value := range values {
				elements = append(elements, text(value))
			}
			return elements
		}
		root = path.Root("x")
	)
	type mistake struct{ at, detail string }
	at := func(at path.Path, detail string) []mistake { return []mistake{{at.String(), detail}} }
	tests := map[string]struct {
		value    tftypes.Value
		read     func(*config.Block) string
		want     string
		unknown  []string
		mistakes []mistake
	}{
		"a text":         {text("a"), asText, `"a" true`, nil, nil},
		"no text":        {text(nil), asText, `"" false`, nil, nil},
		"an empty text":  {text(""), asText, `"" false`, nil, at(root, "x is an empty string, which is not allowed. Set a value, or use null.")},
		"unknown text":   {text(unknown), asText, `"" false`, []string{"x"}, nil},
		"of another":     {number(1), asText, `"" false`, nil, nil},
		"a word":         {text(" a "), asWord, `" a "`, nil, nil},
		"a blank word":   {text(" \n"), asWord, `" \n"`, nil, at(root, "x is blank, which is not allowed. Set a value, or use null.")},
		"an empty word":  {text(""), asWord, `""`, nil, at(root, "x is an empty string, which is not allowed. Set a value, or use null.")},
		"no word":        {text(nil), asWord, `""`, nil, nil},
		"one of two":     {text("down"), asOneOf, `"down" true`, nil, nil},
		"none of two":    {text("Down"), asOneOf, `"" false`, nil, at(root, `x = "Down" is not one of up, down.`)},
		"an empty one":   {text(""), asOneOf, `"" false`, nil, at(root, `x = "" is not one of up, down.`)},
		"nothing chosen": {text(nil), asOneOf, `"" false`, nil, nil},
		"true":           {tftypes.NewValue(tftypes.Bool, true), asBool, "true", nil, nil},
		"false":          {tftypes.NewValue(tftypes.Bool, false), asBool, "false", nil, nil},
		"neither":        {tftypes.NewValue(tftypes.Bool, nil), asBool, "false", nil, nil},
		"not known yet":  {tftypes.NewValue(tftypes.Bool, unknown), asBool, "false", []string{"x"}, nil},
		"a duration":     {text("90s"), asDuration, "1m30s", nil, nil},
		"no duration":    {text(nil), asDuration, "1h0m0s", nil, nil},
		"without a unit": {text("10"), asDuration, "1h0m0s", nil, at(root, `x = "10" is not a duration above zero: write a number and a unit, such as "15m".`)},
		"zero":           {text("0s"), asDuration, "1h0m0s", nil, at(root, `x = "0s" is not a duration above zero: write a number and a unit, such as "15m".`)},
		"a secret":       {text("https://user:pass@host"), asDuration, "1h0m0s", nil, at(root, `x is not a duration above zero: write a number and a unit, such as "15m".`)},

		"an integer":       {number(7), asInteger, "7 true", nil, nil},
		"the largest":      {number(float("9223372036854775807")), asInteger, "9223372036854775807 true", nil, nil},
		"a larger one":     {number(float("9223372036854775808")), asInteger, "0 false", nil, at(root, "x = 9.223372036854775808e+18 is too large: write a whole number of at most 64 bits.")},
		"a fraction":       {number(float("1.5")), asInteger, "0 false", nil, at(root, "x = 1.5 is not a whole number.")},
		"a huge one":       {number(float("1e20000")), asInteger, "0 false", nil, at(root, "x = (a number of very many digits) is too large: write a whole number of at most 64 bits.")},
		"no integer":       {number(nil), asInteger, "0 false", nil, nil},
		"unknown integer":  {number(unknown), asInteger, "0 false", []string{"x"}, nil},
		"in between":       {number(10), between, "10", nil, nil},
		"none in between":  {number(nil), between, "5", nil, nil},
		"above":            {number(11), between, "5", nil, at(root, "x = 11 is not a whole number from 1 to 10.")},
		"below":            {number(0), between, "5", nil, at(root, "x = 0 is not a whole number from 1 to 10.")},
		"a fraction of it": {number(float("2.5")), between, "5", nil, at(root, "x = 2.5 is not a whole number from 1 to 10.")},

		"a list":              {tftypes.NewValue(textList, element("b", "a")), asList, `["b" "a"]`, nil, nil},
		"no list":             {tftypes.NewValue(textList, nil), asList, `[]`, nil, nil},
		"an empty list":       {tftypes.NewValue(textList, element()), asList, `[]`, nil, at(root, "x is an empty list, which allows nothing. List what is meant, or use null.")},
		"a null in a list":    {tftypes.NewValue(textList, element("a", nil)), asList, `["a"]`, nil, at(root, "x[1] is null or empty. Leave it out, or give it a value.")},
		"an empty one in it":  {tftypes.NewValue(textList, element("", "a")), asList, `["a"]`, nil, at(root, "x[0] is null or empty. Leave it out, or give it a value.")},
		"an unknown one":      {tftypes.NewValue(textList, element("a", unknown)), asList, `[]`, []string{"x"}, nil},
		"a set":               {tftypes.NewValue(textSet, element("b", "a")), asSet, `["a" "b"] true`, nil, nil},
		"no set":              {tftypes.NewValue(textSet, nil), asSet, `[] false`, nil, nil},
		"an unknown set":      {tftypes.NewValue(textSet, unknown), asSet, `[] false`, []string{"x"}, nil},
		"an empty set":        {tftypes.NewValue(textSet, element()), asSet, `[] true`, nil, at(root, "x is an empty set, which asks for nothing. Name some.")},
		"a null in a set":     {tftypes.NewValue(textSet, element("a", nil)), asSet, `["a"] true`, nil, at(root, "x has an element that is null. Leave it out.")},
		"an unknown in a set": {tftypes.NewValue(textSet, element("a", unknown)), asSet, `["a"] true`, []string{"x"}, nil},
		"a bad one in a set": {tftypes.NewValue(textSet, element("a", "bad")), asSet, `["a"] true`, nil,
			[]mistake{{`x[Value("bad")]`, "x has a bad one."}}},

		"a map": {tftypes.NewValue(textMap, map[string]tftypes.Value{"b": text("2"), "a": text("1")}), asTexts,
			`map["a":"1" "b":"2"]`, nil, nil},
		"no map": {tftypes.NewValue(textMap, nil), asTexts, `map[]`, nil, nil},
		"a null in a map": {tftypes.NewValue(textMap, map[string]tftypes.Value{"k": text(nil)}), asTexts, `map[]`, nil,
			[]mistake{{`x["k"]`, `x["k"] is null. Leave the key out, or give it a value.`}}},
		"an empty value": {tftypes.NewValue(textMap, map[string]tftypes.Value{"k": text("")}), asTexts, `map[]`, nil, []mistake{{`x["k"]`, `x["k"] is an empty string, which is not allowed. Set a value, or use null.`}}},
		"an empty key": {tftypes.NewValue(textMap, map[string]tftypes.Value{"": text("v"), "k": text("v")}), asTexts, `map["k":"v"]`, nil,
			at(root, "x has an empty key. Leave it out.")},
		"unknown in it": {tftypes.NewValue(textMap, map[string]tftypes.Value{"k": text(unknown), "l": text("v")}), asTexts,
			`map["l":"v"]`, []string{`x["k"]`}, nil},
		"an unknown map": {tftypes.NewValue(textMap, unknown), asTexts, `map[]`, []string{"x"}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := config.Arguments(object(map[string]tftypes.Value{"x": test.value}))
			got := test.read(b)
			var mistakes []mistake
			for _, diagnostic := range b.Found.Mistakes {
				if diagnostic.Summary() != "Invalid argument" {
					t.Errorf("summary: %s", diagnostic.Summary())
				}
				where, _ := diagnostic.(interface{ Path() path.Path })
				mistakes = append(mistakes, mistake{where.Path().String(), diagnostic.Detail()})
			}
			if diff := cmp.Diff(test.mistakes, mistakes, cmp.AllowUnexported(mistake{})); diff != "" || got != test.want {
				t.Errorf("%s, want %s; mistakes (-want +got):\n%s", got, test.want, diff)
			}
			if diff := cmp.Diff(test.unknown, b.Found.Unknown); diff != "" {
				t.Errorf("not known (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNested checks how settings of nested blocks are named, and which blocks are
// there.
func TestNested(t *testing.T) {
	empty := object(map[string]tftypes.Value{"name": text("")})
	root := config.NewBlock("Invalid setting", "cloud", path.Root("cloud"), object(map[string]tftypes.Value{
		"role": empty, "absent": tftypes.NewValue(empty.Type(), nil), "unknown": tftypes.NewValue(empty.Type(), tftypes.UnknownValue),
	}), &config.Findings{})
	there := map[string]bool{}
	for _, name := range []string{"role", "absent", "unknown", "none"} {
		nested, found := root.Nested(name)
		nested.Text("name")
		there[name] = found
	}
	if diff := cmp.Diff(map[string]bool{"role": true, "absent": false, "unknown": true, "none": false}, there); diff != "" {
		t.Errorf("there (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"cloud.unknown"}, root.Found.Unknown); diff != "" {
		t.Errorf("not known (-want +got):\n%s", diff)
	}
	if len(root.Found.Mistakes) != 1 || !strings.HasPrefix(root.Found.Mistakes[0].Detail(), "cloud.role.name is an empty string") ||
		root.Found.Mistakes[0].Summary() != "Invalid setting" {
		t.Errorf("mistakes: %v", root.Found.Mistakes)
	}
	if !root.Has("role") || !root.Has("none", "unknown") || root.Has("absent", "none") {
		t.Error("what is in the block")
	}
}
