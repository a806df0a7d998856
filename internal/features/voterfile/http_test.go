package voterfile

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// door lets one visitor into the organization a, and nobody into any other.
type door struct{ role authz.Role }

func (d door) Visitor(context.Context, string) (web.Visitor, error) {
	return web.Visitor{Account: 7, Name: "Ana", Locale: "en"}, nil
}

func (d door) Enter(_ context.Context, _ web.Visitor, slug string) (authz.Scope, ui.Organization, error) {
	if slug != "a" {
		return authz.Scope{}, ui.Organization{}, errs.New(errs.NotFound, "")
	}
	return authz.Member(11, authz.Actor{Account: 7, Name: "Ana"}, d.role), ui.Organization{Slug: "a", Name: "A", TimeZone: "America/Chicago"}, nil
}

// site is the feature behind the real server of routes.
type site struct {
	*world
	server *web.Server
}

func newSite(t *testing.T, role authz.Role) *site {
	t.Helper()
	w := newWorld(t, dbtest.SQLite(t))
	server, err := web.New(web.Config{Sessions: door{role}, Organizations: door{role}, Log: slog.New(slog.DiscardHandler), Now: time.Now}, NewHandlers(w.Service).Routes(), w.queue.Routes())
	if err != nil {
		t.Fatal(err)
	}
	return &site{w, server}
}

func (s *site) do(r *http.Request) *httptest.ResponseRecorder {
	r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: "token"})
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	out := httptest.NewRecorder()
	s.server.ServeHTTP(out, r)
	return out
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	return s.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (s *site) send(t *testing.T, name, content string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(part, content); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/o/a/imports", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.do(r)
}

func (s *site) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r)
}

// bringIn lets the look end and presses the one button.
func (s *site) bringIn(t *testing.T, here string) {
	t.Helper()
	s.work(t, s.newest(t)[0])
	if run := s.post(here+"/do/run", url.Values{}); run.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", run.Code, run.Body)
	}
	s.work(t, s.newest(t)[0])
}

// wants fails where a page has another status, lacks one of the texts, or shows a key without its message.
func wants(t *testing.T, page *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	body := page.Body.String()
	if page.Code != status {
		t.Fatalf("status %d, want %d: %s", page.Code, status, body)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("the page lacks %q:\n%s", text, body)
		}
	}
	if key := regexp.MustCompile(`\bimport\.[a-z_.]+\b`).FindString(body); key != "" {
		t.Errorf("the page shows the key %s", key)
	}
	if strings.Contains(body, ` style="`) || strings.Contains(body, ` onclick=`) {
		t.Error("the page breaks the content security policy")
	}
}

func TestPages_fromFileToResult(t *testing.T) {
	s := newSite(t, authz.Director)
	wants(t, s.get("/o/a/imports"), 200, "Nothing has been brought in yet", `enctype="multipart/form-data"`)
	sent := s.send(t, "members.csv", "Given name,Family name,Email,Shoe size\nMai,Vang,m@example.org,7\nKou,Lee,nonsense,8\n")
	if sent.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", sent.Code, sent.Body)
	}
	here := sent.Header().Get("Location")
	wants(t, s.get(here), 200, "Being read", "data-job=", "organizer/job.js")
	s.work(t, s.newest(t)[0])
	wants(t, s.get(here), 200, "Ready to bring in", "Nothing has been written yet", "Mai Vang", "Row 2: Email: “nonsense” is no email address", "Bring it in")
	if len(s.kept.rows) != 0 {
		t.Errorf("a look kept %v", s.kept.rows)
	}
	s.post(here+"/do/run", url.Values{})
	s.work(t, s.newest(t)[0])
	wants(t, s.get(here), 200, "What the file told", "Moved", here+"/news/moved")
	wants(t, s.get(here+"/news/moved"), 200, "Mai Vang", "Polk → Dane")
	if gone := s.get(here + "/news/sold"); gone.Code != 404 {
		t.Errorf("news of no kind: %d", gone.Code)
	}
	wants(t, s.get(here), 200, "Brought in", "1 row could not be taken", "Row 2: Email: “nonsense” is no email address", "1 column is not read", "<bdi>Shoe size</bdi>")
	bad := s.get(here + "/bad.csv")
	if got := bad.Header().Get("Content-Disposition"); bad.Code != 200 || !strings.Contains(got, "members-bad rows.csv") || !strings.Contains(bad.Body.String(), "Kou,Lee,nonsense,8,") {
		t.Errorf("%d %s: %s", bad.Code, got, bad.Body)
	}
	wants(t, s.get("/o/a/imports"), 200, "New: 1 · changed: 0 · known already: 0 · bad: 1")
	again := s.send(t, "members.csv", "Given name,Family name,Email\nMai,Vang,m@example.org\n")
	twice := again.Header().Get("Location")
	s.work(t, s.newest(t)[0])
	wants(t, s.get(twice), 200, "Nothing in this file is new: 1 row is known already")
	s.post(twice+"/do/run", url.Values{})
	s.work(t, s.newest(t)[0])
	wants(t, s.get(twice), 200, "Nothing has changed: the 1 row of this file was known already")
	if undo := s.post(here+"/do/undo", url.Values{}); undo.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", undo.Code, undo.Body)
	}
	s.work(t, must(s.Get(context.Background(), s.sc, s.newest(t)[1].ID))(t))
	wants(t, s.get(here), 200, "Taken back", "1 person was edited since", "Kou 1")
	if again := s.post(here+"/do/undo", url.Values{}); again.Code != http.StatusConflict {
		t.Errorf("taking back what was taken back: %d", again.Code)
	}
}

func TestPages_mapWhatIsNotRecognized(t *testing.T) {
	s := newSite(t, authz.Director)
	here := s.send(t, "liste.csv", "Nr;Nachname;Vorname\n17;Lee;Kou\n18;徐;雨桐\n").Header().Get("Location")
	wants(t, s.get(here), 200, "We do not know this file", "<bdi>Lee</bdi>", "<bdi>徐</bdi>")
	wants(t, s.get(here+"?kind=voters"), 200, "State of the voter numbers", "District: Congress")
	wrong := s.post(here, url.Values{"kind": {"voters"}, "state": {"Wisconsin"}, "column.0": {"voter_id"}, "column.1": {"voter_id"}})
	wants(t, wrong, 422, "“Nr” is this already", `href="#f-column.1"`)
	wants(t, s.post(here, url.Values{"kind": {"voters"}, "state": {""}, "column.1": {"family"}}), 422, "Say which column is the voter number", "Say of which state")
	wants(t, s.post(here, url.Values{"kind": {"poems"}}), 422, "Say what kind of file this is")
	right := s.post(here, url.Values{"kind": {"voters"}, "state": {"wi"}, "column.0": {"voter_id"}, "column.1": {"family"}, "column.2": {"given"}, "remember": {"1"}})
	if right.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", right.Code, right.Body)
	}
	s.bringIn(t, here)
	if len(s.kept.rows) != 2 || !strings.Contains(s.kept.rows["WI17"], "Kou") {
		t.Errorf("kept %v", s.kept.rows)
	}
}

// ownInMemory is an organization's own fields, kept in memory.
type ownInMemory struct{ list []OwnField }

func (f *ownInMemory) List(context.Context, authz.Scope) ([]OwnField, error) { return f.list, nil }

func (f *ownInMemory) Check(_ context.Context, _ authz.Scope, o OwnField) error {
	if strings.Contains(o.Name, "Visa") {
		return errs.Field("name", "people.field.never")
	}
	return nil
}

func (f *ownInMemory) Define(_ context.Context, _ authz.Scope, o OwnField) (id.ID, error) {
	o.ID = id.ID(900 + len(f.list))
	f.list = append(f.list, o)
	return o.ID, nil
}

func TestPages_keepColumnsInFieldsOfOurOwn(t *testing.T) {
	s := newSite(t, authz.Director)
	own := &ownInMemory{list: []OwnField{{ID: 77, Name: "T-shirt", Kind: "choice", Choices: []string{"M"}}}}
	s.Own = own
	here := s.send(t, "list.csv", "Nr;Nachname;Visa;Team;Since;T-shirt;Text consent\n17;Lee;no;Red;1/31/2020;M;no\n18;Vang;;Blue;;;perhaps\n").Header().Get("Location")
	shirt := customPrefix + id.ID(77).String()
	wants(t, s.get(here+"?kind=members"), 200, "Our own fields", `value="`+shirt+`" selected`, "New field of our own: Date", "Text messages · Events", "Do not import this column", "Not imported")
	form := url.Values{"sent": {"1"}, "kind": {"members"}, "column.1": {"family"}, "column.2": {"new.text"}, "column.3": {"new.choice"}, "column.4": {"new.date"}, "column.5": {shirt}, "column.6": {"consent.text.events"}, "remember": {"1"}}
	wants(t, s.post(here, form), 422, "href=\"#f-column.2\"", `value="new.choice" selected`)
	if len(own.list) != 1 {
		t.Errorf("a form with a fault made %+v", own.list[1:])
	}
	form.Set("column.2", "")
	if right := s.post(here, form); right.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", right.Code, right.Body)
	}
	if len(own.list) != 3 || own.list[1].Name != "Team" || !slices.Equal(own.list[1].Choices, []string{"Red", "Blue"}) || own.list[2].Kind != "date" {
		t.Fatalf("fields %+v", own.list)
	}
	s.bringIn(t, here)
	if len(s.kept.rows) != 1 {
		t.Errorf("kept %v", s.kept.rows)
	}
	for _, row := range s.kept.rows {
		var m record.Member
		if err := json.Unmarshal([]byte(row), &m); err != nil {
			t.Fatal(err)
		}
		said := map[string]string{}
		for _, c := range m.Custom {
			said[c.Field] = c.Value
		}
		if want := map[string]string{id.ID(77).String(): "M", own.list[1].ID.String(): "Red", own.list[2].ID.String(): "2020-01-31"}; !maps.Equal(said, want) {
			t.Errorf("values %v, want %v", said, want)
		}
		if want := (record.Consent{Channel: "text", Purpose: "events", Wording: "list.csv: Text consent = no"}); len(m.Consents) != 1 || m.Consents[0] != want {
			t.Errorf("consents %+v", m.Consents)
		}
	}
	wants(t, s.get(here), 200, "“perhaps” is neither a yes nor a no")
	own.list = own.list[:1]
	again := s.send(t, "next.csv", "Nr;Nachname;Visa;Team;Since;T-shirt;Text consent\n19;Moua;;Red;;M;\n").Header().Get("Location")
	wants(t, s.get(again), 200, "Read as you said for an earlier file")
	wants(t, s.post(again, url.Values{"kind": {"members"}, "column.1": {"family"}, "column.3": {customPrefix + id.ID(901).String()}}), 422, "is no longer there")
}

func TestPages_keepWhatSomebodySaid(t *testing.T) {
	s := newSite(t, authz.Director)
	here := s.send(t, "liste.csv", "Nr;Nachname;Vorname\n17;Lee;Kou\n").Header().Get("Location")
	s.post(here, url.Values{"kind": {"members"}, "column.1": {"family"}, "column.2": {"given"}, "remember": {"1"}})
	wants(t, s.get("/o/a/imports/kept"), 200, "<bdi>liste</bdi>", "2 columns are read")
	again := s.send(t, "other.csv", "VORNAME,nachname,nr\nMai,Vang,18\n").Header().Get("Location")
	wants(t, s.get(again), 200, "Being read")
	kept := must(s.Mappings(context.Background(), s.sc))(t)
	if len(kept) != 1 {
		t.Fatalf("%d mappings", len(kept))
	}
	page := "/o/a/imports/kept/" + kept[0].ID.String()
	wants(t, s.post(page, url.Values{"name": {""}}), 422, "Write a name of at most 100 letters")
	s.post(page, url.Values{"name": {"Church list"}})
	wants(t, s.get("/o/a/imports/kept"), 200, "<bdi>Church list</bdi>")
	s.post(page+"/drop", url.Values{})
	wants(t, s.get("/o/a/imports/kept"), 200, "Nothing is kept yet")
	asks := s.send(t, "third.csv", "Vorname,Nachname,Nr\nMai,Vang,18\n").Header().Get("Location")
	wants(t, s.get(asks), 200, "We do not know this file")
}

func TestPages_cutColumnsOfFixedWidth(t *testing.T) {
	s := newSite(t, authz.Director)
	here := s.send(t, "list.txt", "LEE       KOU     4145550101\nVANG      MAI     4145550102\nNGUYEN    HOA     4145550103\nKIM       JIWOO   4145550104\n").Header().Get("Location")
	wants(t, s.get(here), 200, "Where each column begins", `value="1, 11, 19"`, "1234567890", "<bdi>VANG</bdi>")
	wants(t, s.get(here+"?starts=5,3"), 422, "Write numbers that grow")
	wants(t, s.get(here+"?starts=1,11,15,19"), 200, "Column 4")
	done := s.post(here, url.Values{"kind": {"members"}, "header": {"no"}, "starts": {"1, 11, 19"}, "column.0": {"family"}, "column.1": {"given"}, "column.2": {"phone"}})
	if done.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", done.Code, done.Body)
	}
	s.bringIn(t, here)
	if len(s.kept.rows) != 4 {
		t.Errorf("kept %v", s.kept.rows)
	}
}

func TestPages_sayWhatIsWrongWithAFile(t *testing.T) {
	s := newSite(t, authz.Director)
	wants(t, s.send(t, "list.xlsx", "\xd0\xcf\x11\xe0 a workbook"), 422, "This is a spreadsheet", `aria-invalid="true"`, `href="#f-file"`)
	wants(t, s.post("/o/a/imports", url.Values{"file": {"x"}}), 422, "Something in the form is not right")
	half := httptest.NewRequest(http.MethodPost, "/o/a/imports", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na,b\n1,"))
	half.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	wants(t, s.do(half), 422, "did not arrive in full")
	if left := s.files(t); len(left) != 0 {
		t.Errorf("half a file left %v", left)
	}
	nothing := httptest.NewRequest(http.MethodPost, "/o/a/imports", strings.NewReader("--x--\r\n"))
	nothing.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	wants(t, s.do(nothing), 422, "Choose a file first")
}

func TestPages_areClosedToOthers(t *testing.T) {
	s := newSite(t, authz.DataEntry)
	i := Import{ID: id.ID(1)}
	for _, path := range []string{"/o/a/imports", "/o/a/imports/" + i.ID.String()} {
		if code := s.get(path).Code; code < 400 {
			t.Errorf("%s for data entry: %d", path, code)
		}
		if code := s.get(strings.Replace(path, "/o/a/", "/o/b/", 1)).Code; code != 404 {
			t.Errorf("%s of another organization: %d", path, code)
		}
	}
}
