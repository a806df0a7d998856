package saturday

import (
	"encoding/csv"
	"strings"
	"testing"

	"banyan/internal/features/canvass"
)

var header = []string{"worker", "kind", "result", "attempt", "contact", "conversation", "effective", "household", "person", "answers", "note", "entry", "undoes"}

// logOf writes a log as the server exports it.
func logOf(t *testing.T, rows ...[]string) []byte {
	t.Helper()
	var b strings.Builder
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	if err := w.WriteAll(append([][]string{header}, rows...)); err != nil {
		t.Fatal(err)
	}
	return []byte(b.String())
}

func TestJudge_findsWhatIsLostDoubledOrChanged(t *testing.T) {
	phones := []*Phone{{name: "W", Recorded: []canvass.Event{
		{ID: "a", Kind: "attempt", Household: "h1", Person: "p1", Result: "conversation", Answers: map[string][]string{"vote": {"yes"}}},
		{ID: "b", Kind: "attempt", Household: "h2", Result: "not_home"},
		{ID: "c", Kind: "undo", Household: "h2", Undoes: "b"},
	}}}
	a := []string{"W", "attempt", "conversation", "1", "1", "1", "1", "h1", "p1", "vote=yes", "", "a", ""}
	b := []string{"W", "attempt", "not_home", "1", "0", "0", "0", "h2", "", "", "", "b", ""}
	c := []string{"W", "undo", "", "0", "0", "0", "0", "h2", "", "", "", "c", "b"}
	other := []string{"Guest", "attempt", "refused", "1", "1", "0", "1", "h9", "", "", "", "z", ""}
	with := func(row []string, i int, cell string) []string {
		row = append([]string{}, row...)
		row[i] = cell
		return row
	}
	for name, x := range map[string]struct {
		rows [][]string
		fair bool
		bad  func(Verdict) []string
	}{
		"all there, and a guest": {[][]string{a, b, c, other}, true, nil},
		"one lost":               {[][]string{a, c}, false, func(v Verdict) []string { return v.Lost }},
		"one twice":              {[][]string{a, a, b, c}, false, func(v Verdict) []string { return v.Doubled }},
		"another result":         {[][]string{with(a, 2, "refused"), b, c}, false, func(v Verdict) []string { return v.Changed }},
		"another answer":         {[][]string{with(a, 9, "vote=no"), b, c}, false, func(v Verdict) []string { return v.Changed }},
		"nobody's":               {[][]string{a, b, c, with(other, 0, "W")}, false, func(v Verdict) []string { return v.Strange }},
		"the undone one counted": {[][]string{a, with(b, 6, "1"), c}, false, nil},
	} {
		v, err := Judge(phones, StandardMeanings, logOf(t, x.rows...))
		if err != nil {
			t.Fatal(err)
		}
		if v.Fair() != x.fair {
			t.Errorf("%s: fair is %v: %+v", name, v.Fair(), v)
		}
		if x.bad != nil && len(x.bad(v)) != 1 {
			t.Errorf("%s: not told which: %+v", name, v)
		}
	}
}
