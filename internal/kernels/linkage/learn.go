package linkage

import "math"

const (
	rounds   = 60
	guess    = 8.0 // pairs for which what is usual counts
	sampling = 400_000
)

// learn estimates the model from the counted pairs of the blocks and from a sample of all pairs: expectation–maximization with classes.
// The blocks hold nearly all pairs of kin, so the classes of kin are learned there; the sample shows what all pairs are like, and
// strangers are what the kin leave over.
func (m *Model) learn(blocked []counted, sample []counted) {
	all := census(blocked, sample, m.Universe)
	for range rounds {
		before := m.Pairs[self]
		expected, pairs := m.expect(blocked)
		m.maximize(expected, pairs)
		m.strangers(all, expected)
		m.prepare()
		if math.Abs(m.Pairs[self]-before) < 1e-4*before {
			break
		}
	}
}

// recount learns how many pairs of each class there are, and nothing else.
func (m *Model) recount(blocked []counted) {
	for range rounds {
		m.countPairs(m.expect(blocked))
	}
}

// levels holds a number for each level of each field.
type levels [fields][maxLevels]float64

// general is how often each level is met in all pairs there are, and in how many looked-at pairs that was seen.
type general struct {
	n    levels
	seen [fields]float64
}

// census joins the sample with the blocks: what is too rare for the sample lies, nearly all of it, in the blocks.
func census(blocked, sample []counted, universe float64) *general {
	g := &general{}
	total := 0.0
	for _, c := range sample {
		total += c.n
		for f := range fields {
			if l := c.pattern.level(Field(f)); l != 0 {
				g.n[f][l] += c.n
				g.seen[f] += c.n
			}
		}
	}
	scale := universe / max(total, 1)
	for f := range g.n {
		for l := range g.n[f] {
			g.n[f][l] *= scale
		}
	}
	var in levels
	for _, c := range blocked {
		for f := range fields {
			in[f][c.pattern.level(Field(f))] += c.n
		}
	}
	for f := range in {
		for l, n := range in[f] {
			if l != 0 {
				g.n[f][l] = max(g.n[f][l], n)
			}
		}
	}
	return g
}

// expect shares each pattern's pairs out among the classes.
func (m *Model) expect(blocked []counted) (*[kin]levels, [kin]float64) {
	expected := &[kin]levels{}
	var pairs [kin]float64
	for i := range blocked {
		c := &blocked[i]
		p := m.posterior(m.evidence(c.pattern, c.rare))
		for k := range pairs {
			n := p[k] * c.n
			if n < 1e-9 {
				continue
			}
			pairs[k] += n
			for f := range fields {
				expected[k][f][c.pattern.level(Field(f))] += n
			}
		}
	}
	return expected, pairs
}

// maximize sets the tables of the kin to what was expected.
func (m *Model) maximize(expected *[kin]levels, pairs [kin]float64) {
	m.countPairs(expected, pairs)
	m.M[self] = learnClass(self, &expected[self], pairs[self], usualPlace[self], [fields]float64{})
	m.learnSlips(&expected[self])
	atMost(m.M[self][FieldGiven], nameDifferent, otherGiven)
	atMost(m.M[self][FieldFamily], nameDifferent, otherFamily)
	m.M[relative] = learnClass(relative, &expected[relative], pairs[relative], m.homes(&expected[self]), faith)
	m.mistakenBirths(&expected[self])
	// A turned name is a slip of who wrote the row, whoever the other row is.
	m.M[relative][FieldOrder] = m.M[self][FieldOrder]
	for _, k := range []class{namesake, twin} {
		for _, f := range []Field{FieldAddress, FieldPhone, FieldEmail, FieldOrder} {
			m.M[k][f] = m.M[relative][f]
		}
	}
}

// countPairs sets how many pairs of each class there are. What twins and namesakes are, only the births can show: pairs without them do not
// count for how many there are.
func (m *Model) countPairs(expected *[kin]levels, pairs [kin]float64) {
	m.Pairs[self] = max(pairs[self], 1e-3)
	m.Pairs[relative] = max(pairs[relative], 1e-3)
	usually := seenBirths(&expected[self]) / m.Pairs[self] // where there are hardly any relatives
	known := max((seenBirths(&expected[relative])+doubt[relative]*usually)/(m.Pairs[relative]+doubt[relative]), .1)
	m.Pairs[namesake] = max(seenBirths(&expected[namesake])/known, 1e-3)
	m.Pairs[twin] = max(min(seenBirths(&expected[twin])/known, most*pairs[relative]), 1e-3)
}

// seenBirths counts the pairs of a class whose births are both known.
func seenBirths(l *levels) (n float64) {
	for _, x := range l[FieldBirth][1:] {
		n += x
	}
	return n
}

// homes is how the addresses of relatives are expected to differ: who lives together is written at one address, but for the mistakes
// that rows of one person show as well.
func (m *Model) homes(expected *levels) (habit [3][]float64) {
	written := placeParts(expected[FieldAddress][:addressLevels], usualPlace[self], guess)
	for i := range habit {
		habit[i] = make([]float64, len(written[i]))
		for l := range habit[i] {
			habit[i][l] = (written[i][l] + household[i][l]) / 2
		}
	}
	return habit
}

// slipped is for how many births with a slip what is usual counts: in which ways the writing of a date goes wrong is known well enough
// beforehand, and a list with few of them does not show it.
const slipped = 30

// learnSlips shares the births that were written with a slip out among its kinds.
func (m *Model) learnSlips(expected *levels) {
	b, n, known := m.M[self][FieldBirth][birthTurned:birthFar], expected[FieldBirth][birthTurned:birthFar], usual[self][FieldBirth][birthTurned-1:birthFar-1]
	sum := func(x []float64) (s float64) {
		for _, v := range x {
			s += v
		}
		return s
	}
	all, seen, usually := sum(b), sum(n), sum(known)
	for i := range b {
		b[i] = all * (n[i] + slipped*known[i]/usually) / (seen + slipped)
	}
}

// doubt is for how many pairs what is usual counts. A handful of relatives shows nothing: they may be one person with many mistakes.
var doubt = [kin]float64{self: guess, relative: 80, namesake: 80, twin: 80}

func learnClass(k class, expected *levels, pairs float64, home [3][]float64, faith [fields]float64) (out [fields][]float64) {
	for f := range fields {
		weight := doubt[k] + faith[f]*pairs
		if Field(f) == FieldAddress {
			out[f] = learnPlace(expected[f][:addressLevels], home, weight, doubt[k])
			continue
		}
		out[f] = make([]float64, len(usual[k][f])+1)
		out[f][0] = 1
		total := weight
		for _, n := range expected[f][1:] {
			total += n
		}
		for l, p := range usual[k][f] {
			out[f][l+1] = (expected[f][l+1] + weight*p) / total
		}
	}
	return out
}

// How much of one person's names can be another name altogether. More than this is no longer one person, whatever the list looks like:
// the class must not drift to whoever shares a street.
const (
	otherGiven  = .2
	otherFamily = .25
)

// atMost keeps the probability of a level within a bound; what is too much goes to the other levels.
func atMost(p []float64, level uint8, bound float64) {
	if p[level] <= bound {
		return
	}
	others := 1 - p[level]
	for l := range p[1:] {
		p[l+1] *= (1 - bound) / max(others, 1e-6)
	}
	p[level] = bound
}

// mistaken is how much of one person's births can be wholly wrong.
const mistaken = .08

// mistakenBirths spreads what is wholly another date among one person's rows as it is spread among strangers: such a date is a
// stranger's. What lies a generation apart beyond that measure is not a mistake but a parent and a child of one name.
func (m *Model) mistakenBirths(expected *levels) {
	b, u := m.M[self][FieldBirth], m.M[stranger][FieldBirth]
	elsewhere := u[birthFar] + u[birthOld]
	scale := min((b[birthFar]+b[birthOld])/max(elsewhere, 1e-3), mistaken)
	for _, l := range []uint8{birthFar, birthAge, birthOld} {
		b[l] = max(scale*u[l], 1e-5)
	}
}

// learnPlace estimates the cells of the address: the parts each for themselves, and then the cells, which begin at the parts' product.
// Pairs of which some part is unknown form groups of their own.
func learnPlace(n []float64, habit [3][]float64, weight, cells float64) []float64 {
	return groupwise(n, places(placeParts(n, habit, weight)), max(cells, 20))
}

// placeParts estimates the parts of the address from its cells.
func placeParts(n []float64, habit [3][]float64, weight float64) (parts [3][]float64) {
	for i := range parts {
		parts[i] = make([]float64, len(habit[i]))
		total := weight
		for l, p := range habit[i] {
			parts[i][l] = weight * p
		}
		for cell, x := range n {
			if l := partOf(uint8(cell), i); l > 0 {
				parts[i][l-1] += x
				total += x
			}
		}
		for l := range parts[i] {
			parts[i][l] /= total
		}
	}
	return parts
}

func partOf(cell uint8, i int) uint8 {
	s, z, c := addressParts(cell)
	return [3]uint8{s, z, c}[i]
}

// groupwise makes probabilities of counts within each group of cells with the same parts unknown, leaning on product.
func groupwise(n, product []float64, weight float64) []float64 {
	var total [8]float64
	group := func(cell int) int {
		s, z, c := addressParts(uint8(cell))
		g := 0
		for i, l := range [3]uint8{s, z, c} {
			if l > 0 {
				g |= 1 << i
			}
		}
		return g
	}
	for cell, x := range n {
		total[group(cell)] += x
	}
	out := make([]float64, len(n))
	for cell, x := range n {
		g := group(cell)
		out[cell] = (x + weight*product[cell]) / (total[g] + weight)
	}
	return out
}

// byValue tells the levels whose likelihood among strangers is taken from the values themselves. [Model.rare] measures from the table's
// entry, which therefore must not move once it was used.
func byValue(f Field, level uint8) bool {
	switch f {
	case FieldGiven, FieldFamily:
		return level == nameSame || level == nameTypo
	case FieldBirth:
		return level == birthSame
	case FieldPhone:
		return level == phoneSame
	case FieldEmail:
		return level == emailSame
	}
	return false
}

// strangers sets the strangers' table to what the kin leave over of all pairs.
func (m *Model) strangers(all *general, expected *[kin]levels) {
	for f := range fields {
		if Field(f) == FieldOrder {
			continue
		}
		left := make([]float64, len(m.M[stranger][f]))
		total := 0.0
		for l := 1; l < len(left); l++ {
			n := all.n[f][l]
			left[l] = n
			for k := range expected {
				left[l] -= expected[k][f][l]
			}
			left[l] = max(left[l], 0.02*n)
			total += left[l]
		}
		if total == 0 {
			continue
		}
		// What the sample has not seen is not nothing.
		seen := max(all.seen[f], 1)
		if Field(f) == FieldAddress {
			for l := range left {
				left[l] *= seen / total
			}
			m.M[stranger][f] = learnPlace(left, usualPlace[stranger], 2, 2)
			continue
		}
		for l, p := range usual[stranger][f] {
			if !m.frozen || !byValue(Field(f), uint8(l+1)) {
				m.M[stranger][f][l+1] = (left[l+1]/total*seen + 2*p) / (seen + 2)
			}
		}
	}
}
