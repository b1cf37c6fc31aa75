package lists

// Paging is how an API is asked for a page.
type Paging struct {
	// Index names the parameter with the number of the page, counted from 1, Offset the one with the number of rows
	// before the page. An API has one of them.
	Index, Offset string
	// Size names the parameter with the size of the page, Default is the size if it is not sent.
	Size    string
	Default int64
	// Limit is the largest page, unless the configuration says otherwise.
	Limit int64
	// Strict refuses a size outside of 1 to Limit, and an offset below 0.
	Strict bool
	// Farthest, if it is not 0, is the largest offset.
	Farthest int64
}

// window is the part of the rows that was asked for: size rows from offset on, which is page number index, from 1.
type window struct {
	index, size, offset int64
}

// window reads the paging parameters.
func (g *Paging) window(p *Parameters, s Settings) window {
	if g.Offset != "" {
		return g.rows(p, s)
	}
	return g.pages(p, s)
}

// pages is the window of APIs that count pages from 1. A page or a size below 1 means the default, as in the
// PageQuery of https://github.com/alibaba/COLA, which one of them uses; the others do not document it.
func (g *Paging) pages(p *Parameters, s Settings) window {
	w := window{index: p.Integer(g.Index, 1), size: p.Integer(g.Size, g.Default)}
	if w.index < 1 {
		w.index = 1
	}
	w.size = g.size(p, w.size, s)
	w.offset = times(w.index-1, w.size)
	return w
}

// rows is the window of APIs that count the rows before a page.
func (g *Paging) rows(p *Parameters, s Settings) window {
	w := window{size: g.size(p, p.Integer(g.Size, g.Default), s), offset: p.Integer(g.Offset, 0)}
	if g.Farthest != 0 && w.offset > g.Farthest {
		p.Reject(g.Offset)
	}
	if w.offset < 0 {
		if g.Strict {
			p.Reject(g.Offset)
		}
		w.offset = 0
	}
	if s.OffsetCountsPages {
		w.index = w.offset + 1
		w.offset = times(w.offset, w.size)
	} else {
		w.index = w.offset/w.size + 1
	}
	return w
}

// size returns the size of a page that is served if this one is asked for.
func (g *Paging) size(p *Parameters, asked int64, s Settings) int64 {
	if g.Strict && (asked < 1 || asked > g.Limit) {
		p.Reject(g.Size)
		asked = g.Default
	}
	if asked < 1 {
		asked = g.Default
	}
	return min(asked, s.PageLimit)
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
