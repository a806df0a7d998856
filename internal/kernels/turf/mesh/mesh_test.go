package mesh

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// gabrielPairs tries every pair against every point, in whole metres.
func gabrielPairs(x, y []float64) map[[2]int32]bool {
	pairs := map[[2]int32]bool{}
	for a := range x {
		for b := a + 1; b < len(x); b++ {
			empty := true
			for c := range x {
				inside := (x[a]-x[c])*(x[b]-x[c])+(y[a]-y[c])*(y[b]-y[c]) < 0
				empty = empty && !inside
			}
			if empty {
				pairs[[2]int32{int32(a), int32(b)}] = true
			}
		}
	}
	return pairs
}

func draw(t *rapid.T) (x, y []float64) {
	shape := rapid.SampledFrom([]string{"any", "grid", "line", "circle"}).Draw(t, "shape")
	seen := map[[2]float64]bool{}
	for range rapid.IntRange(1, 60).Draw(t, "n") {
		a, b := float64(rapid.IntRange(0, 1000).Draw(t, "x")), float64(rapid.IntRange(0, 1000).Draw(t, "y"))
		switch shape {
		case "grid":
			a, b = math.Floor(a/150), math.Floor(b/150)
		case "line":
			b = 2 * a
		case "circle": // whole numbers on one circle
			p := [][2]float64{{0, 25}, {7, 24}, {15, 20}, {20, 15}, {24, 7}, {25, 0}}[int(a)%6]
			a, b = 100+p[0]*math.Copysign(1, b-500), 100+p[1]*math.Copysign(1, math.Mod(b, 7)-3)
		}
		if !seen[[2]float64{a, b}] {
			seen[[2]float64{a, b}] = true
			x, y = append(x, a), append(y, b)
		}
	}
	return x, y
}

func TestGabriel_isWhatTryingAllFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := draw(t)
		delaunay, gabriel := Delaunay(x, y)
		want := gabrielPairs(x, y)
		for pair := range want {
			// Four points on one circle leave a choice: of two crossing diagonals one is taken. All others must be there.
			if !slices.Contains(gabriel.Of(pair[0]), pair[1]) && !onCircle(x, y, pair) {
				t.Fatalf("%v is not joined", pair)
			}
		}
		for a := range int32(len(x)) {
			for _, b := range gabriel.Of(a) {
				if !want[[2]int32{min(a, b), max(a, b)}] {
					t.Fatalf("%d and %d are joined, but something is between them", a, b)
				}
				if !slices.Contains(delaunay.Of(a), b) {
					t.Fatalf("%d and %d are joined in one graph only", a, b)
				}
			}
		}
		if pieces(gabriel, len(x)) != 1 {
			t.Fatalf("%d pieces", pieces(gabriel, len(x)))
		}
	})
}

// onCircle tells whether other points lie exactly on the circle between two.
func onCircle(x, y []float64, pair [2]int32) bool {
	a, b := pair[0], pair[1]
	for c := range int32(len(x)) {
		if c != a && c != b && (x[a]-x[c])*(x[b]-x[c])+(y[a]-y[c])*(y[b]-y[c]) == 0 {
			return true
		}
	}
	return false
}

func pieces(g Graph, n int) (count int) {
	seen := make([]bool, n)
	for i := range int32(n) {
		if seen[i] {
			continue
		}
		count++
		seen[i] = true
		for todo := []int32{i}; len(todo) > 0; {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, b := range g.Of(at) {
				if !seen[b] {
					seen[b] = true
					todo = append(todo, b)
				}
			}
		}
	}
	return count
}

func TestDelaunay_joinsPointsAtOnePlace(t *testing.T) {
	for _, points := range [][2][]float64{{{}, {}}, {{5}, {5}}, {{5, 5, 5}, {7, 7, 7}}, {{0, 0, 1, 1, 2}, {0, 0, 1, 1, 2}}, {{0, 9, 0, 9, 0}, {0, 0, 9, 9, 0}}} {
		_, g := Delaunay(points[0], points[1])
		if n := len(points[0]); n > 0 && pieces(g, n) != 1 {
			t.Errorf("%v: %d pieces", points, pieces(g, n))
		}
	}
}

func BenchmarkDelaunay(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	n := 300
	var x, y []float64
	for i := range n * n {
		x, y = append(x, float64(i%n)+random.Float64()), append(y, float64(i/n)+random.Float64())
	}
	for b.Loop() {
		Delaunay(x, y)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*n), "ns/point")
}
