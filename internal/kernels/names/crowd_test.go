package names_test

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"banyan/internal/testing/shared"
)

// weighted is a list of words that are drawn as often as people have them.
type weighted struct {
	words []string
	sums  []float64
}

func (w *weighted) add(word string, weight float64) {
	if n := len(w.sums); n > 0 {
		weight += w.sums[n-1]
	}
	w.words, w.sums = append(w.words, word), append(w.sums, weight)
}

func (w *weighted) draw(r *rand.Rand) string {
	i, _ := slices.BinarySearch(w.sums, r.Float64()*w.sums[len(w.sums)-1])
	return w.words[min(i, len(w.words)-1)]
}

// culture is how names of one language are put together from syllables.
type culture struct{ share, families, syllables, styles string }

var cultures = []culture{
	{"10", "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Jeon Hong Ko Moon Yang Son Bae Baek Heo Noh", "ji min hyun seo jun young ho su jin eun kyung sang woo tae won hee sun mi hye jung in yeon gyu seung dong chul il yong chan ki byung jae sung hoon na ri rim ah yoon", "F a b|Ab F|F ab|A-b F"},
	{"13", "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo", "wei jing li min xiao hua ming yan hong jie ling yu fang jun lei qiang tao bo hui ping mei lan ying xin yi chen jia hao zhi guo jian wen bin cheng xiu qing", "F Ab|Ab F|A F"},
	{"10", "Chan Wong Lee Cheung Leung Lam Ng Ho Lau Yeung Kwok Cheng Tsang Tse Chow Yip Mak", "tai man wing siu chi kwok wai ka ming yuk lai kit chun ho shing kin fung hing mei yee sze hang lok yan pui ling suk kwan", "F A B|A B F|E F A B|F, A b"},
	{"12", "Nguyen Tran Le Pham Hoang Huynh Phan Vu Vo Dang Bui Do", "thi van minh anh huong lan mai linh tuan hung dung thanh hoa phuong nga ha thu nhung quang duc long son binh ngoc kim tam loan", "F A B|A B F|B F"},
}

// crowdOf makes n people as they stand in American lists: names of the census, more of them Asian than there, and names that are put
// together like Korean, Chinese and Vietnamese ones.
func crowdOf(t testing.TB, n int) []string {
	t.Helper()
	r := rand.New(rand.NewPCG(20, 26))
	families, given := census(t), babies(t)
	var out []string
	for len(out) < n {
		x := r.Float64() * 100
		name := ""
		for _, c := range cultures {
			share, _ := strconv.ParseFloat(c.share, 64)
			if x -= share; x < 0 {
				name = c.name(r, given.draw(r))
				break
			}
		}
		if name == "" {
			name = given.draw(r) + " " + families.draw(r)
		}
		out = append(out, name)
	}
	return out
}

func (c culture) name(r *rand.Rand, english string) string {
	pick := func(s string) string { f := strings.Fields(s); return f[r.IntN(len(f))] }
	style := strings.Split(c.styles, "|")
	a, b := pick(c.syllables), pick(c.syllables)
	return strings.NewReplacer("F", pick(c.families), "A", title(a), "a", a, "B", title(b), "b", b, "E", english).Replace(style[r.IntN(len(style))])
}

func title(s string) string { return strings.ToUpper(s[:1]) + strings.ToLower(s[1:]) }

func census(t testing.TB) *weighted {
	z, err := gzip.NewReader(shared.Open(t, "data/names/us-surnames-census2000.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	w := &weighted{}
	each(t, z, func(f []string) {
		count, err := strconv.ParseFloat(f[1], 64)
		if err != nil {
			return
		}
		asian, _ := strconv.ParseFloat(f[4], 64)
		w.add(title(f[0]), count*(asian/100+.02))
	})
	return w
}

func babies(t testing.TB) *weighted {
	w := &weighted{}
	each(t, shared.Open(t, "data/names/us-given-names-ssa-by-decade.csv"), func(f []string) {
		births, err := strconv.ParseFloat(f[3], 64)
		if err == nil {
			w.add(title(f[2]), births)
		}
	})
	return w
}

func each(t testing.TB, from io.Reader, row func(fields []string)) {
	t.Helper()
	rows := csv.NewReader(bufio.NewReader(from))
	rows.FieldsPerRecord = -1
	for {
		f, err := rows.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		row(f)
	}
}
