// Command doorserver serves the app at the door with invented people and an in-memory log that can fail in every way that
// a street has: portals, lost answers, half answers, another epoch. Browser tests drive it; nothing else uses it.
package main

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"

	"banyan/internal/features/canvass"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	assets "banyan/web"
)

type server struct {
	assets *assets.Assets
	key    *ecdh.PrivateKey
	shift  []byte
	doors  int

	mu     sync.Mutex
	log    map[string]*delivered
	order  []string
	others []canvass.AppEntry
	news   []canvass.NewsItem // in the order in which they came
	asked  int                // streams that were opened
	fault  string
	faults int
	epoch  string
	closed string // "wipe" or "expired"
	ended  bool   // a phone said so
	held   int    // what the phone said it holds
	posts  int
	same   int // pages that the phone had already
	ends   time.Duration
	start  time.Time // of the shift
}

// delivered is an entry as it came, and how often.
type delivered struct {
	Event      canvass.Event `json:"event"`
	Deliveries int           `json:"deliveries"`
	Forged     bool          `json:"forged,omitempty"`
}

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "where to listen")
	doors := flag.Int("doors", 60, "how many doors a walk has")
	flag.Parse()
	built, err := assets.Load()
	if err != nil {
		log.Fatal(err)
	}
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	canvass.AddExtra(built)
	s := &server{assets: built, key: key, shift: make([]byte, 32), doors: *doors, log: map[string]*delivered{}, epoch: "e1", ends: shiftEnds, start: time.Now()}
	_, _ = rand.Read(s.shift)
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("{\"url\":%q}\n", "http://"+strings.Replace(listener.Addr().String(), "127.0.0.1", "localhost", 1))
	log.Fatal(http.Serve(listener, s.routes()))
}

func (s *server) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /t/{packet}", s.page)
	m.HandleFunc("GET /t/{packet}/stream", s.stream)
	m.HandleFunc("GET /t/{packet}/{door}", s.door)
	m.HandleFunc("POST /t/{packet}/{door}", s.form)
	m.HandleFunc("POST /api/sync", s.sync)
	m.HandleFunc("GET /sw.js", s.assets.ServeWorker)
	m.HandleFunc("GET /manifest.webmanifest", s.assets.ServeManifest)
	m.Handle("GET /a/", s.assets)
	m.HandleFunc("GET /offline", s.offline)
	m.HandleFunc("POST /__do", s.control)
	m.HandleFunc("GET /__state", s.state)
	return m
}

func (s *server) view(packet id.ID) canvass.AppView {
	s.mu.Lock()
	defer s.mu.Unlock()
	return canvass.AppView{Packet: packet, ListNumber: "4821 0937", Organization: "Hmong Milwaukee Neighbors", Worker: packet + 1, WorkerName: "Mai",
		Snapshot: newSnapshot(packet, s.doors), Entries: append([]canvass.AppEntry{}, s.others...), Cursor: int64(len(s.others)), News: s.newsSince(0),
		Shift: canvass.AppShift{Key: s.shift, ServerKey: s.key.PublicKey().Bytes(), Epoch: s.epoch, Ends: s.start.Add(s.ends)}}
}

func (s *server) request(w http.ResponseWriter, r *http.Request) (*http.Request, canvass.AppView, bool) {
	packet, err := id.Parse(r.PathValue("packet"))
	if err != nil {
		http.NotFound(w, r)
		return r, canvass.AppView{}, false
	}
	if s.take("portal-page") {
		portal(w)
		return r, canvass.AppView{}, false
	}
	l := i18n.Match(r.FormValue("lang"), cookie(r), r.Header.Get("Accept-Language"))
	if tag := r.FormValue("lang"); tag != "" {
		http.SetCookie(w, &http.Cookie{Name: "banyan_lang", Value: tag, Path: "/"})
	}
	return r.WithContext(i18n.With(r.Context(), l)), s.view(packet), true
}

func cookie(r *http.Request) string {
	if c, err := r.Cookie("banyan_lang"); err == nil {
		return c.Value
	}
	return ""
}

func (s *server) page(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Banyan-Keep") != "" && s.take("portal-keep") { // the volunteer has the page, and the worker does not get it
		portal(w)
		return
	}
	r, v, ok := s.request(w, r)
	if !ok {
		return
	}
	v.Full = r.Header.Get("Banyan-Keep") != ""
	var b bytes.Buffer
	if err := canvass.AppPage(v, s.assets).Render(r.Context(), &b); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Banyan-Page", "turf")
	w.Header().Set("Content-Security-Policy", s.assets.VolunteerPolicy())
	sum := sha256.Sum256(b.Bytes())
	etag := fmt.Sprintf(`"%x"`, sum[:8])
	w.Header().Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		s.mu.Lock()
		s.same++
		s.mu.Unlock()
		w.WriteHeader(http.StatusNotModified)
		return
	}
	quality := brotli.BestCompression // as the real server: features/canvass/http_door.go
	if v.Full {
		quality--
	}
	sendAt(w, r, b.Bytes(), quality)
}

func send(w http.ResponseWriter, r *http.Request, page []byte) {
	sendAt(w, r, page, brotli.DefaultCompression)
}

func sendAt(w http.ResponseWriter, r *http.Request, page []byte, quality int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", i18n.Locale(r.Context()).Tag())
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "same-origin")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "br") {
		_, _ = w.Write(page)
		return
	}
	var b bytes.Buffer
	z := brotli.NewWriterLevel(&b, quality)
	_, _ = z.Write(page)
	_ = z.Close()
	w.Header().Set("Content-Encoding", "br")
	w.Header().Set("Banyan-Size", strconv.Itoa(b.Len())) // fetch does not tell what came over the wire
	_, _ = w.Write(b.Bytes())
}

func (s *server) offline(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	if err := canvass.OfflinePage(s.assets).Render(i18n.With(r.Context(), i18n.Match(cookie(r))), &b); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", s.assets.VolunteerPolicy())
	send(w, r, b.Bytes())
}

func portal(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, "<!doctype html><title>Café</title><h1>Welcome to the café, please sign in</h1>")
}

// take tells whether a fault is due, and uses it up.
func (s *server) take(fault string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault != fault || s.faults == 0 {
		return false
	}
	s.faults--
	return true
}

// control sets up what a test wants to happen.
func (s *server) control(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := r.FormValue("fault"); r.Form.Has("fault") {
		s.fault = f
		s.faults, _ = strconv.Atoi(r.FormValue("n"))
	}
	if e := r.FormValue("epoch"); e != "" { // restored from a backup that has nothing
		s.epoch, s.log, s.order = e, map[string]*delivered{}, nil
	}
	if r.Form.Has("closed") {
		s.closed = r.FormValue("closed")
	}
	if ms, err := strconv.Atoi(r.FormValue("ends")); err == nil {
		s.ends, s.start = time.Duration(ms)*time.Millisecond, time.Now()
	}
	if other := r.FormValue("other"); other != "" {
		var e canvass.AppEntry
		if err := json.Unmarshal([]byte(other), &e); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.others = append(s.others, e)
	}
	if news := r.FormValue("news"); news != "" {
		var n canvass.NewsItem
		if err := json.Unmarshal([]byte(news), &n); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.news = append(s.news, n)
	}
}

// newsSince gives what came after a number; of all, what holds still.
func (s *server) newsSince(since int64) canvass.News {
	out := canvass.News{Cursor: int64(len(s.news))}
	for i, n := range s.news {
		over := slices.ContainsFunc(s.news[i:], func(x canvass.NewsItem) bool { return x.Kind == n.Kind && x.ID == n.ID && x.Over })
		if int64(i) >= since && (since > 0 || !over) {
			out.Items = append(out.Items, n)
		}
	}
	return out
}

func (s *server) state(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []*delivered{}
	for _, key := range s.order {
		out = append(out, s.log[key])
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"entries": out, "posts": s.posts, "same": s.same, "ended": s.ended, "held": s.held, "streams": s.asked})
}
