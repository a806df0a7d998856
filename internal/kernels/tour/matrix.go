package tour

import (
	"math"
	"slices"
)

// ClosedMatrix is a short closed tour of n stops by a table of distances, n to a row: table[i*n+j] is from i to j, 0 or more; +Inf where
// there is no way, which a tour takes only where it must. It is for some hundred stops. The table need not be symmetric, but search is
// quicker where it is.
func ClosedMatrix(table []float64, n int, o Options) []int32 {
	return solveMatrix(table, n, endpoints{closed: true, from: Anywhere, to: Anywhere}, o)
}

// OpenMatrix is a short open tour by a table, from a stop to a stop; either may be [Anywhere].
func OpenMatrix(table []float64, n, from, to int, o Options) []int32 {
	return solveMatrix(table, n, endpoints{from: from, to: to}.sane(), o)
}

func solveMatrix(table []float64, n int, ends endpoints, o Options) []int32 {
	even := evenTable(table, n)
	if n <= exactMost {
		return exact(even, n, ends)
	}
	return searchTable(even, n, ends, o)
}

func searchTable(even []float64, n int, ends endpoints, o Options) []int32 {
	if !isSymmetric(even, n) {
		return solveAsymmetric(even, n, ends, o)
	}
	s := newSolver(n, ends, o)
	s.table = even
	if s.ghost >= 0 {
		s.table = widen(even, n)
	}
	return s.solveTable(s.nearestFirst())
}

func isSymmetric(table []float64, n int) bool {
	for i := range n {
		for j := range i {
			if table[i*n+j] != table[j*n+i] {
				return false
			}
		}
	}
	return true
}

// evenTable scales distances by a power of two to at most 2, where a missing way is 4, and rounds them like those of the plane. The way
// from a stop to itself is 0.
func evenTable(table []float64, n int) []float64 {
	most := 0.0
	for _, d := range table {
		if !math.IsInf(d, 1) {
			most = max(most, d)
		}
	}
	_, exp := math.Frexp(most)
	even := make([]float64, len(table))
	for i, d := range table {
		if i%(n+1) != 0 {
			even[i] = min(math.Ldexp(d, 1-exp), 4) + rounding - rounding
		}
	}
	return even
}

// widen adds a node at distance 0 of all.
func widen(table []float64, n int) []float64 {
	wide := make([]float64, (n+1)*(n+1))
	for i := range n {
		copy(wide[i*(n+1):], table[i*n:i*n+n])
	}
	return wide
}

// solveTable begins with an order of the nodes and improves it.
func (s *solver) solveTable(order []int32) []int32 {
	s.order = order
	s.k = min(tableNearest, s.size-1)
	s.lists = make([]int32, 0, s.size*s.k)
	row := make([]int32, 0, s.size)
	for i := range s.size {
		row = row[:0]
		for j := range s.size {
			if i != j && int32(j) != s.ghost && int32(i) != s.ghost && !math.IsInf(s.table[i*s.size+j], 1) {
				row = append(row, int32(j))
			}
		}
		slices.SortFunc(row, func(a, b int32) int {
			if x, y := s.table[i*s.size+int(a)], s.table[i*s.size+int(b)]; x < y || x == y && a < b {
				return -1
			}
			return 1
		})
		for len(row) < s.k {
			row = append(row, -1)
		}
		s.lists = append(s.lists, row[:s.k]...)
	}
	s.run()
	return s.cut()
}

// nearestFirst is the order of a walk that goes on to the nearest node, from the fixed beginning or end where there is one. The ghost comes last, the other
// fixed end before it.
func (s *solver) nearestFirst() []int32 {
	n := s.size
	last := int32(-1)
	if s.ghost >= 0 {
		n--
		last = s.ghost
	} else if s.pair[0] >= 0 {
		n--
		last = s.pair[0]
	}
	used := make([]bool, s.size)
	at := max(0, s.pair[1])
	if last == 0 && at == 0 {
		at = 1
	}
	order := make([]int32, 0, s.size)
	for len(order) < n {
		order = append(order, at)
		used[at] = true
		best := math.Inf(1)
		from := int(at) * s.size
		for j := range int32(s.size) {
			if d := s.table[from+int(j)]; !used[j] && j != last && d < best {
				best, at = d, j
			}
		}
	}
	if last >= 0 {
		order = append(order, last)
	}
	return order
}

// solveAsymmetric searches on a symmetric table of twice as many nodes (Jonker and Volgenant 1983): stop i is entered at node 2i and left at 2i+1, which stay neighbours.
// A gap is a stop of its own, or, where the beginning or the end is given, a free way back to it.
func solveAsymmetric(table []float64, n int, ends endpoints, o Options) []int32 {
	stops := n
	switch {
	case ends.closed:
	case ends.from == Anywhere && ends.to == Anywhere:
		table, stops = widen(table, n), n+1
	default:
		table = slices.Clone(table)
		for i := range n {
			if ends.from != Anywhere && i != ends.from {
				table[i*n+ends.from] = freeIf(ends.to == Anywhere || i == ends.to)
			}
			if ends.to != Anywhere && i != ends.to {
				table[ends.to*n+i] = freeIf(ends.from == Anywhere || i == ends.from)
			}
		}
	}
	s := newSolver(2*stops, endpoints{closed: true}, o)
	s.table = make([]float64, s.size*s.size)
	for i := range s.table {
		s.table[i] = math.Inf(1)
	}
	s.mate = make([]int32, s.size)
	for i := range stops {
		s.mate[2*i], s.mate[2*i+1] = int32(2*i+1), int32(2*i)
		s.table[2*i*s.size+2*i+1], s.table[(2*i+1)*s.size+2*i] = 0, 0
		for j := range stops {
			if i != j {
				s.table[(2*i+1)*s.size+2*j] = table[i*stops+j]
				s.table[2*j*s.size+2*i+1] = table[i*stops+j]
			}
		}
	}
	found := s.solveTable(doubled(table, stops, ends))
	return halved(found, n, stops, ends)
}

func freeIf(free bool) float64 {
	if free {
		return 0
	}
	return math.Inf(1)
}

// doubled is a walk to the nearest next stop, of doubled nodes, that begins and ends where it must.
func doubled(table []float64, stops int, ends endpoints) []int32 {
	used := make([]bool, stops)
	at, last := 0, -1
	if !ends.closed {
		last = ends.to
		if at = max(0, ends.from); at == last {
			at = 1
		}
	}
	var order []int32
	for {
		used[at] = true
		order = append(order, int32(2*at), int32(2*at+1))
		from, best := at, -1.0
		for j := range stops {
			if d := table[from*stops+j]; !used[j] && (j != last || len(order) == 2*stops-2) && (best < 0 || d < best) {
				best, at = d, j
			}
		}
		if len(order) == 2*stops {
			return order
		}
	}
}

// halved is the order of stops of a tour of doubled nodes, cut at its gap.
func halved(order []int32, n, stops int, ends endpoints) []int32 {
	// A stop is entered before it is left.
	if at := slices.Index(order, 0); order[(at+1)%len(order)] != 1 {
		slices.Reverse(order)
	}
	out := make([]int32, 0, stops)
	if order[0]%2 == 1 {
		order = append(order[1:], order[0])
	}
	for i := 0; i < len(order); i += 2 {
		out = append(out, order[i]/2)
	}
	first := 0
	switch {
	case ends.closed:
	case stops > n:
		first = slices.Index(out, int32(n)) + 1
	case ends.from != Anywhere:
		first = slices.Index(out, int32(ends.from))
	default:
		first = slices.Index(out, int32(ends.to)) + 1
	}
	out = slices.Concat(out[first:], out[:first])
	return out[:n]
}
