package canvass

import (
	"fmt"
	"strings"

	"banyan/internal/kernels/geo"
)

// Sketch is the little map of a walk: the streets, the stops and the line that joins them, north up. It is drawn when
// the packet is published and needs no tiles, so it is there without a signal.
type Sketch struct {
	Width   int            `json:"width"`
	Height  int            `json:"height"`
	Path    string         `json:"path"` // SVG path with a corner at each stop, in walk order
	Points  []SketchPoint  `json:"points"`
	Streets []SketchStreet `json:"streets,omitempty"`
}

// SketchPoint is where a stop is on the sketch.
type SketchPoint struct {
	Stop int `json:"stop"` // index in Snapshot.Stops
	X    int `json:"x"`
	Y    int `json:"y"`
}

// SketchStreet is a street's lines as one SVG path.
type SketchStreet struct {
	Main bool   `json:"main,omitempty"`
	Path string `json:"path"`
}

const (
	sketchSide  = 352  // the longer side, in SVG units
	sketchBytes = 1500 // of street lines: they travel to old phones
)

// newSketch draws the stops that have a place; the sketch is empty where none has.
func newSketch(stops []Stop, roads []Road) Sketch {
	in := geo.SketchInput{Size: sketchSide, Bytes: sketchBytes}
	var index []int
	for i, s := range stops {
		if p := (geo.Point{Lat: s.Lat, Lon: s.Lon}); p.Valid() {
			in.Doors, in.Streets, index = append(in.Doors, p), append(in.Streets, s.Street), append(index, i)
		}
	}
	if len(in.Doors) == 0 {
		return Sketch{}
	}
	for _, r := range roads {
		road := geo.Road{Name: r.Name}
		road.Class, _ = geo.ClassOf("residential")
		if r.Major {
			road.Class, _ = geo.ClassOf("secondary")
		}
		for _, p := range r.Line {
			road.Line = append(road.Line, geo.Point{Lat: p[0], Lon: p[1]})
		}
		in.Roads = append(in.Roads, road)
	}
	drawn := geo.SketchMap(in)
	out := Sketch{Width: drawn.Width, Height: drawn.Height}
	var path strings.Builder
	for i, d := range drawn.Doors {
		out.Points = append(out.Points, SketchPoint{Stop: index[i], X: d.X, Y: d.Y})
		fmt.Fprintf(&path, "%c%d %d", "ML"[min(i, 1)], d.X, d.Y)
	}
	out.Path = path.String()
	for _, s := range drawn.Streets {
		out.Streets = append(out.Streets, SketchStreet{Main: s.Main, Path: s.Path})
	}
	return out
}
