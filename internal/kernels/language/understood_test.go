package language

import "testing"

func TestUnderstood(t *testing.T) {
	for _, c := range []struct {
		mine, theirs string
		want         bool
	}{
		{"km", "km", true}, {"en", "", true}, {"km", "", false}, {"km", "en", false},
		{"yue", "zh", true}, {"zh", "yue", true}, {"yue", "nan", false},
		{"zh-Hans", "zh-Hant", true}, {"zh-Hant", "yue", true},
	} {
		if got := Understood(c.mine, c.theirs); got != c.want {
			t.Errorf("Understood(%q, %q) = %v", c.mine, c.theirs, got)
		}
	}
}
