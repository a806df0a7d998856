package linkage_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"banyan/internal/kernels/linkage"
	"banyan/internal/testing/shared"
)

// labelled is a list of which it is known who is who.
type labelled struct {
	records []linkage.Record
	person  []string
}

func readCSV(t testing.TB, path string, record func(get func(string) string) (linkage.Record, string)) labelled {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, h := range rows[0] {
		at[strings.TrimSpace(h)] = i
	}
	var l labelled
	for _, row := range rows[1:] {
		rec, person := record(func(name string) string { return strings.TrimSpace(row[at[name]]) })
		l.records = append(l.records, rec)
		l.person = append(l.person, person)
	}
	return l
}

func febrl(t testing.TB, name string) labelled {
	return readCSV(t, shared.Path(t, "data/linkage/"+name), func(get func(string) string) (linkage.Record, string) {
		person := strings.Split(get("rec_id"), "-")[1]
		return linkage.Record{Given: get("given_name"), Family: get("surname"), BirthDate: get("date_of_birth"), Street: get("street_number") + " " + get("address_1"),
			City: get("suburb"), Zip: get("postcode")}, person
	})
}

func fake(t testing.TB, name, truth string) labelled {
	return readCSV(t, shared.Path(t, "data/linkage/"+name), func(get func(string) string) (linkage.Record, string) {
		return linkage.Record{Given: get("first_name"), Family: get("surname"), BirthDate: get("dob"), City: get("city"), Email: get("email")}, get(truth)
	})
}

// score compares pairs with the truth.
type score struct {
	precision, recall, f1 float64
	automatic             float64 // precision of the automatic band
	share                 float64 // of the true pairs that are automatic
}

func measure(pairs []linkage.Pair, left, right []string) score {
	seen, truth := map[string]int{}, 0
	for _, p := range left {
		if right == nil {
			truth += seen[p]
		}
		seen[p]++
	}
	for _, p := range right {
		truth += seen[p]
	}
	if right == nil {
		right = left
	}
	var hit, auto, autoHit float64
	for _, p := range pairs {
		same := left[p.Left] == right[p.Right]
		if same {
			hit++
		}
		if p.Band == linkage.Automatic {
			auto++
			if same {
				autoHit++
			}
		}
	}
	s := score{precision: hit / max(1, float64(len(pairs))), recall: hit / max(1, float64(truth)), automatic: autoHit / max(1, auto), share: autoHit / max(1, float64(truth))}
	s.f1 = 2 * hit / max(1, float64(len(pairs)+truth))
	return s
}

func table(left, right []linkage.Record) *linkage.Table {
	t := linkage.NewTable()
	for i := range left {
		t.Add(linkage.Left, &left[i])
	}
	for i := range right {
		t.Add(linkage.Right, &right[i])
	}
	return t
}

// halves makes two lists of one: originals and copies.
func halves(l labelled, original func(i int) bool) (a, b labelled) {
	for i := range l.records {
		to := &b
		if original(i) {
			to = &a
		}
		to.records = append(to.records, l.records[i])
		to.person = append(to.person, l.person[i])
	}
	return a, b
}

func TestQuality(t *testing.T) {
	for _, c := range []struct {
		name string
		list labelled
		f1   float64
	}{
		{"dataset1", febrl(t, "dataset1.csv"), .999},
		{"dataset2", febrl(t, "dataset2.csv"), .999},
		{"dataset3", febrl(t, "dataset3.csv"), .999},
		{"fake_1000", fake(t, "fake_1000.csv", "cluster"), .97},
		{"fake_20000", fake(t, "fake_20000.csv", "group"), .93},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := linkage.Match(table(c.list.records, nil), linkage.Options{})
			s := measure(r.Pairs, c.list.person, nil)
			t.Logf("precision %.5f recall %.5f F1 %.5f; automatic %.5f of %.3f; %d compared", s.precision, s.recall, s.f1, s.automatic, s.share, r.Compared)
			if s.f1 < c.f1 {
				t.Errorf("F1 is %.5f", s.f1)
			}
		})
	}
}

func TestQuality_twoLists(t *testing.T) {
	for _, c := range []struct {
		name string
		f1   float64
	}{{"dataset1", .999}, {"dataset2", .999}, {"dataset3", .998}} {
		t.Run(c.name, func(t *testing.T) {
			left, right := originals(febrl(t, c.name+".csv"))
			r := linkage.Match(table(left.records, right.records), linkage.Options{})
			s := measure(r.Pairs, left.person, right.person)
			t.Logf("precision %.5f recall %.5f F1 %.5f; automatic %.5f of %.3f; %d compared; one to one %v", s.precision, s.recall, s.f1, s.automatic, s.share, r.Compared, r.Model.OneToOne)
			if s.f1 < c.f1 || s.automatic < .9995 {
				t.Errorf("F1 is %.5f, precision of the automatic band %.5f", s.f1, s.automatic)
			}
		})
	}
}

// Two lists in which everybody stands once and has one copy in the other, as a registry and its copy do.
func TestQuality_oneCopyEach(t *testing.T) {
	var left, right labelled
	for _, name := range []string{"dataset1", "dataset2", "dataset3"} {
		l := febrl(t, name+".csv")
		rows := map[string][]int{}
		for i, p := range l.person {
			rows[p] = append(rows[p], i)
		}
		for i, p := range l.person {
			if same := rows[p]; len(same) > 1 && i == same[0] {
				left.records, left.person = append(left.records, l.records[i]), append(left.person, name+p)
				right.records, right.person = append(right.records, l.records[same[1]]), append(right.person, name+p)
			}
		}
	}
	r := linkage.Match(table(left.records, right.records), linkage.Options{})
	s := measure(r.Pairs, left.person, right.person)
	t.Logf("%d rows each: precision %.5f recall %.5f F1 %.5f; automatic %.5f of %.3f; one to one %v", len(left.records), s.precision, s.recall, s.f1, s.automatic, s.share, r.Model.OneToOne)
	if s.f1 < .999 || s.automatic < .9995 {
		t.Errorf("F1 is %.5f, precision of the automatic band %.5f", s.f1, s.automatic)
	}
}

// originals parts a list into a list of people without duplicates and the list of their copies.
func originals(l labelled) (a, b labelled) {
	seen := map[string]bool{}
	return halves(l, func(i int) bool {
		first := !seen[l.person[i]]
		seen[l.person[i]] = true
		return first
	})
}
