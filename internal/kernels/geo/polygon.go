package geo

import "math"

// Line is a path of points.
type Line []Point

// Ring is a closed line. Its last point may repeat its first or not; both are read alike, and written closed.
type Ring []Point

// Polygon is an outer ring followed by its holes.
type Polygon []Ring

// MultiPolygon is a set of polygons that do not overlap, for example a ward with an island.
type MultiPolygon []Polygon

// Metres is the length of the line.
func (l Line) Metres() float64 {
	sum := 0.0
	for i := 1; i < len(l); i++ {
		sum += Distance(l[i-1], l[i])
	}
	return sum
}

// Box is the bounding box.
func (p Polygon) Box() Box {
	if len(p) == 0 {
		return EmptyBox()
	}
	return BoxOf(p[0]...)
}

// Box is the bounding box.
func (m MultiPolygon) Box() Box {
	box := EmptyBox()
	for _, p := range m {
		box = box.Union(p.Box())
	}
	return box
}

// Contains tells whether q is inside the ring. Of two rings with a common side exactly one contains a point on that side
// (half-open even-odd rule), so that nobody lives in two wards or in none.
func (r Ring) Contains(q Point) bool {
	inside := false
	for i, j := 0, len(r)-1; i < len(r); j, i = i, i+1 {
		a, b := r[i], r[j]
		if (a.Lat > q.Lat) == (b.Lat > q.Lat) {
			continue
		}
		if b.Lat < a.Lat { // the same arithmetic from whichever side the edge is walked
			a, b = b, a
		}
		if q.Lon < a.Lon+(q.Lat-a.Lat)/(b.Lat-a.Lat)*(b.Lon-a.Lon) {
			inside = !inside
		}
	}
	return inside
}

// Contains tells whether q is inside the polygon and in none of its holes.
func (p Polygon) Contains(q Point) bool {
	inside := false
	for _, ring := range p {
		if ring.Contains(q) {
			inside = !inside
		}
	}
	return inside
}

// Contains tells whether q is inside one of the polygons.
func (m MultiPolygon) Contains(q Point) bool {
	for _, p := range m {
		if p.Contains(q) {
			return true
		}
	}
	return false
}

// Area is the area in square metres, by the formula of Chamberlain and Duquette (2007) for polygons on a sphere.
func (r Ring) Area() float64 {
	sum := 0.0
	for i, j := 0, len(r)-1; i < len(r); j, i = i, i+1 {
		a, b := r[j], r[i]
		sum += radians(b.Lon-a.Lon) * (2 + math.Sin(radians(a.Lat)) + math.Sin(radians(b.Lat)))
	}
	return math.Abs(sum) * earthRadius * earthRadius / 2
}

// Area is the area of the outer ring less that of the holes.
func (p Polygon) Area() float64 {
	area := 0.0
	for i, ring := range p {
		if i == 0 {
			area = ring.Area()
		} else {
			area -= ring.Area()
		}
	}
	return math.Max(0, area)
}

// Area is the sum of the polygons' areas.
func (m MultiPolygon) Area() float64 {
	sum := 0.0
	for _, p := range m {
		sum += p.Area()
	}
	return sum
}

// Metres is the length of the ring's edge, with the closing side.
func (r Ring) Metres() float64 {
	if len(r) == 0 {
		return 0
	}
	return Line(r).Metres() + Distance(r[len(r)-1], r[0])
}

// closed is the ring with its first point repeated at the end, as file formats want it.
func (r Ring) closed() Ring {
	if len(r) == 0 || r[0] == r[len(r)-1] {
		return r
	}
	return append(append(make(Ring, 0, len(r)+1), r...), r[0])
}

// open is the ring without a repeated last point.
func (r Ring) open() Ring {
	if len(r) > 1 && r[0] == r[len(r)-1] {
		return r[:len(r)-1]
	}
	return r
}
