package tour

import "math"

// exchange improves a closed tour of many nodes on the plane: all exchanges of two and of three edges among near nodes that begin with a gain (Lin 1965, pruned
// as by Lin and Kernighan 1973), made by turning parts of an array around, which a log of the turns takes back. It sees less far than [search] and tries six
// times as often. [small] is the same by a table.
type exchange struct {
	n, k int32
	at   []Point   // special nodes lie at infinity, so that one comparison finds them
	real []Point   // where they lie in truth
	near []int32   // k to a node, nearest first
	dist []float64 // their distances; +Inf where there is none

	ghost int32       // a node at distance 0 of all others; -1: none
	stay  [2][2]int32 // pairs of nodes that stay neighbours; -1: none

	order, pos []int32
	step       int32 // the tour is read in this direction along its positions, 1 or -1
	first      int32 // position from which ranks count
	t1         int32 // the node before

	turns  []stretch // made since the last kick began
	queue  []int32   // nodes that may have an improving move
	queued []bool
}

// stretch is so many positions from one on, which may wrap around.
type stretch struct{ from, length int32 }

// newExchange takes over a search's tour, distances and lists.
func newExchange(a *search) *exchange {
	t := &exchange{
		n: a.n, k: int32(a.k), at: a.at, real: a.at, near: a.near, dist: a.dist, ghost: a.ghost, stay: [2][2]int32{a.pair, a.ends},
		order: a.order, pos: a.pos, queued: a.queued,
	}
	special := []int32{a.ghost, a.pair[0], a.pair[1], a.ends[0], a.ends[1]}
	t.real = append([]Point(nil), a.at...)
	for _, node := range special {
		if node >= 0 {
			t.at[node].X = math.Inf(1)
		}
	}
	for _, node := range t.order {
		t.push(node)
	}
	return t
}

func (t *exchange) d(a, b int32) float64 {
	if d := distance(t.at[a], t.at[b]); d < rounding { // neither infinite nor no number
		return d
	}
	return t.special(a, b)
}

// special is the distance where at least one node is special.
func (t *exchange) special(a, b int32) float64 {
	for _, pair := range t.stay {
		if pair == [2]int32{a, b} || pair == [2]int32{b, a} {
			return mustStay
		}
	}
	if a == t.ghost || b == t.ghost {
		return 0
	}
	return distance(t.real[a], t.real[b])
}

// beside is the node so many steps, 1 or -1, along the positions.
func (t *exchange) beside(a, step int32) int32 {
	p := t.pos[a] + step
	if p < 0 {
		p += t.n
	} else if p >= t.n {
		p -= t.n
	}
	return t.order[p]
}

// rank is how far a node lies along the tour.
func (t *exchange) rank(a int32) int32 {
	r := (t.pos[a] - t.first) * t.step
	if r < 0 {
		r += t.n
	}
	return r
}

func (t *exchange) push(nodes ...int32) {
	for _, a := range nodes {
		if !t.queued[a] {
			t.queued[a] = true
			t.queue = append(t.queue, a)
		}
	}
}

// turn turns the path of so many nodes from a to b around, or all the others, which is the same tour told backwards.
func (t *exchange) turn(a, b, length int32) {
	from := t.pos[a]
	if t.step < 0 {
		from = t.pos[b]
	}
	if 2*length > t.n {
		from, length, t.step = from+length, t.n-length, -t.step
	}
	if from >= t.n {
		from -= t.n
	}
	t.turns = append(t.turns, stretch{from, length})
	t.flip(stretch{from, length})
}

// flip turns a stretch around. Done twice, nothing has changed.
func (t *exchange) flip(s stretch) {
	order, pos := t.order, t.pos
	i, j := s.from, s.from+s.length-1
	if j < t.n {
		for ; i < j; i, j = i+1, j-1 {
			a, b := order[i], order[j]
			order[i], order[j] = b, a
			pos[b], pos[a] = i, j
		}
		return
	}
	j -= t.n
	for range s.length / 2 {
		a, b := order[i], order[j]
		order[i], order[j] = b, a
		pos[b], pos[a] = i, j
		if i++; i == t.n {
			i = 0
		}
		if j--; j < 0 {
			j = t.n - 1
		}
	}
}

// undo takes back all turns of the log.
func (t *exchange) undo() {
	for i := len(t.turns) - 1; i >= 0; i-- {
		t.flip(t.turns[i])
	}
	t.turns = t.turns[:0]
}

// settle improves until no queued node has a move, and returns the sum of the gains. It stops early when told to.
func (t *exchange) settle(stop func() bool) float64 {
	sum := 0.0
	for head := 0; head < len(t.queue); head++ {
		a := t.queue[head]
		t.queued[a] = false
		for {
			g := t.improve(a)
			if g == 0 {
				break
			}
			sum += g
		}
		if head%256 == 255 && stop != nil && stop() {
			for _, left := range t.queue[head+1:] {
				t.queued[left] = false
			}
			break
		}
	}
	t.queue = t.queue[:0]
	return sum
}
