// Command translate puts translations into the catalogs, so that a translator needs no PO editor.
//
//	go run ./internal/platform/i18n/translate -todo -language vi          lists what is missing or stale, with the English
//	go run ./internal/platform/i18n/translate -language vi < lines.txt    puts lines in, as drafts
//	go run ./internal/platform/i18n/translate -language vi -approved < lines.txt
//	go run ./internal/platform/i18n/translate -todo -domain organizer -language vi
//	go run ./internal/platform/i18n/translate -tidy                       brings every catalog into the order of the English
//
// A line is "key = text". A message with plural forms has its forms parted by " || ", in the order of the language's
// plural rule. A line break in a text is written \n. Lines that begin with # are passed over.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"banyan/internal/platform/i18n"
	"banyan/internal/platform/i18n/po"
)

func main() {
	dir := flag.String("locales", "internal/platform/i18n/locales", "folder of the catalogs")
	tag := flag.String("language", "", "tag of the language to write")
	approved := flag.Bool("approved", false, "a fluent speaker has approved these texts: they are no drafts")
	todo := flag.Bool("todo", false, "list what is missing or stale instead of reading lines")
	domain := flag.String("domain", "", "only this domain's catalog; without it -todo passes over the organizers' pages, which may stay in English")
	tidy := flag.Bool("tidy", false, "only bring the catalogs into order, and drop messages that English no longer has")
	flag.Parse()
	if err := run(*dir, *tag, *domain, *approved, *todo, *tidy); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir, tag, domain string, approved, todo, tidy bool) error {
	var tags []string
	for _, l := range i18n.All() {
		if l.Tag() != i18n.Default().Tag() && (tidy || l.Tag() == tag) {
			tags = append(tags, l.Tag())
		}
	}
	if len(tags) == 0 {
		return fmt.Errorf("-language names none of the languages: %q", tag)
	}
	texts := map[string]string{}
	if !todo && !tidy {
		var err error
		if texts, err = readLines(os.Stdin); err != nil {
			return err
		}
	}
	for _, tag := range tags {
		t := translation{tag: tag, domain: domain, texts: texts, approved: approved}
		if err := t.apply(dir, todo, os.Stdout); err != nil {
			return err
		}
		if unknown := t.unused(); len(unknown) > 0 {
			return fmt.Errorf("the English catalogs have no message %s", strings.Join(unknown, ", "))
		}
	}
	return nil
}

// readLines reads "key = text".
func readLines(r io.Reader) (map[string]string, error) {
	texts := map[string]string{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		key, text, ok := strings.Cut(line, "=")
		if !ok || strings.TrimSpace(text) == "" {
			return nil, fmt.Errorf("line %d is not 'key = text': %s", n, line)
		}
		texts[strings.TrimSpace(key)] = strings.ReplaceAll(strings.TrimSpace(text), `\n`, "\n")
	}
	return texts, lines.Err()
}

// A translation is what goes into one language's catalogs.
type translation struct {
	tag      string
	domain   string // "" for all
	texts    map[string]string
	approved bool
	used     []string
}

func (t *translation) unused() []string {
	var out []string
	for key := range t.texts {
		if !slices.Contains(t.used, key) {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// apply writes the language's files new, or lists what they lack. A domain that the language has no file for is left.
func (t *translation) apply(dir string, todo bool, w io.Writer) error {
	names, err := filepath.Glob(filepath.Join(dir, t.tag, "*.po"))
	if err != nil {
		return err
	}
	for _, name := range names {
		domain := strings.TrimSuffix(filepath.Base(name), ".po")
		if t.domain != "" && domain != t.domain || t.domain == "" && todo && domain == "organizer" {
			continue
		}
		english, err := parseFile(filepath.Join(dir, i18n.Default().Tag(), filepath.Base(name)))
		if err != nil {
			return err
		}
		own, err := parseFile(name)
		if err != nil {
			return err
		}
		if todo {
			listTodo(w, english, own)
			continue
		}
		own.Entries = t.merge(english, own)
		if err := os.WriteFile(name, []byte(po.Format(own)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func parseFile(name string) (*po.File, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	file, err := po.Parse(string(src))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return file, nil
}

func byID(f *po.File) map[string]*po.Entry {
	out := map[string]*po.Entry{}
	for _, e := range f.Entries {
		out[e.ID] = e
	}
	return out
}

// merge makes the language's entries in the order of the English ones: the new texts, else what was there.
func (t *translation) merge(english, own *po.File) []*po.Entry {
	var out []*po.Entry
	before := byID(own)
	for _, e := range english.Entries {
		text, isNew := t.texts[e.ID]
		old := before[e.ID]
		switch {
		case isNew:
			t.used = append(t.used, e.ID)
			entry := &po.Entry{ID: e.ID, Plural: e.Plural, Str: []string{text}, Notes: e.Notes, Source: e.Str}
			if e.Plural {
				entry.Str = strings.Split(text, " || ")
			}
			if !t.approved {
				entry.Flags = []string{"draft"}
			}
			if old != nil {
				entry.Comments = old.Comments
			}
			out = append(out, entry)
		case old != nil:
			old.Notes = e.Notes
			out = append(out, old)
		}
	}
	return out
}

func listTodo(w io.Writer, english, own *po.File) {
	have := byID(own)
	for _, e := range english.Entries {
		if old := have[e.ID]; old != nil && slices.Equal(old.Source, e.Str) {
			continue
		}
		for _, note := range e.Notes {
			fmt.Fprintf(w, "# %s\n", note)
		}
		fmt.Fprintf(w, "%s = %s\n", e.ID, strings.ReplaceAll(strings.Join(e.Str, " || "), "\n", `\n`))
	}
}
