package linkage

import (
	"cmp"
	"math"
	"slices"
)

// Bits of one pair count no more than this for or against joining two groups.
const (
	loud    = 12
	against = 4
)

// group is the rows that are one person, as far as is known.
type group struct{ rows []uint32 }

// resolver turns judged pairs into people.
type resolver struct {
	*matcher
	groups  []*group           // by row
	other   map[uint64]float32 // bits of pairs that were not kept, worked out since
	apart   map[uint64]bool    // somebody has said that they are two people
	alone   [2]bool            // no person has two rows in this list
	numbers [2]bool            // the list's own numbers tell its people apart
	scratch *scratch
	first   []uint32 // where the kept pairs of a row, as the smaller one, begin
	slab    []group  // groups to come, made many at a time
	cells   []uint32
}

func pairKey(a, b uint32) uint64 {
	if a > b {
		a, b = b, a
	}
	return uint64(a)<<32 | uint64(b)
}

// resolve decides which rows are one person and lists their pairs.
func (m *matcher) resolve() []Pair {
	r := &resolver{matcher: m, groups: make([]*group, len(m.table.rows)), apart: map[uint64]bool{}, scratch: newScratch()}
	for _, p := range m.opts.NotSame {
		r.apart[pairKey(uint32(p[0]), uint32(p[1]+m.offset()))] = true
	}
	r.first = make([]uint32, len(m.table.rows)+1)
	for i := range m.kept {
		r.first[m.kept[i].a+1]++
	}
	for i := range m.table.rows {
		r.first[i+1] += r.first[i]
	}
	r.numbers = m.table.numbered()
	r.alone = m.model.OneToOne
	r.other = map[uint64]float32{}
	edges := make([]*edge, 0, len(m.kept))
	for i := range m.kept {
		if e := &m.kept[i]; e.bits > -loud {
			edges = append(edges, e)
		}
	}
	for _, p := range m.opts.Same {
		r.merge(r.group(uint32(p[0])), r.group(uint32(p[1]+m.offset())))
	}
	r.compete(edges)
	r.join(edges, float32(logit(m.opts.Threshold)))
	if r.alone[Left] && r.alone[Right] {
		r.leftover()
	} else {
		r.rescue(edges)
	}
	return r.pairs()
}

// offset is what is added to a right row's number to make it the table's.
func (m *matcher) offset() int {
	if m.table.Len(Right) > 0 {
		return m.table.lefts
	}
	return 0
}

// numbered tells for each list whether its own numbers tell people apart. In one list where every row has another number, these are row
// numbers.
func (t *Table) numbered() (out [2]bool) {
	if t.Len(Right) > 0 {
		return [2]bool{true, true}
	}
	seen := map[uint32]bool{}
	for i := range t.rows {
		if id := t.rows[i].id; id != 0 {
			if seen[id] {
				return [2]bool{true, true}
			}
			seen[id] = true
		}
	}
	return out
}

// unique tells for each of two lists whether nobody is in it twice. The list shows it: hardly anyone of the other list has two sure
// partners there.
func (m *matcher) unique() (out [2]bool) {
	t := m.table
	if t.Len(Right) == 0 {
		return out
	}
	partners := make([]uint8, len(t.rows))
	for _, e := range m.kept {
		if e.bits > 7 {
			partners[e.a] = min(partners[e.a]+1, 2)
			partners[e.b] = min(partners[e.b]+1, 2)
		}
	}
	var one, two [2]float64
	for i, n := range partners {
		side := Left
		if i >= t.lefts {
			side = Right
		}
		switch n {
		case 1:
			one[side]++
		case 2:
			two[side]++
		}
	}
	out[Right] = two[Left] <= .01*(one[Left]+two[Left])
	out[Left] = two[Right] <= .01*(one[Right]+two[Right])
	return out
}

// compete weighs the partners of a row against each other and against there being none, where only one can be right: who is in one list
// only once is at most one of the partners in it. Where nearly everybody has a partner, the only one that comes into question is it.
func (r *resolver) compete(edges []*edge) {
	if !r.alone[Left] && !r.alone[Right] {
		return
	}
	found := 0.0
	sum := make([]float64, len(r.groups))
	odds := func(e *edge) float64 { return math.Exp2(min(float64(e.bits), 40)) }
	for _, e := range edges {
		if r.side(e.a) == r.side(e.b) {
			continue
		}
		o := odds(e)
		found += o / (1 + o)
		sum[e.a] += o
		sum[e.b] += o
	}
	none := 1.0
	if r.alone[Left] {
		none = min(none, 1-found/float64(max(r.table.Len(Right), 1)))
	}
	if r.alone[Right] {
		none = min(none, 1-found/float64(max(r.table.Len(Left), 1)))
	}
	none = max(none, .02)
	for _, e := range edges {
		if r.side(e.a) == r.side(e.b) {
			continue
		}
		o := odds(e)
		others := 0.0
		if r.alone[Right] {
			others += max(sum[e.a]-o, 0)
		}
		if r.alone[Left] {
			others += max(sum[e.b]-o, 0)
		}
		e.bits -= float32(math.Log2(none + others))
	}
}

// surest lists the edges from so many bits on, the surest first; those that are as sure stay in the order in which they came.
func surest(edges []*edge, from float32) []*edge {
	order := make([]uint64, 0, len(edges))
	for i, e := range edges {
		if e.bits < from {
			continue
		}
		key := math.Float32bits(e.bits)
		if key>>31 == 0 { // so that larger numbers, and all positive ones, come first
			key = ^key & (1<<31 - 1)
		}
		order = append(order, uint64(key)<<32|uint64(i))
	}
	order = radix(order, make([]uint64, len(order)))
	out := make([]*edge, len(order))
	for i, o := range order {
		out[i] = edges[uint32(o)]
	}
	return out
}

// join makes groups of the surest pairs first. Two groups become one where all pairs between them say so together,
// and nothing forbids it.
func (r *resolver) join(edges []*edge, from float32) {
	for _, e := range surest(edges, from) {
		a, b := r.group(e.a), r.group(e.b)
		if a == b || r.forbidden(a, b) {
			continue
		}
		if len(a.rows)+len(b.rows) > 2 && r.agreement(a, b) < from {
			continue
		}
		r.merge(a, b)
	}
}

// merge makes two groups one.
func (r *resolver) merge(a, b *group) {
	if a == b {
		return
	}
	if len(a.rows) < len(b.rows) {
		a, b = b, a
	}
	for _, row := range b.rows {
		r.groups[row] = a
	}
	a.rows = append(a.rows, b.rows...)
}

func (r *resolver) group(row uint32) *group {
	if r.groups[row] == nil {
		if len(r.slab) == 0 {
			const many = 1024
			r.slab, r.cells = make([]group, many), make([]uint32, 2*many)
		}
		g := &r.slab[0]
		g.rows = append(r.cells[:0:2], row)
		r.groups[row], r.slab, r.cells = g, r.slab[1:], r.cells[2:]
	}
	return r.groups[row]
}

func (r *resolver) side(row uint32) Side {
	if int(row) >= r.table.lefts {
		return Right
	}
	return Left
}

// forbidden tells whether two groups can never be one person, whatever else they have in common.
func (r *resolver) forbidden(a, b *group) bool {
	for _, x := range a.rows {
		for _, y := range b.rows {
			if r.side(x) == r.side(y) {
				side := r.side(x)
				idX, idY := r.table.rows[x].id, r.table.rows[y].id
				if r.alone[side] || r.numbers[side] && idX != 0 && idY != 0 && idX != idY {
					return true
				}
			}
			if r.apart[pairKey(x, y)] {
				return true
			}
		}
	}
	return false
}

// agreement is the mean bits of all pairs between two groups.
func (r *resolver) agreement(a, b *group) float32 {
	sum := float32(0)
	for _, x := range a.rows {
		for _, y := range b.rows {
			sum += max(-against, min(loud, r.bits(x, y)))
		}
	}
	return sum / float32(len(a.rows)*len(b.rows))
}

// find looks for a pair among those that were kept; nil where it is not.
func (r *resolver) find(x, y uint32) *edge {
	mine := r.kept[r.first[x]:r.first[x+1]]
	if i, ok := slices.BinarySearchFunc(mine, y, func(e edge, y uint32) int { return cmp.Compare(e.b, y) }); ok {
		return &mine[i]
	}
	return nil
}

// bits is what the model says of any two rows.
func (r *resolver) bits(x, y uint32) float32 {
	x, y = min(x, y), max(x, y)
	if e := r.find(x, y); e != nil {
		return e.bits
	}
	if w, ok := r.other[pairKey(x, y)]; ok {
		return w
	}
	a, b := &r.table.rows[x], &r.table.rows[y]
	p := r.table.compareRows(a, b, r.scratch)
	w := odds(r.model.evidence(p, r.model.rare(r.values, a, b, p)), r.model.priors())
	r.other[pairKey(x, y)] = w
	return w
}

// leftover judges once more the rows that found nobody, where nobody is in either list twice: among the few that are left it takes
// less to know each other again. How many of them have a partner is learned from their own pairs.
func (r *resolver) leftover() {
	var free [2][]uint32
	for i, g := range r.groups {
		if g == nil || len(g.rows) == 1 {
			side := r.side(uint32(i))
			free[side] = append(free[side], uint32(i))
		}
	}
	among := r.remaining(free)
	if len(among) == 0 {
		return
	}
	rows := [2]float64{float64(len(free[Left])), float64(len(free[Right]))}
	least := 0.0
	if found := 1 - min(rows[Left]/float64(r.table.Len(Left)), rows[Right]/float64(r.table.Len(Right))); found > nearlyAll {
		least = min(rows[Left], rows[Right]) / 2
	}
	local := r.model.among(rows, among, least)
	for _, e := range among {
		e.bits = float32(logit(local.posterior(local.evidence(e.pattern, e.rare))[self]))
		if r.find(e.a, e.b) == nil {
			r.other[pairKey(e.a, e.b)] = e.bits
		}
	}
	r.compete(among)
	r.join(among, float32(logit(r.opts.Threshold)))
}

// few is how many pairs are few enough to compare them all.
const few = 250_000

// remaining lists the pairs of the rows that are left: all of them where they are few, or else those that were kept.
func (r *resolver) remaining(free [2][]uint32) (out []*edge) {
	all := len(free[Left])*len(free[Right]) <= few
	is := make([]bool, len(r.groups))
	for _, rows := range free {
		for _, row := range rows {
			is[row] = true
		}
	}
	for i := range r.kept {
		if e := &r.kept[i]; is[e.a] && is[e.b] {
			out = append(out, e)
		}
	}
	if !all {
		return out
	}
	for _, a := range free[Left] {
		for _, b := range free[Right] {
			e := &edge{a: a, b: b}
			if r.find(e.a, e.b) != nil {
				continue
			}
			x, y := &r.table.rows[a], &r.table.rows[b]
			e.pattern = r.table.compareRows(x, y, r.scratch)
			e.rare = r.model.rare(r.values, x, y, e.pattern)
			out = append(out, e)
		}
	}
	return out
}

// nearlyAll is the share of a list that has found its partners from which on the others, or half of them, are expected to have one, too.
const nearlyAll = .95

// among is the model for few rows: what a level means stays, how many pairs of each class there are is learned from their own pairs, but at
// least so many are one person.
func (m *Model) among(rows [2]float64, edges []*edge, least float64) *Model {
	local := *m
	local.Universe = rows[Left] * rows[Right]
	most := min(rows[Left], rows[Right])
	local.Pairs[self] = most / 2
	for range rounds {
		var pairs [kin]float64
		for _, e := range edges {
			p := local.posterior(local.evidence(e.pattern, e.rare))
			for k := range pairs {
				pairs[k] += p[k]
			}
		}
		pairs[self] = max(min(pairs[self], most), least)
		for k := range pairs {
			local.Pairs[k] = max(pairs[k], 1e-6)
		}
	}
	return &local
}

// pairs lists what belongs together, and, where asked for, what nearly does.
func (r *resolver) pairs() []Pair {
	var out []Pair
	two := r.offset() > 0
	for i, g := range r.groups {
		if g == nil || g.rows[0] != uint32(i) || len(g.rows) < 2 {
			continue
		}
		for n, x := range g.rows {
			for _, y := range g.rows[n+1:] {
				if !two || r.side(x) != r.side(y) {
					out = append(out, r.pair(x, y, true))
				}
			}
		}
	}
	if r.opts.ReviewThreshold < r.opts.Threshold {
		for _, e := range r.kept {
			if two && r.side(e.a) == r.side(e.b) {
				continue
			}
			if g := r.groups[e.a]; g != nil && g == r.groups[e.b] || r.apart[pairKey(e.a, e.b)] {
				continue
			}
			if p := r.pair(e.a, e.b, false); p.Probability >= r.opts.ReviewThreshold {
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, func(x, y Pair) int { return cmp.Or(cmp.Compare(x.Left, y.Left), cmp.Compare(x.Right, y.Right)) })
	return out
}

// pair is two rows with their probability. Those of one group are at least as likely as the threshold: it is the group that speaks for
// them. Those of two groups stay below.
func (r *resolver) pair(x, y uint32, together bool) Pair {
	x, y = min(x, y), max(x, y)
	p := sigmoid(float64(r.bits(x, y)))
	band := Review
	switch {
	case !together:
		if a, b := r.groups[x], r.groups[y]; a != nil && b != nil && len(a.rows)+len(b.rows) > 2 {
			p = min(p, sigmoid(float64(r.agreement(a, b)))) // the others of their groups know better
		}
		p = min(p, r.opts.Threshold*.999)
	case p >= r.opts.Automatic && !r.contradicted(x, y, p):
		band = Automatic
	case p >= r.opts.Automatic:
		p = r.opts.Automatic * .9999
	default:
		p = max(p, r.opts.Threshold)
	}
	return Pair{Left: int(x), Right: int(y) - r.offset(), Probability: p, Band: band}
}

// families is how many pairs of relatives there are for each pair of one person in a list of which it matters that relatives look alike.
const families = .01

// beyond is the probability from which one fact besides the names is enough.
const beyond = .99999

// contradicted tells pairs that somebody should look at, however sure the model is: another second name, another suffix, and, in a list with
// families, another given name, since brothers share all the rest; and names with one fact only, since two of a name may be given one
// e-mail address or born on one day.
func (r *resolver) contradicted(x, y uint32, probability float64) bool {
	var p pattern
	if e := r.find(x, y); e != nil {
		p = e.pattern
	} else {
		p = r.table.compareRows(&r.table.rows[x], &r.table.rows[y], r.scratch)
	}
	if p.level(FieldMiddle) == nameDifferent || p.level(FieldSuffix) == suffixConflict ||
		p.level(FieldGiven) == nameDifferent && r.model.Pairs[relative] > families*r.model.Pairs[self] {
		return true
	}
	street, zip, city := addressParts(p.level(FieldAddress))
	place := street != 0 && street <= streetTypo
	if street == 0 { // a list without streets
		place = zip != 0 && zip <= zipNear || city == citySame
	}
	birth := p.level(FieldBirth)
	facts := 0
	for _, agrees := range [...]bool{birth != birthUnknown && birth <= birthYear, place, p.level(FieldPhone) == phoneSame, p.level(FieldEmail) == emailSame} {
		if agrees {
			facts++
		}
	}
	return facts < 2 && probability < beyond
}
