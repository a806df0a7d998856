package linkage

import "math"

// Doubtful pairs between these bits are judged once more, when one of the rows has found others by then.
const (
	doubtful = -8
	surely   = 0 // bits that the group as a whole must say
)

// rescue joins rows to groups where no single pair is sure enough, but the group as a whole is: it knows more than each of its rows. One row
// has the e-mail address, another the birth, a third the name without a mistake.
func (r *resolver) rescue(edges []*edge) {
	for _, e := range surest(edges, doubtful) {
		if r.groups[e.a] == nil && r.groups[e.b] == nil {
			continue
		}
		a, b := r.group(e.a), r.group(e.b)
		if a == b || len(a.rows)+len(b.rows) < 3 || len(a.rows)*len(b.rows) > 400 || r.forbidden(a, b) {
			continue
		}
		if r.together(a, b) > surely {
			r.merge(a, b)
		}
	}
}

// together is what two groups say as wholes: for each field the best that any two of their rows say, less what many tries make likely
// by chance.
func (r *resolver) together(a, b *group) float32 {
	m := r.model
	best, tries := [fields]float32{}, [fields]int{}
	for _, x := range a.rows {
		for _, y := range b.rows {
			rowX, rowY := &r.table.rows[x], &r.table.rows[y]
			p := r.table.compareRows(rowX, rowY, r.scratch)
			rare := m.rarities(r.values, rowX, rowY, p)
			w := m.evidence(p, rare.shared())
			if post := m.posterior(w); post[relative]+post[namesake]+post[twin] > .5 || p.level(FieldSuffix) == suffixConflict {
				return float32(math.Inf(-1))
			}
			for f := range fields {
				l := p.level(Field(f))
				if l == 0 {
					continue
				}
				bits := m.bits[self][f][l] - m.bits[stranger][f][l] + rare[f]
				if tries[f] == 0 || bits > best[f] {
					best[f] = bits
				}
				tries[f]++
			}
		}
	}
	sum := log2(m.Pairs[self] / m.Universe)
	for f := range fields {
		if tries[f] > 0 {
			sum += best[f] - log2(float64(tries[f]))
		}
	}
	return sum
}
