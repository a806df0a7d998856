package columns

import (
	"math/bits"
	"slices"
)

// digits hold a small number for each row, by its binary digits: one row of bits for each digit, so that 64 rows are compared at once
// (O'Neil and Quass, 1997). All rows of bits are as long.
type digits [][]uint64

// set writes the number of a row. words is how long every row of bits is.
func (d *digits) set(row int, n uint32, words int) {
	for len(*d) < bits.Len32(n) {
		*d = append(*d, nil)
	}
	for i := range *d {
		b := &(*d)[i]
		for len(*b) < words {
			*b = append(*b, 0)
		}
		word, bit := &(*b)[row/64], uint64(1)<<(row%64)
		*word &^= bit
		*word |= bit * uint64(n>>i&1)
	}
}

// get reads the number of a row.
func (d digits) get(row int) (n uint32) {
	for i, b := range d {
		if row/64 < len(b) {
			n |= uint32(b[row/64]>>(row%64)&1) << i
		}
	}
	return n
}

func (d digits) bytes() (sum int) {
	for _, b := range d {
		sum += 8 * cap(b)
	}
	return sum
}

// span is a run of numbers, from the first up to and without the second.
type span struct{ from, to uint32 }

// choice decides by the digits of a number: by one of them, and then by what it leads to. Numbers that are runs are decided by few.
type choice struct {
	digit     int
	zero, one *choice
}

var always, never = &choice{digit: -1}, &choice{digit: -1}

// choose makes the decision for numbers below a limit, of which those in the spans fit. The spans are in order and apart.
func choose(fit []span, limit uint32) *choice {
	if n := len(fit); n > 0 && fit[n-1].to == limit { // there are no larger ones: what they mean is free
		fit = slices.Clone(fit)
		fit[n-1].to = 1 << bits.Len32(limit)
	}
	return build(fit, bits.Len32(limit), 0)
}

func build(fit []span, digit int, from uint32) *choice {
	switch {
	case len(fit) == 0:
		return never
	case fit[0].from <= from && fit[0].to >= from+1<<digit:
		return always
	}
	digit--
	middle := from + 1<<digit
	below, above := fit, fit
	for len(below) > 0 && below[len(below)-1].from >= middle {
		below = below[:len(below)-1]
	}
	for len(above) > 0 && above[0].to <= middle {
		above = above[1:]
	}
	zero, one := build(below, digit, from), build(above, digit, middle)
	if zero == one {
		return zero
	}
	return &choice{digit, zero, one}
}

// chunk is so many words that a decision and what it needs on the way stay in the nearest memory.
const chunk = 64

// decide sets the bits of the rows whose number fits: of the words from one on, as many as out has, which are at most a chunk.
func (c *choice) decide(d digits, from int, out []uint64) {
	switch {
	case c == always:
		for i := range out {
			out[i] = ^uint64(0)
		}
	case c == never:
		clear(out)
	case c.digit >= len(d):
		c.zero.decide(d, from, out)
	default:
		c.mix(d, from, d[c.digit][from:from+len(out)], out)
	}
}

// mix takes one decision where a digit is set, and the other where it is not.
func (c *choice) mix(d digits, from int, digit, out []uint64) {
	out = out[:len(digit)]
	switch {
	case c.zero == never:
		c.one.decide(d, from, out)
		for i, w := range digit {
			out[i] &= w
		}
	case c.one == never:
		c.zero.decide(d, from, out)
		for i, w := range digit {
			out[i] &^= w
		}
	case c.one == always:
		c.zero.decide(d, from, out)
		for i, w := range digit {
			out[i] |= w
		}
	case c.zero == always:
		c.one.decide(d, from, out)
		for i, w := range digit {
			out[i] |= ^w
		}
	default:
		var other [chunk]uint64
		c.one.decide(d, from, out)
		c.zero.decide(d, from, other[:len(out)])
		for i, w := range digit {
			out[i] = other[i] ^ (other[i]^out[i])&w
		}
	}
}

// counter counts for everybody of a block at once, in binary digits. A page that is to be added to a digit waits for a second one:
// both are added in one go, and what is carried waits at the next digit (Harley and Seal).
type counter struct {
	*worker
	digits  []*page
	waiting []*page // by digit; nil where none waits
	own     []*page // to be given back
}

// add counts one more for each of a page, which must stay as it is until the counting ends.
func (c *counter) add(one *page) { c.addTo(0, one) }

func (c *counter) addTo(i int, one *page) {
	for ; ; i++ {
		if i == len(c.digits) {
			c.digits, c.waiting = append(c.digits, c.blank()), append(c.waiting, nil)
		}
		other := c.waiting[i]
		if other == nil {
			c.waiting[i] = one
			return
		}
		c.waiting[i] = nil
		carry := c.page()
		digit := c.digits[i]
		for w, x := range one {
			y, sum := other[w], digit[w]
			both := x ^ y
			carry[w] = x&y | both&sum
			digit[w] = both ^ sum
		}
		one = carry
	}
}

// page gives a page until the counting ends.
func (c *counter) page() *page {
	p := c.take()
	c.own = append(c.own, p)
	return p
}

func (c *counter) blank() *page {
	p := c.page()
	*p = page{}
	return p
}

// settle adds what waits.
func (c *counter) settle() {
	var nothing *page
	for i := 0; i < len(c.waiting); i++ {
		if c.waiting[i] == nil {
			continue
		}
		if nothing == nil {
			nothing = c.blank()
		}
		if i+1 == len(c.waiting) && !overlap(c.digits[i], c.waiting[i]) {
			c.digits[i].or(c.waiting[i])
			c.waiting[i] = nil
			return
		}
		c.addTo(i, nothing)
	}
}

func overlap(p, q *page) bool {
	for i := range p {
		if p[i]&q[i] != 0 {
			return true
		}
	}
	return false
}

// one counts one more for somebody, when nothing waits.
func (c *counter) one(place uint16) {
	word, bit := place/64, uint64(1)<<(place%64)
	for _, digit := range c.digits {
		digit[word] ^= bit
		if digit[word]&bit != 0 {
			return
		}
	}
	c.digits, c.waiting = append(c.digits, c.blank()), append(c.waiting, nil)
	c.digits[len(c.digits)-1][word] |= bit
}

// between is who has a count within bounds; most is -1 where it is open. It ends the counting.
func (c *counter) between(least, most int, out *page) {
	c.settle()
	for i := range out {
		w := c.atLeast(i, least)
		if most >= 0 {
			w &^= c.atLeast(i, most+1)
		}
		out[i] = w
	}
	for _, p := range c.own {
		c.give(p)
	}
}

// atLeast compares the counts of one word's people with a number.
func (c *counter) atLeast(word, n int) uint64 {
	if bits.Len(uint(n)) > len(c.digits) {
		return 0
	}
	more, same := uint64(0), ^uint64(0)
	for i := len(c.digits) - 1; i >= 0; i-- {
		w := c.digits[i][word]
		if n>>i&1 == 1 {
			same &= w
		} else {
			more |= same & w
			same &^= w
		}
	}
	return more | same
}
