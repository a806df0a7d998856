package form

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/platform/i18n"
)

// edited applies what the editor's form sent to the newest definition: the source texts, the structure, and the
// translations into the one language that the editor showed. Everything else stays as it was saved last, so that two
// translators of different languages do not undo each other.
func edited(base Definition, in url.Values) Definition {
	d := base.clone()
	d.Languages = languagesFrom(in, d)
	d.Questions = questionsFrom(in, d)
	shown := in.Get("lang")
	d.Texts(func(path string, t *Text) {
		if in.Has("text." + path) {
			t.Source = clean(in.Get("text." + path))
		}
		if in.Has("in."+path) && slices.Contains(d.Languages, shown) {
			t.edit(shown, clean(in.Get("in."+path)), in.Get("ok."+path) != "", in.Get("still."+path) != "")
		}
	})
	return d
}

// edit takes over a translation from the editor. Where neither it nor the note "still right" changed anything, it keeps
// knowing which source it was made from.
func (t *Text) edit(language, text string, approved, still bool) {
	before := t.In[language]
	switch {
	case text != before.Text || still:
		t.Translate(language, text, approved)
	case text != "":
		before.Approved = approved
		t.In[language] = before
	}
}

func clean(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

func languagesFrom(in url.Values, d Definition) []string {
	if !in.Has("languages.shown") {
		return d.Languages
	}
	var out []string
	for _, l := range in["languages"] {
		if l != d.Source && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// questionsFrom puts the questions in the order that the editor sent; one that it did not know stays at the end.
func questionsFrom(in url.Values, d Definition) []Question {
	var out []Question
	for _, questionID := range in["question"] {
		q := d.Question(questionID)
		if q == nil {
			continue
		}
		if kind := Kind(in.Get("kind." + q.ID)); kind.known() && kind != q.Kind {
			d.turn(q, kind)
		}
		q.Required = in.Get("required."+q.ID) != ""
		if q.Kind == Scale {
			q.Min, q.Max = number(in.Get("min."+q.ID), q.Min), number(in.Get("max."+q.ID), q.Max)
		}
		out = append(out, *q)
	}
	for _, q := range d.Questions {
		if !slices.ContainsFunc(out, func(o Question) bool { return o.ID == q.ID }) {
			out = append(out, q)
		}
	}
	return out
}

func number(s string, otherwise int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return otherwise
	}
	return n
}

// turn changes the kind of a question. Choices that the new kind cannot have are dropped.
func (d *Definition) turn(q *Question, kind Kind) {
	was := q.Kind
	q.Kind = kind
	switch {
	case kind == YesNoMaybe:
		q.Choices = yesNoMaybe(d.AllLanguages())
	case !kind.HasChoices():
		q.Choices = nil
	case was == YesNoMaybe || len(q.Choices) == 0:
		if len(q.Choices) == 0 {
			q.Choices = []Choice{{ID: d.nextID("c")}, {ID: d.nextID("c")}}
		}
	}
	if kind == Scale && q.Min >= q.Max {
		q.Min, q.Max = 1, 5
	}
}

// yesNoMaybe are the three choices in every language of the form that the catalogs speak. They come as drafts.
func yesNoMaybe(languages []string) []Choice {
	out := []Choice{{ID: "yes"}, {ID: "no"}, {ID: "maybe"}}
	for i := range out {
		for n, tag := range languages {
			l, ok := i18n.Get(tag)
			key := "script.answer." + out[i].ID
			switch {
			case n == 0 && ok:
				out[i].Text.Source = l.T(key)
			case n == 0:
				out[i].Text.Source = i18n.Default().T(key)
			case ok && l.Speaks(key):
				out[i].Text.Translate(tag, l.T(key), false)
			}
		}
	}
	return out
}

// change does what one of the editor's buttons asks for: "up:q1", "down:q1", "remove:q1", "add:one", "choice:q1",
// "drop:q1.c2". It gives the path of the text to go to; "" for anything else ("save").
func (d *Definition) change(do string) (goTo string) {
	verb, what, _ := strings.Cut(do, ":")
	switch verb {
	case "up", "down", "remove":
		return d.move(verb, what)
	case "add":
		if kind := Kind(what); kind.known() && len(d.Questions) < maxQuestions {
			q := Question{ID: d.nextID("q")}
			d.turn(&q, kind)
			d.Questions = append(d.Questions, q)
			return q.ID
		}
	case "choice":
		if q := d.Question(what); q != nil && q.Kind.HasChoices() && len(q.Choices) < maxChoices {
			q.Choices = append(q.Choices, Choice{ID: d.nextID("c")})
			return q.ID + "." + q.Choices[len(q.Choices)-1].ID
		}
	case "drop":
		questionID, choiceID, _ := strings.Cut(what, ".")
		if q := d.Question(questionID); q != nil {
			q.Choices = slices.DeleteFunc(q.Choices, func(c Choice) bool { return c.ID == choiceID })
			return questionID
		}
	}
	return ""
}

func (d *Definition) move(verb, questionID string) string {
	i := slices.IndexFunc(d.Questions, func(q Question) bool { return q.ID == questionID })
	if i < 0 {
		return ""
	}
	qs := d.Questions
	switch {
	case verb == "remove":
		d.Questions = slices.Delete(qs, i, i+1)
		if i > 0 {
			return d.Questions[i-1].ID
		}
		return "greeting"
	case verb == "up" && i > 0:
		qs[i-1], qs[i] = qs[i], qs[i-1]
	case verb == "down" && i < len(qs)-1:
		qs[i+1], qs[i] = qs[i], qs[i+1]
	}
	return questionID
}
