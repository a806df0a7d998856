package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"banyan/internal/demo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/i18n/pseudo"
)

// TestPages_speakByTheCatalogs renders the pages of the route table in other languages than English.
func TestPages_speakByTheCatalogs(t *testing.T) {
	dir := t.TempDir()
	w := openTown(t, dir, "sqlite:"+filepath.Join(dir, "banyan.db"))
	t.Run("no text outside the catalogs", w.nothingOutsideTheCatalogs)
	t.Run("language and direction", w.languageAndDirection)
	t.Run("every job has a name", w.namesOfJobs)
}

// namesOfJobs: the page of a job has its kind as its title, and the key is put together when it runs.
func (w *town) namesOfJobs(t *testing.T) {
	kinds := w.Queue.Kinds()
	if len(kinds) < 10 {
		t.Errorf("only %q", kinds)
	}
	for _, kind := range kinds {
		if key := "job.kind." + kind; !i18n.Has(key) {
			t.Errorf("no catalog has %q", key)
		}
	}
}

// nothingOutsideTheCatalogs looks at every page in the pseudo-locale: what stands there without its brackets was written
// into the page, and no translator would ever see it.
func (w *town) nothingOutsideTheCatalogs(t *testing.T) {
	isData := dataOf(demo.New(demoSeed))
	pages := 0
	for _, page := range w.allPages(t) {
		rec := w.ask(http.MethodGet, page.address+"?lang="+pseudo.Locale, page.session, page.header)
		if !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") || rec.Code >= 300 && rec.Code < 400 {
			continue
		}
		pages++
		if got := pseudo.Unmarked(rec.Body.Bytes(), isData); len(got) > 0 {
			t.Errorf("%s (%d) has text outside the catalogs: %q", page.address, rec.Code, got)
		}
	}
	if pages < 30 {
		t.Errorf("only %d pages were looked at", pages)
	}
}

// languageAndDirection: public pages and the app at the door say what they are in, in every language.
func (w *town) languageAndDirection(t *testing.T) {
	phone := w.phone(t)
	for _, l := range i18n.All() {
		want := `<html lang="` + l.Tag() + `" dir="` + l.Dir() + `"`
		for _, page := range []asked{{address: "/sign-in"}, {address: "/join"}, {address: "/no-such-page"}, {address: "/offline"}, phone} {
			rec := w.ask(http.MethodGet, page.address+"?lang="+l.Tag(), page.session, page.header)
			if !strings.Contains(rec.Body.String(), want) {
				t.Errorf("%s?lang=%s (%d) has no %s", page.address, l.Tag(), rec.Code, want)
			}
		}
	}
}

// facts are what pages show outside <bdi> that no catalog has: the product's name in titles, dates and times, the letters
// and line numbers of the paper list, keys of the keyboard, streets of the demo's city, and what it calls its things.
var facts = regexp.MustCompile(`Banyan|[A-Z][a-z]{2} \d{1,2}, \d{4}|\d{1,2}(:\d{2})? [AP]M|\b\d*[a-z]\b|\b[SDKU]\b|(voters|ballots)\.csv|` +
	`((East|West|North|South|[NESW]\.) )?([A-Z][a-z]+( [A-Z][a-z]+)?|\d+[a-z]{2}) (Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Parkway|Pkwy|Court|Ct|Place|Pl|Boulevard|Blvd|Way|Terrace|Circle)\b`)

// dataOf tells whether a text is made of nothing but facts and names of the demo.
func dataOf(world *demo.World) func(string) bool {
	first := world.Organizations[0]
	names := []string{first.Name, world.Program.Name, world.Program.Universe.Name, world.Program.Script.Title["en"]}
	for _, q := range world.Program.Script.Questions { // as the label of the question's group
		names = append(names, q.Text["en"])
	}
	for _, p := range first.People {
		names = append(names, p.Given+" "+p.Family)
	}
	for line := range strings.Lines(volunteers) { // in the options of who goes with whom
		name, _, _ := strings.Cut(line, ",")
		names = append(names, strings.TrimSpace(name))
	}
	return func(s string) bool {
		for _, name := range names {
			s = strings.ReplaceAll(s, name, "")
		}
		return !strings.ContainsFunc(facts.ReplaceAllString(s, ""), unicode.IsLetter)
	}
}

// asked is one page, and who asks for it.
type asked struct {
	address, session string
	header           http.Header
}

// allPages is every page of the table, as the owner of the first organization, as nobody, and on a volunteer's phone.
func (w *town) allPages(t *testing.T) []asked {
	t.Helper()
	first := w.guide.SignIns[0].slug
	org, err := w.Organizations.BySlug(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	ids, owner := w.fixtures(t, org.ID), w.cookie[first+"/"+string(authz.Owner)]
	phone := w.phone(t)
	out := []asked{phone, {address: phone.address + "/1", header: phone.header}, {address: "/no-such-page"}, {address: w.turfPath(t)}}
	for _, rt := range w.Server.Routes() {
		method, address, _ := strings.Cut(rt.Pattern, " ")
		switch {
		case method != http.MethodGet || strings.HasSuffix(address, "/stream"):
		case strings.HasPrefix(address, "/o/{org}"):
			_, path, _ := fill(t, rt.Pattern, first, ids)
			out = append(out, asked{address: path, session: owner})
		case !strings.Contains(address, "{"):
			out = append(out, asked{address: address}, asked{address: address, session: owner})
		}
	}
	return out
}

// turfPath is where the demo's QR code leads.
func (w *town) turfPath(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(w.guide.TurfURL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path
}

// phone joins the demo's turf and gives its app.
func (w *town) phone(t *testing.T) asked {
	t.Helper()
	rec := w.ask(http.MethodPost, w.turfPath(t)+" name=Mai&language=vi", "", nil)
	location := rec.Header().Get("Location")
	if rec.Code != http.StatusSeeOther || !strings.HasPrefix(location, "/t/") {
		t.Fatalf("joining a turf answered %d %s", rec.Code, location)
	}
	return asked{address: location, header: cookies(rec)}
}

func cookies(rec *httptest.ResponseRecorder) http.Header {
	r := &http.Request{Header: http.Header{}}
	for _, c := range rec.Result().Cookies() {
		r.AddCookie(c)
	}
	return r.Header
}
