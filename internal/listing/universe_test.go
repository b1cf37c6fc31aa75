package listing_test

import (
	"context"
	"encoding/binary"
	"flag"
	"math/rand/v2"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/universe"
)

var (
	servers   = flag.Uint64("servers", 20_000, "how many servers TestUniverse reads from")
	firstSeed = flag.Uint64("seed", 1, "the seed of the first server of TestUniverse")
)

// TestUniverse reads from servers that are drawn at random. Whatever they are,
// the result has every row that existed all the time and no row more often than
// it existed, or there is an error.
func TestUniverse(t *testing.T) {
	var failed, whole, next atomic.Uint64
	next.Store(*firstSeed)
	end := *firstSeed + *servers
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for seed := next.Add(1) - 1; seed < end; seed = next.Add(1) - 1 {
				if server, rows, wrong := readDrawn(t.Context(), seed); wrong != "" {
					if failed.Add(1) <= 20 {
						t.Errorf("-seed=%d -servers=1: %s\n  read %d rows from %v", seed, wrong, rows, server)
					}
				} else if rows >= 0 {
					whole.Add(1)
				}
			}
		})
	}
	group.Wait()
	if n := failed.Load(); n > 0 {
		t.Errorf("%d of %d servers", n, *servers)
	}
	// A reader that always fails would pass otherwise.
	if n := whole.Load(); n < *servers/2 && *servers > 100 {
		t.Errorf("only %d of %d lists were read", n, *servers)
	}
}

// readDrawn reads from the server of a seed. It returns what is wrong with the
// result, and how many rows came, or -1 if there was an error.
func readDrawn(ctx context.Context, seed uint64) (server *universe.Server, rows int, wrong string) {
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // a test that can be repeated
	options := universe.Options{
		Scheme: listing.Scheme{PageSize: []int{1, 2, 3, 5, 8, 10}[random.IntN(6)], Counting: listing.Counting(random.IntN(2))},
		Unique: random.IntN(3) > 0,
		Token:  random.IntN(3) == 0,

		Concurrency: 1 + 3*random.IntN(2),
	}
	options.Before = options.Scheme.Counting == listing.Offsets
	server = universe.Draw(random, options)
	var mu sync.Mutex
	got, err := listing.List[universe.Row]{
		Scheme: options.Scheme,
		Fetch: func(_ context.Context, request listing.Request) (listing.Page[universe.Row], error) {
			mu.Lock()
			defer mu.Unlock()
			return server.Answer(request), nil
		},
		AppendKey: func(key []byte, row universe.Row) []byte {
			return binary.AppendVarint(key, int64(row.Identity))
		},
		Label:       func(row universe.Row) string { return strconv.Itoa(row.Identity) },
		Unique:      options.Unique,
		Concurrency: options.Concurrency,
	}.Read(ctx)
	if err != nil {
		return server, -1, ""
	}
	var identities []int
	for _, row := range got {
		identities = append(identities, row.Identity)
	}
	return server, len(got), server.Judge(identities)
}
