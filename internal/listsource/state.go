package listsource

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
)

// encodeState returns the state of a list's data source.
func encodeState(config tftypes.Value, list *listapi.List, account, region string, rows []listapi.Row) ([]byte, error) {
	return protocol.EncodeState(config, sizeOf(list, rows), map[string]func(protocol.Encoder){
		"account":     func(e protocol.Encoder) { e.Text(account) },
		"region":      func(e protocol.Encoder) { e.Text(region) },
		"ids":         func(e protocol.Encoder) { e.Texts(list.Identifiers(rows)) },
		list.RowsName: func(e protocol.Encoder) { encodeRows(e, list.Columns, rows) },
	})
}

func encodeRows(e protocol.Encoder, columns []listapi.Column, rows []listapi.Row) {
	e.List(len(rows))
	for _, row := range rows {
		e.Map(len(columns))
		for i, column := range columns {
			e.Text(column.Name)
			e.Cell(column.Type, row[i])
		}
	}
}

// sizeOf returns how many bytes rows take when they are encoded, and their
// identifiers once more, or a little more than that: memory is taken once.
func sizeOf(list *listapi.List, rows []listapi.Row) int {
	const number = 9 // at the most
	identifier := list.Position(list.Identifier)
	names := 0
	for _, column := range list.Columns {
		names += textSize(column.Name)
	}
	size := 1024 + names*len(rows)
	for _, row := range rows {
		for i, cell := range row {
			switch list.Columns[i].Type {
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
		size += textSize(row[identifier].Text())
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
