package columns

import (
	"sync"
	"time"

	"banyan/internal/kernels/segment"
)

// Ask is what a question is asked with besides the query.
type Ask struct {
	segment.Ask
	// Young tells of whom, by date of birth and source of the row, no universe may speak; nil is nobody. It must be one rule for
	// all questions of a day.
	Young func(birth, source string) bool
}

// Set gives who is meant by a valid query.
func (c *Crowd) Set(q segment.Query, ask Ask) *Set {
	a := c.asker(ask)
	meant := a.meant(q.Where)
	if ask.Channel != segment.None {
		meant = all([]step{not(anyOf(a.held(string(ask.Channel)))), meant})
	}
	return c.run(a, meant)
}

// run finds who of everybody is meant.
func (c *Crowd) run(a *asker, meant step) *Set {
	out := &Set{pages: make([]page, len(c.alive.pages))}
	c.work(func(w *worker, block int) {
		of := w.take()
		if a.base(block, of); !of.empty() {
			meant(w, block, of, &out.pages[block])
		}
		w.give(of)
	})
	return out
}

// Everybody is how many there are of whom a universe may speak.
func (c *Crowd) Everybody(ask Ask) (n int) {
	a := c.asker(ask)
	var of page
	for block := range c.alive.pages {
		a.base(block, &of)
		n += of.count()
	}
	return n
}

// Count is how many are meant, and where.
type Count struct {
	People     int
	Reachable  int // of them: may be reached on the channel that was asked for
	Doors      int // households of the reachable
	Located    int // doors with a place on the map
	ByLanguage map[string]int
	Phones     int // of the people: have a phone number and may be called
	Texts      int // of the people: have said yes to texts and may be sent one
}

// Count counts a query. ask.Channel says for whom the doors are counted.
func (c *Crowd) Count(q segment.Query, ask Ask) (out Count) {
	channel := ask.Channel
	ask.Channel = segment.None
	set := c.Set(q, ask)
	a := c.asker(ask)
	located := &Set{pages: make([]page, len(set.pages))}
	prefers := c.indexes[Prefers].entries
	languages := make([]int, len(prefers))
	f := a.figures(channel)
	var mu sync.Mutex
	c.work(func(w *worker, block int) {
		people := &set.pages[block]
		if people.empty() {
			return
		}
		spoken := make([]int, len(prefers))
		for i, e := range prefers {
			spoken[i] = e.countIn(block, people)
		}
		all, phones, texts := people.count(), f.phones.count(w, block, people), f.texts.count(w, block, people)
		reachable := w.take()
		f.reachable(w, block, people, reachable)
		*people = *reachable
		w.give(reachable)
		f.located(w, block, people, &located.pages[block])
		mu.Lock()
		defer mu.Unlock()
		out.People, out.Reachable, out.Phones, out.Texts = out.People+all, out.Reachable+people.count(), out.Phones+phones, out.Texts+texts
		for i, n := range spoken {
			languages[i] += n
		}
	})
	out.ByLanguage = map[string]int{}
	known := 0
	for i, n := range languages {
		if known += n; n > 0 {
			out.ByLanguage[prefers[i].parts[0]] = n
		}
	}
	if known < out.People {
		out.ByLanguage[""] = out.People - known
	}
	out.Doors, out.Located = c.homes.doors(set), c.homes.doors(located)
	return out
}

// figures are what is asked about the people of a universe.
type figures struct{ phones, texts, reachable, located step }

func (a *asker) figures(channel segment.Channel) figures {
	flag := &a.indexes[Flag]
	phone, may := anyOf(flag.one("phone")), func(channel segment.Channel) step { return not(anyOf(a.held(string(channel)))) }
	f := figures{
		phones:    all([]step{phone, may(segment.Phone)}),
		texts:     all([]step{anyOf(a.consented("text")), phone, may(segment.Text)}),
		reachable: everyone,
		located:   anyOf(flag.one("located")),
	}
	if channel != segment.None {
		f.reachable = may(channel)
	}
	return f
}

// Sample gives up to n of those whom a query means, spread over them by the seed.
func (c *Crowd) Sample(q segment.Query, ask Ask, n int, seed uint64) (people []int64) {
	for _, number := range c.Set(q, ask).spread(n, seed) {
		people = append(people, c.ids[number])
	}
	return people
}

// asker plans the answer to one question.
type asker struct {
	*Crowd
	ask   Ask
	today string
}

func (c *Crowd) asker(ask Ask) *asker {
	a := &asker{c, ask, ask.Today.Format(time.DateOnly)}
	c.young.follow(ask.Young, a.today, &c.tables[Born])
	return a
}

// base is who of a block a universe may speak of.
func (a *asker) base(block int, out *page) {
	*out = a.alive.pages[block]
	if young := &a.young.set; a.ask.Young != nil && block < len(young.pages) {
		out.without(&young.pages[block])
	}
}

// meant plans a condition. What is cheap is asked first.
func (a *asker) meant(n segment.Node) step {
	switch {
	case n.All != nil:
		return all(a.each(n.All))
	case n.Any != nil:
		return some(a.each(n.Any))
	case n.Not != nil:
		return not(a.meant(*n.Not))
	case n.Everyone:
		return everyone
	}
	if sets, asked := a.indexed(n); asked {
		return anyOf(sets)
	}
	return a.rows(n)
}

func (a *asker) each(nodes []segment.Node) (out []step) {
	for _, n := range byCost(nodes) {
		out = append(out, a.meant(n))
	}
	return out
}
