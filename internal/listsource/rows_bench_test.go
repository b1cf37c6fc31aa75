package listsource

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// BenchmarkRows measures what becomes of rows inside the provider, from the
// bodies of the answers to the protocol's answer: decoding, order, encoding.
// It reports time and memory for each row.
func BenchmarkRows(b *testing.B) {
	for _, simulated := range lists.All {
		list := catalog.Lists[slices.IndexFunc(catalog.Lists, func(l *cloud.List) bool {
			return l.Operation == simulated.Action || l.Path != "" && l.Path == simulated.Path
		})]
		for _, n := range []int{1_000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", list.Name, n), func(b *testing.B) {
				bodies := pages(b, &list.List, simulated.Rows[len(simulated.Rows)-1], simulator.Generate(simulated.API, n, 1))
				config := tftypes.NewValue(listSchema(list).Type().TerraformType(b.Context()), nil)
				config = nullAttributes(config.Type().(tftypes.Object))
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				for b.Loop() {
					var rows []listapi.Row
					for _, body := range bodies {
						page, err := list.DecodePage(b.Context(), body, succeeded)
						if err != nil {
							b.Fatal(err)
						}
						rows = append(rows, page.Rows...)
					}
					list.Sort(rows)
					if _, err := encodeState(config, &list.List, accounts.Default, "region", rows); err != nil {
						b.Fatal(err)
					}
				}
				runtime.ReadMemStats(&after)
				count := float64(n) * float64(b.N)
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/count, "ns/row")
				b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/count, "B/row")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// pages returns the bodies of the answers that hold rows, page by page.
func pages(b *testing.B, list *listapi.List, field string, rows []simulator.Row) [][]byte {
	b.Helper()
	var bodies [][]byte
	for len(rows) > 0 {
		n := min(list.Paging.PageSize, len(rows))
		for _, row := range rows[:n] {
			delete(row, "_state")
		}
		answer := map[string]any{field: rows[:n]}
		if list.Layout.Within != "" {
			answer = map[string]any{list.Layout.Within: answer}
		}
		body, err := json.Marshal(answer)
		if err != nil {
			b.Fatal(err)
		}
		bodies, rows = append(bodies, body), rows[n:]
	}
	return bodies
}

func nullAttributes(of tftypes.Object) tftypes.Value {
	values := map[string]tftypes.Value{}
	for name, attribute := range of.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
	}
	return tftypes.NewValue(of, values)
}

// succeeded takes every answer for a success.
func succeeded(map[string]jsontext.Value) error { return nil }
