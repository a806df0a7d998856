package turf

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// No turf takes longer than is allowed, unless it is one building; and time is made use of.
func TestCut_keepsTheTimeOnFoot(t *testing.T) {
	for i := range uint64(2 * len(shapes)) { // a list of few doors for which no window can be kept takes up to seconds
		r := rand.New(rand.NewPCG(i, 1))
		kind := shapes[i%uint64(len(shapes))]
		doors := shape(kind, r.IntN(120), r)
		o := CutOptions{Minutes: 20 + 200*r.Float64(), Size: []int{0, 10, 50}[r.IntN(3)]}
		turfs, err := Cut(doors, o)
		if err != nil {
			t.Fatal(err)
		}
		lists := [][]int{}
		for _, turf := range turfs {
			if turf.Minutes > o.Minutes && turf.Buildings > 1 {
				t.Fatalf("%s: a turf of %d doors takes %.1f minutes, %.1f are allowed", kind, len(turf.Doors), turf.Minutes, o.Minutes)
			}
			lists = append(lists, turf.Doors)
		}
		o.Max = defaultMax
		if kind == "buildings" || kind == "one point" {
			continue // a building that takes longer is cut, or is a turf
		}
		checkDivision(t, doors, lists, o)
		if n := len(doors); o.Size > 0 && len(turfs) > 0 && float64(n)/float64(len(turfs)) > float64(o.Size)*1.5 {
			t.Fatalf("%d doors in %d turfs of %d wanted", n, len(turfs), o.Size)
		}
	}
}

func TestCut_makesUseOfTheTime(t *testing.T) {
	doors := shape("town", 3000, rand.New(rand.NewPCG(5, 5)))
	turfs, err := Cut(doors, CutOptions{Minutes: 120})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, turf := range turfs {
		if sum += turf.Minutes; turf.Minutes > 120 {
			t.Errorf("a turf takes %.1f minutes", turf.Minutes)
		}
	}
	if mean := sum / float64(len(turfs)); mean < 100 {
		t.Errorf("%d turfs take %.0f minutes on average, of 120 allowed", len(turfs), mean)
	}
}

func TestCut_refusesATimeThatIsNone(t *testing.T) {
	for _, minutes := range []float64{-1, math.NaN()} {
		if _, err := Cut(nil, CutOptions{Size: 50, Minutes: minutes}); !errors.Is(err, ErrSize) {
			t.Errorf("%v minutes: %v", minutes, err)
		}
	}
}
