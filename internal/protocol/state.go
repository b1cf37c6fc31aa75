package protocol

import (
	"bytes"
	"maps"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// EncodeState returns the state of a data source in the protocol's encoding:
// the attributes that were read, each written by its function, and for all
// others what was configured. The size is that of the result in bytes, or a
// little more: memory is taken once.
func EncodeState(config tftypes.Value, size int, read map[string]func(Encoder)) ([]byte, error) {
	var state bytes.Buffer
	state.Grow(size)
	e := Encoder{msgpack.NewEncoder(&state)}
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
	return state.Bytes(), nil
}

// Encoder writes values in the protocol's encoding to memory, where nothing
// fails.
type Encoder struct{ encoder *msgpack.Encoder }

// Null writes a null.
func (e Encoder) Null() { e.must(e.encoder.EncodeNil()) }

// Text writes a string.
func (e Encoder) Text(text string) { e.must(e.encoder.EncodeString(text)) }

// Number writes an integer.
func (e Encoder) Number(number int64) { e.must(e.encoder.EncodeInt(number)) }

// Decimal writes a number that may have a fraction.
func (e Encoder) Decimal(number *big.Float) {
	e.must(e.Value(tftypes.NewValue(tftypes.Number, number)))
}

// List begins a list of some length, whose elements follow.
func (e Encoder) List(length int) { e.must(e.encoder.EncodeArrayLen(length)) }

// Map begins a map or an object of some length, whose names and values follow
// in turn.
func (e Encoder) Map(length int) { e.must(e.encoder.EncodeMapLen(length)) }

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
		e.must(e.encoder.Encode(msgpack.RawMessage(encoded.MsgPack)))
	}
	return err
}

func (e Encoder) must(err error) {
	if err != nil {
		panic("protocol: writing to memory failed: " + err.Error())
	}
}

// Cell writes a cell of a row.
func (e Encoder) Cell(of listapi.Type, cell listapi.Cell) {
	switch {
	case cell.IsNull():
		e.Null()
	case of == listapi.Int64:
		e.Number(cell.Number())
	case of == listapi.Bool:
		e.must(e.encoder.EncodeBool(cell.Truth()))
	case of == listapi.StringMap:
		e.Map(len(cell.Entries()))
		for _, entry := range cell.Entries() {
			e.Text(entry.Name)
			e.Cell(listapi.String, entry.Value)
		}
	default:
		e.Text(cell.Text())
	}
}
