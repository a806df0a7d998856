package geo

import (
	"cmp"
	"math"
	"slices"
)

// ConvexHull is the smallest convex ring around the points, counter-clockwise (Andrew's monotone chain, 1979).
// Fewer than three different points come back as they are.
func ConvexHull(points []Point) Ring {
	if len(points) == 0 {
		return nil
	}
	plane := NewPlane(BoxOf(points...).Center())
	return ringOf(plane, convexHull(plane.XYs(points)))
}

func ringOf(plane Plane, corners []XY) Ring {
	ring := make(Ring, len(corners))
	for i, v := range corners {
		ring[i] = plane.Point(v)
	}
	return ring
}

func convexHull(points []XY) []XY {
	sorted := slices.Clone(points)
	slices.SortFunc(sorted, func(a, b XY) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y)) })
	sorted = slices.Compact(sorted)
	if len(sorted) < 3 {
		return sorted
	}
	hull := make([]XY, 0, 2*len(sorted))
	chain := func(p XY, base int) {
		for len(hull) >= base+2 && turn(hull[len(hull)-2], hull[len(hull)-1], p) <= 0 {
			hull = hull[:len(hull)-1]
		}
		hull = append(hull, p)
	}
	for _, p := range sorted {
		chain(p, 0)
	}
	base := len(hull) - 1
	for i := len(sorted) - 2; i >= 0; i-- {
		chain(sorted[i], base)
	}
	return hull[:len(hull)-1]
}

// Outline is a ring that follows the points at a margin in metres, bent inwards where there is nothing, as a person would draw
// the edge of a turf. Each point becomes a small octagon of the margin; the convex hull of all of them is then dug in at its
// long sides towards the nearest corner (the gift-opening idea of Park and Oh, 2012), never crossing itself. Every point stays inside.
func Outline(points []Point, margin float64) Polygon {
	if len(points) == 0 {
		return nil
	}
	margin = math.Max(1, margin)
	plane := NewPlane(BoxOf(points...).Center())
	spots := plane.XYs(points)
	slices.SortFunc(spots, func(a, b XY) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y)) })
	spots = slices.Compact(spots)
	corners := octagons(spots, margin)
	d := digger{free: corners, spots: spots, long: 4 * margin, margin: margin}
	hull := convexHull(corners)
	dug := ringOf(plane, d.dig(hull))
	for _, ring := range []Ring{dug.Simplify(margin / 3), dug.Simplify(margin / 6), dug} {
		if simpleRing(plane.XYs(ring)) {
			return Polygon{ring}
		}
	}
	return Polygon{ringOf(plane, hull)} // dropped corners can, rarely, make sides of a narrow neck touch
}

// octagons gives the corners of an octagon around each point; those that lie well inside another's are left out, since no edge can
// go there. The points are in the order of X.
func octagons(spots []XY, margin float64) []XY {
	corners := make([]XY, 0, 8*len(spots))
	first := 0
	for _, s := range spots {
		for spots[first].X < s.X-2*margin {
			first++
		}
		for k := range 8 {
			sin, cos := math.Sincos((float64(k) + 0.5) * math.Pi / 4)
			if c := (XY{s.X + margin*cos, s.Y + margin*sin}); !covered(c, spots[first:], margin*insideOf) {
				corners = append(corners, c)
			}
		}
	}
	return corners
}

// insideOf is how near to a point, in parts of the margin, an edge may pass.
const insideOf = 0.9

func covered(c XY, spots []XY, within float64) bool {
	for _, s := range spots {
		if s.X > c.X+within {
			return false
		}
		if c.Distance(s) < within {
			return true
		}
	}
	return false
}

// simpleRing tells whether no two sides touch but at their common corner.
func simpleRing(ring []XY) bool {
	for i := range ring {
		for j := range i {
			if segmentsCross(ring[i], ring[(i+1)%len(ring)], ring[j], ring[(j+1)%len(ring)]) {
				return false
			}
		}
	}
	return true
}

// digger turns a convex hull into a concave one.
type digger struct {
	free         []XY // corners that the ring may be bent to
	spots        []XY // the points themselves, which must stay inside
	long, margin float64
}

func (d digger) dig(hull []XY) []XY {
	ring := slices.Clone(hull)
	used := map[XY]bool{}
	for _, v := range ring {
		used[v] = true
	}
	for i := 0; i < len(ring); {
		a, b := ring[i], ring[(i+1)%len(ring)]
		at, ok := d.corner(ring, used, a, b)
		if !ok {
			i++
			continue
		}
		used[at] = true
		ring = slices.Insert(ring, i+1, at)
		if len(ring) > 40*len(hull)+400 {
			break
		}
	}
	return ring
}

// bendTries is how many of the nearest corners a side may be bent to.
const bendTries = 6

// corner finds where to bend the side a-b to: the nearest allowed corner that is nearer to the middle of the side than to its ends.
func (d digger) corner(ring []XY, used map[XY]bool, a, b XY) (XY, bool) {
	if a.Distance(b) <= d.long {
		return XY{}, false
	}
	type bend struct {
		depth float64
		at    XY
	}
	near := make([]bend, 0, bendTries+1)
	for _, c := range d.free {
		if turn(a, b, c) < -1e-6*a.Distance(b) { // the ring is counter-clockwise: inside is to the left; on the side itself a bend may begin
			continue
		}
		depth := segmentDistance(c, a, b)
		if len(near) == bendTries && depth >= near[bendTries-1].depth || depth > math.Min(c.Distance(a), c.Distance(b)) || used[c] {
			continue
		}
		at, _ := slices.BinarySearchFunc(near, depth, func(n bend, depth float64) int { return cmp.Compare(n.depth, depth) })
		near = slices.Insert(near, at, bend{depth, c})
		near = near[:min(len(near), bendTries)]
	}
	for _, n := range near {
		if d.allowed(ring, a, b, n.at) {
			return n.at, true
		}
	}
	return XY{}, false
}

// allowed refuses a bend that would cross the ring, or leave one of the points outside or on the edge.
func (d digger) allowed(ring []XY, a, b, c XY) bool {
	if c.Distance(a) < d.margin/2 || c.Distance(b) < d.margin/2 {
		return false
	}
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		if segmentsCross(a, c, p, q) || segmentsCross(c, b, p, q) {
			return false
		}
		if p != a && p != b && q != a && q != b && segmentDistance(c, p, q) < d.margin/2 { // a neck too narrow to be seen
			return false
		}
	}
	for _, s := range d.spots {
		if turn(a, b, s) >= 0 && turn(b, c, s) >= 0 && turn(c, a, s) >= 0 {
			return false
		}
		if segmentDistance(s, a, c) < d.margin*insideOf || segmentDistance(s, c, b) < d.margin*insideOf {
			return false
		}
	}
	return true
}
