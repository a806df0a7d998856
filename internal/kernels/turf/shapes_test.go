package turf

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/turf/mesh"
)

// shape puts n doors into a pattern that is hard to cut.
func shape(kind string, n int, random *rand.Rand) []Door {
	plane := geo.NewPlane(geo.Point{Lat: 39, Lon: -75.5})
	doors := make([]Door, n)
	for i := range doors {
		at := geo.XY{X: 900 * random.Float64(), Y: 900 * random.Float64()}
		switch kind {
		case "one point":
			at = geo.XY{}
		case "one line":
			at.Y = 0
		case "two towns":
			at = at.Add(geo.XY{X: float64(random.IntN(2)) * 300_000})
		case "islands":
			at = geo.XY{X: at.X/5 + 3000*float64(random.IntN(4)), Y: at.Y/5 + 3000*float64(random.IntN(4))}
		case "one bridge":
			if at.X > 400 && at.X < 500 && (i%20 > 0 || at.Y > 20) {
				at.X += 150
			}
		case "a spiral":
			turn := 30 * math.Sqrt(random.Float64())
			at = geo.XY{X: 40 * turn * math.Cos(turn), Y: 40 * turn * math.Sin(turn)}
		case "buildings":
			at = geo.XY{X: float64(random.IntN(12)) * 70, Y: float64(random.IntN(6)) * 70}
		case "a cross of lines":
			if i%2 == 0 {
				at.X = 450
			} else {
				at.Y = 450
			}
		case "the 180th meridian":
			plane = geo.NewPlane(geo.Point{Lat: -17, Lon: 179.999})
		}
		p := plane.Point(at)
		if p.Lon > 180 {
			p.Lon -= 360
		}
		doors[i] = Door{ID: int64(i), At: p}
	}
	return doors
}

var shapes = []string{"one point", "one line", "two towns", "islands", "one bridge", "buildings", "a cross of lines", "the 180th meridian", "town", "a spiral"}

// Whatever the doors are: each is in one turf, sizes are kept as far as buildings let them, turfs hang together, and nothing depends on the order of
// the input.
func TestDivide_keepsItsPromisesOnHardShapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		kind := rapid.SampledFrom(shapes).Draw(t, "shape")
		n, size := rapid.IntRange(0, 400).Draw(t, "n"), rapid.IntRange(1, 70).Draw(t, "size")
		doors := shape(kind, n, random)
		o := CutOptions{Size: size, Max: size + size/10, Seed: 7, Workers: rapid.IntRange(1, 3).Draw(t, "workers")}
		turfs, err := Divide(doors, o)
		if err != nil {
			t.Fatal(err)
		}
		checkDivision(t, doors, turfs, o)
		again := shuffled(doors, random.Uint64())
		o.Workers = 1
		others, err := Divide(again, o)
		if err != nil {
			t.Fatal(err)
		}
		if len(turfs) != len(others) {
			t.Fatalf("%d turfs and %d turfs", len(turfs), len(others))
		}
		for i := range turfs {
			if !slices.Equal(ids(doors, turfs[i]), ids(again, others[i])) {
				t.Fatalf("%s: turf %d depends on the order or on the number of workers", kind, i)
			}
		}
	})
}

func checkDivision(t rapid.TB, doors []Door, turfs [][]int, o CutOptions) {
	seen := make([]bool, len(doors))
	turfOf := map[string]int{}
	units := map[string]int{}
	for i := range doors {
		units[roofOf(&doors[i])]++
	}
	for n, turf := range turfs {
		if len(turf) == 0 || len(turf) > o.Max {
			t.Fatalf("a turf of %d doors, at most %d are allowed", len(turf), o.Max)
		}
		for _, i := range turf {
			if seen[i] {
				t.Fatalf("door %d is in two turfs", i)
			}
			seen[i] = true
			roof := roofOf(&doors[i])
			if other, known := turfOf[roof]; known && other != n && units[roof] <= o.Max {
				t.Fatalf("a building of %d is in two turfs", units[roof])
			}
			turfOf[roof] = n
		}
	}
	if i := slices.Index(seen, false); i >= 0 {
		t.Fatalf("door %d is in no turf", i)
	}
}

// A town of houses, without large buildings, is cut into turfs of 47 to 53 that all hang together, and walked less than runs of a space-filling curve are.
func TestDivide_isEvenAndWholeAndWalksLittle(t *testing.T) {
	for _, kind := range []string{"town", "one bridge", "a cross of lines", "islands", "two towns", "one line"} {
		random := rand.New(rand.NewPCG(11, 4))
		doors := shape(kind, 2000, random)
		turfs, err := Divide(doors, CutOptions{Size: 50, Max: 55, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, turf := range turfs {
			if len(turf) < 47 || len(turf) > 53 {
				t.Errorf("%s: a turf has %d doors", kind, len(turf))
			}
		}
		if torn := tornTurfs(doors, turfs); torn > 0 {
			t.Errorf("%s: %d turfs are torn", kind, torn)
		}
		plain := straightMetres(doors, hilbertRuns(doors, 50))
		if ours := straightMetres(doors, turfs); kind != "one line" && ours > 0.9*plain || ours > plain+1 {
			t.Errorf("%s: %.0f m, runs of Hilbert's curve %.0f m", kind, ours, plain)
		}
	}
}

func tornTurfs(doors []Door, turfs [][]int) (torn int) {
	plane := geo.NewPlane(doors[0].At)
	x, y := make([]float64, len(doors)), make([]float64, len(doors))
	for i, d := range doors {
		at := plane.XY(d.At)
		x[i], y[i] = at.X, at.Y
	}
	_, bonds := mesh.Delaunay(x, y)
	for _, turf := range turfs {
		in := map[int32]bool{}
		for _, i := range turf {
			in[int32(i)] = true
		}
		todo := []int32{int32(turf[0])}
		delete(in, todo[0])
		for len(todo) > 0 {
			at := todo[0]
			todo = todo[1:]
			for _, w := range bonds.Of(at) {
				if in[w] {
					delete(in, w)
					todo = append(todo, w)
				}
			}
		}
		if len(in) > 0 {
			torn++
		}
	}
	return torn
}

func straightMetres(doors []Door, turfs [][]int) (metres float64) {
	for _, turf := range turfs {
		for i := 1; i < len(turf); i++ {
			metres += geo.Distance(doors[turf[i-1]].At, doors[turf[i]].At)
		}
	}
	return metres
}

// hilbertRuns is the simple way: runs of a space-filling curve, each walked as well as ours.
func hilbertRuns(doors []Door, size int) (turfs [][]int) {
	points, order := make([]geo.Point, len(doors)), indexes(len(doors))
	for i, d := range doors {
		points[i] = d.At
	}
	sortAlongCurve(order, points, geo.BoxOf(points...))
	for run := range slices.Chunk(order, size) {
		stops := stopsOf(doors, run, false)
		p := planner{stops: stops, metric: newMetric(stops, nil)}
		var walk []int
		for _, s := range p.straightWalk(indexes(len(stops))) {
			walk = append(walk, stops[s].doors...)
		}
		turfs = append(turfs, walk)
	}
	return turfs
}

func TestDivide_stopsWhenTold(t *testing.T) {
	doors := shape("town", 5000, rand.New(rand.NewPCG(3, 3)))
	asked := 0
	turfs, err := Divide(doors, CutOptions{Size: 50, Max: 55, Workers: 1, Stop: func() bool { asked++; return asked > 3 }})
	if err != nil || asked > 100 {
		t.Fatalf("asked %d times, error %v", asked, err)
	}
	seen := map[int]bool{}
	for _, turf := range turfs {
		for _, i := range turf {
			seen[i] = true
		}
		if len(turf) > 55 {
			t.Errorf("a turf of %d", len(turf))
		}
	}
	if len(seen) != len(doors) {
		t.Errorf("%d doors of %d", len(seen), len(doors))
	}
}

func TestDivide_fewDoors(t *testing.T) {
	for n, want := range map[int]string{0: "[]", 1: "[1]", 49: "[49]", 55: "[55]", 60: "[30 30]", 110: "[55 55]"} {
		turfs, err := Divide(shape("town", n, rand.New(rand.NewPCG(3, 3))), CutOptions{Size: 50, Max: 55})
		if err != nil {
			t.Fatal(err)
		}
		sizes := []int{}
		for _, turf := range turfs {
			sizes = append(sizes, len(turf))
		}
		if got := fmt.Sprint(sizes); got != want {
			t.Errorf("%d doors: turfs of %s, want %s", n, got, want)
		}
	}
}
