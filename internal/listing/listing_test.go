package listing_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// server is a list API of rows numbered from 0, with the ways in which such
// APIs differ and fail.
type server struct {
	rows int

	// serves is the largest page that the server gives; 0 means what is asked.
	serves int

	// countsPages makes offsets count pages.
	countsPages bool

	// stridesByAsked computes where a page begins from the size that was asked
	// for, although fewer rows are served.
	stridesByAsked bool

	// ignoresPaging returns everything each time.
	ignoresPaging bool

	// ignoresPosition returns the first page each time.
	ignoresPosition bool

	// repeatsLast returns the last page for any page behind it, and beginsAgain
	// the first.
	repeatsLast, beginsAgain bool

	noTotal, zeroTotal, noBefore, echoesOffset bool

	// fault, if set, changes an answer. Call counts all calls from 1.
	fault func(call int, request listing.Request, page *listing.Page[int]) error

	mu       sync.Mutex
	requests []listing.Request
}

func (s *server) fetch(counting listing.Counting) func(context.Context, listing.Request) (listing.Page[int], error) {
	return func(ctx context.Context, request listing.Request) (listing.Page[int], error) {
		s.mu.Lock()
		s.requests = append(s.requests, request)
		call := len(s.requests)
		s.mu.Unlock()

		size := request.Size
		if s.serves > 0 {
			size = min(size, s.serves)
		}
		stride := size
		if s.stridesByAsked {
			stride = request.Size
		}
		begin := request.Position
		switch {
		case counting == listing.PageNumbers:
			begin = (request.Position - 1) * stride
		case s.countsPages:
			begin = request.Position * stride
		}
		if s.ignoresPosition || s.ignoresPaging {
			begin = 0
		}
		if s.ignoresPaging {
			size = s.rows
		}
		if s.repeatsLast && begin >= s.rows && s.rows > 0 {
			begin = (s.rows - 1) / size * size
		}
		if s.beginsAgain && begin >= s.rows {
			begin = 0
		}
		begin = min(begin, s.rows)
		end := min(begin+size, s.rows)

		page := listing.Page[int]{Rows: []int{}}
		for row := begin; row < end; row++ {
			page.Rows = append(page.Rows, row)
		}
		total, before := int64(s.rows), int64(begin)
		if s.zeroTotal {
			total = 0
		}
		if s.echoesOffset {
			before = int64(request.Position)
		}
		if !s.noTotal {
			page.Total = &total
		}
		if !s.noBefore {
			page.Before = &before
		}
		if s.fault != nil {
			if err := s.fault(call, request, &page); err != nil {
				return page, err
			}
		}
		return page, ctx.Err()
	}
}

func (s *server) list(counting listing.Counting, size int) listing.List[int] {
	return listing.List[int]{
		Scheme:      listing.Scheme{Counting: counting, PageSize: size},
		Fetch:       s.fetch(counting),
		AppendKey:   func(key []byte, row int) []byte { return strconv.AppendInt(key, int64(row), 10) },
		Label:       strconv.Itoa,
		Unique:      true,
		Concurrency: 4,
	}
}

// capped returns a fault: a total that is at most a number.
func capped(most int64) func(int, listing.Request, *listing.Page[int]) error {
	return func(_ int, _ listing.Request, page *listing.Page[int]) error {
		page.Total = total(min(*page.Total, most))
		return nil
	}
}

func numbers(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

func total(n int64) *int64 { return &n }

// TestWhole reads lists that are all right, however the API pages them.
func TestWhole(t *testing.T) {
	const size = 10
	servers := map[string]func(rows int) *server{
		"plain":                       func(n int) *server { return &server{rows: n} },
		"clamps to 7":                 func(n int) *server { return &server{rows: n, serves: 7} },
		"clamps, strides by asked":    func(n int) *server { return &server{rows: n, serves: 7, stridesByAsked: true} },
		"clamps to 1":                 func(n int) *server { return &server{rows: n, serves: 1} },
		"no total":                    func(n int) *server { return &server{rows: n, noTotal: true} },
		"total of zero":               func(n int) *server { return &server{rows: n, zeroTotal: true} },
		"no total, clamps":            func(n int) *server { return &server{rows: n, noTotal: true, serves: 3} },
		"no total, repeats last page": func(n int) *server { return &server{rows: n, noTotal: true, repeatsLast: true} },
		"no total, begins again":      func(n int) *server { return &server{rows: n, noTotal: true, beginsAgain: true} },
		"ignores paging":              func(n int) *server { return &server{rows: n, ignoresPaging: true} },
		"ignores paging, no total":    func(n int) *server { return &server{rows: n, ignoresPaging: true, noTotal: true} },
		"offset counts pages":         func(n int) *server { return &server{rows: n, countsPages: true} },
		"offset counts pages, echoed": func(n int) *server { return &server{rows: n, countsPages: true, echoesOffset: true} },
		"offset counts pages, silent": func(n int) *server { return &server{rows: n, countsPages: true, noBefore: true} },
		"offset counts pages, clamps": func(n int) *server { return &server{rows: n, countsPages: true, serves: 4, noBefore: true} },
		"offset counts pages, no total": func(n int) *server {
			return &server{rows: n, countsPages: true, noTotal: true, noBefore: true}
		},
		"offset echoed": func(n int) *server { return &server{rows: n, echoesOffset: true} },
	}
	countings := map[string]listing.Counting{"page numbers": listing.PageNumbers, "offsets": listing.Offsets}
	for name, serve := range servers {
		for unit, counting := range countings {
			for _, rows := range []int{0, 1, 2, 3, 4, 7, size - 1, size, size + 1, 2 * size, 2*size + 1, 99, 101, 250} {
				t.Run(fmt.Sprintf("%s/%s/%d rows", name, unit, rows), func(t *testing.T) {
					s := serve(rows)
					got, err := s.list(counting, size).Read(t.Context())
					if s.noTotal && (s.repeatsLast || s.beginsAgain || s.ignoresPaging) && rows > 0 && rows <= tooFewRows(s) {
						var inconsistent *listing.InconsistentError
						if !errors.As(err, &inconsistent) || got != nil {
							t.Fatalf("got %v, %v", got, err)
						}
						return
					}
					if err != nil {
						t.Fatalf("%v\nrequests: %v", err, s.requests)
					}
					if !slices.Equal(got, numbers(rows)) {
						t.Fatalf("got %v", got)
					}
				})
			}
		}
	}
}

// tooFewRows is how many rows are too few to distinguish a server that has no
// total and repeats a page from one that repeats it in place of others: a page
// of one row cannot be made smaller. A list of two rows is read with pages of
// one row the second time.
func tooFewRows(s *server) int {
	if s.repeatsLast || s.beginsAgain {
		return 2
	}
	return 1
}

// TestRequests checks what is asked for.
func TestRequests(t *testing.T) {
	tests := map[string]struct {
		server   *server
		counting listing.Counting
		want     []listing.Request
	}{
		"page numbers, read twice": {
			server: &server{rows: 25},
			want:   []listing.Request{{1, 1, 10}, {2, 2, 10}, {3, 3, 10}, {1, 1, 9}, {2, 2, 9}, {3, 3, 9}},
		},
		"one page that is not full is one call": {
			server: &server{rows: 9},
			want:   []listing.Request{{1, 1, 10}},
		},
		"behind a full page there may be more": {
			server: &server{rows: 10},
			want:   []listing.Request{{1, 1, 10}, {2, 2, 10}, {1, 1, 9}, {2, 2, 9}},
		},
		"behind a full last page there may be more": {
			server: &server{rows: 20},
			want:   []listing.Request{{1, 1, 10}, {2, 2, 10}, {3, 3, 10}, {1, 1, 9}, {2, 2, 9}, {3, 3, 9}},
		},
		"nothing is one call": {
			server: &server{rows: 0},
			want:   []listing.Request{{1, 1, 10}},
		},
		"more rows than asked for are not believed at once": {
			server: &server{rows: 25, ignoresPaging: true},
			want:   []listing.Request{{1, 1, 10}, {2, 2, 10}, {1, 1, 9}, {2, 2, 9}},
		},
		"a clamp is asked for from then on": {
			server: &server{rows: 18, serves: 8},
			want:   []listing.Request{{1, 1, 10}, {2, 2, 8}, {3, 3, 8}, {1, 1, 7}, {2, 2, 7}, {3, 3, 7}},
		},
		"one row a page cannot be made smaller": {
			server: &server{rows: 2, serves: 1},
			want:   []listing.Request{{1, 1, 10}, {2, 2, 1}, {3, 3, 1}, {1, 1, 1}, {2, 2, 1}, {3, 3, 1}},
		},
		"a capped total is read beyond": {
			server: &server{rows: 25, fault: capped(20)},
			want: []listing.Request{{1, 1, 10}, {2, 2, 10}, {3, 3, 10}, // which has rows
				{2, 2, 10}, {3, 3, 10}, {4, 4, 10}, {5, 5, 10}, // until nothing comes
				{1, 1, 9}, {2, 2, 9}, {3, 3, 9}, // which has more rows than are due
				{2, 2, 9}, {3, 3, 9}, {4, 4, 9}, {5, 5, 9}},
		},
		"offsets of rows": {
			counting: listing.Offsets,
			server:   &server{rows: 25},
			want: []listing.Request{{1, 0, 10}, {2, 10, 10}, {3, 20, 10},
				{2, 1, 10}, // which proves that offsets count rows
				{1, 0, 9}, {2, 9, 9}, {3, 18, 9}},
		},
		"a full page by offset is looked behind in both ways": {
			counting: listing.Offsets,
			server:   &server{rows: 10},
			want:     []listing.Request{{1, 0, 10}, {2, 10, 10}, {2, 1, 10}, {1, 0, 9}, {2, 9, 9}},
		},
		"offsets of pages": {
			counting: listing.Offsets,
			server:   &server{rows: 25, countsPages: true},
			want: []listing.Request{{1, 0, 10}, {2, 10, 10}, // which is empty
				{2, 1, 10}, // which proves that offsets count pages
				{2, 1, 10}, {3, 2, 10}, {1, 0, 9}, {2, 1, 9}, {3, 2, 9}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			list := test.server.list(test.counting, 10)
			list.Concurrency = 1
			if _, err := list.Read(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(test.server.requests, test.want) {
				t.Fatalf("got  %v\nwant %v", test.server.requests, test.want)
			}
		})
	}
}

// TestMoved reads lists that contradict themselves: for a while, after which
// they come whole, and for ever, after which there is an error with no rows.
func TestMoved(t *testing.T) {
	faults := map[string]struct {
		fault func(request listing.Request, page *listing.Page[int])
		want  string
	}{
		"an empty first page": {
			func(r listing.Request, p *listing.Page[int]) {
				if r.Number == 1 {
					p.Rows = nil
				}
			}, "page 1 is empty although the total is 45"},
		"an empty page in the middle": {
			func(r listing.Request, p *listing.Page[int]) {
				if r.Number == 3 {
					p.Rows = nil
				}
			}, "page 3 has 0 rows where 10 are due, of 45 in all"},
		"a short page": {
			func(r listing.Request, p *listing.Page[int]) {
				if r.Number == 2 {
					p.Rows = p.Rows[:len(p.Rows)-1]
				}
			}, "page 2 has 9 rows where 10 are due"},
		"an empty last page": {
			func(r listing.Request, p *listing.Page[int]) {
				if r.Number == 5 {
					p.Rows = nil
				}
			}, "page 5 has 0 rows where 5 are due"},
		"a page that repeats": {
			func(r listing.Request, p *listing.Page[int]) {
				if r.Number == 4 {
					for i := range p.Rows {
						p.Rows[i] -= r.Size
					}
				}
			}, `rows came more than once: "20", "21", "22"`},
		"a row that repeats": {
			func(r listing.Request, p *listing.Page[int]) {
				if r.Number == 4 {
					p.Rows[0]--
				}
			}, `rows came more than once: "29"`},
		"a row that repeats on one page": {
			func(r listing.Request, p *listing.Page[int]) {
				if r.Number == 1 {
					p.Rows[len(p.Rows)-1] = 3
				}
			}, `rows came more than once: "3"`},
		"a total that grows": {
			func(r listing.Request, p *listing.Page[int]) {
				if r.Number == 3 {
					p.Total = total(46)
				}
			}, "the total was 45 on page 1 and 46 on page 3"},
		"a total that shrinks": {
			func(r listing.Request, p *listing.Page[int]) {
				if r.Number == 3 {
					p.Total = total(44)
				}
			}, "the total was 45 on page 1 and 44 on page 3"},
	}
	for name, test := range faults {
		for unit, counting := range map[string]listing.Counting{"page numbers": listing.PageNumbers, "offsets": listing.Offsets} {
			t.Run(name+"/"+unit+"/passes", func(t *testing.T) {
				tries := 0
				s := &server{rows: 45, fault: func(_ int, r listing.Request, p *listing.Page[int]) error {
					if r.Number == 1 {
						tries++
					}
					if tries <= 2 {
						test.fault(r, p)
					}
					return nil
				}}
				list := s.list(counting, 10)
				list.Concurrency = 1
				got, err := list.Read(t.Context())
				if err != nil || !slices.Equal(got, numbers(45)) {
					t.Fatalf("got %v, %v", got, err)
				}
			})
			t.Run(name+"/"+unit+"/stays", func(t *testing.T) {
				s := &server{rows: 45, fault: func(_ int, r listing.Request, p *listing.Page[int]) error { test.fault(r, p); return nil }}
				got, err := s.list(counting, 10).Read(t.Context())
				var moved *listing.InconsistentError
				if !errors.As(err, &moved) || len(moved.Readings) != 4 || got != nil {
					t.Fatalf("got %v, %v", got, err)
				}
				if counting == listing.PageNumbers && !strings.Contains(err.Error(), test.want) {
					t.Fatalf("error %q does not say %q", err, test.want)
				}
			})
		}
	}
}

// TestMovedWithoutTotal does what TestMoved does if only the rows can show
// it.
func TestMovedWithoutTotal(t *testing.T) {
	faults := map[string]func(r listing.Request, p *listing.Page[int]){
		"an empty page in the middle": func(r listing.Request, p *listing.Page[int]) {
			if r.Number == 3 {
				p.Rows = nil
			}
		},
		"a short page in the middle": func(r listing.Request, p *listing.Page[int]) {
			if r.Number == 3 {
				p.Rows = p.Rows[:2]
			}
		},
		"a page that repeats": func(r listing.Request, p *listing.Page[int]) {
			if r.Number == 3 {
				for i := range p.Rows {
					p.Rows[i] -= r.Size
				}
			}
		},
		"a row that repeats": func(r listing.Request, p *listing.Page[int]) {
			if r.Number == 3 {
				p.Rows[0]--
			}
		},
		"a total that turns up": func(r listing.Request, p *listing.Page[int]) {
			if r.Number == 3 {
				p.Total = total(45)
			}
		},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			s := &server{rows: 45, noTotal: true, fault: func(_ int, r listing.Request, p *listing.Page[int]) error { fault(r, p); return nil }}
			got, err := s.list(listing.PageNumbers, 10).Read(t.Context())
			var moved *listing.InconsistentError
			if !errors.As(err, &moved) || got != nil {
				t.Fatalf("got %v, %v", got, err)
			}
		})
	}
	t.Run("the first page for ever, of a longer list", func(t *testing.T) {
		s := &server{rows: 45, noTotal: true, ignoresPosition: true}
		got, err := s.list(listing.PageNumbers, 10).Read(t.Context())
		var moved *listing.InconsistentError
		if !errors.As(err, &moved) || got != nil {
			t.Fatalf("got %v, %v", got, err)
		}
	})
}

func TestEndless(t *testing.T) {
	tests := map[string]*server{
		"an absurd total": {rows: 25, fault: func(_ int, _ listing.Request, p *listing.Page[int]) error { p.Total = total(1 << 62); return nil }},
		"rows for ever":   {rows: 1 << 30, noTotal: true},
	}
	for name, s := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := s.list(listing.PageNumbers, 2).Read(t.Context())
			var endless *listing.EndlessError
			if !errors.As(err, &endless) || got != nil {
				t.Fatalf("got %d rows, %v", len(got), err)
			}
			if calls := len(s.requests); calls > 10_000 {
				t.Fatalf("%d calls", calls)
			}
		})
	}
}

// TestFetchError checks that a page that fails ends the read, names itself and
// lets no other page go on.
func TestFetchError(t *testing.T) {
	broken := errors.New("broken")
	s := &server{rows: 1000, fault: func(_ int, r listing.Request, _ *listing.Page[int]) error {
		if r.Number == 3 {
			return broken
		}
		return nil
	}}
	list := s.list(listing.PageNumbers, 10)
	list.Concurrency = 1
	got, err := list.Read(t.Context())
	var page *listing.PageError
	if !errors.As(err, &page) || got != nil {
		t.Fatalf("got %v, %v", got, err)
	}
	if want := (&listing.PageError{Page: 3, PagesRead: 2, Err: broken}); !reflect.DeepEqual(page, want) {
		t.Fatalf("got %+v, want %+v", page, want)
	}
	if len(s.requests) > 4 {
		t.Fatalf("%d requests were sent", len(s.requests))
	}
}

// TestNoRowsWithAnError checks that nothing comes with an error, also if the
// rows had been read and only a last check failed.
func TestNoRowsWithAnError(t *testing.T) {
	broken := errors.New("broken")
	s := &server{rows: 5, noTotal: true, fault: func(call int, _ listing.Request, _ *listing.Page[int]) error {
		if call == 3 {
			return broken
		}
		return nil
	}}
	if got, err := s.list(listing.PageNumbers, 10).Read(t.Context()); !errors.Is(err, broken) || got != nil {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &server{rows: 1000, fault: func(call int, _ listing.Request, _ *listing.Page[int]) error {
		switch {
		case call == 5:
			cancel()
		case call > 5:
			<-ctx.Done() // however late the call that cancels is
		}
		return nil
	}}
	got, err := s.list(listing.PageNumbers, 10).Read(ctx)
	if !errors.Is(err, context.Canceled) || got != nil {
		t.Fatalf("got %v, %v", got, err)
	}
	if len(s.requests) > 10 {
		t.Fatalf("%d requests were sent", len(s.requests))
	}
}

// TestConcurrency checks that the first page is read alone and no more pages
// than allowed at once after it.
func TestConcurrency(t *testing.T) {
	s := &server{rows: 200}
	list := s.list(listing.PageNumbers, 10)
	var mu sync.Mutex
	inFlight, most, firstAlone := 0, 0, true
	fetch := list.Fetch
	list.Fetch = func(ctx context.Context, r listing.Request) (listing.Page[int], error) {
		mu.Lock()
		inFlight++
		most = max(most, inFlight)
		firstAlone = firstAlone && (r.Number != 1 || inFlight == 1)
		mu.Unlock()
		time.Sleep(2 * time.Millisecond)
		mu.Lock()
		inFlight--
		mu.Unlock()
		return fetch(ctx, r)
	}
	if _, err := list.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	if most != 4 || !firstAlone {
		t.Fatalf("%d in flight, first alone: %v", most, firstAlone)
	}
}

// FuzzRead holds the reader against an oracle: whatever the server does, the
// result is the whole list or an error.
func FuzzRead(f *testing.F) {
	f.Add(uint16(45), uint8(10), uint8(0), uint16(0), uint16(0), uint8(0))
	f.Add(uint16(250), uint8(100), uint8(10), uint16(0x0004), uint16(3), uint8(1))
	f.Add(uint16(120), uint8(50), uint8(7), uint16(0x0020), uint16(2), uint8(2))
	f.Add(uint16(1000), uint8(50), uint8(0), uint16(0x0100), uint16(7), uint8(3))
	f.Add(uint16(33), uint8(3), uint8(3), uint16(0x0041), uint16(5), uint8(4))
	f.Fuzz(func(t *testing.T, rows uint16, size, serves uint8, flags, at uint16, drift uint8) {
		rows %= 1500
		flag := func(bit int) bool { return flags&(1<<bit) != 0 }
		s := &server{
			rows:           int(rows),
			serves:         int(serves),
			countsPages:    flag(0),
			stridesByAsked: flag(1),
			noTotal:        flag(2),
			zeroTotal:      flag(3),
			noBefore:       flag(4),
			ignoresPaging:  flag(5),
			repeatsLast:    flag(6),
			echoesOffset:   flag(7),
		}
		counting := listing.Counting(flags >> 15)
		s.fault = func(call int, _ listing.Request, page *listing.Page[int]) error {
			if at == 0 || call != int(at) && !flag(9) || call < int(at) || len(page.Rows) == 0 {
				return nil
			}
			switch drift % 6 {
			case 1: // the page comes empty
				page.Rows = nil
			case 2: // a row is missing
				page.Rows = page.Rows[:len(page.Rows)-1]
			case 3: // the list has moved by one row
				for i := range page.Rows {
					page.Rows[i] = max(0, page.Rows[i]-1)
				}
			case 4: // the page before comes again
				for i := range page.Rows {
					page.Rows[i] = max(0, page.Rows[i]-len(page.Rows))
				}
			case 5: // the total is another one
				if page.Total != nil {
					page.Total = total(*page.Total + 1)
				}
			}
			return nil
		}
		got, err := s.list(counting, max(int(size), 1)).Read(t.Context())
		if err != nil {
			if got != nil {
				t.Fatalf("an error with %d rows: %v", len(got), err)
			}
			return
		}
		if !slices.Equal(got, numbers(int(rows))) && !undetectable(s, at) {
			t.Fatalf("%d rows of %d and no error; server %+v", len(got), rows, s)
		}
	})
}

// undetectable reports whether a fault leaves an answer that is as consistent as
// the right one: without a total, a first page that was changed may be the
// whole list for all that a client can see, and the end of a list may come one
// row or page early.
func undetectable(s *server, at uint16) bool {
	return at != 0 && (s.noTotal || s.zeroTotal)
}
