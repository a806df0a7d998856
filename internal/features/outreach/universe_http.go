package outreach

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

func (h *Handlers) universes(w http.ResponseWriter, r *http.Request) error {
	sc := authz.ScopeOf(r)
	all, err := h.Universes(r.Context(), sc)
	if err != nil {
		return err
	}
	say, err := h.voice(r, h.Called)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, universesPage(all, say, sc.Can(authz.EditUniverses)))
}

// voice speaks the reader's language and knows the words that of gives.
func (h *Handlers) voice(r *http.Request, of func(ctx context.Context, sc authz.Scope, language string) (Words, error)) (voice, error) {
	l := i18n.Locale(r.Context())
	words, err := of(r.Context(), authz.ScopeOf(r), l.Tag())
	return voice{l, words}, err
}

// builderView is the page on which a universe is built and looked at.
type builderView struct {
	voice
	Universe Universe // ID is zero for a new one
	Root     Item
	Edits    edits
	Asking   asking
	Asks     bool // there is something to ask
	Look     Look
	Seed     int // of the sample
	Versions []Version
	MayEdit  bool
	MaySee   bool // the sample
	Unsaved  bool
	Problem  error
}

func (h *Handlers) newUniverse(w http.ResponseWriter, r *http.Request) error {
	return h.builder(w, r, builderView{Root: Item{Kind: allOf, Items: []Item{{Kind: "member"}}}})
}

func (h *Handlers) showUniverse(w http.ResponseWriter, r *http.Request) error {
	universeID, err := web.PathID(r, "universe")
	if err != nil {
		return err
	}
	u, err := h.Universe(r.Context(), authz.ScopeOf(r), universeID)
	if err != nil {
		return err
	}
	v := builderView{Universe: u}
	if v.voice, err = h.voice(r, h.Words); err != nil {
		return err
	}
	v.Root = treeOf(u.Query, v.words)
	return h.builder(w, r, v)
}

// builder evaluates the query and shows the page.
func (h *Handlers) builder(w http.ResponseWriter, r *http.Request, v builderView) (err error) {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	v.MayEdit, v.MaySee = sc.Can(authz.EditUniverses), sc.Can(authz.ReadPeople)
	if v.voice.words == nil {
		if v.voice, err = h.voice(r, h.Words); err != nil {
			return err
		}
	}
	if v.Edits.Shown == nil {
		v.Edits.Shown = &v.Root
	}
	if v.Universe.Query, v.Asks = v.Asking.query(v.Root); v.Asks {
		if v.Look, err = h.Look(ctx, sc, v.Universe.Query, true, v.Seed); err != nil {
			return err
		}
	}
	if v.Universe.ID != 0 {
		if v.Versions, err = h.Service.Versions(ctx, sc, v.Universe.ID); err != nil {
			return err
		}
	}
	return web.Render(w, r, statusOf(v.Problem), builderPage(v))
}

// buildUniverse answers every button of the builder: those that change the tree show it again, "save" saves.
func (h *Handlers) buildUniverse(w http.ResponseWriter, r *http.Request) (err error) {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, sc := r.Context(), authz.ScopeOf(r)
	do := r.PostForm.Get("do")
	v := builderView{Unsaved: true, Seed: formInt(r, "seed")}
	v.Universe.Name, v.Universe.UpdatedAt = r.PostForm.Get("name"), moment(r.PostForm.Get("seen"))
	if r.PathValue("universe") != "" {
		universeID, err := web.PathID(r, "universe")
		if err != nil {
			return err
		}
		now, err := h.Universe(ctx, sc, universeID)
		if err != nil {
			return err
		}
		v.Universe.ID, v.Universe.Programs = universeID, now.Programs
	}
	posted, ok := itemFrom(r.PostForm, "q", 0)
	if !ok {
		posted = Item{Kind: allOf}
	}
	if v.Edits, err = editsFrom(r.PostForm); err != nil {
		return err
	}
	v.Root = v.Edits.step(posted, do, r.PostForm)
	switch {
	case do == "save":
		return h.saveBuilt(w, r, v)
	case do == "copy" && v.Universe.ID != 0:
		return h.copyUniverse(w, r, v.Universe.ID)
	case do == "shuffle":
		v.Seed = (v.Seed + 1) % 997
	case strings.HasPrefix(do, "version:") && v.Universe.ID != 0:
		return h.builderAt(w, r, v, strings.TrimPrefix(do, "version:"))
	}
	return h.builder(w, r, v)
}

// builderAt shows an earlier version to be saved again.
func (h *Handlers) builderAt(w http.ResponseWriter, r *http.Request, v builderView, version string) error {
	all, err := h.Service.Versions(r.Context(), authz.ScopeOf(r), v.Universe.ID)
	if err != nil {
		return err
	}
	if v.voice, err = h.voice(r, h.Words); err != nil {
		return err
	}
	n, _ := strconv.Atoi(version) // what is no number is no version either
	for _, old := range all {
		if old.Number == n {
			v.Edits.keep(v.Root)
			v.Root = treeOf(old.Query, v.words)
			v.Edits.Shown = &v.Root
		}
	}
	return h.builder(w, r, v)
}

func (h *Handlers) saveBuilt(w http.ResponseWriter, r *http.Request, v builderView) (err error) {
	u := v.Universe
	query, asks := v.Asking.query(v.Root)
	u.Query = query
	switch {
	case !asks && len(v.Asking.problems) > 0:
		err = errs.Field("query", "universe.error.mend")
	case u.ID == 0:
		u, err = h.CreateUniverse(r.Context(), authz.ScopeOf(r), u.Name, u.Query)
	default:
		err = h.SaveUniverse(r.Context(), authz.ScopeOf(r), u.ID, u.UpdatedAt, u.Name, u.Query)
	}
	if readable(err) {
		v.Problem = err
		return h.builder(w, r, v)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "universe.saved.notice", "name", u.Name)
	return web.SeeOther(w, r, ui.URL(r.Context(), "universes", u.ID.String()))
}

func (h *Handlers) copyUniverse(w http.ResponseWriter, r *http.Request, universeID id.ID) error {
	u, err := h.Universe(r.Context(), authz.ScopeOf(r), universeID)
	if err != nil {
		return err
	}
	if u, err = h.CopyUniverse(r.Context(), authz.ScopeOf(r), universeID, i18n.T(r.Context(), "universe.copy_of", "name", u.Name)); err != nil {
		return err
	}
	web.Notice(w, r, "universe.copied.notice", "name", u.Name)
	return web.SeeOther(w, r, ui.URL(r.Context(), "universes", u.ID.String()))
}

// share is a line of the figures: a language with how many prefer it.
type share struct {
	Name   string `json:"name"`
	People string `json:"people"`
	Of     int    `json:"of"` // hundredths
}

// byLanguage are the largest languages of a count; those of whom no language is known come last.
func byLanguage(l *i18n.Localizer, c Count) (out []share) {
	codes := slices.SortedFunc(maps.Keys(c.ByLanguage), func(a, b string) int {
		if (a == "") != (b == "") {
			return cmp.Compare(len(b), len(a))
		}
		return cmp.Or(cmp.Compare(c.ByLanguage[b], c.ByLanguage[a]), cmp.Compare(a, b))
	})
	for _, code := range codes {
		n := c.ByLanguage[code]
		name := l.T("universe.no_language")
		if code != "" {
			name = l.LanguageName(code)
		}
		if n > 0 {
			out = append(out, share{name, l.Number(int64(n)), (n*100 + c.People/2) / c.People})
		}
	}
	return out
}

// lookUniverse answers the builder's script while somebody edits: the figures, the description in words, and what must be mended.
func (h *Handlers) lookUniverse(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	say, err := h.voice(r, h.Called)
	if err != nil {
		return err
	}
	root, _ := itemFrom(r.PostForm, "q", 0)
	e, err := editsFrom(r.PostForm)
	if err != nil {
		return err
	}
	e.step(root, "look", r.PostForm) // each choice can be undone
	var a asking
	query, asks := a.query(root)
	problems := map[string]string{}
	for path, p := range a.problems {
		problems[path] = say.T(p.Key, p.Args...)
	}
	if !asks || query.Validate() != nil {
		return web.JSON(w, http.StatusOK, map[string]any{"asks": false, "words": say.T("universe.asks_nothing"), "problems": problems, "edits": e.text()})
	}
	look, err := h.Look(r.Context(), authz.ScopeOf(r), query, false, 0)
	if err != nil {
		return err
	}
	c := look.Count
	figures := map[string]string{}
	for name, n := range c.figures() {
		figures[name] = look.number(say.Localizer, n)
	}
	return web.JSON(w, http.StatusOK, map[string]any{"asks": true, "late": look.Late, "words": query.Describe(say), "of": say.T("universe.of", "n", look.number(say.Localizer, c.Total)), "figures": figures,
		"languages": byLanguage(say.Localizer, c), "problems": problems, "edits": e.text()})
}

// number is how a number of the figures is shown.
func (l Look) number(in *i18n.Localizer, n int) string {
	if l.Late {
		return "…"
	}
	return in.Number(int64(n))
}

// figures are the numbers of the page by the ids of their places.
func (c Count) figures() map[string]int {
	return map[string]int{"people": c.People, "doors": c.Doors, "located": c.Located, "suppressed": c.Suppressed, "phones": c.Phones, "texts": c.Texts}
}

func (h *Handlers) dropUniverse(w http.ResponseWriter, r *http.Request) error {
	universeID, err := web.PathID(r, "universe")
	if err != nil {
		return err
	}
	if err := h.DeleteUniverse(r.Context(), authz.ScopeOf(r), universeID); err != nil {
		return err
	}
	web.Notice(w, r, "universe.deleted.notice")
	return web.SeeOther(w, r, ui.URL(r.Context(), "universes"))
}

// firstError is the message of a form field, or nil.
func firstError(err error, field string) *errs.Error { return errs.Fields(err)[field] }

// problemAt says what is wrong with the condition at a path, "" where nothing is.
func (v builderView) problemAt(path string) string {
	if p := v.Asking.problems[path]; p != nil {
		return v.T(p.Key, p.Args...)
	}
	return ""
}

// about is the title of the page.
func (v builderView) about() string {
	if v.Universe.ID == 0 {
		return v.T("universe.new")
	}
	return v.Universe.Name
}
