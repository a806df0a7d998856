package turf

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"

	"banyan/internal/kernels/geo"
)

// Measure is what makes turfs alike.
type Measure uint8

// Measures.
const (
	ByDoors  Measure = iota // a turf has about Size doors
	ByPeople                // a turf has about Size people
)

// CutOptions say how to cut. Only Size is needed.
type CutOptions struct {
	Size       int // doors (or people) wanted in a turf
	Max        int // the most doors of a turf, whatever Size says; 120 where zero
	By         Measure
	Roads      *geo.Roads // nil: walks are estimated from addresses
	Descending bool       // see WalkOptions
	Pace       Pace
}

const defaultMax = 120

// Turf is a part of the doors that one team walks.
type Turf struct {
	Doors     []int // indexes of the doors, in walking order
	Outline   geo.Polygon
	Metres    float64
	Minutes   float64
	Crossings int
	Buildings int
	People    int
	Languages map[string]int // how many doors have somebody who speaks the language
	Streets   []string       // as written, the one with most doors first
	Boundary  string
}

// ErrSize is returned where no size is wanted.
var ErrSize = errors.New("turf: the wanted size of a turf must be 1 or more")

// Cut cuts the doors into turfs of about the wanted size. Every door is in exactly one turf, no turf has more than o.Max doors, and none
// mixes two boundaries. A building stays whole unless it alone has more than o.Max doors; then it is cut between floors or units.
// No doors give no turfs. It returns ErrSize for a size below 1 and a *DoorError for a door without a usable place.
func Cut(doors []Door, o CutOptions) ([]Turf, error) {
	if o.Size < 1 {
		return nil, ErrSize
	}
	if o.Max <= 0 {
		o.Max = defaultMax
	}
	if err := checkDoors(doors); err != nil {
		return nil, err
	}
	all := make([]int, len(doors))
	for i := range all {
		all[i] = i
	}
	stops := chunked(stopsOf(doors, all, o.Descending), doors, o.Max)
	m := newMetric(stops, o.Roads)
	c := newCutter(stops, m, doors, o)
	p := planner{stops: stops, metric: m, options: WalkOptions{Descending: o.Descending, Roads: o.Roads, Pace: o.Pace}}
	var turfs []Turf
	for _, group := range byBoundary(stops, doors) {
		for _, part := range c.cut(group) {
			slices.Sort(part)
			turfs = append(turfs, describe(doors, stops, part, p.walk(part)))
		}
	}
	return turfs, nil
}

// chunked cuts buildings that are too large for one turf into runs of doors that follow each other.
func chunked(stops []stop, doors []Door, most int) []stop {
	out := make([]stop, 0, len(stops))
	for _, s := range stops {
		parts := (len(s.doors) + most - 1) / most
		for i := range parts {
			part := s
			part.doors = s.doors[i*len(s.doors)/parts : (i+1)*len(s.doors)/parts]
			part.sum(doors)
			out = append(out, part)
		}
	}
	return out
}

// byBoundary groups the stops by boundary, in the boundaries' natural order.
func byBoundary(stops []stop, doors []Door) [][]int {
	groups := map[string][]int{}
	var names []string
	for i, s := range stops {
		name := doors[s.doors[0]].Boundary
		if _, known := groups[name]; !known {
			names = append(names, name)
		}
		groups[name] = append(groups[name], i)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(compareNatural(a, b), strings.Compare(a, b)) })
	out := make([][]int, len(names))
	for i, name := range names {
		out[i] = groups[name]
	}
	return out
}

func describe(doors []Door, stops []stop, part []int, walk Walk) Turf {
	t := Turf{
		Doors: walk.Order, Metres: walk.Metres, Minutes: walk.Minutes, Crossings: walk.Crossings, Buildings: walk.Buildings,
		Languages: map[string]int{}, Boundary: doors[walk.Order[0]].Boundary,
	}
	points := make([]geo.Point, 0, len(part))
	for _, n := range part {
		points = append(points, stops[n].at)
		t.People += stops[n].people
	}
	t.Outline = geo.Outline(points, outlineMargin)
	streets := map[string]int{}
	for _, i := range walk.Order {
		streets[doors[i].Street]++
		languages := slices.Clone(doors[i].Languages)
		slices.Sort(languages)
		for _, tag := range slices.Compact(languages) {
			t.Languages[tag]++
		}
	}
	for name := range streets {
		if name != "" {
			t.Streets = append(t.Streets, name)
		}
	}
	slices.SortFunc(t.Streets, func(a, b string) int { return cmp.Or(streets[b]-streets[a], strings.Compare(a, b)) })
	return t
}

const outlineMargin = 14 // metres around each door: about half a lot

// cutter cuts groups of stops: a recursive bisection first, then local search over the borders.
type cutter struct {
	stops   []stop
	at      []geo.XY
	weight  []float64 // of each stop, in the measure
	links   [][]link
	pull    [][]float64 // how much it costs to cut each link
	face    []int       // the block of a street that the stop is in
	options CutOptions
}

func newCutter(stops []stop, m metric, doors []Door, o CutOptions) *cutter {
	c := &cutter{stops: stops, weight: make([]float64, len(stops)), face: make([]int, len(stops)), options: o}
	points := make([]geo.Point, len(stops))
	faces := map[blockFace]int{}
	for i, s := range stops {
		points[i] = s.at
		c.weight[i] = float64(len(s.doors))
		if o.By == ByPeople {
			c.weight[i] = float64(s.people)
		}
		name := faceOf(&s)
		if _, known := faces[name]; !known {
			faces[name] = len(faces)
		}
		c.face[i] = faces[name]
	}
	c.at = geo.NewPlane(geo.BoxOf(points...).Center()).XYs(points)
	c.links = neighbours(m, stops)
	c.pull = make([][]float64, len(stops))
	for i, links := range c.links {
		for _, l := range links {
			c.pull[i] = append(c.pull[i], 1/(1+l.metres*l.metres/(pullMetres*pullMetres)))
		}
	}
	return c
}

// pullMetres is the walk at which two stops are held together half as much as next-door neighbours.
const pullMetres = 25

// cut cuts one group into parts.
func (c *cutter) cut(group []int) [][]int {
	total, count := 0.0, 0
	for _, i := range group {
		total += c.weight[i]
		count += len(c.stops[i].doors)
	}
	k := max(1, int(math.Round(total/float64(c.options.Size))), (count+c.options.Max-1)/c.options.Max)
	k = min(k, len(group))
	b := newBisector(bisector{at: c.at, weight: c.weight, links: c.links, pull: c.pull, spread: c.spread(group, k)})
	parts := b.split(group, k)
	parts = c.improve(parts, b.spread)
	for again := true; again; {
		again = false
		var next [][]int
		for _, part := range parts {
			if c.doorsOf(part) <= c.options.Max {
				next = append(next, part)
				continue
			}
			again = true
			next = append(next, b.split(part, 2)...)
		}
		parts = next
	}
	return parts
}

func (c *cutter) doorsOf(part []int) int {
	n := 0
	for _, i := range part {
		n += len(c.stops[i].doors)
	}
	return n
}

// spread is the mean square of a stop's distance to the middle of its turf, in a cut that looks at nothing but roundness.
func (c *cutter) spread(group []int, k int) float64 {
	round := newBisector(bisector{at: c.at, weight: c.weight, spread: 1})
	sum := 0.0
	for _, part := range round.split(group, k) {
		var m moments
		for _, i := range part {
			m.add(c.at[i], 1)
		}
		sum += m.inertia()
	}
	return math.Max(400, sum/float64(len(group)))
}
