// Package ui is what every page is made of: the layout, the components, and what a page must know about
// who looks at it (the Shell). It knows no feature; the app hands it the navigation.
package ui

import (
	"context"
	"strings"
	"time"
)

// Shell is what the layout knows of a request. Package web fills it in before the handler runs.
type Shell struct {
	Organization *Organization // nil on public pages and on the account's own pages
	Account      string        // the name of who is signed in; "" for nobody
	Nav          []NavItem     // of the organization, only what this visitor may open
	Path         string        // of the request
	Query        string        // of the request, raw
	Notice       string        // one message from the page before, already in the visitor's language
	Assets       Assets
}

// Organization is what the layout shows of the organization.
type Organization struct {
	Slug, Name, TimeZone string
}

// URL is a path inside the organization: URL("people", id) is /o/SLUG/people/ID.
func (o Organization) URL(parts ...string) string {
	return "/o/" + strings.Join(append([]string{o.Slug}, parts...), "/")
}

// NavItem is one entry of the organization's navigation.
type NavItem struct {
	Section string // what Props.Section names
	Key     string // message key of its label
	URL     string
	Icon    string // name of a symbol of icons.templ
}

// Assets gives the address of a built style or script by its source name ("styles/app.css").
type Assets interface{ URL(name string) string }

type shellKey struct{}

// With returns a context that carries the Shell.
func With(ctx context.Context, s *Shell) context.Context {
	return context.WithValue(ctx, shellKey{}, s)
}

// Of gives the Shell of a request; an empty one where there is none (a page rendered by itself in a test).
func Of(ctx context.Context) *Shell {
	if s, ok := ctx.Value(shellKey{}).(*Shell); ok {
		return s
	}
	return &Shell{}
}

// URL is a path inside the organization of the request: ui.URL(ctx, "people").
func URL(ctx context.Context, parts ...string) string {
	if o := Of(ctx).Organization; o != nil {
		return o.URL(parts...)
	}
	return "/"
}

// Zone is the organization's time zone, in which its pages write times; UTC where there is none.
func Zone(ctx context.Context) *time.Location {
	if o := Of(ctx).Organization; o != nil {
		if zone, err := time.LoadLocation(o.TimeZone); err == nil {
			return zone
		}
	}
	return time.UTC
}

func assetURL(ctx context.Context, name string) string {
	if a := Of(ctx).Assets; a != nil {
		return a.URL(name)
	}
	return "/a/" + name
}
