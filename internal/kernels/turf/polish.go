package turf

import "math"

// polisher shortens one turf's open walk, whatever its other end: parts are turned, pieces of up to three stops go elsewhere, and small kicks, which
// are taken back where they do not help, find what these moves miss (iterated local search, after Martin, Otto and Felten 1991). It works on a table
// of all distances, so that a kick costs a few microseconds. The gap between the walk's ends is one more node, at distance 0 of all.
type polisher struct {
	n          int32 // nodes, with the gap, which is the last
	d          []float64
	near       []int32
	order, pos []int32
	kept       []int32
	queue      []int32
	queued     []bool
	random     uint64
}

const (
	polishLeast   = 13  // stops; a shorter walk is solved exactly in the end
	polishMost    = 200 // a longer one has no table
	polishNearest = 7   // with the gap, which is near to all
	polishPiece   = 3
	polishKick    = 10 // the longest stretch that a kick moves
	polishGain    = 1e-7
)

// polish puts a walk into a shorter order by so many kicks, and tells by how many metres.
func (p *polisher) polish(walk []int32, metres func(a, b int32) float64, kicks int) float64 {
	if len(walk) < 3 || len(walk) > polishMost {
		return 0
	}
	p.load(walk, metres)
	for v := range p.n - 1 {
		p.push(v)
	}
	won := p.settle()
	if p.n >= 8 {
		for range kicks {
			won += p.kick()
		}
	}
	if won < polishGain {
		return 0
	}
	gap := p.pos[p.n-1]
	p.kept = append(p.kept[:0], walk...)
	for i := range walk {
		walk[i] = p.kept[p.order[(gap+1+int32(i))%p.n]]
	}
	return won
}

// load numbers the stops of a walk in its order and fills the table.
func (p *polisher) load(walk []int32, metres func(a, b int32) float64) {
	n := int32(len(walk)) + 1
	p.n, p.random = n, 0x9e3779b97f4a7c15
	p.d = resized(p.d, int(n*n))
	for i := range n - 1 {
		p.d[i*n+i] = 0
		for j := range i {
			m := metres(walk[j], walk[i])
			p.d[i*n+j], p.d[j*n+i] = m, m
		}
		p.d[i*n+n-1], p.d[(n-1)*n+i] = 0, 0
	}
	p.order, p.pos, p.queued = resized(p.order, int(n)), resized(p.pos, int(n)), resized(p.queued, int(n))
	for i := range n {
		p.order[i], p.pos[i], p.queued[i] = i, i, false
	}
	p.near = resized(p.near, int((n-1)*polishNearest))
	for i := range n - 1 {
		p.list(i)
	}
}

func resized[T any](list []T, n int) []T {
	if cap(list) < n {
		return make([]T, n)
	}
	return list[:n]
}

// list finds the nodes nearest to one; a missing one is the node itself, which no move uses.
func (p *polisher) list(i int32) {
	list := p.near[i*polishNearest : (i+1)*polishNearest]
	list[0] = p.n - 1
	row, count := p.d[i*p.n:(i+1)*p.n], 1
	for j := range p.n - 1 {
		if j == i || count == polishNearest && row[j] >= row[list[count-1]] {
			continue
		}
		k := count
		if count < polishNearest {
			count++
		} else {
			k--
		}
		for ; k > 1 && row[list[k-1]] > row[j]; k-- {
			list[k] = list[k-1]
		}
		list[k] = j
	}
	for ; count < polishNearest; count++ {
		list[count] = i
	}
}

func (p *polisher) push(v int32) {
	if !p.queued[v] {
		p.queued[v] = true
		p.queue = append(p.queue, v)
	}
}

// settle improves until no queued node has a move, and returns the sum of the gains.
func (p *polisher) settle() (won float64) {
	for head := 0; head < len(p.queue); head++ {
		v := p.queue[head]
		p.queued[v] = false
		if v == p.n-1 {
			continue
		}
		for gain := p.improve(v); gain > 0; gain = p.improve(v) {
			won += gain
		}
	}
	p.queue = p.queue[:0]
	return won
}

// beside is the node before or after one.
func (p *polisher) beside(v int32, after bool) int32 {
	i := p.pos[v]
	if after {
		if i++; i == p.n {
			i = 0
		}
	} else if i--; i < 0 {
		i = p.n - 1
	}
	return p.order[i]
}

// improve makes a move that joins a to one of those near it, if there is one that helps, and returns its gain.
func (p *polisher) improve(a int32) float64 {
	n := p.n
	row := p.d[a*n : a*n+n]
	for _, after := range [2]bool{true, false} {
		s := p.beside(a, after)
		freed := row[s]
		for _, c := range p.near[a*polishNearest : (a+1)*polishNearest] {
			open := freed - row[c]
			if open <= polishGain {
				break
			}
			if c == a {
				break
			}
			beyond := p.beside(c, after)
			if gain := open + p.d[c*n+beyond] - p.d[s*n+beyond]; gain > polishGain {
				p.turn(a, s, c, beyond, after)
				return gain
			}
			if gain := p.shift(a, s, c, after, open); gain > 0 {
				return gain
			}
		}
	}
	return 0
}

// turn replaces the edges a-s and c-beyond by a-c and s-beyond.
func (p *polisher) turn(a, s, c, beyond int32, after bool) {
	from, to := p.pos[s], p.pos[c]
	if !after {
		from, to = to, from
	}
	length := to - from + 1
	if length <= 0 {
		length += p.n
	}
	if 2*length > p.n { // the rest turned is the same
		from, to, length = to+1, from-1, p.n-length
		if from == p.n {
			from = 0
		}
		if to < 0 {
			to = p.n - 1
		}
	}
	for range length / 2 {
		x, y := p.order[from], p.order[to]
		p.order[from], p.order[to] = y, x
		p.pos[y], p.pos[x] = from, to
		if from++; from == p.n {
			from = 0
		}
		if to--; to < 0 {
			to = p.n - 1
		}
	}
	p.push(a)
	p.push(s)
	p.push(c)
	p.push(beyond)
}

// shift takes a piece that begins at a and runs away from s to beside c, where that helps; open is what parting a from s and joining it to c gains.
func (p *polisher) shift(a, s, c int32, after bool, open float64) float64 {
	n := p.n
	var piece [polishPiece]int32
	e := a
	for length := range polishPiece {
		if e == c || e == s {
			return 0
		}
		piece[length] = e
		q := p.beside(e, !after)
		if q == s {
			return 0
		}
		base := open + p.d[e*n+q] - p.d[s*n+q]
		for _, side := range [2]bool{after, !after} {
			x := p.beside(c, side)
			if c == q && x == e {
				continue
			}
			if gain := base + p.d[c*n+x] - p.d[e*n+x]; gain > polishGain {
				p.move(piece[:length+1], c, x, after, side)
				p.push(a)
				p.push(s)
				p.push(c)
				p.push(e)
				p.push(q)
				p.push(x)
				return gain
			}
		}
		e = q
	}
	return 0
}

// move puts a piece, which runs backwards where after is set, between c and x, beside each other; its first node beside c. x follows c where side is set.
func (p *polisher) move(piece []int32, c, x int32, after, side bool) {
	n, length := p.n, int32(len(piece))
	head, tail := piece[0], piece[length-1]
	if after {
		head, tail = tail, head
	}
	u, v := c, x
	if !side {
		u, v = x, c
	}
	at := p.pos[head]
	ahead, back := p.pos[u]-p.pos[tail], at-p.pos[v]
	if ahead < 0 {
		ahead += n
	}
	if back < 0 {
		back += n
	}
	if ahead <= back {
		for range ahead {
			p.put(at, p.order[(at+length)%n])
			if at++; at == n {
				at = 0
			}
		}
	} else {
		to := (at + length - 1) % n
		for range back {
			p.put(to, p.order[(to-length+n)%n])
			if to--; to < 0 {
				to = n - 1
			}
		}
		at = (to - length + 1 + n) % n
	}
	for i := range length {
		node := piece[i]
		if c != u {
			node = piece[length-1-i]
		}
		p.put((at+i)%n, node)
	}
}

func (p *polisher) put(at, node int32) { p.order[at], p.pos[node] = node, at }

// below is a random number from 0 to most-1 (xorshift, Vigna 2016).
func (p *polisher) below(most int32) int32 {
	p.random ^= p.random >> 12
	p.random ^= p.random << 25
	p.random ^= p.random >> 27
	return int32(uint64(uint32(p.random*2685821657736338717>>32)) * uint64(most) >> 32)
}

// kick exchanges two stretches that follow each other and settles what that touched; it is taken back where the walk became longer.
func (p *polisher) kick() float64 {
	n := p.n
	most := min(polishKick, (n-2)/2)
	first, second := 1+p.below(most), 1+p.below(most)
	at := p.below(n)
	p.kept = append(p.kept[:0], p.order...)
	node := func(i int32) int32 { return p.kept[(at+i)%n] }
	a, b, c, d, e, f := node(0), node(1), node(first), node(first+1), node(first+second), node((first+second+1)%n)
	won := p.d[a*n+b] + p.d[c*n+d] + p.d[e*n+f] - p.d[a*n+d] - p.d[e*n+b] - p.d[c*n+f]
	for i := range second {
		p.put((at+1+i)%n, node(first+1+i))
	}
	for i := range first {
		p.put((at+1+second+i)%n, node(1+i))
	}
	for _, v := range [6]int32{a, b, c, d, e, f} {
		p.push(v)
	}
	won += p.settle()
	if won < 0 {
		copy(p.order, p.kept)
		for i, v := range p.order {
			p.pos[v] = int32(i)
		}
		return 0
	}
	return math.Max(0, won)
}
