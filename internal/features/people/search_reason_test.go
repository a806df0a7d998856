package people

import (
	"testing"

	"banyan/internal/kernels/names"
	"banyan/internal/platform/i18n"
)

func TestReasonText_saysOnlyWhatTheNameDoesNot(t *testing.T) {
	l := i18n.Default()
	shown := i18n.Name{Given: "Tai Man", Family: "Chan", Native: "陳大文"}
	for _, c := range []struct {
		reason    names.Reason
		name, why string
	}{
		{names.Reason{}, "", ""},
		{names.Reason{Matched: "Tai Man Chan"}, "", ""},
		{names.Reason{Matched: "Chan Tai Man"}, "", ""},
		{names.Reason{Matched: "陳大文"}, "", ""},
		{names.Reason{Matched: "陳大文", Native: "陳", Reading: "chan", System: names.Cantonese}, "陳", "read as Chan, Cantonese"},
		{names.Reason{Matched: "राम", Native: "राम", Reading: "ram"}, "राम", "read as Ram"},
		{names.Reason{Matched: "Terence Chan"}, "Terence Chan", "another name of theirs"},
	} {
		f := Found{By: FoundByName, Reason: c.reason}
		f.Name = shown
		if name, why := reasonText(l, f); name != c.name || plainText(why) != c.why {
			t.Errorf("%+v is told as %q, %q", c.reason, name, why)
		}
	}
}

// plainText leaves out the invisible marks that keep what stands in a message apart from its direction.
func plainText(s string) string {
	out := []rune{}
	for _, r := range s {
		if r < 0x2066 || r > 0x2069 {
			out = append(out, r)
		}
	}
	return string(out)
}

func TestSearchable_fromTheSecondLetterOfAnAlphabet(t *testing.T) {
	for typed, want := range map[string]bool{"": false, "k": false, "k ": false, "ki": true, "陳": true, "김": true, "さ": true, "..": false, "4!": false, "41": true, "Ж": false, "រ": false} {
		if got := Searchable(typed); got != want {
			t.Errorf("Searchable(%q) = %v", typed, got)
		}
	}
}
