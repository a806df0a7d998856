package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"time"

	"banyan/internal/platform/authz"
)

// request is what the log and the metrics say of one request: its route, never its address or its person.
type request struct {
	id      string
	pattern string
	answer  *recorder
}

type requestKey struct{}

func setPattern(ctx context.Context, pattern string) {
	if q, ok := ctx.Value(requestKey{}).(*request); ok {
		q.pattern = pattern
	}
}

func requestID(ctx context.Context) string {
	if q, ok := ctx.Value(requestKey{}).(*request); ok {
		return q.id
	}
	return ""
}

// begun tells whether a part of the answer has left already.
func begun(ctx context.Context) bool {
	q, ok := ctx.Value(requestKey{}).(*request)
	return ok && q.answer.status != 0
}

// observe gives each request an id, survives a panic, writes one line to the log and counts.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, control: http.NewResponseController(w)}
		q := &request{id: strings.ToLower(rand.Text()[:10]), answer: rec}
		start := s.cfg.Now()
		defer func() {
			p := recover()
			if p != nil && p != http.ErrAbortHandler {
				s.cfg.Log.Error("panic", slog.String("request", q.id), slog.String("route", q.pattern), slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
				if rec.status == 0 {
					http.Error(rec, "500 "+q.id, http.StatusInternalServerError)
				} else {
					p = http.ErrAbortHandler // half an answer must not look like a whole one
				}
			}
			took := s.cfg.Now().Sub(start)
			s.Metrics.count(q.pattern, rec.status, took)
			s.cfg.Log.Info("request", slog.String("request", q.id), slog.String("route", q.pattern), slog.Int("status", rec.status), slog.Duration("took", took))
			if p == http.ErrAbortHandler {
				panic(p)
			}
		}()
		next.ServeHTTP(rec, r.WithContext(context.WithValue(r.Context(), requestKey{}, q)))
	})
}

// recorder remembers the status of an answer, and waits for a browser only as long as it takes something.
type recorder struct {
	http.ResponseWriter
	control *http.ResponseController
	status  int
}

// A browser that takes no piece of an answer for so long is cut off: whoever reads a byte a minute would otherwise
// hold a connection, and the transaction of an export, for ever.
const (
	writePatience = time.Minute
	writePiece    = 64 << 10
)

// WriteHeader remembers the first status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write remembers that an answer without a status is 200.
func (r *recorder) Write(b []byte) (n int, err error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	for err == nil && n < len(b) {
		if err = r.control.SetWriteDeadline(time.Now().Add(writePatience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return n, err
		}
		var wrote int
		wrote, err = r.ResponseWriter.Write(b[n:min(len(b), n+writePiece)])
		n += wrote
	}
	return n, err
}

// Unwrap lets http.ResponseController reach Flush and the deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Metrics counts requests by route and status, and what other packages add as gauges.
type Metrics struct {
	mu     sync.Mutex
	routes map[routeStatus]*series
	gauges map[string]func() float64
}

type routeStatus struct {
	route  string
	status int
}

type series struct {
	n       int64
	seconds float64
	buckets [len(bounds)]int64
}

var bounds = [...]float64{.005, .025, .1, .5, 2.5, 10}

func newMetrics() *Metrics {
	return &Metrics{routes: map[routeStatus]*series{}, gauges: map[string]func() float64{}}
}

// Gauge adds a figure that is read when the metrics are asked for.
func (m *Metrics) Gauge(name string, read func() float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gauges[name] = read
}

func (m *Metrics) count(route string, status int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := routeStatus{route, status}
	x := m.routes[k]
	if x == nil {
		x = &series{}
		m.routes[k] = x
	}
	x.n++
	x.seconds += took.Seconds()
	for i, b := range bounds {
		if took.Seconds() <= b {
			x.buckets[i]++
		}
	}
}

// ServeHTTP writes the metrics in Prometheus's text format 0.0.4; it belongs on the operator's address.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	keys := make([]routeStatus, 0, len(m.routes))
	for k := range m.routes {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		return keys[i].route < keys[j].route || keys[i].route == keys[j].route && keys[i].status < keys[j].status
	})
	fmt.Fprintln(w, "# TYPE banyan_request_seconds histogram")
	for _, k := range keys {
		x, l := m.routes[k], fmt.Sprintf("route=%q,status=\"%d\"", k.route, k.status)
		for i, b := range bounds {
			fmt.Fprintf(w, "banyan_request_seconds_bucket{%s,le=\"%g\"} %d\n", l, b, x.buckets[i])
		}
		fmt.Fprintf(w, "banyan_request_seconds_bucket{%s,le=\"+Inf\"} %d\nbanyan_request_seconds_sum{%s} %g\nbanyan_request_seconds_count{%s} %d\n", l, x.n, l, x.seconds, l, x.n)
	}
	names := make([]string, 0, len(m.gauges))
	for n := range m.gauges {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(w, "# TYPE %s gauge\n%s %g\n", n, n, m.gauges[n]())
	}
}

// Health is the route by which a load balancer or a person sees that the server answers.
func Health(check func(context.Context) error) Route {
	return Route{Pattern: "GET /healthz", Needs: authz.Operator, Handle: func(w http.ResponseWriter, r *http.Request) error {
		ctx, stop := context.WithTimeout(r.Context(), 3*time.Second)
		defer stop()
		if err := check(ctx); err != nil {
			return JSON(w, http.StatusServiceUnavailable, map[string]string{"status": "down"})
		}
		return JSON(w, http.StatusOK, map[string]string{"status": "up"})
	}}
}
