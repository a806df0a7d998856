package turf

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"

	"banyan/internal/kernels/turf/mesh"
)

// A bond between two stops holds on the streets if the walk is no absurd way around: a river or a motorway lies between those for which it is.
const (
	bondDetour = 4   // times the straight line
	bondMetres = 200 // and so much more: around a block
	bondsEach  = 3   // the nearest on foot are always bonds
	surveyed   = 256 // stops that a worker takes at once
)

// surveyRoads walks from each stop to those around it, keeps the distances, and cuts the bonds that are none on foot.
func (g *ground) surveyRoads(roads *roadMetric, around mesh.Graph) {
	n := len(g.spots)
	lists, walks := make([][]int32, n), make([][]float64, n)
	var taken atomic.Int64
	var running sync.WaitGroup
	for range g.workers {
		running.Go(func() {
			own, seen := roads.fork(), make([]int32, n)
			for from := int(taken.Add(surveyed) - surveyed); from < n; from = int(taken.Add(surveyed) - surveyed) {
				for i := from; i < min(n, from+surveyed); i++ {
					lists[i] = secondNeighbours(nil, around, int32(i), seen)
					slices.Sort(lists[i])
					numbers := make([]int, len(lists[i]))
					for k, v := range lists[i] {
						numbers[k] = g.chosen[v]
					}
					walks[i] = own.from(g.chosen[i], numbers)
				}
			}
		})
	}
	running.Wait()
	known := mesh.Graph{Start: make([]int32, n+1)}
	var metres []float64
	var pairs [][2]int32
	for i := range int32(n) {
		known.To, metres = append(known.To, lists[i]...), append(metres, walks[i]...)
		known.Start[i+1] = int32(len(known.To))
		order := indexes(len(lists[i]))
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(walks[i][a], walks[i][b]) })
		for k, o := range order {
			_, bound := slices.BinarySearch(g.bonds.Of(i), lists[i][o])
			if k < bondsEach || bound && walks[i][o] <= bondDetour*g.straight(i, lists[i][o])+bondMetres {
				pairs = append(pairs, [2]int32{i, lists[i][o]})
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
