package demo

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"reflect"
	"regexp"
	"testing"
	"time"
	"unicode"
)

func TestNew_sameSeedSameWorld(t *testing.T) {
	a, b, c := New(7), New(7), New(8)
	if !reflect.DeepEqual(a, b) {
		t.Error("one seed gave two worlds")
	}
	if reflect.DeepEqual(a.Organizations[0].People, c.Organizations[0].People) {
		t.Error("two seeds gave the same people")
	}
	for i, f := range a.Organizations[0].Files() {
		if !bytes.Equal(f.Content, b.Organizations[0].Files()[i].Content) {
			t.Errorf("%s differs for one seed", f.Name)
		}
	}
}

func TestNew_isFast(t *testing.T) {
	best := time.Hour
	for range 3 {
		start := time.Now()
		for _, o := range New(1).Organizations {
			o.Files()
		}
		best = min(best, time.Since(start))
	}
	if best > time.Second { // about 0.1 s on a small machine; a crowded one is forgiven
		t.Errorf("a world and its files took %v", best)
	}
}

func TestNew_hasTheWantedSize(t *testing.T) {
	w := New(20261122)
	states := map[string]bool{}
	for _, o := range w.Organizations {
		states[o.Town.State] = true
		if len(o.Staff) < 2 || len(o.Town.Wards) < 1 || len(o.Town.Blocks) < 15 {
			t.Errorf("%s: %d staff, %d wards, %d blocks", o.Slug, len(o.Staff), len(o.Town.Wards), len(o.Town.Blocks))
		}
	}
	o := w.Organizations[0]
	if len(states) != 6 || len(o.People) != 6000 || len(o.Staff) != 5 {
		t.Errorf("%d states, %d people, %d staff", len(states), len(o.People), len(o.Staff))
	}
	voters, members, buildings, scripts, languages := 0, 0, map[int]bool{}, map[string]bool{}, map[string]int{}
	for _, p := range o.People {
		languages[p.Language]++
		if p.Voter == nil && p.Member == nil {
			t.Fatalf("%+v is known to nobody", p)
		}
		if p.Voter != nil {
			voters++
		}
		if p.Member != nil {
			members++
			for _, r := range p.Native {
				for name, table := range unicode.Scripts {
					if unicode.Is(table, r) {
						scripts[name] = true
					}
				}
			}
		}
	}
	for _, a := range o.Town.Addresses {
		buildings[a.Building] = true
	}
	t.Logf("%d voters, %d members, %d households, %d addresses, %d apartment houses, %d blocks, languages %v", voters, members, len(o.Households), len(o.Town.Addresses), len(buildings)-1, len(o.Town.Blocks), languages)
	if voters < 5400 || members < 600 || len(buildings) < 15 || len(o.Town.Wards) != 8 || len(languages) != len(communities) {
		t.Errorf("too small: %d voters, %d members, %d buildings, %d wards", voters, members, len(buildings)-1, len(o.Town.Wards))
	}
	for _, s := range []string{"Latin", "Han", "Hangul", "Khmer", "Lao", "Devanagari", "Bengali", "Arabic"} {
		if !scripts[s] {
			t.Errorf("no member has a name in %s", s)
		}
	}
}

var fakePhone = regexp.MustCompile(`^(\(\d{3}\) 555-01\d\d)?$`)
var fakeEmail = regexp.MustCompile(`^([a-z.0-9-]+@([a-z-]+\.)?example\.org)?$`)

func TestNew_reachesNobody(t *testing.T) {
	for _, o := range New(3).Organizations {
		for _, p := range o.People {
			if !fakePhone.MatchString(p.Phone) || !fakeEmail.MatchString(p.Email) {
				t.Fatalf("%q, %q could be somebody's", p.Phone, p.Email)
			}
		}
		for _, a := range o.Staff {
			if !regexp.MustCompile(`^[a-z-]+@[a-z-]+\.example\.org$`).MatchString(a.Email) {
				t.Errorf("%q could be somebody's", a.Email)
			}
		}
	}
}

func TestTown_isSound(t *testing.T) {
	town := New(5).Organizations[0].Town
	seen := map[string]bool{}
	for _, a := range town.Addresses {
		if seen[a.Line()] {
			t.Errorf("two doors at %s", a.Line())
		}
		seen[a.Line()] = true
		if !town.dry(a.At) {
			t.Errorf("%s stands in the river", a.Line())
		}
	}
	even := 0
	for _, a := range town.Addresses {
		if n := a.Number[len(a.Number)-1]; a.Unit == "" && (n-'0')%2 == 0 {
			even++
		}
	}
	if share := float64(even) / float64(len(town.Addresses)); share < 0.3 || share > 0.6 {
		t.Errorf("%.0f %% of doors have even house numbers", share*100)
	}
	ends, odd := map[XY]int{}, 0
	for _, b := range town.Blocks {
		ends[b.Line[0]]++
		ends[b.Line[len(b.Line)-1]]++
	}
	for _, n := range ends {
		if n == 1 {
			odd++
		}
	}
	// Every block's ends meet others', but for cul-de-sacs, the river's banks and the town's edge.
	if odd > len(ends)/4 {
		t.Errorf("%d of %d ends of blocks lead nowhere", odd, len(ends))
	}
	if reached := reach(town.Blocks); reached < len(ends)*97/100 {
		t.Errorf("one can walk to %d of %d crossings", reached, len(ends))
	}
}

// reach counts the crossings that can be walked to from the first block.
func reach(blocks []Block) int {
	next := map[XY][]XY{}
	for _, b := range blocks {
		p, q := b.Line[0], b.Line[len(b.Line)-1]
		next[p], next[q] = append(next[p], q), append(next[q], p)
	}
	seen, todo := map[XY]bool{blocks[0].Line[0]: true}, []XY{blocks[0].Line[0]}
	for len(todo) > 0 {
		p := todo[0]
		todo = todo[1:]
		for _, q := range next[p] {
			if !seen[q] {
				seen[q] = true
				todo = append(todo, q)
			}
		}
	}
	return len(seen)
}

func TestFiles_areReadable(t *testing.T) {
	for _, o := range New(11).Organizations {
		for _, f := range o.Files() {
			if bytes.HasPrefix(f.Content, []byte("{")) {
				var c struct {
					Features []struct{ Geometry struct{ Type string } }
				}
				if err := json.Unmarshal(f.Content, &c); err != nil || len(c.Features) == 0 {
					t.Errorf("%s: %v, %d features", f.Name, err, len(c.Features))
				}
				continue
			}
			if rows, err := csv.NewReader(bytes.NewReader(f.Content)).ReadAll(); err != nil || len(rows) < 100 {
				t.Errorf("%s: %v, %d rows", f.Name, err, len(rows))
			}
		}
	}
}

func TestScript_hasEveryTextInEveryLanguage(t *testing.T) {
	s := New(1).Program.Script
	texts := []Text{s.Title, s.Opening, s.Closing}
	for _, q := range s.Questions {
		texts = append(texts, q.Text)
		for _, c := range q.Choices {
			texts = append(texts, c.Text)
		}
	}
	if len(s.Questions) != 4 || len(texts) != 3+4+13 {
		t.Errorf("%d questions, %d texts", len(s.Questions), len(texts))
	}
	for _, text := range texts {
		for _, tag := range ScriptLanguages {
			if text[tag] == "" {
				t.Errorf("%q is missing in %s", text["en"], tag)
			}
		}
	}
}

func TestWalk_countsAsDoorsDo(t *testing.T) {
	var doors []Door
	for i := range 400 {
		doors = append(doors, Door{string(rune('a' + i)), []Resident{{"p", "vi"}}})
	}
	s := New(1).Program.Script
	results := map[string]int{}
	for _, k := range s.Walk(9, doors, 0.5) {
		results[k.Result]++
		if (k.Result == "conversation") != (len(k.Answers) > 0) {
			t.Errorf("%s with answers %v", k.Result, k.Answers)
		}
	}
	if n := results["conversation"]; n < 30 || n > 80 || results["not_home"] < 70 {
		t.Errorf("200 doors gave %v", results)
	}
	if !reflect.DeepEqual(s.Walk(9, doors, 0.5), s.Walk(9, doors, 0.5)) {
		t.Error("one seed gave two walks")
	}
}

func TestCity_hasRoomForItsHouseholdsUnderAddressesOfTheirOwn(t *testing.T) {
	for _, households := range []int{50, 1200, 15000} {
		o := City(7, households)
		if len(o.Households) != households {
			t.Errorf("%d households of %d, at %d addresses", len(o.Households), households, len(o.Town.Addresses))
		}
		seen := map[string]bool{}
		for _, h := range o.Households {
			line := o.Town.Addresses[h.Address].Line()
			if seen[line] {
				t.Fatalf("two households at %s", line)
			}
			seen[line] = true
		}
	}
}
