package turf

import (
	"cmp"
	"slices"

	"banyan/internal/kernels/turf/mesh"
)

// A bond between two stops holds on the streets if the walk is no absurd way around: a river or a motorway lies between those for which it is.
const (
	bondDetour = 4   // times the straight line
	bondMetres = 200 // and so much more: around a block
	bondsEach  = 3   // the nearest on foot are always bonds
)

// surveyRoads walks from each stop to those around it, keeps the distances, and cuts the bonds that are none on foot.
func (g *ground) surveyRoads(roads *roadMetric, around mesh.Graph) {
	n := len(g.spots)
	known := mesh.Graph{Start: make([]int32, n+1)}
	var metres []float64
	var pairs [][2]int32
	seen := make([]int32, n)
	for i := range int32(n) {
		others := secondNeighbours(nil, around, i, seen)
		slices.Sort(others)
		numbers := make([]int, len(others))
		for k, v := range others {
			numbers[k] = g.chosen[v]
		}
		walks := roads.from(g.chosen[i], numbers)
		known.To, metres = append(known.To, others...), append(metres, walks...)
		known.Start[i+1] = int32(len(known.To))
		order := indexes(len(others))
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(walks[a], walks[b]) })
		for k, o := range order {
			_, bound := slices.BinarySearch(g.bonds.Of(i), others[o])
			if k < bondsEach || bound && walks[o] <= bondDetour*g.straight(i, others[o])+bondMetres {
				pairs = append(pairs, [2]int32{i, others[o]})
			}
		}
	}
	g.bonds = mesh.NewGraph(n, pairs)
	walk := func(a, b int32) float64 {
		if k, ok := slices.BinarySearch(known.Of(a), b); ok {
			return metres[int(known.Start[a])+k]
		}
		return detour*g.straight(a, b) + noRoadMetres
	}
	g.paths = walk
	if g.fence != nil {
		g.enclose(g.fence, g.stops)
	}
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
