package quality

import (
	"context"
	"net/http"
	"strconv"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Handlers are the pages of quality.
type Handlers struct {
	service *Service
}

// NewHandlers returns the pages of a service.
func NewHandlers(s *Service) *Handlers { return &Handlers{s} }

// Routes lists what the feature answers. Who calls people back sees no volunteer; who sees volunteers' figures has a permission of their own.
func (h *Handlers) Routes() []web.Route {
	look, calls := "/o/{org}/shifts/{shift}/quality", "/o/{org}/shifts/{shift}/calls"
	return []web.Route{
		{Pattern: "GET " + look, Needs: authz.ReviewWork, Handle: h.day},
		{Pattern: "POST " + look + "/draw", Needs: authz.ReviewWork, Handle: h.draw},
		{Pattern: "GET " + look + "/{walker}", Needs: authz.ReviewWork, Handle: h.walk},
		{Pattern: "GET " + calls, Needs: authz.EditPeople, Handle: h.calls},
		{Pattern: "POST " + calls + "/{call}", Needs: authz.EditPeople, Handle: h.answer},
	}
}

func shiftURL(ctx context.Context, shift id.ID, more ...string) string {
	return ui.URL(ctx, append([]string{"shifts", shift.String()}, more...)...)
}

func (h *Handlers) day(w http.ResponseWriter, r *http.Request) error {
	return h.dayWith(w, r, nil)
}

func (h *Handlers) dayWith(w http.ResponseWriter, r *http.Request, problem error) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	d, err := h.service.Day(r.Context(), authz.ScopeOf(r), shift)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = errs.KindOf(problem).Status()
	}
	return web.Render(w, r, status, dayPage(dayView{Day: d, Zone: ui.Zone(r.Context()), Problem: problem}))
}

func (h *Handlers) draw(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	percent, _ := strconv.Atoi(r.FormValue("share")) // 0 is no share that there is
	n, err := h.service.Draw(r.Context(), authz.ScopeOf(r), shift, percent)
	if kind := errs.KindOf(err); err != nil && (kind == errs.Invalid || kind == errs.Conflict) {
		return h.dayWith(w, r, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "quality.drawn.notice", "n", n)
	return web.SeeOther(w, r, shiftURL(r.Context(), shift, "quality"))
}

func (h *Handlers) walk(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	worker, err := web.PathID(r, "walker")
	if err != nil {
		return err
	}
	ctx, sc := r.Context(), authz.ScopeOf(r)
	d, row, err := h.service.Open(ctx, sc, shift, worker)
	if err != nil {
		return err
	}
	v := walkView{Day: d, Row: row, Zone: ui.Zone(ctx)}
	if v.Script, err = h.service.Log.Script(ctx, sc, row.Joined[0].Packet, pageLanguage(ctx)); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, walkPage(v))
}

func (h *Handlers) calls(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	sc, language := authz.ScopeOf(r), r.URL.Query().Get("language")
	x, list, waiting, err := h.service.List(r.Context(), sc, shift, language)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, callsPage(callsView{Shift: x, Calls: list, Waiting: waiting, Language: language, Zone: ui.Zone(r.Context()), MayReview: sc.Can(authz.ReviewWork)}))
}

func (h *Handlers) answer(w http.ResponseWriter, r *http.Request) error {
	shift, err := web.PathID(r, "shift")
	if err != nil {
		return err
	}
	call, err := web.PathID(r, "call")
	if err != nil {
		return err
	}
	if err := h.service.Answer(r.Context(), authz.ScopeOf(r), shift, call, Result(r.FormValue("result"))); err != nil {
		return err
	}
	web.Notice(w, r, "quality.answered.notice")
	next := shiftURL(r.Context(), shift, "calls")
	if language := r.FormValue("language"); language != "" {
		next += "?language=" + language
	}
	return web.SeeOther(w, r, next)
}
