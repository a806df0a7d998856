package names

import (
	"cmp"
	"math/bits"
	"slices"
)

const (
	blockRows = 1 << 15 // rows that are added up together: their numbers fit the processor's cache
	closeRows = 160     // rows of a system whose whole names are compared
	maxRows   = 800_000 // rows read for a system, about
	spanRows  = 250_000 // and for one span
)

// list is what is left to read of a unit's rows, and what each row gains by it.
type list struct {
	rows   []uint32
	span   int32
	cost   int32
	places uint32 // of the query, folded into 32
	each   int32  // gain if all places are new
}

// rank gathers the rows that have matched units, takes those that gain most and compares their whole names. Each system has a turn of
// its own: a row that is near when each of its pieces is read in another language is not near.
func (s *searcher) rank(want int) {
	var present [systems]bool
	for m := range s.matches {
		for sys, c := range s.matches[m].costs {
			present[sys] = present[sys] || c != none
		}
	}
	var rows []uint32
	for sys := range systems {
		if present[sys] {
			rows = s.gather(sys, rows)
		}
	}
	slices.Sort(rows)
	s.found = s.found[:0]
	for _, r := range slices.Compact(rows) {
		s.found = append(s.found, scored{row: r, cost: s.score(r)})
	}
	s.sortFound()
	s.thin()
	s.sortFound()
	s.found = s.found[:min(len(s.found), 4*want)]
}

func (s *searcher) sortFound() {
	slices.SortFunc(s.found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.cost+a.late, b.cost+b.late), cmp.Compare(a.row, b.row))
	})
}

const (
	atOnce  = 3 // people of the very same name who stand together
	waiting = 4 // what each further one waits: other spellings that are nearly as near come before
)

// thin lets all but the first few of one name wait: who types a name that hundreds have wants to see that it is spelled otherwise too.
func (s *searcher) thin() {
	same := map[uint32]int{}
	for i, f := range s.found {
		name := s.seg.nameOf(f.row)
		s.found[i].late = max(0, same[name]-atOnce+1) * waiting
		same[name]++
	}
}

// nameOf is a number that rows share whose names have the same words in the same order.
func (seg *segment) nameOf(row uint32) uint32 {
	h := uint32(hashStart)
	for _, r := range seg.refs.at(row) {
		h = (h ^ r.unit) * hashPrime
	}
	return h
}

// gather appends the rows that gain most in a system. It reads the rows of all matched units side by side, a block of rows after the
// other, so that what is added up stays near the processor.
func (s *searcher) gather(sys System, out []uint32) []uint32 {
	s.choose(sys)
	s.best.reset(s.seg)
	for from := 0; from < len(s.seg.ids); from += blockRows {
		if s.round++; s.round == 0 {
			clear(s.gains[:])
			s.round = 1
		}
		s.touched = s.touched[:0]
		left := s.lists[:0]
		for _, l := range s.lists {
			l.addUp(s, uint32(from))
			if len(l.rows) > 0 {
				left = append(left, l)
			}
		}
		s.lists = left
		for _, at := range s.touched {
			if s.may != nil && !s.may(uint32(from)+uint32(at)) {
				continue
			}
			s.best.offer(uint32(from)+uint32(at), uint16(s.gains[at]>>48))
		}
	}
	return s.best.rows(out)
}

// choose lists the units matched in a system, those of rare spans and the nearest of each first, as far as the bounds let.
func (s *searcher) choose(sys System) {
	s.lists = s.lists[:0]
	total := make([]int, len(s.q.spans))
	for m := range s.matches {
		match := &s.matches[m]
		if match.costs[sys] == none {
			continue
		}
		sp := &s.q.spans[match.span]
		cost := int32(match.costs[sys])
		rows := s.seg.rows.at(match.unit)
		if s.again(match) {
			rows = twice(rows)
		}
		total[match.span] += len(rows)
		s.lists = append(s.lists, list{rows, match.span, cost, uint32(sp.mask | sp.mask>>32), max(1, int32(sp.weight)*missed-cost)})
	}
	slices.SortFunc(s.lists, func(a, b list) int {
		return cmp.Or(cmp.Compare(total[a.span], total[b.span]), cmp.Compare(a.span, b.span), cmp.Compare(a.cost, b.cost))
	})
	kept, read, ofSpan, span := s.lists[:0], 0, 0, int32(-1)
	for _, l := range s.lists {
		if l.span != span {
			span, ofSpan = l.span, 0
		}
		if ofSpan > 0 && (ofSpan+len(l.rows) > spanRows || read+len(l.rows) > maxRows) {
			continue
		}
		ofSpan, read = ofSpan+len(l.rows), read+len(l.rows)
		kept = append(kept, l)
	}
	s.lists = kept
}

// again tells that a word before this one in the query is the same, so that the name must have it twice.
func (s *searcher) again(m *match) bool {
	text := s.q.spans[m.span].text
	for i := range s.q.spans[:m.span] {
		if s.q.spans[i].text == text {
			return true
		}
	}
	return false
}

// twice are the rows that a list has more than once.
func twice(rows []uint32) []uint32 {
	var out []uint32
	for i := 1; i < len(rows); i++ {
		if rows[i] == rows[i-1] && (len(out) == 0 || out[len(out)-1] != rows[i]) {
			out = append(out, rows[i])
		}
	}
	return out
}

// addUp reads the list's rows of the block that begins at from.
func (l *list) addUp(s *searcher, from uint32) {
	all := bits.OnesCount32(l.places)
	n := 0
	for ; n < len(l.rows) && l.rows[n] < from+blockRows; n++ {
		r := l.rows[n]
		g := s.gains[r-from]
		if uint16(g) != s.round {
			g = uint64(s.round)
			s.touched = append(s.touched, uint16(r-from))
		}
		had := uint32(g >> 16)
		fresh := bits.OnesCount32(l.places &^ had)
		if fresh == 0 {
			continue
		}
		before := uint16(g >> 48)
		now := before + uint16(int(l.each)*fresh/all)
		s.gains[r-from] = uint64(now)<<48 | uint64(had|l.places)<<16 | uint64(s.round)
	}
	l.rows = l.rows[n:]
}

// shortlist keeps the rows that gained most, and not many of one name.
type shortlist struct {
	seg     *segment
	names   map[uint32]uint8
	offered []uint64 // gain<<32 | row, the row inverted so that of equals the first are greater
	bar     uint16
}

const maxOffered = 8 * closeRows

// ofOneName is how many rows of one name are compared: more than anybody looks at.
const ofOneName = 12

func (b *shortlist) reset(seg *segment) {
	if b.names == nil {
		b.names = map[uint32]uint8{}
	}
	b.seg, b.offered, b.bar = seg, b.offered[:0], 0
}

func (b *shortlist) offer(row uint32, gain uint16) {
	if gain <= b.bar { // of equals the first stay
		return
	}
	b.offered = append(b.offered, uint64(gain)<<32|uint64(^row))
	if len(b.offered) == maxOffered {
		b.cut()
	}
}

// cut keeps the best offers, of one name the first, and raises the bar to the least of them.
func (b *shortlist) cut() {
	slices.SortFunc(b.offered, func(a, c uint64) int { return cmp.Compare(c, a) })
	clear(b.names)
	kept := b.offered[:0]
	for _, o := range b.offered {
		name := b.seg.nameOf(^uint32(o))
		if b.names[name] == ofOneName {
			continue
		}
		b.names[name]++
		if kept = append(kept, o); len(kept) == closeRows {
			b.bar = uint16(o >> 32)
			break
		}
	}
	b.offered = kept
}

func (b *shortlist) rows(out []uint32) []uint32 {
	b.cut()
	for _, o := range b.offered {
		out = append(out, ^uint32(o))
	}
	return out
}
