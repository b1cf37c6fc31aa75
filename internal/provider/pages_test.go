package provider_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// counted are clouds that count what reading them takes.
type counted struct {
	*acctest.Clouds
	mu          sync.Mutex
	connections int
}

// count starts clouds with a list of so many pages, each of which takes its
// time.
func count(t testing.TB, source acctest.Source, pages int, latency time.Duration) *counted {
	t.Helper()
	c := &counted{Clouds: &acctest.Clouds{Server: simulator.New(simulator.Config{
		Alicloud:    []simulator.Account{acctest.Account},
		Huaweicloud: []simulator.Account{acctest.Account},
		Rows:        map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, pages*source.PageSize, 1)},
		Latency:     latency,
	})}}
	server := httptest.NewUnstartedServer(c.Server)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			c.mu.Lock()
			c.connections++
			c.mu.Unlock()
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

// TestConnections checks that a list is read twice at the most and that
// connections are used again.
func TestConnections(t *testing.T) {
	const pages, concurrency = 40, 4
	for _, source := range acctest.Sources {
		clouds := count(t, source, pages, 2*time.Millisecond)
		provider := clouds.Configured(t, acctest.Object{"max_concurrency": concurrency})
		if _, diagnostics := provider.Read(t.Context(), t, source.Name, nil); len(diagnostics) > 0 {
			t.Fatal(acctest.Text(diagnostics))
		}
		if n := len(clouds.Requests()); n > pages*12/5 {
			t.Errorf("%s: %d requests for %d pages, more than 2.4 for each", source.Name, n, pages)
		}
		if clouds.connections > concurrency {
			t.Errorf("%s: %d connections for %d calls at once", source.Name, clouds.connections, concurrency)
		}
	}
}

// TestOneCall checks that a list that is shorter than a page is read in one call,
// however often.
func TestOneCall(t *testing.T) {
	const reads = 50
	for _, source := range acctest.Sources {
		for _, rows := range []int{0, 1, source.PageSize - 1} {
			clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API,
				rows, 1)}})
			provider := clouds.Configured(t, nil)
			for range reads {
				if _, diagnostics := provider.Read(t.Context(), t, source.Name, nil); len(diagnostics) > 0 {
					t.Fatal(acctest.Text(diagnostics))
				}
			}
			if n := len(clouds.Requests()); n != reads {
				t.Errorf("%s: %d requests for %d reads of %d rows", source.Name, n, reads, rows)
			}
		}
	}
}

// BenchmarkPages reads 100 pages of 50 ms each and reports how many times as
// long that takes as the ideal: one call alone, and the rest max_concurrency at
// a time.
func BenchmarkPages(b *testing.B) {
	const pages, latency = 100, 50 * time.Millisecond
	for _, concurrency := range []int{1, 8, 32} {
		for _, source := range acctest.Sources {
			b.Run(fmt.Sprintf("%s/%d", source.Name, concurrency), func(b *testing.B) {
				clouds := count(b, source, pages, latency)
				for b.Loop() {
					provider := clouds.Configured(b, acctest.Object{"max_concurrency": concurrency})
					if answer := provider.Answer(b.Context(), b, source.Name, nil); len(answer.Diagnostics) > 0 {
						b.Fatal(acctest.Text(answer.Diagnostics))
					}
				}
				rounds := 1 + (pages-2)/concurrency + 1
				ideal := float64(b.N) * float64(rounds) * latency.Seconds()
				b.ReportMetric(b.Elapsed().Seconds()/ideal, "times-ideal")
				b.ReportMetric(float64(len(clouds.Requests()))/float64(b.N*pages), "calls/page")
			})
		}
	}
}
