// Package jsonfields reads JSON field by field. It is strict, it keeps integers
// exact, and its errors quote nothing of what it reads, since an answer may
// hold a secret.
package jsonfields

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxFields bounds the fields of an object, and the elements of a value that is
// a list.
const MaxFields = 10_000

// Text returns the first of the named fields that has a value, as text:
// the content of a string, or the JSON of anything else, with no more escapes
// than it needs. Null and an empty text are no value. It is empty if there is
// none.
func Text(fields map[string]jsontext.Value, names ...string) string {
	for _, name := range names {
		value, ok := fields[name]
		if !ok || value.Kind() == 'n' {
			continue
		}
		text, err := ReadText(value)
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

// Decode decodes a JSON object into its fields.
func Decode(body []byte) (map[string]jsontext.Value, error) {
	fields := map[string]jsontext.Value{}
	decoder := jsontext.NewDecoder(bytes.NewBuffer(body))
	err := ReadObject(decoder, At("the answer"), func(name []byte) error { return Keep(decoder, string(name), fields) })
	if err != nil {
		return nil, err
	}
	return fields, End(decoder)
}

// Keep reads the value of a field and keeps it as JSON.
func Keep(decoder *jsontext.Decoder, name string, fields map[string]jsontext.Value) error {
	value, err := decoder.ReadValue()
	fields[name] = value.Clone()
	return err
}

// At returns a function that names a fixed place in an answer.
func At(place string) func() string { return func() string { return place } }

// ReadObject reads an object and calls read for each of its fields, with the
// decoder standing before the value. The name is valid until the next read.
func ReadObject(decoder *jsontext.Decoder, place func() string, read func(name []byte) error) error {
	if err := Open(decoder, '{', place); err != nil {
		return err
	}
	for n := 0; decoder.PeekKind() != '}'; n++ {
		if n == MaxFields {
			return fmt.Errorf("%s has more than %d fields", place(), MaxFields)
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
// valid, without a copy if nothing in it is escaped.
func unquote(quoted jsontext.Value) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	content, _ := jsontext.AppendUnquote(nil, quoted) // valid, so that there is no error
	return content
}

// Open reads the token that begins an object or a list.
func Open(decoder *jsontext.Decoder, expected jsontext.Kind, place func() string) error {
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
// answer. If the answer ended too early, the error is io.ErrUnexpectedEOF.
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

// End returns an error if anything but space follows.
func End(decoder *jsontext.Decoder) error {
	if _, err := decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("the answer goes on after its end, at byte %d", decoder.InputOffset())
	}
	return nil
}

// ReadText reads a string, or a number as its digits.
func ReadText(value jsontext.Value) (string, error) {
	switch value.Kind() {
	case '"':
		return string(unquote(value)), nil
	case '0':
		return string(value), nil
	}
	return "", fmt.Errorf("is %s where text is expected", kindName(value.Kind()))
}

// ReadInteger reads a number, or a text that holds one. An empty text is no value. No float is involved, so that 1.0 and 1e3 are
// integers, and each integer of 64 bits is exact.
func ReadInteger(value jsontext.Value) (n int64, set bool, err error) {
	text, err := ReadText(value)
	switch {
	case err != nil:
		return 0, false, fmt.Errorf("is %s where an integer is expected", kindName(value.Kind()))
	case text == "":
		return 0, false, nil
	case value.Kind() == '"' && !isNumber(text):
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

// isNumber reports whether a text holds a number: the sign and the exponent are those
// of JSON, and zeros may come first. A regular expression takes several times as long,
// and some rows have nine such texts.
func isNumber(text string) bool {
	rest, is := cutDigits(strings.TrimPrefix(text, "-"))
	if fraction, has := strings.CutPrefix(rest, "."); is && has {
		rest, is = cutDigits(fraction)
	}
	if is && rest != "" && (rest[0] == 'e' || rest[0] == 'E') {
		exponent := rest[1:]
		if exponent != "" && (exponent[0] == '+' || exponent[0] == '-') {
			exponent = exponent[1:]
		}
		rest, is = cutDigits(exponent)
	}
	return is && rest == ""
}

// cutDigits returns what follows the digits at the beginning of a text, and whether
// there are any.
func cutDigits(text string) (rest string, found bool) {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return text[n:], n > 0
}

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

const (
	// mostDigits and mostZeros bound a decimal: its digits without the zeros at both
	// ends, and the zeros between these and the point. A number in twelve bytes, such as
	// 1e20000000, takes Terraform minutes otherwise.
	mostDigits, mostZeros = 150, 150

	// longestDecimal bounds the text of a decimal before it is looked at.
	longestDecimal = 1000
)

// ReadDecimal reads a number, or a text that holds one, and returns its digits without
// an exponent, and without zeros that say nothing: "-0.25" for -2.50e-1. An empty text
// is no value. No digit is lost.
func ReadDecimal(value jsontext.Value) (decimal string, set bool, err error) {
	text, err := ReadText(value)
	switch {
	case err != nil:
		return "", false, fmt.Errorf("is %s where a number is expected", kindName(value.Kind()))
	case text == "":
		return "", false, nil
	case len(text) > longestDecimal:
		return "", false, errDecimal
	case value.Kind() == '"' && !isNumber(text):
		return "", false, errors.New("is not a number")
	}
	text, negative := strings.CutPrefix(text, "-")
	mantissa, exponentText, _ := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	significant := strings.TrimRight(digits, "0")
	if significant == "" {
		return "0", true, nil
	}
	exponent, err := strconv.ParseInt(cmp.Or(exponentText, "0"), 10, 31) // leaves room for what is added
	zeros := int(exponent) + len(digits) - len(significant) - len(fraction)
	if err != nil || len(significant) > mostDigits || zeros > mostZeros || -zeros-len(significant) > mostZeros {
		return "", false, errDecimal
	}
	switch {
	case zeros >= 0:
		decimal = significant + strings.Repeat("0", zeros)
	case -zeros < len(significant):
		decimal = significant[:len(significant)+zeros] + "." + significant[len(significant)+zeros:]
	default:
		decimal = "0." + strings.Repeat("0", -zeros-len(significant)) + significant
	}
	if negative {
		decimal = "-" + decimal
	}
	return decimal, true, nil
}

var errDecimal = fmt.Errorf("is a number of more than %d digits, or of more than %d zeros on a side", mostDigits, mostZeros)

// ReadBool reads a boolean, or a string that holds one.
func ReadBool(value jsontext.Value) (bool, error) {
	switch text := string(value); text {
	case `true`, `"true"`:
		return true, nil
	case `false`, `"false"`:
		return false, nil
	}
	return false, fmt.Errorf("is %s where a boolean is expected", kindName(value.Kind()))
}
