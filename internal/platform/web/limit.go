package web

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"banyan/internal/platform/errs"
)

// limiter is a token bucket for each (name, client address). Addresses live in memory only, and not longer
// than it takes their bucket to fill again.
type limiter struct {
	now     func() time.Time
	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	tokens float64
	full   time.Time // when it will be full again
	last   time.Time
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, buckets: map[string]*bucket{}}
}

// allow takes a token, if there is one.
func (l *limiter) allow(key string, burst int, per time.Duration) bool {
	return l.fill(key, burst, per, 1)
}

// left tells whether there is a token, and leaves it there.
func (l *limiter) left(key string, burst int, per time.Duration) bool {
	return l.fill(key, burst, per, 0)
}

func (l *limiter) fill(key string, burst int, per time.Duration, take float64) bool {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	rate := float64(burst) / per.Seconds()
	b := l.buckets[key]
	if b == nil {
		b = &bucket{tokens: float64(burst), last: now}
		l.buckets[key] = b
	}
	b.tokens = min(float64(burst), b.tokens+max(0, now.Sub(b.last).Seconds())*rate)
	b.last = now
	b.full = now.Add(time.Duration((float64(burst) - b.tokens + 1) / rate * float64(time.Second)))
	if b.tokens < 1 {
		return false
	}
	b.tokens -= take
	return true
}

func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for k, b := range l.buckets {
		if now.After(b.full) {
			delete(l.buckets, k)
		}
	}
}

// Limited lets a client address through burst times in per, and then at that rate; more gets
// errs.RateLimited. Name keeps the counts of different limits apart.
func Limited(name string, burst int, per time.Duration, h HandlerFunc) HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		s := serverOf(r.Context())
		if !s.limits.allow(name+" "+s.client(r), burst, per) {
			return errs.New(errs.RateLimited, "")
		}
		return h(w, r)
	}
}

// Guessing lets a client address guess wrongly burst times in per. Only answers of errs.NotFound count, and what the handler counts with
// [CountGuess]: three hundred volunteers in one hall, behind one address, open their lists in one minute, and none of them guesses. They
// still have a limit of their own, so that nobody keeps the server busy: thirty times as many answers.
func Guessing(name string, burst int, per time.Duration, h HandlerFunc) HandlerFunc {
	return Limited(name, 30*burst, per, func(w http.ResponseWriter, r *http.Request) error {
		s := serverOf(r.Context())
		key := name + " guesses " + s.client(r)
		if !s.limits.left(key, burst, per) {
			return errs.New(errs.RateLimited, "")
		}
		wrong := new(bool)
		err := h(w, r.WithContext(context.WithValue(r.Context(), guessKey{}, wrong)))
		if *wrong || errs.KindOf(err) == errs.NotFound {
			s.limits.allow(key, burst, per)
		}
		return err
	})
}

type guessKey struct{}

// CountGuess says, inside of [Guessing], that the client guessed wrongly, where the answer is a page like any other.
func CountGuess(r *http.Request) {
	if wrong, ok := r.Context().Value(guessKey{}).(*bool); ok {
		*wrong = true
	}
}

// client is the address that a request came from; IPv6 by its /64, which one subscriber holds.
func (s *Server) client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if s.cfg.Proxied {
		// The last hop is what the proxy saw, whether it appends to the client's own words or adds a line.
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); last != "" {
			host = last
		}
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return host
}
