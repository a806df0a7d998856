package romanize

import (
	"slices"
	"testing"
)

func texts(word string) []string {
	var out []string
	for _, r := range Readings(word) {
		out = append(out, r.Text)
	}
	return out
}

func TestHangul_familyNamesAreReadAsPeopleSpellThem(t *testing.T) {
	for native, all := range map[string][]string{
		"이": {"lee", "yi", "rhee", "li"}, "박": {"park", "pak", "bak"}, "최": {"choi", "choe"}, "정": {"jung", "chung", "jeong", "cheong"},
		"류": {"ryu", "yu", "yoo"}, "노": {"noh", "roh"}, "임": {"lim", "im", "rim", "yim"}, "현우": {"hyunwoo", "hyeonwoo", "hyeonu"},
	} {
		got := texts(native)
		for _, want := range all {
			if !slices.Contains(got, want) {
				t.Errorf("%s is not read as %s: %v", native, want, got)
			}
		}
		if got[0] != all[0] {
			t.Errorf("%s is first read as %s, want %s", native, got[0], all[0])
		}
	}
}

func TestHangul_standardsAreNamed(t *testing.T) {
	for _, c := range []struct {
		native, text string
		system       System
	}{{"박", "bak", RevisedRomanization}, {"김", "gim", RevisedRomanization}, {"박", "pak", McCuneReischauer}, {"종호", "chongho", McCuneReischauer}} {
		i := slices.IndexFunc(Readings(c.native), func(r Reading) bool { return r.Text == c.text && r.System == c.system })
		if i < 0 {
			t.Errorf("%s has no reading %s by %s: %v", c.native, c.text, c.system.Key(), Readings(c.native))
		}
	}
}

func TestHangul_takenApartReadsTheSame(t *testing.T) {
	if a, b := texts("김민준"), texts("\u1100\u1175\u11b7\u1106\u1175\u11ab\u110c\u116e\u11ab"); !slices.Equal(a, b) {
		t.Errorf("composed %v, taken apart %v", a, b)
	}
}

func TestSplit_koreanFullNames(t *testing.T) {
	for word, want := range map[string][]string{"김민준": {"김", "민준"}, "남궁민수": {"남궁", "민수"}, "민준": nil, "김": nil, "Kim": nil} {
		if got := Split(word); !slices.Equal(got, want) {
			t.Errorf("Split(%s) = %v, want %v", word, got, want)
		}
	}
}
