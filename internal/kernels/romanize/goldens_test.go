package romanize

import (
	"bufio"
	"embed"
	"os"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/*.txt
var goldens embed.FS

// golden is a name in its own script with the spellings that people in the United States use for it.
type golden struct {
	native    string
	spellings []string
}

// readGoldens gives the lines by which tables were tuned (odd) and those kept back while they were made (even). A few of the even lines
// of Khmer, Thai and Hmong were seen later, as misses of the whole search.
func readGoldens(t *testing.T, lang string) (tuned, held []golden) {
	t.Helper()
	f, err := goldens.Open("testdata/" + lang + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		fields := strings.Fields(strings.ToLower(s.Text()))
		if len(fields) < 2 {
			continue
		}
		if n++; n%2 == 1 {
			tuned = append(tuned, golden{fields[0], fields[1:]})
		} else {
			held = append(held, golden{fields[0], fields[1:]})
		}
	}
	return tuned, held
}

// read gives the readings of a native word, or the variants of a Latin one (Hmong).
func read(word string) []Reading {
	if ScriptOf(word) == Latin {
		return append([]Reading{{Text: word, Weight: 1}}, Variants(word)...)
	}
	return Readings(word)
}

// score counts over pairs of a native name and one spelling of it.
type score struct{ pairs, exact, key, near int }

func (s score) share(n int) float64 { return float64(n) / float64(s.pairs) }

func measure(t *testing.T, set []golden, verbose bool) (s score) {
	for _, g := range set {
		readings := read(g.native)
		for _, spelling := range g.spellings {
			exact, key, near := meets(readings, spelling)
			s.pairs++
			s.exact += exact
			s.key += key
			s.near += near
			if verbose && exact == 0 {
				t.Logf("%s %s: key %d near %d: %v", g.native, spelling, key, near, texts(g.native))
			}
		}
	}
	return s
}

// meets tells in which ways a spelling is found from the readings: letter by letter, by its key of sound, by distance.
func meets(readings []Reading, spelling string) (exact, key, near int) {
	keys := Keys(spelling)
	for _, r := range readings {
		if r.Text == spelling {
			exact = 1
		}
		if slices.ContainsFunc(Keys(r.Text), func(k string) bool { return slices.Contains(keys, k) }) {
			key = 1
		}
		if Distance(r.Text, spelling) <= .15 {
			near = 1
		}
	}
	return exact, key, near
}

// floors hold what was reached, on the lines that were not looked at, so that a change for one language does not cost another.
var floors = map[string]struct{ exact, key, near float64 }{
	"ko":  {.97, .98, .98},
	"hi":  {.93, .94, .95},
	"ne":  {.95, .95, .95},
	"bn":  {.93, .97, .97},
	"pa":  {.9, .97, .97},
	"ur":  {.86, .97, .95},
	"km":  {.97, .97, .97},
	"lo":  {.95, .97, .97},
	"th":  {.75, .95, .95},
	"hmn": {.9, .97, .95},
	"ja":  {.92, .97, .93},
	"ta":  {.7, .92, .95},
	"my":  {.93, .97, .95},
}

func TestReadings_meetTheSpellingsThatPeopleUse(t *testing.T) {
	verbose := os.Getenv("ROMANIZE_VERBOSE")
	for _, lang := range []string{"ko", "hi", "ne", "bn", "pa", "ur", "km", "lo", "th", "hmn", "ja", "ta", "my"} {
		tuned, held := readGoldens(t, lang)
		a, b := measure(t, tuned, verbose == lang), measure(t, held, false)
		t.Logf("%-3s tuned %3d pairs: exact %.2f key %.2f near %.2f | held back %3d pairs: exact %.2f key %.2f near %.2f", lang,
			a.pairs, a.share(a.exact), a.share(a.key), a.share(a.near), b.pairs, b.share(b.exact), b.share(b.key), b.share(b.near))
		floor := floors[lang]
		if b.share(b.exact) < floor.exact || b.share(b.key) < floor.key || b.share(b.near) < floor.near {
			t.Errorf("%s fell below %v", lang, floor)
		}
		if len(tuned)+len(held) < 60 {
			t.Errorf("%s has only %d names", lang, len(tuned)+len(held))
		}
	}
}
