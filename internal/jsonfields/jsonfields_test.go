package jsonfields_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/jsonfields"
)

// result writes what a reader returned.
func result(value any, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return fmt.Sprintf("%v", value)
}

// TestReadInteger reads numbers and texts that hold one.
func TestReadInteger(t *testing.T) {
	const (
		outside  = "error: is outside the range from -9223372036854775808 to 9223372036854775807"
		fraction = "error: is not an integer"
		noNumber = "error: is not a number"
	)
	for value, want := range map[string]string{
		`0`: "0", `-0`: "0", `7`: "7", `"7"`: "7", `"007"`: "7", `"-5"`: "-5", `""`: "not set",
		`9007199254740993`: "9007199254740993", `9223372036854775807`: "9223372036854775807", `-9223372036854775808`: "-9223372036854775808",
		`1.0`: "1", `1e3`: "1000", `1.20e1`: "12", `"1.50E+2"`: "150", `120e-1`: "12", `0e99999999999999999999`: "0", `0.000`: "0",
		`9223372036854775808`: outside, `-9223372036854775809`: outside, `1e19`: outside,
		`1e99999999999999999999`: outside, `"99999999999999999999"`: outside,
		`1.5`: fraction, `1e-1`: fraction, `"1.5"`: fraction, `1e-99999999999999999999`: fraction,
		`" 1"`: noNumber, `"1 "`: noNumber, `"+1"`: noNumber, `"0x1"`: noNumber, `"a"`: noNumber, `"1."`: noNumber, `".5"`: noNumber,
		`true`: "error: is a boolean where an integer is expected", `[]`: "error: is a list where an integer is expected",
		`{}`: "error: is an object where an integer is expected",
	} {
		n, set, err := jsonfields.ReadInteger(jsontext.Value(value))
		got := result(n, err)
		if err == nil && !set {
			got = "not set"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
}

// TestReadText reads strings, and numbers as their digits.
func TestReadText(t *testing.T) {
	for value, want := range map[string]string{
		`""`: "", `"a"`: "a", `"\u4e2d\n\"\\\ud83d\ude00"`: "中\n\"\\😀", `1.50`: "1.50", `9007199254740993`: "9007199254740993", `-0`: "-0",
		`true`: "error: is a boolean where text is expected", `null`: "error: is null where text is expected",
		`[1]`: "error: is a list where text is expected",
	} {
		if got := result(jsonfields.ReadText(jsontext.Value(value))); got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
}

// TestReadBool reads booleans, and strings that hold one.
func TestReadBool(t *testing.T) {
	for value, want := range map[string]string{
		`true`: "true", `"true"`: "true", `false`: "false", `"false"`: "false",
		`"True"`: "error: is a string where a boolean is expected", `1`: "error: is a number where a boolean is expected",
		`""`: "error: is a string where a boolean is expected",
	} {
		if got := result(jsonfields.ReadBool(jsontext.Value(value))); got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
}

// TestText finds the first field that has a value.
func TestText(t *testing.T) {
	fields := map[string]jsontext.Value{
		"null": jsontext.Value(`null`), "empty": jsontext.Value(`""`), "text": jsontext.Value(`"a"`), "number": jsontext.Value(`1.0`),
		"truth": jsontext.Value(`true`), "object": jsontext.Value(`{ "k" : "\u0041" }`),
	}
	for names, want := range map[string]string{
		"": "", "none": "", "null": "", "empty": "", "text": "a", "number": "1.0", "truth": "true", "object": `{"k":"A"}`,
		"none null empty number text": "1.0", "text number": "a",
	} {
		if got := jsonfields.Text(fields, strings.Fields(names)...); got != want {
			t.Errorf("%q: %q, want %q", names, got, want)
		}
	}
	if got := string(fields["object"]); got != `{ "k" : "\u0041" }` {
		t.Errorf("the field became %s", got)
	}
}

// TestDecode decodes bodies into their fields. No error quotes the body.
func TestDecode(t *testing.T) {
	many := `{`
	for i := range jsonfields.MaxFields + 1 {
		many += fmt.Sprintf(`"f%d":1,`, i)
	}
	many = strings.TrimSuffix(many, ",") + `}`
	for name, test := range map[string]struct {
		body string
		want map[string]string
		err  string
	}{
		"fields":             {` { "a" : 1 , "\u0062" : { "c" : [ ] } } `, map[string]string{"a": `1`, "b": `{ "c" : [ ] }`}, ""},
		"none":               {`{}`, map[string]string{}, ""},
		"nothing":            {``, nil, "the answer ends too early: unexpected EOF"},
		"half":               {`{"secret":`, nil, "the answer ends too early: unexpected EOF"},
		"a list":             {`[]`, nil, "the answer is a list where an object is expected"},
		"null":               {`null`, nil, "the answer is null where an object is expected"},
		"a name twice":       {`{"secret":1,"secret":2}`, nil, "the answer is no valid JSON at byte 12"},
		"no JSON":            {`{"a":secret}`, nil, "the answer is no valid JSON at byte 5"},
		"HTML":               {`<html>`, nil, "the answer is no valid JSON at byte 0"},
		"not UTF-8":          {"{\"a\":\"\xff\"}", nil, "the answer is no valid JSON at byte 6"},
		"something behind":   {`{} secret`, nil, "the answer goes on after its end, at byte 2"},
		"too many fields":    {many, nil, "the answer has more than 10000 fields"},
		"a lone half of two": {`{"a":"\ud83d"}`, nil, "the answer is no valid JSON at byte 6"},
	} {
		t.Run(name, func(t *testing.T) {
			fields, err := jsonfields.Decode([]byte(test.body))
			if err != nil {
				if err.Error() != test.err {
					t.Errorf("%v, want %s", err, test.err)
				}
				return
			}
			var got map[string]string
			if test.err == "" {
				got = map[string]string{}
			}
			for name, value := range fields {
				got[name] = string(value)
			}
			if diff := cmp.Diff(test.want, got); diff != "" || test.err != "" {
				t.Errorf("no error; (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := jsonfields.Decode([]byte(`{"a"`)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v is not io.ErrUnexpectedEOF", err)
	}
}

// TestReadObject checks that reading stops at the first error, which keeps its
// text, and that places are asked for only if something is wrong.
func TestReadObject(t *testing.T) {
	decoder := func(body string) *jsontext.Decoder { return jsontext.NewDecoder(bytes.NewBufferString(body)) }
	var names []string
	d := decoder(`{"a":1,"b":2,"c":3}`)
	why := errors.New("why")
	err := jsonfields.ReadObject(d, func() string { t.Error("the place was asked for"); return "" }, func(name []byte) error {
		if names = append(names, string(name)); len(names) == 2 {
			return why
		}
		return d.SkipValue()
	})
	if diff := cmp.Diff([]string{"a", "b"}, names); diff != "" || !errors.Is(err, why) {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if err := jsonfields.ReadObject(decoder(`"x"`), jsonfields.At("rows[3]"), nil); err == nil || err.Error() != "rows[3] is a string where an object is expected" {
		t.Error(err)
	}
}
