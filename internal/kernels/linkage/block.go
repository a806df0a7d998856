package linkage

import (
	"iter"
	"math/bits"
	"slices"
)

// part is a bit for each thing that two rows of a block can have in common.
type part uint32

const (
	partPhone part = 1 << iota
	partEmail
	partLocal
	partID
	partLetters
	partDate
	partYear
	partMonthDay
	partGiven
	partFamily
	partNames // given and family by sound, in either order
	partDoor
	partStreet
	partNumber
	partZip
	partCity
	parts int = iota
)

// marks are a row's values of the parts; 0 for what is unknown.
type marks [parts]uint32

func (t *Table) marks(r *row) (k marks) {
	at := func(p part) *uint32 { return &k[bits.TrailingZeros32(uint32(p))] }
	*at(partPhone), *at(partEmail), *at(partLocal), *at(partID), *at(partLetters) = r.phone, r.email, r.local, r.id, r.letters
	*at(partDate), *at(partYear), *at(partMonthDay) = uint32(r.date), uint32(r.date.year()), uint32(r.date%10000)
	if r.date%10000 == 0 {
		*at(partDate) = 0
	}
	given, family := &t.names.info[r.given], &t.names.info[r.family]
	if !given.single {
		*at(partGiven) = given.key
	}
	*at(partFamily) = family.key
	if x, y := *at(partGiven), *at(partFamily); x != 0 && y != 0 {
		*at(partNames) = uint32(mix(uint64(min(x, y))<<32|uint64(max(x, y)))) | 1
	}
	*at(partStreet), *at(partNumber), *at(partZip), *at(partCity) = r.street, r.number, r.zip, t.cities.info[r.city].code
	if r.street != 0 && r.number != 0 {
		*at(partDoor) = uint32(mix(uint64(r.street)<<32|uint64(r.number))) | 1
	}
	return k
}

// of is one of the marks.
func (k *marks) of(p part) uint32 { return k[bits.TrailingZeros32(uint32(p))] }

// agreement is the parts that two rows have in common.
func (k *marks) agreement(o *marks) (p part) {
	for i, v := range k {
		if v != 0 && v == o[i] {
			p |= 1 << i
		}
	}
	return p
}

// blocks are the keys of the blocks: rows that have all parts of a key in common are compared. Any two facts about a person are the key of
// some block, so that a pair is missed only where hardly anything is left of it. share is how many pairs a row a key may
// cost; where there would be more, its largest blocks are left out, and it is up to the finer keys to find their pairs. Keys without a share serve
// lists short enough to look at everything.
var blocks = []struct {
	need  part
	share float64
}{
	{partPhone, 1}, {partEmail, 1},
	{partDate | partFamily, 2}, {partDate | partGiven, 2}, {partDate | partZip, 1}, {partDate | partDoor, 1},
	{partNames | partDoor, 2}, {partNames | partZip, .7}, {partNames | partYear, 2}, {partNames | partMonthDay, 1}, {partLetters, .3},
	{partDoor | partZip, 2}, {partFamily | partDoor, 1}, {partGiven | partDoor, 1},
	{partNames | partCity, 1}, {partDate | partCity, .5}, {partLocal, .5},
	{partFamily | partStreet, .5}, {partGiven | partStreet, .5}, {partNames, .5}, {partDate, .5},
	{partFamily | partZip, .2}, {partGiven | partZip, .2}, {partFamily | partCity, .1}, {partGiven | partCity, .1},
	{partFamily | partYear, .1}, {partGiven | partYear, .1}, {partFamily | partMonthDay, .1}, {partGiven | partMonthDay, .1}, {partDoor, .1},
	{partNumber | partZip, 0}, {partNumber | partCity, 0}, {partZip | partCity, 0}, {partFamily, 0}, {partGiven, 0}, {partZip, 0}, {partYear | partCity, 0}, {partYear | partZip, 0},
}

// many is how many rows make a list in which the keys without a share are no longer of use.
const many = 200_000

// free is how many pairs each key may cost in a list of any length.
const free = 300_000

// block is the rows of a table in the order of one key.
type block struct {
	number int
	need   part
	rows   []uint64        // key in the high half, row in the low one; rows of one key are neighbours
	limit  int             // larger runs are left out
	left   map[uint32]bool // keys of the runs that are left out
}

// blocker makes blocks of a table, one after the other.
type blocker struct {
	table *Table
	marks []marks
	spare []uint64
}

func newBlocker(t *Table) *blocker {
	b := &blocker{table: t, marks: make([]marks, len(t.rows))}
	for i := range t.rows {
		b.marks[i] = t.marks(&t.rows[i])
	}
	return b
}

// key is the row's key for the parts; 0 where one of them is unknown.
func (k *marks) key(need part) uint32 {
	var h uint64
	for rest := uint32(need); rest != 0; rest &= rest - 1 {
		v := k[bits.TrailingZeros32(rest)]
		if v == 0 {
			return 0
		}
		if h == 0 && rest&(rest-1) == 0 {
			return v // a key of one part is that part
		}
		h = mix(h ^ uint64(v)*0x9e3779b97f4a7c15)
	}
	return uint32(h) | 1
}

func (b *blocker) make(number int, m *matcher) *block {
	k := &block{number: number, need: blocks[number].need, rows: make([]uint64, 0, len(b.marks))}
	for i := m.from; i < len(b.marks); i++ {
		if key := b.marks[i].key(k.need); key != 0 {
			k.rows = append(k.rows, uint64(key)<<32|uint64(i))
		}
	}
	if len(b.spare) < len(k.rows) {
		b.spare = make([]uint64, len(b.marks))
	}
	k.rows = radix(k.rows, b.spare[:len(k.rows)])
	k.setLimit(m, free+int(blocks[number].share*float64(len(b.marks))))
	return k
}

// radix sorts by the high half, keeping the order of equal keys.
func radix(a, spare []uint64) []uint64 {
	if len(a) < 4096 {
		slices.Sort(a)
		return a
	}
	from, to := a, spare
	for shift := 32; shift < 64; shift += 11 {
		var starts [1<<11 + 1]int
		for _, x := range from {
			starts[x>>shift&(1<<11-1)+1]++
		}
		for i := 1; i < len(starts); i++ {
			starts[i] += starts[i-1]
		}
		for _, x := range from {
			d := x >> shift & (1<<11 - 1)
			to[starts[d]] = x
			starts[d]++
		}
		from, to = to, from
	}
	if &from[0] != &a[0] {
		copy(a, from)
	}
	return a
}

// runs goes through the runs of two rows and more with one key, within a piece that begins and ends at the border of a run.
func (k *block) runs(piece span) iter.Seq[span] {
	return func(yield func(span) bool) {
		for i := piece.from; i < piece.to; {
			j := i + 1
			for j < piece.to && k.rows[j]>>32 == k.rows[i]>>32 {
				j++
			}
			if j-i > 1 && !yield(span{i, j}) {
				return
			}
			i = j
		}
	}
}

// pairs counts those of a run: within one list, or between two.
func (m *matcher) pairs(rows []uint64) int {
	n := len(rows)
	if m.within {
		return n * (n - 1) / 2
	}
	l := 0
	for l < n && int(uint32(rows[l])) < m.table.lefts {
		l++
	}
	return l * (n - l)
}

// setLimit finds the size from which on runs are left out, so that no more than most pairs are compared.
func (k *block) setLimit(m *matcher, most int) {
	const sizes = 4096
	var pairs [sizes + 1]int
	whole := span{0, len(k.rows)}
	for s := range k.runs(whole) {
		pairs[min(s.to-s.from, sizes)] += m.pairs(k.rows[s.from:s.to])
	}
	sum := 0
	for k.limit = 1; k.limit < sizes && sum+pairs[k.limit+1] <= most; k.limit++ {
		sum += pairs[k.limit+1]
	}
	if k.limit == sizes {
		k.limit = len(m.table.rows)
	}
	k.left = map[uint32]bool{}
	for s := range k.runs(whole) {
		if s.to-s.from > k.limit {
			k.left[uint32(k.rows[s.from]>>32)] = true
		}
	}
}

// earlier tells whether a pair of this agreement was met in one of the blocks before.
func (b *blocker) earlier(done []*block, common part, row uint32) bool {
	for _, k := range done {
		if common&k.need == k.need && (len(k.left) == 0 || !k.left[b.marks[row].key(k.need)]) {
			return true
		}
	}
	return false
}
