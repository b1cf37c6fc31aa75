package simulator

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"time"
)

// lists is every API that the simulator knows: one line each.
var lists = []*list{&ice, &aiContent, &outboundBot, &codeArtsIDE}

// list declares one list API. The server does everything that they share: who calls, may they, which page.
type list struct {
	api   API
	cloud cloud
	// endpoint is the provider's setting for where the API is.
	endpoint string

	// product, version and action are how the Alibaba gateway knows the operation.
	product, version, action string
	// method and path are how the operation is addressed; both are empty for the RPC style, where the action says it.
	method, path string

	// parameters are the documented ones; family matches those that are documented as a pattern.
	parameters []string
	family     *regexp.Regexp

	// denied is the error code of a missing permission, where a cloud has more than one.
	denied string
	// pageLimit is the largest page, unless the configuration says otherwise.
	pageLimit int64

	// window reads the paging parameters.
	window func(p *parameters, s *settings) window
	// find returns the rows that the other parameters select, in the order that they ask for.
	find func(p *parameters, rows []Row) []Row
	// fill writes one page into the documented sample answer.
	fill func(body map[string]any, p page)

	// sampleRows leads to the rows in the sample answer.
	sampleRows []string
	// generate makes the i-th row of a generated list.
	generate func(i int, r *rand.Rand) Row
	// demo makes the rows of the demonstration.
	demo func(now time.Time, r *rand.Rand) []Row
}

// settings are the parts of a Config that concern one list.
type settings struct {
	pageLimit         int64
	offsetCountsPages bool
	ignoresPaging     bool
	totalMissing      bool
	tableSpelling     bool
}

func (c *Config) settings(l *list) settings {
	s := settings{
		pageLimit:         l.pageLimit,
		offsetCountsPages: c.OffsetCountsPages,
		ignoresPaging:     c.IgnoresPaging[l.api],
		totalMissing:      c.TotalMissing[l.api],
		tableSpelling:     c.TableSpelling,
	}
	if limit := c.PageLimit[l.api]; limit > 0 {
		s.pageLimit = int64(limit)
	}
	return s
}

// knows reports whether the API documents a parameter of this name. Names are case-sensitive.
func (l *list) knows(parameter string) bool {
	return slices.Contains(l.parameters, parameter) || l.family != nil && l.family.MatchString(parameter)
}

// window is the part of the rows that was asked for: size rows from offset on, which is page number index, from 1.
type window struct {
	index, size, offset int64
}

// page is one page of a result, and what its answer must tell about the rest.
type page struct {
	settings
	window
	parameters *parameters
	rows       []Row
	total      int
}

// numbered is the window of APIs that count pages from 1. A page or a size below 1 means the default, as in the
// PageQuery of https://github.com/alibaba/COLA, which one of them uses; the others do not document it.
func numbered(p *parameters, s *settings, index, size string) window {
	w := window{index: p.integer(index, 1), size: p.integer(size, 10)}
	if w.index < 1 {
		w.index = 1
	}
	if w.size < 1 {
		w.size = 10
	}
	w.size = min(w.size, s.pageLimit)
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
