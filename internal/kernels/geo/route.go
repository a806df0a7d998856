package geo

import (
	"math"
	"slices"
)

// Router finds shortest walks on a road graph (Dijkstra, 1959). It keeps its working memory from one search to the next, so one
// goroutine uses it at a time; making one costs as much as the graph has junctions.
type Router struct {
	roads   *Roads
	metres  []float64 // from the start, of the nodes reached in this search
	via     []int32   // the edge by which a node was reached, or -1 at the start
	search  []uint32  // in which search metres and via were written
	settled []uint32  // in which search the node was taken from the heap
	now     uint32
	heap    []reached
}

type reached struct {
	metres float64
	node   int32
}

// NewRouter makes a router for the graph.
func (r *Roads) NewRouter() *Router {
	n := len(r.nodes)
	return &Router{roads: r, metres: make([]float64, n), via: make([]int32, n), search: make([]uint32, n), settled: make([]uint32, n)}
}

// Distances is how far it is to walk from one spot to each of the others; +Inf for those farther than limit, or not reachable.
// What it takes to get from a door to its spot is not counted.
func (ro *Router) Distances(from Spot, to []Spot, limit float64) []float64 {
	wanted := make([]int32, 0, 2*len(to))
	for _, s := range to {
		e := ro.roads.edges[s.Edge]
		wanted = append(wanted, e.from, e.to)
	}
	ro.explore(from, wanted, limit)
	out := make([]float64, len(to))
	for i, s := range to {
		out[i], _ = ro.arrive(from, s)
		if out[i] > limit {
			out[i] = math.Inf(1)
		}
	}
	return out
}

// Path is the shortest walk from one spot to another as a line, and its length; nil and +Inf where there is none.
func (ro *Router) Path(from, to Spot) (Line, float64) {
	last := ro.roads.edges[to.Edge]
	ro.explore(from, []int32{last.from, last.to}, math.Inf(1))
	metres, node := ro.arrive(from, to)
	if math.IsInf(metres, 1) {
		return nil, metres
	}
	if node < 0 {
		return ro.roads.part(from.Edge, from.Along, to.Along), metres
	}
	parts := []Line{ro.roads.part(to.Edge, ro.end(to.Edge, node), to.Along)}
	for ro.via[node] >= 0 {
		edge := ro.via[node]
		e := ro.roads.edges[edge]
		line := slices.Clone(e.shape)
		if e.to != node {
			slices.Reverse(line)
		}
		parts = append(parts, line)
		node = e.from + e.to - node
	}
	parts = append(parts, ro.roads.part(from.Edge, from.Along, ro.end(from.Edge, node)))
	slices.Reverse(parts)
	var out Line
	for _, p := range parts {
		for _, at := range p {
			if len(out) == 0 || out[len(out)-1] != at {
				out = append(out, at)
			}
		}
	}
	return out, metres
}

// end is how far along the edge its end at node lies.
func (ro *Router) end(edge int, node int32) float64 {
	if ro.roads.edges[edge].from == node {
		return 0
	}
	return ro.roads.edges[edge].metres
}

// arrive is the shortest way to a spot after explore, and the last junction on it, or -1 where none is passed.
func (ro *Router) arrive(from, to Spot) (float64, int32) {
	best, node := math.Inf(1), int32(-1)
	if from.Edge == to.Edge {
		best = math.Abs(from.Along - to.Along)
	}
	e := ro.roads.edges[to.Edge]
	if ro.search[e.from] == ro.now && ro.metres[e.from]+to.Along < best {
		best, node = ro.metres[e.from]+to.Along, e.from
	}
	if ro.search[e.to] == ro.now && ro.metres[e.to]+e.metres-to.Along < best {
		best, node = ro.metres[e.to]+e.metres-to.Along, e.to
	}
	return best, node
}

// explore runs until all wanted nodes are settled, or nothing nearer than limit is left.
func (ro *Router) explore(from Spot, wanted []int32, limit float64) {
	ro.now++
	ro.heap = ro.heap[:0]
	e := ro.roads.edges[from.Edge]
	ro.reach(e.from, from.Along, -1)
	ro.reach(e.to, e.metres-from.Along, -1)
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	missing := len(wanted)
	for missing > 0 && len(ro.heap) > 0 {
		at := ro.pop()
		if at.metres > limit {
			return
		}
		if ro.settled[at.node] == ro.now {
			continue
		}
		ro.settled[at.node] = ro.now
		if _, found := slices.BinarySearch(wanted, at.node); found {
			missing--
		}
		for _, edge := range ro.roads.leaving[at.node] {
			next := ro.roads.edges[edge]
			ro.reach(next.from+next.to-at.node, at.metres+next.metres, edge)
		}
	}
}

func (ro *Router) reach(node int32, metres float64, via int32) {
	if ro.search[node] == ro.now && ro.metres[node] <= metres {
		return
	}
	ro.search[node], ro.metres[node], ro.via[node] = ro.now, metres, via
	ro.push(reached{metres, node})
}

// push and pop are a binary heap, written out because container/heap's interface costs half the time of a search.
func (ro *Router) push(at reached) {
	ro.heap = append(ro.heap, at)
	for i := len(ro.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if !ro.heap[i].before(ro.heap[up]) {
			return
		}
		ro.heap[i], ro.heap[up] = ro.heap[up], ro.heap[i]
		i = up
	}
}

func (ro *Router) pop() reached {
	top, last := ro.heap[0], len(ro.heap)-1
	ro.heap[0] = ro.heap[last]
	ro.heap = ro.heap[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if ro.heap[child].before(ro.heap[least]) {
				least = child
			}
		}
		if least == i {
			return top
		}
		ro.heap[i], ro.heap[least] = ro.heap[least], ro.heap[i]
		i = least
	}
}

// before orders by distance, and equal distances by node, so that the same search always finds the same path.
func (a reached) before(b reached) bool {
	return a.metres < b.metres || a.metres == b.metres && a.node < b.node
}
