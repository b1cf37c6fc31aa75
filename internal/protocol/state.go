package protocol

import (
	"maps"
	"math/big"
	"runtime/debug"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/msgpack"
)

// EncodeState returns the state of a data source in the protocol's encoding:
// the attributes that were read, each written by its function, and for all
// others what was configured. Each function is called twice, the first time for
// the size of what it writes, so that memory is taken once and no more than the
// state needs: to append to a state of 30 MiB takes 70 MiB.
func EncodeState(config tftypes.Value, read map[string]func(Encoder)) ([]byte, error) {
	size := 0
	counted := Encoder{state: new([]byte), size: &size}
	if err := encodeState(config, counted, read); err != nil {
		return nil, err
	}
	if size > largeState {
		// What decoding left behind is garbage by now: without this it would be
		// in memory at the same time as the state. A collection alone leaves the
		// memory with the process, in pieces that are too small for the state.
		debug.FreeOSMemory()
	}
	state := make([]byte, 0, size)
	err := encodeState(config, Encoder{state: &state}, read)
	return state, err
}

func encodeState(config tftypes.Value, e Encoder, read map[string]func(Encoder)) error {
	var attributes map[string]tftypes.Value
	if err := config.As(&attributes); err != nil {
		return err
	}
	e.Map(len(attributes))
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		e.Text(name)
		if write, ok := read[name]; ok {
			write(e)
		} else if err := e.Value(attributes[name]); err != nil {
			return err
		}
	}
	return nil
}

// Encoder writes values in the protocol's encoding to memory, or only counts their
// bytes.
type Encoder struct {
	state *[]byte

	// size is what has been written, or nil if that is kept. The state is then what
	// was written last.
	size *int
}

// EncoderTo returns an encoder that appends to a buffer.
func EncoderTo(buffer *[]byte) Encoder { return Encoder{state: buffer} }

// wrote takes note of what was appended to the state.
func (e Encoder) wrote(state []byte) {
	if e.size != nil {
		*e.size += len(state)
		state = state[:0]
	}
	*e.state = state
}

// Null writes a null.
func (e Encoder) Null() { e.Encoded(msgpack.Null) }

// Text writes a string.
func (e Encoder) Text(text string) { e.wrote(msgpack.AppendText(*e.state, text)) }

// Number writes an integer.
func (e Encoder) Number(number int64) { e.wrote(msgpack.AppendNumber(*e.state, number)) }

// Decimal writes a number that may have a fraction.
func (e Encoder) Decimal(number *big.Float) {
	if err := e.Value(tftypes.NewValue(tftypes.Number, number)); err != nil {
		panic("protocol: a number was not encoded: " + err.Error()) // as each is
	}
}

// List begins a list of some length, whose elements follow.
func (e Encoder) List(length int) { e.wrote(msgpack.AppendList(*e.state, length)) }

// Map begins a map or an object of some length, whose names and values follow
// in turn.
func (e Encoder) Map(length int) { e.wrote(msgpack.AppendMap(*e.state, length)) }

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
		e.wrote(append(*e.state, encoded.MsgPack...))
	}
	return err
}

// Cell writes a cell of a row.
func (e Encoder) Cell(cell listapi.Cell) { e.Encoded(cell.Encoded()) }

// Encoded writes values that are encoded already.
func (e Encoder) Encoded(values string) { e.wrote(append(*e.state, values...)) }
