package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/faulty"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// TestEveryRow reads lists of many lengths from clouds that page in all the
// ways that their documents leave open, and compares whole states.
func TestEveryRow(t *testing.T) {
	personalities := map[string]func(simulator.API) simulator.Config{
		"as documented": func(simulator.API) simulator.Config { return simulator.Config{} },
		"small pages": func(api simulator.API) simulator.Config {
			return simulator.Config{PageLimit: map[simulator.API]int{api: 7}}
		},
		"no total": func(api simulator.API) simulator.Config {
			return simulator.Config{TotalMissing: map[simulator.API]bool{api: true}}
		},
		"ignores paging": func(api simulator.API) simulator.Config {
			return simulator.Config{IgnoresPaging: map[simulator.API]bool{api: true}}
		},
		"table's spelling":    func(simulator.API) simulator.Config { return simulator.Config{TableSpelling: true} },
		"offset counts pages": func(simulator.API) simulator.Config { return simulator.Config{OffsetCountsPages: true} },
		"offset counts pages, small pages, no total": func(api simulator.API) simulator.Config {
			return simulator.Config{OffsetCountsPages: true, PageLimit: map[simulator.API]int{api: 7},
				TotalMissing: map[simulator.API]bool{api: true}}
		},
	}
	for _, source := range acctest.Sources {
		for personality, config := range personalities {
			t.Run(source.Name+"/"+personality, func(t *testing.T) {
				for _, n := range []int{0, 1, source.PageSize - 1, source.PageSize, source.PageSize + 1, 3*source.PageSize + 17} {
					rows := simulator.Generate(source.API, n, int64(n))
					config := config(source.API)
					config.Rows = map[simulator.API][]simulator.Row{source.API: rows}
					clouds := acctest.Start(t, config)
					got, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, nil)
					if n == 1 && config.IgnoresPaging[source.API] && !sendsTotal(source) {
						// One row on each page and no total: there may be others.
						if text := acctest.Text(diagnostics); !strings.Contains(text, "page 2 repeats rows of pages before it") {
							t.Fatalf("got %v %s", got, text)
						}
						continue
					}
					if len(diagnostics) > 0 {
						t.Fatalf("%d rows: %s", n, acctest.Text(diagnostics))
					}
					want := source.State(t, rows)
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("%d rows (-want +got):\n%s", n, diff)
					}
				}
			})
		}
	}
}

// sendsTotal reports whether the API sends a total even if it ignores paging.
func sendsTotal(source acctest.Source) bool {
	list := lists.Of(source.API)
	answer := list.Answer(&lists.Parameters{}, lists.Settings{IgnoresPaging: true}, simulator.Generate(source.API, 1, 1))
	if source.Within != "" {
		answer = answer[source.Within].(map[string]any)
	}
	_, sends := answer[source.Total]
	return sends
}

// TestPages checks what is asked for page by page: each page once, and again with
// a smaller page size, the first alone, with the API's own parameters and nothing
// else.
func TestPages(t *testing.T) {
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			const pages = 4
			rows := simulator.Generate(source.API, (pages-1)*source.PageSize+1, 1)
			clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: rows}})
			if _, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, nil); len(diagnostics) > 0 {
				t.Fatal(acctest.Text(diagnostics))
			}
			var got, want []string
			for _, request := range clouds.Requests() {
				got = append(got, fmt.Sprint(request.Parameters))
			}
			ask := func(position, size int) {
				want = append(want, fmt.Sprint(map[string]string{source.Page: fmt.Sprint(position), source.Size: fmt.Sprint(size)}))
			}
			for _, size := range []int{source.PageSize, source.PageSize - 1} {
				for page := range pages { // 151 rows, or 301
					if source.Counting == acctest.RowOffsets {
						ask(page*size, size)
					} else {
						ask(page+1, size)
					}
				}
			}
			if source.Counting == acctest.RowOffsets {
				ask(1, source.PageSize) // what offsets count
			}
			if got[0] != want[0] {
				t.Errorf("the first request asks for %s", got[0])
			}
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// TestStable checks that the API's own order does not reach the state, unless
// the user asks for it.
func TestStable(t *testing.T) {
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			rows := simulator.Generate(source.API, 2*source.PageSize+3, 5)
			clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: rows}})
			provider := clouds.Configured(t, nil)
			first, _ := provider.Read(t.Context(), t, source.Name, nil)
			slices.Reverse(rows)
			clouds.SetRows(source.API, rows)
			second, _ := provider.Read(t.Context(), t, source.Name, nil)
			if diff := cmp.Diff(first, second); diff != "" || first == nil {
				t.Errorf("a reversed list (-first +second):\n%s", diff)
			}
		})
	}
}

// TestArguments checks for each value of an argument what arrives at the API, what
// comes back, and which region is read; and the same for all arguments that
// select rows together.
func TestArguments(t *testing.T) {
	const rowCount = 230
	for _, source := range acctest.Sources {
		try := func(name string, config acctest.Object, sent map[string]string, selects func([]simulator.Row) []simulator.Row) {
			t.Run(source.Name+"/"+name, func(t *testing.T) {
				rows := simulator.Generate(source.API, rowCount, 9)
				clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: rows}})
				got, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, config)
				if len(diagnostics) > 0 {
					t.Fatal(acctest.Text(diagnostics))
				}
				want := source.State(t, selects(rows))
				maps.Copy(want, config)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("state (-want +got):\n%s", diff)
				}
				for _, request := range clouds.Requests() {
					if diff := cmp.Diff(sent, filters(source, request)); diff != "" {
						t.Errorf("sent (-want +got):\n%s", diff)
					}
				}
			})
		}
		together, sentTogether := acctest.Object{}, map[string]string{}
		var selectors []func([]simulator.Row) []simulator.Row
		for _, argument := range source.Arguments {
			for i, sample := range argument.Samples {
				if sample.Selects == nil {
					continue // TestOrder checks what orders rows
				}
				try(fmt.Sprint(argument.Name, " = ", sample.Value), acctest.Object{argument.Name: sample.Value}, sample.Sent, sample.Selects)
				if i == 0 {
					together[argument.Name] = sample.Value
					maps.Copy(sentTogether, sample.Sent)
					selectors = append(selectors, sample.Selects)
				}
			}
		}
		try("together", together, sentTogether, func(rows []simulator.Row) []simulator.Row {
			for _, selects := range selectors {
				rows = selects(rows)
			}
			return rows
		})
	}
}

// TestOrder checks that the API's order is kept if the user asks for one.
func TestOrder(t *testing.T) {
	const rowCount = 130
	ordered := 0
	for _, source := range acctest.Sources {
		if source.Order == nil {
			continue
		}
		ordered++
		order := *source.Order
		by, direction := source.Argument(order.Argument).Parameter, source.Argument(order.Direction).Parameter
		for _, test := range []struct {
			config    acctest.Object
			sent      map[string]string
			ascending bool
		}{
			{acctest.Object{order.Argument: order.Value}, map[string]string{by: order.Value}, false},
			{acctest.Object{order.Argument: order.Value, order.Direction: order.Ascending},
				map[string]string{by: order.Value, direction: order.Ascending}, true},
			{acctest.Object{order.Argument: order.Value, order.Direction: order.Descending},
				map[string]string{by: order.Value, direction: order.Descending}, false},
		} {
			t.Run(fmt.Sprint(source.Name, test.config), func(t *testing.T) {
				rows := simulator.Generate(source.API, rowCount, 3)
				clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: rows}})
				state, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, test.config)
				if len(diagnostics) > 0 {
					t.Fatal(acctest.Text(diagnostics))
				}
				var values []int64
				for _, row := range rowsOf(state, source).([]any) {
					if value, ok := row.(acctest.Object)[order.Attribute].(int64); ok {
						values = append(values, value)
					}
				}
				ascending := slices.IsSorted(values)
				slices.Reverse(values)
				descending := slices.IsSorted(values)
				if len(values) < rowCount/2 || ascending != test.ascending || descending == test.ascending {
					t.Errorf("%d values, ascending %v, descending %v", len(values), ascending, descending)
				}
				if !slices.IsSortedFunc(state["ids"].([]any), func(a, b any) int { return cmpStrings(a, b) }) {
					t.Error("ids are not sorted")
				}
				// The rows are those of the list without an order.
				byAttributes := cmpopts.SortSlices(func(a, b any) bool { return fmt.Sprint(a) < fmt.Sprint(b) })
				if diff := cmp.Diff(source.Expect(t, rows), rowsOf(state, source), byAttributes); diff != "" {
					t.Errorf("rows (-want +got):\n%s", diff)
				}
				for _, request := range clouds.Requests() {
					if diff := cmp.Diff(test.sent, filters(source, request)); diff != "" {
						t.Errorf("sent (-want +got):\n%s", diff)
					}
				}
			})
		}
	}
	if ordered == 0 {
		t.Error("no list can be ordered")
	}
}

// TestSampleAnswers reads the documents' sample answers as they stand. Some of
// them claim 100 rows and have one, which must not pass for a list.
func TestSampleAnswers(t *testing.T) {
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			clouds := acctest.Start(t, simulator.Config{Fault: func(simulator.Request) handler { return faulty.Body(simulator.Sample(source.API)) }})
			got, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, nil)
			if source.SampleTotal > 1 {
				if text := acctest.Text(diagnostics); !containsAll(text, "rows") ||
					!slices.ContainsFunc([]string{"no reading of the list was consistent", "the API does not list all rows"},
						func(part string) bool { return strings.Contains(text, part) }) || rowsOf(got, source) != nil {
					t.Errorf("got %v\n%s", got, text)
				}
				return
			}
			if diff := cmp.Diff(source.State(t, []simulator.Row{simulator.SampleRow(source.API)}), got); diff != "" {
				t.Errorf("state (-want +got):\n%s\n%s", diff, acctest.Text(diagnostics))
			}
		})
	}
}

// TestTimeout checks that a read ends when its time does, and says how to give
// it more.
func TestTimeout(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			// It answers two pages, and no more for longer than a busy machine needs.
			var asked atomic.Int64
			cloud := faulty.Start(t, source, simulator.Config{}, func(int, int) faulty.Breaker {
				if asked.Add(1) <= 2 {
					return nil
				}
				return faulty.Instead(faulty.Hang)
			})
			begin := time.Now()
			provider := configuredAt(t, cloud.URL, acctest.Account, acctest.Object{"max_concurrency": 1})
			got, diagnostics := provider.Read(t.Context(), t, source.Name, acctest.Object{"timeouts": acctest.Object{"read": "5s"}})
			if took := time.Since(begin); took > 15*time.Second {
				t.Errorf("took %s", took)
			}
			text, failed := errorOf(diagnostics)
			if !failed || !containsAll(text, "the time ran out", "5s", "2 pages had been read", "timeouts.read") || rowsOf(got, source) != nil {
				t.Errorf("%v\n%s", got, text)
			}
		})
	}
}

// TestShortcut checks that a state that goes past the framework is the one that
// would have gone through it.
func TestShortcut(t *testing.T) {
	for _, source := range acctest.Sources {
		clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, 120, 4)}})
		config := acctest.Object{"timeouts": acctest.Object{"read": "1m"}}
		through := acctest.Behind(t, providerserver.NewProtocol6(provider.New("test")())())
		if response := through.Configure(t, clouds.Settings(), nil); len(response.Diagnostics) > 0 {
			t.Fatal(acctest.Text(response.Diagnostics))
		}
		want, diagnostics := through.Read(t.Context(), t, source.Name, config)
		if len(diagnostics) > 0 {
			t.Fatal(acctest.Text(diagnostics))
		}
		got, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, config)
		if diff := cmp.Diff(want, got); diff != "" || len(diagnostics) > 0 {
			t.Errorf("%s (-through +past):\n%s%s", source.Name, diff, acctest.Text(diagnostics))
		}
	}
}

// TestConcurrentReads reads all lists several times at once through one
// provider, as Terraform does: each state is whole.
func TestConcurrentReads(t *testing.T) {
	rows := map[simulator.API][]simulator.Row{}
	for _, source := range acctest.Sources {
		rows[source.API] = simulator.Generate(source.API, 3*source.PageSize+7, 6)
	}
	provider := acctest.Start(t, simulator.Config{Rows: rows}).Configured(t, nil)
	var group sync.WaitGroup
	for _, source := range acctest.Sources {
		want := source.State(t, rows[source.API])
		for range 5 {
			group.Go(func() {
				got, diagnostics := provider.Read(t.Context(), t, source.Name, nil)
				if diff := cmp.Diff(want, got); diff != "" || len(diagnostics) > 0 {
					t.Errorf("%s (-want +got):\n%s%s", source.Name, diff, acctest.Text(diagnostics))
				}
			})
		}
	}
	group.Wait()
}
