package listing

import (
	"fmt"
	"strings"
)

// PageError says which page could not be fetched.
type PageError struct {
	// Page is the page's number, from 1.
	Page int

	// PagesRead counts the pages that had been read by then.
	PagesRead int

	// Err is what Fetch returned.
	Err error
}

func (e *PageError) Error() string {
	return fmt.Sprintf("page %d, after %d pages read: %v", e.Page, e.PagesRead, e.Err)
}

// Unwrap returns what Fetch returned.
func (e *PageError) Unwrap() error { return e.Err }

// InconsistentError says that no two readings of the list agreed: it changed
// while it was read, or the server contradicts itself.
type InconsistentError struct {
	// Readings says of each reading what did not fit, or how many rows it had
	// and how these differ from those of the reading before.
	Readings []string

	// Consistent is how many of them fit in themselves.
	Consistent int
}

func (e *InconsistentError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "the list was read %d times from its start, and no two readings agreed", len(e.Readings))
	for i, reading := range e.Readings {
		fmt.Fprintf(&text, "; reading %d: %s", i+1, reading)
	}
	return text.String()
}

// UnreachableRowsError says that an answer pointed to more rows by a second way
// of paging, although the list seemed to end without a total that could be believed.
type UnreachableRowsError struct {
	// Rows is the number of rows that were read.
	Rows int
}

func (e *UnreachableRowsError) Error() string {
	return fmt.Sprintf("the list seems to end after %d rows, but the answer points to more rows by another way of paging", e.Rows)
}

// EndlessError says that the list has more pages than the reader will fetch.
type EndlessError struct {
	// Pages is the bound.
	Pages int

	// Total is the total that the API claims, or 0 if it claims none.
	Total int64

	// Rows is the number of rows that the server serves per page.
	Rows int
}

func (e *EndlessError) Error() string {
	if e.Total > 0 {
		return fmt.Sprintf("the API claims %d rows and serves %d per page, which is more than %d pages", e.Total, e.Rows, e.Pages)
	}
	return fmt.Sprintf("the list has no total and had not ended after %d pages of %d rows", e.Pages, e.Rows)
}

// contradictionError is why one reading failed in a way that another may not.
type contradictionError string

func (e contradictionError) Error() string { return string(e) }

func contradiction(format string, args ...any) error {
	return contradictionError(fmt.Sprintf(format, args...))
}
