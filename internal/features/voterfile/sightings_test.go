package voterfile

import (
	"hash/maphash"
	"strconv"
	"testing"
)

func TestSightings_keepTheFirst(t *testing.T) {
	const many = 5000 // more than there is room for at first
	seed := maphash.MakeSeed()
	number := func(n int) uint64 { return maphash.String(seed, strconv.Itoa(n)) }
	s := newSightings(10)
	for n := range many {
		if _, again := s.note(number(n), int64(n+1), uint32(n)); again {
			t.Fatalf("number %d was there before", n)
		}
	}
	for n := range many {
		first, again := s.note(number(n), int64(many+n), 0)
		if !again || first.row != uint32(n+1) || first.hash != uint32(n) {
			t.Fatalf("number %d: %+v, %v", n, first, again)
		}
		if s.has(number(many + n)) {
			t.Fatalf("number %d is there", many+n)
		}
	}
}
