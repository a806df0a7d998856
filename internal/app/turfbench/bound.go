package turfbench

import (
	"cmp"
	"math"
	"slices"
)

// heldKarp is the bound of Held and Karp (1970) for a round: the largest weight of a spanning tree with one more edge, under penalties of the places that
// subgradient steps find. Trees are made of near places' edges and the round's own, so that it could be a hair too high; stopped early, it is too low.
func heldKarp(points []spot, round []int, rounds int) float64 {
	at, visits := withoutTwins(points, round)
	if len(at) < 3 {
		return 0
	}
	t := newTrees(at, visits)
	length := 0.0
	for i, a := range visits {
		length += away(at[a], at[visits[(i+1)%len(visits)]])
	}
	before := make([]int, len(at))
	best, step := 0.0, 0.1*length/float64(len(at))
	for i := range rounds {
		sum := t.lightest()
		for _, p := range t.penalty {
			sum -= 2 * p
		}
		best = math.Max(best, sum)
		if i == 0 {
			copy(before, t.degree)
		}
		for j, d := range t.degree {
			t.penalty[j] += step * (0.7*float64(d-2) + 0.3*float64(before[j]-2))
		}
		copy(before, t.degree)
		step *= math.Pow(0.001, 1/float64(rounds))
	}
	return best
}

// withoutTwins keeps one of the points of each place, and the round past them.
func withoutTwins(points []spot, round []int) (at []spot, visits []int) {
	number := map[spot]int{}
	for _, i := range round {
		n, known := number[points[i]]
		if !known {
			n = len(at)
			number[points[i]] = n
			at, visits = append(at, points[i]), append(visits, n)
		}
	}
	return at, visits
}

type joint struct {
	a, b         int
	length, cost float64
}

// trees are spanning trees over a thinned graph.
type trees struct {
	edges   []joint
	penalty []float64
	degree  []int
	root    []int
}

func newTrees(at []spot, round []int) *trees {
	t := &trees{penalty: make([]float64, len(at)), degree: make([]int, len(at)), root: make([]int, len(at))}
	lists := neighbours(at, 10)
	for i, a := range round {
		next := round[(i+1)%len(round)]
		lists[a] = append(lists[a], next)
		lists[next] = append(lists[next], a)
	}
	for a, list := range lists {
		slices.Sort(list)
		for _, b := range slices.Compact(list) {
			if a < b {
				t.edges = append(t.edges, joint{a: a, b: b, length: away(at[a], at[b])})
			}
		}
	}
	return t
}

func (t *trees) find(a int) int {
	for t.root[a] != a {
		t.root[a] = t.root[t.root[a]]
		a = t.root[a]
	}
	return a
}

// lightest is the weight of the lightest tree (Kruskal 1956), and of the edge that a leaf of it has least to pay for, of the leaf for which that is most.
func (t *trees) lightest() (sum float64) {
	for i := range t.edges {
		e := &t.edges[i]
		e.cost = e.length + t.penalty[e.a] + t.penalty[e.b]
	}
	slices.SortFunc(t.edges, func(x, y joint) int { return cmp.Compare(x.cost, y.cost) })
	for i := range t.root {
		t.root[i], t.degree[i] = i, 0
	}
	var outside []joint
	for _, e := range t.edges {
		a, b := t.find(e.a), t.find(e.b)
		if a == b {
			outside = append(outside, e)
			continue
		}
		t.root[a] = b
		sum += e.cost
		t.degree[e.a]++
		t.degree[e.b]++
	}
	looked := make([]bool, len(t.root))
	best := -1
	for i, e := range outside {
		for _, end := range [2]int{e.a, e.b} {
			if t.degree[end] == 1 && !looked[end] {
				looked[end] = true
				if best < 0 || e.cost > outside[best].cost {
					best = i
				}
			}
		}
	}
	if best >= 0 {
		sum += outside[best].cost
		t.degree[outside[best].a]++
		t.degree[outside[best].b]++
	}
	return sum
}
