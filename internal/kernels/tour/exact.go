package tour

import "math"

// exactMost is up to how many places every order is looked at (4096 sets of 12).
const exactMost = 12

// exact is the shortest order by dynamic programming over sets (Held and Karp 1962; Bellman 1962). The table may be asymmetric.
func exact(table []float64, n int, ends endpoints) []int32 {
	if n == 0 {
		return nil
	}
	sets := 1 << n
	best := make([]float64, sets*n)
	for i := range best {
		best[i] = math.Inf(1)
	}
	for i := range n {
		if ends.mayStart(i) {
			best[(1<<i)*n+i] = 0
		}
	}
	for set := 1; set < sets; set++ {
		for last := range n {
			sum := best[set*n+last]
			if math.IsInf(sum, 1) {
				continue
			}
			for next := range n {
				if set>>next&1 == 0 {
					at := (set|1<<next)*n + next
					best[at] = min(best[at], sum+table[last*n+next])
				}
			}
		}
	}
	return traceBack(table, best, n, ends)
}

// traceBack reads the order off the sums, last place first.
func traceBack(table, best []float64, n int, ends endpoints) []int32 {
	set := 1<<n - 1
	last, sum := -1, math.Inf(1)
	for i := range n {
		total := best[set*n+i]
		if ends.closed {
			total += table[i*n]
		}
		if ends.mayEnd(i) && (last < 0 || total < sum) {
			last, sum = i, total
		}
	}
	order := make([]int32, n)
	for at := n - 1; ; at-- {
		order[at] = int32(last)
		if at == 0 {
			return order
		}
		before := set &^ (1 << last)
		want, from := best[set*n+last], -1
		for i := range n {
			if before>>i&1 == 1 && best[before*n+i]+table[i*n+last] == want && !math.IsInf(best[before*n+i], 1) {
				from = i
				break
			}
		}
		set, last = before, from
	}
}
