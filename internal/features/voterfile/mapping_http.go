package voterfile

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// mapping shows the page on which somebody says what a file is and what its columns are; v says what they said so far.
func (h *Handlers) mapping(w http.ResponseWriter, r *http.Request, status int, i Import, v url.Values, problem error) error {
	sh := shapeOf(v)
	out, err := h.files.reshape(r.Context(), authz.ScopeOf(r), i, sh)
	switch {
	case errs.KindOf(err) == errs.Expired:
		return web.Render(w, r, http.StatusGone, gonePage(i))
	case len(errs.Fields(err)) > 0: // shown as found, with what is wrong
		problem, status = errors.Join(problem, err), http.StatusUnprocessableEntity
		sh.table, sh.header = 0, ""
		again := sh
		again.starts = ""
		if out, err = h.files.reshape(r.Context(), authz.ScopeOf(r), i, again); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	if v.Has("sent") {
		out.plan, _ = decided(v, out)
	}
	return web.Render(w, r, status, mappingPage(newMappingView(i, out, sh, problem)))
}

// begin takes what somebody said about a file, or resumes an import that was stopped.
func (h *Handlers) begin(w http.ResponseWriter, r *http.Request) error {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	i, err := h.find(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	here := ui.URL(ctx, "imports", i.ID.String())
	p := i.Plan
	if i.State == Mapping {
		if p, err = h.said(r, i); err != nil {
			return h.unclear(w, r, i, err)
		}
	}
	if _, err := h.files.Look(ctx, sc, i.ID, p, here); err != nil {
		return h.unclear(w, r, i, err)
	}
	return web.SeeOther(w, r, here)
}

// unclear shows the page again with what is wrong, where somebody can mend it there.
func (h *Handlers) unclear(w http.ResponseWriter, r *http.Request, i Import, err error) error {
	if len(errs.Fields(err)) == 0 || i.State != Mapping {
		return err
	}
	return h.mapping(w, r, http.StatusUnprocessableEntity, i, r.PostForm, err)
}

// said reads the form and keeps it with the import, so that the job cuts the file as the page did.
func (h *Handlers) said(r *http.Request, i Import) (Plan, error) {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	out, err := h.files.reshape(ctx, sc, i, shapeOf(r.PostForm))
	if err != nil {
		return Plan{}, err
	}
	p, err := decided(r.PostForm, out)
	if err != nil {
		return Plan{}, err
	}
	if err := p.Check(out.header); err != nil {
		return Plan{}, err
	}
	if err := h.files.defineOwn(ctx, sc, i, &p, out.header); err != nil {
		return Plan{}, err
	}
	return p, h.files.setShape(ctx, sc, i, out.header, p)
}

// decided puts what a form says about the columns into a plan.
func decided(v url.Values, out shaped) (Plan, error) {
	p := out.plan
	p.Columns = map[string]string{}
	if kind := Kind(v.Get("kind")); kind != "" {
		p.Kind = kind
	}
	if v.Has("state") {
		p.State = strings.ToUpper(strings.TrimSpace(v.Get("state")))
	}
	if d := DateOrder(v.Get("dates")); d == MonthFirst || d == DayFirst {
		p.Dates = d
	}
	p.Remember = v.Get("remember") != ""
	var problem error
	for n, column := range out.header {
		name := columnName(n)
		field := v.Get(name)
		if strings.HasPrefix(field, newPrefix) {
			field += "." + strconv.Itoa(n) // a file may ask for several of a kind
		}
		switch {
		case field == "":
		case p.Columns[field] != "":
			problem = errors.Join(problem, errs.Field(name, "import.field_twice", "column", column, "other", p.Columns[field]))
		default:
			p.Columns[field] = column
		}
	}
	return p, problem
}

// columnName is the name of a column's choice in the form.
func columnName(n int) string { return columnPrefix + strconv.Itoa(n) }

// kept lists the mappings that were kept.
func (h *Handlers) kept(w http.ResponseWriter, r *http.Request) error {
	return h.keptWith(w, r, http.StatusOK, nil)
}

func (h *Handlers) keptWith(w http.ResponseWriter, r *http.Request, status int, problem error) error {
	list, err := h.files.Mappings(r.Context(), authz.ScopeOf(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, keptPage(keptView{list, r.PathValue("mapping"), errs.Fields(problem)}))
}

func (h *Handlers) rename(w http.ResponseWriter, r *http.Request) error {
	mapping, err := web.PathID(r, "mapping")
	if err != nil {
		return err
	}
	err = h.files.RenameMapping(r.Context(), authz.ScopeOf(r), mapping, r.PostFormValue("name"))
	if len(errs.Fields(err)) > 0 {
		return h.keptWith(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "imports", "kept"))
}

func (h *Handlers) drop(w http.ResponseWriter, r *http.Request) error {
	mapping, err := web.PathID(r, "mapping")
	if err != nil {
		return err
	}
	if err := h.files.DropMapping(r.Context(), authz.ScopeOf(r), mapping); err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "imports", "kept"))
}
