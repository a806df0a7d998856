package columns

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"banyan/internal/kernels/segment"
)

// crowdOf invents people with what conditions read by rows.
func crowdOf(n int) *Crowd {
	r := rand.New(rand.NewPCG(1, 2))
	c := New()
	for i := range n {
		p := c.Add(int64(i*3+7), int64(i/3+1))
		born := time.Date(1930+r.IntN(90), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		c.Row(Born, p, []string{born}, []string{"voter file"})
		c.Row(Added, p, nil, []string{time.Date(2023, 1, 1+r.IntN(1400), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)})
		c.Row(Registration, p, []string{"WI", []string{"Active", "Inactive"}[r.IntN(2)], strconv.Itoa(r.IntN(4)), strconv.Itoa(r.IntN(72))}, []string{born[5:7] + born})
		for e := range 32 {
			if r.IntN(4) == 0 {
				c.Put(Votes, p, fmt.Sprintf("%d-%02d", 2026-e/4, []int{11, 8, 4, 2}[e%4]), []string{"At Polls", "Absentee", "Early"}[r.IntN(3)])
			}
		}
		for range max(0, r.IntN(8)-5) {
			c.Row(Attempt, p, []string{strconv.Itoa(r.IntN(4)), "door", "not_home", "no", "no"}, []string{born})
		}
		c.Put(Zip, p, strconv.Itoa(53000+r.IntN(400)))
		if r.IntN(30) == 0 {
			c.Put(Flag, p, "member")
		}
	}
	c.Pack()
	return c
}

var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func numbers(min, max int) segment.Range { return segment.Range{Min: &min, Max: &max} }

var asked = map[string]segment.Node{
	"age":        {Age: &segment.Range{Min: ptr(18), Max: ptr(29)}},
	"registered": {Registered: &segment.Registered{Status: []string{"Active"}, Dates: segment.Dates{Since: "0"}}},
	"history":    {History: &segment.History{Range: numbers(1, 1)}},
	"contacts":   {Contacts: &segment.Contacts{Range: numbers(0, 0)}},
	"lives with": {LivesWith: &segment.Node{Member: true}},
	"household":  {Household: &segment.Range{Min: ptr(3)}},
	"added":      {Added: &segment.Dates{Since: "-90d"}},
	"zips":       {Zip: &segment.OneOf{In: []string{"53001", "53002", "53003", "53004", "53005"}}},
}

func ptr(n int) *int { return &n }

func BenchmarkSet(b *testing.B) {
	c := crowdOf(1000000)
	for _, name := range []string{"age", "registered", "history", "contacts", "lives with", "household", "added", "zips"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c.Settled()
				c.Set(segment.New(asked[name]), Ask{Ask: segment.Ask{Today: today}})
			}
		})
	}
	b.Run("count of everybody", func(b *testing.B) {
		for b.Loop() {
			c.Settled()
			c.Count(segment.New(segment.Node{Everyone: true}), Ask{Ask: segment.Ask{Today: today, Channel: segment.Door}})
		}
	})
}

func TestCrowd_countsByDigitsWhatACountCounts(t *testing.T) {
	c := crowdOf(3000)
	votes := map[uint32]map[string]bool{}
	for _, e := range c.indexes[Votes].entries {
		each(e.set, func(p uint32) {
			if votes[p] == nil {
				votes[p] = map[string]bool{}
			}
			votes[p][e.parts[0]] = true
		})
	}
	for least := range 12 {
		for most := least; most < 14; most++ {
			h := segment.History{Range: numbers(least, most)}
			var want []uint32
			for p := range uint32(3000) {
				if n := len(votes[p]); n >= least && n <= most {
					want = append(want, p)
				}
			}
			if got := c.Set(segment.New(segment.Node{History: &h}), Ask{Ask: segment.Ask{Today: today}}).ToArray(); !slices.Equal(got, want) {
				t.Fatalf("%d to %d elections: %d people, not %d", least, most, len(got), len(want))
			}
		}
	}
}

func TestForget_leavesNothingOfAPerson(t *testing.T) {
	c := crowdOf(100)
	before := c.Set(segment.New(segment.Node{Everyone: true}), Ask{Ask: segment.Ask{Today: today}}).GetCardinality()
	c.Forget([]uint32{7, 8, 99})
	c.Settled()
	for name, n := range asked {
		if set := c.Set(segment.New(n), Ask{Ask: segment.Ask{Today: today}}); set.Contains(7) || set.Contains(8) || set.Contains(99) {
			t.Errorf("%s still means somebody who is gone", name)
		}
	}
	rows := len(c.tables[Born].people)
	n := c.Add(c.ID(8), 3)
	c.Row(Born, n, []string{"2000-01-01"}, []string{"hand"})
	if got := c.Len(); n != 8 || got != int(before)-2 || len(c.tables[Born].people) != rows {
		t.Errorf("number %d, %d people, %d rows instead of %d", n, got, len(c.tables[Born].people), rows)
	}
}
