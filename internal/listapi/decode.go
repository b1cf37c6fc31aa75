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

	// Fields holds the top-level fields that are no part of the list, as JSON,
	// and Within those of the object that holds the list, if there is one.
	Fields, Within map[string]jsontext.Value
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
		answer:  &Answer{Fields: map[string]jsontext.Value{}, Within: map[string]jsontext.Value{}},
		columns: make(map[string][]int, len(l.Columns)),
		counts:  map[**int64]string{},
	}
	for i, column := range l.Columns {
		d.columns[column.Field] = append(d.columns[column.Field], i)
	}
	err := jsonfields.ReadObject(d.decoder, jsonfields.At("the answer"), func(name []byte) error {
		switch field := string(name); {
		case l.Layout.Within == "":
			return d.readListField(field, d.answer.Fields)
		case field == l.Layout.Within && d.decoder.PeekKind() == '{':
			return jsonfields.ReadObject(d.decoder, jsonfields.At(field),
				func(name []byte) error { return d.readListField(string(name), d.answer.Within) })
		default:
			return jsonfields.Keep(d.decoder, field, d.answer.Fields)
		}
	})
	if err != nil {
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
	for _, fields := range []map[string]jsontext.Value{answer.Fields, answer.Within} {
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
		Next: pointsOnward(answer.Fields) || pointsOnward(answer.Within),
	}, nil
}

// fieldsOf returns the fields of an answer whose list cannot be read. There are
// none if it is not an object.
func (l *List) fieldsOf(body []byte) *Answer {
	answer := &Answer{}
	answer.Fields, _ = jsonfields.Decode(body)
	if l.Layout.Within != "" {
		answer.Within, _ = jsonfields.Decode(answer.Fields[l.Layout.Within])
	}
	return answer
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
	columns map[string][]int

	// counts are the fields that the counts of the answer were read from.
	counts map[**int64]string
}

// readListField reads a field of the object that holds the list. What is no
// part of the list goes to others.
func (d *answerDecoder) readListField(name string, others map[string]jsontext.Value) error {
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
	return jsonfields.Keep(d.decoder, name, others)
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
		if d.list.Unique && rows.lacks(identifier) {
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
		columns := d.columns[string(name)]
		if columns == nil {
			return d.decoder.SkipValue()
		}
		known = true
		value, err := d.decoder.ReadValue()
		if err != nil || value.Kind() == 'n' {
			return err
		}
		for _, i := range columns {
			if err := rows.set(i, value); err != nil {
				return fmt.Errorf("%s.%s %w", place(), d.list.Columns[i].Field, err)
			}
		}
		return nil
	})
	if err == nil && !known {
		err = fmt.Errorf("%s has none of the fields that the API documents", place())
	}
	return err
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
	}
	return to, errors.New("has a type that needs its own decoder")
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
