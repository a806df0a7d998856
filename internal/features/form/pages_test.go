package form

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/i18n/pseudo"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// door lets everybody in as a field director of the organization.
type door struct{}

func (door) Visitor(context.Context, string) (web.Visitor, error) {
	return web.Visitor{Account: 7, Name: "Ana", Locale: pseudo.Locale}, nil
}

func (door) Enter(context.Context, web.Visitor, string) (authz.Scope, ui.Organization, error) {
	return director(11), ui.Organization{Slug: "x", Name: "X"}, nil
}

// ask sends one request through the route table as a field director, in the pseudo-locale.
func ask(t *testing.T, s *Service, method, path string, body url.Values) *httptest.ResponseRecorder {
	t.Helper()
	server, err := web.New(web.Config{Sessions: door{}, Organizations: door{}, Log: slog.New(slog.DiscardHandler), Now: at(noon)}, NewHandlers(s).Routes())
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: "x"})
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w
}

// given are texts of the test's own script, and languages by their own names, which no catalog has.
func given(text string) bool {
	for _, own := range []string{"Banyan", "Listening", "Hello", "Goodbye", "What matters?", "Schools", "Rent", "Xin chào"} {
		if strings.Contains(text, own) {
			return true
		}
	}
	return slices.ContainsFunc(Languages(), func(l Language) bool { return l.Endonym == strings.TrimSpace(text) })
}

func checkPage(t *testing.T, w *httptest.ResponseRecorder, status int, holds ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	for _, text := range holds {
		if !bytes.Contains(w.Body.Bytes(), []byte(text)) {
			t.Errorf("the page does not hold %q", text)
		}
	}
	if found := pseudo.Unmarked(w.Body.Bytes(), given); len(found) > 0 {
		t.Errorf("texts outside the catalogs: %q", found)
	}
}

func TestPages_speakTheCatalogs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, sc := world(t, d)
		f := must(s.Create(context.Background(), sc, "Listening", listening()))(t)
		base := "/o/x/scripts/" + f.ID.String()
		for _, path := range []string{"/o/x/scripts", base, base + "?in=vi", base + "/edit", base + "/versions/" + f.Newest.ID.String()} {
			checkPage(t, ask(t, s, "GET", path, nil), http.StatusOK, "Listening")
		}
		checkPage(t, ask(t, s, "POST", "/o/x/scripts", url.Values{"source": {"en"}}), http.StatusUnprocessableEntity, `role="alert"`)
		if w := ask(t, s, "POST", base+"/publish", url.Values{"seen": {seen(f.Newest)}}); w.Code != http.StatusSeeOther {
			t.Errorf("publishing answered %d", w.Code)
		}
		checkPage(t, ask(t, s, "POST", base+"/publish", url.Values{"seen": {seen(f.Newest)}}), http.StatusConflict, `role="alert"`)
		checkPage(t, ask(t, s, "GET", "/o/x/scripts/"+f.ID.String()+"/versions/0000000000000", nil), http.StatusNotFound)
	})
}

func TestEditor_keepsWhatWasTypedInAConflict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, sc := world(t, d)
		ctx := context.Background()
		f := must(s.Create(ctx, sc, "Listening", listening()))(t)
		edit := "/o/x/scripts/" + f.ID.String() + "/edit"
		typed := url.Values{"seen": {seen(f.Newest)}, "name": {"Listening"}, "lang": {"vi"}, "question": {"q1"}, "text.q1": {"What matters? Now"}, "in.greeting": {"Xin chào"}, "do": {"choice:q1"}}
		if w := ask(t, s, "POST", edit, typed); w.Code != http.StatusSeeOther || !strings.HasSuffix(w.Header().Get("Location"), "?in=vi#f-text.q1.c4") {
			t.Errorf("adding a choice answered %d and leads to %s", w.Code, w.Header().Get("Location"))
		}
		typed.Set("text.q1", "What matters? Mine")
		w := ask(t, s, "POST", edit, typed)
		checkPage(t, w, http.StatusConflict, "What matters? Mine", "Xin chào", `role="alert"`)
		if got := must(s.Get(ctx, sc, f.ID))(t).Newest.Definition.Questions[0].Text.Source; got != "What matters? Now" {
			t.Errorf("a conflict wrote %q", got)
		}
	})
}
