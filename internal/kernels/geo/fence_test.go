package geo

import (
	"testing"

	"pgregory.net/rapid"
)

// The grid is only a short cut: a fence is crossed exactly where one of its pieces is.
func TestFence_isCrossedWhereOneOfItsPiecesIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spread := rapid.SampledFrom([]float64{0.0001, 0.01, 2}).Draw(t, "degrees")
		point := rapid.Custom(func(t *rapid.T) Point {
			return Point{Lat: 40 + spread*float64(rapid.IntRange(0, 20).Draw(t, "y"))/20, Lon: -90 + spread*float64(rapid.IntRange(0, 20).Draw(t, "x"))/20}
		})
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line { return rapid.SliceOfN(point, 2, 5).Draw(t, "line") }), 1, 6).Draw(t, "lines")
		a, b := point.Draw(t, "a"), point.Draw(t, "b")
		fence := NewFence(lines)
		want := false
		for _, l := range lines {
			flat := fence.plane.XYs(l)
			for i := 1; i < len(flat); i++ {
				want = want || a != b && segmentsCross(fence.plane.XY(a), fence.plane.XY(b), flat[i-1], flat[i])
			}
		}
		if got := fence.Crosses(a, b); got != want {
			t.Fatalf("from %v to %v: crosses %v, want %v", a, b, got, want)
		}
	})
}

func TestFence_ofNothingIsNotCrossed(t *testing.T) {
	for _, lines := range [][]Line{nil, {}, {{}}} {
		if NewFence(lines).Crosses(Point{1, 1}, Point{2, 2}) {
			t.Errorf("%v is crossed", lines)
		}
	}
}
