package assign

import (
	"fmt"
	"slices"
)

// Large is a problem whose pairs are too many to be written down at once. It is solved on short lists of likely pairs; what the lists
// lack is then asked for pair by pair, and comes into the lists where the prices say that it could be better, until nothing could. So
// the answer is exact for all pairs, however short the lists were.
type Large struct {
	Workers, Things int
	// Cost tells what a pair costs; false forbids it. It must always say the same.
	Cost func(worker, thing int) (cost int64, allowed bool)
	// Near lists things that are likely for a worker; a thing may stand in it twice.
	Near  func(worker int) []int
	Hands []int
	Empty []int64
}

// addPerWorker is how many pairs a worker's list grows by in one round: the best of those that it lacks.
const addPerWorker = 24

// SolveLarge gives an exact answer of a large problem, and the pairs that were needed to prove it.
func SolveLarge(l Large) (Answer, [][]Pair, error) {
	p := Problem{Things: l.Things, Pairs: make([][]Pair, l.Workers), Hands: l.Hands, Empty: l.Empty}
	listed := make([]map[int32]bool, l.Workers)
	for w := range listed {
		listed[w] = map[int32]bool{}
		for _, t := range l.Near(w) {
			if t < 0 || t >= l.Things {
				return Answer{}, nil, fmt.Errorf("assign: thing %d of %d is near worker %d", t, l.Things, w)
			}
			if cost, ok := l.Cost(w, t); ok && !listed[w][int32(t)] {
				listed[w][int32(t)] = true
				p.Pairs[w] = append(p.Pairs[w], Pair{int32(t), cost})
			}
		}
	}
	for {
		a, err := Solve(p)
		if err != nil {
			return a, p.Pairs, err
		}
		grown := false
		for w := range p.Pairs {
			missed := l.missed(a, w, listed[w])
			for _, x := range missed {
				listed[w][x.Thing] = true
			}
			p.Pairs[w] = append(p.Pairs[w], missed...)
			grown = grown || len(missed) > 0
		}
		if !grown {
			return a, p.Pairs, nil
		}
	}
}

// missed gives pairs that a worker's list lacks and that cost less than their prices, the best of them first.
func (l Large) missed(a Answer, w int, listed map[int32]bool) (out []Pair) {
	over := func(x Pair) int64 { return x.Cost - a.ThingPrice[x.Thing] }
	for t := range l.Things {
		if a.ThingPrice[t]+a.WorkerPrice[w] <= -MaxCost { // no cost could be less
			continue
		}
		cost, ok := l.Cost(w, t)
		if ok && cost < a.WorkerPrice[w]+a.ThingPrice[t] && !listed[int32(t)] {
			out = append(out, Pair{int32(t), cost})
		}
	}
	slices.SortFunc(out, func(x, y Pair) int {
		if over(x) != over(y) {
			if over(x) < over(y) {
				return -1
			}
			return 1
		}
		return int(x.Thing - y.Thing)
	})
	return out[:min(len(out), addPerWorker)]
}
