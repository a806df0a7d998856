package names

import (
	"cmp"
	"slices"

	"banyan/internal/kernels/romanize"
)

// costs are what it costs to take a span for a unit, by the system in which both are read.
type costs [systems]uint8

func noCosts() (c costs) {
	for i := range c {
		c[i] = none
	}
	return c
}

func (c *costs) least() int { return int(slices.Min(c[:])) }

func (c *costs) set(s System, cost int) {
	if cost < int(c[s]) {
		c[s] = uint8(cost)
	}
}

// match says that a span may stand for a unit.
type match struct {
	unit  uint32
	span  int32
	next  int32 // the next match of the unit, or -1
	costs costs
}

// searcher is the working memory of one search. It is used again, since a search touches a number for every row.
type searcher struct {
	seg     *segment
	q       *query
	matches []match
	heads   map[uint32]int32 // of a unit, its first match
	tried   map[uint32]bool  // units compared with the span at work
	gains   []uint32         // of a row, in the upper half the search in which it was touched
	round   uint32
	touched []uint32
	found   []scored
}

// scored is a row with what it costs to take the query for its name.
type scored struct {
	row  uint32
	cost int
}

const (
	missed    = 10 // what a letter of the query costs that nothing in the name stands for
	leftOver  = 2  // what a letter of the name costs that nothing in the query stands for
	crossed   = 8  // what it costs to read one piece in another language than the rest
	closeRows = 320
	maxRows   = 600_000 // postings read for one search, about
	spanRows  = 200_000 // and for one span
)

// reset makes the searcher ready for a query.
func (s *searcher) reset(seg *segment, q *query) {
	s.seg, s.q = seg, q
	s.matches, s.found = s.matches[:0], s.found[:0]
	if s.heads == nil {
		s.heads, s.tried = map[uint32]int32{}, map[uint32]bool{}
	}
	clear(s.heads)
	if len(s.gains) < len(seg.ids) {
		s.gains, s.round = make([]uint32, len(seg.ids)), 0
	}
}

// search finds the rows of a segment that cost least, in two passes: the second looks farther, where the first found nothing near.
func (s *searcher) search(seg *segment, q *query, want int) []scored {
	s.reset(seg, q)
	for i := range q.spans {
		s.expand(i, false)
	}
	s.rank(want)
	if len(s.found) == 0 || s.found[0].cost > nearEnough {
		for i := range q.spans {
			s.expand(i, true)
		}
		s.rank(want)
	}
	return s.found
}

// nearEnough is a cost at which no wider search is needed.
const nearEnough = 12

// limitOf is the greatest cost at which a span stands for a unit: about one letter of four wrong.
func limitOf(letters int) int { return min(6+4*letters, 90) }

// expand finds the units that the span may stand for.
func (s *searcher) expand(i int, wide bool) {
	sp := &s.q.spans[i]
	clear(s.tried)
	for m := range s.matches { // of the first pass
		if s.matches[m].span == int32(i) {
			s.tried[s.matches[m].unit] = true
		}
	}
	if !wide {
		s.exact(i, sp)
	}
	for _, k := range sp.keys {
		if !wide {
			s.tryAll(i, sp, s.seg.full.at(uint32(k.key())))
			continue
		}
		s.tryAll(i, sp, s.seg.less.at(uint32(k.key())))
		var buf [maxKeyLength]key
		for _, short := range k.shorter(buf[:0]) {
			s.tryAll(i, sp, s.seg.full.at(uint32(short)))
			s.tryAll(i, sp, s.seg.less.at(uint32(short)))
		}
	}
	if wide && sp.script == romanize.Latin {
		for _, k := range typoKeys(sp.text) {
			s.tryAll(i, sp, s.seg.typos.at(k))
		}
	}
}

// exact finds the unit that is written as the span is, and those that begin with what was typed last.
func (s *searcher) exact(i int, sp *span) {
	at := s.seg.vocab.find(sp.text)
	if int(at) < s.seg.vocab.len() && s.seg.vocab.at(at) == sp.text {
		s.tried[at] = true
		s.add(at, i, costs{})
		at++
	}
	if !sp.last || len(sp.text) < 2 {
		return
	}
	for n := 0; int(at) < s.seg.vocab.len() && n < 4000; at, n = at+1, n+1 {
		text := s.seg.vocab.at(at)
		if len(text) <= len(sp.text) || text[:len(sp.text)] != sp.text {
			break
		}
		c := noCosts()
		c[Written] = uint8(min(10+3*(len(text)-len(sp.text)), 60))
		s.tried[at] = true
		s.add(at, i, c)
	}
}

func (s *searcher) add(unit uint32, span int, c costs) {
	next, ok := s.heads[unit]
	if !ok {
		next = -1
	}
	s.heads[unit] = int32(len(s.matches))
	s.matches = append(s.matches, match{unit, int32(span), next, c})
}

func (s *searcher) tryAll(i int, sp *span, units []uint32) {
	limit := limitOf(sp.weight)
	for _, u := range units {
		if s.seg.scripts[u] == romanize.Latin {
			mask := s.seg.letters[u]
			if extra(mask, sp.letters) > 1 || sp.script == romanize.Latin && extra(sp.letters, mask) > 2 {
				continue
			}
		}
		if s.tried[u] {
			continue
		}
		s.tried[u] = true
		if c := s.compare(sp, u, limit); c.least() <= limit {
			s.add(u, i, c)
		}
	}
}

// compare is what it costs to take the span for the unit, in each system.
func (s *searcher) compare(sp *span, u uint32, limit int) costs {
	out := noCosts()
	text, script := s.seg.vocab.at(u), s.seg.scripts[u]
	switch {
	case script == romanize.Latin && sp.script == romanize.Latin:
		out.set(Written, unlike(sp.text, text, limit))
	case script == romanize.Latin:
		for _, r := range sp.readings {
			out.set(r.system, aloud(r.slots, text, limit))
		}
	case sp.script == romanize.Latin:
		for system, ids := range s.seg.readings(u) {
			out.set(system, aloud(s.slotsOf(ids), sp.text, limit))
		}
	default:
		same := 0
		if script == sp.script {
			same = 10
		}
		for system, ids := range s.seg.readings(u) {
			for _, r := range sp.readings {
				if r.system == system {
					out.set(system, same+aloud(s.slotsOf(ids), r.usual(), limit))
				}
			}
		}
	}
	return out
}

func (s *searcher) slotsOf(ids []uint32) []slot {
	out := make([]slot, len(ids))
	for i, id := range ids {
		out[i] = s.seg.slots[id]
	}
	return out
}

// rank gathers the rows that have matched units, takes those that gain most and compares their whole names.
func (s *searcher) rank(want int) {
	s.gather()
	s.found = s.found[:0]
	for _, r := range s.best() {
		s.found = append(s.found, scored{r, s.score(r)})
	}
	slices.SortFunc(s.found, func(a, b scored) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.row, b.row)) })
	s.found = s.found[:min(len(s.found), 4*want)]
}

// gather reads the rows of the matched units, the rarest spans first, and adds up what they gain.
func (s *searcher) gather() {
	if s.round++; s.round >= 1<<16 {
		clear(s.gains)
		s.round = 1
	}
	s.touched = s.touched[:0]
	perSpan := make([][]int32, len(s.q.spans))
	total := make([]int, len(s.q.spans))
	for m := range s.matches {
		sp := s.matches[m].span
		perSpan[sp] = append(perSpan[sp], int32(m))
		total[sp] += len(s.seg.rows.at(s.matches[m].unit))
	}
	order := make([]int, len(s.q.spans))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(total[a], total[b]) })
	read := 0
	for _, i := range order {
		list := perSpan[i]
		slices.SortFunc(list, func(a, b int32) int { return cmp.Compare(s.matches[a].costs.least(), s.matches[b].costs.least()) })
		ofSpan := 0
		for _, m := range list {
			rows := s.seg.rows.at(s.matches[m].unit)
			if ofSpan > 0 && (ofSpan+len(rows) > spanRows || read+len(rows) > maxRows) {
				continue
			}
			ofSpan, read = ofSpan+len(rows), read+len(rows)
			s.gain(rows, max(1, s.q.spans[i].weight*missed-s.matches[m].costs.least()))
		}
	}
}

func (s *searcher) gain(rows []uint32, gain int) {
	for _, r := range rows {
		g := s.gains[r]
		if g>>16 != s.round {
			s.touched = append(s.touched, r)
			g = s.round << 16
		}
		s.gains[r] = g + uint32(gain)
	}
}

// best are the rows that gained most.
func (s *searcher) best() []uint32 {
	if len(s.touched) <= closeRows {
		return s.touched
	}
	var histogram [1024]int
	for _, r := range s.touched {
		histogram[min(s.gains[r]&0xffff/4, 1023)]++
	}
	least, sum := 1023, 0
	for ; least > 0; least-- {
		if sum += histogram[least]; sum >= closeRows {
			break
		}
	}
	out := make([]uint32, 0, 2*closeRows)
	for pass := range 2 { // those above the bar first, then those on it as far as there is room
		for _, r := range s.touched {
			g := int(min(s.gains[r]&0xffff/4, 1023))
			if pass == 0 && g > least || pass == 1 && g == least {
				if out = append(out, r); len(out) >= 2*closeRows {
					return out
				}
			}
		}
	}
	return out
}
