package outreach

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
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
	return director(org), ui.Organization{Slug: "x", Name: "X"}, nil
}

// ask sends one request through the route table as a field director of the organization, in the pseudo-locale.
func ask(t *testing.T, s *Service, method, path string, body url.Values) *httptest.ResponseRecorder {
	t.Helper()
	server, err := web.New(web.Config{Sessions: door{}, Organizations: door{}, Log: slog.New(slog.DiscardHandler), Now: clock}, NewHandlers(s, "").Routes())
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

// given are names of the test's own data, which no catalog has.
func given(text string) bool {
	for _, name := range []string{"Banyan", "Autumn doors", "Street ", "All people", "Shoe size"} {
		if strings.Contains(text, name) {
			return true
		}
	}
	return false
}

// checkPage fails where a page was not given or says something outside the catalogs.
func checkPage(t *testing.T, w *httptest.ResponseRecorder, status int, holds ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	page := w.Body.Bytes()
	for _, text := range holds {
		if !bytes.Contains(page, []byte(text)) {
			t.Errorf("the page does not hold %q", text)
		}
	}
	if found := pseudo.Unmarked(page, given); len(found) > 0 {
		t.Errorf("texts outside the catalogs: %q", found)
	}
}

func TestPages_speakTheCatalogsAndKeepWhatWasChosen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, tn, sc, p := begun(t, d, 3, 20, 2)
		tn.scripts = []Script{{ID: 77, Name: "Listening", Published: true}}
		program := "/o/x/programs/" + p.ID.String()
		for _, path := range []string{"/o/x/universes", "/o/x/universes/new", "/o/x/universes/" + p.Universe.String(), "/o/x/programs",
			program, program + "/streets", program + "/unlocated", program + "/map"} {
			checkPage(t, ask(t, s, "GET", path, nil), http.StatusOK)
		}
		built := ask(t, s, "POST", "/o/x/universes/new", url.Values{"do": {"add:q"}, "q.item": {"all"}, "q.add": {"language"}, "q.0.item": {"voted"}, "q.0.election": {"2022-11"}, "q.0.not": {"1"}})
		checkPage(t, built, http.StatusOK, `value="2022-11" selected`, `name="q.1.item" value="language"`)
		checkPage(t, ask(t, s, "POST", "/o/x/universes/new", url.Values{"do": {"save"}, "q.item": {"all"}, "q.0.item": {"member"}}), http.StatusUnprocessableEntity, `role="alert"`)
		if w := ask(t, s, "POST", "/o/x/universes/look", url.Values{"q.item": {"any"}, "q.0.item": {"member"}}); !strings.Contains(w.Body.String(), `"people":"62"`) {
			t.Errorf("the live count says %s", w.Body)
		}

		checkPage(t, ask(t, s, "POST", program+"/cut", url.Values{"doors": {"0"}}), http.StatusUnprocessableEntity, `role="alert"`)
		checkPage(t, ask(t, s, "POST", program+"/cut", url.Values{"doors": {"20"}, "start": {"somewhere"}}), http.StatusUnprocessableEntity, `role="alert"`)
		if w := ask(t, s, "POST", program+"/cut", url.Values{"doors": {"20"}, "start": {"43.1, -88.0"}, "revision": {"0"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("cutting answered %d", w.Code)
		}
		checkPage(t, ask(t, s, "POST", program+"/cut", url.Values{"doors": {"20"}, "revision": {"0"}}), http.StatusConflict, `role="alert"`)
		tf := stand(t, s, sc, p).Turfs[0]
		checkPage(t, ask(t, s, "GET", program+"/pass", nil), http.StatusOK, `value="not_home" checked`)
		checkPage(t, ask(t, s, "POST", program+"/pass", url.Values{"pass": {"1"}, "doors": {"20"}}), http.StatusUnprocessableEntity, `role="alert"`)
		for _, path := range []string{program, program + "/streets", program + "/map", "/o/x/turfs/" + tf.ID.String()} {
			checkPage(t, ask(t, s, "GET", path, nil), http.StatusOK, "Street")
		}
		if w := ask(t, s, "POST", program+"/publish", nil); w.Code != http.StatusSeeOther || len(tn.sent) != 3 {
			t.Errorf("publishing answered %d and sent %d turfs", w.Code, len(tn.sent))
		}
		checkPage(t, ask(t, s, "GET", program+"/codes", nil), http.StatusOK, "1234\u00a05678", "M4 4h1v1h-1z")
		checkPage(t, ask(t, s, "POST", "/o/x/turfs/"+tf.ID.String()+"/move", url.Values{"revision": {"1"}, "to": {"new"}}), http.StatusUnprocessableEntity, `role="alert"`)
	})
}

func TestMapData_isGeoJSONWithoutAddressesForAnalysts(t *testing.T) {
	d := dbtest.SQLite(t)
	s, _, sc, p := begun(t, d, 2, 10, 0)
	must(s.Cut(context.Background(), sc, p.ID, CutOptions{Doors: 10}, ""))(t)
	w := ask(t, s, "GET", "/o/x/programs/"+p.ID.String()+"/map.json", nil)
	if body := w.Body.String(); strings.Count(body, `"Polygon"`) != 2 || !strings.Contains(body, "100 Street A") {
		t.Errorf("the map's data: %.300s", body)
	}
	g := must(s.Ground(context.Background(), authz.Member(org, authz.Actor{Account: 9}, authz.Analyst), p.ID))(t)
	if layers := layersOf(g, false); len(layers.Doors.Features) != 20 || layers.Doors.Features[0].Text("address") != "" {
		t.Error("an analyst sees addresses on the map")
	}
	w = ask(t, s, "POST", "/o/x/programs/"+p.ID.String()+"/preview", url.Values{"doors": {"5"}, "revision": {"1"}})
	if body := w.Body.String(); !strings.Contains(body, `"count":4`) {
		t.Errorf("the preview: %.300s", body)
	}
	if st := stand(t, s, sc, p); st.Program.Revision != 1 || len(st.Turfs) != 2 {
		t.Error("a preview wrote something")
	}
}
