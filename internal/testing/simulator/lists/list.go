// Package lists declares the list APIs that the simulator answers, each in a file of its own: which parameters an API
// documents, which rows they select, which page of them is sent, and how its documented sample answer is filled.
//
// A new list is one new file with a [List], its documented answer as samples/API.json, and a line in [All].
package lists

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"time"
)

// All is every list that the simulator knows: one line each. The settings of a provider block are in this order.
var All = []*List{
	&ice,
	&aiContent,
	&outboundBot,
	&codeArtsIDE,
}

// API names one list API. It is also the name of the file under samples/.
type API string

// Cloud names a cloud, as the provider block does.
type Cloud string

// The two clouds.
const (
	Alicloud    Cloud = "alicloud"
	Huaweicloud Cloud = "huaweicloud"
)

// Service is what several lists may share: the service of a cloud that answers them.
type Service struct {
	Cloud Cloud
	// Endpoint is the provider's setting for where the service is.
	Endpoint string
	// Product and Version are how the gateway of Alibaba Cloud knows the service.
	Product, Version string
}

// List declares one list API. The server does everything that they share: who calls, whether they may, and which page.
type List struct {
	API     API
	Service *Service

	// Action is the name of the operation at Alibaba Cloud.
	Action string
	// Method and Path are how the operation is addressed; both are empty in the RPC style, which has the action alone.
	Method, Path string

	// Parameters are the documented ones; family matches those that are documented as a pattern.
	Parameters []string
	family     *regexp.Regexp

	// Denied is the error code of a missing permission, if a cloud has more than one.
	Denied string
	// pageLimit is the largest page, unless the configuration says otherwise.
	pageLimit int64

	// window reads the paging parameters.
	window func(p *Parameters, s Settings) window
	// find returns the rows that the other parameters select, in the order that they ask for.
	find func(p *Parameters, rows []Row) []Row
	// fill writes one page into the documented sample answer.
	fill func(body map[string]any, p page)

	// sampleRows leads to the rows in the sample answer.
	sampleRows []string
	// generate makes the i-th row of a generated list.
	generate func(i int, r *rand.Rand) Row
	// demo makes the rows of the demonstration.
	demo func(now time.Time, r *rand.Rand) []Row
}

// Of returns the list of an API, or nil if there is none.
func Of(api API) *List {
	if at := slices.IndexFunc(All, func(l *List) bool { return l.API == api }); at >= 0 {
		return All[at]
	}
	return nil
}

// Services returns the services that have lists, each once.
func Services() []*Service {
	var services []*Service
	for _, l := range All {
		if !slices.Contains(services, l.Service) {
			services = append(services, l.Service)
		}
	}
	return services
}

// Settings are what a list is told to do other than its documents say, or where these leave room.
type Settings struct {
	// PageLimit, if it is not 0, takes the place of the list's own.
	PageLimit int64
	// OffsetCountsPages makes an offset count pages.
	OffsetCountsPages bool
	// IgnoresPaging sends all rows, whatever page is asked for.
	IgnoresPaging bool
	// TotalMissing leaves the total out of the answer.
	TotalMissing bool
	// TableSpelling answers as the table of a document says, not as its example does.
	TableSpelling bool
}

// Knows reports whether the API documents a parameter of this name. Names are case-sensitive.
func (l *List) Knows(parameter string) bool {
	return slices.Contains(l.Parameters, parameter) || l.family != nil && l.family.MatchString(parameter)
}

// Page returns the number of the page that is asked for, counted from 1; 0 if the paging parameters make no sense.
func (l *List) Page(values map[string]string, s Settings) int {
	p := &Parameters{Values: values}
	w := l.window(p, l.settings(s))
	if p.Bad() != "" {
		return 0
	}
	return int(w.index)
}

// Answer returns the body with the page of these rows that the parameters ask for. It is of no use if the parameters turn out
// to be bad.
func (l *List) Answer(p *Parameters, s Settings, rows []Row) map[string]any {
	s = l.settings(s)
	w := l.window(p, s)
	found := l.find(p, rows)
	answered := page{Settings: s, window: w, parameters: p, total: len(found)}
	if s.IgnoresPaging {
		answered.offset = 0
		answered.rows = visible(found)
	} else {
		answered.rows = visible(w.cut(found))
	}
	body := sampleBody(l.API)
	l.fill(body, answered)
	return body
}

func (l *List) settings(s Settings) Settings {
	if s.PageLimit <= 0 {
		s.PageLimit = l.pageLimit
	}
	return s
}

// window is the part of the rows that was asked for: size rows from offset on, which is page number index, from 1.
type window struct {
	index, size, offset int64
}

// page is one page of a result, and what its answer must say about the rest.
type page struct {
	Settings
	window
	parameters *Parameters
	rows       []Row
	total      int
}

// numbered is the window of APIs that count pages from 1. A page or a size below 1 means the default, as in the
// PageQuery of https://github.com/alibaba/COLA, which one of them uses; the others do not document it.
func numbered(p *Parameters, s Settings, index, size string) window {
	w := window{index: p.Integer(index, 1), size: p.Integer(size, 10)}
	if w.index < 1 {
		w.index = 1
	}
	if w.size < 1 {
		w.size = 10
	}
	w.size = min(w.size, s.PageLimit)
	w.offset = times(w.index-1, w.size)
	return w
}

// cut returns the rows inside the window.
func (w window) cut(rows []Row) []Row {
	total := int64(len(rows))
	from := min(w.offset, total)
	return rows[from : from+min(w.size, total-from)]
}

// times multiplies two numbers that are not negative. A product that is too large stays as large as can be.
func times(a, b int64) int64 {
	const most = int64(^uint64(0) >> 1)
	if b != 0 && a > most/b {
		return most
	}
	return a * b
}
