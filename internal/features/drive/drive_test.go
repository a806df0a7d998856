package drive

import (
	"fmt"
	"testing"

	"banyan/internal/platform/id"
)

func said(home int, who, language, question string, choices ...string) Answered {
	return Answered{Household: id.ID(home), Who: who, Language: language, Answers: map[string][]string{question: choices}}
}

func (r Result) line() (out string) {
	for _, f := range r.Figures {
		out += fmt.Sprintf("%s %d/%d %v; ", f.Name, f.N, f.Of, f.Languages())
	}
	return out
}

// TestCount_ofHomes counts each home once, by its newest answer, and all people in them.
func TestCount_ofHomes(t *testing.T) {
	r := Result{Program: Program{Kind: "count", Doors: 9}}
	all := []Answered{said(1, "p1", "hmn", "counted", "not_yet"), said(1, "h1", "hmn", "counted", "yes"), said(2, "p2", "vi", "counted", "yes"), said(3, "p3", "", "counted", "help"),
		said(1, "p1", "hmn", "people", "7"), said(2, "p2", "vi", "people", "3"), said(2, "p9", "vi", "people", "4")}
	r.count(newestOf(all, true), []Question{{ID: "counted", Choices: []Choice{{ID: "yes"}, {ID: "help"}}}, {ID: "people"}})
	if got, want := r.line(), "counted 2/9 [hmn vi]; not_yet 0/0 []; count_help 1/0 []; people 11/0 [hmn vi]; "; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if len(r.Tallies) != 2 || r.Tallies[0].Counts[0].N != 2 || r.Tallies[0].Counts[1].ByLanguage[""] != 1 {
		t.Errorf("%+v", r.Tallies)
	}
}

// TestCount_ofPeople counts each person by the newest answer; of a form that somebody made anew only what its questions say.
func TestCount_ofPeople(t *testing.T) {
	all := []Answered{said(1, "p1", "hmn", "registered", "took_form"), said(1, "p2", "hmn", "registered", "today"), said(1, "p1", "en", "registered", "today"), said(2, "h2", "vi", "registered", "no")}
	r := Result{Program: Program{Kind: "registration"}}
	r.count(newestOf(all, false), []Question{{ID: "registered", Choices: []Choice{{ID: "today"}}}})
	if got, want := r.line(), "registered 2/0 [en hmn]; took_form 0/0 []; already 0/0 []; registration_help 0/0 []; "; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	changed := Result{Program: Program{Kind: "registration"}}
	changed.count(newestOf(all, false), []Question{{ID: "q7", Choices: []Choice{{ID: "c8"}, {ID: "c9"}}}})
	if len(changed.Figures) != 0 || len(changed.Tallies) != 1 || changed.Tallies[0].Counts[0].N != 0 {
		t.Errorf("%+v", changed)
	}
}
