package saturday

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"

	"banyan/internal/features/canvass"
)

// Verdict compares what the phones recorded with the exported log.
type Verdict struct {
	Recorded, Logged       int
	Lost, Doubled, Changed []string // entries, with what is wrong
	Strange                []string // rows of the log that no phone recorded
	Attempts, Contacts     int      // by the phones' own counting, undone ones left out
	Conversations          int
	LogAttempts            int // the same of the log
	LogContacts, LogTalks  int
}

// Fair tells whether nothing was lost, doubled or changed, and both count alike.
func (v Verdict) Fair() bool {
	return len(v.Lost)+len(v.Doubled)+len(v.Changed)+len(v.Strange) == 0 && v.Attempts == v.LogAttempts && v.Contacts == v.LogContacts && v.Conversations == v.LogTalks
}

// Judge reads the log as CSV. Rows of workers who are none of the phones' are somebody's who tries the app meanwhile.
func Judge(phones []*Phone, m Meanings, log []byte) (v Verdict, err error) {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(log, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) == 0 {
		return v, fmt.Errorf("the log is no table: %w", err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	recorded, ours := map[string]canvass.Event{}, map[string]bool{}
	for _, ph := range phones {
		ours[ph.name] = true
		for _, e := range ph.Recorded {
			recorded[e.ID] = e
		}
	}
	v.Recorded = len(recorded)
	v.count(recorded, m)
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		cell := func(name string) string { return row[column[name]] }
		if !ours[cell("worker")] {
			continue
		}
		v.Logged++
		one := cell("entry")
		e, known := recorded[one]
		switch {
		case !known:
			v.Strange = append(v.Strange, one)
		case seen[one]:
			v.Doubled = append(v.Doubled, one)
		default:
			if wrong := differs(e, cell); wrong != "" {
				v.Changed = append(v.Changed, one+": "+wrong)
			}
		}
		seen[one] = true
		v.LogAttempts += truth(cell("effective") == "1" && cell("attempt") == "1")
		v.LogContacts += truth(cell("effective") == "1" && cell("contact") == "1")
		v.LogTalks += truth(cell("effective") == "1" && cell("conversation") == "1")
	}
	for _, one := range slices.Sorted(maps.Keys(recorded)) {
		if !seen[one] {
			v.Lost = append(v.Lost, one)
		}
	}
	return v, nil
}

// count counts attempts, contacts and conversations as the field does, from what the phones recorded.
func (v *Verdict) count(recorded map[string]canvass.Event, m Meanings) {
	undone := map[string]bool{}
	for _, e := range recorded {
		if e.Kind == "undo" {
			undone[e.Undoes] = true
		}
	}
	for _, e := range recorded {
		if e.Kind != "attempt" || undone[e.ID] {
			continue
		}
		v.Attempts++
		if slices.Contains(m.Contact, string(e.Result)) {
			v.Contacts++
			v.Conversations += truth(string(e.Result) == m.Talk && len(e.Answers) > 0)
		}
	}
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// differs tells in which field a row of the log is not what was recorded; "" for none.
func differs(e canvass.Event, cell func(string) string) string {
	var answers []string
	for _, q := range slices.Sorted(maps.Keys(e.Answers)) {
		answers = append(answers, q+"="+strings.Join(e.Answers[q], ","))
	}
	want := map[string]string{"kind": e.Kind, "result": string(e.Result), "household": e.Household, "answers": strings.Join(answers, "; "), "undoes": e.Undoes, "note": e.Detail.Text}
	if e.Kind == "attempt" && !strings.HasPrefix(e.Person, "new:") {
		want["person"] = e.Person
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got := cell(name); got != want[name] {
			return fmt.Sprintf("%s is %q, not %q", name, got, want[name])
		}
	}
	return ""
}
