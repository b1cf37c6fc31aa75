package inventory

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// arguments are what a configuration asks for, and everything that is wrong
// with it.
type arguments struct {
	sources       []string            // nil: those of every cloud that the accounts have
	accounts      []string            // nil: all
	regions       map[string][]string // by source
	states        []string            // nil: all
	expiresBefore *time.Time
	below         *big.Float // in percent
	keepUnjudged  bool
	zones         map[string]*time.Location // by the name of the argument
	diagnostics   diag.Diagnostics
}

// readArguments reads the data source's arguments. What is unknown yet, as it
// may be during validation, is left out.
func (i *inventory) readArguments(ctx context.Context, config tfsdk.Config) *arguments {
	r := &reader{ctx: ctx, config: config, arguments: &arguments{regions: map[string][]string{}, zones: map[string]*time.Location{}}}
	r.sources = r.words(path.Root("sources"), sourceNames(names(i.sources)))
	r.accounts = r.words(path.Root("accounts"), notEmpty)
	r.readRegions(path.Root("regions"), sourceNames(names(i.sources)))
	r.states = r.words(path.Root("states"), among(stateNames()))
	if at, text, ok := r.text("expires_before"); ok {
		before, err := arithmetic.ReadRFC3339(text)
		if err != nil {
			r.wrong(at, fmt.Sprintf("= %q cannot be read: %s.", text, err))
		}
		r.expiresBefore = &before
	}
	r.percent(path.Root("below_remaining_percent"))
	var keep types.Bool
	r.keepUnjudged = r.get(path.Root("keep_unjudged"), &keep) && keep.ValueBool()
	for _, source := range i.sources {
		if name := source.zoneArgument(); name != "" {
			r.zone(name)
		}
	}
	return r.arguments
}

// asksFor reports whether a source is one of those that are named, or none is.
func (a *arguments) asksFor(source *source) bool {
	return a.sources == nil || slices.Contains(a.sources, source.list.Name)
}

// reader reads the attributes of a configuration and collects what is wrong
// with them.
type reader struct {
	*arguments
	ctx    context.Context
	config tfsdk.Config
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

// words reads a set of words that pass a check.
func (r *reader) words(at path.Path, check check) []string {
	var set types.Set
	if !r.get(at, &set) {
		return nil
	}
	return r.elements(at, set, check, "Name what is wanted, or use null for everything.")
}

// elements returns the words of a set. Empty is the advice if there are none.
func (r *reader) elements(at path.Path, set types.Set, check check, empty string) []string {
	words := []string{}
	for _, element := range set.Elements() {
		word, ok := element.(types.String)
		switch {
		case !ok || word.IsUnknown():
		case word.IsNull():
			r.wrong(at, "has an element that is null. Leave it out.")
		default:
			if problem := check(word.ValueString()); problem != "" {
				r.wrongAt(at.AtSetValue(word), at, problem)
				continue
			}
			words = append(words, word.ValueString())
		}
	}
	if len(set.Elements()) == 0 {
		r.wrong(at, "is an empty set, which asks for nothing. "+empty)
	}
	slices.Sort(words)
	return words
}

// readRegions reads the map of regions.
func (r *reader) readRegions(at path.Path, check check) {
	var regions types.Map
	if !r.get(at, &regions) {
		return
	}
	if len(regions.Elements()) == 0 {
		r.wrong(at, "is an empty map, which asks for nothing. Name regions by source, or use null for the region of each data source.")
	}
	for _, name := range slices.Sorted(maps.Keys(regions.Elements())) {
		key := at.AtMapKey(name)
		set, ok := regions.Elements()[name].(types.Set)
		problem := check(name)
		switch {
		case problem != "":
			r.wrongAt(key, at, problem)
		case r.sources != nil && r.known("sources") && !slices.Contains(r.sources, name):
			r.wrongAt(key, at, fmt.Sprintf("has %q, which is not one of sources. Add it there, or leave it out here.", name))
		case !ok || set.IsUnknown():
		case set.IsNull():
			r.wrong(key, "is null. Leave the key out, or name regions.")
		default:
			r.regions[name] = r.elements(key, set, region, "Name regions, or leave the key out.")
		}
	}
}

// known reports whether an attribute and all that is in it is known.
func (r *reader) known(name string) bool {
	var value attr.Value
	r.diagnostics.Append(r.config.GetAttribute(r.ctx, path.Root(name), &value)...)
	terraform, err := value.ToTerraformValue(r.ctx)
	return err == nil && terraform.IsFullyKnown()
}

// text reads a string that is set and not empty.
func (r *reader) text(name string) (path.Path, string, bool) {
	at := path.Root(name)
	var text types.String
	if !r.get(at, &text) {
		return at, "", false
	}
	if text.ValueString() == "" {
		r.wrong(at, "is an empty string, which is not allowed. Set a value, or use null.")
		return at, "", false
	}
	return at, text.ValueString(), true
}

func (r *reader) percent(at path.Path) {
	var number types.Number
	if !r.get(at, &number) {
		return
	}
	below := number.ValueBigFloat()
	if below.Sign() < 0 || below.Cmp(big.NewFloat(100)) > 0 {
		r.wrong(at, fmt.Sprintf("= %s is not from 0 to 100.", config.NumberText(below)))
	}
	r.below = below
}

func (r *reader) zone(name string) {
	if at, text, ok := r.text(name); ok {
		zone, err := arithmetic.Zone(text)
		if err != nil {
			r.wrong(at, fmt.Sprintf("= %q cannot be used: %s.", text, err))
		}
		r.zones[name] = zone
	}
}

// get reads an attribute, and reports whether it has a value.
func (r *reader) get(at path.Path, value interface {
	IsNull() bool
	IsUnknown() bool
}) bool {
	diags := r.config.GetAttribute(r.ctx, at, value)
	r.diagnostics.Append(diags...)
	return !diags.HasError() && !value.IsNull() && !value.IsUnknown()
}

// wrong reports what is wrong with an argument, after its name.
func (r *reader) wrong(at path.Path, problem string) { r.wrongAt(at, at, problem) }

// wrongAt reports what is wrong with a part of an argument, after the name of the
// argument.
func (a *arguments) wrongAt(at, name path.Path, problem string) {
	a.diagnostics.AddAttributeError(at, "Invalid argument", fmt.Sprintf("%s %s", name, problem))
}
