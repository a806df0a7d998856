package turf

import (
	"math"
	"slices"
)

// What a partition costs, in the unit 'one pair of next-door neighbours cut apart'. The values were tried on real addresses
// (docs/turf.md).
const (
	roundness   = 0.08 // for each stop at the usual distance from the middle of its turf
	torn        = 100  // for each piece of a part beyond its first, when parts are bisected
	unevenness  = 100  // for a turf that is off by its whole size; grows with the square
	outOfBand   = 600  // the same, for what is off by more than evenBand
	evenBand    = 0.11
	mostPasses  = 40
	gainNeeded  = 1e-9
	tooManyDoor = 1e6 // for each door over the maximum
)

// search moves single stops and whole block faces over the borders of parts as long as the cost falls (after Kernighan and Lin, 1970,
// and Fiduccia and Mattheyses, 1982, with a compactness term as districting uses it). No move tears a part in pieces.
type search struct {
	*cutter
	label  map[int]int
	parts  []partSum
	member []map[int]bool
	mean   float64
	spread float64
}

type partSum struct {
	moments
	weight float64
	doors  int
}

// improve returns better parts, in the same order.
func (c *cutter) improve(parts [][]int, spread float64) [][]int {
	if len(parts) < 2 {
		return parts
	}
	s := &search{cutter: c, label: map[int]int{}, parts: make([]partSum, len(parts)), spread: spread}
	var all []int
	for p, part := range parts {
		s.member = append(s.member, map[int]bool{})
		for _, i := range part {
			s.put(i, p, 1)
			s.mean += c.weight[i] / float64(len(parts))
		}
		all = append(all, part...)
	}
	slices.Sort(all)
	for range mostPasses {
		moved := false
		for _, i := range all {
			moved = s.try(i) || moved
		}
		if !moved {
			break
		}
	}
	out := make([][]int, len(parts))
	for _, i := range all {
		out[s.label[i]] = append(out[s.label[i]], i)
	}
	return slices.DeleteFunc(out, func(part []int) bool { return len(part) == 0 })
}

// put adds a stop to a part, or takes it away where times is -1.
func (s *search) put(i, p, times int) {
	s.parts[p].add(s.at[i], float64(times))
	s.parts[p].weight += float64(times) * s.weight[i]
	s.parts[p].doors += times * len(s.stops[i].doors)
	if times > 0 {
		s.label[i] = p
		s.member[p][i] = true
	} else {
		delete(s.member[p], i)
	}
}

// try makes the best move of stop i, alone or with its block face, to a part beside it.
func (s *search) try(i int) bool {
	from := s.label[i]
	beside := s.beside(i, from)
	if len(beside) == 0 {
		return false
	}
	alone, face := []int{i}, s.faceOf(i, from)
	best, to, group := -gainNeeded, -1, alone
	for _, p := range beside {
		for _, g := range [2][]int{alone, face} {
			if len(g) == 0 || len(g) == len(s.member[from]) {
				continue
			}
			if change := s.change(g, from, p); change < best {
				best, to, group = change, p, g
			}
		}
	}
	if to < 0 || s.tears(group, from) {
		return false
	}
	for _, j := range group {
		s.put(j, from, -1)
		s.put(j, to, 1)
	}
	return true
}

func (s *search) beside(i, from int) []int {
	var out []int
	for _, l := range s.links[i] {
		if p, inGroup := s.label[l.to]; inGroup && p != from && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// faceOf is the stops of i's block face in the part, i among them; nil where i is alone there.
func (s *search) faceOf(i, from int) []int {
	group := []int{i}
	for head := 0; head < len(group); head++ {
		for _, l := range s.links[group[head]] {
			if p, inGroup := s.label[l.to]; inGroup && p == from && s.face[l.to] == s.face[i] && !slices.Contains(group, l.to) {
				group = append(group, l.to)
			}
		}
	}
	if len(group) == 1 {
		return nil
	}
	return group
}

// change is what it adds to the cost to move the group.
func (s *search) change(group []int, from, to int) float64 {
	a, b := s.parts[from], s.parts[to]
	before := s.cost(a) + s.cost(b)
	cut := 0.0
	for _, i := range group {
		a.add(s.at[i], -1)
		b.add(s.at[i], 1)
		a.weight, b.weight = a.weight-s.weight[i], b.weight+s.weight[i]
		a.doors, b.doors = a.doors-len(s.stops[i].doors), b.doors+len(s.stops[i].doors)
		for l, link := range s.links[i] {
			p, inGroup := s.label[link.to]
			if !inGroup || slices.Contains(group, link.to) {
				continue
			}
			switch p {
			case from:
				cut += s.pull[i][l]
			case to:
				cut -= s.pull[i][l]
			}
		}
	}
	return cut + s.cost(a) + s.cost(b) - before
}

// cost is what a part costs by its shape and size.
func (s *search) cost(p partSum) float64 {
	off := math.Abs(p.weight-s.mean) / math.Max(1, s.mean)
	cost := roundness*p.inertia()/s.spread + unevenness*off*off
	if over := off - evenBand; over > 0 {
		cost += outOfBand * over
	}
	if over := p.doors - s.options.Max; over > 0 {
		cost += tooManyDoor * float64(over)
	}
	return cost
}

// tears tells whether a part would fall into more pieces without the group.
func (s *search) tears(group []int, from int) bool {
	return s.pieces(from, group) > s.pieces(from, nil)
}

// pieces counts the connected pieces of a part without some of its stops.
func (s *search) pieces(p int, without []int) int {
	seen := make(map[int]bool, len(s.member[p]))
	for _, i := range without {
		seen[i] = true
	}
	count := 0
	var todo []int
	for i := range s.member[p] { // the count does not depend on the order
		if seen[i] {
			continue
		}
		count++
		seen[i] = true
		for todo = append(todo[:0], i); len(todo) > 0; {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, l := range s.links[at] {
				if s.member[p][l.to] && !seen[l.to] {
					seen[l.to] = true
					todo = append(todo, l.to)
				}
			}
		}
	}
	return count
}
