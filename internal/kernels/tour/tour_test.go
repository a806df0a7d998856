package tour

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// somePoints are points of one of the shapes in which doors come.
func somePoints(t *rapid.T, most int) []Point {
	n := rapid.IntRange(0, most).Draw(t, "n")
	shape := rapid.SampledFrom([]string{"uniform", "grid", "line", "one", "far", "tiny", "clusters"}).Draw(t, "shape")
	r := newRandom(rapid.Uint64().Draw(t, "seed"))
	out := make([]Point, n)
	for i := range out {
		x, y := float64(r.below(1000)), float64(r.below(1000))
		switch shape {
		case "uniform":
			out[i] = Point{x, y}
		case "grid":
			out[i] = Point{float64(r.below(6)) * 10, float64(r.below(6)) * 10}
		case "line":
			out[i] = Point{x * 3, x * 4}
		case "one":
			out[i] = Point{7, -7}
		case "far":
			out[i] = Point{1e12 * x, -1e12 + y}
		case "tiny":
			out[i] = Point{1e6 + x*1e-9, y * 1e-9}
		case "clusters":
			out[i] = Point{float64(r.below(3))*1e5 + x/100, float64(r.below(3))*1e5 + y/100}
		}
	}
	return out
}

// someEnds are a beginning and an end for n points.
func someEnds(t *rapid.T, n int) (from, to int) {
	if n == 0 {
		return Anywhere, Anywhere
	}
	return rapid.IntRange(-1, n-1).Draw(t, "from"), rapid.IntRange(-1, n-1).Draw(t, "to")
}

func mustBePermutation(t interface {
	Helper()
	Fatalf(string, ...any)
}, order []int32, n int) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(order))
	for i, a := range sorted {
		if a != int32(i) {
			t.Fatalf("%v is no permutation of %d", order, n)
		}
	}
	if len(sorted) != n {
		t.Fatalf("%d of %d points are in the order", len(sorted), n)
	}
}

func mustEnd(t *rapid.T, order []int32, from, to int) {
	t.Helper()
	if len(order) == 0 {
		return
	}
	if from >= 0 && order[0] != int32(from) {
		t.Fatalf("it begins at %d, not %d: %v", order[0], from, order)
	}
	if to >= 0 && to != from && order[len(order)-1] != int32(to) {
		t.Fatalf("it ends at %d, not %d: %v", order[len(order)-1], to, order)
	}
}

func TestClosedAndOpen_visitEachPointOnceAndEndWhereTheyMust(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := somePoints(t, 40)
		o := Options{Kicks: rapid.IntRange(-1, 100).Draw(t, "kicks"), Seed: rapid.Uint64().Draw(t, "kickSeed")}
		closed := Closed(points, o)
		mustBePermutation(t, closed, len(points))
		from, to := someEnds(t, len(points))
		open := Open(points, from, to, o)
		mustBePermutation(t, open, len(points))
		mustEnd(t, open, from, to)
	})
}

func TestMatrix_visitsEachStopOnceAndEndsWhereItMust(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		table := someTable(t, n)
		o := Options{Kicks: rapid.IntRange(-1, 100).Draw(t, "kicks")}
		mustBePermutation(t, ClosedMatrix(table, n, o), n)
		from, to := someEnds(t, n)
		open := OpenMatrix(table, n, from, to, o)
		mustBePermutation(t, open, n)
		mustEnd(t, open, from, to)
	})
}

// someTable is a table of distances, symmetric or not, some of them missing or equal.
func someTable(t *rapid.T, n int) []float64 {
	r := newRandom(rapid.Uint64().Draw(t, "tableSeed"))
	symmetric := rapid.Bool().Draw(t, "symmetric")
	missing := rapid.Bool().Draw(t, "missing")
	table := make([]float64, n*n)
	for i := range n {
		for j := range n {
			d := float64(r.below(100))
			if missing && r.below(10) == 0 {
				d = math.Inf(1)
			}
			if table[i*n+j] = d; symmetric && j < i {
				table[i*n+j] = table[j*n+i]
			}
		}
	}
	return table
}

// shortest tries all orders.
func shortest(n int, d func(i, j int) float64, closed bool, from, to int) float64 {
	order := make([]int, 0, n)
	used := make([]bool, n)
	best := math.Inf(1)
	var grow func(sum float64)
	grow = func(sum float64) {
		if sum >= best {
			return
		}
		if len(order) == n {
			if closed {
				sum += d(order[n-1], order[0])
			} else if to >= 0 && order[n-1] != to {
				return
			}
			best = min(best, sum)
			return
		}
		for i := range n {
			if used[i] || len(order) == 0 && (closed && i > 0 || from >= 0 && i != from) {
				continue
			}
			step := 0.0
			if len(order) > 0 {
				step = d(order[len(order)-1], i)
			}
			used[i] = true
			order = append(order, i)
			grow(sum + step)
			order = order[:len(order)-1]
			used[i] = false
		}
	}
	grow(0)
	return best
}

func TestOfAFewPoints_isTheShortestThereIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := somePoints(t, 8)
		n := len(points)
		if n == 0 {
			return
		}
		d := func(i, j int) float64 { return between(points[i], points[j]) }
		near := func(got, want float64) bool { return math.Abs(got-want) <= 1e-9*(want+math.Abs(points[0].Y)) }
		if got, want := Length(points, Closed(points, Options{}), true), shortest(n, d, true, -1, -1); !near(got, want) {
			t.Fatalf("closed: %v, the shortest is %v", got, want)
		}
		from, to := someEnds(t, n)
		if from == to {
			to = Anywhere
		}
		if got, want := Length(points, Open(points, from, to, Options{}), false), shortest(n, d, false, from, to); !near(got, want) {
			t.Fatalf("open from %d to %d: %v, the shortest is %v", from, to, got, want)
		}
	})
}

// TestSearch_ofAFewStopsIsTheShortest asks the searches that are used from 13 stops on for fewer. By tables that are asymmetric at random, as
// no streets are, they may miss it: there the tour must only have every stop once.
func TestSearch_ofAFewStopsIsTheShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(8, 11).Draw(t, "n")
		table := evenTable(someTable(t, n), n)
		ends := endpoints{closed: true, from: Anywhere, to: Anywhere}
		if rapid.Bool().Draw(t, "open") {
			ends.closed = false
			ends.from, ends.to = someEnds(t, n)
			ends = ends.sane()
		}
		order := searchTable(table, n, ends, Options{Kicks: 400})
		got, want := tableLength(table, n, order, ends.closed), tableLength(table, n, exact(table, n, ends), ends.closed)
		most := want + 1e-9
		if !isSymmetric(table, n) {
			most = math.Inf(1)
			mustBePermutation(t, order, n)
		}
		if got > most {
			t.Fatalf("%+v: %v, the shortest is %v", ends, got, want)
		}
	})
}

func tableLength(table []float64, n int, order []int32, closed bool) float64 {
	sum := 0.0
	for i := 1; i < n; i++ {
		sum += table[int(order[i-1])*n+int(order[i])]
	}
	if closed {
		sum += table[int(order[n-1])*n+int(order[0])]
	}
	return sum
}

func TestClosed_isNeverLongerThanTheGreedyOrTheNearestNeighbourTour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := somePoints(t, 320) // beyond small searches too
		if len(points) < 2 {
			return
		}
		closed := Closed(points, Options{Kicks: 1000})
		got := Length(points, closed, true)
		if simple := Length(points, byNearest(points), true); got > simple*(1+1e-9) {
			t.Fatalf("%v is longer than the nearest neighbour's %v", got, simple)
		}
		open := Length(points, Open(points, Anywhere, Anywhere, Options{Kicks: 200}), false)
		if longest := Length(points, closed, false); open > longest*1.1 {
			t.Fatalf("open %v, closed and cut %v", open, longest)
		}
	})
}

// byNearest always goes to the nearest point that is left.
func byNearest(points []Point) []int32 {
	used := make([]bool, len(points))
	order := []int32{0}
	used[0] = true
	for len(order) < len(points) {
		best := -1
		for i := range points {
			if !used[i] && (best < 0 || between(points[order[len(order)-1]], points[i]) < between(points[order[len(order)-1]], points[best])) {
				best = i
			}
		}
		used[best] = true
		order = append(order, int32(best))
	}
	return order
}

func uniform(n int, seed uint64) []Point {
	r := newRandom(seed)
	out := make([]Point, n)
	for i := range out {
		out[i] = Point{float64(r.below(1000000)), float64(r.below(1000000))}
	}
	return out
}

func TestClosed_isTheSameForASeedWhateverTheWorkers(t *testing.T) {
	points := uniform(5000, 3)
	one := Closed(points, Options{Seed: 5, Kicks: 12000})
	two := Closed(points, Options{Seed: 5, Kicks: 12000, Workers: 2})
	if !slices.Equal(one, two) {
		t.Error("two workers found another tour than one")
	}
	if other := Closed(points, Options{Seed: 6, Kicks: 12000}); slices.Equal(one, other) {
		t.Error("another seed changed nothing")
	}
}

func TestStop_keepsATour(t *testing.T) {
	points := uniform(3000, 4)
	for _, after := range []int{0, 1, 5, 50} {
		asked := 0
		order := Open(points, 17, Anywhere, Options{Stop: func() bool { asked++; return asked > after }})
		mustBePermutation(t, order, len(points))
		if order[0] != 17 {
			t.Errorf("stopped after %d questions, it begins at %d", after, order[0])
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("a few points, each of two bytes, some of them equal: aaaa"), 3, -1)
	f.Add([]byte{0, 0, 255, 255, 0, 255, 255, 0}, 0, 1)
	f.Fuzz(func(t *testing.T, bytes []byte, from, to int) {
		bytes = bytes[:min(len(bytes), 400)]
		points := make([]Point, len(bytes)/2)
		for i := range points {
			points[i] = Point{math.Ldexp(float64(bytes[2*i]), int(bytes[0])), -float64(bytes[2*i+1])}
		}
		if from < Anywhere || from >= len(points) || to < Anywhere || to >= len(points) {
			from, to = Anywhere, Anywhere
		}
		order := Open(points, from, to, Options{Kicks: 50})
		mustBePermutation(t, order, len(points))
		if from >= 0 && order[0] != int32(from) {
			t.Fatalf("it begins at %d, not %d", order[0], from)
		}
	})
}
