package inventory

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
)

// arguments are what a configuration asks for, and everything that is wrong
// with it.
type arguments struct {
	sources       []string // nil: those that can be read
	states        []string // nil: all
	expiresBefore *time.Time
	below         *big.Float                // in percent
	zones         map[string]*time.Location // by the name of the argument
	diagnostics   diag.Diagnostics
}

// readArguments reads the data source's arguments. What is unknown yet, as it
// may be during validation, is left out.
func (i *inventory) readArguments(ctx context.Context, config tfsdk.Config) *arguments {
	r := &reader{ctx: ctx, config: config, arguments: &arguments{zones: map[string]*time.Location{}}}
	r.sources = r.words(path.Root("sources"), names(i.sources))
	r.states = r.words(path.Root("states"), stateNames())
	if at, text, ok := r.text("expires_before"); ok {
		before, err := arithmetic.ReadRFC3339(text)
		if err != nil {
			r.wrong(at, fmt.Sprintf("= %q cannot be read: %s.", text, err))
		}
		r.expiresBefore = &before
	}
	r.percent(path.Root("below_remaining_percent"))
	for _, source := range i.sources {
		if name := source.zoneArgument(); name != "" {
			r.zone(name)
		}
	}
	return r.arguments
}

// asksFor tells whether a source is one of those that are named, or none is.
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

// words reads a set of words, each of which is one of those that are known.
func (r *reader) words(at path.Path, known []string) []string {
	var set types.Set
	if !r.get(at, &set) {
		return nil
	}
	words := []string{}
	for _, element := range set.Elements() {
		word, ok := element.(types.String)
		switch {
		case !ok || word.IsUnknown():
		case word.IsNull():
			r.wrong(at, "has an element that is null. Leave it out.")
		case !slices.Contains(known, word.ValueString()):
			problem := fmt.Sprintf("has %q, which is not one of %s.", word.ValueString(), strings.Join(known, ", "))
			if short, found := strings.CutPrefix(word.ValueString(), "entitlements_"); found && slices.Contains(known, short) {
				problem = fmt.Sprintf("has %q: write it without the prefix entitlements_.", word.ValueString())
			}
			r.diagnostics.AddAttributeError(at.AtSetValue(word), "Invalid argument", fmt.Sprintf("%s %s", at, problem))
		default:
			words = append(words, word.ValueString())
		}
	}
	if len(set.Elements()) == 0 {
		r.wrong(at, "is an empty set, which asks for nothing. Name what is wanted, or use null for everything.")
	}
	return words
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

// get reads an attribute, and tells whether it has a value.
func (r *reader) get(at path.Path, value interface {
	IsNull() bool
	IsUnknown() bool
}) bool {
	diags := r.config.GetAttribute(r.ctx, at, value)
	r.diagnostics.Append(diags...)
	return !diags.HasError() && !value.IsNull() && !value.IsUnknown()
}

// wrong reports what is wrong with an argument, after its name.
func (r *reader) wrong(at path.Path, problem string) {
	r.diagnostics.AddAttributeError(at, "Invalid argument", fmt.Sprintf("%s %s", at, problem))
}

// filter returns the entitlements that are asked for. Those that do not expire,
// or of which nothing can remain, are not kept by a filter for these. One that
// expires at a time that is no point in time, as far as is known, may be what a
// policy looks for: it is an error and not left out.
func (a *arguments) filter(all []*entitlement) ([]*entitlement, diag.Diagnostic) {
	var unplaced []*entitlement
	kept := make([]*entitlement, 0, len(all))
	for _, e := range all {
		switch {
		case a.states != nil && !slices.Contains(a.states, string(e.state)):
		case a.below != nil && (e.remainingPercent == nil || e.remainingPercent.Cmp(a.below) >= 0):
		case a.expiresBefore == nil:
			kept = append(kept, e)
		case e.expiresAt.unplaced:
			unplaced = append(unplaced, e)
		case e.expiresAt.set && e.expiresAt.at.Before(*a.expiresBefore):
			kept = append(kept, e)
		}
	}
	if len(unplaced) == 0 {
		return kept, nil
	}
	first := unplaced[0]
	why := slices.IndexFunc(first.notes, func(note string) bool { return strings.HasPrefix(note, "expires_at: ") })
	return nil, diag.NewAttributeErrorDiagnostic(path.Root("expires_before"), "entitlements_inventory: an expiry is no point in time",
		fmt.Sprintf("expires_before cannot tell whether %d of the rows expire earlier. The first of them is of the source %s and has the id %q:\n\n  %s\n\n"+
			"Nothing was returned, because what is left out could be what expires.\n\n"+
			"What to do: Set the time zone that the message names. Where it names none, read without expires_before to see these rows with their notes, or leave the source out of sources and read its own data source.",
			len(unplaced), first.source, first.id.Text(), first.notes[why]))
}
