package turf

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"banyan/internal/kernels/geo"
)

var numberStyles = []string{"%d", "%d,%[1]d", "%dHH", "W156N%d", "37-%02d", "%d 1/2", "", "lot"}

// someDoors draws doors of an awkward town: streets that cross, houses on one spot, buildings of many units, odd numbers, no streets.
func someDoors(t *rapid.T, most int) []Door {
	plane := geo.NewPlane(geo.Point{Lat: 43.12, Lon: -88.0})
	var doors []Door
	add := func(d Door) {
		d.ID = int64(len(doors) + 1)
		doors = append(doors, d)
	}
	wanted := rapid.IntRange(1, most).Draw(t, "wanted")
	for len(doors) < wanted {
		street := rapid.IntRange(0, 12).Draw(t, "street")
		along := float64(rapid.IntRange(0, 60).Draw(t, "along") * 12)
		v := geo.XY{X: along, Y: float64(street/2)*90 + float64(rapid.IntRange(-1, 1).Draw(t, "side")*15)}
		if street%2 == 1 {
			v.X, v.Y = v.Y, v.X
		}
		style := rapid.SampledFrom(numberStyles).Draw(t, "style")
		d := Door{At: plane.Point(v), Street: fmt.Sprint("Street ", street), People: rapid.IntRange(0, 4).Draw(t, "people")}
		if d.Number = style; len(style) > 3 || style == "%d" {
			d.Number = fmt.Sprintf(style, 1000+int(along))
		}
		if street == 12 {
			d.Street = ""
		}
		if rapid.Bool().Draw(t, "ward") {
			d.Boundary = fmt.Sprint(street / 5)
		}
		d.Languages = rapid.SliceOfN(rapid.SampledFrom([]string{"en", "hmn", "vi"}), 0, 2).Draw(t, "languages")
		units := rapid.SampledFrom([]int{1, 1, 1, 1, 1, 1, 3, 30, 130}).Draw(t, "units")
		for u := range min(units, wanted-len(doors)) {
			if units > 1 {
				d.Building, d.Floor, d.Unit = fmt.Sprint("B", v, d.Boundary), u/6, fmt.Sprint(u%6+1)
			}
			add(d)
		}
	}
	return doors
}

// roofOf is the same for doors that one building has.
func roofOf(d *Door) string {
	if d.Building != "" {
		return d.Boundary + "\x00" + d.Building
	}
	return fmt.Sprint(d.Boundary, d.At.Lat, d.At.Lon) // a point by itself is written with fewer digits
}

func shuffled(doors []Door, seed uint64) []Door {
	out := slices.Clone(doors)
	rand.New(rand.NewPCG(seed, 1)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func ids(doors []Door, which []int) []int64 {
	out := make([]int64, len(which))
	for i, n := range which {
		out[i] = doors[n].ID
	}
	return out
}

func TestCut_keepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doors := someDoors(t, 400)
		o := CutOptions{Size: rapid.IntRange(1, 90).Draw(t, "size"), Max: rapid.IntRange(5, 120).Draw(t, "max"), By: Measure(rapid.IntRange(0, 1).Draw(t, "by"))}
		turfs, err := Cut(doors, o)
		if err != nil {
			t.Fatal(err)
		}
		seen := make([]int, len(doors))
		turfOf := map[string]map[int]bool{}
		units := map[string]int{}
		for n, turf := range turfs {
			if len(turf.Doors) > o.Max || len(turf.Doors) == 0 {
				t.Fatalf("a turf of %d doors, at most %d are allowed", len(turf.Doors), o.Max)
			}
			people := 0
			for _, i := range turf.Doors {
				seen[i]++
				people += doors[i].People
				if doors[i].Boundary != turf.Boundary {
					t.Fatalf("boundary %q in a turf of %q", doors[i].Boundary, turf.Boundary)
				}
				if !turf.Outline.Contains(doors[i].At) {
					t.Fatalf("door %v is outside of its turf's outline", doors[i])
				}
				key := roofOf(&doors[i])
				units[key]++
				if turfOf[key] == nil {
					turfOf[key] = map[int]bool{}
				}
				turfOf[key][n] = true
			}
			if people != turf.People {
				t.Fatalf("%d people, the turf says %d", people, turf.People)
			}
		}
		for i, n := range seen {
			if n != 1 {
				t.Fatalf("door %d is in %d turfs", i, n)
			}
		}
		for key, in := range turfOf {
			if len(in) > 1 && units[key] <= o.Max {
				t.Fatalf("building %s of %d units is cut in %d", key, units[key], len(in))
			}
		}
	})
}

func TestCut_doesNotDependOnTheOrderOfTheDoors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doors := someDoors(t, 250)
		again := shuffled(doors, rapid.Uint64().Draw(t, "seed"))
		o := CutOptions{Size: rapid.IntRange(10, 60).Draw(t, "size")}
		a, err := Cut(doors, o)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Cut(again, o)
		if err != nil {
			t.Fatal(err)
		}
		if len(a) != len(b) {
			t.Fatalf("%d turfs and %d turfs", len(a), len(b))
		}
		for n := range a {
			if !slices.Equal(ids(doors, a[n].Doors), ids(again, b[n].Doors)) || a[n].Metres != b[n].Metres {
				t.Fatalf("turf %d: %v and %v", n, ids(doors, a[n].Doors), ids(again, b[n].Doors))
			}
		}
	})
}

func TestCut_onRealAddressesIsEvenAndWalksLittle(t *testing.T) {
	doors := milwaukeeDoors(t)
	turfs, err := Cut(withoutBoundaries(doors), CutOptions{Size: 60})
	if err != nil {
		t.Fatal(err)
	}
	q := QualityOf(doors, turfs, 60)
	t.Logf("%+v", q)
	if q.OffBand > 0 || q.Imbalance > 0.08 || q.MetresPerDoor > 28 || q.StreetCuts > 130 || q.Roundness < 0.55 {
		t.Errorf("worse than it was: %+v", q)
	}
	byWard, err := Cut(doors, CutOptions{Size: 60})
	if err != nil {
		t.Fatal(err)
	}
	for _, turf := range byWard {
		for _, i := range turf.Doors {
			if doors[i].Boundary != turf.Boundary {
				t.Fatalf("ward %q in a turf of ward %q", doors[i].Boundary, turf.Boundary)
			}
		}
	}
}

func TestCut_onRealRoadsDoesNotDependOnTheOrderAndIsEven(t *testing.T) {
	roads := portlandRoads(t)
	doors := portlandDoors(t, roads, 800)
	again := shuffled(doors, 3)
	a, err := Cut(doors, CutOptions{Size: 60, Roads: roads})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Cut(again, CutOptions{Size: 60, Roads: roads})
	if err != nil {
		t.Fatal(err)
	}
	for n := range a {
		if !slices.Equal(ids(doors, a[n].Doors), ids(again, b[n].Doors)) {
			t.Fatalf("turf %d: %v and %v", n, ids(doors, a[n].Doors), ids(again, b[n].Doors))
		}
	}
	q := QualityOf(doors, a, 60)
	if t.Logf("%+v", q); q.OffBand > 0 || q.MetresPerDoor > 18 {
		t.Errorf("worse than it was: %+v", q)
	}
}

// A river without a bridge lies between two rows of houses that are 60 metres apart.
func TestCut_keepsToOneSideOfARiver(t *testing.T) {
	plane := geo.NewPlane(geo.Point{Lat: 43.12, Lon: -88.0})
	var lines []geo.Road
	var doors []Door
	for bank, name := range []string{"North Bank", "South Bank"} {
		y := float64(bank) * 60
		line := geo.Line{}
		for x := 0.0; x <= 900; x += 100 {
			line = append(line, plane.Point(geo.XY{X: x, Y: y}))
		}
		lines = append(lines, geo.Road{Name: name, Line: line})
		for i := range 60 {
			doors = append(doors, Door{ID: int64(len(doors)), At: plane.Point(geo.XY{X: 8 + 15*float64(i), Y: y + 10}), Number: fmt.Sprint(100 + 2*i)})
		}
	}
	lines = append(lines, geo.Road{Name: "Bridge", Line: geo.Line{plane.Point(geo.XY{X: 900}), plane.Point(geo.XY{X: 900, Y: 60})}})
	turfs, err := Cut(doors, CutOptions{Size: 30, Roads: geo.NewRoads(lines)})
	if err != nil {
		t.Fatal(err)
	}
	if len(turfs) != 4 {
		t.Fatalf("%d turfs, want 4", len(turfs))
	}
	for _, turf := range turfs {
		banks := map[bool]int{}
		for _, i := range turf.Doors {
			banks[i < 60]++
		}
		if min(banks[true], banks[false]) > 4 { // at the bridge a few may be mixed
			t.Errorf("a turf has %d doors on one bank and %d on the other", banks[true], banks[false])
		}
	}
}

func TestCut_refusesWhatCannotBeCut(t *testing.T) {
	if _, err := Cut([]Door{{At: geo.Point{Lat: 43, Lon: -88}}}, CutOptions{}); !errors.Is(err, ErrSize) {
		t.Errorf("no size: error %v", err)
	}
	var bad *DoorError
	for _, at := range []geo.Point{{}, {Lat: 91, Lon: 1}, {Lat: math.NaN(), Lon: 1}} {
		if _, err := Cut([]Door{{At: geo.Point{Lat: 43, Lon: -88}}, {At: at}}, CutOptions{Size: 60}); !errors.As(err, &bad) || bad.Index != 1 {
			t.Errorf("a door at %v: error %v", at, err)
		}
	}
	if turfs, err := Cut(nil, CutOptions{Size: 60}); err != nil || len(turfs) != 0 {
		t.Errorf("no doors: %v, error %v", turfs, err)
	}
}

func TestCut_countsLanguagesAndStreets(t *testing.T) {
	at := geo.Point{Lat: 43.12, Lon: -88.0}
	doors := []Door{
		{ID: 1, At: at, Street: "Oak St", Number: "1", Languages: []string{"hmn", "hmn", "en"}},
		{ID: 2, At: at, Street: "Oak St", Number: "3", Languages: []string{"hmn"}},
		{ID: 3, At: at, Street: "Elm St", Number: "5"},
	}
	turfs, err := Cut(doors, CutOptions{Size: 60})
	if err != nil || len(turfs) != 1 {
		t.Fatalf("%v, error %v", turfs, err)
	}
	if got := turfs[0]; got.Languages["hmn"] != 2 || got.Languages["en"] != 1 || !slices.Equal(got.Streets, []string{"Oak St", "Elm St"}) {
		t.Errorf("languages %v, streets %v", got.Languages, got.Streets)
	}
}

func TestDoorsWithin(t *testing.T) {
	doors := milwaukeeDoors(t)
	box := geo.BoxOf(doors[100].At, doors[900].At)
	drawn := geo.MultiPolygon{{geo.Ring{{Lat: box.South, Lon: box.West}, {Lat: box.South, Lon: box.East}, {Lat: box.North, Lon: box.East}, {Lat: box.North, Lon: box.West}}}}
	inside := DoorsWithin(doors, drawn)
	strictly := 0
	for _, d := range doors {
		if d.At.Lat > box.South && d.At.Lat < box.North && d.At.Lon > box.West && d.At.Lon < box.East {
			strictly++
		}
	}
	if len(inside) < strictly || len(inside) > strictly+4 || strictly == 0 {
		t.Errorf("%d doors inside, want %d", len(inside), strictly)
	}
}
