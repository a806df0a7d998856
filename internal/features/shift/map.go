package shift

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Map is a shift as the director sees it on a map: turfs by their state, where each crew wrote something down last, and who asks for help.
type Map struct {
	Board Board
	Turfs []BoardTurf // every turf of the program and those that were given and cut anew since, by number
	Last  []LastDoor
	Card  *TurfCard // the turf that was chosen
}

// TurfCard is one turf with what there is to know of it.
type TurfCard struct {
	BoardTurf
	Crew      []Worker
	Planned   int // doors by now
	Languages []LanguageDoors
	Last      *LastDoor
}

// LanguageDoors counts the doors of a turf where a language is preferred, "" = not known, and those on which somebody was tried.
type LanguageDoors struct {
	Language     string
	Doors, Tried int
}

// Map gives a shift with the card of the turf that is chosen; nil = none. It returns errs.Forbidden without RunShifts and errs.NotFound for what is not in the Scope.
func (s *Service) Map(ctx context.Context, sc authz.Scope, shift id.ID, chosen func(BoardTurf) bool) (m Map, err error) {
	defer errs.Wrap(&err, "shift.Map(%v)", shift)
	if err := sc.Require(authz.RunShifts); err != nil {
		return m, err
	}
	d, err := s.day(ctx, sc, shift)
	if err != nil {
		return m, err
	}
	if err := s.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		m.Last, err = s.Packets.LastDoors(ctx, tx, sc, d.shift.Program, d.shift.Starts.Time)
		return err
	}); err != nil {
		return m, err
	}
	m.Board, m.Turfs = d.board(), d.everyTurf()
	if chosen == nil {
		return m, nil
	}
	i := slices.IndexFunc(m.Turfs, chosen)
	if i < 0 {
		return m, errs.New(errs.NotFound, "")
	}
	m.Card, err = s.card(ctx, sc, d, m.Turfs[i], m.Last)
	return m, err
}

func (d day) everyTurf() (out []BoardTurf) {
	for _, t := range d.program.Turfs {
		g := Given{Turf: t.ID}
		if given := d.byTurf[t.ID]; len(given) > 0 {
			g = given[0]
		}
		out = append(out, d.boardTurf(g))
	}
	seen := map[id.ID]bool{}
	for _, g := range d.given {
		if _, known := d.turf(g.Turf); !known && !seen[g.Turf] {
			seen[g.Turf] = true
			out = append(out, d.boardTurf(g))
		}
	}
	return out
}

func (s *Service) card(ctx context.Context, sc authz.Scope, d day, t BoardTurf, last []LastDoor) (*TurfCard, error) {
	c := &TurfCard{BoardTurf: t}
	for _, g := range d.byTurf[t.ID] {
		if w, ok := d.worker(g.Worker); ok {
			c.Crew = append(c.Crew, w)
		}
	}
	if t.Given.Packet != 0 {
		c.Planned = d.plannedOn(t.Turf, t.Given, d.now)
		if i := slices.IndexFunc(last, func(l LastDoor) bool { return l.Packet == t.Given.Packet }); i >= 0 {
			c.Last = &last[i]
		}
	}
	if t.State == TurfRecut {
		return c, nil
	}
	doors, err := s.Turfs.DoorsOf(ctx, sc, t.ID)
	at := map[string]int{}
	for _, door := range doors {
		languages := door.Languages
		if len(languages) == 0 {
			languages = []string{""}
		}
		for _, l := range languages {
			i, known := at[l]
			if !known {
				i = len(c.Languages)
				at[l] = i
				c.Languages = append(c.Languages, LanguageDoors{Language: l})
			}
			c.Languages[i].Doors++
			if d.standing.Doors[door.Household] {
				c.Languages[i].Tried++
			}
		}
	}
	slices.SortStableFunc(c.Languages, func(a, b LanguageDoors) int {
		return cmp.Or(b.Doors-a.Doors, cmp.Compare(a.Language, b.Language))
	})
	return c, err
}

// Drawing is the ground of a shift's map in SVG: what does not change while everybody walks.
type Drawing struct {
	Width, Height int
	Streets       string
	Turfs         []DrawnTurf
	plane         geo.Plane
	low, high     geo.XY
	scale         float64
}

// DrawnTurf is a turf's outline with the place of its mark.
type DrawnTurf struct {
	ID     id.ID
	Number int
	Path   string
	X, Y   int
	Room   int // pixels of its shorter side
}

const (
	mapSide       = 1000 // pixels of the longer side
	mapMargin     = 12
	streetBytes   = 40_000
	outlinePixels = 1.3 // that an outline may be off
	leastPixels   = 4   // of a street that is drawn
	roomForText   = 26  // pixels that a number needs
)

// Drawing draws the ground. It returns errs.Forbidden without RunShifts and errs.NotFound outside the Scope.
func (s *Service) Drawing(ctx context.Context, sc authz.Scope, b Board) (Drawing, error) {
	if err := sc.Require(authz.RunShifts); err != nil {
		return Drawing{}, err
	}
	ground, err := s.Turfs.Ground(ctx, sc, b.Shift.Program)
	return draw(ground, b.Program.Turfs), err
}

func draw(g Ground, turfs []Turf) (d Drawing) {
	box := geo.EmptyBox()
	for _, t := range turfs {
		box = box.Union(g.Outlines[t.ID].Box())
	}
	if box.Empty() {
		return d
	}
	d.plane = geo.NewPlane(box.Center())
	d.low, d.high = d.plane.XY(geo.Point{Lat: box.South, Lon: box.West}), d.plane.XY(geo.Point{Lat: box.North, Lon: box.East})
	d.scale = (mapSide - 2*mapMargin) / max(100, d.high.X-d.low.X, d.high.Y-d.low.Y)
	d.Width, d.Height = int((d.high.X-d.low.X)*d.scale)+2*mapMargin, int((d.high.Y-d.low.Y)*d.scale)+2*mapMargin
	for _, t := range turfs {
		outline := g.Outlines[t.ID]
		if len(outline) == 0 {
			continue
		}
		var path strings.Builder
		for _, polygon := range outline {
			for _, ring := range polygon {
				d.write(&path, ring.Simplify(outlinePixels/d.scale), true)
			}
		}
		out := DrawnTurf{ID: t.ID, Number: t.Number, Path: path.String()}
		out.X, out.Y, out.Room = d.roomIn(outline)
		d.Turfs = append(d.Turfs, out)
	}
	d.Streets = d.streets(g.Streets)
	return d
}

// lookedAt are the heights of an outline at which room for its mark is looked for.
var lookedAt = []float64{.5, .4, .6, .3, .7}

// roomIn finds where an outline is widest, in pixels: a mark in the middle of its box may stand in another turf.
func (d Drawing) roomIn(outline geo.MultiPolygon) (x, y, room int) {
	box := outline.Box()
	best := -1.0
	for _, height := range lookedAt {
		lat := box.South + (box.North-box.South)*height
		var cuts []float64
		for _, polygon := range outline {
			for _, ring := range polygon {
				for i, a := range ring {
					b := ring[(i+1)%len(ring)]
					if (a.Lat > lat) != (b.Lat > lat) {
						cuts = append(cuts, a.Lon+(lat-a.Lat)/(b.Lat-a.Lat)*(b.Lon-a.Lon))
					}
				}
			}
		}
		slices.Sort(cuts)
		for i := 0; i+1 < len(cuts); i += 2 {
			if width := cuts[i+1] - cuts[i]; width > best {
				best = width
				left, top := d.At(geo.Point{Lat: lat, Lon: cuts[i]})
				right, _ := d.At(geo.Point{Lat: lat, Lon: cuts[i+1]})
				x, y, room = (left+right)/2, top, right-left
			}
		}
	}
	_, top := d.At(geo.Point{Lat: box.North, Lon: box.West})
	_, bottom := d.At(geo.Point{Lat: box.South, Lon: box.West})
	return x, y, min(room, bottom-top)
}

// streets are the longest streets as one path, as many as the page can carry.
func (d Drawing) streets(lines []geo.Line) string {
	type drawn struct {
		path   string
		length float64
	}
	var all []drawn
	for _, l := range lines {
		var path strings.Builder
		d.write(&path, l.Simplify(1.5/d.scale), false)
		if length := l.Metres() * d.scale; length >= leastPixels {
			all = append(all, drawn{path.String(), length})
		}
	}
	slices.SortStableFunc(all, func(a, b drawn) int { return cmp.Compare(b.length, a.length) })
	var out strings.Builder
	for _, s := range all {
		if out.Len()+len(s.path) > streetBytes {
			break
		}
		out.WriteString(s.path)
	}
	return out.String()
}

// At is a place's pixel.
func (d Drawing) At(p geo.Point) (x, y int) {
	v := d.plane.XY(p)
	return int(math.Round(mapMargin + (v.X-d.low.X)*d.scale)), int(math.Round(mapMargin + (d.high.Y-v.Y)*d.scale))
}

// write draws a line in whole pixels, each from the one before: a few characters a point.
func (d Drawing) write(b *strings.Builder, points []geo.Point, closed bool) {
	var x, y int
	begun := false
	for i, p := range points {
		px, py := d.At(p)
		switch dx, dy := px-x, py-y; {
		case i == 0:
			b.WriteString("M" + strconv.Itoa(px) + " " + strconv.Itoa(py))
		case dx == 0 && dy == 0:
			continue
		default:
			if !begun {
				b.WriteByte('l')
			} else if dx >= 0 {
				b.WriteByte(' ')
			}
			begun = true
			b.WriteString(strconv.Itoa(dx))
			if dy >= 0 {
				b.WriteByte(' ')
			}
			b.WriteString(strconv.Itoa(dy))
		}
		x, y = px, py
	}
	if closed {
		b.WriteByte('z')
	}
}
