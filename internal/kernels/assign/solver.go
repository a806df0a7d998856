package assign

// solver holds a problem while it is solved. At every moment no pair costs less than its prices together, every thing that somebody
// has costs just that, free things have the price 0, and no worker's price is above what it costs to leave one more hand empty.
type solver struct {
	Problem
	pairs   [][]Pair
	hands   []int
	emptied []int // hands of each worker that have been settled to stay empty
	owner   []int32
	has     [][]int32 // the things of each worker
	u, v    []int64   // prices of workers and things

	// One search: how far each worker is, through which thing of theirs and from whom.
	dist      []int64
	via, from []int32
	done      []bool
	seen      []int32
	near      heap
	takers    [][]taker // the pairs by thing, while things are offered
}

func newSolver(p Problem) *solver {
	n := len(p.Pairs)
	s := &solver{Problem: p, pairs: p.Pairs, hands: make([]int, n), emptied: make([]int, n), owner: make([]int32, p.Things), has: make([][]int32, n),
		u: make([]int64, n), v: make([]int64, p.Things), dist: make([]int64, n), via: make([]int32, n), from: make([]int32, n), done: make([]bool, n)}
	for t := range s.owner {
		s.owner[t] = nobody
	}
	for w, pairs := range s.pairs {
		s.hands[w] = min(p.hand(w), len(pairs)+1) // further hands find nothing either
		s.dist[w] = far
		s.u[w] = s.next(w)
		for _, x := range pairs {
			s.u[w] = min(s.u[w], x.Cost)
		}
	}
	return s
}

// next is what it costs to leave one more of a worker's hands empty; the last hand is the cheapest.
func (s *solver) next(w int) int64 { return s.empty(max(0, s.hands[w]-1-s.emptied[w])) }

// looking is how many of a worker's hands have not been settled.
func (s *solver) looking(w int) int { return s.hands[w] - s.emptied[w] - len(s.has[w]) }

// How prices are found: bids that overpay by a step, which shrinks from phase to phase.
const (
	bidsPerHand = 12 // of a phase; what is not settled by then is for the next one
	shrink      = 6
)

// prices lets workers bid for things, phase by phase, and keeps what they then have at exactly its price.
func (s *solver) prices() {
	spread := int64(0)
	for _, pairs := range s.pairs {
		for _, x := range pairs {
			spread = max(spread, x.Cost, -x.Cost)
		}
	}
	for step := spread / shrink; step > 0; step /= shrink {
		for t := range s.owner {
			s.owner[t] = nobody
		}
		for w := range s.has {
			s.has[w] = s.has[w][:0]
		}
		s.bid(step)
	}
	s.settle()
}

// bid lets workers take what is best for them, and pay what the next best thing leaves and a step more. Whoever loses something to a
// higher bid bids again.
func (s *solver) bid(step int64) {
	var queue []int32
	waiting, bids := make([]bool, len(s.pairs)), 0
	for w := range s.pairs {
		if s.hands[w] > 0 {
			queue, waiting[w] = append(queue, int32(w)), true
			bids += bidsPerHand * s.hands[w]
		}
	}
	var best, worth = make([]Pair, 0, 8), make([]int64, 0, 8)
	for ; len(queue) > 0 && bids > 0; bids-- {
		w := queue[0]
		queue, waiting[w] = queue[1:], false
		n := s.looking(int(w))
		var level int64
		best, worth, level = s.wanted(int(w), n, best[:0], worth[:0])
		if level += step; len(best) < n || level >= s.next(int(w)) {
			continue // leaving a hand empty comes into question: the search decides
		}
		s.raise(int(w), level)
		for _, x := range best {
			if was := s.owner[x.Thing]; was != nobody {
				s.drop(was, x.Thing)
				if !waiting[was] {
					queue, waiting[was] = append(queue, was), true
				}
			}
			s.v[x.Thing] = x.Cost - level
			s.give(w, x.Thing)
		}
	}
}

// settle makes the prices true for every pair again, which the steps have bent, and takes from workers what is not among their best.
func (s *solver) settle() {
	for w, pairs := range s.pairs {
		s.u[w] = s.next(w)
		for _, x := range pairs {
			s.u[w] = min(s.u[w], x.Cost-s.v[x.Thing])
		}
		for _, x := range pairs {
			if s.owner[x.Thing] == int32(w) && x.Cost-s.v[x.Thing] > s.u[w] {
				s.drop(int32(w), x.Thing)
				s.owner[x.Thing] = nobody
			}
		}
	}
}

// wanted gives the n things that are best for a worker at the prices of now with what they cost then, and what the next best one costs.
func (s *solver) wanted(w, n int, best []Pair, at []int64) ([]Pair, []int64, int64) {
	level := far
	for _, x := range s.pairs[w] {
		c := x.Cost - s.v[x.Thing]
		if c >= level || s.owner[x.Thing] == int32(w) {
			continue
		}
		i := len(best)
		for i > 0 && at[i-1] > c {
			i--
		}
		best, at = append(best, x), append(at, c)
		copy(best[i+1:], best[i:])
		copy(at[i+1:], at[i:])
		best[i], at[i] = x, c
		if len(best) > n {
			level = at[n]
			best, at = best[:n], at[:n]
		}
	}
	if level == far && len(best) == n && n > 0 { // there is nothing after them
		level = at[n-1]
	}
	return best, at, level
}

// raise sets a worker's price; the things that they have follow.
func (s *solver) raise(w int, price int64) {
	for _, t := range s.has[w] {
		s.v[t] -= price - s.u[w]
	}
	s.u[w] = price
}

func (s *solver) give(w, t int32) {
	s.owner[t] = w
	s.has[w] = append(s.has[w], t)
}

func (s *solver) drop(w, t int32) {
	has := s.has[w]
	for i, x := range has {
		if x == t {
			has[i] = has[len(has)-1]
			s.has[w] = has[:len(has)-1]
			return
		}
	}
}

// end is where a search stops: at a free thing, or at a worker one of whose hands stays empty.
type end struct {
	dist          int64
	thing, worker int32
}

// augment settles one more hand of a worker: along the shortest path over workers who hand things on, to a free thing or an empty hand.
func (s *solver) augment(w int32) {
	s.near, s.seen = append(s.near[:0], reached{0, w}), append(s.seen[:0], w)
	s.dist[w], s.from[w] = 0, nobody
	stop := end{dist: far, thing: nobody, worker: w}
	for len(s.near) > 0 {
		r := s.near.pop()
		if r.dist >= stop.dist {
			break
		}
		if s.done[r.worker] {
			continue
		}
		s.done[r.worker] = true
		if d := r.dist + s.next(int(r.worker)) - s.u[r.worker]; d < stop.dist {
			stop = end{d, nobody, r.worker}
		}
		stop = s.scan(r.worker, r.dist, stop)
	}
	for _, r := range s.seen {
		if s.done[r] && s.dist[r] < stop.dist {
			s.raise(int(r), s.u[r]+stop.dist-s.dist[r])
		}
		s.dist[r], s.done[r] = far, false
	}
	s.handOn(stop)
}

// scan looks from a worker at everything that they may get.
func (s *solver) scan(w int32, d int64, stop end) end {
	base := d - s.u[w]
	for _, x := range s.pairs[w] {
		at := base + x.Cost - s.v[x.Thing]
		if at >= stop.dist {
			continue
		}
		r := s.owner[x.Thing]
		if r == nobody {
			stop = end{at, x.Thing, w}
		} else if at < s.dist[r] {
			if s.dist[r] == far {
				s.seen = append(s.seen, r)
			}
			s.dist[r], s.via[r], s.from[r] = at, x.Thing, w
			s.near.push(reached{at, r})
		}
	}
	return stop
}

// handOn passes things along a path, from its end to its beginning.
func (s *solver) handOn(stop end) {
	w := stop.worker
	if stop.thing == nobody {
		s.emptied[w]++
	} else {
		s.give(w, stop.thing)
	}
	for s.from[w] != nobody {
		t, to := s.via[w], s.from[w]
		s.drop(w, t)
		s.give(to, t)
		w = to
	}
}

func (s *solver) answer() Answer {
	a := Answer{Of: make([]int, s.Things), WorkerPrice: s.u, ThingPrice: s.v}
	for t, w := range s.owner {
		a.Of[t] = int(w)
	}
	for w, pairs := range s.pairs {
		for _, x := range pairs {
			if s.owner[x.Thing] == int32(w) {
				a.Cost += x.Cost
			}
		}
		for n := len(s.has[w]); n < s.hand(w); n++ {
			a.Empty++
			if len(s.Problem.Empty) > 0 {
				a.Cost += s.empty(n)
			}
		}
	}
	return a
}

// reached is a worker on the way of a search.
type reached struct {
	dist   int64
	worker int32
}

// heap gives the nearest first; of two as near, the one with the smaller number, so that the order of the input decides nothing else.
type heap []reached

func (a reached) before(b reached) bool {
	return a.dist < b.dist || a.dist == b.dist && a.worker < b.worker
}

func (h *heap) push(r reached) {
	*h = append(*h, r)
	list, i := *h, len(*h)-1
	for i > 0 && list[i].before(list[(i-1)/2]) {
		list[i], list[(i-1)/2] = list[(i-1)/2], list[i]
		i = (i - 1) / 2
	}
}

func (h *heap) pop() reached {
	list := *h
	top, last := list[0], len(list)-1
	list[0] = list[last]
	list = list[:last]
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			break
		}
		if child+1 < last && list[child+1].before(list[child]) {
			child++
		}
		if !list[child].before(list[i]) {
			break
		}
		list[i], list[child] = list[child], list[i]
		i = child
	}
	*h = list
	return top
}
