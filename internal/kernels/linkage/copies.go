package linkage

import (
	"cmp"
	"iter"
	"slices"
)

// A row that stands in a list thousands of times, equal in everything, would make blocks of millions of pairs that all say the same. Two of its copies are
// compared like any rows; the others are what these two are.

// manyCopies is how many equal rows are compared like others.
const manyCopies = 32

// copies is a table without most of the copies of its rows.
type copies struct {
	table *Table   // what is compared
	rows  []uint32 // of its rows, which they are in the whole table
	of    []uint32 // of a row of the whole table, its first copy, or itself
	first map[uint32]uint32
}

// telling says whether a row has enough facts for its copies to be one person: thousands may be called Maria Garcia.
func (r *row) telling() bool {
	facts := 0
	for _, known := range []bool{r.date%10000 != 0, r.door != 0, r.phone != 0, r.email != 0, r.id != 0} {
		if known {
			facts++
		}
	}
	return facts >= 2 && r.family != 0
}

// withoutCopies is nil where no row has many copies. Rows that somebody has spoken of stay.
func (t *Table) withoutCopies(o Options) *copies {
	numbered := t.numbered()
	side := func(i int) Side {
		if i >= t.lefts {
			return Right
		}
		return Left
	}
	of := func(i int) row { // the row as it is compared
		r := t.rows[i]
		if !numbered[side(i)] {
			r.id = 0
		}
		r.flags |= uint8(side(i)) << 7
		return r
	}
	alike := map[row][]uint32{}
	for i := range t.crowded() {
		if r := of(i); r.telling() {
			alike[r] = append(alike[r], uint32(i))
		}
	}
	c := &copies{of: make([]uint32, len(t.rows)), first: map[uint32]uint32{}}
	spoken := o.spokenOf(t)
	gone := 0
	for i := range c.of {
		c.of[i] = uint32(i)
	}
	for _, rows := range alike {
		if len(rows) <= manyCopies {
			continue
		}
		for _, i := range rows[2:] {
			if !spoken[i] {
				c.of[i] = rows[0]
				gone++
			}
		}
		c.first[rows[0]] = rows[1]
	}
	if gone == 0 {
		return nil
	}
	c.fill(t)
	return c
}

// crowded are the rows that may have many copies: so many have the same names, birth and door. A hash tells, which is nearly always right.
func (t *Table) crowded() iter.Seq[int] {
	const slots = 1 << 20
	place := func(r *row) uint64 {
		return mix(uint64(r.given)<<32|uint64(r.family)^uint64(r.date)*0x9e3779b97f4a7c15^uint64(r.door)<<17) % slots
	}
	return func(yield func(int) bool) {
		if len(t.rows) <= manyCopies {
			return
		}
		count := make([]uint16, slots)
		for i := range t.rows {
			if n := &count[place(&t.rows[i])]; *n <= manyCopies {
				*n++
			}
		}
		for i := range t.rows {
			if count[place(&t.rows[i])] > manyCopies && !yield(i) {
				return
			}
		}
	}
}

// fill makes the smaller table.
func (c *copies) fill(t *Table) {
	small := *t
	small.rows, small.lefts = nil, 0
	for i, first := range c.of {
		if first != uint32(i) {
			continue
		}
		if i < t.lefts {
			small.lefts++
		}
		small.rows, c.rows = append(small.rows, t.rows[i]), append(c.rows, uint32(i))
	}
	c.table = &small
}

// spokenOf are the rows that somebody has said something about.
func (o Options) spokenOf(t *Table) map[uint32]bool {
	out := map[uint32]bool{}
	offset := 0
	if t.Len(Right) > 0 {
		offset = t.lefts
	}
	for _, list := range [][][2]int{o.NotSame, o.Same} {
		for _, p := range list {
			out[uint32(p[0])], out[uint32(p[1]+offset)] = true, true
		}
	}
	return out
}

// place is where a row of the whole table stands in the smaller one.
func (c *copies) place(row uint32) int {
	i, _ := slices.BinarySearch(c.rows, row)
	return i
}

// shrink gives the rows that options speak of their places in the smaller table.
func (c *copies) shrink(t *Table, o Options) Options {
	left, right := 0, 0
	if t.Len(Right) > 0 {
		left, right = t.lefts, c.table.lefts
	}
	move := func(pairs [][2]int) (out [][2]int) {
		for _, p := range pairs {
			out = append(out, [2]int{c.place(uint32(p[0])), c.place(uint32(p[1]+left)) - right})
		}
		return out
	}
	o.NotSame, o.Same = move(o.NotSame), move(o.Same)
	return o
}

// spread gives the pairs their rows in the whole table, and the copies what the first of them got: in one list each is a pair with the first, where the
// two that were compared are one person; between two lists each has the first one's partners.
func (c *copies) spread(t *Table, pairs []Pair) []Pair {
	two := t.Len(Right) > 0
	others := map[uint32][]uint32{}
	for i, first := range c.of {
		if first != uint32(i) {
			others[first] = append(others[first], uint32(i))
		}
	}
	var out []Pair
	put := func(p Pair, a, b uint32) {
		if p.Left, p.Right = int(a), int(b); two {
			p.Right -= t.lefts
		}
		out = append(out, p)
	}
	for _, p := range pairs {
		a, b := c.rows[p.Left], uint32(0)
		if two {
			b = c.rows[p.Right+c.table.lefts]
		} else {
			b = c.rows[p.Right]
		}
		put(p, a, b)
		switch second, has := c.first[a]; {
		case two:
			for _, copy := range others[a] {
				put(p, copy, b)
			}
			for _, copy := range others[b] {
				put(p, a, copy)
			}
		case has && second == b:
			for _, copy := range others[a] {
				put(p, a, copy)
			}
		}
	}
	slices.SortFunc(out, func(x, y Pair) int { return cmp.Or(cmp.Compare(x.Left, y.Left), cmp.Compare(x.Right, y.Right)) })
	return out
}
