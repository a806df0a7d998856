package cell

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNeutral_leavesNumbersAndDisarmsFormulas(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "-12.5": "-12.5", "+3": "+3", "12": "12", "Nguyễn": "Nguyễn", "+14145550101": "+14145550101", " @SUM(A1)": "' @SUM(A1)", "=1": "'=1", "+A1": "'+A1", "-A1": "'-A1", "@SUM(A1)": "'@SUM(A1)",
		"＝1": "'＝1", "＋1": "'＋1", "－x": "'－x", "＠x": "'＠x", "  =1": "'  =1", "\t=1": "'\t=1", "\u3000=1": "'\u3000=1", "a=b": "a=b", "|cmd": "'|cmd",
	} {
		if got := Neutral(in); got != want {
			t.Errorf("Neutral(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if got := Neutral(rapid.String().Draw(t, "cell")); strings.ContainsAny(firstRune(strings.TrimSpace(got)), "=@＝＋－＠") {
			t.Fatalf("%q begins a formula", got)
		}
	})
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
