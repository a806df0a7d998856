package turf

import (
	"cmp"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/tour"
)

// Measure is what makes turfs alike.
type Measure uint8

// Measures.
const (
	ByDoors  Measure = iota // a turf has about Size doors
	ByPeople                // a turf has about Size people
)

// CutOptions say how to cut. Only Size is needed, or Minutes.
type CutOptions struct {
	Size       int     // doors (or people) wanted in a turf; 0: as many as Minutes allows
	Minutes    float64 // the most that a turf may take by its pace, on foot and at the doors, unless one building takes longer; 0: no limit
	Max        int     // the most doors of a turf, whatever Size says; 120 where zero
	By         Measure
	Roads      *geo.Roads // nil: walks are estimated from addresses
	Barriers   []geo.Line // rivers, motorways: no turf reaches over them but where they have a gap, as for a bridge
	Descending bool       // see WalkOptions
	Pace       Pace
	Languages  float64     // what it is worth to have doors of a scarce language together, in steps from door to door; 0: nothing; see DefaultLanguages
	Seed       uint64      // the same seed, the same turfs
	Workers    int         // how many processors may be used; 0: all
	Stop       func() bool // asked now and then, maybe by several goroutines at once: true ends the cut early with what there is; nil: never
}

func (o *CutOptions) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

func (o *CutOptions) stop() bool { return o.Stop != nil && o.Stop() }

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

// ErrSize is returned where no size is wanted and no time is set, and for a time that is none.
var ErrSize = errors.New("turf: the wanted size of a turf must be 1 or more, or a limit in minutes above 0")

// Cut cuts the doors into turfs of about the wanted size. Every door is in exactly one turf, no turf has more than o.Max doors, and none
// mixes two boundaries. A building stays whole unless it alone has more than o.Max doors; then it is cut between floors or units.
// No doors give no turfs. It returns ErrSize for a size below 1 and a *DoorError for a door without a usable place.
func Cut(doors []Door, o CutOptions) ([]Turf, error) {
	d, err := divide(doors, o)
	if err != nil {
		return nil, err
	}
	turfs := make([]Turf, len(d.parts))
	d.each(func(p *planner, t int) {
		part := slices.Sorted(slices.Values(d.parts[t]))
		turfs[t] = describe(doors, d.stops, part, p.walk(part))
	})
	return turfs, nil
}

// Divide cuts as [Cut] does and tells only which doors each turf has, by index and in walking order. Where neither streets nor roads are known it is much
// faster: a million doors take well under a minute.
func Divide(doors []Door, o CutOptions) ([][]int, error) {
	d, err := divide(doors, o)
	if err != nil {
		return nil, err
	}
	turfs := make([][]int, len(d.parts))
	d.each(func(p *planner, t int) {
		part := d.parts[t]
		if estimate, ok := d.metric.(*streetMetric); ok && !estimate.knowsStreets() && d.options.Minutes == 0 {
			if len(part) < 12 || len(part) > polishMost {
				part = p.straightWalk(part)
			} else if part[len(part)-1] < part[0] {
				slices.Reverse(part)
			}
		} else {
			turfs[t] = p.walk(slices.Sorted(slices.Values(part))).Order
			return
		}
		for _, n := range part {
			turfs[t] = append(turfs[t], d.stops[n].doors...)
		}
	})
	return turfs, nil
}

// division is doors cut into turfs.
type division struct {
	stops   []stop
	metric  metric
	parts   [][]int // of each turf, its stops on a walk
	options CutOptions
}

func divide(doors []Door, o CutOptions) (*division, error) {
	if o.Size < 0 || o.Size == 0 && o.Minutes == 0 || !(o.Minutes >= 0) {
		return nil, ErrSize
	}
	if o.Max <= 0 {
		o.Max = defaultMax
	}
	if o.Minutes > 0 {
		o.Max = min(o.Max, o.mostDoors())
		if o.Size == 0 || o.Size > o.Max {
			o.Size = o.Max
		}
	}
	if err := checkDoors(doors); err != nil {
		return nil, err
	}
	stops := chunked(stopsOf(doors, indexes(len(doors)), o.Descending), doors, o)
	if o.Languages > 0 {
		hear(stops, doors)
	}
	d := &division{stops: stops, metric: newMetric(stops, o.Roads), options: o}
	fence := geo.NewFence(o.Barriers)
	for _, group := range byBoundary(stops, doors) {
		for _, bank := range banks(stops, group, d.metric, o, fence) {
			d.parts = append(d.parts, parts(stops, bank, d.metric, o, fence)...)
		}
	}
	if fence != nil {
		d.metric = &fencedMetric{d.metric, stops, fence}
	}
	if o.Minutes > 0 {
		d.keepTime()
	}
	return d, nil
}

// each does something for each turf, on several processors; each of these has a planner of its own.
func (d *division) each(do func(p *planner, t int)) {
	var taken atomic.Int64
	var running sync.WaitGroup
	for range min(d.options.workers(), len(d.parts)) {
		running.Go(func() {
			p := planner{stops: d.stops, metric: d.metric.fork(), options: WalkOptions{Descending: d.options.Descending, Roads: d.options.Roads, Pace: d.options.Pace}}
			for t := taken.Add(1) - 1; int(t) < len(d.parts); t = taken.Add(1) - 1 {
				do(&p, int(t))
			}
		})
	}
	running.Wait()
}

// chunked cuts buildings that are too large for one turf into runs of doors that follow each other: alike where all are then of about the wanted size,
// else whole turfs and a rest that goes with its neighbours.
func chunked(stops []stop, doors []Door, o CutOptions) []stop {
	if !slices.ContainsFunc(stops, func(s stop) bool { return len(s.doors) > o.Max }) {
		return stops
	}
	out := make([]stop, 0, len(stops))
	for _, s := range stops {
		n, from := len(s.doors), 0
		parts := (n + o.Max - 1) / o.Max
		run := n
		if n > o.Max && o.By == ByDoors {
			run = min(o.Size, o.Max)
			if alike := max(parts, (n+run/2)/run); math.Abs(float64(n)/float64(alike)-float64(run)) <= math.Max(1, math.Floor(sizeSlack*float64(run))) {
				parts, run = alike, n
			} else {
				parts = (n + run - 1) / run
			}
		}
		for i := range parts {
			to := (i + 1) * n / parts
			if run < n {
				to = min(n, from+run)
			}
			part := s
			part.doors = s.doors[from:to]
			part.sum(doors)
			out = append(out, part)
			from = to
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

// bestOf improves turfs by way of sizes that are off for a while; a small town also by strict sizes from the start, which is better where doors lie
// in clumps far apart.
func bestOf(g *ground, l limits, sliced [][]int32, o CutOptions) *refiner {
	best := newRefiner(g, l, sliced, o.workers(), o.stop)
	best.run(stages)
	if len(g.spots) <= bothWays {
		strict := newRefiner(g, l, sliced, o.workers(), o.stop)
		if strict.run(stages[len(stages)-1:]); strict.total() < best.total() {
			return strict
		}
	}
	return best
}

// bothWays is the most stops for which two ways are tried.
const bothWays = 20_000

// routeKicks is the least effort for the route through all stops.
const routeKicks = 12_000

// parts cuts one group of stops into turfs, each a walk.
func parts(stops []stop, group []int, m metric, o CutOptions, fence *geo.Fence) [][]int {
	g := newGround(stops, group, m, o.By)
	if fence != nil {
		g.enclose(fence, stops)
	}
	g.languages, g.workers = o.Languages, o.workers()
	var surveyed sync.WaitGroup
	if o.workers() > 1 {
		surveyed.Go(g.survey)
	} else {
		g.survey()
	}
	points := g.points()
	closed := tour.Closed(points, tour.Options{Seed: o.Seed, Kicks: max(routeKicks, 3*len(points)), Workers: o.workers(), Stop: o.Stop})
	surveyed.Wait()
	route := openAtLongest(g, closed)
	g.measureSpacing(route)
	if o.Minutes > 0 {
		g.time(stops, o)
	}
	weight, doors := 0.0, 0.0
	for i := range g.spots {
		weight, doors = weight+g.weight[i], doors+float64(g.doors[i])
	}
	l := newLimits(weight, doors, o)
	r := bestOf(g, l, slice(g, l, route), o)
	var out [][]int
	for t := range r.turfs {
		for _, part := range r.within(r.turfs[t].walk) {
			numbers := make([]int, len(part))
			for i, v := range part {
				numbers[i] = group[v]
			}
			out = append(out, numbers)
		}
	}
	return out
}
