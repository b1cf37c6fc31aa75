package listapi

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Answer is one decoded answer of a list API.
type Answer struct {
	// Rows are the rows of the page. They are nil where the answer has no list.
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

	// maxFields bounds the fields of an object, and the elements of a value that
	// is a list.
	maxFields = 10_000

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

// FieldText returns the first of the named fields that has a value, as text:
// the content of a string, or the JSON of anything else, with no more escapes
// than it needs. Null and an empty text are no value. It is empty if there is
// none.
func FieldText(fields map[string]jsontext.Value, names ...string) string {
	for _, name := range names {
		value, ok := fields[name]
		if !ok || value.Kind() == 'n' {
			continue
		}
		text, err := decodeText(value)
		if err != nil {
			value = value.Clone()
			_ = value.Format(jsontext.PreserveRawStrings(false)) // valid, so that there is no error
			text = string(value)
		}
		if text != "" {
			return text
		}
	}
	return ""
}

// StatusOf returns the HTTP status that an error code stands for if it is one,
// as in {"code": 429} with the status 200, and the status of the answer
// otherwise.
func StatusOf(code string, status int) int {
	if n, err := strconv.Atoi(code); err == nil && status <= 299 && n >= 400 && n <= 599 {
		return n
	}
	return status
}

// DecodeFields decodes a JSON object into its fields.
func DecodeFields(body []byte) (map[string]jsontext.Value, error) {
	fields := map[string]jsontext.Value{}
	decoder := jsontext.NewDecoder(bytes.NewBuffer(body))
	err := readObject(decoder, at("the answer"), func(name []byte) error { return keepField(decoder, string(name), fields) })
	if err != nil {
		return nil, err
	}
	return fields, atEnd(decoder)
}

// keepField reads the value of a field and keeps it as JSON.
func keepField(decoder *jsontext.Decoder, name string, fields map[string]jsontext.Value) error {
	value, err := decoder.ReadValue()
	fields[name] = value.Clone()
	return err
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
	err := readObject(d.decoder, at("the answer"), func(name []byte) error {
		switch field := string(name); {
		case l.Layout.Within == "":
			return d.readListField(field, d.answer.Fields)
		case field == l.Layout.Within && d.decoder.PeekKind() == '{':
			return readObject(d.decoder, at(field), func(name []byte) error { return d.readListField(string(name), d.answer.Within) })
		default:
			return keepField(d.decoder, field, d.answer.Fields)
		}
	})
	if err != nil {
		return nil, err
	}
	return d.answer, atEnd(d.decoder)
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
	answer.Fields, _ = DecodeFields(body)
	if l.Layout.Within != "" {
		answer.Within, _ = DecodeFields(answer.Fields[l.Layout.Within])
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
		switch strings.ToLower(FieldText(fields, name)) {
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

	// slab holds the cells of the next rows.
	slab []Cell

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
	return keepField(d.decoder, name, others)
}

func (d *answerDecoder) readCount(name string, count **int64) error {
	value, err := d.decoder.ReadValue()
	if err != nil || value.Kind() == 'n' {
		return err
	}
	n, set, err := decodeInteger(value)
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
	if err := open(d.decoder, '[', at(name)); err != nil {
		return err
	}
	d.answer.Rows = []Row{}
	place := func() string { return fmt.Sprintf("%s[%d]", name, len(d.answer.Rows)) }
	identifier := d.list.Position(d.list.Identifier)
	limit := rowsFor(d.answer.Total)
	for d.decoder.PeekKind() != ']' {
		if len(d.answer.Rows)%rowsBetweenChecks == 0 && d.ctx.Err() != nil {
			return context.Cause(d.ctx)
		}
		if len(d.answer.Rows) == limit {
			return d.tooManyRows()
		}
		row, err := d.readRow(place)
		if err != nil {
			return err
		}
		if d.list.Unique && row[identifier].Text() == "" {
			return fmt.Errorf("%s has no %s, which identifies it", place(), d.list.Columns[identifier].Field)
		}
		d.answer.Rows = append(d.answer.Rows, row)
	}
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
func (d *answerDecoder) readRow(place func() string) (Row, error) {
	width := len(d.list.Columns)
	if len(d.slab) < width {
		d.slab = make([]Cell, max(d.list.Paging.PageSize, 1)*width)
	}
	row := Row(d.slab[:width:width])
	d.slab = d.slab[width:]
	known := false
	err := readObject(d.decoder, place, func(name []byte) error {
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
			if row[i], err = d.list.Columns[i].decode(value); err != nil {
				return fmt.Errorf("%s.%s %w", place(), d.list.Columns[i].Field, err)
			}
		}
		return nil
	})
	if err == nil && !known {
		err = fmt.Errorf("%s has none of the fields that the API documents", place())
	}
	return row, err
}

func (c Column) decode(value jsontext.Value) (Cell, error) {
	if c.Decode != nil {
		return c.Decode(value)
	}
	switch c.Type {
	case Int64:
		n, set, err := decodeInteger(value)
		if err != nil || !set {
			return Cell{}, err
		}
		return NumberCell(n), nil
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
	n, set, err := decodeInteger(value)
	if err != nil || !set {
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
			if len(seen) == maxFields {
				return Cell{}, fmt.Errorf("has more than %d elements", maxFields)
			}
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
	for n := 0; decoder.PeekKind() != '}'; n++ {
		if n == maxFields {
			return fmt.Errorf("%s has more than %d fields", place(), maxFields)
		}
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

// decodeInteger decodes a number, or a text that holds one. An empty text is no value. No float is involved, so that 1.0 and 1e3 are
// integers, and each integer of 64 bits is exact.
func decodeInteger(value jsontext.Value) (n int64, set bool, err error) {
	text, err := decodeText(value)
	switch {
	case err != nil:
		return 0, false, fmt.Errorf("is %s where an integer is expected", kindName(value.Kind()))
	case text == "":
		return 0, false, nil
	case value.Kind() == '"' && !number().MatchString(text):
		return 0, false, errors.New("is not a number")
	}
	if strings.ContainsAny(text, ".eE") {
		if text, err = wholeDigits(text); err != nil {
			return 0, false, err
		}
	}
	if n, err = strconv.ParseInt(text, 10, 64); err != nil { // out of range, for it has only digits
		return 0, false, errRange
	}
	return n, true, nil
}

var errRange = fmt.Errorf("is outside the range from %d to %d", int64(math.MinInt64), int64(math.MaxInt64))

// number matches a text that holds a number: the sign and the exponent are those
// of JSON, and zeros may come first.
var number = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
})

// wholeDigits writes a JSON number that has a fraction or an exponent without
// either. It fails if the number is not an integer, or far outside 64 bits.
func wholeDigits(text string) (string, error) {
	text, negative := strings.CutPrefix(text, "-")
	mantissa, exponentText, _ := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	significant := strings.TrimRight(digits, "0")
	if significant == "" {
		return "0", nil
	}
	exponent, err := strconv.ParseInt(cmp.Or(exponentText, "0"), 10, 31) // leaves room for what is added
	if err != nil && !strings.HasPrefix(exponentText, "-") {
		return "", errRange
	}
	zeros := int(exponent) + len(digits) - len(significant) - len(fraction)
	const longest = len("9223372036854775807")
	switch {
	case err != nil || zeros < 0:
		return "", errors.New("is not an integer")
	case len(significant)+zeros > longest:
		return "", errRange
	}
	significant += strings.Repeat("0", zeros)
	if negative {
		return "-" + significant, nil
	}
	return significant, nil
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
