package linkage

import (
	"math/rand/v2"
	"strconv"
	"testing"
)

// A question's texts are taken out again, even where they made the dictionary grow; all others stay where they are.
func TestDict_cutLeavesTheOthers(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	d, want := newDict(), map[string]uint32{}
	for round := range 200 {
		before := d.len()
		for n := range rng.IntN(60) {
			text := strconv.Itoa(round) + " " + strconv.Itoa(n)
			want[text], _ = d.intern([]byte(text))
		}
		if round%3 != 0 {
			continue
		}
		d.cut(before)
		for text, id := range want {
			if int(id) >= before {
				delete(want, text)
			}
		}
	}
	if len(want) < 2000 {
		t.Fatalf("only %d texts are left to look for", len(want))
	}
	for text, id := range want {
		if got, fresh := d.intern([]byte(text)); fresh || got != id {
			t.Fatalf("%q is %d, was %d; new: %v", text, got, id, fresh)
		}
	}
}
