package linkage

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Options of [Match]. The zero value is right for most lists.
type Options struct {
	Threshold       float64  // probability from which a pair is called one person; 0 means 0.5
	Automatic       float64  // probability from which nobody needs to be asked; 0 means 0.9995
	ReviewThreshold float64  // pairs from here on are returned too; 0 means Threshold
	NotSame         [][2]int // pairs of rows (of one list: both of it; of two: left and right) that somebody has said are two people
	Same            [][2]int // pairs that somebody has said are one person
	Model           *Model   // use this one instead of learning
	Workers         int      // 0 means one a processor
}

// The bands' borders where Options do not say otherwise.
const (
	threshold = .5
	automatic = .9995
)

func (o Options) filled() Options {
	if o.Threshold == 0 {
		o.Threshold = threshold
	}
	if o.Automatic == 0 {
		o.Automatic = automatic
	}
	if o.ReviewThreshold == 0 {
		o.ReviewThreshold = o.Threshold
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}

// Result is what [Match] found.
type Result struct {
	Pairs    []Pair // by Left, then Right
	Model    *Model
	Compared int // pairs of rows that were compared
	// RowNumbers says that every row of the one list had another ID: these are row numbers, and nothing was made of them.
	RowNumbers bool
}

// edge is a pair that may be one person.
type edge struct {
	a, b    uint32
	pattern pattern
	bits    float32   // log-odds of being one person
	rare    sharesSum // what its values add
}

// matcher is one run of [Match].
type matcher struct {
	table  *Table
	model  *Model
	values *frequencies
	opts   Options
	kept   []edge
	rest   *tally // pairs that are not worth keeping
	total  int
	from   int  // the first row that is looked at
	within bool // pairs of one list, not between two
}

// Match finds the rows of one list, or of two, that are one person.
func Match(t *Table, o Options) Result {
	t.settle()
	m := &matcher{table: t, opts: o.filled(), values: t.count(nil), rest: newTally(), within: t.Len(Right) == 0}
	sample := m.begin()
	m.compareBlocks()
	m.learn(sample)
	if persons := m.obvious(); persons != nil {
		m.values = t.count(persons)
		for i := range m.kept {
			e := &m.kept[i]
			e.rare = m.model.rare(m.values, &t.rows[e.a], &t.rows[e.b], e.pattern)
		}
		m.learn(sample)
	}
	m.model.OneToOne = m.unique()
	if !m.within && m.model.OneToOne[Left] && !m.model.OneToOne[Right] {
		m.amongThemselves()
	}
	return Result{Pairs: m.resolve(), Model: m.model, Compared: m.total, RowNumbers: t.ids.len() > 1 && !t.numbered()[Left]}
}

// begin looks at a sample of all pairs. A model that was given says what the levels mean; how many pairs of each class there are is learned all
// the same, since that is a property of the lists.
func (m *matcher) begin() []counted {
	t := m.table
	m.model = Default(t.Len(Left), t.Len(Right))
	if m.opts.Model != nil {
		m.model.M = m.opts.Model.M
		m.model.prepare()
		return nil
	}
	sample := m.sample()
	m.model.strangers(census(nil, sample, m.model.Universe), &[kin]levels{})
	m.model.frozen = true
	m.model.prepare()
	return sample
}

// sample compares pairs by chance, the same ones on every run, or all where there are few.
func (m *matcher) sample() []counted {
	t, s, out := m.table, newScratch(), newTally()
	lefts, rights, from := t.lefts, t.lefts, 0
	if t.Len(Right) > 0 {
		rights, from = t.Len(Right), t.lefts
	}
	pair := func(i, j int) {
		if j += from; i != j {
			out.add(t.compareRows(&t.rows[i], &t.rows[j], s), sharesSum{})
		}
	}
	if lefts*rights <= 2*sampling {
		for i := range lefts {
			for j := range rights {
				if from > 0 || i < j {
					pair(i, j)
				}
			}
		}
		return out.list()
	}
	for n := range uint64(sampling) {
		x := mix(n + 0x5851f42d4c957f2d)
		pair(int(x>>32*uint64(lefts)>>32), int(x&(1<<32-1)*uint64(rights)>>32))
	}
	return out.list()
}

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
	}
	var done []*block
	for k := range made {
		if m.share(workers, k, done, long) {
			done = append(done, &block{number: k.number, need: k.need, left: k.left})
		}
	}
	for _, w := range workers {
		m.kept = append(m.kept, w.kept...)
		m.rest.merge(w.rest)
		m.total += w.total
	}
	slices.SortFunc(m.kept, byRows)
}

func byRows(x, y edge) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) }

// amongThemselves finds the rows of the right list that are one person, where that list has people twice: together such rows are
// recognized when one of them alone is not.
func (m *matcher) amongThemselves() {
	t := m.table
	own := &matcher{table: t, opts: m.opts, values: m.values, rest: newTally(), from: t.lefts, within: true}
	local := *m.model
	n := float64(t.Len(Right))
	local.Universe = max(n*(n-1)/2, 1)
	for k, share := range usualPairs {
		local.Pairs[k] = max(share*n, .01)
	}
	own.model = &local
	own.compareBlocks()
	all := newTally()
	all.merge(own.rest)
	for i := range own.kept {
		all.add(own.kept[i].pattern, own.kept[i].rare)
	}
	local.recount(all.list())
	own.judge()
	m.kept = append(m.kept, own.kept...)
	m.total += own.total
	slices.SortFunc(m.kept, byRows)
}

// probe is how many pairs of a key are looked at before the rest, in a long list, and barren how many pairs there must be at most for each that
// may be one person; else the key only finds what the keys before it have found.
const (
	probe  = 30_000
	barren = 500
)

// ofFamilies is the key that finds relatives: how many there are must be known, even where nobody of them is one person.
const ofFamilies = partFamily | partDoor

// share hands the runs of a block out to the workers. It says whether the whole block was compared: in a long list a barren one is given up.
func (m *matcher) share(workers []*worker, k *block, done []*block, long bool) bool {
	parts := m.parts(k)
	trial := len(parts)
	if long {
		trial = min(trial, max(1, probe/partPairs))
	}
	compared, likely := m.work(workers, parts, 0, trial, done)
	if trial < len(parts) && likely*barren < compared && k.need != ofFamilies {
		return false
	}
	m.work(workers, parts, trial, len(parts), done)
	return true
}

// partPairs is how many pairs one piece of work has.
const partPairs = 4096

// parts cuts a block into pieces of work, in an order that makes the first ones a fair sample.
func (m *matcher) parts(k *block) (out [][][]uint64) {
	var some [][]uint64
	pairs := 0
	k.run(func(rows []uint64) {
		if len(rows) > k.limit {
			return
		}
		some = append(some, rows)
		if pairs += m.pairs(rows); pairs > partPairs {
			out = append(out, some)
			some, pairs = nil, 0
		}
	})
	return append(out, some)
}

// work compares the pieces from one to another and counts the pairs that were compared and those that may be one person.
func (m *matcher) work(workers []*worker, parts [][][]uint64, from, to int, done []*block) (compared, likely int) {
	var next atomic.Int64
	next.Store(int64(from))
	var wait sync.WaitGroup
	for _, w := range workers {
		wait.Go(func() {
			w.compared, w.likely = 0, 0
			for i := int(next.Add(1)) - 1; i < to; i = int(next.Add(1)) - 1 {
				for _, rows := range parts[i] {
					w.compare(rows, done)
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

// worker compares pairs on one processor.
type worker struct {
	*matcher
	blocker *blocker
	scratch *scratch
	rest    *tally
	kept    []edge
	prior   float32 // bits
	total   int
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
			if common := ka.agreement(&w.blocker.marks[b]); !w.blocker.earlier(done, common, a) {
				w.pair(a, b)
			}
		}
	}
}

func (w *worker) pair(a, b uint32) {
	x, y := &w.table.rows[a], &w.table.rows[b]
	p := w.table.compareRows(x, y, w.scratch)
	w.compared++
	bits := w.model.evidence(p, sharesSum{})[self] + w.prior
	if bits < hopeless-8 {
		w.rest.add(p, sharesSum{})
		return
	}
	rare := w.model.rare(w.values, x, y, p)
	if bits += rare[self]; bits < hopeless {
		w.rest.add(p, rare)
		return
	}
	if bits > 0 && w.model.posterior(w.model.evidence(p, rare))[self] > .5 {
		w.likely++
	}
	w.kept = append(w.kept, edge{a: a, b: b, pattern: p, rare: rare})
}

// learn fits the model to the pairs, with what is known of the values by now, and judges the pairs that were kept.
func (m *matcher) learn(sample []counted) {
	all := newTally()
	all.merge(m.rest)
	for i := range m.kept {
		all.add(m.kept[i].pattern, m.kept[i].rare)
	}
	if m.opts.Model == nil {
		m.model.learn(all.list(), sample)
	} else {
		m.model.recount(all.list())
	}
	m.judge()
}

// judge gives every kept pair its probability.
func (m *matcher) judge() {
	for i := range m.kept {
		e := &m.kept[i]
		e.bits = float32(logit(m.model.posterior(m.model.evidence(e.pattern, e.rare))[self]))
	}
}

// obvious joins what is one person beyond doubt, so that values can be counted by person; nil where that is nobody.
func (m *matcher) obvious() []uint32 {
	sets := newSets(len(m.table.rows))
	any := false
	for _, e := range m.kept {
		if e.bits > 5 {
			sets.join(e.a, e.b)
			any = true
		}
	}
	if !any {
		return nil
	}
	return sets.roots()
}
