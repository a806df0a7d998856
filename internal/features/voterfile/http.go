package voterfile

import (
	"encoding/csv"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/sheet"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Handlers are the pages of the imports.
type Handlers struct{ files *Service }

// NewHandlers returns the pages of a service.
func NewHandlers(s *Service) *Handlers { return &Handlers{s} }

// Routes lists what the feature answers.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /o/{org}/imports", Needs: authz.ImportPeople, Handle: h.list},
		{Pattern: "POST /o/{org}/imports", Needs: authz.ImportPeople, Handle: h.upload, Body: web.Streamed},
		{Pattern: "GET /o/{org}/imports/kept", Needs: authz.ImportPeople, Handle: h.kept},
		{Pattern: "POST /o/{org}/imports/kept/{mapping}", Needs: authz.ImportPeople, Handle: h.rename},
		{Pattern: "POST /o/{org}/imports/kept/{mapping}/drop", Needs: authz.ImportPeople, Handle: h.drop},
		{Pattern: "GET /o/{org}/imports/{import}", Needs: authz.ImportPeople, Handle: h.show},
		{Pattern: "POST /o/{org}/imports/{import}", Needs: authz.ImportPeople, Handle: h.begin},
		{Pattern: "POST /o/{org}/imports/{import}/do/run", Needs: authz.ImportPeople, Handle: h.run},
		{Pattern: "POST /o/{org}/imports/{import}/do/again", Needs: authz.ImportPeople, Handle: h.again},
		{Pattern: "POST /o/{org}/imports/{import}/do/undo", Needs: authz.ImportPeople, Handle: h.undo},
		{Pattern: "POST /o/{org}/imports/{import}/do/discard", Needs: authz.ImportPeople, Handle: h.discard},
		{Pattern: "GET /o/{org}/imports/{import}/news/{kind}", Needs: authz.ImportPeople, Handle: h.news},
		{Pattern: "GET /o/{org}/imports/{import}/bad.csv", Needs: authz.ImportPeople, Handle: h.bad},
	}
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	return h.listWith(w, r, http.StatusOK, nil)
}

func (h *Handlers) listWith(w http.ResponseWriter, r *http.Request, status int, problem error) error {
	before, err := place(r, "before")
	if err != nil {
		return err
	}
	imports, more, err := h.files.List(r.Context(), authz.ScopeOf(r), before)
	if err != nil {
		return err
	}
	v := listView{Errors: errs.Fields(problem), Older: more}
	for _, i := range imports {
		line, err := h.stand(r, i)
		if err != nil {
			return err
		}
		v.Lines = append(v.Lines, line)
	}
	return web.Render(w, r, status, listPage(v))
}

// place reads where a list goes on; zero is its beginning.
func place(r *http.Request, name string) (id.ID, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return 0, nil
	}
	at, err := id.Parse(text)
	if err != nil {
		return 0, errs.Because(err, errs.NotFound, "")
	}
	return at, nil
}

// stand finds how an import that is not done stands: what its job says, if it has one.
func (h *Handlers) stand(r *http.Request, i Import) (line, error) {
	l := line{Import: i}
	if i.State == Mapping || i.State == Done || i.State == Undone {
		return l, nil
	}
	j, ok, err := h.files.Job(r.Context(), authz.ScopeOf(r), i)
	if errs.KindOf(err) == errs.NotFound { // jobs may be cleared away long after
		return l, nil
	}
	if ok {
		l.Job = &j
	}
	return l, err
}

// upload streams the file to the disk: it is never in memory as a whole.
func (h *Handlers) upload(w http.ResponseWriter, r *http.Request) error {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	part, err := filePart(r)
	if err != nil {
		return h.refused(w, r, err)
	}
	i, sure, err := h.files.Upload(ctx, sc, part.FileName(), web.Patient(w, part))
	if err != nil {
		return h.refused(w, r, err)
	}
	here := ui.URL(ctx, "imports", i.ID.String())
	if sure {
		if _, err := h.files.Look(ctx, sc, i.ID, i.Plan, here); err != nil && len(errs.Fields(err)) == 0 {
			return err
		}
	}
	return web.SeeOther(w, r, here)
}

func (h *Handlers) refused(w http.ResponseWriter, r *http.Request, err error) error {
	if len(errs.Fields(err)) == 0 {
		return err
	}
	return h.listWith(w, r, http.StatusUnprocessableEntity, err)
}

// filePart finds the file in the form. A body that ends early is not a file: nothing of it is kept.
func filePart(r *http.Request) (*multipart.Part, error) {
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, errs.Because(err, errs.Invalid, "")
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, errs.Field("file", "import.choose_file")
		}
		if err != nil {
			return nil, errs.Because(err, errs.Invalid, "")
		}
		if part.FormName() == "file" {
			if part.FileName() == "" {
				return nil, errs.Field("file", "import.choose_file")
			}
			return part, nil
		}
	}
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	i, err := h.find(r)
	if err != nil {
		return err
	}
	if i.State == Mapping {
		return h.mapping(w, r, http.StatusOK, i, r.URL.Query(), nil)
	}
	l, err := h.stand(r, i)
	if err != nil {
		return err
	}
	var bad []BadRow
	if i.Counts.Refused > 0 {
		if bad, err = h.files.BadRows(r.Context(), authz.ScopeOf(r), i.ID, 0, shownBad); err != nil {
			return err
		}
	}
	v := importView{line: l, Now: h.files.Now(), Bad: bad, Unused: i.Plan.Unused(i.Header)}
	if v.Read, err = h.files.columnsRead(r.Context(), authz.ScopeOf(r), i); err != nil {
		return err
	}
	if v.News, v.Kept, err = h.files.told(r.Context(), authz.ScopeOf(r), i); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, importPage(v))
}

const (
	shownBad     = 10 // bad rows on the page; the file has all
	previewRows  = 4
	columnPrefix = "column."
)

func (h *Handlers) find(r *http.Request) (Import, error) {
	imp, err := web.PathID(r, "import")
	if err != nil {
		return Import{}, err
	}
	return h.files.Get(r.Context(), authz.ScopeOf(r), imp)
}

// bad sends the bad rows as a file with the original columns and the reason, to be mended and sent again.
func (h *Handlers) bad(w http.ResponseWriter, r *http.Request) error {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	i, err := h.find(r)
	if err != nil {
		return err
	}
	if i.Counts.Refused == 0 {
		return errs.New(errs.NotFound, "")
	}
	name := strings.TrimSuffix(strings.TrimSuffix(i.Name, ".gz"), ".csv") + "-" + i18n.T(ctx, "import.bad_file") + ".csv"
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	return h.files.WriteBad(ctx, sc, i, w, i18n.Locale(ctx))
}

// writeRow writes one row so that a spreadsheet computes nothing of it.
func writeRow(w *csv.Writer, cells []string) error {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = sheet.Safe(c)
	}
	return w.Write(safe)
}
