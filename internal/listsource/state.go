package listsource

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
)

// encodeState returns the state of a list's data source.
func encodeState(config tftypes.Value, list *listapi.List, account, region string, rows []listapi.Row) ([]byte, error) {
	ids := list.Identifiers(rows)
	return protocol.EncodeState(config, map[string]func(protocol.Encoder){
		"account":     func(e protocol.Encoder) { e.Text(account) },
		"region":      func(e protocol.Encoder) { e.Text(region) },
		"ids":         func(e protocol.Encoder) { e.Texts(ids) },
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
