package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const english = `msgid ""
msgstr "Language: en\n"

#. The big button.
msgid "door.not_home"
msgstr "Not home"

msgid "door.left"
msgid_plural "door.left"
msgstr[0] "{n} door"
msgstr[1] "{n} doors"

msgid "door.kept"
msgstr "Kept"
`

// catalogs makes a folder with an English file and a Hindi one that has a stale, an obsolete and a good message.
func catalogs(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("en/public.po", english)
	write("hi/public.po", "#| msgid \"Kept\"\nmsgid \"door.kept\"\nmsgstr \"रखा\"\n\nmsgid \"gone\"\nmsgstr \"x\"\n\n# said by Asha\n#| msgid \"Absent\"\nmsgid \"door.not_home\"\nmsgstr \"अनुपस्थित\"\n")
	return dir
}

func TestApply_putsLinesInAsDraftsInTheEnglishOrder(t *testing.T) {
	dir := catalogs(t)
	texts, err := readLines(strings.NewReader("# a comment\n\ndoor.not_home = घर पर नहीं\ndoor.left = {n} घर || {n} घर\n"))
	if err != nil {
		t.Fatal(err)
	}
	tr := translation{tag: "hi", texts: texts}
	if err := tr.apply(dir, false, nil); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "hi/public.po"))
	if err != nil {
		t.Fatal(err)
	}
	want := `
# said by Asha
#. The big button.
#, draft
#| msgid "Not home"
msgid "door.not_home"
msgstr "घर पर नहीं"

#, draft
#| msgid "{n} door"
#| msgid_plural "{n} doors"
msgid "door.left"
msgid_plural "door.left"
msgstr[0] "{n} घर"
msgstr[1] "{n} घर"

#| msgid "Kept"
msgid "door.kept"
msgstr "रखा"
`
	if string(got) != want {
		t.Errorf("the file is\n%s", got)
	}
}

func TestApply_listsWhatIsMissingOrStale(t *testing.T) {
	var out strings.Builder
	tr := translation{tag: "hi"}
	if err := tr.apply(catalogs(t), true, &out); err != nil {
		t.Fatal(err)
	}
	if want := "# The big button.\ndoor.not_home = Not home\ndoor.left = {n} door || {n} doors\n"; out.String() != want {
		t.Errorf("listed:\n%s", out.String())
	}
}

func TestApply_namesKeysThatEnglishLacks(t *testing.T) {
	tr := translation{tag: "hi", texts: map[string]string{"no.such": "x", "door.kept": "रखा"}}
	if err := tr.apply(catalogs(t), false, nil); err != nil {
		t.Fatal(err)
	}
	if got := tr.unused(); len(got) != 1 || got[0] != "no.such" {
		t.Errorf("unused = %v", got)
	}
}

func TestReadLines_refusesALineWithoutText(t *testing.T) {
	for _, in := range []string{"door.kept", "door.kept ="} {
		if _, err := readLines(strings.NewReader(in)); err == nil {
			t.Errorf("readLines(%q) has no error", in)
		}
	}
}
