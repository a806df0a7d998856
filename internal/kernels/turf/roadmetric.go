package turf

import (
	"math"

	"banyan/internal/kernels/geo"
)

// roadMetric measures walks on a road graph. A stop that is on no road is reached in a straight line, at a detour.
type roadMetric struct {
	stops  []stop
	roads  *geo.Roads
	router *geo.Router
	spots  []geo.Spot
	known  []bool // the stop is on a road
}

// snapReach is how far from a road a door may be.
const snapReach = 150

func newRoadMetric(stops []stop, roads *geo.Roads) *roadMetric {
	m := &roadMetric{
		stops: stops, roads: roads, router: roads.NewRouter(), spots: make([]geo.Spot, len(stops)), known: make([]bool, len(stops)),
	}
	for i, s := range stops {
		m.spots[i], m.known[i] = roads.Snap(s.at, s.street, snapReach)
	}
	return m
}

func (m *roadMetric) fork() metric {
	own := *m
	own.router = m.roads.NewRouter()
	return &own
}

func (m *roadMetric) from(a int, others []int) []float64 {
	out := m.fromSpot(m.spots[a], m.known[a], m.stops[a].at, others)
	for i, b := range others {
		if a == b {
			out[i] = 0
		} else if m.crosses(a, b) {
			out[i] += m.crossing(a, b)
		}
	}
	return out
}

// crossing is what changing the side of the street between two stops is worth.
func (m *roadMetric) crossing(a, b int) float64 {
	if !m.known[a] || !m.known[b] {
		return sideCrossing
	}
	return math.Max(m.roads.Class(m.spots[a]).Crossing(), m.roads.Class(m.spots[b]).Crossing())
}

func (m *roadMetric) fromPoint(p geo.Point, others []int) []float64 {
	spot, known := m.roads.Snap(p, "", snapReach)
	return m.fromSpot(spot, known, p, others)
}

// fromSpot falls back to the straight line where no way is known, or only one that is absurd: roads at the edge of an extract may
// connect far outside of it.
func (m *roadMetric) fromSpot(spot geo.Spot, known bool, at geo.Point, others []int) []float64 {
	out := make([]float64, len(others))
	var targets []geo.Spot
	var which []int
	limit := 0.0
	for i, b := range others {
		straight := geo.Distance(at, m.stops[b].at)
		out[i] = straight*detour + noRoadMetres
		if known && m.known[b] {
			targets, which = append(targets, m.spots[b]), append(which, i)
			limit = math.Max(limit, 4*straight+1500)
		}
	}
	if len(targets) > 0 {
		for k, metres := range m.router.Distances(spot, targets, limit) {
			if i := which[k]; !math.IsInf(metres, 1) {
				out[i] = metres
			} else {
				out[i] = 4*geo.Distance(at, m.stops[others[i]].at) + 1500
			}
		}
	}
	return out
}

// noRoadMetres keeps doors without a road from looking nearer than those with one.
const noRoadMetres = 50

// crosses goes by the side of the road where both stops are on one edge, and by the parity of the numbers farther away.
func (m *roadMetric) crosses(a, b int) bool {
	if m.known[a] && m.known[b] && m.spots[a].Edge == m.spots[b].Edge {
		return m.spots[a].Left != m.spots[b].Left
	}
	return otherSide(&m.stops[a], &m.stops[b])
}
