package form

import (
	"context"
	"slices"
	"strconv"

	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
)

// listView is the page of all scripts.
type listView struct {
	Forms   []Form
	MayEdit bool
	Name    string // of a form that could not be made
	Errors  map[string]*errs.Error
}

// showView is the page of one script: what it asks, how far its translations are, its versions.
type showView struct {
	Form     Form
	Version  Version // that is previewed
	Versions []Version
	MayEdit  bool
	Errors   []Problem
	Warnings []Problem
	Language string // of the preview
	Problem  error  // why it was not published
}

// newest tells whether the previewed version is the newest one.
func (v showView) newest() bool { return v.Version.ID == v.Form.Newest.ID }

// editView is the editor.
type editView struct {
	Form     Form
	Language string // that stands beside the source; "" where the form has no translations
	Errors   map[string]*errs.Error
	Changed  bool // somebody else saved meanwhile
}

func newEditView(f Form, language string) editView {
	d := f.Newest.Definition
	if !slices.Contains(d.Languages, language) {
		language = ""
		if len(d.Languages) > 0 {
			language = d.Languages[0]
		}
	}
	return editView{Form: f, Language: language}
}

func (v editView) definition() Definition { return v.Form.Newest.Definition }

// seen is what the editor has seen: the moment of the last change.
func seen(v Version) string { return strconv.FormatInt(v.UpdatedAt.UnixMilli(), 10) }

// stateLook is how a translation's state looks; the words say the same.
var stateLook = map[State]struct{ icon, class string }{
	Missing:  {"close", ""},
	Stale:    {"alert", "lantern"},
	Draft:    {"wait", "gold"},
	Approved: {"done", "leaf"},
}

// scaleNumbers are the numbers of a scale.
func scaleNumbers(q Question) []string {
	var out []string
	for n := q.Min; n <= q.Max; n++ {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

// lastPublished is the number of the newest published version; 0 where there is none.
func lastPublished(versions []Version) int {
	for _, v := range versions {
		if !v.IsDraft() {
			return v.Number
		}
	}
	return 0
}

// message is the text of an error for a person.
func message(l *i18n.Localizer, err error) string {
	e := errs.Of(err)
	return l.T(e.Key, e.Args...)
}

// editLabel says what the button to the editor does: a published version is not edited, a new one is begun.
func editLabel(ctx context.Context, v Version) string {
	if v.IsDraft() {
		return i18n.T(ctx, "script.edit")
	}
	return i18n.T(ctx, "script.edit_new")
}

func languageOptions() []ui.Option {
	var out []ui.Option
	for _, l := range Languages() {
		out = append(out, ui.Option{Value: l.Tag, Label: l.Endonym, Lang: l.Tag})
	}
	return out
}

func questionLabel(d Definition, q Question, language string) string {
	text, _ := d.Say(q.Text, language)
	return text
}
