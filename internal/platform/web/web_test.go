package web

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/ui"
)

// people signs in "token-a" as account 1, a director of the organization "one".
type people struct{}

func (people) Visitor(_ context.Context, token string) (Visitor, error) {
	if token == "token-a" {
		return Visitor{Account: 1, Name: "Ana"}, nil
	}
	return Visitor{}, errs.New(errs.Unauthenticated, "")
}

func (people) Enter(_ context.Context, v Visitor, slug string) (authz.Scope, ui.Organization, error) {
	if slug != "one" {
		return authz.Scope{}, ui.Organization{}, errs.New(errs.NotFound, "")
	}
	return authz.Member(7, authz.Actor{Account: v.Account}, authz.Director), ui.Organization{Slug: "one", Name: "One"}, nil
}

func (people) ResolveDevice(_ context.Context, token string) (authz.Scope, error) {
	if token == "phone" {
		return authz.Device(7, authz.Actor{Device: 5}, 9), nil
	}
	return authz.Scope{}, errs.New(errs.Unauthenticated, "error.no_device")
}

func text(body string) HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/plain")
		_, err := io.WriteString(w, body)
		return err
	}
}

func newServer(t *testing.T, now func() time.Time, routes ...Route) *Server {
	t.Helper()
	s, err := New(Config{Sessions: people{}, Organizations: people{}, Devices: people{}, Log: slog.New(slog.DiscardHandler), Now: now}, routes)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ask(s *Server, method, path string, with ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for _, f := range with {
		f(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func with(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		if name == "Cookie" {
			c, v, _ := strings.Cut(value, "=")
			r.AddCookie(&http.Cookie{Name: c, Value: v})
			return
		}
		r.Header.Set(name, value)
	}
}

func TestNew_refusesRoutesThatWouldStandOpen(t *testing.T) {
	h := text("x")
	for _, rt := range []Route{
		{Pattern: "GET /o/{org}/people", Needs: "", Handle: h},
		{Pattern: "GET /o/{org}/people", Needs: authz.Public, Handle: h},
		{Pattern: "GET /people", Needs: authz.ReadPeople, Handle: h},
		{Pattern: "/people", Needs: authz.Public, Handle: h},
		{Pattern: "GET /people", Needs: authz.Public, Handle: nil},
	} {
		if _, err := New(Config{Now: time.Now}, []Route{rt}); err == nil {
			t.Errorf("%q with %q was accepted", rt.Pattern, rt.Needs)
		}
	}
	if _, err := New(Config{Now: time.Now}, []Route{{Pattern: "GET /a", Needs: authz.Public, Handle: h}, {Pattern: "GET /a", Needs: authz.Public, Handle: h}}); err == nil {
		t.Error("a route stood twice")
	}
}

func TestScope_decidesWhoEnters(t *testing.T) {
	s := newServer(t, time.Now,
		Route{Pattern: "GET /o/{org}/people", Needs: authz.ReadPeople, Handle: text("in")},
		Route{Pattern: "GET /o/{org}/team", Needs: authz.ManageMembers, Handle: text("in")},
		Route{Pattern: "GET /account", Needs: authz.SignedIn, Handle: text("in")},
		Route{Pattern: "GET /t/{packet}", Needs: authz.OnDevice, Handle: text("in")})
	member, phone := with("Cookie", "banyan_session=token-a"), with("Cookie", "banyan_device=phone")
	for _, c := range []struct {
		path string
		as   func(*http.Request)
		want int
	}{
		{"/o/one/people", member, 200},
		{"/o/two/people", member, 404},
		{"/o/one/team", member, 403},
		{"/o/one/people", phone, 303},
		{"/account", phone, 303},
		{"/account", member, 200},
		{"/t/x", phone, 200},
		{"/t/x", member, 401},
		{"/nowhere", member, 404},
	} {
		if got := ask(s, "GET", c.path, c.as).Code; got != c.want {
			t.Errorf("GET %s = %d, want %d", c.path, got, c.want)
		}
	}
	if to := ask(s, "GET", "/o/one/people?q=a&b=c").Header().Get("Location"); to != "/sign-in?next=/o/one/people%3Fq%3Da%26b%3Dc" {
		t.Errorf("a stranger is sent to %q", to)
	}
}

func TestErrors_unknownOnesShowOnlyTheirNumber(t *testing.T) {
	s := newServer(t, time.Now,
		Route{Pattern: "GET /broken", Needs: authz.Public, Handle: func(http.ResponseWriter, *http.Request) error { return errors.New("pq: secret table") }},
		Route{Pattern: "GET /panic", Needs: authz.Public, Handle: func(http.ResponseWriter, *http.Request) error { panic("secret") }},
		Route{Pattern: "GET /busy", Needs: authz.Public, Handle: func(http.ResponseWriter, *http.Request) error { return errs.New(errs.Unavailable, "") }})
	w := ask(s, "GET", "/broken")
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), "<code") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(s, "GET", "/panic"); w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = ask(s, "GET", "/busy", with("Accept", "application/json"))
	if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `"kind":"unavailable"`) {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

func TestCrossOrigin_refusesWhatAnotherSiteSent(t *testing.T) {
	s := newServer(t, time.Now, Route{Pattern: "POST /save", Needs: authz.Public, Handle: text("saved")})
	cookie := with("Cookie", "banyan_session=token-a")
	for _, c := range []struct {
		name string
		with []func(*http.Request)
		want int
	}{
		{"same origin", []func(*http.Request){cookie, with("Sec-Fetch-Site", "same-origin")}, 200},
		{"cross site", []func(*http.Request){cookie, with("Sec-Fetch-Site", "cross-site")}, 403},
		{"other origin", []func(*http.Request){cookie, with("Origin", "https://evil.example")}, 403},
		{"own origin", []func(*http.Request){cookie, with("Origin", "http://example.com")}, 200},
		{"hidden origin with a cookie", []func(*http.Request){cookie}, 403},
		{"a program without cookies", nil, 200},
	} {
		if got := ask(s, "POST", "/save", c.with...).Code; got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestLimited_countsByClientAndRecovers(t *testing.T) {
	now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	s := newServer(t, func() time.Time { return now }, Route{Pattern: "GET /try", Needs: authz.Public, Handle: Limited("try", 3, time.Minute, text("ok"))})
	from := func(ip string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = ip + ":1" } }
	for i, want := range []int{200, 200, 200, 429} {
		if got := ask(s, "GET", "/try", from("192.0.2.1")).Code; got != want {
			t.Errorf("try %d: %d, want %d", i+1, got, want)
		}
	}
	if got := ask(s, "GET", "/try", from("192.0.2.2")).Code; got != 200 {
		t.Errorf("another client: %d", got)
	}
	now = now.Add(21 * time.Second)
	if got := ask(s, "GET", "/try", from("192.0.2.1")).Code; got != 200 {
		t.Errorf("after a third of the minute: %d", got)
	}
}

func TestFailure_ofSomebodyWhoHasLeftIsNoError(t *testing.T) {
	var log strings.Builder
	ctx, leave := context.WithCancel(t.Context())
	s, err := New(Config{Sessions: people{}, Organizations: people{}, Devices: people{}, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError})), Now: time.Now}, []Route{
		{Pattern: "GET /left", Needs: authz.Public, Handle: func(_ http.ResponseWriter, r *http.Request) error {
			leave()
			return fmt.Errorf("reading: %w", r.Context().Err())
		}},
		{Pattern: "GET /broken", Needs: authz.Public, Handle: func(http.ResponseWriter, *http.Request) error { return fmt.Errorf("broken: %w", context.Canceled) }}})
	if err != nil {
		t.Fatal(err)
	}
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/left", nil))
	if log.Len() > 0 {
		t.Errorf("logged: %s", log.String())
	}
	if ask(s, "GET", "/broken"); !strings.Contains(log.String(), "broken") {
		t.Error("what was cancelled by ourselves is not logged")
	}
}

func TestGuessing_countsWhatIsNotThere(t *testing.T) {
	now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	s := newServer(t, func() time.Time { return now }, Route{Pattern: "GET /code/{code}", Needs: authz.Public, Handle: Guessing("code", 2, time.Minute, func(w http.ResponseWriter, r *http.Request) error {
		switch r.PathValue("code") {
		case "right":
			return text("ok")(w, r)
		case "typo":
			CountGuess(r)
			return text("on the form: unknown")(w, r)
		}
		return errs.New(errs.NotFound, "")
	})})
	from := func(ip string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = ip + ":1" } }
	for range 59 { // a hall behind one address
		if got := ask(s, "GET", "/code/right", from("192.0.2.1")).Code; got != 200 {
			t.Fatalf("who has a code: %d", got)
		}
	}
	if got := ask(s, "GET", "/code/right", from("192.0.2.1")).Code; got != 200 {
		t.Errorf("the last of them: %d", got)
	}
	if got := ask(s, "GET", "/code/right", from("192.0.2.1")).Code; got != 429 {
		t.Errorf("one more than the server should answer: %d", got)
	}
	for i, x := range []struct {
		code string
		want int
	}{{"wrong", 404}, {"right", 200}, {"typo", 200}, {"right", 429}, {"wrong", 429}} {
		if got := ask(s, "GET", "/code/"+x.code, from("192.0.2.2")).Code; got != x.want {
			t.Errorf("try %d, %s: %d, not %d", i+1, x.code, got, x.want)
		}
	}
	now = now.Add(31 * time.Second)
	if got := ask(s, "GET", "/code/right", from("192.0.2.2")).Code; got != 200 {
		t.Errorf("after half of the minute: %d", got)
	}
}

func TestCompress_answersInTheBestCodingThatTheBrowserTakes(t *testing.T) {
	long := strings.Repeat("door ", 1000)
	s := newServer(t, time.Now, Route{Pattern: "GET /page", Needs: authz.Public, Handle: text(long)},
		Route{Pattern: "GET /picture", Needs: authz.Public, Handle: func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Content-Type", "image/png")
			_, err := io.WriteString(w, long)
			return err
		}})
	read := func(accept, path string) (string, string) {
		w := ask(s, "GET", path, with("Accept-Encoding", accept))
		var r io.Reader = w.Body
		switch w.Header().Get("Content-Encoding") {
		case "br":
			r = brotli.NewReader(r)
		case "gzip":
			r, _ = gzip.NewReader(r)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Error(err)
		}
		return w.Header().Get("Content-Encoding"), string(b)
	}
	for accept, want := range map[string]string{"gzip, br": "br", "gzip": "gzip", "": ""} {
		if got, body := read(accept, "/page"); got != want || body != long {
			t.Errorf("%q gives %q with %d bytes", accept, got, len(body))
		}
	}
	if got, body := read("br", "/picture"); got != "" || body != long {
		t.Errorf("a picture is coded %q", got)
	}
}

func TestNotice_isShownOnceOnTheNextPage(t *testing.T) {
	s := newServer(t, time.Now,
		Route{Pattern: "GET /save", Needs: authz.Public, Handle: func(w http.ResponseWriter, r *http.Request) error {
			Notice(w, r, "account.saved")
			return SeeOther(w, r, "/next")
		}},
		Route{Pattern: "GET /next", Needs: authz.Public, Handle: func(w http.ResponseWriter, r *http.Request) error {
			_, err := io.WriteString(w, ui.Of(r.Context()).Notice)
			return err
		}})
	set := ask(s, "GET", "/save").Result().Cookies()[0]
	w := ask(s, "GET", "/next", func(r *http.Request) { r.AddCookie(set) })
	if w.Body.String() != "Saved." {
		t.Errorf("notice %q", w.Body)
	}
	if c := w.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("it stays: %v", c)
	}
	if w := ask(s, "GET", "/next", with("Cookie", noticeCookie+"=WyI8c2NyaXB0PiJd")); w.Body.String() != "" {
		t.Errorf("a text that is no message was shown: %q", w.Body)
	}
}

func TestDecode_refusesWhatIsNotExactlyOneValue(t *testing.T) {
	type in struct{ A int }
	for body, want := range map[string]errs.Kind{`{"A":1}`: 0, `{"B":1}`: errs.Invalid, `{"A":1}{}`: errs.Invalid, `{"A":`: errs.Invalid, ``: errs.Invalid, `{"A":1` + strings.Repeat(" ", maxJSON) + `}`: errs.TooLarge} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		var v in
		err := Decode(r, &v)
		if want == 0 && err != nil || want != 0 && errs.KindOf(err) != want {
			t.Errorf("%.20q: %v", body, err)
		}
	}
	if _, err := PathID(httptest.NewRequest("GET", "/", nil), "x"); errs.KindOf(err) != errs.NotFound {
		t.Error(err)
	}
}
