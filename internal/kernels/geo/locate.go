package geo

import (
	"math"
	"slices"
)

// Locator finds which of many outlines a point is in, for example the ward of each of a million doors. It lays a grid over the
// outlines: a cell that no border crosses is answered at once, and in the others only the sides at the point's latitude are
// looked at. Where the polygons of an outline do not overlap it answers as [MultiPolygon.Contains] does, for every point.
type Locator struct {
	box         Box
	across, up  int     // cells
	perLon      float64 // cells in a degree
	perLat      float64
	cells       [][]cellEntry
	shapes      []bands
	borderEdges [][]int32 // of each cell: positions in edges
	edges       []edge
}

// cellEntry is an outline that fills a cell or has a border in it.
type cellEntry struct {
	outline int32
	whole   bool
}

type edge struct {
	low, high Point // low.Lat <= high.Lat
	outline   int32
}

// bands are the sides of one outline, sorted into stripes of latitude.
type bands struct {
	south, perLat float64
	stripes       [][]edge
}

// mostCells bounds the grid of a locator on either axis.
const mostCells = 256

// NewLocator makes a locator for the outlines.
func NewLocator(outlines []MultiPolygon) *Locator {
	l := &Locator{box: EmptyBox(), shapes: make([]bands, len(outlines))}
	count := 0
	for i, o := range outlines {
		l.box = l.box.Union(o.Box())
		l.shapes[i] = newBands(o)
		count += o.points()
	}
	if l.box.Empty() {
		return l
	}
	side := max(1, min(mostCells, int(math.Sqrt(float64(count)))))
	l.across, l.up = side, side
	l.perLon = float64(side) / math.Max(l.box.East-l.box.West, 1e-9)
	l.perLat = float64(side) / math.Max(l.box.North-l.box.South, 1e-9)
	l.cells, l.borderEdges = make([][]cellEntry, side*side), make([][]int32, side*side)
	for i, o := range outlines {
		l.add(int32(i), o)
	}
	return l
}

func (m MultiPolygon) points() (n int) {
	for _, p := range m {
		for _, r := range p {
			n += len(r)
		}
	}
	return n
}

func newEdge(outline int32, a, b Point) edge {
	if b.Lat < a.Lat { // the same arithmetic from whichever side the edge is walked
		a, b = b, a
	}
	return edge{low: a, high: b, outline: outline}
}

// sides calls do for every side of every ring.
func (m MultiPolygon) sides(do func(a, b Point)) {
	for _, p := range m {
		for _, r := range p {
			for i, j := 0, len(r)-1; i < len(r); j, i = i, i+1 {
				do(r[i], r[j])
			}
		}
	}
}

// add enters an outline: first the cells that its border crosses, then the ones inside.
func (l *Locator) add(outline int32, m MultiPolygon) {
	crossed := map[int]bool{}
	m.sides(func(a, b Point) {
		l.edges = append(l.edges, newEdge(outline, a, b))
		l.along(BoxOf(a, b), func(cell int) {
			crossed[cell] = true
			l.borderEdges[cell] = append(l.borderEdges[cell], int32(len(l.edges)-1))
		})
	})
	l.along(m.Box(), func(cell int) {
		if crossed[cell] {
			l.cells[cell] = append(l.cells[cell], cellEntry{outline: outline})
		} else if l.shapes[outline].contains(l.middle(cell)) {
			l.cells[cell] = append(l.cells[cell], cellEntry{outline: outline, whole: true})
		}
	})
}

// along calls do for every cell that a box touches.
func (l *Locator) along(b Box, do func(cell int)) {
	if b.Empty() {
		return
	}
	west, south := l.column(b.West), l.row(b.South)
	for y, north := south, l.row(b.North); y <= north; y++ {
		for x, east := west, l.column(b.East); x <= east; x++ {
			do(y*l.across + x)
		}
	}
}

func (l *Locator) column(lon float64) int {
	return max(0, min(l.across-1, int((lon-l.box.West)*l.perLon)))
}

func (l *Locator) row(lat float64) int {
	return max(0, min(l.up-1, int((lat-l.box.South)*l.perLat)))
}

func (l *Locator) middle(cell int) Point {
	return Point{Lat: l.box.South + (float64(cell/l.across)+0.5)/l.perLat, Lon: l.box.West + (float64(cell%l.across)+0.5)/l.perLon}
}

// Find is the position of the first outline that contains p, or -1.
func (l *Locator) Find(p Point) int {
	if !l.box.Contains(p) {
		return -1
	}
	for _, e := range l.cells[l.row(p.Lat)*l.across+l.column(p.Lon)] {
		if e.whole || l.shapes[e.outline].contains(p) {
			return int(e.outline)
		}
	}
	return -1
}

// NearBorder tells whether a border of any outline is at most metres away from p. A file that is exact to so many metres cannot
// say on which side p lies.
func (l *Locator) NearBorder(p Point, metres float64) bool {
	around := BoxOf(p).Grow(metres)
	if metres <= 0 || !l.box.Overlaps(around) {
		return false
	}
	plane, near := NewPlane(p), false
	l.along(around, func(cell int) {
		near = near || slices.ContainsFunc(l.borderEdges[cell], func(i int32) bool {
			return segmentDistance(XY{}, plane.XY(l.edges[i].low), plane.XY(l.edges[i].high)) <= metres
		})
	})
	return near
}

func newBands(m MultiPolygon) bands {
	box := m.Box()
	if box.Empty() {
		return bands{}
	}
	count := max(1, min(4096, m.points()/4))
	b := bands{south: box.South, perLat: float64(count) / math.Max(box.North-box.South, 1e-9), stripes: make([][]edge, count)}
	m.sides(func(p, q Point) {
		e := newEdge(0, p, q)
		if e.low.Lat == e.high.Lat {
			return // a level side never counts
		}
		for s, last := b.stripe(e.low.Lat), b.stripe(e.high.Lat); s <= last; s++ {
			b.stripes[s] = append(b.stripes[s], e)
		}
	})
	return b
}

func (b bands) stripe(lat float64) int {
	return max(0, min(len(b.stripes)-1, int((lat-b.south)*b.perLat)))
}

// contains is the half-open even-odd rule of [Ring.Contains] over the sides at the point's latitude. Polygons of one outline do
// not overlap, so that all rings may be counted together.
func (b bands) contains(q Point) bool {
	if len(b.stripes) == 0 {
		return false
	}
	inside := false
	for _, e := range b.stripes[b.stripe(q.Lat)] {
		if (e.low.Lat > q.Lat) != (e.high.Lat > q.Lat) && q.Lon < e.low.Lon+(q.Lat-e.low.Lat)/(e.high.Lat-e.low.Lat)*(e.high.Lon-e.low.Lon) {
			inside = !inside
		}
	}
	return inside
}
