package people

import (
	"bytes"
	"net/http"
	"net/url"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Handlers are the pages of people.
type Handlers struct{ people *Service }

// NewHandlers returns the pages of a service.
func NewHandlers(s *Service) *Handlers { return &Handlers{s} }

// Routes lists what the people feature answers.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /o/{org}/people", Needs: authz.ReadPeople, Handle: h.list},
		{Pattern: "POST /o/{org}/people/export", Needs: authz.ExportResults, Handle: h.export},
		{Pattern: "GET /o/{org}/people/new", Needs: authz.EditPeople, Handle: h.newPerson},
		{Pattern: "POST /o/{org}/people/new", Needs: authz.EditPeople, Handle: h.add},
		{Pattern: "GET /o/{org}/people/suppressed", Needs: authz.ReadPeople, Handle: h.suppressed},
		{Pattern: "GET /o/{org}/people/{person}", Needs: authz.ReadPeople, Handle: h.show},
		{Pattern: "GET /o/{org}/people/{person}/edit", Needs: authz.EditPeople, Handle: h.edit},
		{Pattern: "POST /o/{org}/people/{person}/edit", Needs: authz.EditPeople, Handle: h.save},
		{Pattern: "POST /o/{org}/people/{person}/tag", Needs: authz.EditPeople, Handle: h.tag},
		{Pattern: "POST /o/{org}/people/{person}/untag", Needs: authz.EditPeople, Handle: h.untag},
		{Pattern: "POST /o/{org}/people/{person}/speak", Needs: authz.EditPeople, Handle: h.speak},
		{Pattern: "POST /o/{org}/people/{person}/unspeak", Needs: authz.EditPeople, Handle: h.unspeak},
		{Pattern: "POST /o/{org}/people/{person}/hold", Needs: authz.EditPeople, Handle: h.hold},
		{Pattern: "POST /o/{org}/people/{person}/release", Needs: authz.EditPeople, Handle: h.release},
		{Pattern: "GET /o/{org}/households/{household}", Needs: authz.ReadPeople, Handle: h.household},
	}
}

func filterOf(v url.Values) Filter {
	return Filter{Search: clean(v.Get("q")), Language: v.Get("language"), Tag: v.Get("tag"), Ward: v.Get("ward"), Who: v.Get("who"), Election: v.Get("election")}
}

// values is the filter as the query of an address.
func (f Filter) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"q": f.Search, "language": f.Language, "tag": f.Tag, "ward": f.Ward, "who": f.Who, "election": f.Election} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// cursor reads an id that a page's own link carries; anything else begins at the first page.
func cursor(r *http.Request, name string) id.ID {
	v, err := id.Parse(r.URL.Query().Get(name))
	if err != nil {
		return 0
	}
	return v
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	sc, f := authz.ScopeOf(r), filterOf(r.URL.Query())
	page, err := h.people.List(r.Context(), sc, f, cursor(r, "after"), cursor(r, "before"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listPage(listView{Filter: f, Page: page, MayEdit: sc.Can(authz.EditPeople), MayExport: sc.Can(authz.ExportResults), MayImport: sc.Can(authz.ImportPeople)}))
}

// export is written in full before it leaves, so that half a list never looks like a whole one.
func (h *Handlers) export(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	var b bytes.Buffer
	if err := h.people.Export(r.Context(), authz.ScopeOf(r), filterOf(r.PostForm), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="people.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // a browser that went away reads no answer
	return nil
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	return h.showWith(w, r, http.StatusOK, nil)
}

// showWith shows a person, with what is wrong with a small form of the page.
func (h *Handlers) showWith(w http.ResponseWriter, r *http.Request, status int, problem error) error {
	person, err := web.PathID(r, "person")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	p, err := h.people.Profile(r.Context(), sc, person)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, showPage(showView{Profile: p, MayEdit: sc.Can(authz.EditPeople), Errors: errs.Fields(problem), Undo: undoOf(r.URL.Query())}))
}

func (h *Handlers) edit(w http.ResponseWriter, r *http.Request) error {
	person, err := web.PathID(r, "person")
	if err != nil {
		return err
	}
	p, err := h.people.Profile(r.Context(), authz.ScopeOf(r), person)
	if err != nil {
		return err
	}
	n := p.Name
	d := Details{Name: record.Name{Given: n.Given, Middle: n.Middle, Family: n.Family, Suffix: n.Suffix, Native: n.Native}, Phone: p.Phone, Email: p.Email}
	return web.Render(w, r, http.StatusOK, editPage(editView{Person: p.Resident, Details: d}))
}

func detailsOf(v url.Values) Details {
	return Details{Name: record.Name{Given: v.Get("given"), Middle: v.Get("middle"), Family: v.Get("family"), Suffix: v.Get("suffix"), Native: v.Get("native_name")}, Phone: v.Get("phone"), Email: v.Get("email")}
}

func (h *Handlers) save(w http.ResponseWriter, r *http.Request) error {
	person, err := h.form(r)
	if err != nil {
		return err
	}
	d := detailsOf(r.PostForm)
	err = h.people.Edit(r.Context(), authz.ScopeOf(r), person, d)
	if fields := errs.Fields(err); len(fields) > 0 {
		p, err := h.people.Profile(r.Context(), authz.ScopeOf(r), person)
		if err != nil {
			return err
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, editPage(editView{Person: p.Resident, Details: d, Errors: fields}))
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "people.saved")
	return web.SeeOther(w, r, ui.URL(r.Context(), "people", person.String()))
}

// form reads a posted form and the person of the path.
func (h *Handlers) form(r *http.Request) (id.ID, error) {
	if err := r.ParseForm(); err != nil {
		return 0, errs.Because(err, errs.Invalid, "")
	}
	return web.PathID(r, "person")
}

// small answers a small form of a person's page: the page again, with the way back where there is one, or what is wrong.
func (h *Handlers) small(w http.ResponseWriter, r *http.Request, do func(person id.ID, v url.Values) (back url.Values, err error)) error {
	person, err := h.form(r)
	if err != nil {
		return err
	}
	back, err := do(person, r.PostForm)
	if len(errs.Fields(err)) > 0 {
		return h.showWith(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	to := ui.URL(r.Context(), "people", person.String())
	if len(back) > 0 {
		to += "?" + back.Encode()
	}
	return web.SeeOther(w, r, to)
}

func (h *Handlers) tag(w http.ResponseWriter, r *http.Request) error {
	return h.small(w, r, func(person id.ID, v url.Values) (url.Values, error) {
		return nil, h.people.Tag(r.Context(), authz.ScopeOf(r), person, v.Get("tag"))
	})
}

func (h *Handlers) untag(w http.ResponseWriter, r *http.Request) error {
	return h.small(w, r, func(person id.ID, v url.Values) (url.Values, error) {
		return url.Values{"undo": {"tag"}, "tag": {v.Get("tag")}}, h.people.Untag(r.Context(), authz.ScopeOf(r), person, v.Get("tag"))
	})
}

func languageOf(v url.Values) record.Language {
	return record.Language{Code: v.Get("language"), Kind: v.Get("kind"), Source: v.Get("source")}
}

func (h *Handlers) speak(w http.ResponseWriter, r *http.Request) error {
	return h.small(w, r, func(person id.ID, v url.Values) (url.Values, error) {
		return nil, h.people.Speak(r.Context(), authz.ScopeOf(r), person, languageOf(v))
	})
}

func (h *Handlers) unspeak(w http.ResponseWriter, r *http.Request) error {
	return h.small(w, r, func(person id.ID, v url.Values) (url.Values, error) {
		l := languageOf(v)
		back := url.Values{"undo": {"speak"}, "language": {l.Code}, "kind": {l.Kind}, "source": {l.Source}}
		if l.Source == record.Modelled {
			back = nil // a guess that somebody threw out does not come back by hand
		}
		return back, h.people.Unspeak(r.Context(), authz.ScopeOf(r), person, l)
	})
}

func (h *Handlers) hold(w http.ResponseWriter, r *http.Request) error {
	return h.small(w, r, func(person id.ID, v url.Values) (url.Values, error) {
		return nil, h.people.Hold(r.Context(), authz.ScopeOf(r), person, v.Get("scope"))
	})
}

func (h *Handlers) release(w http.ResponseWriter, r *http.Request) error {
	return h.small(w, r, func(person id.ID, v url.Values) (url.Values, error) {
		hold, err := id.Parse(v.Get("suppression"))
		if err != nil {
			return nil, errs.Because(err, errs.NotFound, "")
		}
		undo := v.Get("undo") != ""
		err = h.people.Release(r.Context(), authz.ScopeOf(r), person, hold, undo)
		if undo {
			return nil, err
		}
		return url.Values{"undo": {"release"}, "suppression": {hold.String()}}, err
	})
}

func (h *Handlers) suppressed(w http.ResponseWriter, r *http.Request) error {
	sc := authz.ScopeOf(r)
	all, err := h.people.Suppressions(r.Context(), sc)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, suppressedPage(all, sc.Can(authz.EditPeople)))
}

func (h *Handlers) household(w http.ResponseWriter, r *http.Request) error {
	household, err := web.PathID(r, "household")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	page, err := h.people.Household(r.Context(), sc, household)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, householdPage(page, sc.Can(authz.EditPeople)))
}

func (h *Handlers) newPerson(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, newPage(newView{Form: r.URL.Query()}))
}

func (h *Handlers) add(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	v := r.PostForm
	number, street, unit := address.Line(v.Get("address"))
	if unit == "" {
		unit = v.Get("unit")
	}
	in := NewByHand{Details: detailsOf(v), Address: address.Address{Number: number, Street: street, Unit: unit, City: v.Get("city"), State: v.Get("state"), Zip: v.Get("zip")},
		Language: v.Get("language"), Member: v.Get("member") != "", Anyway: v.Get("anyway") != ""}
	sc := authz.ScopeOf(r)
	person, alike, err := h.people.Add(r.Context(), sc, in)
	view := newView{Form: v, Errors: errs.Fields(err)}
	if len(view.Errors) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, newPage(view))
	}
	if err != nil {
		return err
	}
	if alike != 0 {
		p, err := h.people.Profile(r.Context(), sc, alike)
		if err != nil {
			return err
		}
		view.Alike = &p
		return web.Render(w, r, http.StatusConflict, newPage(view))
	}
	web.Notice(w, r, "people.added")
	return web.SeeOther(w, r, ui.URL(r.Context(), "people", person.String()))
}
