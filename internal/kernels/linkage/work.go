package linkage

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// hopeless is how many bits below even a pair may lie and still be kept: what is learned can mend a first impression.
const hopeless = -10

// compareBlocks compares all pairs of all blocks, each once.
func (m *matcher) compareBlocks() {
	b := newBlocker(m.table)
	long := len(m.table.rows) >= many
	made := make(chan *block, 1)
	go func() {
		for number, key := range blocks {
			if key.share > 0 || !long {
				made <- b.make(number, m)
			}
		}
		close(made)
	}()
	workers := make([]*worker, m.opts.Workers)
	for i := range workers {
		workers[i] = &worker{matcher: m, blocker: b, scratch: newScratch(), rest: newTally(), prior: log2(m.model.Pairs[self] / m.model.Universe)}
		if long {
			workers[i].met = make([]met, likenesses)
		}
	}
	m.dull = make([]bool, likenesses)
	var done []*block
	for k := range made {
		if m.share(workers, k, done, long) {
			done = append(done, &block{number: k.number, need: k.need, left: k.left})
		}
	}
	var kept []edge
	for _, w := range workers {
		kept = append(kept, w.kept...)
		w.kept = nil
		m.rest.merge(w.rest)
		m.total += w.total
	}
	m.kept = sorted(kept)
}

func byRows(x, y edge) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) }

// sorted puts edges into the order of their rows, each pair once: a trial may have met one that a later key met again.
func sorted(edges []edge) []edge {
	order := make([]uint64, len(edges))
	for i, e := range edges {
		order[i] = uint64(e.a)<<32 | uint64(i)
	}
	out := make([]edge, 0, len(edges))
	from := 0
	for i, o := range radix(order, make([]uint64, len(order))) {
		e := edges[uint32(o)]
		if i > 0 && out[len(out)-1].a != e.a {
			slices.SortFunc(out[from:], byRows)
			from = len(out)
		}
		out = append(out, e)
	}
	slices.SortFunc(out[min(from, len(out)):], byRows)
	return slices.CompactFunc(out, func(x, y edge) bool { return x.a == y.a && x.b == y.b })
}

// probe is how many pairs of a key are looked at before the rest, in a long list, and barren how many pairs there must be at most for each that
// may be one person; else the key only finds what the keys before it have found.
const (
	probe  = 30_000
	barren = 1000
)

// share hands the runs of a block out to the workers. It says whether the whole block was compared: in a long list a barren one is given up.
func (m *matcher) share(workers []*worker, k *block, done []*block, long bool) bool {
	parts := m.parts(k)
	trial := len(parts)
	if long {
		trial = min(trial, max(1, probe/partPairs))
	}
	compared, likely := m.work(workers, k, parts[:trial], done)
	if long {
		m.bore(workers)
	}
	if trial < len(parts) && likely*barren < compared && k.need != ofFamilies {
		return false
	}
	m.work(workers, k, parts[trial:], done)
	return true
}

// partPairs is how many pairs one piece of work has.
const partPairs = 4096

// span is a piece of a block's rows.
type span struct{ from, to int }

// parts cuts a block into pieces of work, in an order that makes the first ones a fair sample.
func (m *matcher) parts(k *block) (out []span) {
	from, pairs := 0, 0
	for s := range k.runs(span{0, len(k.rows)}) {
		if s.to-s.from > k.limit {
			continue
		}
		if pairs += m.pairs(k.rows[s.from:s.to]); pairs > partPairs {
			out = append(out, span{from, s.to})
			from, pairs = s.to, 0
		}
	}
	return append(out, span{from, len(k.rows)})
}

// work compares the pieces and counts the pairs that were compared and those that may be one person.
func (m *matcher) work(workers []*worker, k *block, parts []span, done []*block) (compared, likely int) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for _, w := range workers {
		wait.Go(func() {
			w.compared, w.likely = 0, 0
			for i := int(next.Add(1)) - 1; i < len(parts); i = int(next.Add(1)) - 1 {
				warm := parts[i].from
				for s := range k.runs(parts[i]) {
					if s.to > warm {
						warm = w.warm(k, warm)
					}
					if s.to-s.from <= k.limit {
						w.compare(k.rows[s.from:s.to], done)
					}
				}
			}
		})
	}
	wait.Wait()
	for _, w := range workers {
		compared, likely = compared+w.compared, likely+w.likely
		w.total += w.compared
	}
	return compared, likely
}

// warm reads the marks of the rows to come, all at once: where a row lies in memory nobody can foresee, but many can be fetched
// in the time of one.
func (w *worker) warm(k *block, from int) (to int) {
	to = min(from+ahead, len(k.rows))
	for _, x := range k.rows[from:to] {
		w.seen ^= w.blocker.marks[uint32(x)][0]
	}
	return to
}

// ahead is how many rows are read at once.
const ahead = 512

// ofFamilies is the key that finds relatives: how many there are must be known, even where nobody of them is one person.
const ofFamilies = partFamily | partDoor

// A likeness is what two rows of a long list have in common and which facts are not known of both. Where no pair of one, of many, could be one
// person, such as those who share a door and a family name and neither given name nor birth, most of its pairs are only counted on.
type likeness uint32

const (
	noDate likeness = 1 << (parts + iota)
	noGiven
	noFamily
	likenesses

	dullFrom  = 500 // pairs from which on a likeness is judged
	dullShare = 800 // pairs for one that may be one person
	dullOne   = 16  // of so many one is looked at
)

func (k *marks) likeness(o *marks, common part) likeness {
	out := likeness(common)
	if k.of(partDate) == 0 || o.of(partDate) == 0 {
		out |= noDate
	}
	if k.of(partGiven) == 0 || o.of(partGiven) == 0 {
		out |= noGiven
	}
	if k.of(partFamily) == 0 || o.of(partFamily) == 0 {
		out |= noFamily
	}
	return out
}

// met counts pairs of one likeness.
type met struct{ pairs, likely uint32 }

// bore learns from what the workers have seen which likenesses are not worth the look.
func (m *matcher) bore(workers []*worker) {
	for k := range m.dull {
		var sum met
		for _, w := range workers {
			sum.pairs += w.met[k].pairs
			sum.likely += w.met[k].likely
		}
		m.dull[k] = sum.pairs >= dullFrom && sum.pairs >= sum.likely*dullShare
	}
}

// worker compares pairs on one processor.
type worker struct {
	*matcher
	blocker *blocker
	scratch *scratch
	rest    *tally
	kept    []edge
	prior   float32 // bits
	total   int
	seen    uint32 // of no use but that it was read
	met     []met  // by likeness; nil where the list is short
	// in this block
	compared, likely int
}

func (w *worker) compare(rows []uint64, done []*block) {
	two := !w.within
	for i, x := range rows {
		a := uint32(x)
		if two && int(a) >= w.table.lefts {
			return
		}
		ka := &w.blocker.marks[a]
		for _, y := range rows[i+1:] {
			b := uint32(y)
			if two && int(b) < w.table.lefts {
				continue
			}
			kb := &w.blocker.marks[b]
			common := ka.agreement(kb)
			if w.blocker.earlier(done, common, a) {
				continue
			}
			if w.met == nil {
				w.pair(a, b, 1)
				continue
			}
			w.consider(a, b, ka.likeness(kb, common))
		}
	}
}

// consider looks at a pair of a long list, or leaves it to another of its likeness.
func (w *worker) consider(a, b uint32, k likeness) {
	weight := int64(1)
	if w.dull[k] {
		if mix(uint64(a)<<32|uint64(b))%dullOne != 0 {
			return
		}
		weight = dullOne
	}
	w.met[k].pairs++
	if w.pair(a, b, weight) {
		w.met[k].likely++
	}
}

// pair compares two rows, which stand for so many pairs, and tells whether they may be one person.
func (w *worker) pair(a, b uint32, weight int64) bool {
	x, y := &w.table.rows[a], &w.table.rows[b]
	p := w.table.compareRows(x, y, w.scratch)
	w.compared++
	bits := w.model.evidence(p, sharesSum{})[self] + w.prior
	if bits < hopeless-8 {
		w.rest.add(p, sharesSum{}, weight)
		return false
	}
	rare := w.model.rare(w.values, x, y, p)
	if bits += rare[self]; bits < hopeless {
		w.rest.add(p, rare, weight)
		return false
	}
	w.kept = append(w.kept, edge{a: a, b: b, pattern: p, rare: rare})
	if weight > 1 {
		w.rest.add(p, rare, weight-1)
	}
	if bits > 0 && w.model.posterior(w.model.evidence(p, rare))[self] > .5 {
		w.likely++
		return true
	}
	return false
}
