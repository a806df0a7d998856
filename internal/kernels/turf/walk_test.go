package turf

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"banyan/internal/kernels/geo"
)

func someOptions(t *rapid.T) WalkOptions {
	o := WalkOptions{Return: rapid.Bool().Draw(t, "return"), Descending: rapid.Bool().Draw(t, "descending")}
	if rapid.Bool().Draw(t, "start") {
		o.Start = &geo.Point{Lat: 43.121, Lon: -88.001}
	}
	return o
}

func TestWalkOrder_visitsEveryDoorOnceAndBuildingsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doors, o := someDoors(t, 120), someOptions(t)
		walk := WalkOrder(doors, o)
		sorted := slices.Clone(walk.Order)
		slices.Sort(sorted)
		if !slices.Equal(sorted, indexes(len(doors))) {
			t.Fatalf("%v is not a permutation", walk.Order)
		}
		left := map[string]bool{}
		for i, n := range walk.Order {
			key := roofOf(&doors[n])
			if left[key] {
				t.Fatalf("building %s is visited twice", key)
			}
			if i+1 == len(walk.Order) || roofOf(&doors[walk.Order[i+1]]) != key {
				left[key] = true
				continue
			}
			next := doors[walk.Order[i+1]]
			if up := next.Floor - doors[n].Floor; up != 0 && (up < 0) != o.Descending {
				t.Fatalf("from floor %d to floor %d, descending is %v", doors[n].Floor, next.Floor, o.Descending)
			}
		}
		if measured := WalkMetres(doors, walk.Order, o); math.Abs(measured-walk.Metres) > 1e-6*(1+measured) {
			t.Fatalf("the walk says %.3f m, measured it is %.3f", walk.Metres, measured)
		}
		if walk.Minutes < walk.Metres/70 || walk.Buildings != len(left) {
			t.Fatalf("%+v", walk)
		}
	})
}

func TestWalkOrder_doesNotDependOnTheOrderOfTheDoors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doors, o := someDoors(t, 100), someOptions(t)
		again := shuffled(doors, rapid.Uint64().Draw(t, "seed"))
		a, b := WalkOrder(doors, o), WalkOrder(again, o)
		if !slices.Equal(ids(doors, a.Order), ids(again, b.Order)) || a.Metres != b.Metres {
			t.Fatalf("%v and %v", ids(doors, a.Order), ids(again, b.Order))
		}
	})
}

// shortest tries every order.
func shortest(doors []Door, o WalkOptions) float64 {
	best := math.Inf(1)
	order := indexes(len(doors))
	var permute func(int)
	permute = func(k int) {
		if k == len(order) {
			best = math.Min(best, WalkMetres(doors, order, o))
			return
		}
		for i := k; i < len(order); i++ {
			order[k], order[i] = order[i], order[k]
			permute(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	permute(0)
	return best
}

func TestWalkOrder_ofAFewDoorsIsTheShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doors, o := someDoors(t, 6), someOptions(t)
		got, want := WalkOrder(doors, o).Metres, shortest(doors, o)
		if got > want+1e-6 {
			t.Fatalf("%.2f m, the shortest is %.2f m", got, want)
		}
		tree, heldKarp := WalkBound(doors, WalkOptions{}, 50)
		if open := shortest(doors, WalkOptions{}); tree > open+1e-6 || heldKarp > open+1e-6 {
			t.Fatalf("the bounds %.2f and %.2f are above the shortest walk, %.2f", tree, heldKarp, open)
		}
	})
}

func TestWalkOrder_isNearTheBoundAndFarBelowAPrintedList(t *testing.T) {
	doors := withoutBoundaries(milwaukeeDoors(t))
	turfs, err := Cut(doors, CutOptions{Size: 60})
	if err != nil {
		t.Fatal(err)
	}
	var ours, printed, bound float64
	for _, turf := range turfs[:12] {
		list := pick(doors, turf.Doors)
		walk := WalkOrder(list, WalkOptions{})
		_, heldKarp := WalkBound(list, WalkOptions{}, 300)
		ours, printed, bound = ours+walk.Metres, printed+WalkMetres(list, byHouseNumber(list), WalkOptions{}), bound+heldKarp
	}
	t.Logf("ours %.0f m, printed list %.0f m, lower bound %.0f m", ours, printed, bound)
	if ours > 1.05*bound || printed < 1.5*ours {
		t.Errorf("ours %.0f m, printed list %.0f m, lower bound %.0f m", ours, printed, bound)
	}
}

// street is a straight street of houses on both sides, odd numbers to the north.
func street(houses int, lot, width float64) []Door {
	plane := geo.NewPlane(geo.Point{Lat: 43.12, Lon: -88.0})
	var doors []Door
	for i := range houses {
		for side := range 2 {
			at := plane.Point(geo.XY{X: lot * float64(i), Y: width * float64(1-side)})
			doors = append(doors, Door{ID: int64(len(doors)), At: at, Street: "Oak Street", Number: fmt.Sprint(101 + 4*i - side)})
		}
	}
	return doors
}

func TestWalkOrder_upOneSideAndDownTheOther(t *testing.T) {
	doors := street(15, 15, 30)
	walk := WalkOrder(doors, WalkOptions{})
	if walk.Crossings != 1 {
		t.Errorf("the street is crossed %d times, want once: %v", walk.Crossings, walk.Order)
	}
	for i := 1; i < len(walk.Order); i++ {
		step := doors[walk.Order[i]].ID - doors[walk.Order[i-1]].ID
		if step != 2 && step != -2 && i != len(walk.Order)/2 {
			t.Errorf("step %d goes from house %s to house %s", i, doors[walk.Order[i-1]].Number, doors[walk.Order[i]].Number)
		}
	}
}

func TestWalkOrder_beginsAtTheStartAndReturns(t *testing.T) {
	doors := street(10, 15, 30)
	start := geo.Point{Lat: 43.12, Lon: -88.0003} // 24 m west of the first house
	open := WalkOrder(doors, WalkOptions{Start: &start})
	if first := doors[open.Order[0]]; first.ID > 1 {
		t.Errorf("the walk begins at house %s, not at the near end", first.Number)
	}
	round := WalkOrder(doors, WalkOptions{Start: &start, Return: true})
	if round.Metres <= open.Metres || round.Metres > open.Metres+80 {
		t.Errorf("there and back are %.0f m, one way %.0f m", round.Metres, open.Metres)
	}
}

func TestWalkOrder_knowsBackToBackHousesAreNotNeighbours(t *testing.T) {
	plane := geo.NewPlane(geo.Point{Lat: 43.12, Lon: -88.0})
	var doors []Door
	for i := range 12 { // two parallel streets, back doors 20 m apart
		for s, name := range []string{"Oak Street", "Elm Street"} {
			at := plane.Point(geo.XY{X: 15 * float64(i), Y: 20 * float64(s)})
			doors = append(doors, Door{ID: int64(len(doors)), At: at, Street: name, Number: fmt.Sprint(100 + 2*i)})
		}
	}
	walk := WalkOrder(doors, WalkOptions{})
	changes := 0
	for i := 1; i < len(walk.Order); i++ {
		if doors[walk.Order[i]].Street != doors[walk.Order[i-1]].Street {
			changes++
		}
	}
	if changes != 1 {
		t.Errorf("the walk changes the street %d times, want once: %v", changes, walk.Order)
	}
}

func TestWalkOrder_ofAThousandDoorsAndOfLostOnes(t *testing.T) {
	doors := slices.Clone(milwaukeeDoors(t)[:1000])
	doors[17].At = geo.Point{}
	walk := WalkOrder(doors, WalkOptions{})
	if len(walk.Order) != 1000 || walk.Order[999] != 17 || walk.Metres > 45_000 {
		t.Errorf("%d doors, the last is %d, %.0f m", len(walk.Order), walk.Order[999], walk.Metres)
	}
	if empty := WalkOrder(nil, WalkOptions{Return: true}); len(empty.Order) != 0 || empty.Metres != 0 {
		t.Errorf("no doors: %+v", empty)
	}
}

func TestWalkOrder_unitsAsPeopleCount(t *testing.T) {
	var doors []Door
	for _, unit := range []string{"10", "2B", "1", "2A", "PH", "9"} {
		doors = append(doors, Door{At: geo.Point{Lat: 43, Lon: -88}, Street: "Oak", Number: "5", Unit: unit})
	}
	got := ""
	for _, i := range WalkOrder(doors, WalkOptions{}).Order {
		got += doors[i].Unit + " "
	}
	if got != "1 2A 2B 9 10 PH " {
		t.Errorf("units in the order %s", got)
	}
}
