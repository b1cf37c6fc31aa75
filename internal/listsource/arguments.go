package listsource

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// arguments are what a configuration asks for, and everything that is wrong
// with it.
type arguments struct {
	source      string // the name of the data source, and the account if one is named
	account     string
	region      string
	parameters  map[string]string // by the API's names
	diagnostics diag.Diagnostics
}

// readArguments reads a data source's arguments. What is unknown yet, as it may
// be during validation, is left out.
func readArguments(list *listapi.List, config tftypes.Value) *arguments {
	a := &arguments{source: "entitlements_" + list.Name, account: accounts.Default, parameters: map[string]string{}}
	values := fields(config)
	if account, ok := a.text(path.Root("account"), values["account"]); ok {
		a.account = account
		a.source += fmt.Sprintf(", account %q", account)
	}
	if region, ok := a.text(path.Root("region"), values["region"]); ok {
		if transport.IsHostLabel(region) {
			a.region = region
		} else {
			a.wrong(path.Root("region"), "= %q is not a region: write letters, digits and hyphens, such as \"cn-shanghai\".", region)
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
		a.wrong(at, "means nothing without %s. Set both, or neither.", argument.Requires)
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
		a.wrong(at, "= %q is not one of %s.", value, strings.Join(argument.Allowed, ", "))
	case argument.Characters != "" && strings.Trim(value, argument.Characters) != "":
		a.wrong(at, "= %q is refused by the API, which takes %s only.", value, argument.CharactersText)
	case argument.Documented != nil && !slices.Contains(argument.Documented, value):
		// Terraform shows only the first of the warnings that have a summary.
		a.diagnostics.AddAttributeWarning(at, fmt.Sprintf("%s: %s = %s is an undocumented value", a.source, at, quoted(argument, value)),
			fmt.Sprintf("%s = %s is none of the values that the API documents: %s.%s It is sent all the same, in case the API has learned it since; if it has not, the list may be empty or not filtered.",
				at, quoted(argument, value), strings.Join(argument.Documented, ", "), didYouMean(value, argument.Documented)))
	}
	a.parameters[argument.Parameter] = value
}

// quoted writes a value as it is written in a configuration.
func quoted(argument listapi.Argument, value string) string {
	if argument.Type == listapi.Int64 {
		return value
	}
	return strconv.Quote(value)
}

// didYouMean suggests the word that is nearest to one that is not known, if half
// of its letters are right.
func didYouMean(word string, known []string) string {
	best, least := "", len(word)/2+1
	for _, candidate := range known {
		if distance := levenshtein.Distance(strings.ToUpper(word), strings.ToUpper(candidate), nil); distance < least {
			best, least = candidate, distance
		}
	}
	if best == "" {
		return ""
	}
	return " Did you mean " + best + "?"
}

// text reads a string that is set and not empty.
func (a *arguments) text(at path.Path, value tftypes.Value) (string, bool) {
	var text string
	if !isSet(value) || value.As(&text) != nil {
		return "", false
	}
	if text == "" {
		a.wrong(at, "is an empty string, which is not allowed. Set a value, or use null.")
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
	n, err := config.ParseInteger(&number)
	if err != nil {
		a.wrong(at, "= %s %s.", config.NumberText(&number), err)
		return "", false
	}
	return strconv.FormatInt(n, 10), true
}

// entries reads a map of strings, none of which may be empty or null.
func (a *arguments) entries(at path.Path, value tftypes.Value) map[string]string {
	entries := map[string]string{}
	for name, element := range fields(value) {
		if name == "" {
			a.wrong(at, "has an empty key. Leave it out.")
		} else if element.IsKnown() && element.IsNull() {
			a.wrong(at.AtMapKey(name), "is null. Leave the key out, or give it a value.")
		} else if text, ok := a.text(at.AtMapKey(name), element); ok {
			entries[name] = text
		}
	}
	return entries
}

// wrong reports what is wrong with an argument, after its name.
func (a *arguments) wrong(at path.Path, problem string, values ...any) {
	a.diagnostics.AddAttributeError(at, "Invalid argument", fmt.Sprintf("%s "+problem, append([]any{at}, values...)...))
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
