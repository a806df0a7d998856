package people

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
)

// shownNames are the names that may be seen at a glance.
func (p Profile) shownNames() []Name {
	return slices.DeleteFunc(slices.Clone(p.Names), func(n Name) bool { return n.Kind == NameFormer })
}

// formerNames are those that somebody must open.
func (p Profile) formerNames() []Name {
	return slices.DeleteFunc(slices.Clone(p.Names), func(n Name) bool { return n.Kind != NameFormer })
}

// guardians are the people who can agree for somebody under 18.
func (p Profile) guardians() []Relation {
	return slices.DeleteFunc(slices.Clone(p.Relations), func(r Relation) bool { return r.Hidden || r.Word != "guardian" && r.Word != "parent" })
}

func guardianOptions(ctx context.Context, p Profile) (out []ui.Option) {
	for _, r := range p.guardians() {
		out = append(out, ui.Option{Value: r.Other.ID.String(), Label: nameText(ctx, r.Other.Name)})
	}
	return out
}

func labelOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "people.not_known")}}
	return append(out, keyOptions(ctx, "people.label.", ContactLabels[1:]...)...)
}

func relationOptions(ctx context.Context) []ui.Option {
	return keyOptions(ctx, "people.relation.", RelationWords()...)
}

// guessText says what a model thinks as what it is: 'A model (file) thinks: Vietnamese, 72 %, until March 3'.
func guessText(ctx context.Context, g Guess) string {
	l := i18n.Locale(ctx)
	value := g.Value
	if g.Topic == TopicLanguage {
		value = l.LanguageName(g.Value)
	}
	until := l.Date(g.Expires.In(ui.Zone(ctx)))
	if g.Probability == nil {
		return l.T("people.guess", "model", words(ctx, "people.model.", g.Model), "what", value, "until", until)
	}
	return l.T("people.guess_likely", "model", words(ctx, "people.model.", g.Model), "what", value, "percent", int(*g.Probability*100+.5), "until", until)
}

// sizeText is the size of a file in kilobytes.
func sizeText(ctx context.Context, size int64) string {
	return i18n.T(ctx, "people.file.size", "n", (size+1023)/1024)
}

// fieldsFailed tells whether a custom field is at fault.
func (v showView) fieldsFailed() bool {
	for name := range v.Errors {
		if strings.HasPrefix(name, fieldPrefix) {
			return true
		}
	}
	return false
}

// fieldTyped is what stands in the input of a field: what was typed where the form came back, else what is kept.
func (v showView) fieldTyped(f FieldValue) string {
	if name := f.Field.FieldInput(); v.fieldsFailed() && v.Form.Has(name) {
		return v.Form.Get(name)
	}
	return f.Value
}

// typedNote is what was typed into the form of a note that came back.
func (v showView) typedNote(note string) string {
	if v.Errors["note"] != nil && v.typed("note_id") == note {
		return v.typed("note")
	}
	return ""
}

func (v showView) typedNoteOr(n Note) string {
	if typed := v.typedNote(n.ID.String()); typed != "" {
		return typed
	}
	return n.Text
}

// warned tells that a note was not written because it looks as if it held a number that is never kept.
func (v showView) warned() bool {
	e := v.Errors["note"]
	return e != nil && e.Key == "people.number_warning"
}

// newest is the way back to the top of a timeline, older the way on.
func (v showView) newest(ctx context.Context) string {
	if v.From == "" {
		return ""
	}
	return v.timelineURL(ctx, v.Kind, "")
}

func (v showView) older(ctx context.Context) string {
	if v.Timeline.Next == "" {
		return ""
	}
	return v.timelineURL(ctx, v.Kind, v.Timeline.Next)
}

// eventValue says what an event is about, in the reader's language where its word has one.
func eventValue(ctx context.Context, e Event) string {
	join := func(parts ...string) string {
		return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
	}
	switch e.What {
	case "known":
		return words(ctx, "segment.source.", e.Value)
	case "ballot":
		return join(words(ctx, "segment.ballot.", e.Value), e.Detail)
	case "agreed", "withdrawn":
		return join(words(ctx, "people.channel.", e.Value), words(ctx, "people.purpose.", e.Detail))
	case "held", "lifted":
		return join(words(ctx, "people.scope.", e.Value), words(ctx, "segment.result.", e.Detail))
	case "language", "unspeak":
		return join(i18n.Locale(ctx).LanguageName(e.Value), words(ctx, "people.source.", e.Detail))
	case "field":
		return join(e.Value, words(ctx, "people.field.", e.Detail))
	case "relate", "unrelate":
		return words(ctx, "people.relation.", e.Value)
	case "edit":
		var fields []string
		for f := range strings.SplitSeq(e.Detail, ",") {
			fields = append(fields, words(ctx, "people.changed.", f))
		}
		return strings.Join(fields, ", ")
	}
	return join(e.Value, e.Detail)
}

// home is the household in which a new person of a form lives, where the form was opened at one.
func (v newView) home() string {
	if v.RelatedTo != nil && v.RelatedTo.Household != nil {
		return v.RelatedTo.Household.ID.String()
	}
	return v.Form.Get("household")
}

// others are the people who can be chosen.
func (v relateView) others() []Row {
	return slices.DeleteFunc(slices.Clone(v.Found), func(r Row) bool { return r.ID == v.Person.ID })
}

func (v relateView) newQuery() string {
	q := url.Values{"related_to": {v.Person.ID.String()}, "name": {v.Search}}
	if v.Word != "" {
		q.Set("relation", v.Word)
	}
	return q.Encode()
}

func relateHeading(ctx context.Context, v relateView) string {
	if v.Search != "" {
		return i18n.T(ctx, "people.relation.found")
	}
	return i18n.T(ctx, "people.lives_with")
}
