package tour

import (
	"math"
	"slices"
)

const (
	planeNearest = 8    // neighbours that moves consider
	tableNearest = 10   // the same by a table
	arcLeast     = 1000 // fewer are not parted among workers
	usualKicks   = 100  // a node, where nothing is said
)

// solver holds a tour of nodes on which searches work in turns, each on an arc of it.
type solver struct {
	at    []Point   // the places, or
	table []float64 // distances, size to a row
	size  int       // nodes
	ghost int32     // the node, the last, that stands for the gap of an open tour; -1: none
	ends  endpoints
	pair  [2]int32 // nodes that stay neighbours: the gap or the end, and the beginning or the end; -1: none
	mate  []int32  // the same by node, for doubled stops; nil: none
	lists []int32  // k near nodes of each; -1: none
	k     int
	order []int32
	o     Options
}

// newSolver is one for n places. An open tour is a closed one with a gap: a further node at distance 0 of all, or a fixed edge where
// both ends are given.
func newSolver(n int, ends endpoints, o Options) *solver {
	s := &solver{size: n, ghost: -1, ends: ends, pair: [2]int32{-1, -1}, o: o}
	s.o.Workers = max(1, o.Workers)
	switch {
	case ends.closed:
	case ends.from != Anywhere && ends.to != Anywhere:
		s.pair = [2]int32{int32(ends.to), int32(ends.from)}
	default:
		s.ghost, s.size = int32(n), n+1
		if end := max(ends.from, ends.to); end != Anywhere {
			s.pair = [2]int32{s.ghost, int32(end)}
		}
	}
	return s
}

func solvePlane(points []Point, ends endpoints, o Options) []int32 {
	pl := settle(points)
	inner := ends
	if !ends.closed {
		if ends.from != Anywhere {
			inner.from = int(pl.of[ends.from])
		}
		if ends.to != Anywhere {
			inner.to = int(pl.of[ends.to])
		}
		if inner.from == inner.to && inner.from != Anywhere {
			// It begins and ends at one place: a closed tour, told from there.
			order := slices.Clone(solvePlaces(pl.at, endpoints{closed: true}, o))
			first := slices.Index(order, int32(inner.from))
			return pl.expand(slices.Concat(order[first:], order[:first]), ends)
		}
	}
	return pl.expand(solvePlaces(pl.at, inner, o), ends)
}

func solvePlaces(at []Point, ends endpoints, o Options) []int32 {
	if len(at) <= exactMost {
		return exact(tableOf(at), len(at), ends)
	}
	s := newSolver(len(at), ends, o)
	s.at = at
	s.k = planeNearest
	s.lists = nearLists(at, s.k, s.o.Workers)
	s.order = greedy(at, s.lists, s.k, s.o.Workers)
	s.open()
	s.run()
	return s.cut()
}

// tableOf are the rounded distances of a few places.
func tableOf(at []Point) []float64 {
	table := make([]float64, 0, len(at)*len(at))
	for _, a := range at {
		for _, b := range at {
			table = append(table, between(a, b)+rounding-rounding)
		}
	}
	return table
}

// open puts the gap of an open tour into a closed one: into its longest edge, or where it must be.
func (s *solver) open() {
	first := slices.Index(s.order, s.pair[1])
	switch {
	case s.ends.closed:
		return
	case first >= 0 && s.ghost < 0:
		s.rotate(first)
		last := slices.Index(s.order, s.pair[0])
		s.order = append(slices.Delete(s.order, last, last+1), s.pair[0])
		return
	case first >= 0:
		s.rotate(first)
	default:
		longest := -1.0
		for i, a := range s.order {
			if d := between(s.at[a], s.at[s.order[(i+1)%len(s.order)]]); d > longest {
				first, longest = i+1, d
			}
		}
		s.rotate(first % len(s.order))
	}
	s.order = append(s.order, s.ghost)
}

// cut is the tour from its beginning to its end, without the gap.
func (s *solver) cut() []int32 {
	if s.ends.closed {
		return s.order
	}
	if s.ghost >= 0 {
		s.rotate(slices.Index(s.order, s.ghost))
		s.order = s.order[1:]
	} else {
		s.rotate(slices.Index(s.order, s.pair[1]))
		if s.order[1] == s.pair[0] {
			s.rotate(1)
		}
	}
	if from, to := int32(s.ends.from), int32(s.ends.to); from >= 0 && s.order[0] != from || to >= 0 && s.order[len(s.order)-1] != to {
		slices.Reverse(s.order)
	}
	return s.order
}

// defaultKicks take about as long as the reader of a list waits: less than 12 s for 13,500 points on two processors, and 65 s for 85,900 and for more.
func defaultKicks(nodes int) int { return usualKicks * min(nodes, 86_000) }

// tableKicks are those of the quicker of the two searches by a table.
func tableKicks(nodes int) int { return 200 + 6*nodes }

// kicks is how many are asked for.
func (s *solver) kicks(usual int) int {
	if s.o.Kicks == 0 {
		return usual
	}
	return max(0, s.o.Kicks)
}

// run improves the tour: a local search of everything, then kicks.
func (s *solver) run() {
	if s.size <= smallMost && s.mate == nil {
		t := s.small()
		t.run(s.kicks(smallKicks(s.size)), newRandom(s.o.Seed), s.o.Stop)
		for i, a := range t.tour.order[:t.n] {
			s.order[i] = int32(a)
		}
		return
	}
	whole := s.arc(0, s.size)
	for _, a := range whole.order {
		whole.push(a)
	}
	whole.settleQueue(s.o.Stop)
	if s.table == nil {
		s.put(whole, 0)
		if kicks := s.kicks(defaultKicks(s.size)); kicks > 0 {
			s.anneal(kicks)
		}
		return
	}
	whole.kickAbout(s.kicks(tableKicks(s.size)), newRandom(s.o.Seed), s.o.Stop)
	s.put(whole, 0)
}

func (s *solver) rotate(by int) { s.order = slices.Concat(s.order[by:], s.order[:by]) }

// arc is a search on the tour's nodes from position 'from' up to 'to', which it numbers as they lie along the tour. The ends of an arc
// that is not the whole tour stay neighbours, so that the rest fits in between.
func (s *solver) arc(from, to int) *search {
	n := to - from
	a := newSearch(n)
	local := make([]int32, s.size)
	for i := range local {
		local[i] = -1
	}
	part := s.order[from:to]
	for i, g := range part {
		local[g] = int32(i)
	}
	a.k = s.k
	if s.ghost >= 0 {
		if a.ghost = local[s.ghost]; a.ghost >= 0 {
			a.k++
		}
	}
	if s.pair[0] >= 0 && local[s.pair[0]] >= 0 && local[s.pair[1]] >= 0 {
		a.pair = [2]int32{local[s.pair[0]], local[s.pair[1]]}
	}
	if n < s.size {
		a.ends = [2]int32{0, int32(n - 1)}
	}
	if s.mate != nil {
		a.mate, a.effort = make([]int32, n), thorough
		for i, g := range part {
			a.mate[i] = local[s.mate[g]]
		}
	}
	s.measure(a, part)
	s.list(a, part, local)
	return a
}

// measure gives a search its distances.
func (s *solver) measure(a *search, part []int32) {
	if s.table != nil {
		a.table = make([]float64, len(part)*len(part))
		for i, g := range part {
			for j, h := range part {
				a.table[i*len(part)+j] = s.table[int(g)*s.size+int(h)]
			}
		}
		return
	}
	a.at = make([]Point, len(part))
	for i, g := range part {
		if g != s.ghost {
			a.at[i] = s.at[g]
		}
	}
}

// list gives a search its lists of near nodes. The gap is near to all; itself it needs none, since each move can be told from elsewhere.
func (s *solver) list(a *search, part, local []int32) {
	a.near, a.dist = make([]int32, len(part)*a.k), make([]float64, len(part)*a.k)
	for i, g := range part {
		near, dist := a.near[i*a.k:i*a.k:(i+1)*a.k], a.dist[i*a.k:(i+1)*a.k]
		if g != s.ghost {
			if a.ghost >= 0 {
				near = append(near, a.ghost)
			}
			for _, other := range s.lists[int(g)*s.k : int(g)*s.k+s.k] {
				if other >= 0 && local[other] >= 0 {
					near = append(near, local[other])
				}
			}
		}
		for j := range dist {
			dist[j] = math.Inf(1)
			if j < len(near) {
				dist[j] = a.d(int32(i), near[j])
			}
		}
	}
}

// put writes what a search found back to its arc.
func (s *solver) put(a *search, from int) {
	part := slices.Clone(s.order[from : from+int(a.n)])
	start, dir := int32(0), int32(1)
	if a.ends[0] >= 0 {
		start = a.pos[a.ends[0]]
		if a.order[a.wrap(start+1)] == a.ends[1] {
			dir = a.n - 1
		}
	}
	p := start
	for i := range part {
		s.order[from+i] = part[a.order[p]]
		p = (p + dir) % a.n
	}
}
