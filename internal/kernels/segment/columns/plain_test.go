package columns

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"banyan/internal/kernels/segment"
)

// plain is a person as a test keeps them: one by one, without a set anywhere.
type plain struct {
	id, home    int64
	born        string
	member      bool
	tag, status string
	since       string
	votes       map[string]string // method by election
	attempts    []attempted
	amount      string
}

type attempted struct{ program, day string }

var statuses = []string{"Active", "Inactive", "Pending"}

func (p *plain) chance(r *rand.Rand, homes int) {
	*p = plain{id: p.id, home: p.home, votes: map[string]string{}}
	if p.home == 0 || r.IntN(3) == 0 {
		p.home = int64(r.IntN(homes)) // 0 is nowhere
	}
	if r.IntN(20) > 0 {
		p.born = fmt.Sprintf("%d-%02d-%02d", 1930+r.IntN(95), 1+r.IntN(12), 1+r.IntN(28))
	}
	p.born = p.born[:min(len(p.born), []int{4, 7, 10, 10}[r.IntN(4)])]
	p.member, p.tag = r.IntN(40) == 0, strconv.Itoa(r.IntN(30))
	if r.IntN(10) > 0 {
		p.status, p.since = statuses[r.IntN(3)], fmt.Sprintf("20%02d-%02d-01", r.IntN(27), 1+r.IntN(12))
	}
	for e := range 9 {
		if r.IntN(3) == 0 {
			p.votes[fmt.Sprintf("20%d-11", 18+e)] = []string{"At Polls", "Early"}[r.IntN(2)]
		}
	}
	for range max(0, r.IntN(12)-6) {
		p.attempts = append(p.attempts, attempted{strconv.Itoa(1 + r.IntN(3)), fmt.Sprintf("2026-%02d-%02d", 1+r.IntN(11), 1+r.IntN(28))})
	}
	if r.IntN(5) == 0 {
		p.amount = strconv.Itoa(r.IntN(300) - 100)
	}
}

// tell puts a person into a crowd.
func (p *plain) tell(c *Crowd, n uint32) {
	if p.born != "" {
		c.Row(Born, n, p.born, "hand", segment.BirthDay(p.born))
	}
	if p.member {
		c.Put(Flag, n, "member")
	}
	c.Put(Tag, n, p.tag)
	if p.status != "" {
		c.Row(Registration, n, "WI", p.status, "", "", p.since)
	}
	for e, method := range p.votes {
		c.Put(Votes, n, e, method)
	}
	for _, a := range p.attempts {
		c.Row(Attempt, n, a.program, "door", "not_home", "no", "no", a.day)
	}
	if p.amount != "" {
		c.Row(Custom, n, FieldValue("81", p.amount), p.amount)
	}
}

// crowded is people and what is asked about those who live with them.
type crowded struct {
	people []*plain
	homes  map[int64][]*plain
}

func (w *crowded) live() {
	w.homes = map[int64][]*plain{}
	for _, p := range w.people {
		if p.home != 0 {
			w.homes[p.home] = append(w.homes[p.home], p)
		}
	}
}

func (p *plain) old() bool { return p.born != "" && segment.BirthDay(p.born) <= "1961-11-22" }

// questions are conditions with what they mean of one person.
func (w *crowded) questions() map[string]func(p *plain) bool {
	tried := func(p *plain) (n int) {
		for _, a := range p.attempts {
			if a.program != "3" && a.day >= "2026-05-26" {
				n++
			}
		}
		return n
	}
	withMember := func(p *plain) bool {
		return slices.ContainsFunc(w.homes[p.home], func(o *plain) bool { return o != p && o.member })
	}
	return map[string]func(p *plain) bool{
		`{"everyone":true}`:  func(p *plain) bool { return true },
		`{"member":true}`:    func(p *plain) bool { return p.member },
		`{"age":{"min":65}}`: (*plain).old,
		`{"born":{"since":"1980-07-01","before":"1990-03-15"}}`:       func(p *plain) bool { d := segment.BirthDay(p.born); return d >= "1980-07-01" && d < "1990-03-15" },
		`{"registered":{"status":["Active","Pending"]}}`:              func(p *plain) bool { return p.status == "Active" || p.status == "Pending" },
		`{"registered":{"since":"2012-03-01","before":"2019-01-01"}}`: func(p *plain) bool { return p.since >= "2012-03-01" && p.since < "2019-01-01" },
		`{"voted":{"election":"2024-11"}}`:                            func(p *plain) bool { return p.votes["2024-11"] != "" },
		`{"voted":{"election":"2024-11","method":["Early"]}}`:         func(p *plain) bool { return p.votes["2024-11"] == "Early" },
		`{"history":{"min":3,"max":6}}`:                               func(p *plain) bool { return len(p.votes) >= 3 && len(p.votes) <= 6 },
		`{"history":{"max":2}}`:                                       func(p *plain) bool { return len(p.votes) <= 2 },
		`{"history":{"max":0}}`:                                       func(p *plain) bool { return len(p.votes) == 0 },
		`{"tag":{"in":["3","29","none"]}}`:                            func(p *plain) bool { return p.tag == "3" || p.tag == "29" },
		`{"contacts":{"program":["1","2"],"since":"-180d","min":2}}`:  func(p *plain) bool { return tried(p) >= 2 },
		`{"contacts":{"program":["1","2"],"since":"-180d","max":1}}`:  func(p *plain) bool { return tried(p) <= 1 },
		`{"contacts":{"program":["1","2"],"since":"-180d"}}`:          func(p *plain) bool { return tried(p) > 0 },
		`{"custom":{"field":"81","min":-20,"max":130}}`:               func(p *plain) bool { n, err := strconv.Atoi(p.amount); return err == nil && n >= -20 && n <= 130 },
		`{"household":{"min":2,"max":4}}`:                             func(p *plain) bool { n := len(w.homes[p.home]); return n >= 2 && n <= 4 },
		`{"household":{"max":0}}`:                                     func(p *plain) bool { return p.home == 0 },
		`{"lives_with":{"member":true}}`:                              withMember,
		`{"lives_with":{"lives_with":{"member":true}}}`: func(p *plain) bool {
			return slices.ContainsFunc(w.homes[p.home], func(o *plain) bool { return o != p && withMember(o) })
		},
		`{"lives_with":{"age":{"min":65}}}`: func(p *plain) bool {
			return slices.ContainsFunc(w.homes[p.home], func(o *plain) bool { return o != p && o.old() })
		},
		`{"any":[{"member":true},{"not":{"history":{"min":1}}}]}`:        func(p *plain) bool { return p.member || len(p.votes) == 0 },
		`{"all":[{"age":{"min":65}},{"not":{"tag":{"in":["1"]}}}]}`:      func(p *plain) bool { return p.old() && p.tag != "1" },
		`{"not":{"any":[{"age":{"min":65}},{"custom":{"field":"81"}}]}}`: func(p *plain) bool { return !p.old() && p.amount == "" },
	}
}

// compare asks everything of the crowd and of each person.
func (w *crowded) compare(t *testing.T, c *Crowd) {
	t.Helper()
	w.live()
	for text, is := range w.questions() {
		q, err := segment.Parse([]byte(`{"v":2,"where":` + text + `}`))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var want []int64
		doors := map[int64]bool{}
		for _, p := range w.people {
			if is(p) {
				want = append(want, p.id)
				doors[p.home] = true
			}
		}
		delete(doors, 0)
		var got []int64
		set := c.Set(q, Ask{Ask: segment.Ask{Today: today}})
		for _, n := range set.Numbers() {
			got = append(got, c.ID(n))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || set.Count() != len(want) {
			t.Errorf("%s: %d people, not %d", text, len(got), len(want))
		}
		if n := c.homes.doors(set); n != len(doors) {
			t.Errorf("%s: %d doors, not %d", text, n, len(doors))
		}
	}
}

// TestCrowd_ofSeveralBlocks asks of more people than one block has, and again when many have moved, changed, gone and come.
func TestCrowd_ofSeveralBlocks(t *testing.T) {
	const people, homes = 140000, 60000
	r := rand.New(rand.NewPCG(3, 4))
	w := &crowded{}
	var residents []Resident
	for i := range people {
		p := &plain{id: int64(1000 + i*2)}
		p.chance(r, homes)
		w.people = append(w.people, p)
		residents = append(residents, Resident{p.id, p.home})
	}
	c := New()
	c.Begin(residents)
	for _, p := range w.people {
		n, known := c.Number(p.id)
		if !known {
			t.Fatalf("%d is not there", p.id)
		}
		p.tell(c, n)
	}
	c.Settled()
	w.compare(t, c)
	for range 2 {
		w.change(r, c, homes)
		w.compare(t, c)
	}
}

// change lets some people go, come, move and change.
func (w *crowded) change(r *rand.Rand, c *Crowd, homes int) {
	var forgotten []uint32
	var again []*plain
	w.people = slices.DeleteFunc(w.people, func(p *plain) bool {
		if r.IntN(100) > 0 {
			return false
		}
		n, _ := c.Number(p.id)
		forgotten = append(forgotten, n)
		if r.IntN(4) == 0 {
			return true
		}
		again = append(again, p)
		return false
	})
	for i := range 300 {
		again = append(again, &plain{id: int64(2*i+1) + int64(len(c.ids))*1000})
		w.people = append(w.people, again[len(again)-1])
	}
	c.Forget(forgotten)
	for _, p := range again {
		p.chance(r, homes+1000)
		p.tell(c, c.Add(p.id, p.home))
	}
	c.Settled()
}

func TestForget_leavesNothingOfAPerson(t *testing.T) {
	c := crowdOf(100)
	before := c.Set(segment.New(segment.Node{Everyone: true}), Ask{Ask: segment.Ask{Today: today}}).Count()
	c.Forget([]uint32{99, 7, 8})
	c.Settled()
	for name, n := range asked {
		if set := c.Set(segment.New(n), Ask{Ask: segment.Ask{Today: today}}); set.Has(7) || set.Has(8) || set.Has(99) {
			t.Errorf("%s still means somebody who is gone", name)
		}
	}
	n := c.Add(c.ID(8), 3)
	c.Row(Born, n, "2000-01-01", "hand", "2000-01-01")
	if got := c.Len(); n != 8 || got != before-2 {
		t.Errorf("number %d, %d people", n, got)
	}
}

func TestChoice_decidesAnyNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		limit := 1 + r.IntN(70)
		var d digits
		numbers, fits := make([]int, 200), make([]bool, limit)
		for row := range numbers {
			numbers[row] = r.IntN(limit)
			d.set(row, uint32(numbers[row]), 4)
		}
		var fit []span
		for n := range limit {
			if fits[n] = r.IntN(3) > 0; fits[n] {
				if last := len(fit) - 1; last >= 0 && fit[last].to == uint32(n) {
					fit[last].to++
				} else {
					fit = append(fit, span{uint32(n), uint32(n) + 1})
				}
			}
		}
		var out [4]uint64
		choose(fit, uint32(limit)).decide(d, 0, out[:])
		for row, n := range numbers {
			if got := out[row/64]>>(row%64)&1 == 1; got != fits[n] {
				t.Fatalf("%d of %d with %v: %v", n, limit, fit, got)
			}
		}
	}
}
