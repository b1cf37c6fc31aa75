package inventory

import (
	"slices"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
)

// entry is an entitlement as it is kept: the values of its own columns in the
// encoding that they have in the state, and what filters and the summary look at. It is
// small, because there is one for each row: TestEntrySize says how small.
type entry struct {
	*part
	values listapi.Row

	// seconds and nanoseconds are when it expires, if expires is set: a time.Time is
	// twice as large.
	seconds     int64
	nanoseconds int32
	expires     bool

	// stateAt is the position of its state in listapi.States.
	stateAt uint8

	// remainder is what the filter by remainders says of it. The percentages are not
	// kept: each takes more memory than all else here.
	remainder verdict

	// unzoned says which of its times are not known for lack of a time zone.
	unzoned unzoned
}

// unzoned is a set of times.
type unzoned uint8

const (
	unzonedStart unzoned = 1 << iota
	unzonedExpiry
)

// chunk is how many bytes of values are kept in one text. Texts are never appended
// to, so that nothing is copied while a list grows.
const chunk = 64 << 10

// newEntry returns an entry without its values.
func newEntry(e *entitlement, arguments *arguments) entry {
	kept := entry{
		part: e.part, remainder: arguments.judgeRemainder(e),
		stateAt: uint8(slices.Index(listapi.States, e.state)), //nolint:gosec // of a short list
	}
	if e.startsAt.unzoned {
		kept.unzoned |= unzonedStart
	}
	if e.expiresAt.unzoned {
		kept.unzoned |= unzonedExpiry
	}
	if e.expiresAt.set {
		kept.expires, kept.seconds, kept.nanoseconds = true, e.expiresAt.at.Unix(), int32(e.expiresAt.at.Nanosecond()) //nolint:gosec // below 1e9
	}
	return kept
}

// state returns what the status of the entry means.
func (e *entry) state() listapi.State { return listapi.States[e.stateAt] }

// expiresAt returns when the entry expires, if it does.
func (e *entry) expiresAt() time.Time { return time.Unix(e.seconds, int64(e.nanoseconds)) }

// entries returns what rows are in the inventory, in its order. A function appends
// what each row is. The rows are cleared on the way, so that they and the entries are
// not in memory whole at the same time.
func entries(
	rows []listapi.Row, arguments *arguments, entitlements func(to []*entitlement, row listapi.Row, at int) []*entitlement,
) []entry {
	kept := make([]entry, 0, len(rows))
	var of []*entitlement
	var buffer []byte
	var ends []int
	to := protocol.EncoderTo(&buffer)
	for n, row := range rows {
		of = entitlements(of[:0], row, n)
		rows[n] = ""
		for _, e := range of {
			for _, column := range columns {
				column.write(to, e)
			}
			ends = append(ends, len(buffer))
			kept = append(kept, newEntry(e, arguments))
		}
		if len(buffer) < chunk && n < len(rows)-1 {
			continue
		}
		values, from := listapi.Row(buffer), 0
		for i, end := range ends {
			kept[len(kept)-len(ends)+i].values, from = values[from:end], end
		}
		buffer, ends = buffer[:0], ends[:0]
	}
	slices.SortFunc(kept, compareEntries)
	return kept
}

// unjudged reports whether no rule about states and expiry can judge the
// entry: it has no expiry that can be read, and either its state is unknown
// or its list says when things expire and it has not ended.
func (e *entry) unjudged() bool {
	return !e.expires && (e.state() == listapi.Unknown || e.source.expiresAt.declared() && !e.state().Ended())
}

// cell returns the value of a column of the entry's own.
func (e *entry) cell(name string) listapi.Cell {
	return e.values.Cell(slices.IndexFunc(columns, func(c column) bool { return c.name == name }))
}

// why returns the note that says why an attribute is null.
func (e *entry) why(attribute string) string {
	for _, note := range e.cell("notes").Elements() {
		if strings.HasPrefix(note.Text(), attribute+": ") {
			return note.Text()
		}
	}
	return ""
}

// compareEntries orders the entries of a part by id, then by the rest in the order of
// the columns.
func compareEntries(one, other entry) int {
	return one.values.CompareFunc(other.values, func(at int, a, b listapi.Cell) int {
		if columns[at].time && !a.IsNull() && !b.IsNull() {
			// A fraction of a second comes where the other has its Z.
			return strings.Compare(strings.TrimSuffix(a.Text(), "Z"), strings.TrimSuffix(b.Text(), "Z"))
		}
		if columns[at].number {
			return listapi.CompareDecimals(a, b)
		}
		return a.Compare(b)
	})
}
