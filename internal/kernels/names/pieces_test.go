package names

import (
	"slices"
	"testing"
)

func TestSearch_findsANameJoinedOrApart(t *testing.T) {
	for _, c := range []struct{ typed, person string }{
		{"Akira Tanaka", "たなかあきら"}, {"たなかあきら", "Akira Tanaka"}, {"Aung San Suu Kyi", "အောင်ဆန်းစုကြည်"}, {"Hassan Nasrallah", "حسن نصر الله"}, {"عبدالسلام", "Abdus Salam"},
		{"P V Narasimha Rao", "పి వి నరసింహారావు"}, {"నాగేశ్వరరావు", "Nageswara Rao"}, {"Vaj Kaj Siab", "Kashia Vang"}, {"Kashia Vang", "Vaj Kaj Siab"},
	} {
		x := indexOf(append(slices.Clone(crowd), c.person)...)
		if hits := x.Search(c.typed, 3); len(hits) == 0 || hits[0].Reason.Matched != c.person {
			t.Errorf("%q does not find %q but %v", c.typed, c.person, hits)
		}
	}
}

func TestSearch_takesAnInitialForAName(t *testing.T) {
	for _, c := range []struct {
		typed  string
		people []string // the nearest first
	}{
		{"K R Narayanan", []string{"Kocheril Raman Narayanan", "Suresh Mohan Narayanan"}},
		{"Juan Miguel Santos", []string{"Juan Miguel Santos", "Juan M Santos", "Juan K Santos"}},
		{"கே ஆர் நாராயணன்", []string{"K R Narayanan", "S P Narayanan"}},
		{"C N Annadurai", []string{"சி என் அண்ணாதுரை", "கே ஆர் அண்ணாதுரை"}},
	} {
		var backwards []string
		for _, p := range slices.Backward(c.people) {
			backwards = append(backwards, p)
		}
		hits := indexOf(backwards...).Search(c.typed, 5)
		for i, want := range c.people {
			if len(hits) <= i || hits[i].Reason.Matched != want {
				t.Errorf("%q finds %v, want %q in this order", c.typed, hits, c.people)
				break
			}
		}
	}
}

func TestSearch_ofABareFamilyNameFindsItsVeryLetterFirst(t *testing.T) {
	for typed, person := range map[string]string{"陳": "陳秀英", "김": "김민지"} {
		hits := indexOf("Hannah Tran", "Kim Anh", "Chan Tai Man", "Tran Van", "Kim Min Ji", person).Search(typed, 5)
		if len(hits) < 2 || hits[0].Reason.Matched != person {
			t.Errorf("%q finds %v", typed, hits)
		}
	}
}

func TestSearch_ofSimplifiedLettersIsChineseFirst(t *testing.T) {
	hits := indexOf("Tran Quang Thanh", "Chen Guangcheng").Search("陈光诚", 2)
	if len(hits) != 2 || hits[0].Reason.Matched != "Chen Guangcheng" || hits[0].Reason.System != Mandarin {
		t.Errorf("found %+v", hits)
	}
}

func TestSearch_saysWhyInEachLanguage(t *testing.T) {
	for _, c := range []struct {
		typed, person, reading string
		system                 System
	}{
		{"陳大文", "Chan Tai Man", "chan taiman", Cantonese}, {"陈大文", "Chen Dawen", "chen dawen", Mandarin}, {"陳庚順", "Tan Kee Soon", "tan keesoon", Hokkien}, {"阮文雄", "Nguyễn Văn Hùng", "nguyen vanhung", Vietnamese},
		{"金大中", "Kim Dae-jung", "kim daejung", Korean}, {"田中角栄", "Kakuei Tanaka", "tanaka kakuei", Japanese}, {"김대중", "Kim Dae Jung", "kim daejung", Korean}, {"राम शर्मा", "Ram Sharma", "ram sharma", Written},
		{"Chan Tai Man", "陳大文", "chan taiman", Cantonese}, {"Lim Boon Heng", "林文兴", "lim boonheng", Hokkien}, {"Sok Dara", "សុខ ដារ៉ា", "sok dara", Written}, {"田中", "Kenji Tanaka", "tanaka", Japanese},
	} {
		hits := indexOf(append(slices.Clone(crowd[:2]), c.person)...).Search(c.typed, 1)
		if len(hits) != 1 || hits[0].Reason.Matched != c.person || hits[0].Reason.System != c.system || together(hits[0].Reason.Reading) != together(c.reading) {
			t.Errorf("%q finds %+v; want %q as %q, %s", c.typed, hits, c.person, c.reading, c.system.Key())
		}
	}
}

// together leaves out blanks: whether a reading comes in one piece or in several follows the list.
func together(s string) string {
	out := []byte{}
	for i := range len(s) {
		if s[i] != ' ' {
			out = append(out, s[i])
		}
	}
	return string(out)
}
