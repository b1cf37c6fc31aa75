package listsource

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// seats is a list whose identifier is not its first column, with a column of each
// type.
var seats = &cloud.List{
	Service: &cloud.Service{Regions: cloud.Regions{Home: "here", Documented: []string{"here"}}},
	List: listapi.List{
		Name: "seats", RowsName: "seats", Identifier: "id",
		Columns: []listapi.Column{
			{Name: "number", Type: listapi.Int64}, {Name: "flag", Type: listapi.Bool}, {Name: "labels", Type: listapi.StringMap},
			{Name: "id", Type: listapi.String}, {Name: "name", Type: listapi.String},
		},
	},
}

// TestSize checks that the memory that is taken for a state is enough, so that it
// is taken once, and is not much more.
func TestSize(t *testing.T) {
	for name, text := range map[string]string{"short": "a", "long": strings.Repeat("长", 100), "very long": strings.Repeat("a", 70_000)} {
		t.Run(name, func(t *testing.T) {
			var rows []listapi.Row
			for i := range 100 {
				rows = append(rows, listapi.Row{
					listapi.NumberCell(-1 << 60), listapi.TruthCell(true),
					listapi.EntriesCell([]listapi.Entry{{Name: "k" + text, Value: listapi.TextCell(text)}}),
					listapi.TextCell(fmt.Sprint(i) + text), {},
				})
			}
			config := listSchema(seats).Type().TerraformType(t.Context()).(tftypes.Object)
			state, err := encodeState(nullAttributes(config), &seats.List, "account", "region", rows)
			if err != nil {
				t.Fatal(err)
			}
			if size := sizeOf(&seats.List, rows); size < len(state) || size > 2*len(state) {
				t.Errorf("%d bytes are taken for %d", size, len(state))
			}
		})
	}
}
