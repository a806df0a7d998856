package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
)

// Render writes a page. It is rendered in full first, so that an error half way gives an error page.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", i18n.Locale(r.Context()).Tag())
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a browser that went away reads no answer
	return nil
}

// SeeOther sends the browser to another page after a form.
func SeeOther(w http.ResponseWriter, r *http.Request, url string) error {
	http.Redirect(w, r, url, http.StatusSeeOther)
	return nil
}

// JSON writes a value as JSON.
func JSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b) // a browser that went away reads no answer
	return nil
}

// maxJSON is the largest JSON body that Decode reads.
const maxJSON = 1 << 20

// Decode reads a JSON body into v. It returns errs.Invalid for anything but one well-formed value without
// unknown fields, and errs.TooLarge beyond 1 MiB.
func Decode(r *http.Request, v any) error {
	if mt, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mt != "application/json" {
		return errs.New(errs.Invalid, "error.not_json")
	}
	d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, maxJSON))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return errs.Because(err, errs.TooLarge, "")
		}
		return errs.Because(err, errs.Invalid, "error.not_json")
	}
	if _, err := d.Token(); err != io.EOF {
		return errs.New(errs.Invalid, "error.not_json")
	}
	return nil
}

// fail is the one place where an error becomes a status and a page or JSON. Where a part of the answer has left
// already, the connection is cut, so that half a file never looks like a whole one.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, rt Route, err error) {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		err = errs.Because(err, errs.TooLarge, "")
	}
	e, rid := errs.Of(err), requestID(r.Context())
	if gone := errors.Is(err, context.Canceled) && r.Context().Err() != nil; e.Kind == errs.Internal && !gone { // who has left is nothing that went wrong here
		s.cfg.Log.ErrorContext(r.Context(), "request failed", slog.String("request", rid), slog.String("route", rt.Pattern), slog.Any("error", err))
	}
	if begun(r.Context()) {
		panic(http.ErrAbortHandler)
	}
	if e.Kind == errs.Unauthenticated && rt.Needs != authz.OnDevice && r.Method == http.MethodGet && !wantsJSON(r) {
		http.Redirect(w, r, "/sign-in?next="+escapeNext(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	if e.Kind == errs.Unavailable || e.Kind == errs.RateLimited {
		w.Header().Set("Retry-After", "15")
	}
	if wantsJSON(r) {
		_ = JSON(w, e.Kind.Status(), map[string]any{"error": map[string]any{
			"kind": e.Kind.String(), "key": e.Key, "field": e.Field, "message": i18n.T(r.Context(), e.Key, e.Args...), "request": rid}})
		return
	}
	shown := rid
	if e.Kind != errs.Internal && e.Kind != errs.Unavailable {
		shown = ""
	}
	page := ui.Failure(e, shown)
	title := ui.Props{Title: i18n.T(r.Context(), "error.title."+titleOf(e.Kind))}
	layout := ui.Public(title)
	if ui.Of(r.Context()).Organization != nil {
		layout = ui.Page(title)
	}
	ctx := templ.WithChildren(r.Context(), page)
	_ = Render(w, r.WithContext(ctx), e.Kind.Status(), layout)
}

func titleOf(k errs.Kind) string {
	switch k {
	case errs.NotFound, errs.Forbidden:
		return "not_found"
	case errs.Expired:
		return "expired"
	case errs.Internal, errs.Unavailable:
		return "internal"
	default:
		return "check"
	}
}

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.Header.Get("Accept"), "application/json") ||
		strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

func escapeNext(uri string) string {
	return strings.ReplaceAll(url.QueryEscape(uri), "%2F", "/")
}

// Notice shows a message on the next page that this browser opens.
func Notice(w http.ResponseWriter, r *http.Request, key string, args ...any) {
	b, err := json.Marshal(append([]any{key}, args...))
	if err != nil || len(b) > 1024 {
		return
	}
	SetCookie(w, r, noticeCookie, base64.RawURLEncoding.EncodeToString(b), 2*time.Minute)
}

// takeNotice reads the message left by Notice and forgets it, on pages only.
func takeNotice(w http.ResponseWriter, r *http.Request) string {
	v := cookie(r, noticeCookie)
	if v == "" || r.Method != http.MethodGet || wantsJSON(r) || strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		return ""
	}
	SetCookie(w, r, noticeCookie, "", 0)
	b, err := base64.RawURLEncoding.DecodeString(v)
	var parts []any
	if err != nil || json.Unmarshal(b, &parts) != nil || len(parts) == 0 {
		return ""
	}
	key, _ := parts[0].(string)
	if !i18n.Has(key) {
		return ""
	}
	for i, p := range parts {
		if f, ok := p.(float64); ok {
			parts[i] = int64(f)
		}
	}
	return i18n.T(r.Context(), key, parts[1:]...)
}
