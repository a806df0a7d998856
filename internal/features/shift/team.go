package shift

import (
	"cmp"
	"math"
	"slices"

	"banyan/internal/kernels/assign"
	"banyan/internal/kernels/geo"
	"banyan/internal/platform/id"
)

// crews are those who walk together: the teams that there are, and everybody else alone, in the order of signing up.
func crews(workers []Worker) (out [][]Worker) {
	at := map[id.ID]int{}
	for _, w := range workers {
		if i, known := at[w.Team]; w.Team != 0 && known {
			out[i] = append(out[i], w)
			continue
		}
		at[w.Team] = len(out)
		out = append(out, []Worker{w})
	}
	return out
}

// pairUp finds company for those who are new or do not want to go alone, among those who are alone: who is new goes with somebody who
// knows how, and wherever that can be chosen with somebody who would like company too. Who is new and finds nobody like that goes with
// nobody: two who do not know how learn nothing from each other. It gives the pairs.
func pairUp(alone []Worker) (pairs [][2]id.ID) {
	var fresh, able []Worker
	for _, w := range alone {
		if w.First {
			fresh = append(fresh, w)
		} else {
			able = append(able, w)
		}
	}
	taken := map[id.ID]bool{}
	for _, m := range match(fresh, able) {
		pairs = append(pairs, m)
		taken[m[1]] = true
	}
	return append(pairs, mates(slices.DeleteFunc(able, func(w Worker) bool { return taken[w.ID] || !w.Partner }))...)
}

// match gives everybody of the first list somebody of the second, as far as they go, so that all together fit best.
func match(seeking, able []Worker) (pairs [][2]id.ID) {
	p := assign.Problem{Things: len(able), Pairs: make([][]assign.Pair, len(seeking))}
	for i, a := range seeking {
		for j, b := range able {
			p.Pairs[i] = append(p.Pairs[i], assign.Pair{Thing: int32(j), Cost: unlike(a, b)})
		}
	}
	answer, err := assign.Solve(p)
	if err != nil {
		return nil // costs are bounded: there is no such problem
	}
	for j, i := range answer.Of {
		if i >= 0 {
			pairs = append(pairs, [2]id.ID{seeking[i].ID, able[j].ID})
		}
	}
	return pairs
}

// mates pairs people among themselves, the most alike first.
func mates(list []Worker) (pairs [][2]id.ID) {
	type couple struct {
		a, b int
		cost int64
	}
	var all []couple
	for i := range list {
		for j := i + 1; j < len(list); j++ {
			all = append(all, couple{i, j, unlike(list[i], list[j])})
		}
	}
	slices.SortStableFunc(all, func(x, y couple) int { return cmp.Compare(x.cost, y.cost) })
	taken := make([]bool, len(list))
	for _, c := range all {
		if !taken[c.a] && !taken[c.b] {
			taken[c.a], taken[c.b] = true, true
			pairs = append(pairs, [2]id.ID{list[c.a].ID, list[c.b].ID})
		}
	}
	return pairs
}

// unlike is how badly two go together: far apart, other hours, another pace, one of them on foot, one who would rather be alone. Sharing
// a language helps them to talk, having different ones helps at the doors, so languages decide nothing here but one: without any in
// common nobody learns anything.
func unlike(a, b Worker) int64 {
	cost := math.Abs(float64(a.Minutes-b.Minutes))*2 + math.Abs(float64(a.Pace-b.Pace))
	if a.At.Known && b.At.Known {
		cost += min(geo.Distance(a.At.Point, b.At.Point)/50, 2000)
	}
	if a.Bike != b.Bike {
		cost += 40
	}
	if !b.Partner && !b.First {
		cost += 200
	}
	if !slices.ContainsFunc(a.Languages, func(l string) bool { return slices.Contains(b.Languages, l) }) {
		cost += 1000
	}
	return int64(cost)
}
