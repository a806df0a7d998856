package people

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
)

type listView struct {
	Filter                        Filter
	Page                          Page
	MayEdit, MayExport, MayImport bool
}

// url is the list with the filter and a place in it.
func (v listView) url(ctx context.Context, name string, at id.ID) string {
	q := v.Filter.values()
	q.Set(name, at.String())
	return ui.URL(ctx, "people") + "?" + q.Encode()
}

func (v listView) previous(ctx context.Context) string {
	if v.Page.First || len(v.Page.Rows) == 0 {
		return ""
	}
	return v.url(ctx, "before", v.Page.Rows[0].ID)
}

func (v listView) next(ctx context.Context) string {
	if v.Page.Last || len(v.Page.Rows) == 0 {
		return ""
	}
	return v.url(ctx, "after", v.Page.Rows[len(v.Page.Rows)-1].ID)
}

// counted says how many people there are.
func (v listView) counted(l *i18n.Localizer) string {
	if v.Page.More {
		return l.T("people.more_than", "n", v.Page.Total)
	}
	return l.T("people.count", "n", v.Page.Total)
}

type showView struct {
	Profile Profile
	MayEdit bool
	Errors  map[string]*errs.Error
	Undo    *undo
}

// undo is the way back from a small change: the form that puts it as it was.
type undo struct {
	Action string // last part of the form's address
	Key    string // what was done
	Fields [][2]string
}

func undoOf(q url.Values) *undo {
	switch q.Get("undo") {
	case "tag":
		return &undo{"tag", "people.untagged", [][2]string{{"tag", q.Get("tag")}}}
	case "speak":
		return &undo{"speak", "people.unspoken", [][2]string{{"language", q.Get("language")}, {"kind", q.Get("kind")}, {"source", q.Get("source")}}}
	case "release":
		return &undo{"release", "people.released", [][2]string{{"suppression", q.Get("suppression")}, {"undo", "1"}}}
	}
	return nil
}

type editView struct {
	Person  Resident
	Details Details
	Errors  map[string]*errs.Error
}

type newView struct {
	Form   url.Values
	Errors map[string]*errs.Error
	Alike  *Profile
}

// nameText is the name in one piece, for titles.
func nameText(ctx context.Context, n i18n.Name) string {
	if name := i18n.Locale(ctx).PersonName(n); name != "" {
		return name
	}
	return i18n.T(ctx, "people.no_name")
}

// languageOptions are the languages of a chooser in the reader's language, those in use first.
func languageOptions(ctx context.Context, none string, used []string) []ui.Option {
	l := i18n.Locale(ctx)
	out := []ui.Option{{Value: "", Label: none}}
	for _, code := range used {
		out = append(out, ui.Option{Value: code, Label: l.LanguageName(code)})
	}
	for _, one := range i18n.Languages() {
		if !slices.Contains(used, one.Code) {
			out = append(out, ui.Option{Value: one.Code, Label: l.LanguageName(one.Code)})
		}
	}
	return out
}

// valueOptions are choices that are shown as they are.
func valueOptions(none string, values []string) []ui.Option {
	out := []ui.Option{{Value: "", Label: none}}
	for _, v := range values {
		out = append(out, ui.Option{Value: v, Label: v})
	}
	return out
}

func keyOptions(ctx context.Context, prefix string, values ...string) []ui.Option {
	var out []ui.Option
	for _, v := range values {
		out = append(out, ui.Option{Value: v, Label: i18n.T(ctx, prefix+key(v))})
	}
	return out
}

func electionOptions(ctx context.Context, values []string) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "people.any")}}
	for _, v := range values {
		out = append(out, ui.Option{Value: v, Label: election(ctx, v)})
	}
	return out
}

// election names '2022-11' by its month, and a day as its date.
func election(ctx context.Context, e string) string {
	if len(e) < len("2022-11") || !i18n.Has("segment.month."+e[5:7]) {
		return e
	}
	return i18n.T(ctx, "segment.month."+e[5:7], "year", e[:4])
}

// key writes a stored word as the end of a message key.
func key(word string) string {
	return strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(word))
}

// words are a stored word in the reader's language; a word that we do not know stays.
func words(ctx context.Context, prefix, word string) string {
	if k := prefix + key(word); i18n.Has(k) {
		return i18n.T(ctx, k)
	}
	return word
}

// districts in the order of their kinds.
func (r Registration) districts() []string {
	var kinds []string
	for kind, name := range r.Districts {
		if name != "" {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}
