package canvass

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

func (h *Handlers) totalsView(r *http.Request) (v totalsView, err error) {
	program, err := web.PathID(r, "program")
	if err != nil {
		return v, err
	}
	sc := authz.ScopeOf(r)
	v = totalsView{Now: h.service.now(), Zone: zoneOf(r), May: sc.Can}
	v.Totals, err = h.service.Totals(r.Context(), sc, program)
	return v, err
}

func (h *Handlers) totals(w http.ResponseWriter, r *http.Request) error {
	v, err := h.totalsView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, totalsPage(v))
}

// figures is the part of the page that changes, for its script.
func (h *Handlers) figures(w http.ResponseWriter, r *http.Request) error {
	v, err := h.totalsView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, figures(v))
}

// stream tells pages that a program's log has grown.
func (h *Handlers) stream(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	if _, err := h.service.programSeq(r, sc, program); err != nil {
		return err
	}
	woken, leave, ok := h.service.live.follow(sc.Organization(), program)
	if !ok {
		return errs.New(errs.Unavailable, "")
	}
	defer leave()
	return web.Stream(w, r, woken, func(context.Context) (string, error) {
		seq, err := h.service.programSeq(r, sc, program)
		return strconv.FormatInt(seq, 10), err
	})
}

// programSeq is the newest entry of a program that exists.
func (s *Service) programSeq(r *http.Request, sc authz.Scope, program id.ID) (seq int64, err error) {
	err = s.db.Read(r.Context(), sc, func(tx *db.ReadTx) error {
		if _, err := s.turfs.ProgramOf(r.Context(), tx, sc, program); err != nil {
			return err
		}
		seq, err = newestSeq(r.Context(), tx, sc, program)
		return err
	})
	return seq, err
}

func (h *Handlers) exportLog(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	return h.service.ExportLog(r.Context(), authz.ScopeOf(r), program, zoneOf(r), csvAnswer(w, "log", h.service.now()))
}

func (h *Handlers) exportTotals(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	return h.service.ExportTotals(r.Context(), authz.ScopeOf(r), program, zoneOf(r), csvAnswer(w, "totals", h.service.now()))
}

// csvAnswer begins a download. The file's name has no word of the program: names travel in logs.
func csvAnswer(w http.ResponseWriter, what string, now time.Time) func(Program) io.Writer {
	return func(p Program) io.Writer {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="banyan-%s-%s-%s.csv"`, what, p.ID, now.UTC().Format("2006-01-02")))
		w.Header().Set("Cache-Control", "no-store")
		return w
	}
}

func (h *Handlers) followUps(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	var language *string
	if chosen, ok := r.URL.Query()["language"]; ok {
		language = &chosen[0]
	}
	p, list, err := h.service.FollowUps(r.Context(), authz.ScopeOf(r), program, language)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, followUpsPage(followUpsView{Program: p, List: list, Language: language, Zone: zoneOf(r)}))
}
