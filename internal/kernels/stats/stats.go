// Package stats has the few exact methods by which numbers of people and doors are compared.
package stats

import (
	"cmp"
	"math"
	"slices"
)

// Table is a two-by-two table: of N here Hits had something, of M elsewhere Others had it.
type Table struct {
	Hits, N   int
	Others, M int
}

// MoreOften is how probable it is to see so many hits here or more where the odds of a hit here are at most odds times those elsewhere:
// Fisher's exact test, from the tail of his noncentral hypergeometric distribution. With odds 1 it is the usual one-sided test; with more
// it forgives that much of a true difference. Tables that say nothing give 1.
func (t Table) MoreOften(odds float64) float64 {
	if !t.valid() || odds <= 0 {
		return 1
	}
	total := t.Hits + t.Others
	low, high := max(0, total-t.M), min(t.N, total)
	weights := make([]float64, 0, high-low+1)
	most := math.Inf(-1)
	for x := low; x <= high; x++ {
		w := choose(t.N, x) + choose(t.M, total-x) + float64(x)*math.Log(odds)
		weights, most = append(weights, w), max(most, w)
	}
	var all, tail float64
	for i, w := range weights {
		p := math.Exp(w - most)
		all += p
		if low+i >= t.Hits {
			tail += p
		}
	}
	return tail / all
}

// LessOften is MoreOften of what was not hit: the odds elsewhere are at most odds times those here.
func (t Table) LessOften(odds float64) float64 {
	return Table{Hits: t.N - t.Hits, N: t.N, Others: t.M - t.Others, M: t.M}.MoreOften(odds)
}

func (t Table) valid() bool {
	return t.Hits >= 0 && t.Others >= 0 && t.Hits <= t.N && t.Others <= t.M
}

// choose is the logarithm of a binomial coefficient.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// Discoveries tells which of many tests stand out so that of those which do, at most a share of rate is expected to do it by chance:
// Benjamini and Hochberg's step-up procedure (1995).
func Discoveries(p []float64, rate float64) []bool {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	last := -1
	for rank, i := range order {
		if p[i] <= rate*float64(rank+1)/float64(len(p)) {
			last = rank
		}
	}
	out := make([]bool, len(p))
	for rank := 0; rank <= last; rank++ {
		out[order[rank]] = true
	}
	return out
}

// z95 bounds the middle 95 % of the normal distribution.
const z95 = 1.959963984540054

// Wilson bounds a share of which hits of n were seen, with 95 % confidence (Wilson 1927): honest for small n and at 0 and 1.
func Wilson(hits, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	size, share := float64(n), float64(hits)/float64(n)
	middle := share + z95*z95/(2*size)
	reach := z95 * math.Sqrt(share*(1-share)/size+z95*z95/(4*size*size))
	scale := 1 + z95*z95/size
	return max(0, (middle-reach)/scale), min(1, (middle+reach)/scale)
}

// Quartiles are the values below which a quarter, a half and three quarters of the values lie, between two values by their distance; three
// zeros of none.
func Quartiles(values []float64) (low, middle, high float64) {
	if len(values) == 0 {
		return 0, 0, 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := func(share float64) float64 {
		place := share * float64(len(sorted)-1)
		i := int(place)
		if i == len(sorted)-1 {
			return sorted[i]
		}
		return sorted[i] + (place-float64(i))*(sorted[i+1]-sorted[i])
	}
	return at(.25), at(.5), at(.75)
}
