package listsource

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/msgpack"
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
		for i, cell := range row.Cells {
			e.Text(columns[i].Name)
			e.Cell(cell)
		}
	}
}

// sizeOf returns how many bytes rows take in the state, and their identifiers once
// more, or a little more than that: memory is taken once.
func sizeOf(list *listapi.List, rows []listapi.Row) int {
	const head = 5 // of a list or a map, at the most
	identifier := list.Position(list.Identifier)
	var names []byte
	for _, column := range list.Columns {
		names = msgpack.AppendText(names, column.Name)
	}
	size := 1024 + (head+len(names))*len(rows)
	for _, row := range rows {
		size += len(row) + len(row.Cell(identifier))
	}
	return size
}
