package linkage

// sets joins rows (union–find).
type sets struct{ parent []uint32 }

func newSets(n int) *sets {
	s := &sets{parent: make([]uint32, n)}
	for i := range s.parent {
		s.parent[i] = uint32(i)
	}
	return s
}

func (s *sets) root(i uint32) uint32 {
	for s.parent[i] != i {
		s.parent[i] = s.parent[s.parent[i]]
		i = s.parent[i]
	}
	return i
}

// join puts two rows into one set, under the smaller root.
func (s *sets) join(a, b uint32) {
	a, b = s.root(a), s.root(b)
	if a > b {
		a, b = b, a
	}
	s.parent[b] = a
}

func (s *sets) roots() []uint32 {
	out := make([]uint32, len(s.parent))
	for i := range out {
		out[i] = s.root(uint32(i))
	}
	return out
}
