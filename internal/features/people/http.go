package people

import (
	"net/http"
	"net/url"

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

// uploadBody is the most bytes of an upload: the largest file and the rest of its form.
const uploadBody = MaxFile + 1<<20

// Routes lists what the people feature answers.
func (h *Handlers) Routes() []web.Route {
	routes := []web.Route{
		{Pattern: "GET /o/{org}/people", Needs: authz.ReadPeople, Handle: h.list},
		{Pattern: "GET /o/{org}/people/find", Needs: authz.ReadPeople, Handle: h.find},
		{Pattern: "GET /o/{org}/people/export", Needs: authz.ExportPeople, Handle: h.exportForm},
		{Pattern: "POST /o/{org}/people/export", Needs: authz.ExportPeople, Handle: h.export},
		{Pattern: "GET /o/{org}/people/views", Needs: authz.ReadPeople, Handle: h.views},
		{Pattern: "POST /o/{org}/people/views", Needs: authz.ReadPeople, Handle: h.saveView},
		{Pattern: "POST /o/{org}/people/views/change", Needs: authz.ReadPeople, Handle: h.changeView},
		{Pattern: "GET /o/{org}/people/fields", Needs: authz.DefineFields, Handle: h.fields},
		{Pattern: "POST /o/{org}/people/fields", Needs: authz.DefineFields, Handle: h.defineField},
		{Pattern: "POST /o/{org}/people/fields/change", Needs: authz.DefineFields, Handle: h.changeField},
		{Pattern: "POST /o/{org}/people/choose", Needs: authz.EditPeople, Handle: h.choose},
		{Pattern: "POST /o/{org}/people/bulk", Needs: authz.EditPeople, Handle: h.bulk},
		{Pattern: "GET /o/{org}/bulk-edits/{bulk}", Needs: authz.ReadPeople, Handle: h.showBulk},
		{Pattern: "POST /o/{org}/bulk-edits/{bulk}/undo", Needs: authz.EditPeople, Handle: h.undoBulk},
		{Pattern: "GET /o/{org}/people/new", Needs: authz.EditPeople, Handle: h.newPerson},
		{Pattern: "POST /o/{org}/people/new", Needs: authz.EditPeople, Handle: h.add},
		{Pattern: "GET /o/{org}/people/suppressed", Needs: authz.ReadPeople, Handle: h.suppressed},
		{Pattern: "GET /o/{org}/people/{person}", Needs: authz.ReadPeople, Handle: h.show},
		{Pattern: "GET /o/{org}/people/{person}/edit", Needs: authz.EditPeople, Handle: h.edit},
		{Pattern: "POST /o/{org}/people/{person}/edit", Needs: authz.EditPeople, Handle: h.save},
		{Pattern: "GET /o/{org}/people/{person}/relate", Needs: authz.EditPeople, Handle: h.relateForm},
		{Pattern: "GET /o/{org}/people/{person}/files/{file}", Needs: authz.ReadPeople, Handle: h.openFile},
		{Pattern: "POST /o/{org}/people/{person}/files", Needs: authz.EditPeople, Handle: h.addFile, Body: uploadBody},
		{Pattern: "GET /o/{org}/households/{household}", Needs: authz.ReadPeople, Handle: h.household},
	}
	for _, f := range smallForms {
		routes = append(routes, web.Route{Pattern: "POST /o/{org}/people/{person}/" + f.path, Needs: f.needs(), Handle: h.small(f)})
	}
	return routes
}

// cursor reads an id that a page's own link carries; anything else begins at the first page.
func cursor(r *http.Request, name string) id.ID {
	v, err := id.Parse(r.URL.Query().Get(name))
	if err != nil {
		return 0
	}
	return v
}

// posted reads a form.
func posted(r *http.Request) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		return nil, errs.Because(err, errs.Invalid, "")
	}
	return r.PostForm, nil
}

// idOf reads an id of a posted form; it returns errs.NotFound for anything that is no id.
func idOf(v url.Values, name string) (id.ID, error) {
	i, err := id.Parse(v.Get(name))
	if err != nil {
		return 0, errs.Because(err, errs.NotFound, "")
	}
	return i, nil
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

// personURL is the address of a person's page, at one of its parts.
func personURL(r *http.Request, person id.ID, part string) string {
	to := ui.URL(r.Context(), "people", person.String())
	if part != "" {
		to += "#" + part
	}
	return to
}
