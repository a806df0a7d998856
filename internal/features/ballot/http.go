package ballot

import (
	"encoding/csv"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"

	"banyan/internal/kernels/cell"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Handlers are the pages of ballots.
type Handlers struct{ *Service }

// NewHandlers returns the pages of a service.
func NewHandlers(s *Service) *Handlers { return &Handlers{s} }

// Routes lists what the ballot feature answers.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /o/{org}/ballots", Needs: authz.ImportPeople, Handle: h.list},
		{Pattern: "POST /o/{org}/ballots", Needs: authz.ImportPeople, Handle: h.upload, Body: web.Streamed},
		{Pattern: "GET /o/{org}/ballots/{ballots}", Needs: authz.ImportPeople, Handle: h.show},
		{Pattern: "POST /o/{org}/ballots/{ballots}", Needs: authz.ImportPeople, Handle: h.say},
		{Pattern: "POST /o/{org}/ballots/{ballots}/undo", Needs: authz.ImportPeople, Handle: h.undo},
		{Pattern: "POST /o/{org}/ballots/{ballots}/discard", Needs: authz.ImportPeople, Handle: h.discard},
		{Pattern: "GET /o/{org}/ballots/{ballots}/bad.csv", Needs: authz.ImportPeople, Handle: h.bad},
	}
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	return h.listWith(w, r, "", nil)
}

func (h *Handlers) listWith(w http.ResponseWriter, r *http.Request, election string, problem error) (err error) {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	v := listView{Election: election, Problem: problem, MayReadPeople: sc.Can(authz.ReadPeople)}
	if v.Files, err = h.Files(ctx, sc); err != nil {
		return err
	}
	if v.Tallies, err = h.Tallies(ctx, sc); err != nil {
		return err
	}
	if election == "" && len(v.Files) > 0 {
		v.Election = v.Files[0].Election
	}
	return web.Render(w, r, statusOf(problem), listPage(v))
}

func statusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return errs.KindOf(err).Status()
}

// shown tells whether an error belongs on the page that it came from.
func shown(err error) bool {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Conflict, errs.TooLarge, errs.Unavailable:
		return err != nil
	}
	return false
}

// upload streams the file to the disk. The day of the election stands before it in the form.
func (h *Handlers) upload(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	election, file, err := parts(r)
	if err != nil {
		return h.listWith(w, r, election, err)
	}
	f, job, err := h.Upload(ctx, authz.ScopeOf(r), file.FileName(), election, ui.URL(ctx, "ballots"), web.Patient(w, file))
	switch {
	case shown(err):
		return h.listWith(w, r, election, err)
	case err != nil:
		return err
	case job != 0:
		return web.SeeOther(w, r, ui.URL(ctx, "jobs", job.String()))
	}
	return web.SeeOther(w, r, ui.URL(ctx, "ballots", f.ID.String()))
}

func parts(r *http.Request) (election string, file *multipart.Part, err error) {
	reader, err := r.MultipartReader()
	if err != nil {
		return "", nil, errs.Because(err, errs.Invalid, "ballot.error.no_file")
	}
	for {
		part, err := reader.NextPart()
		if err != nil {
			return election, nil, errs.Because(err, errs.Invalid, "ballot.error.no_file")
		}
		switch part.FormName() {
		case "election":
			b, err := io.ReadAll(io.LimitReader(part, 40))
			if err != nil {
				return "", nil, errs.Because(err, errs.Invalid, "ballot.error.no_file")
			}
			election = string(b)
		case "file":
			if part.FileName() == "" {
				return election, nil, errs.Field("file", "ballot.error.no_file")
			}
			return election, part, nil
		}
	}
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	return h.showWith(w, r, nil, nil)
}

// showWith shows a file; said is what somebody said of it and could not be taken.
func (h *Handlers) showWith(w http.ResponseWriter, r *http.Request, said *Mapping, problem error) error {
	file, err := web.PathID(r, "ballots")
	if err != nil {
		return err
	}
	f, err := h.File(r.Context(), authz.ScopeOf(r), file)
	if err != nil {
		return err
	}
	if said != nil {
		f.Mapping = *said
	}
	return web.Render(w, r, statusOf(problem), filePage(fileView{File: f, Problem: problem}))
}

func (h *Handlers) say(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	file, err := web.PathID(r, "ballots")
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	m := mappingFrom(r)
	_, job, err := h.Say(ctx, authz.ScopeOf(r), file, m, ui.URL(ctx, "ballots"))
	switch {
	case shown(err):
		return h.showWith(w, r, &m, err)
	case err != nil:
		return err
	}
	return web.SeeOther(w, r, ui.URL(ctx, "jobs", job.String()))
}

// mappingFrom reads what the page says: of each column what it holds, and of each word what it means.
func mappingFrom(r *http.Request) Mapping {
	m := Mapping{Columns: map[string]int{}, Words: map[string]Status{}}
	for _, c := range columns {
		if at, err := strconv.Atoi(r.PostForm.Get("column." + c.name)); err == nil {
			m.Columns[c.name] = at
		}
	}
	words, meanings := r.PostForm["word"], r.PostForm["means"]
	for i, w := range words {
		if i >= len(meanings) || i >= maxWords {
			break
		}
		switch s := Status(meanings[i]); {
		case meanings[i] == passOver:
			m.Words[fold(w)] = ""
		case s.rank() > 0:
			m.Words[fold(w)] = s
		}
	}
	return m
}

// passOver is what the form says of a word whose rows tell nothing.
const passOver = "pass"

func (h *Handlers) undo(w http.ResponseWriter, r *http.Request) error {
	file, err := web.PathID(r, "ballots")
	if err != nil {
		return err
	}
	err = h.Undo(r.Context(), authz.ScopeOf(r), file)
	if shown(err) {
		return h.showWith(w, r, nil, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "ballot.undone.notice")
	return web.SeeOther(w, r, ui.URL(r.Context(), "ballots"))
}

func (h *Handlers) discard(w http.ResponseWriter, r *http.Request) error {
	file, err := web.PathID(r, "ballots")
	if err != nil {
		return err
	}
	err = h.Discard(r.Context(), authz.ScopeOf(r), file)
	if shown(err) {
		return h.showWith(w, r, nil, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "ballot.discarded.notice")
	return web.SeeOther(w, r, ui.URL(r.Context(), "ballots"))
}

// bad gives the rows that could not be taken, as they were, with the reason: mended, they can be sent again.
func (h *Handlers) bad(w http.ResponseWriter, r *http.Request) error {
	file, err := web.PathID(r, "ballots")
	if err != nil {
		return err
	}
	ctx := r.Context()
	f, rows, err := h.BadRows(ctx, authz.ScopeOf(r), file)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="banyan-ballots-%s-rows.csv"`, f.ID))
	w.Header().Set("Cache-Control", "no-store")
	out := csv.NewWriter(w)
	if err := out.Write(append([]string{i18n.T(ctx, "ballot.row"), i18n.T(ctx, "ballot.row.why")}, neutral(f.Header)...)); err != nil {
		return err
	}
	for _, b := range rows {
		line := append([]string{rowName(b.Row), i18n.T(ctx, b.Reason, "value", b.Value)}, b.Cells...)
		if err := out.Write(neutral(line)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func neutral(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = cell.Neutral(c)
	}
	return out
}
