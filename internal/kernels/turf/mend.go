package turf

import (
	"math"
	"slices"
)

// mend gives each piece of a torn turf but its largest to a turf beside it.
func (r *refiner) mend() {
	s := r.newSearch(0)
	for t := range r.turfs {
		for r.turfs[t].pieces > 1 && s.mendOne(int32(t)) {
		}
	}
}

// mendOne moves the smallest piece of a torn turf to the smallest turf beside it; false where there is none.
func (s *search) mendOne(t int32) bool {
	piece := s.smallestPiece(s.turfs[t].walk)
	into, smallest := t, math.Inf(1)
	for _, v := range piece {
		for _, w := range s.bonds.Of(v) {
			if b := s.of[w]; b != t && s.turfs[b].all().weight < smallest {
				into, smallest = b, s.turfs[b].all().weight
			}
		}
	}
	if into == t {
		return false
	}
	rest := slices.DeleteFunc(slices.Clone(s.turfs[t].walk), func(v int32) bool { return slices.Contains(piece, v) })
	whole := slices.Concat(s.turfs[into].walk, piece)
	s.set(t, rest)
	s.set(into, whole)
	s.turfs[t].pieces, s.turfs[into].pieces = s.piecesOf(rest), s.piecesOf(whole)
	return true
}

// smallestPiece is the piece with the fewest doors, in the order of the walk.
func (s *search) smallestPiece(walk []int32) []int32 {
	piece, doors := make([]int, len(walk)), []int32{}
	for i, v := range walk {
		if piece[i] > 0 {
			continue
		}
		doors = append(doors, 0)
		piece[i] = len(doors)
		for todo := []int32{v}; len(todo) > 0; {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			doors[len(doors)-1] += s.doors[at]
			for _, w := range s.bonds.Of(at) {
				if s.of[w] == s.of[v] && piece[s.at[w]] == 0 {
					piece[s.at[w]] = len(doors)
					todo = append(todo, w)
				}
			}
		}
	}
	least := slices.Index(doors, slices.Min(doors)) + 1
	var out []int32
	for i, v := range walk {
		if piece[i] == least {
			out = append(out, v)
		}
	}
	return out
}

// turfsAround lists the turfs at most so many turfs away, nearest first.
func (r *refiner) turfsAround(t int32, reach int) (turfs []int32, hops []int) {
	seen := map[int32]bool{t: true}
	turfs, hops = []int32{t}, []int{0}
	for head := 0; head < len(turfs) && hops[head] < reach; head++ {
		for _, v := range r.turfs[turfs[head]].walk {
			for _, w := range r.bonds.Of(v) {
				if b := r.of[w]; !seen[b] {
					seen[b] = true
					turfs, hops = append(turfs, b), append(hops, hops[head]+1)
				}
			}
		}
	}
	return turfs, hops
}
