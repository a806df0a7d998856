package people

import (
	"bytes"
	"net/http"
	"net/url"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	return h.listWith(w, r, http.StatusOK, r.URL.Query(), nil)
}

// listWith shows the list of a query, with what is wrong with the small form below it.
func (h *Handlers) listWith(w http.ResponseWriter, r *http.Request, status int, q url.Values, problem error) error {
	sc, f, shape := authz.ScopeOf(r), filterOf(q), shapeOf(q)
	page, err := h.people.List(r.Context(), sc, f, shape, cursor(r, "after"), cursor(r, "before"))
	if err != nil {
		return err
	}
	found, err := h.people.Find(r.Context(), sc, f.Search)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, listPage(listView{Filter: f, Shape: shape, Page: page, Found: found, Scope: sc, Errors: errs.Fields(problem)}))
}

// back is the query of a list that a form carries with it, unread.
func back(v url.Values) url.Values {
	q, err := url.ParseQuery(v.Get("list"))
	if err != nil {
		return url.Values{}
	}
	return q
}

func (h *Handlers) views(w http.ResponseWriter, r *http.Request) error {
	return h.viewsWith(w, r, http.StatusOK, nil, 0)
}

func (h *Handlers) viewsWith(w http.ResponseWriter, r *http.Request, status int, problem error, at id.ID) error {
	sc := authz.ScopeOf(r)
	all, err := h.people.SavedViews(r.Context(), sc)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, viewsPage(savedViewsView{Views: all, MayShare: sc.Can(authz.EditPeople), Errors: errs.Fields(problem), At: at}))
}

func (h *Handlers) saveView(w http.ResponseWriter, r *http.Request) error {
	v, err := posted(r)
	if err != nil {
		return err
	}
	q := back(v)
	_, err = h.people.SaveView(r.Context(), authz.ScopeOf(r), v.Get("name"), q, v.Get("shared") != "")
	if len(errs.Fields(err)) > 0 {
		return h.listWith(w, r, http.StatusUnprocessableEntity, q, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "people.view.saved")
	return web.SeeOther(w, r, ui.URL(r.Context(), "people")+"?"+shapeOf(q).put(filterOf(q).values()).Encode())
}

func (h *Handlers) changeView(w http.ResponseWriter, r *http.Request) error {
	v, err := posted(r)
	if err != nil {
		return err
	}
	view, err := idOf(v, "view")
	if err != nil {
		return err
	}
	if v.Get("do") == "remove" {
		err = h.people.RemoveView(r.Context(), authz.ScopeOf(r), view)
	} else {
		err = h.people.ChangeView(r.Context(), authz.ScopeOf(r), view, v.Get("name"), v.Get("shared") != "")
	}
	if len(errs.Fields(err)) > 0 {
		return h.viewsWith(w, r, http.StatusUnprocessableEntity, err, view)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "people.saved")
	return web.SeeOther(w, r, ui.URL(r.Context(), "people", "views"))
}

func (h *Handlers) exportForm(w http.ResponseWriter, r *http.Request) error {
	return h.exportWith(w, r, http.StatusOK, r.URL.Query(), url.Values{}, nil)
}

func (h *Handlers) exportWith(w http.ResponseWriter, r *http.Request, status int, q, form url.Values, problem error) error {
	f := filterOf(q)
	total, err := h.people.Total(r.Context(), authz.ScopeOf(r), f)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, exportPage(exportView{Filter: f, Total: total, Form: form, Errors: errs.Fields(problem)}))
}

// export is written in full before it leaves, so that half a list never looks like a whole one.
func (h *Handlers) export(w http.ResponseWriter, r *http.Request) error {
	v, err := posted(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	q := back(v)
	err = h.people.Export(r.Context(), authz.ScopeOf(r), filterOf(q), Purpose{Kind: v.Get("purpose"), Words: v.Get("purpose_words")}, &b)
	if len(errs.Fields(err)) > 0 {
		return h.exportWith(w, r, http.StatusUnprocessableEntity, q, v, err)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="people.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // a browser that went away reads no answer
	return nil
}

func (h *Handlers) fields(w http.ResponseWriter, r *http.Request) error {
	return h.fieldsWith(w, r, http.StatusOK, url.Values{}, nil, 0)
}

func (h *Handlers) fieldsWith(w http.ResponseWriter, r *http.Request, status int, form url.Values, problem error, at id.ID) error {
	all, err := h.people.Fields(r.Context(), authz.ScopeOf(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, fieldsPage(fieldsView{Fields: all, Form: form, Errors: errs.Fields(problem), At: at}))
}

func (h *Handlers) defineField(w http.ResponseWriter, r *http.Request) error {
	v, err := posted(r)
	if err != nil {
		return err
	}
	_, err = h.people.DefineField(r.Context(), authz.ScopeOf(r), NewField{Name: v.Get("name"), Kind: v.Get("kind"), Choices: v.Get("choices")})
	if len(errs.Fields(err)) > 0 {
		return h.fieldsWith(w, r, http.StatusUnprocessableEntity, v, err, 0)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "people.saved")
	return web.SeeOther(w, r, ui.URL(r.Context(), "people", "fields"))
}

func (h *Handlers) changeField(w http.ResponseWriter, r *http.Request) error {
	v, err := posted(r)
	if err != nil {
		return err
	}
	field, err := idOf(v, "field")
	if err != nil {
		return err
	}
	ctx, sc := r.Context(), authz.ScopeOf(r)
	switch do := v.Get("do"); do {
	case "archive", "restore":
		err = h.people.ArchiveField(ctx, sc, field, do == "archive")
	case "up", "down":
		err = h.people.MoveField(ctx, sc, field, do == "up")
	default:
		err = h.people.RenameField(ctx, sc, field, v.Get("name"))
	}
	if len(errs.Fields(err)) > 0 {
		return h.fieldsWith(w, r, http.StatusUnprocessableEntity, url.Values{}, err, field)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "people.saved")
	return web.SeeOther(w, r, ui.URL(ctx, "people", "fields"))
}
