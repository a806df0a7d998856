package outreach

import (
	"net/http"
	"slices"

	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

func (h *Handlers) universes(w http.ResponseWriter, r *http.Request) error {
	sc := authz.ScopeOf(r)
	all, err := h.Universes(r.Context(), sc)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, universesPage(all, sc.Can(authz.EditUniverses)))
}

// builderView is the page on which a universe is built and looked at.
type builderView struct {
	Universe   Universe // ID is zero for a new one
	Groups     []Group
	Shape      bool // the query can be shown as rows
	Asks       bool // there is something to ask
	Look       Look
	Vocabulary Vocabulary
	MayEdit    bool
	MaySee     bool // the sample
	Unsaved    bool
	Problem    error
}

func (h *Handlers) newUniverse(w http.ResponseWriter, r *http.Request) error {
	v := builderView{Shape: true, Groups: []Group{{[]Row{{Kind: "member"}}}}}
	v.Universe.Query, _ = queryOf(v.Groups)
	return h.builder(w, r, v)
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
	v.Groups, v.Shape = groupsOf(u.Query)
	return h.builder(w, r, v)
}

// builder evaluates the query and shows the page.
func (h *Handlers) builder(w http.ResponseWriter, r *http.Request, v builderView) (err error) {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	v.MayEdit, v.MaySee = sc.Can(authz.EditUniverses), sc.Can(authz.ReadPeople)
	v.Asks = v.Universe.Query.Validate() == nil
	if v.Asks {
		if v.Look, err = h.Look(ctx, sc, v.Universe.Query, true); err != nil {
			return err
		}
	}
	if v.Vocabulary, err = h.Vocabulary(ctx, sc); err != nil {
		return err
	}
	return web.Render(w, r, statusOf(v.Problem), builderPage(v))
}

// buildUniverse answers every button of the builder: those that change the rows show it again, "save" saves.
func (h *Handlers) buildUniverse(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, sc := r.Context(), authz.ScopeOf(r)
	do := r.PostForm.Get("do")
	v := builderView{Shape: true, Unsaved: true, Groups: changeGroups(groupsFrom(r.PostForm), do, r.PostForm)}
	v.Universe.Name, v.Universe.UpdatedAt = r.PostForm.Get("name"), moment(r.PostForm.Get("seen"))
	v.Universe.Query, _ = queryOf(v.Groups)
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
		if len(v.Groups) == 0 && !r.PostForm.Has("g.0.add") { // the query has another shape: only the name was edited
			v.Universe.Query, v.Groups, v.Shape = now.Query, nil, false
		}
	}
	if do != "save" {
		return h.builder(w, r, v)
	}
	u := v.Universe
	var err error
	if u.ID == 0 {
		u, err = h.CreateUniverse(ctx, sc, u.Name, u.Query)
	} else {
		err = h.SaveUniverse(ctx, sc, u.ID, u.UpdatedAt, u.Name, u.Query)
	}
	if readable(err) {
		v.Problem = err
		return h.builder(w, r, v)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "universe.saved.notice", "name", u.Name)
	return web.SeeOther(w, r, ui.URL(ctx, "universes", u.ID.String()))
}

// lookUniverse answers the builder's script while somebody edits: the figures and the description in words.
func (h *Handlers) lookUniverse(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	l := i18n.Locale(r.Context())
	query, asks := queryOf(groupsFrom(r.PostForm))
	if !asks || query.Validate() != nil {
		return web.JSON(w, http.StatusOK, map[string]any{"asks": false, "words": l.T("universe.asks_nothing")})
	}
	look, err := h.Look(r.Context(), authz.ScopeOf(r), query, false)
	if err != nil {
		return err
	}
	c := look.Count
	return web.JSON(w, http.StatusOK, map[string]any{"asks": true, "words": query.Describe(l), "people": l.Number(int64(c.People)), "doors": l.Number(int64(c.Doors)),
		"located": l.Number(int64(c.Located)), "suppressed": l.Number(int64(c.Suppressed))})
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

// choice is one value that a row offers.
type choice struct {
	Value, Label string
	Chosen       bool
}

// choicesOf are the values that a row offers, in the reader's words; what was chosen and is not in the data any more
// stays on offer.
func choicesOf(l *i18n.Localizer, r Row, v Vocabulary) []choice {
	kind, known := kindOf(r.Kind)
	if !known || kind.choices == nil {
		return nil
	}
	values := slices.Clone(kind.choices(v))
	for _, chosen := range r.Values {
		if !slices.Contains(values, chosen) {
			values = append(values, chosen)
		}
	}
	out := make([]choice, len(values))
	for i, value := range values {
		out[i] = choice{value, labelOf(l, r.Kind, value), slices.Contains(r.Values, value)}
	}
	return out
}

func labelOf(l *i18n.Localizer, kind, value string) string {
	switch kind {
	case "language":
		return l.LanguageName(value)
	case "result":
		return l.T("segment.result." + value)
	case "voted":
		if len(value) == len("2022-11") {
			return l.T("segment.month."+value[5:], "year", value[:4])
		}
	}
	return value
}

// ownWords tells whether a choice is a name from the organization's data, which no catalog translates.
func ownWords(kind string) bool { return kind != "language" && kind != "result" }

func describe(l *i18n.Localizer, q segment.Query) string {
	if q.Validate() != nil {
		return l.T("universe.asks_nothing")
	}
	return q.Describe(l)
}

// firstError is the message of a form field, or nil.
func firstError(err error, field string) *errs.Error { return errs.Fields(err)[field] }
