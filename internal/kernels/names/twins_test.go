package names_test

import (
	"strings"
	"testing"

	"banyan/internal/kernels/names"
)

func TestSearch_findsOneRomanizationByAnother(t *testing.T) {
	x := names.New()
	list := []string{"Lai Ching-te", "Kim Young-sam", "Jasper TSANG Yok-sing", "CHAN Tai Man", "Tan Keng Yam", "Yoon Suk Yeol", "Mary Smith", "Qing Li", "Chen Jianming", "Tran Van Anh"}
	x.Build(func(yield func(int64, []string) bool) {
		for i, n := range list {
			if !yield(int64(i), []string{n}) {
				return
			}
		}
	})
	for typed, want := range map[string]string{
		"Lai Qingde": "Lai Ching-te", "Gim Yeongsam": "Kim Young-sam", "Zeng Yucheng": "Jasper TSANG Yok-sing", "Chen Dawen": "CHAN Tai Man", "Chen Qingyan": "Tan Keng Yam",
		"Yun Seok-yeol": "Yoon Suk Yeol", "Tsang Yuk Shing": "Jasper TSANG Yok-sing",
	} {
		if hits := x.Search(typed, 3); len(hits) == 0 || list[hits[0].ID] != want {
			t.Errorf("%q finds %+v, want %q", typed, hits, want)
		}
	}
}

// TestSearch_readsWhatNobodyIsCalled types and lists letters in every number and mixture: nothing breaks, and everybody is found by the very name.
func TestSearch_readsWhatNobodyIsCalled(t *testing.T) {
	var list []string
	for _, s := range []string{"ស្រ", "தமிழ்", "क्ष", "สิทธิ", "စိုး", "محمد", "김", "陳", "たなか", "Ж", "kh", "👨\u200d👩", "e\u0301", "\u200b", "々", "ー", "ﷺ", "ﬃ", "\xff", "0"} {
		for _, n := range []int{1, 7, 16, 200} {
			list = append(list, strings.Repeat(s, n), strings.Repeat(s+" ", n), "Li "+strings.Repeat(s, n))
		}
	}
	x := names.New()
	x.Build(func(yield func(int64, []string) bool) {
		for i, n := range list {
			if !yield(int64(i), []string{n}) {
				return
			}
		}
	})
	for _, typed := range list {
		if hits := x.Search(typed, 10); strings.HasPrefix(typed, "Li ") && len(hits) == 0 {
			t.Errorf("%q finds nobody", typed)
		}
	}
}
