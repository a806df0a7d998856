package geo

import (
	"cmp"
	"math"
	"slices"
)

// Index finds the points of a list that are near a place. It is a grid of cells; it holds positions in the list that it was made of.
type Index struct {
	plane Plane
	spots []XY
	cell  float64
	cells map[[2]int32][]int32
	low   [2]int32
	high  [2]int32
}

// Near is a point found by an [Index]: its position in the list and its distance in metres.
type Near struct {
	At     int
	Metres float64
}

// NewIndex indexes the points. Choose the cell (metres) about as wide as most searches are.
func NewIndex(points []Point, cell float64) *Index {
	x := &Index{plane: NewPlane(BoxOf(points...).Center()), cell: math.Max(1, cell), cells: map[[2]int32][]int32{}}
	if len(points) == 0 {
		x.plane = NewPlane(Point{})
	}
	x.spots = x.plane.XYs(points)
	x.low, x.high = [2]int32{math.MaxInt32, math.MaxInt32}, [2]int32{math.MinInt32, math.MinInt32}
	for i, s := range x.spots {
		key := x.key(s)
		x.cells[key] = append(x.cells[key], int32(i))
		for axis := range 2 {
			x.low[axis], x.high[axis] = min(x.low[axis], key[axis]), max(x.high[axis], key[axis])
		}
	}
	return x
}

func (x *Index) key(v XY) [2]int32 {
	clamp := func(f float64) int32 { return int32(math.Max(-1e9, math.Min(1e9, math.Floor(f/x.cell)))) }
	return [2]int32{clamp(v.X), clamp(v.Y)}
}

// Within lists the points at most metres away from p, nearest first.
func (x *Index) Within(p Point, metres float64) []Near {
	var found []Near
	center := x.plane.XY(p)
	from, to := x.key(center.Sub(XY{metres, metres})), x.key(center.Add(XY{metres, metres}))
	for cx := max(from[0], x.low[0]); cx <= min(to[0], x.high[0]); cx++ {
		for cy := max(from[1], x.low[1]); cy <= min(to[1], x.high[1]); cy++ {
			for _, i := range x.cells[[2]int32{cx, cy}] {
				if d := center.Distance(x.spots[i]); d <= metres {
					found = append(found, Near{At: int(i), Metres: d})
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b Near) int { return cmp.Or(cmp.Compare(a.Metres, b.Metres), a.At-b.At) })
	return found
}

// Nearest lists the count points nearest to p that are at most metres away, nearest first.
func (x *Index) Nearest(p Point, count int, metres float64) []Near {
	if len(x.spots) == 0 || count <= 0 {
		return nil
	}
	for reach := math.Min(x.cell, metres); ; reach = math.Min(2*reach, metres) {
		found := x.Within(p, reach)
		if len(found) >= count {
			return found[:count]
		}
		if reach >= metres || len(found) == len(x.spots) {
			return found
		}
	}
}
