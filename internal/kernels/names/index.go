package names

import (
	"cmp"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
)

// Index finds people by name in any script. Many may search while one writes: a search sees the people of the moment at which it
// began.
type Index struct {
	write sync.Mutex
	parts atomic.Pointer[[]part]
	pool  sync.Pool // of *searcher
}

// part is a segment with the rows of it that no longer count. Neither changes: a write makes others.
type part struct {
	*segment
	gone  []uint64 // a bit for each row; nil for none
	count int      // of rows that count
}

// Hit is somebody who was found.
type Hit struct {
	ID     int64
	Score  float64 // 1 for the very name, 0 for nothing in common
	Reason Reason
	place  int // by which hits are sorted: the cost, and how long one of many of the same name waits
}

// New is an empty index.
func New() *Index {
	x := &Index{pool: sync.Pool{New: func() any { return new(searcher) }}}
	x.parts.Store(&[]part{})
	return x
}

// Build fills the index with people and all their names (native, romanized, former, chosen), instead of whom it had.
func (x *Index) Build(people iter.Seq2[int64, []string]) {
	x.write.Lock()
	defer x.write.Unlock()
	var list []name
	for id, names := range people {
		for _, n := range names {
			list = append(list, name{id, n})
		}
	}
	x.parts.Store(&[]part{newPart(list)})
}

func newPart(list []name) part { return part{segment: newSegment(list), count: len(list)} }

// Replace gives a person these names instead of those that the index had; none takes the person out.
func (x *Index) Replace(id int64, names ...string) {
	x.ReplaceAll(func(yield func(int64, []string) bool) { yield(id, names) })
}

// Remove takes people out.
func (x *Index) Remove(ids ...int64) {
	x.ReplaceAll(func(yield func(int64, []string) bool) {
		for _, id := range ids {
			if !yield(id, nil) {
				return
			}
		}
	})
}

// ReplaceAll is Replace for many people: much faster than one after the other.
func (x *Index) ReplaceAll(people iter.Seq2[int64, []string]) {
	x.write.Lock()
	defer x.write.Unlock()
	parts := slices.Clone(*x.parts.Load())
	var list []name
	for i := range parts {
		parts[i].gone = slices.Clone(parts[i].gone)
	}
	for id, names := range people {
		for i := range parts {
			parts[i].forget(id)
		}
		for _, n := range names {
			list = append(list, name{id, n})
		}
	}
	if len(list) > 0 {
		parts = append(parts, newPart(list))
	}
	parts = tidy(parts)
	x.parts.Store(&parts)
}

// forget marks the rows of a person as gone.
func (p *part) forget(id int64) {
	at, _ := slices.BinarySearchFunc(p.byID, id, func(row uint32, id int64) int { return cmp.Compare(p.ids[row], id) })
	for ; at < len(p.byID) && p.ids[p.byID[at]] == id; at++ {
		row := p.byID[at]
		if p.isGone(row) {
			continue
		}
		if p.gone == nil {
			p.gone = make([]uint64, len(p.ids)/64+1)
		}
		p.gone[row/64] |= 1 << (row % 64)
		p.count--
	}
}

func (p *part) isGone(row uint32) bool { return p.gone != nil && p.gone[row/64]&(1<<(row%64)) != 0 }

// tidy joins parts until each is several times smaller than the one before, so that there are few, and makes those anew of which most is
// gone.
func tidy(parts []part) []part {
	const times = 6
	out := parts[:0]
	for _, p := range parts {
		if p.count > 0 {
			out = append(out, p)
		}
	}
	for n := len(out); n > 1 && out[n-2].count < times*out[n-1].count; n = len(out) {
		out = append(out[:n-2], newPart(append(out[n-2].names(), out[n-1].names()...)))
	}
	for i, p := range out {
		if 2*p.count < len(p.ids) {
			out[i] = newPart(p.names())
		}
	}
	return out
}

// names are those that count.
func (p *part) names() []name {
	out := make([]name, 0, p.count)
	for row, id := range p.ids {
		if !p.isGone(uint32(row)) {
			out = append(out, name{id, p.raw.at(uint32(row))})
		}
	}
	return out
}

// Len is how many names the index has.
func (x *Index) Len() int {
	n := 0
	for _, p := range *x.parts.Load() {
		n += p.count
	}
	return n
}

// Bytes is how much memory the index takes, about.
func (x *Index) Bytes() int {
	n := 0
	for _, p := range *x.parts.Load() {
		n += p.bytes() + 8*len(p.gone)
	}
	return n
}

// Search finds the people whose names are nearest to what was typed, the nearest first. The last word may be only begun.
func (x *Index) Search(typed string, limit int) []Hit {
	return x.SearchAmong(typed, limit, nil)
}

// SearchAmong is Search among the people for whom may returns true; nil is everybody.
func (x *Index) SearchAmong(typed string, limit int, may func(id int64) bool) []Hit {
	q := newQuery(typed)
	if len(q.spans) == 0 || limit <= 0 {
		return nil
	}
	s := x.pool.Get().(*searcher)
	defer x.pool.Put(s)
	var hits []Hit
	for _, p := range *x.parts.Load() {
		hits = append(hits, s.hits(p, q, limit, may)...)
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(a.place, b.place) })
	seen := make(map[int64]bool, limit)
	out := hits[:0]
	for _, h := range hits {
		if !seen[h.ID] && len(out) < limit {
			seen[h.ID] = true
			out = append(out, h)
		}
	}
	return out
}

// hits are the best of one part.
func (s *searcher) hits(p part, q *query, limit int, may func(id int64) bool) []Hit {
	s.may = func(row uint32) bool { return !p.isGone(row) && (may == nil || may(p.ids[row])) }
	if p.gone == nil && may == nil {
		s.may = nil
	}
	found := s.search(p.segment, q, limit)
	hits := make([]Hit, 0, min(len(found), limit))
	seen := make(map[int64]bool, limit)
	for _, f := range found {
		if id := p.ids[f.row]; !seen[id] && len(hits) < limit {
			seen[id] = true
			hits = append(hits, Hit{ID: id, Score: s.q.scoreOf(f.cost), Reason: s.reason(f.row), place: f.cost + f.late})
		}
	}
	return hits
}

// scoreOf turns a cost into a number between 0 and 1.
func (q *query) scoreOf(cost int) float64 {
	return max(0, 1-float64(cost)/float64(q.weight*missed+1))
}
