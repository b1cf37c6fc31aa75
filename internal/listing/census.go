package listing

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxNamed bounds how many rows of each kind a difference names.
const maxNamed = 10

// census is which rows a reading had, and how often. It keeps a digest of each and
// the names that an error may need, and not the rows, which are garbage once the next
// reading has them.
type census struct {
	// rows are sorted by digest, and equal ones by their place in the list.
	rows []sighting

	// names are the names of the rows in the order of the list, each behind its
	// length.
	names []byte

	// repeated is how often rows came that came more than once, and together how many
	// of them one page had at the most.
	repeated, together map[digest]int

	// sizes are the numbers of rows of the first pages of the readings in a row
	// that had these rows, this one included.
	sizes []int
}

// sighting is a row of a reading: its digest, and where its name is.
type sighting struct {
	digest digest
	name   int
}

func (s sighting) compare(other sighting) int {
	return cmp.Or(s.digest.compare(other.digest), cmp.Compare(s.name, other.name))
}

func (r *reader[R]) takeCensus(pages [][]R) *census {
	n := 0
	for _, page := range pages {
		n += len(page)
	}
	c := &census{rows: make([]sighting, 0, n), repeated: map[digest]int{}, together: map[digest]int{}}
	if len(pages) > 0 {
		c.sizes = []int{len(pages[0])}
	}
	for _, page := range pages {
		for _, row := range page {
			c.rows = append(c.rows, sighting{r.digest(row), len(c.names)})
			name := r.Label(row)
			c.names = append(binary.AppendUvarint(c.names, uint64(len(name))), name...)
		}
	}
	slices.SortFunc(c.rows, sighting.compare)
	for equal := range groups(c.rows) {
		if len(equal) > 1 {
			c.repeated[equal[0].digest] = len(equal)
		}
	}
	if len(c.repeated) == 0 {
		return c
	}
	for _, page := range pages {
		here := map[digest]int{}
		for _, row := range page {
			if digest := r.digest(row); c.repeated[digest] > 0 {
				here[digest]++
				c.together[digest] = max(c.together[digest], here[digest])
			}
		}
	}
	return c
}

// groups returns the equal rows of some that are sorted, group by group.
func groups(rows []sighting) func(yield func([]sighting) bool) {
	return func(yield func([]sighting) bool) {
		for len(rows) > 0 {
			n := 1
			for n < len(rows) && rows[n].digest == rows[0].digest {
				n++
			}
			if !yield(rows[:n]) {
				return
			}
			rows = rows[n:]
		}
	}
}

// agrees reports whether the reading before, if there is one, had the same rows,
// each as often.
func (c *census) agrees(before *census) bool {
	same := func(a, b sighting) bool { return a.digest == b.digest }
	if before == nil || !slices.EqualFunc(c.rows, before.rows, same) {
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
	for row, n := range c.repeated {
		if c.together[row] < n {
			return false
		}
	}
	return true
}

// missing returns the names of the rows that another reading had more often, in its
// order.
func (c *census) missing(other *census) []string {
	var rows []sighting
	for equal := range groups(other.rows) {
		at, _ := slices.BinarySearchFunc(c.rows, equal[0].digest, func(row sighting, digest digest) int { return row.digest.compare(digest) })
		for at < len(c.rows) && len(equal) > 0 && c.rows[at].digest == equal[0].digest {
			at, equal = at+1, equal[1:]
		}
		rows = append(rows, equal...)
	}
	slices.SortFunc(rows, func(a, b sighting) int { return cmp.Compare(a.name, b.name) })
	names := make([]string, len(rows))
	for i, row := range rows {
		length, head := binary.Uvarint(other.names[row.name:])
		from := row.name + head
		names[i] = string(other.names[from : from+int(length)]) //nolint:gosec // the length of a name that is in memory
	}
	return names
}

// describe says what a reading had, and how that differs from the reading
// before, which is reading number, or nil if that contradicted itself.
func (c *census) describe(before *census, number int) string {
	if before == nil {
		return fmt.Sprintf("%d rows", len(c.rows))
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%d rows", len(c.rows))
	onlyBefore, onlyNow := c.missing(before), before.missing(c)
	switch {
	case len(onlyBefore)+len(onlyNow) == 0:
		text.WriteString(": the same as before, but equal rows came on different pages, which may be one row that was repeated")
	case len(c.rows) > len(before.rows):
		fmt.Fprintf(&text, ": the list grew from %d", len(before.rows))
	case len(c.rows) < len(before.rows):
		fmt.Fprintf(&text, ": the list shrank from %d", len(before.rows))
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
