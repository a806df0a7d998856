package shift

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Handlers are the pages of shifts.
type Handlers struct {
	shifts   *Service
	readers  atomic.Int32 // boards that are fed live
	drawings drawings
}

// NewHandlers returns the pages of a service.
func NewHandlers(s *Service) *Handlers { return &Handlers{shifts: s} }

// maxReaders bounds the boards that one process feeds.
const maxReaders = 300

// Routes lists what the shift feature answers.
func (h *Handlers) Routes() []web.Route {
	shift, worker := "/o/{org}/shifts/{shift}", "/o/{org}/shifts/{shift}/workers/{volunteer}"
	var routes []web.Route
	for _, r := range []struct {
		pattern string
		handle  web.HandlerFunc
	}{
		{"GET /o/{org}/shifts", h.list},
		{"POST /o/{org}/shifts", h.arrange},
		{"GET " + shift, h.board},
		{"GET " + shift + "/board", h.boardPart},
		{"GET " + shift + "/stream", h.stream},
		{"GET " + shift + "/map", h.mapPage},
		{"GET " + shift + "/map/part", h.mapPart},
		{"GET " + shift + "/pace", h.course},
		{"GET " + shift + "/pace/part", h.coursePart},
		{"GET " + shift + "/edit", h.edit},
		{"POST " + shift + "/edit", h.rearrange},
		{"GET " + shift + "/print", h.print},

		{"POST " + shift + "/propose", h.propose},
		{"GET " + shift + "/give", h.chooseWorker},
		{"POST " + shift + "/give", h.give},
		{"POST " + shift + "/step", h.step},
		{"POST " + shift + "/hand-out", h.handOut},
		{"POST " + shift + "/route", h.route},

		{"GET " + shift + "/workers", h.signUpPage},
		{"POST " + shift + "/workers", h.signUp},
		{"POST " + shift + "/workers/many", h.signUpMany},
		{"POST " + shift + "/workers/person", h.signUpPerson},
		{"POST " + shift + "/workers/me", h.signUpMyself},
		{"GET " + worker, h.worker},
		{"POST " + worker, h.editWorker},
		{"POST " + worker + "/remove", h.removeWorker},
		{"POST " + worker + "/together", h.together},
	} {
		routes = append(routes, web.Route{Pattern: r.pattern, Needs: authz.RunShifts, Handle: r.handle})
	}
	return routes
}

// readable tells whether an error belongs on the page that it came from.
func readable(err error) bool {
	kind := errs.KindOf(err)
	return err != nil && (kind == errs.Invalid || kind == errs.Conflict)
}

func statusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return errs.KindOf(err).Status()
}

// posted reads a posted form.
func posted(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.TooLarge, "")
	}
	return nil
}

// formID reads an id from a form; anything else is the zero id.
func formID(r *http.Request, name string) id.ID {
	v, err := id.Parse(r.FormValue(name))
	if err != nil {
		return 0
	}
	return v
}

func formIDs(r *http.Request, name string) (out []id.ID) {
	for _, text := range r.PostForm[name] {
		if v, err := id.Parse(text); err == nil {
			out = append(out, v)
		}
	}
	return out
}

// number reads a whole number as people type it; -1 where it is none.
func number(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return -1
	}
	return n
}

func shiftURL(ctx context.Context, shift id.ID, more ...string) string {
	return ui.URL(ctx, append([]string{"shifts", shift.String()}, more...)...)
}

// act does what a form of the board asks and shows the board again, at the worker whom it is about, with a notice or with what went wrong.
func (h *Handlers) act(w http.ResponseWriter, r *http.Request, do func(shift id.ID) (notice string, args []any, at id.ID, err error)) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	if err := posted(r); err != nil {
		return err
	}
	notice, args, at, err := do(shift)
	if readable(err) {
		return h.boardWith(w, r, shift, err)
	}
	if err != nil {
		return err
	}
	if notice != "" {
		web.Notice(w, r, notice, args...)
	}
	if at != 0 {
		return web.SeeOther(w, r, shiftURL(r.Context(), shift)+"#w-"+at.String())
	}
	return web.SeeOther(w, r, shiftURL(r.Context(), shift))
}

func (h *Handlers) board(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	return h.boardWith(w, r, shift, nil)
}

func (h *Handlers) boardWith(w http.ResponseWriter, r *http.Request, shift id.ID, problem error) error {
	b, err := h.shifts.Board(r.Context(), authz.ScopeOf(r), shift)
	if err != nil {
		return err
	}
	return web.Render(w, r, statusOf(problem), boardPage(newBoardView(r, b, problem)))
}

// boardPart is the part of the board that changes, for its script.
func (h *Handlers) boardPart(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	b, err := h.shifts.Board(r.Context(), authz.ScopeOf(r), shift)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, boardParts(newBoardView(r, b, nil)))
}

// stream tells boards that something has changed.
func (h *Handlers) stream(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	if h.readers.Add(1) > maxReaders {
		h.readers.Add(-1)
		return errs.New(errs.Unavailable, "")
	}
	defer h.readers.Add(-1)
	sc := authz.ScopeOf(r)
	return web.Stream(w, r, nil, func(ctx context.Context) (string, error) {
		m, err := h.shifts.Moment(ctx, sc, shift)
		return strconv.FormatInt(m[0], 10) + "." + strconv.FormatInt(m[1], 10), err
	})
}

func (h *Handlers) propose(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(shift id.ID) (string, []any, id.ID, error) {
		in := Proposal{Present: r.PostForm.Get("who") == "here", Wishes: Wishes{}}
		for _, wish := range AllWishes {
			in.Wishes[wish] = min(max(number(r.PostForm.Get("wish."+string(wish))), 0), Levels-1)
		}
		out, err := h.shifts.Propose(r.Context(), authz.ScopeOf(r), shift, in)
		return "shift.proposed.notice", []any{"n", out.Workers, "turfs", out.Turfs, "empty", out.Empty}, 0, err
	})
}

// chooseWorker shows for whom a turf is, and gives it without a script.
func (h *Handlers) chooseWorker(w http.ResponseWriter, r *http.Request) error {
	return h.chooseWith(w, r, nil)
}

func (h *Handlers) chooseWith(w http.ResponseWriter, r *http.Request, problem error) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	x, _, err := h.shifts.Get(r.Context(), authz.ScopeOf(r), shift)
	if err != nil {
		return err
	}
	turf := formID(r, "turf")
	if turf == 0 {
		return web.SeeOther(w, r, shiftURL(r.Context(), shift))
	}
	t, fits, err := h.shifts.Fits(r.Context(), authz.ScopeOf(r), shift, turf)
	if err != nil {
		return err
	}
	return web.Render(w, r, statusOf(problem), givePage(giveView{Shift: x, Turf: t, Fits: fits, Problem: problem}))
}

func (h *Handlers) give(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(shift id.ID) (string, []any, id.ID, error) {
		turf, worker := formID(r, "turf"), formID(r, "worker")
		notice := "shift.given.notice"
		if worker == 0 {
			notice = "shift.taken_away.notice"
		}
		return notice, nil, worker, h.shifts.Give(r.Context(), authz.ScopeOf(r), shift, turf, worker)
	})
}

func (h *Handlers) step(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(shift id.ID) (string, []any, id.ID, error) {
		workers := formIDs(r, "worker")
		var at id.ID
		if len(workers) > 0 {
			at = workers[0]
		}
		return "", nil, at, h.shifts.Take(r.Context(), authz.ScopeOf(r), shift, workers, Step(r.PostForm.Get("step")))
	})
}

// handOut publishes the turfs of one crew, or of everybody who is here.
func (h *Handlers) handOut(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(shift id.ID) (string, []any, id.ID, error) {
		sc := authz.ScopeOf(r)
		workers := formIDs(r, "worker")
		var at id.ID
		if len(workers) > 0 {
			at = workers[0]
		}
		if r.PostForm.Get("all") != "" {
			b, err := h.shifts.Board(r.Context(), sc, shift)
			if err != nil {
				return "", nil, 0, err
			}
			workers = b.here()
		}
		out, err := h.shifts.HandOut(r.Context(), sc, shift, workers)
		return "shift.handed.notice", []any{"n", out.Turfs}, at, cmp.Or(err, h.leftProblem(r.Context(), sc, shift, out))
	})
}

// leftProblem tells which turfs did not go out, and why where it was one.
func (h *Handlers) leftProblem(ctx context.Context, sc authz.Scope, shift id.ID, out Handed) error {
	switch {
	case len(out.Left) == 0:
		return nil
	case len(out.Left) == 1:
		return out.Left[0].Problem
	}
	b, err := h.shifts.Board(ctx, sc, shift)
	if err != nil {
		return err
	}
	number := map[id.ID]int{}
	for _, t := range b.Program.Turfs {
		number[t.ID] = t.Number
	}
	var numbers []string
	for _, left := range out.Left {
		if n := number[left.Turf]; n != 0 { // else it was cut anew, and the board says so
			numbers = append(numbers, strconv.Itoa(n))
		}
	}
	return errs.New(errs.Conflict, "shift.error.left", "n", out.Turfs, "turfs", strings.Join(numbers, ", "))
}

// here are those who have checked in and wait.
func (b Board) here() (out []id.ID) {
	for _, c := range b.Cards {
		if slices.ContainsFunc(c.Crew, func(w Worker) bool { return w.State() == Here }) {
			for _, w := range c.Crew {
				out = append(out, w.ID)
			}
		}
	}
	return out
}

func (h *Handlers) route(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(shift id.ID) (string, []any, id.ID, error) {
		language := r.PostForm.Get("language")
		out, err := h.shifts.CutRoute(r.Context(), authz.ScopeOf(r), shift, language, languageName(r.Context(), language))
		return "shift.route.notice", []any{"n", out.Doors, "number", out.Number}, 0, err
	})
}
