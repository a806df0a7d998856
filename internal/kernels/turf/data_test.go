package turf

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"banyan/internal/kernels/geo"
	"banyan/internal/testing/shared"
)

// milwaukeeDoors are the 4,648 real addresses of the north-west side.
func milwaukeeDoors(t testing.TB) []Door {
	rows, err := csv.NewReader(shared.Open(t, "data/milwaukee/address-points.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var doors []Door
	for i, row := range rows[1:] {
		if row[8] != "import-area-50" {
			continue
		}
		lat, latErr := strconv.ParseFloat(row[6], 64)
		lon, lonErr := strconv.ParseFloat(row[7], 64)
		if latErr != nil || lonErr != nil {
			t.Fatalf("row %d has no place", i)
		}
		doors = append(doors, Door{
			ID: int64(i), At: geo.Point{Lat: lat, Lon: lon}, Number: row[0], Unit: row[1], Street: row[2], People: 1 + i%3, Boundary: row[9],
		})
	}
	if len(doors) != 4648 {
		t.Fatalf("%d doors, want 4648", len(doors))
	}
	return doors
}

func withoutBoundaries(doors []Door) []Door {
	out := slices.Clone(doors)
	for i := range out {
		out[i].Boundary = ""
	}
	return out
}

func portlandRoads(t testing.TB) *geo.Roads {
	roads, err := geo.ReadRoads(shared.Open(t, "data/osm/portland-or-central.osm.pbf"), geo.RoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return roads
}

// portlandDoors puts houses on both sides of the real streets east of the river, about one each 15 metres, one in five left out, with
// numbers that rise along the street; one building in thirty is an apartment house of 6 to 24 units. Always the same ones.
func portlandDoors(t testing.TB, roads *geo.Roads, most int) []Door {
	random := rand.New(rand.NewPCG(20261122, 7))
	area := geo.Box{South: 45.505, West: -122.665, North: 45.535, East: -122.625}
	var doors []Door
	for _, road := range roads.Within(area) {
		if road.Name == "" || road.Class.String() != "residential" || road.Line.Metres() < 40 {
			continue
		}
		plane := geo.NewPlane(road.Line[0])
		base := 100 * (1 + random.IntN(80))
		for _, side := range [2]float64{1, -1} {
			for along, n := 14.0, 0; along < road.Line.Metres()-12; along, n = along+15, n+1 {
				if random.Float64() < 0.2 {
					continue
				}
				at := beside(plane, road.Line, along, side*(14+4*random.Float64()))
				number := base + 4*n + int(1-side)/2
				units := 1
				if random.IntN(30) == 0 {
					units = 6 + random.IntN(19)
				}
				for u := range units {
					d := Door{ID: int64(len(doors) + 1), At: at, Street: road.Name, Number: strconv.Itoa(number), People: 2}
					if units > 1 {
						d.Floor, d.Unit = 1+u/4, fmt.Sprint(1+u/4, "0", 1+u%4)
					}
					doors = append(doors, d)
				}
			}
		}
	}
	if len(doors) < most {
		t.Fatalf("only %d doors", len(doors))
	}
	near := geo.Point{Lat: 45.52, Lon: -122.645} // the ones nearest to the middle, so that they are one quarter
	slices.SortStableFunc(doors, func(a, b Door) int {
		return int(math.Copysign(1, geo.Distance(a.At, near)-geo.Distance(b.At, near)))
	})
	return doors[:most]
}

// beside is the place a way along the line and aside of it, to the left where aside is positive.
func beside(plane geo.Plane, line geo.Line, along, aside float64) geo.Point {
	flat := plane.XYs(line)
	for i := 1; i < len(flat); i++ {
		step := flat[i].Sub(flat[i-1])
		if length := step.Length(); along <= length || i == len(flat)-1 {
			unit := step.Scale(1 / length)
			return plane.Point(flat[i-1].Add(unit.Scale(along)).Add(geo.XY{X: -unit.Y, Y: unit.X}.Scale(aside)))
		} else {
			along -= length
		}
	}
	return line[0]
}
