package turf

import (
	"container/heap"
	"math"
	"slices"

	"banyan/internal/kernels/tour"
)

// repair brings turfs that are still outside of the window into it, wherever that can be done: doors are handed on along the cheapest chain of turfs
// from one with too many to one with room, or from one that can spare some to one with too few. Each link of a chain is a move that tears nothing. Where
// no chain is found, the turfs around are cut anew.
func (r *refiner) repair() {
	s := r.newSearch(0)
	s.queue, s.recuts = nil, leastRecuts+8*len(r.of)
	var touched []int32 // stops whose turf has changed
	for pass, helped := 0, true; helped && pass < repairPasses; pass++ {
		helped = false
		for t := int32(0); int(t) < len(r.turfs); t++ {
			for rounds := 0; int(t) < len(r.turfs) && r.offBy(t) != 0 && rounds < chainRounds && !r.stop(); rounds++ {
				if !s.chain(t, &touched) && !s.recut(t, &touched) {
					break
				}
				helped = true
			}
		}
	}
	s.settle(touched)
}

const (
	repairPasses = 4
	chainRounds  = 60  // chains and new cuts for one turf
	chainReach   = 300 // turfs that the search for one chain looks at
	chainTries   = 4   // links that turn out to be none
	chainMost    = 4   // doors handed on at once, where one more would do
	recutMost    = 60  // turfs around one that are cut anew

	// How many stops may be cut anew in vain, beside eight for each: where buildings or streets leave no room, none of it helps.
	leastRecuts = 100_000
)

// offBy is how far a turf is above the window, or below it; 0 within it.
func (r *refiner) offBy(t int32) float64 { return r.limits.offBy(r.turfs[t].all()) }

// chain hands on as much as a turf has too many, or too few, or as much of it as there is a way for; false where there is none.
func (s *search) chain(t int32, touched *[]int32) bool {
	off := s.offBy(t)
	amounts := []float64{math.Ceil(math.Abs(off))}
	for w := math.Min(amounts[0]-1, chainMost); w > 0; w-- {
		amounts = append(amounts, w)
	}
	for more := range chainMost {
		amounts = append(amounts, amounts[0]+1+float64(more))
	}
	for _, w := range amounts {
		banned := map[[2]int32]bool{}
		for range chainTries {
			path := s.findChain(t, w, off > 0, banned)
			if path == nil {
				break
			}
			if s.handOn(path, w, banned) {
				for _, u := range path {
					*touched = append(*touched, s.turfs[u].walk...)
				}
				return true
			}
		}
	}
	return false
}

// reached is a turf to which a chain leads.
type reached struct {
	metres float64
	turf   int32
}

// frontier is a heap of them, the cheapest first.
type frontier []reached

func (f frontier) Len() int      { return len(f) }
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f frontier) Less(i, j int) bool {
	return f[i].metres < f[j].metres || f[i].metres == f[j].metres && f[i].turf < f[j].turf
}
func (f *frontier) Push(x any) { *f = append(*f, x.(reached)) }
func (f *frontier) Pop() any {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}

// findChain is the cheapest chain of turfs (Dijkstra 1959) along which so many doors can go, in the order in which they go: from t where it has too many,
// else to it. It is nil where there is none.
func (s *search) findChain(t int32, doors float64, away bool, banned map[[2]int32]bool) []int32 {
	from, best := map[int32]int32{t: -1}, map[int32]float64{t: 0}
	done := map[int32]bool{}
	todo := frontier{{0, t}}
	for len(todo) > 0 && len(done) < chainReach {
		at := heap.Pop(&todo).(reached)
		if done[at.turf] {
			continue
		}
		done[at.turf] = true
		if at.turf != t && s.hasRoom(at.turf, doors, away) {
			var path []int32
			for u := at.turf; u >= 0; u = from[u] {
				path = append(path, u)
			}
			if away {
				slices.Reverse(path)
			}
			return path
		}
		for _, other := range s.turfsBeside(at.turf) {
			giver, taker := at.turf, other
			if !away {
				giver, taker = other, at.turf
			}
			if done[other] || banned[[2]int32{giver, taker}] {
				continue
			}
			link := s.link(giver, taker, doors)
			if math.IsInf(link.gain, -1) {
				continue
			}
			metres := at.metres + math.Max(0, -link.gain) + chainStep*s.turfs[giver].step
			if old, known := best[other]; !known || metres < old {
				best[other], from[other] = metres, at.turf
				heap.Push(&todo, reached{metres, other})
			}
		}
	}
	return nil
}

const chainStep = 0.1 // what a link costs beside the walks, in steps: of two chains the shorter

// hasRoom tells whether a turf can take so many doors for good, or give them, where none is to go away.
func (s *search) hasRoom(t int32, doors float64, away bool) bool {
	all := s.turfs[t].all()
	if away {
		return all.weight+doors <= s.limits.high && all.doors+doors <= s.limits.most
	}
	return all.weight-doors >= s.limits.low
}

// turfsBeside lists the turfs that are bonded with one, in a fixed order.
func (s *search) turfsBeside(t int32) (beside []int32) {
	for _, v := range s.turfs[t].walk {
		for _, w := range s.bonds.Of(v) {
			if b := s.of[w]; b != t && !slices.Contains(beside, b) {
				beside = append(beside, b)
			}
		}
	}
	slices.Sort(beside)
	return beside
}

// link is the best move that makes one turf smaller by so many doors and another larger, at no matter what cost.
func (s *search) link(giver, taker int32, doors float64) move {
	best := move{gain: math.Inf(-1)}
	s.handed, s.handing = doors, true
	for _, v := range s.turfs[giver].walk {
		var pieces []piece
		for k, w := range s.near.Of(v) {
			if s.of[w] != taker {
				continue
			}
			if pieces == nil {
				pieces = s.piecesAt(v)
			}
			metres := s.nearMetres[int(s.near.Start[v])+k]
			s.exchange(v, w, metres, pieces, &best)
			s.exchangeTails(v, w, metres, &best)
		}
	}
	s.handing = false
	return best
}

// handOn makes the moves of a chain, the last one first, so that no turf has too many on the way. Where a link is no longer possible, all is taken back.
func (s *search) handOn(path []int32, doors float64, banned map[[2]int32]bool) bool {
	walks := make([][]int32, len(path))
	for i, t := range path {
		walks[i] = s.turfs[t].walk // moves make new ones
	}
	for i := len(path) - 1; i > 0; i-- {
		m := s.link(path[i-1], path[i], doors)
		if !math.IsInf(m.gain, -1) {
			s.make(&m)
			continue
		}
		banned[[2]int32{path[i-1], path[i]}] = true
		for k, t := range path {
			s.set(t, walks[k])
		}
		for k, t := range path {
			s.turfs[t].pieces = s.piecesOf(walks[k])
		}
		return false
	}
	return true
}

// recut cuts the turfs around one anew, off a tour of their own, into as many as fit; false where that does not help. What helps costs
// nothing of the budget, so that one turf without hope cannot use up what others need.
func (s *search) recut(t int32, touched *[]int32) bool {
	budget := s.recuts
	for ring, count := 1, 0; count < recutMost; ring++ {
		around, _ := s.turfsAround(t, ring)
		if len(around) == count {
			break // these are all
		}
		count = len(around)
		var stops []int32
		before, weight := 0.0, 0.0
		for _, u := range around {
			stops = append(stops, s.turfs[u].walk...)
			before += math.Abs(s.offBy(u)) + tornDoors*float64(s.turfs[u].pieces-1)
			weight += s.turfs[u].all().weight
		}
		if before < tornDoors && math.Ceil(weight/s.limits.high) > math.Floor(weight/s.limits.low) {
			continue // no number of turfs fits
		}
		slices.Sort(stops)
		points := make([]tour.Point, len(stops))
		for i, v := range stops {
			points[i] = tour.Point{X: s.spots[v].x, Y: s.spots[v].y}
		}
		for seed := range uint64(recutSeeds) {
			if s.recuts -= len(stops); s.recuts < 0 || s.stop() {
				return false
			}
			route := make([]int32, len(stops))
			for i, k := range tour.Open(points, tour.Anywhere, tour.Anywhere, tour.Options{Seed: seed, Kicks: 2 * len(points)}) {
				route[i] = stops[k]
			}
			parts := slice(s.ground, s.limits, route)
			after := 0.0
			for _, part := range parts {
				all := s.sumsOf(part)
				after += math.Abs(s.limits.offBy(&all)) + tornDoors*float64(s.piecesOf(part)-1)
			}
			if after < before {
				s.replace(around, parts)
				s.recuts = budget
				*touched = append(*touched, stops...)
				return true
			}
		}
	}
	return false
}

const (
	recutSeeds = 3
	tornDoors  = 10 // doors off the window that a torn turf is as bad as
)

// replace puts new turfs, maybe more or fewer, in the place of some.
func (s *search) replace(old []int32, parts [][]int32) {
	for i, part := range parts {
		if i == len(old) {
			old = append(old, int32(len(s.turfs)))
			s.turfs = append(s.turfs, patch{})
		}
		s.begin(old[i], slices.Clone(part))
	}
	gone := slices.Sorted(slices.Values(old[len(parts):]))
	for _, t := range slices.Backward(gone) {
		last := len(s.turfs) - 1
		if walk := s.turfs[last].walk; int(t) < last {
			s.begin(t, walk)
		}
		s.turfs = s.turfs[:last]
	}
	for t := range s.turfs {
		s.turfs[t].pieces = s.piecesOf(s.turfs[t].walk)
	}
}
