package turfbench

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func roundLength(at []spot, round []int) (sum float64) {
	for i, a := range round {
		sum += away(at[a], at[round[(i+1)%len(round)]])
	}
	return sum
}

// shortestRound tries all orders that begin with the first place.
func shortestRound(at []spot) float64 {
	best := math.Inf(1)
	round := upTo(len(at))
	var try func(k int)
	try = func(k int) {
		if k == len(round) {
			best = math.Min(best, roundLength(at, round))
			return
		}
		for i := k; i < len(round); i++ {
			round[k], round[i] = round[i], round[k]
			try(k + 1)
			round[k], round[i] = round[i], round[k]
		}
	}
	try(1)
	return best
}

func TestHeldKarp_isBelowTheShortestRoundAndNearIt(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		at := even(8, random)
		shortest := shortestRound(at)
		bound := heldKarp(at, upTo(8), 300)
		if bound > shortest*(1+1e-9) || bound < 0.93*shortest {
			t.Errorf("the bound is %v, the shortest round %v", bound, shortest)
		}
	}
}

func TestHeldKarp_ofASquareIsItsEdge(t *testing.T) {
	at := []spot{{0, 0}, {0, 100}, {100, 100}, {100, 0}, {100, 0}}
	if got := heldKarp(at, upTo(5), 200); math.Abs(got-400) > 0.5 {
		t.Errorf("%v, not 400", got)
	}
}

func TestParseTSPLIB_readsPlacesAndTheirMeasure(t *testing.T) {
	l, err := parseTSPLIB(strings.NewReader("NAME: usa13509\nCOMMENT : towns\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n 2 1.6e0 0\nEOF\n"))
	if err != nil || len(l.points) != 2 || l.length(l.points[0], l.points[1]) != 2 || l.optimum != 19982859 {
		t.Errorf("%+v, %v", l, err)
	}
	if up := lengthOf["CEIL_2D"](spot{}, spot{x: 1.1}); up != 2 {
		t.Errorf("CEIL_2D of 1.1 is %v", up)
	}
	if _, err := parseTSPLIB(strings.NewReader("NODE_COORD_SECTION\n1 0\n")); err == nil {
		t.Error("half a place is read")
	}
}

func TestReadOrder_wantsEveryPointOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), "order.csv")
	for text, good := range map[string]bool{
		"id,position\n1,1\n0,2\n": true,
		"id,position\n1,1\n":      false,
		"id,position\n1,1\n1,2\n": false,
		"id,position\n1,1\n2,2\n": false,
		"id,position\n1,1\n0,3\n": false,
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if order, err := readOrder(name, 2); (err == nil) != good {
			t.Errorf("%q: %v, %v", text, order, err)
		}
	}
}

func TestOpenedAtLongest(t *testing.T) {
	places := []spot{{0, 0}, {1, 0}, {9, 0}, {10, 0}}
	walk := openedAtLongest(places, []int{1, 0, 3, 2})
	if places[walk[0]].x != 10 || places[walk[3]].x != 0 {
		t.Errorf("%v", walk)
	}
}

func TestOrderings_onARowOfDoors(t *testing.T) {
	doors, _ := row(12)
	at := flatten(doors)
	mixed := []spot{at[5], at[2], at[9], at[0], at[11], at[7], at[1], at[10], at[3], at[8], at[4], at[6]}
	for name, order := range map[string]func() []int{
		"2-opt":       func() []int { return twoOpt(mixed) },
		"long search": func() []int { o, _ := longSearch(nil, mixed); return o },
	} {
		path := make([]spot, 0, 12)
		for _, i := range order() {
			path = append(path, mixed[i])
		}
		if length := pathLength(path); math.Abs(length-220) > 0.01 {
			t.Errorf("%s: %v m for a row of 220", name, length)
		}
	}
}

func TestCheapestFirst_costsNeverLessThanTheLeast(t *testing.T) {
	var out, said strings.Builder
	c := Config{Workers: 30, Seed: 2, Out: &out, Progress: &said}
	if err := c.assignment(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "banyan, proved") || !strings.Contains(out.String(), "+") {
		t.Error(out.String())
	}
}
