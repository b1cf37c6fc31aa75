package inventory

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// arguments are what a configuration asks for, and everything that is wrong
// with it.
type arguments struct {
	*config.Block // where mistakes are reported

	sources       []string            // nil: those of every cloud that the accounts have
	accounts      []string            // nil: all
	regions       map[string][]string // by source
	states        []string            // nil: all
	expiresBefore *time.Time
	below         *big.Float // in percent
	keepUnjudged  bool
	zones         map[string]*time.Location // by the name of the argument
	limits        limits
}

// readArguments reads the data source's arguments. What is unknown yet, as it
// may be during validation, is left out.
func (i *inventory) readArguments(configuration tftypes.Value) *arguments {
	const forAll = "Name what is wanted, or use null for everything."
	block := config.Arguments(configuration)
	a := &arguments{Block: block, regions: map[string][]string{}, zones: map[string]*time.Location{}}
	a.sources, _ = block.Set("sources", forAll, sourceNames(names(i.sources)))
	a.accounts, _ = block.Set("accounts", forAll, notEmpty)
	a.states, _ = block.Set("states", forAll, among(stateNames()))
	a.readRegions(sourceNames(names(i.sources)))
	if text, set := block.Text("expires_before"); set {
		before, err := arithmetic.ReadRFC3339(text)
		if err != nil {
			block.Wrong("expires_before", fmt.Sprintf("= %q cannot be read: %s.", text, err))
		}
		a.expiresBefore = &before
	}
	if below, set := block.Number("below_remaining_percent"); set {
		if below.Sign() < 0 || below.Cmp(big.NewFloat(100)) > 0 {
			block.Wrong("below_remaining_percent", fmt.Sprintf("= %s is not from 0 to 100.", config.NumberText(below)))
		}
		a.below = below
	}
	a.keepUnjudged = block.Bool("keep_unjudged")
	for _, source := range i.sources {
		name := source.zoneArgument()
		if text, set := block.Text(name); set {
			zone, err := arithmetic.Zone(text)
			if err != nil {
				block.Wrong(name, fmt.Sprintf("= %q cannot be used: %s.", text, err))
			}
			a.zones[name] = zone
		}
	}
	a.limits = limits{all: accounts.ReadTimeout(block, 0)}
	if a.limits.list = a.limits.all; a.limits.all == 0 {
		a.limits = limits{all: defaultTimeout, list: accounts.DefaultTimeout}
	}
	return a
}

// readRegions reads the map of regions.
func (a *arguments) readRegions(known check) {
	regions, there := a.Map("regions")
	if there && !regions.Unknown && len(regions.Values) == 0 {
		a.Wrong("regions", "is an empty map, which asks for nothing. Name regions by source, or use null for the region of each data source.")
	}
	for _, source := range regions.Names() {
		problem := known(source)
		switch value := regions.Values[source]; {
		case problem != "":
			a.Wrong("regions", problem)
		case a.sources != nil && !slices.Contains(a.Found.Unknown, "sources") && !slices.Contains(a.sources, source):
			a.Wrong("regions", fmt.Sprintf("has %q, which is not one of sources. Add it there, or leave it out here.", source))
		case value.IsKnown() && value.IsNull():
			regions.Wrong(source, "is null. Leave the key out, or name regions.")
		default:
			a.regions[source], _ = regions.Set(source, "Name regions, or leave the key out.", region)
		}
	}
}

// asksFor reports whether a source is one of those that are named, or none is.
func (a *arguments) asksFor(source *source) bool {
	return a.sources == nil || slices.Contains(a.sources, source.list.Name)
}

// check returns what is wrong with a word, to follow the name of its argument, or
// an empty text.
type check func(word string) string

// among is the check that a word is one of those that are known.
func among(known []string) check {
	return func(word string) string {
		if slices.Contains(known, word) {
			return ""
		}
		return fmt.Sprintf("has %q, which is not one of %s.", word, strings.Join(known, ", "))
	}
}

// sourceNames is the check that a word is the name of a source.
func sourceNames(known []string) check {
	return func(word string) string {
		if short, found := strings.CutPrefix(word, "entitlements_"); found && slices.Contains(known, short) {
			return fmt.Sprintf("has %q: write it without the prefix entitlements_.", word)
		}
		return among(known)(word)
	}
}

func notEmpty(word string) string {
	if word == "" {
		return "has an element that is an empty string, which is not allowed."
	}
	return ""
}

func region(word string) string {
	if transport.IsHostLabel(word) {
		return ""
	}
	return fmt.Sprintf("has %q, which is not a region: write letters, digits and hyphens, such as \"cn-shanghai\".", word)
}
