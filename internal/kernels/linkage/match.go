package linkage

import (
	"runtime"
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
	from   int    // the first row that is looked at
	within bool   // pairs of one list, not between two
	dull   []bool // likenesses of which only some pairs are looked at
}

// Match finds the rows of one list, or of two, that are one person.
func Match(t *Table, o Options) Result {
	t.settle()
	c := t.withoutCopies(o)
	if c == nil {
		return match(t, o)
	}
	r := match(c.table, c.shrink(t, o))
	r.Pairs = c.spread(t, r.Pairs)
	return r
}

func match(t *Table, o Options) Result {
	m := &matcher{table: t, opts: o.filled(), values: t.count(), rest: newTally(), within: t.Len(Right) == 0}
	sample := m.begin()
	m.compareBlocks()
	m.learn(sample)
	if persons := m.obvious(); persons != nil {
		m.values = t.countPeople(m.values, persons)
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
			out.add(t.compareRows(&t.rows[i], &t.rows[j], s), sharesSum{}, 1)
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
	most := uint64(sampling)
	if len(t.rows) >= many {
		most /= 2 // what is rare lies in the blocks
	}
	for n := range most {
		x := mix(n + 0x5851f42d4c957f2d)
		pair(int(x>>32*uint64(lefts)>>32), int(x&(1<<32-1)*uint64(rights)>>32))
	}
	return out.list()
}

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
		all.add(own.kept[i].pattern, own.kept[i].rare, 1)
	}
	local.recount(all.list())
	own.judge()
	m.kept = sorted(append(m.kept, own.kept...))
	m.total += own.total
}

// learn fits the model to the pairs, with what is known of the values by now, and judges the pairs that were kept.
func (m *matcher) learn(sample []counted) {
	all := newTally()
	all.merge(m.rest)
	for i := range m.kept {
		all.add(m.kept[i].pattern, m.kept[i].rare, 1)
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
	prior := m.model.priors()
	for i := range m.kept {
		e := &m.kept[i]
		e.bits = odds(m.model.evidence(e.pattern, e.rare), prior)
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
