package geo_test

import (
	"math/rand/v2"
	"testing"

	"banyan/internal/kernels/geo"
	"banyan/internal/testing/shared"
)

func outlinesOf(t testing.TB, file string) (out []geo.MultiPolygon, features []geo.Feature) {
	t.Helper()
	err := geo.ReadOutlines(shared.Open(t, file), geo.Limits{}, func(f geo.Feature) error {
		out, features = append(out, f.Geometry.Polygons), append(features, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, features
}

// first is what a Locator has to say, without its grid.
func first(outlines []geo.MultiPolygon, p geo.Point) int {
	for i, o := range outlines {
		if o.Contains(p) {
			return i
		}
	}
	return -1
}

func TestLocator_findsWhatAFullSearchFinds(t *testing.T) {
	for _, file := range []string{"data/milwaukee/wards-2021.geojson", "data/districts/sld-WI_lower.topojson", "data/districts/sld-VT_upper.topojson"} {
		outlines, _ := outlinesOf(t, file)
		l := geo.NewLocator(outlines)
		box := geo.EmptyBox()
		var corners []geo.Point
		for _, o := range outlines {
			box = box.Union(o.Box())
			for _, p := range o {
				corners = append(corners, p[0][:min(len(p[0]), 40)]...)
			}
		}
		rnd := rand.New(rand.NewPCG(3, 9))
		points := corners[:min(len(corners), 3000)]
		for range 4000 {
			points = append(points, geo.Point{Lat: box.South + rnd.Float64()*(box.North-box.South), Lon: box.West + rnd.Float64()*(box.East-box.West)})
		}
		inside := 0
		for _, p := range points {
			want := first(outlines, p)
			if got := l.Find(p); got != want {
				t.Fatalf("%s: %v is in outline %d, the locator says %d", file, p, want, got)
			}
			if want >= 0 {
				inside++
			}
		}
		if inside < len(points)/5 {
			t.Errorf("%s: only %d of %d points are inside: the test asks too little", file, inside, len(points))
		}
	}
}

func TestLocator_nearBorder(t *testing.T) {
	square := geo.MultiPolygon{{{{Lat: 43, Lon: -88}, {Lat: 43, Lon: -87}, {Lat: 44, Lon: -87}, {Lat: 44, Lon: -88}}}}
	l := geo.NewLocator([]geo.MultiPolygon{square})
	in := geo.Point{Lat: 43.5, Lon: -87.001} // 81 m west of the eastern side
	if !l.NearBorder(in, 100) || l.NearBorder(in, 60) || l.NearBorder(geo.Point{Lat: 43.5, Lon: -87.5}, 1000) || l.NearBorder(in, 0) {
		t.Error("the distance to the border is wrong")
	}
}

func TestLocator_ofNothing(t *testing.T) {
	for _, outlines := range [][]geo.MultiPolygon{nil, {nil}, {{}}} {
		if l := geo.NewLocator(outlines); l.Find(geo.Point{Lat: 43, Lon: -88}) != -1 || l.NearBorder(geo.Point{Lat: 43, Lon: -88}, 10) {
			t.Error("found something in nothing")
		}
	}
}

func BenchmarkLocator(b *testing.B) {
	outlines, _ := outlinesOf(b, "data/districts/sld-WI_lower.topojson")
	rnd := rand.New(rand.NewPCG(1, 1))
	points := make([]geo.Point, 1000)
	for i := range points {
		points[i] = geo.Point{Lat: 42.5 + 4*rnd.Float64(), Lon: -92 + 4*rnd.Float64()}
	}
	b.Run("grid", func(b *testing.B) {
		l := geo.NewLocator(outlines)
		for i := 0; b.Loop(); i++ {
			l.Find(points[i%1000])
		}
	})
	b.Run("every outline", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			first(outlines, points[i%1000])
		}
	})
}
