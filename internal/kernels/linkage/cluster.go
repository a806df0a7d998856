package linkage

import (
	"cmp"
	"slices"
)

// Cluster makes people of the pairs of one list with n rows: each row gets the smallest row of its person. same and notSame are what people
// have said; they hold whatever the pairs say. The surest pairs are joined first, and none that would bring two together who are not
// the same.
func Cluster(n int, pairs []Pair, same, notSame [][2]int) []int {
	s := newSets(n)
	for _, p := range same {
		s.join(uint32(p[0]), uint32(p[1]))
	}
	apart := map[uint32]map[uint32]bool{} // roots that must not meet
	forbid := func(a, b uint32) {
		if apart[a] == nil {
			apart[a] = map[uint32]bool{}
		}
		apart[a][b] = true
	}
	for _, p := range notSame {
		a, b := s.root(uint32(p[0])), s.root(uint32(p[1]))
		forbid(a, b)
		forbid(b, a)
	}
	pairs = slices.Clone(pairs)
	slices.SortFunc(pairs, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(y.Probability, x.Probability), cmp.Compare(x.Left, y.Left), cmp.Compare(x.Right, y.Right))
	})
	for _, p := range pairs {
		a, b := s.root(uint32(p.Left)), s.root(uint32(p.Right))
		if a == b || apart[a][b] {
			continue
		}
		s.join(a, b)
		kept, gone := min(a, b), max(a, b)
		for other := range apart[gone] {
			forbid(kept, other)
			forbid(other, kept)
		}
	}
	out := make([]int, n)
	for i, root := range s.roots() {
		out[i] = int(root)
	}
	return out
}
