package voterfile

import "math/bits"

// sightings are the voters' numbers that a file has told so far. A file has millions: one takes 16 bytes, and room for all of them is made at once.
type sightings struct {
	slots []sight
	n     int
}

// sight is where a voter's number stood first, and what stood there: hashes of the number and of the row. A free slot has no row.
type sight struct {
	number uint64
	row    uint32 // rows count from one
	hash   uint32
}

// mostSightings is for how many numbers room is made ahead: a file may claim to have more rows than it has.
const mostSightings = 1 << 24

func newSightings(rows int64) *sightings {
	return &sightings{slots: make([]sight, 1024+min(rows, mostSightings)*5/4)}
}

// slot is where a number stands, or where it would.
func (s *sightings) slot(number uint64) *sight {
	i, _ := bits.Mul64(number, uint64(len(s.slots))) // a hash is as likely anywhere
	for ; ; i++ {
		if i == uint64(len(s.slots)) {
			i = 0
		}
		if at := &s.slots[i]; at.row == 0 || at.number == number {
			return at
		}
	}
}

// note gives where a number stood before; a new one is written down.
func (s *sightings) note(number uint64, row int64, hash uint32) (first sight, again bool) {
	at := s.slot(number)
	if at.row != 0 {
		return *at, true
	}
	*at = sight{number, uint32(row), hash}
	if s.n++; s.n*8 > len(s.slots)*7 {
		s.grow()
	}
	return sight{}, false
}

func (s *sightings) has(number uint64) bool { return s.slot(number).row != 0 }

func (s *sightings) grow() {
	old := s.slots
	s.slots = make([]sight, 2*len(old))
	for _, one := range old {
		if one.row != 0 {
			*s.slot(one.number) = one
		}
	}
}
