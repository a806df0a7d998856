package people

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
	"banyan/internal/platform/ui"
)

type listView struct {
	Filter Filter
	Shape  Shape
	Page   Page
	Found  []Found // whom a search means, nearest first
	Scope  authz.Scope
	Errors map[string]*errs.Error
}

func (v listView) may(p authz.Permission) bool { return v.Scope.Can(p) }

// query is the list's filter and shape as the query of an address.
func (v listView) query() url.Values { return v.Shape.put(v.Filter.values()) }

// url is the list with a place in it.
func (v listView) url(ctx context.Context, name string, at id.ID) string {
	q := v.query()
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

// moreChosen tells whether one of the filters that stand behind 'more' is in use.
func (v listView) moreChosen() bool {
	f := v.Filter
	f.Search, f.Who, f.Language, f.Tag = "", "", "", ""
	return f != Filter{}
}

// columnName is the heading of a column.
func (v listView) columnName(ctx context.Context, column string) string {
	if slices.Contains(Columns, column) {
		return i18n.T(ctx, "people.column."+column)
	}
	for _, f := range v.Page.Fields {
		if f.ID.String() == column {
			return f.Name
		}
	}
	return ""
}

// columns are those that are shown and still there.
func (v listView) columns(ctx context.Context) []string {
	return slices.DeleteFunc(slices.Clone(v.Shape.columns()), func(c string) bool { return v.columnName(ctx, c) == "" })
}

// field is the custom field that is filtered by.
func (v listView) field() (Field, bool) {
	i := slices.IndexFunc(v.Page.Fields, func(f Field) bool { return f.ID.String() == v.Filter.Field })
	if i < 0 {
		return Field{}, false
	}
	return v.Page.Fields[i], true
}

type savedViewsView struct {
	Views    []SavedView
	MayShare bool
	Errors   map[string]*errs.Error
	At       id.ID // the view at fault
}

type exportView struct {
	Filter Filter
	Total  int
	Form   url.Values
	Errors map[string]*errs.Error
}

type fieldsView struct {
	Fields []Field
	Form   url.Values
	Errors map[string]*errs.Error
	At     id.ID // the field at fault, 0 = the new one
}

type chooseView struct {
	Select Selection
	List   string
	Total  int
	Fields []Field
	Form   url.Values
	Errors map[string]*errs.Error
}

type bulkView struct {
	Bulk    Bulk
	Job     jobs.Job
	MayEdit bool
}

// running tells whether the edit or its undo is still under way.
func (v bulkView) running() bool {
	return (v.Bulk.State == BulkRunning || v.Bulk.State == BulkUndoing) && !v.Job.State.Over()
}

type showView struct {
	Profile  Profile
	Timeline Timeline
	Kind     string
	From     string
	Scope    authz.Scope
	Form     url.Values
	Errors   map[string]*errs.Error
	Undo     *undo
}

// mayEdit tells whether the page has its forms.
func (v showView) mayEdit() bool { return v.Scope.Can(authz.EditPeople) }

// post is the address of a small form.
func (v showView) post(ctx context.Context, path string) string {
	return ui.URL(ctx, "people", v.Profile.ID.String(), path)
}

// failed tells whether one of these inputs is at fault: its form stands open.
func (v showView) failed(inputs ...string) bool {
	return slices.ContainsFunc(inputs, func(name string) bool { return v.Errors[name] != nil })
}

// typed is what somebody typed into a form that came back.
func (v showView) typed(name string) string { return v.Form.Get(name) }

// timelineURL is the page with its timeline narrowed or turned.
func (v showView) timelineURL(ctx context.Context, kind, from string) string {
	q := url.Values{}
	if kind != "" {
		q.Set("kind", kind)
	}
	if from != "" {
		q.Set("from", from)
	}
	to := ui.URL(ctx, "people", v.Profile.ID.String())
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	return to + "#timeline"
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
	case "note":
		return &undo{"note", "people.note.deleted", [][2]string{{"note_id", q.Get("note_id")}, {"do", "delete"}, {"undo", "1"}}}
	case "file":
		return &undo{"file", "people.file.deleted", [][2]string{{"file", q.Get("file")}, {"undo", "1"}}}
	case "relate":
		return &undo{"relate", "people.relation.removed", [][2]string{{"other", q.Get("other")}, {"relation", q.Get("relation")}}}
	}
	return nil
}

type editView struct {
	Person Profile
	Form   url.Values
	Errors map[string]*errs.Error
}

type newView struct {
	Form      url.Values
	Errors    map[string]*errs.Error
	Alike     *Profile
	RelatedTo *Profile
}

type relateView struct {
	Person Profile
	Search string
	Word   string
	Found  []Row
}

// formOf is a person as the form that edits them is filled in.
func formOf(p Profile) url.Values {
	n := p.Name
	v := url.Values{"name": {wholeName(n)}, "given": {n.Given}, "middle": {n.Middle}, "family": {n.Family}, "suffix": {n.Suffix}, "birth_date": {p.BirthDate}}
	if n.Native != "" {
		roman := n
		roman.Native, roman.NativeLang = "", ""
		v.Set("roman", i18n.Default().PersonName(roman))
	}
	if n.FamilyFirst {
		v.Set("name_order", familyFirst)
	}
	if p.IsMember {
		v.Set("member", "1")
	}
	if h := p.Household; h != nil {
		v.Set("address", h.Address())
		v.Set("city", h.City)
		v.Set("state", h.State)
		v.Set("zip", h.ZIP)
	}
	return v
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

// anyOr are the choices of a filter that may be left alone.
func anyOr(ctx context.Context, options ...ui.Option) []ui.Option {
	return append([]ui.Option{{Value: "", Label: i18n.T(ctx, "people.any")}}, options...)
}

func fieldOptions(ctx context.Context, known []Field) []ui.Option {
	out := anyOr(ctx)
	for _, f := range known {
		out = append(out, ui.Option{Value: f.ID.String(), Label: f.Name})
	}
	return out
}

// whoOptions leave out whom the reader may not see.
func whoOptions(ctx context.Context, sc authz.Scope) []ui.Option {
	whos := Whos
	if !sc.Can(authz.ReadYouth) {
		whos = slices.DeleteFunc(slices.Clone(Whos), func(w string) bool { return w == whoYoung })
	}
	return append([]ui.Option{{Value: "", Label: i18n.T(ctx, "people.anybody")}}, keyOptions(ctx, "people.who.", whos...)...)
}

func consentOptions(ctx context.Context) []ui.Option {
	out := anyOr(ctx)
	for _, c := range ConsentChannels {
		channel := i18n.T(ctx, "people.channel."+c)
		out = append(out, ui.Option{Value: c, Label: i18n.T(ctx, "people.consent.filter_given", "channel", channel)},
			ui.Option{Value: "!" + c, Label: i18n.T(ctx, "people.consent.filter_withdrawn", "channel", channel)})
	}
	return out
}

func ageOptions(ctx context.Context) []ui.Option {
	out := anyOr(ctx)
	for _, band := range AgeBands {
		label := band
		if least, open := strings.CutSuffix(band, "-"); open {
			label = i18n.T(ctx, "people.age_from", "age", least)
		}
		out = append(out, ui.Option{Value: band, Label: label})
	}
	return out
}

func sinceOptions(ctx context.Context) []ui.Option {
	out := anyOr(ctx)
	for _, s := range Sinces {
		out = append(out, ui.Option{Value: s, Label: i18n.T(ctx, "people.since", "n", daysOf(s))})
	}
	return out
}

// daysOf reads '-30d'.
func daysOf(since string) int {
	days, err := time.ParseDuration(strings.Replace(strings.TrimPrefix(since, "-"), "d", "h", 1))
	if err != nil {
		return 0
	}
	return int(days.Hours())
}

func electionOptions(ctx context.Context, values []string) []ui.Option {
	out := anyOr(ctx)
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

// day writes an ISO date as the reader reads it; a year or a month alone stays.
func day(ctx context.Context, iso string) string {
	at, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return i18n.Locale(ctx).Date(at)
}

// fieldText is what a custom field says, in the reader's language where its kind has one.
func fieldText(ctx context.Context, f Field, value string) string {
	switch f.Kind {
	case FieldYesNo:
		return words(ctx, "people.field.", value)
	case FieldDate:
		return day(ctx, value)
	}
	return value
}

// ageText is somebody's age; a year or a month of birth alone is shown as it is.
func ageText(ctx context.Context, age *int, birth string) string {
	if age == nil {
		return birth
	}
	return i18n.Locale(ctx).Number(int64(*age))
}

// shareText says who may use a saved list.
func shareText(ctx context.Context, v SavedView) string {
	switch {
	case v.Mine && v.Shared:
		return i18n.T(ctx, "people.view.mine_shared")
	case v.Mine:
		return i18n.T(ctx, "people.view.mine")
	}
	return i18n.T(ctx, "people.view.shared")
}

// bulkWhat is what an edit of many people gave or took.
func bulkWhat(ctx context.Context, b Bulk) string {
	switch a := b.Action; a.Do {
	case BulkSpeak:
		return i18n.Locale(ctx).LanguageName(a.Language.Code)
	case BulkSet:
		return b.Field.Name + ": " + fieldText(ctx, b.Field, a.Value)
	case BulkHold:
		return words(ctx, "people.scope.", a.Scope)
	default:
		return a.Tag
	}
}

// ballotOptions are the ballots that the list is narrowed to, and all.
func ballotOptions(ctx context.Context, f Filter) []ui.Option {
	b := f.ballot()
	return []ui.Option{{Value: "", Label: i18n.T(ctx, "people.any")}, {Value: f.Ballot, Label: i18n.T(ctx, "people.ballot_is", "election", b.Election, "status", i18n.T(ctx, "segment.ballot."+b.In[0]))}}
}
