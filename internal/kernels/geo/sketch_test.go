package geo

import (
	"regexp"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestSketchMap_isAShortDrawing(t *testing.T) {
	plane := NewPlane(milwaukee)
	at := func(x, y float64) Point { return plane.Point(XY{x, y}) }
	s := SketchMap(SketchInput{
		Doors: []Point{at(0, 0), at(420, 0), at(420, 120)}, Streets: []string{"Oak St", "Oak St", "Elm St"}, Size: 500,
		Roads: []Road{
			{Name: "Far Street", Line: Line{at(5000, 0), at(5000, 100)}},
			{Name: "Oak Street", Line: Line{at(-500, 0), at(200, 0)}}, {Name: "Oak Street", Line: Line{at(200, 0), at(900, 0)}},
		},
	})
	if s.ViewBox != "0 0 500 200" || s.Dots != "m40 160h0m420 0h0m0-120h0" || s.Walk != "m40 160l420 0 0-120" {
		t.Errorf("view box %q, dots %q, walk %q", s.ViewBox, s.Dots, s.Walk)
	}
	if len(s.Streets) != 1 {
		t.Fatalf("%d streets, want Oak Street alone", len(s.Streets))
	}
	if oak := s.Streets[0]; oak.Path != "m0 160l500 0" || !oak.Doors || oak.X != 250 || oak.Y != 160 || oak.Angle != 0 {
		t.Errorf("%+v", oak)
	}
}

func TestSketchMap_withoutRoadsDrawsStreetsThroughTheirDoors(t *testing.T) {
	plane, in := NewPlane(milwaukee), SketchInput{}
	for i := range 20 {
		in.Doors = append(in.Doors, plane.Point(XY{float64(i/2) * 30, float64(i%2) * 24}))
		in.Streets = append(in.Streets, "Oak Street")
	}
	s := SketchMap(in)
	if len(s.Streets) != 1 || s.Streets[0].Name != "Oak Street" {
		t.Fatalf("%+v", s.Streets)
	}
	if middle := (s.Doors[0].Y + s.Doors[1].Y) / 2; s.Streets[0].Y < middle-8 || s.Streets[0].Y > middle+8 {
		t.Errorf("the street is drawn at %d, the doors' middle is %d", s.Streets[0].Y, middle)
	}
}

var pathData = regexp.MustCompile(`^(m-?\d+[ -]\d*(l-?\d+[ -]\d+([ -]\d+[ -]\d+)*)?)*$`)

func TestSketchMap_anyDoorsGiveValidPaths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doors := nearMany(t, 0, 40, 300)
		s := SketchMap(SketchInput{Doors: doors, Streets: make([]string, len(doors)), Walk: doors})
		if !pathData.MatchString(s.Walk) {
			t.Fatalf("walk %q", s.Walk)
		}
		if len(s.Doors) != len(doors) {
			t.Fatalf("%d doors drawn of %d", len(s.Doors), len(doors))
		}
		if len(doors) > 0 && s.ViewBox != "0 0 "+strconv.Itoa(s.Width)+" "+strconv.Itoa(s.Height) {
			t.Fatalf("view box %q", s.ViewBox)
		}
	})
}

func TestClipLine_keepsWhatIsInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := Line(nearMany(t, 2, 12, 1000))
		plane := NewPlane(milwaukee)
		box := BoxOf(plane.Point(XY{-400, -300}), plane.Point(XY{500, 200}))
		slack := box.Grow(0.01)
		inside := 0
		for _, part := range clipLine(line, box) {
			for _, p := range part {
				if !slack.Contains(p) {
					t.Fatalf("%v is outside", p)
				}
				for _, q := range line {
					if p == q {
						inside++
					}
				}
			}
		}
		for i, p := range line {
			if box.Contains(p) && inside == 0 && i > 0 {
				t.Fatalf("%v is lost", p)
			}
		}
	})
}
