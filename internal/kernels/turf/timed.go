package turf

import (
	"math"
	"slices"
)

// minutesAim is how much of the limit on time a turf is to take as it is cut, since the walk that is planned in the end may be longer than the route.
const minutesAim = 0.9

// mostDoors is how many doors leave some time to walk.
func (o *CutOptions) mostDoors() int {
	return max(1, int(o.Minutes/o.Pace.orDefault().MinutesPerDoor))
}

// time makes stops weigh as much as the time that they take where that, and not their number, is what limits a turf. The route's steps must be known.
func (g *ground) time(stops []stop, o CutOptions) {
	pace := o.Pace.orDefault()
	onFoot := 1 / pace.MetresPerMinute
	if g.paths == nil {
		onFoot *= detour
	}
	scale := float64(o.Size) / (minutesAim * o.Minutes)
	for v, s := range g.chosen {
		doors := float64(g.doors[v])
		minutes := doors*(pace.MinutesPerDoor+g.spacing[v]*onFoot) + float64(stops[s].floors)*pace.MinutesPerFloor
		g.weight[v] = math.Max(g.weight[v], scale*minutes)
	}
}

// keepTime cuts turfs in two, along their walks, until each takes no longer than is allowed or is one stop.
func (d *division) keepTime() {
	halves := make([][][]int, len(d.parts))
	d.each(func(p *planner, t int) { halves[t] = p.inTime(d.parts[t], d.options.Minutes) })
	d.parts = slices.Concat(halves...)
}

func (p *planner) inTime(part []int, limit float64) [][]int {
	order, metres := p.order(slices.Sorted(slices.Values(part)))
	if len(part) < 2 || p.sum(order, metres).Minutes <= limit {
		return [][]int{part}
	}
	cut, half := 1, 0.0
	pace := p.options.Pace.orDefault()
	for cut < len(order)-1 && half < limit/2 {
		s := &p.stops[order[cut-1]]
		half += float64(len(s.doors))*pace.MinutesPerDoor + float64(s.floors)*pace.MinutesPerFloor + p.metric.from(order[cut-1], order[cut:cut+1])[0]/pace.MetresPerMinute
		cut++
	}
	return append(p.inTime(order[:cut:cut], limit), p.inTime(order[cut:], limit)...)
}
