package inventory

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// arguments are what a configuration asks for, and everything that is wrong
// with it.
type arguments struct {
	*config.Block
	sources       []string            // nil: those of every cloud that the accounts have
	accounts      []string            // nil: all
	regions       map[string][]string // by source
	states        []string            // nil: all
	expiresBefore *time.Time
	below         *big.Float // in percent, or nil
	keepUnjudged  bool
	zones         map[string]*time.Location // by the name of the argument
	limits        limits
}

// readArguments reads the data source's arguments. What is unknown yet, as it
// may be during validation, is left out.
func (i *inventory) readArguments(configuration tftypes.Value) *arguments {
	a := &arguments{Block: config.Arguments(configuration), regions: map[string][]string{}, zones: map[string]*time.Location{}}
	const advice = "Name what is wanted, or use null for everything."
	known := sourceNames(names(i.sources))
	a.sources = a.Set("sources", advice, known)
	a.accounts = a.Set("accounts", advice, notEmpty)
	a.readRegions(i.withRegions(known))
	a.states = a.Set("states", advice, among(stateNames()))
	if text, set := a.Text("expires_before"); set {
		before, err := arithmetic.ReadRFC3339(text)
		if err != nil {
			a.Wrong("expires_before", fmt.Sprintf("= %q cannot be read: %s.", text, err))
		}
		a.expiresBefore = &before
	}
	if below, set := a.Number("below_remaining_percent"); set {
		if below.Sign() < 0 || below.Cmp(big.NewFloat(100)) > 0 {
			a.Wrong("below_remaining_percent", fmt.Sprintf("= %s is not from 0 to 100.", config.NumberText(below)))
		}
		a.below = below
	}
	a.keepUnjudged = a.Bool("keep_unjudged")
	for _, source := range i.sources {
		if name := source.zoneArgument(); name != "" {
			a.readZone(name)
		}
	}
	a.limits = readLimits(a.Block)
	return a
}

// asksFor reports whether a source is one of those that are named or, if none is, of
// those that are read by default.
func (a *arguments) asksFor(source *source) bool {
	if a.sources == nil {
		return !source.list.Entitlement.OnlyNamed
	}
	return slices.Contains(a.sources, source.list.Name)
}

// among returns a check that a word is one of those that are known. Checks return
// what is wrong, to follow the name of the argument, or an empty text.
func among(known []string) func(word string) string {
	return func(word string) string {
		if slices.Contains(known, word) {
			return ""
		}
		return fmt.Sprintf("has %q, which is not one of %s.", word, strings.Join(known, ", "))
	}
}

// sourceNames returns a check that a word is the name of a source.
func sourceNames(known []string) func(word string) string {
	return func(word string) string {
		if short, found := strings.CutPrefix(word, "entitlements_"); found && slices.Contains(known, short) {
			return fmt.Sprintf("has %q: write it without the prefix entitlements_.", word)
		}
		return among(known)(word)
	}
}

// withRegions returns a check that a word is the name of a source that is read in a
// region.
func (i *inventory) withRegions(known func(word string) string) func(word string) string {
	return func(word string) string {
		if problem := known(word); problem != "" {
			return problem
		}
		at := slices.IndexFunc(i.sources, func(s *source) bool { return s.list.Name == word })
		if i.sources[at].region.declared() {
			return fmt.Sprintf("has %q, which lists all regions of an account at once. Leave it out here, and compare the region of its rows.", word)
		}
		return ""
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

// readRegions reads the map of regions.
func (a *arguments) readRegions(check func(source string) string) {
	regions, there := a.Map("regions")
	if there && !regions.Unknown && len(regions.Values) == 0 {
		a.Wrong("regions", "is an empty map, which asks for nothing. Name regions by source, or use null for the region of each data source.")
	}
	for _, name := range regions.Names() {
		problem := check(name)
		switch value := regions.Values[name]; {
		case problem != "":
			regions.WrongKey(name, problem)
		case a.sources != nil && a.Values["sources"].IsFullyKnown() && !slices.Contains(a.sources, name):
			regions.WrongKey(name, fmt.Sprintf("has %q, which is not one of sources. Add it there, or leave it out here.", name))
		case value.IsKnown() && value.IsNull():
			regions.Wrong(name, "is null. Leave the key out, or name regions.")
		case value.IsKnown():
			a.regions[name] = regions.Set(name, "Name regions, or leave the key out.", region)
			if one, other, same := sameRegion(a.regions[name]); same {
				regions.Wrong(name, fmt.Sprintf("has %q and %q, which are one region: all that it has would be there twice.", one, other))
			}
		}
	}
}

// sameRegion returns two regions that are one, if there are two: a region is a part
// of host names, in which capital letters are small ones.
func sameRegion(regions []string) (one, other string, same bool) {
	for n, other := range regions {
		for _, one := range regions[:n] {
			if strings.EqualFold(one, other) {
				return one, other, true
			}
		}
	}
	return "", "", false
}

// readZone reads the time zone of a list's times.
func (a *arguments) readZone(name string) {
	if text, set := a.Text(name); set {
		zone, err := arithmetic.Zone(text)
		if err != nil {
			a.Wrong(name, fmt.Sprintf("= %q cannot be used: %s.", text, err))
		}
		a.zones[name] = zone
	}
}
