package linkage

import "math"

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
