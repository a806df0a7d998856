package web

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
)

// Names of the cookies. Each is HttpOnly and SameSite=Lax, and Secure where the server is reached by https.
const (
	SessionCookie  = "banyan_session"
	DeviceCookie   = "banyan_device"
	LanguageCookie = "banyan_lang"
	noticeCookie   = "banyan_notice"
)

// Config is what the server needs from the features and the operator.
type Config struct {
	Sessions      Sessions
	Organizations Organizations
	Devices       DeviceResolver
	Assets        ui.Assets
	Nav           []NavEntry
	Secure        bool   // cookies for https only, and HSTS
	Proxied       bool   // a reverse proxy in front sets X-Forwarded-For
	Origin        string // public address of the server, "https://banyan.example.org"; "" = as the browser names it
	Tiles         string // address of the tiles that maps may use, "https://tiles.example.org/{z}/{x}/{y}.png"; "" = none
	Log           *slog.Logger
	Now           func() time.Time
}

// Server answers requests by the route table.
type Server struct {
	cfg     Config
	mux     *http.ServeMux
	routes  []Route
	limits  *limiter
	Metrics *Metrics
	handler http.Handler
	drain   chan struct{}
	drained sync.Once
}

// New builds the server. It returns an error for a route that has no permission, names an organization
// without needing one, or stands twice.
func New(cfg Config, tables ...[]Route) (*Server, error) {
	s := &Server{cfg: cfg, mux: http.NewServeMux(), limits: newLimiter(cfg.Now), Metrics: newMetrics(), drain: make(chan struct{})}
	seen := map[string]bool{}
	for _, rt := range slices.Concat(tables...) {
		if err := rt.check(); err != nil {
			return nil, err
		}
		if seen[rt.Pattern] {
			return nil, errors.New("route " + rt.Pattern + " stands twice")
		}
		seen[rt.Pattern] = true
		s.routes = append(s.routes, rt)
		s.mux.Handle(rt.Pattern, s.route(rt))
	}
	s.mux.Handle("/", s.route(Route{Pattern: "ANY /", Needs: authz.Public, Handle: notFound}))
	s.handler = s.observe(s.secure(s.crossOrigin(compress(s.localize(s.mux)))))
	return s, nil
}

// Routes gives the route table, for the tests that read it.
func (s *Server) Routes() []Route { return slices.Clone(s.routes) }

// Drain tells the answers that stream that the server stops, so that a shutdown need not wait for them.
func (s *Server) Drain() { s.drained.Do(func() { close(s.drain) }) }

// Draining is closed when the server stops; an answer that streams ends then.
func Draining(r *http.Request) <-chan struct{} { return serverOf(r.Context()).drain }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func notFound(http.ResponseWriter, *http.Request) error { return errs.New(errs.NotFound, "") }

// route wraps a handler with identity, scope and the one place that answers errors.
func (s *Server) route(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setPattern(r.Context(), rt.Pattern)
		if rt.Needs != authz.Public && rt.Needs != authz.Operator {
			w.Header().Set("Cache-Control", "no-store") // nothing personal stays in a browser that others use next
		}
		if most := cmp.Or(rt.Body, maxBody); most > 0 {
			r.Body = http.MaxBytesReader(w, r.Body, most)
		}
		sh := &ui.Shell{Path: r.URL.Path, Query: r.URL.RawQuery, Assets: s.cfg.Assets}
		ctx := ui.With(context.WithValue(r.Context(), serverKey{}, s), sh)
		var sc authz.Scope
		var v Visitor
		err := readable(append([]string{r.URL.Path}, texts(r.URL.Query())...))
		if err == nil {
			sc, v, err = s.scopeFor(r.WithContext(ctx), rt, sh)
		}
		if err == nil {
			err = readForm(r)
		}
		if v.Locale != "" && r.URL.Query().Get("lang") == "" {
			if l, ok := i18n.Get(v.Locale); ok {
				ctx = i18n.With(ctx, l)
			}
		}
		if rt.tenant() { // an organizer's page is all in one language: its own words are not in every one yet
			ctx = i18n.With(ctx, i18n.Locale(ctx).For("organizer"))
		}
		ctx = context.WithValue(authz.NewContext(ctx, sc), visitorKey{}, v)
		r = r.WithContext(ctx)
		sh.Notice = takeNotice(w, r)
		if err == nil {
			err = rt.Handle(w, r)
		}
		if err != nil {
			s.fail(w, r, rt, err)
		}
	})
}

type (
	serverKey  struct{}
	visitorKey struct{}
)

func serverOf(ctx context.Context) *Server {
	s, _ := ctx.Value(serverKey{}).(*Server)
	return s
}

// VisitorOf gives who is signed in; the zero Visitor for nobody.
func VisitorOf(r *http.Request) Visitor {
	v, _ := r.Context().Value(visitorKey{}).(Visitor)
	return v
}

// localize chooses the language: the address's lang, the cookie, then what the browser asks for.
// A chosen lang is kept in the cookie. An account's own choice comes later, in route.
func (s *Server) localize(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		chosen := ""
		if strings.Contains(r.URL.RawQuery, "lang=") {
			chosen = r.URL.Query().Get("lang")
		}
		l, ok := i18n.Get(chosen)
		switch {
		case ok:
			s.SetCookie(w, LanguageCookie, l.Tag(), 365*24*time.Hour)
		default:
			if l, ok = i18n.Get(cookie(r, LanguageCookie)); !ok {
				l = i18n.Match(r.Header.Get("Accept-Language"))
			}
		}
		w.Header().Set("Content-Language", l.Tag())
		next.ServeHTTP(w, r.WithContext(i18n.With(r.Context(), l)))
	})
}

// SetCookie sets one of the server's cookies; a life of zero or less deletes it.
func (s *Server) SetCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteLaxMode, MaxAge: int(life.Seconds())}
	if life <= 0 {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// SetCookie sets a cookie from inside a handler.
func SetCookie(w http.ResponseWriter, r *http.Request, name, value string, life time.Duration) {
	serverOf(r.Context()).SetCookie(w, name, value, life)
}

// CookieValue reads a cookie; "" where there is none.
func CookieValue(r *http.Request, name string) string { return cookie(r, name) }

// Origin is the public address of the server, for links that leave it (QR codes, invitations).
func Origin(r *http.Request) string {
	if s := serverOf(r.Context()); s != nil && s.cfg.Origin != "" {
		return strings.TrimSuffix(s.cfg.Origin, "/")
	}
	scheme := "http"
	if r.TLS != nil || (serverOf(r.Context()) != nil && serverOf(r.Context()).cfg.Secure) {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
