// Package listing reads every page of a list, each row once, or fails and says
// why. The declaration of a list says how its API counts pages. Everything else is found
// out from the answers: how many rows the server really returns per page, whether
// its total can be believed, whether the list changed while it was read,
// whether paging works at all. It does not depend on Terraform or HTTP.
//
// # Why a list is read twice
//
// A list of several pages is not a snapshot: rows that come, go or change
// places between two calls can hide a row that was there all the time. So every
// list that does not fit one page is read again, with another page size, until
// two readings in a row have the same rows. That proves the list, as long as no
// row leaves it and comes back within one read:
//
//   - Each row of the first reading is also in the second one, so it was in the
//     list between the two.
//   - At that moment the list had no other row. Its length is known: it is the
//     total that the pages of a reading agree on, or, without a total, the place
//     of the page that ended the first reading, which was read last.
//
// The other page size moves the places where one page ends and the next begins.
// It shows servers that lose or repeat rows at these places each time. One of the
// two readings has the page size that the API is declared to take, because there
// are servers that take only some sizes and answer others as they like.
package listing

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"math"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

const (
	// maxReadings bounds how often a list is read from its start until two
	// readings agree.
	maxReadings = 4

	// maxPages bounds one reading of a list, so that a server which never ends
	// its list, or which claims an absurd total, ends in an error. At the page
	// sizes of the known APIs it is far beyond what an account can own.
	maxPages = 10_000
)

// Scheme says how an API counts the pages of a list.
type Scheme struct {
	// PageSize is the number of rows to ask for in one page. The server may
	// serve fewer or more.
	PageSize int

	// Counting says what the position in a request counts.
	Counting Counting
}

// Counting is the meaning of the position in a page request.
type Counting int

const (
	// PageNumbers counts pages from 1.
	PageNumbers Counting = iota

	// Offsets counts from 0, and whether it counts rows or pages is not
	// documented, so that the reader settles it from the answers.
	Offsets
)

// Request names one page.
type Request struct {
	// Number is the page's place in the list, from 1, for logs and errors.
	Number int

	// Position is what the API's page number or offset parameter is to carry.
	Position int

	// Size is what the API's page size or limit parameter is to carry.
	Size int
}

// Page is one answer of a list API.
type Page[R any] struct {
	// Rows are the rows of this page, in the API's order.
	Rows []R

	// Total is the number of rows that the API claims for the whole list, or
	// nil if the answer has none.
	Total *int64

	// Before is the number of rows that the API claims to lie before this
	// page, or nil if the answer has none.
	Before *int64

	// Size is the page size that the answer says it was made for, or nil if it
	// says none.
	Size *int64

	// Next is set if the answer points onward by a second way of paging, which
	// is not used. If the list seems to end there without a total that can be
	// believed, there are rows that the first way does not reach.
	Next bool
}

// total returns the claimed total, if it can be believed. Zero is not a total if
// anything else speaks for rows: it is what an API sends that did not count.
func (p Page[R]) total() (int, bool) {
	if p.Total == nil {
		return 0, false
	}
	if *p.Total == 0 && (len(p.Rows) > 0 || p.Next || p.Before != nil && *p.Before > 0) {
		return 0, false
	}
	return int(min(*p.Total, math.MaxInt)), true
}

// full reports whether the answer says that it has as many rows as it could.
func (p Page[R]) full() bool { return p.Size != nil && *p.Size == int64(len(p.Rows)) }

// List is a list that can be read page by page.
type List[R any] struct {
	Scheme Scheme

	// Fetch returns one page. It is called by several goroutines at once and
	// must end soon after its context does.
	Fetch func(context.Context, Request) (Page[R], error)

	// AppendKey appends the identity of a row to key and returns the result.
	// The identity must not contain what changes by use while the row stays the
	// same row.
	AppendKey func(key []byte, row R) []byte

	// Label names a row in errors.
	Label func(R) string

	// Unique is set if no two rows of the list have the same identity. In other
	// lists equal rows on one page are separate rows, because a page is a
	// snapshot. Equal rows on different pages are separate rows if a page of
	// another reading has as many of them, or if readings with three page sizes
	// agree.
	Unique bool

	// Concurrency bounds the number of pages that are fetched at once after
	// the first one.
	Concurrency int
}

// Read returns every row of the list, each as often as it exists, in the API's
// order and with the values of the last reading. An error is a *PageError if a
// page could not be fetched, an *InconsistentError if no two readings agree, an
// *UnreachableRowsError or an *EndlessError; no rows come with it.
//
// A first page that is not full, has as many rows as the total and does not point
// onward is the whole list. Every other list is read at least twice.
func (l List[R]) Read(ctx context.Context) ([]R, error) {
	r := &reader[R]{List: l, served: l.Scheme.PageSize}
	var previous *census
	failure := &InconsistentError{}
	for reading := range maxReadings {
		pages, whole, err := r.readOnce(ctx, r.pageSize(reading))
		if contradiction, ok := errors.AsType[contradictionError](err); ok {
			previous = nil // what contradicts itself agrees with nothing
			r.offsets, r.probed = unknownUnit, false
			failure.Readings = append(failure.Readings, string(contradiction))
			continue
		}
		if err != nil {
			return nil, err
		}
		if whole && reading == 0 {
			return slices.Concat(pages...), nil
		}
		current := r.takeCensus(pages)
		if current.agrees(previous) && current.distinct() {
			return slices.Concat(pages...), nil
		}
		failure.Readings = append(failure.Readings, current.describe(previous, reading))
		failure.Consistent++
		previous = current
	}
	return nil, failure
}

// pageSize returns the page size for a reading, by its number from 0. Every other
// one is the scheme's own. The first one between them is one row smaller than
// what was served, which costs least; the second is a round number, which servers
// take that are particular about sizes.
func (r *reader[R]) pageSize(reading int) int {
	switch reading {
	case 1:
		return max(1, r.served-1)
	case 3:
		for _, size := range []int{50, 30, 20, 10} {
			if size < r.served-1 {
				return size
			}
		}
		return max(1, r.served-2)
	}
	return r.Scheme.PageSize
}

// reader is the state of one Read.
type reader[R any] struct {
	List[R]

	// served is the number of rows that the server gave for a page of the
	// scheme's size, or that size if it gave more or nothing.
	served int

	// offsets is what the answers have shown Offsets to count, and probed is set
	// once an answer at offset 1 was asked what that is.
	offsets unit
	probed  bool

	// sizeIgnored is set once a first page had more rows than were asked for.
	sizeIgnored bool

	// cameAgain is set if the page behind the last one was that page once more.
	cameAgain bool

	// counted is set once the first page of a reading had a total.
	counted bool

	// capped is set once a reading has found more rows than the total says. It
	// believes no total from then on. The cap is at that total.
	capped bool
	cap    int64

	pagesRead atomic.Int64

	// key holds the identity of the row whose digest is taken. Rows are compared by
	// one goroutine alone, whichever fetch them.
	key []byte
}

// unit is what offsets count.
type unit int

const (
	unknownUnit unit = iota // taken for rows until something speaks against it
	rowUnit
	pageUnit
)

// readOnce reads the list once from its start. Whole is set if a single call has
// shown it to be the whole list. The error is a contradictionError if the
// answers do not fit each other.
func (r *reader[R]) readOnce(ctx context.Context, size int) (pages [][]R, whole bool, err error) {
	r.capped, r.cameAgain = false, false
	if r.offsets == rowUnit {
		r.offsets = unknownUnit // one lucky answer must not serve two readings
	}
	first, err := r.page(ctx, 0, strides{rows: size, size: size})
	if err != nil {
		return nil, false, err
	}
	// From now on no more is asked for than was served, so that a server which
	// computes where a page begins from the size that it is asked for skips
	// nothing.
	s := strides{rows: len(first.Rows), size: min(len(first.Rows), size)}
	if size == r.Scheme.PageSize && s.size > 0 {
		r.served = s.size
	}
	r.sizeIgnored = r.sizeIgnored || s.rows > s.size
	if err := r.misplaced(first, 0, s); err != nil {
		return nil, false, err
	}
	total, known := r.total(first)
	if !known && r.counted {
		return nil, false, contradiction("page 1 has no total, which it had before")
	}
	r.counted = known
	switch {
	case len(first.Rows) == 0 && known && total > 0:
		return nil, false, contradiction("page 1 is empty although the total is %d", total)
	case len(first.Rows) == 0 && known:
		return nil, true, nil
	case len(first.Rows) == 0:
		return nil, false, r.proveEnd(ctx, first, map[digest]int{}, 0, strides{rows: size, size: size})
	case known && len(first.Rows) == total && len(first.Rows) < size && !first.full() && !first.Next:
		return [][]R{first.Rows}, true, r.count(map[digest]int{}, first.Rows)
	case known:
		pages, err = r.readWithTotal(ctx, first, s, total)
		if err != nil || !r.capped {
			return pages, false, err
		}
	}
	pages, err = r.readSequential(ctx, first, s)
	return pages, false, err
}

// strides are how pages follow each other: how many rows each has, and what is
// asked for to get them.
type strides struct{ rows, size int }

// total returns the total of a page, if it can be believed.
func (r *reader[R]) total(page Page[R]) (int, bool) {
	if r.capped {
		return 0, false
	}
	return page.total()
}

// readWithTotal reads the rest of a list whose total is known. If there turn out
// to be more rows, it sets capped and returns nothing.
//
// Offsets are taken to count rows. If they count pages, pages lie far behind
// and are empty; that is then distinguished from a list that changed.
func (r *reader[R]) readWithTotal(ctx context.Context, first Page[R], s strides, total int) ([][]R, error) {
	pages, err := r.readParallel(ctx, first, s, total)
	_, contradicts := errors.AsType[contradictionError](err)
	switch {
	case err != nil && !contradicts, r.Scheme.Counting != Offsets, r.offsets != unknownUnit, r.capped, s.rows == 1:
		return pages, err
	case err == nil && total > s.rows && r.probed:
		return pages, nil
	}
	// Either nothing fits if rows are counted, or all does, which may be chance
	// the first time. The page behind a single one must be looked for in both
	// places each time.
	ignored, failed := r.proveOffsets(ctx, first, s)
	switch {
	case failed != nil:
		return nil, failed
	case ignored && err == nil && !r.cameAgain:
		return nil, contradiction("offset 1 gives page 1 again, and other offsets do not")
	case r.offsets == pageUnit:
		return r.readParallel(ctx, first, s, total)
	}
	return pages, err
}

// readParallel reads all pages but the first at once, as far as Concurrency allows.
// A total is a claim: if the last page is full, the page behind it is read too.
func (r *reader[R]) readParallel(ctx context.Context, first Page[R], s strides, total int) ([][]R, error) {
	count := (total-1)/s.rows + 1
	if count > maxPages {
		return nil, &EndlessError{Pages: maxPages, Total: int64(total), Rows: s.rows}
	}
	pages := make([]Page[R], total/s.rows+1) // count, or one more if the last page is full
	pages[0] = first
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(max(r.Concurrency, 1))
	for i := 1; i < len(pages) && groupCtx.Err() == nil; i++ {
		group.Go(func() (err error) {
			pages[i], err = r.page(groupCtx, i, s)
			if err == nil && i < count-1 {
				err = fits(pages[i], i, s.rows, total) // if it does not, the rest is of no use
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, r.pageError(2, err)
	}
	seen := make(map[digest]int, total)
	whole := make([][]R, 0, count)
	for i, page := range pages {
		due := min(s.rows, total-i*s.rows)
		switch {
		case due == 0 && len(page.Rows) > 0 && page.Next && r.sameRows(page.Rows, pages[i-1].Rows):
			return nil, &UnreachableRowsError{Rows: total}
		case due == 0 && (len(page.Rows) == 0 || r.comesAgain(page, pages[i-1], s)):
			r.cameAgain = len(page.Rows) > 0
			return whole, nil
		case i == len(pages)-1 && len(page.Rows) > due && sameTotal(page, total) && r.fresh(seen, page.Rows) == len(page.Rows):
			r.capped, r.cap = true, *first.Total
			return nil, nil
		}
		if err := cmp.Or(fits(page, i, due, total), r.count(seen, page.Rows), r.misplaced(page, i, s)); err != nil {
			return nil, err
		}
		whole = append(whole, page.Rows)
	}
	return whole, nil
}

// comesAgain reports whether what is behind the last page is that page once more,
// as some servers answer. One row that comes again is not a sign of that, because
// the position may be ignored; and if rows can be equal, a page that comes again
// is one only if the server ignores the size that it is asked for.
func (r *reader[R]) comesAgain(page, last Page[R], s strides) bool {
	return s.rows > 1 && (r.Unique || r.sizeIgnored) && r.sameRows(page.Rows, last.Rows)
}

// sameTotal reports whether a page has the total of the first page, or none.
func sameTotal[R any](page Page[R], total int) bool {
	now, known := page.total()
	return !known || now == total
}

// fits fails if page i has another total than the first page, or another number
// of rows than are due.
func fits[R any](page Page[R], i, due, total int) error {
	switch {
	case !sameTotal(page, total):
		return contradiction("the total was %d on page 1 and %d on page %d", total, *page.Total, i+1)
	case len(page.Rows) != due:
		return contradiction("page %d has %d rows where %d are due, of %d in all", i+1, len(page.Rows), due, total)
	}
	return nil
}

// readSequential reads the rest of a list whose total is not known, one page
// after the other, until a page adds nothing: an empty one, or the last or the
// first page once more.
func (r *reader[R]) readSequential(ctx context.Context, first Page[R], s strides) ([][]R, error) {
	ignored := false
	if r.Scheme.Counting == Offsets && r.offsets == unknownUnit && s.rows > 1 {
		var err error
		if ignored, err = r.proveOffsets(ctx, first, s); err != nil {
			return nil, err
		}
	}
	seen := map[digest]int{}
	if err := r.count(seen, first.Rows); err != nil {
		return nil, err
	}
	pages := [][]R{first.Rows}
	last := first // the last page that added rows
	for i := 1; i < maxPages; i++ {
		page, err := r.page(ctx, i, s)
		if err != nil {
			return nil, err
		}
		now, known := r.total(page)
		fresh := r.fresh(seen, page.Rows)
		short := len(last.Rows) < s.rows
		switch {
		case known && now > 0:
			return nil, contradiction("page 1 came without a total and page %d with a total of %d", i+1, now)
		case fresh == 0 && last.Next:
			return nil, &UnreachableRowsError{Rows: len(seen)}
		case ignored && (fresh > 0 || len(page.Rows) == 0):
			return nil, contradiction("offset 1 gives page 1 again, and offset %d does not", r.position(i, s))
		case len(page.Rows) == 0:
			return pages, r.proveEnd(ctx, page, seen, i, s)
		case fresh == 0 && (!r.Unique && !short || s.rows == 1 || first.full()):
			return nil, contradiction("page %d repeats rows of pages before it, and there is no total to say whether there are more", i+1)
		case r.sameRows(page.Rows, last.Rows), r.Unique && r.sameRows(page.Rows, first.Rows):
			return pages, r.proveEnd(ctx, page, seen, i, s)
		case short:
			return nil, contradiction("page %d has rows although page %d was not full", i+1, i)
		case len(page.Rows) > s.rows:
			return nil, contradiction("page %d has %d rows and page 1 had %d", i+1, len(page.Rows), s.rows)
		}
		if err := cmp.Or(r.count(seen, page.Rows), r.misplaced(page, i, s)); err != nil {
			return nil, err
		}
		pages = append(pages, page.Rows)
		last = page
	}
	return nil, &EndlessError{Pages: maxPages, Rows: s.rows}
}

// proveEnd is called when page i adds nothing and there is no total. It asks for
// the page behind it as well and, since offsets may count other than they are
// taken to count, for the pages that would be next then.
func (r *reader[R]) proveEnd(ctx context.Context, end Page[R], seen map[digest]int, i int, s strides) error {
	behind, err := r.page(ctx, i+1, s)
	switch {
	case err != nil:
		return err
	case r.fresh(seen, behind.Rows) > 0:
		return contradiction("page %d has rows although the list had seemed to end, after %d rows", i+2, len(seen))
	case end.Next || behind.Next:
		return &UnreachableRowsError{Rows: len(seen)}
	}
	if r.Scheme.Counting != Offsets || s.rows == 1 {
		return nil
	}
	positions := []int{1, 2}
	if r.offsets == pageUnit {
		positions = slices.Compact([]int{s.rows, max(i, 1) * s.rows})
	}
	for _, position := range positions {
		page, err := r.fetch(ctx, Request{Number: position + 1, Position: position, Size: s.size})
		if err != nil {
			return err
		}
		if r.fresh(seen, page.Rows) > 0 {
			return contradiction("offset %d has rows although the list had seemed to end, after %d rows", position, len(seen))
		}
	}
	return nil
}

// proveOffsets finds out whether offsets count rows or pages by reading at
// offset 1: rows are counted if the answer begins with all rows of the first page
// but its first, pages if it has no row of it. An empty answer says nothing: there
// are servers that know no offsets but multiples of the page size. The offset is
// ignored if the first page comes again; then all pages must be that one.
func (r *reader[R]) proveOffsets(ctx context.Context, first Page[R], s strides) (ignored bool, err error) {
	probe, err := r.fetch(ctx, Request{Number: 2, Position: 1, Size: s.size})
	if err != nil {
		return false, err
	}
	r.probed = true
	known := map[digest]int{}
	if err := r.count(known, first.Rows); err != nil {
		return false, err
	}
	switch {
	case len(probe.Rows) == 0:
	case r.fresh(known, probe.Rows) == len(probe.Rows):
		r.offsets = pageUnit
	case len(probe.Rows) >= s.rows-1 && r.sameRows(probe.Rows[:s.rows-1], first.Rows[1:]):
		r.offsets = rowUnit
	case r.sameRows(probe.Rows, first.Rows):
		return true, nil
	default:
		return false, contradiction("offset 1 gives rows that fit neither offsets of rows nor offsets of pages")
	}
	return false, nil
}

// page fetches page i, counted from 0.
func (r *reader[R]) page(ctx context.Context, i int, s strides) (Page[R], error) {
	return r.fetch(ctx, Request{Number: i + 1, Position: r.position(i, s), Size: s.size})
}

// position returns the position of page i, as the API counts it.
func (r *reader[R]) position(i int, s strides) int {
	switch {
	case r.Scheme.Counting == PageNumbers:
		return i + 1
	case r.offsets == pageUnit:
		return i
	}
	return i * s.rows
}

func (r *reader[R]) fetch(ctx context.Context, request Request) (Page[R], error) {
	if ctx.Err() != nil {
		return Page[R]{}, r.pageError(request.Number, context.Cause(ctx))
	}
	page, err := r.Fetch(ctx, request)
	if err != nil {
		return page, r.pageError(request.Number, err)
	}
	r.pagesRead.Add(1)
	return page, nil
}

// misplaced fails if page i, whose rows are about to be taken, says that other
// rows are before it than those that were asked to be. What the API says is
// documented as the position that it was asked for. The cap of the total may
// bound it as well.
func (r *reader[R]) misplaced(page Page[R], i int, s strides) error {
	if page.Before == nil {
		return nil
	}
	said, rows := *page.Before, int64(i*s.rows)
	if said == rows || said == int64(r.position(i, s)) || r.capped && said == r.cap && said < rows {
		return nil
	}
	return contradiction("page %d says that %d rows are before it, and not %d", i+1, said, rows)
}

func (r *reader[R]) pageError(number int, err error) error {
	return &PageError{Page: number, PagesRead: int(r.pagesRead.Load()), Err: err}
}

// digest stands for the identity of a row.
type digest [2]uint64

// seeds are those of the two halves of a digest. They differ between
// processes, so that nobody can make rows whose digests collide.
var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func (r *reader[R]) digest(row R) digest {
	r.key = r.AppendKey(r.key[:0], row)
	return digest{maphash.Bytes(seeds[0], r.key), maphash.Bytes(seeds[1], r.key)}
}

func (d digest) compare(other digest) int {
	return cmp.Or(cmp.Compare(d[0], other[0]), cmp.Compare(d[1], other[1]))
}

// count counts rows among those seen, and fails if one came twice in a list
// whose rows are unique.
func (r *reader[R]) count(seen map[digest]int, rows []R) error {
	var twice []string
	for _, row := range rows {
		digest := r.digest(row)
		if seen[digest]++; seen[digest] == 2 && r.Unique {
			twice = append(twice, r.Label(row))
		}
	}
	if len(twice) > 0 {
		return contradiction("rows came more than once: %s", list(twice))
	}
	return nil
}

// fresh counts the rows that were not seen before.
func (r *reader[R]) fresh(seen map[digest]int, rows []R) int {
	fresh := 0
	for _, row := range rows {
		if seen[r.digest(row)] == 0 {
			fresh++
		}
	}
	return fresh
}

func (r *reader[R]) sameRows(a, b []R) bool {
	return slices.EqualFunc(a, b, func(a, b R) bool { return r.digest(a) == r.digest(b) })
}
