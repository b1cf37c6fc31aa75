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

// column is an attribute of a row, and how it is written.
type column struct {
	name  string
	write func(protocol.Encoder, *entitlement)
}

var columns = []column{
	text("cloud", func(e *entitlement) string { return e.list.Cloud() }),
	text("account", func(e *entitlement) string { return e.account }),
	cell("account_id", func(e *entitlement) listapi.Cell { return e.accountID }),
	text("source", func(e *entitlement) string { return e.list.Name }),
	text("region", func(e *entitlement) string { return e.region }),
	cell("id", func(e *entitlement) listapi.Cell { return e.id }),
	cell("parent_id", func(e *entitlement) listapi.Cell { return e.parentID }),
	cell("name", func(e *entitlement) listapi.Cell { return e.name }),
	cell("kind", func(e *entitlement) listapi.Cell { return e.kind }),
	text("state", func(e *entitlement) string { return string(e.state) }),
	cell("status", func(e *entitlement) listapi.Cell { return e.status }),
	cell("unit", func(e *entitlement) listapi.Cell { return e.unit }),
	cell("total", func(e *entitlement) listapi.Cell { return e.total }),
	cell("remaining", func(e *entitlement) listapi.Cell { return e.remaining }),
	decimal("remaining_percent", func(e *entitlement) *big.Float { return e.remainingPercent }),
	cell("assignee", func(e *entitlement) listapi.Cell { return e.assignee }),
	cell("auto_renew", func(e *entitlement) listapi.Cell { return e.autoRenew }),
	cell("starts_at", func(e *entitlement) listapi.Cell { return e.startsAt.text() }),
	cell("expires_at", func(e *entitlement) listapi.Cell { return e.expiresAt.text() }),
	cell("tags", func(e *entitlement) listapi.Cell { return e.tags }),
	{"notes", func(to protocol.Encoder, e *entitlement) { to.Texts(e.notes) }},
}

func text(name string, of func(*entitlement) string) column {
	return column{name, func(to protocol.Encoder, e *entitlement) { to.Text(of(e)) }}
}

func cell(name string, of func(*entitlement) listapi.Cell) column {
	return column{name, func(to protocol.Encoder, e *entitlement) { to.Cell(of(e)) }}
}

func decimal(name string, of func(*entitlement) *big.Float) column {
	return column{name, func(to protocol.Encoder, e *entitlement) {
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
func encodeState(config tftypes.Value, read *scope, entitlements []*entitlement, unjudged int64) ([]byte, error) {
	return protocol.EncodeState(config, map[string]func(protocol.Encoder){
		"sources_read":  func(to protocol.Encoder) { to.Texts(read.sources()) },
		"accounts_read": func(to protocol.Encoder) { to.Texts(read.accounts()) },
		"entitlements": func(to protocol.Encoder) {
			to.List(len(entitlements))
			for _, e := range entitlements {
				to.Map(len(columns))
				for _, column := range columns {
					to.Text(column.name)
					column.write(to, e)
				}
			}
		},
		"summary": summarize(read, entitlements, unjudged).write,
	})
}

// summary counts entitlements.
type summary struct {
	byCloud, byAccount, bySource, byState map[string]int64
	earliest                              moment
	unjudged                              int64
}

func summarize(read *scope, entitlements []*entitlement, unjudged int64) summary {
	s := summary{unjudged: unjudged}
	s.byCloud, s.byAccount, s.bySource, s.byState = map[string]int64{}, map[string]int64{}, map[string]int64{}, map[string]int64{}
	rows := map[*part]int64{}
	states := map[listapi.State]int64{}
	for _, e := range entitlements {
		rows[e.part]++
		states[e.state]++
		if e.expiresAt.set && (!s.earliest.set || e.expiresAt.at.Before(s.earliest.at)) {
			s.earliest = e.expiresAt
		}
	}
	for _, part := range read.parts {
		s.byCloud[part.list.Cloud()] += rows[part]
		s.byAccount[part.account] += rows[part]
		s.bySource[part.list.Name] += rows[part]
	}
	for _, state := range listapi.States {
		s.byState[string(state)] = states[state]
	}
	return s
}

// countUnjudged counts the entitlements that no rule can judge.
func countUnjudged(all []*entitlement) (n int64) {
	for _, e := range all {
		if e.unjudged() {
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
