package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"banyan/internal/platform/i18n/po"
)

//go:embed locales
var embedded embed.FS

// Domains of the catalogs. Everything but the organizer's pages is complete in every language.
var (
	domains  = []string{"common", "public", "volunteer", "organizer"}
	complete = []string{"common", "public", "volunteer"}
)

// A catalog is everything that one language says.
type catalog struct {
	messages map[string]*message
	domain   map[string]string // key → domain, in the English catalog
}

// A bundle is the catalogs of all languages, checked.
type bundle struct {
	english   *catalog
	keys      []string // English keys in the order of the files
	localizer []*Localizer
	byTag     map[string]*Localizer
}

var loaded = sync.OnceValues(func() (*bundle, error) {
	root, err := fs.Sub(embedded, "locales")
	if err != nil {
		return nil, err
	}
	return load(root)
})

// Load reads the catalogs that are built in. The program calls it at start: an error means that a catalog is malformed
// or that a translation's placeholders differ from the English message's. A message that is not translated yet is no
// error here, it is shown in English; [Check] finds it.
func Load() error {
	_, err := loaded()
	return err
}

// built returns the loaded catalogs. Nothing can be shown without them, so it panics where Load would have failed.
func built() *bundle {
	b, err := loaded()
	if err != nil {
		panic(err)
	}
	return b
}

// load reads locales/<tag>/<domain>.po, English first, and adds the two pseudo-locales.
func load(root fs.FS) (*bundle, error) {
	b := &bundle{english: newCatalog(), byTag: map[string]*Localizer{}}
	english := &locales[0]
	if err := b.readLocale(root, english, b.english, nil); err != nil {
		return nil, err
	}
	b.add(english, b.english)
	for i := range locales[1:] {
		l := &locales[i+1]
		c := newCatalog()
		if err := b.readLocale(root, l, c, b.english); err != nil {
			return nil, err
		}
		b.add(l, c)
	}
	b.add(&longLocale, pseudoCatalog(b.english, lengthen))
	b.add(&mirroredLocale, pseudoCatalog(b.english, mirror))
	return b, nil
}

func newCatalog() *catalog {
	return &catalog{messages: map[string]*message{}, domain: map[string]string{}}
}

func (b *bundle) add(l *locale, c *catalog) {
	z := &Localizer{locale: l, catalog: c, english: b.english}
	b.localizer = append(b.localizer, z)
	b.byTag[l.tag] = z
}

func (b *bundle) readLocale(root fs.FS, l *locale, into, english *catalog) error {
	for _, domain := range domains {
		name := path.Join(l.tag, domain+".po")
		src, err := fs.ReadFile(root, name)
		if err != nil {
			if english != nil && !slices.Contains(complete, domain) {
				continue
			}
			return err
		}
		file, err := po.Parse(string(src))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, e := range file.Entries {
			if err := into.addEntry(e, domain, l, english); err != nil {
				return fmt.Errorf("%s: line %d: %s: %w", name, e.Line, e.ID, err)
			}
			if english == nil {
				b.keys = append(b.keys, e.ID)
			}
		}
	}
	return nil
}

// addEntry checks one PO entry and keeps it. english is nil while the English catalog itself is read.
func (c *catalog) addEntry(e *po.Entry, domain string, l *locale, english *catalog) error {
	if was, ok := c.domain[e.ID]; ok {
		return fmt.Errorf("is in the domain %s too", was)
	}
	m := &message{plural: e.Plural, draft: e.Draft()}
	if e.Plural && len(e.Str) != len(l.plural.categories) {
		return fmt.Errorf("has %d plural forms, the language has %d", len(e.Str), len(l.plural.categories))
	}
	for _, s := range e.Str {
		if strings.TrimSpace(s) == "" {
			if english != nil {
				return nil // not translated yet, as translators' tools leave it
			}
			return fmt.Errorf("is empty")
		}
		t, err := parseTemplate(s)
		if err != nil {
			return err
		}
		m.forms = append(m.forms, t)
	}
	compareWith := m
	if english != nil {
		if english.domain[e.ID] != domain {
			return nil // the English message is gone or has moved; Status lists it
		}
		compareWith = english.messages[e.ID]
		m.stale = !slices.Equal(e.Source, compareWith.sources())
	}
	if err := m.checkAgainst(compareWith, &l.plural); err != nil {
		if m.stale && len(e.Source) > 0 {
			return nil // right for the English it was made from; until it is made anew the English is shown
		}
		return err
	}
	c.messages[e.ID], c.domain[e.ID] = m, domain
	return nil
}

// sources are the English texts as a translation remembers them in "#| msgid".
func (m *message) sources() []string {
	var out []string
	for _, form := range m.forms {
		out = append(out, form.source())
	}
	return out
}
