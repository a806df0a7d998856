// Package mesh tells which points of a plane are beside each other: the triangulation of Delaunay, and the part of it that Gabriel and Sokal (1969)
// named, in which two points are neighbours where no third one lies in the circle between them.
//
// Points are inserted one by one, each into the hollow of the triangles whose circles contain it (Bowyer 1981; Watson 1981), in the order of a
// space-filling curve. All decisions are taken in whole numbers, so that streets that are exactly straight and grids that are exactly square do no harm.
package mesh

import (
	"cmp"
	"math"
	"slices"
)

// Graph lists the neighbours of each point: those of point i are To[Start[i]:Start[i+1]], in rising order.
type Graph struct{ Start, To []int32 }

// Of is the neighbours of one point.
func (g Graph) Of(i int32) []int32 { return g.To[g.Start[i]:g.Start[i+1]] }

// NewGraph lists the neighbours of n points that are joined by the given pairs; a pair may stand there twice.
func NewGraph(n int, pairs [][2]int32) Graph {
	g := Graph{Start: make([]int32, n+1)}
	for _, p := range pairs {
		g.Start[p[0]+1]++
		g.Start[p[1]+1]++
	}
	for i := range n {
		g.Start[i+1] += g.Start[i]
	}
	g.To = make([]int32, 2*len(pairs))
	at := slices.Clone(g.Start)
	for _, p := range pairs {
		for k := range 2 {
			g.To[at[p[k]]] = p[1-k]
			at[p[k]]++
		}
	}
	kept := int32(0)
	for i := range n {
		list := g.To[g.Start[i]:g.Start[i+1]]
		slices.Sort(list)
		g.Start[i] = kept
		kept += int32(copy(g.To[kept:], slices.Compact(list)))
	}
	g.Start[n] = kept
	g.To = g.To[:kept]
	return g
}

// Delaunay joins the points that are beside each other; Gabriel only those that have nothing between them. Both hang together, whatever the points
// are: those at one place are joined in a chain, those on one line too. Neighbouring points should stand near each other in the lists, for speed.
func Delaunay(x, y []float64) (delaunay, gabriel Graph) {
	n := len(x)
	t := newTriangulation(x, y)
	var all, bare [][2]int32
	if t.begin() {
		for i := range int32(n) {
			t.insert(i)
		}
		all, bare = append(make([][2]int32, 0, 3*n), t.twins...), append(make([][2]int32, 0, 2*n), t.twins...)
		t.pairs(func(a, b int32, open bool) {
			all = append(all, [2]int32{a, b})
			if open {
				bare = append(bare, [2]int32{a, b})
			}
		})
	} else {
		for _, p := range t.chain() {
			all, bare = append(all, p), append(bare, p)
		}
	}
	return NewGraph(n, all), NewGraph(n, bare)
}

// gridBits is how fine the grid of whole numbers is: at 26 a turn of three points fits into 64 bits. A state is cut to 3 mm, the earth to 0.6 m.
const gridBits = 26

// infinity is the corner that all triangles outside of the hull share.
const infinity = int32(-1)

type triangulation struct {
	x, y   []int64
	corner []int32 // three of each triangle, turning left
	beside []int32 // the edge across from each corner's following edge: edge e runs from corner[e] to corner[next(e)]
	free   []int32 // triangles that are no more
	last   int32   // a triangle near the last point
	in     []bool  // the point is a corner, or a twin of one
	twins  [][2]int32

	cavity, rim, made []int32
	mark              []uint32
	now               uint32
}

func newTriangulation(x, y []float64) *triangulation {
	n := len(x)
	t := &triangulation{x: make([]int64, n), y: make([]int64, n), in: make([]bool, n)}
	if n == 0 {
		return t
	}
	lowX, lowY := slices.Min(x), slices.Min(y)
	extent := math.Max(slices.Max(x)-lowX, slices.Max(y)-lowY)
	scale := 1000.0 // a millimetre is fine enough
	if extent*scale > 1<<gridBits {
		scale = (1 << gridBits) / extent
	}
	for i := range x {
		t.x[i], t.y[i] = int64((x[i]-lowX)*scale), int64((y[i]-lowY)*scale)
	}
	return t
}

func next(e int32) int32 {
	if e%3 == 2 {
		return e - 2
	}
	return e + 1
}

// turn is positive where a, b, c turn to the left.
func (t *triangulation) turn(a, b, c int32) int64 {
	return (t.x[b]-t.x[a])*(t.y[c]-t.y[a]) - (t.y[b]-t.y[a])*(t.x[c]-t.x[a])
}

// begin makes the first triangle and the three outside of it; false where all points are on one line.
func (t *triangulation) begin() bool {
	a, b := int32(-1), int32(-1)
	for i := range int32(len(t.x)) {
		switch {
		case a < 0:
			a = i
		case b < 0:
			if t.x[i] != t.x[a] || t.y[i] != t.y[a] {
				b = i
			}
		default:
			side := t.turn(a, b, i)
			if side == 0 {
				continue
			}
			c := i
			if side < 0 {
				b, c = c, b
			}
			t.mark = make([]uint32, 0, 2*len(t.x)+8)
			t.corner, t.beside = make([]int32, 0, 6*len(t.x)+24), make([]int32, 0, 6*len(t.x)+24)
			inner := t.triangle(a, b, c)
			one, two, three := t.triangle(b, a, infinity), t.triangle(c, b, infinity), t.triangle(a, c, infinity)
			t.join(inner, one)
			t.join(inner+1, two)
			t.join(inner+2, three)
			t.join(one+1, three+2) // a to infinity, infinity to a
			t.join(one+2, two+1)
			t.join(two+2, three+1)
			t.last = inner
			t.in[a], t.in[b], t.in[c] = true, true, true
			return true
		}
	}
	return false
}

// triangle adds one and returns its first edge.
func (t *triangulation) triangle(a, b, c int32) int32 {
	if k := len(t.free); k > 0 {
		e := t.free[k-1]
		t.free = t.free[:k-1]
		t.corner[e], t.corner[e+1], t.corner[e+2] = a, b, c
		return e
	}
	e := int32(len(t.corner))
	t.corner, t.beside, t.mark = append(t.corner, a, b, c), append(t.beside, -1, -1, -1), append(t.mark, 0)
	return e
}

func (t *triangulation) join(e, f int32) { t.beside[e], t.beside[f] = f, e }

// contains tells whether point p lies inside of the circle of the triangle that begins with edge e; for one outside of the hull, whether p lies
// beyond its edge, or on it.
func (t *triangulation) contains(e, p int32) bool {
	for k := range int32(3) {
		if t.corner[e+k] != infinity {
			continue
		}
		a, b := t.corner[next(e+k)], t.corner[next(next(e+k))]
		if side := t.turn(a, b, p); side != 0 {
			return side > 0
		}
		return (t.x[p]-t.x[a])*(t.x[p]-t.x[b])+(t.y[p]-t.y[a])*(t.y[p]-t.y[b]) < 0
	}
	return t.inCircle(t.corner[e], t.corner[e+1], t.corner[e+2], p)
}

// locate walks to a triangle that contains p, or to one outside of the hull that sees it.
func (t *triangulation) locate(p int32) int32 {
	e := t.last - t.last%3
	for t.outside(e) && !t.contains(e, p) {
		e = t.inward(e)
	}
walk:
	for !t.outside(e) {
		for k := range int32(3) { // not always from the same edge on, or the walk may turn in a circle
			f := e + (k+p)%3
			if t.turn(t.corner[f], t.corner[next(f)], p) < 0 {
				e = t.beside[f] - t.beside[f]%3
				continue walk
			}
		}
		break
	}
	return e
}

func (t *triangulation) outside(e int32) bool {
	return t.corner[e] == infinity || t.corner[e+1] == infinity || t.corner[e+2] == infinity
}

// inward is the triangle inside of the hull beside one outside of it.
func (t *triangulation) inward(e int32) int32 {
	for k := range int32(3) {
		if t.corner[e+k] == infinity {
			f := t.beside[next(e+k)]
			return f - f%3
		}
	}
	return e
}

// insert adds a point: the triangles whose circles contain it go, and it is joined to all corners of the hollow.
func (t *triangulation) insert(p int32) {
	if t.in[p] {
		return
	}
	t.in[p] = true
	start := t.locate(p)
	for k := range int32(3) {
		if c := t.corner[start+k]; c != infinity && t.x[c] == t.x[p] && t.y[c] == t.y[p] {
			t.twins = append(t.twins, [2]int32{c, p})
			return
		}
	}
	t.now++
	t.mark[start/3] = t.now
	t.cavity, t.rim = append(t.cavity[:0], start), t.rim[:0]
	for head := 0; head < len(t.cavity); head++ {
		for k := range int32(3) {
			other := t.beside[t.cavity[head]+k]
			to := other - other%3
			switch {
			case t.mark[to/3] == t.now:
			case t.contains(to, p):
				t.mark[to/3] = t.now
				t.cavity = append(t.cavity, to)
			}
		}
	}
	for _, e := range t.cavity {
		for k := range int32(3) {
			if other := t.beside[e+k]; t.mark[other/3] != t.now {
				t.rim = append(t.rim, t.corner[e+k], t.corner[next(e+k)], other)
			}
		}
	}
	t.free = append(t.free, t.cavity...)
	t.fan(p)
}

// fan fills the hollow with triangles from its rim to p.
func (t *triangulation) fan(p int32) {
	t.made = t.made[:0]
	for k := 0; k < len(t.rim); k += 3 {
		e := t.triangle(t.rim[k], t.rim[k+1], p)
		t.join(e, t.rim[k+2])
		t.made = append(t.made, e)
	}
	for _, e := range t.made {
		for _, f := range t.made {
			if t.corner[f] == t.corner[e+1] { // e's second edge runs to p from where f begins
				t.join(e+1, f+2)
				break
			}
		}
		if t.corner[e] != infinity && t.corner[e+1] != infinity {
			t.last = e
		}
	}
}

// pairs calls each for all pairs of corners; open where no corner of a triangle at their edge lies in the circle between them.
func (t *triangulation) pairs(each func(a, b int32, open bool)) {
	gone := make([]bool, len(t.corner)/3)
	for _, e := range t.free {
		gone[e/3] = true
	}
	for e := range int32(len(t.corner)) {
		a, b := t.corner[e], t.corner[next(e)]
		if f := t.beside[e]; gone[e/3] || f < e || a == infinity || b == infinity {
			continue
		}
		each(a, b, t.clear(a, b, t.corner[next(next(e))]) && t.clear(a, b, t.corner[next(next(t.beside[e]))]))
	}
}

// clear tells whether c is not inside of the circle between a and b.
func (t *triangulation) clear(a, b, c int32) bool {
	return c == infinity || (t.x[a]-t.x[c])*(t.x[b]-t.x[c])+(t.y[a]-t.y[c])*(t.y[b]-t.y[c]) >= 0
}

// chain joins points on one line, or at one place, in their order.
func (t *triangulation) chain() (pairs [][2]int32) {
	order := make([]int32, len(t.x))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(t.x[a], t.x[b]), cmp.Compare(t.y[a], t.y[b]), cmp.Compare(a, b))
	})
	for i := 1; i < len(order); i++ {
		pairs = append(pairs, [2]int32{order[i-1], order[i]})
	}
	return pairs
}
