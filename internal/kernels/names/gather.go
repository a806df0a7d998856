package names

import (
	"cmp"
	"math/bits"
	"slices"
	"unicode/utf8"

	"banyan/internal/kernels/romanize"
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
	most   int32  // what rows gain at most by this list and those after it
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
		s.found = append(s.found, s.score(r))
	}
	s.sortFound()
	s.thin()
	s.sortFound()
	s.found = s.found[:min(len(s.found), 4*want)]
}

// elsewhere is what a row costs besides where a bare family name was typed and the row does not have its very letter: who has it comes first.
func (s *searcher) elsewhere(row uint32) int {
	if !s.q.bare {
		return 0
	}
	for _, r := range s.seg.refs.at(row) {
		if m, ok := s.heads.get(r.unit); ok && s.seg.scripts[r.unit] == s.q.spans[0].script && s.matches[m].costs.least() == 0 {
			return 0
		}
	}
	return 2 * leftOver * wordWeight
}

func (s *searcher) sortFound() {
	slices.SortFunc(s.found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.cost+a.late, b.cost+b.late), cmp.Compare(a.row, b.row))
	})
}

const (
	atOnce  = 1 // people of the very same name who stand together
	waiting = 4 // what each further one waits: other spellings that are nearly as near come before
)

// thin lets all but the first few of one name wait: who types a name that hundreds have wants to see that it is spelled otherwise too.
func (s *searcher) thin() {
	same, written := map[uint32]int{}, map[uint32]bool{}
	for i, f := range s.found {
		words, raw := s.seg.wordsOf(f.row), s.seg.writtenOf(f.row)
		if written[raw] {
			s.found[i].late = max(0, same[words]-atOnce+1) * waiting
		}
		written[raw] = true
		same[words]++
	}
}

// wordsOf is a number that rows share whose names have the same words in any order.
func (seg *segment) wordsOf(row uint32) uint32 {
	h := uint32(0)
	for _, r := range seg.refs.at(row) {
		h += (r.unit+1)*hashPrime ^ r.unit>>7
	}
	return h
}

// weightOf is what the atoms of a unit say.
func (seg *segment) weightOf(unit uint32) int32 {
	text := seg.vocab.at(unit)
	switch seg.scripts[unit] {
	case romanize.Latin:
		return int32(min(len(text), wordWeight))
	case romanize.Han, romanize.Hangul:
		return int32(hanWeight * utf8.RuneCountInString(text))
	}
	return wordWeight
}

// writtenOf is a number that rows share whose names are written alike to the letter.
func (seg *segment) writtenOf(row uint32) uint32 { return hash(seg.raw.at(row), -1) }

// allLeft is more than what all atoms of a name cost when nothing in the query stands for them.
const allLeft = 256 * leftOver

// gather appends the rows that gain most in a system. It reads the rows of all matched units side by side, a block of rows after the
// other, so that what is added up stays near the processor. Rows that have none but the most frequent pieces cannot reach those found so
// far: the lists of these pieces are only looked up for the rows that have a rarer one.
func (s *searcher) gather(sys System, out []uint32) []uint32 {
	s.choose(sys)
	s.best.reset(s.seg)
	if s.bar < far && !s.q.latin { // what costs more than who was found before is of no use
		s.best.bar = uint16(max(0, allLeft+s.q.weight*missed-s.bar-given))
	}
	for from := 0; from < len(s.seg.ids); from += blockRows {
		if s.round++; s.round == 0 {
			clear(s.gains[:])
			s.round = 1
		}
		s.touched = s.touched[:0]
		needed := s.needed()
		for i := range s.lists {
			l := &s.lists[i]
			n := l.until(uint32(from + blockRows))
			switch {
			case i < needed:
				l.addUp(s, uint32(from), l.rows[:n])
			case len(s.touched) > 0:
				l.addTo(s, uint32(from), l.rows[:n])
			}
			l.rows = l.rows[n:]
		}
		for _, at := range s.touched {
			row := uint32(from) + uint32(at)
			gain := uint16(s.gains[at]>>48) + allLeft
			if gain <= s.best.bar || s.may != nil && !s.may(row) {
				continue
			}
			s.best.offer(row, gain-leftOver*uint16(s.seg.heft[row]))
		}
	}
	return s.best.rows(out)
}

// given is what a row costs less at most than what its pieces cost together, where the query is not in Latin letters: see another.
const given = leftOver * wordWeight

// needed is how many of the lists may bring rows that are not yet known in a block: the rest together gain too little.
func (s *searcher) needed() int {
	n := len(s.lists)
	for n > 0 && s.lists[n-1].most+allLeft <= int32(s.best.bar) {
		n--
	}
	return n
}

// until is how many rows of the list are before a row.
func (l *list) until(row uint32) int {
	n, _ := slices.BinarySearch(l.rows[:min(len(l.rows), 2*blockRows)], row)
	return n
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
		s.lists = append(s.lists, list{rows: rows, span: match.span, cost: cost, places: uint32(sp.mask | sp.mask>>32), each: max(1, int32(sp.weight)*missed-cost) + leftOver*s.seg.weightOf(match.unit)})
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
	s.bound()
}

// bound notes at each list what a row gains at most that has only units of it and of the lists after it: for each place of the query the
// greatest share.
func (s *searcher) bound() {
	var places [32]int32
	sum := int32(0)
	for i := len(s.lists) - 1; i >= 0; i-- {
		l := &s.lists[i]
		share := l.each/int32(bits.OnesCount32(l.places)) + 1
		for rest := l.places; rest != 0; rest &= rest - 1 {
			p := &places[bits.TrailingZeros32(rest)]
			sum += max(*p, share) - *p
			*p = max(*p, share)
		}
		l.most = sum
	}
}

// again tells that a word before this one in the query is the same, so that the name must have it twice.
func (s *searcher) again(m *match) bool {
	text := s.q.spans[m.span].text
	for i := range s.q.spans[:m.span] {
		if text != "" && s.q.spans[i].text == text {
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

// addUp adds what the rows of a block gain, of which from is the first.
func (l *list) addUp(s *searcher, from uint32, rows []uint32) {
	all := bits.OnesCount32(l.places)
	for _, r := range rows {
		at := r - from
		g := s.gains[at]
		if uint16(g) != s.round {
			g = uint64(s.round)
			s.touched = append(s.touched, uint16(at))
		}
		s.gains[at] = l.added(g, all)
	}
}

// addTo adds what those rows of a block gain that have gained something already.
func (l *list) addTo(s *searcher, from uint32, rows []uint32) {
	all := bits.OnesCount32(l.places)
	if len(s.touched)*sparse > len(rows) {
		for _, r := range rows {
			if g := s.gains[r-from]; uint16(g) == s.round {
				s.gains[r-from] = l.added(g, all)
			}
		}
		return
	}
	for _, at := range s.touched {
		if _, has := slices.BinarySearch(rows, from+uint32(at)); has {
			s.gains[at] = l.added(s.gains[at], all)
		}
	}
}

// sparse is how many times more rows a list has than are asked for, before each is looked up by itself.
const sparse = 12

// added is what a row has gained with the list: of the list's gain, the share of the places that are new. all is how many places it has.
func (l *list) added(g uint64, all int) uint64 {
	had := uint32(g >> 16)
	fresh := bits.OnesCount32(l.places &^ had)
	if fresh == 0 {
		return g
	}
	now := uint16(g>>48) + uint16(int(l.each)*fresh/all)
	return uint64(now)<<48 | uint64(had|l.places)<<16 | g&0xffff
}

// shortlist keeps the rows that gained most, and not many of one name.
type shortlist struct {
	seg     *segment
	names   map[uint32]uint8
	offered []uint64 // the inverse of the gain<<32 | row: the best and, of equals, the first is the least
	bar     uint16
}

const maxOffered = 8 * closeRows

// ofOneName is how many rows with one name, written alike to the letter, are compared: more than anybody looks at.
const ofOneName = 10

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
	b.offered = append(b.offered, uint64(^gain)<<32|uint64(row))
	if len(b.offered) == maxOffered {
		b.cut()
	}
}

// cut keeps the best offers, of one name the first, and raises the bar to the least of them.
func (b *shortlist) cut() {
	slices.Sort(b.offered)
	clear(b.names)
	kept := b.offered[:0]
	for _, o := range b.offered {
		name := b.seg.writtenOf(uint32(o))
		if b.names[name] == ofOneName {
			continue
		}
		b.names[name]++
		if kept = append(kept, o); len(kept) == closeRows {
			b.bar = ^uint16(o >> 32)
			break
		}
	}
	b.offered = kept
}

func (b *shortlist) rows(out []uint32) []uint32 {
	b.cut()
	for _, o := range b.offered {
		out = append(out, uint32(o))
	}
	return out
}
