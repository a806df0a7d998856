package names

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

// indexOf is an index in which the names have the numbers from 1.
func indexOf(names ...string) *Index {
	x := New()
	x.Build(func(yield func(int64, []string) bool) {
		for i, n := range names {
			if !yield(int64(i+1), []string{n}) {
				return
			}
		}
	})
	return x
}

func ids(hits []Hit) []int64 {
	out := []int64{}
	for _, h := range hits {
		out = append(out, h.ID)
	}
	return out
}

// crowd are people who are not meant, near enough to be in the way.
var crowd = []string{
	"Maria Garcia", "James Smith", "Chan Siu Ming", "Wong Ka Wai", "KIM Min Soo", "Park Ji Woo", "Nguyen Van Minh", "Tran Thi Lan", "Li Wei", "Zhang Min", "Sok Dara",
	"Muhammad Rashid", "Priya Sharma", "Gurpreet Singh", "Somchai Suwan", "Khamla Vongsa", "Taro Tanaka", "Mai Xiong", "Juan dela Cruz", "Fatima Hassan", "Aung Win", "Karthik Raman",
}

func TestSearch_findsANameInAnotherScript(t *testing.T) {
	for _, c := range []struct{ typed, person string }{
		{"陳大文", "Chan Tai Man"}, {"陈大文", "CHEN Dawen"}, {"陳大文", "Tran Dai Van"}, {"Chan Tai Man", "陳大文"}, {"金京鎭", "KIM KYUNGJIN"}, {"김경진", "Kyung-jin Kim"}, {"Kim Kyungjin", "김경진"},
		{"李承晚", "Rhee Seung-man"}, {"이인제", "RHEE In-je"}, {"金京鎭", "김경진"}, {"さとう はなこ", "Hanako Sato"}, {"佐藤花子", "Hanako Satoh"}, {"राम शर्मा", "Ram Sharma"}, {"মুহাম্মদ ইউনূস", "Muhammad Yunus"},
		{"ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "Gurpreet Kaur"}, {"عمران خان", "Imran Khan"}, {"ហ៊ុន សែន", "Hun Sen"}, {"ທອງລຸນ ສີສຸລິດ", "Thongloun Sisoulith"}, {"สมชาย วงศ์สวัสดิ์", "Somchai Wongsawat"}, {"အောင်ဆန်းစုကြည်", "Aung San Suu Kyi"},
		{"Vaj Pov", "Vang Pao"}, {"阮氏萍", "Nguyễn Thị Bình"}, {"习近平", "習近平"}, {"歐陽娜娜", "Nana Ou-yang"}, {"Wade Hsieh", "Wade 謝"},
	} {
		x := indexOf(append(slices.Clone(crowd), c.person)...)
		if hits := x.Search(c.typed, 3); len(hits) == 0 || hits[0].Reason.Matched != c.person {
			t.Errorf("%q does not find %q but %v", c.typed, c.person, hits)
		}
	}
}

func TestSearch_findsANameHoweverItIsWritten(t *testing.T) {
	for _, c := range []struct{ typed, person string }{
		{"nguyen thi mai", "Nguyễn Thị Mai"}, {"Mai Nguyễn", "NGUYEN, Mai Thi"}, {"Min-jun Kim", "Kim Minjun"}, {"kim min jun", "KIM MINJUN"}, {"Delacruz Ana", "Ana de la Cruz"}, {"O'Brien", "Pat Obrien"},
		{"Mohamed Ali", "Muhammad Ali"}, {"Jonh Smyth", "John Smith"}, {"Rodrigeuz", "Ana Rodriguez"}, {"Wang Li", "Vuong Li"}, {"Chowdury", "Anika Chowdhury"}, {"Kathryn Lee", "Lee Katherine"},
	} {
		x := indexOf(append(slices.Clone(crowd), c.person)...)
		if hits := x.Search(c.typed, 3); len(hits) == 0 || !slices.ContainsFunc(hits, func(h Hit) bool { return h.Reason.Matched == c.person }) {
			t.Errorf("%q does not find %q but %v", c.typed, c.person, hits)
		}
	}
}

func TestSearch_findsFromTheSecondLetterOn(t *testing.T) {
	x := indexOf(append(slices.Clone(crowd), "Nguyen Quynh Anh")...)
	for _, typed := range []string{"qu", "quy", "quyn", "quynh", "quynh a", "nguyen q", "nguyen qu", "Anh Quy"} {
		if hits := x.Search(typed, 5); !slices.Contains(ids(hits), int64(len(crowd)+1)) {
			t.Errorf("%q finds %v", typed, hits)
		}
	}
}

func TestSearch_saysWhy(t *testing.T) {
	for _, c := range []struct {
		typed, person string
		want          Reason
	}{
		{"陳", "Chan Tai Man", Reason{"Chan Tai Man", "陳", "chan", Cantonese}},
		{"Chen Dawen", "陳大文", Reason{"陳大文", "陳 大文", "chen dawen", Mandarin}},
		{"김경진", "KIM Kyungjin", Reason{"KIM Kyungjin", "김 경진", "kim kyungjin", Korean}},
		{"Maria", "María Cruz", Reason{"María Cruz", "", "", Written}},
	} {
		hits := indexOf(c.person).Search(c.typed, 1)
		if len(hits) != 1 || hits[0].Reason != c.want {
			t.Errorf("%q finds %+v, want %+v", c.typed, hits, c.want)
		}
	}
}

func TestIndex_changesOnePerson(t *testing.T) {
	x := indexOf(crowd...)
	x.Replace(3, "陳小明", "Chan Siu Ming", "Michael Chan")
	if hits := x.Search("michael chan", 1); len(hits) != 1 || hits[0].ID != 3 {
		t.Errorf("the new name finds %v", hits)
	}
	if n := len(crowd) + 2; x.Len() != n {
		t.Errorf("%d names, want %d", x.Len(), n)
	}
	x.Remove(3)
	if hits := x.Search("chan siu ming", 10); slices.Contains(ids(hits), 3) {
		t.Errorf("who was taken out is found: %v", hits)
	}
	x.Replace(99, "Zelda Quux")
	if hits := x.Search("zelda quux", 1); len(hits) != 1 || hits[0].ID != 99 {
		t.Errorf("who came later is not found: %v", hits)
	}
}

func TestIndex_isTheSameWhetherBuiltAtOnceOrOneByOne(t *testing.T) {
	once, later := indexOf(crowd...), New()
	for i, n := range crowd {
		later.Replace(int64(i+1), "Somebody Else")
		later.Replace(int64(i+1), n)
	}
	for _, typed := range append(slices.Clone(crowd), "陳小明", "Kim", "सिंह") {
		a, b := once.Search(typed, 1), later.Search(typed, 1)
		if len(a) != len(b) || len(a) > 0 && a[0].Score != b[0].Score {
			t.Errorf("%q finds %v and %v", typed, a, b)
		}
	}
	if n := len(*later.parts.Load()); n > 4 {
		t.Errorf("%d parts for %d names", n, len(crowd))
	}
}

func TestIndex_isReadWhileItIsWritten(t *testing.T) {
	x := indexOf(crowd...)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for range 50 {
				if hits := x.Search("Maria Garcia", 1); len(hits) != 1 || hits[0].ID != 1 {
					t.Errorf("found %v", hits)
				}
			}
		})
	}
	for i := range 50 {
		x.Replace(int64(1000+i), fmt.Sprint("Person ", i))
	}
	wait.Wait()
}

func TestSearchAmong_findsNobodyElse(t *testing.T) {
	x := indexOf("Maria Garcia", "Maria Garcia", "Mario Garcia")
	hits := x.SearchAmong("maria garcia", 10, func(id int64) bool { return id != 1 })
	if slices.Contains(ids(hits), 1) || len(hits) != 2 {
		t.Errorf("found %v", hits)
	}
}

func TestSearch_ofNothingFindsNothing(t *testing.T) {
	x := indexOf(crowd...)
	for _, typed := range []string{"", " ", "--", "。", "\xff\xfe", "12345"} {
		if hits := x.Search(typed, 5); len(hits) != 0 {
			t.Errorf("%q finds %v", typed, hits)
		}
	}
	if hits := New().Search("Maria", 5); len(hits) != 0 {
		t.Errorf("an empty index finds %v", hits)
	}
}
