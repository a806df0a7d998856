package names

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"banyan/internal/kernels/romanize"
)

// keyed finds units by key: a sorted list of keys, and the units of each.
type keyed struct {
	keys  []uint32
	units ragged[uint32]
}

// at are the units under a key.
func (k *keyed) at(key uint32) []uint32 {
	if i, ok := slices.BinarySearch(k.keys, key); ok {
		return k.units.at(uint32(i))
	}
	return nil
}

// newKeyed takes pairs of key and unit, packed into one number each.
func newKeyed(pairs []uint64) keyed {
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	out := keyed{units: ragged[uint32]{all: make([]uint32, len(pairs))}}
	for i, p := range pairs {
		if k := uint32(p >> 32); i == 0 || k != out.keys[len(out.keys)-1] {
			out.keys = append(out.keys, k)
			out.units.starts = append(out.units.starts, uint32(i))
		}
		out.units.all[i] = uint32(p)
	}
	out.units.starts = append(out.units.starts, uint32(len(pairs)))
	return out
}

func pair(key uint32, unit int) uint64 { return uint64(key)<<32 | uint64(unit) }

// speaker makes the readings and keys of a part of the units.
type speaker struct {
	spoken  ragged[packed]
	shapes  []shape
	slotIDs []uint32
	slots   []slot
	known   map[string]uint32 // slots by what they hold
	same    map[*option]uint32
	filed   [indexes][]uint64
}

// The lists in which units are filed under keys.
const (
	byKey       = iota // units of other scripts, and Latin words that stand for others, by the keys of their readings
	byKeyLess          // and by those keys with a class left out
	latinByKey         // Latin words by their key
	latinByLess        // and with a class left out
	byTypo             // Latin words by their letters with one left out
	indexes
)

// speak reads every unit aloud and files it under its keys.
func (seg *segment) speak(sample []unit) {
	speakers := make([]*speaker, len(sample)/1024+1)
	n := parallel(len(sample), func(p, from, to int) {
		s := &speaker{known: map[string]uint32{}, same: map[*option]uint32{}}
		s.spoken.starts = append(s.spoken.starts, 0)
		for i, u := range sample[from:to] {
			s.unit(from+i, u)
		}
		speakers[p] = s
	})
	seg.spoken.starts = append(seg.spoken.starts, 0)
	var filed [indexes][]uint64
	for _, s := range speakers[:n] {
		slots, ids, from := uint32(len(seg.slots)), uint32(len(seg.slotIDs)), uint32(len(seg.spoken.all))
		for _, id := range s.slotIDs {
			seg.slotIDs = append(seg.slotIDs, id+slots)
		}
		seg.slots = append(seg.slots, s.slots...)
		seg.shapes = append(seg.shapes, s.shapes...)
		for _, p := range s.spoken.all {
			p.from += ids
			seg.spoken.all = append(seg.spoken.all, p)
		}
		for _, start := range s.spoken.starts[1:] {
			seg.spoken.starts = append(seg.spoken.starts, from+start)
		}
		for i := range filed {
			filed[i] = append(filed[i], s.filed[i]...)
		}
	}
	var wait sync.WaitGroup
	wait.Go(func() { seg.spelled = newFilter(&seg.vocab) })
	for i := range filed {
		wait.Go(func() { seg.keyed[i] = newKeyed(filed[i]) })
	}
	wait.Wait()
}

func (s *speaker) unit(id int, u unit) {
	defer func() { s.spoken.starts = append(s.spoken.starts, uint32(len(s.spoken.all))) }()
	if u.script == romanize.Latin {
		var sk skeleton
		sk.add(u.text)
		s.file(id, sk, latinByKey)
		for _, t := range typoKeys(u.text) {
			s.filed[byTypo] = append(s.filed[byTypo], pair(t, id))
		}
	}
	for _, r := range readingsOf(u.word, u.script, u.as) {
		s.shapes = append(s.shapes, shapeOf(r))
		s.spoken.all = append(s.spoken.all, packed{uint32(len(s.slotIDs)), r.system, uint8(len(r.slots))})
		for _, slot := range r.slots {
			s.slotIDs = append(s.slotIDs, s.number(slot))
		}
		for _, sk := range skeletonsOf(r) {
			s.file(id, sk.skeleton, byKey)
		}
	}
}

// file puts a unit under its key, and in the list after that under its shorter keys.
func (s *speaker) file(id int, sk skeleton, list int) {
	s.filed[list] = append(s.filed[list], pair(uint32(sk.key()), id))
	var buf [maxKeyLength]key
	for _, k := range sk.shorter(buf[:0]) {
		s.filed[list+1] = append(s.filed[list+1], pair(uint32(k), id))
	}
}

// number keeps each slot once.
func (s *speaker) number(x slot) uint32 {
	if len(x) == 0 {
		x = slot{{"", 0}}
	}
	if n, ok := s.same[&x[0]]; ok {
		return n
	}
	var b strings.Builder
	for _, o := range x {
		b.WriteString(o.text)
		b.WriteString(strconv.Itoa(int(o.cost)))
	}
	n, ok := s.known[b.String()]
	if !ok {
		n = uint32(len(s.slots))
		s.slots = append(s.slots, x)
		s.known[b.String()] = n
	}
	s.same[&s.slots[n][0]] = n
	return n
}

// typoKeys are the word and the word without each of its letters, hashed: two words with one wrong, missing, doubled or exchanged letter
// share one.
func typoKeys(text string) []uint32 {
	if len(text) < 2 || len(text) > 24 {
		return nil
	}
	out := make([]uint32, 0, len(text)+1)
	out = append(out, hash(text, -1))
	for i := range len(text) {
		if i == 0 || text[i] != text[i-1] {
			out = append(out, hash(text, i))
		}
	}
	return out
}

const (
	hashStart = 2166136261 // FNV-1a
	hashPrime = 16777619
)

func hash(text string, without int) uint32 {
	h := uint32(hashStart)
	for i := range len(text) {
		if i != without {
			h = (h ^ uint32(text[i])) * hashPrime
		}
	}
	return h
}

// filter tells which texts are surely not there: a bit for each hash, 16 bits a text.
type filter struct {
	bits  []uint64
	shift uint
}

func newFilter(vocab *texts) filter {
	size := uint(10)
	for 1<<size < 16*vocab.len() && size < 28 {
		size++
	}
	f := filter{make([]uint64, 1<<(size-6)), 32 - size}
	for u := range vocab.len() {
		h := f.place(hash(vocab.at(uint32(u)), -1))
		f.bits[h>>6] |= 1 << (h & 63)
	}
	return f
}

func (f *filter) place(hash uint32) uint32 { return hash * 0x9e3779b1 >> f.shift }

func (f *filter) has(hash uint32) bool {
	h := f.place(hash)
	return f.bits[h>>6]&(1<<(h&63)) != 0
}
