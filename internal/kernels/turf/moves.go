package turf

import (
	"math"
	"slices"
)

// span is a part of a walk: the places from..to of the first or the second turf of a move, maybe walked backwards.
type span struct {
	second, back bool
	from, to     int32
}

// move is new walks for two turfs, or for one where b is -1.
type move struct {
	gain        float64
	a, b        int32
	left, right [4]span
}

const (
	longestPiece  = 4    // stops that change their turf at once
	longestReturn = 2    // stops that come back for them
	leastGain     = 1e-6 // metres; what is less is rounding
	tornMetres    = 1e5  // for each piece of a turf beyond its first
)

// make makes a move, and all stops around what changed are looked at again.
func (s *search) make(m *move) {
	left := s.build(nil, m.a, m.b, &m.left)
	s.lookAround(left, m.a)
	if m.b >= 0 {
		right := s.build(nil, m.a, m.b, &m.right)
		s.lookAround(right, m.b)
		s.set(m.b, right)
		s.turfs[m.b].pieces = s.piecesOf(right)
	}
	s.set(m.a, left)
	s.turfs[m.a].pieces = s.piecesOf(left)
}

// lookAround queues the stops that are new to a turf or get a new neighbour on its walk, and those near them.
func (s *search) lookAround(walk []int32, t int32) {
	for i, v := range walk {
		switch {
		case s.of[v] != t:
			s.look(v)
			for _, w := range s.near.Of(v) {
				s.look(w)
			}
		case i > 0 && s.at[walk[i-1]]-s.at[v] != 1 && s.at[v]-s.at[walk[i-1]] != 1:
			s.look(v)
			s.look(walk[i-1])
		}
	}
}

// build lists the stops of a walk after a move.
func (s *search) build(into []int32, a, b int32, spans *[4]span) []int32 {
	for _, part := range spans {
		if part.from >= part.to {
			continue
		}
		t := a
		if part.second {
			t = b
		}
		first := len(into)
		into = append(into, s.turfs[t].walk[part.from:part.to]...)
		if part.back {
			slices.Reverse(into[first:])
		}
	}
	return into
}

// change is what two turfs gain, beside their walks, by becoming others.
func (s *search) change(p, q *patch, left, right *sums) float64 {
	if !s.handing {
		return p.cost + q.cost - s.costOf(p, left) - s.costOf(q, right)
	}
	if off := right.weight - q.all().weight - s.handed; off > 0.5 || off < -0.5 || right.doors > s.limits.most {
		return math.Inf(-1)
	}
	return p.shape + q.shape - s.ground.shape(left, p.step) - s.ground.shape(right, q.step)
}

// offer takes a move if it is better than the best so far and tears nothing.
func (s *search) offer(m move, best *move) {
	if m.b < 0 {
		if m.gain > best.gain {
			*best = m
		}
		return
	}
	old := s.turfs[m.a].pieces + s.turfs[m.b].pieces
	if old == 2 && m.gain <= best.gain {
		return
	}
	s.left, s.right = s.build(s.left[:0], m.a, m.b, &m.left), s.build(s.right[:0], m.a, m.b, &m.right)
	change := s.piecesOf(s.left) + s.piecesOf(s.right) - old
	if change > 0 {
		return
	}
	m.gain -= tornMetres * float64(change)
	if m.gain > best.gain {
		*best = m
	}
}

// step is the way from one stop to another; none from beyond the ends of a walk.
func (s *search) step(v, w int32) float64 {
	if v < 0 || w < 0 {
		return 0
	}
	return s.walk(v, w)
}

// stopAt is the stop at a place of a walk; -1 beyond its ends.
func stopAt(walk []int32, i int32) int32 {
	if i < 0 || int(i) >= len(walk) {
		return -1
	}
	return walk[i]
}

// piece is a part of a walk that may go to another turf: it ends at the stop that is tried.
type piece struct {
	forward            bool
	from, to           int32
	far, before, after int32 // its other end; its neighbours, -1 where there is none
	freed, closed      float64
	sum                sums
	left, right        sums    // of both turfs, without something that comes back
	change             float64 // what these gain
	whole              bool    // it is all that its turf has
	turf               int32   // for which left and right hold; -1: for none
}

// piecesAt lists the pieces of v's walk that end at v.
func (s *search) piecesAt(v int32) []piece {
	p := &s.turfs[s.of[v]]
	i, n := s.at[v], int32(len(p.walk))
	s.pieces = s.pieces[:0]
	for _, forward := range [2]bool{true, false} {
		for length := int32(1); length <= longestPiece; length++ {
			from, to := i, i+length
			if !forward {
				from, to = i-length+1, i+1
			}
			if from < 0 || to > n || length > 1 && to-from == n {
				break
			}
			c := piece{forward: forward, from: from, to: to, far: p.walk[to-1], before: stopAt(p.walk, from-1), after: stopAt(p.walk, to), turf: -1}
			if !forward {
				c.far = p.walk[from]
			}
			c.freed = p.steps[from] + p.steps[to]
			c.closed = s.step(c.before, c.after)
			c.sum = p.before[to].minus(&p.before[from])
			c.whole = to-from == n
			s.pieces = append(s.pieces, c)
		}
	}
	return s.pieces
}

// exchange takes a piece of v's walk that ends at v to beside w, and maybe a piece of w's walk back to where it was.
func (s *search) exchange(v, w int32, joined float64, pieces []piece, best *move) {
	a, b := s.of[v], s.of[w]
	p, q := &s.turfs[a], &s.turfs[b]
	for k := range pieces {
		c := &pieces[k]
		if c.turf != b {
			c.turf = b
			c.left, c.right = p.all().minus(&c.sum), q.all().plus(&c.sum)
			if !c.whole {
				c.change = s.change(p, q, &c.left, &c.right)
			}
		}
		for _, behind := range [2]bool{true, false} {
			if !c.whole {
				s.give(c, a, b, w, joined, behind, best)
			}
			s.swap(c, a, b, w, joined, behind, best)
		}
	}
}

// give is an exchange in which nothing comes back: the piece goes behind w, or before it.
func (s *search) give(c *piece, a, b, w int32, joined float64, behind bool, best *move) {
	q := &s.turfs[b]
	gap, next := s.at[w]+1, s.at[w]+1
	if !behind {
		gap, next = s.at[w], s.at[w]-1
	}
	gain := c.freed - c.closed + c.change + q.steps[gap] - joined
	if gain <= best.gain && s.turfs[a].pieces+q.pieces == 2 {
		return
	}
	if gain -= s.step(c.far, stopAt(q.walk, next)); gain <= best.gain && s.turfs[a].pieces+q.pieces == 2 {
		return
	}
	s.offer(move{
		gain: gain, a: a, b: b,
		left:  [4]span{{to: c.from}, {from: c.to, to: int32(len(s.turfs[a].walk))}},
		right: [4]span{{second: true, to: gap}, {from: c.from, to: c.to, back: c.forward != behind}, {second: true, from: gap, to: int32(len(q.walk))}},
	}, best)
}

// swap is an exchange in which one or two stops beside w come back.
func (s *search) swap(c *piece, a, b, w int32, joined float64, behind bool, best *move) {
	p, q := &s.turfs[a], &s.turfs[b]
	j := s.at[w]
	torn := p.pieces+q.pieces > 2
	for back := int32(1); back <= longestReturn; back++ {
		low, high := j+1, j+1+back // what comes back
		next := high
		if !behind {
			low, high = j-back, j
			next = low - 1
		}
		if low < 0 || int(high) > len(q.walk) {
			return
		}
		gain := c.freed - joined + q.steps[low] + q.steps[high] // at most, but for the turfs' shapes and sizes
		if gain+max(0, c.change)+q.steps[low] <= best.gain && !torn {
			continue
		}
		gain -= s.step(c.far, stopAt(q.walk, next))
		first, last := q.walk[low], q.walk[high-1]
		straight, around := s.step(c.before, first)+s.step(last, c.after), s.step(c.before, last)+s.step(first, c.after)
		gain -= min(straight, around)
		returned := q.before[high].minus(&q.before[low])
		left, right := c.left.plus(&returned), c.right.minus(&returned)
		gain += s.change(p, q, &left, &right)
		if gain <= best.gain && !torn {
			continue
		}
		s.offer(move{
			gain: gain, a: a, b: b,
			left:  [4]span{{to: c.from}, {second: true, from: low, to: high, back: around < straight}, {from: c.to, to: int32(len(p.walk))}},
			right: [4]span{{second: true, to: low}, {from: c.from, to: c.to, back: c.forward != behind}, {second: true, from: high, to: int32(len(q.walk))}},
		}, best)
	}
}

// exchangeTails cuts two walks at v and at w and joins the four parts crosswise, so that v and w follow each other.
func (s *search) exchangeTails(v, w int32, joined float64, best *move) {
	a, b := s.of[v], s.of[w]
	p, q := &s.turfs[a], &s.turfs[b]
	i, j := s.at[v], s.at[w]
	n, m := int32(len(p.walk)), int32(len(q.walk))
	for _, vFirst := range [2]bool{false, true} { // v is the first of its tail; or the last of its head
		for _, wFirst := range [2]bool{false, true} {
			cutV, cutW := i+1, j+1
			otherV, otherW := stopAt(p.walk, i+1), stopAt(q.walk, j+1)
			if vFirst {
				cutV, otherV = i, stopAt(p.walk, i-1)
			}
			if wFirst {
				cutW, otherW = j, stopAt(q.walk, j-1)
			}
			gain := p.steps[cutV] + q.steps[cutW] - joined - s.step(otherV, otherW)
			// The part with v joins the part with w; the two others join each other.
			withV, withW := p.before[cutV], q.before[cutW]
			spanV, spanW := span{to: cutV}, span{second: true, to: cutW, back: true}
			restV, restW := span{from: cutV, to: n, back: true}, span{second: true, from: cutW, to: m}
			if vFirst {
				withV = p.all().minus(&withV)
				spanV, restV = span{from: cutV, to: n, back: true}, span{to: cutV}
			}
			if wFirst {
				withW = q.all().minus(&withW)
				spanW, restW = span{second: true, from: cutW, to: m}, span{second: true, to: cutW, back: true}
			}
			left := withV.plus(&withW)
			whole := p.all().plus(q.all())
			right := whole.minus(&left)
			if right.doors < 0.5 || left.doors < 0.5 {
				continue
			}
			gain += s.change(p, q, &left, &right)
			if gain <= best.gain && p.pieces+q.pieces == 2 {
				continue
			}
			s.offer(move{gain: gain, a: a, b: b, left: [4]span{spanV, spanW}, right: [4]span{restV, restW}}, best)
		}
	}
}

// straighten shortens one walk: a part of it is turned, or a piece of it goes elsewhere, so that v and w follow each other.
func (s *search) straighten(v, w int32, joined float64, best *move) {
	a := s.of[v]
	walk := s.turfs[a].walk
	n := int32(len(walk))
	i, j := s.at[v], s.at[w]
	if i-j == 1 || j-i == 1 {
		return
	}
	low, high := min(i, j), max(i, j)
	x, y := walk[low], walk[high]
	after, beyond := walk[low+1], stopAt(walk, high+1)
	if gain := s.step(x, after) + s.step(y, beyond) - joined - s.step(after, beyond); gain > best.gain {
		s.offer(move{gain: gain, a: a, b: -1, left: [4]span{{to: low + 1}, {from: low + 1, to: high + 1, back: true}, {from: high + 1, to: n}}}, best)
	}
	before, ahead := stopAt(walk, low-1), walk[high-1]
	if gain := s.step(before, x) + s.step(ahead, y) - joined - s.step(before, ahead); gain > best.gain {
		s.offer(move{gain: gain, a: a, b: -1, left: [4]span{{to: low}, {from: low, to: high, back: true}, {from: high, to: n}}}, best)
	}
	s.shift(v, w, joined, best)
}

// shift takes a piece that ends at v to beside w on the same walk.
func (s *search) shift(v, w int32, joined float64, best *move) {
	a := s.of[v]
	walk := s.turfs[a].walk
	n := int32(len(walk))
	i, j := s.at[v], s.at[w]
	for _, forward := range [2]bool{true, false} {
		for length := int32(1); length <= 3; length++ {
			from, to := i, i+length
			if !forward {
				from, to = i-length+1, i+1
			}
			if from < 0 || to > n || j >= from && j < to {
				break
			}
			far := walk[to-1]
			if !forward {
				far = walk[from]
			}
			before, after := stopAt(walk, from-1), stopAt(walk, to)
			freed := s.step(before, walk[from]) + s.step(walk[to-1], after) - s.step(before, after) - joined
			for _, behind := range [2]bool{true, false} {
				gap, next := j+1, stopAt(walk, j+1)
				if !behind {
					gap, next = j, stopAt(walk, j-1)
				}
				if gap >= from && gap <= to {
					continue
				}
				gain := freed + s.step(w, next) - s.step(far, next)
				if gain <= best.gain {
					continue
				}
				piece := span{from: from, to: to, back: forward != behind}
				if gap <= from {
					s.offer(move{gain: gain, a: a, b: -1, left: [4]span{{to: gap}, piece, {from: gap, to: from}, {from: to, to: n}}}, best)
				} else {
					s.offer(move{gain: gain, a: a, b: -1, left: [4]span{{to: from}, {from: to, to: gap}, piece, {from: gap, to: n}}}, best)
				}
			}
		}
	}
}
