package listing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxNamed bounds how many rows of each kind a difference names.
const maxNamed = 10

// census is which rows a reading had, and how often. It keeps their names and
// not the rows, which are garbage once the next reading has them.
type census struct {
	counts map[digest]int

	// together is, for rows that came more than once, how many of them one page
	// had at the most.
	together map[digest]int

	of    []digest // by row
	names []string // by row

	// sizes are the numbers of rows of the first pages of the readings in a row
	// that had these rows, this one included.
	sizes []int
}

func (r *reader[R]) takeCensus(pages [][]R) *census {
	n := 0
	for _, page := range pages {
		n += len(page)
	}
	c := &census{counts: make(map[digest]int, n), together: map[digest]int{}, of: make([]digest, 0, n), names: make([]string, 0, n)}
	if len(pages) > 0 {
		c.sizes = []int{len(pages[0])}
	}
	for _, page := range pages {
		for _, row := range page {
			digest := r.digest(row)
			c.counts[digest]++
			c.of, c.names = append(c.of, digest), append(c.names, r.Label(row))
		}
	}
	if len(c.counts) == n {
		return c
	}
	at := 0
	for _, page := range pages {
		here := map[digest]int{}
		for _, digest := range c.of[at : at+len(page)] {
			here[digest]++
			c.together[digest] = max(c.together[digest], here[digest])
		}
		at += len(page)
	}
	return c
}

// agrees reports whether the reading before, if there is one, had the same rows,
// each as often.
func (c *census) agrees(before *census) bool {
	if before == nil || len(c.of) != len(before.of) || len(c.missing(before)) > 0 {
		return false
	}
	for _, size := range before.sizes {
		if !slices.Contains(c.sizes, size) {
			c.sizes = append(c.sizes, size)
		}
	}
	for row, n := range before.together {
		c.together[row] = max(c.together[row], n)
	}
	return true
}

// distinct reports whether equal rows were on one page of this reading or of one
// that agrees with it, which proves that there are as many, or were as many with
// three page sizes: a row that comes twice in the place of another does so at the
// end of a page or by chance.
func (c *census) distinct() bool {
	if len(c.sizes) > 2 {
		return true
	}
	for row, n := range c.counts {
		if n > 1 && c.together[row] < n {
			return false
		}
	}
	return true
}

// missing returns the names of the rows that another reading had more often.
func (c *census) missing(other *census) []string {
	var names []string
	counts := make(map[digest]int, len(other.counts))
	for i, row := range other.of {
		if counts[row]++; counts[row] > c.counts[row] {
			names = append(names, other.names[i])
		}
	}
	return names
}

// describe says what a reading had, and how that differs from the reading
// before, which is reading number, or nil if that contradicted itself.
func (c *census) describe(before *census, number int) string {
	if before == nil {
		return fmt.Sprintf("%d rows", len(c.of))
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%d rows", len(c.of))
	onlyBefore, onlyNow := c.missing(before), before.missing(c)
	switch {
	case len(onlyBefore)+len(onlyNow) == 0:
		text.WriteString(": the same as before, but equal rows came on different pages, which may be one row that was repeated")
	case len(c.of) > len(before.of):
		fmt.Fprintf(&text, ": the list grew from %d", len(before.of))
	case len(c.of) < len(before.of):
		fmt.Fprintf(&text, ": the list shrank from %d", len(before.of))
	default:
		text.WriteString(", as many as before, and not the same ones")
	}
	for _, only := range []struct {
		reading int
		names   []string
	}{{number, onlyBefore}, {number + 1, onlyNow}} {
		if len(only.names) > 0 {
			fmt.Fprintf(&text, "; only reading %d has %s", only.reading, list(only.names))
		}
	}
	return text.String()
}

// list writes the first names of some.
func list(names []string) string {
	var quoted []string
	for _, name := range names[:min(len(names), maxNamed)] {
		quoted = append(quoted, strconv.Quote(name))
	}
	if more := len(names) - maxNamed; more > 0 {
		quoted = append(quoted, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(quoted, ", ")
}
