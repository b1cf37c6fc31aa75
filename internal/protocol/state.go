package protocol

import (
	"maps"
	"math/big"
	"runtime"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/msgpack"
)

// EncodeState returns the state of a data source in the protocol's encoding:
// the attributes that were read, each written by its function, and for all
// others what was configured. The size is that of the result in bytes, or a
// little more: memory is taken once.
func EncodeState(config tftypes.Value, size int, read map[string]func(Encoder)) ([]byte, error) {
	if size > largeState {
		// What decoding left behind is garbage by now: without this it would be
		// in memory at the same time as the state.
		runtime.GC()
	}
	state := make([]byte, 0, size)
	e := Encoder{&state}
	var attributes map[string]tftypes.Value
	if err := config.As(&attributes); err != nil {
		return nil, err
	}
	e.Map(len(attributes))
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		e.Text(name)
		if write, ok := read[name]; ok {
			write(e)
		} else if err := e.Value(attributes[name]); err != nil {
			return nil, err
		}
	}
	return state, nil
}

// Encoder writes values in the protocol's encoding to memory.
type Encoder struct{ state *[]byte }

// Null writes a null.
func (e Encoder) Null() { e.Encoded(msgpack.Null) }

// Text writes a string.
func (e Encoder) Text(text string) { *e.state = msgpack.AppendText(*e.state, text) }

// Number writes an integer.
func (e Encoder) Number(number int64) { *e.state = msgpack.AppendNumber(*e.state, number) }

// Decimal writes a number that may have a fraction.
func (e Encoder) Decimal(number *big.Float) {
	if err := e.Value(tftypes.NewValue(tftypes.Number, number)); err != nil {
		panic("protocol: a number was not encoded: " + err.Error()) // as each is
	}
}

// List begins a list of some length, whose elements follow.
func (e Encoder) List(length int) { *e.state = msgpack.AppendList(*e.state, length) }

// Map begins a map or an object of some length, whose names and values follow
// in turn.
func (e Encoder) Map(length int) { *e.state = msgpack.AppendMap(*e.state, length) }

// Texts writes a list of strings.
func (e Encoder) Texts(texts []string) {
	e.List(len(texts))
	for _, text := range texts {
		e.Text(text)
	}
}

// Value writes a value of any type.
func (e Encoder) Value(value tftypes.Value) error {
	encoded, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err == nil {
		*e.state = append(*e.state, encoded.MsgPack...)
	}
	return err
}

// Cell writes a cell of a row.
func (e Encoder) Cell(cell listapi.Cell) { e.Encoded(cell.Encoded()) }

// Encoded writes values that are encoded already.
func (e Encoder) Encoded(values string) { *e.state = append(*e.state, values...) }
