package form

import (
	"context"
	"embed"
	"slices"
	"strings"
	"sync"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Forms with which drives begin: what is asked at the doors of a voter registration, for a pledge, about a ballot, in a count. Once
// made they are forms like any other. No fluent speaker has read the translations: they are drafts.

//go:embed starters/*.txt
var starterFiles embed.FS

// starterLanguages are the languages of the starters; the first is the source.
var starterLanguages = []string{"en", "zh-Hans", "zh-Hant", "vi", "ko", "tl", "hi", "bn", "ur", "km", "hmn"}

// starterQuestion is a question of a starter with the keys of its choices. The keys stay: totals are counted by them.
type starterQuestion struct {
	key     string
	kind    Kind
	choices string
	agrees  *Agreeing
}

// starters are the questions by the kind of the program. What papers somebody holds is asked in none: who is not eligible and who would
// rather not say is one choice.
var starters = map[string][]starterQuestion{
	"registration": {{key: "registered", kind: One, choices: "today took_form already no help"}},
	"pledge": {{key: "how", kind: One, choices: "mail early election_day no"}, {key: "when", kind: Words},
		{key: "reminder", kind: One, choices: "yes no", agrees: &Agreeing{Channel: "text", Purpose: "organizing"}}},
	"ballot_chase": {{key: "ballot", kind: One, choices: "has returned new ride help"}},
	"cure":         {{key: "cure", kind: One, choices: "told cured help"}},
	"count":        {{key: "counted", kind: One, choices: "yes not_yet help"}, {key: "people", kind: Scale}},
}

// homeSize is the largest number of people of a home that can be tapped.
const homeSize = 10

var starterTexts = sync.OnceValue(func() map[string]Text {
	out := map[string]Text{}
	for n, tag := range starterLanguages {
		file, err := starterFiles.ReadFile("starters/" + tag + ".txt")
		if err != nil {
			panic(err)
		}
		for line := range strings.Lines(string(file)) {
			key, text, _ := strings.Cut(strings.TrimSpace(line), " = ")
			t := out[key]
			if n == 0 {
				t.Source = text
			} else {
				t.Translate(tag, text, false)
			}
			out[key] = t
		}
	}
	return out
})

// NewStarter is the form with which programs of a kind begin; ok is false for a kind that has none.
func NewStarter(kind string) (name string, d Definition, ok bool) {
	questions, ok := starters[kind]
	if !ok {
		return "", d, false
	}
	texts := starterTexts()
	d = Definition{Starter: kind, Source: starterLanguages[0], Languages: slices.Clone(starterLanguages[1:]), Greeting: texts[kind+".greeting"], Closing: texts["thanks"]}
	for _, q := range questions {
		path := kind + "." + q.key
		question := Question{ID: q.key, Kind: q.kind, Text: texts[path]}
		for _, c := range strings.Fields(q.choices) {
			question.Choices = append(question.Choices, Choice{ID: c, Text: texts[path+"."+c]})
		}
		if q.kind == Scale {
			question.Min, question.Max = 1, homeSize
		}
		if q.agrees != nil {
			agrees := *q.agrees
			agrees.Of = fingerprint(question.Text.Source)
			question.Agrees = &agrees
		}
		d.Questions = append(d.Questions, question)
	}
	return texts[kind+".title"].Source, d.clone(), true
}

// Agreeing says that a yes to a question is consent, and a no its refusal, as long as the question is asked in the words that it was
// agreed to with.
type Agreeing struct {
	Channel string `json:"channel"`
	Purpose string `json:"purpose"`
	Of      string `json:"of"` // fingerprint of the question
}

// AgreesTo tells to which channel and purpose a yes to the question agrees; "" where it is a question like any other, also because
// somebody has changed its words.
func (q Question) AgreesTo() (channel, purpose string) {
	if q.Agrees == nil || q.Agrees.Of != fingerprint(q.Text.Source) {
		return "", ""
	}
	return q.Agrees.Channel, q.Agrees.Purpose
}

// Starter gives the form with which the organization's programs of a kind begin: the one that it has, perhaps changed since, or a new
// one, published. It returns errs.Invalid for a kind that has none and errs.Forbidden without EditScripts.
func (s *Service) Starter(ctx context.Context, sc authz.Scope, kind string) (form id.ID, err error) {
	defer errs.Wrap(&err, "form.Starter(%q)", kind)
	if err := sc.Require(authz.EditScripts); err != nil {
		return 0, err
	}
	name, d, ok := NewStarter(kind)
	if !ok {
		return 0, errs.Field("kind", "program.error.kind")
	}
	all, err := s.List(ctx, sc)
	if err != nil {
		return 0, err
	}
	for _, f := range all {
		if f.Published != 0 && f.Newest.Definition.Starter == kind {
			return f.ID, nil
		}
	}
	f, err := s.Create(ctx, sc, name, d)
	if err != nil {
		return 0, err
	}
	_, err = s.Publish(ctx, sc, f.ID, f.Newest.UpdatedAt)
	return f.ID, err
}
