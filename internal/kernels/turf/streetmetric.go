package turf

import (
	"math"

	"banyan/internal/kernels/geo"
)

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

	streets bool // any stop has one
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
	m := &streetMetric{stops: stops, plane: geo.NewPlane(geo.BoxOf(points...).Center()), streets: len(streets) > 0}
	m.at = m.plane.XYs(points)
	if !m.streets {
		return m
	}
	m.along, m.low, m.high = make([]geo.XY, len(stops)), make([]float64, len(stops)), make([]float64, len(stops))
	for _, members := range streets { // each writes only its own stops, so the order of the map does not matter
		m.readStreet(points, members)
	}
	return m
}

// knowsStreets tells whether any stop has one; where none has, all walks are as long as the straight line, times a number.
func (m *streetMetric) knowsStreets() bool { return m.streets }

func (m *streetMetric) fork() metric { return m }

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
	if !m.streets {
		return straight * detour
	}
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
