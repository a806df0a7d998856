package voterfile

import (
	archive "archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"banyan/internal/features/voterfile/layouts"
)

// fixedFile writes people in a layout whose columns have no marks between them.
func fixedFile(t *testing.T, key string, cells func(field string, row int) string) []byte {
	t.Helper()
	l, ok := layouts.Find(key)
	if !ok {
		t.Fatalf("no layout %s", key)
	}
	var b bytes.Buffer
	for row := range testRows {
		for i, w := range l.Widths {
			fmt.Fprintf(&b, "%-*.*s", w, w, cells(l.Columns[i].Field, row))
		}
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

func TestLayouts_columnsOfFixedWidthAreRecognized(t *testing.T) {
	cells := func(state, county, status, regDate, birth string) func(string, int) string {
		return func(field string, row int) string {
			switch field {
			case "voter_id":
				return fmt.Sprintf("%010d", 1000000000+row)
			case "family":
				return someFamily[row%len(someFamily)]
			case "given":
				return someGiven[row%len(someGiven)]
			case "birth_date":
				return birth
			case "registered_on":
				return regDate
			case "gender":
				return "F"
			case "number":
				return fmt.Sprint(100 + row)
			case "street":
				return "OAK"
			case "city":
				return "LANSING"
			case "state":
				return state
			case "zip":
				return "48901"
			case "county":
				return county
			case "status":
				return status
			}
			return ""
		}
	}
	for key, content := range map[string][]byte{
		"mi-2018":  fixedFile(t, "mi-2018", cells("MI", "33", "A", "07042008", "1971")),
		"tx-fixed": fixedFile(t, "tx-fixed", cells("TX", "227", "V", "20080704", "19710228")),
	} {
		p, sure, b, faults := read(t, content)
		if p.Layout != key || !sure || len(faults) > 0 || len(b.voters) != testRows {
			t.Errorf("%s: taken for %q, sure %v, %d voters, %v", key, p.Layout, sure, len(b.voters), faults)
			continue
		}
		if v := b.voters[3]; v.Name.Given != someGiven[3] || v.RegisteredOn != "2008-07-04" || !strings.HasPrefix(v.BirthDate, "1971") || v.Address.Number != "103" || v.ID != "1000000003" {
			t.Errorf("%s reads %+v", key, v)
		}
	}
}

// TestPropose_readsVotersAndWhoVotedFromOneZip holds that the counties of a state are read as one list and its history after them,
// whatever the members are called.
func TestPropose_readsVotersAndWhoVotedFromOneZip(t *testing.T) {
	for _, l := range stateLayouts(t) {
		if l.Name != "florida" && l.Name != "oklahoma" {
			continue
		}
		f := files{rand.New(rand.NewPCG(1, 3)), l, map[string]string{"florida": "FL", "oklahoma": "OK"}[l.Name]}
		var header [][]string
		if l.Name == "oklahoma" {
			header = [][]string{l.Columns}
		}
		ballots := [][]string{{"1000000", "11/08/2022", "AB"}, {"1007919", "11/05/2024", "IP"}, {"1015838", "11/05/2024", "IP"}}
		top := [][]string{l.History}
		if l.Name == "florida" {
			ballots, top = [][]string{{"ALA", "1000000", "11/08/2022", "GEN", "A"}, {"ALA", "1007919", "11/05/2024", "GEN", "E"}, {"ALA", "1015838", "11/05/2024", "GEN", "Y"}}, nil
		}
		var b bytes.Buffer
		w := archive.NewWriter(&b)
		for name, rows := range map[string][][]string{"a_history.txt": append(top, ballots...), "z1.txt": append(header, f.make(testRows)...), "z2.txt": append(header, f.make(testRows)...)} {
			m, err := w.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := m.Write(write(t, '\t', rows...)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		p, sure, got, faults := read(t, b.Bytes())
		if !sure || p.Kind != Voters || len(p.Format.Members) != 2 || len(p.Then) != 1 || len(faults) > 0 || len(got.voters) != 2*testRows || len(got.ballots) != 3 {
			t.Errorf("%s: %s, sure %v, members %v, then %d, %d voters, %d ballots, %v", l.Name, p.Layout, sure, p.Format.Members, len(p.Then), len(got.voters), len(got.ballots), faults)
			continue
		}
		if v := got.ballots[1]; v.State != f.state || v.VoterID != "1007919" || v.Vote.Election != "2024-11-05" {
			t.Errorf("%s reads %+v", l.Name, v)
		}
	}
}

func TestReadDate(t *testing.T) {
	for in, want := range map[string][2]string{
		"1980-03-14": {"1980-03-14", "1980-03-14"}, "03/04/1980": {"1980-03-04", "1980-04-03"}, "3.4.80": {"1980-03-04", "1980-04-03"}, "25/12/1990": {"", "1990-12-25"}, "12/25/1990": {"1990-12-25", ""},
		"19800314": {"1980-03-14", "1980-03-14"}, "03141980": {"1980-03-14", "1980-03-14"}, "1980": {"1980", "1980"}, "1980-03": {"1980-03", "1980-03"}, "03/1980": {"1980-03", "1980-03"},
		"1980-03-14 00:00:00": {"1980-03-14", "1980-03-14"}, "3/14/1980 12:00:00 AM": {"1980-03-14", ""}, "2000-02-29T10:00:00Z": {"2000-02-29", "2000-02-29"}, "Mar 14, 1980": {"1980-03-14", "1980-03-14"},
		"14-MAR-1980": {"1980-03-14", "1980-03-14"}, "1980年3月14日": {"1980-03-14", "1980-03-14"}, "1990-02-30": {"", ""}, "2100": {"2100", "2100"}, "soon": {"", ""}, "1/2": {"", ""}, "": {"", ""}, "-": {"", ""}, "2/29/2001": {"", ""},
	} {
		for i, order := range []DateOrder{MonthFirst, DayFirst} {
			if got, _ := readDate(in, order); got != want[i] {
				t.Errorf("readDate(%q, %s) = %q, want %q", in, order, got, want[i])
			}
		}
	}
}

func TestRecognize_asksWhereDaysCanBeReadInTwoWays(t *testing.T) {
	for cells, want := range map[string]DateOrder{"03/04/1980 05/06/1975": "", "03/04/1980 25/12/1975": DayFirst, "03/04/1980 12/25/1975": MonthFirst, "25/12/1975 12/25/1975": "", "1980-03-04 1975": MonthFirst, "03/03/1980 05/05/1975": MonthFirst} {
		content := "Name,Born on,Date of birth\n"
		for i, day := range strings.Fields(cells) {
			content += fmt.Sprintf("Person %c,x,%s\n", 'A'+i, day)
		}
		p, sure, _, _ := read(t, []byte(content))
		if p.Dates != want || sure == (want == "") {
			t.Errorf("%s: %q, sure %v", cells, p.Dates, sure)
		}
	}
}
