package linkage_test

import (
	"slices"
	"testing"

	"banyan/internal/kernels/linkage"
	"banyan/internal/simulate"
)

// TestMatch_anyNumberOfWorkersSaysTheSame holds what workers remember of names against what they remember of cities and streets: one who has
// seen other pairs before must not judge differently.
func TestMatch_anyNumberOfWorkersSaysTheSame(t *testing.T) {
	table := linkage.NewTable()
	for r := range (simulate.Biographies{Seed: 11, Persons: 700}).Rows() {
		table.Add(linkage.Left, &linkage.Record{Given: r.Given, Middle: r.Middle, Family: r.Family, BirthDate: r.BirthDate, City: r.City, Zip: r.Zip})
	}
	var first []linkage.Pair
	for _, workers := range []int{1, 2, 5} {
		pairs := linkage.Match(table, linkage.Options{Workers: workers, ReviewThreshold: 0.01}).Pairs
		if first == nil {
			first = pairs
		}
		if len(pairs) == 0 || !slices.Equal(pairs, first) {
			t.Fatalf("%d workers find %d pairs, one finds %d, or other probabilities", workers, len(pairs), len(first))
		}
	}
}
