package turf

import (
	"math"
	"slices"
)

// slice finds the cheapest places to cut a route that begins anywhere into turfs (dynamic programming). The turfs follow each other on the route.
func slice(g *ground, l limits, route []int32) [][]int32 {
	n := len(route)
	before := make([]sums, n+1) // of the stops before each place on the route
	metres := make([]float64, n+1)
	for i, v := range route {
		one := g.sumOf(v)
		before[i+1] = before[i].plus(&one)
		if i > 0 {
			metres[i] = metres[i-1] + g.walk(route[i-1], v)
		}
	}
	best, from := make([]float64, n+1), make([]int32, n+1)
	for j := 1; j <= n; j++ {
		best[j] = math.Inf(1)
		step, end := g.spacing[route[j-1]], &before[j]
		try := func(i int) {
			cost := best[i] + metres[j-1] - metres[i] + step*l.costOf(end.weight-before[i].weight, end.doors-before[i].doors)
			if cost >= best[j] {
				return
			}
			part := end.minus(&before[i])
			if cost += g.shape(&part, step); cost < best[j] {
				best[j], from[j] = cost, int32(i)
			}
		}
		// Sizes in the window first: what the others cost beside their shape is then nearly always too much.
		window := j - 1
		for window > 0 && end.weight-before[window].weight < l.low {
			window--
		}
		i := window
		for ; i >= 0 && (i == j-1 || end.doors-before[i].doors <= l.most && end.weight-before[i].weight <= 2*l.high); i-- {
			try(i)
		}
		for i := j - 1; i > window; i-- {
			if i == j-1 || end.doors-before[i].doors <= l.most && end.weight-before[i].weight <= 2*l.high {
				try(i)
			}
		}
	}
	var parts [][]int32
	for j := n; j > 0; j = int(from[j]) {
		parts = append(parts, route[from[j]:j:j])
	}
	slices.Reverse(parts)
	return parts
}

// openAtLongest turns a closed tour so that it begins behind its longest step.
func openAtLongest(g *ground, tour []int32) []int32 {
	longest, at := -1.0, 0
	for i, v := range tour {
		if metres := g.walk(tour[(i+len(tour)-1)%len(tour)], v); metres > longest {
			longest, at = metres, i
		}
	}
	return slices.Concat(tour[at:], tour[:at])
}
