package tour

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
)

// heldKarp is the lower bound of Held and Karp (1970) for a closed tour: the largest weight of a spanning tree with one more edge under
// penalties of the nodes, found by subgradient steps. Trees are made of the near edges and those of the tour, which is exact enough to judge by.
// It shares nothing with the search but the lists of near points.
func heldKarp(points []Point, order []int32, rounds int) float64 {
	pl := settle(points)
	scale := Length(points, order, true) / Length(pl.at, asPlaces(pl, order), true)
	edges := boundEdges(pl, asPlaces(pl, order))
	n := len(pl.at)
	penalty, degree, before := make([]float64, n), make([]int, n), make([]int, n)
	best := 0.0
	step := 0.1 * Length(pl.at, asPlaces(pl, order), true) / float64(n)
	for round := range rounds {
		sum := lightestTree(edges, penalty, degree)
		for _, p := range penalty {
			sum -= 2 * p
		}
		best = max(best, sum)
		for i, d := range degree {
			penalty[i] += step * (0.7*float64(d-2) + 0.3*float64(before[i]-2))
		}
		if round == 0 {
			copy(before, degree)
		}
		copy(before, degree)
		step *= math.Pow(0.001, 1/float64(rounds))
	}
	return best * scale
}

func asPlaces(pl places, order []int32) []int32 {
	var out []int32
	for _, i := range order {
		out = append(out, pl.of[i])
	}
	return slices.Compact(out)
}

type boundEdge struct {
	a, b         int32
	length, cost float64
}

func boundEdges(pl places, order []int32) []boundEdge {
	const k = 10
	lists := nearLists(pl.at, k, 1)
	seen := map[[2]int32]bool{}
	var edges []boundEdge
	add := func(a, b int32) {
		key := [2]int32{min(a, b), max(a, b)}
		if a != b && b >= 0 && !seen[key] {
			seen[key] = true
			edges = append(edges, boundEdge{a: a, b: b, length: between(pl.at[a], pl.at[b])})
		}
	}
	for i := range pl.at {
		for _, j := range lists[i*k : i*k+k] {
			add(int32(i), j)
		}
	}
	for i, a := range order {
		add(a, order[(i+1)%len(order)])
	}
	return edges
}

// lightestTree is the weight of a lightest spanning tree (Kruskal 1956) with the lightest edge that closes a circle through a leaf of it,
// and the degrees of its nodes.
func lightestTree(edges []boundEdge, penalty []float64, degree []int) float64 {
	for i := range edges {
		edges[i].cost = edges[i].length + penalty[edges[i].a] + penalty[edges[i].b]
	}
	slices.SortFunc(edges, func(x, y boundEdge) int { return cmp.Compare(x.cost, y.cost) })
	root := make([]int32, len(penalty))
	for i := range root {
		root[i], degree[i] = int32(i), 0
	}
	find := func(a int32) int32 {
		for root[a] != a {
			root[a] = root[root[a]]
			a = root[a]
		}
		return a
	}
	sum := 0.0
	inTree := make([]bool, len(edges))
	for i, e := range edges {
		if a, b := find(e.a), find(e.b); a != b {
			root[a] = b
			sum += e.cost
			inTree[i] = true
			degree[e.a]++
			degree[e.b]++
		}
	}
	// A one-tree about a leaf: the second edge is the leaf's next lightest. The best leaf gives the best bound.
	extra, at := math.Inf(-1), -1
	done := make([]bool, len(penalty))
	for i, e := range edges {
		if inTree[i] {
			continue
		}
		for _, leaf := range [2]int32{e.a, e.b} {
			if degree[leaf] == 1 && !done[leaf] {
				done[leaf] = true
				if e.cost > extra {
					extra, at = e.cost, i
				}
			}
		}
	}
	if at < 0 {
		return sum
	}
	degree[edges[at].a]++
	degree[edges[at].b]++
	return sum + extra
}

// clustered are points around centers (Johnson and McGeoch 2002).
func clustered(n int, seed uint64) []Point {
	r := newRandom(seed)
	centers := uniform(max(1, n/100), seed+1)
	normal := func() float64 {
		u, v := float64(r.below(1<<30)+1)/(1<<30), float64(r.below(1<<30))/(1<<30)
		return math.Sqrt(-2*math.Log(u)) * math.Cos(2*math.Pi*v) * 1e6 / math.Sqrt(float64(n))
	}
	out := make([]Point, n)
	for i := range out {
		c := centers[r.below(int32(len(centers)))]
		out[i] = Point{c.X + normal(), c.Y + normal()}
	}
	return out
}

// drilled are rows of holes on a grid, as circuit boards have them: many distances are equal.
func drilled(n int, seed uint64) []Point {
	r := newRandom(seed)
	var out []Point
	for len(out) < n {
		at := Point{float64(r.below(1000)) * 100, float64(r.below(1000)) * 100}
		step := Point{Y: 100}
		if r.below(2) == 0 {
			step = Point{X: 100}
		}
		for range r.below(40) + 4 {
			out = append(out, at)
			at = Point{at.X + step.X, at.Y + step.Y}
		}
	}
	return out[:n]
}

var lists = []struct {
	name string
	make func(n int, seed uint64) []Point
}{{"uniform", uniform}, {"clustered", clustered}, {"drilled", drilled}}

// BenchmarkClosed orders whole lists; the bound is about 0.7 % below the shortest tour of uniform points.
func BenchmarkClosed(b *testing.B) {
	for _, l := range lists {
		for _, n := range []int{1000, 13509} {
			b.Run(fmt.Sprintf("%s/%d", l.name, n), func(b *testing.B) {
				points := l.make(n, 1)
				b.ReportAllocs()
				var order []int32
				for b.Loop() {
					order = Closed(points, Options{Workers: 2})
				}
				b.ReportMetric(Length(points, order, true)/heldKarp(points, order, 400), "ours/heldKarp")
			})
		}
	}
}

// BenchmarkLocalSearch orders large lists without kicks, as a cut begins.
func BenchmarkLocalSearch(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			points := uniform(n, 1)
			b.ReportAllocs()
			var order []int32
			for b.Loop() {
				order = Closed(points, Options{Kicks: -1, Workers: 2})
			}
			b.ReportMetric(Length(points, order, true)/(0.7124*math.Sqrt(float64(n)*1e12)), "ours/0.7124*sqrt(nA)")
		})
	}
}

// BenchmarkTurfs orders turfs of 50 doors and compares with the best of three searches twenty times as long.
func BenchmarkTurfs(b *testing.B) {
	var turfs [][]Point
	for seed := range uint64(200) {
		turfs = append(turfs, lists[seed%3].make(50, seed))
	}
	length := func(points []Point, o Options) float64 {
		return Length(points, Open(points, Anywhere, Anywhere, o), false)
	}
	var ours float64
	for b.Loop() {
		ours = 0
		for _, points := range turfs {
			ours += length(points, Options{})
		}
	}
	spent := b.Elapsed()
	best := 0.0
	for _, points := range turfs {
		shortest := math.Inf(1)
		for seed := range uint64(3) {
			shortest = min(shortest, length(points, Options{Kicks: 20 * smallKicks(51), Seed: seed + 1}))
		}
		best += shortest
	}
	b.ReportMetric(float64(spent.Microseconds())/float64(b.N*len(turfs)), "µs/turf")
	b.ReportMetric(100*(ours/best-1), "%over20timesAsLong")
}
