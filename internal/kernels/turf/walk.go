package turf

import (
	"slices"

	"banyan/internal/kernels/geo"
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

const (
	// solvedAtOnce is the most buildings whose distances are held in one matrix; longer lists are walked piece by piece.
	solvedAtOnce = 300
	kicksPerStop = 12
	forced       = -1e6 // the distance of two nodes that must stand side by side
)

// walk plans the stops, which are listed in their canonical order.
func (p *planner) walk(chosen []int) Walk {
	var order []int
	metres := 0.0
	if len(chosen) <= solvedAtOnce {
		order, metres = p.tour(chosen, p.options.Start, p.options.Return)
	} else {
		order, metres = p.pieces(chosen)
	}
	return p.sum(order, metres)
}

// pieces walks a long list piece by piece; each begins where the one before ended.
func (p *planner) pieces(chosen []int) ([]int, float64) {
	var order []int
	metres, start := 0.0, p.options.Start
	for _, piece := range compactPieces(p.stops, chosen, (len(chosen)+solvedAtOnce-1)/solvedAtOnce) {
		part, length := p.tour(piece, start, false)
		order, metres = append(order, part...), metres+length
		start = &p.stops[order[len(order)-1]].at
	}
	if back := p.options.Start; back != nil && p.options.Return {
		metres += p.metric.fromPoint(*back, order[len(order)-1:])[0]
	}
	return order, metres
}

// tour solves one list. Helper nodes turn every kind of walk into a closed tour: one for the start, where there is one, and one
// for 'anywhere', at distance 0 from all, unless the walk returns.
func (p *planner) tour(chosen []int, start *geo.Point, back bool) ([]int, float64) {
	n := len(chosen)
	if n == 0 {
		return nil, 0
	}
	base := matrix(p.metric, chosen)
	size, first := n, 0
	startNode, anywhere := -1, -1
	if start != nil {
		startNode, size = size, size+1
	}
	if !back {
		anywhere, size = size, size+1
	}
	d := make([]float64, size*size)
	for i := range n {
		copy(d[i*size:i*size+n], base[i*n:i*n+n])
	}
	if start != nil {
		first = startNode
		for i, metres := range fromStart(p.metric, *start, chosen, base) {
			d[i*size+startNode], d[startNode*size+i] = metres, metres
		}
		if anywhere >= 0 {
			d[startNode*size+anywhere], d[anywhere*size+startNode] = forced, forced
		}
	} else if anywhere >= 0 {
		first = anywhere
	}
	nodes := solve(size, d, first, kicksPerStop*n)
	if !back && start != nil && nodes[1] == int32(anywhere) { // forced side by side: the walk leaves the start the other way
		slices.Reverse(nodes[1:])
	}
	return p.order(nodes, chosen, d, start == nil)
}

// order drops the helper nodes and measures the walk. A walk that may begin at either end begins at the stop that is first in the
// canonical order, so that the same doors are always walked in the same direction.
func (p *planner) order(nodes []int32, chosen []int, d []float64, free bool) ([]int, float64) {
	size, order, metres := len(nodes), make([]int, 0, len(chosen)), 0.0
	for i, v := range nodes {
		if int(v) < len(chosen) {
			order = append(order, chosen[v])
		}
		if step := d[int(v)*size+int(nodes[(i+1)%size])]; step > forced/2 {
			metres += step
		}
	}
	if free && order[len(order)-1] < order[0] {
		slices.Reverse(order)
	}
	return order, metres
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
