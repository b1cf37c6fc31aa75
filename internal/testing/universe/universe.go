// Package universe draws servers of lists at random and knows the truth about
// each, for tests of readers of such lists.
//
// A server has independent properties: what its positions count, how it limits
// pages, which totals it claims, which way of paging it hears, what it repeats,
// caps or loses, how its list changes between any two calls, and what it says
// of itself. Nobody chose the combinations, so they do not share the beliefs of
// whoever wrote the reader.
package universe

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Options are what is known of the servers that are drawn.
type Options struct {
	// Scheme is how the list is asked for.
	Scheme listing.Scheme

	// Concurrency is how many pages are asked for at once.
	Concurrency int

	// Unique is set if each row of the list has an identity of its own.
	Unique bool

	// Token is set if answers can point onward by a second way of paging.
	Token bool

	// Before is set if answers can say how many rows are before a page.
	Before bool
}

// Server is one server. It is not safe for concurrent use.
type Server struct {
	Options

	traits traits
	random *rand.Rand
	calls  int

	list []row // as it is now
	gone []row
	born int // serial of the next row
}

// row is one row that exists or existed.
type row struct {
	serial, identity int

	// since is the first call at which the row existed, and until, for a row
	// that is gone, the last one.
	since, until int
}

// traits are the properties that are drawn.
type traits struct {
	rows, identities int

	pages    unit    // what an offset counts
	limit    limit   // how the size of a page follows from what is asked for
	served   int     // the number that limit needs
	byAsked  bool    // pages begin where the asked size says, not the served one
	position hearing // what becomes of the position
	behind   behind  // what is behind the last page
	order    order

	total    total
	totalCap int
	before   before
	echo     bool // says for which page size an answer was made
	lastPage int  // no more pages than this, or 0

	glitch   glitch // what is wrong with one answer
	glitchAt int    // which it is, from 1

	churn float64 // how likely the list changes before a call
	kinds []change
	quiet int // the call from which on nothing changes
}

type (
	unit    string
	limit   string
	hearing string
	behind  string
	order   string
	total   string
	before  string
	change  string
	glitch  string
)

// Draw draws a server. Servers that no client could tell from an honest one are
// not drawn; see Invisible.
func Draw(random *rand.Rand, options Options) *Server {
	for {
		s := &Server{Options: options, random: random, traits: drawTraits(random, options)}
		if Invisible(options, s.traits) == "" {
			for range s.traits.rows {
				s.list = append(s.list, s.newRow())
			}
			return s
		}
	}
}

// pick returns the first choice most of the time, so that servers are odd in a
// few ways only, and any of the others else.
func pick[T any](random *rand.Rand, usual T, others ...T) T {
	if len(others) == 0 || random.IntN(4) != 0 {
		return usual
	}
	return others[random.IntN(len(others))]
}

func drawTraits(random *rand.Rand, options Options) traits {
	size := options.Scheme.PageSize
	t := traits{
		rows:  drawRows(random, size),
		pages: "rows",
		limit: pick[limit](random,
			"asked", "clamped", "fixed", "rounded down", "at least", "some sizes, else nothing", "some sizes, else few"),
		served:   1 + random.IntN(2*size),
		byAsked:  random.IntN(8) == 0,
		position: pick[hearing](random, "heard", "heard", "heard", "ignored", "multiples only", "rounded up", "from 1"),
		behind:   pick[behind](random, "empty", "last page again", "first page again"),
		order:    pick[order](random, "fixed", "ties by call", "ties by position", "ties by size"),
		total:    pick[total](random, "true", "absent", "zero", "capped", "first page only", "first answer only", "stale", "of the page"),
		totalCap: 1 + random.IntN(3*size),
		before:   "absent",
		echo:     random.IntN(3) == 0,
	}
	if random.IntN(8) == 0 {
		t.glitch = []glitch{"nothing and a total of zero", "nothing", "few and a total of these"}[random.IntN(3)]
		t.glitchAt = 1 + random.IntN(8)
	}
	if random.IntN(3) == 0 {
		t.served = 1 + random.IntN(3)
	}
	if options.Scheme.Counting == listing.Offsets {
		t.pages = pick[unit](random, "rows", "pages")
	}
	if options.Token {
		t.position = pick(random, t.position, hearing("token only"), hearing("token as well"))
	}
	if options.Before {
		t.before = pick[before](random, "rows", "absent", "position", "capped", "wrong")
	}
	if random.IntN(16) == 0 {
		t.lastPage = 1 + random.IntN(4)
	}
	if !options.Unique {
		t.identities = pick(random, 0, max(1, t.rows/2), max(1, t.rows-1))
	}
	if random.IntN(2) == 0 {
		t.churn = []float64{0.02, 0.1, 0.3, 0.7}[random.IntN(4)]
		for _, kind := range []change{"add first", "add last", "add", "delete", "delete and add", "move", "swap", "delete first"} {
			if random.IntN(3) == 0 {
				t.kinds = append(t.kinds, kind)
			}
		}
		t.quiet = []int{2, 4, 10, 25, 1000}[random.IntN(5)]
	}
	return t
}

// drawRows prefers the numbers of rows at which readers go wrong.
func drawRows(random *rand.Rand, size int) int {
	switch random.IntN(4) {
	case 0:
		return random.IntN(3)
	case 1:
		return max(0, size*(1+random.IntN(3))+random.IntN(3)-1)
	}
	return random.IntN(4*size + 2)
}

// Invisible says why a server with these properties could not be told from an
// honest one by any client, or returns an empty text. What it says is listed in
// the guide on completeness.
func Invisible(o Options, t traits) string {
	// Pages can have fewer rows than are asked for.
	short := t.limit == "fixed" || t.limit == "clamped" || t.limit == "rounded down" || t.limit == "some sizes, else few"
	// Pages can have the same number of rows, whatever is asked for.
	rigid := short || t.limit == "at least" || o.Scheme.PageSize <= 2
	counted := t.total == "true" || t.total == "first page only"
	switch {
	case t.position == "ignored" && rigid && !counted && t.total != "stale":
		return "it answers with the same rows each time, as an API does that has no paging, and has no total that says that there are more"
	case t.glitchAt == 1 && (t.glitch != "nothing" || t.total == "zero"):
		return "the first answer has a total that is the number of its rows, and is not full"
	case t.glitch != "" && (strings.HasPrefix(string(t.limit), "some sizes") || !counted):
		return "answers to two readings are wrong in the same way"
	case t.identities > 0 && t.order != "fixed":
		return "rows are equal, and the order changes from call to call"
	case t.total == "of the page" && short, t.total == "capped" && short && t.totalCap < o.Scheme.PageSize:
		return "its total is the number of rows of a first page that is not full"
	case t.identities > 0 && rigid && !counted:
		return "rows are equal, pages can have the same number of them whatever is asked for, and no total tells a page of equal rows from one that comes again"
	case !o.Unique && t.pages == "pages" && !counted:
		return "offsets may count rows or pages, rows may be equal, and no total tells one from the other"
	case rigid && t.order != "fixed" && !counted:
		return "it repeats rows in the place of others in the same way each time, whatever page size it is asked for, and has no total that says that there are more"
	case t.lastPage > 0 && t.churn > 0 && !counted:
		return "it ends at a page, its total is wrong, and the list changes"
	case t.total == "stale" && t.churn > 0 && o.Concurrency > 1:
		return "its total is that of an earlier list, and the list changes while pages are read at the same time"
	case t.lastPage > 0 && rigid && !counted:
		return "it ends at the same row each time, and has no total that says that there are more"
	}
	return ""
}

// String says what the server is.
func (s *Server) String() string {
	return fmt.Sprintf("%+v with %+v, %d calls", s.Options, s.traits, s.calls)
}

// Row is a row as it is answered.
type Row struct {
	// Identity is the same for the same row in each answer. In a list that is
	// not unique several rows may share one.
	Identity int
}

// Answer answers a request. The list may change before it does.
func (s *Server) Answer(request listing.Request) listing.Page[Row] {
	s.calls++
	if s.calls > 1 && s.calls < s.traits.quiet && s.random.Float64() < s.traits.churn && len(s.traits.kinds) > 0 {
		s.change(s.traits.kinds[s.random.IntN(len(s.traits.kinds))])
	}
	t := s.traits
	size := s.size(request.Size)
	stride := max(size, 1)
	if t.byAsked && t.position != "token only" && t.limit != "at least" && t.limit != "fixed" {
		stride = request.Size
	}
	ordered := s.ordered(request)
	begin := s.begin(request, stride)
	if t.lastPage > 0 && begin >= t.lastPage*stride {
		begin = len(ordered)
	}
	if begin >= len(ordered) && len(ordered) > 0 {
		switch t.behind {
		case "last page again":
			begin = (len(ordered) - 1) / stride * stride
		case "first page again":
			begin = 0
		}
	}
	begin = min(begin, len(ordered))
	end := min(begin+size, len(ordered))
	page := listing.Page[Row]{Rows: []Row{}}
	for _, row := range ordered[begin:end] {
		page.Rows = append(page.Rows, Row{Identity: row.identity})
	}
	page.Total = s.total(request, len(page.Rows))
	page.Before = s.before(request, begin)
	if t.echo {
		size := int64(size)
		page.Size = &size
	}
	if t.position == "token only" || t.position == "token as well" {
		page.Next = end < len(ordered)
	}
	if s.calls == t.glitchAt {
		s.spoil(&page)
	}
	return page
}

// spoil makes an answer wrong in a way that fits itself.
func (s *Server) spoil(page *listing.Page[Row]) {
	few := int64(len(page.Rows) / 2)
	switch s.traits.glitch {
	case "nothing and a total of zero":
		few = 0
	case "nothing":
		page.Rows = []Row{}
		return
	}
	page.Rows = page.Rows[:few]
	page.Total = &few
}

func (s *Server) size(asked int) int {
	switch t := s.traits; t.limit {
	case "clamped":
		return min(asked, t.served)
	case "fixed":
		return t.served
	case "at least":
		return max(asked, t.served)
	case "rounded down":
		return max(1, asked/t.served*t.served)
	case "some sizes, else nothing", "some sizes, else few":
		if asked != s.Scheme.PageSize && asked%5 != 0 {
			return map[limit]int{"some sizes, else few": max(1, s.Scheme.PageSize/3)}[t.limit]
		}
	}
	return asked
}

// begin returns the place of the first row of a page.
func (s *Server) begin(request listing.Request, stride int) int {
	t := s.traits
	if t.position == "ignored" || t.position == "token only" {
		return 0
	}
	if s.Scheme.Counting == listing.PageNumbers {
		return (request.Position - 1) * stride
	}
	if t.pages == "pages" {
		return request.Position * stride
	}
	switch t.position {
	case "multiples only":
		if request.Position%stride != 0 {
			return len(s.list)
		}
	case "rounded up":
		return (request.Position + stride - 1) / stride * stride
	case "from 1":
		return max(0, request.Position-1) * stride // an offset that is a page number
	}
	return request.Position
}

func (s *Server) total(request listing.Request, rows int) *int64 {
	n := int64(len(s.list))
	switch s.traits.total {
	case "absent":
		return nil
	case "zero":
		n = 0
	case "capped":
		n = min(n, int64(s.traits.totalCap))
	case "first page only":
		if request.Number > 1 {
			return nil
		}
	case "first answer only":
		if s.calls > 1 {
			return nil
		}
	case "stale":
		n = int64(s.traits.rows)
	case "of the page":
		n = int64(rows)
	}
	return &n
}

func (s *Server) before(request listing.Request, begin int) *int64 {
	n := int64(begin)
	switch s.traits.before {
	case "absent":
		return nil
	case "position":
		n = int64(request.Position)
	case "capped":
		n = min(n, int64(s.traits.totalCap))
	case "wrong":
		n = 777
	}
	return &n
}

// ordered returns the list in the order in which a call sees it.
func (s *Server) ordered(request listing.Request) []row {
	salt := 0
	switch s.traits.order {
	case "ties by call":
		salt = s.calls
	case "ties by position":
		salt = request.Position
	case "ties by size":
		salt = request.Size
	default:
		return s.list
	}
	const tied = 8 // so many rows in a row are equal in the order that the server sorts by
	ordered := slices.Clone(s.list)
	for from := 0; from < len(ordered); from += tied {
		ties := ordered[from:min(from+tied, len(ordered))]
		slices.SortFunc(ties, func(a, b row) int { return scatter(a.serial, salt) - scatter(b.serial, salt) })
	}
	return ordered
}

// scatter returns a number that has nothing to do with another.
func scatter(n, salt int) int {
	x := n*2654435761 ^ salt*2246822519
	x ^= x >> 15
	x *= 2246822519
	x ^= x >> 13
	return x & math.MaxInt32
}

func (s *Server) newRow() row {
	r := row{serial: s.born, identity: s.born, since: s.calls}
	if s.traits.identities > 0 {
		r.identity = s.born % s.traits.identities
	}
	s.born++
	return r
}

func (s *Server) change(kind change) {
	n := len(s.list)
	switch {
	case kind == "add first":
		s.list = slices.Insert(slices.Clone(s.list), 0, s.newRow())
	case kind == "add last":
		s.list = append(slices.Clone(s.list), s.newRow())
	case kind == "add":
		s.list = slices.Insert(slices.Clone(s.list), s.random.IntN(n+1), s.newRow())
	case n == 0:
	case kind == "delete":
		s.remove(s.random.IntN(n))
	case kind == "delete first":
		s.remove(0)
	case kind == "delete and add":
		s.remove(s.random.IntN(n))
		s.list = slices.Insert(slices.Clone(s.list), s.random.IntN(n), s.newRow())
	case kind == "move":
		from := s.random.IntN(n)
		moved := s.list[from]
		s.list = slices.Delete(slices.Clone(s.list), from, from+1)
		s.list = slices.Insert(s.list, s.random.IntN(n), moved)
	case kind == "swap":
		a, b := s.random.IntN(n), s.random.IntN(n)
		s.list = slices.Clone(s.list)
		s.list[a], s.list[b] = s.list[b], s.list[a]
	}
}

func (s *Server) remove(i int) {
	gone := s.list[i]
	gone.until = s.calls - 1 // the change comes before the call that is answered now
	s.gone = append(s.gone, gone)
	s.list = slices.Delete(slices.Clone(s.list), i, i+1)
}

// Judge says what is wrong with a list that was read since the server was drawn,
// or returns an empty text: a row that existed all the time is missing, or a
// row is there more often than it ever existed.
func (s *Server) Judge(identities []int) string {
	always, ever, got := map[int]int{}, map[int]int{}, map[int]int{}
	for _, row := range s.list {
		ever[row.identity]++
		if row.since == 0 {
			always[row.identity]++
		}
	}
	for _, row := range s.gone {
		if row.until > 0 { // some call saw it
			ever[row.identity]++
		}
	}
	for _, identity := range identities {
		got[identity]++
	}
	var wrong []string
	for identity, n := range always {
		if got[identity] < n {
			wrong = append(wrong, fmt.Sprintf("row %d is there %d times of %d", identity, got[identity], n))
		}
	}
	for identity, n := range got {
		if n > ever[identity] {
			wrong = append(wrong, fmt.Sprintf("row %d is there %d times and existed %d times", identity, n, ever[identity]))
		}
	}
	slices.Sort(wrong)
	return strings.Join(wrong, "; ")
}
