package names_test

import (
	"slices"
	"testing"

	"banyan/internal/kernels/names"
)

// TestSearch_aCrowdOfOneNameHidesNobody asks for a name that five hundred people have: who spells it in another way is among the first
// ten too.
func TestSearch_aCrowdOfOneNameHidesNobody(t *testing.T) {
	x := names.New()
	x.Build(func(yield func(int64, []string) bool) {
		for id := range int64(500) {
			if !yield(id, []string{"KIM Ji Young"}) {
				return
			}
		}
		yield(1000, []string{"Jiyoung Kim"})
		yield(1001, []string{"Ji-Yeong Kim"})
		yield(1002, []string{"Kim Min Ho"})
	})
	var ids []int64
	for _, h := range x.Search("김지영", 10) {
		ids = append(ids, h.ID)
	}
	if len(ids) != 10 || ids[0] >= 500 || !slices.Contains(ids, 1000) || !slices.Contains(ids, 1001) || slices.Contains(ids, 1002) {
		t.Errorf("found %v", ids)
	}
	typed := x.Search("Kim Ji Young", 5)
	if typed[0].Score != 1 || typed[0].ID >= 500 || typed[4].Score != 1 && typed[4].ID < 500 {
		t.Errorf("found %+v", typed)
	}
}
