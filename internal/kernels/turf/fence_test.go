package turf

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"banyan/internal/kernels/geo"
)

var fencePlane = geo.NewPlane(geo.Point{Lat: 39, Lon: -75.5})

func fenceLine(at ...geo.XY) geo.Line {
	line := geo.Line{}
	for _, v := range at {
		line = append(line, fencePlane.Point(v))
	}
	return line
}

// crossings counts the steps of all walks that go straight over a barrier.
func crossings(doors []Door, turfs [][]int, barriers []geo.Line) (count int) {
	fence := geo.NewFence(barriers)
	for _, turf := range turfs {
		for i := 1; i < len(turf); i++ {
			if fence.Crosses(doors[turf[i-1]].At, doors[turf[i]].At) {
				count++
			}
		}
	}
	return count
}

// A river that winds through a town: no turf has doors on both banks, and each bank is cut as if it were alone.
func TestDivide_neverCrossesARiverWithoutABridge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{"town", "a spiral", "one bridge", "buildings"}).Draw(t, "shape")
		doors := shape(kind, rapid.IntRange(1, 500).Draw(t, "n"), rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
		var bends []geo.XY
		for x := -5000.0; x <= 5000; x += rapid.Float64Range(50, 600).Draw(t, "bend") {
			bends = append(bends, geo.XY{X: x, Y: rapid.Float64Range(200, 600).Draw(t, "level")})
		}
		river := fenceLine(append(bends, geo.XY{X: 5001, Y: 400})...)
		south := geo.Ring(append(slices.Clone(river), fenceLine(geo.XY{X: 5001, Y: -9000}, geo.XY{X: -5000, Y: -9000})...))
		o := CutOptions{Size: 20, Max: 22, Barriers: []geo.Line{river}}
		turfs, err := Divide(doors, o)
		if err != nil {
			t.Fatal(err)
		}
		checkDivision(t, doors, turfs, o)
		for _, turf := range turfs {
			first := (geo.Polygon{south}).Contains(doors[turf[0]].At)
			for _, i := range turf {
				if (geo.Polygon{south}).Contains(doors[i].At) != first {
					t.Fatalf("%s: a turf of %d doors is on both banks", kind, len(turf))
				}
			}
		}
		if n := crossings(doors, turfs, o.Barriers); n > 0 {
			t.Fatalf("%s: %d steps cross the river", kind, n)
		}
	})
}

// Over a gap, both banks are one town, and walks go through the gap or stay on their side.
func TestDivide_goesOverTheBridge(t *testing.T) {
	doors := shape("town", 1500, rand.New(rand.NewPCG(5, 5)))
	river := []geo.Line{fenceLine(geo.XY{X: -2000, Y: 450}, geo.XY{X: 400, Y: 450}), fenceLine(geo.XY{X: 500, Y: 450}, geo.XY{X: 2000, Y: 450})}
	turfs, err := Divide(doors, CutOptions{Size: 50, Max: 55, Barriers: river})
	if err != nil {
		t.Fatal(err)
	}
	both := 0
	for _, turf := range turfs {
		if len(turf) < 47 || len(turf) > 53 {
			t.Errorf("a turf of %d doors", len(turf))
		}
		north := 0
		for _, i := range turf {
			if fencePlane.XY(doors[i].At).Y > 450 {
				north++
			}
		}
		if north > 0 && north < len(turf) {
			both++
		}
	}
	if both > 3 {
		t.Errorf("%d turfs are on both banks; there is one bridge", both)
	}
	if n := crossings(doors, turfs, river); n > 2 {
		t.Errorf("%d steps cross the river", n)
	}
}

// Also where the other bank's houses are nearer than the next ones of the own bank, a bank is one.
func TestDivide_keepsASparseBankTogether(t *testing.T) {
	var doors []Door
	for i := range 200 {
		doors = append(doors, Door{ID: int64(i), At: fencePlane.Point(geo.XY{X: 10 * float64(i), Y: 10})})
		if i%10 == 0 {
			doors = append(doors, Door{ID: int64(1000 + i), At: fencePlane.Point(geo.XY{X: 10 * float64(i), Y: -10})})
		}
	}
	turfs, err := Divide(doors, CutOptions{Size: 20, Max: 22, Barriers: []geo.Line{fenceLine(geo.XY{X: -500}, geo.XY{X: 3000})}})
	if err != nil {
		t.Fatal(err)
	}
	if len(turfs) != 11 {
		t.Errorf("%d turfs; 200 houses on one bank and 20 on the other make 11", len(turfs))
	}
}
