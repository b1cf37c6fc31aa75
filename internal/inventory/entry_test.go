package inventory

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unsafe"

	compare "github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/msgpack"
)

// TestEntries checks the order of entries that tie in ever more columns, that long
// lists, which are kept in several texts, keep what each row has, and that the rows
// are let go.
func TestEntries(t *testing.T) {
	at := func(nanoseconds int64) moment { return moment{at: time.Unix(1_800_000_000, nanoseconds), set: true} }
	number := func(digits string) listapi.Cell { return listapi.Cell(msgpack.AppendDecimal(nil, digits)) }
	id := func(id string) listapi.Cell { return listapi.TextCell(id) }
	sorted := []*entitlement{ // as they are due
		{},
		{notes: []string{"a"}},
		{notes: []string{"a", "b"}},
		{notes: []string{"b"}},
		{id: id("1")},
		{id: id("1"), startsAt: at(0)},
		{id: id("1"), startsAt: at(5)},
		{id: id("1"), startsAt: at(50)},
		{id: id("1"), startsAt: at(1e9), expiresAt: at(0)},
		{id: id("1"), startsAt: at(1e9), expiresAt: at(1e8)},
		{id: id("1"), remaining: listapi.NumberCell(-1)},
		{id: id("1"), total: listapi.NumberCell(9), remaining: listapi.NumberCell(900)},
		{id: id("1"), total: number("9.5"), remaining: number("10.1")},
		{id: id("1"), total: number("10.1")},
		{id: id("1"), total: listapi.NumberCell(1000)},
		{id: id("1"), total: number("123456789012345678901234567890.1")},
		{id: id("1"), state: listapi.Deleted},
		{id: id("1"), state: listapi.Unknown},
		{id: id("1"), kind: id(""), state: listapi.Active},
		{id: id("1"), parentID: id("long " + strings.Repeat("x", 300))},
		{id: id("2" + strings.Repeat("y", 70_000))},
	}
	for n := range 3000 {
		sorted = append(sorted, &entitlement{id: id(fmt.Sprintf("3-%04d-%s", n, strings.Repeat("z", 100)))})
	}
	sorted = append(sorted, &entitlement{region: id("")}, &entitlement{region: id("here"), id: id("0")})
	rows := make([]listapi.Row, (len(sorted)+1)/2)
	for n := range rows {
		rows[n] = listapi.RowOf(listapi.NumberCell(int64(n)))
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same order each time
	random.Shuffle(len(rows), func(a, b int) { rows[a], rows[b] = rows[b], rows[a] })
	kept := entries(rows, &arguments{}, func(to []*entitlement, row listapi.Row, _ int) []*entitlement {
		first := 2 * row.Cell(0).Number()
		for _, e := range sorted[first:min(first+2, int64(len(sorted)))] { // a row is two of them
			e.state = cmp.Or(e.state, listapi.Active)
			to = append(to, e)
		}
		return to
	})

	if len(kept) != len(sorted) {
		t.Fatalf("%d entries, want %d", len(kept), len(sorted))
	}
	describe := func(region, id, state, startsAt, expiresAt, total, remaining, notes any) string {
		return fmt.Sprint(region, id, state, startsAt, expiresAt, total, remaining, notes)
	}
	var want, got []string
	for n, e := range sorted {
		want = append(want, describe(e.region.Text(), e.id.Text(), e.state, e.startsAt.text().Text(), e.expiresAt.text().Text(),
			e.total.Decimal(), e.remaining.Decimal(), e.notes))
		k := kept[n]
		notes := []string{}
		for _, note := range k.cell("notes").Elements() {
			notes = append(notes, note.Text())
		}
		got = append(got, describe(k.cell("region").Text(), k.cell("id").Text(), k.state(), k.cell("starts_at").Text(),
			moment{at: k.expiresAt(), set: k.expires}.text().Text(),
			k.cell("total").Decimal(), k.cell("remaining").Decimal(), notes))
	}
	if diff := compare.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := compare.Diff(make([]listapi.Row, len(rows)), rows); diff != "" {
		t.Errorf("rows are kept (-want +got):\n%s", diff)
	}
}

// TestEntrySize checks how much memory an entry takes beside its values: of 100,000
// entitlements, each byte counts as often.
func TestEntrySize(t *testing.T) {
	if size := unsafe.Sizeof(entry{}); size > 40 {
		t.Errorf("%d bytes", size)
	}
}
