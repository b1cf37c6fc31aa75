package listsource

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
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
				bodies := pages(b, &list.List, simulator.Generate(simulated.API, n, 1))
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

// BenchmarkReadings measures how much longer a list takes inside the provider that is
// read twice than one that is read once, and fails if that is more than twice as long.
func BenchmarkReadings(b *testing.B) {
	const n = 100_000
	simulated := lists.All[0]
	list := catalog.Lists[slices.IndexFunc(catalog.Lists, func(l *cloud.List) bool { return l.Operation == simulated.Action })]
	config := nullAttributes(listSchema(list).Type().TerraformType(b.Context()).(tftypes.Object))
	rows := simulator.Generate(simulated.API, n, 1)
	bodies := map[int][][]byte{}
	for _, size := range []int{list.Paging.PageSize, list.Paging.PageSize - 1, n + 1} {
		bodies[size] = pagesOf(b, &list.List, rows, size)
	}
	read := func(size int) time.Duration {
		runtime.GC()
		begin, calls, total := time.Now(), 0, int64(n)
		rows, err := listing.List[listapi.Row]{
			Scheme: listing.Scheme{PageSize: size}, AppendKey: list.AppendIdentity, Unique: list.Unique,
			Label: func(row listapi.Row) string { return row.Cell(list.Position(list.Identifier)).Text() },
			Fetch: func(ctx context.Context, request listing.Request) (page listing.Page[listapi.Row], err error) {
				calls++
				if pages := bodies[request.Size]; request.Number <= len(pages) {
					page, err = list.DecodePage(ctx, pages[request.Number-1], succeeded)
				}
				page.Total = &total
				return page, err
			},
		}.Read(b.Context())
		if err != nil || len(rows) != n || (calls == 1) != (size > n) {
			b.Fatal(len(rows), "rows", calls, "calls", err)
		}
		list.Sort(rows)
		if _, err := encodeState(config, &list.List, accounts.Default, "region", rows); err != nil {
			b.Fatal(err)
		}
		return time.Since(begin)
	}
	var ratios []float64
	for b.Loop() {
		once := read(n + 1)
		ratios = append(ratios, float64(read(list.Paging.PageSize))/float64(once))
	}
	slices.Sort(ratios)
	ratio := ratios[len(ratios)/2]
	b.ReportMetric(ratio, "times-one-reading")
	b.ReportMetric(0, "ns/op")
	if ratio > 2 {
		b.Errorf("%.2f times as long as one reading", ratio)
	}
}

// pages returns the bodies of the answers that hold rows, page by page.
func pages(b *testing.B, list *listapi.List, rows []simulator.Row) [][]byte {
	b.Helper()
	return pagesOf(b, list, rows, list.Paging.PageSize)
}

// pagesOf is pages with another number of rows per page.
func pagesOf(b *testing.B, list *listapi.List, rows []simulator.Row, size int) [][]byte {
	b.Helper()
	var bodies [][]byte
	for len(rows) > 0 {
		n := min(size, len(rows))
		for _, row := range rows[:n] {
			delete(row, "_state")
		}
		path := strings.Split(list.Layout.Rows[0], ".")
		var answer any = rows[:n]
		for _, name := range slices.Backward(path) {
			answer = map[string]any{name: answer}
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
