package canvass

import (
	"math"
	"testing"

	"banyan/internal/kernels/geo"
)

// Names on the little map follow their streets and never cover each other, nor leave the paper.
func TestSketch_namesStandOnTheirStreetsApartFromEachOther(t *testing.T) {
	at := func(north, east float64) [2]float64 {
		p := geo.NewPlane(geo.Point{Lat: 43, Lon: -88}).Point(geo.XY{X: east, Y: north})
		return [2]float64{p.Lat, p.Lon}
	}
	var roads []Road
	var stops []Stop
	for i, name := range []string{"Oak Street", "Elm Street", "Fir Street"} {
		roads = append(roads, Road{Name: name, Line: [][2]float64{at(float64(i)*150, -100), at(float64(i)*150, 500)}})
		p := at(float64(i)*150+10, float64(i)*120)
		stops = append(stops, Stop{Street: []string{"East Oak Street", "Elm St", "Fir Street"}[i], Lat: p[0], Lon: p[1]})
	}
	roads = append(roads, Road{Name: "North 60th Street", Line: [][2]float64{at(-100, 120), at(450, 120)}}, Road{Name: "Nobody's Way", Line: [][2]float64{at(-100, 50), at(450, 50)}})
	p := at(200, 130)
	stops = append(stops, Stop{Street: "N. 60th St", Lat: p[0], Lon: p[1]})
	s := newSketch(stops, roads)
	want := map[string]bool{"Oak Street": true, "Elm St": true, "Fir Street": true, "N. 60th St": true}
	if len(s.Labels) != len(want) {
		t.Fatalf("labels %v, want those of %v", s.Labels, want)
	}
	for i, l := range s.Labels {
		if !want[l.Text] || !within(l.spots(), s.Width, s.Height) {
			t.Errorf("label %+v on a sketch of %d x %d", l, s.Width, s.Height)
		}
		if upright := math.Abs(float64(l.Angle)) > 45; upright != (l.Text == "N. 60th St") {
			t.Errorf("%q stands at %d degrees", l.Text, l.Angle)
		}
		for _, other := range s.Labels[:i] {
			if near(l.spots(), other.spots(), labelApart) > 0 {
				t.Errorf("%q covers %q", l.Text, other.Text)
			}
		}
	}
}
