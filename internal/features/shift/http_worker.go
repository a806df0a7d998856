package shift

import (
	"net/http"
	"slices"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

func (h *Handlers) worker(w http.ResponseWriter, r *http.Request) error {
	return h.workerWith(w, r, nil, nil)
}

func (h *Handlers) workerWith(w http.ResponseWriter, r *http.Request, in *Details, problem error) error {
	shift, worker, err := pathWorker(r)
	if err != nil {
		return err
	}
	ctx, sc := r.Context(), authz.ScopeOf(r)
	b, err := h.shifts.Board(ctx, sc, shift)
	if err != nil {
		return err
	}
	v, ok := newWorkerView(b, worker)
	if !ok {
		return errs.New(errs.NotFound, "")
	}
	v.Problem, v.Zone = problem, ui.Zone(ctx)
	if in != nil {
		v.Details = *in
	}
	for _, t := range v.Card.Turfs {
		code, err := h.shifts.Code(ctx, sc, t.Given, web.Origin(r))
		if kind := errs.KindOf(err); err != nil && kind != errs.NotFound && kind != errs.Expired {
			return err
		}
		v.Codes = append(v.Codes, code)
	}
	return web.Render(w, r, statusOf(problem), workerPage(v))
}

func pathWorker(r *http.Request) (shift, worker id.ID, err error) {
	if shift, err = web.PathID(r, "shift"); err != nil {
		return 0, 0, err
	}
	worker, err = web.PathID(r, "volunteer")
	return shift, worker, err
}

// onWorker does what a form of a worker's page asks and shows the page again.
func (h *Handlers) onWorker(w http.ResponseWriter, r *http.Request, in *Details, notice string, do func(shift, worker id.ID) error) error {
	shift, worker, err := pathWorker(r)
	if err != nil {
		return err
	}
	err = do(shift, worker)
	if readable(err) {
		return h.workerWith(w, r, in, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, notice)
	return web.SeeOther(w, r, shiftURL(r.Context(), shift, "workers", worker.String()))
}

func (h *Handlers) editWorker(w http.ResponseWriter, r *http.Request) error {
	if err := posted(r); err != nil {
		return err
	}
	in := detailsFrom(r)
	return h.onWorker(w, r, &in, "shift.saved.notice", func(shift, worker id.ID) error {
		return h.shifts.EditWorker(r.Context(), authz.ScopeOf(r), shift, worker, in)
	})
}

func (h *Handlers) together(w http.ResponseWriter, r *http.Request) error {
	return h.onWorker(w, r, nil, "shift.saved.notice", func(shift, worker id.ID) error {
		return h.shifts.Together(r.Context(), authz.ScopeOf(r), shift, worker, formID(r, "with"))
	})
}

func (h *Handlers) removeWorker(w http.ResponseWriter, r *http.Request) error {
	shift, worker, err := pathWorker(r)
	if err != nil {
		return err
	}
	err = h.shifts.RemoveWorker(r.Context(), authz.ScopeOf(r), shift, worker)
	if readable(err) {
		return h.workerWith(w, r, nil, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "shift.removed.notice")
	return web.SeeOther(w, r, shiftURL(r.Context(), shift))
}

// print is the sheet that lies on the table where everybody meets.
func (h *Handlers) print(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	ctx, sc := r.Context(), authz.ScopeOf(r)
	b, err := h.shifts.Board(ctx, sc, shift)
	if err != nil {
		return err
	}
	v := printView{boardView: newBoardView(r, b, nil), Codes: map[id.ID]Code{}}
	for _, c := range b.Cards {
		for _, t := range c.Turfs {
			code, err := h.shifts.Code(ctx, sc, t.Given, web.Origin(r))
			if kind := errs.KindOf(err); err != nil && kind != errs.NotFound && kind != errs.Expired {
				return err
			}
			v.Codes[t.ID] = code
		}
	}
	slices.SortStableFunc(v.Board.Cards, func(a, b Card) int { return int(a.Crew[0].ID - b.Crew[0].ID) })
	return web.Render(w, r, http.StatusOK, printPage(v))
}
