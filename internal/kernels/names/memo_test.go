package names

import (
	"math/rand/v2"
	"testing"
)

// TestMemo_saysWhatOneReadingCosts compares what is put together from slots with what the whole reading costs.
func TestMemo_saysWhatOneReadingCosts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func(most int) string {
		b := make([]byte, r.IntN(most+1))
		for i := range b {
			b[i] = "aeiougknsty"[r.IntN(11)]
		}
		return string(b)
	}
	seg := &segment{}
	for range 60 {
		var s slot
		for range 1 + r.IntN(7) {
			s = append(s, option{word(4), uint8(r.IntN(8))})
		}
		seg.slots = append(seg.slots, s.tidy())
	}
	var m memos
	same := 0
	for range 20_000 {
		text := word(9)
		var ids []uint32
		var slots []slot
		for range 1 + r.IntN(4) {
			id := uint32(r.IntN(len(seg.slots)))
			ids, slots = append(ids, id), append(slots, seg.slots[id])
		}
		limit, errors := 5+r.IntN(30), r.IntN(2) == 1
		got, want := m.of(text, limit, errors, len(seg.slots)).cost(seg, ids), aloud(slots, text, limit, errors)
		switch {
		case got > limit && want > limit:
		case got != want:
			t.Fatalf("%q by %v, limit %d, errors %v: %d, want %d", text, slots, limit, errors, got, want)
		default:
			same++
		}
	}
	if same < 1000 {
		t.Errorf("only %d were near enough to tell", same)
	}
}
