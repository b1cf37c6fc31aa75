package datasource

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// arguments are what a configuration asks for, and everything that is wrong
// with it.
type arguments struct {
	region      string
	parameters  map[string]string // by the API's names
	diagnostics diag.Diagnostics
}

// readArguments reads a data source's arguments. What is unknown yet, as it may
// be during validation, is left out.
func readArguments(list *listapi.List, config tftypes.Value) *arguments {
	a := &arguments{parameters: map[string]string{}}
	values := fields(config)
	if region, ok := a.text(path.Root("region"), values["region"]); ok {
		if transport.IsHostLabel(region) {
			a.region = region
		} else {
			a.wrong(path.Root("region"), "A region has letters, digits and hyphens only, such as \"cn-shanghai\".")
		}
	}
	for _, argument := range list.Arguments {
		a.read(argument, values)
	}
	return a
}

func (a *arguments) read(argument listapi.Argument, values map[string]tftypes.Value) {
	value, at := values[argument.Name], path.Root(argument.Name)
	if !isSet(value) {
		return
	}
	if argument.Requires != "" && values[argument.Requires].IsNull() {
		a.wrong(at, fmt.Sprintf("%s means nothing without %s. Set both, or neither.", argument.Name, argument.Requires))
	}
	switch argument.Type {
	case listapi.StringMap:
		entries := a.entries(at, value)
		maps.Copy(a.parameters, argument.Encode(entries))
	case listapi.Int64:
		if number, ok := a.integer(at, value); ok {
			a.set(argument, at, number)
		}
	default:
		if text, ok := a.text(at, value); ok {
			a.set(argument, at, text)
		}
	}
}

// set keeps a parameter after checking its value.
func (a *arguments) set(argument listapi.Argument, at path.Path, value string) {
	switch {
	case argument.Allowed != nil && !slices.Contains(argument.Allowed, value):
		a.wrong(at, fmt.Sprintf("%q is none of the values that the API knows: %s.", value, strings.Join(argument.Allowed, ", ")))
	case argument.Characters != "" && strings.Trim(value, argument.Characters) != "":
		a.wrong(at, fmt.Sprintf("%q is refused by the API, which takes %s only.", value, argument.CharactersText))
	case argument.Documented != nil && !slices.Contains(argument.Documented, value):
		a.diagnostics.AddAttributeWarning(at, "Undocumented value",
			fmt.Sprintf("The API documents the values %s. %q is sent all the same, in case the API has learned it since; if it has not, the list may be empty or not filtered.", strings.Join(argument.Documented, ", "), value))
	}
	a.parameters[argument.Parameter] = value
}

// text reads a string that is set and not empty.
func (a *arguments) text(at path.Path, value tftypes.Value) (string, bool) {
	var text string
	if !isSet(value) || value.As(&text) != nil {
		return "", false
	}
	if text == "" {
		a.wrong(at, "An empty text is no filter and no value. Set the argument to what is wanted, or to null.")
		return "", false
	}
	return text, true
}

// integer reads a number as its decimal digits.
func (a *arguments) integer(at path.Path, value tftypes.Value) (string, bool) {
	var number big.Float
	if value.As(&number) != nil {
		return "", false
	}
	n, accuracy := number.Int64()
	if accuracy != big.Exact {
		a.wrong(at, "The value must be an integer.")
		return "", false
	}
	return strconv.FormatInt(n, 10), true
}

// entries reads a map of strings, none of which may be empty or null.
func (a *arguments) entries(at path.Path, value tftypes.Value) map[string]string {
	entries := map[string]string{}
	for name, element := range fields(value) {
		if name == "" {
			a.wrong(at, "A key is empty.")
		} else if element.IsKnown() && element.IsNull() {
			a.wrong(at.AtMapKey(name), "The value is null. Leave the key out, or give it a value.")
		} else if text, ok := a.text(at.AtMapKey(name), element); ok {
			entries[name] = text
		}
	}
	return entries
}

func (a *arguments) wrong(at path.Path, detail string) {
	a.diagnostics.AddAttributeError(at, "Invalid argument", detail)
}

// isSet tells whether a value is there to be read: neither null nor unknown.
func isSet(value tftypes.Value) bool { return value.IsKnown() && !value.IsNull() }

// fields returns the attributes of an object or the elements of a map. There
// are none where it is null or unknown.
func fields(value tftypes.Value) map[string]tftypes.Value {
	var fields map[string]tftypes.Value
	if !isSet(value) || value.As(&fields) != nil {
		return nil
	}
	return fields
}
