package language

import (
	"slices"
	"testing"
)

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{"VI": "vi", " Vietnamese ": "vi", "zh_TW": "zh-Hant", "Cantonese": "yue", "mww": "hmn", "Hmong": "hmn", "fil": "tl", "en-US": "en",
		"khm": "km", "": "", "?": "", "1234": "", "klingonese": ""} {
		got, ok := Canonical(in)
		if got != want || ok != (want != "") {
			t.Errorf("Canonical(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
}

func TestFamily_ChineseMeansItsVarietiesAndCantoneseOnlyItself(t *testing.T) {
	zh := Family("zh")
	for _, code := range []string{"zh", "cmn", "yue", "nan", "zh-Hans", "zh-Hant"} {
		if !slices.Contains(zh, code) {
			t.Errorf("zh does not mean %s", code)
		}
	}
	if got := Family("yue"); !slices.Equal(got, []string{"yue"}) {
		t.Errorf("yue means %v", got)
	}
}

func TestFamily_containsWhatCanonicalKeeps(t *testing.T) {
	for _, in := range []string{"zh", "zh-TW", "zh-CN", "mww", "Filipino", "Dari", "Cantonese"} {
		code, _ := Canonical(in)
		base, _ := Canonical(map[string]string{"zh-Hant": "zh", "zh-Hans": "zh", "yue": "zh"}[code])
		if base == "" {
			base = code
		}
		if !slices.Contains(Family(base), code) {
			t.Errorf("%q is kept as %q, which %q does not mean", in, code, base)
		}
	}
}
