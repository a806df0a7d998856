package turf

import (
	"math"
	"slices"

	"banyan/internal/kernels/geo"
)

// metric tells how far it is to walk between stops. A street that must be crossed counts as some metres more, so that a walk
// along one side and back on the other is preferred where it should be.
type metric interface {
	// from is the walk from one stop to some others: symmetric, and 0 to the stop itself.
	from(a int, others []int) []float64
	// fromPoint is the walk from any place to some stops.
	fromPoint(p geo.Point, others []int) []float64
	// crosses tells whether the walk between two stops of one street changes the side.
	crosses(a, b int) bool
	// fork is the same for another goroutine.
	fork() metric
}

func newMetric(stops []stop, roads *geo.Roads) metric {
	if roads == nil {
		return newStreetMetric(stops)
	}
	return newRoadMetric(stops, roads)
}

const (
	// detour is how much longer a walk is than the straight line where nothing is known of the streets: about the median of pairs of
	// doors 60 to 150 metres apart on the streets of Portland (docs/turf.md).
	detour = 1.35
	// cornerMargin is how far the last house of a block stands from the corner, in metres.
	cornerMargin = 15
	// sideCrossing is what crossing a street of unknown class is worth, in metres: as a residential one.
	sideCrossing = 25
	// streetWidth is the most that two houses that face each other are apart, in metres. It is not walked: sideCrossing stands for it.
	streetWidth = 40
	// closureStops is the most stops for which shortcuts over third stops are searched.
	closureStops = 300
)

// matrix is the distances among the chosen stops, row by row. Shortcuts over a third stop are taken (Floyd and Warshall, 1962), so
// that distances which were estimated pair by pair fit together.
func matrix(m metric, chosen []int) []float64 {
	n := len(chosen)
	d := make([]float64, n*n)
	for i, a := range chosen {
		for j, metres := range m.from(a, chosen[i+1:]) {
			d[i*n+i+1+j], d[(i+1+j)*n+i] = metres, metres
		}
	}
	if n <= closureStops {
		closure(d, n)
	}
	if fenced, ok := m.(*fencedMetric); ok {
		fenced.keepSides(d, chosen)
	}
	return d
}

// closure takes all shortcuts.
func closure(d []float64, n int) {
	for k := range n {
		over := d[k*n : k*n+n]
		for i := range n {
			row, toK := d[i*n:i*n+n], d[i*n+k]
			for j := range row {
				if via := toK + over[j]; via < row[j] {
					row[j] = via
				}
			}
		}
	}
}

// fromStart is the walk from a place to the chosen stops, with the same shortcuts; d is their matrix.
func fromStart(m metric, start geo.Point, chosen []int, d []float64) []float64 {
	direct := m.fromPoint(start, chosen)
	out := slices.Clone(direct)
	for i := range chosen {
		for k := range chosen {
			out[i] = math.Min(out[i], direct[k]+d[k*len(chosen)+i])
		}
	}
	return out
}
