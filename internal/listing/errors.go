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

// MovedError says that the list was different each time it was read, or that
// the server contradicts itself, so that no reading of it can be called whole.
type MovedError struct {
	// Tries holds, for each reading from the start, what did not fit.
	Tries []string
}

func (e *MovedError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "the list was read %d times from its start and never whole", len(e.Tries))
	for i, try := range e.Tries {
		fmt.Fprintf(&text, "; try %d: %s", i+1, try)
	}
	return text.String()
}

// EndlessError says that the list has more pages than the reader will fetch.
type EndlessError struct {
	// Pages is the bound.
	Pages int

	// Total is the total that the API claims, or 0 where it claims none.
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
