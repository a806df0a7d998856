// Package turfbench measures the cutting of turfs beside simple named methods, on towns of doors that it generates. Its scorer shares no code with
// the solver (internal/kernels/turf): it has its own distances, its own walks and its own idea of what hangs together.
package turfbench

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"banyan/internal/kernels/geo"
)

// Door is a generated door.
type Door struct {
	Lat, Lon             float64
	Street, Number, Unit string
}

// Town is a named set of doors.
type Town struct {
	Name  string
	Doors []Door
}

// lots is how far apart houses stand along a class of road, in metres; other roads have none.
var lots = map[string]float64{"residential": 18, "living_street": 14, "unclassified": 60, "tertiary": 75, "secondary": 130}

// RoadTown is a universe of n doors along an extract's roads: houses stand one lot apart on both sides, one in forty has 6 to 24 units, and of all of
// them so many are left out by chance, one by one, that n doors remain.
func RoadTown(name string, roads *geo.Roads, n int, seed uint64) Town {
	random := rand.New(rand.NewPCG(seed, 0x7475726673))
	lines := slices.DeleteFunc(roads.Within(roads.Box()), func(r geo.Road) bool { return lots[r.Class.String()] == 0 })
	slices.SortFunc(lines, func(a, b geo.Road) int {
		return cmp.Or(cmp.Compare(a.Line[0].Lat, b.Line[0].Lat), cmp.Compare(a.Line[0].Lon, b.Line[0].Lon), cmp.Compare(len(a.Line), len(b.Line)))
	})
	room := 0.0
	for _, road := range lines {
		room += 2 * road.Line.Metres() / lots[road.Class.String()] * 1.35
	}
	var doors []Door
	for _, road := range lines {
		doors = along(doors, road, lots[road.Class.String()], math.Min(1, 1.02*float64(n)/room), random)
	}
	random.Shuffle(len(doors), func(i, j int) { doors[i], doors[j] = doors[j], doors[i] })
	return Town{name, doors[:min(n, len(doors))]}
}

// along adds the doors of one stretch of road; of the houses, only a share is kept.
func along(doors []Door, road geo.Road, lot, kept float64, random *rand.Rand) []Door {
	plane, metres := geo.NewPlane(road.Line[0]), road.Line.Metres()
	flat := plane.XYs(road.Line)
	base := 100 * (1 + random.IntN(80))
	for _, side := range [2]float64{1, -1} {
		for at, k := lot*(0.4+0.4*random.Float64()), 0; at < metres-lot/3; at, k = at+lot*(0.8+0.4*random.Float64()), k+1 {
			if random.Float64() >= kept {
				continue
			}
			p := plane.Point(beside(flat, at, side*(11+6*random.Float64()+lot/20)))
			d := Door{Lat: p.Lat, Lon: p.Lon, Street: road.Name, Number: strconv.Itoa(base + 2*k + int(1-side)/2)}
			doors = appendBuilding(doors, d, random)
		}
	}
	return doors
}

// appendBuilding adds a house, or now and then all units of an apartment house.
func appendBuilding(doors []Door, d Door, random *rand.Rand) []Door {
	if random.IntN(40) > 0 {
		return append(doors, d)
	}
	for u := range 6 + random.IntN(19) {
		d.Unit = fmt.Sprintf("%d0%d", 1+u/4, 1+u%4)
		doors = append(doors, d)
	}
	return doors
}

// beside is the place some metres along a line and aside of it, to the left where aside is positive.
func beside(line []geo.XY, metres, aside float64) geo.XY {
	for i := 1; i < len(line); i++ {
		step := line[i].Sub(line[i-1])
		length := step.Length()
		if metres <= length || i == len(line)-1 {
			unit := step.Scale(1 / math.Max(length, 1e-9))
			return line[i-1].Add(unit.Scale(metres)).Add(geo.XY{X: -unit.Y, Y: unit.X}.Scale(aside))
		}
		metres -= length
	}
	return line[0]
}

// Kinds are the towns that are on no map. The hard ones are shapes that no town has.
var Kinds = []struct {
	Name string
	Hard bool
}{{"grid", false}, {"rural", false}, {"islands", false}, {"one bridge", true}, {"one road", true}, {"one point", true}}

// Generated makes a town of [Kinds].
func Generated(kind string, n int, seed uint64) Town {
	random := rand.New(rand.NewPCG(seed, 0x63697479))
	plane := geo.NewPlane(geo.Point{Lat: 41, Lon: -90})
	var roads []geo.Road
	switch kind {
	case "grid":
		roads = gridRoads(plane, geo.XY{}, int(math.Sqrt(float64(n)/9))+2, 90, 180)
	case "rural":
		roads = ruralRoads(plane, n, random)
	case "one bridge":
		blocks := int(math.Sqrt(float64(n)/22)) + 1
		far := 140*float64(blocks) + 1500
		roads = append(gridRoads(plane, geo.XY{}, blocks, 90, 140), gridRoads(plane, geo.XY{X: far}, blocks, 90, 140)...)
		bridge := geo.Line{plane.Point(geo.XY{X: 140 * float64(blocks), Y: 45 * float64(blocks)}), plane.Point(geo.XY{X: far, Y: 45 * float64(blocks)})}
		roads = append(roads, geo.Road{Name: "Bridge", Line: bridge})
	case "one road", "one point":
		step := 20.0
		if kind == "one point" {
			step = 0
		}
		var doors []Door
		for i := range n {
			p := plane.Point(geo.XY{X: step * float64(i)})
			doors = append(doors, Door{Lat: p.Lat, Lon: p.Lon, Street: "Main Street", Number: strconv.Itoa(2 * i)})
		}
		return Town{kind, doors}
	default:
		for left := n; left > -400; {
			center := geo.XY{X: 40000 * random.Float64(), Y: 40000 * random.Float64()}
			blocks := 2 + random.IntN(12)
			roads = append(roads, gridRoads(plane, center, blocks, 80, 140)...)
			left -= 11 * blocks * blocks
		}
	}
	class, _ := geo.ClassOf("residential")
	var doors []Door
	for _, road := range roads {
		road.Class = class
		lot := 18.0
		if kind == "rural" {
			lot = 40 + 160*random.Float64()*random.Float64()
		}
		doors = along(doors, road, lot, 0.9, random)
	}
	if len(doors) > n {
		doors = nearest(doors, n, plane)
	}
	return Town{kind, doors}
}

// gridRoads is a square of blocks, each road one block long.
func gridRoads(plane geo.Plane, corner geo.XY, blocks int, deep, wide float64) (roads []geo.Road) {
	add := func(name string, a, b geo.XY) {
		roads = append(roads, geo.Road{Name: name, Line: geo.Line{plane.Point(corner.Add(a)), plane.Point(corner.Add(b))}})
	}
	for i := range blocks {
		for j := range blocks {
			x, y := wide*float64(i), deep*float64(j)
			add(fmt.Sprint("Street ", j), geo.XY{X: x, Y: y}, geo.XY{X: x + wide, Y: y})
			add(fmt.Sprint("Avenue ", i), geo.XY{X: x, Y: y}, geo.XY{X: x, Y: y + deep})
		}
	}
	return roads
}

// ruralRoads are crooked roads between random crossroads.
func ruralRoads(plane geo.Plane, n int, random *rand.Rand) (roads []geo.Road) {
	size := 700 * math.Sqrt(float64(n)/8)
	for i := range n / 8 {
		at, turn := geo.XY{X: size * random.Float64(), Y: size * random.Float64()}, 2*math.Pi*random.Float64()
		line := geo.Line{plane.Point(at)}
		for range 3 {
			turn += random.NormFloat64() / 3
			at = at.Add(geo.XY{X: 130 * math.Cos(turn), Y: 130 * math.Sin(turn)})
			line = append(line, plane.Point(at))
		}
		roads = append(roads, geo.Road{Name: fmt.Sprint("County Road ", i), Line: line})
	}
	return roads
}

// nearest keeps the n doors that are nearest to the middle, a building's together.
func nearest(doors []Door, n int, plane geo.Plane) []Door {
	var middle geo.XY
	for _, d := range doors {
		middle = middle.Add(plane.XY(geo.Point{Lat: d.Lat, Lon: d.Lon}).Scale(1 / float64(len(doors))))
	}
	away := func(d Door) float64 { return plane.XY(geo.Point{Lat: d.Lat, Lon: d.Lon}).Distance(middle) }
	slices.SortStableFunc(doors, func(a, b Door) int {
		switch x, y := away(a), away(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return doors[:n:n]
}
