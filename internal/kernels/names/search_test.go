package names_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/kernels/names"
	"banyan/internal/testing/shared"
)

// pair is one person's name in two scripts.
type pair struct{ kind, native, latin string }

// knownPairs are names of public people as newspapers spell them, by language. The lists known, more and systems (of the systems of
// spelling that fell short) were looked at while the search was built, unseen never: of it only the figures were.
func knownPairs(t testing.TB, list string) []pair {
	b, err := os.ReadFile("testdata/" + list + ".tsv")
	if err != nil {
		t.Fatal(err)
	}
	return pairsOf(string(b))
}

func pairsOf(tsv string) []pair {
	var out []pair
	for line := range strings.Lines(tsv) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 && f[0] != "kind" {
			out = append(out, pair{f[0], f[1], f[2]})
		}
	}
	return out
}

// figures are what a search was measured by.
type figures struct {
	asked, found int
	reciprocal   float64
}

func (f *figures) recall() float64 { return float64(f.found) / float64(f.asked) }
func (f *figures) mrr() float64    { return f.reciprocal / float64(f.asked) }

// measure puts the people among the crowd and asks for each. Somebody else of the very same name is as good.
func measure(t testing.TB, crowd, people, asked []string, kinds []string) (map[string]*figures, []time.Duration, *names.Index) {
	t.Helper()
	list := slices.Clone(crowd)
	at := rand.New(rand.NewPCG(3, 4)).Perm(len(list))[:len(people)]
	for i, p := range people {
		list[at[i]] = p
	}
	x := names.New()
	x.Build(func(yield func(int64, []string) bool) {
		for i, n := range list {
			if !yield(int64(i), []string{n}) {
				return
			}
		}
	})
	out := map[string]*figures{"all": {}}
	var took []time.Duration
	for i, q := range asked {
		if out[kinds[i]] == nil {
			out[kinds[i]] = &figures{}
		}
		start := processorTime()
		hits := x.Search(q, 10)
		took = append(took, processorTime()-start)
		rank := slices.IndexFunc(hits, func(h names.Hit) bool { return list[h.ID] == people[i] })
		for _, f := range []*figures{out["all"], out[kinds[i]]} {
			f.asked++
			if rank >= 0 {
				f.found++
				f.reciprocal += 1 / float64(rank+1)
			}
		}
	}
	slices.Sort(took)
	return out, took, x
}

func columns(pairs []pair) (kinds, native, latin []string) {
	for _, p := range pairs {
		kinds, native, latin = append(kinds, p.kind), append(native, p.native), append(latin, p.latin)
	}
	return kinds, native, latin
}

func report(t testing.TB, title string, figs map[string]*figures, took []time.Duration) {
	t.Helper()
	kinds := make([]string, 0, len(figs))
	for k := range figs {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	var b strings.Builder
	for _, k := range kinds {
		fmt.Fprintf(&b, "\n  %-12s %4d  recall@10 %.3f  MRR %.3f", k, figs[k].asked, figs[k].recall(), figs[k].mrr())
	}
	t.Logf("%s: p50 %v, p99 %v%s", title, took[len(took)/2], took[len(took)*99/100], b.String())
}

const smallCrowd = 30_000

func TestSearch_findsPublicPeopleInTheOtherScript(t *testing.T) {
	crowd := crowdOf(t, smallCrowd)
	kinds, native, latin := columns(knownPairs(t, "known"))
	for _, way := range []struct {
		title         string
		people, asked []string
	}{{"native typed, Latin on the list", latin, native}, {"Latin typed, native on the list", native, latin}} {
		figs, took, _ := measure(t, crowd, way.people, way.asked, kinds)
		report(t, way.title, figs, took)
		if all := figs["all"]; all.recall() < .97 || all.mrr() < .92 {
			t.Errorf("%s: recall@10 %.3f, MRR %.3f; want .97 and .92", way.title, all.recall(), all.mrr())
		}
		for kind, f := range figs {
			if f.recall() < .89 {
				t.Errorf("%s: %s has a recall@10 of %.3f", way.title, kind, f.recall())
			}
		}
	}
}

func TestSearch_findsPublicPeopleOfAListThatNobodyLookedAt(t *testing.T) {
	crowd := crowdOf(t, smallCrowd)
	kinds, native, latin := columns(knownPairs(t, "unseen"))
	for _, way := range []struct {
		title         string
		people, asked []string
	}{{"native typed, Latin on the list", latin, native}, {"Latin typed, native on the list", native, latin}} {
		figs, took, _ := measure(t, crowd, way.people, way.asked, kinds)
		report(t, "unseen, "+way.title, figs, took)
		if all := figs["all"]; all.recall() < .93 || all.mrr() < .88 {
			t.Errorf("%s: recall@10 %.3f, MRR %.3f; want .93 and .88", way.title, all.recall(), all.mrr())
		}
	}
}

func TestSearch_findsTheAssemblyInHangulHanjaAndLatin(t *testing.T) {
	b, err := os.ReadFile(shared.Path(t, "data/names/cross-script-sample.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	crowd := crowdOf(t, smallCrowd)
	for _, kind := range []string{"ko-hangul", "ko-hanja"} {
		pairs := slices.DeleteFunc(pairsOf(string(b)), func(p pair) bool { return p.kind != kind })
		kinds, native, latin := columns(pairs)
		for _, way := range [][2][]string{{latin, native}, {native, latin}} {
			figs, took, _ := measure(t, crowd, way[0], way[1], kinds)
			report(t, kind, figs, took)
			if f := figs[kind]; f.recall() < .96 || f.mrr() < .9 {
				t.Errorf("%s: recall@10 %.3f, MRR %.3f", kind, f.recall(), f.mrr())
			}
		}
	}
}

// variantsOf are ways to write a name in the same script.
var variants = []struct {
	kind  string
	write func(r *rand.Rand, words []string) string
}{
	{"order", func(_ *rand.Rand, w []string) string { return strings.Join(append(slices.Clone(w[1:]), w[0]), " ") }},
	{"case", func(_ *rand.Rand, w []string) string { return strings.ToUpper(strings.Join(w, " ")) }},
	{"hyphen", func(_ *rand.Rand, w []string) string { return w[0] + " " + strings.Join(w[1:], "-") }},
	{"joined", func(_ *rand.Rand, w []string) string { return w[0] + " " + strings.Join(w[1:], "") }},
	{"diacritics", func(_ *rand.Rand, w []string) string {
		return strings.NewReplacer("a", "á", "o", "ộ", "e", "ê", "u", "ü", "D", "Đ").Replace(strings.Join(w, " "))
	}},
	{"typo", func(r *rand.Rand, w []string) string {
		w = slices.Clone(w)
		i := 0
		for k, word := range w { // in the longest word
			if len(word) > len(w[i]) {
				i = k
			}
		}
		b := []byte(w[i])
		at := 1 + r.IntN(len(b)-1)
		switch r.IntN(4) {
		case 0:
			b = slices.Delete(b, at, at+1)
		case 1:
			b = slices.Insert(b, at, byte('a'+r.IntN(26)))
		case 2:
			b[at] = byte('a' + r.IntN(26))
		case 3:
			b[at], b[at-1] = b[at-1], b[at]
		}
		w[i] = string(b)
		return strings.Join(w, " ")
	}},
}

func TestSearch_findsANameInTheSameScriptHoweverItIsWritten(t *testing.T) {
	crowd := crowdOf(t, smallCrowd)
	kinds, people, asked := sameScript(crowd, 100)
	figs, took, _ := measure(t, crowd, people, asked, kinds)
	report(t, "same script", figs, took)
	for kind, f := range figs {
		if f.recall() < .99 {
			t.Errorf("%s has a recall@10 of %.3f", kind, f.recall())
		}
	}
}

func sameScript(crowd []string, each int) (kinds, people, asked []string) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, v := range variants {
		for n := 0; n < each; {
			name := crowd[r.IntN(len(crowd))]
			words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == ',' || r == '-' })
			if len(words) < 2 || len(words) < 3 && (v.kind == "joined" || v.kind == "hyphen") {
				continue
			}
			kinds, people, asked = append(kinds, v.kind), append(people, name), append(asked, v.write(r, words))
			n++
		}
	}
	return kinds, people, asked
}

// BenchmarkSearch_amongAMillion prints what docs/names.md says: go test -run '^$' -bench amongAMillion -benchtime 1x -v ./internal/kernels/names
func BenchmarkSearch_amongAMillion(b *testing.B) {
	crowd := crowdOf(b, 1_000_000)
	type way struct {
		title                string
		kinds, people, asked []string
	}
	var ways []way
	for _, list := range []string{"known", "more", "systems", "unseen"} {
		kinds, native, latin := columns(knownPairs(b, list))
		ways = append(ways, way{list + ", native typed, Latin on the list", kinds, latin, native}, way{list + ", Latin typed, native on the list", kinds, native, latin})
	}
	same, people, asked := sameScript(crowd, 250)
	ways = append(ways, way{"same script", same, people, asked})
	for range b.N {
		for _, way := range ways {
			start := time.Now()
			figs, took, x := measure(b, crowd, way.people, way.asked, way.kinds)
			report(b, way.title, figs, took)
			b.Logf("  %d names take %d MB; building and all searches took %v", x.Len(), x.Bytes()>>20, time.Since(start))
		}
	}
}
