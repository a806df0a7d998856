package canvass

import (
	"fmt"
	"io"
	"net/http"
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

// What a stream of events may cost and how long it lives. It ends by itself: the browser asks again, and whoever is
// no member any more is turned away then. The stream says only that something changed; the figures themselves are
// asked for by a request of their own, which is judged anew each time.
const (
	streamLife  = time.Minute
	streamPoll  = 2 * time.Second // what another process wrote
	streamBeat  = 15 * time.Second
	streamPause = 500 * time.Millisecond // between two events
	streamWrite = 10 * time.Second       // a browser that does not read
)

func (h *Handlers) stream(w http.ResponseWriter, r *http.Request) error {
	program, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	seq, err := h.service.programSeq(r, sc, program)
	if err != nil {
		return err
	}
	woken, leave, ok := h.service.live.follow(sc.Organization(), program)
	if !ok {
		return errs.New(errs.Unavailable, "")
	}
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no") // reverse proxies must not collect
	s := &eventStream{w: w, rc: http.NewResponseController(w)}
	s.send("retry: 1000\nevent: at\ndata: %d\n\n", seq)
	end, poll, beat := time.NewTimer(streamLife), time.NewTicker(streamPoll), time.NewTicker(streamBeat)
	defer end.Stop()
	defer poll.Stop()
	defer beat.Stop()
	for s.err == nil {
		select {
		case <-r.Context().Done():
			return nil
		case <-web.Draining(r):
			return nil
		case <-end.C:
			return nil
		case <-beat.C:
			s.send(": beat\n\n")
			continue
		case <-woken:
		case <-poll.C:
		}
		newest, err := h.service.programSeq(r, sc, program)
		if err != nil {
			return nil // the browser asks again, and learns it then
		}
		if newest != seq {
			seq = newest
			s.send("event: changed\ndata: %d\n\n", seq)
			time.Sleep(streamPause)
		}
	}
	return nil
}

// eventStream writes events until the browser does not take them any more.
type eventStream struct {
	w   io.Writer
	rc  *http.ResponseController
	err error
}

func (s *eventStream) send(format string, args ...any) {
	if s.err != nil {
		return
	}
	if s.err = s.rc.SetWriteDeadline(time.Now().Add(streamWrite)); s.err != nil {
		return
	}
	if _, s.err = fmt.Fprintf(s.w, format, args...); s.err == nil {
		s.err = s.rc.Flush()
	}
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
