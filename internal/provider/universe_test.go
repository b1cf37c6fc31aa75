package provider_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/faulty"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/universe"
)

var (
	wireServers = flag.Uint64("servers", 50, "how many servers TestUniverse reads from, for each list")
	wireSeed    = flag.Uint64("seed", 1, "the seed of the first server of TestUniverse")
)

// TestUniverse reads each list through the whole provider from servers that are
// drawn at random: the result has every row that existed all the time and none
// more often than it existed, or there is an error. The same servers are read
// without a wire, and many more of them, beside the reader of lists.
func TestUniverse(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			var whole uint64
			for seed := *wireSeed; seed < *wireSeed+*wireServers; seed++ {
				if readDrawn(t, source, seed) {
					whole++
				}
			}
			if whole < *wireServers/3 {
				t.Errorf("only %d of %d lists were read", whole, *wireServers)
			}
		})
	}
}

// readDrawn reads from the server of a seed, and returns whether a list came.
func readDrawn(t *testing.T, source acctest.Source, seed uint64) bool {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // a test that can be repeated
	offsets := source.Counting == acctest.RowOffsets
	options := universe.Options{
		Scheme:      listing.Scheme{PageSize: source.PageSize},
		Unique:      source.Identifiers == acctest.UniqueIdentifiers,
		Token:       source.Token != "",
		Before:      source.Before != "",
		Concurrency: 1 + 7*random.IntN(2),
	}
	if offsets {
		options.Scheme.Counting = listing.Offsets
	}
	server := universe.Draw(random, options)
	var mu sync.Mutex
	clouds := acctest.Start(t, simulator.Config{Fault: func(request simulator.Request) faulty.Handler {
		position, _ := strconv.Atoi(request.Parameters[source.Page])
		size, _ := strconv.Atoi(request.Parameters[source.Size])
		number := position
		if offsets {
			number = position/max(size, 1) + 1
		}
		mu.Lock()
		defer mu.Unlock()
		return faulty.Body(encodePage(source, server.Answer(listing.Request{Number: number, Position: position, Size: size}), random))
	}})
	state, diagnostics := clouds.Configured(t, acctest.Object{"max_concurrency": int64(options.Concurrency)}).Read(t.Context(), t,
		source.Name, nil)
	if _, failed := errorOf(diagnostics); failed {
		if rowsOf(state, source) != nil {
			t.Errorf("-seed=%d -servers=1: rows came with an error", seed)
		}
		return false
	}
	var identities []int
	for _, row := range rowsOf(state, source).([]any) {
		identity, err := strconv.Atoi(strings.TrimPrefix(row.(acctest.Object)[source.Identifier].(string), "row-"))
		if err != nil {
			t.Fatal(err)
		}
		identities = append(identities, identity)
	}
	if wrong := server.Judge(identities); wrong != "" {
		t.Errorf("-seed=%d -servers=1: %s\n  from %v", seed, wrong, server)
	}
	return true
}

// encodePage writes a page as the API of a list does. What changes by use
// changes with each answer.
func encodePage(source acctest.Source, page listing.Page[universe.Row], random *rand.Rand) []byte {
	var envelope map[string]any
	if err := json.Unmarshal(simulator.Sample(source.API), &envelope); err != nil {
		panic(err)
	}
	a := faulty.Answer{Source: source, Body: envelope}
	rows := make([]simulator.Row, len(page.Rows))
	for i, row := range page.Rows {
		rows[i] = maps.Clone(simulator.SampleRow(source.API))
		rows[i][source.FieldOf(source.Identifier)] = fmt.Sprintf("row-%d", row.Identity)
		for _, field := range source.Fields {
			if field.Type == acctest.Int64 && slices.Contains(source.Changing, field.Attribute) {
				rows[i][field.Field] = random.IntN(1000)
			}
		}
	}
	a.SetList(faulty.VisibleRows(rows))
	a.DropTotal()
	if page.Total != nil {
		a.SetTotal(*page.Total)
	}
	if delete(a.Holder(), source.Before); page.Before != nil {
		a.Holder()[source.Before] = *page.Before
	}
	if delete(a.Holder(), source.Echo); page.Size != nil && source.Echo != "" {
		a.Holder()[source.Echo] = *page.Size
	}
	if delete(envelope, source.Token); page.Next {
		envelope[source.Token] = "xxxx-xxx-xxxxx"
	}
	encoded, err := json.Marshal(envelope)
	if err != nil {
		panic(err)
	}
	return encoded
}
