package geo

import (
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banyan/internal/testing/shared"
)

func portland(t testing.TB) *Roads {
	roads, err := ReadRoads(shared.Open(t, "data/osm/portland-or-central.osm.pbf"), RoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return roads
}

func TestReadRoads_readsACity(t *testing.T) {
	roads := portland(t)
	junctions, edges, metres := roads.Size()
	t.Logf("%d junctions, %d edges, %.0f km, %d bytes stored", junctions, edges, metres/1000, len(roads.Bytes()))
	if junctions < 3000 || edges < 4000 || metres < 200_000 {
		t.Errorf("%d junctions, %d edges, %.0f m: too few", junctions, edges, metres)
	}
	burnside, motorways := 0.0, 0
	for _, r := range roads.Within(roads.Box()) {
		if strings.Contains(r.Name, "Burnside Street") {
			burnside += r.Line.Metres()
		}
		if strings.Contains(r.Name, "Freeway") {
			motorways++
		}
	}
	if burnside < 1000 || motorways > 0 {
		t.Errorf("%.0f m of Burnside Street and %d freeways", burnside, motorways)
	}
	if box := roads.Box(); !box.Contains(Point{45.5226, -122.6731}) {
		t.Errorf("the roads are in %+v: not around Burnside Bridge", box)
	}
}

func TestRoads_storedAndReadAgainAreTheSame(t *testing.T) {
	roads := portland(t)
	again, err := ParseRoads(roads.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(roads.Bytes(), again.Bytes()) {
		t.Error("stored again it differs")
	}
	a, b := roads.Within(roads.Box()), again.Within(again.Box())
	if len(a) != len(b) {
		t.Fatalf("%d roads became %d", len(a), len(b))
	}
	for i := range a {
		if a[i].Name != b[i].Name || a[i].Class != b[i].Class || math.Abs(a[i].Line.Metres()-b[i].Line.Metres()) > 0.1+0.001*a[i].Line.Metres() {
			t.Fatalf("%v became %v", a[i], b[i])
		}
	}
}

func TestReadRoads_refusesOtherFiles(t *testing.T) {
	whole, err := io.ReadAll(shared.Open(t, "data/osm/portland-or-central.osm.pbf"))
	if err != nil {
		t.Fatal(err)
	}
	flipped := slices.Clone(whole)
	for i := 3000; i < 3100; i++ {
		flipped[i] ^= 0x55
	}
	for name, c := range map[string]struct {
		data    []byte
		options RoadOptions
		want    string
	}{
		"empty":     {nil, RoadOptions{}, "it is empty"},
		"xml":       {[]byte(`<?xml version="1.0"?><osm version="0.6">`), RoadOptions{}, "not an OpenStreetMap"},
		"cut":       {whole[:len(whole)/2], RoadOptions{}, "ends in the middle"},
		"damaged":   {flipped, RoadOptions{}, "cannot be unpacked"},
		"too large": {whole, RoadOptions{Nodes: 1000}, "more than 1000 places"},
	} {
		_, err := ReadRoads(bytes.NewReader(c.data), c.options)
		var format *FormatError
		if !errors.As(err, &format) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

func FuzzParseRoads(f *testing.F) {
	f.Add(gridRoads(3, 100).Bytes())
	f.Add([]byte("BNYR\x01\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if roads, err := ParseRoads(data); err == nil {
			if _, err := ParseRoads(roads.Bytes()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzReadRoads(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := ReadRoads(bytes.NewReader(data), RoadOptions{Nodes: 1000}); err != nil {
			var format *FormatError
			if !errors.As(err, &format) {
				t.Fatalf("an error that says nothing to the user: %v", err)
			}
		}
	})
}

// gridRoads is a town of n by n crossings: 'A 0', 'A 1'... run east, 'B 0'... north.
func gridRoads(n int, block float64) *Roads {
	plane, lines := NewPlane(milwaukee), []Road(nil)
	for i := range n {
		var east, north Line
		for j := range n {
			east = append(east, plane.Point(XY{float64(j) * block, float64(i) * block}))
			north = append(north, plane.Point(XY{float64(i) * block, float64(j) * block}))
		}
		lines = append(lines, Road{Name: "A " + string(rune('0'+i)) + " St", Line: east}, Road{Name: "B " + string(rune('0'+i)) + " Ave", Line: north})
	}
	return NewRoads(lines)
}

func TestRouter_inATownOfSquaresWalksLikeATaxi(t *testing.T) {
	roads, plane := gridRoads(5, 100), NewPlane(milwaukee)
	router := roads.NewRouter()
	rapid.Check(t, func(t *rapid.T) {
		at := func(label string) (XY, Spot) {
			v := XY{rapid.Float64Range(0, 400).Draw(t, label+".along"), float64(rapid.IntRange(0, 4).Draw(t, label+".street")) * 100}
			if rapid.Bool().Draw(t, label+".north") {
				v.X, v.Y = v.Y, v.X
			}
			s, ok := roads.Snap(plane.Point(v), "", 30)
			if !ok || s.Away > 0.1 || plane.XY(s.At).Distance(v) > 0.1 {
				t.Fatalf("%v is snapped to %+v", v, s)
			}
			return v, s
		}
		a, from := at("a")
		b, to := at("b")
		want := math.Abs(a.X-b.X) + math.Abs(a.Y-b.Y)
		if inner := func(v float64) float64 { return math.Mod(v+1e-9, 100) }; inner(a.Y) < 1e-6 && inner(b.Y) < 1e-6 && a.Y != b.Y {
			if block := math.Floor(a.X / 100); block == math.Floor(b.X/100) { // two streets side by side: around the nearer corner
				want = math.Abs(a.Y-b.Y) + math.Min(a.X+b.X-200*block, 200*(block+1)-a.X-b.X)
			}
		} else if inner(a.X) < 1e-6 && inner(b.X) < 1e-6 && a.X != b.X {
			if block := math.Floor(a.Y / 100); block == math.Floor(b.Y/100) {
				want = math.Abs(a.X-b.X) + math.Min(a.Y+b.Y-200*block, 200*(block+1)-a.Y-b.Y)
			}
		}
		got := router.Distances(from, []Spot{to}, math.Inf(1))[0]
		if math.Abs(got-want) > 1.5 {
			t.Fatalf("from %v to %v: %.1f m, want %.1f", a, b, got, want)
		}
		path, metres := router.Path(from, to)
		if math.Abs(metres-got) > 1e-6 || math.Abs(path.Metres()-got) > 1.5 {
			t.Fatalf("the path is %.1f m long and drawn %.1f m long, the distance is %.1f", metres, path.Metres(), got)
		}
		if Distance(path[0], from.At) > 0.5 || Distance(path[len(path)-1], to.At) > 0.5 {
			t.Fatalf("the path does not lead from %v to %v: %v", from.At, to.At, path)
		}
	})
}

func TestRouter_knowsItsLimit(t *testing.T) {
	roads, plane := gridRoads(5, 100), NewPlane(milwaukee)
	spot := func(x, y float64) Spot {
		s, ok := roads.Snap(plane.Point(XY{x, y}), "", 30)
		if !ok {
			t.Fatal("not snapped")
		}
		return s
	}
	got := roads.NewRouter().Distances(spot(50, 0), []Spot{spot(90, 0), spot(390, 400), spot(50, 100)}, 200.5)
	if math.Abs(got[0]-40) > 0.5 || !math.IsInf(got[1], 1) || math.Abs(got[2]-200) > 0.5 {
		t.Errorf("distances %v, want 40, +Inf, 200", got)
	}
}

func TestSnap_takesTheDoorsOwnStreet(t *testing.T) {
	roads, plane := gridRoads(3, 100), NewPlane(milwaukee)
	corner := plane.Point(XY{15, 20}) // nearer to B 0 Avenue, by number on A 0 Street
	if s, ok := roads.Snap(corner, "A 0 Street", 80); !ok || roads.Name(s) != "A 0 St" || !s.Left || math.Abs(s.Away-20) > 0.1 {
		t.Errorf("snapped to %q, %+v", roads.Name(s), s)
	}
	if s, ok := roads.Snap(corner, "Elm Street", 80); !ok || roads.Name(s) != "B 0 Ave" || s.Left || math.Abs(s.Away-15) > 0.1 {
		t.Errorf("an unknown street: snapped to %q, %+v", roads.Name(s), s)
	}
	if s, ok := roads.Snap(plane.Point(XY{50, 50}), "", 40); ok {
		t.Errorf("a door 50 m from any road was snapped within 40 m to %+v", s)
	}
}

func TestWithoutIslands_aCourtyardIsDropped(t *testing.T) {
	plane := NewPlane(milwaukee)
	line := func(x0, y0, x1, y1 float64) Line { return Line{plane.Point(XY{x0, y0}), plane.Point(XY{x1, y1})} }
	roads := NewRoads([]Road{{Name: "Main Street", Line: line(0, 0, 900, 0)}, {Name: "", Line: line(50, 30, 80, 30)}})
	if _, edges, _ := roads.Size(); edges != 1 {
		t.Errorf("%d edges, want 1", edges)
	}
	if alone := NewRoads([]Road{{Line: line(0, 0, 20, 0)}}); len(alone.edges) != 1 {
		t.Error("a small village lost its only road")
	}
}

func TestWalkableClass(t *testing.T) {
	for _, c := range []struct {
		tags map[string]string
		want bool
	}{
		{map[string]string{"highway": "residential"}, true},
		{map[string]string{"highway": "motorway"}, false},
		{map[string]string{"highway": "service", "access": "private"}, false},
		{map[string]string{"highway": "service", "access": "private", "foot": "yes"}, true},
		{map[string]string{"highway": "secondary", "foot": "no"}, false},
		{map[string]string{"highway": "pedestrian", "area": "yes"}, false},
		{map[string]string{"railway": "rail"}, false},
	} {
		if _, got := walkableClass(c.tags); got != c.want {
			t.Errorf("%v: %v", c.tags, got)
		}
	}
}

func TestStreetKey(t *testing.T) {
	for a, b := range map[string]string{
		"N. 60th St": "North 60th Street", "NE M L King Jr Blvd": "northeast m l king jr boulevard", "St. Paul Ave": "St Paul Avenue",
		"W Fond du Lac Av": "West Fond Du Lac Avenue", "Fifth Ave": "5th Avenue", "O'Neil Ct": "ONeil Court",
	} {
		if StreetKey(a) != StreetKey(b) {
			t.Errorf("%q is %q, %q is %q", a, StreetKey(a), b, StreetKey(b))
		}
	}
	if StreetKey("North 60th Street") == StreetKey("North 60th Place") || StreetKey("N Main St") == StreetKey("S Main St") {
		t.Error("two streets have one key")
	}
}

func BenchmarkReadRoads(b *testing.B) {
	for b.Loop() {
		portland(b)
	}
}

func BenchmarkDistances(b *testing.B) {
	roads := portland(b)
	router := roads.NewRouter()
	from, _ := roads.Snap(Point{45.5226, -122.65}, "", 500)
	to, _ := roads.Snap(Point{45.5200, -122.648}, "", 500)
	for b.Loop() {
		router.Distances(from, []Spot{to}, 600)
	}
}
