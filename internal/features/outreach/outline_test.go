package outreach

import (
	"testing"

	"banyan/internal/kernels/geo"
)

// A turf of three groups of doors is drawn as it is walked: a strait between two groups that nobody crosses is not coloured.
func TestNewTurf_isDrawnAsItIsWalked(t *testing.T) {
	group := func(lat, lon float64) []geo.Point {
		var out []geo.Point
		for i := range 6 {
			out = append(out, geo.Point{Lat: lat + float64(i%3)*0.0004, Lon: lon + float64(i/3)*0.0004})
		}
		return out
	}
	// A and C are near each other, but the walk goes A, B, C.
	walk := append(append(group(43, -88), group(43.006, -88.002)...), group(43, -87.994)...)
	margin := outlineMargin(walk)
	drawn := geo.Outline(alongWalk(walk, margin), margin)
	for i, p := range walk {
		if !drawn.Contains(p) {
			t.Errorf("door %d lies outside", i)
		}
		if i > 0 {
			q := walk[i-1]
			if middle := (geo.Point{Lat: (p.Lat + q.Lat) / 2, Lon: (p.Lon + q.Lon) / 2}); !drawn.Contains(middle) {
				t.Errorf("the way from door %d to %d lies outside", i-1, i)
			}
		}
	}
	if strait := (geo.Point{Lat: 43.0004, Lon: -87.997}); drawn.Contains(strait) {
		t.Error("the strait that nobody walks is inside")
	}
}
