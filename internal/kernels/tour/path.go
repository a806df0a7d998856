package tour

// find is the span that holds a rank.
func (p *spans) find(r int32) int {
	for j := range p.n {
		if p.s[j].lo <= r && r <= p.s[j].hi {
			return j
		}
	}
	return -1
}

// beside are the nodes before and after a rank of a span as the path has it; -1 where the span ends.
func (s *search) beside(sp span, r int32) (before, after int32) {
	before, after = -1, -1
	if r > sp.lo {
		before = s.node(r - 1)
	}
	if r < sp.hi {
		after = s.node(r + 1)
	}
	if sp.turned {
		return after, before
	}
	return before, after
}

// split parts the span of rank r, before it or after it as the path runs, and returns how many spans lie before the parting.
func (p *spans) split(r int32, after bool) int {
	j := p.find(r)
	sp := p.s[j]
	left, right := sp, sp
	switch {
	case after && !sp.turned:
		left.hi, right.lo = r, r+1
	case after:
		left.lo, right.hi = r, r-1
	case !sp.turned:
		left.hi, right.lo = r-1, r
	default:
		left.lo, right.hi = r+1, r
	}
	if left.lo > left.hi {
		return j
	}
	if right.lo > right.hi {
		return j + 1
	}
	copy(p.s[j+1:p.n+1], p.s[j:p.n])
	p.n++
	p.s[j], p.s[j+1] = left, right
	return j + 1
}

// turn turns the spans from i up to j around.
func (p *spans) turn(i, j int) {
	for a, b := i, j-1; a <= b; a, b = a+1, b-1 {
		p.s[a], p.s[b] = p.s[b], p.s[a]
		p.s[a].turned = !p.s[a].turned
		if a != b {
			p.s[b].turned = !p.s[b].turned
		}
	}
}

// swap exchanges the spans before i with those from i up to j.
func (p *spans) swap(i, j int) {
	var first [deepest + 4]span
	copy(first[:], p.s[:i])
	copy(p.s[:], p.s[i:j])
	copy(p.s[j-i:], first[:i])
}

// apply is the path after a pick.
func (s *search) apply(from, to *spans, c *pick) {
	to.n = from.n
	copy(to.s[:from.n], from.s[:from.n])
	if !c.cycle {
		to.turn(0, to.split(s.rank(c.near), false))
		return
	}
	end := to.split(s.rank(c.near), true)
	before := to.n
	mid := to.split(s.rank(c.second), c.after)
	end += to.n - before
	if c.after {
		to.swap(mid, end)
		return
	}
	to.turn(0, mid)
	to.turn(mid, end)
}

// record says where a commit has overwritten the tour: so many positions from start on, wrapping around.
type record struct{ start, length int32 }

// commit makes the path the tour. The longest span stays where it is; the others are written after it. The nodes at all joints are queued.
func (s *search) commit(path *spans) {
	if s.dir < 0 {
		s.mirror(path)
	}
	longest := 0
	for j := range path.n {
		if path.s[j].hi-path.s[j].lo > path.s[longest].hi-path.s[longest].lo {
			longest = j
		}
	}
	if path.s[longest].turned {
		path.turn(0, path.n)
		longest = path.n - 1 - longest
	}
	rank := path.s[longest].hi + 1
	moved := s.moved[:0]
	type target struct{ rank, length int32 }
	var targets [deepest + 4]target
	count := 0
	for i := 1; i < path.n; i++ {
		sp := path.s[(longest+i)%path.n]
		length := sp.hi - sp.lo + 1
		if sp.lo != rank%s.n || sp.turned && length > 1 {
			moved = s.read(moved, sp)
			targets[count] = target{rank % s.n, length}
			count++
		}
		rank += length
	}
	s.moved = moved
	for _, t := range targets[:count] {
		start := s.wrap(s.base + t.rank)
		if s.keepLog {
			s.log = append(s.log, record{start, t.length})
			s.logged = s.copyOut(s.logged, start, t.length)
		}
		s.write(start, moved[:t.length])
		moved = moved[t.length:]
	}
	for j := range path.n {
		s.push(s.order[s.wrap(s.base+path.s[j].lo)])
		s.push(s.order[s.wrap(s.base+path.s[j].hi)])
	}
}

// mirror writes a path along falling positions as one along rising positions from the same base.
func (s *search) mirror(path *spans) {
	for a, b := 0, path.n-1; a < b; a, b = a+1, b-1 {
		path.s[a], path.s[b] = path.s[b], path.s[a]
	}
	for j := range path.n {
		sp := &path.s[j]
		sp.lo, sp.hi = s.n-1-sp.hi, s.n-1-sp.lo
	}
	s.base = s.wrap(s.base + 1)
}

func (s *search) wrap(p int32) int32 {
	if p >= s.n {
		return p - s.n
	}
	return p
}

// read appends the nodes of a span as the path has them.
func (s *search) read(into []int32, sp span) []int32 {
	length := sp.hi - sp.lo + 1
	from := len(into)
	into = s.copyOut(into, s.wrap(s.base+sp.lo), length)
	if sp.turned {
		part := into[from:]
		for a, b := 0, len(part)-1; a < b; a, b = a+1, b-1 {
			part[a], part[b] = part[b], part[a]
		}
	}
	return into
}

// copyOut appends so many nodes from a position on.
func (s *search) copyOut(into []int32, start, length int32) []int32 {
	if first := s.n - start; first < length {
		into = append(into, s.order[start:]...)
		return append(into, s.order[:length-first]...)
	}
	return append(into, s.order[start:start+length]...)
}

// write puts nodes at a position and those after it.
func (s *search) write(start int32, nodes []int32) {
	if first := s.n - start; int(first) < len(nodes) {
		s.write(start, nodes[:first])
		s.write(0, nodes[first:])
		return
	}
	copy(s.order[start:], nodes)
	for i, a := range nodes {
		s.pos[a] = start + int32(i)
	}
}

// undo takes back all commits since the log was emptied.
func (s *search) undo() {
	for i := len(s.log) - 1; i >= 0; i-- {
		r := s.log[i]
		from := len(s.logged) - int(r.length)
		s.write(r.start, s.logged[from:])
		s.logged = s.logged[:from]
	}
	s.log = s.log[:0]
}
