package turfbench

import (
	"math"
	"slices"
)

// walker improves open walks over one turf by trying every pair of places: slow, simple, and not the solver's way.
type walker struct {
	n int
	d []float64
}

func newWalker(places []spot) walker {
	w := walker{n: len(places), d: make([]float64, len(places)*len(places))}
	for i, a := range places {
		for j, b := range places {
			w.d[i*w.n+j] = away(a, b)
		}
	}
	return w
}

// between is the way from one place to another; -1 is beyond the ends of a walk.
func (w walker) between(a, b int) float64 {
	if a < 0 || b < 0 {
		return 0
	}
	return w.d[a*w.n+b]
}

func (w walker) nearestFirst(start int) []int {
	path, used := []int{start}, make([]bool, w.n)
	used[start] = true
	for len(path) < w.n {
		last, next := path[len(path)-1], -1
		for b := range w.n {
			if !used[b] && (next < 0 || w.between(last, b) < w.between(last, next)) {
				next = b
			}
		}
		path, used[next] = append(path, next), true
	}
	return path
}

// improve changes the walk until nothing helps, and returns its length.
func (w walker) improve(path []int) float64 {
	for w.turnParts(path) || w.movePieces(path) {
	}
	length := 0.0
	for i := 1; i < len(path); i++ {
		length += w.between(path[i-1], path[i])
	}
	return length
}

func stopOf(path []int, i int) int {
	if i < 0 || i >= len(path) {
		return -1
	}
	return path[i]
}

// turnParts turns parts of the walk that are better turned, and tells whether there were any.
func (w walker) turnParts(path []int) (better bool) {
	for i := range path {
		before := stopOf(path, i-1)
		for j := i + 1; j < len(path); j++ {
			after := stopOf(path, j+1)
			if w.between(before, path[j])+w.between(path[i], after) < w.between(before, path[i])+w.between(path[j], after)-1e-9 {
				slices.Reverse(path[i : j+1])
				better = true
			}
		}
	}
	return better
}

// movePieces moves pieces of up to three places that are better elsewhere, and tells whether there were any.
func (w walker) movePieces(path []int) (better bool) {
	for length := 1; length <= 3; length++ {
		for i := 0; i+length <= len(path); i++ {
			if w.movePiece(path, i, length) {
				better = true
			}
		}
	}
	return better
}

func (w walker) movePiece(path []int, i, length int) bool {
	first, last := path[i], path[i+length-1]
	before, after := stopOf(path, i-1), stopOf(path, i+length)
	freed := w.between(before, first) + w.between(last, after) - w.between(before, after)
	if freed < 1e-9 {
		return false
	}
	for gap := 0; gap <= len(path); gap++ {
		if gap >= i && gap <= i+length {
			continue
		}
		left, right := stopOf(path, gap-1), stopOf(path, gap)
		straight := w.between(left, first) + w.between(last, right)
		turned := w.between(left, last) + w.between(first, right)
		if math.Min(straight, turned)-w.between(left, right) < freed-1e-9 {
			move(path, i, length, gap, turned < straight)
			return true
		}
	}
	return false
}

// move takes a piece of a list to a gap outside of it.
func move(path []int, i, length, gap int, turned bool) {
	piece := slices.Clone(path[i : i+length])
	if turned {
		slices.Reverse(piece)
	}
	rest := slices.Concat(path[:i], path[i+length:])
	if gap > i {
		gap -= length
	}
	copy(path, slices.Concat(rest[:gap], piece, rest[gap:]))
}

// grid finds out what lies between places.
type grid struct {
	cell  float64
	cells map[[2]int][]spot
}

func newGrid(at []spot) *grid {
	g := &grid{cell: 200, cells: map[[2]int][]spot{}}
	for _, p := range distinct(at) {
		key := g.key(p)
		g.cells[key] = append(g.cells[key], p)
	}
	return g
}

func (g *grid) key(p spot) [2]int {
	return [2]int{int(math.Floor(p.x / g.cell)), int(math.Floor(p.y / g.cell))}
}

// clear tells whether no place of the town lies in the circle between a and b.
func (g *grid) clear(a, b spot) bool {
	middle, radius := spot{(a.x + b.x) / 2, (a.y + b.y) / 2}, away(a, b)/2
	low, high := g.key(spot{middle.x - radius, middle.y - radius}), g.key(spot{middle.x + radius, middle.y + radius})
	if (high[0]-low[0]+1)*(high[1]-low[1]+1) > len(g.cells) { // far apart: fewer cells than the box would have
		for _, list := range g.cells {
			if g.anyInside(list, middle, radius) {
				return false
			}
		}
		return true
	}
	for x := low[0]; x <= high[0]; x++ {
		for y := low[1]; y <= high[1]; y++ {
			if g.anyInside(g.cells[[2]int{x, y}], middle, radius) {
				return false
			}
		}
	}
	return true
}

func (g *grid) anyInside(list []spot, middle spot, radius float64) bool {
	return slices.ContainsFunc(list, func(p spot) bool { return away(p, middle) < radius-0.01 })
}

// connects tells whether places hang together by pairs that have nothing of the town between them.
func (g *grid) connects(places []spot) bool {
	type pair struct {
		a, b   int
		metres float64
	}
	var pairs []pair
	for a := range places {
		for b := range a {
			pairs = append(pairs, pair{a, b, away(places[a], places[b])})
		}
	}
	slices.SortFunc(pairs, func(x, y pair) int { return int(math.Copysign(1, x.metres-y.metres)) })
	piece := make([]int, len(places))
	for i := range piece {
		piece[i] = i
	}
	left := len(places)
	for _, p := range pairs {
		from, to := piece[p.a], piece[p.b]
		if from == to || !g.clear(places[p.a], places[p.b]) {
			continue
		}
		left--
		for i := range piece {
			if piece[i] == from {
				piece[i] = to
			}
		}
	}
	return left <= 1
}
