package romanize

import (
	"bufio"
	"encoding/csv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"banyan/internal/testing/shared"
)

// plain folds a Latin spelling to a to z.
func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case r == 'ı':
			b.WriteByte('i')
		case r < unicode.MaxASCII && unicode.IsLetter(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// common reads a list of common names by country: native and romanized names of one group.
func common(t *testing.T, file string) map[string][]golden {
	rows, err := csv.NewReader(shared.Open(t, file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[strings.TrimPrefix(name, "\ufeff")] = i
	}
	out := map[string][]golden{}
	for _, row := range rows[1:] {
		native, latin, country := row[column["Localized Name"]], plain(row[column["Romanized Name"]]), row[column["Country"]]
		if s := ScriptOf(native); s == Unknown || s == Latin || s == Han || latin == "" || strings.Contains(native, " ") {
			continue
		}
		out[country] = append(out[country], golden{native, []string{latin}})
	}
	return out
}

// The lists were collected by others and nobody tuned on them. Some of their Latin names are translations ('Bird') or other names.
func TestReadings_meetListsOfCommonNames(t *testing.T) {
	all := map[string]score{}
	for _, file := range []string{"data/names/common-surnames-by-country.csv", "data/names/common-forenames-by-country.csv"} {
		for country, set := range common(t, file) {
			s, more := all[country], measure(t, set, false)
			all[country] = score{s.pairs + more.pairs, s.exact + more.exact, s.key + more.key, s.near + more.near}
		}
	}
	for country, least := range map[string]float64{"KR": .95, "KH": .9, "NP": .95, "BD": .9, "IN": .95, "RU": .88, "AE": .85, "GE": .9, "AM": .9} {
		s := all[country]
		t.Logf("%s %3d pairs: exact %.2f key %.2f near %.2f", country, s.pairs, s.share(s.exact), s.share(s.key), s.share(s.near))
		if s.pairs < 5 || s.share(s.key) < least {
			t.Errorf("%s: the keys of %d pairs meet in %.2f, want %.2f", country, s.pairs, s.share(s.key), least)
		}
	}
}

// Members of a national assembly with the spelling that each uses: written in one piece, family name first.
func TestReadings_meetTheSpellingsOfAnAssembly(t *testing.T) {
	var set []golden
	for s := bufio.NewScanner(shared.Open(t, "data/names/cross-script-sample.tsv")); s.Scan(); {
		f := strings.Split(s.Text(), "\t")
		if len(f) == 3 && f[0] == "ko-hangul" {
			set = append(set, golden{f[1], []string{plain(f[2])}})
		}
	}
	s := measure(t, set, false)
	t.Logf("%d names: exact %.2f key %.2f near %.2f", s.pairs, s.share(s.exact), s.share(s.key), s.share(s.near))
	if s.pairs < 100 || s.share(s.near) < .95 {
		t.Errorf("of %d names %.2f are near, want .95", s.pairs, s.share(s.near))
	}
}
