package columns

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// step finds who of a block's people is meant by a condition: out becomes of them those who are.
type step func(w *worker, block int, of, out *page)

// worker has pages to work with.
type worker struct{ free []*page }

// take gives a page with anything in it.
func (w *worker) take() *page {
	if n := len(w.free); n > 0 {
		p := w.free[n-1]
		w.free = w.free[:n-1]
		return p
	}
	return &page{}
}

func (w *worker) give(p *page) { w.free = append(w.free, p) }

// blocksEach is how many blocks are worth another worker.
const blocksEach = 3

// work does something for each block, with several workers where there are many blocks.
func (c *Crowd) work(do func(w *worker, block int)) {
	blocks := len(c.alive.pages)
	workers := max(1, min(runtime.GOMAXPROCS(0), blocks/blocksEach))
	for len(c.workers) < workers {
		c.workers = append(c.workers, &worker{})
	}
	var next atomic.Int64
	run := func(w *worker) {
		for block := int(next.Add(1)) - 1; block < blocks; block = int(next.Add(1)) - 1 {
			do(w, block)
		}
	}
	var others sync.WaitGroup
	for _, w := range c.workers[1:workers] {
		others.Go(func() { run(w) })
	}
	run(c.workers[0])
	others.Wait()
}

// count is how many of a block's people are meant.
func (s step) count(w *worker, block int, of *page) int {
	met := w.take()
	defer w.give(met)
	s(w, block, of, met)
	return met.count()
}

func everyone(_ *worker, _ int, of, out *page) { *out = *of }

func nobody(_ *worker, _ int, _, out *page) { *out = page{} }

// anyOf is who is in one of the sets.
func anyOf(sets []*sparse) step {
	return func(_ *worker, block int, of, out *page) {
		*out = page{}
		for _, s := range sets {
			s.into(block, out)
		}
		out.and(of)
	}
}

// in is who is in a set.
func in(s *Set) step {
	return func(_ *worker, block int, of, out *page) {
		*out = *of
		out.and(&s.pages[block])
	}
}

// not is who is not meant.
func not(s step) step {
	return func(w *worker, block int, of, out *page) {
		met := w.take()
		s(w, block, of, met)
		*out = *of
		out.without(met)
		w.give(met)
	}
}

// all is who is meant by each. Nothing is asked about nobody.
func all(steps []step) step {
	return func(w *worker, block int, of, out *page) {
		next := w.take()
		*out = *of
		for _, s := range steps {
			if out.empty() {
				break
			}
			s(w, block, out, next)
			*out = *next
		}
		w.give(next)
	}
}

// some is who is meant by one of them. Who is meant already is not asked about again.
func some(steps []step) step {
	return func(w *worker, block int, of, out *page) {
		rest, next := w.take(), w.take()
		*rest = *of
		*out = page{}
		for _, s := range steps {
			if rest.empty() {
				break
			}
			s(w, block, rest, next)
			out.or(next)
			rest.without(next)
		}
		w.give(rest)
		w.give(next)
	}
}

// having is who has a row that fits.
func (t *table) having(want wanted) step {
	return func(_ *worker, block int, of, out *page) {
		*out = page{}
		t.mark(block, want, out)
		out.and(of)
	}
}

// counting is who has between so many rows that fit; most is -1 where it is open.
func (t *table) counting(want wanted, least, most int) step {
	switch {
	case least <= 0 && most < 0:
		return everyone
	case least == 1 && most < 0:
		return t.having(want)
	case least <= 0 && most == 0:
		return not(t.having(want))
	}
	return func(w *worker, block int, of, out *page) {
		c := counter{worker: w}
		t.tally(block, want, &c)
		c.between(least, most, out)
		out.and(of)
	}
}

// sums is who is in between so many of the unions of sets; most is -1 where it is open.
func sums(unions [][]*sparse, least, most int) step {
	switch {
	case least <= 0 && most < 0:
		return everyone
	case least == 1 && most < 0:
		return anyOf(slices.Concat(unions...))
	case least <= 0 && most == 0:
		return not(anyOf(slices.Concat(unions...)))
	}
	return func(w *worker, block int, of, out *page) {
		c := counter{worker: w}
		for _, sets := range unions {
			if page := c.union(block, sets); page != nil {
				c.add(page)
			}
		}
		c.between(least, most, out)
		out.and(of)
	}
}

// union is who of a block is in one of the sets; nil is nobody.
func (c *counter) union(block int, sets []*sparse) *page {
	var all *page
	for _, s := range sets {
		p := s.find(block)
		if p != nil && p.many != nil && len(sets) == 1 {
			return p.many
		}
		if p != nil && all == nil {
			all = c.blank()
		}
		if p != nil {
			s.into(block, all)
		}
	}
	return all
}

// meets is who lives in a household of a size.
func (h *homes) meets(fits *choice) step {
	return func(_ *worker, block int, of, out *page) {
		var d digits
		if block < len(h.sizes) {
			d = h.sizes[block]
		}
		for from := 0; from < pageWords; from += chunk {
			fits.decide(d, from, out[from:from+chunk])
		}
		out.and(of)
	}
}

// young is who, by a date of birth, no universe may speak of.
type young struct {
	rule func(birth, source string) bool
	day  string // for which the rule holds
	set  Set
}

func (y *young) born(person uint32, birth, source string) {
	if y.rule != nil && y.rule(birth, source) {
		y.set.put(person)
	}
}

// follow takes a rule over. The rule is the same all day.
func (y *young) follow(rule func(birth, source string) bool, day string, born *table) {
	if rule == nil || y.day == day {
		return
	}
	*y = young{rule: rule, day: day}
	for _, source := range born.columns[1].texts {
		want := wanted{born.columns[0].that(func(birth string) bool { return rule(birth, source) }), born.columns[1].exactly(source), nil}
		for block := range born.blocks {
			var out page
			if born.mark(block, want, &out); out.empty() {
				continue
			}
			for len(y.set.pages) <= block {
				y.set.pages = append(y.set.pages, page{})
			}
			y.set.pages[block].or(&out)
		}
	}
}
