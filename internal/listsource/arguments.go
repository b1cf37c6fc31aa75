package listsource

import (
	"fmt"
	"maps"
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
	source     string // the name of the data source, and the account if one is named
	account    string
	region     string
	timeout    time.Duration
	parameters map[string]string // by the API's names
	warnings   diag.Diagnostics
}

// readArguments reads a data source's arguments. What is unknown yet, as it may
// be during validation, is left out.
func readArguments(list *listapi.List, configuration tftypes.Value) *arguments {
	a := &arguments{
		Block:  config.Arguments(configuration),
		source: "entitlements_" + list.Name, account: accounts.Default, parameters: map[string]string{},
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
		maps.Copy(a.parameters, argument.Encode(a.Texts(argument.Name)))
	case listapi.Int64:
		if number, set := a.Integer(argument.Name); set {
			a.set(argument, strconv.FormatInt(number, 10))
		}
	default:
		if text, set := a.Text(argument.Name); set {
			a.set(argument, text)
		}
	}
}

// set keeps a parameter after checking its value.
func (a *arguments) set(argument listapi.Argument, value string) {
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
