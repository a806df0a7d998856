package turf

import (
	"fmt"
	"strings"
	"testing"

	"banyan/internal/kernels/geo"
)

// sketchOf is the map of one turf as the volunteer's page draws it.
func sketchOf(doors []Door, t Turf, roads *geo.Roads) geo.Sketch {
	in := geo.SketchInput{Walk: WalkLine(doors, t.Doors, roads)}
	for _, i := range t.Doors {
		in.Doors = append(in.Doors, doors[i].At)
		in.Streets = append(in.Streets, doors[i].Street)
	}
	if roads != nil {
		in.Roads = roads.Within(geo.BoxOf(in.Doors...).Grow(100))
	}
	return geo.SketchMap(in)
}

func sketchBytes(s geo.Sketch) int {
	n := len(s.Dots) + len(s.Walk)
	for _, street := range s.Streets {
		n += len(street.Path) + len(street.Name) + 60
	}
	return n
}

func TestSketch_ofEveryRealTurfIsBelowEightKilobytes(t *testing.T) {
	roads := portlandRoads(t)
	for _, c := range []struct {
		name  string
		doors []Door
		roads *geo.Roads
	}{{"Milwaukee", milwaukeeDoors(t)[:1500], nil}, {"Portland", portlandDoors(t, roads, 1500), roads}} {
		turfs, err := Cut(c.doors, CutOptions{Size: 100, Roads: c.roads})
		if err != nil {
			t.Fatal(err)
		}
		most := 0
		for _, turf := range turfs {
			s := sketchOf(c.doors, turf, c.roads)
			most = max(most, sketchBytes(s))
			drawn := map[string]bool{}
			for _, street := range s.Streets {
				drawn[street.Name] = street.Doors
			}
			for _, name := range turf.Streets {
				if len(turf.Streets) < 3 && !drawn[name] {
					t.Errorf("%s: %s is not drawn", c.name, name)
				}
			}
			for _, d := range s.Doors {
				if d.X < 0 || d.Y < 0 || d.X > s.Width || d.Y > s.Height {
					t.Fatalf("a door at %+v in a drawing of %s", d, s.ViewBox)
				}
			}
		}
		t.Logf("%s: %d turfs, the largest sketch has %d bytes", c.name, len(turfs), most)
		if most > 8000 {
			t.Errorf("%s: a sketch of %d bytes", c.name, most)
		}
	}
}

func TestWalkLine_followsTheRoads(t *testing.T) {
	plane := geo.NewPlane(geo.Point{Lat: 43.12, Lon: -88.0})
	at := func(x, y float64) geo.Point { return plane.Point(geo.XY{X: x, Y: y}) }
	roads := geo.NewRoads([]geo.Road{{Name: "L Street", Line: geo.Line{at(0, 0), at(100, 0), at(100, 100)}}})
	doors := []Door{{At: at(10, 10), Street: "L Street"}, {At: at(110, 90), Street: "L Street"}, {At: at(900, 900)}}
	line := WalkLine(doors, []int{0, 1, 2}, roads)
	text := ""
	for _, p := range line {
		v := plane.XY(p)
		text += fmt.Sprintf("%.0f,%.0f ", v.X, v.Y)
	}
	if want := "10,0 100,0 100,90 900,900"; strings.TrimSpace(text) != want {
		t.Errorf("the way is %s, want %s", text, want)
	}
}
