package turf

import (
	"cmp"
	"math"
	"slices"

	"banyan/internal/kernels/geo"
)

// bisector cuts a set of stops in two, and the halves again, until there are as many parts as wanted. Each cut sweeps lines of twelve
// directions over the set and takes the place, near the right share, where the fewest close neighbours are separated, both
// halves hang together and both are round. So cuts follow back fences, rivers and gaps rather than run through the middle of a row of houses.
type bisector struct {
	at     []geo.XY
	weight []float64
	links  [][]link // may be nil: roundness alone counts
	pull   [][]float64
	spread float64 // see cutter.spread

	side []side // of each stop, while a set is swept
	open []bool // of each stop, while pieces are counted; all false in between
}

type side uint8

const (
	notInSet side = iota
	onTheRight
	onTheLeft
)

func newBisector(b bisector) *bisector {
	b.side, b.open = make([]side, len(b.at)), make([]bool, len(b.at))
	return &b
}

const (
	sweepDirections = 12
	sweepSlack      = 0.07 // how far from its share a half may be, in average turfs
	sweepTries      = 4    // how many of the cheapest places of a direction are looked at closely
)

// compactPieces cuts stops into k parts of about as many stops, by place alone.
func compactPieces(stops []stop, chosen []int, k int) [][]int {
	points, weight := make([]geo.Point, len(stops)), make([]float64, len(stops))
	for i, s := range stops {
		points[i], weight[i] = s.at, 1
	}
	box := geo.BoxOf(points...)
	b := newBisector(bisector{at: geo.NewPlane(box.Center()).XYs(points), weight: weight, spread: 1})
	parts := b.split(chosen, k)
	for _, p := range parts {
		slices.Sort(p)
	}
	return parts
}

// split cuts the set into k parts; parts that follow each other lie side by side.
func (b *bisector) split(set []int, k int) [][]int {
	if k <= 1 || len(set) <= 1 {
		return [][]int{slices.Clone(set)}
	}
	k = min(k, len(set))
	left, right := b.best(set, k)
	return append(b.split(left, k/2), b.split(right, k-k/2)...)
}

// best finds the cut with the lowest cost among all directions.
func (b *bisector) best(set []int, k int) (left, right []int) {
	total := 0.0
	for _, i := range set {
		total += b.weight[i]
	}
	sweep := sweeper{bisector: b, target: total * float64(k/2) / float64(k), slack: sweepSlack * total / float64(k), k: k}
	sorted := slices.Clone(set)
	low, at := math.Inf(1), 0
	for direction := range sweepDirections {
		sin, cos := math.Sincos(math.Pi * float64(direction) / sweepDirections)
		along := geo.XY{X: cos, Y: sin}
		slices.SortFunc(sorted, func(x, y int) int { return cmp.Or(cmp.Compare(b.at[x].Dot(along), b.at[y].Dot(along)), x-y) })
		if cost, n := sweep.cheapest(sorted); cost < low {
			low, at = cost, n
			left = slices.Clone(sorted)
		}
	}
	for _, i := range set {
		b.side[i] = notInSet
	}
	return left[:at:at], left[at:]
}

// sweeper moves the stops of one order from the right to the left, one by one.
type sweeper struct {
	*bisector
	target, slack float64 // weight wanted on the left
	k             int
}

// cheapest returns the lowest cost and how many stops are then on the left.
func (s *sweeper) cheapest(sorted []int) (float64, int) {
	places := s.places(sorted)
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.cost, b.cost) })
	best := place{cost: math.Inf(1)}
	for _, p := range places[:min(sweepTries, len(places))] {
		if s.links != nil {
			p.cost += torn * float64(s.pieces(sorted[:p.left])+s.pieces(sorted[p.left:])-2)
		}
		if p.cost < best.cost {
			best = p
		}
	}
	return best.cost, best.left
}

// place is where an order may be cut.
type place struct {
	cost float64
	left int // how many stops are before it
}

// places lists where the sorted stops may be cut, so that both parts keep enough stops for their turfs.
func (s *sweeper) places(sorted []int) []place {
	var left, right moments
	for _, i := range sorted {
		s.side[i] = onTheRight
		right.add(s.at[i], 1)
	}
	leftK, rightK := float64(s.k/2), float64(s.k-s.k/2)
	var out []place
	cut, weight := 0.0, 0.0
	for n, i := range sorted {
		for l, link := range s.linksOf(i) {
			switch s.side[link.to] {
			case onTheLeft:
				cut -= s.pull[i][l]
			case onTheRight:
				cut += s.pull[i][l]
			}
		}
		s.side[i] = onTheLeft
		weight += s.weight[i]
		left.add(s.at[i], 1)
		right.add(s.at[i], -1)
		if n+1 < s.k/2 || len(sorted)-n-1 < s.k-s.k/2 {
			continue
		}
		cost := cut + roundness*(left.inertia()/leftK+right.inertia()/rightK)/s.spread
		if off := math.Abs(weight-s.target) - s.slack; off > 0 {
			cost += 1e6 * (1 + off)
		}
		out = append(out, place{cost, n + 1})
	}
	return out
}

// pieces counts the connected pieces of a set.
func (b *bisector) pieces(set []int) int {
	for _, i := range set {
		b.open[i] = true
	}
	count := 0
	var todo []int
	for _, i := range set {
		if !b.open[i] {
			continue
		}
		count++
		b.open[i] = false
		for todo = append(todo[:0], i); len(todo) > 0; {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, l := range b.links[at] {
				if b.open[l.to] {
					b.open[l.to] = false
					todo = append(todo, l.to)
				}
			}
		}
	}
	return count
}

func (s *sweeper) linksOf(i int) []link {
	if s.links == nil {
		return nil
	}
	return s.links[i]
}

// moments sum up where some stops are.
type moments struct {
	n, square float64
	sum       geo.XY
}

func (m *moments) add(at geo.XY, times float64) {
	m.n += times
	m.sum = m.sum.Add(at.Scale(times))
	m.square += times * at.Dot(at)
}

// inertia is the sum of the squares of the distances to the middle.
func (m *moments) inertia() float64 {
	if m.n < 1 {
		return 0
	}
	return math.Max(0, m.square-m.sum.Dot(m.sum)/m.n)
}
