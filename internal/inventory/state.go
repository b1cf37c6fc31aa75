package inventory

import (
	"maps"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
)

// partColumn is an attribute that all rows of a part have in common, and how it is
// written.
type partColumn struct {
	name  string
	write func(protocol.Encoder, *part)
}

// partColumns come first in a row, and say its place in the inventory's order.
var partColumns = []partColumn{
	{"cloud", func(to protocol.Encoder, p *part) { to.Text(p.list.Cloud()) }},
	{"account", func(to protocol.Encoder, p *part) { to.Text(p.account) }},
	{"account_id", func(to protocol.Encoder, p *part) { to.Cell(p.accountID) }},
	{"source", func(to protocol.Encoder, p *part) { to.Text(p.list.Name) }},
}

// column is an attribute of a row's own, and how it is written.
type column struct {
	name   string
	write  func(protocol.Encoder, *entitlement)
	time   bool // in RFC 3339
	number bool // which may have a fraction
}

// columns are in the order by which the rows of a part are sorted. The first is the
// region, which is kept only if it is the row's own: encodeState writes that of the part.
var columns = []column{
	cell("region", func(e *entitlement) listapi.Cell { return e.region }),
	cell("id", func(e *entitlement) listapi.Cell { return e.id }),
	cell("parent_id", func(e *entitlement) listapi.Cell { return e.parentID }),
	cell("name", func(e *entitlement) listapi.Cell { return e.name }),
	cell("kind", func(e *entitlement) listapi.Cell { return e.kind }),
	{name: "state", write: func(to protocol.Encoder, e *entitlement) { to.Text(string(e.state)) }},
	cell("status", func(e *entitlement) listapi.Cell { return e.status }),
	cell("unit", func(e *entitlement) listapi.Cell { return e.unit }),
	amount("total", func(e *entitlement) listapi.Cell { return e.total }),
	amount("remaining", func(e *entitlement) listapi.Cell { return e.remaining }),
	decimal("remaining_percent", func(e *entitlement) *big.Float { return e.remainingPercent }), // follows from the two before
	cell("assignee", func(e *entitlement) listapi.Cell { return e.assignee }),
	cell("auto_renew", func(e *entitlement) listapi.Cell { return e.autoRenew }),
	instant("starts_at", func(e *entitlement) moment { return e.startsAt }),
	instant("expires_at", func(e *entitlement) moment { return e.expiresAt }),
	cell("tags", func(e *entitlement) listapi.Cell { return e.tags }),
	{name: "notes", write: func(to protocol.Encoder, e *entitlement) { to.Texts(e.notes) }},
}

func cell(name string, of func(*entitlement) listapi.Cell) column {
	return column{name: name, write: func(to protocol.Encoder, e *entitlement) { to.Cell(of(e)) }}
}

func amount(name string, of func(*entitlement) listapi.Cell) column {
	c := cell(name, of)
	c.number = true
	return c
}

func instant(name string, of func(*entitlement) moment) column {
	return column{name: name, write: func(to protocol.Encoder, e *entitlement) { to.Cell(of(e).text()) }, time: true}
}

func decimal(name string, of func(*entitlement) *big.Float) column {
	return column{name: name, write: func(to protocol.Encoder, e *entitlement) {
		if number := of(e); number != nil {
			to.Decimal(number)
		} else {
			to.Null()
		}
	}}
}

// text returns a moment in RFC 3339, or null.
func (m moment) text() listapi.Cell {
	if !m.set {
		return ""
	}
	return listapi.TextCell(arithmetic.WriteRFC3339(m.at))
}

// encodeState returns the state of the data source: what it was configured
// with, and what was read. Unjudged counts the rows that no rule can judge.
func encodeState(config tftypes.Value, read *scope, rows []*entry, unjudged int64) ([]byte, error) {
	return protocol.EncodeState(config, map[string]func(protocol.Encoder){
		"sources_read":  func(to protocol.Encoder) { to.Texts(read.sources()) },
		"accounts_read": func(to protocol.Encoder) { to.Texts(read.accounts()) },
		"entitlements": func(to protocol.Encoder) {
			to.List(len(rows))
			for _, row := range rows {
				to.Map(len(partColumns) + len(columns))
				for _, column := range partColumns {
					to.Text(column.name)
					column.write(to, row.part)
				}
				for at, cell := range row.values.Cells {
					to.Text(columns[at].name)
					if at == 0 && !row.source.region.declared() {
						to.Text(row.region)
					} else {
						to.Cell(cell)
					}
				}
			}
		},
		"summary": summarize(read, rows, unjudged).write,
	})
}

// summary counts rows.
type summary struct {
	byCloud, byAccount, bySource, byState map[string]int64
	earliest                              moment
	unjudged                              int64
}

func summarize(read *scope, rows []*entry, unjudged int64) summary {
	s := summary{unjudged: unjudged}
	s.byCloud, s.byAccount, s.bySource, s.byState = map[string]int64{}, map[string]int64{}, map[string]int64{}, map[string]int64{}
	of := map[*part]int64{}
	states := map[listapi.State]int64{}
	for _, e := range rows {
		of[e.part]++
		states[e.state()]++
		if e.expires && (!s.earliest.set || e.expiresAt().Before(s.earliest.at)) {
			s.earliest = moment{at: e.expiresAt(), set: true}
		}
	}
	for _, part := range read.parts {
		s.byCloud[part.list.Cloud()] += of[part]
		s.byAccount[part.account] += of[part]
		s.bySource[part.list.Name] += of[part]
	}
	for _, state := range listapi.States {
		s.byState[string(state)] = states[state]
	}
	return s
}

// countUnjudged counts the entries that no rule can judge.
func countUnjudged(all []entry) (n int64) {
	for i := range all {
		if all[i].unjudged() {
			n++
		}
	}
	return n
}

func (s summary) write(to protocol.Encoder) {
	to.Map(6)
	for _, counts := range []struct {
		name    string
		numbers map[string]int64
	}{{"by_cloud", s.byCloud}, {"by_account", s.byAccount}, {"by_source", s.bySource}, {"by_state", s.byState}} {
		to.Text(counts.name)
		to.Map(len(counts.numbers))
		for _, name := range slices.Sorted(maps.Keys(counts.numbers)) {
			to.Text(name)
			to.Number(counts.numbers[name])
		}
	}
	to.Text("earliest_expiry")
	to.Cell(s.earliest.text())
	to.Text("unjudged")
	to.Number(s.unjudged)
}
