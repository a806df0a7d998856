package tour

import (
	"cmp"
	"math"
	"slices"
)

// Point is a stop on a plane. Units are the caller's.
type Point struct{ X, Y float64 }

// Length is how far it is along an order, and back to its beginning where it is closed.
func Length(points []Point, order []int32, closed bool) float64 {
	sum := 0.0
	for i := 1; i < len(order); i++ {
		sum += between(points[order[i-1]], points[order[i]])
	}
	if closed && len(order) > 1 {
		sum += between(points[order[len(order)-1]], points[order[0]])
	}
	return sum
}

func between(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

// places are the different points of an input, moved and scaled by a power of two into a square of edge 1 to 2 and sorted along a
// Hilbert curve: neighbours in the plane are neighbours in memory.
type places struct {
	at      []Point
	members [][]int32 // by place, the inputs that lie there
	of      []int32   // by input, its place
}

// settle makes the places of points.
func settle(points []Point) places {
	at := normalize(points)
	by := make([]int32, len(points))
	keys := make([]uint64, len(points))
	for i, p := range at {
		by[i], keys[i] = int32(i), hilbert(uint32(p.X*(1<<30)), uint32(p.Y*(1<<30)))
	}
	slices.SortFunc(by, func(a, b int32) int {
		if keys[a] != keys[b] {
			return cmp.Compare(keys[a], keys[b])
		}
		return cmp.Or(cmp.Compare(at[a].X, at[b].X), cmp.Compare(at[a].Y, at[b].Y), cmp.Compare(a, b))
	})
	pl := places{of: make([]int32, len(points)), at: make([]Point, 0, len(points)), members: make([][]int32, 0, len(points))}
	for start := 0; start < len(by); {
		end := start + 1
		for end < len(by) && at[by[end]] == at[by[start]] {
			end++
		}
		for _, i := range by[start:end] {
			pl.of[i] = int32(len(pl.at))
		}
		pl.at, pl.members = append(pl.at, at[by[start]]), append(pl.members, by[start:end:end])
		start = end
	}
	return pl
}

// normalize moves the points' bounding box to the origin and scales it, exactly, by a power of two, so that the arithmetic of the
// search is the same for every unit.
func normalize(points []Point) []Point {
	if len(points) == 0 {
		return nil
	}
	low, high := points[0], points[0]
	for _, p := range points {
		low = Point{min(low.X, p.X), min(low.Y, p.Y)}
		high = Point{max(high.X, p.X), max(high.Y, p.Y)}
	}
	// Halves, so that a box from -1e308 to 1e308 does not overflow.
	edge := max(high.X/2-low.X/2, high.Y/2-low.Y/2)
	_, exp := math.Frexp(edge)
	scale := func(v, from float64) float64 { return math.Ldexp(v/2-from/2, 1-exp) }
	out := make([]Point, len(points))
	for i, p := range points {
		out[i] = Point{scale(p.X, low.X), scale(p.Y, low.Y)}
	}
	return out
}

// hilbert is the place of a cell along the curve over 2^32 x 2^32 cells (Skilling 2004, in two dimensions).
func hilbert(x, y uint32) uint64 {
	var key uint64
	for bit := uint32(1) << 31; bit > 0; bit >>= 1 {
		right, up := x&bit != 0, y&bit != 0
		key <<= 2
		switch {
		case right && up:
			key |= 2
		case right:
			key |= 3
		case up:
			key |= 1
		}
		if !up {
			if right {
				x, y = ^x, ^y
			}
			x, y = y, x
		}
	}
	return key
}

// expand turns an order of places into an order of the inputs; those of one place follow each other, the given beginning first and the
// given end last.
func (pl places) expand(order []int32, ends endpoints) []int32 {
	out := make([]int32, 0, len(pl.of))
	for _, p := range order {
		out = append(out, pl.members[p]...)
	}
	if i := slices.Index(out, int32(ends.from)); !ends.closed && i > 0 {
		copy(out[1:i+1], out[:i])
		out[0] = int32(ends.from)
	}
	if i := slices.Index(out, int32(ends.to)); !ends.closed && i >= 0 {
		copy(out[i:], out[i+1:])
		out[len(out)-1] = int32(ends.to)
	}
	return out
}
