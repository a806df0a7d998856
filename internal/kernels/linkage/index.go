package linkage

import (
	"cmp"
	"slices"
	"sort"
	"sync"
)

// Index answers which of many rows may be the person of one record: for a list against millions, and for one person while somebody
// types. Rows are numbered in the order in which they were added, from 0; a number is never used again. It is safe for many goroutines.
type Index struct {
	mu      sync.Mutex
	table   *Table
	model   *Model
	values  *frequencies
	keys    []indexKey
	sorted  int // rows up to here are in the keys' order, later ones in fresh
	removed map[uint32]bool
	scratch *scratch
}

// indexKey is the rows in the order of one key.
type indexKey struct {
	need  part
	rows  []uint32
	fresh map[uint32][]uint32 // rows added since, by key
}

// indexKeys are the keys that an index keeps, each at four bytes a row.
var indexKeys = []part{partPhone, partEmail, partDate | partFamily, partDate | partGiven, partDate | partZip, partNames | partDoor, partNames | partZip, partNames | partYear,
	partNames | partMonthDay, partLetters, partDoor | partZip}

// Candidate is a row of an index that may be the person asked for.
type Candidate struct {
	Row         int
	Probability float64
	Band        Band
}

// NewIndex makes an index over the left rows of a table, which belongs to the index from then on. The model says how to compare;
// what it learned about how many people two lists share is scaled to the size of the index.
func NewIndex(m *Model, t *Table) *Index {
	m.ready()
	t.settle()
	x := &Index{table: t, model: m.forRows(t.lefts), values: t.count(), removed: map[uint32]bool{}, scratch: newScratch()}
	for _, need := range indexKeys {
		x.keys = append(x.keys, indexKey{need: need, fresh: map[uint32][]uint32{}})
	}
	x.sort()
	return x
}

// forRows is the model for one record against so many rows.
func (m *Model) forRows(rows int) *Model {
	local := *m
	before := max(m.Rows[Left], 1)
	local.Universe = m.Universe * float64(max(rows, 1)) / float64(before)
	return &local
}

// sort puts all rows into the order of each key.
func (x *Index) sort() {
	t := x.table
	pairs, spare := make([]uint64, 0, t.lefts), make([]uint64, t.lefts)
	for i := range x.keys {
		k := &x.keys[i]
		pairs = pairs[:0]
		for row := range t.rows[:t.lefts] {
			if x.removed[uint32(row)] {
				continue
			}
			if key := t.key(uint32(row), k.need); key != 0 {
				pairs = append(pairs, uint64(key)<<32|uint64(row))
			}
		}
		radix(pairs, spare[:len(pairs)])
		k.rows = make([]uint32, len(pairs))
		for j, p := range pairs {
			k.rows[j] = uint32(p)
		}
		clear(k.fresh)
	}
	x.sorted = t.lefts
}

func (t *Table) key(row uint32, need part) uint32 {
	marks := t.marks(&t.rows[row])
	return marks.key(need)
}

// Len is the number of rows that were ever added.
func (x *Index) Len() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.table.lefts
}

// Add appends a record and returns its row.
func (x *Index) Add(r *Record) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	t := x.table
	t.Add(Left, r)
	t.settled = true // how the list writes its dates is known by now
	row := uint32(t.lefts - 1)
	for i := range x.keys {
		k := &x.keys[i]
		if key := t.key(row, k.need); key != 0 {
			k.fresh[key] = append(k.fresh[key], row)
		}
	}
	if t.lefts-x.sorted > 10_000+x.sorted/10 {
		x.sort()
	}
	return int(row)
}

// Remove takes a row out. A changed person is removed and added again.
func (x *Index) Remove(row int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.removed[uint32(row)] = true
}

// longest is how many rows of one key are looked at: a key that more rows have in common tells nothing.
const longest = 400

// Candidates lists the rows that may be the record's person, the most likely first: at most limit, none below a probability of 0.01.
func (x *Index) Candidates(r *Record, limit int) []Candidate {
	x.mu.Lock()
	defer x.mu.Unlock()
	before := x.table.mark()
	defer x.forget(before)
	w := x.read(r)
	marks := x.table.marks(&w)
	seen := map[uint32]bool{}
	var out []Candidate
	for i := range x.keys {
		k := &x.keys[i]
		key := marks.key(k.need)
		if key == 0 {
			continue
		}
		for _, row := range k.find(x.table, key) {
			if seen[row] || x.removed[row] {
				continue
			}
			seen[row] = true
			if c := x.judge(row, &w); c.Probability >= 0.01 {
				out = append(out, c)
			}
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Probability, a.Probability), cmp.Compare(a.Row, b.Row))
	})
	return out[:min(limit, len(out))]
}

// read folds a record as the index's own rows were.
func (x *Index) read(r *Record) row {
	rows := []row{x.table.row(Right, r)}
	x.table.turn(rows, Left)
	forget(rows)
	return rows[0]
}

func (x *Index) judge(row uint32, w *row) Candidate {
	a := &x.table.rows[row]
	p := x.table.compareRows(a, w, x.scratch)
	c := Candidate{Row: int(row), Probability: x.model.posterior(x.model.evidence(p, x.model.rare(x.values, a, w, p)))[self]}
	switch {
	case c.Probability >= automatic:
		c.Band = Automatic
	case c.Probability >= threshold:
		c.Band = Review
	}
	return c
}

// Compare says what the model thinks of a record and a row, and why, field by field.
func (x *Index) Compare(row int, r *Record) Comparison {
	x.mu.Lock()
	defer x.mu.Unlock()
	before := x.table.mark()
	defer x.forget(before)
	w := x.read(r)
	return x.model.explain(x.table, x.values, &x.table.rows[row], &w, x.scratch)
}

// find lists the rows of a key, or none where there are too many.
func (k *indexKey) find(t *Table, key uint32) []uint32 {
	from := sort.Search(len(k.rows), func(i int) bool { return t.key(k.rows[i], k.need) >= key })
	to := from
	for to < len(k.rows) && to-from <= longest && t.key(k.rows[to], k.need) == key {
		to++
	}
	if to-from > longest {
		return nil
	}
	if fresh := k.fresh[key]; len(fresh) > 0 && len(fresh) <= longest {
		return append(slices.Clone(k.rows[from:to]), fresh...)
	}
	return k.rows[from:to]
}

// forget takes out of the table what only a question brought in.
func (x *Index) forget(to tableMark) {
	if x.table.reset(to) {
		clear(x.scratch.cache)
	}
}
