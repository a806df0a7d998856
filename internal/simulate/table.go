package simulate

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// entry is one name with the ways in which people spell it, the commonest first.
type entry struct{ spellings []string }

// word is a name as one person spells it.
type word struct {
	entry   *entry
	spelled int
}

func (w word) String() string {
	if w.entry == nil {
		return ""
	}
	return w.entry.spellings[w.spelled]
}

// spellable tells whether the name has several spellings.
func (w word) spellable() bool { return len(w.entry.spellings) > 1 }

// respelled gives another spelling of the same name; ok is false where there is none.
func (w word) respelled(rng *rand.Rand) (string, bool) {
	if w.entry == nil || len(w.entry.spellings) < 2 {
		return "", false
	}
	other := rng.IntN(len(w.entry.spellings) - 1)
	if other >= w.spelled {
		other++
	}
	return w.entry.spellings[other], true
}

// as gives a bare text the shape of a name.
func as(text string) word { return word{entry: &entry{[]string{text}}} }

// table draws names by their share.
type table struct {
	entries []entry
	sums    []float64
}

func (t *table) pick(rng *rand.Rand) word {
	x := rng.Float64() * t.sums[len(t.sums)-1]
	i, _ := slices.BinarySearch(t.sums, x)
	e := &t.entries[min(i, len(t.entries)-1)]
	w := word{entry: e}
	if len(e.spellings) > 1 && rng.Float64() < 0.3 {
		w.spelled = 1 + rng.IntN(len(e.spellings)-1)
	}
	return w
}

func (t *table) add(weight float64, spellings ...string) {
	t.entries = append(t.entries, entry{spellings})
	last := 0.0
	if n := len(t.sums); n > 0 {
		last = t.sums[n-1]
	}
	t.sums = append(t.sums, last+weight)
}

// newTable reads a list as tables.go writes it. A hyphen between capitals stands for a space.
func newTable(list string) *table {
	t := &table{}
	for i, item := range strings.Fields(list) {
		name, share, given := strings.Cut(item, ":")
		weight := 100 / float64(i+6)
		if given {
			weight, _ = strconv.ParseFloat(share, 64)
		}
		spellings := strings.Split(name, "/")
		for j, s := range spellings {
			spellings[j] = strings.ReplaceAll(s, "-", " ")
		}
		if weight > 0 {
			t.add(weight, spellings...)
		}
	}
	return t
}

// columnOf reads one column of a table whose items are pairs 'Chen|Chan'.
func columnOf(list string, column int) *table {
	t := &table{}
	for i, item := range strings.Fields(list) {
		pair, share, given := strings.Cut(item, ":")
		weight := 100 / float64(i+6)
		if given {
			weight, _ = strconv.ParseFloat(share, 64)
		}
		t.add(weight, strings.ReplaceAll(strings.Split(pair, "|")[column], "-", " "))
	}
	return t
}

// withTail adds the many rare names that English has: a tenth of all of them together.
func withTail(t *table) *table {
	weight := t.sums[len(t.sums)-1] * 0.8 / float64(len(strings.Fields(englishStems))*len(strings.Fields(englishEnds)))
	for _, stem := range strings.Fields(englishStems) {
		for _, end := range strings.Fields(englishEnds) {
			t.add(weight, stem+end)
		}
	}
	return t
}

// gendered holds a woman's and a man's table.
type gendered [2]*table

// lore is every table, read once.
type lore struct {
	families             [cultures]*table
	given, first, second [cultures]gendered
	middles              [cultures]gendered
	adopted              gendered
	elder                *table
	nicknames            map[string][]string
	streets, types       *table
	cities               []string
}

var known = sync.OnceValue(func() *lore {
	both := func(women, men string) gendered { return gendered{newTable(women), newTable(men)} }
	k := &lore{
		adopted: both(adoptedWomen, adoptedMen), elder: newTable(hmongElder), nicknames: map[string][]string{},
		streets: newTable(streetNames), types: newTable(streetTypes),
	}
	for c, list := range map[Culture]string{
		Vietnamese: vietnameseFamilies, Korean: koreanFamilies, Hindu: hinduFamilies, Sikh: sikhFamilies, Muslim: pakistani,
		Bangladeshi: bangladeshi, Filipino: filipinoFamilies, Khmer: khmerFamilies, Hmong: hmongFamilies,
	} {
		k.families[c] = newTable(list)
	}
	k.families[English] = withTail(newTable(englishFamilies))
	for i, c := range []Culture{Mandarin, Cantonese} {
		k.families[c] = columnOf(chineseFamilies, i)
		first, second := columnOf(chineseFirst, i), columnOf(chineseSecond, i)
		k.first[c], k.second[c] = gendered{first, first}, gendered{second, second}
	}
	k.first[Korean], k.second[Korean] = both(koreanWomensFirst, koreanMensFirst), both(koreanWomensSecond, koreanMensSecond)
	k.given = [cultures]gendered{
		English: both(englishWomen, englishMen), Vietnamese: both(vietnameseWomen, vietnameseMen), Hindu: both(hinduWomen, hinduMen),
		Sikh: both(sikhGiven, sikhGiven), Muslim: both(muslimWomen, muslimMen), Bangladeshi: both(muslimWomen, muslimMen),
		Filipino: both(filipinoWomen, filipinoMen), Khmer: both(khmerWomen, khmerMen), Hmong: both(hmongWomen, hmongMen),
	}
	k.middles[English] = both(englishWomensMiddles, englishMensMiddles)
	k.middles[Vietnamese] = both(vietnameseWomensMiddles, vietnameseMensMiddles)
	for _, line := range strings.Split(nicknames, ";") {
		f := strings.Fields(line)
		k.nicknames[f[0]] = f[1:]
	}
	for _, c := range strings.Fields(cityNames) {
		k.cities = append(k.cities, strings.ReplaceAll(c, "-", " "))
	}
	return k
})

// plain takes the marks off letters, as most files do.
func plain(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'đ':
			b.WriteByte('d')
		case r == 'Đ':
			b.WriteByte('D')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
