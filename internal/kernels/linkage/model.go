package linkage

import "math"

// Version of the model's form. A kept model of another version is not used.
const Version = 1

// Model is what was learned about a list, or about two: how often each level of agreement is met among rows of one person, among
// relatives and among strangers. It marshals to JSON.
type Model struct {
	Version  int
	Rows     [2]int
	Universe float64                    // pairs there are
	Pairs    [kin]float64               // pairs of each class of kin among them
	M        [classes][fields][]float64 // probability of each level in each class; level 0, unknown, is always 1
	OneToOne [2]bool                    // no person has two rows in the left, in the right list

	frozen bool
	bits   [classes][fields][maxLevels]float32 // log2 of M
}

// Default is a model that was not learned from anything: good enough for lists of a few dozen rows.
func Default(left, right int) *Model {
	m := &Model{Version: Version, Rows: [2]int{left, right}}
	n := float64(left + right)
	if right > 0 {
		m.Universe = float64(left) * float64(right)
		n = float64(min(left, right)) * 2
	} else {
		m.Universe = n * (n - 1) / 2
	}
	m.Universe = max(m.Universe, 1)
	for k := range m.M {
		for f := range m.M[k] {
			m.M[k][f] = append([]float64{1}, usual[k][f]...)
		}
		m.M[k][FieldAddress] = places(usualPlace[k])
		if k < kin {
			m.Pairs[k] = max(usualPairs[k]*n, 0.01)
		}
	}
	m.prepare()
	return m
}

// places makes the cells of the address from its parts, as if these were independent.
func places(parts [3][]float64) []float64 {
	out := make([]float64, addressLevels)
	at := func(part []float64, level uint8) float64 {
		if level == 0 {
			return 1
		}
		return part[level-1]
	}
	for i := range out {
		s, z, c := addressParts(uint8(i))
		out[i] = at(parts[0], s) * at(parts[1], z) * at(parts[2], c)
	}
	return out
}

// prepare works out the logarithms after the tables have changed.
func (m *Model) prepare() {
	for k := range m.M {
		for f := range m.M[k] {
			for l, p := range m.M[k][f] {
				m.bits[k][f][l] = float32(math.Log2(max(p, 1e-12)))
			}
			m.bits[k][f][0] = 0
		}
	}
}

// evidence is what a pattern says for each class of kin against strangers, in bits and without regard to how many there are of each.
func (m *Model) evidence(p pattern, rare sharesSum) (w sharesSum) {
	w = rare
	for f := range fields {
		l := p.level(Field(f))
		if l == 0 {
			continue
		}
		u := m.bits[stranger][f][l]
		for k := range w {
			w[k] += m.bits[k][f][l] - u
		}
	}
	return w
}

// shares of each class in a pair, from its evidence.
func (m *Model) posterior(w sharesSum) (p [classes]float64) {
	sum := 1.0
	for k := range w {
		p[k] = m.Pairs[k] / m.Universe * math.Exp2(float64(min(w[k], 900)))
		sum += p[k]
	}
	p[stranger] = 1
	for k := range p {
		p[k] /= sum
	}
	return p
}

// priors are log2 of each class's share of all pairs.
func (m *Model) priors() (p sharesSum) {
	for k, n := range m.Pairs {
		p[k] = log2(n / m.Universe)
	}
	return p
}

// odds is what posterior says of one person against all else, in bits and in a shorter way.
func odds(w, prior sharesSum) float32 {
	others := 1.0
	for k := relative; k < stranger; k++ {
		if x := w[k] + prior[k]; x > -20 {
			others += math.Exp2(float64(min(x, 900)))
		}
	}
	bits := w[self] + prior[self]
	if others > 1 {
		bits -= log2(others)
	}
	return max(-50, min(40, bits))
}

// logit is the probability of being the same person, in bits.
func logit(p float64) float64 {
	p = min(max(p, 1e-15), 1-1e-12)
	return math.Log2(p / (1 - p))
}

func sigmoid(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }
