// Package form keeps the multilingual questionnaires that Banyan asks with; today they are the scripts of the doors.
//
// A form has versions. The newest may be a draft, which is edited; a published one never changes, so that an answer
// always belongs to the words that were spoken. Each text is written in the form's source language and translated
// into the others; a translation knows whether a fluent speaker approved it and whether its source has moved on.
package form

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// Kind is how a question is answered.
type Kind string

// The kinds of questions.
const (
	One        Kind = "one"          // one of the choices
	Many       Kind = "many"         // any number of the choices
	YesNoMaybe Kind = "yes_no_maybe" // the three choices that every language has
	Words      Kind = "text"         // a short text
	Scale      Kind = "scale"        // a number from Min to Max
)

// Kinds lists the kinds in the order of a menu.
func Kinds() []Kind { return []Kind{One, Many, YesNoMaybe, Words, Scale} }

// HasChoices tells whether the organizer writes the choices of such a question.
func (k Kind) HasChoices() bool { return k == One || k == Many || k == YesNoMaybe }

// Definition is what a form says.
type Definition struct {
	Source    string     `json:"source"`    // language in which it is written, BCP 47
	Languages []string   `json:"languages"` // into which it is translated, without the source
	Greeting  Text       `json:"greeting"`
	Questions []Question `json:"questions"`
	Closing   Text       `json:"closing"`
	Starter   string     `json:"starter,omitempty"` // the kind of drive that it was made for; its questions keep their ids
	Serial    int        `json:"serial"`            // the last number given to a question or choice: ids are never used twice
}

// Question is one question. One that is not required can be skipped at the door.
type Question struct {
	ID       string   `json:"id"`
	Kind     Kind     `json:"kind"`
	Required bool     `json:"required"`
	Text     Text     `json:"text"`
	Choices  []Choice `json:"choices,omitempty"`
	Min      int      `json:"min,omitempty"` // of a Scale
	Max      int      `json:"max,omitempty"`

	Agrees *Agreeing `json:"agrees,omitempty"`
}

// Choice is one answer that can be tapped.
type Choice struct {
	ID   string `json:"id"`
	Text Text   `json:"text"`
}

// Text is a text in the source language with its translations.
type Text struct {
	Source string                 `json:"source"`
	In     map[string]Translation `json:"in,omitempty"`
}

// Translation is a text in one other language.
type Translation struct {
	Text     string `json:"text"`
	Approved bool   `json:"approved,omitempty"` // by somebody who speaks it well
	Of       string `json:"of"`                 // fingerprint of the source text that it translates
}

// State is how far a translation is.
type State string

// The states, from nothing to done.
const (
	Missing  State = "missing"
	Stale    State = "stale" // the source changed after it was translated
	Draft    State = "draft"
	Approved State = "approved"
)

// State tells how far the translation into a language is.
func (t Text) State(language string) State {
	in, ok := t.In[language]
	switch {
	case !ok || in.Text == "":
		return Missing
	case in.Of != fingerprint(t.Source):
		return Stale
	case in.Approved:
		return Approved
	}
	return Draft
}

// Translate sets the translation of the source as it is now; an empty text removes it.
func (t *Text) Translate(language, text string, approved bool) {
	if text == "" {
		delete(t.In, language)
		return
	}
	if t.In == nil {
		t.In = map[string]Translation{}
	}
	t.In[language] = Translation{Text: text, Approved: approved, Of: fingerprint(t.Source)}
}

// fingerprint tells two source texts apart; spaces at the ends do not count.
func fingerprint(source string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(source)))
	return hex.EncodeToString(sum[:6])
}

// Say is the text for somebody who speaks the language: its translation, else the source. said is the language that
// it is really in. A stale or draft translation is still better at a door than a language nobody there speaks.
func (d Definition) Say(t Text, language string) (text, said string) {
	if in, ok := t.In[language]; ok && in.Text != "" && language != d.Source {
		return in.Text, language
	}
	return t.Source, d.Source
}

// Question finds a question by its id; nil where there is none.
func (d *Definition) Question(questionID string) *Question {
	for i := range d.Questions {
		if d.Questions[i].ID == questionID {
			return &d.Questions[i]
		}
	}
	return nil
}

// AllLanguages are the source and the languages of the translations.
func (d Definition) AllLanguages() []string { return append([]string{d.Source}, d.Languages...) }

// Texts gives every text with its path ("greeting", "q1", "q1.c2", "closing"), in the order of the door.
func (d *Definition) Texts(each func(path string, t *Text)) {
	each("greeting", &d.Greeting)
	for i := range d.Questions {
		q := &d.Questions[i]
		each(q.ID, &q.Text)
		for j := range q.Choices {
			each(q.ID+"."+q.Choices[j].ID, &q.Choices[j].Text)
		}
	}
	each("closing", &d.Closing)
}

// nextID gives an id that no question or choice of this form ever had.
func (d *Definition) nextID(prefix string) string {
	d.Serial++
	return fmt.Sprintf("%s%d", prefix, d.Serial)
}

// clone copies the definition, so that a change of one does not reach the other.
func (d Definition) clone() Definition {
	d.Languages = slices.Clone(d.Languages)
	d.Questions = slices.Clone(d.Questions)
	for i := range d.Questions {
		d.Questions[i].Choices = slices.Clone(d.Questions[i].Choices)
	}
	d.Texts(func(_ string, t *Text) {
		in := make(map[string]Translation, len(t.In))
		for language, translation := range t.In {
			in[language] = translation
		}
		t.In = in
	})
	return d
}

// Completeness is how far one language of a form is.
type Completeness struct {
	Language                        string
	Approved, Draft, Stale, Missing int
}

// Total is the number of texts.
func (c Completeness) Total() int { return c.Approved + c.Draft + c.Stale + c.Missing }

// Completeness counts the texts of each language of the translations by state. Texts without a source do not count.
func (d Definition) Completeness() []Completeness {
	out := make([]Completeness, len(d.Languages))
	for i, language := range d.Languages {
		out[i].Language = language
		d.Texts(func(_ string, t *Text) {
			if t.Source == "" {
				return
			}
			switch t.State(language) {
			case Approved:
				out[i].Approved++
			case Draft:
				out[i].Draft++
			case Stale:
				out[i].Stale++
			default:
				out[i].Missing++
			}
		})
	}
	return out
}

// Form is a form with the newest of its versions.
type Form struct {
	ID        id.ID
	Name      string
	CreatedAt db.Time
	Newest    Version
	Published id.ID // the newest published version; zero where none is
}

// Version is one version of a form.
type Version struct {
	ID          id.ID
	Form        id.ID
	Number      int
	Definition  Definition
	UpdatedAt   db.Time
	PublishedAt db.Time // zero for a draft
}

// IsDraft tells whether the version may still change.
func (v Version) IsDraft() bool { return v.PublishedAt.IsZero() }
