package po_test

import (
	"reflect"
	"strings"
	"testing"

	"banyan/internal/platform/i18n/po"
)

const sample = `# Translators: write to us.
msgid ""
msgstr ""
"Language: ur\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

# said by a fluent speaker
#. The big button.
#: app.go:3
#, draft, c-format
#| msgid "Not at home"
msgid "door.not_home"
msgstr "گھر پر نہیں \"x\"\\"

#| msgid "{n} door"
#| msgid_plural "{n} doors"
msgid "door.left"
msgid_plural "door.left"
msgstr[0] "{n} one"
msgstr[1] ""
"first\n"
"second"
`

func TestParse_readsAllThatCatalogsHold(t *testing.T) {
	f, err := po.Parse(sample)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.HeaderField("plural-forms"); got != "nplurals=2; plural=(n != 1);" {
		t.Errorf("header: %q", got)
	}
	if len(f.Entries) != 2 {
		t.Fatalf("%d entries", len(f.Entries))
	}
	want := &po.Entry{ID: "door.not_home", Str: []string{`گھر پر نہیں "x"\`}, Notes: []string{"The big button."}, Comments: []string{"said by a fluent speaker"},
		References: []string{"app.go:3"}, Flags: []string{"draft", "c-format"}, Source: []string{"Not at home"}, Line: 12}
	if !reflect.DeepEqual(f.Entries[0], want) || !f.Entries[0].Draft() {
		t.Errorf("entry: %+v", f.Entries[0])
	}
	left := f.Entries[1]
	if !left.Plural || left.Draft() || !reflect.DeepEqual(left.Str, []string{"{n} one", "first\nsecond"}) || len(left.Source) != 2 {
		t.Errorf("plural entry: %+v", left)
	}
}

func TestFormat_writesWhatParseReads(t *testing.T) {
	f, err := po.Parse(sample)
	if err != nil {
		t.Fatal(err)
	}
	if got := po.Format(f); got != sample {
		t.Errorf("Format:\n%s", got)
	}
}

func TestParse_saysWhereAFileIsWrong(t *testing.T) {
	for src, want := range map[string]string{
		"msgid \"a\"\nmsgid \"b\"\nmsgstr \"\"": `line 1: message "a" has no msgstr`,
		"msgstr \"a\"":                          "line 1",
		"\n\"a\"":                               "line 2",
		"msgid a":                               "line 1",
		"msgid \"a\"\nmsgstr \"b\\q\"":          "line 2: unknown escape",
		"msgid \"a\"\nmsgstr \"b\"c\"":          "line 2",
		"msgid \"a\"\nmsgstr[0] \"b\"":          "line 2",
		"msgid \"a\"\nmsgid_plural \"a\"\nmsgstr[1] \"b\"": "line 3",
		"msgctxt \"a\"":   "line 1",
		"#| msgstr \"a\"": "line 1",
		"msgid \"a\"\nmsgstr \"1\"\n\nmsgid \"a\"\nmsgstr \"2\"": `line 4: message "a" stands at line 1`,
	} {
		if _, err := po.Parse(src); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q) = %v, want %q", src, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("msgid \"a\"\nmsgstr \"\\\\\"\n#~ msgid \"x\"\n")
	f.Fuzz(func(t *testing.T, src string) {
		first, err := po.Parse(src)
		if err != nil {
			return
		}
		second, err := po.Parse(po.Format(first))
		if err != nil {
			t.Fatalf("what Format wrote is not read: %v\n%s", err, po.Format(first))
		}
		if len(first.Entries) != len(second.Entries) {
			t.Fatalf("%d entries became %d", len(first.Entries), len(second.Entries))
		}
		for i, e := range first.Entries {
			if got := second.Entries[i]; got.ID != e.ID || !reflect.DeepEqual(got.Str, e.Str) || got.Draft() != e.Draft() {
				t.Fatalf("entry %+v became %+v", e, got)
			}
		}
	})
}
