package names

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Nguyễn  Đức-An": "nguyen duc an", "Yǔtóng Xú": "yutong xu", "O'Brien": "obrien", "J. R.": "j r", "김민준": "김민준", "徐雨桐": "徐雨桐",
		"राम शर्मा": "राम शर्मा", "រស់ សុខា": "រស់ សុខា", "ＷＡＮＧ": "wang", "İpek": "ipek", "José": "jose", "علي": "علی",
		" ": "", "Nguyễn": "nguyen",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFold_isTheSameForBothWaysToWriteALetter(t *testing.T) {
	for _, pair := range [][2]string{{"Trần", "Tr\u0061\u0302\u0300n"}, {"김", "\u1100\u1175\u11b7"}, {"क़ादिर", "\u0958ादिर"}, {"が", "か\u3099"}} {
		if Fold(pair[0]) != Fold(pair[1]) {
			t.Errorf("%q and %q fold to %q and %q", pair[0], pair[1], Fold(pair[0]), Fold(pair[1]))
		}
	}
}

func TestFold_twiceIsOnce(t *testing.T) {
	for _, s := range []string{"Nguyễn Đức-An", "Straße", "ŋuyen", "علي", "राम", "Ǆ"} {
		if once := Fold(s); Fold(once) != once {
			t.Errorf("%q folds to %q and then to %q", s, once, Fold(once))
		}
	}
}

func TestSearch_findsANameHoweverItIsTyped(t *testing.T) {
	hay := Search("Thị Mai", "", "Nguyễn", "Nguyễn Thị Mai")
	for _, typed := range []string{"nguyen", "mai nguyen", "Nguyễn Thị Mai", "thimai", "NGUYEN MAI", "guye"} {
		for _, w := range Words(typed) {
			if !strings.Contains(hay, w) {
				t.Errorf("%q is not found in %q", typed, hay)
			}
		}
	}
	if hay := Search("Minjun", "", "Kim", "김 민준"); !strings.Contains(hay, "김민준") {
		t.Errorf("the joined name is not in %q", hay)
	}
}

func TestWords_areAtMostSix(t *testing.T) {
	if got := len(Words(strings.Repeat("a ", 300))); got != 6 {
		t.Errorf("%d words", got)
	}
}

func TestLang(t *testing.T) {
	for _, c := range []struct {
		native, said, want string
	}{
		{"김민준", "", "ko"}, {"陳大文", "", "zh-Hant"}, {"陈大文", "", "zh-Hans"}, {"王大文", "", "zh"}, {"王大文", "zh-Hant", "zh-Hant"}, {"王大文", "yue", "yue-Hant"},
		{"田中 さくら", "", "ja"}, {"阮文", "vi", "vi-Hani"}, {"Nguyễn Thị Mai", "", "vi"}, {"រស់ សុខា", "", "km"}, {"राम", "", "hi"}, {"राम", "ne", "ne"}, {"রহমান", "", "bn"},
		{"علی", "", "ur"}, {"علي", "ar", "ar"}, {"José", "tl", "tl"}, {"Yǔtóng", "zh", "zh-Latn"}, {"Mai", "", ""}, {"", "vi", ""},
	} {
		var said []string
		if c.said != "" {
			said = []string{c.said}
		}
		if got := Lang(c.native, said...); got != c.want {
			t.Errorf("Lang(%q, %q) = %q, want %q", c.native, c.said, got, c.want)
		}
	}
}

func TestSameGiven(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"M.", "Mai", true}, {"Mai", "mai", true}, {"Thi Mai", "Thimai", true}, {"Mai", "May", false}, {"", "Mai", false}, {"김", "김민", false}, {"N", "Mai", false}} {
		if got := SameGiven(c.a, c.b); got != c.want {
			t.Errorf("SameGiven(%q, %q) = %v", c.a, c.b, got)
		}
	}
}
