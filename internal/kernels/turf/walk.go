package turf

import (
	"slices"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/tour"
)

// WalkOptions say how a walk is planned. The zero value is a walk that begins where it is shortest.
type WalkOptions struct {
	Start      *geo.Point // where the team gets out of the bus or car; nil: begin wherever the walk is shortest
	Return     bool       // the walk ends where it began
	Descending bool       // in a building take the elevator up and walk down
	Roads      *geo.Roads // nil: walks are estimated from addresses
	Pace       Pace
}

// Pace is how fast a team is. A zero field means its default.
type Pace struct {
	MetresPerMinute float64 // 70: 4.2 km an hour, with papers in the hand and house numbers to read
	MinutesPerDoor  float64 // 2.5: knock, wait, note; a conversation now and then
	MinutesPerFloor float64 // 0.5
}

func (p Pace) orDefault() Pace {
	if p.MetresPerMinute <= 0 {
		p.MetresPerMinute = 70
	}
	if p.MinutesPerDoor <= 0 {
		p.MinutesPerDoor = 2.5
	}
	if p.MinutesPerFloor <= 0 {
		p.MinutesPerFloor = 0.5
	}
	return p
}

// Walk is an order in which to visit doors.
type Walk struct {
	Order     []int   // indexes of the doors
	Metres    float64 // walking along streets; crossing one to its other side counts as the metres that its width and wait are worth
	Minutes   float64 // walking, floors and doors, by the pace
	Crossings int     // how often the walk changes the side of a street between two doors
	Buildings int     // how many places are walked to
}

// WalkOrder finds a short walk past all doors: units of a building one after the other, floor by floor. Doors whose place is not on the
// earth come last, in the order they were given.
func WalkOrder(doors []Door, o WalkOptions) Walk {
	var usable, lost []int
	for i, d := range doors {
		if d.At.Valid() {
			usable = append(usable, i)
		} else {
			lost = append(lost, i)
		}
	}
	stops := stopsOf(doors, usable, o.Descending)
	p := planner{stops: stops, metric: newMetric(stops, o.Roads), options: o}
	all := make([]int, len(stops))
	for i := range all {
		all[i] = i
	}
	walk := p.walk(all)
	walk.Order = append(walk.Order, lost...)
	walk.Minutes += float64(len(lost)) * o.Pace.orDefault().MinutesPerDoor
	return walk
}

// planner plans walks over some of the stops.
type planner struct {
	stops   []stop
	metric  metric
	options WalkOptions
}

// solvedAtOnce is the most buildings whose distances are held in one table; longer lists are walked piece by piece.
const solvedAtOnce = 300

// walkKicks is the effort for the order of one turf, for each of its stops.
const walkKicks = 3

// walk plans the stops, which are listed in their canonical order.
func (p *planner) walk(chosen []int) Walk {
	return p.sum(p.order(chosen))
}

// order is the stops as they are walked, and how far that is.
func (p *planner) order(chosen []int) ([]int, float64) {
	if len(chosen) <= solvedAtOnce {
		return p.tour(chosen, p.options.Start, p.options.Return)
	}
	return p.pieces(chosen)
}

// pieces walks a long list piece by piece, cut off a route through all of it as the crow flies; each begins where the one before ended.
func (p *planner) pieces(chosen []int) ([]int, float64) {
	var order []int
	metres, start := 0.0, p.options.Start
	route := p.route(chosen)
	for count := (len(route) + solvedAtOnce - 1) / solvedAtOnce; count > 0; count-- {
		piece := slices.Sorted(slices.Values(route[:len(route)/count]))
		route = route[len(piece):]
		part, length := p.tour(piece, start, false)
		order, metres = append(order, part...), metres+length
		start = &p.stops[order[len(order)-1]].at
	}
	if back := p.options.Start; back != nil && p.options.Return {
		metres += p.metric.fromPoint(*back, order[len(order)-1:])[0]
	}
	return order, metres
}

// straightWalk is a short open walk past some stops as the crow flies.
func (p *planner) straightWalk(chosen []int) []int {
	chosen = slices.Sorted(slices.Values(chosen))
	order := p.route(chosen)
	if order[len(order)-1] < order[0] {
		slices.Reverse(order)
	}
	return order
}

// route is a short walk past some stops as the crow flies, from the start where there is one.
func (p *planner) route(chosen []int) []int {
	places := make([]geo.Point, 0, len(chosen)+1)
	for _, n := range chosen {
		places = append(places, p.stops[n].at)
	}
	plane := geo.NewPlane(geo.BoxOf(places...).Center())
	from := tour.Anywhere
	if p.options.Start != nil {
		from, places = len(chosen), append(places, *p.options.Start)
	}
	points := make([]tour.Point, len(places))
	for i, at := range plane.XYs(places) {
		points[i] = tour.Point(at)
	}
	var out []int
	for _, v := range tour.Open(points, from, tour.Anywhere, tour.Options{Kicks: 6 * len(points)}) {
		if int(v) < len(chosen) {
			out = append(out, chosen[v])
		}
	}
	return out
}

// tour solves one list; the start, where there is one, is one more stop. A walk that may begin at either end begins at the stop that is first in the
// canonical order, so that the same doors are always walked in the same direction.
func (p *planner) tour(chosen []int, start *geo.Point, back bool) ([]int, float64) {
	n := len(chosen)
	d := matrix(p.metric, chosen)
	size, from := n, tour.Anywhere
	if start != nil {
		size, from = n+1, n
		d = withStart(d, n, fromStart(p.metric, *start, chosen, d))
	}
	var nodes []int32
	if back {
		nodes = tour.ClosedMatrix(d, size, tour.Options{Kicks: walkKicks * size})
		at := max(0, slices.Index(nodes, int32(max(0, from))))
		nodes = slices.Concat(nodes[at:], nodes[:at])
	} else {
		nodes = tour.OpenMatrix(d, size, from, tour.Anywhere, tour.Options{Kicks: walkKicks * size})
	}
	if start == nil && n > 0 && nodes[n-1] < nodes[0] {
		slices.Reverse(nodes)
	}
	order, metres := make([]int, 0, n), 0.0
	for i, v := range nodes {
		if int(v) < n {
			order = append(order, chosen[v])
		}
		if i > 0 {
			metres += d[int(nodes[i-1])*size+int(v)]
		}
	}
	if back && n > 0 {
		metres += d[int(nodes[size-1])*size+int(nodes[0])]
	}
	return order, metres
}

// withStart is a table with one more row and column.
func withStart(d []float64, n int, start []float64) []float64 {
	out := make([]float64, 0, (n+1)*(n+1))
	for i := range n {
		out = append(append(out, d[i*n:i*n+n]...), start[i])
	}
	return append(append(out, start...), 0)
}

// sum lists the doors and estimates the time.
func (p *planner) sum(order []int, metres float64) Walk {
	pace := p.options.Pace.orDefault()
	w := Walk{Metres: metres, Minutes: metres / pace.MetresPerMinute, Buildings: len(order)}
	for i, n := range order {
		s := &p.stops[n]
		w.Order = append(w.Order, s.doors...)
		doors := float64(len(s.doors))
		w.Minutes += doors*pace.MinutesPerDoor + float64(s.floors)*pace.MinutesPerFloor
		if i > 0 && p.metric.crosses(order[i-1], n) {
			w.Crossings++
		}
	}
	return w
}
