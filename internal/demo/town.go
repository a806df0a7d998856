package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// Distances of the grid, in meters.
const (
	acrossBlocks = 110.0 // between streets that run north
	alongBlocks  = 190.0 // between avenues that run east
	riverHalf    = 42.0  // half the river's width with its banks
)

// Town is an invented place: streets, wards, a river, and addresses.
type Town struct {
	Name, State, County, ZIP string
	Lat, Lon                 float64 // of its south-west corner
	Width, Height            float64 // meters
	River                    []XY    // empty where there is none
	Streets                  []Street
	Blocks                   []Block
	Wards                    []Ward
	Addresses                []Address
}

// Street is a street by name and how it is numbered.
type Street struct {
	Name  string
	Class string // primary, secondary, residential: OpenStreetMap's words
	base  XY     // where its numbers begin
	dir   XY     // where they grow to
	unit  float64
	signs [2]string // the direction before the name, above and below base
}

// Block is the piece of a street between two crossings.
type Block struct {
	Street int
	Line   []XY
}

// Ward is an electoral ward.
type Ward struct {
	Number  int
	Outline []XY // closed: the last point is the first
}

// newTown draws the town of a row of the network's table. A large one has a river and a diagonal parkway and curved
// streets in its north-east.
func newTown(rng *rand.Rand, row map[string]string, people int) *Town {
	t := &Town{Name: row["city"], State: row["state"], County: row["county"], ZIP: row["zip"], Lat: atof(row["lat"]), Lon: atof(row["lon"])}
	cols, avenues, large := 4, 3, people > 1000
	if large {
		cols, avenues = 17, 10
	}
	t.Width, t.Height = float64(cols)*acrossBlocks, float64(avenues)*alongBlocks
	if large {
		for y := 0.0; y <= t.Height; y += 25 {
			t.River = append(t.River, XY{t.riverAt(y), y})
		}
	}
	lines := t.grid(cols, avenues, large)
	if large {
		lines = append(lines, t.extras()...)
	}
	for _, l := range crossings(lines) {
		t.Blocks = append(t.Blocks, Block{l.street, l.points})
	}
	t.drawWards(large)
	t.build(rng, large)
	return t
}

func (t *Town) riverAt(y float64) float64 {
	return 0.36*t.Width + 150*math.Sin(y/430) + 45*math.Sin(y/160+1)
}

// dry tells that a place is not in the river, north of the suburb's edge included.
func (t *Town) dry(p XY) bool {
	for i := 1; i < len(t.River); i++ {
		if toSegment(p, t.River[i-1], t.River[i]) < riverHalf {
			return false
		}
	}
	return true
}

// suburb is the north-east, where streets are curved.
func (t *Town) suburb(p XY) bool {
	return t.River != nil && p.X > 12*acrossBlocks+5 && p.Y > 7*alongBlocks+5
}

// grid lays out the numbered and named streets and the avenues.
func (t *Town) grid(cols, avenues int, large bool) (lines []centerLine) {
	ok := func(p XY) bool { return t.dry(p) && !t.suburb(p) }
	mainCol, divAve := cols/2, avenues/2
	base := XY{float64(mainCol) * acrossBlocks, float64(divAve) * alongBlocks}
	east, named := streetNames("east"), streetNames("avenue")
	add := func(s Street, line []XY, ok func(XY) bool) {
		t.Streets = append(t.Streets, s)
		for _, run := range keep(line, ok) {
			lines = append(lines, centerLine{len(t.Streets) - 1, run})
		}
	}
	for c := 0; c <= cols; c++ {
		s := Street{Class: "residential", base: base, dir: XY{0, 1}, unit: alongBlocks, signs: [2]string{"North", "South"}}
		switch {
		case c < mainCol:
			s.Name = ordinal(mainCol-c) + " Street"
		case c == mainCol:
			s.Name, s.Class = "Main Street", "secondary"
		default:
			s.Name = nth(east, c-mainCol-1, " Street")
		}
		x := float64(c) * acrossBlocks
		add(s, []XY{{x, 0}, {x, t.Height}}, ok)
	}
	for a := 0; a <= avenues; a++ {
		s := Street{Name: nth(named, a, " Avenue"), Class: "residential", base: base, dir: XY{1, 0}, unit: acrossBlocks, signs: [2]string{"East", "West"}}
		bridge := ok
		if a == divAve || a%4 == 2 {
			s.Class, bridge = "secondary", func(p XY) bool { return !t.suburb(p) }
		}
		y := float64(a) * alongBlocks
		add(s, []XY{{0, y}, {t.Width, y}}, bridge)
	}
	return lines
}

// nth is a name of a list, and a number where the list has no more.
func nth(names []string, i int, kind string) string {
	if i < len(names) {
		return names[i]
	}
	return ordinal(100+i) + kind
}

// extras lays out what is not a grid: the parkway and the suburb's drive with its courts.
func (t *Town) extras() (lines []centerLine) {
	add := func(name, class string, line []XY) {
		d := line[len(line)-1].minus(line[0]).unit()
		t.Streets = append(t.Streets, Street{Name: name, Class: class, base: line[0], dir: d, unit: 160})
		lines = append(lines, centerLine{len(t.Streets) - 1, line})
	}
	add(streetNames("diagonal")[0], "primary", []XY{{7.3 * acrossBlocks, 0}, {t.Width, 6.6 * alongBlocks}})
	west, east, south := 12*acrossBlocks, t.Width, 7*alongBlocks
	wave := func(x float64) XY {
		return XY{x, south + 1.5*alongBlocks + 70*math.Sin((x-west)/105)}
	}
	var drive []XY
	for x := west; x <= east; x += 10 {
		drive = append(drive, wave(x))
	}
	add(streetNames("loop")[0], "residential", drive)
	for i, name := range streetNames("court") {
		from := wave(west + 50 + float64(i)*66)
		way := XY{12, 150} // north, leaning east
		if i%2 == 1 {
			way = XY{-12, -150}
		}
		if top := from.plus(way); top.Y > t.Height-10 || top.Y < south+30 {
			way = way.times(0.62)
		}
		bend := from.plus(way.times(0.6)).plus(way.unit().left().times(12))
		add(name, "residential", []XY{from, bend, from.plus(way)})
	}
	return lines
}

// drawWards cuts the town into bands on both sides of the river; a small town is one ward.
func (t *Town) drawWards(large bool) {
	if !large {
		t.Wards = []Ward{{1, []XY{{-60, -60}, {t.Width + 60, -60}, {t.Width + 60, t.Height + 60}, {-60, t.Height + 60}, {-60, -60}}}}
		return
	}
	bands := []float64{-60, 2.5 * alongBlocks, 5 * alongBlocks, 7.5 * alongBlocks, t.Height + 60}
	for _, side := range []float64{-60, t.Width + 60} {
		for i := 1; i < len(bands); i++ {
			low, high := bands[i-1], bands[i]
			line := []XY{{side, high}, {side, low}}
			for y := low; y < high; y += 25 {
				line = append(line, XY{t.riverAt(y), y})
			}
			line = append(line, XY{t.riverAt(high), high}, line[0])
			t.Wards = append(t.Wards, Ward{len(t.Wards) + 1, line})
		}
	}
}

// ward is the number of the ward in which a place lies.
func (t *Town) ward(p XY) int {
	for _, w := range t.Wards {
		inside := false
		for i := 1; i < len(w.Outline); i++ {
			a, b := w.Outline[i-1], w.Outline[i]
			if (a.Y > p.Y) != (b.Y > p.Y) && p.X < a.X+(p.Y-a.Y)/(b.Y-a.Y)*(b.X-a.X) {
				inside = !inside
			}
		}
		if inside {
			return w.Number
		}
	}
	return t.Wards[0].Number
}

// LonLat turns a place of the town into degrees, rounded to 0.1 m, so that what is one point stays one point.
func (t *Town) LonLat(p XY) (lon, lat float64) {
	round := func(v float64) float64 { return math.Round(v*1e6) / 1e6 }
	return round(t.Lon + p.X/(111320*math.Cos(t.Lat*math.Pi/180))), round(t.Lat + p.Y/111320)
}

func streetNames(kind string) (out []string) {
	for _, row := range rows("tables/streets.tsv") {
		if row["kind"] == kind {
			out = append(out, row["name"])
		}
	}
	return out
}

func ordinal(n int) string {
	suffix := "th"
	if n/10%10 != 1 && n%10 >= 1 && n%10 <= 3 {
		suffix = [...]string{"st", "nd", "rd"}[n%10-1]
	}
	return fmt.Sprint(n, suffix)
}

// short writes a street as people write it by hand: N 4th St.
func short(street string) string {
	return strings.NewReplacer("North ", "N ", "South ", "S. ", "East ", "E ", "West ", "W. ", " Street", " St", " Avenue", " Ave", " Court", " Ct", " Parkway", " Pkwy").Replace(street)
}
