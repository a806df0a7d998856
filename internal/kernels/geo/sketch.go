package geo

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// SketchInput is what a small map of one turf shows.
type SketchInput struct {
	Doors   []Point  // in walking order
	Streets []string // the street of each door; may be nil
	Roads   []Road   // what is near, as [Roads.Within] lists it; nil: streets are drawn through the doors
	Walk    Line     // the way past the doors; nil: from door to door
	Size    int      // units of the longer side; 1000 where zero
	Bytes   int      // how long the street lines may be in all; 3,500 where zero
}

// Sketch is a small map as the pieces of an SVG drawing, north up, in whole units. Paths use relative commands, for every byte
// travels to an old phone.
type Sketch struct {
	ViewBox string // "0 0 1000 640"
	Width   int
	Height  int
	Metres  float64 // metres in one unit
	Streets []SketchStreet
	Doors   []SketchDoor // one for each door, in the same order
	Dots    string       // all doors as one path of points: draw it with round caps
	Walk    string       // a path
}

// SketchStreet is one street: all of its lines in one path.
type SketchStreet struct {
	Name  string
	Main  bool // wider than a side street
	Doors bool // doors of the turf stand on it
	Path  string
	X, Y  int // where its name may be written, centred
	Angle int // degrees, clockwise, -90 to 90
	Room  int // how long the street is straight there
}

// SketchDoor is the place of a door.
type SketchDoor struct{ X, Y int }

const (
	sketchMargin    = 40 // metres around the doors
	mainCrossing    = 40 // a road that is as hard to cross is drawn as a main street
	sketchTolerance = 2  // units by which a line may be off
)

// SketchMap projects the turf to a small drawing. Without doors the sketch is empty.
func SketchMap(in SketchInput) Sketch {
	if len(in.Doors) == 0 {
		return Sketch{ViewBox: "0 0 0 0"}
	}
	if in.Size <= 0 {
		in.Size = 1000
	}
	if in.Bytes <= 0 {
		in.Bytes = 3500
	}
	box := BoxOf(in.Doors...).Grow(sketchMargin)
	paper := newPaper(box, in.Size)
	s := Sketch{Width: paper.width, Height: paper.height, Metres: 1 / paper.scale}
	s.ViewBox = "0 0 " + strconv.Itoa(s.Width) + " " + strconv.Itoa(s.Height)
	var dots pathWriter
	for _, p := range in.Doors {
		at := paper.spot(p)
		s.Doors = append(s.Doors, SketchDoor{at[0], at[1]})
		dots.move(at)
		dots.out = append(dots.out, "h0"...)
	}
	s.Dots = string(dots.out)
	walk := in.Walk
	if len(walk) == 0 {
		walk = in.Doors
	}
	var line pathWriter
	line.line(paper, walk)
	s.Walk = string(line.out)
	if in.Roads == nil {
		in.Roads = streetsThrough(in.Doors, in.Streets)
	}
	s.Streets = sketchStreets(in, paper)
	return s
}

// paper is the drawing's area.
type paper struct {
	plane         Plane
	corner        XY // north-west
	scale         float64
	width, height int
	box           Box
}

func newPaper(box Box, size int) paper {
	p := paper{plane: NewPlane(box.Center()), box: box}
	southWest := p.plane.XY(Point{Lat: box.South, Lon: box.West})
	northEast := p.plane.XY(Point{Lat: box.North, Lon: box.East})
	p.corner = XY{southWest.X, northEast.Y}
	extent := northEast.Sub(southWest)
	p.scale = float64(size) / math.Max(extent.X, extent.Y)
	p.width, p.height = int(math.Ceil(extent.X*p.scale-0.01)), int(math.Ceil(extent.Y*p.scale-0.01))
	return p
}

func (p paper) spot(at Point) [2]int {
	v := p.plane.XY(at).Sub(p.corner).Scale(p.scale)
	return [2]int{int(math.Round(v.X)), int(math.Round(-v.Y))}
}

// pathWriter writes SVG path data with relative commands and no needless spaces.
type pathWriter struct {
	out []byte
	at  [2]int
}

func (w *pathWriter) move(to [2]int) {
	w.out = append(w.out, 'm')
	w.step(to)
}

func (w *pathWriter) step(to [2]int) {
	for axis := range 2 {
		d := to[axis] - w.at[axis]
		if last := w.out[len(w.out)-1]; d >= 0 && last >= '0' && last <= '9' {
			w.out = append(w.out, ' ')
		}
		w.out = strconv.AppendInt(w.out, int64(d), 10)
	}
	w.at = to
}

// line appends a polyline, simplified to the paper's resolution.
func (w *pathWriter) line(p paper, l Line) {
	started := false
	for i, at := range l.Simplify(sketchTolerance / p.scale) {
		to := p.spot(at)
		switch {
		case i == 0:
			w.move(to)
		case to == w.at:
		case !started:
			w.out = append(w.out, 'l')
			started = true
			w.step(to)
		default:
			w.step(to)
		}
	}
}

// sketchStreets draws the streets that matter most until the bytes are used up: those with doors, then main streets, then named ones,
// then what is left.
func sketchStreets(in SketchInput, p paper) []SketchStreet {
	withDoors := map[string]int{}
	for _, name := range in.Streets {
		withDoors[StreetKey(name)]++
	}
	type group struct {
		street SketchStreet
		lines  []Line
		rank   int
		metres float64
	}
	byName := map[string]int{}
	var groups []group
	for _, road := range in.Roads {
		key := StreetKey(road.Name)
		n, known := byName[key]
		if !known {
			n = len(groups)
			byName[key] = n
			groups = append(groups, group{street: SketchStreet{Name: road.Name, Doors: key != "" && withDoors[key] > 0}, rank: 2})
		}
		for _, line := range clipLine(road.Line, p.box) {
			groups[n].lines = append(groups[n].lines, line)
			groups[n].metres += line.Metres()
		}
		if road.Class.Crossing() >= mainCrossing {
			groups[n].street.Main = true
		}
	}
	for n := range groups {
		switch g := &groups[n]; {
		case g.street.Doors:
			g.rank = 0
		case g.street.Main:
			g.rank = 1
		case g.street.Name == "":
			g.rank = 3
		}
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Or(a.rank-b.rank, cmp.Compare(b.metres, a.metres)) })
	var out []SketchStreet
	left := in.Bytes
	for _, g := range groups {
		var w pathWriter
		for _, line := range joined(g.lines) {
			w.line(p, line)
		}
		if len(w.out) == 0 || len(w.out) > left {
			continue
		}
		left -= len(w.out)
		g.street.Path = string(w.out)
		g.street.X, g.street.Y, g.street.Angle, g.street.Room = p.label(joined(g.lines))
		out = append(out, g.street)
	}
	return out
}

// label is the middle of the longest straight piece.
func (p paper) label(lines []Line) (x, y, angle, room int) {
	longest := -1.0
	for _, l := range lines {
		simple := l.Simplify(4 * sketchTolerance / p.scale)
		for i := 1; i < len(simple); i++ {
			a, b := p.spot(simple[i-1]), p.spot(simple[i])
			dx, dy := float64(b[0]-a[0]), float64(b[1]-a[1])
			if length := math.Hypot(dx, dy); length > longest {
				longest = length
				x, y = (a[0]+b[0])/2, (a[1]+b[1])/2
				if dx < 0 || dx == 0 && dy < 0 {
					dx, dy = -dx, -dy
				}
				angle, room = int(math.Round(math.Atan2(dy, dx)*180/math.Pi)), int(length)
			}
		}
	}
	return x, y, angle, room
}

// clipLine is what of a line is inside the box (Liang and Barsky, 1984).
func clipLine(l Line, box Box) []Line {
	var out []Line
	var run Line
	flush := func() {
		if len(run) > 1 {
			out = append(out, run)
		}
		run = nil
	}
	for i := 1; i < len(l); i++ {
		a, b, ok := clipSegment(l[i-1], l[i], box)
		if !ok {
			flush()
			continue
		}
		if len(run) == 0 || run[len(run)-1] != a {
			flush()
			run = Line{a}
		}
		run = append(run, b)
	}
	flush()
	return out
}

func clipSegment(a, b Point, box Box) (Point, Point, bool) {
	from, to := 0.0, 1.0
	dLat, dLon := b.Lat-a.Lat, b.Lon-a.Lon
	for _, side := range [4][2]float64{
		{-dLon, a.Lon - box.West}, {dLon, box.East - a.Lon}, {-dLat, a.Lat - box.South}, {dLat, box.North - a.Lat},
	} {
		switch p, q := side[0], side[1]; {
		case p == 0 && q < 0:
			return a, b, false
		case p < 0:
			from = math.Max(from, q/p)
		case p > 0:
			to = math.Min(to, q/p)
		}
	}
	if from > to {
		return a, b, false
	}
	at := func(t float64) Point {
		switch t {
		case 0:
			return a
		case 1:
			return b
		default:
			return Point{Lat: a.Lat + t*dLat, Lon: a.Lon + t*dLon}
		}
	}
	return at(from), at(to), true
}

// joined puts lines that follow each other together, so that a street of ten blocks is one line.
func joined(lines []Line) []Line {
	rest := slices.Clone(lines)
	var out []Line
	for len(rest) > 0 {
		line := rest[0]
		rest = rest[1:]
		for grown := true; grown; {
			grown = false
			for i, l := range rest {
				if next, ok := joinTwo(line, l); ok {
					line, grown = next, true
					rest = slices.Delete(slices.Clone(rest), i, i+1)
					break
				}
			}
		}
		out = append(out, line)
	}
	return out
}

func joinTwo(a, b Line) (Line, bool) {
	for _, turned := range [2]bool{false, true} {
		if turned {
			b = slices.Clone(b)
			slices.Reverse(b)
		}
		if a[len(a)-1] == b[0] {
			return append(slices.Clone(a), b[1:]...), true
		}
		if b[len(b)-1] == a[0] {
			return append(slices.Clone(b), a[1:]...), true
		}
	}
	return nil, false
}

// binMetres is how long a piece of street is whose doors are averaged.
const binMetres = 50

// streetsThrough draws each street through the middle of its doors, where no roads are known.
func streetsThrough(doors []Point, streets []string) []Road {
	members := map[string][]Point{}
	var names []string
	for i, name := range streets {
		if i < len(doors) && name != "" {
			if members[name] == nil {
				names = append(names, name)
			}
			members[name] = append(members[name], doors[i])
		}
	}
	var roads []Road
	for _, name := range names {
		if line := throughMiddle(members[name]); len(line) > 1 {
			roads = append(roads, Road{Name: name, Line: line})
		}
	}
	return roads
}

// throughMiddle averages points in bins along the direction in which they spread most.
func throughMiddle(points []Point) Line {
	plane := NewPlane(BoxOf(points...).Center())
	flat := plane.XYs(points)
	along := Axis(flat)
	slices.SortFunc(flat, func(a, b XY) int {
		return cmp.Or(cmp.Compare(a.Dot(along), b.Dot(along)), cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y))
	})
	var line Line
	for i := 0; i < len(flat); {
		var sum XY
		j := i
		for ; j < len(flat) && flat[j].Dot(along) <= flat[i].Dot(along)+binMetres; j++ {
			sum = sum.Add(flat[j])
		}
		line = append(line, plane.Point(sum.Scale(1/float64(j-i))))
		i = j
	}
	return line
}
