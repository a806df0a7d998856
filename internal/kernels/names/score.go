package names

import (
	"iter"
	"math/bits"

	"banyan/internal/kernels/romanize"
)

// score is what it costs to take the query for the name of a row: each place of the query stands for at most one unit, and each atom of the
// name is used once. The system of the readings is the same throughout, or costs extra.
func (s *searcher) score(r uint32) scored {
	all := s.q.weight * missed
	for _, w := range s.seg.atoms.at(r) {
		all += int(w) * leftOver
	}
	best, spare := 0, 0
	for _, a := range s.assignments(r) {
		if a.best > best {
			best, spare = a.best, a.spare
		}
	}
	cost := all - best + s.elsewhere(r)
	return scored{row: r, cost: cost, near: cost - spare}
}

// assignments are the best ways to match a row, one for each system that its matches have.
func (s *searcher) assignments(r uint32) iter.Seq2[System, assignment] {
	return func(yield func(System, assignment) bool) {
		refs := s.seg.refs.at(r)
		var present [systems]bool
		for _, ref := range refs {
			for m, ok := s.first(ref.unit); ok && m >= 0; m = s.matches[m].next {
				for sys, c := range s.matches[m].costs {
					present[sys] = present[sys] || c != none
				}
			}
		}
		for sys := range systems {
			if !present[sys] {
				continue
			}
			a := assignment{s: s, refs: refs, atoms: s.seg.atoms.at(r), system: sys, steps: 400, whole: s.abroad(refs, r)}
			a.short = a.whole == 3 && s.seg.atoms.at(r)[0] == hanWeight
			a.choose(0, 0, 0, 0, order{first: -1, last: -1})
			a.best = max(0, a.best-s.q.dearer[sys])
			if !yield(sys, a) {
				return
			}
		}
	}
}

// abroad is the set of all atoms of a name in Han letters or Hangul, where the query is in Latin ones: who is Albert Ho Chun-yan in English is 何俊仁
// in Chinese, and an Albert that is missed says little. It is 0 elsewhere.
func (s *searcher) abroad(refs []ref, r uint32) uint64 {
	if !s.q.latin || len(refs) == 0 {
		return 0
	}
	if script := s.seg.scripts[refs[0].unit]; script != romanize.Han && script != romanize.Hangul {
		return 0
	}
	return 1<<uint(len(s.seg.atoms.at(r))) - 1
}

func (s *searcher) first(unit uint32) (int32, bool) {
	return s.heads.get(unit)
}

// assignment tries which spans stand for which units of a row.
type assignment struct {
	s      *searcher
	refs   []ref
	atoms  []uint8
	system System
	whole  uint64 // all atoms, if a name without the words that the query has besides is likely: it is in another script
	short  bool   // and it has two letters: those of a Chinese or Korean name mostly are all that there is
	best   int
	spare  int      // of its cost, what a name in English besides the one in another script makes
	path   []choice // of the way that is tried
	kept   []choice // of the best
	steps  int      // left; a bound for names made to be slow
}

// choose takes one unit after the other: left out, or for each of its spans that is still free.
func (a *assignment) choose(i int, taken, used uint64, gain int, o order) {
	g, spare := gain-a.disorder(o), 0
	g += a.another(taken, used)
	if a.whole != 0 && used == a.whole {
		lost := a.s.q.weight - bits.OnesCount64(taken)
		if a.short {
			g += lost * (missed - missedAbroad) / 2
		} else {
			g += lost * (missed - missedAbroad)
			if 2*lost <= a.s.q.weight {
				spare = lost * missedAbroad
			}
		}
	}
	if a.whole == 0 {
		for _, sp := range a.s.q.middles {
			if taken&sp.mask == 0 {
				g += sp.weight * missed * leftOut / 10
			}
		}
	}
	if g > a.best {
		a.best, a.spare = g, spare
		a.kept = append(a.kept[:0], a.path...)
	}
	if i == len(a.refs) || a.steps == 0 {
		return
	}
	a.steps--
	ref := a.refs[i]
	atoms := (uint64(1)<<(ref.to-ref.from) - 1) << ref.from
	if used&atoms == 0 {
		weight := 0
		for _, w := range a.atoms[ref.from:ref.to] {
			weight += int(w)
		}
		for m, ok := a.s.first(ref.unit); ok && m >= 0; m = a.s.matches[m].next {
			match := &a.s.matches[m]
			sp := &a.s.q.spans[match.span]
			cost := match.costs.in(a.system)
			if cost == none || taken&sp.mask != 0 {
				continue
			}
			if g := sp.weight*missed + weight*leftOver - cost; g > 0 {
				a.path = append(a.path, choice{ref.unit, m})
				a.choose(i+1, taken|sp.mask, used|atoms, gain+g, o.then(bits.TrailingZeros64(sp.mask)))
				a.path = a.path[:len(a.path)-1]
			}
		}
	}
	if used&atoms == 0 {
		a.chooseInitial(i, taken, used|atoms, gain, o)
	}
	a.choose(i+1, taken, used, gain, o)
}

// chooseInitial takes an initial that was typed for a word, and an initial on the list for a word that was typed.
func (a *assignment) chooseInitial(i int, taken, used uint64, gain int, o order) {
	text := a.s.seg.vocab.at(a.refs[i].unit)
	for _, sp := range a.s.q.initials {
		if taken&sp.mask == 0 && text[0] == sp.text[0] && len(text) > 1 {
			a.choose(i+1, taken|sp.mask, used, gain+sp.weight*missed+leftOver, o.then(sp.from))
		}
	}
	if len(text) > 1 {
		return
	}
	for _, sp := range a.s.q.words {
		if taken&sp.mask == 0 && text[0] == sp.text[0] {
			a.choose(i+1, taken|sp.mask, used, gain+sp.weight*missed*shortened/10+leftOver, o.then(sp.from))
		}
	}
}

// Parts of ten of what a word of the query says:
const (
	shortened = 6 // what its initial on the list says
	leftOut   = 3 // what is not missed of a middle name that the list does not have
)

// in is the cost in a system, or in the way that is nearest, dearer.
func (c *costs) in(s System) int {
	if c[s] != none {
		return int(c[s])
	}
	if c[Written] != none {
		return int(c[Written])
	}
	if least := c.least(); least != none {
		return min(least+crossings[s], none-1)
	}
	return none
}

// crossings are what it costs to read one piece in another language than the rest: little where families from Fujian live, whose given names are
// Mandarin or Cantonese as often (Ng Mei Ling, Tan Wing Fook).
var crossings = func() (c [systems]int) {
	for s := range c {
		c[s] = crossed
	}
	c[Hokkien] = 3
	return c
}()

// disorder is what the order of the pieces costs. Who typed a whole name in Han letters or Hangul began with the family name: given name first is
// that family name moved behind, and nothing else.
func (a *assignment) disorder(o order) int {
	cost, q := o.cost(), a.s.q
	given := q.given
	if a.system == Japanese {
		given |= q.later
	}
	if cost == turned && given != 0 && given>>uint(o.first)&1 == 0 {
		return mixed
	}
	return cost
}

// another is what is given back where all of a name was found that was typed in Han letters or Hangul, and the list has one word besides: many who have
// such a name have an English one before it, or a Christian one behind.
func (a *assignment) another(taken, used uint64) int {
	q, n := a.s.q, len(a.atoms)
	if !q.full || n < 3 || bits.OnesCount64(taken) != q.places {
		return 0
	}
	if rest := ^used & (1<<uint(n) - 1); rest == 1 || rest == 1<<uint(n-1) {
		return leftOver * int(a.atoms[bits.TrailingZeros64(rest)]) / 2
	}
	return 0
}

// order follows the places of the query that the pieces of a name stand for, from left to right.
type order struct{ first, last, turns int }

func (o order) then(place int) order {
	if o.first < 0 {
		o.first = place
	}
	if place < o.last {
		o.turns++
	}
	o.last = place
	return o
}

// cost is nothing for one order, little for one name with its family name moved to the other side, and much for a muddle.
func (o order) cost() int {
	switch {
	case o.turns == 0:
		return 0
	case o.turns == 1 && o.last < o.first:
		return turned
	}
	return mixed
}
