package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"banyan/internal/features/canvass"
	"banyan/internal/platform/errs"
)

// sync takes a batch; a fault that is due meets the next one that has entries in it.
func (s *server) sync(w http.ResponseWriter, r *http.Request) {
	var body json.RawMessage
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&body); err != nil {
		http.Error(w, "half", http.StatusBadRequest)
		return
	}
	req, err := canvass.DecodeSync(body)
	if err != nil {
		http.Error(w, err.Error(), errs.KindOf(err).Status())
		return
	}
	faulty := len(req.Sealed) > 0
	if faulty && s.refuse(w) {
		return
	}
	answer, err := json.Marshal(s.answer(req))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if faulty && s.take("lost") { // it is in the log, but the phone never hears of it
		if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = c.Close()
		}
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if faulty && s.take("half") {
		answer = answer[:len(answer)/2]
	}
	if faulty && s.take("empty") { // an acknowledgement of nothing
		answer = []byte(`{"v":1,"epoch":"` + s.epoch + `","acks":[],"changes":[]}`)
	}
	_, _ = w.Write(answer)
}

// stream says when somebody else has recorded something.
func (s *server) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	_ = out.Flush()
	stand := func() string {
		s.mu.Lock()
		defer s.mu.Unlock()
		return fmt.Sprintf("%d.%d", len(s.others), len(s.news))
	}
	s.mu.Lock()
	s.asked++
	s.mu.Unlock()
	for seen := ""; r.Context().Err() == nil; time.Sleep(50 * time.Millisecond) {
		if now := stand(); now != seen {
			seen = now
			fmt.Fprintf(w, "event: changed\ndata: %s\n\n", now)
			_ = out.Flush()
		}
	}
}

// refuse answers with a fault that takes no entry, if one is due.
func (s *server) refuse(w http.ResponseWriter) bool {
	switch {
	case s.take("portal"):
		portal(w)
	case s.take("500"):
		http.Error(w, "no", http.StatusInternalServerError)
	case s.take("503"):
		w.Header().Set("Retry-After", "1")
		http.Error(w, "busy", http.StatusServiceUnavailable)
	case s.take("401"):
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"error":{"kind":"unauthenticated"}}`))
	default:
		return false
	}
	return true
}

func (s *server) answer(req canvass.SyncRequest) canvass.SyncResponse {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posts++
	s.held = req.Held
	s.ended = s.ended || req.Done
	out := canvass.SyncResponse{V: 1, Epoch: s.epoch, Acks: []canvass.Ack{}, Changes: []canvass.AppEntry{}, Cursor: int64(len(s.others)), Wipe: s.closed == "wipe", Expired: s.closed == "expired"}
	if int(req.Since) < len(s.others) {
		out.Changes = s.others[req.Since:]
	}
	if req.News != nil {
		news := s.newsSince(*req.News)
		out.News = &news
	}
	for _, box := range req.Sealed {
		out.Acks = append(out.Acks, s.take1(box))
	}
	return out
}

// take1 opens one entry and keeps it. A note that says 'refuse me' is refused for good.
func (s *server) take1(box canvass.SealedEvent) canvass.Ack {
	var e canvass.Event
	plain, err := canvass.OpenBox(s.key, box.ID, box.Box)
	if err != nil || json.Unmarshal(plain, &e) != nil || e.ID != box.ID {
		return canvass.Ack{ID: box.ID, Why: "entry.box_unreadable"}
	}
	if e.Detail.Text == "refuse me" {
		return canvass.Ack{ID: box.ID, Why: "entry.household_unknown"}
	}
	if s.log[e.ID] == nil {
		s.log[e.ID] = &delivered{Event: e}
		s.order = append(s.order, e.ID)
	}
	s.log[e.ID].Deliveries++
	return canvass.Ack{ID: box.ID, OK: true}
}

// door is the plain page of one door, for a browser without scripts.
func (s *server) door(w http.ResponseWriter, r *http.Request) {
	r, v, ok := s.request(w, r)
	n, err := strconv.Atoi(r.PathValue("door"))
	if !ok || err != nil {
		return
	}
	var page bytes.Buffer
	if err := canvass.AppDoorPage(v, n, newEventID(), s.assets).Render(r.Context(), &page); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", s.assets.VolunteerPolicy())
	send(w, r, page.Bytes())
}

// form takes the plain page's form: the same entry.
func (s *server) form(w http.ResponseWriter, r *http.Request) {
	_, v, ok := s.request(w, r)
	if !ok {
		return
	}
	e := canvass.Event{ID: r.FormValue("id"), Packet: v.Packet.String(), Kind: r.FormValue("kind"), Household: r.FormValue("household"), Person: r.FormValue("person"),
		Result: canvass.Result(r.FormValue("result")), Language: r.FormValue("language"), Undoes: r.FormValue("undoes"), At: time.Now().Format(time.RFC3339)}
	s.mu.Lock()
	if s.log[e.ID] == nil {
		s.log[e.ID] = &delivered{Event: e}
		s.order = append(s.order, e.ID)
		s.others = append(s.others, canvass.AppEntry{ID: e.ID, Kind: e.Kind, Household: e.Household, Result: e.Result, At: time.Now(), Mine: true})
	}
	s.log[e.ID].Deliveries++
	s.mu.Unlock()
	http.Redirect(w, r, "/t/"+v.Packet.String(), http.StatusSeeOther)
}

// newEventID makes a UUIDv7, as the real server does for a plain form.
func newEventID() string {
	b := make([]byte, 10)
	_, _ = rand.Read(b)
	ms := time.Now().UnixMilli()
	return fmt.Sprintf("%08x-%04x-7%03x-8%03x-%x", ms>>16, ms&0xffff, int(b[0])<<4|int(b[1])>>4, int(b[2])<<4|int(b[3])>>4, b[4:])
}
