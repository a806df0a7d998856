package geo

import (
	"math"
	"slices"
)

// Spot is a place on a road: where a door meets the street.
type Spot struct {
	Edge  int     // which edge of the graph
	Along float64 // metres from the edge's beginning
	Away  float64 // metres from the door to the road
	Left  bool    // the door is to the left of the edge's direction
	At    Point   // the place on the road
}

// Name is the name of the road at the spot.
func (r *Roads) Name(s Spot) string { return r.names[r.edges[s.Edge].name] }

// Class is the class of the road at the spot.
func (r *Roads) Class(s Spot) RoadClass { return r.edges[s.Edge].class }

// Length is the length in metres of the edge at the spot.
func (r *Roads) Length(s Spot) float64 { return r.edges[s.Edge].metres }

// How much nearer a road of another kind must be to be taken: a house in the middle of its lot can be nearer to an alley or a driveway
// than to its own street.
const (
	otherStreetPenalty = 120 // metres, for a road with another name than the door's street
	noAddressPenalty   = 25  // metres, for alleys, paths and driveways
)

// Snap finds where a door meets the road: the nearest place, at most reach metres away, on a road with the door's street name where
// there is one near. The street may be "".
func (r *Roads) Snap(p Point, street string, reach float64) (Spot, bool) {
	at, key := r.plane.XY(p), StreetKey(street)
	best, cost := segment{edge: -1}, math.Inf(1)
	r.segments.near(at, reach, func(s segment) {
		d := segmentDistance(at, s.a, s.b)
		if d > reach {
			return
		}
		e := &r.edges[s.edge]
		if key != "" && r.keys[e.name] != key {
			d += otherStreetPenalty
		}
		if !roadClasses[e.class].addressed {
			d += noAddressPenalty
		}
		if d < cost || d == cost && (s.edge < best.edge || s.edge == best.edge && s.before < best.before) {
			best, cost = s, d
		}
	})
	if best.edge < 0 {
		return Spot{}, false
	}
	q, t := nearestOnSegment(at, best.a, best.b)
	along := math.Min(best.before+t*best.a.Distance(best.b), r.edges[best.edge].metres)
	return Spot{
		Edge: int(best.edge), Along: along, Away: at.Distance(q), Left: turn(best.a, best.b, at) > 0, At: r.plane.Point(q),
	}, true
}

// segment is one straight piece of an edge.
type segment struct {
	edge   int32
	before float64 // metres of the edge before it
	a, b   XY
}

// segmentGrid finds pieces of road near a place.
type segmentGrid struct {
	cells map[[2]int32][]segment
}

const gridCell = 80 // metres

func newSegmentGrid(r *Roads) segmentGrid {
	g := segmentGrid{cells: map[[2]int32][]segment{}}
	for i := range r.edges {
		before := 0.0
		flat := r.plane.XYs(r.edges[i].shape)
		for k := 1; k < len(flat); k++ {
			s := segment{edge: int32(i), before: before, a: flat[k-1], b: flat[k]}
			before += s.a.Distance(s.b)
			g.add(s)
		}
	}
	return g
}

func gridKey(v XY) [2]int32 {
	return [2]int32{int32(math.Floor(v.X / gridCell)), int32(math.Floor(v.Y / gridCell))}
}

// add puts the segment into the cells that it passes, by points at most half a cell apart and their neighbours' corners.
func (g segmentGrid) add(s segment) {
	steps := int(s.a.Distance(s.b)/(gridCell/2)) + 1
	last := [2]int32{math.MinInt32, 0}
	for i := 0; i <= steps; i++ {
		key := gridKey(s.a.Add(s.b.Sub(s.a).Scale(float64(i) / float64(steps))))
		if key != last {
			g.cells[key] = append(g.cells[key], s)
			last = key
		}
	}
}

// near calls each for the segments that pass within reach of v, and for some farther ones; once or more.
func (g segmentGrid) near(v XY, reach float64, each func(segment)) {
	margin := XY{reach + gridCell/2, reach + gridCell/2} // a corner cut between two points of add
	from, to := gridKey(v.Sub(margin)), gridKey(v.Add(margin))
	for x := from[0]; x <= to[0]; x++ {
		for y := from[1]; y <= to[1]; y++ {
			for _, s := range g.cells[[2]int32{x, y}] {
				each(s)
			}
		}
	}
}

// part is the shape of an edge from one distance along it to another, backwards where to is less than from.
func (r *Roads) part(edge int, from, to float64) Line {
	if from > to {
		line := r.part(edge, to, from)
		slices.Reverse(line)
		return line
	}
	shape, out, before := r.edges[edge].shape, Line{}, 0.0
	place := func(a, b Point, length, along float64) Point {
		if length == 0 {
			return a
		}
		f := math.Max(0, math.Min(1, along/length))
		return Point{Lat: a.Lat + f*(b.Lat-a.Lat), Lon: a.Lon + f*(b.Lon-a.Lon)}
	}
	for k := 1; k < len(shape); k++ {
		length := Distance(shape[k-1], shape[k])
		if last := k == len(shape)-1; len(out) == 0 && (from <= before+length || last) {
			out = append(out, place(shape[k-1], shape[k], length, from-before))
		}
		if len(out) > 0 {
			if to <= before+length || k == len(shape)-1 {
				return append(out, place(shape[k-1], shape[k], length, to-before))
			}
			out = append(out, shape[k])
		}
		before += length
	}
	return out
}
