package turf

import (
	"slices"
	"sync"
	"sync/atomic"
)

// refiner improves turfs that were sliced off a route: pieces of walks change their turf or their place for others, tails are exchanged and walks
// straightened, wherever two stops that are near each other are not neighbours on a walk. A move that would tear a turf in pieces is not made.
//
// The stops are parted into regions, and several workers search at once, each in a region of its own; then the regions are moved. The result does
// not depend on the number of workers.
type refiner struct {
	*ground
	limits  limits
	of, at  []int32 // of each stop, its turf and its place on the turf's walk
	turfs   []patch
	region  []int32 // of each stop
	queued  []bool
	workers int
	stop    func() bool
}

// patch is a turf as the refiner holds it.
type patch struct {
	walk   []int32
	before []sums    // of the stops before each place on the walk; the last one is of the whole turf
	steps  []float64 // metres to each place on the walk from the one before; the first, and the last, which is beyond the end, are 0
	step   float64
	shape  float64 // what its inertia and languages cost, in metres
	cost   float64 // the same and its size
	pieces int
}

func (p *patch) all() *sums { return &p.before[len(p.before)-1] }

// stage is what it costs to be off, for a while.
type stage struct{ uneven, outside float64 }

// stages are how sizes are brought into the window: at first gently, so that what is too much flows off over many turfs, in the end for good.
var (
	stages = []stage{{0.3, 1}, {0.5, 30}, {0.02, 4000}}
	strict = stage{0.02, 1e6}
)

// Kicks for each stop of a turf when its walk is polished; see [polisher].
const (
	fewKicks  = 1
	manyKicks = 3
)

func newRefiner(g *ground, l limits, parts [][]int32, workers int, stop func() bool) *refiner {
	n := len(g.spots)
	r := &refiner{
		ground: g, limits: l, of: make([]int32, n), at: make([]int32, n), turfs: make([]patch, len(parts)), region: make([]int32, n),
		queued: make([]bool, n), workers: workers, stop: stop,
	}
	s := r.newSearch(0)
	for t, part := range parts {
		r.begin(int32(t), slices.Clone(part))
	}
	for t := range r.turfs {
		r.turfs[t].pieces = s.piecesOf(r.turfs[t].walk)
	}
	return r
}

// begin makes a turf of some stops.
func (r *refiner) begin(t int32, walk []int32) {
	p := &r.turfs[t]
	p.step = 0
	for _, v := range walk {
		p.step += r.spacing[v] / float64(len(walk))
	}
	r.set(t, walk)
}

// set gives a turf its walk.
func (r *refiner) set(t int32, walk []int32) {
	p := &r.turfs[t]
	p.walk = walk
	p.before, p.steps = append(p.before[:0], sums{}), append(p.steps[:0], 0)
	for i, v := range walk {
		if i > 0 {
			p.steps = append(p.steps, r.walk(walk[i-1], v))
		}
		r.of[v], r.at[v] = t, int32(i)
		one := r.sumOf(v)
		p.before = append(p.before, p.before[i].plus(&one))
	}
	p.steps = append(p.steps, 0)
	p.weigh(r)
}

// weigh takes down what a turf costs.
func (p *patch) weigh(r *refiner) {
	p.shape = r.ground.shape(p.all(), p.step)
	p.cost = r.costOf(p, p.all())
}

// costOf is what a turf would cost beside its walk, in metres, if its sums were these.
func (r *refiner) costOf(p *patch, s *sums) float64 {
	return r.ground.shape(s, p.step) + p.step*r.limits.cost(s)
}

// run brings the turfs into shape, or as far as there is time.
func (r *refiner) run(stages []stage) {
	if len(stages) > 1 {
		r.mend()
	}
	for i, stage := range stages {
		r.charge(stage)
		r.settle(i > 0)
	}
	r.polish(fewKicks)
	r.settle(true)
	r.mend()
	r.charge(strict)
	r.repair()
	r.polish(manyKicks)
}

// charge sets what it costs to be off.
func (r *refiner) charge(s stage) {
	r.limits.uneven, r.limits.outside = s.uneven, s.outside
	for t := range r.turfs {
		r.turfs[t].weigh(r)
	}
}

// polish shortens each walk by itself.
func (r *refiner) polish(kicks int) {
	var taken atomic.Int64
	var running sync.WaitGroup
	for range min(r.workers, len(r.turfs)) {
		running.Go(func() {
			var p polisher
			for t := taken.Add(1) - 1; int(t) < len(r.turfs) && !r.stop(); t = taken.Add(1) - 1 {
				if walk := r.turfs[t].walk; p.polish(walk, r.walk, kicks*len(walk)) > 0 {
					r.set(int32(t), walk)
				}
			}
		})
	}
	running.Wait()
}

// total is what all turfs cost, in metres.
func (r *refiner) total() (metres float64) {
	for t := range r.turfs {
		p := &r.turfs[t]
		metres += p.cost + tornMetres*float64(p.pieces-1)
		for i := 1; i < len(p.walk); i++ {
			metres += r.walk(p.walk[i-1], p.walk[i])
		}
	}
	return metres
}

// within cuts a walk once more where its turf still has more doors than any may have.
func (r *refiner) within(walk []int32) [][]int32 {
	doors := 0.0
	for _, v := range walk {
		doors += float64(r.doors[v])
	}
	if doors <= r.limits.most {
		return [][]int32{walk}
	}
	return slice(r.ground, r.limits, walk)
}

// regionTurfs is how many turfs, one after the other on the route, make a region.
const regionTurfs = 250

// settle searches until no stop has a better place. Where walks have been searched before, only stops near another turf are looked at first.
func (r *refiner) settle(again bool) {
	first := make([]int32, 0, len(r.of))
	for t := range r.turfs {
		for _, v := range r.turfs[t].walk {
			if !again || r.besideOther(v, r.of) {
				first = append(first, v)
			}
		}
	}
	for _, shift := range [2]int{0, regionTurfs / 2} {
		regions := make([][]int32, (len(r.turfs)+shift)/regionTurfs+1)
		for t := range r.turfs {
			for _, v := range r.turfs[t].walk {
				r.region[v] = int32((t + shift) / regionTurfs)
			}
		}
		for _, v := range first {
			regions[r.region[v]] = append(regions[r.region[v]], v)
		}
		r.inRegions(regions)
		if shift == 0 {
			first = first[:0]
			for v := range int32(len(r.of)) {
				first = append(first, v)
			}
		}
		first = slices.DeleteFunc(first, func(v int32) bool { return !r.besideOther(v, r.region) })
	}
	clear(r.region)
	r.inRegions([][]int32{first})
}

// besideOther tells whether a stop is near one of another turf, or of another region.
func (r *refiner) besideOther(v int32, of []int32) bool {
	for _, w := range r.near.Of(v) {
		if of[w] != of[v] {
			return true
		}
	}
	return false
}

// inRegions searches each region from its list of stops on.
func (r *refiner) inRegions(regions [][]int32) {
	var taken atomic.Int64
	var running sync.WaitGroup
	for range min(r.workers, len(regions)) {
		running.Go(func() {
			s := r.newSearch(0)
			for k := taken.Add(1) - 1; int(k) < len(regions); k = taken.Add(1) - 1 {
				s.mine = int32(k)
				s.settle(regions[k])
			}
		})
	}
	running.Wait()
}

// search is one worker's view of the turfs of its region.
type search struct {
	*refiner
	mine        int32
	queue       []int32
	seen        []int32 // of each stop, the last count of pieces that it was a part of
	count       int32
	left, right []int32 // walks as they would be
	todo        []int32
	pieces      []piece
	handing     bool // only moves are sought by which the second turf gains so much, at no matter what cost; see repair
	handed      float64
	recuts      int // how many more stops may be cut anew
}

func (r *refiner) newSearch(region int32) *search {
	return &search{refiner: r, mine: region, seen: make([]int32, len(r.of))}
}

func (s *search) look(v int32) {
	if s.region[v] == s.mine && !s.queued[v] {
		s.queued[v] = true
		s.queue = append(s.queue, v)
	}
}

// settle looks at some stops, and at those around every move, until no move is left.
func (s *search) settle(first []int32) {
	s.queue = s.queue[:0]
	for _, v := range first {
		s.look(v)
	}
	stopped := false
	for head := 0; head < len(s.queue); head++ {
		stopped = stopped || head%512 == 0 && s.stop()
		v := s.queue[head]
		s.queued[v] = false
		for !stopped && s.try(v) {
		}
		if head == 1<<16 {
			s.queue = append(s.queue[:0], s.queue[head+1:]...)
			head = -1
		}
	}
}

// try makes the best move that brings a stop beside one that is near to it.
func (s *search) try(v int32) bool {
	best := move{gain: leastGain}
	var pieces []piece
	metres := s.nearMetres[s.near.Start[v]:s.near.Start[v+1]]
	for k, w := range s.near.Of(v) {
		switch {
		case s.region[w] != s.mine:
		case s.of[v] == s.of[w]:
			s.straighten(v, w, metres[k], &best)
		default:
			if pieces == nil {
				pieces = s.piecesAt(v)
			}
			s.exchange(v, w, metres[k], pieces, &best)
			s.exchangeTails(v, w, metres[k], &best)
		}
	}
	if best.gain <= leastGain {
		return false
	}
	s.make(&best)
	return true
}

// piecesOf counts into how many pieces some stops fall.
func (s *search) piecesOf(stops []int32) int {
	s.count += 2
	for _, v := range stops {
		s.seen[v] = s.count - 1 // to be found
	}
	pieces := 0
	for _, v := range stops {
		if s.seen[v] == s.count {
			continue
		}
		pieces++
		s.seen[v] = s.count
		for s.todo = append(s.todo[:0], v); len(s.todo) > 0; {
			at := s.todo[len(s.todo)-1]
			s.todo = s.todo[:len(s.todo)-1]
			for _, w := range s.bonds.Of(at) {
				if s.seen[w] == s.count-1 {
					s.seen[w] = s.count
					s.todo = append(s.todo, w)
				}
			}
		}
	}
	return pieces
}
