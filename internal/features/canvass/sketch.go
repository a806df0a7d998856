package canvass

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

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
	Labels  []SketchLabel  `json:"labels,omitempty"` // names of streets with doors; none covers another
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

// SketchLabel is a street's name along its street, centred.
type SketchLabel struct {
	Text  string `json:"text"`
	X     int    `json:"x"`
	Y     int    `json:"y"`
	Angle int    `json:"angle,omitempty"` // degrees, clockwise
}

const (
	sketchSide  = 352 // the longer side, in SVG units
	sketchBytes = 700 // of street lines: they travel to old phones
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
	out.Labels = sketchLabels(drawn, in.Streets)
	return out
}

const (
	letterWidth = 6  // of the names, which are written 11 units high
	labelApart  = 12 // from the middle of one name to the middle of another
	stopApart   = 10
)

// sketchLabels writes the names of the streets with doors, in walk order: as the doors spell them, or as the map does where
// it leaves out which end of the street it is (East Oak Street, Oak Street). Each stands on the straightest piece of its
// street, where it covers no other name and the fewest stops; a name that has no room is left out.
func sketchLabels(drawn geo.Sketch, walk []string) []SketchLabel {
	streets := map[string]geo.SketchStreet{}
	for _, s := range drawn.Streets {
		streets[geo.StreetKey(s.Name)] = s
	}
	var out []SketchLabel
	var taken [][2]float64
	for _, name := range walk {
		key := geo.StreetKey(name)
		street, ok := streets[key]
		if !ok {
			_, key, _ = strings.Cut(key, " ")
			street, ok = streets[key]
			name = street.Name
		}
		if !ok {
			continue
		}
		delete(streets, key)
		if best := placed(name, street, drawn, taken); best.Text != "" {
			out, taken = append(out, best), append(taken, best.spots()...)
		}
	}
	return out
}

// placed tries a name at several places along its street; it has no text where none is free.
func placed(name string, street geo.SketchStreet, drawn geo.Sketch, taken [][2]float64) (best SketchLabel) {
	stops := make([][2]float64, len(drawn.Doors))
	for i, d := range drawn.Doors {
		stops[i] = [2]float64{float64(d.X), float64(d.Y)}
	}
	sin, cos := math.Sincos(float64(street.Angle) * math.Pi / 180)
	fewest := len(stops) + 1
	for _, shift := range []float64{0, -0.25, 0.25, -0.4, 0.4, -0.12, 0.12} {
		label := SketchLabel{Text: name, Angle: street.Angle,
			X: street.X + int(shift*float64(street.Room)*cos), Y: street.Y + int(shift*float64(street.Room)*sin)}
		spots := label.spots()
		if !within(spots, drawn.Width, drawn.Height) || near(spots, taken, labelApart) > 0 {
			continue
		}
		if n := near(stops, spots, stopApart); n < fewest {
			fewest, best = n, label
		}
	}
	return best
}

// spots are points along the middle of a name, closer together than its letters are high.
func (l SketchLabel) spots() [][2]float64 {
	sin, cos := math.Sincos(float64(l.Angle) * math.Pi / 180)
	half := float64(letterWidth*utf8.RuneCountInString(l.Text)) / 2
	var out [][2]float64
	for at := -half; at <= half; at += letterWidth {
		out = append(out, [2]float64{float64(l.X) + at*cos, float64(l.Y) + at*sin})
	}
	return out
}

func within(spots [][2]float64, width, height int) bool {
	return !slices.ContainsFunc(spots, func(s [2]float64) bool {
		return s[0] < letterWidth || s[1] < letterWidth || s[0] > float64(width-letterWidth) || s[1] > float64(height-letterWidth)
	})
}

// near counts the points that are close to any of the others.
func near(points, others [][2]float64, apart float64) (n int) {
	for _, p := range points {
		if slices.ContainsFunc(others, func(o [2]float64) bool { return math.Hypot(p[0]-o[0], p[1]-o[1]) < apart }) {
			n++
		}
	}
	return n
}
