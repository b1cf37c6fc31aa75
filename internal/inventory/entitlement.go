package inventory

import (
	"cmp"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// entitlement is one row of the inventory: something that is owned, in the
// shape that is the same for all lists. It is kept as an entry.
type entitlement struct {
	*part
	id, parentID, name, kind listapi.Cell // of text
	state                    listapi.State
	status                   listapi.Cell // of text
	unit                     listapi.Cell // of text
	total, remaining         listapi.Cell // of numbers
	remainingPercent         *big.Float   // or nil
	assignee                 listapi.Cell // of text
	autoRenew                listapi.Cell // of a truth value
	startsAt, expiresAt      moment
	tags                     listapi.Cell // of texts by name
	notes                    []string
}

// moment is a point in time that a row has, or that its API does not return.
type moment struct {
	at  time.Time
	set bool

	// unzoned is set if the row says a time without a time zone, and none is
	// known.
	unzoned bool
}

// pastNote is the note of a row that contradicts itself.
const pastNote = "expires_at is past while status is active"

// source turns the rows of one list into entitlements, as the list declares.
type source struct {
	list  *cloud.List
	shape arithmetic.Shape

	// The positions of columns, below 0 if the list has none.
	id, parentID, name, kind, status, unit, total, remaining, assignee, autoRenew, startsAt, expiresAt, tags int
}

// newSource returns what a list declares. That the declaration is sound is checked
// by the tests of package catalog.
func newSource(list *cloud.List) *source {
	e := list.Entitlement
	m := &source{
		list: list,
		id:   list.Position(e.ID), parentID: list.Position(e.ParentID), name: list.Position(e.Name), kind: list.Position(e.Kind),
		status: list.Position(e.Status), total: list.Position(e.Total), remaining: list.Position(e.Remaining),
		assignee: list.Position(e.Assignee),
		unit:     list.Position(e.Unit), autoRenew: list.Position(e.AutoRenew),
		tags: list.Position(e.Tags), startsAt: list.Position(e.StartsAt), expiresAt: list.Position(e.ExpiresAt),
	}
	if e.Times != "" {
		m.shape, _ = arithmetic.ShapeOf(e.Times) // which is a preset
	}
	return m
}

// zoneArgument returns the name of the argument that says in which zone the
// list's times are, or nothing if the times have a zone.
func (m *source) zoneArgument() string {
	if !m.shape.NeedsZone() {
		return ""
	}
	return m.list.Service.Name + "_time_zone"
}

// entitlement returns what a row of a part is in the inventory. Found is its state
// if the list has a filter that says it. The zone is that of the row's times if
// these do not say it themselves, or nil.
func (p *part) entitlement(row listapi.Row, found foundState, zone *time.Location, now time.Time) *entitlement {
	m := p.source
	declared := m.list.Entitlement
	e := &entitlement{
		part: p,
		id:   m.cell(row, m.id), parentID: m.cell(row, m.parentID), name: m.cell(row, m.name), kind: m.text(row, m.kind),
		state: cmp.Or(found.state, declared.Listed, listapi.Unknown), status: m.text(row, m.status),
		unit: m.cell(row, m.unit), total: m.cell(row, m.total), remaining: m.cell(row, m.remaining),
		assignee: m.cell(row, m.assignee), autoRenew: m.cell(row, m.autoRenew), tags: m.cell(row, m.tags),
	}
	if word, ok := declared.Kinds[e.kind.Text()]; ok && !e.kind.IsNull() {
		e.kind = listapi.TextCell(word)
	}
	if state, ok := declared.States[e.status.Text()]; ok && !e.status.IsNull() {
		e.state = state
	}
	if found.note != "" {
		e.notes = append(e.notes, found.note)
	}
	e.startsAt = m.moment(e, "starts_at", row, m.startsAt, zone)
	e.expiresAt = m.moment(e, "expires_at", row, m.expiresAt, zone)
	if e.state == listapi.Active && e.expiresAt.set && e.expiresAt.at.Before(now) {
		e.note(pastNote)
	}
	m.percent(e)
	return e
}

func (m *source) cell(row listapi.Row, at int) listapi.Cell {
	if at < 0 {
		return ""
	}
	return row.Cell(at)
}

// text returns a cell as text, numbers as their digits.
func (m *source) text(row listapi.Row, at int) listapi.Cell {
	cell := m.cell(row, at)
	if cell.IsNull() || m.list.Columns[at].Type != listapi.Int64 {
		return cell
	}
	return listapi.TextCell(strconv.FormatInt(cell.Number(), 10))
}

// moment reads a time, and notes why it cannot be read.
func (m *source) moment(e *entitlement, name string, row listapi.Row, at int, zone *time.Location) moment {
	if at < 0 {
		return moment{}
	}
	cell := row.Cell(at)
	switch {
	case cell.IsNull():
		e.note("%s: the API gave no %s", name, m.list.Columns[at].Name)
		return moment{}
	case cell.Text() == "":
		e.note("%s: the API gave an empty %s", name, m.list.Columns[at].Name)
		return moment{}
	}
	unzoned := m.shape.NeedsZone() && zone == nil
	if unzoned {
		zone = time.UTC // to find out whether it is a time at all
	}
	point, twice, err := m.shape.Parse(cell.Text(), zone)
	switch {
	case err != nil:
		e.note("%s: %s", name, err)
	case unzoned:
		e.note("%s: %.80q has no time zone: set %s", name, cell.Text(), m.zoneArgument())
		return moment{unzoned: true}
	default:
		if twice {
			e.note("%s: %.80q came twice in the time zone %s, where clocks were put back: the earlier one is given", name, cell.Text(), zone)
		}
		return moment{at: point, set: true}
	}
	return moment{}
}

// percent sets what remains in percent, and notes why that is not possible if
// the API has the numbers for it.
func (m *source) percent(e *entitlement) {
	if m.total < 0 || m.remaining < 0 {
		return
	}
	for _, at := range []struct {
		cell   listapi.Cell
		column int
	}{{e.total, m.total}, {e.remaining, m.remaining}} {
		if at.cell.IsNull() {
			e.note("remaining_percent: the API gave no %s", m.list.Columns[at.column].Name)
			return
		}
	}
	switch total := e.total.Number(); {
	case total == 0:
		e.note("remaining_percent: the total is zero")
	case total < 0:
		e.note("remaining_percent: the total is negative")
	default:
		e.remainingPercent = arithmetic.Percent(new(big.Float).SetInt64(e.remaining.Number()), new(big.Float).SetInt64(total))
	}
}

func (e *entitlement) note(format string, values ...any) {
	e.notes = append(e.notes, fmt.Sprintf(format, values...))
}
