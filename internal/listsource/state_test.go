package listsource

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// seats is a list whose identifier is not its first column, with a column of each simple
// type.
var seats = &cloud.List{
	Service: &cloud.Service{Regions: cloud.Regions{Home: "here", Documented: []string{"here"}}},
	List: listapi.List{
		Name: "seats", RowsName: "seats", Identifier: "id",
		Columns: []listapi.Column{
			{Name: "number", Field: "Number", Type: listapi.Int64}, {Name: "flag", Field: "Flag", Type: listapi.Bool},
			{Name: "labels", Field: "Labels", Type: listapi.StringMap, Decode: listapi.Pairs("Key", "Value")},
			{Name: "id", Field: "Id", Type: listapi.String}, {Name: "name", Field: "Name", Type: listapi.String},
		},
		Layout: listapi.Layout{Rows: []string{"Seats"}},
	},
}

// TestSize checks that the memory that is taken for a state is what it needs.
func TestSize(t *testing.T) {
	for name, text := range map[string]string{"short": "a", "long": strings.Repeat("长", 100), "very long": strings.Repeat("a", 70_000)} {
		t.Run(name, func(t *testing.T) {
			rows := make([]string, 100)
			for i := range rows {
				rows[i] = fmt.Sprintf(`{"Number":%d,"Flag":true,"Labels":[{"Key":"k%[2]s","Value":"%[2]s"}],"Id":"%[3]d%[2]s"}`, -1<<60, text, i)
			}
			page, err := seats.DecodePage(t.Context(), []byte(`{"Seats":[`+strings.Join(rows, ",")+`]}`), succeeded)
			if err != nil {
				t.Fatal(err)
			}
			config := listSchema(seats).Type().TerraformType(t.Context()).(tftypes.Object)
			state, err := encodeState(nullAttributes(config), &seats.List, "account", "region", page.Rows)
			if err != nil {
				t.Fatal(err)
			}
			if len(state) != cap(state) {
				t.Errorf("%d bytes are taken for %d", cap(state), len(state))
			}
		})
	}
}

// TestState checks that a state is what the schema says, as Terraform's own code reads it,
// with a column of each type.
func TestState(t *testing.T) {
	item := []listapi.Column{
		{Name: "id", Field: "Id", Type: listapi.String}, {Name: "left", Field: "Left", Type: listapi.Decimal},
		{Name: "unit", Field: "Unit", Type: listapi.Int64},
	}
	list := &cloud.List{Service: seats.Service, List: seats.List}
	list.Columns = append([]listapi.Column{
		{Name: "amount", Field: "Amount", Type: listapi.Decimal}, {Name: "products", Field: "Products.Product", Type: listapi.StringList},
		{Name: "items", Field: "Items", Type: listapi.Objects, Columns: item},
	}, list.Columns...)
	page, err := list.DecodePage(t.Context(), []byte(`{"Seats":[
		{"Id":"a","Number":9007199254740993,"Flag":false,"Name":"智","Amount":"123456789012345678901234567890.50","Products":{"Product":["x",""]},
			"Labels":[{"Key":"k","Value":"v"}],"Items":[{"Id":"i","Left":"0.1","Unit":10},{"Left":9223372036854775808}]},
		{"Id":"b","Amount":"-40.000","Products":{"Product":[]},"Items":[]}, {"Id":"c","Amount":0.25}]}`), succeeded)
	if err != nil {
		t.Fatal(err)
	}
	of := listSchema(list).Type().TerraformType(t.Context()).(tftypes.Object)
	encoded, err := encodeState(nullAttributes(of), &list.List, "account", "region", page.Rows)
	if err != nil {
		t.Fatal(err)
	}
	state, err := (&tfprotov6.DynamicValue{MsgPack: encoded}).Unmarshal(of)
	if err != nil {
		t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	if err := state.As(&attributes); err != nil {
		t.Fatal(err)
	}
	want := []any{
		map[string]any{
			"id": "a", "number": "9007199254740993", "flag": false, "name": "智", "amount": "123456789012345678901234567890.5",
			"products": []any{"x", ""}, "labels": map[string]any{"k": "v"},
			"items": []any{
				map[string]any{"id": "i", "left": "0.1", "unit": "10"}, map[string]any{"id": nil, "left": "9223372036854775808", "unit": nil},
			},
		},
		map[string]any{"id": "b", "number": nil, "flag": nil, "name": nil, "amount": "-40", "products": []any{}, "labels": nil, "items": []any{}},
		map[string]any{"id": "c", "number": nil, "flag": nil, "name": nil, "amount": "0.25", "products": nil, "labels": nil, "items": nil},
	}
	if diff := cmp.Diff(any(want), plain(t, attributes["seats"])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// plain returns what a value holds, with numbers as their digits.
func plain(t *testing.T, value tftypes.Value) any {
	t.Helper()
	as := func(to any) {
		if err := value.As(to); err != nil {
			t.Fatal(err)
		}
	}
	switch of := value.Type(); {
	case value.IsNull():
		return nil
	case of.Is(tftypes.String):
		var text string
		as(&text)
		return text
	case of.Is(tftypes.Bool):
		var truth bool
		as(&truth)
		return truth
	case of.Is(tftypes.Number):
		var number big.Float
		as(&number)
		return number.Text('f', -1)
	case of.Is(tftypes.List{}):
		var elements []tftypes.Value
		as(&elements)
		values := []any{}
		for _, element := range elements {
			values = append(values, plain(t, element))
		}
		return values
	}
	var fields map[string]tftypes.Value
	as(&fields)
	values := map[string]any{}
	for name, field := range fields {
		values[name] = plain(t, field)
	}
	return values
}
