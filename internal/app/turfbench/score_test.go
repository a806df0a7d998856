package turfbench

import (
	"math"
	"testing"
)

// row is n doors in a line to the east, 20 metres apart.
func row(n int) (doors []Door, all []int) {
	for i := range n {
		doors, all = append(doors, Door{Lat: 0.001, Lon: 0.001 + float64(i)*20/111195.08}), append(all, i)
	}
	return doors, all
}

func TestScoreCut_ofARow(t *testing.T) {
	doors, all := row(20)
	s := ScoreCut(doors, [][]int{all[:10], all[10:]}, 10, true)
	if s.Broken != 0 || s.OffWindow != 0 || math.Abs(s.WalkKm-0.36) > 1e-6 || math.Abs(s.GivenKm-0.36) > 1e-6 {
		t.Errorf("two halves: %+v", s)
	}
	if want := 2 * 400e-6 * 82.5; math.Abs(s.Inertia-want) > 1e-9 {
		t.Errorf("inertia is %v, want %v", s.Inertia, want)
	}
	torn := [][]int{append([]int{19}, all[:9]...), all[9:19]}
	if s := ScoreCut(doors, torn, 10, true); s.Broken != 1 || s.WalkKm <= 0.36 {
		t.Errorf("one door taken from the other end: %+v", s)
	}
}

func TestScoreCut_findsTheShortWalkOfABadOrder(t *testing.T) {
	doors, _ := row(9)
	if s := ScoreCut(doors, [][]int{{4, 0, 8, 1, 7, 2, 6, 3, 5}}, 9, true); math.Abs(s.WalkKm-0.16) > 1e-6 || s.GivenKm < 0.6 {
		t.Errorf("%+v", s)
	}
}

func TestPeers_putEveryDoorIntoOneTurf(t *testing.T) {
	town := Generated("islands", 1500, 3)
	for name, cut := range map[string]func([]Door, int) [][]int{"sorted list": sortedList, "curve": curve, "bisection": bisection, "balanced k-means": balancedMeans} {
		seen := make([]int, len(town.Doors))
		for _, turf := range cut(town.Doors, 50) {
			if len(turf) > 53 {
				t.Errorf("%s: a turf of %d", name, len(turf))
			}
			for _, i := range turf {
				seen[i]++
			}
		}
		for i, n := range seen {
			if n != 1 {
				t.Fatalf("%s: door %d is in %d turfs", name, i, n)
			}
		}
	}
}
