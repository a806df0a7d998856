package linkage

import (
	"math"
	"slices"
)

// frequency knows how common each value of a field is among people.
type frequency struct {
	n     []uint32  // people with each value
	bits  []float32 // log2 of the share of each value
	total float64
	own   float64 // how often the people of a pair that is being judged are themselves among them
	prior float64 // share of a value that was never seen but in this pair
}

// share is the probability that somebody else has the value, too.
func (f *frequency) share(id uint32) float64 {
	if int(id) >= len(f.n) {
		return f.prior
	}
	others := max(float64(f.n[id])-f.own, 0)
	return others/max(f.total-f.own, 1) + .7/(f.total+.7/f.prior)
}

// finish works out the logarithms, which are asked for once a pair.
func (f *frequency) finish() {
	f.bits = make([]float32, len(f.n))
	for id := range f.bits {
		f.bits[id] = float32(math.Log2(f.share(uint32(id))))
	}
}

// log is log2 of share.
func (f *frequency) log(id uint32) float32 {
	if int(id) >= len(f.bits) {
		return float32(math.Log2(f.prior))
	}
	return f.bits[id]
}

// common is log2 of the share of the more common one of two values.
func (f *frequency) common(a, b uint32) float32 { return max(f.log(a), f.log(b)) }

// seen is how often others have the value.
func (f *frequency) seen(id uint32) float64 {
	if int(id) >= len(f.n) {
		return 0
	}
	return max(float64(f.n[id])-f.own, 0) / max(f.total, 1)
}

// frequencies are those of all fields that are weighed by rarity.
type frequencies struct {
	given, family, zip, city, door, phone, email, date frequency
	both                                               combos
	sameZip, sameCity                                  float32 // log2 of the probability that two strangers agree
}

// dateSlot numbers the days of five centuries.
func dateSlot(d date) uint32 {
	return uint32(min(max(d.year()-1700, 0), 499)*416 + min(d.month(), 12)*32 + min(d.day(), 31))
}

// count makes the frequencies of a table.
func (t *Table) count() *frequencies {
	f := &frequencies{both: t.countCombos()}
	t.countValues(f, nil)
	return f
}

// countPeople is count where person tells which rows are already known to be one person: those count once, so that somebody's ten rows
// do not make a rare name common.
func (t *Table) countPeople(before *frequencies, person []uint32) *frequencies {
	f := &frequencies{both: before.both}
	t.countValues(f, person)
	return f
}

func (t *Table) countValues(f *frequencies, person []uint32) {
	own := 2.0
	if person != nil {
		own = 1
	}
	rows := t.byPerson(person)
	each := func(size int, prior float64, value func(*row) uint32) frequency {
		q := frequency{n: make([]uint32, size), own: own, prior: prior}
		var last []uint32
		if person != nil {
			last = make([]uint32, size)
		}
		for _, i := range rows {
			v := value(&t.rows[i])
			if v == 0 {
				continue
			}
			if person != nil {
				if last[v] == person[i]+1 {
					continue
				}
				last[v] = person[i] + 1
			}
			q.n[v]++
			q.total++
		}
		q.finish()
		return q
	}
	f.given = each(t.names.dict.len(), 2e-4, func(r *row) uint32 { return r.given })
	f.family = each(t.names.dict.len(), 1e-4, func(r *row) uint32 { return r.family })
	f.zip = each(t.zips.len(), 1e-4, func(r *row) uint32 { return r.zip })
	f.city = each(t.cities.dict.len(), 1e-3, func(r *row) uint32 { return r.city })
	f.door = each(t.doors.len(), 1e-6, func(r *row) uint32 { return r.door })
	f.phone = each(t.phones.len(), 1e-6, func(r *row) uint32 { return r.phone })
	f.email = each(t.emails.len(), 1e-6, func(r *row) uint32 { return r.email })
	f.date = each(500*416, 1./25000, func(r *row) uint32 {
		if r.date == 0 {
			return 0
		}
		return dateSlot(r.date)
	})
	f.sameZip, f.sameCity = log2(f.zip.chance()), log2(f.city.chance())
}

// byPerson lists the rows with those of one person beside each other.
func (t *Table) byPerson(person []uint32) []uint32 {
	out := make([]uint32, 0, len(t.rows))
	if person == nil {
		for i := range t.rows {
			out = append(out, uint32(i))
		}
		return out
	}
	next := make([]uint32, len(t.rows)) // 1 + the next row of the same person
	last := make([]uint32, len(t.rows))
	for i, root := range person {
		if root != uint32(i) {
			next[last[root]] = uint32(i) + 1
		}
		last[root] = uint32(i)
	}
	for i, root := range person {
		if root == uint32(i) {
			for row := root + 1; row != 0; row = next[row-1] {
				out = append(out, row-1)
			}
		}
	}
	return out
}

// chance is the probability that two strangers have the same value.
func (f *frequency) chance() float64 {
	sum := 0.0
	for _, n := range f.n {
		sum += float64(n) * float64(n)
	}
	return max(sum/max(f.total*f.total, 1), 1e-6)
}

func log2(x float64) float32 { return float32(math.Log2(x)) }

// combos counts given and family names together: in a community whose given names go with its family names, a common pair is more
// common than its parts tell.
type combos struct {
	births bool     // people of one name are told apart by their births; otherwise by where they live
	keys   []uint32 // hashes of both names, in order
	n      []uint32
	from   []uint32 // where the keys with the same upper bits begin
	family []uint32 // people of each family name, counted in the same way
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
	for i := 0; i < len(all); {
		facts = facts[:0]
		j := i
		for ; j < len(all) && all[j]>>32 == all[i]>>32; j++ {
			facts = append(facts, c.fact(&t.rows[uint32(all[j])]))
		}
		slices.Sort(facts)
		n := uint32(len(slices.Compact(facts)))
		c.family[t.rows[uint32(all[i])].family] += n
		if n > 1 {
			c.keys = append(c.keys, uint32(all[i]>>32))
			c.n = append(c.n, n)
		}
		i = j
	}
	for _, key := range c.keys {
		c.from[key>>(32-comboBits)+1]++
	}
	for i := range 1 << comboBits {
		c.from[i+1] += c.from[i]
	}
	return c
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

// habit is how many people of a family name it takes to believe its own given names rather than everybody's.
const habit = 30

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
	both := max(f.both.find(given, family)-own, 0)
	return (both + habit*p) / (n + habit)
}
