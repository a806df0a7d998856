package form

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Handlers are the pages of the scripts.
type Handlers struct{ forms *Service }

// NewHandlers returns the pages of a service.
func NewHandlers(s *Service) *Handlers { return &Handlers{s} }

// maxScript is the largest form of the editor: a script in all its languages.
const maxScript = 4 << 20

// Routes lists what the form feature answers.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /o/{org}/scripts", Needs: authz.ReadScripts, Handle: h.list},
		{Pattern: "POST /o/{org}/scripts", Needs: authz.EditScripts, Handle: h.create},
		{Pattern: "GET /o/{org}/scripts/{script}", Needs: authz.ReadScripts, Handle: h.show},
		{Pattern: "GET /o/{org}/scripts/{script}/edit", Needs: authz.EditScripts, Handle: h.edit},
		{Pattern: "POST /o/{org}/scripts/{script}/edit", Needs: authz.EditScripts, Handle: h.save, Body: maxScript},
		{Pattern: "POST /o/{org}/scripts/{script}/publish", Needs: authz.EditScripts, Handle: h.publish},
		{Pattern: "GET /o/{org}/scripts/{script}/versions/{version}", Needs: authz.ReadScripts, Handle: h.version},
	}
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	return h.listWith(w, r, http.StatusOK, "", nil)
}

func (h *Handlers) listWith(w http.ResponseWriter, r *http.Request, status int, name string, problem error) error {
	sc := authz.ScopeOf(r)
	forms, err := h.forms.List(r.Context(), sc)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, listPage(listView{Forms: forms, MayEdit: sc.Can(authz.EditScripts), Name: name, Errors: errs.Fields(problem)}))
}

func (h *Handlers) create(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	f, err := h.forms.Create(r.Context(), authz.ScopeOf(r), r.PostForm.Get("name"), Definition{Source: r.PostForm.Get("source"), Languages: without(r.PostForm["languages"], r.PostForm.Get("source"))})
	if len(errs.Fields(err)) > 0 {
		return h.listWith(w, r, http.StatusUnprocessableEntity, r.PostForm.Get("name"), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, ui.URL(r.Context(), "scripts", f.ID.String(), "edit"))
}

func without(list []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == one })
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	form, err := web.PathID(r, "script")
	if err != nil {
		return err
	}
	return h.showWith(w, r, http.StatusOK, form, 0, nil)
}

func (h *Handlers) version(w http.ResponseWriter, r *http.Request) error {
	form, err := web.PathID(r, "script")
	if err != nil {
		return err
	}
	versionID, err := web.PathID(r, "version")
	if err != nil {
		return err
	}
	if versionID == 0 {
		return errs.New(errs.NotFound, "")
	}
	return h.showWith(w, r, http.StatusOK, form, versionID, nil)
}

// showWith shows a form with the preview of one of its versions, the newest where versionID is zero.
func (h *Handlers) showWith(w http.ResponseWriter, r *http.Request, status int, form, versionID id.ID, problem error) error {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	f, err := h.forms.Get(ctx, sc, form)
	if err != nil {
		return err
	}
	all, err := h.forms.Versions(ctx, sc, form)
	if err != nil {
		return err
	}
	v := f.Newest
	if versionID != 0 {
		i := slices.IndexFunc(all, func(x Version) bool { return x.ID == versionID })
		if i < 0 {
			return errs.New(errs.NotFound, "")
		}
		v = all[i]
	}
	view := showView{Form: f, Version: v, Versions: all, MayEdit: sc.Can(authz.EditScripts), Problem: problem,
		Errors: v.Definition.Errors(), Warnings: v.Definition.Warnings(i18n.Locale(ctx)), Language: r.URL.Query().Get("in")}
	if !slices.Contains(v.Definition.AllLanguages(), view.Language) {
		view.Language = v.Definition.Source
	}
	return web.Render(w, r, status, showPage(view))
}

func (h *Handlers) edit(w http.ResponseWriter, r *http.Request) error {
	form, err := web.PathID(r, "script")
	if err != nil {
		return err
	}
	f, err := h.forms.Get(r.Context(), authz.ScopeOf(r), form)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, editPage(newEditView(f, r.URL.Query().Get("in"))))
}

// save keeps the editor's form and does what the pressed button asks. Nothing typed is ever lost: where it cannot be
// saved, the editor comes back with everything that was sent.
func (h *Handlers) save(w http.ResponseWriter, r *http.Request) error {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	form, err := web.PathID(r, "script")
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	f, err := h.forms.Get(ctx, sc, form)
	if err != nil {
		return err
	}
	in := r.PostForm
	d := edited(f.Newest.Definition, in)
	goTo := d.change(in.Get("do"))
	_, err = h.forms.SaveDraft(ctx, sc, form, moment(in.Get("seen")), in.Get("name"), d)
	if conflict := errs.KindOf(err) == errs.Conflict; conflict || len(errs.Fields(err)) > 0 {
		f.Name, f.Newest.Definition = in.Get("name"), d
		view := newEditView(f, in.Get("lang"))
		view.Errors, view.Changed = errs.Fields(err), conflict
		status := http.StatusUnprocessableEntity
		if conflict {
			status = http.StatusConflict
		}
		return web.Render(w, r, status, editPage(view))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, nextPage(r, form, in.Get("do"), in.Get("lang"), goTo))
}

// nextPage is where the editor goes after a button: to the text that it made, to another language, or out.
func nextPage(r *http.Request, form id.ID, do, language, goTo string) string {
	base := ui.URL(r.Context(), "scripts", form.String())
	switch {
	case do == "done":
		return base
	case len(do) > 3 && do[:3] == "in:":
		language = do[3:]
	}
	url := base + "/edit?in=" + language
	if goTo != "" {
		url += "#f-text." + goTo
	}
	return url
}

func (h *Handlers) publish(w http.ResponseWriter, r *http.Request) error {
	form, err := web.PathID(r, "script")
	if err != nil {
		return err
	}
	v, err := h.forms.Publish(r.Context(), authz.ScopeOf(r), form, moment(r.PostFormValue("seen")))
	if kind := errs.KindOf(err); err != nil && (kind == errs.Conflict || kind == errs.Invalid) {
		return h.showWith(w, r, kind.Status(), form, 0, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "script.published.notice", "n", v.Number)
	return web.SeeOther(w, r, ui.URL(r.Context(), "scripts", form.String()))
}

// moment reads the hidden field in which a page keeps what it has seen.
func moment(s string) db.Time {
	ms, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return db.Time{}
	}
	return db.At(time.UnixMilli(ms))
}
