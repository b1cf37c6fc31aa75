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
