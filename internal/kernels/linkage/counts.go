package linkage

import "slices"

// sharesSum is, for each class of kin, the bits that rare or common values add to its likelihood against a stranger's.
type sharesSum [kin]float32

// tally counts the pairs of each pattern. Pairs whose values are of different rarity are kept apart, roughly.
type tally struct {
	keys  []uint32 // pattern with two bits of rarity on top, plus one; 0 is free
	count []float64
	sums  [][kin]int64 // of the bits of rarity, in 256ths: whole numbers, so that no order of work changes them
	used  int
}

func newTally() *tally {
	const n = 1 << 12
	return &tally{keys: make([]uint32, n), count: make([]float64, n), sums: make([][kin]int64, n)}
}

// drawer puts the bits of a pair into one of four.
func drawer(bits float32) uint32 {
	return uint32(min(max(int(bits/6)+1, 0), 3))
}

// add counts a pair that stands for so many.
func (t *tally) add(p pattern, rare sharesSum, weight int64) {
	i := t.slot(uint32(p) | drawer(rare[self])<<30)
	t.count[i] += float64(weight)
	for k := range rare {
		t.sums[i][k] += int64(rare[k]*256) * weight
	}
}

func (t *tally) slot(key uint32) int {
	key++
	mask := uint32(len(t.keys) - 1)
	for i := uint32(mix(uint64(key))) & mask; ; i = (i + 1) & mask {
		if t.keys[i] == key {
			return int(i)
		}
		if t.keys[i] != 0 {
			continue
		}
		if t.used*2 > len(t.keys) {
			t.grow()
			return t.slot(key - 1)
		}
		t.keys[i] = key
		t.used++
		return int(i)
	}
}

func (t *tally) grow() {
	old := *t
	n := len(old.keys) * 2
	*t = tally{keys: make([]uint32, n), count: make([]float64, n), sums: make([][kin]int64, n)}
	for i, key := range old.keys {
		if key != 0 {
			j := t.slot(key - 1)
			t.count[j], t.sums[j] = old.count[i], old.sums[i]
		}
	}
}

// merge adds another tally.
func (t *tally) merge(o *tally) {
	for i, key := range o.keys {
		if key != 0 {
			j := t.slot(key - 1)
			t.count[j] += o.count[i]
			for k := range o.sums[i] {
				t.sums[j][k] += o.sums[i][k]
			}
		}
	}
}

// counted is one pattern of a tally, with the mean bits of rarity of its pairs.
type counted struct {
	key     uint32
	pattern pattern
	n       float64
	rare    sharesSum
}

// list is the tally in a fixed order, so that learning gives the same on every run.
func (t *tally) list() []counted {
	out := make([]counted, 0, t.used)
	for i, key := range t.keys {
		if key == 0 || t.count[i] == 0 {
			continue
		}
		c := counted{key: key, pattern: pattern((key - 1) & (1<<30 - 1)), n: t.count[i]}
		for k := range c.rare {
			c.rare[k] = float32(t.sums[i][k]) / float32(256*t.count[i])
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b counted) int { return int(int64(a.key) - int64(b.key)) })
	return out
}
