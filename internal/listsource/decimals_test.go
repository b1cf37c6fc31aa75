package listsource

import (
	"context"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"pgregory.net/rapid"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// TestDecimals checks that decimals are encoded as the framework does, to the last digit,
// and are ordered by value.
func TestDecimals(t *testing.T) {
	column := &listapi.List{
		Columns: []listapi.Column{{Name: "id", Field: "Id", Type: listapi.String}, {Name: "amount", Field: "Amount", Type: listapi.Decimal}},
		Layout:  listapi.Layout{Rows: []string{"Rows"}, Total: []string{"Total"}},
	}
	read := func(t rapidT, text string) listapi.Cell {
		answer, err := column.Decode(context.Background(), []byte(`{"Rows":[{"Id":"a","Amount":`+text+`}]}`))
		if err != nil {
			t.Fatal(text, err)
		}
		return answer.Rows[0].Cell(1)
	}
	check := func(t rapidT, text string) {
		want, _, err := big.ParseFloat(strings.Trim(text, `"`), 10, 512, big.ToNearestEven)
		if err != nil {
			t.Fatal(text, err)
		}
		encoded, err := tfprotov6.NewDynamicValue(tftypes.Number, tftypes.NewValue(tftypes.Number, want))
		if err != nil {
			t.Fatal(err)
		}
		cell := read(t, text)
		if string(cell) != string(encoded.MsgPack) {
			t.Fatalf("%s is encoded as %x, and by the framework as %x", text, string(cell), encoded.MsgPack)
		}
		if cell.Decimal().Cmp(want) != 0 {
			t.Fatalf("%s is read as %s", text, cell.Decimal().Text('f', -1))
		}
	}
	for _, text := range []string{"0", "-0", "1", "-1", "127", "128", "255", "256", "9007199254740993",
		"9223372036854775807", "-9223372036854775808", "9223372036854775808",
		"18446744073709551616", "0.5", "-0.25", "0.1", "0.15", "1e-7", "2.5E3", `"40.000"`, `"0.000"`, "1e150", "1e-150", "123456789012345678901234567890.123456789",
		strings.Repeat("9", 150), "0." + strings.Repeat("0", 149) + "5", "1." + strings.Repeat("3", 149)} {
		check(t, text)
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.StringMatching(`-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?`).Draw(t, "number"))
	})
	for _, text := range []string{"1e151", "1e-152", strings.Repeat("9", 151), "1." + strings.Repeat("3", 150),
		"1e20000000", "-1e-20000000", `"1e99999999999999999999"`,
		`"` + strings.Repeat("0", 2000) + `"`, `"+1"`, `"1."`, `".5"`, `"0x10"`, `"1_000"`, `"1,5"`, `"NaN"`, `"Inf"`, `" "`} {
		if answer, err := column.Decode(context.Background(), []byte(`{"Rows":[{"Id":"a","Amount":`+text+`}]}`)); err == nil {
			t.Errorf("%.50s is read as %v", text, answer.Rows)
		}
	}
	sorted := []string{"null", "-1e20", "-2.5", "-1", "-0.3", "0", "0.1", "0.5", "1", "1.5", "2", "10", "123456789012345678901234567890"}
	var rows []listapi.Row
	for i := range sorted {
		rows = append(rows, listapi.RowOf(listapi.TextCell("a"), read(t, sorted[(i*5)%len(sorted)])))
	}
	list := *column
	list.Identifier = "id"
	list.Sort(rows)
	for i, row := range rows {
		if want := read(t, sorted[i]); row.Cell(1) != want {
			t.Errorf("row %d is %x, want %s", i, string(row.Cell(1)), sorted[i])
		}
	}
}

type rapidT interface {
	Fatal(...any)
	Fatalf(string, ...any)
}
