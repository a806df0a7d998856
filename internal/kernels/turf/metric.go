package turf

import (
	"math"
	"slices"

	"banyan/internal/kernels/geo"
)

// metric tells how far it is to walk between stops. A street that must be crossed counts as some metres more, so that a walk
// along one side and back on the other is preferred where it should be.
type metric interface {
	// between is symmetric, and 0 from a stop to itself.
	between(a, b int) float64
	// from is the walk from one stop to some others.
	from(a int, others []int) []float64
	// fromPoint is the walk from any place to some stops.
	fromPoint(p geo.Point, others []int) []float64
	// crosses tells whether the walk between two stops of one street changes the side.
	crosses(a, b int) bool
}

func newMetric(stops []stop, roads *geo.Roads) metric {
	if roads == nil {
		return newStreetMetric(stops)
	}
	return newRoadMetric(stops, roads)
}

const (
	// detour is how much longer a walk is than the straight line where nothing is known of the streets: the median of pairs of doors
	// less than 400 metres apart on the streets of Portland (docs/turf.md).
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
	if n > closureStops {
		return d
	}
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
	return d
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

// streetMetric estimates walks from addresses alone, where no road graph is loaded. Doors of one street are a straight walk apart,
// more where the side changes. Between two streets the walk leads over the corner where they would meet; between two parallel
// streets, over the nearer end of the block. The direction of a street and the ends of a block are read off the doors.
type streetMetric struct {
	stops []stop
	plane geo.Plane
	at    []geo.XY
	along []geo.XY // unit vector of the street at the stop; zero where it is not known
	low   []float64
	high  []float64 // the ends of the block along the street, from the stop: low <= 0 <= high
}

func newStreetMetric(stops []stop) *streetMetric {
	points := make([]geo.Point, len(stops))
	streets := map[string][]int{}
	for i, s := range stops {
		points[i] = s.at
		if s.street != "" {
			streets[s.street] = append(streets[s.street], i)
		}
	}
	m := &streetMetric{
		stops: stops, plane: geo.NewPlane(geo.BoxOf(points...).Center()),
		along: make([]geo.XY, len(stops)), low: make([]float64, len(stops)), high: make([]float64, len(stops)),
	}
	m.at = m.plane.XYs(points)
	for _, members := range streets { // each writes only its own stops, so the order of the map does not matter
		m.readStreet(points, members)
	}
	return m
}

// readStreet finds the direction and the block's ends at each stop of one street.
func (m *streetMetric) readStreet(points []geo.Point, members []int) {
	places := make([]geo.Point, len(members))
	for i, n := range members {
		places[i] = points[n]
	}
	index := geo.NewIndex(places, 100)
	for _, n := range members {
		near := index.Within(points[n], 120)
		m.along[n] = m.direction(n, members, near)
		for _, o := range index.Within(points[n], 400) {
			other := members[o.At]
			if m.sameBlock(n, other, o.Metres) {
				x := m.at[other].Sub(m.at[n]).Dot(m.along[n])
				m.low[n], m.high[n] = math.Min(m.low[n], x), math.Max(m.high[n], x)
			}
		}
		m.low[n] -= cornerMargin
		m.high[n] += cornerMargin
	}
}

// sameBlock goes by the hundreds of the house numbers; without numbers, doors at most 60 m apart are of one block.
func (m *streetMetric) sameBlock(a, b int, metres float64) bool {
	x, y := m.stops[a].number, m.stops[b].number
	if !x.Known || !y.Known {
		return metres <= 60
	}
	return x.Prefix == y.Prefix && x.Block() == y.Block()
}

// direction is the principal axis of the nearest doors on the same side of the street, for the houses of one side stand in a
// row; of both sides where a side has too few.
func (m *streetMetric) direction(n int, members []int, near []geo.Near) geo.XY {
	var same, all []geo.XY
	side := m.stops[n].number.Side()
	for _, o := range near {
		other := members[o.At]
		if all = append(all, m.at[other]); m.stops[other].number.Side() == side && len(same) < 7 {
			same = append(same, m.at[other])
		}
	}
	if len(same) >= 2 {
		return geo.Axis(same)
	}
	if len(all) >= 4 {
		return geo.Axis(all)
	}
	return geo.XY{}
}

func (m *streetMetric) between(a, b int) float64 {
	if a == b {
		return 0
	}
	if a > b { // the same sums in the same order, whoever asks
		a, b = b, a
	}
	step := m.at[b].Sub(m.at[a])
	straight := step.Length()
	if m.stops[a].street != "" && m.stops[a].street == m.stops[b].street {
		if m.crosses(a, b) {
			across := math.Min(math.Abs(step.Cross(m.along[a])), streetWidth)
			return math.Sqrt(math.Max(0, straight*straight-across*across)) + sideCrossing
		}
		return straight
	}
	u, v := m.along[a], m.along[b]
	if u == (geo.XY{}) || v == (geo.XY{}) {
		return straight * detour
	}
	turn := u.Cross(v)
	if math.Abs(turn) > math.Sin(20*math.Pi/180) {
		corner := math.Abs(step.Cross(v)/turn) + math.Abs(step.Cross(u)/turn)
		return math.Max(straight, math.Min(corner, 2*straight+100))
	}
	aside := math.Abs(step.Cross(u))
	if aside < 20 { // one street that changes its name
		return straight
	}
	return aside + math.Max(aroundEnds(m.low[a], m.high[a], step.Dot(u)), aroundEnds(m.low[b], m.high[b], -step.Dot(v)))
}

// aroundEnds is how far it is along a street to pass one of the block's two ends and arrive level with x.
func aroundEnds(low, high, x float64) float64 {
	return math.Min(-low+math.Abs(x-low), high+math.Abs(x-high))
}

func (m *streetMetric) crosses(a, b int) bool { return otherSide(&m.stops[a], &m.stops[b]) }

// otherSide tells whether two stops of one street have numbers of different parity.
func otherSide(a, b *stop) bool {
	x, y := a.number.Side(), b.number.Side()
	return a.street != "" && a.street == b.street && x != y && x != geo.SideUnknown && y != geo.SideUnknown
}

func (m *streetMetric) from(a int, others []int) []float64 {
	out := make([]float64, len(others))
	for i, b := range others {
		out[i] = m.between(a, b)
	}
	return out
}

func (m *streetMetric) fromPoint(p geo.Point, others []int) []float64 {
	out, at := make([]float64, len(others)), m.plane.XY(p)
	for i, b := range others {
		out[i] = at.Distance(m.at[b]) * detour
	}
	return out
}

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

func (m *roadMetric) between(a, b int) float64 { return m.from(a, []int{b})[0] }

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

// link is a neighbour of a stop, by walking.
type link struct {
	to     int
	metres float64
}

const (
	linkReach      = 1500 // metres in a straight line within which neighbours are searched
	linkCell       = 60   // metres; the search begins with this
	linkCandidates = 24
	linksEach      = 8
)

// neighbours links each stop with the nearest by walking; links go both ways.
func neighbours(m metric, stops []stop) [][]link {
	points := make([]geo.Point, len(stops))
	for i, s := range stops {
		points[i] = s.at
	}
	index := geo.NewIndex(points, linkCell)
	links := make([][]link, len(stops))
	for a := range stops {
		var others []int
		for _, near := range index.Nearest(points[a], linkCandidates+1, linkReach) {
			if near.At != a {
				others = append(others, near.At)
			}
		}
		found := make([]link, len(others))
		for i, metres := range m.from(a, others) {
			found[i] = link{to: others[i], metres: metres}
		}
		slices.SortStableFunc(found, byMetres)
		for _, l := range found[:min(linksEach, len(found))] {
			links[a] = append(links[a], l)
			links[l.to] = append(links[l.to], link{to: a, metres: l.metres})
		}
	}
	for a := range links {
		slices.SortFunc(links[a], byMetres)
		seen := map[int]bool{}
		links[a] = slices.DeleteFunc(links[a], func(l link) bool {
			again := seen[l.to]
			seen[l.to] = true
			return again
		})
	}
	return links
}

func byMetres(a, b link) int {
	switch {
	case a.metres < b.metres:
		return -1
	case a.metres > b.metres:
		return 1
	default:
		return a.to - b.to
	}
}
