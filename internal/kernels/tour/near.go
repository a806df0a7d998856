package tour

import (
	"math"
	"slices"
)

// leafSize is how many points a leaf of the tree holds.
const leafSize = 6

// tree is a k-d tree over points: ids in an order in which each half of a range lies on one side of its split.
type tree struct {
	at    []Point
	ids   []int32
	boxes []box // a heap: the children of i are 2i+1 and 2i+2
}

type box struct{ low, high Point }

// square is how far p is from the box, squared.
func (b *box) square(p Point) float64 {
	dx, dy := max(b.low.X-p.X, p.X-b.high.X, 0), max(b.low.Y-p.Y, p.Y-b.high.Y, 0)
	return dx*dx + dy*dy
}

func newTree(at []Point) *tree {
	t := &tree{at: at, ids: make([]int32, len(at))}
	for i := range t.ids {
		t.ids[i] = int32(i)
	}
	if len(at) > 0 {
		t.build(0, t.ids)
	}
	return t
}

func (t *tree) build(i int, ids []int32) {
	b := box{t.at[ids[0]], t.at[ids[0]]}
	for _, id := range ids {
		p := t.at[id]
		b.low, b.high = Point{min(b.low.X, p.X), min(b.low.Y, p.Y)}, Point{max(b.high.X, p.X), max(b.high.Y, p.Y)}
	}
	for len(t.boxes) <= i {
		t.boxes = append(t.boxes, box{})
	}
	t.boxes[i] = b
	if len(ids) <= leafSize {
		return
	}
	mid := len(ids) / 2
	t.selectNth(ids, mid, b.high.X-b.low.X >= b.high.Y-b.low.Y)
	t.build(2*i+1, ids[:mid])
	t.build(2*i+2, ids[mid:])
}

// selectNth puts the n smallest ids by x or by y first (Hoare's quickselect, median of three).
func (t *tree) selectNth(ids []int32, n int, byX bool) {
	value := func(i int) float64 {
		if byX {
			return t.at[ids[i]].X
		}
		return t.at[ids[i]].Y
	}
	for lo, hi := 0, len(ids)-1; lo < hi; {
		a, b, c := value(lo), value((lo+hi)/2), value(hi)
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := lo, hi
		for i <= j {
			for value(i) < pivot {
				i++
			}
			for value(j) > pivot {
				j--
			}
			if i <= j {
				ids[i], ids[j] = ids[j], ids[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			hi = j
		case n >= i:
			lo = i
		default:
			return
		}
	}
}

// found is a point near another.
type found struct {
	square float64
	id     int32
}

// query looks for the points nearest to one of the tree's points.
type query struct {
	*tree
	one, not int32 // that one, and another that does not count; -1: none
	p        Point
	quadrant int // 0 to 3: only points there count; anyQuadrant: all
	best     []found
	most     int
	worst    float64
}

const anyQuadrant = -1

// nearest are the 'most' points nearest to one, nearest first, ties by id. They replace what is in best.
func (t *tree) nearest(one, not int32, most, quadrant int, best []found) []found {
	q := query{tree: t, one: one, not: not, p: t.at[one], quadrant: quadrant, best: best[:0], most: most, worst: math.Inf(1)}
	q.visit(0, t.ids)
	return q.best
}

func (q *query) visit(i int, ids []int32) {
	if len(ids) <= leafSize {
		for _, id := range ids {
			q.offer(id)
		}
		return
	}
	mid := len(ids) / 2
	first, second := ids[:mid], ids[mid:]
	a, b := 2*i+1, 2*i+2
	near, far := q.boxes[a].square(q.p), q.boxes[b].square(q.p)
	if far < near {
		first, second, a, b, near, far = second, first, b, a, far, near
	}
	if near <= q.worst && q.reaches(a) {
		q.visit(a, first)
	}
	if far <= q.worst && q.reaches(b) {
		q.visit(b, second)
	}
}

// quadrantOf tells in which quarter a step points; each has one of its two axes.
func quadrantOf(dx, dy float64) int {
	switch {
	case dx > 0 && dy >= 0:
		return 0
	case dx <= 0 && dy > 0:
		return 1
	case dx < 0:
		return 2
	}
	return 3
}

// reaches tells whether a box has a part in the quadrant.
func (q *query) reaches(i int) bool {
	b := &q.boxes[i]
	switch q.quadrant {
	case 0:
		return b.high.X > q.p.X && b.high.Y >= q.p.Y
	case 1:
		return b.low.X <= q.p.X && b.high.Y > q.p.Y
	case 2:
		return b.low.X < q.p.X && b.low.Y <= q.p.Y
	case 3:
		return b.high.X >= q.p.X && b.low.Y < q.p.Y
	}
	return true
}

func (q *query) offer(id int32) {
	if id == q.one || id == q.not {
		return
	}
	dx, dy := q.at[id].X-q.p.X, q.at[id].Y-q.p.Y
	f := found{dx*dx + dy*dy, id}
	n := len(q.best)
	if f.square > q.worst || f.square == q.worst && f.id > q.best[n-1].id || q.quadrant != anyQuadrant && quadrantOf(dx, dy) != q.quadrant {
		return
	}
	if n < q.most {
		q.best = append(q.best, f)
	} else {
		n--
	}
	for n > 0 && (q.best[n-1].square > f.square || q.best[n-1].square == f.square && q.best[n-1].id > f.id) {
		q.best[n] = q.best[n-1]
		n--
	}
	q.best[n] = f
	if len(q.best) == q.most {
		q.worst = q.best[q.most-1].square
	}
}

// nearLists are k points near each, nearest first: its nearest, but some of every quarter around it where there are any, so that clusters
// hang together. A missing one is -1.
func nearLists(at []Point, k, workers int) []int32 {
	lists := make([]int32, len(at)*k)
	t := newTree(at)
	inParts(len(at), 4096, workers, func(from, to int) {
		var all, more []found
		for i := from; i < to; i++ {
			all = t.nearest(int32(i), -1, k, anyQuadrant, all)
			all, more = t.widen(int32(i), k, all, more)
			for j := range k {
				lists[i*k+j] = -1
				if j < len(all) {
					lists[i*k+j] = all[j].id
				}
			}
		}
	})
	return lists
}

// widen gives the places of the farthest points to the nearest ones of quarters that have none.
func (t *tree) widen(one int32, k int, all, more []found) (widened, scratch []found) {
	var has [4]int
	for _, f := range all {
		has[t.quadrant(one, f.id)]++
	}
	end := len(all)
	for quadrant, count := range has {
		if count > 0 || end < k {
			continue
		}
		more = t.nearest(one, -1, 1, quadrant, more)
		if len(more) == 0 {
			continue
		}
		for j := len(all) - 1; j >= k/2; j-- {
			if at := t.quadrant(one, all[j].id); has[at] > 1 {
				has[at]--
				has[quadrant]++
				all[j] = more[0]
				break
			}
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		if a.square < b.square || a.square == b.square && a.id < b.id {
			return -1
		}
		return 1
	})
	return all, more
}

func (t *tree) quadrant(one, other int32) int {
	return quadrantOf(t.at[other].X-t.at[one].X, t.at[other].Y-t.at[one].Y)
}
