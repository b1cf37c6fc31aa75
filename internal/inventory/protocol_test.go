package inventory_test

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

const inventory = "entitlements_inventory"

// inventoryColumns are the attributes of a row, in the order by which rows are
// sorted.
var inventoryColumns = []string{
	"cloud", "account", "account_id", "source", "region", "id", "parent_id", "name", "kind", "state", "status", "unit",
	"total", "remaining", "remaining_percent", "assignee", "auto_renew", "starts_at", "expires_at", "tags", "notes",
}

// wordsOf returns the word that each row of a list is found by, by its id.
func wordsOf(source acctest.Source, rows []simulator.Row) map[any]string {
	words := map[any]string{}
	for _, argument := range source.Arguments {
		if argument.Name != source.Entitlement.StateArgument {
			continue
		}
		for _, sample := range argument.Samples {
			for _, row := range sample.Selects(rows) {
				words[row[source.FieldOf(source.Identifier)]] = sample.Value.(string)
			}
		}
	}
	return words
}

// expectInventory returns the rows that the inventory is to have for what the
// data sources have, on clouds with these rows.
func expectInventory(t *testing.T, states map[string]acctest.Object, of map[simulator.API][]simulator.Row, zone *time.Location) []any {
	t.Helper()
	var rows []any
	for _, source := range acctest.Entitlements() {
		words := wordsOf(source, of[source.API])
		owned, _ := states[source.Name][source.Rows].([]any)
		for _, own := range owned {
			row := expectEntitlement(t, source, states[source.Name]["region"], own.(acctest.Object), zone)
			if source.Entitlement.StateArgument != "" {
				if row["state"] = source.Entitlement.States[words[row["id"]]]; row["state"] == "" {
					row["state"] = "unknown"
				}
			}
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b any) int {
		for _, column := range inventoryColumns {
			if by := compareAny(a.(acctest.Object)[column], b.(acctest.Object)[column]); by != 0 {
				return by
			}
		}
		return 0
	})
	return rows
}

func expectEntitlement(t *testing.T, source acctest.Source, region any, own acctest.Object, zone *time.Location) acctest.Object {
	t.Helper()
	e := source.Entitlement
	row := acctest.Object{
		"cloud": source.Cloud, "source": source.ShortName(), "account": "default", "region": region, "state": "unknown", "remaining_percent": nil,
	}
	for _, column := range inventoryColumns {
		if _, set := row[column]; !set {
			row[column] = own[e.Attributes[column]]
		}
	}
	notes := []any{}
	note := func(format string, values ...any) { notes = append(notes, fmt.Sprintf(format, values...)) }
	if word, known := e.Kinds[fmt.Sprint(row["kind"])]; known {
		row["kind"] = word
	}
	if e.Listed != "" {
		row["state"] = e.Listed
	}
	if row["status"] != nil {
		row["status"] = fmt.Sprint(row["status"])
		if meaning, ok := e.States[row["status"].(string)]; ok && e.StateArgument == "" {
			row["state"] = meaning
		}
	}
	zoned := strings.HasSuffix(e.Times, "Z07:00")
	for _, name := range []string{"starts_at", "expires_at"} {
		switch field := e.Attributes[name]; {
		case field != "" && row[name] == nil:
			note("%s: the API gave no %s", name, field)
		case field != "" && !zoned:
			if zone == nil {
				note("%s: %q has no time zone: set aicontent_time_zone", name, row[name])
				row[name] = nil
				continue
			}
			at, err := time.ParseInLocation(e.Times, row[name].(string), zone)
			if err != nil {
				t.Fatal(err)
			}
			const hour = time.Hour // by which the clocks of all zones here are put back
			if at.Add(-hour).Format(e.Times) == row[name] {
				at = at.Add(-hour)
			}
			if at.Add(hour).Format(e.Times) == row[name] {
				note("%s: %q came twice in the time zone %s, where clocks were put back: the earlier one is given", name, row[name], zone)
			}
			row[name] = at.UTC().Format(time.RFC3339)
		}
	}
	if expires, ok := row["expires_at"].(string); ok && row["state"] == "active" {
		at, err := time.Parse(time.RFC3339, expires)
		if err != nil {
			t.Fatal(err)
		}
		if at.Before(time.Now()) {
			note("expires_at is past while status is active")
		}
	}
	if e.Attributes["total"] != "" && e.Attributes["remaining"] != "" {
		total, hasTotal := row["total"].(int64)
		remaining, hasRemaining := row["remaining"].(int64)
		switch {
		case !hasTotal:
			note("remaining_percent: the API gave no %s", e.Attributes["total"])
		case !hasRemaining:
			note("remaining_percent: the API gave no %s", e.Attributes["remaining"])
		case total == 0:
			note("remaining_percent: the total is zero")
		default:
			row["remaining_percent"] = percent(remaining, total)
		}
	}
	row["notes"] = notes
	return row
}

// percent is the quotient in decimal, as the protocol carries it.
func percent(remaining, total int64) any {
	hundredfold := new(big.Int).Mul(big.NewInt(remaining), big.NewInt(100))
	quotient := new(big.Float).SetPrec(512).SetRat(new(big.Rat).SetFrac(hundredfold, big.NewInt(total)))
	if whole, accuracy := quotient.Int64(); accuracy == big.Exact {
		return whole
	}
	return acctest.Decimal(quotient.Text('f', -1))
}

// compareAny orders values of a row, null first.
func compareAny(a, b any) int {
	switch {
	case a == nil || b == nil:
		return boolInt(b == nil) - boolInt(a == nil)
	}
	if a, ok := a.(int64); ok {
		if b, ok := b.(int64); ok {
			return big.NewInt(a).Cmp(big.NewInt(b))
		}
	}
	return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
}

func boolInt(truth bool) int {
	if truth {
		return 1
	}
	return 0
}

// expectSummary counts rows, and those of all that cannot be judged.
func expectSummary(rows []any, sources []string, all []any) acctest.Object {
	byCloud, bySource, byAccount := acctest.Object{}, acctest.Object{}, acctest.Object{"default": int64(len(rows))}
	byState := acctest.Object{}
	for _, state := range []string{"active", "pending", "used_up", "expired", "frozen", "unpaid", "deleted", "unknown"} {
		byState[state] = int64(0)
	}
	for _, source := range sources {
		byCloud[acctest.Find(source).Cloud] = int64(0)
		bySource[source] = int64(0)
	}
	var earliest any
	for _, row := range rows {
		row := row.(acctest.Object)
		for column, counts := range map[string]acctest.Object{"cloud": byCloud, "source": bySource, "state": byState} {
			counts[row[column].(string)] = counts[row[column].(string)].(int64) + 1
		}
		if expires := row["expires_at"]; expires != nil && (earliest == nil || expires.(string) < earliest.(string)) {
			earliest = expires
		}
	}
	unjudged := int64(0)
	for _, row := range all {
		row := row.(acctest.Object)
		ended := row["state"] == "expired" || row["state"] == "deleted"
		expires := acctest.Find(row["source"].(string)).Entitlement.Attributes["expires_at"] != ""
		if slices.Contains(sources, row["source"].(string)) && row["expires_at"] == nil && (row["state"] == "unknown" || expires && !ended) {
			unjudged++
		}
	}
	return acctest.Object{
		"by_cloud": byCloud, "by_account": byAccount, "by_source": bySource, "by_state": byState,
		"earliest_expiry": earliest, "unjudged": unjudged,
	}
}

// shortNames are the names of sources, sorted.
func shortNames() []string {
	var names []string
	for _, source := range acctest.Entitlements() {
		names = append(names, source.ShortName())
	}
	slices.Sort(names)
	return names
}

func anys(texts []string) []any {
	values := make([]any, len(texts))
	for i, text := range texts {
		values[i] = text
	}
	return values
}

// inventoryState returns the state that the inventory is to have if the filters
// keep these rows of all.
func inventoryState(arguments acctest.Object, rows []any, sources []string, all []any) acctest.Object {
	if rows == nil {
		rows = []any{}
	}
	state := acctest.Object{
		"sources": nil, "expires_before": nil, "below_remaining_percent": nil, "states": nil, "aicontent_time_zone": nil, "timeouts": nil,
		"accounts": nil, "regions": nil, "keep_unjudged": nil,
		"sources_read": anys(sources), "accounts_read": []any{"default"}, "entitlements": rows, "summary": expectSummary(rows, sources, all),
	}
	maps.Copy(state, arguments)
	return state
}

// readSources reads the data sources of the lists in the inventory.
func readSources(t *testing.T, p *acctest.Protocol) map[string]acctest.Object {
	t.Helper()
	states := map[string]acctest.Object{}
	for _, source := range acctest.Entitlements() {
		state, diagnostics := p.Read(t.Context(), t, source.Name, nil)
		if len(diagnostics) > 0 {
			t.Fatal(acctest.Text(diagnostics))
		}
		states[source.Name] = state
	}
	return states
}

// generated returns rows of every API in the inventory.
func generated(n int, seed int64) map[simulator.API][]simulator.Row {
	rows := map[simulator.API][]simulator.Row{}
	for i, source := range acctest.Entitlements() {
		rows[source.API] = simulator.Generate(source.API, n, seed+int64(i))
		if source.Entitlement.StateArgument != "" {
			status := source.FieldOf(source.Entitlement.Attributes["status"])
			others := []any{"normal", "", nil}
			others = append(others, source.Argument(source.Entitlement.StateArgument).Documented...)
			for j, row := range rows[source.API] { // a row's own word means nothing, and some are found by no word
				if j > 0 && j%9 < len(others) {
					row[status] = others[j%9]
				}
				if j%11 == 7 {
					row[acctest.HiddenState] = ""
				}
			}
		}
		if total := source.Entitlement.Attributes["total"]; total != "" && source.Entitlement.Attributes["remaining"] != "" && n > 20 {
			rows[source.API][15][source.FieldOf(total)] = 0
			delete(rows[source.API][16], source.FieldOf(total))
		}
	}
	return rows
}

// zoneWarning is what the inventory says if it does not know the time zone of n rows.
func zoneWarning(n int) string {
	rows := fmt.Sprintf("%d rows", n)
	if n == 1 {
		rows = "1 row"
	}
	return "WARNING: entitlements_inventory: aicontent_time_zone is not set [AttributeName(\"aicontent_time_zone\")]\n" +
		"The API of aicontent_paid_resources writes times without a time zone, so starts_at and expires_at are null in " + rows + ". No rule about expiry finds these rows.\n\n" +
		"What to do: Set aicontent_time_zone, such as \"Asia/Shanghai\".\n"
}

// TestInventoryEqualsSources compares the inventory with the data sources,
// row by row, on random contents, with and without a time zone.
func TestInventoryEqualsSources(t *testing.T) {
	t.Parallel()
	for seed := range int64(6) {
		n := []int{0, 1, 49, 120, 201, 333}[seed]
		t.Run(fmt.Sprintf("%d rows", n), func(t *testing.T) {
			rows := generated(n, 100*seed)
			p := acctest.Start(t, simulator.Config{Rows: rows}).Configured(t, nil)
			states := readSources(t, p)
			for _, name := range []string{"", "UTC", "Asia/Shanghai", "America/New_York", "-03:30"} {
				arguments, zone := acctest.Object{}, (*time.Location)(nil)
				switch name {
				case "":
				case "-03:30":
					arguments["aicontent_time_zone"], zone = name, time.FixedZone("", -(3*60+30)*60)
				default:
					arguments["aicontent_time_zone"] = name
					var err error
					if zone, err = time.LoadLocation(name); err != nil {
						t.Fatal(err)
					}
				}
				got, diagnostics := p.Read(t.Context(), t, inventory, arguments)
				all := expectInventory(t, states, rows, zone)
				want := inventoryState(arguments, all, shortNames(), all)
				warning := ""
				if zone == nil && n > 0 {
					warning = zoneWarning(n)
				}
				if diff := cmp.Diff(want, got); diff != "" || acctest.Text(diagnostics) != warning {
					t.Fatalf("time zone %q (-want +got):\n%s%s", name, diff, acctest.Text(diagnostics))
				}
				if len(got["entitlements"].([]any)) != len(shortNames())*n {
					t.Fatalf("%d rows of %d times %d", len(got["entitlements"].([]any)), len(shortNames()), n)
				}
			}
		})
	}
}

// TestInventoryFilters compares what each filter keeps with what a loop over
// the whole inventory keeps, and what it cannot judge with what is an error.
func TestInventoryFilters(t *testing.T) {
	t.Parallel()
	p := acctest.Start(t, simulator.Config{Rows: generated(150, 11)}).Configured(t, nil)
	zone := acctest.Object{"aicontent_time_zone": "Asia/Shanghai"}
	whole, diagnostics := p.Read(t.Context(), t, inventory, zone)
	if len(diagnostics) > 0 {
		t.Fatal(acctest.Text(diagnostics))
	}
	// The verdicts of a filter.
	const keep, drop, unjudged = "keep", "drop", "unjudged"
	verdict := func(kept bool) string {
		if kept {
			return keep
		}
		return drop
	}
	before := func(limit string) func(acctest.Object) string {
		return func(row acctest.Object) string {
			switch {
			case acctest.Find(row["source"].(string)).Entitlement.Attributes["expires_at"] == "":
				return drop
			case row["expires_at"] == nil && (row["state"] == "expired" || row["state"] == "deleted"):
				return keep
			case row["expires_at"] == nil:
				return unjudged
			}
			return verdict(row["expires_at"].(string) < limit)
		}
	}
	below := func(limit string) func(acctest.Object) string {
		bound, _ := new(big.Float).SetString(limit)
		return func(row acctest.Object) string {
			left, ok := new(big.Float).SetString(fmt.Sprint(row["remaining_percent"]))
			switch {
			case acctest.Find(row["source"].(string)).Entitlement.Attributes["remaining"] == "":
				return drop
			case !ok:
				return unjudged
			}
			return verdict(left.Cmp(bound) < 0)
		}
	}
	among := func(column string, values ...any) func(acctest.Object) string {
		return func(row acctest.Object) string { return verdict(slices.Contains(values, row[column])) }
	}
	type filters []func(acctest.Object) string
	tests := map[string]struct {
		arguments acctest.Object
		filters   filters
		none      bool
	}{
		"expires_before": {acctest.Object{"expires_before": "2025-06-01T00:00:00Z"}, filters{before("2025-06-01T00:00:00Z")}, false},
		"expires_before, offset": {acctest.Object{"expires_before": "2025-06-01T00:00:00+08:00"},
			filters{before("2025-05-31T16:00:00Z")}, false},
		"expires_before all": {acctest.Object{"sources": []any{"ice_airtc_licenses"}, "expires_before": "1999-01-01T00:00:00Z"},
			filters{among("source", "ice_airtc_licenses"), before("1999")}, true},
		"below 10":   {acctest.Object{"below_remaining_percent": int64(10)}, filters{below("10")}, false},
		"below 33.3": {acctest.Object{"below_remaining_percent": acctest.Decimal("33.3")}, filters{below("33.3")}, false},
		"below 0":    {acctest.Object{"below_remaining_percent": int64(0)}, filters{below("0")}, false},
		"active":     {acctest.Object{"states": []any{"active"}}, filters{among("state", "active")}, false},
		"frozen, unpaid, deleted": {acctest.Object{"states": []any{"deleted", "frozen", "unpaid"}},
			filters{among("state", "frozen", "unpaid", "deleted")}, false},
		"states that the source has not": {acctest.Object{"sources": []any{"ice_airtc_licenses"}, "states": []any{"pending", "used_up"}},
			filters{among("source", "ice_airtc_licenses"), among("state", "pending", "used_up")}, true},
		"two sources": {acctest.Object{"sources": []any{"codearts_ide_licenses", "ice_airtc_licenses"}},
			filters{among("source", "codearts_ide_licenses", "ice_airtc_licenses")}, false},
		"one cloud": {acctest.Object{"sources": []any{"codearts_ide_licenses"}, "states": []any{"unpaid"}},
			filters{among("source", "codearts_ide_licenses"), among("state", "unpaid")}, false},
		"all together": {acctest.Object{"sources": []any{"aicontent_paid_resources", "ice_airtc_licenses"},
			"states": []any{"active", "unknown"}, "expires_before": "2026-06-01T00:00:00Z", "below_remaining_percent": int64(50)},
			filters{among("source", "aicontent_paid_resources", "ice_airtc_licenses"), among("state", "active", "unknown"),
				before("2026-06-01T00:00:00Z"), below("50")}, false},
		"a source without expiry": {acctest.Object{"sources": []any{"outboundbot_instances"}, "expires_before": "2999-01-01T00:00:00Z"},
			filters{among("source")}, true},
		"expired, long before now": {acctest.Object{"states": []any{"expired"}, "expires_before": "2026-01-01T00:00:00Z"},
			filters{among("state", "expired"), before("2026-01-01T00:00:00Z")}, false},
	}
	failed := 0
	for name, test := range tests {
		for _, keepUnjudged := range []any{nil, false, true} {
			t.Run(fmt.Sprintf("%s, %v", name, keepUnjudged), func(t *testing.T) {
				arguments := maps.Clone(test.arguments)
				maps.Copy(arguments, zone)
				arguments["keep_unjudged"] = keepUnjudged
				var rows []any
				cannot := 0
				for _, row := range whole["entitlements"].([]any) {
					verdicts := map[string]bool{}
					for _, filter := range test.filters {
						verdicts[filter(row.(acctest.Object))] = true
					}
					if !verdicts[drop] {
						rows = append(rows, row)
					}
					if !verdicts[drop] && verdicts[unjudged] {
						cannot++
					}
				}
				if (len(rows) == 0) != test.none {
					t.Fatalf("the test keeps %d rows", len(rows))
				}
				sources := shortNames()
				if named, ok := arguments["sources"].([]any); ok {
					sources = nil
					for _, name := range named {
						sources = append(sources, name.(string))
					}
				}
				got, diagnostics := p.Read(t.Context(), t, inventory, arguments)
				if cannot > 0 && keepUnjudged != true {
					failed++
					if text := acctest.Text(diagnostics); got["entitlements"] != nil ||
						!containsAll(text, "cannot judge ", "Set keep_unjudged = true") || !containsAll(text, "ERROR") {
						t.Errorf("%d rows cannot be judged: %v\n%s", cannot, got, text)
					}
					return
				}
				if diff := cmp.Diff(inventoryState(arguments, rows, sources, whole["entitlements"].([]any)), got); diff != "" || len(diagnostics) > 0 {
					t.Errorf("(-want +got):\n%s%s", diff, acctest.Text(diagnostics))
				}
			})
		}
	}
	if failed == 0 {
		t.Error("no row was one that a filter cannot judge")
	}
}

// TestInventoryUnjudged checks that a row that a filter has the columns for and
// cannot judge never drops out without a word.
func TestInventoryUnjudged(t *testing.T) {
	t.Parallel()
	with := func(api simulator.API, fields simulator.Row) map[simulator.API][]simulator.Row {
		row := simulator.SampleRow(api)
		maps.Copy(row, fields)
		return map[simulator.API][]simulator.Row{api: {row}}
	}
	expires := func(at any) map[simulator.API][]simulator.Row {
		return with(lists.AiContent, simulator.Row{"expireTime": at})
	}
	license := func(at any, status int) map[simulator.API][]simulator.Row {
		return with(lists.ICE, simulator.Row{"ExpiredOn": at, "Status": status})
	}
	left := func(remaining, total any) map[simulator.API][]simulator.Row {
		return with(lists.AiContent, simulator.Row{"remainQuantity": remaining, "quantity": total})
	}
	utc := acctest.Object{"aicontent_time_zone": "UTC"}
	soon, low := acctest.Object{"expires_before": "2027-01-01T00:00:00Z"}, acctest.Object{"below_remaining_percent": int64(10)}
	const expiry, remainder = "expires_before: an expiry", "below_remaining_percent: a remainder"
	tests := map[string]struct {
		rows      map[simulator.API][]simulator.Row
		arguments acctest.Object
		filter    acctest.Object
		note      string // of the row
		wrong     string // which filter cannot judge it; empty: it keeps the row
		advice    string
	}{
		"no zone":        {expires("2025-09-10 00:00:00"), nil, soon, `expires_at: "2025-09-10 00:00:00" has no time zone: set aicontent_time_zone`, expiry, `Set aicontent_time_zone, such as "Asia/Shanghai". Set keep_unjudged`},
		"no time":        {expires("soon"), utc, soon, `expires_at: "soon" does not match the layout "2006-01-02 15:04:05"`, expiry, "What to do: Set keep_unjudged"},
		"no zone either": {expires("soon"), nil, soon, `expires_at: "soon" does not match the layout "2006-01-02 15:04:05"`, expiry, "What to do: Set keep_unjudged"},
		"a skipped time": {expires("2026-03-29 02:30:00"), acctest.Object{"aicontent_time_zone": "Europe/Berlin"}, soon, `expires_at: "2026-03-29 02:30:00" does not exist in the time zone Europe/Berlin: clocks were put forward past it`, expiry, "What to do: Set keep_unjudged"},
		"null":           {expires(nil), utc, soon, "expires_at: the API gave no expire_time", expiry, "What to do: Set keep_unjudged"},
		"ICE, no time":   {license("2021-12-23 13:33:49", 1), nil, soon, `expires_at: "2021-12-23 13:33:49" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z`, expiry, "What to do: Set keep_unjudged"},
		"ICE, empty": {license("", 1), nil, soon, "expires_at: the API gave an empty expired_on", expiry,
			"What to do: Set keep_unjudged"},
		"ICE, null":            {license(nil, 1), nil, soon, "expires_at: the API gave no expired_on", expiry, "What to do: Set keep_unjudged"},
		"ICE, a new status":    {license(nil, 3), nil, soon, "expires_at: the API gave no expired_on", expiry, "What to do: Set keep_unjudged"},
		"ICE, ended at null":   {license(nil, 2), nil, soon, "expires_at: the API gave no expired_on", "", ""},
		"ICE, ended at a word": {license("soon", 2), nil, soon, `expires_at: "soon" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z`, "", ""},
		"nothing known left": {left(nil, 10), utc, low, "remaining_percent: the API gave no remain_quantity", remainder,
			"What to do: Set keep_unjudged"},
		"no total": {left(1, nil), utc, low, "remaining_percent: the API gave no quantity", remainder,
			"What to do: Set keep_unjudged"},
		"of zero":           {left(0, 0), utc, low, "remaining_percent: the total is zero", remainder, "What to do: Set keep_unjudged"},
		"of less than zero": {left(0, -1), utc, low, "remaining_percent: the total is negative", remainder, "What to do: Set keep_unjudged"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := acctest.Start(t, simulator.Config{Rows: test.rows}).Configured(t, nil)
			read := func(others ...acctest.Object) ([]any, string) {
				arguments := acctest.Object{}
				for _, other := range append(others, test.arguments) {
					maps.Copy(arguments, other)
				}
				got, diagnostics := p.Read(t.Context(), t, inventory, arguments)
				rows, _ := got["entitlements"].([]any)
				return rows, acctest.Text(slices.DeleteFunc(diagnostics,
					func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityWarning }))
			}
			whole, text := read()
			if len(whole) != 1 || text != "" {
				t.Fatalf("%v\n%s", whole, text)
			}
			row := whole[0].(acctest.Object)
			if !slices.Contains(row["notes"].([]any), any(test.note)) {
				t.Errorf("notes are %v", row["notes"])
			}
			rows, text := read(test.filter)
			if test.wrong == "" {
				if diff := cmp.Diff(whole, rows); diff != "" || text != "" {
					t.Errorf("(-want +got):\n%s%s", diff, text)
				}
			} else {
				argument, what, _ := strings.Cut(test.wrong, ": ")
				want := fmt.Sprintf("ERROR: entitlements_inventory: %s cannot be judged [AttributeName(%q)]\n%s cannot judge 1 row. The first is %s, id %q:\n\n  %s\n\n",
					what, argument, argument, row["source"], row["id"], test.note)
				if rows != nil || !strings.HasPrefix(text, want) || !strings.Contains(text, test.advice) {
					t.Errorf("%v\n%s\ninstead of\n%s", rows, text, want)
				}
			}
			if rows, text = read(test.filter, acctest.Object{"keep_unjudged": true}); cmp.Diff(whole, rows) != "" || text != "" {
				t.Errorf("keep_unjudged: %v\n%s", rows, text)
			}
			// A filter that leaves the row out has nothing to say about it.
			if rows, text = read(test.filter, acctest.Object{"states": []any{"frozen"}}); len(rows) != 0 || text != "" {
				t.Errorf("%v\n%s", rows, text)
			}
		})
	}
}

// TestInventoryFiltersTogether checks that a row that one filter leaves out is no
// error of another, and that what two filters cannot judge is said of both.
func TestInventoryFiltersTogether(t *testing.T) {
	t.Parallel()
	package1, package2 := simulator.SampleRow(lists.AiContent), simulator.SampleRow(lists.AiContent)
	maps.Copy(package1, simulator.Row{"expireTime": nil, "remainQuantity": 9, "quantity": 10})
	maps.Copy(package2, simulator.Row{"expireTime": "2099-01-01 00:00:00", "remainQuantity": nil, "resourcePackageName": "two"})
	both := acctest.Object{"aicontent_time_zone": "UTC", "expires_before": "2027-01-01T00:00:00Z", "below_remaining_percent": int64(10)}
	p := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{lists.AiContent: {package1, package2}}}).Configured(t, nil)
	if got, diagnostics := p.Read(t.Context(), t, inventory, both); len(diagnostics) > 0 || len(got["entitlements"].([]any)) != 0 {
		t.Errorf("%v\n%s", got, acctest.Text(diagnostics))
	}
	package1["quantity"], package2["expireTime"] = 0, nil
	p = acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{lists.AiContent: {package1, package2}}}).Configured(t, nil)
	got, diagnostics := p.Read(t.Context(), t, inventory, both)
	if text := acctest.Text(diagnostics); got["entitlements"] != nil || len(diagnostics) != 2 ||
		!containsAll(text, "expires_before cannot judge 2 rows.", "below_remaining_percent cannot judge 2 rows.") {
		t.Errorf("%v\n%s", got, text)
	}
}

// TestInventoryArguments checks that what cannot be meant is an error on its
// attribute, in validation and in a read, before anything is sent.
func TestInventoryArguments(t *testing.T) {
	t.Parallel()
	clouds := acctest.Start(t, simulator.Config{})
	p := clouds.Configured(t, nil)
	tests := []struct {
		argument string
		value    any
		want     string
	}{
		{"sources", []any{"ice"}, `sources has "ice", which is not one of ` + strings.Join(shortNames(), ", ") + "."},
		{"sources", []any{"entitlements_ice_airtc_licenses"}, `sources has "entitlements_ice_airtc_licenses": write it without the prefix entitlements_.`},
		{"sources", []any{}, "sources is an empty set, which asks for nothing"},
		{"sources", []any{"ice_airtc_licenses", nil}, "sources has an element that is null"},
		{"accounts", []any{}, "accounts is an empty set, which asks for nothing"},
		{"accounts", []any{"prod", nil}, "accounts has an element that is null"},
		{"accounts", []any{""}, "accounts has an element that is an empty string"},
		{"regions", object{}, "regions is an empty map, which asks for nothing"},
		{"regions", object{"ice": []any{"cn-shanghai"}}, `regions has "ice", which is not one of ` + strings.Join(shortNames(), ", ") + "."},
		{"regions", object{"entitlements_ice_airtc_licenses": []any{"cn-shanghai"}}, `regions has "entitlements_ice_airtc_licenses": write it without the prefix entitlements_.`},
		{"regions", object{"ice_airtc_licenses": []any{}}, `regions["ice_airtc_licenses"] is an empty set, which asks for nothing`},
		{"regions", object{"ice_airtc_licenses": nil}, `regions["ice_airtc_licenses"] is null`},
		{"regions", object{"ice_airtc_licenses": []any{nil}}, `regions["ice_airtc_licenses"] has an element that is null`},
		{"regions", object{"ice_airtc_licenses": []any{"cn/shanghai"}}, `regions["ice_airtc_licenses"] has "cn/shanghai", which is not a region: write letters`},
		{"regions", object{"ice_airtc_licenses": []any{"cn-shanghai", "cn-beijing", "CN-Shanghai"}}, `regions["ice_airtc_licenses"] has "CN-Shanghai" and "cn-shanghai", which are one region`},
		{"regions", object{"ice_airtc_licenses": []any{""}}, `regions["ice_airtc_licenses"] has "", which is not a region: write letters`},
		{"states", []any{"ACTIVE"}, `states has "ACTIVE", which is not one of active, pending, used_up, expired, frozen, unpaid, deleted, unknown.`},
		{"states", []any{}, "states is an empty set, which asks for nothing"},
		{"states", []any{nil}, "states has an element that is null"},
		{"expires_before", "", "expires_before is an empty string"},
		{"expires_before", "2026-12-31", `expires_before = "2026-12-31" cannot be read: `},
		{"expires_before", "2026-12-31", "is not a valid RFC 3339 time"},
		{"expires_before", "2026-12-31 00:00:00", "is not a valid RFC 3339 time"},
		{"below_remaining_percent", int64(-1), "below_remaining_percent = -1 is not from 0 to 100."},
		{"below_remaining_percent", acctest.Decimal("100.5"), "below_remaining_percent = 100.5 is not from 0 to 100."},
		{"aicontent_time_zone", "", "aicontent_time_zone is an empty string"},
		{"aicontent_time_zone", "Local", `aicontent_time_zone = "Local" cannot be used: `},
		{"aicontent_time_zone", "CST", "is not a valid time zone"},
		{"aicontent_time_zone", "Asia/Shanghei", "is not a valid time zone"},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s %v", test.argument, test.value), func(t *testing.T) {
			config := acctest.Object{test.argument: test.value}
			for way, diagnostics := range map[string]string{
				"validation": acctest.Text(p.Validate(t, inventory, config)),
				"read":       acctest.Text(p.Answer(t.Context(), t, inventory, config).Diagnostics),
			} {
				if !containsAll(diagnostics, test.want, fmt.Sprintf("AttributeName(%q)", test.argument)) || strings.Count(diagnostics, "ERROR: ") != 1 {
					t.Errorf("%s:\n%s", way, diagnostics)
				}
			}
		})
	}
	if n := len(clouds.Requests()); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
	for _, argument := range []string{"sources", "accounts", "regions", "keep_unjudged", "states", "expires_before",
		"below_remaining_percent", "aicontent_time_zone"} {
		if diagnostics := p.Validate(t, inventory, acctest.Object{argument: acctest.Unknown}); len(diagnostics) > 0 {
			t.Errorf("%s is unknown: %s", argument, acctest.Text(diagnostics))
		}
	}
	unread := object{"sources": []any{"ice_airtc_licenses"}, "regions": object{"codearts_ide_licenses": []any{"cn-north-4"}}}
	if diagnostics := p.Validate(t, inventory, unread); len(diagnostics) != 1 ||
		!strings.HasPrefix(diagnostics[0].Detail, `regions has "codearts_ide_licenses", which is not one of sources.`) {
		t.Error(acctest.Text(diagnostics))
	}
	for _, config := range []object{
		{"sources": []any{acctest.Unknown, "ice_airtc_licenses"}, "regions": object{"codearts_ide_licenses": []any{"cn-north-4"}}},
		{"regions": object{"codearts_ide_licenses": acctest.Unknown}}, {"accounts": []any{acctest.Unknown, "prod"}},
	} {
		if diagnostics := p.Validate(t, inventory, config); len(diagnostics) > 0 {
			t.Error(acctest.Text(diagnostics))
		}
	}
	unknown := object{"sources": []any{acctest.Unknown}, "states": []any{acctest.Unknown, "active"}}
	if diagnostics := p.Validate(t, inventory, unknown); len(diagnostics) > 0 {
		t.Error(acctest.Text(diagnostics))
	}
}

// TestInventoryHasEverySource checks that no list is missing from the inventory but
// those whose record says so: one that is added and does not say what its rows are
// fails here.
func TestInventoryHasEverySource(t *testing.T) {
	t.Parallel()
	p := acctest.NewProtocol(t)
	var names []string
	for name := range p.Schema().DataSourceSchemas {
		if name == inventory || name == "entitlements_caller_identity" {
			continue // which list nothing of their own
		}
		if slices.ContainsFunc(acctest.Sources, func(s acctest.Source) bool {
			return s.Name == name && slices.Contains(s.Lacks, "Entitlement")
		}) {
			continue // which is not in the inventory
		}
		names = append(names, strings.TrimPrefix(name, "entitlements_"))
		only := object{"sources": []any{strings.TrimPrefix(name, "entitlements_")}}
		if diagnostics := p.Validate(t, inventory, only); len(diagnostics) > 0 {
			t.Errorf("%s: %s", name, acctest.Text(diagnostics))
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff(shortNames(), names); diff != "" {
		t.Errorf("(-contract +provider):\n%s", diff)
	}
}

// TestInventoryRegions checks that each source is read where its own data
// source would read.
func TestInventoryRegions(t *testing.T) {
	t.Parallel()
	rows := generated(3, 5)
	clouds := acctest.Start(t, simulator.Config{Rows: rows})
	settings := clouds.Settings()
	settings["alicloud"].(acctest.Object)["region"] = "cn-beijing"
	settings["huaweicloud"].(acctest.Object)["region"] = "cn-south-1"
	p := clouds.Configured(t, settings)
	states := readSources(t, p)
	got, diagnostics := p.Read(t.Context(), t, inventory, nil)
	if diff := cmp.Diff(expectInventory(t, states, rows, nil), got["entitlements"]); diff != "" ||
		acctest.Text(diagnostics) != zoneWarning(3) {
		t.Fatalf("(-want +got):\n%s%s", diff, acctest.Text(diagnostics))
	}
	want, regions := map[any]any{}, map[any]any{}
	for _, source := range acctest.Entitlements() {
		want[source.ShortName()] = source.Region
		if source.Regions == acctest.AnyRegion {
			want[source.ShortName()] = settings[source.Cloud].(acctest.Object)["region"]
		}
	}
	for _, row := range got["entitlements"].([]any) {
		regions[row.(acctest.Object)["source"]] = row.(acctest.Object)["region"]
	}
	if diff := cmp.Diff(want, regions); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestInventoryFails breaks one source after the other: there is the error of
// that source's own data source, with its name, and not a single row.
func TestInventoryFails(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Entitlements() {
		t.Run(source.Name, func(t *testing.T) {
			account := acctest.Account
			account.Denied = map[simulator.API]bool{source.API: true}
			accounts := []simulator.Account{account}
			p := acctest.Start(t, simulator.Config{Alicloud: accounts, Huaweicloud: accounts, Rows: generated(120, 3)}).Configured(t, nil)
			_, own := p.Read(t.Context(), t, source.Name, nil)
			response := p.Answer(t.Context(), t, inventory, nil)
			name := strings.TrimPrefix(source.Name, "entitlements_")
			// Ids of requests differ from one to the next.
			plain := regexp.MustCompile(`Request id: .*|Diagnosis: .*`)
			want := plain.ReplaceAllString("The source "+name+" failed, and with it the inventory: without it, the rest could pass for all that is owned.\n\n"+own[0].Detail, "")
			if len(response.Diagnostics) != 1 || response.Diagnostics[0].Summary != name+": "+own[0].Summary {
				t.Fatal(acctest.Text(response.Diagnostics))
			}
			if diff := cmp.Diff(want, plain.ReplaceAllString(response.Diagnostics[0].Detail, "")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got, _ := p.Read(t.Context(), t, inventory, nil); got["entitlements"] != nil || got["summary"] != nil || got["sources_read"] != nil {
				t.Errorf("there is a part of an inventory: %v", got)
			}
			// The others can be had without it.
			others := acctest.Object{"aicontent_time_zone": "UTC",
				"sources": anys(slices.DeleteFunc(shortNames(), func(other string) bool { return other == name }))}
			if got, diagnostics := p.Read(t.Context(), t, inventory, others); len(diagnostics) > 0 ||
				len(got["entitlements"].([]any)) != (len(shortNames())-1)*120 {
				t.Error(acctest.Text(diagnostics))
			}
		})
	}
}

// TestInventoryNamesAllDenied takes away the permissions for some sources: the
// others are read to their end, and one error names all that is missing, unless
// another source fails for another reason.
func TestInventoryNamesAllDenied(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		denied  []simulator.API
		fails   simulator.API // in another way, or ""
		summary string
		detail  []string
		reads   map[simulator.API]int // how many of a source's pages are asked for
	}{
		"two, of two clouds": {[]simulator.API{lists.OutboundBot, lists.CodeArtsIDE}, "",
			"entitlements_inventory: no permission for 2 lists", []string{
				"These sources failed, and with them the inventory", "\n\n  outboundbot_instances\n  codearts_ide_licenses\n\n",
				"outboundbot_instances: ListInstances: no permission\n\n", "Allow the action outboundbot:ListInstances",
				"codearts_ide_licenses: CheckActivationCodeList: no permission\n\n", "Allow the action CodeArtsIDE:license:list",
			}, map[simulator.API]int{lists.OutboundBot: 1, lists.CodeArtsIDE: 5}},
		"all": {[]simulator.API{lists.ICE, lists.AiContent, lists.OutboundBot, lists.CodeArtsIDE}, "", "entitlements_inventory: no permission for 4 lists", []string{
			"\n\n  aicontent_paid_resources\n  ice_airtc_licenses\n  outboundbot_instances\n  codearts_ide_licenses\n\n",
			"aicontent:AliyunConsoleOpenApiQueryPaidResource", "ice:GetAiRtcLicenseInfoList",
			"outboundbot:ListInstances", "CodeArtsIDE:license:list",
		}, map[simulator.API]int{lists.ICE: 1, lists.AiContent: 1, lists.OutboundBot: 1, lists.CodeArtsIDE: 5}},
		"and another failure": {[]simulator.API{lists.ICE, lists.AiContent}, lists.OutboundBot, "outboundbot_instances: ListInstances: a parameter was refused", []string{
			"The source outboundbot_instances failed, and with it the inventory",
		}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			account := acctest.Account
			account.Denied = map[simulator.API]bool{}
			for _, api := range test.denied {
				account.Denied[api] = true
			}
			accounts := []simulator.Account{account}
			fault := func(r simulator.Request) handler {
				if r.API == test.fails {
					return simulator.ErrorAnswer(r.API, 400, "InvalidParameter", "A parameter is wrong.")
				}
				// The refusals come first.
				time.Sleep(50 * time.Millisecond)
				return nil
			}
			clouds := acctest.Start(t, simulator.Config{Alicloud: accounts, Huaweicloud: accounts, Rows: generated(120, 3), Fault: fault})
			got, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, inventory, nil)
			if len(diagnostics) != 1 || diagnostics[0].Summary != test.summary || got["entitlements"] != nil {
				t.Fatalf("%v\n%s", got["entitlements"], acctest.Text(diagnostics))
			}
			for _, part := range test.detail {
				if !strings.Contains(diagnostics[0].Detail, part) {
					t.Errorf("%q is missing in:\n%s", part, diagnostics[0].Detail)
				}
			}
			if test.reads == nil {
				return
			}
			asked := map[simulator.API]int{}
			for _, request := range clouds.Requests() {
				asked[request.API]++
			}
			for _, source := range acctest.Entitlements() {
				if slices.Contains(test.denied, source.API) && asked[source.API] != test.reads[source.API] {
					t.Errorf("%s was asked %d times", source.Name, asked[source.API])
				} else if !slices.Contains(test.denied, source.API) && asked[source.API] < 2 {
					t.Errorf("%s was not read to its end: %d requests", source.Name, asked[source.API])
				}
			}
		})
	}
}

// TestInventoryStopsTheOthers checks that a source that fails ends the read at
// once, although others would take long, and that it is the one that is named.
func TestInventoryStopsTheOthers(t *testing.T) {
	t.Parallel()
	for _, failing := range acctest.Entitlements() {
		t.Run(failing.Name, func(t *testing.T) {
			hang := make(chan struct{})
			t.Cleanup(func() { close(hang) })
			begin := time.Now()
			clouds := acctest.Start(t, simulator.Config{Rows: generated(120, 3), Fault: func(r simulator.Request) handler {
				if r.Page == 1 {
					return nil
				}
				if r.API == failing.API {
					return simulator.ErrorAnswer(failing.API, 400, "InvalidParameter", "A parameter is wrong.")
				}
				return func(_ http.ResponseWriter, request *http.Request) {
					select {
					case <-hang:
					case <-request.Context().Done():
					}
				}
			}})
			got, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, inventory, nil)
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
			if text := acctest.Text(diagnostics); got["entitlements"] != nil || len(diagnostics) != 1 || !strings.HasPrefix(text, "ERROR: "+strings.TrimPrefix(failing.Name, "entitlements_")+": ") {
				t.Errorf("%v\n%s", got, text)
			}
		})
	}
}

// TestInventoryEnds checks that a read ends when its time does, and when the
// run is stopped.
func TestInventoryEnds(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	p := acctest.Start(t, simulator.Config{Rows: generated(120, 3), Fault: func(r simulator.Request) handler {
		if r.Page == 1 {
			return nil
		}
		return func(_ http.ResponseWriter, request *http.Request) {
			select {
			case <-hang:
			case <-request.Context().Done():
			}
		}
	}}).Configured(t, nil)
	for name, test := range map[string]struct {
		stop   time.Duration
		config acctest.Object
		want   string
	}{
		"its time ran out": {time.Hour, acctest.Object{"timeouts": acctest.Object{"read": "400ms"}}, "the time ran out"},
		"it was stopped":   {400 * time.Millisecond, nil, "the read was interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			time.AfterFunc(test.stop, cancel)
			begin := time.Now()
			got, diagnostics := p.Read(ctx, t, inventory, test.config)
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
			// All were stopped; the first in order is named.
			if text := acctest.Text(diagnostics); got["entitlements"] != nil || len(diagnostics) != 1 || !strings.HasPrefix(text, "ERROR: aicontent_paid_resources: ") || !strings.Contains(text, test.want) {
				t.Errorf("%v\n%s", got, text)
			}
		})
	}
}

// TestInventorySideBySide checks that the sources do not wait for each other: a
// second page of each is only answered when those of all have been asked for.
func TestInventorySideBySide(t *testing.T) {
	t.Parallel()
	var missing atomic.Int64
	all := make(chan struct{})
	missing.Store(int64(len(acctest.Entitlements())))
	var before sync.Map // the lists whose page 2 was asked for, which a second reading asks for again
	p := acctest.Start(t, simulator.Config{Rows: generated(120, 3), Fault: func(r simulator.Request) handler {
		if r.Page == 2 {
			if _, again := before.LoadOrStore(r.API, true); !again {
				if missing.Add(-1) == 0 {
					close(all)
				}
				select {
				case <-all:
				case <-time.After(20 * time.Second): // by when the read has failed
				}
			}
		}
		return nil
	}}).Configured(t, nil)
	got, diagnostics := p.Read(t.Context(), t, inventory,
		acctest.Object{"timeouts": acctest.Object{"read": "20s"}, "aicontent_time_zone": "UTC"})
	if len(diagnostics) > 0 || len(got["entitlements"].([]any)) != len(shortNames())*120 {
		t.Error(acctest.Text(diagnostics))
	}
}

// TestInventoryRequests checks that the inventory asks for exactly what the
// data sources ask for, and for the licenses of each status.
func TestInventoryRequests(t *testing.T) {
	t.Parallel()
	sent := func(clouds *acctest.Clouds) []string {
		var sent []string
		for _, request := range clouds.Requests() {
			sent = append(sent, fmt.Sprint(request.API, request.Method, request.Path, request.Parameters, request.Region,
				request.AccessKeyID, request.Signature))
		}
		slices.Sort(sent)
		return sent
	}
	separately := acctest.Start(t, simulator.Config{Rows: generated(130, 3)})
	p := separately.Configured(t, nil)
	readSources(t, p)
	for _, source := range acctest.Entitlements() {
		argument := source.Entitlement.StateArgument
		if argument == "" {
			continue
		}
		for word := range source.Entitlement.States {
			if _, diagnostics := p.Read(t.Context(), t, source.Name, acctest.Object{argument: word}); len(diagnostics) > 0 {
				t.Fatal(acctest.Text(diagnostics))
			}
		}
	}
	together := acctest.Start(t, simulator.Config{Rows: generated(130, 3)})
	if _, diagnostics := together.Configured(t, nil).Read(t.Context(), t, inventory, nil); acctest.Text(diagnostics) != zoneWarning(130) {
		t.Fatal(acctest.Text(diagnostics))
	}
	if diff := cmp.Diff(sent(separately), sent(together)); diff != "" {
		t.Errorf("(-separately +together):\n%s", diff)
	}
}

// TestInventoryShortcut checks that the state that goes past the framework is
// the one that would have gone through it.
func TestInventoryShortcut(t *testing.T) {
	t.Parallel()
	clouds := acctest.Start(t, simulator.Config{Rows: generated(120, 4)})
	config := acctest.Object{"timeouts": acctest.Object{"read": "1m"}, "aicontent_time_zone": "Asia/Shanghai",
		"states": []any{"active", "unknown"}, "below_remaining_percent": acctest.Decimal("33.3"), "keep_unjudged": true}
	through := acctest.Behind(t, providerserver.NewProtocol6(provider.New("test")())())
	if response := through.Configure(t, clouds.Settings(), nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	want, diagnostics := through.Read(t.Context(), t, inventory, config)
	if len(diagnostics) > 0 {
		t.Fatal(acctest.Text(diagnostics))
	}
	got, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, inventory, config)
	if diff := cmp.Diff(want, got); diff != "" || len(diagnostics) > 0 {
		t.Errorf("(-through +past):\n%s%s", diff, acctest.Text(diagnostics))
	}
}

// TestAccInventory reads the inventory through a real Terraform CLI and checks
// every value of every row, with and without filters.
func TestAccInventory(t *testing.T) {
	t.Parallel()
	rows := generated(60, 21)
	clouds := acctest.Start(t, simulator.Config{Rows: rows})
	states := readSources(t, clouds.Configured(t, nil))
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	all := expectInventory(t, states, rows, nil)
	zoned := expectInventory(t, states, rows, shanghai)
	var expiring []any
	for _, row := range zoned {
		row := row.(acctest.Object)
		expires := acctest.Find(row["source"].(string)).Entitlement.Attributes["expires_at"] != ""
		if row["state"] == "active" && expires && (row["expires_at"] == nil || row["expires_at"].(string) < "2026-01-01T00:00:00Z") {
			expiring = append(expiring, row)
		}
	}
	step := func(arguments string, rows, all []any) resource.TestStep {
		return resource.TestStep{
			Config: clouds.Block() + "\ndata \"entitlements_inventory\" \"test\" {\n" + arguments + "\n}\n",
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.entitlements_inventory.test", tfjsonpath.New("entitlements"), acctest.Known(rows)),
				statecheck.ExpectKnownValue("data.entitlements_inventory.test", tfjsonpath.New("summary"),
					acctest.Known(expectSummary(rows, shortNames(), all))),
				statecheck.ExpectKnownValue("data.entitlements_inventory.test", tfjsonpath.New("sources_read"), acctest.Known(anys(shortNames()))),
			},
		}
	}
	later := step("expires_before = terraform_data.limit.output\naicontent_time_zone = \"Asia/Shanghai\"\nstates = [\"active\"]\nkeep_unjudged = true", expiring, zoned)
	later.Config += "\nresource \"terraform_data\" \"limit\" {\n  input = \"2026-01-01T00:00:00Z\"\n}\n"
	acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{
		step("", all, all),
		step("aicontent_time_zone = \"Asia/Shanghai\"\ntimeouts { read = \"2m\" }", zoned, zoned),
		later, // not known before the apply
		step("expires_before = \"2026-01-01T00:00:00Z\"\naicontent_time_zone = \"Asia/Shanghai\"\nstates = [\"active\"]\nkeep_unjudged = true", expiring, zoned),
	}})
}

// TestAccInventoryErrors checks the errors through a real Terraform CLI.
func TestAccInventoryErrors(t *testing.T) {
	t.Parallel()
	account := acctest.Account
	account.Denied = map[simulator.API]bool{lists.OutboundBot: true}
	clouds := acctest.Start(t, simulator.Config{Rows: generated(60, 2), Alicloud: []simulator.Account{account}})
	for arguments, want := range map[string]string{
		``:                                  `outboundbot_instances: ListInstances: no permission`,
		`sources = ["outboundbot"]`:         `sources has "outboundbot", which is not one of`,
		`states = ["gone"]`:                 `states has "gone", which is not one of active, pending`,
		`aicontent_time_zone = "Moon/Base"`: `"Moon/Base" is not a valid time zone`,
		`below_remaining_percent = 101`:     `below_remaining_percent = 101 is not from 0 to 100`,
		"sources = [\"aicontent_paid_resources\"]\nexpires_before = \"2026-01-01T00:00:00Z\"":                                `an expiry cannot be judged(.|\n)*Set\s+aicontent_time_zone`,
		"sources = [\"ice_airtc_licenses\", \"codearts_ide_licenses\"]\nexpires_before = plantimestamp()\nentitlements = []": `(?i)entitlements`,
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{{
				Config:      clouds.Block() + "\ndata \"entitlements_inventory\" \"test\" {\n" + arguments + "\n}\n",
				ExpectError: regexp.MustCompile(strings.ReplaceAll(want, " ", `\s+`)),
			}}})
		})
	}
}
