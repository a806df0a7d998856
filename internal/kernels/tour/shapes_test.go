package tour

import (
	"fmt"
	"math"
	"testing"
)

// hardShapes are lists on which searches have stumbled: many equal distances, none at all, distances that differ by many powers of ten.
var hardShapes = []struct {
	name string
	make func(n int) []Point
	// most is what the shortest closed tour is known not to be longer than; 0: unknown.
	most func(n int) float64
}{
	{"one point", func(n int) []Point { return make([]Point, n) }, func(int) float64 { return 0 }},
	{"a line", func(n int) []Point {
		out := make([]Point, n)
		for i := range out {
			out[i] = Point{X: float64((i * 37) % n), Y: 2 * float64((i*37)%n)}
		}
		return out
	}, func(n int) float64 { return 2 * math.Sqrt(5) * float64(n-1) }},
	{"a grid", func(n int) []Point {
		out := make([]Point, n)
		for i := range out {
			out[i] = Point{X: float64(i % 8), Y: float64(i / 8)}
		}
		return out
	}, func(n int) float64 { return float64(n) }},
	{"two clusters", func(n int) []Point {
		out := uniform(n, 5)
		for i := range out {
			out[i].X = out[i].X/1e6 + 1e5*float64(i%2)
			out[i].Y /= 1e6
		}
		return out
	}, nil},
	{"a circle", func(n int) []Point {
		out := make([]Point, n)
		for i := range out {
			sin, cos := math.Sincos(2 * math.Pi * float64((i*29)%n) / float64(n))
			out[i] = Point{X: cos, Y: sin}
		}
		return out
	}, func(n int) float64 { return 2 * math.Pi }},
	{"far corners", func(n int) []Point {
		out := uniform(n, 6)
		out[0], out[1] = Point{X: 1e300, Y: -1e300}, Point{X: -1e300}
		return out
	}, nil},
	{"a hair apart", func(n int) []Point {
		out := uniform(n, 7)
		for i := range out {
			out[i] = Point{X: 1 + out[i].X*1e-19, Y: 1}
		}
		return out
	}, nil},
}

func TestHardShapes_areOrderedAsShortAsTheirShapeAllows(t *testing.T) {
	for _, shape := range hardShapes {
		for _, n := range []int{16, 64, 200, 256, 304} { // small searches and others, grids whole
			t.Run(fmt.Sprint(shape.name, "/", n), func(t *testing.T) {
				points := shape.make(n)
				closed := Closed(points, Options{})
				mustBePermutation(t, closed, n)
				open := Open(points, 3, 9, Options{Kicks: n})
				mustBePermutation(t, open, n)
				if open[0] != 3 || open[n-1] != 9 {
					t.Errorf("it goes from %d to %d", open[0], open[n-1])
				}
				if got := Length(points, closed, true); shape.most != nil && got > shape.most(n)*(1+1e-9) {
					t.Errorf("%v long, not %v", got, shape.most(n))
				}
				if got, simple := Length(points, closed, true), Length(points, byNearest(points), true); got > simple*(1+1e-9) {
					t.Errorf("%v is longer than the nearest neighbour's %v", got, simple)
				}
			})
		}
	}
}

// TestSmall_keepsItsBooks checks after each kick that what a small search says it has won is what the tour is shorter by.
func TestSmall_keepsItsBooks(t *testing.T) {
	for seed := range uint64(12) {
		n := 9 + int(seed)*11
		points := uniform(n, seed)
		s := newSolver(n, endpoints{closed: true}, Options{})
		s.table, s.size, s.k = evenTable(tableOf(normalize(points)), n), n, 8
		s.order = s.nearestFirst()
		for i := range n {
			for j := range s.k {
				s.lists = append(s.lists, int32((i+j+1)%n))
			}
		}
		search := s.small()
		length := func() (sum float64) {
			for i := range search.n {
				sum += search.d(search.tour.order[i], search.tour.order[(i+1)%search.n])
			}
			return sum
		}
		r := newRandom(seed)
		for before := length(); r.below(300) > 0; before = length() {
			won := search.kick(&r) + search.settle()
			if after := length(); math.Abs(before-won-after) > 1e-9 {
				t.Fatalf("%d nodes: %v, less %v, is not %v", n, before, won, after)
			}
			for i, a := range search.tour.order[:n] {
				if int(search.tour.pos[a]) != i {
					t.Fatalf("%d nodes: node %d is not at %d", n, a, i)
				}
			}
		}
	}
}
