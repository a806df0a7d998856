package turf

import (
	"cmp"
	"math"
	"slices"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/tour"
	"banyan/internal/kernels/turf/mesh"
)

// ground is what a cut looks at: stops on a plane, how far it is to walk between them, and which are beside each other. Its stops are numbered
// along a space-filling curve, so that neighbours are near each other in memory.
type ground struct {
	spots      []spot
	doors      []int32
	weight     []float64                // in the measure: doors or people
	spacing    []float64                // metres from door to door on a walk through the surroundings
	near       mesh.Graph               // where to look for better places, the nearest first
	nearMetres []float64                // how far they are
	bonds      mesh.Graph               // a turf hangs together if these join its stops
	paths      func(a, b int32) float64 // how far it is on foot; nil: as the crow flies
	speakers   []speakers
	languages  float64 // what a door of a scarce language among others costs, in steps
	metric     metric
	chosen     []int // of each stop, its number in the metric
	workers    int
	fence      *geo.Fence
	stops      []stop // as chosen numbers them; where there is a fence
}

// spot is where a stop is, in metres.
type spot struct {
	x, y   float64
	narrow float64 // how much shorter a degree of longitude is here than at the origin
}

// straight is the distance of two stops as the crow flies, exact wherever on the earth they are, as long as they are not far apart.
func (g *ground) straight(a, b int32) float64 {
	p, q := &g.spots[a], &g.spots[b]
	dx, dy := (p.x-q.x)*(p.narrow+q.narrow)*0.5, p.y-q.y
	return math.Sqrt(dx*dx + dy*dy)
}

// walk is the distance of two stops that the cut goes by.
func (g *ground) walk(a, b int32) float64 {
	if g.paths == nil {
		return g.straight(a, b)
	}
	return g.paths(a, b)
}

// plane is the stops' places, by axis.
func (g *ground) plane() (x, y []float64) {
	x, y = make([]float64, len(g.spots)), make([]float64, len(g.spots))
	for i, p := range g.spots {
		x[i], y[i] = p.x, p.y
	}
	return x, y
}

// points are the stops on the plane.
func (g *ground) points() []tour.Point {
	points := make([]tour.Point, len(g.spots))
	for i, p := range g.spots {
		points[i] = tour.Point{X: p.x, Y: p.y}
	}
	return points
}

// newGround lays some of the stops out; chosen is put into the order of the ground.
func newGround(stops []stop, chosen []int, m metric, by Measure) *ground {
	n := len(chosen)
	points := make([]geo.Point, n)
	for i, s := range chosen {
		points[i] = stops[s].at
	}
	unroll(points)
	box := geo.BoxOf(points...)
	origin := geo.NewPlane(box.Center())
	sortAlongCurve(chosen, points, box)
	g := &ground{spots: make([]spot, n), doors: make([]int32, n), weight: make([]float64, n), speakers: make([]speakers, n)}
	middle := math.Max(0.01, math.Cos(box.Center().Lat*math.Pi/180))
	for i, s := range chosen {
		at := origin.XY(points[i])
		g.spots[i] = spot{at.X, at.Y, math.Cos(points[i].Lat*math.Pi/180) / middle}
		g.doors[i] = int32(len(stops[s].doors))
		g.speakers[i] = stops[s].speakers
		g.weight[i] = float64(g.doors[i])
		if by == ByPeople {
			g.weight[i] = float64(stops[s].people)
		}
	}
	g.metric, g.chosen = m, chosen
	if estimate, ok := m.(*streetMetric); ok && estimate.knowsStreets() {
		g.paths = func(a, b int32) float64 { return estimate.between(chosen[a], chosen[b]) }
	}
	return g
}

// unroll moves points that lie around the 180th meridian to one side of it.
func unroll(points []geo.Point) {
	if box := geo.BoxOf(points...); box.East-box.West <= 180 {
		return
	}
	for i := range points {
		if points[i].Lon < 0 {
			points[i].Lon += 360
		}
	}
}

// sortAlongCurve puts points, and what belongs to them, in the order of Hilbert's curve.
func sortAlongCurve(chosen []int, points []geo.Point, box geo.Box) {
	type cell struct {
		key    uint32
		chosen int
		at     geo.Point
	}
	scale := 65535 / math.Max(1e-9, math.Max(box.East-box.West, box.North-box.South))
	cells := make([]cell, len(points))
	for i, p := range points {
		cells[i] = cell{hilbert(uint32(scale*(p.Lon-box.West)), uint32(scale*(p.Lat-box.South))), chosen[i], p}
	}
	slices.SortFunc(cells, func(a, b cell) int { return cmp.Or(cmp.Compare(a.key, b.key), a.chosen-b.chosen) })
	for i, s := range cells {
		chosen[i], points[i] = s.chosen, s.at
	}
}

// hilbert is the position of a cell on Hilbert's curve of order 16.
func hilbert(x, y uint32) uint32 {
	d := uint32(0)
	for s := uint32(1 << 15); s > 0; s /= 2 {
		rx, ry := min(1, x&s), min(1, y&s)
		d += s * s * ((3 * rx) ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = 65535-x, 65535-y
			}
			x, y = y, x
		}
	}
	return d
}

// survey finds out which stops are beside each other: those that Delaunay joins and theirs, the nearest first, to look at, and those that have
// nothing between them to hang together by.
func (g *ground) survey() {
	around, bonds := mesh.Delaunay(g.plane())
	g.bonds = bonds
	if roads, ok := g.metric.(*roadMetric); ok {
		g.surveyRoads(roads, around)
	}
	if g.fence != nil {
		g.bonds, _ = g.unfenced(around, g.bonds)
	}
	n := len(g.spots)
	g.near = mesh.Graph{Start: make([]int32, n+1), To: make([]int32, 0, n*(nearest+2))}
	type candidate struct {
		metres float64
		stop   int32
	}
	var found []candidate
	var second []int32
	seen := make([]int32, n)
	for i := range int32(n) {
		second = secondNeighbours(second[:0], around, i, seen)
		found = found[:0]
		for _, k := range second {
			found = append(found, candidate{g.walk(i, k), k})
		}
		slices.SortFunc(found, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.metres, b.metres), cmp.Compare(a.stop, b.stop)) })
		for k, c := range found {
			if _, bound := slices.BinarySearch(g.bonds.Of(i), c.stop); k < nearest || bound {
				g.near.To, g.nearMetres = append(g.near.To, c.stop), append(g.nearMetres, c.metres)
			}
		}
		g.near.Start[i+1] = int32(len(g.near.To))
	}
}

// secondNeighbours lists the neighbours of a stop and theirs. seen must be the same list for all stops, zero at first.
func secondNeighbours(into []int32, around mesh.Graph, i int32, seen []int32) []int32 {
	seen[i] = i + 1
	add := func(list []int32) {
		for _, k := range list {
			if seen[k] != i+1 {
				seen[k] = i + 1
				into = append(into, k)
			}
		}
	}
	add(around.Of(i))
	for _, j := range around.Of(i) {
		add(around.Of(j))
	}
	return into
}

// nearest is beside how many others a better place is looked for.
const nearest = 6

// measureSpacing reads off a route through all stops how far it is from door to door around each of them.
func (g *ground) measureSpacing(route []int32) {
	n := len(route)
	g.spacing = make([]float64, n)
	metres, doors := make([]float64, n+1), make([]float64, n+1)
	for i, v := range route {
		metres[i+1], doors[i+1] = metres[i], doors[i]+float64(g.doors[v])
		if i > 0 {
			metres[i+1] += g.walk(route[i-1], v)
		}
	}
	for i, v := range route {
		low, high := max(0, i-spacingReach), min(n, i+spacingReach)
		g.spacing[v] = math.Max(leastSpacing, (metres[high]-metres[low])/math.Max(1, doors[high]-doors[low]))
	}
}

const (
	spacingReach = 60 // stops to both sides on the route
	leastSpacing = 1  // metres; where all doors are at one place
)
