package columns

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// table has rows about people, of several columns. The first row about somebody stands where they stand themselves in their block, in
// tables that have one for most people: then what fits needs no looking up. All other rows stand behind each other.
type table struct {
	straight bool
	columns  []column
	blocks   []tableBlock
}

type tableBlock struct {
	own  rows
	more rows
	who  []uint16 // of the rows in more
	free []uint32 // of the rows in more
}

// rows are bits of which rows there are, and the digits of their texts' numbers.
type rows struct {
	live    []uint64
	columns []digits
}

// column is the dictionary of a column's texts. Those up to sorted are in order, so that a range of texts is a range of numbers.
type column struct {
	number map[string]uint32
	texts  []string
	sorted int
	order  func(a, b string) int
}

func newTable(straight bool, orders ...func(a, b string) int) table {
	t := table{straight: straight}
	for _, order := range orders {
		t.columns = append(t.columns, column{number: map[string]uint32{}, order: order})
	}
	return t
}

// byNumber orders texts of numbers; what is no number comes first.
func byNumber(a, b string) int {
	return cmp.Or(cmp.Compare(number(a), number(b)), strings.Compare(a, b))
}

func number(text string) float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN() // before all others
	}
	return n
}

func (c *column) code(text string) uint32 {
	n, known := c.number[text]
	if !known {
		n = uint32(len(c.texts))
		text = strings.Clone(text)
		c.texts = append(c.texts, text)
		c.number[text] = n
	}
	return n
}

func (t *table) add(person uint32, values []string) {
	for int(person>>blockBits) >= len(t.blocks) {
		t.blocks = append(t.blocks, tableBlock{})
	}
	b := &t.blocks[person>>blockBits]
	place := int(uint16(person))
	if t.straight && !b.own.has(place) {
		t.write(&b.own, place, values)
		return
	}
	row := len(b.who)
	if n := len(b.free); n > 0 {
		row, b.free = int(b.free[n-1]), b.free[:n-1]
	} else {
		b.who = append(b.who, 0)
	}
	b.who[row] = uint16(place)
	t.write(&b.more, row, values)
}

func (t *table) write(r *rows, row int, values []string) {
	for len(r.live) <= row/64 {
		r.live = append(r.live, 0)
	}
	r.live[row/64] |= 1 << (row % 64)
	if r.columns == nil {
		r.columns = make([]digits, len(t.columns))
	}
	for i, v := range values {
		r.columns[i].set(row, t.columns[i].code(v), len(r.live))
	}
}

func (r *rows) has(row int) bool { return row/64 < len(r.live) && r.live[row/64]>>(row%64)&1 == 1 }

// even makes all rows of bits as long.
func (r *rows) even() {
	for _, d := range r.columns {
		for i := range d {
			if n := len(r.live) - len(d[i]); n > 0 {
				d[i] = append(d[i], make([]uint64, n)...)
			}
		}
	}
}

// remove takes the rows of people away; they are in order.
func (t *table) remove(gone []uint32) {
	for len(gone) > 0 {
		block := int(gone[0] >> blockBits)
		var out page
		for ; len(gone) > 0 && int(gone[0]>>blockBits) == block; gone = gone[1:] {
			out.put(uint16(gone[0]))
		}
		if block >= len(t.blocks) {
			continue
		}
		b := &t.blocks[block]
		for i := range b.own.live {
			b.own.live[i] &^= out[i]
		}
		for row, place := range b.who {
			if out.has(place) && b.more.has(row) {
				b.more.live[row/64] &^= 1 << (row % 64)
				b.free = append(b.free, uint32(row))
			}
		}
	}
}

// settle makes the table ready for questions. A dictionary with many texts out of order is ordered anew.
func (t *table) settle() {
	for i := range t.columns {
		c := &t.columns[i]
		if late := len(c.texts) - c.sorted; late > maxLate && late > c.sorted/8 {
			t.sort(i)
		}
	}
	for b := range t.blocks {
		t.blocks[b].own.even()
		t.blocks[b].more.even()
	}
}

// maxLate is how many texts may be out of order before a dictionary is ordered: each may need a decision of its own.
const maxLate = 30

// sort orders the texts of a column and writes their new numbers into the rows.
func (t *table) sort(column int) {
	c := &t.columns[column]
	was := make(map[string]uint32, len(c.texts))
	for i, text := range c.texts {
		was[text] = uint32(i)
	}
	slices.SortFunc(c.texts, c.order)
	c.sorted = len(c.texts)
	becomes := make([]uint32, len(c.texts))
	for i, text := range c.texts {
		becomes[was[text]] = uint32(i)
		c.number[text] = uint32(i)
	}
	for b := range t.blocks {
		for _, r := range []*rows{&t.blocks[b].own, &t.blocks[b].more} {
			for w, live := range r.live {
				for ; live != 0; live &= live - 1 {
					row := w*64 + bits.TrailingZeros64(live)
					d := &r.columns[column]
					d.set(row, becomes[d.get(row)], len(r.live))
				}
			}
		}
	}
}

// exactly decides for some texts.
func (c *column) exactly(texts ...string) *choice {
	var fit []span
	for _, text := range texts {
		if n, known := c.number[text]; known {
			fit = append(fit, span{n, n + 1})
		}
	}
	return c.choose(fit)
}

// within decides for the texts from one on, and before another; "" is open.
func (c *column) within(from, before string) *choice {
	return c.ordered(func(text string) bool { return c.order(text, from) >= 0 }, func(text string) bool { return before == "" || c.order(text, before) < 0 })
}

// ordered decides for the texts of which both are true. In their order the first is true from some text on, the second up to one.
func (c *column) ordered(since, before func(text string) bool) *choice {
	from := sort.Search(c.sorted, func(i int) bool { return since(c.texts[i]) })
	to := sort.Search(c.sorted, func(i int) bool { return !before(c.texts[i]) })
	var fit []span
	if from < to {
		fit = append(fit, span{uint32(from), uint32(to)})
	}
	for i, text := range c.texts[c.sorted:] {
		if since(text) && before(text) {
			fit = append(fit, span{uint32(c.sorted + i), uint32(c.sorted+i) + 1})
		}
	}
	return c.choose(fit)
}

// that decides for the texts of which something is true: each is asked.
func (c *column) that(fits func(text string) bool) *choice {
	var fit []span
	for i, text := range c.texts {
		if fits(text) {
			fit = append(fit, span{uint32(i), uint32(i) + 1})
		}
	}
	return c.choose(fit)
}

func (c *column) choose(fit []span) *choice {
	slices.SortFunc(fit, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	apart := fit[:0]
	for _, s := range fit {
		if n := len(apart); n > 0 && apart[n-1].to >= s.from {
			apart[n-1].to = max(apart[n-1].to, s.to)
		} else {
			apart = append(apart, s)
		}
	}
	return choose(apart, uint32(len(c.texts)))
}

// wanted is a decision about each column of a row; nil decides nothing.
type wanted []*choice

// fitting calls do with the rows that fit, as many words at a time as a chunk has.
func (r *rows) fitting(want wanted, do func(from int, words []uint64)) {
	var out, more [chunk]uint64
	for from := 0; from < len(r.live); from += chunk {
		live := r.live[from:min(from+chunk, len(r.live))]
		out := out[:copy(out[:], live)]
		for i, c := range want {
			if c == nil || c == always {
				continue
			}
			more := more[:len(out)]
			c.decide(r.columns[i], from, more)
			for w := range out {
				out[w] &= more[w]
			}
		}
		do(from, out)
	}
}

// mark adds the people of a block of whom a row fits.
func (t *table) mark(block int, want wanted, out *page) {
	if block >= len(t.blocks) {
		return
	}
	b := &t.blocks[block]
	b.own.fitting(want, func(from int, words []uint64) {
		for i, w := range words {
			out[from+i] |= w
		}
	})
	b.each(want, out.put)
}

// tally counts the rows that fit, for each person of a block.
func (t *table) tally(block int, want wanted, c *counter) {
	if block >= len(t.blocks) {
		return
	}
	b := &t.blocks[block]
	first := c.blank()
	b.own.fitting(want, func(from int, words []uint64) { copy(first[from:], words) })
	c.digits, c.waiting = append(c.digits, first), append(c.waiting, nil)
	b.each(want, c.one)
}

// each calls do with who has the rows that fit, of those that stand behind each other.
func (b *tableBlock) each(want wanted, do func(place uint16)) {
	b.more.fitting(want, func(from int, words []uint64) {
		for i, w := range words {
			for ; w != 0; w &= w - 1 {
				do(b.who[(from+i)*64+bits.TrailingZeros64(w)])
			}
		}
	})
}

func (t *table) bytes() (sum int) {
	for i := range t.columns {
		sum += 80 * len(t.columns[i].texts)
	}
	for i := range t.blocks {
		b := &t.blocks[i]
		sum += 2*cap(b.who) + 8*(cap(b.own.live)+cap(b.more.live))
		for _, d := range slices.Concat(b.own.columns, b.more.columns) {
			sum += d.bytes()
		}
	}
	return sum
}
