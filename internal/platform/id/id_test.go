package id

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParse_readsWhatStringWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := ID(rapid.Int64Min(0).Draw(t, "id"))
		got, err := Parse(want.String())
		if err != nil || got != want {
			t.Fatalf("Parse(%q) = %v, %v", want.String(), got, err)
		}
	})
}

func TestParse_acceptsLookAlikesAndRefusesTheRest(t *testing.T) {
	a, err := Parse("0OIL000000000")
	b, _ := Parse("0011000000000")
	if err != nil || a != b {
		t.Errorf("look-alikes: %v %v %v", a, b, err)
	}
	for _, s := range []string{"", "0", "8000000000000", "00000000000u0", "000000000000-", "00000000000000"} {
		if _, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) accepted", s)
		}
	}
}

func TestSource_risesEvenWhenTheClockDoesNot(t *testing.T) {
	now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	s := NewSource(func() time.Time { return now })
	last := s.Next()
	for i := 0; i < 5000; i++ {
		if i == 2500 {
			now = now.Add(-time.Hour)
		}
		n := s.Next()
		if n <= last {
			t.Fatalf("%d after %d", n, last)
		}
		last = n
	}
}
