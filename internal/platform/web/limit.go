package web

import (
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

func (l *limiter) allow(key string, burst int, per time.Duration) bool {
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
	b.tokens--
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
