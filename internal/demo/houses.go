package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
)

const (
	lot     = 16.0 // meters of street front
	setback = 17.0 // from the street's center to the door
)

// Address is one door: a house, or a flat of an apartment house.
type Address struct {
	Number   string // 1412, and rarely 1412A
	Street   string // North 4th Street
	Unit     string // empty: a house
	Floor    int    // of an apartment house
	Building int    // apartment houses count from 1; 0: a house
	Ward     int
	At       XY
}

// Line is the address as written on an envelope.
func (a Address) Line() string {
	if a.Unit == "" {
		return a.Number + " " + a.Street
	}
	return a.Number + " " + a.Street + " Apt " + a.Unit
}

// build puts houses on both sides of every block, even numbers on the one side and odd on the other, and apartment
// houses on the larger streets.
func (t *Town) build(rng *rand.Rand, large bool) {
	s := &site{town: t, rng: rng, taken: map[string]bool{}, near: map[[2]int][]XY{}, roads: map[[2]int][][2]XY{}}
	for _, b := range t.Blocks {
		for i := 1; i < len(b.Line); i++ {
			s.road(b.Line[i-1], b.Line[i])
		}
	}
	for _, b := range t.Blocks {
		total := length(b.Line)
		for d := lot; d < total-lot/2; d += lot {
			at, way := pointAt(b.Line, d)
			for _, side := range []float64{1, -1} {
				s.place(b, at, way.left().times(side), large)
			}
		}
	}
}

// site is the state of building: what stands where.
type site struct {
	town      *Town
	rng       *rand.Rand
	taken     map[string]bool
	near      map[[2]int][]XY // houses by cell of 40 m
	roads     map[[2]int][][2]XY
	buildings int
}

func cell(p XY) [2]int { return [2]int{int(math.Floor(p.X / 40)), int(math.Floor(p.Y / 40))} }

func (s *site) road(a, b XY) {
	seen := map[[2]int]bool{}
	for _, p := range sample([]XY{a, b}, 20) {
		if c := cell(p); !seen[c] {
			seen[c] = true
			s.roads[c] = append(s.roads[c], [2]XY{a, b})
		}
	}
}

// free tells that a house can stand at p: not in a street, in the river, or in another house.
func (s *site) free(p XY) bool {
	c := cell(p)
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			k := [2]int{c[0] + dx, c[1] + dy}
			for _, r := range s.roads[k] {
				if toSegment(p, r[0], r[1]) < setback-2 {
					return false
				}
			}
			for _, h := range s.near[k] {
				if h.distance(p) < 11 {
					return false
				}
			}
		}
	}
	return s.town.dry(p)
}

func (s *site) place(b Block, at, out XY, large bool) {
	p := at.plus(out.times(setback))
	street := s.town.Streets[b.Street]
	chance := map[string]float64{"residential": 0.62, "secondary": 0.5, "primary": 0.4}[street.Class]
	if s.rng.Float64() > chance || !s.free(p) {
		return
	}
	reach := at.minus(street.base).dot(street.dir)
	even := street.dir.cross(out) > 0 // on the left of where numbers grow, however the block was drawn
	number := 100 + 2*int(math.Abs(reach)*50/street.unit)
	if !even {
		number++
	}
	name := street.Name
	if sign := street.signs[0]; sign != "" {
		if reach < 0 {
			sign = street.signs[1]
		}
		name = sign + " " + name
	}
	key := fmt.Sprint(number, " ", name)
	if s.taken[key] {
		return
	}
	s.taken[key] = true
	c := cell(p)
	s.near[c] = append(s.near[c], p)
	a := Address{Number: fmt.Sprint(number), Street: name, Ward: s.town.ward(p), At: p}
	if large && street.Class != "residential" && s.rng.Float64() < 0.055 {
		s.apartments(a)
		return
	}
	if s.rng.Float64() < 0.012 { // a rear house
		rear := a
		rear.Number += "A"
		s.town.Addresses = append(s.town.Addresses, rear)
	}
	s.town.Addresses = append(s.town.Addresses, a)
}

// apartments puts two to five floors of four to eight flats at an address: 101 to 508.
func (s *site) apartments(a Address) {
	s.buildings++
	a.Building = s.buildings
	floors, flats := 2+s.rng.IntN(4), 4+s.rng.IntN(5)
	for f := 1; f <= floors; f++ {
		for n := 1; n <= flats; n++ {
			a.Floor, a.Unit = f, fmt.Sprint(100*f+n)
			s.town.Addresses = append(s.town.Addresses, a)
		}
	}
}

// pointAt is the place d meters along a line and the direction there.
func pointAt(line []XY, d float64) (at, way XY) {
	for i := 1; i < len(line); i++ {
		size := line[i].distance(line[i-1])
		if d <= size || i == len(line)-1 {
			return lerp(line[i-1], line[i], min(1, d/size)), line[i].minus(line[i-1]).unit()
		}
		d -= size
	}
	return line[0], XY{1, 0}
}
