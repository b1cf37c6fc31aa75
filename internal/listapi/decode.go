package listapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/jsonfields"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/msgpack"
)

// Answer is one decoded answer of a list API.
type Answer struct {
	// Rows are the rows of the page. They are nil if the answer has no list.
	Rows []Row

	// Total, Before and Size are what the Layout names, or nil.
	Total, Before, Size *int64

	// Null is set if the list is null.
	Null bool

	// Fields holds the fields that are no part of the list, as JSON: those of the answer
	// itself, and those of each object in it that holds the list.
	Fields []map[string]jsontext.Value
}

const (
	// maxRows bounds the rows of one answer. A page has some hundred rows; an
	// API that ignores paging sends its whole list.
	maxRows = 100_000

	// rowsBetweenChecks is the number of rows that are decoded before the
	// context is asked again.
	rowsBetweenChecks = 256
)

// rowsFor returns how many rows are decoded of an answer with a total, which
// may be nil. Some APIs count wrongly, count up to a limit only, or send zero
// if they do not count, so that the bound is far above the total.
func rowsFor(total *int64) int {
	if total == nil || *total == 0 || *total > maxRows/10 {
		return maxRows
	}
	return min(int(*total)*10+1000, maxRows)
}

// Decode decodes one answer. It is strict if the list could suffer: a value of
// a wrong type, a number that is not a 64-bit integer, text that is not UTF-8, a
// name that comes twice, a row without what identifies it, far more rows than
// there can be, or anything behind the end is an error. Numbers sent as text,
// and text sent as a number, are accepted. It ends soon after the context does,
// with the context's cause.
func (l *List) Decode(ctx context.Context, body []byte) (*Answer, error) {
	d := answerDecoder{
		ctx:     ctx,
		list:    l,
		decoder: jsontext.NewDecoder(bytes.NewBuffer(body)),
		answer:  &Answer{},
		columns: make(map[string][]source, len(l.Columns)),
		counts:  map[**int64]string{},
	}
	for i, column := range l.Columns {
		path := strings.Split(column.Field, ".")
		d.columns[path[0]] = append(d.columns[path[0]], source{i, path[1:]})
	}
	if err := d.readLevel("", "the answer"); err != nil {
		return nil, err
	}
	return d.answer, jsonfields.End(d.decoder)
}

// DecodePage decodes one answer into a page of the list. The fields of the
// answer are given to failed first, whose error is returned if it has one: what
// an API says about itself counts more than that its list is malformed. An
// answer without the list is an error, and so is null in its place unless the
// total says that there is nothing.
func (l *List) DecodePage(ctx context.Context, body []byte, failed func(map[string]jsontext.Value) error) (listing.Page[Row], error) {
	answer, err := l.Decode(ctx, body)
	switch {
	case err != nil && ctx.Err() != nil:
		return listing.Page[Row]{}, err
	case err != nil:
		answer = l.fieldsOf(body)
	}
	for _, fields := range answer.Fields {
		if failure := failed(fields); failure != nil {
			return listing.Page[Row]{}, failure
		}
	}
	switch {
	case err != nil:
	case answer.Null && answer.Total == nil:
		err = errors.New("the list is null and there is no total")
	case answer.Null && *answer.Total != 0:
		err = fmt.Errorf("the list is null although the total is %d", *answer.Total)
	case answer.Rows == nil && !answer.Null:
		err = errors.New("the answer has no list")
	}
	if err != nil {
		return listing.Page[Row]{}, err
	}
	return listing.Page[Row]{
		Rows: answer.Rows, Total: answer.Total, Before: answer.Before, Size: answer.Size,
		Next: slices.ContainsFunc(answer.Fields, pointsOnward),
	}, nil
}

// fieldsOf returns the fields of an answer whose list cannot be read. There are
// none if it is not an object.
func (l *List) fieldsOf(body []byte) *Answer {
	answer := &Answer{}
	l.Layout.levels("", body, func(fields map[string]jsontext.Value) { answer.Fields = append(answer.Fields, fields) })
	return answer
}

// levels calls found with the fields of an object, and with those of each object in it
// that may hold the list.
func (l Layout) levels(prefix string, object jsontext.Value, found func(map[string]jsontext.Value)) {
	fields, err := jsonfields.Decode(object)
	if err != nil {
		return
	}
	found(fields)
	for name, value := range fields {
		if l.leadsOn(prefix + name) {
			l.levels(prefix+name+".", value, found)
		}
	}
}

// leadsOn reports whether a field that is named is in an object of this name.
func (l Layout) leadsOn(object string) bool {
	return slices.ContainsFunc(slices.Concat(l.Rows, l.Total, l.Before, []string{l.Size}),
		func(path string) bool { return strings.HasPrefix(path, object+".") })
}

// onward are the names under which answers of many APIs point to a next page,
// in lower case and without underscores.
var onward = []string{"nexttoken", "nextpagetoken", "nextmarker", "hasmore", "hasnext", "hasnextpage", "istruncated"}

// pointsOnward reports whether one of some fields names a next page in a way of
// paging that is not used. Any such field counts, documented or not: an API that
// changes its paging is not to be taken for one whose list ends.
func pointsOnward(fields map[string]jsontext.Value) bool {
	for name := range fields {
		if !slices.Contains(onward, strings.ToLower(strings.ReplaceAll(name, "_", ""))) {
			continue
		}
		switch strings.ToLower(jsonfields.Text(fields, name)) {
		case "", "false", "0":
		default:
			return true
		}
	}
	return false
}

type answerDecoder struct {
	ctx     context.Context
	list    *List
	decoder *jsontext.Decoder
	answer  *Answer

	// columns maps the name of a field to the columns that are read from it.
	columns map[string][]source

	// counts are the fields that the counts of the answer were read from.
	counts map[**int64]string
}

// source is where the value of a column is in a field: in the field of an object, if
// there is a path.
type source struct {
	column int
	path   []string
}

// readLevel reads an object that is the answer, or that holds the list. The prefix is
// what the names of its fields have before them in the layout. What is no part of the
// list is kept.
func (d *answerDecoder) readLevel(prefix, place string) error {
	others := map[string]jsontext.Value{}
	d.answer.Fields = append(d.answer.Fields, others)
	return jsonfields.ReadObject(d.decoder, jsonfields.At(place), func(name []byte) error {
		path := prefix + string(name)
		if d.decoder.PeekKind() == '{' && d.list.Layout.leadsOn(path) {
			return d.readLevel(path+".", path)
		}
		return d.readListField(path, string(name), others)
	})
}

// readListField reads a field of an object that holds the list. What is no
// part of the list goes to others.
func (d *answerDecoder) readListField(name, key string, others map[string]jsontext.Value) error {
	switch layout := d.list.Layout; {
	case slices.Contains(layout.Rows, name):
		if d.answer.Rows != nil || d.answer.Null {
			return fmt.Errorf("the answer has two lists, and %s is one of them", name)
		}
		return d.readRows(name)
	case slices.Contains(layout.Total, name):
		return d.readCount(name, &d.answer.Total)
	case slices.Contains(layout.Before, name):
		return d.readCount(name, &d.answer.Before)
	case name == layout.Size && name != "":
		return d.readCount(name, &d.answer.Size)
	}
	return jsonfields.Keep(d.decoder, key, others)
}

func (d *answerDecoder) readCount(name string, count **int64) error {
	value, err := d.decoder.ReadValue()
	if err != nil || value.Kind() == 'n' {
		return err
	}
	n, set, err := jsonfields.ReadInteger(value)
	switch {
	case err != nil:
		return fmt.Errorf("%s %w", name, err)
	case !set:
		return nil
	case n < 0:
		return fmt.Errorf("%s is negative", name)
	case *count != nil && **count != n && count == &d.answer.Total && (n == 0 || **count == 0):
		n = max(n, **count) // a zero was not counted
	case *count != nil && **count != n:
		return fmt.Errorf("the answer has two different counts: %s is %d and %s is %d", d.counts[count], **count, name, n)
	}
	*count, d.counts[count] = &n, name
	if len(d.answer.Rows) > rowsFor(d.answer.Total) {
		return d.tooManyRows()
	}
	return nil
}

func (d *answerDecoder) readRows(name string) error {
	if d.decoder.PeekKind() == 'n' {
		d.answer.Null = true
		return d.decoder.SkipValue()
	}
	if err := jsonfields.Open(d.decoder, '[', jsonfields.At(name)); err != nil {
		return err
	}
	rows := newRowsBuilder(d.list.Columns)
	place := func() string { return fmt.Sprintf("%s[%d]", name, len(rows.ends)) }
	identifier := d.list.identifier()
	limit := rowsFor(d.answer.Total)
	for d.decoder.PeekKind() != ']' {
		if len(rows.ends)%rowsBetweenChecks == 0 && d.ctx.Err() != nil {
			return context.Cause(d.ctx)
		}
		if len(rows.ends) == limit {
			return d.tooManyRows()
		}
		if err := d.readRow(rows, place); err != nil {
			return err
		}
		if d.list.Unique && d.list.Identity == nil && rows.lacks(identifier) {
			return fmt.Errorf("%s has no %s, which identifies it", place(), d.list.Columns[identifier].Field)
		}
		rows.end()
	}
	d.answer.Rows = rows.rows()
	_, err := d.decoder.ReadToken()
	return err
}

func (d *answerDecoder) tooManyRows() error {
	if total := d.answer.Total; total != nil {
		return fmt.Errorf("the answer has more than %d rows, and its total is %d", rowsFor(total), *total)
	}
	return fmt.Errorf("the answer has more than %d rows", maxRows)
}

// readRow reads one row. Its place is asked for only if something is wrong.
func (d *answerDecoder) readRow(rows *rowsBuilder, place func() string) error {
	known := false
	err := jsonfields.ReadObject(d.decoder, place, func(name []byte) error {
		sources := d.columns[string(name)]
		if sources == nil {
			return d.decoder.SkipValue()
		}
		known = true
		value, err := d.decoder.ReadValue()
		if err != nil || value.Kind() == 'n' {
			return err
		}
		for _, source := range sources {
			value, err := follow(value, source.path)
			if err == nil && value.Kind() != 'n' {
				err = rows.set(source.column, value)
			}
			if err != nil {
				return fmt.Errorf("%s.%s %w", place(), d.list.Columns[source.column].Field, err)
			}
		}
		return nil
	})
	if err == nil && !known {
		err = fmt.Errorf("%s has none of the fields that the API documents", place())
	}
	return err
}

// follow returns what a path of names leads to, starting with the fields of a value. It
// is null if something on the way is null or missing.
func follow(value jsontext.Value, path []string) (jsontext.Value, error) {
	for _, name := range path {
		if value.Kind() == 'n' {
			return value, nil
		}
		if value.Kind() != '{' {
			return nil, errors.New("is not in an object")
		}
		fields, err := jsonfields.Decode(value)
		if err != nil {
			return nil, fmt.Errorf("cannot be read: %w", err)
		}
		found, has := fields[name]
		if !has {
			return jsontext.Value("null"), nil
		}
		value = found
	}
	return value, nil
}

// append decodes a JSON value of the column's field and appends what it is in a row.
// It appends nothing for null.
func (c Column) append(to []byte, value jsontext.Value) ([]byte, error) {
	if c.Decode != nil {
		cell, err := c.Decode(value)
		return append(to, cell...), err
	}
	switch c.Type {
	case Int64:
		n, set, err := jsonfields.ReadInteger(value)
		if err != nil || !set {
			return to, err
		}
		return msgpack.AppendNumber(to, n), nil
	case Bool:
		truth, err := jsonfields.ReadBool(value)
		return msgpack.AppendTruth(to, truth), err
	case String:
		text, err := jsonfields.ReadText(value)
		return msgpack.AppendText(to, text), err
	case Decimal:
		digits, set, err := jsonfields.ReadDecimal(value)
		if err != nil || !set {
			return to, err
		}
		return msgpack.AppendDecimal(to, digits), nil
	case StringList:
		return c.appendList(to, value, Column{Type: String}.append)
	case Objects:
		return c.appendList(to, value, c.appendObject)
	}
	return to, errors.New("has a type that needs its own decoder")
}

// appendList appends a list, each of whose elements a function appends.
func (c Column) appendList(
	to []byte, value jsontext.Value, appendElement func([]byte, jsontext.Value) ([]byte, error),
) ([]byte, error) {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(value))
	if err := jsonfields.Open(decoder, '[', jsonfields.At("the value")); err != nil {
		return to, fmt.Errorf("cannot be read: %w", err)
	}
	var elements []byte
	n := 0
	for ; decoder.PeekKind() != ']'; n++ {
		if n == jsonfields.MaxFields {
			return to, fmt.Errorf("has more than %d elements", jsonfields.MaxFields)
		}
		element, err := decoder.ReadValue()
		if err == nil && element.Kind() == 'n' && c.Type != Objects {
			elements = append(elements, msgpack.Null...)
			continue
		}
		if err == nil {
			elements, err = appendElement(elements, element)
		}
		if err != nil {
			return to, fmt.Errorf("has the element %d, which %w", n, err)
		}
	}
	return append(msgpack.AppendList(to, n), elements...), nil
}

// appendObject appends an element of a column of Objects, as the state has it: its
// attributes with their names.
func (c Column) appendObject(to []byte, value jsontext.Value) ([]byte, error) {
	if value.Kind() != '{' {
		return to, errors.New("is not an object")
	}
	fields, err := jsonfields.Decode(value)
	if err != nil {
		return to, fmt.Errorf("cannot be read: %w", err)
	}
	known := false
	to = msgpack.AppendMap(to, len(c.Columns))
	for _, column := range c.Columns {
		to = msgpack.AppendText(to, column.Name)
		field, has := fields[column.Field]
		known = known || has
		from := len(to)
		if has && field.Kind() != 'n' {
			if to, err = column.append(to, field); err != nil {
				return to, fmt.Errorf("cannot be read: %s %w", column.Field, err)
			}
		}
		if len(to) == from {
			to = append(to, msgpack.Null...)
		}
	}
	if !known {
		return to, errors.New("has none of the fields that the API documents")
	}
	return to, nil
}

// ZeroOrOne decodes a truth value that the API writes as 0 or 1.
func ZeroOrOne(value []byte) (Cell, error) {
	n, set, err := jsonfields.ReadInteger(value)
	switch {
	case err != nil || !set:
		return "", err
	case n != 0 && n != 1:
		return "", errors.New("is neither 0 nor 1")
	}
	return TruthCell(n == 1), nil
}

// EpochMilliseconds decodes a point in time that is given in milliseconds since
// 1970 into RFC 3339, in UTC and to the millisecond. A time outside the years
// that RFC 3339 can write becomes null.
func EpochMilliseconds(value []byte) (Cell, error) {
	n, set, err := jsonfields.ReadInteger(value)
	if err != nil || !set {
		return "", err
	}
	at := time.UnixMilli(n).UTC()
	if at.Year() < 0 || at.Year() > 9999 {
		return "", nil
	}
	return TextCell(at.Format(time.RFC3339Nano)), nil
}

// Pairs returns a decoder for a list of objects, each with a name and a value
// under the given fields, such as Alibaba Cloud's tags.
func Pairs(nameField, valueField string) func([]byte) (Cell, error) {
	return func(value []byte) (Cell, error) {
		decoder := jsontext.NewDecoder(bytes.NewBuffer(value))
		if err := jsonfields.Open(decoder, '[', jsonfields.At("the value")); err != nil {
			return "", fmt.Errorf("cannot be read: %w", err)
		}
		entries := []Entry{}
		seen := map[string]Cell{}
		for decoder.PeekKind() != ']' {
			if len(seen) == jsonfields.MaxFields {
				return "", fmt.Errorf("has more than %d elements", jsonfields.MaxFields)
			}
			var name, text Cell
			err := jsonfields.ReadObject(decoder, jsonfields.At("an element"), func(field []byte) error {
				isName := string(field) == nameField
				isValue := string(field) == valueField
				value, err := decoder.ReadValue()
				if err != nil || value.Kind() == 'n' || !isName && !isValue {
					return err
				}
				decoded, err := jsonfields.ReadText(value)
				if err != nil {
					return err
				}
				if isName {
					name = TextCell(decoded)
				} else {
					text = TextCell(decoded)
				}
				return nil
			})
			if err != nil {
				return "", fmt.Errorf("cannot be read: %w", err)
			}
			if name.IsNull() {
				return "", fmt.Errorf("has an element without %s", nameField)
			}
			if before, twice := seen[name.Text()]; twice {
				if before.Compare(text) != 0 {
					return "", fmt.Errorf("has two values for one %s", nameField)
				}
				continue
			}
			seen[name.Text()] = text
			entries = append(entries, Entry{Name: name.Text(), Value: text})
		}
		return EntriesCell(entries), nil
	}
}
