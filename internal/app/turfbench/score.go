package turfbench

import (
	"math"
	"slices"
	"sort"
)

// Score is what a cut is worth. Walks are straight lines on the ground; each turf's order is improved by the scorer itself, so that cuts are compared
// and not orders.
type Score struct {
	Turfs             int
	Smallest, Largest int     // doors
	OffWindow         int     // turfs more than 6 % off the wanted size
	Broken            int     // turfs in several pieces: doors of others lie between, in Gabriel's sense
	WalkKm            float64 // open walks, as the scorer orders them
	GivenKm           float64 // open walks, in the order that was given
	Inertia           float64 // sum of the squares of the doors' distances to their turf's middle, km²
}

// spot is a place on a plane, in metres.
type spot struct{ x, y float64 }

func away(a, b spot) float64 { return math.Hypot(a.x-b.x, a.y-b.y) }

// flatten puts doors on a plane that is true along the parallel in their middle.
func flatten(doors []Door) []spot {
	south, north := math.Inf(1), math.Inf(-1)
	for _, d := range doors {
		south, north = math.Min(south, d.Lat), math.Max(north, d.Lat)
	}
	const degree = 111195.08
	narrow := math.Cos((south + north) / 2 * math.Pi / 180)
	out := make([]spot, len(doors))
	for i, d := range doors {
		out[i] = spot{d.Lon * degree * narrow, d.Lat * degree}
	}
	return out
}

// ScoreCut measures turfs, each a list of doors in walking order; walks of its own take it long.
func ScoreCut(doors []Door, turfs [][]int, size int, walks bool) Score {
	at := flatten(doors)
	s := Score{Turfs: len(turfs), Smallest: math.MaxInt}
	slack := math.Floor(0.06 * float64(size))
	grid := newGrid(at)
	for _, t := range turfs {
		s.Smallest, s.Largest = min(s.Smallest, len(t)), max(s.Largest, len(t))
		if math.Abs(float64(len(t)-size)) > slack {
			s.OffWindow++
		}
		if len(t) == 0 {
			continue
		}
		places := make([]spot, len(t))
		for i, d := range t {
			places[i] = at[d]
		}
		s.GivenKm += pathLength(places) / 1000
		s.Inertia += inertia(places) / 1e6
		places = distinct(places)
		if !grid.connects(places) {
			s.Broken++
		}
		if walks {
			s.WalkKm += openWalk(places) / 1000
		}
	}
	return s
}

func pathLength(path []spot) (metres float64) {
	for i := 1; i < len(path); i++ {
		metres += away(path[i-1], path[i])
	}
	return metres
}

func inertia(places []spot) (sum float64) {
	var middle spot
	for _, p := range places {
		middle.x, middle.y = middle.x+p.x/float64(len(places)), middle.y+p.y/float64(len(places))
	}
	for _, p := range places {
		d := away(p, middle)
		sum += d * d
	}
	return sum
}

func distinct(places []spot) []spot {
	out := slices.Clone(places)
	slices.SortFunc(out, func(a, b spot) int {
		if a.x != b.x {
			return int(math.Copysign(1, a.x-b.x))
		}
		return int(math.Copysign(1, a.y-b.y)) * int(math.Ceil(math.Min(1, math.Abs(a.y-b.y))))
	})
	return slices.Compact(out)
}

// openWalk is the length of a short open walk: the best of greedy walks from several beginnings, improved by turning parts and moving pieces until
// nothing helps, then by breaking it open in three places again and again, always the same ones.
func openWalk(places []spot) float64 {
	n := len(places)
	if n < 3 {
		return pathLength(places)
	}
	w := newWalker(places)
	best := math.Inf(1)
	var path []int
	for start := 0; start < n; start += 1 + n/4 {
		try := w.nearestFirst(start)
		if length := w.improve(try); length < best {
			best, path = length, try
		}
	}
	state := uint32(2463534242)
	draw := func(below int) int {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		return int(state % uint32(below))
	}
	for range min(n, 60) {
		if n < 8 {
			break
		}
		cuts := []int{1 + draw(n-1), 1 + draw(n-1), 1 + draw(n-1)}
		sort.Ints(cuts)
		try := slices.Concat(path[:cuts[0]], path[cuts[1]:cuts[2]], path[cuts[0]:cuts[1]], path[cuts[2]:])
		if length := w.improve(try); length < best-1e-9 {
			best, path = length, try
		}
	}
	return best
}
