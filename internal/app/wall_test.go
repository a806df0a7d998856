package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"banyan/internal/demo"
	"banyan/internal/features/canvass"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

// town is a running Banyan with the demo's world in it and one browser for each member of its staff.
type town struct {
	*App
	guide  DemoGuide
	cookie map[string]string // organization slug + "/" + role → session cookie
}

// eachTown opens the demo's world on both engines.
func eachTown(t *testing.T, fn func(t *testing.T, w *town)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			dir := t.TempDir()
			url := "sqlite:" + filepath.Join(dir, "banyan.db")
			if engine == "postgres" {
				url = dbtest.PostgresURL(t)
			}
			fn(t, openTown(t, dir, url))
		})
	}
}

func openTown(t *testing.T, dir, url string) *town {
	t.Helper()
	a, err := Open(t.Context(), Config{Data: dir, Database: url, Origin: "http://localhost:8080", Log: slog.New(slog.DiscardHandler), demo: &demoLinks{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &town{App: a, cookie: map[string]string{}}
	if w.guide, err = a.seed(t.Context(), demo.New(demoSeed)); err != nil {
		t.Fatal(err)
	}
	w.staff(t)
	return w
}

// staff signs everybody in, and gives the second organization somebody of every role.
func (w *town) staff(t *testing.T) {
	t.Helper()
	second := w.guide.SignIns[len(w.guide.SignIns)-1].slug
	org, err := w.Organizations.BySlug(t.Context(), second)
	if err != nil {
		t.Fatal(err)
	}
	err = w.DB.Write(t.Context(), authz.Platform("test"), "staff", func(tx *db.WriteTx) error {
		for _, role := range authz.Roles() {
			who, err := w.Accounts.Provision(t.Context(), tx, fmt.Sprintf("%s@second.example.org", role), string(role), "")
			if err != nil {
				return err
			}
			if err := w.Organizations.Join(t.Context(), tx, org.ID, who, role); err != nil {
				return err
			}
			w.cfg.demo.add("", DemoSignIn{Role: string(role), account: who, slug: second})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range w.cfg.demo.signIns {
		r := w.ask(http.MethodGet, "/demo/sign-in/"+s.token, "", nil)
		for _, c := range r.Result().Cookies() {
			if c.Name == web.SessionCookie {
				w.cookie[s.slug+"/"+string(roleOf(s.Role))] = c.Value
			}
		}
	}
}

// ask sends a request as the browser with a session would.
func (w *town) ask(method, path, session string, header http.Header) *httptest.ResponseRecorder {
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	path, body, _ := strings.Cut(path, " ")
	r := httptest.NewRequest(method, path, strings.NewReader(body)).WithContext(ctx)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range header {
		r.Header[k] = v
	}
	if session != "" {
		r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: session})
	}
	rec := httptest.NewRecorder()
	w.Server.ServeHTTP(rec, r)
	return rec
}

var wildcard = regexp.MustCompile(`\{([a-z_]+)(\.\.\.)?\}`)

// fixtures are ids of the first organization's things, by the name that they have in a path. A route with a new name
// must be given one here, or the test fails.
func (w *town) fixtures(t *testing.T, org id.ID) map[string]string {
	t.Helper()
	sc := authz.System(org, "test")
	out := map[string]string{}
	err := w.DB.Read(t.Context(), sc, func(tx *db.ReadTx) error {
		for name, table := range map[string]string{"person": "person", "household": "household", "import": "import", "layer": "outline", "script": "form", "version": "form_version",
			"universe": "universe", "program": "program", "turf": "turf", "packet": "packet", "worker": "worker", "shift": "shift", "volunteer": "shift_worker"} {
			one, err := db.One(t.Context(), tx, db.Value[id.ID], `SELECT MIN(id) FROM `+table+` WHERE org_id = $1`, org)
			if err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			if one == 0 {
				return fmt.Errorf("the demo has no %s", table)
			}
			out[name] = one.String()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	owner := authz.Member(org, authz.Actor{}, authz.Owner)
	_, inv, err := w.Organizations.Invite(t.Context(), sc, authz.Analyst, "")
	if err != nil {
		t.Fatal(err)
	}
	out["invitation"] = inv.ID.String()
	members, err := w.Organizations.Members(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	out["account"] = members[0].Account.String()
	err = w.DB.Write(t.Context(), sc, "test", func(tx *db.WriteTx) error {
		job, err := w.Queue.Enqueue(t.Context(), tx, sc, "import", nil)
		out["job"] = job.String()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(out, w.peopleFixtures(t, sc, out["person"]))
	out["photo"] = w.photoOf(t, sc, out["packet"])
	maps.Copy(out, w.qualityFixtures(t, sc, out["shift"]))
	out["ballots"] = w.ballotsOf(t, sc)
	out["announcement"], out["warning"] = w.newsOf(t, sc, out["program"])
	return out
}

// newsOf makes an announcement of a program, and a warning at one of the organization's doors.
func (w *town) newsOf(t *testing.T, sc authz.Scope, program string) (announcement, warning string) {
	t.Helper()
	p, err := id.Parse(program)
	if err != nil {
		t.Fatal(err)
	}
	made, err := w.Canvass.Announce(t.Context(), sc, canvass.Announcement{Program: p, Source: "en", Texts: map[string]string{"en": "Rain at 4"}})
	if err != nil {
		t.Fatal(err)
	}
	var number, street string
	err = w.DB.Read(t.Context(), sc, func(tx *db.ReadTx) error {
		return db.Each(t.Context(), tx, func(r db.Row) error { return r.Scan(&number, &street) },
			`SELECT number, street FROM household WHERE org_id = $1 AND number <> '' ORDER BY id LIMIT 1`, sc.Organization())
	})
	if err == nil {
		err = w.Canvass.AddWarning(t.Context(), sc, canvass.OfficeWarning{Address: number + " " + street, Kind: canvass.WarnStairs})
	}
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := w.Canvass.Warnings(t.Context(), sc)
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	return made.String(), all[0].ID.String()
}

// photoOf adds a photo of a sheet to a packet.
func (w *town) photoOf(t *testing.T, sc authz.Scope, packet string) string {
	t.Helper()
	p, err := id.Parse(packet)
	if err != nil {
		t.Fatal(err)
	}
	var sheet bytes.Buffer
	if err := png.Encode(&sheet, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	if err := w.Canvass.AddPhoto(t.Context(), sc, p, sheet.Bytes()); err != nil {
		t.Fatal(err)
	}
	photos, err := w.Canvass.Photos(t.Context(), sc, p)
	if err != nil || len(photos) == 0 {
		t.Fatal(len(photos), err)
	}
	return photos[0].ID.String()
}

// fill writes a pattern's path for one organization's slug and another's things.
func fill(t *testing.T, pattern, slug string, ids map[string]string) (method, path string, named bool) {
	t.Helper()
	method, path, _ = strings.Cut(pattern, " ")
	path = wildcard.ReplaceAllStringFunc(strings.ReplaceAll(path, "{$}", ""), func(w string) string {
		name := strings.Trim(w, "{}.")
		if name == "org" {
			return slug
		}
		named = true
		v, ok := ids[name]
		if !ok {
			t.Errorf("%s: the test of the walls knows no {%s}; add one to fixtures", pattern, name)
		}
		return v
	})
	if body, ok := bodies[pattern]; ok {
		path += " " + body
	}
	return method, path, named
}

// bodies are forms for routes that would refuse an empty one before they look for what it is about.
var bodies = map[string]string{
	"POST /o/{org}/team/{account}/role":        "role=analyst",
	"POST /o/{org}/imports/kept/{mapping}":     "name=members",
	"POST /o/{org}/programs/{program}/preview": "doors=45&revision=1",
}

// TestWalls asks every route of the table: nobody may find anything of another organization, and a door that is
// closed to others must open to its own.
func TestWalls(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		t.Run("another organization finds nothing", w.othersFindNothing)
		t.Run("its own roles enter where they may", w.ownRolesEnter)
	})
}

func (w *town) othersFindNothing(t *testing.T) {
	first, second := w.guide.SignIns[0].slug, w.guide.SignIns[len(w.guide.SignIns)-1].slug
	org, err := w.Organizations.BySlug(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	ids := w.fixtures(t, org.ID)
	routes := 0
	for _, rt := range w.Server.Routes() {
		if !strings.Contains(rt.Pattern, "/o/{org}") {
			continue
		}
		routes++
		method, path, named := fill(t, rt.Pattern, first, ids)
		if got := w.ask(method, path, "", nil).Code; got != http.StatusSeeOther && got != http.StatusUnauthorized {
			t.Errorf("%s as nobody: %d", rt.Pattern, got)
		}
		for _, role := range authz.Roles() {
			session := w.cookie[second+"/"+string(role)]
			if session == "" {
				t.Fatalf("nobody is %s", role)
			}
			if got := w.ask(method, path, session, nil).Code; got != http.StatusNotFound {
				t.Errorf("%s as another organization's %s: %d, want 404", rt.Pattern, role, got)
			}
			if !named {
				continue
			}
			want := http.StatusNotFound
			if !role.May(rt.Needs) {
				want = http.StatusForbidden
			}
			_, own, _ := fill(t, rt.Pattern, second, ids)
			if got := w.ask(method, own, session, nil).Code; got != want {
				t.Errorf("%s with another organization's ids as %s: %d, want %d", rt.Pattern, role, got, want)
			}
		}
	}
	if routes < 50 {
		t.Errorf("the table has only %d routes of organizations", routes)
	}
}

func (w *town) ownRolesEnter(t *testing.T) {
	first := w.guide.SignIns[0].slug
	org, err := w.Organizations.BySlug(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	ids := w.fixtures(t, org.ID)
	for _, rt := range w.Server.Routes() {
		if !strings.HasPrefix(rt.Pattern, "GET /o/{org}") || strings.HasSuffix(rt.Pattern, "/stream") {
			continue
		}
		method, path, _ := fill(t, rt.Pattern, first, ids)
		for _, role := range authz.Roles() {
			got := w.ask(method, path, w.cookie[first+"/"+string(role)], nil).Code
			switch {
			case !role.May(rt.Needs) && got != http.StatusForbidden:
				t.Errorf("%s as %s: %d, want 403", path, role, got)
			case role.May(rt.Needs) && got >= 400 && !strings.HasSuffix(path, "/bad.csv"): // the demo's files have no bad rows
				t.Errorf("%s as %s: %d", path, role, got)
			}
		}
	}
}
