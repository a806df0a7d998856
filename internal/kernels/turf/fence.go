package turf

import (
	"cmp"
	"slices"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/turf/mesh"
)

// What it costs, on an estimated walk, to have a barrier in the way: so much more and so many times as much, that it is done only where two parts of a
// turf hang together by a gap in it. On the way past other stops, through the gap, it costs what that is.
const (
	fenceMetres = 1500
	fenceTimes  = 4
	gapMetres   = 30 // a walk is told in an order whose steps keep to one side, where it can be
)

// fencedMetric is another metric with barriers in the way.
type fencedMetric struct {
	metric
	stops []stop
	fence *geo.Fence
}

func (m *fencedMetric) fork() metric {
	return &fencedMetric{metric: m.metric.fork(), stops: m.stops, fence: m.fence}
}

func (m *fencedMetric) from(a int, others []int) []float64 {
	out := m.metric.from(a, others)
	for i, b := range others {
		if m.fence.Crosses(m.stops[a].at, m.stops[b].at) {
			out[i] = fenceTimes*out[i] + fenceMetres
		}
	}
	return out
}

// keepSides makes steps over a barrier a little longer in a table whose shortcuts have been taken.
func (m *fencedMetric) keepSides(d []float64, chosen []int) {
	for i, a := range chosen {
		for j, b := range chosen {
			if m.fence.Crosses(m.stops[a].at, m.stops[b].at) {
				d[i*len(chosen)+j] += gapMetres
			}
		}
	}
}

// enclose puts barriers into the distances of a ground.
func (g *ground) enclose(fence *geo.Fence, stops []stop) {
	inner := g.paths
	if inner == nil {
		inner = g.straight
	}
	g.fence, g.stops = fence, stops
	g.paths = func(a, b int32) float64 {
		metres := inner(a, b)
		if g.fenced(a, b) {
			metres = fenceTimes*metres + fenceMetres
		}
		return metres
	}
}

// fenced tells whether a barrier is between two stops.
func (g *ground) fenced(a, b int32) bool {
	return g.fence.Crosses(g.stops[g.chosen[a]].at, g.stops[g.chosen[b]].at)
}

const (
	gapReach  = 2000 // metres over which a small bank looks for the rest of its side
	gapStops  = 300  // stops that it looks at, from each of its own
	smallBank = 200  // stops
)

// unfenced are the bonds that cross no barrier. Where these are not enough to hold one side together, because the other side's stops lie nearer, it gets
// more, the shortest first. It also tells of each stop to which bank it belongs.
func (g *ground) unfenced(around, bonds mesh.Graph) (mesh.Graph, *union) {
	n := len(g.spots)
	banks := newUnion(n)
	var kept [][2]int32
	for v := range int32(n) {
		for _, w := range bonds.Of(v) {
			if v < w && !g.fenced(v, w) {
				kept = append(kept, [2]int32{v, w})
				banks.join(v, w)
			}
		}
	}
	type pair struct {
		metres float64
		a, b   int32
	}
	var more []pair
	offer := func(v, w int32) {
		if banks.of(v) != banks.of(w) && !g.fenced(v, w) {
			more = append(more, pair{g.straight(v, w), v, w})
		}
	}
	join := func() {
		slices.SortFunc(more, func(p, q pair) int {
			return cmp.Or(cmp.Compare(p.metres, q.metres), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
		})
		for _, p := range more {
			if banks.join(p.a, p.b) {
				kept = append(kept, [2]int32{p.a, p.b})
			}
		}
		more = more[:0]
	}
	seen := make([]int32, n)
	var second []int32
	for v := range int32(n) {
		second = secondNeighbours(second[:0], around, v, seen)
		for _, w := range second {
			offer(v, w)
		}
	}
	join()
	points := make([]geo.Point, n)
	for v, s := range g.chosen {
		points[v] = g.stops[s].at
	}
	index, sizes := geo.NewIndex(points, linkCell), banks.sizes()
	for v := range int32(n) {
		if size := sizes[banks.of(v)]; size == int32(n) || size > smallBank {
			continue
		}
		for _, near := range index.Nearest(points[v], gapStops, gapReach) {
			offer(v, int32(near.At))
		}
	}
	join()
	return mesh.NewGraph(n, kept), banks
}

// banks parts stops by the barriers between them: those of one bank can be walked to without crossing one.
func banks(stops []stop, group []int, m metric, o CutOptions, fence *geo.Fence) [][]int {
	if fence == nil {
		return [][]int{group}
	}
	g := newGround(stops, group, m, o.By)
	g.enclose(fence, stops)
	_, bank := g.unfenced(mesh.Delaunay(g.plane()))
	numbers := map[int32]int{}
	var out [][]int
	for v, s := range group {
		root := bank.of(int32(v))
		k, known := numbers[root]
		if !known {
			k = len(out)
			numbers[root], out = k, append(out, nil)
		}
		out[k] = append(out[k], s)
	}
	return out
}

// union tells which things have been joined.
type union struct{ parent []int32 }

func newUnion(n int) *union {
	u := &union{parent: make([]int32, n)}
	for i := range u.parent {
		u.parent[i] = int32(i)
	}
	return u
}

func (u *union) of(v int32) int32 {
	for u.parent[v] != v {
		u.parent[v] = u.parent[u.parent[v]]
		v = u.parent[v]
	}
	return v
}

// join tells whether the two were apart.
func (u *union) join(a, b int32) bool {
	a, b = u.of(a), u.of(b)
	u.parent[max(a, b)] = min(a, b)
	return a != b
}

func (u *union) sizes() []int32 {
	sizes := make([]int32, len(u.parent))
	for v := range u.parent {
		sizes[u.of(int32(v))]++
	}
	return sizes
}
