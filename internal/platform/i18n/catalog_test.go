package i18n

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

func TestCheck_everyLanguageIsCompleteAndUpToDate(t *testing.T) {
	if err := Check(); err != nil {
		t.Error(err)
	}
}

// TestPluralRules_agreeWithCLDR holds our rules beside x/text's, which are made from CLDR.
// x/text has no Hmong; it answers with the root rule (other), which is Hmong's too.
func TestPluralRules_agreeWithCLDR(t *testing.T) {
	names := map[plural.Form]Category{plural.One: One, plural.Other: Other}
	for _, l := range locales {
		tag := language.Make(l.tag)
		if l.tag == "tl" {
			tag = language.Make("fil")
		}
		for n := range 2000 {
			want := names[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]
			if got := l.plural.categories[l.plural.form(int64(n))]; got != want {
				t.Fatalf("%s: %d is %q, CLDR says %q", l.tag, n, got, want)
			}
		}
		onlyOne := l.plural.onlyOne
		if onlyOne && (l.plural.form(1) != 0 || l.plural.form(0) == 0 || l.plural.form(21) == 0) {
			t.Errorf("%s: the first form does not hold the number 1 alone", l.tag)
		}
	}
}

// TestCatalogs_headersTellTheToolsTheRule: a translator's editor asks for as many texts as the header says.
func TestCatalogs_headersTellTheToolsTheRule(t *testing.T) {
	for _, l := range locales {
		for _, domain := range complete {
			src, err := embedded.ReadFile("locales/" + l.tag + "/" + domain + ".po")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(src), `"Plural-Forms: `+l.plural.forms+`\n"`) || !strings.Contains(string(src), `"Language: `+l.tag+`\n"`) {
				t.Errorf("%s/%s.po: the header needs Language: %s and Plural-Forms: %s", l.tag, domain, l.tag, l.plural.forms)
			}
		}
	}
}

// world makes catalogs with one English message and one translation of it, the other languages empty.
func world(english, tag, translated string) fstest.MapFS {
	root := fstest.MapFS{}
	for _, l := range locales {
		for _, domain := range complete {
			root[l.tag+"/"+domain+".po"] = &fstest.MapFile{}
		}
	}
	root["en/organizer.po"] = &fstest.MapFile{}
	root["en/public.po"] = &fstest.MapFile{Data: []byte(english)}
	root[tag+"/public.po"] = &fstest.MapFile{Data: []byte(translated)}
	return root
}

const (
	single = "msgid \"k\"\nmsgstr \"Hello {name}\"\n"
	many   = "msgid \"k\"\nmsgid_plural \"k\"\nmsgstr[0] \"One door, {name}\"\nmsgstr[1] \"{n} doors, {name}\"\n"
)

func TestLoad_refusesWhatWouldShowWrongAtTheDoor(t *testing.T) {
	for name, c := range map[string]struct{ english, tag, translated, want string }{
		"lost placeholder":     {single, "vi", "msgid \"k\"\nmsgstr \"Chào\"\n", "placeholders"},
		"misspelt placeholder": {single, "vi", "msgid \"k\"\nmsgstr \"Chào {nam}\"\n", "placeholders"},
		"open brace":           {single, "vi", "msgid \"k\"\nmsgstr \"Chào {name\"\n", "brace"},
		"lost plural":          {many, "vi", "msgid \"k\"\nmsgstr \"{n} {name}\"\n", "plural"},
		"too many plurals":     {many, "vi", strings.ReplaceAll(many, "One door", "{n} door"), "2 plural forms"},
		"number lost in Hindi": {many, "hi", many, "placeholders"}, // 'one' is 0 and 1 there
		"twice":                {single + "\n" + single, "vi", "", "already"},
		"no text in English":   {"msgid \"k\"\nmsgstr \"\"\n", "vi", "", "empty"},
		"not a catalog":        {single, "vi", "<html>", "line 1"},
	} {
		_, err := load(world(c.english, c.tag, c.translated))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: load = %v, want an error with %q", name, err, c.want)
		}
	}
}

func TestLoad_oneAloneMayLeaveTheNumberOut(t *testing.T) {
	b, err := load(world(many, "ur", many))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := b.byTag["ur"].T("k", "n", 1, "name", "۔"), "One door, ۔"; got != want {
		t.Errorf("T = %q, want %q", got, want)
	}
}

func TestLoad_showsEnglishWhereItsPlaceholdersHaveMovedOn(t *testing.T) {
	b, err := load(world(single, "vi", "#| msgid \"Hello\"\nmsgid \"k\"\nmsgstr \"Chào\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	vi := b.byTag["vi"]
	if vi.Speaks("k") || len(b.status()[3].Missing) != 1 || b.status()[3].Language != "vi" {
		t.Errorf("the outdated message is kept: %+v", b.status()[3])
	}
}

func TestStatus_tellsMissingDraftAndStale(t *testing.T) {
	b, err := load(world(single, "vi", "#, draft\n#| msgid \"Hi {name}\"\nmsgid \"k\"\nmsgstr \"Chào {name}\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range b.status() {
		switch s.Language {
		case "en":
			if s.Messages != 1 || s.Drafts != 0 || len(s.Stale)+len(s.Missing) != 0 {
				t.Errorf("English: %+v", s)
			}
		case "vi":
			if s.Messages != 1 || s.Drafts != 1 || !slices.Equal(s.Stale, []string{"k"}) || len(s.Missing) != 0 {
				t.Errorf("Vietnamese: %+v", s)
			}
		case "ko":
			if s.Messages != 0 || !slices.Equal(s.Missing, []string{"k"}) {
				t.Errorf("Korean: %+v", s)
			}
		}
	}
	if err := b.check(); err == nil || !strings.Contains(err.Error(), "vi: stale k") || !strings.Contains(err.Error(), "ko: missing k") {
		t.Errorf("check = %v", err)
	}
}

func TestPseudo_keepsPlaceholdersAndGrows(t *testing.T) {
	english, err := parseTemplate("Saved {n} doors for {name} {{really}}")
	if err != nil {
		t.Fatal(err)
	}
	long := lengthen(english)
	if !slices.Equal(long.placeholders(), english.placeholders()) {
		t.Errorf("placeholders are %v", long.placeholders())
	}
	text := long.source()
	if !strings.HasPrefix(text, "⟦Š") || !strings.HasSuffix(text, "⟧") || len(text) < len(english.source())*7/5 {
		t.Errorf("the long text is %q", text)
	}
	if got := mirror(english); !slices.Equal(got.placeholders(), english.placeholders()) || !strings.Contains(got[0], "\u202eSaved\u202c") {
		t.Errorf("the mirrored text is %q", got)
	}
}

func TestTemplate_sourceWritesBackWhatWasRead(t *testing.T) {
	for _, s := range []string{"", "plain", "{n}", "{{ {a}{b} }}", "tail {n}"} {
		parsed, err := parseTemplate(s)
		if err != nil || parsed.source() != s {
			t.Errorf("parseTemplate(%q).source() = %q, %v", s, parsed.source(), err)
		}
	}
	for _, s := range []string{"{", "}", "{}", "{N}", "{a b}", "{a"} {
		if _, err := parseTemplate(s); err == nil {
			t.Errorf("parseTemplate(%q) has no error", s)
		}
	}
}

func TestFor_aPageIsInOneLanguage(t *testing.T) {
	root := world(single, "vi", "msgid \"k\"\nmsgstr \"Chào {name}\"\n")
	root["en/organizer.po"] = &fstest.MapFile{Data: []byte("msgid \"o\"\nmsgstr \"Only in English\"\n")}
	b, err := load(root)
	if err != nil {
		t.Fatal(err)
	}
	vi := b.byTag["vi"]
	if got := vi.For("public"); got != vi {
		t.Errorf("public pages are in %s", got.Tag())
	}
	if got := vi.For("organizer"); got.Tag() != "en" {
		t.Errorf("organizers' pages are in %s", got.Tag())
	}
	if got := b.byTag["ar-XB"].For("organizer"); got.Tag() != "ar-XB" {
		t.Errorf("the pseudo-locale became %s", got.Tag())
	}
}
