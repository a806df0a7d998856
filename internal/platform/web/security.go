package web

import (
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"banyan/internal/platform/errs"
)

// policy is the content security policy of every page that does not bring its own.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// SetCSP replaces the content security policy of one answer (the volunteer app names its hashes).
func SetCSP(w http.ResponseWriter, value string) { w.Header().Set("Content-Security-Policy", value) }

// secure sets the headers that every answer carries.
func (s *Server) secure(next http.Handler) http.Handler {
	csp := policy
	if u, err := url.Parse(s.cfg.Tiles); err == nil && u.Host != "" { // of an address with {z}/{x}/{y} only its origin is a source
		tiles := u.Scheme + "://" + u.Host
		csp = strings.NewReplacer("img-src 'self'", "img-src 'self' "+tiles, "connect-src 'self'", "connect-src 'self' "+tiles).Replace(policy)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), browsing-topics=()")
		h.Set("Cache-Control", "private, no-cache")
		if s.cfg.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// readForm reads the form of a request, so that every handler finds one that is whole and text.
func readForm(r *http.Request) error {
	if mt, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mt != "application/x-www-form-urlencoded" {
		return nil
	}
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.Invalid, "")
	}
	return readable(texts(r.PostForm))
}

func texts(v url.Values) (out []string) {
	for name, values := range v {
		out = append(append(out, name), values...)
	}
	return out
}

// readable refuses what is no text: PostgreSQL takes neither NUL nor broken UTF-8, and no person types them.
func readable(all []string) error {
	for _, s := range all {
		if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
			return errs.New(errs.Invalid, "")
		}
	}
	return nil
}

// crossOrigin refuses requests that another site made a browser send. [http.CrossOriginProtection] lets a
// request pass that has neither Origin nor Sec-Fetch-Site, for programs; with one of our cookies it comes
// from a browser that hides where it was, and is refused too.
func (s *Server) crossOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	if s.cfg.Origin != "" {
		_ = guard.AddTrustedOrigin(strings.TrimSuffix(s.cfg.Origin, "/")) // a wrong one trusts nobody
	}
	strict := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		if !safe && r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Cookie") != "" {
			http.Error(w, "cross-origin request refused", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
	return guard.Handler(strict)
}
