package inventory

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// entitlement is one row of the inventory: something that is owned, in the
// shape that is the same for all lists. It is kept as an entry.
type entitlement struct {
	*part
	region                   listapi.Cell // of text; null if it is that of the part
	id, parentID, name, kind listapi.Cell // of text
	state                    listapi.State
	status                   listapi.Cell // of text
	unit                     listapi.Cell // of text
	total, remaining         listapi.Cell // of numbers, which may have fractions
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

	// Where the values are.
	region, id, parentID, name, kind, kindElse, status, unit, remainingUnit, total, remaining, assignee, autoRenew, startsAt, expiresAt, tags,
	items, whole place
}

// place is where a row has a value: a column or, if the list has items, an attribute of
// an item. The zero value is no place.
type place struct {
	name      string // as the declaration has it
	column    int
	attribute string // or empty
	number    bool   // whether it is an integer that is shown as text
	truth     bool   // whether it is a truth value
}

// declared reports whether there is such a place.
func (p place) declared() bool { return p.name != "" }

// placeOf returns the place of a name.
func placeOf(list *cloud.List, name string) place {
	p := place{name: name}
	if name == "" {
		return p
	}
	column, attribute, _ := strings.Cut(name, ".")
	p.column, p.attribute = list.Position(column), attribute
	declared := list.Columns[p.column]
	if attribute != "" {
		at := slices.IndexFunc(declared.Columns, func(c listapi.Column) bool { return c.Name == attribute })
		declared = declared.Columns[at]
	}
	p.number, p.truth = declared.Type == listapi.Int64, declared.Type == listapi.Bool
	return p
}

// newSource returns what a list declares. That the declaration is sound is checked
// by the tests of package catalog.
func newSource(list *cloud.List) *source {
	e := list.Entitlement
	of := func(name string) place { return placeOf(list, name) }
	m := &source{
		list: list, items: of(e.Items), whole: of(e.Whole), region: of(e.Region),
		id: of(e.ID), parentID: of(e.ParentID), name: of(e.Name), kind: of(e.Kind), kindElse: of(e.KindElse),
		status: of(e.Status), unit: of(e.Unit), remainingUnit: of(e.RemainingUnit), total: of(e.Total), remaining: of(e.Remaining),
		assignee: of(e.Assignee), autoRenew: of(e.AutoRenew), tags: of(e.Tags), startsAt: of(e.StartsAt), expiresAt: of(e.ExpiresAt),
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

// subject is what becomes an entitlement: a row, or an item of it.
type subject struct {
	row  listapi.Row
	item []listapi.Entry // the attributes, or nil
}

// cell returns the value of a place, or null.
func (s subject) cell(at place) listapi.Cell {
	switch {
	case !at.declared():
		return ""
	case at.attribute == "":
		return s.row.Cell(at.column)
	}
	for _, attribute := range s.item {
		if attribute.Name == at.attribute {
			return attribute.Value
		}
	}
	return ""
}

// text returns the value of a place as text, integers as their digits.
func (s subject) text(at place) listapi.Cell {
	cell := s.cell(at)
	if cell.IsNull() || !at.number {
		return cell
	}
	return listapi.TextCell(strconv.FormatInt(cell.Number(), 10))
}

// entitlements appends what a row of a part is in the inventory: one entitlement, or
// one for each item. Found is its state if the list has a filter that says it. The zone
// is that of the row's times if these do not say it themselves, or nil.
func (p *part) entitlements(to []*entitlement, row listapi.Row, found foundState, zone *time.Location, now time.Time) []*entitlement {
	before := len(to)
	if p.items.declared() {
		for _, item := range row.Cell(p.items.column).Elements() {
			to = append(to, p.entitlement(subject{row, item.Entries()}, found, zone, now))
		}
	}
	if len(to) > before {
		return to
	}
	e := p.entitlement(subject{row: row}, found, zone, now)
	if p.whole.declared() {
		e.id = row.Cell(p.whole.column)
	}
	return append(to, e)
}

// entitlement returns what a row, or an item of one, is in the inventory.
func (p *part) entitlement(of subject, found foundState, zone *time.Location, now time.Time) *entitlement {
	m := p.source
	declared := m.list.Entitlement
	e := &entitlement{
		part: p, region: of.cell(m.region),
		id: of.cell(m.id), parentID: of.cell(m.parentID), name: of.cell(m.name), kind: of.text(m.kind),
		state: cmp.Or(found.state, declared.Listed, listapi.Unknown), status: of.text(m.status),
		unit: of.text(m.unit), total: of.cell(m.total), remaining: of.cell(m.remaining),
		assignee: of.cell(m.assignee), autoRenew: m.renews(of), tags: of.cell(m.tags),
	}
	if m.kindElse.declared() && e.kind.Text() == "" {
		e.kind = of.text(m.kindElse)
	}
	if word, ok := declared.Kinds[e.kind.Text()]; ok && !e.kind.IsNull() {
		e.kind = listapi.TextCell(word)
	}
	if word, ok := declared.Units[e.unit.Text()]; ok && !e.unit.IsNull() {
		e.unit = listapi.TextCell(word)
	}
	if state, ok := declared.States[e.status.Text()]; ok && !e.status.IsNull() {
		e.state = state
	}
	if declared.UsedUpAtZero && e.state == listapi.Active && !e.remaining.IsNull() && e.remaining.Decimal().Sign() == 0 {
		e.state = listapi.UsedUp // nothing is nothing in each unit
	}
	if found.note != "" {
		e.notes = append(e.notes, found.note)
	}
	e.startsAt = m.moment(e, "starts_at", of, m.startsAt, zone)
	e.expiresAt = m.moment(e, "expires_at", of, m.expiresAt, zone)
	if e.state == listapi.Active && e.expiresAt.set && e.expiresAt.at.Before(now) {
		e.note(pastNote)
	}
	m.amounts(e, of)
	return e
}

// renews returns whether the cloud renews what a row is by itself, or null.
func (m *source) renews(of subject) listapi.Cell {
	if m.autoRenew.truth {
		return of.cell(m.autoRenew)
	}
	value := of.text(m.autoRenew)
	if renews, known := m.list.Entitlement.Renews[value.Text()]; known && !value.IsNull() {
		return listapi.TruthCell(renews)
	}
	return ""
}

// moment reads a time, and notes why it cannot be read.
func (m *source) moment(e *entitlement, name string, of subject, at place, zone *time.Location) moment {
	if !at.declared() {
		return moment{}
	}
	cell := of.cell(at)
	switch {
	case cell.IsNull():
		e.note("%s: the API gave no %s", name, at.name)
		return moment{}
	case cell.Text() == "":
		e.note("%s: the API gave an empty %s", name, at.name)
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

// amounts sets what remains in percent, and notes why that is not possible if the API
// has the numbers for it. Amounts in different units cannot be compared.
func (m *source) amounts(e *entitlement, of subject) {
	if m.remainingUnit.declared() {
		if unit := of.cell(m.remainingUnit); unit.Compare(of.cell(m.unit)) != 0 {
			e.unit, e.remaining = "", ""
			e.note("remaining_percent: %s is in another unit than %s: %s = %s, %s = %s", m.remaining.name, m.total.name,
				m.remainingUnit.name, quoted(unit), m.unit.name, quoted(of.cell(m.unit)))
			return
		}
	}
	if !m.total.declared() || !m.remaining.declared() {
		return
	}
	for _, amount := range []struct {
		cell listapi.Cell
		of   place
	}{{e.total, m.total}, {e.remaining, m.remaining}} {
		if amount.cell.IsNull() {
			e.note("remaining_percent: the API gave no %s", amount.of.name)
			return
		}
	}
	switch total := e.total.Rational(); total.Sign() {
	case 0:
		e.note("remaining_percent: the total is zero")
	case -1:
		e.note("remaining_percent: the total is negative")
	default:
		e.remainingPercent = arithmetic.PercentOf(e.remaining.Rational(), total)
	}
}

// quoted writes a text in a note.
func quoted(text listapi.Cell) string {
	if text.IsNull() {
		return "null"
	}
	return fmt.Sprintf("%.80q", text.Text())
}

func (e *entitlement) note(format string, values ...any) {
	e.notes = append(e.notes, fmt.Sprintf(format, values...))
}
