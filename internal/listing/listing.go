// Package listing reads every page of a list, each row once, or fails and says
// why. It is told how an API counts its pages; everything else it finds out
// from the answers: how many rows the server really serves per page, whether
// the list moved while it was read, whether paging works at all. It knows
// nothing of Terraform or HTTP.
package listing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

const (
	// maxTries bounds how often a list that moves under the reader is read
	// from its start.
	maxTries = 3

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
	// nil where the answer has none.
	Total *int64

	// Before is the number of rows that the API claims to lie before this
	// page, or nil where the answer has none.
	Before *int64

	// Next is set if the answer points onward in a way of paging that is not
	// the one it was asked in, such as by a nextToken.
	Next bool
}

// total returns the claimed total, if it can be believed: a total of zero
// beside rows is what an API sends that was not asked to count.
func (p Page[R]) total() (int, bool) {
	if p.Total == nil || (*p.Total == 0 && len(p.Rows) > 0) {
		return 0, false
	}
	return int(min(*p.Total, math.MaxInt)), true
}

// List is a list that can be read page by page.
type List[R any] struct {
	Scheme Scheme

	// Fetch returns one page. It is called by several goroutines at once and
	// must end soon after its context does.
	Fetch func(context.Context, Request) (Page[R], error)

	// Key returns the identity of a row: two rows of one list with the same
	// key mean that the list moved while it was read.
	Key func(R) string

	// Concurrency bounds the number of pages that are fetched at once after
	// the first one.
	Concurrency int
}

// Read returns every row of the list once, in the API's order. An error is a
// *PageError when a page could not be fetched, a *MovedError when the list did
// not hold still, or a *EndlessError; no rows come with it.
func (l List[R]) Read(ctx context.Context) ([]R, error) {
	r := &reader[R]{List: l}
	var tries []string
	for {
		rows, err := r.try(ctx)
		if err == nil {
			return rows, nil
		}
		moved, ok := errors.AsType[movedError](err)
		if !ok {
			return nil, err
		}
		tries = append(tries, moved.Error())
		if len(tries) == maxTries {
			return nil, &MovedError{Tries: tries}
		}
	}
}

// reader is the state of one Read.
type reader[R any] struct {
	List[R]

	// offsetsCountPages is what the answers of this try have shown of Offsets.
	offsetsCountPages bool

	pagesRead atomic.Int64
}

// try reads the list once from its start. It returns a movedError where
// reading it again may help.
func (r *reader[R]) try(ctx context.Context) ([]R, error) {
	r.offsetsCountPages = false
	first, err := r.page(ctx, 0, 0, r.Scheme.PageSize)
	if err != nil {
		return nil, err
	}
	total, known := first.total()
	switch {
	case !known && len(first.Rows) > 0:
		return r.untilNothingNew(ctx, first)
	case !known:
		return first.Rows, r.proveEnd(ctx, nil, 0, r.Scheme.PageSize)
	case len(first.Rows) > total:
		return nil, moved("page 1 has %d rows although the total is %d", len(first.Rows), total)
	case len(first.Rows) == total:
		return first.Rows, r.distinct(first.Rows)
	case len(first.Rows) == 0:
		return nil, moved("page 1 is empty although the total is %d", total)
	}
	return r.untilTotal(ctx, first, total)
}

// untilTotal reads the rest of a list whose total is known.
//
// Offsets are taken to count rows. If they count pages, pages lie far behind
// and come empty; that is then told from a list that moved.
func (r *reader[R]) untilTotal(ctx context.Context, first Page[R], total int) ([]R, error) {
	rows, err := r.sideBySide(ctx, first, total)
	if _, moved := errors.AsType[movedError](err); moved && r.Scheme.Counting == Offsets && len(first.Rows) > 1 {
		if err := r.proveOffsets(ctx, first); err != nil {
			return nil, err
		}
		if r.offsetsCountPages {
			return r.sideBySide(ctx, first, total)
		}
	}
	return rows, err
}

// sideBySide reads all pages but the first at once, as far as Concurrency
// allows.
func (r *reader[R]) sideBySide(ctx context.Context, first Page[R], total int) ([]R, error) {
	stride := len(first.Rows)
	count := (total-1)/stride + 1
	if count > maxPages {
		return nil, &EndlessError{Pages: maxPages, Total: int64(total), Rows: stride}
	}
	pages := make([][]R, count)
	pages[0] = first.Rows
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(max(r.Concurrency, 1))
	for i := 1; i < count && groupCtx.Err() == nil; i++ {
		group.Go(func() error {
			page, err := r.page(groupCtx, i, stride, r.sizeAfter(stride))
			if err != nil {
				return err
			}
			if now, ok := page.total(); ok && now != total {
				return moved("the total was %d on page 1 and %d on page %d", total, now, i+1)
			}
			if want := min(stride, total-i*stride); len(page.Rows) != want {
				return moved("page %d of %d has %d rows where %d are due, of %d in all", i+1, count, len(page.Rows), want, total)
			}
			pages[i] = page.Rows
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, r.pageError(2, err)
	}
	rows := make([]R, 0, total)
	for _, page := range pages {
		rows = append(rows, page...)
	}
	return rows, r.distinct(rows)
}

// untilNothingNew reads the rest of a list whose total is not known, one page
// after the other, until a page adds nothing.
func (r *reader[R]) untilNothingNew(ctx context.Context, first Page[R]) ([]R, error) {
	stride := len(first.Rows)
	if r.Scheme.Counting == Offsets && stride > 1 {
		if err := r.proveOffsets(ctx, first); err != nil {
			return nil, err
		}
	}
	seen := make(map[string]struct{}, stride)
	if err := r.remember(seen, first.Rows); err != nil {
		return nil, err
	}
	rows := first.Rows
	short := false
	for i := 1; i < maxPages; i++ {
		page, err := r.page(ctx, i, stride, r.sizeAfter(stride))
		if err != nil {
			return nil, err
		}
		if page.Total != nil && *page.Total > 0 {
			return nil, moved("page 1 came without a total and page %d with a total of %d", i+1, *page.Total)
		}
		switch fresh := r.fresh(seen, page.Rows); {
		case fresh == 0 && i == 1 && len(page.Rows) == stride:
			return rows, r.proveWhole(ctx, first)
		case fresh == 0:
			return rows, r.proveEnd(ctx, seen, i, stride)
		case short:
			return nil, moved("page %d has rows although page %d was not full", i+1, i)
		case len(page.Rows) > stride:
			return nil, moved("page %d has %d rows and page 1 had %d", i+1, len(page.Rows), stride)
		default:
			if err := r.remember(seen, page.Rows); err != nil {
				return nil, err
			}
			rows = append(rows, page.Rows...)
			short = len(page.Rows) < stride
		}
	}
	return nil, &EndlessError{Pages: maxPages, Rows: stride}
}

// proveEnd is called when page i adds nothing and there is no total. It asks for
// that page again and for the one behind it, for one empty page may be the fault
// of a list that goes on.
func (r *reader[R]) proveEnd(ctx context.Context, seen map[string]struct{}, i, stride int) error {
	for _, i := range []int{i, i + 1} {
		page, err := r.page(ctx, i, stride, r.sizeAfter(stride))
		if err != nil {
			return err
		}
		if r.fresh(seen, page.Rows) > 0 {
			return moved("page %d has rows although the list had seemed to end, after %d rows", i+1, len(seen))
		}
	}
	return nil
}

// proveOffsets finds out whether offsets count rows or pages by reading at
// offset 1: rows are counted if the answer begins with the second row of the
// first page, pages if it has no row of it.
func (r *reader[R]) proveOffsets(ctx context.Context, first Page[R]) error {
	stride := len(first.Rows)
	probe, err := r.fetch(ctx, Request{Number: 2, Position: 1, Size: r.sizeAfter(stride)})
	if err != nil {
		return err
	}
	known := make(map[string]struct{}, stride)
	if err := r.remember(known, first.Rows); err != nil {
		return err
	}
	switch {
	case r.fresh(known, probe.Rows) == len(probe.Rows):
		r.offsetsCountPages = true
	case r.Key(probe.Rows[0]) == r.Key(first.Rows[1]):
	case r.sameRows(probe.Rows, first.Rows):
		// The offset is ignored. What follows will find that pages repeat.
	default:
		return moved("the answer at offset 1 fits neither rows nor pages")
	}
	return nil
}

// proveWhole is called when page 2 repeats page 1 and there is no total: either
// the API ignores paging and page 1 is the whole list, or the list is one page
// long and the API serves its last page again, or the API repeats a page of a
// longer list. Asking for one row less tells these apart.
func (r *reader[R]) proveWhole(ctx context.Context, first Page[R]) error {
	stride := len(first.Rows)
	if stride > r.Scheme.PageSize || stride == 1 {
		return nil
	}
	probe, err := r.page(ctx, 1, stride, stride-1)
	if err != nil {
		return err
	}
	last := first.Rows[stride-1:]
	if r.sameRows(probe.Rows, first.Rows) || r.sameRows(probe.Rows, last) {
		return nil
	}
	return moved("page 2 repeats the %d rows of page 1, and there is no total", stride)
}

// sizeAfter returns the page size to ask for once the first page has shown how
// many rows the server serves: no more than that, so that a server which
// computes its offsets from the size asked for skips nothing.
func (r *reader[R]) sizeAfter(stride int) int {
	return min(stride, r.Scheme.PageSize)
}

// page fetches page i, counted from 0, of a list that is served in strides.
func (r *reader[R]) page(ctx context.Context, i, stride, size int) (Page[R], error) {
	request := Request{Number: i + 1, Position: i + 1, Size: size}
	if r.Scheme.Counting == Offsets {
		request.Position = i
		if !r.offsetsCountPages {
			request.Position = i * stride
		}
	}
	return r.fetch(ctx, request)
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

func (r *reader[R]) pageError(number int, err error) error {
	return &PageError{Page: number, PagesRead: int(r.pagesRead.Load()), Err: err}
}

// distinct fails where a row came twice.
func (r *reader[R]) distinct(rows []R) error {
	return r.remember(make(map[string]struct{}, len(rows)), rows)
}

// remember adds rows to those seen and fails where one was seen before.
func (r *reader[R]) remember(seen map[string]struct{}, rows []R) error {
	before := len(seen)
	for _, row := range rows {
		seen[r.Key(row)] = struct{}{}
	}
	if twice := before + len(rows) - len(seen); twice > 0 {
		return moved("%d of %d rows came twice", twice, before+len(rows))
	}
	return nil
}

// fresh counts the rows that were not seen before.
func (r *reader[R]) fresh(seen map[string]struct{}, rows []R) int {
	fresh := 0
	for _, row := range rows {
		if _, ok := seen[r.Key(row)]; !ok {
			fresh++
		}
	}
	return fresh
}

func (r *reader[R]) sameRows(a, b []R) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if r.Key(a[i]) != r.Key(b[i]) {
			return false
		}
	}
	return true
}

// movedError is why one try failed in a way that another may not.
type movedError string

func (e movedError) Error() string { return string(e) }

func moved(format string, args ...any) error {
	return movedError(fmt.Sprintf(format, args...))
}
