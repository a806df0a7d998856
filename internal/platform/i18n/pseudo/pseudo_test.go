package pseudo_test

import (
	"slices"
	"testing"

	"banyan/internal/platform/i18n"
	"banyan/internal/platform/i18n/pseudo"
)

func TestUnmarked_findsTextThatNoCatalogHas(t *testing.T) {
	l, ok := i18n.Get(pseudo.Locale)
	if !ok {
		t.Fatal("no pseudo-locale")
	}
	page := `<!doctype html><html><head><title>` + l.T("time.just_now") + `</title><style>a{}</style><script>let words = "none"</script></head><body>
		<h1>Forgotten <b>heading</b></h1><p>` + l.T("time.days_ago", "n", 3) + ` · 12:30</p>
		<img alt="picture of a door" src="x"><input type="submit" value="Send"><input type="text" value="typed by a person">
		<p><bdi>Nguyễn Hoa</bdi> <span translate="no">Banyan</span> <span>OK</span> <b>Forgotten</b> <i lang="vi">Chào</i> <i lang="en-XA">of this page</i>
		<time>Nov 3</time></p><noscript><p>without scripts</p></noscript></body></html>`
	got := pseudo.Unmarked([]byte(page), func(s string) bool { return s == "OK" })
	want := []string{"Forgotten", "heading", "picture of a door", "Send", "of this page", "without scripts"}
	if !slices.Equal(got, want) {
		t.Errorf("Unmarked = %q, want %q", got, want)
	}
}

func TestUnmarked_aMessageMayGoOnOverElements(t *testing.T) {
	if got := pseudo.Unmarked([]byte(`<p>⟦Šávéð by <b>somebody</b> two⟧</p>`), nil); got != nil {
		t.Errorf("Unmarked = %q, want nothing", got)
	}
}
