package linkage_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"banyan/internal/kernels/linkage"
)

// town is a small list with everything in it that goes wrong: copies with mistakes, relatives, twins, Junior and Senior.
func town() []linkage.Record {
	var out []linkage.Record
	families := []string{"Nguyen", "Kim", "Singh", "Miller", "Xiong", "Garcia Lopez", "Chen", "Rahman", "Sok", "Okafor", "Vang", "Schmidt", "Reyes", "Park", "Begum", "Jackson", "Olson", "Haddad"}
	givens := []string{"Anh", "Min-jun", "Gurpreet", "Robert", "Mai", "Maria", "Wei", "Karim", "Dara", "Chidi", "Ellen", "Thomas", "Hoa", "Pao", "Soo", "Layla", "James", "Ngozi", "Priya", "Jose"}
	rng := rand.New(rand.NewPCG(7, 7))
	for i := range 150 {
		family, street := families[rng.IntN(len(families))], []string{"Oak St", "N 5th Ave", "Lake Dr"}[i%3]
		home := linkage.Record{Family: family, Street: string(rune('1'+i%9)) + "0" + string(rune('0'+i/9%10)) + " " + street, City: "Milwaukee", Zip: "532" + string(rune('0'+i%4)) + "8"}
		for range 3 {
			r := home
			r.Given = givens[rng.IntN(len(givens))]
			r.BirthDate = date(rng)
			out = append(out, r)
			if rng.IntN(3) == 0 {
				r.Street, r.Phone = "", "414"+r.BirthDate[1:4]+r.BirthDate[5:7]+r.BirthDate[8:]
				out = append(out, r)
			}
		}
	}
	return out
}

func date(rng *rand.Rand) string {
	two := func(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
	return "19" + two(30+rng.IntN(70)) + "-" + two(1+rng.IntN(12)) + "-" + two(2+rng.IntN(27))
}

func TestCompare_isTheSameBothWays(t *testing.T) {
	records := append(town(), linkage.Record{Given: "Kim", Family: "Min jun", BirthYear: "1980"}, linkage.Record{Name: "Garcia, Maria Jose"}, linkage.Record{}, linkage.Record{Given: "R.", Family: "Miler"})
	m := linkage.Default(100, 100)
	for i := range 3000 {
		a, b := &records[i*7919%len(records)], &records[i*104729%len(records)]
		x, y := m.Compare(a, b), m.Compare(b, a)
		if math.Abs(x.Probability-y.Probability) > 1e-9 {
			t.Fatalf("%+v and %+v: %v one way, %v the other", a, b, x, y)
		}
	}
}

func TestMatch_isTheSameInAnyOrder(t *testing.T) {
	records := town()
	key := func(records []linkage.Record, p linkage.Pair) string {
		a, _ := json.Marshal(records[p.Left])
		b, _ := json.Marshal(records[p.Right])
		return string(min(string(a), string(b))) + string(max(string(a), string(b)))
	}
	find := func(records []linkage.Record) map[string]float64 {
		out := map[string]float64{}
		for _, p := range linkage.Match(table(records, nil), linkage.Options{}).Pairs {
			out[key(records, p)] = p.Probability
		}
		return out
	}
	want := find(records)
	if len(want) < 50 {
		t.Fatalf("only %d pairs were found", len(want))
	}
	for seed := range uint64(3) {
		shuffled := slices.Clone(records)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		got := find(shuffled)
		for k, p := range want {
			if q, ok := got[k]; !ok || math.Abs(p-q) > 1e-4 {
				t.Errorf("%s: %v in one order, %v in another", k, p, q)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d pairs in one order, %d in another", len(want), len(got))
		}
	}
}

func TestMatch_isTheSameTwiceAndOnAnyNumberOfProcessors(t *testing.T) {
	records := town()
	a := linkage.Match(table(records, nil), linkage.Options{Workers: 1}).Pairs
	b := linkage.Match(table(records, nil), linkage.Options{Workers: 4}).Pairs
	if !slices.Equal(a, b) {
		t.Error("the pairs differ")
	}
}

func TestMatch_twoNumbersOfOneListAreNeverOnePerson(t *testing.T) {
	same := linkage.Record{Given: "Rosa", Family: "Delgado", BirthDate: "1970-04-05", Street: "12 Oak St", City: "Racine", Zip: "53402"}
	records := town()
	first, second, again := same, same, same
	first.ID, second.ID, again.ID = "1", "2", "2"
	records = append(records, first, second, again)
	n := len(records)
	got := linkage.Match(table(records, nil), linkage.Options{}).Pairs
	for _, p := range got {
		if p.Left >= n-3 && !(p.Left == n-2 && p.Right == n-1) {
			t.Errorf("rows %d and %d have different numbers and are called one person", p.Left, p.Right)
		}
	}
	if !slices.ContainsFunc(got, func(p linkage.Pair) bool { return p.Left == n-2 && p.Right == n-1 }) {
		t.Error("the two rows of one number were not found")
	}
}

func TestMatch_rowNumbersAreNoPeople(t *testing.T) {
	records := town()
	want := len(linkage.Match(table(records, nil), linkage.Options{}).Pairs)
	for i := range records {
		records[i].ID = "row " + string(rune('A'+i/26)) + string(rune('A'+i%26))
	}
	r := linkage.Match(table(records, nil), linkage.Options{})
	if !r.RowNumbers || len(r.Pairs) != want {
		t.Errorf("%d pairs with row numbers, %d without; said so: %v", len(r.Pairs), want, r.RowNumbers)
	}
}

func TestMatch_whatPeopleSayHolds(t *testing.T) {
	records := town()
	pairs := linkage.Match(table(records, nil), linkage.Options{}).Pairs
	p := pairs[len(pairs)/2]
	for _, q := range linkage.Match(table(records, nil), linkage.Options{NotSame: [][2]int{{p.Left, p.Right}}}).Pairs {
		if q.Left == p.Left && q.Right == p.Right {
			t.Error("a pair that somebody has parted is back")
		}
	}
	joined := linkage.Match(table(records, nil), linkage.Options{Same: [][2]int{{0, 5}}}).Pairs
	if !slices.ContainsFunc(joined, func(q linkage.Pair) bool { return q.Left == 0 && q.Right == 5 }) {
		t.Error("a pair that somebody has joined is not there")
	}
}

func TestMatch_tinyListsUseWhatIsUsual(t *testing.T) {
	left := []linkage.Record{{Given: "Robert", Family: "Miller", BirthDate: "03/14/1961", Street: "12 N. Oak Street", Zip: "53208"}, {Given: "Wei", Family: "Chen", BirthDate: "12/01/1990"}}
	right := []linkage.Record{{Given: "Bob", Family: "Miller", BirthDate: "1961-03-14", Street: "12 North Oak St", Zip: "53208-1234"}, {Given: "Wen", Family: "Cheng", BirthDate: "1958-02-11"}}
	got := linkage.Match(table(left, right), linkage.Options{}).Pairs
	if len(got) != 1 || got[0].Left != 0 || got[0].Right != 0 {
		t.Errorf("got %v", got)
	}
	if got := linkage.Match(linkage.NewTable(), linkage.Options{}).Pairs; len(got) != 0 {
		t.Errorf("an empty list has pairs: %v", got)
	}
}

func TestModel_isKeptAsJSON(t *testing.T) {
	records := town()
	r := linkage.Match(table(records, nil), linkage.Options{})
	text, err := json.Marshal(r.Model)
	if err != nil {
		t.Fatal(err)
	}
	var back linkage.Model
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		a, b := &records[i], &records[(i*31+1)%len(records)]
		if x, y := r.Model.Compare(a, b), back.Compare(a, b); x.Probability != y.Probability {
			t.Fatalf("%v before, %v after", x, y)
		}
	}
	if got := linkage.Match(table(records, nil), linkage.Options{Model: &back}).Pairs; math.Abs(float64(len(got)-len(r.Pairs))) > .1*float64(len(r.Pairs)) {
		t.Errorf("%d pairs with the kept model, %d with the learned one", len(got), len(r.Pairs))
	}
}

func TestIndex_findsWhatMatchFinds(t *testing.T) {
	records := town()
	r := linkage.Match(table(records, nil), linkage.Options{})
	x := linkage.NewIndex(r.Model, table(records, nil))
	missed := 0
	for _, p := range r.Pairs {
		if p.Probability == .5 {
			continue // follows from the others of its group, which a question about one record does not know
		}
		found := x.Candidates(&records[p.Left], 20)
		if !slices.ContainsFunc(found, func(c linkage.Candidate) bool { return c.Row == p.Right && c.Probability > .5 }) {
			missed++
		}
	}
	if missed > len(r.Pairs)/50 {
		t.Errorf("%d of %d pairs are not among the candidates", missed, len(r.Pairs))
	}
}

func TestIndex_addAndRemove(t *testing.T) {
	x := linkage.NewIndex(linkage.Default(500, 500), table(town(), nil))
	who := linkage.Record{Given: "Zebedee", Family: "Quartermain", BirthDate: "1955-05-06", Phone: "(414) 555-0199"}
	if got := x.Candidates(&who, 5); len(got) != 0 {
		t.Fatalf("found before it is there: %v", got)
	}
	row := x.Add(&who)
	typed := linkage.Record{Given: "Zebede", Family: "Quartermain", BirthDate: "1955-05-06"}
	if got := x.Candidates(&typed, 5); len(got) != 1 || got[0].Row != row {
		t.Errorf("got %v, want row %d", got, row)
	}
	if c := x.Compare(row, &typed); c.Probability < .5 || len(c.Fields) == 0 {
		t.Errorf("compared: %+v", c)
	}
	x.Remove(row)
	if got := x.Candidates(&typed, 5); len(got) != 0 {
		t.Errorf("found after it was removed: %v", got)
	}
}

func TestIndex_aQuestionLeavesNothingBehind(t *testing.T) {
	records := town()
	x := linkage.NewIndex(linkage.Default(500, 500), table(records, nil))
	want := x.Candidates(&records[3], 10)
	for i := range 500 {
		strange := linkage.Record{Given: "Given" + string(rune('a'+i%26)) + string(rune('a'+i/26)), Family: "Family" + string(rune('a'+i%26)), Street: "9 Odd Way Apt 3", Phone: "4145550" + string(rune('0'+i%10)) + "11", Email: "x@y.z"}
		x.Candidates(&strange, 3)
	}
	if got := x.Candidates(&records[3], 10); !slices.Equal(got, want) {
		t.Errorf("%v before, %v after", want, got)
	}
}

func TestCluster_keepsWhatPeopleSaid(t *testing.T) {
	pairs := []linkage.Pair{{Left: 0, Right: 1, Probability: .9}, {Left: 1, Right: 2, Probability: .8}, {Left: 2, Right: 3, Probability: .7}, {Left: 4, Right: 5, Probability: .6}}
	if got := linkage.Cluster(7, pairs, nil, nil); !slices.Equal(got, []int{0, 0, 0, 0, 4, 4, 6}) {
		t.Errorf("got %v", got)
	}
	if got := linkage.Cluster(7, pairs, [][2]int{{3, 6}}, [][2]int{{0, 6}}); !slices.Equal(got, []int{0, 0, 0, 3, 4, 4, 3}) {
		t.Errorf("got %v", got)
	}
}

func FuzzRecord(f *testing.F) {
	f.Add("Nguyễn, Thị Mai", "Jr.", "03/04/1985", "37-12 85th St #2B", "53208-1234", "(414) 555-0199 x2", "a.b@c.org")
	f.Add("김민준", "III", "19850304", "Hauptstraße 5", "TA4 3QR", "", "@")
	f.Fuzz(func(t *testing.T, name, suffix, birth, street, zip, phone, email string) {
		r := linkage.Record{Name: name, Suffix: suffix, BirthDate: birth, Street: street, Zip: zip, Phone: phone, Email: email}
		split := linkage.Record{Given: street, Family: name, Middle: suffix, BirthYear: birth, City: zip, Unit: phone, ID: email}
		m := linkage.Default(10, 10)
		for _, pair := range [][2]*linkage.Record{{&r, &r}, {&r, &split}, {&split, &split}} {
			x, y := m.Compare(pair[0], pair[1]), m.Compare(pair[1], pair[0])
			if math.IsNaN(x.Probability) || math.Abs(x.Probability-y.Probability) > 1e-9 {
				t.Fatalf("%v and %v", x, y)
			}
		}
	})
}
