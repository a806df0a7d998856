package turf

import "math"

// limits say how large turfs are to be, and what it costs to be off.
type limits struct {
	mean      float64 // what each would have if all were alike, in the measure
	low, high float64 // the window in which one size is about as good as another
	most      float64 // doors that no turf may exceed
	turfs     int

	uneven  float64 // what a door off the mean costs, in steps from door to door; grows with the square
	outside float64 // the same for a door outside of the window
}

// sizeSlack is how far a turf's size may be off, as a share of it.
const sizeSlack = 0.06

// newLimits finds how many turfs there are to be of so much weight and so many doors, and how much they may differ.
func newLimits(weight, doors float64, o CutOptions) limits {
	size := float64(o.Size)
	k := math.Max(1, math.Max(math.Round(weight/size), math.Ceil(doors/float64(o.Max))))
	slack := math.Floor(sizeSlack * size)
	if slack == 0 && size >= 9 {
		slack = 1
	}
	if o.Minutes > 0 { // too long is worse than too short
		k = math.Max(k, math.Ceil(weight/(size+slack)))
	}
	mean := weight / k
	l := limits{mean: mean, low: math.Min(size-slack, math.Floor(mean)), high: math.Max(size+slack, math.Ceil(mean)), most: float64(o.Max), turfs: int(k)}
	l.uneven, l.outside = 0.02, 4000 // little where a size is as good as another, so that turfs can give and take; more than any detour else
	return l
}

// cost is what a size costs, in steps.
func (l *limits) cost(s *sums) float64 { return l.costOf(s.weight, s.doors) }

func (l *limits) costOf(weight, doors float64) float64 {
	off := weight - l.mean
	cost := l.uneven * off * off
	if over := weight - l.high; over > 0 {
		cost += l.outside * over * (1 + over)
	} else if under := l.low - weight; under > 0 {
		cost += l.outside * under * (1 + under)
	}
	if over := doors - l.most; over > 0 {
		cost += l.outside * over * (1 + over)
	}
	return cost
}

// offBy is how far a size is above the window, or below it; 0 within it.
func (l *limits) offBy(s *sums) float64 {
	switch {
	case s.weight > l.high:
		return s.weight - l.high
	case s.doors > l.most:
		return s.doors - l.most
	case s.weight < l.low:
		return s.weight - l.low
	}
	return 0
}

// sums add up what the stops of a turf, or of a part of it, are.
type sums struct {
	weight, doors float64
	x, y, square  float64 // moments of the doors' places
	speakers      speakers
}

func (s *sums) plus(o *sums) sums {
	return sums{s.weight + o.weight, s.doors + o.doors, s.x + o.x, s.y + o.y, s.square + o.square, s.speakers.plus(o.speakers)}
}

func (s *sums) minus(o *sums) sums {
	return sums{s.weight - o.weight, s.doors - o.doors, s.x - o.x, s.y - o.y, s.square - o.square, s.speakers.minus(o.speakers)}
}

// sumOf is the sums of one stop.
func (g *ground) sumOf(v int32) sums {
	d, p := float64(g.doors[v]), &g.spots[v]
	return sums{g.weight[v], d, d * p.x, d * p.y, d * (p.x*p.x + p.y*p.y), g.speakers[v]}
}

func (g *ground) sumsOf(stops []int32) (all sums) {
	for _, v := range stops {
		one := g.sumOf(v)
		all = all.plus(&one)
	}
	return all
}

// inertia is the sum of the squares of the doors' distances to their middle.
func (s *sums) inertia() float64 {
	return math.Max(0, s.square-(s.x*s.x+s.y*s.y)/s.doors)
}

// shape is what it costs, in metres, that the doors of a turf are far from its middle and that those of scarce languages are among others.
func (g *ground) shape(s *sums, step float64) float64 {
	cost := roundness * s.inertia() / step
	if g.languages > 0 {
		cost += g.languages * step * s.speakers.mixed(s.doors)
	}
	return cost
}

// roundness is how many metres of walking the inertia of a turf is worth, in units of the steps from door to door around it: the more doors
// there are to a mile, the rounder a turf can be.
const roundness = 0.006
