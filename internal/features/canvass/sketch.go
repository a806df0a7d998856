package canvass

import (
	"fmt"
	"math"
	"strings"

	"banyan/internal/kernels/geo"
)

// Sketch is the little map of a walk: the stops on a flat plane, north up, and the line that joins them. It is
// drawn when the packet is published and needs no tiles, so it is there without a signal.
type Sketch struct {
	Width  int           `json:"width"`
	Height int           `json:"height"`
	Path   string        `json:"path"` // SVG path through the stops in walk order
	Points []SketchPoint `json:"points"`
}

// SketchPoint is where a stop is on the sketch.
type SketchPoint struct {
	Stop int `json:"stop"` // index in Snapshot.Stops
	X    int `json:"x"`
	Y    int `json:"y"`
}

const (
	sketchSide   = 320 // the longer side of what is drawn, in SVG units
	sketchMargin = 16
	sketchMin    = 40 // metres: a single house is not blown up to the whole sheet
)

// newSketch draws the stops that have a place; the sketch is empty where none has.
func newSketch(stops []Stop) Sketch {
	var places []geo.Point
	var index []int
	for i, s := range stops {
		if p := (geo.Point{Lat: s.Lat, Lon: s.Lon}); p.Valid() {
			places, index = append(places, p), append(index, i)
		}
	}
	if len(places) == 0 {
		return Sketch{}
	}
	xys := geo.NewPlane(places[0]).XYs(places)
	low, high := xys[0], xys[0]
	for _, v := range xys {
		low = geo.XY{X: math.Min(low.X, v.X), Y: math.Min(low.Y, v.Y)}
		high = geo.XY{X: math.Max(high.X, v.X), Y: math.Max(high.Y, v.Y)}
	}
	scale := sketchSide / math.Max(sketchMin, math.Max(high.X-low.X, high.Y-low.Y))
	out := Sketch{Width: int((high.X-low.X)*scale) + 2*sketchMargin, Height: int((high.Y-low.Y)*scale) + 2*sketchMargin}
	var path strings.Builder
	for i, v := range xys {
		x, y := sketchMargin+int((v.X-low.X)*scale), sketchMargin+int((high.Y-v.Y)*scale)
		out.Points = append(out.Points, SketchPoint{Stop: index[i], X: x, Y: y})
		fmt.Fprintf(&path, "%c%d %d", "ML"[min(i, 1)], x, y)
	}
	out.Path = path.String()
	return out
}
