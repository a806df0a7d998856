package columns

import (
	"math/bits"
	"slices"
)

// People are looked at in blocks of 65,536, each by its own small sets, which stay in the processor's nearest memory. blockBits is
// how many bits of a number tell the place in a block.
const (
	blockBits = 16
	blockSize = 1 << blockBits
	pageWords = blockSize / 64
)

// page is a set of people of one block.
type page [pageWords]uint64

func (p *page) put(place uint16) { p[place/64] |= 1 << (place % 64) }

func (p *page) has(place uint16) bool { return p[place/64]>>(place%64)&1 == 1 }

func (p *page) and(q *page) {
	for i := range p {
		p[i] &= q[i]
	}
}

func (p *page) or(q *page) {
	for i := range p {
		p[i] |= q[i]
	}
}

func (p *page) without(q *page) {
	for i := range p {
		p[i] &^= q[i]
	}
}

func (p *page) empty() bool {
	for _, w := range p {
		if w != 0 {
			return false
		}
	}
	return true
}

func (p *page) count() (n int) {
	for _, w := range p {
		n += bits.OnesCount64(w)
	}
	return n
}

// Set is a set of people, by their numbers in a Crowd.
type Set struct{ pages []page }

func (s *Set) word(i int) *uint64 { return &s.pages[i/pageWords][i%pageWords] }

func (s *Set) words() int { return len(s.pages) * pageWords }

func (s *Set) put(person uint32) {
	for int(person>>blockBits) >= len(s.pages) {
		s.pages = append(s.pages, page{})
	}
	s.pages[person>>blockBits].put(uint16(person))
}

func (s *Set) drop(person uint32) {
	if s.Has(person) {
		s.pages[person>>blockBits][uint16(person)/64] &^= 1 << (person % 64)
	}
}

// Has tells whether somebody is in the set.
func (s *Set) Has(person uint32) bool {
	block := int(person >> blockBits)
	return block < len(s.pages) && s.pages[block].has(uint16(person))
}

// Count is how many are in the set.
func (s *Set) Count() (n int) {
	for b := range s.pages {
		n += s.pages[b].count()
	}
	return n
}

// Without takes the people of another set away.
func (s *Set) Without(other *Set) {
	for b := range min(len(s.pages), len(other.pages)) {
		s.pages[b].without(&other.pages[b])
	}
}

// Numbers are the people of the set in the order of their numbers.
func (s *Set) Numbers() (out []uint32) {
	for i := range s.words() {
		for w := *s.word(i); w != 0; w &= w - 1 {
			out = append(out, uint32(i*64+bits.TrailingZeros64(w)))
		}
	}
	return out
}

// at gives the people who have these ranks in the set, counted from 0 and in their order.
func (s *Set) at(ranks []int) (out []uint32) {
	before := 0
	for i := 0; i < s.words() && len(ranks) > 0; i++ {
		w := *s.word(i)
		n := bits.OnesCount64(w)
		for ; len(ranks) > 0 && ranks[0] < before+n; ranks = ranks[1:] {
			rest := w
			for range ranks[0] - before {
				rest &= rest - 1
			}
			out = append(out, uint32(i*64+bits.TrailingZeros64(rest)))
		}
		before += n
	}
	return out
}

// spread chooses up to n of the people of a set, spread over it by a seed.
func (s *Set) spread(n int, seed uint64) []uint32 {
	size := uint64(s.Count())
	chosen := map[int]bool{}
	for state := seed; len(chosen) < n && uint64(len(chosen)) < size; {
		state += 0x9e3779b97f4a7c15 // splitmix64
		z := (state ^ state>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		chosen[int((z^z>>31)%size)] = true
	}
	ranks := make([]int, 0, len(chosen))
	for rank := range chosen {
		ranks = append(ranks, rank)
	}
	slices.Sort(ranks)
	return s.at(ranks)
}
