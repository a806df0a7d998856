package turf

import (
	"math"

	"banyan/internal/kernels/geo"
)

// Quality says how good a cut is. The walks are those of the turfs.
type Quality struct {
	Turfs         int
	Smallest      int     // doors
	Largest       int     // doors
	Imbalance     float64 // the root mean square of how far a turf's doors are off the mean, as a share of the mean
	OffBand       int     // turfs more than 15 % off the wanted size
	Roundness     float64 // 1 where every turf is a circle: the area of its convex hull as a share of the circle with the same edge (Polsby and Popper, 1991); mean
	MetresPerDoor float64 // of all walks together
	StreetCuts    int     // pairs of next-door neighbours (same street, side and block) that are in different turfs
}

// QualityOf measures a cut of the doors into turfs of a wanted size.
func QualityOf(doors []Door, turfs []Turf, size int) Quality {
	q := Quality{Turfs: len(turfs), Smallest: math.MaxInt}
	if len(turfs) == 0 {
		return Quality{}
	}
	mean, metres, n := float64(len(doors))/float64(len(turfs)), 0.0, float64(len(turfs))
	turfOf := make([]int, len(doors))
	for t, turf := range turfs {
		count := len(turf.Doors)
		q.Smallest, q.Largest = min(q.Smallest, count), max(q.Largest, count)
		off := float64(count)/mean - 1
		q.Imbalance += off * off / n
		if math.Abs(float64(count)/float64(size)-1) > 0.15 {
			q.OffBand++
		}
		if hull := geo.ConvexHull(turf.Outline[0]); len(hull) > 2 {
			q.Roundness += 4 * math.Pi * hull.Area() / (hull.Metres() * hull.Metres()) / n
		}
		metres += turf.Metres
		for _, i := range turf.Doors {
			turfOf[i] = t
		}
	}
	q.Imbalance = math.Sqrt(q.Imbalance)
	q.MetresPerDoor = metres / math.Max(1, float64(len(doors)))
	q.StreetCuts = streetCuts(doors, turfOf)
	return q
}

// streetCuts counts neighbours along a block face that are in different turfs.
func streetCuts(doors []Door, turfOf []int) int {
	all := make([]int, len(doors))
	for i := range all {
		all[i] = i
	}
	faces := map[blockFace][]stop{}
	for _, s := range stopsOf(doors, all, false) {
		f := faceOf(&s)
		faces[f] = append(faces[f], s)
	}
	cuts := 0
	for _, face := range faces {
		sortByNumber(face)
		for i := 1; i < len(face); i++ {
			if turfOf[face[i].doors[0]] != turfOf[face[i-1].doors[0]] && geo.Distance(face[i].at, face[i-1].at) < 100 {
				cuts++
			}
		}
	}
	return cuts
}

// WalkMetres measures a given order of doors with the same distances as [WalkOrder] uses. It is for comparing orders, and for a turf whose
// order was changed by hand.
func WalkMetres(doors []Door, order []int, o WalkOptions) float64 {
	stops := stopsOf(doors, order, o.Descending)
	stopOf := map[int]int{}
	for n, s := range stops {
		for _, i := range s.doors {
			stopOf[i] = n
		}
	}
	all := make([]int, len(stops))
	for i := range all {
		all[i] = i
	}
	m := newMetric(stops, o.Roads)
	d := matrix(m, all)
	metres := 0.0
	for k := 1; k < len(order); k++ {
		metres += d[stopOf[order[k-1]]*len(stops)+stopOf[order[k]]]
	}
	if o.Start != nil && len(order) > 0 {
		start := fromStart(m, *o.Start, all, d)
		metres += start[stopOf[order[0]]]
		if o.Return {
			metres += start[stopOf[order[len(order)-1]]]
		}
	} else if o.Return && len(order) > 0 {
		metres += d[stopOf[order[len(order)-1]]*len(stops)+stopOf[order[0]]]
	}
	return metres
}

// WalkBound is a length that no walk past all doors, beginning and ending anywhere, can be below. The first is the minimum spanning tree (Prim,
// 1957); the second, never less, is the bound of Held and Karp (1970) by rounds of subgradient steps on 1-trees.
func WalkBound(doors []Door, o WalkOptions, rounds int) (tree, heldKarp float64) {
	all := make([]int, len(doors))
	for i := range all {
		all[i] = i
	}
	stops := stopsOf(doors, all, o.Descending)
	if len(stops) < 2 {
		return 0, 0
	}
	chosen := all[:len(stops)]
	n := len(stops)
	b := bound{n: n, d: matrix(newMetric(stops, o.Roads), chosen), price: make([]float64, n), degree: make([]int, n)}
	tree = b.tree()
	heldKarp = tree
	step := tree / float64(2*n)
	for range rounds {
		// A walk is a spanning tree in which two nodes have degree 1 and the others 2, so a price on the degree above 2 shifts the length
		// of every walk by at most the two largest discounts of its ends.
		length, ends := b.tree(), b.ends()
		heldKarp = math.Max(heldKarp, length-ends)
		for i, degree := range b.degree {
			b.price[i] += step * float64(degree-2)
		}
		step *= 0.99
	}
	return tree, heldKarp
}

// bound is Prim's algorithm over prices: the edge a-b costs d(a,b) + price a + price b.
type bound struct {
	n      int
	d      []float64
	price  []float64
	degree []int
}

// tree is the length of the minimum spanning tree less twice all prices.
func (b *bound) tree() float64 {
	near, via, in := make([]float64, b.n), make([]int, b.n), make([]bool, b.n)
	clear(b.degree)
	for i := range near {
		near[i] = math.Inf(1)
	}
	near[0], via[0] = 0, -1
	length := 0.0
	for range b.n {
		at := -1
		for i := range b.n {
			if !in[i] && (at < 0 || near[i] < near[at]) {
				at = i
			}
		}
		in[at] = true
		if via[at] >= 0 {
			length += near[at]
			b.degree[at]++
			b.degree[via[at]]++
		}
		length -= 2 * b.price[at]
		for i := range b.n {
			if cost := b.d[at*b.n+i] + b.price[at] + b.price[i]; !in[i] && cost < near[i] {
				near[i], via[i] = cost, at
			}
		}
	}
	return length
}

// ends is what the two ends of a walk, which pay their price once and not twice, can save at most.
func (b *bound) ends() float64 {
	first, second := math.Inf(-1), math.Inf(-1)
	for _, p := range b.price {
		if -p > first {
			first, second = -p, first
		} else if -p > second {
			second = -p
		}
	}
	return first + second
}
