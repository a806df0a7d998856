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
		step := g.spacing[route[j-1]]
		for i := j - 1; i >= 0; i-- {
			part := before[j].minus(&before[i])
			if i < j-1 && (part.doors > l.most || part.weight > 2*l.high) {
				break
			}
			cost := best[i] + metres[j-1] - metres[i] + g.shape(&part, step) + step*l.cost(&part)
			if cost < best[j] {
				best[j], from[j] = cost, int32(i)
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
