package names

import (
	"cmp"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
)

// Index finds people by name in any script. Many may search while one writes.
type Index struct {
	write sync.Mutex
	state atomic.Pointer[state]
	pool  sync.Pool // of *searcher
}

// state is what a search sees: it never changes.
type state struct {
	segments []*segment
	gone     []map[uint32]bool // rows of each segment that no longer count
}

// Hit is somebody who was found.
type Hit struct {
	ID     int64
	Score  float64 // 1 for the very name, 0 for nothing in common
	Reason Reason
}

// Reason tells why somebody was found.
type Reason struct {
	Matched string // the name as it was given
	Reading string // the Latin spelling that connects the two, where they are written in different scripts
	System  System // how it was read
}

// New is an empty index.
func New() *Index {
	x := &Index{pool: sync.Pool{New: func() any { return new(searcher) }}}
	x.state.Store(&state{})
	return x
}

// Build fills the index with people and all their names, instead of whom it had.
func (x *Index) Build(people iter.Seq2[int64, []string]) {
	x.write.Lock()
	defer x.write.Unlock()
	var list []name
	for id, names := range people {
		for _, n := range names {
			list = append(list, name{id, n})
		}
	}
	x.state.Store(&state{segments: []*segment{newSegment(list)}, gone: []map[uint32]bool{nil}})
}

// Search finds the people whose names are nearest to what was typed, the nearest first.
func (x *Index) Search(typed string, limit int) []Hit {
	q := newQuery(typed)
	if len(q.spans) == 0 || limit <= 0 {
		return nil
	}
	st := x.state.Load()
	s := x.pool.Get().(*searcher)
	defer x.pool.Put(s)
	var hits []Hit
	seen := map[int64]bool{}
	for i, seg := range st.segments {
		for _, f := range s.search(seg, q, limit) {
			if st.gone[i][f.row] {
				continue
			}
			hits = append(hits, Hit{ID: seg.ids[f.row], Score: 1 - float64(f.cost)/float64(q.weight*missed+1), Reason: Reason{Matched: seg.raw.at(f.row)}})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	out := hits[:0]
	for _, h := range hits {
		if !seen[h.ID] && len(out) < limit {
			seen[h.ID] = true
			out = append(out, h)
		}
	}
	return out
}
