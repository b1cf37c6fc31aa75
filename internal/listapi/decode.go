package listapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Answer is one decoded answer of a list API.
type Answer struct {
	// Rows are the rows of the page. They are nil where the answer has no list.
	Rows []Row

	// Total and Before are what the Layout names, or nil.
	Total, Before *int64

	// Null is set where the list is null.
	Null bool

	// Fields holds the top-level fields that are no part of the list, as JSON.
	Fields map[string]jsontext.Value
}

// FieldText returns the first of the named fields that has a value, as text:
// the content of a string, or the JSON of anything else, with no more escapes
// than it needs. It is empty where there is none.
func FieldText(fields map[string]jsontext.Value, names ...string) string {
	for _, name := range names {
		value, ok := fields[name]
		if !ok || value.Kind() == 'n' {
			continue
		}
		if text, err := decodeText(value); err == nil {
			return text
		}
		value = value.Clone()
		_ = value.Format(jsontext.PreserveRawStrings(false)) // valid, so that there is no error
		return string(value)
	}
	return ""
}

// DecodeFields decodes a JSON object into its fields.
func DecodeFields(body []byte) (map[string]jsontext.Value, error) {
	fields := map[string]jsontext.Value{}
	decoder := jsontext.NewDecoder(bytes.NewBuffer(body))
	err := readObject(decoder, at("the answer"), func(name []byte) error {
		field := string(name)
		value, err := decoder.ReadValue()
		fields[field] = value.Clone()
		return err
	})
	if err != nil {
		return nil, err
	}
	return fields, atEnd(decoder)
}

// Decode decodes one answer. It is strict where the list could suffer: an
// answer without the list, a value of a wrong type, a number that is no 64-bit
// integer, text that is no UTF-8, a name that comes twice or anything behind
// the end is an error. An integer that comes as text, or text that comes as a
// number, is taken for what it says.
func (l *List) Decode(body []byte) (*Answer, error) {
	d := answerDecoder{
		list:    l,
		decoder: jsontext.NewDecoder(bytes.NewBuffer(body)),
		answer:  &Answer{Fields: map[string]jsontext.Value{}},
		columns: make(map[string][]int, len(l.Columns)),
	}
	for i, column := range l.Columns {
		d.columns[column.Field] = append(d.columns[column.Field], i)
	}
	err := readObject(d.decoder, at("the answer"), func(name []byte) error {
		field := string(name)
		if l.Layout.Within == "" && d.isListField(field) {
			return d.readListField(name)
		}
		if l.Layout.Within != "" && field == l.Layout.Within && d.decoder.PeekKind() == '{' {
			return readObject(d.decoder, at(field), d.readListField)
		}
		value, err := d.decoder.ReadValue()
		d.answer.Fields[field] = value.Clone()
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.answer, atEnd(d.decoder)
}

// DecodePage decodes one answer into a page of the list. The fields of the
// answer are given to failed first, whose error is returned where it has one:
// what an API says about itself counts more than that its list is malformed. An
// answer without the list is an error, and so is null in its place unless the
// total says that there is nothing. Number is the page's number, from 1.
func (l *List) DecodePage(body []byte, number int, failed func(map[string]jsontext.Value) error) (listing.Page[Row], error) {
	answer, err := l.Decode(body)
	if err != nil {
		if fields, unreadable := DecodeFields(body); unreadable == nil {
			if failure := failed(fields); failure != nil {
				return listing.Page[Row]{}, failure
			}
		}
		return listing.Page[Row]{}, err
	}
	if failure := failed(answer.Fields); failure != nil {
		return listing.Page[Row]{}, failure
	}
	switch {
	case answer.Null && answer.Total == nil:
		err = errors.New("the list is null and there is no total")
	case answer.Null && *answer.Total != 0:
		err = fmt.Errorf("the list is null although the total is %d", *answer.Total)
	case answer.Rows == nil && !answer.Null:
		err = errors.New("the answer has no list")
	}
	next := FieldText(answer.Fields, l.Layout.Next) != ""
	return listing.Page[Row]{Rows: answer.Rows, Total: answer.Total, Before: answer.Before, Next: next}, err
}

type answerDecoder struct {
	list    *List
	decoder *jsontext.Decoder
	answer  *Answer

	// columns maps the name of a field to the columns that are read from it.
	columns map[string][]int

	// slab holds the cells of the next rows.
	slab []Cell
}

func (d *answerDecoder) isListField(name string) bool {
	layout := d.list.Layout
	return slices.Contains(layout.Rows, name) || slices.Contains(layout.Total, name) || slices.Contains(layout.Before, name)
}

func (d *answerDecoder) readListField(field []byte) error {
	layout, name := d.list.Layout, string(field)
	switch {
	case slices.Contains(layout.Rows, name):
		if d.answer.Rows != nil || d.answer.Null {
			return fmt.Errorf("the answer has two lists, and %s is one of them", name)
		}
		return d.readRows(name)
	case slices.Contains(layout.Total, name):
		return d.readCount(name, &d.answer.Total)
	case slices.Contains(layout.Before, name):
		return d.readCount(name, &d.answer.Before)
	}
	return d.decoder.SkipValue()
}

func (d *answerDecoder) readCount(name string, count **int64) error {
	value, err := d.decoder.ReadValue()
	if err != nil || value.Kind() == 'n' {
		return err
	}
	n, err := decodeInteger(value)
	switch {
	case err != nil:
		return fmt.Errorf("%s %w", name, err)
	case n < 0:
		return fmt.Errorf("%s is negative", name)
	case *count != nil && **count != n:
		return fmt.Errorf("the answer has two different counts, and %s is one of them", name)
	}
	*count = &n
	return nil
}

func (d *answerDecoder) readRows(name string) error {
	if d.decoder.PeekKind() == 'n' {
		d.answer.Null = true
		return d.decoder.SkipValue()
	}
	if err := open(d.decoder, '[', at(name)); err != nil {
		return err
	}
	d.answer.Rows = []Row{}
	for d.decoder.PeekKind() != ']' {
		row, err := d.readRow(func() string { return fmt.Sprintf("%s[%d]", name, len(d.answer.Rows)) })
		if err != nil {
			return err
		}
		d.answer.Rows = append(d.answer.Rows, row)
	}
	_, err := d.decoder.ReadToken()
	return err
}

// readRow reads one row. Its place is asked for only where something is wrong.
func (d *answerDecoder) readRow(place func() string) (Row, error) {
	width := len(d.list.Columns)
	if len(d.slab) < width {
		d.slab = make([]Cell, max(d.list.Paging.PageSize, 1)*width)
	}
	row := Row(d.slab[:width:width])
	d.slab = d.slab[width:]
	err := readObject(d.decoder, place, func(name []byte) error {
		columns := d.columns[string(name)]
		if columns == nil {
			return d.decoder.SkipValue()
		}
		value, err := d.decoder.ReadValue()
		if err != nil || value.Kind() == 'n' {
			return err
		}
		for _, i := range columns {
			if row[i], err = d.list.Columns[i].decode(value); err != nil {
				return fmt.Errorf("%s.%s %w", place(), d.list.Columns[i].Field, err)
			}
		}
		return nil
	})
	return row, err
}

func (c Column) decode(value jsontext.Value) (Cell, error) {
	if c.Decode != nil {
		return c.Decode(value)
	}
	switch c.Type {
	case Int64:
		n, err := decodeInteger(value)
		return NumberCell(n), err
	case Bool:
		truth, err := decodeTruth(value)
		return TruthCell(truth), err
	case String:
		text, err := decodeText(value)
		return TextCell(text), err
	}
	return Cell{}, errors.New("has a type that needs its own decoder")
}

// EpochMilliseconds decodes a point in time that is given in milliseconds since
// 1970 into RFC 3339, in UTC and to the millisecond. A time outside the years
// that RFC 3339 can write becomes null.
func EpochMilliseconds(value []byte) (Cell, error) {
	n, err := decodeInteger(value)
	if err != nil {
		return Cell{}, err
	}
	at := time.UnixMilli(n).UTC()
	if at.Year() < 0 || at.Year() > 9999 {
		return Cell{}, nil
	}
	return TextCell(at.Format(time.RFC3339Nano)), nil
}

// Pairs returns a decoder for a list of objects, each with a name and a value
// under the given fields, such as Alibaba Cloud's tags.
func Pairs(nameField, valueField string) func([]byte) (Cell, error) {
	return func(value []byte) (Cell, error) {
		decoder := jsontext.NewDecoder(bytes.NewBuffer(value))
		if err := open(decoder, '[', at("the value")); err != nil {
			return Cell{}, fmt.Errorf("cannot be read: %w", err)
		}
		entries := []Entry{}
		seen := map[string]Cell{}
		for decoder.PeekKind() != ']' {
			var name, text Cell
			err := readObject(decoder, at("an element"), func(field []byte) error {
				isName := string(field) == nameField
				isValue := string(field) == valueField
				value, err := decoder.ReadValue()
				if err != nil || value.Kind() == 'n' || !isName && !isValue {
					return err
				}
				decoded, err := decodeText(value)
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
				return Cell{}, fmt.Errorf("cannot be read: %w", err)
			}
			if name.IsNull() {
				return Cell{}, fmt.Errorf("has an element without %s", nameField)
			}
			if before, twice := seen[name.Text()]; twice {
				if before.Compare(text) != 0 {
					return Cell{}, fmt.Errorf("has two values for one %s", nameField)
				}
				continue
			}
			seen[name.Text()] = text
			entries = append(entries, Entry{Name: name.Text(), Value: text})
		}
		return EntriesCell(entries), nil
	}
}

// at returns a place that is known beforehand.
func at(place string) func() string { return func() string { return place } }

// readObject reads an object and calls read for each of its fields, with the
// decoder standing before the value. The name is valid until the next read.
func readObject(decoder *jsontext.Decoder, place func() string, read func(name []byte) error) error {
	if err := open(decoder, '{', place); err != nil {
		return err
	}
	for decoder.PeekKind() != '}' {
		quoted, err := decoder.ReadValue()
		if err != nil {
			return syntax(err)
		}
		if err := read(unquote(quoted)); err != nil {
			return syntax(err)
		}
	}
	_, err := decoder.ReadToken()
	return syntax(err)
}

// unquote returns the content of a JSON string that the decoder has found to be
// valid, without a copy where nothing in it is escaped.
func unquote(quoted jsontext.Value) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	content, _ := jsontext.AppendUnquote(nil, quoted) // valid, so that there is no error
	return content
}

// open reads the token that begins an object or a list.
func open(decoder *jsontext.Decoder, expected jsontext.Kind, place func() string) error {
	kind := decoder.PeekKind()
	if kind != expected && kind != jsontext.KindInvalid {
		return fmt.Errorf("%s is %s where %s is expected", place(), kindName(kind), kindName(expected))
	}
	_, err := decoder.ReadToken()
	return syntax(err)
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case 'n':
		return "null"
	case 't', 'f':
		return "a boolean"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	return "no JSON value"
}

// syntax puts an error of the JSON decoder in words that quote nothing of the
// answer. Where the answer ended too early the error is io.ErrUnexpectedEOF.
func syntax(err error) error {
	var syntactic *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the answer ends too early: %w", io.ErrUnexpectedEOF)
	case errors.As(err, &syntactic):
		return fmt.Errorf("the answer is no valid JSON at byte %d", syntactic.ByteOffset)
	}
	return err
}

// atEnd fails where anything but space follows.
func atEnd(decoder *jsontext.Decoder) error {
	if _, err := decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("the answer goes on after its end, at byte %d", decoder.InputOffset())
	}
	return nil
}

func decodeText(value jsontext.Value) (string, error) {
	switch value.Kind() {
	case '"':
		return string(unquote(value)), nil
	case '0':
		return string(value), nil
	}
	return "", fmt.Errorf("is %s where text is expected", kindName(value.Kind()))
}

func decodeInteger(value jsontext.Value) (int64, error) {
	text, err := decodeText(value)
	if err != nil {
		return 0, fmt.Errorf("is %s where an integer is expected", kindName(value.Kind()))
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("is outside the range from %d to %d", int64(math.MinInt64), int64(math.MaxInt64))
	}
	if err != nil {
		return 0, errors.New("is no integer")
	}
	return n, nil
}

func decodeTruth(value jsontext.Value) (bool, error) {
	switch text := string(value); text {
	case `true`, `"true"`:
		return true, nil
	case `false`, `"false"`:
		return false, nil
	}
	return false, fmt.Errorf("is %s where a boolean is expected", kindName(value.Kind()))
}
