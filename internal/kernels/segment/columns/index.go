package columns

import (
	"math/bits"
	"slices"
	"strings"
)

// sparse is the set of people who have one value. Of each block in which there are any it keeps a list of them or, where there are
// more than maxFew, a page.
type sparse struct {
	blocks []uint16
	parts  []part
	loose  bool // some lists are out of order
}

type part struct {
	few  []uint16
	many *page
}

// maxFew is how many places take as much memory as a page.
const maxFew = blockSize / 16

// add tells whether the set was in order before and is no more.
func (s *sparse) add(person uint32) (loosened bool) {
	p, place := s.part(uint16(person>>blockBits)), uint16(person)
	if p.many != nil {
		p.many.put(place)
		return false
	}
	if n := len(p.few); n > 0 && p.few[n-1] >= place {
		if p.few[n-1] == place {
			return false
		}
		loosened, s.loose = !s.loose, true
	}
	if p.few = append(p.few, place); len(p.few) > maxFew {
		p.many = &page{}
		for _, place := range p.few {
			p.many.put(place)
		}
		p.few = nil
	}
	return loosened
}

func (s *sparse) part(block uint16) *part {
	if n := len(s.blocks); n > 0 && s.blocks[n-1] == block { // rows come in the order of people
		return &s.parts[n-1]
	}
	i, found := slices.BinarySearch(s.blocks, block)
	if !found {
		s.blocks, s.parts = slices.Insert(s.blocks, i, block), slices.Insert(s.parts, i, part{})
	}
	return &s.parts[i]
}

// find gives what the set has of a block; nil is nobody.
func (s *sparse) find(block int) *part {
	if i, found := slices.BinarySearch(s.blocks, uint16(block)); found {
		return &s.parts[i]
	}
	return nil
}

// order puts the lists in order and gives back what they do not need.
func (s *sparse) order() {
	for i := range s.parts {
		slices.Sort(s.parts[i].few)
		s.parts[i].few = slices.Compact(s.parts[i].few)
	}
	s.loose = false
}

// into adds the people of one block to a page.
func (s *sparse) into(block int, out *page) {
	p := s.find(block)
	switch {
	case p == nil:
	case p.many != nil:
		out.or(p.many)
	default:
		for _, place := range p.few {
			out.put(place)
		}
	}
}

// countIn counts the people of one block who are in a page too. The set must be in order.
func (s *sparse) countIn(block int, of *page) (n int) {
	p := s.find(block)
	switch {
	case p == nil:
	case p.many != nil:
		for i, w := range p.many {
			n += bits.OnesCount64(w & of[i])
		}
	default:
		for _, place := range p.few {
			n += int(of[place/64] >> (place % 64) & 1)
		}
	}
	return n
}

// count is how many are in the set, which must be in order.
func (s *sparse) count() (n int) {
	for _, p := range s.parts {
		if n += len(p.few); p.many != nil {
			n += p.many.count()
		}
	}
	return n
}

// remove takes people away; they are in order.
func (s *sparse) remove(gone []uint32) {
	for i := range s.parts {
		p := &s.parts[i]
		from, _ := slices.BinarySearch(gone, uint32(s.blocks[i])<<blockBits)
		for _, person := range gone[from:] {
			if person>>blockBits != uint32(s.blocks[i]) {
				break
			}
			if place := uint16(person); p.many != nil {
				p.many[place/64] &^= 1 << (place % 64)
			} else if at, found := slices.BinarySearch(p.few, place); found {
				p.few = slices.Delete(p.few, at, at+1)
			}
		}
	}
}

func (s *sparse) bytes() int {
	sum := 100 + 40*cap(s.parts)
	for _, p := range s.parts {
		if sum += 2 * cap(p.few); p.many != nil {
			sum += pageWords * 8
		}
	}
	return sum
}

// index has a set of people for each value. A value has parts.
type index struct {
	number  map[string]int
	entries []*entry
}

type entry struct {
	parts []string
	sparse
}

// entry is that of a value, which is new where it has none.
func (x *index) entry(parts []string) *entry {
	var buffer [96]byte
	key := joinInto(buffer[:0], parts)
	n, known := x.number[string(key)]
	if !known {
		n = len(x.entries)
		x.number[string(key)] = n
		e := &entry{parts: make([]string, len(parts))}
		for i, p := range parts {
			e.parts[i] = strings.Clone(p)
		}
		x.entries = append(x.entries, e)
	}
	return x.entries[n]
}

// any are the sets of the values that fit.
func (x *index) any(fits func(parts []string) bool) (out []*sparse) {
	for _, e := range x.entries {
		if fits(e.parts) {
			out = append(out, &e.sparse)
		}
	}
	return out
}

// one are the sets of some values, each with all its parts joined.
func (x *index) one(values ...string) (out []*sparse) {
	for _, v := range values {
		if n, known := x.number[v]; known {
			out = append(out, &x.entries[n].sparse)
		}
	}
	return out
}

// join makes one text of the parts.
func join(parts ...string) string { return strings.Join(parts, "\x00") }

func joinInto(out []byte, parts []string) []byte {
	for i, p := range parts {
		if i > 0 {
			out = append(out, 0)
		}
		out = append(out, p...)
	}
	return out
}
