package listsource

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// arguments are what a configuration asks for, and everything that is wrong
// with it.
type arguments struct {
	*config.Block
	list     *listapi.List
	source   string // the name of the data source, and the account if one is named
	account  string
	region   string
	timeout  time.Duration
	values   listapi.Arguments
	warnings diag.Diagnostics
}

// readArguments reads a data source's arguments. What is unknown yet, as it may
// be during validation, is left out.
func readArguments(list *listapi.List, configuration tftypes.Value) *arguments {
	a := &arguments{
		Block: config.Arguments(configuration), list: list,
		source: "entitlements_" + list.Name, account: accounts.Default, values: listapi.Arguments{},
	}
	if account, set := a.Text("account"); set {
		a.account = account
		a.source += fmt.Sprintf(", account %q", account)
	}
	if region, set := a.Text("region"); set {
		if transport.IsHostLabel(region) {
			a.region = region
		} else {
			a.Wrong("region", fmt.Sprintf("= %q is not a region: write letters, digits and hyphens, such as \"cn-shanghai\".", region))
		}
	}
	for _, argument := range list.Arguments {
		a.read(argument)
	}
	a.timeout = accounts.ReadTimeout(a.Block, accounts.DefaultTimeout)
	return a
}

func (a *arguments) read(argument listapi.Argument) {
	if value := a.Values[argument.Name]; !value.IsKnown() || value.IsNull() {
		return
	}
	if argument.Requires != "" && !a.Has(argument.Requires) {
		a.Wrong(argument.Name, fmt.Sprintf("means nothing without %s. Set both, or neither.", argument.Requires))
	}
	switch argument.Type {
	case listapi.StringMap:
		if entries := a.Texts(argument.Name); len(entries) > 0 {
			a.values[argument.Name] = mapCell(entries)
		}
	case listapi.StringSet, listapi.Int64Set:
		a.readSet(argument)
	case listapi.Int64:
		if number, set := a.Integer(argument.Name); set {
			a.check(argument, strconv.FormatInt(number, 10))
			a.values[argument.Name] = listapi.NumberCell(number)
		}
	case listapi.Bool:
		if !a.Values[argument.Name].IsKnown() {
			a.Found.Note(a.Join(argument.Name))
			return
		}
		a.values[argument.Name] = listapi.TruthCell(a.Bool(argument.Name))
	case listapi.Time:
		a.readTime(argument)
	default:
		if text, set := a.Text(argument.Name); set {
			a.check(argument, text)
			a.values[argument.Name] = listapi.TextCell(text)
		}
	}
}

// readSet reads a set, which may not have more elements than the API takes: it is never
// asked several times.
func (a *arguments) readSet(argument listapi.Argument) {
	const advice = "Name at least one value, or use null to ask for all."
	var elements []listapi.Cell
	if argument.Type == listapi.Int64Set {
		for _, number := range a.Integers(argument.Name, advice) {
			a.check(argument, strconv.FormatInt(number, 10))
			elements = append(elements, listapi.NumberCell(number))
		}
	} else {
		for _, text := range a.Set(argument.Name, advice, func(text string) string {
			switch {
			case text == "":
				return "has an element that is an empty string. Leave it out."
			case strings.Contains(text, ",") && !a.list.InBody:
				return fmt.Sprintf("has %q, but the API separates values by commas. Write each value as an element of its own.", text)
			}
			return ""
		}) {
			a.check(argument, text)
			elements = append(elements, listapi.TextCell(text))
		}
	}
	if argument.Most > 0 && len(elements) > argument.Most {
		a.Wrong(argument.Name, fmt.Sprintf("has %d elements, and the API takes at most %d. Read the list in several data sources, or without this argument.", len(elements), argument.Most))
	}
	if len(elements) > 0 {
		a.values[argument.Name] = listapi.ListCell(elements...)
	}
}

// readTime reads a point in time.
func (a *arguments) readTime(argument listapi.Argument) {
	text, set := a.Text(argument.Name)
	if !set {
		return
	}
	at, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		a.WrongText(argument.Name, text, "is not a valid time: write it in RFC 3339, such as \"2026-01-02T15:04:05Z\" or \"2026-01-02T23:04:05+08:00\".")
	case strings.ContainsAny(text, ".,"):
		a.WrongText(argument.Name, text, "has a fraction of a second, which the API does not take. Write whole seconds.")
	case at.UTC().Year() < 0 || at.UTC().Year() > 9999:
		a.WrongText(argument.Name, text, "is not a valid time: in UTC, its year does not have four digits.")
	default:
		a.values[argument.Name] = listapi.TextCell(at.UTC().Format(time.RFC3339))
	}
}

// mapCell returns texts by name as a value.
func mapCell(entries map[string]string) listapi.Cell {
	var cells []listapi.Entry
	for name, text := range entries {
		cells = append(cells, listapi.Entry{Name: name, Value: listapi.TextCell(text)})
	}
	return listapi.EntriesCell(cells)
}

// check reports what is wrong with a value, or warns of it. It is written as texts are,
// without quotation marks.
func (a *arguments) check(argument listapi.Argument, value string) {
	switch {
	case argument.Allowed != nil && !slices.Contains(argument.Allowed, value):
		a.Wrong(argument.Name, fmt.Sprintf("= %q is not one of %s.", value, strings.Join(argument.Allowed, ", ")))
	case argument.Characters != "" && strings.Trim(value, argument.Characters) != "":
		a.Wrong(argument.Name, fmt.Sprintf("= %q is refused by the API, which takes %s only.", value, argument.CharactersText))
	case argument.Documented != nil && !slices.Contains(argument.Documented, value):
		// Terraform shows only the first of the warnings that have a summary.
		a.warnings.AddAttributeWarning(a.Path(argument.Name),
			fmt.Sprintf("%s: %s = %s is an undocumented value", a.source, argument.Name, quoted(argument, value)),
			fmt.Sprintf("%s = %s is none of the values that the API documents: %s.%s It is sent all the same, in case the API has learned it since; if it has not, the list may be empty or not filtered.",
				argument.Name, quoted(argument, value), strings.Join(argument.Documented, ", "), didYouMean(value, argument.Documented)))
	}
}

// quoted writes a value as it is written in a configuration.
func quoted(argument listapi.Argument, value string) string {
	if argument.Type == listapi.Int64 || argument.Type == listapi.Int64Set {
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
