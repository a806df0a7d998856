package names

import (
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

// searcher is the working memory of one search. It is used again, since a search needs a number for every row and unit.
type searcher struct {
	seg     *segment
	q       *query
	matches []match
	heads   marks[int32]      // of a unit, its newest match
	tried   marks[uint8]      // of a unit, which readings of the span at work were compared with it, as bits
	gains   [blockRows]uint64 // of the rows of a block: gain<<48 | places<<16 | round
	round   uint16
	touched []uint16 // rows of the block with a gain
	lists   []list
	best    shortlist
	found   []scored
	may     func(row uint32) bool // nil where every row may be found
	bar     int                   // what the last of those wanted costs: who costs more is not looked for
	loose   bool                  // units are tried whose skeleton is not the usual one of the reading
	text    []byte
	memos   memos
}

// marks keeps a number for each of many things, and forgets all of them at once.
type marks[T any] struct {
	round uint32
	seen  []uint32
	value []T
}

func (m *marks[T]) reset(n int) {
	if len(m.seen) < n {
		m.seen, m.value, m.round = make([]uint32, n), make([]T, n), 0
	}
	if m.round++; m.round == 0 {
		clear(m.seen)
		m.round = 1
	}
}

func (m *marks[T]) get(i uint32) (v T, ok bool) {
	if m.seen[i] == m.round {
		return m.value[i], true
	}
	return v, false
}

func (m *marks[T]) set(i uint32, v T) { m.seen[i], m.value[i] = m.round, v }

// scored is a row with what it costs to take the query for its name.
type scored struct {
	row  uint32
	cost int
	near int // the cost, without words that only the other script has
	late int // what it waits behind others for, since many have the very same name
}

const (
	missed       = 10 // what a letter of the query costs that nothing in the name stands for
	missedAbroad = 5  // the same, where the name is in another script and all of it is matched
	leftOver     = 2  // what a letter of the name costs that nothing in the query stands for
	crossed      = 8  // what it costs to read one piece in another language than the rest, mostly
	rejoined     = 1  // what it costs that words are joined in one spelling and apart in the other
	turned       = 1  // what it costs that the family name stands on the other side
	mixed        = 14 // what it costs that the pieces stand in any other order
)

// search finds the rows of a segment that cost least, in two passes: the second looks farther, where the first found nothing near.
func (s *searcher) search(seg *segment, q *query, want int) []scored {
	s.seg, s.q = seg, q
	s.memos.forget()
	s.matches, s.found = s.matches[:0], s.found[:0]
	s.heads.reset(seg.vocab.len())
	s.bar = far
	q.spans = q.spans[:q.typed] // without pieces that are words of another segment
	for _, sp := range q.spans {
		if sp.whole {
			s.addPieces(sp)
		}
	}
	s.expandAll(false)
	s.rank(want)
	switch near := s.nearest(); {
	case near >= want:
	case near > 0:
		if s.addTwins(want) {
			s.rank(want)
		}
	default:
		s.addTwins(want)
		s.expandAll(true)
		s.rank(want)
	}
	return s.found
}

// expandAll finds the units that the spans may stand for, narrowly or widely.
func (s *searcher) expandAll(wide bool) {
	for i := range s.q.spans {
		s.tried.reset(s.seg.vocab.len())
		s.expand(i, wide)
	}
}

// nearest is how many were found so near that no wider search is needed.
func (s *searcher) nearest() int {
	n := 0
	for n < len(s.found) && s.found[n].near <= nearEnough(s.q.weight) {
		n++
	}
	return n
}

// nearEnough is a cost at which no wider search is needed, for a query of so many letters.
func nearEnough(letters int) int { return 4 + letters/2 }

// limitOf is the greatest cost at which a span stands for a unit: about one letter of four wrong.
func limitOf(letters int) int { return min(6+4*letters, 90) }

// expand finds the units that the span may stand for: in the narrow pass those that are spelled by the tables, in the wide one those
// that are only like it.
func (s *searcher) expand(i int, wide bool) {
	sp := &s.q.spans[i]
	if sp.wide && !wide || sp.narrow && wide {
		return
	}
	if !wide || sp.wide {
		s.exact(i, sp)
	}
	for r := range sp.forms {
		if !wide && sp.script != romanize.Latin && s.spellOut(i, r) {
			s.othersByKey(i, r)
			continue
		}
		for _, k := range sp.forms[r].keys {
			s.byKey(i, r, wide, k)
		}
	}
	if wide && sp.script == romanize.Latin && sp.whole {
		for _, k := range typoKeys(sp.text) {
			s.tryTypos(i, s.seg.keyed[byTypo].at(k))
		}
	}
}

// spellOut looks up every spelling of a reading among the Latin units, where there are not too many.
func (s *searcher) spellOut(i, r int) bool {
	sp := &s.q.spans[i]
	n := 1
	for _, slot := range sp.readings[r].slots {
		if n *= len(slot); n > maxSpellings {
			return false
		}
	}
	s.spell(i, sp.readings[r], 0, hashStart, 0, min(limitOf(sp.weight), s.bar))
	return true
}

// maxSpellings is how many spellings are looked up one by one; of more, the keys tell which to try.
const maxSpellings = 3000

// spell goes through the spellings that begin with what is in s.letters.
func (s *searcher) spell(i int, r reading, slot int, hash uint32, cost, limit int) {
	if slot == len(r.slots) {
		if !s.seg.spelled.has(hash) {
			return
		}
		u := s.seg.vocab.find(string(s.text))
		if int(u) < s.seg.vocab.len() && s.seg.vocab.at(u) == string(s.text) {
			c := noCosts()
			c.set(r.system, cost)
			s.add(u, i, c)
		}
		return
	}
	n := len(s.text)
	for _, o := range r.slots[slot] {
		if cost+int(o.cost) > limit {
			break // the rest is dearer
		}
		h := hash
		for k := range len(o.text) {
			h = (h ^ uint32(o.text[k])) * hashPrime
		}
		s.text = append(s.text[:n], o.text...)
		s.spell(i, r, slot+1, h, cost+int(o.cost), limit)
	}
	s.text = s.text[:n]
}

// othersByKey tries the units of other scripts alone.
func (s *searcher) othersByKey(i, r int) {
	for n, k := range s.q.spans[i].forms[r].keys {
		s.loose = n > 0
		s.tryOthers(i, r, s.seg.keyed[byKey].at(uint32(k.key())))
	}
}

func (s *searcher) tryOthers(i, r int, units []uint32) {
	for at, u := range units {
		if script := s.seg.scripts[u]; script != romanize.Latin && script != s.q.spans[i].script {
			s.tryAll(i, r, false, units[at:at+1])
		}
	}
}

// byKey tries the units under one key of a reading and, in the wide pass, under its shorter keys.
func (s *searcher) byKey(i, r int, wide bool, k priced) {
	sp := &s.q.spans[i]
	full := uint32(k.key())
	s.loose = k.skeleton != sp.forms[r].keys[0].skeleton
	s.tryAll(i, r, wide, s.seg.keyed[byKey].at(full))
	others := sp.script == romanize.Latin && !sp.whole && r == 0 // joined words are looked for in other scripts alone
	if !others && (wide || sp.script != romanize.Latin || r > 0) {
		s.tryAll(i, r, wide, s.seg.keyed[latinByKey].at(full))
	}
	if !wide || sp.script == romanize.Latin && r > 0 || k.cost > farFetched || sp.weight <= hanWeight {
		return
	}
	lists := []int{byKey, byKeyLess, latinByKey, latinByLess}
	if others {
		lists = lists[:2]
	}
	var buf [maxKeyLength + 1]key
	s.loose = true
	for _, short := range k.shorter(append(buf[:0], k.key())) {
		for _, list := range lists {
			s.tryAll(i, r, wide, s.seg.keyed[list].at(uint32(short)))
		}
	}
}

// farFetched is the cost of a spelling in which errors are no longer looked for.
const farFetched = 3

// tryTypos compares Latin words that share all letters but one.
func (s *searcher) tryTypos(i int, units []uint32) {
	sp := &s.q.spans[i]
	limit := min(limitOf(sp.weight), s.bar)
	for _, u := range units {
		if c := unlike(sp.text, s.seg.vocab.at(u), limit); c <= limit {
			costs := noCosts()
			costs.set(Written, c)
			s.add(u, i, costs)
		}
	}
}

// exact finds the unit that is written as the span is, and those that begin with what was typed last.
func (s *searcher) exact(i int, sp *span) {
	at := s.seg.vocab.find(sp.text)
	if int(at) < s.seg.vocab.len() && s.seg.vocab.at(at) == sp.text {
		s.tried.set(at, 255)
		c := costs{}
		if sp.script == romanize.Latin {
			c = noCosts()
			c[Written] = 0
			if !sp.whole {
				c[Written] = rejoined
			}
		}
		s.add(at, i, c)
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
		s.add(at, i, c)
	}
}

// add notes that the span may stand for the unit, or that it does so for less.
func (s *searcher) add(unit uint32, span int, c costs) {
	next, ok := s.heads.get(unit)
	if !ok {
		next = -1
	}
	for m := next; m >= 0; m = s.matches[m].next {
		if s.matches[m].span == int32(span) {
			for sys := range c {
				s.matches[m].costs.set(System(sys), int(c[sys]))
			}
			return
		}
	}
	s.heads.set(unit, int32(len(s.matches)))
	s.matches = append(s.matches, match{unit, int32(span), next, c})
}

// maxSlots is how many slots a reading has at most that is compared with errors: those of more are letter by letter, and have errors enough.
const maxSlots = 16

// tryAll compares reading r of span i with units.
func (s *searcher) tryAll(i, r int, wide bool, units []uint32) {
	sp := &s.q.spans[i]
	limit, f, errors := min(limitOf(sp.weight), s.bar), &sp.forms[r], 0
	if wide = wide && (len(sp.readings) == 0 || len(sp.readings[r].slots) <= maxSlots); wide {
		limit, errors = min(limit, 4+2*sp.weight), 1
	}
	for _, u := range units {
		script := s.seg.scripts[u]
		if sp.script != romanize.Latin && (!wide && script == sp.script || s.loose && (script == romanize.Han || script != romanize.Latin && sp.script == romanize.Han)) {
			continue // as it is written it was found already, and letters of Han that sound only nearly alike are none that were meant
		}
		if script == romanize.Latin && (sp.script != romanize.Latin || len(s.seg.spoken.at(u)) == 0) {
			if !f.mayBe(s.seg.letters[u], s.seg.vocab.at(u), errors) {
				continue
			}
		}
		done, _ := s.tried.get(u)
		if done&(1<<r) != 0 {
			continue
		}
		s.tried.set(u, done|1<<r)
		if c := s.compare(sp, r, u, limit, wide); c.least() <= limit {
			s.add(u, i, c)
		}
	}
}

// overhear compares what the unit reads as with a Latin text.
func (s *searcher) overhear(u uint32, text string, limit int, wide bool, out *costs) {
	letters, errors := lettersOf(text), 0
	if wide {
		errors = 1 + len(text)/8
	}
	memo := s.memos.of(text, limit, wide, len(s.seg.slots))
	at := s.seg.spoken.starts[u]
	for i, p := range s.seg.spoken.at(u) {
		if s.seg.shapes[int(at)+i].mayBe(letters, text, errors) {
			out.set(p.system, memo.cost(s.seg, s.seg.slotIDs[p.from:p.from+uint32(p.n)]))
		}
	}
}

// compare is what it costs to take reading r of the span for the unit.
func (s *searcher) compare(sp *span, r int, u uint32, limit int, wide bool) costs {
	out := noCosts()
	text, script := s.seg.vocab.at(u), s.seg.scripts[u]
	switch {
	case script == romanize.Latin && sp.script == romanize.Latin:
		switch {
		case r > 0:
			out.set(Written, aloud(sp.readings[r].slots, text, limit, false))
		case wide:
			out.set(Written, unlike(sp.text, text, limit))
		}
		if r == 0 {
			s.overhear(u, sp.text, limit, false, &out)
		}
	case script == romanize.Latin:
		out.set(sp.readings[r].system, aloud(sp.readings[r].slots, text, limit, wide))
	case sp.script == romanize.Latin:
		if r == 0 {
			s.overhear(u, sp.text, limit, wide, &out)
		}
	default:
		memo := s.memos.of(sp.forms[r].usual, limit, wide && script != romanize.Han && sp.script != romanize.Han, len(s.seg.slots))
		for _, p := range s.seg.spoken.at(u) {
			if sp.readings[r].system == p.system {
				c := memo.cost(s.seg, s.seg.slotIDs[p.from:p.from+uint32(p.n)])
				if script == sp.script {
					c += 10
				}
				out.set(p.system, c)
			}
		}
	}
	return out
}
