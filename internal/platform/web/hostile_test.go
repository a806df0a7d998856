package web

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
)

func TestLimited_believesTheProxyAndNotTheClient(t *testing.T) {
	s := newServer(t, time.Now, Route{Pattern: "GET /try", Needs: authz.Public, Handle: Limited("try", 1, time.Hour, text("ok"))})
	s.cfg.Proxied = true
	from := func(lines ...string) func(*http.Request) {
		return func(r *http.Request) { r.Header["X-Forwarded-For"] = lines }
	}
	for _, c := range []struct {
		lines []string
		want  int
	}{
		{[]string{"203.0.113.1, 198.51.100.7"}, 200},
		{[]string{"203.0.113.2, 198.51.100.7"}, 429},   // a proxy that appends to what the client sent
		{[]string{"203.0.113.3", "198.51.100.7"}, 429}, // a proxy that adds a line of its own
		{[]string{"203.0.113.3", "198.51.100.8"}, 200},
	} {
		if got := ask(s, "GET", "/try", from(c.lines...)).Code; got != c.want {
			t.Errorf("%q: %d, want %d", c.lines, got, c.want)
		}
	}
}

// endless is a body that never ends, and counts how much of it was read.
type endless struct{ n int64 }

func (e *endless) Read(b []byte) (int, error) {
	e.n += int64(len(b))
	if e.n > 100<<20 {
		return 0, errors.New("nobody stopped reading")
	}
	for i := range b {
		b[i] = 'a'
	}
	return len(b), nil
}

func TestRoute_readsNoBodyWithoutEnd(t *testing.T) {
	form := func(_ http.ResponseWriter, r *http.Request) error {
		return r.ParseMultipartForm(1 << 10)
	}
	whole := func(_ http.ResponseWriter, r *http.Request) error {
		_, err := io.Copy(io.Discard, io.LimitReader(r.Body, 8<<20))
		return err
	}
	s := newServer(t, time.Now, Route{Pattern: "POST /form", Needs: authz.Public, Handle: form},
		Route{Pattern: "POST /file", Needs: authz.Public, Handle: whole, Body: Streamed}, Route{Pattern: "POST /large", Needs: authz.Public, Handle: whole, Body: 9 << 20})
	for path, want := range map[string]int{"/form": 413, "/file": 200, "/large": 200} {
		body := &endless{}
		multipart := "--x\r\nContent-Disposition: form-data; name=\"email\"; filename=\"a\"\r\n\r\n"
		r := httptest.NewRequest("POST", path, io.MultiReader(strings.NewReader(multipart), body))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want || body.n > 10<<20 {
			t.Errorf("%s: %d after %d bytes, want %d", path, w.Code, body.n, want)
		}
	}
}

func TestErrors_halfAnAnswerNeverLooksLikeAWholeOne(t *testing.T) {
	srv := httptest.NewServer(newServer(t, time.Now, Route{Pattern: "GET /list.csv", Needs: authz.Public, Handle: func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/csv")
		_, _ = io.WriteString(w, strings.Repeat("a,row\n", 10_000))
		return errs.New(errs.Unavailable, "")
	}}))
	defer srv.Close()
	for _, coding := range []string{"identity", "br"} {
		r, _ := http.NewRequest("GET", srv.URL+"/list.csv", nil)
		r.Header.Set("Accept-Encoding", coding)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			continue // broken off before the first byte left: as good
		}
		b, err := io.ReadAll(res.Body)
		if err == nil || strings.Contains(string(b), "<html") {
			t.Errorf("%s: half a list of %d bytes came as a whole one: %v", coding, len(b), err)
		}
		_ = res.Body.Close()
	}
}

func TestSecure_pagesOfPeopleAreKeptByNoBrowser(t *testing.T) {
	s := newServer(t, time.Now,
		Route{Pattern: "GET /o/{org}/people", Needs: authz.ReadPeople, Handle: text("in")},
		Route{Pattern: "GET /account", Needs: authz.SignedIn, Handle: text("in")},
		Route{Pattern: "GET /t/{packet}", Needs: authz.OnDevice, Handle: text("in")},
		Route{Pattern: "GET /join", Needs: authz.Public, Handle: text("in")})
	for path, want := range map[string]string{"/o/one/people": "no-store", "/account": "no-store", "/t/x": "no-store", "/join": "private, no-cache"} {
		got := ask(s, "GET", path, with("Cookie", "banyan_session=token-a"), with("Cookie", "banyan_device=phone"))
		if got.Code != 200 || got.Header().Get("Cache-Control") != want {
			t.Errorf("%s: %d, %q, want %q", path, got.Code, got.Header().Get("Cache-Control"), want)
		}
	}
}

func TestFail_comesBackToTheVeryAddress(t *testing.T) {
	s := newServer(t, time.Now, Route{Pattern: "GET /o/{org}/people", Needs: authz.ReadPeople, Handle: text("in")})
	to := ask(s, "GET", "/o/one/people?q=a%26b+c%2Bd&x=100%25").Result()
	at, err := to.Location()
	if err != nil || at.Query().Get("next") != "/o/one/people?q=a%26b+c%2Bd&x=100%25" {
		t.Errorf("%v %v", at, err)
	}
}

func TestRoute_takesNothingThatIsNoText(t *testing.T) {
	saved := func(_ http.ResponseWriter, r *http.Request) error {
		if r.PostFormValue("name") != "Nguyễn" {
			t.Errorf("name %q", r.PostFormValue("name"))
		}
		return nil
	}
	s := newServer(t, time.Now, Route{Pattern: "GET /o/{org}/people", Needs: authz.ReadPeople, Handle: text("in")}, Route{Pattern: "POST /save", Needs: authz.Public, Handle: saved})
	post := func(body string) int {
		r := httptest.NewRequest("POST", "/save", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	for body, want := range map[string]int{"name=Nguy%E1%BB%85n": 200, "name=%00": 422, "name=%ff": 422, "a%00=b": 422, "name=%zz": 422, "name=" + strings.Repeat("a", maxBody): 413} {
		if got := post(body); got != want {
			t.Errorf("%.20s: %d, want %d", body, got, want)
		}
	}
	for _, path := range []string{"/o/%00/people", "/o/%ff/people", "/o/one/people?q=%00", "/o/one/people?q=%ff&lang=%00"} {
		if got := ask(s, "GET", path, with("Cookie", "banyan_session=token-a")).Code; got != 422 {
			t.Errorf("%s: %d", path, got)
		}
	}
}

func TestSecure_letsTilesComeFromTheirServerAlone(t *testing.T) {
	for tiles, want := range map[string]string{
		"https://tiles.example.org/{z}/{x}/{y}.png": "img-src 'self' https://tiles.example.org data: blob:; font-src 'self'; connect-src 'self' https://tiles.example.org;",
		"https://tiles.example.org; script-src *":   "img-src 'self' data: blob:; font-src 'self'; connect-src 'self';",
		"": "img-src 'self' data: blob:; font-src 'self'; connect-src 'self';",
	} {
		s, err := New(Config{Tiles: tiles, Sessions: people{}, Log: slog.New(slog.DiscardHandler), Now: time.Now}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := ask(s, "GET", "/").Header().Get("Content-Security-Policy"); !strings.Contains(got, want) || strings.Contains(got, "script-src *") {
			t.Errorf("%q: %s", tiles, got)
		}
	}
}
