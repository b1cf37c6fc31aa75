package listapi

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/msgpack"
)

// Row is one row of a list: the values of its columns, one behind the other, in the
// encoding that they have in the state. The rows of a page are parts of one text, so
// that a row takes sixteen bytes beside its values, and writing it is copying it.
//
// What is decoded becomes a row in rowsBuilder. A type of columns that is new needs
// a case in Column.append and, if package msgpack cannot write it yet, one there.
type Row string

// RowOf returns a row of the given values.
func RowOf(cells ...Cell) Row {
	var row Row
	for _, cell := range cells {
		row += Row(cell.Encoded())
	}
	return row
}

// Cell returns the value of a column, given its position.
func (r Row) Cell(column int) Cell {
	rest := string(r)
	for range column {
		_, rest = msgpack.Next(rest)
	}
	value, _ := msgpack.Next(rest)
	return Cell(value)
}

// Cells returns all values, in the order of the columns.
func (r Row) Cells(yield func(column int, cell Cell) bool) {
	rest := string(r)
	for column := 0; rest != ""; column++ {
		var value string
		if value, rest = msgpack.Next(rest); !yield(column, Cell(value)) {
			return
		}
	}
}

// Cell is one value of a row, in the encoding that it has in the state. The zero
// value is null.
type Cell string

// Entry is one name and value of a StringMap cell. Its value is null if the
// API gave none.
type Entry struct {
	Name  string
	Value Cell
}

// TextCell returns a String cell.
func TextCell(text string) Cell {
	return Cell(msgpack.AppendText(make([]byte, 0, len(text)+5), text))
}

// NumberCell returns an Int64 cell.
func NumberCell(number int64) Cell { return Cell(msgpack.AppendNumber(nil, number)) }

// TruthCell returns a Bool cell.
func TruthCell(truth bool) Cell { return Cell(msgpack.AppendTruth(nil, truth)) }

// EntriesCell returns a StringMap cell. The entries' names are distinct; they
// are sorted here.
func EntriesCell(entries []Entry) Cell {
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	cell := msgpack.AppendMap(nil, len(entries))
	for _, entry := range entries {
		cell = append(msgpack.AppendText(cell, entry.Name), entry.Value.Encoded()...)
	}
	return Cell(cell)
}

// ListCell returns a list of values.
func ListCell(elements ...Cell) Cell {
	cell := msgpack.AppendList(nil, len(elements))
	for _, element := range elements {
		cell = append(cell, element.Encoded()...)
	}
	return Cell(cell)
}

// Encoded returns the encoding of the value.
func (c Cell) Encoded() string {
	if c == "" {
		return msgpack.Null
	}
	return string(c)
}

// IsNull reports whether the API gave no value.
func (c Cell) IsNull() bool { return c == "" || c == msgpack.Null }

// Text returns the value of a String cell. It is empty if that is null.
func (c Cell) Text() string {
	if c.IsNull() {
		return ""
	}
	return msgpack.Text(string(c))
}

// Number returns the value of an Int64 cell. It is zero if that is null.
func (c Cell) Number() int64 {
	if c.IsNull() {
		return 0
	}
	return msgpack.Number(string(c))
}

// Decimal returns the value of a Decimal or an Int64 cell, to the last digit. It is nil
// if that is null.
func (c Cell) Decimal() *big.Float {
	if c.IsNull() {
		return nil
	}
	return msgpack.Decimal(string(c))
}

// Rational returns the value of a Decimal or an Int64 cell as the fraction that its digits
// are, which in base 2 few decimals are. It is nil if that is null.
func (c Cell) Rational() *big.Rat {
	if c.IsNull() {
		return nil
	}
	if msgpack.KindOf(string(c)) == msgpack.IsText {
		number, _ := new(big.Rat).SetString(msgpack.Text(string(c)))
		return number
	}
	number, _ := msgpack.Decimal(string(c)).Rat(nil)
	return number
}

// Truth returns the value of a Bool cell. It is false if that is null.
func (c Cell) Truth() bool { return !c.IsNull() && msgpack.Truth(string(c)) }

// Entries returns the value of a StringMap cell, sorted by name.
func (c Cell) Entries() []Entry {
	if c.IsNull() {
		return nil
	}
	n, rest := msgpack.Elements(string(c))
	entries := make([]Entry, n)
	for i := range entries {
		var name, value string
		name, rest = msgpack.Next(rest)
		value, rest = msgpack.Next(rest)
		entries[i] = Entry{Name: msgpack.Text(name), Value: Cell(value)}
	}
	return entries
}

// Elements returns the elements of a list.
func (c Cell) Elements() []Cell {
	if c.IsNull() {
		return nil
	}
	n, rest := msgpack.Elements(string(c))
	elements := make([]Cell, n)
	for i := range elements {
		var value string
		value, rest = msgpack.Next(rest)
		elements[i] = Cell(value)
	}
	return elements
}

// Compare orders cells of one type: null first, false before true, integers by value,
// texts by bytes, entries and elements one after the other. Decimals are ordered by
// CompareDecimals; inside of lists, they are in an order that is fixed and not by value.
func (c Cell) Compare(other Cell) int {
	switch {
	case c == other:
		return 0
	case c.IsNull() || other.IsNull():
		return cmp.Compare(truthOf(!c.IsNull()), truthOf(!other.IsNull()))
	}
	a, b := string(c), string(other)
	kind := msgpack.KindOf(a)
	if by := cmp.Compare(kind, msgpack.KindOf(b)); by != 0 {
		return by
	}
	switch kind {
	case msgpack.IsTruth:
		return cmp.Compare(truthOf(c.Truth()), truthOf(other.Truth()))
	case msgpack.IsNumber:
		return cmp.Compare(msgpack.Number(a), msgpack.Number(b))
	case msgpack.IsFraction:
		return msgpack.Decimal(a).Cmp(msgpack.Decimal(b))
	case msgpack.IsText:
		return strings.Compare(msgpack.Text(a), msgpack.Text(b))
	case msgpack.IsList:
		return slices.CompareFunc(c.Elements(), other.Elements(), Cell.Compare)
	}
	return slices.CompareFunc(c.Entries(), other.Entries(), func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), a.Value.Compare(b.Value))
	})
}

// CompareDecimals orders Decimal cells by value, and null first.
func CompareDecimals(a, b Cell) int {
	if a.IsNull() || b.IsNull() {
		return a.Compare(b)
	}
	return a.Decimal().Cmp(b.Decimal())
}

// compare orders cells of the column.
func (c Column) compare(a, b Cell) int {
	if c.Type == Decimal {
		return CompareDecimals(a, b)
	}
	return a.Compare(b)
}

// truthOf orders false before true.
func truthOf(is bool) int {
	if is {
		return 1
	}
	return 0
}

// CompareFunc orders rows by their columns, one after the other, as a function orders
// two values of a column that differ.
func (r Row) CompareFunc(other Row, compare func(column int, a, b Cell) int) int {
	a, b := string(r), string(other)
	for column := 0; a != ""; column++ {
		var of, with string
		of, a = msgpack.Next(a)
		with, b = msgpack.Next(b)
		if of == with {
			continue
		}
		if by := compare(column, Cell(of), Cell(with)); by != 0 {
			return by
		}
	}
	return 0
}

// AppendIdentity appends what makes a row the row that it is: its identifier or its
// identity if that is unique in the list, and otherwise all columns but those that change
// by use. Equal values have equal encodings, and no encoding begins with another.
func (l *List) AppendIdentity(key []byte, row Row) []byte {
	if l.Unique {
		for _, name := range l.identity() {
			key = append(key, row.Cell(l.Position(name))...)
		}
		return key
	}
	for i, cell := range row.Cells {
		if !l.Columns[i].Changes {
			key = append(key, cell...)
		}
	}
	return key
}

// identity returns the columns that make a row of a list with unique rows the row that
// it is.
func (l *List) identity() []string {
	if l.Identity != nil {
		return l.Identity
	}
	return []string{l.Identifier}
}

// label names a row in errors.
func (l *List) label(row Row) string {
	if l.Identity == nil {
		return row.Cell(l.identifier()).Text()
	}
	var texts []string
	for _, name := range l.Identity {
		at := l.Position(name)
		texts = append(texts, l.Columns[at].show(row.Cell(at)))
	}
	return strings.Join(texts, " ")
}

// Sort orders rows by identifier, then by the rest of the row.
func (l *List) Sort(rows []Row) {
	id := l.identifier()
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(a.Cell(id).Compare(b.Cell(id)),
			a.CompareFunc(b, func(column int, a, b Cell) int { return l.Columns[column].compare(a, b) }))
	})
}

// Identifiers returns the sorted distinct identifiers of rows. Rows whose
// identifier is null or empty add none.
func (l *List) Identifiers(rows []Row) []string {
	id := l.identifier()
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		if text := row.Cell(id).Text(); text != "" {
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

// rowsBuilder makes rows. The columns of a row come in the order of the answer, and
// are put in that of the declaration when the row ends.
type rowsBuilder struct {
	columns []Column

	// encoded holds the rows that have ended, and ends where each does.
	encoded []byte
	ends    []int

	// values holds the values of the row that is being made, in the order in which
	// they came, and places where the value of each column is. Columns without one
	// are null.
	values []byte
	places []struct{ from, to int }
}

func newRowsBuilder(columns []Column) *rowsBuilder {
	return &rowsBuilder{columns: columns, places: make([]struct{ from, to int }, len(columns))}
}

// set decodes the JSON value of a column of the row that is being made.
func (b *rowsBuilder) set(column int, value []byte) (err error) {
	from := len(b.values)
	if b.values, err = b.columns[column].append(b.values, value); err != nil {
		return err
	}
	b.places[column].from, b.places[column].to = from, len(b.values)
	return nil
}

// value returns the value of a column of the row that is being made, until the next
// call.
func (b *rowsBuilder) value(column int) []byte {
	return b.values[b.places[column].from:b.places[column].to]
}

// lacks reports whether a text of the row that is being made is null or empty.
func (b *rowsBuilder) lacks(column int) bool {
	value := b.value(column)
	return len(value) == 0 || string(value) == msgpack.Null || string(value) == emptyText
}

var emptyText = string(msgpack.AppendText(nil, ""))

// end ends a row.
func (b *rowsBuilder) end() {
	for column := range b.columns {
		if value := b.value(column); len(value) > 0 {
			b.encoded = append(b.encoded, value...)
		} else {
			b.encoded = append(b.encoded, msgpack.Null...)
		}
	}
	b.ends = append(b.ends, len(b.encoded))
	b.values = b.values[:0]
	clear(b.places)
}

// rows returns all rows that have ended.
func (b *rowsBuilder) rows() []Row {
	encoded, from := Row(b.encoded), 0
	rows := make([]Row, len(b.ends))
	for i, to := range b.ends {
		rows[i], from = encoded[from:to], to
	}
	return rows
}
