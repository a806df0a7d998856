package form

import (
	"strings"
	"testing"
)

// TestStarters_areWholeInEveryLanguage holds that no text of a starter is missing, and none stands in a file that no starter says.
func TestStarters_areWholeInEveryLanguage(t *testing.T) {
	used := 0
	for kind := range starters {
		name, d, ok := NewStarter(kind)
		if !ok || name == "" {
			t.Fatalf("%s: no form, or one without a name", kind)
		}
		if problems := d.Errors(); len(problems) > 0 {
			t.Errorf("%s cannot be published: %v", kind, problems)
		}
		if err := accept(name, d); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		for _, c := range d.Completeness() {
			if c.Missing > 0 || c.Stale > 0 || c.Approved > 0 {
				t.Errorf("%s in %s: %d missing, %d stale, %d said to be approved", kind, c.Language, c.Missing, c.Stale, c.Approved)
			}
		}
		d.Texts(func(string, *Text) { used++ })
	}
	if titles, thanks := len(starters), 1; used+titles-(len(starters)-thanks) != len(starterTexts()) {
		t.Errorf("the starters say %d texts, the files have %d", used, len(starterTexts()))
	}
}

// TestStarters_doNotAskWhatCanHurt: who is not eligible and who would rather not say is one answer, and nothing is written down in words
// but the hour of a pledge.
func TestStarters_doNotAskWhatCanHurt(t *testing.T) {
	_, d, _ := NewStarter("registration")
	if n := len(d.Questions); n != 1 {
		t.Fatalf("a registration asks %d questions", n)
	}
	for kind := range starters {
		_, d, _ := NewStarter(kind)
		d.Texts(func(path string, text *Text) {
			for _, word := range []string{"citizen", "immigra", "birth", "social security"} {
				if strings.Contains(strings.ToLower(text.Source), word) {
					t.Errorf("%s %s asks about %q", kind, path, word)
				}
			}
		})
		for _, q := range d.Questions {
			if q.Kind == Words && kind+q.ID != "pledgewhen" {
				t.Errorf("%s %s writes words down", kind, q.ID)
			}
		}
	}
}

// TestAgrees_onlyInTheWordsThatWereAgreedTo: whoever changes the question does not make consent of another one.
func TestAgrees_onlyInTheWordsThatWereAgreedTo(t *testing.T) {
	_, d, _ := NewStarter("pledge")
	q := d.Question("reminder")
	if channel, purpose := q.AgreesTo(); channel != "text" || purpose != "organizing" {
		t.Fatalf("a yes agrees to %q for %q", channel, purpose)
	}
	q.Text.Source = "May we call you?"
	if channel, _ := q.AgreesTo(); channel != "" {
		t.Error("a yes to another question agrees to texts")
	}
	if channel, _ := d.Question("how").AgreesTo(); channel != "" {
		t.Error("any answer agrees")
	}
}
