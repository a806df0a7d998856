package i18n

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// LanguageStatus is how far one language is, over the domains that it must have in full and those that it has besides.
type LanguageStatus struct {
	Language string   `json:"language"`
	Name     string   `json:"name"`
	Messages int      `json:"messages"` // translated
	Drafts   int      `json:"drafts"`   // no fluent speaker has approved them
	Stale    []string `json:"stale"`    // the English has changed since
	Missing  []string `json:"missing"`  // of the domains that must be complete
	Waiting  []string `json:"waiting"`  // drafts and stale ones: what a fluent speaker has to read
}

// Status reports on every language, English first, its keys in the order of the English catalogs.
func Status() []LanguageStatus { return built().status() }

func (b *bundle) status() []LanguageStatus {
	var out []LanguageStatus
	for _, l := range b.localizer {
		if l.locale.pseudo {
			continue
		}
		s := LanguageStatus{Language: l.locale.tag, Name: l.locale.english, Stale: []string{}, Missing: []string{}, Waiting: []string{}}
		for _, key := range b.keys {
			m := l.catalog.messages[key]
			if m == nil {
				if slices.Contains(complete, b.english.domain[key]) {
					s.Missing = append(s.Missing, key)
				}
				continue
			}
			s.Messages++
			if m.draft {
				s.Drafts++
			}
			if m.stale {
				s.Stale = append(s.Stale, key)
			}
			if m.draft || m.stale {
				s.Waiting = append(s.Waiting, key)
			}
		}
		out = append(out, s)
	}
	return out
}

// Check tells what keeps a release back: messages of the volunteer app and the public pages that a language lacks, or
// whose English has changed since they were translated.
func Check() error { return built().check() }

func (b *bundle) check() error {
	var faults []string
	for _, s := range b.status() {
		faults = append(faults, fault(s.Language, "missing", s.Missing)...)
		faults = append(faults, fault(s.Language, "stale", s.Stale)...)
	}
	if len(faults) > 0 {
		return fmt.Errorf("translations are not complete ('banyan i18n status --language' lists them all):\n%s", strings.Join(faults, "\n"))
	}
	return nil
}

// shownKeys is how many keys of one fault are named.
const shownKeys = 5

func fault(language, what string, keys []string) []string {
	switch {
	case len(keys) == 0:
		return nil
	case len(keys) > shownKeys:
		return []string{fmt.Sprintf("%s: %s %s and %d more", language, what, strings.Join(keys[:shownKeys], ", "), len(keys)-shownKeys)}
	}
	return []string{fmt.Sprintf("%s: %s %s", language, what, strings.Join(keys, ", "))}
}

// StatusOptions choose how WriteStatus writes.
type StatusOptions struct {
	JSON     bool
	Language string // list this language's missing, stale and draft messages too
}

// WriteStatus writes what 'banyan i18n status' shows.
func WriteStatus(w io.Writer, o StatusOptions) error {
	all := Status()
	if o.Language != "" {
		all = slices.DeleteFunc(all, func(s LanguageStatus) bool { return s.Language != o.Language })
		if len(all) == 0 {
			return fmt.Errorf("no language %q", o.Language)
		}
	}
	if o.JSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(all)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "language\tmessages\tdrafts\tstale\tmissing\t")
	for _, s := range all {
		fmt.Fprintf(t, "%s (%s)\t%d\t%d\t%d\t%d\t\n", s.Name, s.Language, s.Messages, s.Drafts, len(s.Stale), len(s.Missing))
	}
	if err := t.Flush(); err != nil || o.Language == "" {
		return err
	}
	return writeKeys(w, all[0])
}

func writeKeys(w io.Writer, s LanguageStatus) error {
	l := built().byTag[s.Language]
	for _, key := range s.Missing {
		if _, err := fmt.Fprintf(w, "missing  %s\n", key); err != nil {
			return err
		}
	}
	for _, key := range s.Waiting {
		state := "draft"
		if slices.Contains(s.Stale, key) {
			state = "stale"
		}
		if _, err := fmt.Fprintf(w, "%s    %s = %s\n", state, key, strings.Join(l.catalog.messages[key].sources(), " || ")); err != nil {
			return err
		}
	}
	return nil
}
