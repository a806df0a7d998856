package canvass

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
	assets "banyan/web"
)

// site is the world behind the real way in: routes, permissions, headers. The session cookie names the role.
type site struct {
	*world
	url      string
	outsider bool
}

var loadAssets = sync.OnceValues(assets.Load)

func newSite(t *testing.T, w *world) *site {
	t.Helper()
	s := &site{world: w}
	built, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	srv, err := web.New(web.Config{Sessions: s, Organizations: s, Devices: w.service, Assets: built, Log: slog.New(slog.DiscardHandler), Now: w.clock}, NewHandlers(w.service, built).Routes())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(srv)
	t.Cleanup(func() { srv.Drain(); server.Close() })
	s.url = server.URL
	return s
}

// Visitor is whoever the cookie says.
func (s *site) Visitor(_ context.Context, token string) (web.Visitor, error) {
	if _, ok := authz.ParseRole(token); !ok {
		return web.Visitor{}, errs.New(errs.Unauthenticated, "")
	}
	return web.Visitor{Account: 7, Name: token}, nil
}

// Enter lets the role into the one organization.
func (s *site) Enter(_ context.Context, v web.Visitor, slug string) (authz.Scope, ui.Organization, error) {
	if slug != "org" || s.outsider {
		return authz.Scope{}, ui.Organization{}, errs.New(errs.NotFound, "")
	}
	role, _ := authz.ParseRole(v.Name)
	return authz.Member(s.org, authz.Actor{Account: v.Account, Name: v.Name}, role), ui.Organization{Slug: "org", Name: "Hmong Neighbors", TimeZone: "America/Chicago"}, nil
}

// browser is a client with cookies that follows redirects and sends what browsers send.
type browser struct {
	t      testing.TB
	site   *site
	client *http.Client
}

func (s *site) browser(t testing.TB, role string) *browser {
	jar := must(cookiejar.New(nil))
	if role != "" {
		jar.SetCookies(must(url.Parse(s.url)), []*http.Cookie{{Name: web.SessionCookie, Value: role}})
	}
	return &browser{t: t, site: s, client: &http.Client{Jar: jar}}
}

func (b *browser) do(method, path, contentType, body string) (*http.Response, string) {
	b.t.Helper()
	r := must(http.NewRequest(method, b.site.url+path, strings.NewReader(body)))
	r.Header.Set("Origin", b.site.url)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", "en")
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	return res, string(must(io.ReadAll(res.Body)))
}

func (b *browser) get(path string) (*http.Response, string) {
	b.t.Helper()
	return b.do("GET", path, "", "")
}

func (b *browser) post(path string, form url.Values) (*http.Response, string) {
	b.t.Helper()
	return b.do("POST", path, "application/x-www-form-urlencoded", form.Encode())
}

func TestHTTP_fromTheQRCodeToTheTotals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 3)
		s := newSite(t, w)
		director := s.browser(t, "director")
		res, page := director.get("/o/org/turfs/" + w.turf.ID.String() + "/publish")
		if res.StatusCode != 200 || !strings.Contains(page, `value="2026-11-23T04:00"`) {
			t.Fatalf("publish page: %d, the shift does not end at four", res.StatusCode)
		}
		res, page = director.post("/o/org/turfs/"+w.turf.ID.String()+"/publish", url.Values{"expires": {"2026-11-23T04:00"}, "confirmed": {"yes"}})
		join := regexp.MustCompile(`/j/[A-Za-z0-9_-]{43}`).FindString(page)
		if res.StatusCode != 200 || !strings.Contains(page, `class="qr"`) || join == "" {
			t.Fatalf("packet page: %d", res.StatusCode)
		}
		packet := res.Request.URL.Path

		phone := s.browser(t, "")
		if res, page := phone.get(join); res.StatusCode != 200 || !strings.Contains(page, "Hmong Neighbors") {
			t.Fatalf("join page: %d", res.StatusCode)
		}
		if res, _ := phone.post(join, url.Values{"name": {""}}); res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("joining without a name: %d", res.StatusCode)
		}
		res, page = phone.post(join, url.Values{"name": {"Pa"}, "language": {"hmn", "en"}})
		if res.StatusCode != 200 || res.Header.Get("Banyan-Page") != "turf" || !strings.Contains(page, "Mai 0") || !strings.Contains(res.Header.Get("Content-Security-Policy"), "sha256-") {
			t.Fatalf("the app: %d %v", res.StatusCode, res.Header)
		}
		turf := res.Request.URL.Path
		packetID := strings.TrimPrefix(turf, "/t/")
		if res, _ := phone.get("/t/"); res.Request.URL.Path != turf {
			t.Errorf("the installed app opens %s", res.Request.URL.Path)
		}
		e := Event{ID: newUUID(), Packet: packetID, Kind: "attempt", Household: w.turf.Doors[0].Household.String(), Result: Conversation, Answers: map[string][]string{"q1": {"yes"}}, At: "2026-11-22T16:00:00Z"}
		body := string(must(json.Marshal(SyncRequest{V: 1, Now: "2026-11-22T16:00:00Z", Held: 1, Events: []json.RawMessage{must(json.Marshal(e))}})))
		if res, answer := phone.do("POST", "/api/sync", "application/json", body); res.StatusCode != 200 || !strings.Contains(answer, `{"id":"`+e.ID+`","ok":true}`) {
			t.Fatalf("sync: %d %s", res.StatusCode, answer)
		}
		if res, answer := phone.do("POST", "/api/sync", "application/json", body[:len(body)/2]); res.StatusCode != 422 || !strings.Contains(answer, "entry.half") {
			t.Errorf("half a body: %d %s", res.StatusCode, answer)
		}
		if res, _ := s.browser(t, "").do("POST", "/api/sync", "application/json", body); res.StatusCode != 401 {
			t.Errorf("without a device: %d", res.StatusCode)
		}
		s.plainForms(t, phone, turf)
		res, page = director.get("/o/org/programs/" + w.program.String() + "/totals")
		if res.StatusCode != 200 || !strings.Contains(page, `<b id="n-attempts">2</b>`) || !strings.Contains(page, `<b id="n-conversations">1</b>`) {
			t.Errorf("totals: %d", res.StatusCode)
		}
		for _, path := range []string{packet, packet + "/print", packet + "/enter", "/o/org/programs/" + w.program.String() + "/follow-ups", "/o/org/programs/" + w.program.String() + "/totals/log.csv"} {
			if res, _ := director.get(path); res.StatusCode != 200 {
				t.Errorf("%s: %d", path, res.StatusCode)
			}
		}
		if res, page := s.browser(t, "analyst").get(packet); res.StatusCode != 200 || strings.Contains(page, "/j/") {
			t.Errorf("an analyst, who may not read people, sees the code that opens them (%d)", res.StatusCode)
		}
		w.wait(24 * time.Hour)
		if res, _ := phone.get(turf); res.StatusCode != http.StatusGone || res.Header.Get("Banyan-Page") != "ended" {
			t.Errorf("after the shift: %d %q", res.StatusCode, res.Header.Get("Banyan-Page"))
		}
		if res, _ := phone.get(join); res.StatusCode != http.StatusGone {
			t.Errorf("the code after the shift: %d", res.StatusCode)
		}
	})
}

// plainForms records a result without a script, twice by the same form, and takes a note.
func (s *site) plainForms(t *testing.T, phone *browser, turf string) {
	t.Helper()
	_, page := phone.get(turf + "/2")
	event := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(page)
	if event == nil {
		t.Fatal("the plain page of a door has no form")
	}
	form := url.Values{"id": {event[1]}, "kind": {"attempt"}, "household": {s.turf.Doors[1].Household.String()}, "result": {"not_home"}}
	for range 2 {
		if res, _ := phone.post(turf+"/2", form); res.StatusCode != 200 || res.Request.URL.Path != turf+"/2" {
			t.Errorf("a plain form: %d at %s", res.StatusCode, res.Request.URL.Path)
		}
	}
	form.Set("result", "danced")
	if res, _ := phone.post(turf+"/2", form); res.StatusCode != 422 {
		t.Errorf("a forged plain form: %d", res.StatusCode)
	}
	if res, _ := phone.get(turf + "/99"); res.StatusCode != 404 {
		t.Errorf("a door that is not there: %d", res.StatusCode)
	}
}

func TestHTTP_theStreamTellsOfChangesUntilTheServerStops(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 1)
		s := newSite(t, w)
		p := w.join(w.publish(), "Pa", "")
		b := s.browser(t, "director")
		until := follow(t, b.client, must(http.NewRequest("GET", s.url+"/o/org/programs/"+w.program.String()+"/totals/stream", nil)))
		until("event: at")
		p.taken(p.event("attempt", w.turf.Doors[0].Household, result(NotHome, 0)))
		until("event: changed")
		// What another process writes is found without being woken.
		w.exec(w.director, `UPDATE attempt SET seq = seq + 1 WHERE org_id = $1`, w.org)
		until("data: 2")
	})
}

// follow opens a stream and gives what waits for one of its lines.
func follow(t *testing.T, client *http.Client, r *http.Request) (until func(want string)) {
	t.Helper()
	res, err := client.Do(r)
	if err != nil || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatal(err, res.Status)
	}
	t.Cleanup(func() { res.Body.Close() })
	lines := make(chan string, 64)
	go func() {
		defer close(lines)
		for sc := bufio.NewScanner(res.Body); sc.Scan(); {
			lines <- sc.Text()
		}
	}()
	return func(want string) {
		t.Helper()
		deadline := time.After(10 * time.Second)
		for {
			select {
			case line, open := <-lines:
				if line == want {
					return
				}
				if !open {
					t.Fatalf("the stream ended before %q", want)
				}
			case <-deadline:
				t.Fatalf("no %q in 10 seconds", want)
			}
		}
	}
}

func TestHTTP_twoOnOneWalkHearOfEachOther(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), 2)
	s, packet := newSite(t, w), w.publish()
	pa, bee := w.join(packet, "Pa", ""), w.join(packet, "Bee", "")
	asks := func(cookie string) *http.Request {
		r := must(http.NewRequest("GET", s.url+"/t/"+packet.ID.String()+"/stream", nil))
		r.AddCookie(&http.Cookie{Name: web.DeviceCookie, Value: cookie})
		return r
	}
	until := follow(t, http.DefaultClient, asks(bee.cookie))
	until("event: at")
	pa.taken(pa.event("attempt", w.turf.Doors[0].Household, result(NotHome, 0)))
	until("event: changed")
	if changes := bee.send().Changes; len(changes) != 1 || changes[0].By != "Pa" {
		t.Errorf("the other phone is told %+v", changes)
	}
	other := w.join(w.publish(), "Eve", "")
	res := must(http.DefaultClient.Do(asks(other.cookie)))
	res.Body.Close()
	if res.StatusCode != http.StatusNotFound {
		t.Errorf("a phone of another packet: %d", res.StatusCode)
	}
	if err := w.service.Revoke(t.Context(), w.director, packet.ID); err != nil {
		t.Fatal(err)
	}
	res = must(http.DefaultClient.Do(asks(bee.cookie)))
	res.Body.Close()
	if res.StatusCode == http.StatusOK {
		t.Error("a packet that was taken back is followed")
	}
}

func TestHTTP_theListNumberIsLimited(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), 1)
	s := newSite(t, w)
	p := w.publish()
	b := s.browser(t, "")
	if res, page := b.post("/join", url.Values{"number": {"12345678"}}); res.StatusCode != 422 || !strings.Contains(page, `aria-invalid="true"`) {
		t.Errorf("a wrong number: %d", res.StatusCode)
	}
	if res, _ := b.post("/join", url.Values{"number": {ui.ListNumber(p.ListNumber)}}); res.StatusCode != 200 || !strings.HasPrefix(res.Request.URL.Path, "/j/") {
		t.Errorf("the right number: %d at %s", res.StatusCode, res.Request.URL.Path)
	}
	status := 0
	for range 21 {
		res, _ := b.post("/join", url.Values{"number": {newListNumber()}})
		status = res.StatusCode
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("after 20 guesses: %d, want 429", status)
	}
}

func TestHTTP_paperIsTypedInFastAndUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 3)
		s := newSite(t, w)
		p := w.publish()
		clerk := s.browser(t, "data_entry")
		path := "/o/org/packets/" + p.ID.String() + "/enter"
		type_ := func(line string, want int) string {
			t.Helper()
			res, page := clerk.post(path, url.Values{"event": {newEventID()}, "line": {line}})
			if res.StatusCode != want {
				t.Errorf("line %q: %d, want %d", line, res.StatusCode, want)
			}
			return page
		}
		if page := type_("1a t 1a 2=needs a ride", 200); !strings.Contains(page, "1a 2=needs a ride") || !strings.Contains(page, "Mai 0") {
			t.Error("the typed line is not shown back")
		}
		type_("2 N", 200)
		for _, bad := range []string{"", "1a", "99 n", "1z n", "1a q", "1a t 9a", "1a t 1z", "1a t x", "1 d", "1a n 1a", "1a t 1ab"} {
			type_(bad, 422)
		}
		log := w.log()
		if len(log) != 2 || log[0].Channel != "paper" || !log[0].Talked || log[0].Person != w.turf.Doors[0].People[0].ID || log[1].Result != NotHome || log[1].Person != 0 {
			t.Fatalf("the log is %+v", log)
		}
		type_("u", 200)
		clerk.post(path, url.Values{"event": {newEventID()}, "undoes": {log[0].EventID}})
		type_("u", 422)
		if n := w.count(`SELECT COUNT(*) FROM attempt a WHERE a.org_id = $1 AND a.is_attempt AND ` + effective); n != 0 {
			t.Errorf("%d effective entries after both were taken back", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM worker WHERE org_id = $1`); n != 1 {
			t.Errorf("%d workers for one account, want 1", n)
		}
		res, page := clerk.post(path, url.Values{"event": {newEventID()}, "at": {"2a"}, "line": {"t 1b"}}) // the line at hand needs no code
		if res.StatusCode != 200 || !strings.HasSuffix(res.Request.URL.RawQuery, "at=2b") || !strings.Contains(page, `data-code="2b"`) {
			t.Errorf("after 2a comes %q", res.Request.URL)
		}
		res, _ = clerk.post(path, url.Values{"event": {newEventID()}, "at": {"2"}, "line": {"n"}}) // nobody at home: the next door
		if !strings.HasSuffix(res.Request.URL.RawQuery, "at=3") {
			t.Errorf("after a door where nobody was comes %q", res.Request.URL)
		}
		res, _ = clerk.post(path, url.Values{"event": {newEventID()}, "at": {"3"}, "line": {""}}) // left as it is
		if !strings.HasSuffix(res.Request.URL.RawQuery, "at=3a") {
			t.Errorf("after a line that is left comes %q", res.Request.URL)
		}
		if n := w.count(`SELECT COUNT(*) FROM audit WHERE org_id = $1 AND action = 'results.enter'`); n != 6 {
			t.Errorf("%d audit entries, want 6", n)
		}
	})
}

func TestHTTP_wipingAsksThePhoneAtItsNextContact(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), 1)
	s := newSite(t, w)
	packet := w.publish()
	p := w.join(packet, "Pa", "")
	b := s.browser(t, "organizer")
	res, page := b.post("/o/org/packets/"+packet.ID.String()+"/workers/"+p.worker.String()+"/wipe", nil)
	if res.StatusCode != 200 || !strings.Contains(page, "Wiped") {
		t.Fatalf("wiping: %d", res.StatusCode)
	}
	if res := p.send(); !res.Wipe {
		t.Error("the phone is not asked to wipe")
	}
	if _, err := w.service.ResolveDevice(context.Background(), p.cookie); err != nil {
		t.Errorf("the phone cannot deliver any more: %v", err)
	}
	devices := must(w.service.devices(context.Background(), p.cookie))
	if _, _, err := w.service.AppView(context.Background(), devices[0]); errs.KindOf(err) != errs.Expired {
		t.Errorf("a wiped phone reads its packet: %v", err)
	}
}
