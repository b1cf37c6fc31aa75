package inventory

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// verdict is what a filter says of an entitlement.
type verdict int8

const (
	keep verdict = iota
	drop
	unjudged // it has the columns for it, and not what they should say
)

// filter returns the entitlements that are asked for. One that a filter cannot
// judge may be what a policy looks for: unless these are to be kept, it is an
// error and never left out.
func (a *arguments) filter(all []entry) ([]*entry, diag.Diagnostics) {
	var byExpiry, byRemainder []*entry
	kept := make([]*entry, 0, len(all))
	for i := range all {
		e := &all[i]
		if a.states != nil && !slices.Contains(a.states, string(e.state())) {
			continue
		}
		expiry := a.judgeExpiry(e)
		if expiry == drop || e.remainder == drop {
			continue
		}
		kept = append(kept, e)
		if expiry == unjudged {
			byExpiry = append(byExpiry, e)
		}
		if e.remainder == unjudged {
			byRemainder = append(byRemainder, e)
		}
	}
	if a.keepUnjudged {
		return kept, nil
	}
	var diagnostics diag.Diagnostics
	report := func(filter, attribute, cannot, whatElse string, rows []*entry) {
		if len(rows) == 0 {
			return
		}
		first := rows[0]
		diagnostics.AddAttributeError(path.Root(filter), "entitlements_inventory: "+cannot,
			fmt.Sprintf("%s cannot judge %s. The first is %s, id %.80q:\n\n  %s\n\n"+
				"Nothing was returned, because a row that is left out could be one that is looked for.\n\n"+
				"What to do: %sSet keep_unjudged = true to keep such rows: their notes say why they could not be judged.",
				filter, plural(len(rows), "row"), first.part, first.cell("id").Text(), first.why(attribute), whatElse))
	}
	zone := ""
	if i := slices.IndexFunc(byExpiry, func(e *entry) bool { return e.unzoned&unzonedExpiry != 0 }); i >= 0 {
		zone = fmt.Sprintf("Set %s, such as \"Asia/Shanghai\". ", byExpiry[i].zoneArgument())
	}
	report("expires_before", "expires_at", "an expiry cannot be judged", zone, byExpiry)
	report("below_remaining_percent", "remaining_percent", "a remainder cannot be judged", "", byRemainder)
	if diagnostics.HasError() {
		return nil, diagnostics
	}
	return kept, nil
}

// judgeExpiry says whether an entitlement expires before what is asked for. One
// that has ended at a time which cannot be read has expired before it.
func (a *arguments) judgeExpiry(e *entry) verdict {
	switch {
	case a.expiresBefore == nil:
		return keep
	case !e.source.expiresAt.declared():
		return drop
	case !e.expires && e.state().Ended():
		return keep
	case !e.expires:
		return unjudged
	case e.expiresAt().Before(*a.expiresBefore):
		return keep
	}
	return drop
}

// judgeRemainder says whether less is left of an entitlement than what is asked
// for.
func (a *arguments) judgeRemainder(e *entitlement) verdict {
	switch {
	case a.below == nil:
		return keep
	case !e.source.total.declared() || !e.source.remaining.declared():
		return drop
	case e.remainingPercent == nil:
		return unjudged
	case e.remainingPercent.Cmp(a.below) < 0:
		return keep
	}
	return drop
}

// plural writes a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
