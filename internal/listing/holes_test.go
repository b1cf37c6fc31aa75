package listing_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// paged answers requests by page number from a list.
func paged(list []int, r listing.Request) listing.Page[int] {
	begin := min((r.Position-1)*r.Size, len(list))
	end := min(begin+r.Size, len(list))
	return listing.Page[int]{Rows: slices.Clone(list[begin:end]), Total: total(int64(len(list)))}
}

// once answers one call with a page, and all others from a list of 25 rows.
func once(call int, page listing.Page[int]) func(int, listing.Request) listing.Page[int] {
	return func(n int, r listing.Request) listing.Page[int] {
		if n == call {
			return page
		}
		return paged(numbers(25), r)
	}
}

// knows answers with a page if it is asked for another page size than one, and
// from a list of 25 rows otherwise.
func knows(size int, page listing.Page[int]) func(int, listing.Request) listing.Page[int] {
	return func(_ int, r listing.Request) listing.Page[int] {
		if r.Size != size {
			return page
		}
		return paged(numbers(25), r)
	}
}

// TestHoles reads from each server that once had a list read short, or a row
// read twice, without an error. What is wanted is the whole list, or an error
// where no client could know it.
func TestHoles(t *testing.T) {
	tests := map[string]struct {
		counting listing.Counting
		size     int  // of a page; 10 if it is not set
		equal    bool // rows may be equal
		answer   func(call int, r listing.Request) listing.Page[int]
		want     []int // nil if an error is wanted
	}{
		"pages by token only, no total": {
			answer: func(_ int, _ listing.Request) listing.Page[int] {
				return listing.Page[int]{Rows: numbers(10), Next: true}
			},
		},
		"pages by token only, total of zero": {
			answer: func(_ int, _ listing.Request) listing.Page[int] {
				return listing.Page[int]{Rows: numbers(10), Total: total(0), Next: true}
			},
		},
		"pages by token only, the total of one page": {
			answer: func(_ int, _ listing.Request) listing.Page[int] {
				return listing.Page[int]{Rows: numbers(10), Total: total(10), Next: true}
			},
		},
		"pages by token only, the total of one page that is not full": {
			answer: func(_ int, _ listing.Request) listing.Page[int] {
				return listing.Page[int]{Rows: numbers(7), Total: total(7), Next: true}
			},
		},
		"a page that is as long as the size it says it has": {
			answer: func(_ int, r listing.Request) listing.Page[int] {
				page := paged(numbers(25), listing.Request{Position: r.Position, Size: min(r.Size, 7)})
				page.Total, page.Size = total(min(7, int64(len(page.Rows)))), total(7)
				return page
			},
			want: numbers(25),
		},
		"a page that comes again and is as long as the size it says it has": {
			answer: func(_ int, _ listing.Request) listing.Page[int] {
				return listing.Page[int]{Rows: numbers(7), Size: total(7)}
			},
		},
		"one answer of a second reading that has nothing": {
			answer: once(4, listing.Page[int]{Total: total(0)}),
			want:   numbers(25),
		},
		"one answer of a second reading that has few": {
			answer: once(4, listing.Page[int]{Rows: numbers(2), Total: total(2)}),
			want:   numbers(25),
		},
		"nothing for page sizes that the server does not know": {
			answer: knows(10, listing.Page[int]{Total: total(0)}),
		},
		"nothing and no total for page sizes that the server does not know": {
			answer: knows(10, listing.Page[int]{}),
		},
		"few rows for page sizes that the server does not know": {
			answer: knows(10, listing.Page[int]{Rows: numbers(3), Total: total(3)}),
		},
		"page sizes that the server does not know, and one that it does": {
			size: 50,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				if r.Size%10 != 0 {
					return listing.Page[int]{Total: total(0)}
				}
				return paged(numbers(120), r)
			},
			want: numbers(120),
		},
		"a total that comes once": {
			answer: func(call int, _ listing.Request) listing.Page[int] {
				page := listing.Page[int]{Rows: numbers(10)}
				if call == 1 {
					page.Total = total(45)
				}
				return page
			},
		},
		"offsets that are rounded up": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				begin := min((r.Position+9)/10*10, 45)
				return listing.Page[int]{Rows: numbers(45)[begin:min(begin+10, 45)], Before: total(int64(begin))}
			},
		},
		"offsets that are page numbers from 1": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				begin := min(max(0, r.Position-1)*10, 45)
				return listing.Page[int]{Rows: numbers(45)[begin:min(begin+10, 45)], Before: total(int64(begin))}
			},
		},
		"offsets that are page numbers from 1, and page 1 behind the last": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				begin := max(0, r.Position-1) * 10
				if begin >= 45 {
					begin = 0
				}
				return listing.Page[int]{Rows: numbers(45)[begin:min(begin+10, 45)]}
			},
		},
		"offsets that are page numbers from 1 of pages of two rows": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				begin := max(0, r.Position-1) * 2
				if begin >= 5 {
					begin = 0
				}
				return listing.Page[int]{Rows: numbers(5)[begin:min(begin+2, 5)]}
			},
		},
		"equal rows that are far apart": {
			equal: true,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				return paged(append(numbers(35), 0), r)
			},
			want: append(numbers(35), 0),
		},
		"pages of equal rows where the position is ignored": {
			equal: true,
			answer: func(_ int, _ listing.Request) listing.Page[int] {
				return listing.Page[int]{Rows: numbers(10), Total: total(20)}
			},
		},
		"an empty page that points onward": {
			answer: func(_ int, _ listing.Request) listing.Page[int] {
				return listing.Page[int]{Total: total(0), Next: true}
			},
		},
		"an empty page that points onward, later": {
			answer: func(_ int, r listing.Request) listing.Page[int] {
				page := paged(numbers(25), r)
				page.Total, page.Next = nil, r.Position >= 3
				return page
			},
		},
		"the last page points onward, and nothing follows": {
			answer: func(_ int, r listing.Request) listing.Page[int] {
				page := paged(numbers(25), r)
				page.Total, page.Next = nil, r.Position == 3
				return page
			},
		},
		"a page of equal rows comes again at the end of a list that has more": {
			size:  3,
			equal: true,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				list := []int{0, 1, 2, 0, 1, 2, 0}[:min(3*r.Size, 7)] // three pages at the most
				page := paged(list, r)
				page.Total = total(int64(len(page.Rows)))
				return page
			},
		},
		"an empty page that says that rows are before it": {
			counting: listing.Offsets,
			answer: func(_ int, _ listing.Request) listing.Page[int] {
				return listing.Page[int]{Total: total(0), Before: total(777)}
			},
		},
		"one row goes and one comes between two pages": {
			answer: func(call int, r listing.Request) listing.Page[int] {
				list := numbers(25)
				if call > 1 {
					list = append(slices.Delete(list, 0, 1), 25)
				}
				return paged(list, r)
			},
			want: append(numbers(25)[1:], 25),
		},
		"the order changes by use between two pages": {
			equal: true,
			answer: func(call int, r listing.Request) listing.Page[int] {
				list := numbers(25)
				if call > 1 {
					list = append(slices.Delete(list, 3, 4), 3)
				}
				return paged(list, r)
			},
			want: append(slices.Delete(numbers(25), 3, 4), 3),
		},
		"a capped total": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				page := paged(numbers(25)[min(r.Position, 25):], listing.Request{Position: 1, Size: r.Size})
				page.Total, page.Before = total(10), total(int64(min(r.Position, 10)))
				return page
			},
			want: numbers(25),
		},
		"a capped total with a page that is not full": {
			answer: func(_ int, r listing.Request) listing.Page[int] {
				page := paged(numbers(25), r)
				page.Total = total(22)
				return page
			},
			want: numbers(25),
		},
		"no offsets but multiples of the page, and no total": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				if r.Position%r.Size != 0 {
					return listing.Page[int]{}
				}
				return listing.Page[int]{Rows: paged(numbers(25)[min(r.Position, 25):], listing.Request{Position: 1, Size: r.Size}).Rows}
			},
			want: numbers(25),
		},
		"one row a page, no position and no total": {
			answer: func(_ int, _ listing.Request) listing.Page[int] { return listing.Page[int]{Rows: numbers(1)} },
		},
		"wrong rows before each page": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				page := paged(numbers(25)[min(r.Position, 25):], listing.Request{Position: 1, Size: r.Size})
				page.Total, page.Before = total(25), total(777)
				return page
			},
		},
		"wrong rows before each page, and no total": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				page := paged(numbers(25)[min(r.Position, 25):], listing.Request{Position: 1, Size: r.Size})
				page.Total, page.Before = nil, total(int64(min(r.Position, 10)))
				return page
			},
		},
		"nothing behind a full page, and page 1 again at offset 1": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				if r.Position >= 5 {
					return listing.Page[int]{Total: total(10)}
				}
				return listing.Page[int]{Rows: numbers(10), Total: total(10)}
			},
		},
		"two equal rows on one page": {
			equal: true,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				return paged([]int{0, 1, 1}, r)
			},
			want: []int{0, 1, 1},
		},
		"two equal rows at the end of one page and the beginning of the next": {
			equal: true,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				return paged(slices.Insert(numbers(19), 10, 9), r)
			},
			want: slices.Insert(numbers(19), 10, 9),
		},
		"a row that is repeated on the next page, and another that is lost, each time": {
			equal: true,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				list := numbers(20)
				if r.Position == 2 {
					list[r.Size] = 0
				}
				return paged(list, r)
			},
		},
		"the position is ignored, and the total says that it matters": {
			answer: func(_ int, _ listing.Request) listing.Page[int] {
				return listing.Page[int]{Rows: numbers(16), Total: total(19)}
			},
		},
		"the position is ignored, with a total of one page of one row": {
			answer: func(_ int, _ listing.Request) listing.Page[int] {
				return listing.Page[int]{Rows: numbers(1), Total: total(2)}
			},
		},
		"an answer at offset 1 that fits neither rows nor pages": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				list := numbers(25)
				if r.Position == 1 {
					list = []int{0, 5, 3, 24}
				}
				page := paged(list[min(r.Position, len(list)):], listing.Request{Position: 1, Size: r.Size})
				page.Total = total(25)
				return page
			},
		},
		"an offset that counts pages seems to count rows once": {
			counting: listing.Offsets,
			answer: func(call int, r listing.Request) listing.Page[int] {
				list := numbers(20)
				if call == 3 { // offset 1, while the list is one row longer in front
					list = append(numbers(10)[1:], 10)
					return listing.Page[int]{Rows: list, Total: total(10)}
				}
				page := paged(list, listing.Request{Position: r.Position + 1, Size: 10})
				page.Total = total(10)
				return page
			},
			want: numbers(20),
		},
		"offsets that are no multiples of a fixed page give the last page": {
			counting: listing.Offsets,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				begin := min(r.Position, 16)
				if r.Position%8 != 0 {
					begin = 16
				}
				return listing.Page[int]{Rows: numbers(18)[begin:min(begin+8, 18)]}
			},
		},
		"the last reading and the one before had pages of one size": {
			size: 2,
			answer: func(_ int, r listing.Request) listing.Page[int] {
				if r.Position > 1 {
					return listing.Page[int]{Total: total(int64(r.Size))}
				}
				return listing.Page[int]{Rows: numbers(r.Size), Total: total(int64(r.Size))}
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			call := 0
			got, err := listing.List[int]{
				Scheme: listing.Scheme{Counting: test.counting, PageSize: cmp.Or(test.size, 10)},
				Fetch: func(_ context.Context, r listing.Request) (listing.Page[int], error) {
					call++
					return test.answer(call, r), nil
				},
				AppendKey:   func(key []byte, row int) []byte { return strconv.AppendInt(key, int64(row), 10) },
				Label:       strconv.Itoa,
				Unique:      !test.equal,
				Concurrency: 1,
			}.Read(t.Context())
			var inconsistent *listing.InconsistentError
			var unreachable *listing.UnreachableRowsError
			if test.want == nil {
				if got != nil || !errors.As(err, &inconsistent) && !errors.As(err, &unreachable) {
					t.Fatalf("got %v, %v", got, err)
				}
				return
			}
			if err != nil || !slices.Equal(got, test.want) {
				t.Fatalf("got %v, %v", got, err)
			}
		})
	}
}

// TestDifference checks what an error says of readings that differ.
func TestDifference(t *testing.T) {
	tests := map[string]struct {
		lists [][]int // of each reading
		want  []string
	}{
		"grew, shrank and changed": {
			[][]int{numbers(11), numbers(13), numbers(12), append(numbers(11), 20)},
			[]string{
				`11 rows`,
				`13 rows: the list grew from 11; only reading 2 has "11", "12"`,
				`12 rows: the list shrank from 13; only reading 2 has "12"`,
				`12 rows, as many as before, and not the same ones; only reading 3 has "11"; only reading 4 has "20"`,
			},
		},
		"many": {
			[][]int{numbers(11), numbers(30), numbers(11), numbers(30)},
			[]string{
				`11 rows`,
				`30 rows: the list grew from 11; only reading 2 has "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", and 9 more`,
				`11 rows: the list shrank from 30; only reading 2 has "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", and 9 more`,
				`30 rows: the list grew from 11; only reading 4 has "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", and 9 more`,
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			reading := -1
			_, err := listing.List[int]{
				Scheme: listing.Scheme{PageSize: 10},
				Fetch: func(_ context.Context, r listing.Request) (listing.Page[int], error) {
					if r.Number == 1 {
						reading++
					}
					return paged(test.lists[reading], r), nil
				},
				AppendKey:   func(key []byte, row int) []byte { return strconv.AppendInt(key, int64(row), 10) },
				Label:       strconv.Itoa,
				Unique:      true,
				Concurrency: 1,
			}.Read(t.Context())
			var inconsistent *listing.InconsistentError
			if !errors.As(err, &inconsistent) || !slices.Equal(inconsistent.Readings, test.want) {
				t.Fatalf("got %v", err)
			}
		})
	}
}
