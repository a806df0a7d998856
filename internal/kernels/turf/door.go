// Package turf cuts the doors of a universe into turfs that one team walks in one outing, puts the doors of a turf into walking
// order, and measures both. It is pure: the same doors give the same turfs, in whatever order they are handed in.
//
// The methods, their sources and how well they do are told in docs/turf.md.
package turf

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/kernels/geo"
)

// Door is one place to knock: a house, or a unit of an apartment house.
type Door struct {
	ID        int64
	At        geo.Point
	Street    string // as written on the sign, without the number
	Number    string // '8600', '532HH', 'W156N8480', '37-12'; may be empty
	Unit      string
	Building  string // doors with the same key are under one roof and stay together; empty: the same place
	Floor     int    // 0 where unknown
	People    int    // how many people of the universe live there
	Languages []string
	Boundary  string // for example a ward: no turf mixes two
}

// DoorError says which door cannot be used, and why.
type DoorError struct {
	Index   int
	Problem string
}

func (e *DoorError) Error() string { return fmt.Sprintf("turf: door %d: %s", e.Index, e.Problem) }

func checkDoors(doors []Door) error {
	for i, d := range doors {
		if !d.At.Valid() {
			return &DoorError{Index: i, Problem: fmt.Sprintf("its place %v is not on the earth", d.At)}
		}
	}
	return nil
}

// stop is a building: a place that is walked to once.
type stop struct {
	doors  []int // indexes into the doors, in the order in which to knock
	at     geo.Point
	street string // geo.StreetKey
	number geo.HouseNumber
	people int
	floors int // how many floors to climb in all, counted once a visit

	speakers speakers
}

// stopsOf gathers doors into buildings. Their order depends on what the doors are, not on the order they came in.
func stopsOf(doors []Door, wanted []int, descending bool) []stop {
	sorted := sortedDoors(doors, wanted)
	byKey := map[string]int{}
	stops := make([]stop, 0, len(wanted))
	for k, i := range sorted {
		n := -1
		if key := buildingKey(&doors[i]); key != "" {
			if known, ok := byKey[key]; ok {
				n = known
			} else {
				byKey[key] = len(stops)
			}
		} else if k > 0 && samePlace(&doors[sorted[k-1]], &doors[i]) {
			n = len(stops) - 1
		}
		if n < 0 {
			stops = append(stops, stop{doors: sorted[k : k+1 : k+1], at: doors[i].At, street: geo.StreetKey(doors[i].Street), number: geo.ParseHouseNumber(doors[i].Number)})
			continue
		}
		stops[n].doors = append(stops[n].doors, i)
	}
	for n := range stops {
		stops[n].finish(doors, descending)
	}
	return stops
}

// sortedDoors puts doors in an order that depends on what they are.
func sortedDoors(doors []Door, wanted []int) []int {
	type place struct {
		at geo.Point
		i  int
	}
	places := make([]place, len(wanted))
	for k, i := range wanted {
		places[k] = place{doors[i].At, i}
	}
	slices.SortFunc(places, func(a, b place) int {
		switch { // nearly always
		case a.at.Lat < b.at.Lat:
			return -1
		case a.at.Lat > b.at.Lat:
			return 1
		case a.at.Lon < b.at.Lon:
			return -1
		case a.at.Lon > b.at.Lon:
			return 1
		}
		return cmp.Or(compareDoors(&doors[a.i], &doors[b.i]), a.i-b.i)
	})
	sorted := make([]int, len(places))
	for k, p := range places {
		sorted[k] = p.i
	}
	return sorted
}

// buildingKey is the same for doors that are said to be under one roof; empty where nothing is said. A house that stands in two wards is two.
func buildingKey(d *Door) string {
	if d.Building == "" {
		return ""
	}
	return d.Boundary + "\x00" + d.Building
}

// samePlace tells whether two doors of no named building are under one roof: they stand on one point.
func samePlace(a, b *Door) bool {
	return a.At == b.At && a.Boundary == b.Boundary && a.Building == b.Building
}

// finish puts the units in order and sums the stop up.
func (s *stop) finish(doors []Door, descending bool) {
	if len(s.doors) == 1 {
		s.people = doors[s.doors[0]].People
		return
	}
	slices.SortStableFunc(s.doors, func(a, b int) int { return compareUnits(&doors[a], &doors[b], descending) })
	s.sum(doors)
}

// sum counts people and floors.
func (s *stop) sum(doors []Door) {
	s.people = 0
	floors := map[int]bool{}
	for _, i := range s.doors {
		s.people += doors[i].People
		floors[doors[i].Floor] = true
	}
	s.floors = len(floors) - 1
}

// compareDoors orders doors at one place by what they are; doors that it finds equal can be exchanged without a difference but their index.
func compareDoors(a, b *Door) int {
	return cmp.Or(
		strings.Compare(a.Boundary, b.Boundary), strings.Compare(a.Building, b.Building),
		strings.Compare(a.Street, b.Street), strings.Compare(a.Number, b.Number), compareUnits(a, b, false), cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.People, b.People),
		slices.Compare(a.Languages, b.Languages),
	)
}

// compareUnits orders the doors of a building by floor, then by unit as people count: 2 before 10, 2A before 2B.
func compareUnits(a, b *Door, descending bool) int {
	floor := cmp.Compare(a.Floor, b.Floor)
	if descending {
		floor = -floor
	}
	return cmp.Or(floor, strings.Compare(a.Street, b.Street), compareNatural(a.Number, b.Number), compareNatural(a.Unit, b.Unit))
}

// compareNatural compares runs of digits as numbers and the rest as text.
func compareNatural(a, b string) int {
	for a != "" && b != "" {
		runA, runB := digitRun(a), digitRun(b)
		if runA > 0 && runB > 0 {
			numberA, _ := strconv.ParseUint(a[:min(runA, 18)], 10, 64) // a run of digits
			numberB, _ := strconv.ParseUint(b[:min(runB, 18)], 10, 64)
			if c := cmp.Or(cmp.Compare(numberA, numberB), runA-runB); c != 0 {
				return c
			}
			a, b = a[runA:], b[runB:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func digitRun(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// blockFace is one side of one block of a street.
type blockFace struct {
	street, prefix string
	block          int
	side           geo.Side
}

func faceOf(s *stop) blockFace {
	return blockFace{street: s.street, prefix: s.number.Prefix, block: s.number.Block(), side: s.number.Side()}
}

// sortByNumber puts the stops of a block face in the order of their numbers.
func sortByNumber(face []stop) {
	slices.SortStableFunc(face, func(a, b stop) int {
		return cmp.Or(cmp.Compare(a.number.First, b.number.First), cmp.Compare(a.number.Suffix, b.number.Suffix))
	})
}

// DoorsWithin lists the doors inside a drawn outline, by index.
func DoorsWithin(doors []Door, outline geo.MultiPolygon) []int {
	var inside []int
	box := outline.Box()
	for i, d := range doors {
		if box.Contains(d.At) && outline.Contains(d.At) {
			inside = append(inside, i)
		}
	}
	return inside
}
