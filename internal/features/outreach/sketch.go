package outreach

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/kernels/geo"
)

// Sketch is a map as SVG paths, north up: it is there at once, without a script, and it prints.
type Sketch struct {
	Width, Height int
	Lines         string // streets or roads, one path
	Areas         []SketchArea
	Turfs         []SketchTurf
	Loose         string // doors in no turf, one path of dots
	Outside       int    // doors so far from the others that they are not drawn
	Walk          string // the line through the doors of one turf
	Stops         []SketchStop
	Mark, Font    string // radius and letter size of a turf's number: smaller where there are many
	Dot           string // width of a door
}

// SketchArea is a ward or district.
type SketchArea struct{ Name, Path string }

// SketchTurf is a turf: its outline, its doors as dots, and its number at X, Y.
type SketchTurf struct {
	Turf Turf
	Path string
	Dots string
	X, Y string
	Look int // colour and pattern, 0 to looks-1
}

// SketchStop is a numbered door of a walk.
type SketchStop struct {
	Number int
	X, Y   string
}

const (
	sketchSmall  = 640
	sketchLarge  = 800
	sketchMargin = 24
	sketchLeast  = 120 // metres: a single house is not blown up to a whole sheet
	looks        = 12  // combinations of colour and pattern
)

// canvas turns places into the coordinates of a sketch.
type canvas struct {
	plane geo.Plane
	low   geo.XY
	high  geo.XY
	scale float64
}

func newCanvas(box geo.Box, side float64) canvas {
	c := canvas{plane: geo.NewPlane(box.Center())}
	c.low, c.high = c.plane.XY(geo.Point{Lat: box.South, Lon: box.West}), c.plane.XY(geo.Point{Lat: box.North, Lon: box.East})
	c.scale = (side - 2*sketchMargin) / math.Max(sketchLeast, math.Max(c.high.X-c.low.X, c.high.Y-c.low.Y))
	return c
}

func (c canvas) size() (width, height int) {
	return int((c.high.X-c.low.X)*c.scale) + 2*sketchMargin, int((c.high.Y-c.low.Y)*c.scale) + 2*sketchMargin
}

// at is a point's place, to half a unit: the page has a budget, and nobody sees less.
func (c canvas) at(p geo.Point) (x, y string) {
	v := c.plane.XY(p)
	return half(sketchMargin + (v.X-c.low.X)*c.scale), half(sketchMargin + (c.high.Y-v.Y)*c.scale)
}

func tenth(f float64) string { return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64) }

func half(f float64) string { return strconv.FormatFloat(math.Round(f*2)/2, 'f', -1, 64) }

func (c canvas) line(b *strings.Builder, points []geo.Point, closed bool) {
	for i, p := range points {
		x, y := c.at(p)
		fmt.Fprintf(b, "%c%s %s", "ML"[min(i, 1)], x, y)
	}
	if closed {
		b.WriteByte('Z')
	}
}

func (c canvas) polygons(m geo.MultiPolygon) string {
	var b strings.Builder
	for _, polygon := range m {
		for _, ring := range polygon {
			c.line(&b, ring, true)
		}
	}
	return b.String()
}

// lines are all lines as one path.
func (c canvas) lines(features []geo.Feature) string {
	var b strings.Builder
	for _, f := range features {
		for _, l := range f.Geometry.Lines {
			c.line(&b, l.Simplify(2), false)
		}
	}
	return b.String()
}

// dots are round ends of lines without length: one element for thousands of doors.
func (c canvas) dots(doors []Door) string {
	var b strings.Builder
	for _, d := range doors {
		if d.Located {
			x, y := c.at(d.At)
			fmt.Fprintf(&b, "M%s %sh0", x, y)
		}
	}
	return b.String()
}

// newSketch draws a program: its doors and turfs, over lines and areas where there are some.
func newSketch(st Stand, lines, areas []geo.Feature, side float64) Sketch {
	box, outside := mainBox(st.Doors)
	if outside == 0 {
		for _, t := range st.Turfs {
			box = box.Union(t.Outline.Box())
		}
	}
	if box.Empty() {
		return Sketch{}
	}
	c := newCanvas(box, side)
	out := Sketch{Outside: outside}
	out.Width, out.Height = c.size()
	mark := min(17, max(9, 80/math.Sqrt(float64(len(st.Turfs)+1))))
	out.Mark, out.Font, out.Dot = tenth(mark), tenth(mark*1.05), tenth(min(5, max(1.8, 140/math.Sqrt(float64(len(st.Doors)+1)))))
	inTurf := map[int][]Door{}
	for _, d := range st.Doors {
		inTurf[st.TurfOf[d.Household]] = append(inTurf[st.TurfOf[d.Household]], d)
	}
	out.Loose = c.dots(inTurf[0])
	for _, t := range st.Turfs {
		area := SketchTurf{Turf: t, Path: c.polygons(t.Outline), Dots: c.dots(inTurf[t.Number]), Look: (t.Number - 1) % looks}
		area.X, area.Y = c.at(middle(inTurf[t.Number], t.Outline))
		out.Turfs = append(out.Turfs, area)
	}
	out.Lines = c.lines(lines)
	for _, f := range areas {
		if path := c.polygons(f.Geometry.Polygons.Simplify(3)); path != "" {
			out.Areas = append(out.Areas, SketchArea{f.Text("name"), path})
		}
	}
	return out
}

// mainBox is the box of the doors. Where a few are so far away that the others would shrink to a spot (a wrong place, a
// member in another state), it is the box of the others, and tells how many are outside.
func mainBox(doors []Door) (box geo.Box, outside int) {
	box = boxOf(doors)
	var lats, lons []float64
	for _, d := range doors {
		if d.Located {
			lats, lons = append(lats, d.At.Lat), append(lons, d.At.Lon)
		}
	}
	if len(lats) < 20 {
		return box, 0
	}
	slices.Sort(lats)
	slices.Sort(lons)
	low, high := len(lats)/20, len(lats)-1-len(lats)/20
	bulk := geo.Box{South: lats[low], West: lons[low], North: lats[high], East: lons[high]}
	bulk = bulk.Grow(diagonal(bulk) / 3)
	if diagonal(box) < 3*diagonal(bulk) {
		return box, 0
	}
	near := geo.EmptyBox()
	for _, d := range doors {
		switch {
		case !d.Located:
		case bulk.Contains(d.At):
			near = near.Add(d.At)
		default:
			outside++
		}
	}
	return near, outside
}

func diagonal(b geo.Box) float64 {
	return geo.Distance(geo.Point{Lat: b.South, Lon: b.West}, geo.Point{Lat: b.North, Lon: b.East})
}

// middle is where a turf's number stands: at the door nearest to the middle of its doors, so that it is never outside.
func middle(doors []Door, outline geo.MultiPolygon) geo.Point {
	box := boxOf(doors)
	if box.Empty() {
		return outline.Box().Center()
	}
	center := box.Center()
	best, at := math.Inf(1), center
	for _, d := range doors {
		if metres := geo.Distance(center, d.At); d.Located && metres < best {
			best, at = metres, d.At
		}
	}
	return at
}

// walkSketch draws one turf with the order of its doors.
func walkSketch(w Walk, streets []geo.Feature) Sketch {
	box := boxOf(w.Doors)
	if box.Empty() {
		return Sketch{}
	}
	c := newCanvas(box, sketchSmall)
	var out Sketch
	out.Width, out.Height = c.size()
	var points []geo.Point
	last := ""
	for i, d := range w.Doors {
		if !d.Located {
			continue
		}
		points = append(points, d.At)
		if d.Building == last && last != "" {
			continue // one stop for all doors of a building
		}
		last = d.Building
		x, y := c.at(d.At)
		out.Stops = append(out.Stops, SketchStop{i + 1, x, y})
	}
	out.Lines = c.lines(streets)
	var b strings.Builder
	c.line(&b, points, false)
	out.Walk = b.String()
	return out
}

func houseNumber(text string) int { return geo.ParseHouseNumber(text).First }
