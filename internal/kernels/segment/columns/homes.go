package columns

import (
	"cmp"
	"math/bits"
	"slices"
)

// homes tells who lives with whom. People are numbered household by household when a crowd begins, so that those who live together
// are neighbours: what a question asks about households is answered for 64 people at once, by carrying bits from neighbour to
// neighbour. Whoever moves afterwards, with all who live where they moved, is odd: such households are looked at one by one.
type homes struct {
	of      []uint32         // household of each person, 0 is nowhere
	ids     []int64          // of the households that were there when the crowd began, in order; number n is at n-1
	starts  []uint32         // their first people
	later   map[int64]uint32 // numbers of the other households
	count   uint32           // of all households
	follows Set              // who lived with the person before them when the crowd began
	odd     Set
	odds    map[uint32][]uint32 // people of the households with odd ones

	sizes   []digits // by block: how many live where somebody lives
	largest int
	changed map[uint32]bool // households whose size must be counted
}

// Resident is somebody with their home.
type Resident struct{ Person, Household int64 } // 0 is nowhere

// begin numbers people: it puts them in order and gives each a number.
func (h *homes) begin(people []Resident) {
	slices.SortFunc(people, func(a, b Resident) int {
		return cmp.Or(cmp.Compare(a.Household, b.Household), cmp.Compare(a.Person, b.Person))
	})
	h.of = make([]uint32, len(people))
	for n, p := range people {
		switch {
		case p.Household == 0:
			continue
		case n > 0 && people[n-1].Household == p.Household:
			h.follows.put(uint32(n))
		default:
			h.ids, h.starts = append(h.ids, p.Household), append(h.starts, uint32(n))
			h.count++
		}
		h.of[n] = h.count
	}
	for i, from := range h.starts {
		to := uint32(len(people))
		if i+1 < len(h.starts) {
			to = h.starts[i+1]
		}
		for n := from; n < to; n++ {
			h.size(n, int(to-from))
		}
	}
}

// find gives the number of a household; nobody has one who lives nowhere.
func (h *homes) find(household int64) (uint32, bool) {
	if household == 0 {
		return 0, false
	}
	if i, found := slices.BinarySearch(h.ids, household); found {
		return uint32(i + 1), true
	}
	n, known := h.later[household]
	return n, known
}

func (h *homes) number(household int64) uint32 {
	n, known := h.find(household)
	if !known && household != 0 {
		h.count++
		n = h.count
		h.later[household] = n
	}
	return n
}

// members adds the people of a household to a list. Some may be gone.
func (h *homes) members(home uint32, out []uint32) []uint32 {
	if list, is := h.odds[home]; is {
		return append(out, list...)
	}
	if int(home) > len(h.starts) {
		return out
	}
	for n := h.starts[home-1]; int(n) < len(h.of) && (n == h.starts[home-1] || h.follows.Has(n)); n++ {
		if h.of[n] == home && !h.odd.Has(n) {
			out = append(out, n)
		}
	}
	return out
}

// move lets somebody live somewhere, who may be new.
func (h *homes) move(person uint32, household int64) {
	for int(person) >= len(h.of) {
		h.odd.put(uint32(len(h.of))) // also who lives nowhere
		h.of = append(h.of, 0)
	}
	home, was := h.number(household), h.of[person]
	h.touch(home)
	if home == was {
		return
	}
	h.touch(was)
	if list, is := h.odds[was]; is {
		h.odds[was] = slices.DeleteFunc(slices.Clone(list), func(p uint32) bool { return p == person })
	}
	h.odd.put(person)
	h.of[person] = home
	if home == 0 {
		h.size(person, 0)
		return
	}
	list := h.members(home, nil)
	for _, p := range list {
		h.odd.put(p)
	}
	h.odds[home] = append(list, person)
}

// touch says that the size of a household must be counted.
func (h *homes) touch(home uint32) {
	if home != 0 {
		h.changed[home] = true
	}
}

func (h *homes) size(person uint32, n int) {
	for int(person>>blockBits) >= len(h.sizes) {
		h.sizes = append(h.sizes, nil)
	}
	h.sizes[person>>blockBits].set(int(uint16(person)), uint32(n), pageWords)
	h.largest = max(h.largest, n)
}

// settle counts the sizes of what has changed.
func (h *homes) settle(alive *Set) {
	for home := range h.changed {
		members, n := h.members(home, nil), 0
		for _, p := range members {
			if alive.Has(p) {
				n++
			}
		}
		for _, p := range members {
			h.size(p, n)
		}
	}
	clear(h.changed)
}

// sized decides about the size of the household.
func (h *homes) sized(least, most int) *choice {
	limit := uint32(h.largest + 1)
	s := span{uint32(max(0, least)), limit}
	if most >= 0 {
		s.to = min(limit, uint32(most)+1)
	}
	if s.from >= s.to {
		return never
	}
	return choose([]span{s}, limit)
}

// earlier tells of 64 people who has somebody of the set before them in their household. It is asked word by word, in order.
type earlier struct{ last, carry uint64 }

// next takes a word of the set, and who of it lives with the person before them: a bit is carried along by an addition.
func (e *earlier) next(set, follows uint64) uint64 {
	after := (set<<1 | e.last) & follows
	e.last = set >> 63
	var sum uint64
	sum, e.carry = bits.Add64(follows, after, e.carry)
	return follows & (^sum | after)
}

// doors counts the households of a set.
func (h *homes) doors(s *Set) (n int) {
	var before earlier
	for i := range s.words() {
		set, follows := *s.word(i), h.follows.at64(i)
		set &^= h.odd.at64(i)
		n += bits.OnesCount64(set &^ before.next(set, follows))
	}
	nowhere := uint32(len(h.of))
	if len(h.starts) > 0 {
		nowhere = h.starts[0]
	}
	n -= h.homeless(s, nowhere)
	for _, list := range h.odds {
		if slices.ContainsFunc(list, s.Has) {
			n++
		}
	}
	return n
}

// homeless counts those who are not odd and live nowhere: they come before all others.
func (h *homes) homeless(s *Set, upTo uint32) (n int) {
	for i := 0; uint32(i*64) < upTo && i < s.words(); i++ {
		word := *s.word(i) &^ h.odd.at64(i)
		if rest := upTo - uint32(i*64); rest < 64 {
			word &= 1<<rest - 1
		}
		n += bits.OnesCount64(word)
	}
	return n
}

// at64 is a word of a set that may be shorter.
func (s *Set) at64(i int) uint64 {
	if i/pageWords >= len(s.pages) {
		return 0
	}
	return *s.word(i)
}

// together is who lives with somebody else of a set.
func (h *homes) together(s *Set) *Set {
	out := &Set{pages: make([]page, len(s.pages))}
	var before, behind earlier
	for i := range s.words() {
		*out.word(i) = before.next(*s.word(i)&^h.odd.at64(i), h.follows.at64(i))
	}
	for i := s.words() - 1; i >= 0; i-- { // the same from the end, in a mirror
		precedes := h.follows.at64(i)>>1 | h.follows.at64(i+1)<<63
		*out.word(i) |= bits.Reverse64(behind.next(bits.Reverse64(*s.word(i)&^h.odd.at64(i)), bits.Reverse64(precedes)))
	}
	out.Without(&h.odd)
	for _, list := range h.odds {
		n := 0
		for _, p := range list {
			n += s.one(p)
		}
		for _, p := range list {
			if n-s.one(p) > 0 {
				out.put(p)
			}
		}
	}
	return out
}

// one is 1 for who is in the set.
func (s *Set) one(person uint32) int {
	if s.Has(person) {
		return 1
	}
	return 0
}

func (h *homes) bytes() int {
	sum := 4*cap(h.of) + 8*cap(h.ids) + 4*cap(h.starts) + 40*len(h.later) + 60*len(h.odds) + 8*pageWords*(len(h.follows.pages)+len(h.odd.pages))
	for _, d := range h.sizes {
		sum += d.bytes()
	}
	return sum
}
