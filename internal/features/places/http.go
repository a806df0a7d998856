package places

import (
	"io"
	"mime/multipart"
	"net/http"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Handlers are the pages of places.
type Handlers struct{ places *Service }

// NewHandlers returns the pages of a service.
func NewHandlers(s *Service) *Handlers { return &Handlers{s} }

// Routes lists what the places feature answers.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /o/{org}/places", Needs: authz.ReadPlaces, Handle: h.show},
		{Pattern: "POST /o/{org}/places", Needs: authz.EditPlaces, Handle: h.upload, Body: web.Streamed},
		{Pattern: "POST /o/{org}/places/locate", Needs: authz.EditPlaces, Handle: h.locate},
		{Pattern: "POST /o/{org}/places/{layer}/delete", Needs: authz.EditPlaces, Handle: h.remove},
	}
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	return h.showWith(w, r, http.StatusOK, nil)
}

func (h *Handlers) showWith(w http.ResponseWriter, r *http.Request, status int, problem *errs.Error) error {
	sc := authz.ScopeOf(r)
	sum, err := h.places.Summary(r.Context(), sc)
	if err != nil {
		return err
	}
	v := pageView{Summary: sum, MayEdit: sc.Can(authz.EditPlaces), MayImport: sc.Can(authz.ImportPeople), Problem: problem}
	if sc.Can(authz.ReadPeople) {
		if v.Missing, err = h.places.Missing(r.Context(), sc); err != nil {
			return err
		}
	}
	return web.Render(w, r, status, placesPage(v))
}

// upload streams the file to the disk: it is never in memory as a whole. The kind stands before the file in the form.
func (h *Handlers) upload(w http.ResponseWriter, r *http.Request) error {
	kind, file, err := parts(r)
	if err != nil {
		return h.showWith(w, r, http.StatusUnprocessableEntity, errs.Of(err))
	}
	here := ui.URL(r.Context(), "places")
	layer, job, err := h.places.Upload(r.Context(), authz.ScopeOf(r), file.FileName(), kind, here, web.Patient(w, file))
	switch e := errs.Of(err); {
	case err != nil && e.Kind != errs.Internal && e.Kind != errs.Forbidden:
		return h.showWith(w, r, e.Kind.Status(), e)
	case err != nil:
		return err
	case job != 0:
		return web.SeeOther(w, r, ui.URL(r.Context(), "jobs", job.String()))
	}
	h.places.Queue.Poke()
	web.Notice(w, r, "places.loaded", "name", layer.Name, "n", layer.Features)
	return web.SeeOther(w, r, here)
}

func parts(r *http.Request) (kind string, file *multipart.Part, err error) {
	reader, err := r.MultipartReader()
	if err != nil {
		return "", nil, errs.Because(err, errs.Invalid, "places.file_missing")
	}
	for {
		part, err := reader.NextPart()
		if err != nil {
			return "", nil, errs.Because(err, errs.Invalid, "places.file_missing")
		}
		switch part.FormName() {
		case "kind":
			b, err := io.ReadAll(io.LimitReader(part, 100))
			if err != nil {
				return "", nil, errs.Because(err, errs.Invalid, "")
			}
			kind = string(b)
		case "file":
			return kind, part, nil
		}
	}
}

func (h *Handlers) locate(w http.ResponseWriter, r *http.Request) error {
	sc := authz.ScopeOf(r)
	err := h.places.DB.Write(r.Context(), sc, "ask for all addresses", func(tx *db.WriteTx) error { return h.places.EnqueueLocate(r.Context(), tx, sc) })
	if err != nil {
		return err
	}
	h.places.Queue.Poke()
	web.Notice(w, r, "places.locate_asked")
	return web.SeeOther(w, r, ui.URL(r.Context(), "places"))
}

func (h *Handlers) remove(w http.ResponseWriter, r *http.Request) error {
	layer, err := web.PathID(r, "layer")
	if err != nil {
		return err
	}
	if err := h.places.Delete(r.Context(), authz.ScopeOf(r), layer); err != nil {
		return err
	}
	web.Notice(w, r, "places.deleted")
	return web.SeeOther(w, r, ui.URL(r.Context(), "places"))
}
