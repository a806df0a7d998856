package tour

import (
	"cmp"
	"slices"
)

// edge joins two places.
type edge struct {
	square float64
	a, b   int32
}

// fragments are paths that grow together into one.
type fragments struct {
	at    []Point
	links [][2]int32 // by place, its neighbours; -1 where there is none
	other []int32    // by end of a path, its other end
	paths int
}

// greedy is a closed tour by the greedy edge method (Bentley 1992): the shortest edges first, of those between near neighbours, then
// between the ends of the paths so made, until one path is left. It is about 16 % longer than the shortest tour.
func greedy(at []Point, lists []int32, k int, workers int) []int32 {
	f := fragments{at: at, links: make([][2]int32, len(at)), other: make([]int32, len(at)), paths: len(at)}
	for i := range at {
		f.links[i], f.other[i] = [2]int32{-1, -1}, int32(i)
	}
	var edges []edge
	for i := range at {
		for _, j := range lists[i*k : i*k+k] {
			// Each edge once, also where only one of the two has the other in its list.
			if j >= 0 && (int32(i) < j || !slices.Contains(lists[int(j)*k:int(j)*k+k], int32(i))) {
				edges = append(edges, f.edge(int32(i), j))
			}
		}
	}
	f.join(edges)
	for f.paths > 1 {
		f.join(f.betweenEnds(workers))
	}
	return f.order()
}

func (f *fragments) edge(a, b int32) edge {
	dx, dy := f.at[a].X-f.at[b].X, f.at[a].Y-f.at[b].Y
	return edge{dx*dx + dy*dy, min(a, b), max(a, b)}
}

// join takes the edges, shortest first, that join the ends of different paths.
func (f *fragments) join(edges []edge) {
	slices.SortFunc(edges, func(x, y edge) int {
		if x.square != y.square {
			return cmp.Compare(x.square, y.square)
		}
		return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	for _, e := range edges {
		if f.links[e.a][1] >= 0 || f.links[e.b][1] >= 0 || f.other[e.a] == e.b {
			continue
		}
		f.link(e.a, e.b)
		f.link(e.b, e.a)
		endA, endB := f.other[e.a], f.other[e.b]
		f.other[endA], f.other[endB] = endB, endA
		f.paths--
	}
}

func (f *fragments) link(a, b int32) {
	if f.links[a][0] < 0 {
		f.links[a][0] = b
	} else {
		f.links[a][1] = b
	}
}

// betweenEnds are edges from each end of a path to the nearest ends of others.
func (f *fragments) betweenEnds(workers int) []edge {
	var ends []int32
	var at []Point
	where := make([]int32, len(f.at))
	for i := range f.at {
		if f.links[i][1] < 0 {
			where[i] = int32(len(ends))
			ends, at = append(ends, int32(i)), append(at, f.at[i])
		}
	}
	const most = 6
	t := newTree(at)
	edges := make([]edge, len(ends)*most)
	inParts(len(ends), 4096, workers, func(from, to int) {
		var best []found
		for i := from; i < to; i++ {
			best = t.nearest(int32(i), where[f.other[ends[i]]], most, anyQuadrant, best)
			for j, n := range best {
				edges[i*most+j] = f.edge(ends[i], ends[n.id])
			}
		}
	})
	return slices.DeleteFunc(edges, func(e edge) bool { return e.a == e.b })
}

// order follows the one path that is left.
func (f *fragments) order() []int32 {
	start := int32(0)
	for i := range f.links {
		if f.links[i][1] < 0 {
			start = int32(i)
			break
		}
	}
	order := make([]int32, 0, len(f.at))
	for before, at := int32(-1), start; ; {
		order = append(order, at)
		next := f.links[at][0]
		if next == before || next < 0 {
			next = f.links[at][1]
		}
		if next < 0 || len(order) == len(f.at) {
			return order
		}
		before, at = at, next
	}
}
