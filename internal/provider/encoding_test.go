package provider_test

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestEncoding compares the bytes of whole states, for every list, with those that
// an encoder of this test writes from the rows of the clouds: values of each kind and
// of each length that MessagePack writes in another way, and lists of each length
// that is paged in another way.
func TestEncoding(t *testing.T) {
	for _, source := range acctest.Sources {
		size := source.PageSize
		for _, n := range []int{0, 1, size - 1, size, size + 1, 6*size + 17} {
			t.Run(fmt.Sprint(source.Name, "/", n), func(t *testing.T) {
				rows := simulator.Generate(source.API, n, int64(n))
				for i := range rows {
					makeOdd(source, rows[i], i)
				}
				clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: rows}})
				answer := clouds.Configured(t, nil).Answer(t.Context(), t, source.Name, nil)
				if len(answer.Diagnostics) > 0 {
					t.Fatal(acctest.Text(answer.Diagnostics))
				}
				want := encode(t, source, source.State(t, rows))
				if got := answer.State.MsgPack; !bytes.Equal(got, want) {
					at := 0
					for at < min(len(got), len(want)) && got[at] == want[at] {
						at++
					}
					from := max(0, at-40)
					t.Errorf("%d bytes where %d are due, different at byte %d:\nwant %.80q\n got %.80q", len(got), len(want), at, want[from:], got[from:])
				}
			})
		}
	}
}

// TestInventoryEncoding compares the bytes of the state of the inventory with those
// of the protocol's own encoding, which has the attributes of a row in another order.
func TestInventoryEncoding(t *testing.T) {
	const name = "entitlements_inventory"
	rows := map[simulator.API][]simulator.Row{}
	for _, source := range acctest.Sources {
		rows[source.API] = simulator.Generate(source.API, 3*source.PageSize, 1)
		for i := range rows[source.API] {
			makeOdd(source, rows[source.API][i], i)
		}
	}
	clouds := acctest.Start(t, simulator.Config{Rows: rows})
	provider := clouds.Configured(t, nil)
	answer := provider.Answer(t.Context(), t, name, acctest.Object{"aicontent_time_zone": "Asia/Shanghai"})
	if text := acctest.Text(answer.Diagnostics); strings.Contains(text, "ERROR") {
		t.Fatal(text)
	}
	of := provider.Schema().DataSourceSchemas[name].ValueType()
	value, err := answer.State.Unmarshal(of)
	if err != nil {
		t.Fatal(err)
	}
	want, err := tfprotov6.NewDynamicValue(of, value)
	if err != nil {
		t.Fatal(err)
	}
	got, rest := sortNames(t, string(answer.State.MsgPack))
	due, _ := sortNames(t, string(want.MsgPack)) // its maps are in no order
	if got != due || rest != "" {
		at := 0
		for at < min(len(got), len(due)) && got[at] == due[at] {
			at++
		}
		from := max(0, at-40)
		t.Errorf("%d bytes where %d are due, different at byte %d:\nwant %.80q\n got %.80q", len(got), len(due), at, due[from:], got[from:])
	}
}

// sortNames returns the first of some values with the names of its maps sorted, and
// what follows it. All else stays as it is encoded.
func sortNames(t *testing.T, values string) (sorted, rest string) {
	t.Helper()
	decoder := msgpack.NewDecoder(strings.NewReader(values))
	code, err := decoder.PeekCode()
	if err != nil {
		t.Fatal(err)
	}
	length := 0
	isMap := msgpcode.IsFixedMap(code) || code == msgpcode.Map16 || code == msgpcode.Map32
	switch {
	case isMap:
		length, err = decoder.DecodeMapLen()
	case msgpcode.IsFixedArray(code) || code == msgpcode.Array16 || code == msgpcode.Array32:
		length, err = decoder.DecodeArrayLen()
	default:
		err = decoder.Skip()
	}
	if err != nil {
		t.Fatal(err)
	}
	left := decoder.Buffered().(*strings.Reader).Len()
	sorted, rest = values[:len(values)-left], values[len(values)-left:]
	var elements []string
	for range length {
		var name, value string
		if isMap {
			name, rest = sortNames(t, rest)
		}
		value, rest = sortNames(t, rest)
		elements = append(elements, name+value)
	}
	if isMap {
		// A text begins with its length, which the protocol does not sort by.
		slices.SortFunc(elements, func(a, b string) int { return strings.Compare(nameOf(t, a), nameOf(t, b)) })
	}
	return sorted + strings.Join(elements, ""), rest
}

// nameOf returns the text with which some values begin.
func nameOf(t *testing.T, values string) string {
	t.Helper()
	name, err := msgpack.NewDecoder(strings.NewReader(values)).DecodeString()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// makeOdd gives the i-th row of a list values that are encoded in other ways than
// most: each kind of value in its turn. What identifies the row stays as unique as it
// was, and what is left of it is what the provider takes.
func makeOdd(source acctest.Source, row simulator.Row, i int) {
	texts := []string{"", "a", strings.Repeat("中", 10) + "x", strings.Repeat("中", 11), strings.Repeat("x", 255), strings.Repeat("x", 256)}
	if i%40 == 7 {
		texts = []string{strings.Repeat("y", math.MaxUint16), strings.Repeat("y", math.MaxUint16+1), "a \"b\" \\ \n \u2028 <&> 🚀"}
	}
	numbers := []int64{
		0, 127, 128, 255, 256, math.MaxUint16, math.MaxUint16 + 1, math.MaxUint32, math.MaxUint32 + 1, math.MaxInt64,
		-1, -32, -33, -128, -129, math.MinInt16, math.MinInt16 - 1, math.MinInt32, math.MinInt32 - 1, math.MinInt64,
	}
	pair := func(key string, value any) any { return map[string]any{"Key": key, "Value": value} }
	many := []any{}
	for n := range 20 {
		many = append(many, pair(fmt.Sprint("key", n*7%20), strings.Repeat("v", n*2)))
	}
	maps := [][]any{{}, {pair("b", "1"), pair("a", nil)}, {pair("", "")}, many}
	times := map[string]bool{}
	for _, field := range source.Fields {
		times[field.Field] = times[field.Field] || field.Type == acctest.EpochMilliseconds
	}
	for at, field := range source.Fields {
		turn := i + 3*at
		switch {
		case field.Attribute == source.Identifier:
			if long := texts[turn%len(texts)]; turn%3 == 0 && row[field.Field] != nil {
				row[field.Field] = fmt.Sprint(row[field.Field], long)
			}
		case turn%11 == 10:
			delete(row, field.Field)
		case turn%11 == 9:
			row[field.Field] = nil
		case turn%2 == 0 || times[field.Field]:
		case field.Type == acctest.String:
			row[field.Field] = texts[turn/2%len(texts)]
		case field.Type == acctest.Int64:
			row[field.Field] = numbers[turn/2%len(numbers)]
		case field.Type == acctest.StringMap:
			row[field.Field] = maps[turn/2%len(maps)]
		}
	}
}

// encode returns a state in the protocol's encoding. The attributes of a row are in
// the order of the record, and all others in that of their names.
func encode(t *testing.T, source acctest.Source, state acctest.Object) []byte {
	t.Helper()
	var encoded bytes.Buffer
	encoder := msgpack.NewEncoder(&encoded)
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var fields []string
	for _, field := range source.Fields {
		fields = append(fields, field.Attribute)
	}
	var write func(value any)
	object := func(object acctest.Object, names []string) {
		must(encoder.EncodeMapLen(len(names)))
		for _, name := range names {
			must(encoder.EncodeString(name))
			write(object[name])
		}
	}
	write = func(value any) {
		switch value := value.(type) {
		case nil:
			must(encoder.EncodeNil())
		case bool:
			must(encoder.EncodeBool(value))
		case int64:
			must(encoder.EncodeInt(value))
		case string:
			must(encoder.EncodeString(value))
		case []any:
			must(encoder.EncodeArrayLen(len(value)))
			for _, element := range value {
				write(element)
			}
		case acctest.Object:
			names := slices.Sorted(maps.Keys(value))
			if slices.Equal(names, slices.Sorted(slices.Values(fields))) {
				names = fields
			}
			object(value, names)
		default:
			t.Fatalf("a state has a %T", value)
		}
	}
	write(state)
	return encoded.Bytes()
}
