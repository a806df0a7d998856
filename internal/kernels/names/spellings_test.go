package names_test

import (
	"slices"
	"testing"

	"banyan/internal/kernels/names"
)

func TestSpellings_areThoseOfEveryLanguageThatMayBeMeant(t *testing.T) {
	for word, want := range map[string][]string{
		"阮": {"nguyen", "ruan", "yuen"}, "陳": {"chen", "chan", "tran", "tan"}, "文安": {"vanan", "wenan"}, "김": {"kim", "gim"}, "민준": {"minjun", "minjoon"},
		"សុភា": {"sophea"}, "محمد": {"mohammed", "muhammad"}, "सिंह": {"singh"},
	} {
		got := names.Spellings(word)
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s is spelled %v, not %s", word, got, w)
			}
		}
	}
	if got := names.Spellings("Nguyen"); got != nil {
		t.Errorf("Nguyen is spelled %v", got)
	}
	if a, b := names.Spellings("陈"), names.Spellings("陳"); a[0] != b[0] {
		t.Errorf("simplified and traditional are %s and %s", a[0], b[0])
	}
}
