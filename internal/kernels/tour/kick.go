package tour

// random is a xorshift generator (Vigna 2016): small, fast, and the same everywhere.
type random uint64

// newRandom mixes a seed so that neighbouring seeds have nothing in common (splitmix64).
func newRandom(seed uint64) random {
	z := seed + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return random(z ^ z>>31 | 1)
}

// below is a number from 0 to n-1.
func (r *random) below(n int32) int32 {
	x := *r
	x ^= x >> 12
	x ^= x << 25
	x ^= x >> 27
	*r = x
	return int32(uint64(uint32(uint64(x)*2685821657736338717>>32)) * uint64(n) >> 32)
}

const (
	kickLength = 50 // the longest stretch that a kick moves

	kickWindow = 1000 // nodes among which kicks are made before they move on: what they touch stays in the processor's cache
)

// kickAbout, by a table, is iterated local search (Martin, Otto, Felten 1991): a small double bridge somewhere, the queue settled, and all taken
// back if the tour has become longer. It returns how much was won.
func (s *search) kickAbout(kicks int, r random, stop func() bool) float64 {
	if s.n < 8 {
		return 0
	}
	s.keepLog = true
	won := 0.0
	window := min(s.n, kickWindow)
	for done := 0; done < kicks; {
		from := int32(0)
		if s.n > window {
			from = r.below(s.n - window + 1)
		}
		for i := int32(0); i < window && done < kicks; i++ {
			if done%128 == 0 && stop != nil && stop() {
				s.keepLog = false
				return won
			}
			done++
			won += s.kick(s.pos[from+r.below(window)], &r)
		}
	}
	s.keepLog = false
	return won
}

// kick exchanges three stretches of the tour from a position on, A B C to C B A, and returns what that won in the end, 0 or more.
func (s *search) kick(start int32, r *random) float64 {
	most := min(kickLength, (s.n-4)/3)
	s.base, s.dir = start, 1
	if s.mate != nil && s.fixed(s.node(s.n-1), s.node(0)) {
		s.base = s.wrap(start + 1)
	}
	a := s.loose(1 + r.below(most))
	b := s.loose(a + 1 + r.below(most))
	c := s.loose(b + 1 + r.below(most))
	ends := [8]int32{s.node(s.n - 1), s.node(0), s.node(a - 1), s.node(a), s.node(b - 1), s.node(b), s.node(c - 1), s.node(c)}
	for i := 0; i < 8; i += 2 {
		if s.fixed(ends[i], ends[i+1]) {
			return 0
		}
	}
	won := s.d(ends[0], ends[1]) + s.d(ends[2], ends[3]) + s.d(ends[4], ends[5]) + s.d(ends[6], ends[7])
	won -= s.d(ends[0], ends[5]) + s.d(ends[6], ends[3]) + s.d(ends[4], ends[1]) + s.d(ends[2], ends[7])
	s.log, s.logged = s.log[:0], s.logged[:0]
	p := &s.levels[1]
	p.n, p.s[0], p.s[1], p.s[2], p.s[3] = 4, span{b, c - 1, false}, span{a, b - 1, false}, span{0, a - 1, false}, span{c, s.n - 1, false}
	s.commit(p)
	won += s.settleQueue(nil)
	if won < 0 {
		s.undo()
		return 0
	}
	return won
}

// loose is the rank from which on a stretch may begin: one further where doubled stops would be parted.
func (s *search) loose(r int32) int32 {
	if s.mate != nil && s.fixed(s.node(r-1), s.node(r)) {
		return r + 1
	}
	return r
}
