// Package web is the way in: one table of routes with their permissions, and what happens around every
// handler (identity, scope, language, security headers, errors, compression, limits).
package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
)

// HandlerFunc answers a request, or returns the error that one place turns into a status and a page.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// Route is one line of a feature's table: what it answers, which permission it needs, who handles it.
// Patterns are those of [http.ServeMux]. A pattern below /o/{org}/ belongs to the organization of that slug:
// the handler finds its Scope with authz.ScopeOf, and somebody who is no member gets 404.
type Route struct {
	Pattern string
	Needs   authz.Permission
	Handle  HandlerFunc
	Body    int64 // the most bytes of a request's body; 0 = 1 MiB
}

// Streamed is the Body of a route that takes files of any size and limits them itself, while it writes them to the disk.
const Streamed = -1

// maxBody is the largest body of a route that names no other.
const maxBody = 1 << 20

// tenantPrefix begins every path that belongs to an organization.
const tenantPrefix = "/o/{org}"

func (rt Route) tenant() bool {
	_, path, _ := strings.Cut(rt.Pattern, " ")
	return strings.HasPrefix(path, tenantPrefix)
}

// check refuses a route that would stand open by mistake; the program does not start with one.
func (rt Route) check() error {
	method, path, ok := strings.Cut(rt.Pattern, " ")
	general := rt.Needs == authz.Public || rt.Needs == authz.SignedIn || rt.Needs == authz.OnDevice || rt.Needs == authz.Operator
	switch {
	case !ok || method == "" || !strings.HasPrefix(path, "/"):
		return fmt.Errorf("route %q: a pattern is 'METHOD /path'", rt.Pattern)
	case rt.Needs == "":
		return fmt.Errorf("route %q names no permission", rt.Pattern)
	case rt.Handle == nil:
		return fmt.Errorf("route %q has no handler", rt.Pattern)
	case rt.tenant() && general:
		return fmt.Errorf("route %q belongs to an organization and is %q", rt.Pattern, rt.Needs)
	case !rt.tenant() && !general:
		return fmt.Errorf("route %q needs %q but names no organization", rt.Pattern, rt.Needs)
	}
	return nil
}

// Visitor is who is signed in.
type Visitor struct {
	Account id.ID
	Name    string
	Locale  string // chosen language, "" = the browser's
	Session id.ID
}

// Sessions finds who a session cookie belongs to; the account feature implements it.
// It returns errs.Unauthenticated for a token that is unknown, ended or expired.
type Sessions interface {
	Visitor(ctx context.Context, token string) (Visitor, error)
}

// Organizations lets a visitor into an organization; the organization feature implements it.
// It returns errs.NotFound where the visitor is no member, so that nobody learns what exists.
type Organizations interface {
	Enter(ctx context.Context, v Visitor, slug string) (authz.Scope, ui.Organization, error)
}

// DeviceResolver finds the packet that a volunteer's device may open; the canvass feature implements it.
// It returns errs.Unauthenticated for an unknown token.
type DeviceResolver interface {
	ResolveDevice(ctx context.Context, token string) (authz.Scope, error)
}

// scopeFor finds the Scope of a request on a route, and fills in what the layout shows.
func (s *Server) scopeFor(r *http.Request, rt Route, sh *ui.Shell) (authz.Scope, Visitor, error) {
	var none authz.Scope
	switch {
	case rt.Needs == authz.Operator:
		return none, Visitor{}, nil
	case rt.Needs == authz.OnDevice:
		token := cookie(r, DeviceCookie)
		if token == "" {
			return none, Visitor{}, errs.New(errs.Unauthenticated, "error.no_device")
		}
		sc, err := s.cfg.Devices.ResolveDevice(r.Context(), token)
		return sc, Visitor{}, err
	}
	v, err := s.visitor(r)
	if errs.KindOf(err) == errs.Unauthenticated && rt.Needs == authz.Public {
		return none, Visitor{}, nil
	}
	if err != nil {
		return none, v, err
	}
	sh.Account = v.Name
	actor := authz.Actor{Account: v.Account, Name: v.Name}
	if !rt.tenant() {
		return authz.Account(actor), v, nil
	}
	sc, org, err := s.cfg.Organizations.Enter(r.Context(), v, r.PathValue("org"))
	if err != nil {
		return none, v, err
	}
	sh.Organization, sh.Nav = &org, s.nav(sc, org)
	return sc, v, sc.Require(rt.Needs)
}

func (s *Server) visitor(r *http.Request) (Visitor, error) {
	token := cookie(r, SessionCookie)
	if token == "" {
		return Visitor{}, errs.New(errs.Unauthenticated, "")
	}
	return s.cfg.Sessions.Visitor(r.Context(), token)
}

// nav keeps the entries of the navigation that the Scope may open.
func (s *Server) nav(sc authz.Scope, org ui.Organization) []ui.NavItem {
	var out []ui.NavItem
	for _, n := range s.cfg.Nav {
		if sc.Can(n.Needs) {
			out = append(out, ui.NavItem{Section: n.Section, Key: n.Key, Icon: n.Icon, URL: org.URL(n.Path...)})
		}
	}
	return out
}

// NavEntry is one entry of the organization's navigation and the permission that shows it.
type NavEntry struct {
	Section, Key, Icon string
	Path               []string
	Needs              authz.Permission
}

// PathID reads an id from the path; it returns errs.NotFound for anything that is no id.
func PathID(r *http.Request, name string) (id.ID, error) {
	v, err := id.Parse(r.PathValue(name))
	if err != nil {
		return 0, errs.Because(err, errs.NotFound, "")
	}
	return v, nil
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if errors.Is(err, http.ErrNoCookie) {
		return ""
	}
	return c.Value
}
