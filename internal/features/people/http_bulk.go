package people

import (
	"net/http"
	"net/url"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// selectionOf reads whom a list's form means: everybody of its filter, or those with a mark.
func selectionOf(v url.Values) Selection {
	sel := Selection{All: v.Get("all") != "", Filter: filterOf(back(v))}
	if sel.All {
		return sel
	}
	for _, text := range v["p"] {
		if p, err := id.Parse(text); err == nil {
			sel.People = append(sel.People, p)
		}
	}
	return sel
}

// choose shows what can be done to the people who were marked.
func (h *Handlers) choose(w http.ResponseWriter, r *http.Request) error {
	v, err := posted(r)
	if err != nil {
		return err
	}
	return h.chooseWith(w, r, http.StatusOK, v, nil)
}

func (h *Handlers) chooseWith(w http.ResponseWriter, r *http.Request, status int, v url.Values, problem error) error {
	sel, sc := selectionOf(v), authz.ScopeOf(r)
	total, known, err := h.people.Selected(r.Context(), sc, sel)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, choosePage(chooseView{Select: sel, List: v.Get("list"), Total: total, Fields: known, Form: v, Errors: errs.Fields(problem)}))
}

func (h *Handlers) bulk(w http.ResponseWriter, r *http.Request) error {
	v, err := posted(r)
	if err != nil {
		return err
	}
	a := BulkAction{Do: v.Get("do"), Tag: v.Get("tag"), Scope: v.Get("scope"), Value: v.Get("value"),
		Language: record.Language{Code: v.Get("language"), Kind: v.Get("kind"), Source: v.Get("source")}}
	if field, err := id.Parse(v.Get("field")); err == nil {
		a.Field = field
	}
	bulk, err := h.people.Bulk(r.Context(), authz.ScopeOf(r), selectionOf(v), a)
	if len(errs.Fields(err)) > 0 {
		return h.chooseWith(w, r, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "bulk-edits", bulk.String()))
}

func (h *Handlers) showBulk(w http.ResponseWriter, r *http.Request) error {
	bulk, err := web.PathID(r, "bulk")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	b, err := h.people.BulkOf(r.Context(), sc, bulk)
	if err != nil {
		return err
	}
	view := bulkView{Bulk: b, MayEdit: sc.Can(authz.EditPeople)}
	if b.Job != 0 {
		if view.Job, err = h.people.jobs.Get(r.Context(), sc, b.Job); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, bulkPage(view))
}

func (h *Handlers) undoBulk(w http.ResponseWriter, r *http.Request) error {
	bulk, err := web.PathID(r, "bulk")
	if err != nil {
		return err
	}
	if err := h.people.UndoBulk(r.Context(), authz.ScopeOf(r), bulk); err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "bulk-edits", bulk.String()))
}
