package linkage_test

import (
	"testing"

	"banyan/internal/kernels/linkage"
	"banyan/internal/simulate"
)

// reliability compares what is predicted with what is true, by band of probability.
type reliability struct {
	from               []float64
	n, predicted, true []float64
}

func reliabilityOf(l simulate.Lists, from ...float64) reliability {
	table := linkage.NewTable()
	for i := range l.Left {
		table.Add(linkage.Left, recordOf(&l.Left[i], false))
	}
	for i := range l.Right {
		table.Add(linkage.Right, recordOf(&l.Right[i], false))
	}
	right := l.Right
	if right == nil {
		right = l.Left
	}
	r := reliability{from, make([]float64, len(from)), make([]float64, len(from)), make([]float64, len(from))}
	for _, p := range linkage.Match(table, linkage.Options{ReviewThreshold: from[0]}).Pairs {
		band := 0
		for band+1 < len(from) && p.Probability >= from[band+1] {
			band++
		}
		r.n[band]++
		r.predicted[band] += p.Probability
		if l.Left[p.Left].Truth == right[p.Right].Truth {
			r.true[band]++
		}
	}
	return r
}

// A probability means what it says, also of people who share a common name in a list without births.
func TestCalibration(t *testing.T) {
	for name, list := range map[string]struct {
		plan   simulate.Plan
		births bool
		over   float64 // how much more than is true may be predicted
	}{
		"one list":                {simulate.OneDirtyList(70_011, 5000), true, .05},
		"one list without births": {simulate.OneDirtyList(70_012, 4000), false, .05},
		"members without births":  {simulate.VoterFileAgainstMembers(70_013, 5000), false, .05},
	} {
		l := listsOf(list.plan)
		for _, rows := range [][]simulate.Row{l.Left, l.Right} {
			for i := range rows {
				if !list.births {
					rows[i].BirthDate = ""
				}
			}
		}
		r := reliabilityOf(l, .05, .2, .5, .8, .95, .9995)
		for i, n := range r.n {
			if n == 0 {
				continue
			}
			predicted, is := r.predicted[i]/n, r.true[i]/n
			t.Logf("%s, from %.4f on: %6.0f pairs, predicted %.4f, true %.4f", name, r.from[i], n, predicted, is)
			if n >= 100 && predicted-is > list.over {
				t.Errorf("%s: of pairs from %.4f on %.4f are predicted and %.4f true", name, r.from[i], predicted, is)
			}
		}
		if sure := len(r.n) - 1; r.true[sure] < .995*r.n[sure] {
			t.Errorf("%s: %.0f of the %.0f surest pairs are right", name, r.true[sure], r.n[sure])
		}
	}
}

// Two people of a common name in two streets are hardly one; two of a rare name may well be.
func TestCalibration_aCommonNameSaysLittle(t *testing.T) {
	l := listsOf(simulate.OneDirtyList(70_015, 4000))
	table := linkage.NewTable()
	add := func(r linkage.Record) int {
		table.Add(linkage.Left, &r)
		return table.Len(linkage.Left) - 1
	}
	for i := range l.Left {
		r := recordOf(&l.Left[i], false)
		r.BirthDate = ""
		add(*r)
	}
	for i := range 60 { // a common name, of people who live all over the state
		add(linkage.Record{Given: "Minh", Family: "Nguyen", Street: string(rune('1'+i%9)) + "2 Lantern St", City: l.Left[i*7].City, Zip: l.Left[i*7].Zip})
	}
	common := add(linkage.Record{Given: "Minh", Family: "Nguyen", Street: "99 Banyan Way", City: l.Left[3].City, Zip: "30999"})
	rare := add(linkage.Record{Given: "Zebedee", Family: "Quartermain", Street: "4 Oak St", City: l.Left[5].City, Zip: l.Left[5].Zip})
	again := add(linkage.Record{Given: "Zebedee", Family: "Quartermain", Street: "17 Hill Rd", City: l.Left[5].City, Zip: l.Left[5].Zip})
	found := 0.0
	for _, p := range linkage.Match(table, linkage.Options{ReviewThreshold: .001}).Pairs {
		if p.Right == common && p.Probability >= .5 {
			t.Errorf("row %d and %d, of whom nothing is equal but a common name, are one person by %.3f: %+v", p.Left, p.Right, p.Probability, *recordOf(&l.Left[min(p.Left, len(l.Left)-1)], false))
		}
		if p.Left == rare && p.Right == again {
			found = p.Probability
		}
	}
	if found < .5 {
		t.Errorf("two rows of a rare name in one ZIP code are one person by %.3f only", found)
	}
}
