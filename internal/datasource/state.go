package datasource

import (
	"bytes"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// encodeState returns the state of a data source in the protocol's encoding:
// what it was configured with, and what was read.
func encodeState(config tftypes.Value, list *listapi.List, region string, rows []listapi.Row) ([]byte, error) {
	var state bytes.Buffer
	state.Grow(sizeOf(list.Columns, rows))
	e := encoder{msgpack.NewEncoder(&state)}
	attributes := fields(config)
	e.must(e.EncodeMapLen(len(attributes)))
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		e.must(e.EncodeString(name))
		switch name {
		case "region":
			e.must(e.EncodeString(region))
		case "ids":
			e.strings(list.Identifiers(rows))
		case list.RowsName:
			e.rows(list.Columns, rows)
		default:
			value, err := tfprotov6.NewDynamicValue(attributes[name].Type(), attributes[name])
			if err != nil {
				return nil, err
			}
			e.must(e.Encode(msgpack.RawMessage(value.MsgPack)))
		}
	}
	return state.Bytes(), nil
}

// encoder writes to memory, where nothing fails.
type encoder struct{ *msgpack.Encoder }

func (e encoder) must(err error) {
	if err != nil {
		panic("datasource: writing to memory failed: " + err.Error())
	}
}

func (e encoder) strings(texts []string) {
	e.must(e.EncodeArrayLen(len(texts)))
	for _, text := range texts {
		e.must(e.EncodeString(text))
	}
}

func (e encoder) rows(columns []listapi.Column, rows []listapi.Row) {
	e.must(e.EncodeArrayLen(len(rows)))
	for _, row := range rows {
		e.must(e.EncodeMapLen(len(columns)))
		for i, column := range columns {
			e.must(e.EncodeString(column.Name))
			e.cell(column.Type, row[i])
		}
	}
}

func (e encoder) cell(of listapi.Type, cell listapi.Cell) {
	switch {
	case cell.IsNull():
		e.must(e.EncodeNil())
	case of == listapi.Int64:
		e.must(e.EncodeInt(cell.Number()))
	case of == listapi.Bool:
		e.must(e.EncodeBool(cell.Truth()))
	case of == listapi.StringMap:
		e.must(e.EncodeMapLen(len(cell.Entries())))
		for _, entry := range cell.Entries() {
			e.must(e.EncodeString(entry.Name))
			e.cell(listapi.String, entry.Value)
		}
	default:
		e.must(e.EncodeString(cell.Text()))
	}
}

// sizeOf returns how many bytes rows take when they are encoded, and their
// identifiers once more, or a little more than that: memory is taken once.
func sizeOf(columns []listapi.Column, rows []listapi.Row) int {
	const number = 9 // at the most
	names := 0
	for _, column := range columns {
		names += textSize(column.Name)
	}
	size := 1024 + names*len(rows)
	for _, row := range rows {
		for i, cell := range row {
			switch columns[i].Type {
			case listapi.Int64:
				size += number
			case listapi.StringMap:
				for _, entry := range cell.Entries() {
					size += textSize(entry.Name) + textSize(entry.Value.Text())
				}
				size += 3
			default:
				size += textSize(cell.Text())
			}
		}
		size += textSize(row[0].Text())
	}
	return size
}

// textSize returns how many bytes a text takes when it is encoded.
func textSize(text string) int {
	switch n := len(text); {
	case n < 32:
		return n + 1
	case n < 256:
		return n + 2
	default:
		return n + 5
	}
}
