// Package columns answers the questions of package segment from memory: what a condition can ask of a million people stands in bit
// sets and short columns over a dense number of each person, so that any universe is counted in milliseconds.
//
// Two kinds of things are kept. An index has one set of people for each value: languages, wards, tags, elections voted. A table has
// one row for each fact of which several columns are asked at once: registrations, attempts, events. Its columns are numbers of
// texts in a dictionary; a condition is decided once for each text and then looked up for each row. Sets are roaring bitmaps
// (Lemire et al., 2016, https://arxiv.org/abs/1603.06549).
//
// What is filled in has been merged already: every fact belongs to the person who stands for the row that it was written to.
package columns

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Crowd is the people of one organization. It is not safe for use by several goroutines at once.
type Crowd struct {
	ids     []int64          // by number; sorted up to sorted
	sorted  int              // how many of ids came in order
	later   map[int64]uint32 // the numbers of those that came later
	homes   []uint32         // by number; 0 is nowhere
	sizes   []uint16         // of the households, by their numbers; nil until somebody asks
	houses  map[int64]uint32 // number of each household
	alive   *roaring.Bitmap  // who stands for a person
	indexes [indexCount]index
	tables  [tableCount]table
	cache   map[string]*roaring.Bitmap
}

// Index says what an index is about, with the parts of its values.
type Index uint8

// The indexes.
const (
	Flag     Index = iota // member, phone, email, located, tried, self-reported
	Ward                  // name
	Zip                   // code
	City                  // name
	Tag                   // tag
	Source                // where the person was first known from
	Import                // id
	Prefers               // the preferred language
	Speaks                // language, kind, source
	Votes                 // election, method
	District              // kind, name: of the registration
	Place                 // kind, name: of the household
	Held                  // scope of a suppression that holds
	Consent               // channel, purpose, yes or no: the newest word
	Is                    // what the person is to somebody
	Has                   // what somebody is to the person
	Newest                // result of the newest attempt
	Answer                // form, question, choice: of the newest answer
	indexCount
)

// Table says what a table is about, with the parts of its two columns.
type Table uint8

// The tables.
const (
	Born         Table = iota // date of birth; source of the row
	Added                     // ; day
	Registration              // state, status, party, county; day
	Event                     // kind, county; day
	Attempt                   // program, channel, result, contact, conversation; day
	Custom                    // field, value, number;
	Thinks                    // language, probability; day until which it holds
	tableCount
)

// New is an empty Crowd.
func New() *Crowd {
	c := &Crowd{later: map[int64]uint32{}, houses: map[int64]uint32{}, alive: roaring.New(), cache: map[string]*roaring.Bitmap{}}
	for i := range c.indexes {
		c.indexes[i].number = map[string]int{}
	}
	for i := range c.tables {
		c.tables[i].columns[0].number, c.tables[i].columns[1].number = map[string]uint32{}, map[string]uint32{}
	}
	return c
}

// Add lets somebody stand in the crowd, at home in a household (0 is nowhere). Adding in the order of the ids is quicker.
func (c *Crowd) Add(person, household int64) uint32 {
	n, known := c.Number(person)
	if !known {
		n = uint32(len(c.ids))
		if c.sorted == len(c.ids) && (n == 0 || c.ids[n-1] < person) {
			c.sorted++
		} else {
			c.later[person] = n
		}
		c.ids, c.homes = append(c.ids, person), append(c.homes, 0)
	}
	c.homes[n] = c.house(household)
	c.alive.Add(n)
	return n
}

func (c *Crowd) house(household int64) uint32 {
	if household == 0 {
		return 0
	}
	n, known := c.houses[household]
	if !known {
		n = uint32(len(c.houses) + 1)
		c.houses[household] = n
	}
	return n
}

// Number is the number of somebody who stands in the crowd or has stood there.
func (c *Crowd) Number(person int64) (uint32, bool) {
	if i, found := slices.BinarySearch(c.ids[:c.sorted], person); found {
		return uint32(i), true
	}
	n, known := c.later[person]
	return n, known
}

// ID is who has a number.
func (c *Crowd) ID(number uint32) int64 { return c.ids[number] }

// Value is a value of an index and how many have it.
type Value struct {
	Parts  []string
	People int
}

// Values are what an index knows, of as many first parts as are asked for; 0 is all of them.
func (c *Crowd) Values(i Index, parts int) (out []Value) {
	at := map[string]int{}
	var sets []*roaring.Bitmap
	for _, e := range c.indexes[i].entries {
		shown := e.parts
		if parts > 0 {
			shown = shown[:parts]
		}
		key := join(shown)
		n, known := at[key]
		if !known {
			at[key] = len(out)
			out, sets = append(out, Value{Parts: shown}), append(sets, e.set)
		} else {
			sets[n] = roaring.Or(sets[n], e.set)
		}
	}
	for n := range out {
		out[n].People = int(c.alive.AndCardinality(sets[n]))
	}
	return slices.DeleteFunc(out, func(v Value) bool { return v.People == 0 })
}

// Texts are the values of the first column of a table, those too that nobody has any more.
func (c *Crowd) Texts(t Table) [][]string { return c.tables[t].columns[0].texts }

// Len is how many stand in the crowd.
func (c *Crowd) Len() int { return int(c.alive.GetCardinality()) }

// Put says that a value of an index is true of somebody.
func (c *Crowd) Put(i Index, person uint32, parts ...string) { c.indexes[i].put(person, parts) }

// Row adds a row about somebody to a table.
func (c *Crowd) Row(t Table, person uint32, first, second []string) {
	c.tables[t].add(person, first, second)
}

// Forget takes everything away that is known about these people.
func (c *Crowd) Forget(people []uint32) {
	gone := roaring.BitmapOf(people...)
	c.alive.AndNot(gone)
	for i := range c.indexes {
		for _, e := range c.indexes[i].entries {
			e.set.AndNot(gone)
		}
	}
	for i := range c.tables {
		c.tables[i].forget(gone)
	}
	for _, n := range people {
		c.homes[n] = 0
	}
}

// Settled says that changes are complete: what was remembered of earlier answers is no longer true.
func (c *Crowd) Settled() {
	clear(c.cache)
	c.sizes = nil
}

// Pack makes the sets small, once a crowd is complete.
func (c *Crowd) Pack() {
	for i := range c.indexes {
		for _, e := range c.indexes[i].entries {
			e.set.RunOptimize()
		}
	}
}

// Bytes is about how much memory the crowd takes.
func (c *Crowd) Bytes() int {
	sum := cap(c.ids)*8 + cap(c.homes)*4 + len(c.houses)*20 + len(c.later)*20 + int(c.alive.GetSizeInBytes())
	for i := range c.indexes {
		for _, e := range c.indexes[i].entries {
			sum += int(e.set.GetSizeInBytes()) + 100
		}
	}
	for i := range c.tables {
		t := &c.tables[i]
		sum += cap(t.people)*12 + 120*(len(t.columns[0].texts)+len(t.columns[1].texts))
	}
	for _, s := range c.cache {
		sum += int(s.GetSizeInBytes())
	}
	return sum
}

// index has a set of people for each value.
type index struct {
	number  map[string]int
	entries []entry
}

type entry struct {
	parts []string
	set   *roaring.Bitmap
}

func (x *index) put(person uint32, parts []string) {
	key := join(parts)
	n, known := x.number[key]
	if !known {
		n = len(x.entries)
		x.number[key] = n
		x.entries = append(x.entries, entry{slices.Clone(parts), roaring.New()})
	}
	x.entries[n].set.Add(person)
}

// any is who has one of the values that fit.
func (x *index) any(fits func(parts []string) bool) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for _, e := range x.entries {
		if fits(e.parts) {
			sets = append(sets, e.set)
		}
	}
	return union(sets)
}

// one is who has one of these values of one part.
func (x *index) one(values ...string) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for _, v := range values {
		if n, known := x.number[v]; known {
			sets = append(sets, x.entries[n].set)
		}
	}
	return union(sets)
}

// union does not change its sets, and may give one of them back.
func union(sets []*roaring.Bitmap) *roaring.Bitmap {
	switch len(sets) {
	case 0:
		return roaring.New()
	case 1:
		return sets[0]
	}
	return roaring.FastOr(sets...)
}

// table has rows of two columns. The first text of a column fits nothing: a row that is free has it.
type table struct {
	people  []uint32
	columns [2]column
	free    []uint32
}

// column is a text of a dictionary for each row.
type column struct {
	rows   []uint32
	number map[string]uint32
	texts  [][]string
}

const noText = 0

func (t *table) add(person uint32, first, second []string) {
	row := uint32(len(t.people))
	if n := len(t.free); n > 0 {
		row, t.free = t.free[n-1], t.free[:n-1]
	} else {
		t.people = append(t.people, 0)
		t.columns[0].rows, t.columns[1].rows = append(t.columns[0].rows, 0), append(t.columns[1].rows, 0)
	}
	t.people[row] = person
	t.columns[0].set(row, first)
	t.columns[1].set(row, second)
}

func (c *column) set(row uint32, parts []string) {
	key := join(parts)
	n, known := c.number[key]
	if !known {
		c.texts = append(c.texts, slices.Clone(parts))
		n = uint32(len(c.texts)) // noText is before all of them
		c.number[key] = n
	}
	c.rows[row] = n
}

// decide asks once for each text: 1 where it fits. nil fits all.
func (c *column) decide(fits func(parts []string) bool) []uint8 {
	out := make([]uint8, len(c.texts)+1)
	for i, parts := range c.texts {
		if fits == nil || fits(parts) {
			out[i+1] = 1
		}
	}
	return out
}

func (t *table) forget(gone *roaring.Bitmap) {
	if len(t.people) == 0 {
		return
	}
	words := gone.ToDense()
	for row, person := range t.people {
		if w := int(person / 64); w < len(words) && words[w]>>(person%64)&1 == 1 && t.columns[0].rows[row] != noText {
			t.columns[0].rows[row] = noText
			t.free = append(t.free, uint32(row))
		}
	}
}

// mark sets the bits of the people of the rows that fit both conditions. It is the inner loop of every condition on rows: there is no
// branch on what a row says, and neighbours in a word are written together.
func (t *table) mark(words []uint64, first, second func(parts []string) bool) {
	a, b := t.columns[0].decide(first), t.columns[1].decide(second)
	x, y := t.columns[0].rows, t.columns[1].rows[:len(t.columns[0].rows)]
	var at uint32
	var word uint64
	for row, person := range t.people[:len(x)] {
		if person/64 != at {
			words[at] |= word
			at, word = person/64, 0
		}
		word |= uint64(a[x[row]]&b[y[row]]) << (person % 64)
	}
	if len(words) > 0 {
		words[at] |= word
	}
}

// tally counts the rows that fit both conditions, for each person.
func (t *table) tally(counts []uint16, first, second func(parts []string) bool) {
	a, b := t.columns[0].decide(first), t.columns[1].decide(second)
	x, y := t.columns[0].rows, t.columns[1].rows[:len(t.columns[0].rows)]
	for row, person := range t.people[:len(x)] {
		if n := counts[person] + uint16(a[x[row]]&b[y[row]]); n != 0 { // more than 65,535 stay as many
			counts[person] = n
		}
	}
}

// join makes one text of the parts.
func join(parts []string) string {
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return parts[0]
	}
	n := len(parts)
	for _, p := range parts {
		n += len(p)
	}
	out := make([]byte, 0, n)
	for i, p := range parts {
		if i > 0 {
			out = append(out, 0)
		}
		out = append(out, p...)
	}
	return string(out)
}

// spread chooses up to n of the numbers in a set, spread over it by a seed.
func spread(set *roaring.Bitmap, n int, seed uint64) []uint32 {
	size := set.GetCardinality()
	if size == 0 {
		return nil
	}
	ranks := map[uint64]bool{}
	for state := seed; len(ranks) < n && uint64(len(ranks)) < size; {
		state += 0x9e3779b97f4a7c15 // splitmix64
		z := (state ^ state>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		ranks[(z^z>>31)%size] = true
	}
	var out []uint32
	for rank := range ranks {
		if person, err := set.Select(uint32(rank)); err == nil {
			out = append(out, person)
		}
	}
	slices.SortFunc(out, cmp.Compare[uint32])
	return out
}
