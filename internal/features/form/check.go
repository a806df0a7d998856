package form

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
)

// Limits of a form: a script is spoken on a doorstep and sent to an old phone.
const (
	maxName      = 120
	maxText      = 2000
	maxQuestions = 40
	maxChoices   = 30
	maxLanguages = 24
	minScale     = 0
	maxScale     = 10
)

// Problem is something that an organizer should know about a form.
type Problem struct {
	Path string // of the text at fault, see Definition.Texts; "" for the form itself
	Key  string // message key
	Args []any
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)

// Errors lists what keeps the form from being published.
func (d Definition) Errors() []Problem {
	var out []Problem
	add := func(path, key string, args ...any) { out = append(out, Problem{path, key, args}) }
	if len(d.Questions) == 0 {
		add("", "script.error.no_questions")
	}
	seen := map[string]bool{}
	for i, q := range d.Questions {
		if seen[q.ID] {
			add(q.ID, "script.error.same_id", "id", q.ID)
		}
		seen[q.ID] = true
		if strings.TrimSpace(q.Text.Source) == "" {
			add(q.ID, "script.error.empty_question", "n", i+1)
		}
		if q.Kind.HasChoices() {
			out = append(out, q.choiceErrors(i+1)...)
		}
		if q.Kind == Scale && q.Min >= q.Max {
			add(q.ID, "script.error.scale", "n", i+1)
		}
	}
	return out
}

func (q Question) choiceErrors(number int) []Problem {
	var out []Problem
	if len(q.Choices) < 2 {
		out = append(out, Problem{q.ID, "script.error.few_choices", []any{"n", number}})
	}
	seen := map[string]bool{}
	for _, c := range q.Choices {
		path := q.ID + "." + c.ID
		if seen[c.ID] {
			out = append(out, Problem{path, "script.error.same_id", []any{"id", c.ID}})
		}
		seen[c.ID] = true
		if strings.TrimSpace(c.Text.Source) == "" {
			out = append(out, Problem{path, "script.error.empty_choice", []any{"n", number}})
		}
	}
	return out
}

// Warnings lists what should be mended and need not be: translations that are missing, stale or not approved.
func (d Definition) Warnings(l *i18n.Localizer) []Problem {
	var out []Problem
	drafts := 0
	for _, c := range d.Completeness() {
		name := LanguageLabel(l, c.Language)
		if c.Missing > 0 {
			out = append(out, Problem{"", "script.warning.missing", []any{"n", c.Missing, "language", name}})
		}
		if c.Stale > 0 {
			out = append(out, Problem{"", "script.warning.stale", []any{"n", c.Stale, "language", name}})
		}
		if c.Draft > 0 {
			drafts++
		}
	}
	if drafts > 0 {
		out = append(out, Problem{"", "script.warning.draft", []any{"n", drafts}})
	}
	if strings.TrimSpace(d.Greeting.Source) == "" {
		out = append(out, Problem{"greeting", "script.warning.no_greeting", nil})
	}
	return out
}

// accept refuses what may not even be kept as a draft: what is too long or is no form.
func accept(name string, d Definition) error {
	var all []error
	bad := func(field, key string, args ...any) { all = append(all, errs.Field(field, key, args...)) }
	if name = strings.TrimSpace(name); name == "" {
		bad("name", "script.error.no_name")
	} else if utf8.RuneCountInString(name) > maxName {
		bad("name", "script.error.long_name", "max", maxName)
	}
	if !knownLanguage(d.Source) {
		bad("source", "script.error.language", "language", d.Source)
	}
	if len(d.Languages) > maxLanguages {
		bad("languages", "script.error.many_languages", "max", maxLanguages)
	}
	for _, language := range d.Languages {
		if !knownLanguage(language) || language == d.Source {
			bad("languages", "script.error.language", "language", language)
		}
	}
	if len(d.Questions) > maxQuestions {
		bad("questions", "script.error.many_questions", "max", maxQuestions)
	}
	for _, q := range d.Questions {
		all = append(all, q.accept())
	}
	d.Texts(func(path string, t *Text) {
		long := utf8.RuneCountInString(t.Source) > maxText
		for _, in := range t.In {
			long = long || utf8.RuneCountInString(in.Text) > maxText
		}
		if long {
			bad(path, "script.error.long_text", "max", maxText)
		}
	})
	return errors.Join(all...)
}

func (q Question) accept() error {
	switch {
	case !idForm.MatchString(q.ID):
		return errs.Field("questions", "script.error.id", "id", q.ID)
	case !q.Kind.known():
		return errs.Field(q.ID, "script.error.kind", "kind", string(q.Kind))
	case len(q.Choices) > maxChoices:
		return errs.Field(q.ID, "script.error.many_choices", "max", maxChoices)
	case q.Kind == Scale && (q.Min < minScale || q.Max > maxScale):
		return errs.Field(q.ID, "script.error.scale_range", "min", minScale, "max", maxScale)
	}
	for _, c := range q.Choices {
		if !idForm.MatchString(c.ID) {
			return errs.Field(q.ID, "script.error.id", "id", c.ID)
		}
	}
	return nil
}

func (k Kind) known() bool {
	for _, known := range Kinds() {
		if k == known {
			return true
		}
	}
	return false
}
