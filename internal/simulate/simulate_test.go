package simulate

import (
	"bytes"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPlan_theSameSeedTellsTheSameRows(t *testing.T) {
	plan := VoterFileAgainstMembers(3, 2000)
	first, again := slices.Collect(plan.RightRows()), slices.Collect(plan.RightRows())
	if !slices.Equal(first, again) {
		t.Error("the same plan told two stories")
	}
	other := VoterFileAgainstMembers(4, 2000)
	if slices.Equal(first, slices.Collect(other.RightRows())) {
		t.Error("another seed told the same story")
	}
}

func TestRegister_copiesAreOfTheOriginals(t *testing.T) {
	g := Register{Seed: 8, People: 2000, Copies: 3, Mistakes: 2}
	originals, copies := slices.Collect(g.Originals()), slices.Collect(g.Copied())
	if !slices.Equal(copies, slices.Collect(g.Copied())) {
		t.Error("the same register was copied in two ways")
	}
	of, same := map[int64]int{}, 0
	for _, c := range copies {
		of[c.Truth]++
		if c.Family == originals[c.Truth].Family {
			same++
		}
	}
	if len(originals) != 2000 || len(of) != 2000 {
		t.Errorf("%d originals, copies of %d", len(originals), len(of))
	}
	near(t, "copies of one row", float64(len(copies))/2000, 1.75, 0.05)
	near(t, "family names that are still right", float64(same)/float64(len(copies)), 0.75, 0.03)
}

func TestPlan_sharesAreAsAsked(t *testing.T) {
	plan := VoterFileAgainstMembers(5, 20_000)
	left, right := slices.Collect(plan.LeftRows()), slices.Collect(plan.RightRows())
	people := map[int64]bool{}
	both := 0
	for _, r := range left {
		people[r.Truth] = true
	}
	for _, r := range right {
		if people[r.Truth] {
			both++
		}
	}
	near(t, "members who are registered", float64(both)/float64(len(right)), 0.8, 0.01)
	// Damage that nothing forbids is as common as asked.
	near(t, "abbreviated addresses", share(right, ShortAddress), member[ShortAddress], 0.01)
	near(t, "lost phones", share(right, PhoneLost), member[PhoneLost], 0.01)
	near(t, "swapped names", share(right, Swapped), member[Swapped], 0.01)
	// What an anchor keeps is rarer: 60 % of people never lose their birth date.
	if s := share(right, BirthLost); s > 0.4*member[BirthLost] || s < 0.2*member[BirthLost] {
		t.Errorf("birth lost: %.3f", s)
	}
}

func share(rows []Row, d Damage) float64 {
	n := 0
	for _, r := range rows {
		if r.Damage.Has(d) {
			n++
		}
	}
	return float64(n) / float64(len(rows))
}

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if math.Abs(got-want) > by {
		t.Errorf("%s: %.3f, want %.3f", what, got, want)
	}
}

func TestPlan_namesAreAsCommonAsInTheCommunities(t *testing.T) {
	count, nguyen := map[Culture]int{}, 0
	kims, seen := 0, map[int64]int{}
	for r := range Voters(7, 50_000) {
		count[r.Culture]++
		if r.Culture == Vietnamese && (r.Family == "Nguyen" || r.Given == "Nguyen") {
			nguyen++
		}
		if r.Culture == Korean {
			if seen[r.Home]++; seen[r.Home] == 6 {
				kims++
			}
		}
	}
	for _, c := range Cultures() {
		if count[c] < 1000 {
			t.Errorf("%s: only %d of 50,000 people", c, count[c])
		}
	}
	near(t, "share of Nguyen", float64(nguyen)/float64(count[Vietnamese]), 0.35, 0.04)
	if kims == 0 {
		t.Error("no Korean home of six")
	}
}

// What the two files tell of one person agrees in what the person's anchor keeps, and what was told as whole is whole.
func TestPlan_theTruthIsConsistent(t *testing.T) {
	plan := TwoVoterFiles(11, 5000)
	left := map[int64]Row{}
	ids := map[string]int64{}
	for r := range plan.LeftRows() {
		if _, twice := left[r.Truth]; twice {
			t.Fatal("a voter file tells of one person twice")
		}
		if other, taken := ids[r.VoterID]; taken {
			t.Fatalf("voter id %s belongs to %d and %d", r.VoterID, other, r.Truth)
		}
		left[r.Truth], ids[r.VoterID] = r, r.Truth
	}
	pairs, weak := 0, 0
	for r := range plan.RightRows() {
		l, ok := left[r.Truth]
		if !ok {
			continue
		}
		pairs++
		if l.VoterID != r.VoterID {
			t.Fatalf("one person, two numbers: %s and %s", l.VoterID, r.VoterID)
		}
		sameBirth := l.BirthDate == r.BirthDate
		sameHome := l.Number == r.Number && l.City == r.City
		if !sameBirth && !sameHome {
			weak++
			t.Errorf("no clerk could tell: %+v and %+v", l, r)
		}
		undamaged := l.Damage|r.Damage == 0
		if undamaged && (l.Name != r.Name || !sameBirth || !sameHome) {
			t.Errorf("undamaged rows differ: %+v and %+v", l, r)
		}
	}
	if pairs < 5000 || weak > 0 {
		t.Errorf("%d pairs, %d of them hopeless", pairs, weak)
	}
}

func TestPlan_eachDamageHappensAndIsSeen(t *testing.T) {
	seen := Suffered(0)
	for _, plan := range []Plan{VoterFileAgainstMembers(13, 20_000), OneDirtyList(13, 5000)} {
		rows := plan.RightRows()
		if plan.Right.Share == 0 {
			rows = plan.LeftRows()
		}
		for r := range rows {
			seen |= r.Damage
		}
	}
	for d := Damage(0); d < damages; d++ {
		if !seen.Has(d) {
			t.Errorf("%s never happened", d)
		}
	}
}

func TestTypo_alwaysDiffersAndStaysClose(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, name := range []string{"Nguyen", "Li", "Williams", "O", "Park", "Dela Cruz", "84th", "Đỗ", "Ánh"} {
		for range 200 {
			got := typo(name, rng)
			if got == name {
				t.Fatalf("%s stayed", name)
			}
			if !utf8.ValidString(got) {
				t.Fatalf("%s became the broken %q", name, got)
			}
			if d := len(got) - len(name); d > 3 || d < -3 {
				t.Fatalf("%s became %s", name, got)
			}
		}
	}
}

func TestVoters_streamsExactlyAsManyAsAskedInLittleMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n := 0
	for range Voters(17, 100_000) {
		n++
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n != 100_000 {
		t.Errorf("%d rows", n)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

func TestBiographies_tellSeveralTimesOfMostPeople(t *testing.T) {
	rows := slices.Collect(Biographies{Seed: 19, Persons: 3000}.Rows())
	perPerson := map[int64]int{}
	names := map[string]map[int64]bool{}
	for _, r := range rows {
		perPerson[r.Truth]++
		if names[r.Name] == nil {
			names[r.Name] = map[int64]bool{}
		}
		names[r.Name][r.Truth] = true
		if r.BirthDate == "" && r.City == "" {
			t.Errorf("nothing but a name: %+v", r)
		}
	}
	shared := 0
	for _, who := range names {
		if len(who) > 1 {
			shared++
		}
	}
	most := 0
	for _, n := range perPerson {
		most = max(most, n)
	}
	near(t, "records a person", float64(len(rows))/3000, 4, 0.3)
	if most != 12 || shared < 50 {
		t.Errorf("at most %d records a person, %d names of several people", most, shared)
	}
}

func TestWrite_rendersALayout(t *testing.T) {
	var out bytes.Buffer
	n, err := Write(&out, VoterFile, Voters(23, 500))
	if err != nil || n != 500 {
		t.Fatal(n, err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 501 {
		t.Fatal(len(rows), err)
	}
	if !slices.Contains(rows[0], "NOV2024") || rows[0][0] != "VOTER_ID" {
		t.Errorf("header: %v", rows[0])
	}
	empty := make([]bool, len(rows[0]))
	for c := range empty {
		empty[c] = !slices.ContainsFunc(rows[1:], func(r []string) bool { return r[c] != "" })
		if empty[c] {
			t.Errorf("column %s is empty throughout", rows[0][c])
		}
	}
	out.Reset()
	pipe := Layout{Columns: []Column{{"A", "=WI"}, {"B", "family, given"}}, Comma: '|', NoHeader: true}
	if _, err := Write(&out, pipe, Voters(23, 1)); err != nil || !strings.HasPrefix(out.String(), "WI|") {
		t.Errorf("%q %v", out.String(), err)
	}
}

func TestEvaluate_countsPairsAndClusters(t *testing.T) {
	rows := []Row{{Truth: 1}, {Truth: 1}, {Truth: 1}, {Truth: 2}, {Truth: 2, Culture: Korean}}
	one := Lists{Left: rows}
	pairs := []Pair{{0, 1, 0.99}, {1, 2, 0.95}, {2, 3, 0.6}}
	if s := Evaluate(one, pairs, 0.9); s != (Score{True: 4, Found: 2, Right: 2}) {
		t.Errorf("pairs: %+v", s)
	}
	if s := Clustered(one, pairs, 0.9); s != (Score{True: 4, Found: 3, Right: 3}) {
		t.Errorf("clusters: %+v", s)
	}
	if s := Clustered(one, pairs, 0.5); s != (Score{True: 4, Found: 6, Right: 3}) {
		t.Errorf("a wrong link joins clusters: %+v", s)
	}
	if m := Missed(one, pairs, 0.9); len(m) != 2 {
		t.Errorf("missed: %v", m)
	}
	two := Lists{Left: rows[:2], Right: rows[2:]}
	if s := Evaluate(two, []Pair{{0, 0, 1}, {1, 1, 1}}, 0.5); s != (Score{True: 2, Found: 2, Right: 1}) || s.F1() != 0.5 {
		t.Errorf("two lists: %+v %f", s, s.F1())
	}
	if s := Clustered(two, []Pair{{0, 0, 1}, {1, 0, 1}}, 0.5); s != (Score{True: 4, Found: 3, Right: 3}) {
		t.Errorf("clusters of two lists: %+v", s)
	}
}
