package tour

import "math"

// deepest is how many edges a move may exchange beyond the first.
const deepest = 5

// effort says how many continuations each depth of a move tries, and down to which depth rings are closed.
type effort struct {
	breadth [deepest + 1]int
	rings   int
}

var (
	quick    = effort{[deepest + 1]int{0, 5, 1, 1, 1, 1}, 1}
	thorough = effort{[deepest + 1]int{0, 10, 8, 5, 3, 1}, 3} // doubled stops: half of the nodes cannot be reached
)

// rounding makes distances multiples of 2^-46: adding and taking it away leaves no smaller bits. Boxes have edges below 2 and moves less
// than 20 edges, so that every sum of gains is exact, and a search that only accepts gains ends.
const rounding = 96.0

// search improves one closed tour in place by Lin and Kernighan's method (1973). Nodes are 0 to n-1.
type search struct {
	n     int32
	at    []Point
	table []float64 // distances, n to a row; nil: those of the plane
	ghost int32     // a node at distance 0 of all others: the gap of an open tour; -1: none
	mate  []int32   // by node, the neighbour that it may not leave; -1: none; nil: none at all
	pair  [2]int32  // two more nodes that stay neighbours; -1: none
	ends  [2]int32  // and two more: the ends of an arc; -1: none

	near []int32   // k to a node, nearest first
	dist []float64 // their distances
	k    int

	effort effort

	order, pos []int32

	base, dir int32 // the path of the move at hand begins at position base and runs in direction dir
	t1        int32
	levels    [deepest + 2]spans // by depth, the path as that depth found it
	picks     [deepest + 1][16]pick
	best      spans // of the best closed tour
	gain      float64

	queue  []int32 // nodes that may have an improving move, a ring
	head   int
	queued []bool

	log     []record // what commits overwrote, for undo
	logged  []int32
	keepLog bool
	moved   []int32 // scratch of commit
}

// span is a stretch of the path before the move, by rank along it, as the move has it: lo to hi, or turned around.
type span struct {
	lo, hi int32
	turned bool
}

// spans are a path in the making.
type spans struct {
	s [deepest + 4]span
	n int
}

// pick is a way to continue.
type pick struct {
	near, next int32   // the end of the path is joined to near, near is parted from next
	gain       float64 // of all edges so far, the path being open
	cycle      bool    // near is parted from its successor: the front closes to a ring, which the following edge opens again
	second     int32   // that opens it: next is joined to second, second is parted from third
	third      int32
	after      bool // third follows second
}

// newSearch is one of n nodes in their order; who asks for it gives it distances and lists.
func newSearch(n int) *search {
	s := &search{
		n: int32(n), effort: quick, ghost: -1, pair: [2]int32{-1, -1}, ends: [2]int32{-1, -1},
		order: make([]int32, n), pos: make([]int32, n), queued: make([]bool, n),
	}
	for i := range s.order {
		s.order[i], s.pos[i] = int32(i), int32(i)
	}
	return s
}

func (s *search) d(a, b int32) float64 {
	if s.table != nil {
		return s.table[int(a)*int(s.n)+int(b)]
	}
	if a == s.ghost || b == s.ghost {
		return 0
	}
	return distance(s.at[a], s.at[b])
}

func distance(a, b Point) float64 {
	dx, dy := a.X-b.X, a.Y-b.Y
	return math.Sqrt(float64(dx*dx)+float64(dy*dy)) + rounding - rounding
}

// rank is where a node lies on the path before the move.
func (s *search) rank(a int32) int32 {
	r := (s.pos[a] - s.base) * s.dir
	if r < 0 {
		r += s.n
	}
	return r
}

// node is the inverse of rank.
func (s *search) node(r int32) int32 {
	p := s.base + s.dir*r
	if p < 0 {
		p += s.n
	} else if p >= s.n {
		p -= s.n
	}
	return s.order[p]
}

// fixed tells whether an edge must stay.
func (s *search) fixed(a, b int32) bool {
	if s.mate != nil && s.mate[a] == b {
		return true
	}
	return a == s.ends[0] && b == s.ends[1] || a == s.ends[1] && b == s.ends[0] ||
		a == s.pair[0] && b == s.pair[1] || a == s.pair[1] && b == s.pair[0]
}

func (s *search) push(a int32) {
	if !s.queued[a] {
		s.queued[a] = true
		s.queue = append(s.queue, a)
	}
}

// settleQueue improves until no queued node has a move, and returns the sum of the gains. It stops early when told to.
func (s *search) settleQueue(stop func() bool) float64 {
	sum := 0.0
	for count := 0; s.head < len(s.queue); {
		a := s.queue[s.head]
		s.head++
		s.queued[a] = false
		for {
			g := s.improve(a)
			if g == 0 {
				break
			}
			sum += g
		}
		if s.head > 1024 && s.head > len(s.queue)/2 {
			s.queue = s.queue[:copy(s.queue, s.queue[s.head:])]
			s.head = 0
		}
		if count++; count%256 == 0 && stop != nil && stop() {
			break
		}
	}
	if s.head == len(s.queue) {
		s.queue, s.head = s.queue[:0], 0
	}
	return sum
}

// improve looks for a move that takes away an edge at a, makes it and returns its gain; 0 for none.
func (s *search) improve(a int32) float64 {
	for _, dir := range [2]int32{1, -1} {
		p := s.pos[a] + dir
		if p < 0 {
			p = s.n - 1
		} else if p == s.n {
			p = 0
		}
		t2 := s.order[p]
		if s.fixed(a, t2) {
			continue
		}
		s.t1, s.base, s.dir, s.gain = a, p, dir, 0
		l := &s.levels[1]
		l.n, l.s[0] = 1, span{0, s.n - 1, false}
		s.step(1, t2, -1, s.d(a, t2))
		if s.gain > 0 {
			s.commit(&s.best)
			return s.gain
		}
	}
	return 0
}

// step tries to lengthen the move: the path, as levels[depth] has it, ends in active, which last was just parted from; gain is that of the open path. It tells whether it
// has found a tour that is shorter.
func (s *search) step(depth int, active, last int32, gain float64) {
	picks := s.gather(depth, active, last, gain)
	for i := range picks {
		c := &picks[i]
		end := c.next
		if c.cycle {
			end = c.third
		}
		closed := c.gain - s.d(end, s.t1)
		deeper := depth+1 <= deepest
		if closed <= s.gain && !deeper {
			continue
		}
		to := &s.levels[depth+1]
		s.apply(&s.levels[depth], to, c)
		if closed > s.gain {
			s.gain, s.best.n = closed, to.n
			copy(s.best.s[:to.n], to.s[:to.n])
			return
		}
		if deeper {
			from := c.near
			if c.cycle {
				from = c.second
			}
			s.step(depth+1, end, from, c.gain)
		}
		if s.gain > 0 {
			return
		}
	}
}

// gather finds the best continuations of the path.
func (s *search) gather(depth int, active, last int32, gain float64) []pick {
	most := s.effort.breadth[depth]
	picks := s.picks[depth][:0]
	path := &s.levels[depth]
	at := int(active) * s.k
	near, dist := s.near[at:at+s.k], s.dist[at:at+s.k]
	for i, c := range near {
		open := gain - dist[i]
		if open <= 0 {
			break
		}
		if c == last {
			continue
		}
		r := s.rank(c)
		j := path.find(r)
		before, after := s.beside(path.s[j], r)
		if before >= 0 && !s.fixed(c, before) {
			picks = insert(picks, most, pick{near: c, next: before, gain: open + s.d(c, before)})
		}
		if depth <= s.effort.rings && after >= 0 && !s.fixed(c, after) {
			picks = s.rings(picks, most, depth, c, after, open+s.d(c, after), j, r)
		}
	}
	return picks
}

// rings finds continuations that close the front of the path, up to c in span j at rank r, to a ring, and open it elsewhere.
func (s *search) rings(picks []pick, most, depth int, c, next int32, gain float64, j int, r int32) []pick {
	path := &s.levels[depth]
	at := int(next) * s.k
	near, dist := s.near[at:at+s.k], s.dist[at:at+s.k]
	for i, e := range near {
		open := gain - dist[i]
		if open <= 0 || i >= 5 {
			break
		}
		if e == c {
			continue
		}
		q := s.rank(e)
		k := path.find(q)
		if k > j || k == j && (q > r) != path.s[j].turned {
			continue
		}
		before, after := s.beside(path.s[k], q)
		if before >= 0 && !s.fixed(e, before) {
			picks = insert(picks, most, pick{near: c, next: next, cycle: true, second: e, third: before, gain: open + s.d(e, before)})
		}
		if after >= 0 && !s.fixed(e, after) {
			picks = insert(picks, most, pick{near: c, next: next, cycle: true, second: e, third: after, after: true, gain: open + s.d(e, after)})
		}
	}
	return picks
}

// insert keeps the most promising picks, best first.
func insert(picks []pick, most int, p pick) []pick {
	n := len(picks)
	if n == most {
		if picks[n-1].gain >= p.gain {
			return picks
		}
		n--
	} else {
		picks = picks[:n+1]
	}
	for n > 0 && picks[n-1].gain < p.gain {
		picks[n] = picks[n-1]
		n--
	}
	picks[n] = p
	return picks
}
