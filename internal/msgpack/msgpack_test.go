package msgpack_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	library "github.com/vmihailenco/msgpack/v5"
	"pgregory.net/rapid"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/msgpack"
)

// entry is a name and a value of a map, which keeps its order here.
type entry struct {
	name  string
	value any
}

// write appends a value with this package.
func write(to []byte, value any) []byte {
	switch value := value.(type) {
	case string:
		return msgpack.AppendText(to, value)
	case []byte:
		return msgpack.AppendText(to, value)
	case int64:
		return msgpack.AppendNumber(to, value)
	case bool:
		return msgpack.AppendTruth(to, value)
	case []any:
		to = msgpack.AppendList(to, len(value))
		for _, element := range value {
			to = write(to, element)
		}
		return to
	case []entry:
		to = msgpack.AppendMap(to, len(value))
		for _, entry := range value {
			to = write(write(to, entry.name), entry.value)
		}
		return to
	}
	return append(to, msgpack.Null...)
}

// writeLibrary writes a value with the library that the protocol's own code uses.
func writeLibrary(t fataler, to *library.Encoder, value any) {
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	switch value := value.(type) {
	case string:
		must(to.EncodeString(value))
	case []byte:
		must(to.EncodeString(string(value)))
	case int64:
		must(to.EncodeInt(value))
	case bool:
		must(to.EncodeBool(value))
	case []any:
		must(to.EncodeArrayLen(len(value)))
		for _, element := range value {
			writeLibrary(t, to, element)
		}
	case []entry:
		must(to.EncodeMapLen(len(value)))
		for _, entry := range value {
			must(to.EncodeString(entry.name))
			writeLibrary(t, to, entry.value)
		}
	default:
		must(to.EncodeNil())
	}
}

type fataler interface {
	Fatal(...any)
	Fatalf(string, ...any)
}

// check writes values with both encoders, and reads them back one by one.
func check(t fataler, values []any) {
	var written []byte
	var want bytes.Buffer
	encoder := library.NewEncoder(&want)
	for _, value := range values {
		written = write(written, value)
		writeLibrary(t, encoder, value)
	}
	if !bytes.Equal(written, want.Bytes()) {
		t.Fatalf("%.100v is written as %.100q, and by the library as %.100q", values, written, want.Bytes())
	}
	rest := string(written)
	for _, value := range values {
		var first string
		first, rest = msgpack.Next(rest)
		read(t, first, value)
	}
	if rest != "" {
		t.Fatalf("%q is left", rest)
	}
}

// read checks what one value is read as.
func read(t fataler, encoded string, value any) {
	kind, same, want := msgpack.KindOf(encoded), false, msgpack.IsNull
	switch value := value.(type) {
	case nil:
		same = encoded == msgpack.Null
	case string:
		want, same = msgpack.IsText, kind == msgpack.IsText && msgpack.Text(encoded) == value
	case []byte:
		want, same = msgpack.IsText, kind == msgpack.IsText && msgpack.Text(encoded) == string(value)
	case int64:
		want, same = msgpack.IsNumber, kind == msgpack.IsNumber && msgpack.Number(encoded) == value
	case bool:
		want, same = msgpack.IsTruth, kind == msgpack.IsTruth && msgpack.Truth(encoded) == value
	case []any:
		n, elements := msgpack.Elements(encoded)
		want, same = msgpack.IsList, n == len(value)
		for _, element := range value {
			var first string
			first, elements = msgpack.Next(elements)
			read(t, first, element)
		}
	case []entry:
		n, elements := msgpack.Elements(encoded)
		want, same = msgpack.IsMap, n == len(value)
		for _, entry := range value {
			var name, of string
			name, elements = msgpack.Next(elements)
			of, elements = msgpack.Next(elements)
			read(t, name, entry.name)
			read(t, of, entry.value)
		}
	}
	if kind != want || !same {
		t.Fatalf("%.100v is read back as something else, of kind %v, from %.100q", value, kind, encoded)
	}
}

// TestBounds writes and reads each value at which the encoding changes.
func TestBounds(t *testing.T) {
	values := []any{nil, true, false}
	for _, n := range []int64{0, 1 << 5, 1 << 7, 1 << 8, 1 << 15, 1 << 16, 1 << 31, 1 << 32, math.MaxInt64} {
		values = append(values, n-1, n, -n, -n-1)
	}
	for _, n := range []int{0, 31, 32, 255, 256, math.MaxUint16, math.MaxUint16 + 1} {
		values = append(values, strings.Repeat("x", n), bytes.Repeat([]byte("y"), n))
	}
	for _, n := range []int{0, 15, 16, math.MaxUint16, math.MaxUint16 + 1} {
		list, entries := []any{}, []entry{}
		for i := range n {
			list, entries = append(list, int64(i)), append(entries, entry{"k", int64(i)})
		}
		values = append(values, list, entries)
	}
	check(t, values)
}

// TestAnyValues writes and reads values that are drawn at random, also within others.
func TestAnyValues(t *testing.T) {
	plain := rapid.OneOf(
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.String().AsAny(),
		rapid.Map(rapid.IntRange(0, 70_000), func(n int) any { return strings.Repeat("z", n) }),
	)
	nested := rapid.OneOf(plain,
		rapid.SliceOfN(plain, 0, 20).AsAny(),
		rapid.Map(rapid.SliceOfN(plain, 0, 20), func(values []any) any {
			entries := []entry{}
			for i, value := range values {
				entries = append(entries, entry{strings.Repeat("n", i), value})
			}
			return entries
		}),
		rapid.Map(rapid.SliceOfN(plain, 0, 3), func(values []any) any { return []any{values, []entry{{"in", values}}} }),
	)
	rapid.Check(t, func(t *rapid.T) { check(t, rapid.SliceOfN(nested, 0, 12).Draw(t, "values")) })
}

// TestForeign checks that a value of another kind is not taken for one that this
// package writes.
func TestForeign(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a fraction of 32 bits was read")
		}
	}()
	msgpack.Next("\xca\x00\x00\x00\x00")
}

// TestFraction checks that a number that has a fraction, as others write it, is
// passed over.
func TestFraction(t *testing.T) {
	const half = "\xcb\x3f\xe0\x00\x00\x00\x00\x00\x00"
	if kind := msgpack.KindOf(half); kind != msgpack.IsFraction {
		t.Errorf("its kind is %d", kind)
	}
	if value, rest := msgpack.Next(half + "\x01"); value != half || rest != "\x01" {
		t.Errorf("%q, and %q behind it", value, rest)
	}
}
