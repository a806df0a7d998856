// Package columns answers the questions of package segment from memory: what a condition can ask of a million people stands in bit
// sets and short columns over a dense number of each person, so that any universe is counted in milliseconds.
//
// Three kinds of things are kept. An index has one set of people for each value: languages, wards, tags, elections voted. A table has
// one row for each fact of which several columns are asked at once: registrations, attempts, events. Its columns are numbers of texts
// in a dictionary that is in order, kept by their binary digits. And people are numbered household by household.
//
// A question becomes a plan, and the plan is run for 65,536 people after the other, by several workers. See docs/universes.md.
//
// What is filled in has been merged already: every fact belongs to the person who stands for the row that it was written to.
package columns

import (
	"cmp"
	"slices"
	"strings"
)

// Crowd is the people of one organization. It is not safe for use by several goroutines at once.
type Crowd struct {
	ids     []int64          // by number
	byID    []uint32         // the numbers of those with whom the crowd began, in the order of their ids
	last    int              // where in byID the last one was found: most are asked for in their order
	later   map[int64]uint32 // the numbers of those that came later
	alive   Set              // who stands for a person
	homes   homes
	indexes [indexCount]index
	tables  [tableCount]table
	loose   []*sparse // whose lists are out of order
	young   young
	workers []*worker
	here    []uint32 // who lives in the household that was asked for last
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
	Ballot                // election, where the ballot stands
	election              // of Votes, by any method
	indexCount
)

// Table says what a table is about, with its columns.
type Table uint8

// The tables.
const (
	Born         Table = iota // date of birth, source of the row, day of birth (segment.BirthDay)
	Added                     // day
	Registration              // state, status, party, county, day
	Event                     // kind, county, day
	Attempt                   // program, channel, result, contact, conversation, day
	Custom                    // field and value (FieldValue), number
	Thinks                    // language, probability, day until which it holds
	tableCount
)

// FieldValue is the text of a value of a custom field.
func FieldValue(field, value string) string { return join(field, value) }

// New is an empty Crowd.
func New() *Crowd {
	c := &Crowd{later: map[int64]uint32{}, homes: homes{later: map[int64]uint32{}, odds: map[uint32][]uint32{}, changed: map[uint32]bool{}}}
	for i := range c.indexes {
		c.indexes[i].number = map[string]int{}
	}
	text := strings.Compare
	c.tables = [tableCount]table{
		Born:         newTable(true, text, text, text),
		Added:        newTable(true, text),
		Registration: newTable(true, text, text, text, text, text),
		Event:        newTable(false, text, text, text),
		Attempt:      newTable(true, text, text, text, text, text, text),
		Custom:       newTable(false, text, byNumber),
		Thinks:       newTable(false, text, byNumber, text),
	}
	return c
}

// Begin lets everybody stand in a crowd that is empty.
func (c *Crowd) Begin(people []Resident) {
	c.homes.begin(people)
	c.ids, c.byID = make([]int64, len(people)), make([]uint32, len(people))
	for n, p := range people {
		c.ids[n], c.byID[n] = p.Person, uint32(n)
		c.alive.put(uint32(n))
	}
	slices.SortFunc(c.byID, func(a, b uint32) int { return cmp.Compare(c.ids[a], c.ids[b]) })
}

// Add lets somebody stand in the crowd, at home in a household (0 is nowhere).
func (c *Crowd) Add(person, household int64) uint32 {
	n, known := c.Number(person)
	if !known {
		n = uint32(len(c.ids))
		c.later[person] = n
		c.ids = append(c.ids, person)
	}
	c.homes.move(n, household)
	c.alive.put(n)
	return n
}

// Number is the number of somebody who stands in the crowd or has stood there.
func (c *Crowd) Number(person int64) (uint32, bool) {
	if next := c.last + 1; next < len(c.byID) && c.ids[c.byID[next]] == person {
		c.last = next
		return c.byID[next], true
	}
	if at, found := slices.BinarySearchFunc(c.byID, person, func(n uint32, person int64) int { return cmp.Compare(c.ids[n], person) }); found {
		c.last = at
		return c.byID[at], true
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
	var sets [][]*sparse
	for _, e := range c.indexes[i].entries {
		shown := e.parts
		if parts > 0 {
			shown = shown[:parts]
		}
		n, known := at[join(shown...)]
		if !known {
			n = len(out)
			at[join(shown...)] = n
			out, sets = append(out, Value{Parts: shown}), append(sets, nil)
		}
		sets[n] = append(sets[n], &e.sparse)
	}
	for n := range out {
		out[n].People = c.union(sets[n])
	}
	return slices.DeleteFunc(out, func(v Value) bool { return v.People == 0 })
}

// union is how many are in any of the sets.
func (c *Crowd) union(sets []*sparse) (n int) {
	if len(sets) == 1 {
		return sets[0].count()
	}
	var all page
	for block := range c.alive.pages {
		clear(all[:])
		for _, s := range sets {
			s.into(block, &all)
		}
		n += all.count()
	}
	return n
}

// Texts are the texts of a column of a table, those too that nobody has any more.
func (c *Crowd) Texts(t Table, column int) []string { return c.tables[t].columns[column].texts }

// Len is how many stand in the crowd.
func (c *Crowd) Len() int { return c.alive.Count() }

// Known is a value of an index that has been looked up.
type Known struct{ sets []*sparse }

// Value looks a value up that is to be put more than once.
func (c *Crowd) Value(i Index, parts ...string) Known {
	k := Known{[]*sparse{&c.indexes[i].entry(parts).sparse}}
	if i == Votes {
		k.sets = append(k.sets, &c.indexes[election].entry(parts[:1]).sparse)
	}
	return k
}

// PutKnown says that a value is true of somebody.
func (c *Crowd) PutKnown(k Known, person uint32) {
	for _, s := range k.sets {
		if s.add(person) {
			c.loose = append(c.loose, s)
		}
	}
}

// Put says that a value of an index is true of somebody.
func (c *Crowd) Put(i Index, person uint32, parts ...string) {
	if i == Votes {
		c.PutKnown(c.Value(i, parts...), person)
	} else if s := &c.indexes[i].entry(parts).sparse; s.add(person) {
		c.loose = append(c.loose, s)
	}
}

// Residents are those who live in a household.
func (c *Crowd) Residents(household int64) []uint32 {
	home, known := c.homes.find(household)
	if !known {
		return nil
	}
	c.here = c.homes.members(home, c.here[:0])
	return slices.DeleteFunc(c.here, func(p uint32) bool { return !c.alive.Has(p) })
}

// Row adds a row about somebody to a table, with a value for each column.
func (c *Crowd) Row(t Table, person uint32, values ...string) {
	c.tables[t].add(person, values)
	if t == Born {
		c.young.born(person, values[0], values[1])
	}
}

// Forget takes everything away that is known about these people.
func (c *Crowd) Forget(people []uint32) {
	gone := slices.Clone(people)
	slices.Sort(gone)
	for _, n := range gone {
		c.alive.drop(n)
		c.young.set.drop(n)
		c.homes.touch(c.homes.of[n])
	}
	for i := range c.indexes {
		for _, e := range c.indexes[i].entries {
			e.remove(gone)
		}
	}
	for i := range c.tables {
		c.tables[i].remove(gone)
	}
}

// Settled says that changes are complete: it must come before the next question.
func (c *Crowd) Settled() {
	for _, s := range c.loose {
		s.order()
	}
	c.loose = c.loose[:0]
	for i := range c.tables {
		c.tables[i].settle()
	}
	c.homes.settle(&c.alive)
}

// Bytes is about how much memory the crowd takes.
func (c *Crowd) Bytes() int {
	sum := cap(c.ids)*8 + cap(c.byID)*4 + len(c.later)*40 + 8*pageWords*(len(c.alive.pages)+len(c.young.set.pages)) + c.homes.bytes()
	for i := range c.indexes {
		for _, e := range c.indexes[i].entries {
			sum += e.bytes()
		}
	}
	for i := range c.tables {
		sum += c.tables[i].bytes()
	}
	return sum
}
