package columns

import (
	"fmt"
	"math/rand/v2"
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
		c.Row(Born, p, born, "voter file", born)
		c.Row(Added, p, time.Date(2023, 1, 1+r.IntN(1400), 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
		c.Row(Registration, p, "WI", []string{"Active", "Inactive"}[r.IntN(2)], strconv.Itoa(r.IntN(4)), strconv.Itoa(r.IntN(72)), born[5:7]+born)
		for e := range 32 {
			if r.IntN(4) == 0 {
				c.Put(Votes, p, fmt.Sprintf("%d-%02d", 2026-e/4, []int{11, 8, 4, 2}[e%4]), []string{"At Polls", "Absentee", "Early"}[r.IntN(3)])
			}
		}
		for range max(0, r.IntN(8)-5) {
			c.Row(Attempt, p, strconv.Itoa(r.IntN(4)), "door", "not_home", "no", "no", born)
		}
		c.Put(Zip, p, strconv.Itoa(53000+r.IntN(400)))
		if r.IntN(30) == 0 {
			c.Put(Flag, p, "member")
		}
	}
	c.Settled()
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
