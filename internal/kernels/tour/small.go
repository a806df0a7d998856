package tour

import "math"

const (
	smallMost = 255 // nodes of a small search: a node is a byte
	smallKick = 25  // the longest stretch that its kicks move
	mustStay  = -8  // as a distance: shorter than anything that could be won by leaving it
)

// smallKicks are about two milliseconds of a processor for a turf of 50.
func smallKicks(nodes int) int { return nodes * (8 + nodes/16) }

// small improves a closed tour of a few nodes, as a turf has, by a table: all exchanges of two and of three edges that begin with a gain
// among near nodes (Lin 1965, pruned as by Lin and Kernighan 1973), then kicks. It sees less far than [search] and its kicks are some eight times as quick,
// which at this size is worth more. Everything that it touches fits in the processor's nearest cache.
type small struct {
	n, k  int
	table []float64 // distances, n to a row
	near  []uint8   // k to a node, nearest first
	dist  []float64 // their distances; +Inf where there is none
	pair  [2]int    // nodes that stay neighbours; -1: none

	tour, best circle

	step  int   // the tour is read in this direction along its positions, 1 or -1
	first int   // position from which ranks count
	t1    uint8 // the node before

	queue      [256]uint8 // nodes that may have an improving move, a ring of just the size that a byte counts
	head, tail uint8
	queued     [256]bool
}

// circle is a tour: the nodes by position and the positions by node.
type circle struct{ order, pos [256]uint8 }

// small is a search on the solver's tour.
func (s *solver) small() *small {
	t := &small{n: s.size, k: s.k, pair: [2]int{int(s.pair[0]), int(s.pair[1])}}
	if s.ghost >= 0 {
		t.k++
	}
	t.measure(s)
	t.near, t.dist = make([]uint8, t.n*t.k), make([]float64, t.n*t.k)
	for i := range t.n {
		near, dist := t.near[i*t.k:i*t.k:(i+1)*t.k], t.dist[i*t.k:(i+1)*t.k]
		if i != int(s.ghost) {
			if s.ghost >= 0 && t.table[i*t.n+int(s.ghost)] != mustStay {
				near = append(near, uint8(s.ghost))
			}
			for _, other := range s.lists[i*s.k : i*s.k+s.k] {
				if other >= 0 && t.table[i*t.n+int(other)] != mustStay {
					near = append(near, uint8(other))
				}
			}
		}
		for j := range dist {
			dist[j] = math.Inf(1)
			if j < len(near) {
				dist[j] = t.table[i*t.n+int(near[j])]
			}
		}
	}
	for i, a := range s.order {
		t.tour.order[i], t.tour.pos[a] = uint8(a), uint8(i)
		t.push(uint8(a))
	}
	return t
}

// measure fills the table.
func (t *small) measure(s *solver) {
	if t.table = make([]float64, t.n*t.n); s.table != nil {
		copy(t.table, s.table)
	} else {
		for i, a := range s.at {
			for j, b := range s.at[:i] {
				d := distance(a, b)
				t.table[i*t.n+j], t.table[j*t.n+i] = d, d
			}
		}
	}
	if a, b := t.pair[0], t.pair[1]; a >= 0 {
		t.table[a*t.n+b], t.table[b*t.n+a] = mustStay, mustStay
	}
}

func (t *small) d(a, b uint8) float64 { return t.table[int(a)*t.n+int(b)] }

// beside is the node so many steps, 1 or -1, along the positions.
func (t *small) beside(a uint8, step int) uint8 {
	p := int(t.tour.pos[a]) + step
	if p < 0 {
		p += t.n
	} else if p >= t.n {
		p -= t.n
	}
	return t.tour.order[uint8(p)]
}

// rank is how far a node lies along the tour.
func (t *small) rank(a uint8) int {
	r := (int(t.tour.pos[a]) - t.first) * t.step
	if r < 0 {
		r += t.n
	}
	return r
}

func (t *small) push(nodes ...uint8) {
	for _, a := range nodes {
		if !t.queued[a] {
			t.queued[a] = true
			t.queue[t.tail] = a
			t.tail++
		}
	}
}

// turn turns the path of so many nodes from a to b around, or all the others, which is the same tour told backwards.
func (t *small) turn(a, b uint8, length int) {
	from := int(t.tour.pos[a])
	if t.step < 0 {
		from = int(t.tour.pos[b])
	}
	if 2*length > t.n {
		from, length, t.step = from+length, t.n-length, -t.step
	}
	if from >= t.n {
		from -= t.n
	}
	to := from + length - 1
	if to >= t.n {
		to -= t.n
	}
	for range length / 2 {
		x, y := t.tour.order[uint8(from)], t.tour.order[uint8(to)]
		t.tour.order[uint8(from)], t.tour.order[uint8(to)] = y, x
		t.tour.pos[y], t.tour.pos[x] = uint8(from), uint8(to)
		if from++; from == t.n {
			from = 0
		}
		if to--; to < 0 {
			to = t.n - 1
		}
	}
}

// settle improves until no queued node has a move, and returns the sum of the gains.
func (t *small) settle() float64 {
	sum := 0.0
	for t.head != t.tail {
		a := t.queue[t.head]
		t.head++
		t.queued[a] = false
		for {
			g := t.improve(a)
			if g == 0 {
				break
			}
			sum += g
		}
	}
	return sum
}

// run settles everything, then kicks so often. What makes the tour longer is taken back.
func (t *small) run(kicks int, r random, stop func() bool) {
	t.settle()
	if t.n < 8 {
		return
	}
	t.best = t.tour
	for done := range kicks {
		if done%128 == 0 && stop != nil && stop() {
			return
		}
		if won := t.kick(&r) + t.settle(); won < 0 {
			t.tour = t.best
		} else {
			t.best = t.tour
		}
	}
}

// kick exchanges two neighbouring stretches of the tour and returns what that wins, mostly less than nothing.
func (t *small) kick(r *random) float64 {
	most := int32(min(smallKick, (t.n-2)/2))
	start, inA, inB := int(r.below(int32(t.n))), 1+int(r.below(most)), 1+int(r.below(most))
	at := func(i int) uint8 { return t.tour.order[uint8((start+i)%t.n)] }
	before, a, b, c, e, after := at(0), at(1), at(inA), at(inA+1), at(inA+inB), at(inA+inB+1)
	loss := t.d(before, c) + t.d(e, a) + t.d(b, after)
	won := t.d(before, a) + t.d(b, c) + t.d(e, after) - loss
	if won < -4 && t.pair[0] >= 0 && min(t.d(before, a), t.d(b, c), t.d(e, after)) == mustStay {
		return 0
	}
	t.step = 1
	t.turn(a, e, inA+inB)
	t.turn(e, c, inB)
	t.turn(b, a, inA)
	t.push(before, a, b, c, e, after)
	return won
}
