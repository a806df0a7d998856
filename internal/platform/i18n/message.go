package i18n

import (
	"fmt"
	"slices"
	"strings"
)

// A message is one text of one language, cut at its placeholders, in each plural form.
type message struct {
	forms  []template
	plural bool
	draft  bool
	stale  bool
}

// A template alternates literal text and placeholder names: text, name, text, name, …, text.
type template []string

// parseTemplate cuts "Saved {n} doors" at its placeholders. "{{" stands for one brace.
func parseTemplate(s string) (template, error) {
	var t template
	var text strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "{}")
		if i < 0 {
			break
		}
		text.WriteString(s[:i])
		if len(s) > i+1 && s[i+1] == s[i] {
			text.WriteByte(s[i])
			s = s[i+2:]
			continue
		}
		end := strings.IndexByte(s[i:], '}')
		if s[i] == '}' || end < 0 {
			return nil, fmt.Errorf("a brace without its partner in %q", s)
		}
		name := s[i+1 : i+end]
		if !isName(name) {
			return nil, fmt.Errorf("{%s} is no placeholder: small letters, digits and _ only", name)
		}
		t = append(t, text.String(), name)
		text.Reset()
		s = s[i+end+1:]
	}
	text.WriteString(s)
	return append(t, text.String()), nil
}

func isName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// placeholders returns the sorted names in a template.
func (t template) placeholders() []string {
	var names []string
	for i := 1; i < len(t); i += 2 {
		names = append(names, t[i])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// source writes the template back as the catalogs have it.
func (t template) source() string {
	var b strings.Builder
	for i, part := range t {
		if i%2 == 1 {
			b.WriteString("{" + part + "}")
			continue
		}
		b.WriteString(strings.NewReplacer("{", "{{", "}", "}}").Replace(part))
	}
	return b.String()
}

// checkAgainst tells where a translation's placeholders differ from the English message's.
// A form for the number 1 alone may leave out {n} ("one door"); every other form holds the same names as the English.
func (m *message) checkAgainst(english *message, rule *pluralRule) error {
	if m.plural != english.plural {
		return fmt.Errorf("one of the two has plural forms and the other has none")
	}
	want := english.forms[len(english.forms)-1].placeholders()
	for i, form := range m.forms {
		got := form.placeholders()
		if slices.Equal(got, want) {
			continue
		}
		withoutN := slices.DeleteFunc(slices.Clone(want), func(name string) bool { return name == "n" })
		if m.plural && rule.onlyOne && i == 0 && slices.Equal(got, withoutN) {
			continue
		}
		return fmt.Errorf("placeholders %v, but the English has %v", got, want)
	}
	return nil
}
