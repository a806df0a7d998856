package turf

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// solver finds a short closed tour over a symmetric matrix: 2-opt and Or-opt moves on neighbour lists with a queue of nodes still
// to be looked at (Bentley, 1992), restarted from small random double bridges (iterated local search; Martin, Otto and Felten,
// 1991; Johnson and McGeoch, 1997). An open path is a tour over one more node at distance 0 from all.
type solver struct {
	n     int
	d     []float64
	near  [][]int32
	tour  []int32
	place []int32 // where in the tour each node stands
	queue []int32
	open  []bool // the node is in the queue
	spare []int32
}

const (
	solverNeighbours = 10
	solverEpsilon    = 1e-7 // gains below this are rounding
	orSegment        = 3    // the longest piece that Or-opt moves
)

// solve returns the tour as a list of nodes that begins with node first.
func solve(n int, d []float64, first, kicks int) []int32 {
	s := &solver{n: n, d: d, place: make([]int32, n), open: make([]bool, n), spare: make([]int32, 0, n)}
	s.lists()
	s.greedy(int32(first))
	for i := range int32(n) {
		s.look(i)
	}
	s.descend()
	if n >= 5 {
		s.perturb(max(kicks, 60))
	}
	at := slices.Index(s.tour, int32(first))
	return append(append(make([]int32, 0, n), s.tour[at:]...), s.tour[:at]...)
}

func (s *solver) dist(a, b int32) float64 { return s.d[int(a)*s.n+int(b)] }

func (s *solver) lists() {
	s.near = make([][]int32, s.n)
	order := make([]int32, 0, s.n)
	for a := range int32(s.n) {
		order = order[:0]
		for b := range int32(s.n) {
			if a != b {
				order = append(order, b)
			}
		}
		slices.SortFunc(order, func(x, y int32) int { return cmp.Or(cmp.Compare(s.dist(a, x), s.dist(a, y)), int(x-y)) })
		s.near[a] = slices.Clone(order[:min(solverNeighbours, len(order))])
	}
}

// greedy begins with the nearest neighbour tour.
func (s *solver) greedy(first int32) {
	used := make([]bool, s.n)
	s.tour = append(make([]int32, 0, s.n), first)
	used[first] = true
	for len(s.tour) < s.n {
		last, best := s.tour[len(s.tour)-1], int32(-1)
		for b := range int32(s.n) {
			if !used[b] && (best < 0 || s.dist(last, b) < s.dist(last, best)) {
				best = b
			}
		}
		s.tour, used[best] = append(s.tour, best), true
	}
	s.locate()
}

func (s *solver) locate() {
	for i, v := range s.tour {
		s.place[v] = int32(i)
	}
}

func (s *solver) look(v int32) {
	if !s.open[v] {
		s.open[v] = true
		s.queue = append(s.queue, v)
	}
}

func (s *solver) next(v int32) int32 { return s.tour[(int(s.place[v])+1)%s.n] }
func (s *solver) prev(v int32) int32 { return s.tour[(int(s.place[v])+s.n-1)%s.n] }

// descend improves until no node in the queue has a better place; it returns what was gained.
func (s *solver) descend() float64 {
	gained := 0.0
	for head := 0; head < len(s.queue); head++ {
		v := s.queue[head]
		s.open[v] = false
		for {
			gain := s.twoOpt(v)
			if gain == 0 {
				gain = s.orOpt(v)
			}
			if gain == 0 {
				break
			}
			gained += gain
		}
	}
	s.queue = s.queue[:0]
	return gained
}

// twoOpt replaces two edges, one of them at v, and turns the piece between them.
func (s *solver) twoOpt(v int32) float64 {
	for _, forward := range [2]bool{true, false} {
		step := s.next
		if !forward {
			step = s.prev
		}
		w := step(v)
		old := s.dist(v, w)
		for _, c := range s.near[v] {
			if s.dist(v, c) >= old {
				break
			}
			e := step(c)
			gain := old + s.dist(c, e) - s.dist(v, c) - s.dist(w, e)
			if gain <= solverEpsilon || c == w || e == v {
				continue
			}
			if forward {
				s.reverse(w, c)
			} else {
				s.reverse(v, e)
			}
			for _, x := range [4]int32{v, w, c, e} {
				s.look(x)
			}
			return gain
		}
	}
	return 0
}

// reverse turns the piece of the tour from node a forward to node b, or the rest of the tour where that is shorter.
func (s *solver) reverse(a, b int32) {
	i, j := int(s.place[a]), int(s.place[b])
	inner := (j-i+s.n)%s.n + 1
	if 2*inner > s.n {
		i, j = (j+1)%s.n, (i+s.n-1)%s.n
		inner = s.n - inner
	}
	for range inner / 2 {
		x, y := s.tour[i], s.tour[j]
		s.tour[i], s.tour[j] = y, x
		s.place[y], s.place[x] = int32(i), int32(j)
		if i++; i == s.n {
			i = 0
		}
		if j--; j < 0 {
			j = s.n - 1
		}
	}
}

// orOpt moves a piece of one to three nodes that begins or ends at v to between two other nodes, turned or not (Or, 1976).
func (s *solver) orOpt(v int32) float64 {
	for _, forward := range [2]bool{true, false} {
		far := v // the piece runs from v to far, away from the place where v is joined anew
		for length := 1; length <= orSegment && length < s.n-2; length++ {
			if length > 1 {
				far = s.toward(far, forward)
			}
			before, after := s.toward(v, !forward), s.toward(far, forward)
			freed := s.dist(before, v) + s.dist(far, after) - s.dist(before, after)
			if freed <= solverEpsilon {
				continue
			}
			for _, c := range s.near[v] {
				if s.dist(v, c) >= freed {
					break
				}
				if s.inPiece(c, v, length, forward) {
					continue
				}
				for _, e := range [2]int32{s.next(c), s.prev(c)} {
					if s.inPiece(e, v, length, forward) { // the gap that the piece leaves
						e = after
						if c == after {
							e = before
						}
					}
					gain := freed - s.dist(v, c) - s.dist(far, e) + s.dist(c, e)
					if gain <= solverEpsilon || (c == before && e == after) {
						continue
					}
					s.move(v, far, length, forward, c, e)
					for _, x := range [6]int32{v, far, before, after, c, e} {
						s.look(x)
					}
					return gain
				}
			}
		}
	}
	return 0
}

func (s *solver) toward(v int32, forward bool) int32 {
	if forward {
		return s.next(v)
	}
	return s.prev(v)
}

// inPiece tells whether c is one of the length nodes from v on.
func (s *solver) inPiece(c, v int32, length int, forward bool) bool {
	ahead := (int(s.place[c]) - int(s.place[v]) + s.n) % s.n
	if !forward {
		ahead = (s.n - ahead) % s.n
	}
	return ahead < length
}

// move takes the piece v..far out and puts it between the neighbours c and e, v beside c.
func (s *solver) move(v, far int32, length int, forward bool, c, e int32) {
	piece := make([]int32, 0, orSegment)
	for x, i := v, 0; i < length; i++ {
		piece = append(piece, x)
		x = s.toward(x, forward)
	}
	start := int(s.place[v]) // walk the rest of the tour from behind the piece
	if forward {
		start = int(s.place[far])
	}
	s.spare = s.spare[:0]
	for i := 1; i <= s.n-length; i++ {
		x := s.tour[(start+i)%s.n]
		s.spare = append(s.spare, x)
		y := s.spare[0] // behind the last of the rest comes the first of it
		if i < s.n-length {
			y = s.tour[(start+i+1)%s.n]
		}
		switch {
		case x == c && y == e:
			s.spare = append(s.spare, piece...)
		case x == e && y == c:
			slices.Reverse(piece)
			s.spare = append(s.spare, piece...)
		default:
			continue
		}
		for i++; i <= s.n-length; i++ {
			s.spare = append(s.spare, s.tour[(start+i)%s.n])
		}
	}
	s.tour, s.spare = s.spare, s.tour
	s.locate()
}

// perturb exchanges two neighbouring pieces of the tour, descends again, and keeps the result where it is not longer.
func (s *solver) perturb(kicks int) {
	random := rand.New(rand.NewPCG(uint64(s.n), 0x9e3779b97f4a7c15)) // always the same: the same doors, the same walk
	best := slices.Clone(s.tour)
	for range kicks {
		window := min(s.n-1, 30)
		start := random.IntN(s.n)
		cuts := [3]int{1 + random.IntN(window-2), 0, 0}
		cuts[1] = cuts[0] + 1 + random.IntN(window-1-cuts[0])
		cuts[2] = cuts[1] + 1 + random.IntN(window-cuts[1])
		change := s.bridge(start, cuts)
		if change -= s.descend(); change < -solverEpsilon {
			copy(best, s.tour)
		} else if change > solverEpsilon {
			copy(s.tour, best)
			s.locate()
		} else {
			copy(best, s.tour)
		}
	}
}

// bridge turns the tour a B C d into a C B d, where B and C are the pieces between the cuts after start; it returns what that adds.
func (s *solver) bridge(start int, cuts [3]int) float64 {
	at := func(i int) int32 { return s.tour[(start+i)%s.n] }
	ends := [6]int32{at(cuts[0] - 1), at(cuts[0]), at(cuts[1] - 1), at(cuts[1]), at(cuts[2] - 1), at(cuts[2])}
	s.spare = s.spare[:0]
	for i := range s.n {
		from := i
		switch second := cuts[2] - cuts[1]; {
		case i < cuts[0] || i >= cuts[2]:
		case i < cuts[0]+second:
			from = i - cuts[0] + cuts[1]
		default:
			from = i - second
		}
		s.spare = append(s.spare, at(from))
	}
	s.tour, s.spare = s.spare, s.tour
	s.locate()
	for _, v := range ends {
		s.look(v)
	}
	return s.dist(ends[0], ends[3]) + s.dist(ends[4], ends[1]) + s.dist(ends[2], ends[5]) -
		s.dist(ends[0], ends[1]) - s.dist(ends[2], ends[3]) - s.dist(ends[4], ends[5])
}
