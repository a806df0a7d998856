package linkage

import (
	"cmp"
	"slices"
)

// combos counts given and family names together: in a community whose given names go with its family names, a common pair is more
// common than its parts tell.
type combos struct {
	births   bool      // people of one name are told apart by their births; otherwise by where they live
	keys     []uint32  // hashes of both names, in order
	n        []uint32  // people of each
	from     []uint32  // where the keys with the same upper bits begin
	family   []uint32  // people of each family name, counted in the same way
	unseen   []float32 // of each family name: how many others must be expected to bear a given name that nobody else was seen to bear
	sameMail float64   // how often two people of one name are told with one e-mail address
}

// fact is what tells a row from those of other people of its name; 0 where nothing does.
func (c *combos) fact(r *row) uint32 {
	switch {
	case c.births:
		return uint32(r.date)
	case r.door != 0:
		return r.door
	case r.phone != 0:
		return r.phone | 1<<30
	case r.zip != 0:
		return r.zip | 1<<31
	}
	return r.city | 3<<30
}

// comboBits is how many upper bits of a key find its place.
const comboBits = 16

func comboKey(given, family uint32) uint32 { return uint32(mix(uint64(given)<<32 | uint64(family))) }

// habit is how many people of a family name it takes to believe its own given names rather than everybody's.
const habit = 30

// countCombos counts for each pair of names the people who bear it: by their births, since several rows of a name may be one person's, or,
// where the list tells few births, by their homes.
func (t *Table) countCombos() combos {
	c := combos{from: make([]uint32, 1<<comboBits+1), family: make([]uint32, t.names.dict.len())}
	born := 0
	for i := range t.rows {
		if t.rows[i].date != 0 {
			born++
		}
	}
	c.births = 2*born > len(t.rows)
	all := make([]uint64, 0, len(t.rows))
	for i := range t.rows {
		if r := &t.rows[i]; r.given != 0 && r.family != 0 && c.fact(r) != 0 {
			all = append(all, uint64(comboKey(r.given, r.family))<<32|uint64(i))
		}
	}
	all = radix(all, make([]uint64, len(all)))
	var facts []uint32
	var mail mailCount
	one, two := make([]uint32, len(c.family)), make([]uint32, len(c.family)) // given names of one bearer, of two, by family name
	for i := 0; i < len(all); {
		facts = facts[:0]
		j := i
		for ; j < len(all) && all[j]>>32 == all[i]>>32; j++ {
			facts = append(facts, c.fact(&t.rows[uint32(all[j])]))
		}
		slices.Sort(facts)
		n := uint32(len(slices.Compact(facts)))
		family := t.rows[uint32(all[i])].family
		c.family[family] += n
		switch n {
		case 1:
			one[family]++
		case 2:
			two[family]++
		}
		if n > 1 {
			c.keys = append(c.keys, uint32(all[i]>>32))
			c.n = append(c.n, n)
			mail.add(t, all[i:j])
		}
		i = j
	}
	c.expectUnseen(one, two)
	c.sameMail = mail.share()
	for _, key := range c.keys {
		c.from[key>>(32-comboBits)+1]++
	}
	for i := range 1 << comboBits {
		c.from[i+1] += c.from[i]
	}
	return c
}

// expectUnseen estimates, as Good and Turing did, how many others bear a name of which one bearer is known: of as many names as have one bearer,
// how many had found a second one.
func (c *combos) expectUnseen(one, two []uint32) {
	var ones, twos float64
	for f := range one {
		ones, twos = ones+float64(one[f]), twos+float64(two[f])
	}
	usual := 2 * twos / max(ones, 1)
	c.unseen = make([]float32, len(one))
	for f := range c.unseen {
		c.unseen[f] = float32(min((2*float64(two[f])+habit*usual)/(float64(one[f])+habit), 1))
	}
}

func (c *combos) find(given, family uint32) float64 {
	key := comboKey(given, family)
	for i := c.from[key>>(32-comboBits)]; i < c.from[key>>(32-comboBits)+1]; i++ {
		if c.keys[i] == key {
			return float64(c.n[i])
		}
	}
	return 0
}

// givenWithin is the probability that somebody else of this family name has this given name. The two rows, which may be of one person or two,
// do not count for it.
func (f *frequencies) givenWithin(given, family uint32, a, b *row) float64 {
	p := f.given.share(given)
	if int(family) >= len(f.both.family) {
		return p
	}
	own := 1.0
	if f.both.fact(a) != f.both.fact(b) {
		own = 2
	}
	n := max(float64(f.both.family[family])-own, 0)
	both := max(f.both.find(given, family)-own, 0) + float64(f.both.unseen[family])
	return (both + habit*p) / (n + habit)
}

// mailCount counts pairs of rows of one name that are two people's by their births, and how many of them have one e-mail address. Addresses are
// made of names, and who invents one for a form, or writes it down for another, hits upon a namesake's.
type mailCount struct {
	pairs, same float64
	rows        []*row
}

// add counts the rows of one name.
func (c *mailCount) add(t *Table, named []uint64) {
	c.rows = c.rows[:0]
	for _, x := range named {
		if r := &t.rows[uint32(x)]; r.email != 0 && r.date%10000 != 0 {
			c.rows = append(c.rows, r)
		}
	}
	n := float64(len(c.rows))
	c.pairs += n * (n - 1) / 2
	slices.SortFunc(c.rows, func(x, y *row) int { return cmp.Compare(x.email, y.email) })
	for i, x := range c.rows {
		for _, y := range c.rows[i+1:] {
			if y.email != x.email {
				break
			}
			if level := compareDates(x.date, y.date); level >= birthFar {
				c.same++
			}
		}
	}
}

// fewNamesakes is for how many pairs of namesakes it counts that they hardly ever share an address.
const fewNamesakes = 1e5

func (c *mailCount) share() float64 { return (c.same + .1) / (c.pairs + fewNamesakes) }
