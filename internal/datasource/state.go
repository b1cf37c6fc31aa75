package datasource

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// state returns the state of a data source: its configuration, and what was
// read. It is built without the framework's reflection, which takes four times
// as long.
func state(config tftypes.Value, list *listapi.List, region string, rows []listapi.Row) tftypes.Value {
	values := maps.Clone(fields(config))
	values["region"] = tftypes.NewValue(tftypes.String, region)
	values["ids"] = idsValue(list.Identifiers(rows))
	values[list.RowsName] = rowsValue(list.Columns, rows)
	return tftypes.NewValue(config.Type(), values)
}

func idsValue(ids []string) tftypes.Value {
	values := make([]tftypes.Value, len(ids))
	for i, id := range ids {
		values[i] = tftypes.NewValue(tftypes.String, id)
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, values)
}

func rowsValue(columns []listapi.Column, rows []listapi.Row) tftypes.Value {
	row := tftypes.Object{AttributeTypes: make(map[string]tftypes.Type, len(columns))}
	for _, column := range columns {
		row.AttributeTypes[column.Name] = columnType(column.Type)
	}
	values := make([]tftypes.Value, len(rows))
	for i, cells := range rows {
		attributes := make(map[string]tftypes.Value, len(columns))
		for j, column := range columns {
			attributes[column.Name] = cellValue(column.Type, cells[j])
		}
		values[i] = tftypes.NewValue(row, attributes)
	}
	return tftypes.NewValue(tftypes.List{ElementType: row}, values)
}

func columnType(of listapi.Type) tftypes.Type {
	switch of {
	case listapi.Int64:
		return tftypes.Number
	case listapi.Bool:
		return tftypes.Bool
	case listapi.StringMap:
		return tftypes.Map{ElementType: tftypes.String}
	}
	return tftypes.String
}

func cellValue(of listapi.Type, cell listapi.Cell) tftypes.Value {
	if cell.IsNull() {
		return tftypes.NewValue(columnType(of), nil)
	}
	switch of {
	case listapi.Int64:
		return tftypes.NewValue(tftypes.Number, cell.Number())
	case listapi.Bool:
		return tftypes.NewValue(tftypes.Bool, cell.Truth())
	case listapi.StringMap:
		entries := make(map[string]tftypes.Value, len(cell.Entries()))
		for _, entry := range cell.Entries() {
			entries[entry.Name] = cellValue(listapi.String, entry.Value)
		}
		return tftypes.NewValue(columnType(of), entries)
	}
	return tftypes.NewValue(tftypes.String, cell.Text())
}
