package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestEveryRow reads lists of many lengths from clouds that page in all the
// ways that their documents leave open, and compares whole states.
func TestEveryRow(t *testing.T) {
	acctest.Isolate(t)
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
			return simulator.Config{OffsetCountsPages: true, PageLimit: map[simulator.API]int{api: 7}, TotalMissing: map[simulator.API]bool{api: true}}
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
					if n == 1 && source.API == simulator.OutboundBot && config.IgnoresPaging[source.API] {
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

// TestPages checks what is asked for page by page: each page once, and again with
// a smaller page size, the first alone, with the API's own parameters and nothing
// else.
func TestPages(t *testing.T) {
	acctest.Isolate(t)
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
					if source.API == simulator.CodeArtsIDE {
						ask(page*size, size)
					} else {
						ask(page+1, size)
					}
				}
			}
			if source.API == simulator.CodeArtsIDE {
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
	acctest.Isolate(t)
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

// TestArguments checks for each argument what arrives at the API, what comes
// back, and which region is read.
func TestArguments(t *testing.T) {
	acctest.Isolate(t)
	const rowCount = 230
	tests := []struct {
		name   string
		source int
		config acctest.Object
		sent   map[string]string
		keep   func(simulator.Row) bool
	}{
		{"license_item_id", 0, acctest.Object{"license_item_id": "17712***"}, map[string]string{"LicenseItemId": "17712***"},
			func(r simulator.Row) bool { return r["LicenseItemId"] == "17712***" }},
		{"status", 0, acctest.Object{"status": 2}, map[string]string{"Status": "2"},
			func(r simulator.Row) bool { return fmt.Sprint(r["Status"]) == "2" }},
		{"type", 0, acctest.Object{"type": 1}, map[string]string{"Type": "1"},
			func(r simulator.Row) bool { return fmt.Sprint(r["Type"]) == "1" }},
		{"all", 0, acctest.Object{"type": 1, "status": 1, "license_item_id": "17712***"}, map[string]string{"Type": "1", "Status": "1", "LicenseItemId": "17712***"},
			func(r simulator.Row) bool { return r["LicenseItemId"] == "17712***" }},
		{"nothing found", 0, acctest.Object{"license_item_id": "no such & batch=1+1 ~ 中"}, map[string]string{"LicenseItemId": "no such & batch=1+1 ~ 中"},
			func(simulator.Row) bool { return false }},
		{"resource_type", 1, acctest.Object{"resource_type": "AI_ORAL"}, map[string]string{"resourceType": "AI_ORAL"},
			func(r simulator.Row) bool { return r["resourceCatalogCode"] == "AI_ORAL" }},
		{"resource_type ALL", 1, acctest.Object{"resource_type": "ALL"}, map[string]string{"resourceType": "ALL"},
			func(simulator.Row) bool { return true }},
		{"resource_type with all kinds of characters", 1, acctest.Object{"resource_type": "a b&c=d+e*f~g/h?中"}, map[string]string{"resourceType": "a b&c=d+e*f~g/h?中"},
			func(simulator.Row) bool { return false }},
		{"name", 2, acctest.Object{"name": "回访"}, map[string]string{"Name": "回访"},
			func(r simulator.Row) bool { return contains(r["InstanceName"], "回访") }},
		{"resource_group_id", 2, acctest.Object{"resource_group_id": "90515b5-6115-4ccf-83e2-52d5bfaf2ddf"}, map[string]string{"ResourceGroupId": "90515b5-6115-4ccf-83e2-52d5bfaf2ddf"},
			func(r simulator.Row) bool { return r["ResourceGroupId"] == "90515b5-6115-4ccf-83e2-52d5bfaf2ddf" }},
		{"tags", 2, acctest.Object{"tags": acctest.Object{"部门": "客服", "env": "prod"}},
			map[string]string{"Tag.1.Key": "env", "Tag.1.Value": "prod", "Tag.2.Key": "部门", "Tag.2.Value": "客服"},
			func(r simulator.Row) bool { return hasTag(r, "env", "prod") && hasTag(r, "部门", "客服") }},
		{"no tags", 2, acctest.Object{"tags": acctest.Object{}}, map[string]string{},
			func(simulator.Row) bool { return true }},
		{"license_id", 3, acctest.Object{"license_id": "abc-DEF-123"}, map[string]string{"id": "abc-DEF-123"},
			func(simulator.Row) bool { return false }},
		{"user_id", 3, acctest.Object{"user_id": "Abc123"}, map[string]string{"user_id": "Abc123"},
			func(simulator.Row) bool { return false }},
	}
	for _, test := range tests {
		source := acctest.Sources[test.source]
		t.Run(source.Name+"/"+test.name, func(t *testing.T) {
			rows := simulator.Generate(source.API, rowCount, 9)
			clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: rows}})
			got, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, test.config)
			if len(diagnostics) > 0 {
				t.Fatal(acctest.Text(diagnostics))
			}
			kept := slices.DeleteFunc(slices.Clone(rows), func(r simulator.Row) bool { return !test.keep(r) })
			want := source.State(t, kept)
			for name, value := range test.config {
				if n, ok := value.(int); ok {
					value = int64(n)
				}
				want[name] = value
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
			for _, request := range clouds.Requests() {
				if diff := cmp.Diff(test.sent, filters(source, request)); diff != "" {
					t.Errorf("sent (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestStatus checks CodeArts IDE's status argument, which is not the status of
// a row.
func TestStatus(t *testing.T) {
	acctest.Isolate(t)
	source := acctest.Sources[3]
	for _, status := range []string{"FREEZE", "DELETED", "NORMAL", "UNPAID"} {
		clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, 150, 2)}})
		state, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, acctest.Object{"status": status})
		if len(diagnostics) > 0 {
			t.Fatal(acctest.Text(diagnostics))
		}
		if n := len(state["licenses"].([]any)); n == 0 || n == 150 {
			t.Errorf("%s: %d of 150 rows", status, n)
		}
		if sent := clouds.Requests()[0].Parameters["status"]; sent != status {
			t.Errorf("sent %q", sent)
		}
	}
}

// TestOrder checks that the API's order is kept where the user asks for one.
func TestOrder(t *testing.T) {
	acctest.Isolate(t)
	source := acctest.Sources[1]
	rows := simulator.Generate(source.API, 130, 3)
	for _, test := range []struct {
		config acctest.Object
		sent   map[string]string
	}{
		{acctest.Object{"order_by": "remainQuantity"}, map[string]string{"orderBy": "remainQuantity"}},
		{acctest.Object{"order_by": "remainQuantity", "order_direction": "ASC"}, map[string]string{"orderBy": "remainQuantity", "orderDirection": "ASC"}},
		{acctest.Object{"order_by": "remainQuantity", "order_direction": "DESC"}, map[string]string{"orderBy": "remainQuantity", "orderDirection": "DESC"}},
	} {
		clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: rows}})
		state, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, test.config)
		if len(diagnostics) > 0 {
			t.Fatal(acctest.Text(diagnostics))
		}
		var quantities []int64
		for _, row := range state["resources"].([]any) {
			if quantity, ok := row.(acctest.Object)["remain_quantity"].(int64); ok {
				quantities = append(quantities, quantity)
			}
		}
		ascending := slices.IsSorted(quantities)
		slices.Reverse(quantities)
		descending := slices.IsSorted(quantities)
		wantAscending := test.sent["orderDirection"] == "ASC"
		if len(state["resources"].([]any)) != len(rows) || ascending != wantAscending || descending == wantAscending {
			t.Errorf("%v: %d rows, ascending %v, descending %v", test.config, len(quantities), ascending, descending)
		}
		if !slices.IsSortedFunc(state["ids"].([]any), func(a, b any) int { return cmpStrings(a, b) }) {
			t.Errorf("%v: ids are not sorted", test.config)
		}
		for _, request := range clouds.Requests() {
			if diff := cmp.Diff(test.sent, filters(source, request)); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
		}
	}
}

// TestGroup checks group_by, which changes what the API counts.
func TestGroup(t *testing.T) {
	acctest.Isolate(t)
	source := acctest.Sources[1]
	clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, 130, 3)}})
	state, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, acctest.Object{"group_by": "resourceId"})
	if len(diagnostics) > 0 {
		t.Fatal(acctest.Text(diagnostics))
	}
	if rows, ids := len(state["resources"].([]any)), len(state["ids"].([]any)); rows == 0 || rows >= 130 || rows < ids {
		t.Errorf("%d rows, %d ids", rows, ids)
	}
	if sent := clouds.Requests()[0].Parameters["groupBy"]; sent != "resourceId" {
		t.Errorf("sent %q", sent)
	}
}

// TestSampleAnswers reads the documents' sample answers as they stand. Two of
// them claim 100 rows and have one, which must not pass for a list.
func TestSampleAnswers(t *testing.T) {
	acctest.Isolate(t)
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			clouds := acctest.Start(t, simulator.Config{Fault: func(simulator.Request) handler { return body(simulator.Sample(source.API)) }})
			got, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, nil)
			if source.API == simulator.ICE || source.API == simulator.AiContent {
				if text := acctest.Text(diagnostics); !containsAll(text, "rows") || !slices.ContainsFunc([]string{"no reading of the list was whole", "the API does not list all rows"}, func(part string) bool { return strings.Contains(text, part) }) || rowsOf(got, source) != nil {
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
	acctest.Isolate(t)
	for _, source := range acctest.Sources {
		clouds := acctest.Start(t, simulator.Config{
			Rows:    map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, 1000, 1)},
			Latency: 200 * time.Millisecond,
		})
		begin := time.Now()
		got, diagnostics := clouds.Configured(t, acctest.Object{"max_concurrency": 1}).Read(t.Context(), t, source.Name,
			acctest.Object{"timeouts": acctest.Object{"read": "500ms"}})
		if took := time.Since(begin); took > 1500*time.Millisecond {
			t.Errorf("%s took %s", source.Name, took)
		}
		if text := acctest.Text(diagnostics); !containsAll(text, "the time ran out", "500ms", "2 pages had been read", "timeouts.read") || rowsOf(got, source) != nil {
			t.Errorf("%s: %v\n%s", source.Name, got, text)
		}
	}
}

// TestShortcut checks that a state that goes past the framework is the one that
// would have gone through it.
func TestShortcut(t *testing.T) {
	acctest.Isolate(t)
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

// TestConcurrentReads reads all four lists several times at once through one
// provider, as Terraform does: each state is whole.
func TestConcurrentReads(t *testing.T) {
	acctest.Isolate(t)
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
