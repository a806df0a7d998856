package cell

import "testing"

func TestNeutral(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", " @SUM(A1)": "' @SUM(A1)", "＝cmd": "'＝cmd", "-2": "-2", "+14145550101": "+14145550101", "-x": "'-x", "Nguyễn": "Nguyễn", "": "", "\tx": "'\tx"} {
		if got := Neutral(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
