package listapi

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// Row is one row of a list: a cell for each column.
type Row []Cell

// Cell is one value of a row. The zero value is null.
type Cell struct {
	set     bool
	number  int64
	text    string
	entries *[]Entry
}

// Entry is one name and value of a StringMap cell. Its value is null where the
// API gave none.
type Entry struct {
	Name  string
	Value Cell
}

// TextCell returns a String cell.
func TextCell(text string) Cell { return Cell{set: true, text: text} }

// NumberCell returns an Int64 cell.
func NumberCell(number int64) Cell { return Cell{set: true, number: number} }

// TruthCell returns a Bool cell.
func TruthCell(truth bool) Cell {
	if truth {
		return NumberCell(1)
	}
	return NumberCell(0)
}

// EntriesCell returns a StringMap cell. The entries' names are distinct; they
// are sorted here.
func EntriesCell(entries []Entry) Cell {
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return Cell{set: true, entries: &entries}
}

// IsNull tells whether the API gave no value.
func (c Cell) IsNull() bool { return !c.set }

// Text returns the value of a String cell.
func (c Cell) Text() string { return c.text }

// Number returns the value of an Int64 cell.
func (c Cell) Number() int64 { return c.number }

// Truth returns the value of a Bool cell.
func (c Cell) Truth() bool { return c.number != 0 }

// Entries returns the value of a StringMap cell, sorted by name.
func (c Cell) Entries() []Entry {
	if c.entries == nil {
		return nil
	}
	return *c.entries
}

// Compare orders cells of one type: null first, numbers by value, texts by
// bytes, entries one after the other.
func (c Cell) Compare(other Cell) int {
	if c.set != other.set {
		if c.set {
			return 1
		}
		return -1
	}
	if by := cmp.Compare(c.number, other.number); by != 0 {
		return by
	}
	if by := strings.Compare(c.text, other.text); by != 0 {
		return by
	}
	return slices.CompareFunc(c.Entries(), other.Entries(), func(a, b Entry) int {
		if by := strings.Compare(a.Name, b.Name); by != 0 {
			return by
		}
		return a.Value.Compare(b.Value)
	})
}

// appendKey appends an encoding of the cell in which different cells differ.
func (c Cell) appendKey(key []byte) []byte {
	if !c.set {
		return append(key, 0)
	}
	key = append(key, 1)
	key = binary.AppendVarint(key, c.number)
	key = binary.AppendUvarint(key, uint64(len(c.text)))
	key = append(key, c.text...)
	key = binary.AppendUvarint(key, uint64(len(c.Entries())))
	for _, entry := range c.Entries() {
		key = binary.AppendUvarint(key, uint64(len(entry.Name)))
		key = append(key, entry.Name...)
		key = entry.Value.appendKey(key)
	}
	return key
}

// AppendIdentity appends what makes a row the row that it is: its identifier if
// that is unique in the list, and otherwise all columns but those that change
// by use.
func (l *List) AppendIdentity(key []byte, row Row) []byte {
	if l.Unique {
		return row[l.identifier()].appendKey(key)
	}
	for i, cell := range row {
		if !l.Columns[i].Changes {
			key = cell.appendKey(key)
		}
	}
	return key
}

// label names a row in errors.
func (l *List) label(row Row) string { return row[l.identifier()].Text() }

// Sort orders rows by identifier, then by the rest of the row.
func (l *List) Sort(rows []Row) {
	id := l.identifier()
	slices.SortFunc(rows, func(a, b Row) int {
		if by := a[id].Compare(b[id]); by != 0 {
			return by
		}
		return slices.CompareFunc(a, b, Cell.Compare)
	})
}

// Identifiers returns the sorted distinct identifiers of rows. Rows whose
// identifier is null or empty add none.
func (l *List) Identifiers(rows []Row) []string {
	id := l.identifier()
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		if text := row[id].Text(); text != "" {
			ids = append(ids, text)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// identifier returns the position of the identifier's column.
func (l *List) identifier() int {
	return l.Position(l.Identifier)
}
