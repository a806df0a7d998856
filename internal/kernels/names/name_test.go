package names

import (
	"strings"
	"testing"
)

func TestParse_takesWhatTheNameTells(t *testing.T) {
	for _, c := range []struct {
		raw           string
		order         Order
		family, given string
	}{
		{"陳大文", FamilyFirst, "陳", "大文"}, {"歐陽娜娜", FamilyFirst, "歐陽", "娜娜"}, {"田中太郎", FamilyFirst, "田中", "太郎"}, {"김민준", FamilyFirst, "김", "민준"}, {"남궁민수", FamilyFirst, "남궁", "민수"},
		{"KANG Gi Yun", FamilyFirst, "KANG", "Gi Yun"}, {"Carrie LAM", GivenFirst, "LAM", "Carrie"}, {"Garcia, Maria", FamilyFirst, "Garcia", "Maria"}, {"Nguyễn Thị Mai", FamilyFirst, "Nguyễn", "Thị Mai"},
		{"Mai Nguyen", GivenFirst, "Nguyen", "Mai"}, {"राम शर्मा", GivenFirst, "शर्मा", "राम"}, {"ហ៊ុន សែន", FamilyFirst, "ហ៊ុន", "សែន"}, {"အောင်ဆန်းစုကြည်", NoFamily, "", ""}, {"Maria Garcia", Unsaid, "", ""},
		{"Madonna", Unsaid, "", ""}, {"KIM MINJUN", FamilyFirst, "KIM", "MINJUN"}, {"", Unsaid, "", ""}, {" , ", Unsaid, "", ""},
	} {
		n := Parse(c.raw, Native)
		if n.Raw != c.raw || n.Order != c.order || n.Family != c.family || n.Given != c.given {
			t.Errorf("%q is %+v", c.raw, n)
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, s := range append(crowd, "陳大文", "田中さくら", "김경진", "ប្រាក់ សុខុន", "ယဉ်ယဉ်", "عبدالستار", "Vaj Pov", "O'Brien-Smith, J. R.", "\xff", "々々", "ー", strings.Repeat("ka", 60), "ง่ํ") {
		f.Add(s)
	}
	x := indexOf(crowd...)
	f.Fuzz(func(t *testing.T, s string) {
		q := newQuery(s)
		if len(q.spans) > 400 {
			t.Errorf("%d spans of %q", len(q.spans), s)
		}
		for _, sp := range q.spans {
			for _, form := range sp.forms {
				if len(form.keys) > maxKeys {
					t.Errorf("%d keys of %q", len(form.keys), sp.text)
				}
			}
		}
		for _, h := range x.Search(s, 5) {
			if h.Score < 0 || h.Score > 1 {
				t.Errorf("%q scores %v", s, h.Score)
			}
		}
		y := indexOf(s, "Maria Garcia")
		y.Search(s, 3)
		y.Search("Maria", 3)
		Parse(s, Chosen)
	})
}
