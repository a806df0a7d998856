package matching

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
)

// queueView is what the page of decisions shows.
type queueView struct {
	Queue
	Last id.ID // the decision before, which an undo takes back
}

// compared is one line of two rows side by side.
type compared struct {
	key         string // message key of what is compared
	left, right string
	lang        bool // the text is a name or an address: it keeps its own direction
	evidence    []Evidence
	always      bool // shown where neither row has it
}

// lines are what two rows say of each thing, with what the model made of it.
func (p Pair) lines(l *i18n.Localizer) (out []compared) {
	a, b := p.Left, p.Right
	of := func(fields ...string) (found []Evidence) {
		for _, e := range p.Evidence {
			if slices.Contains(fields, e.Field) && e.Level != "same order" {
				found = append(found, e)
			}
		}
		return found
	}
	for _, c := range []compared{
		{"matching.given", a.Name.Given, b.Name.Given, true, of("given"), false},
		{"matching.middle", a.Name.Middle, b.Name.Middle, true, of("middle"), false},
		{"matching.family", a.Name.Family, b.Name.Family, true, of("family", "order"), false},
		{"matching.suffix", a.Name.Suffix, b.Name.Suffix, true, of("suffix"), false},
		{"matching.native", a.Name.Native, b.Name.Native, true, nil, false},
		{"matching.birth", a.BirthDate, b.BirthDate, false, of("birth"), true},
		{"matching.address", address(a), address(b), true, of("address"), true},
		{"matching.phone", ui.Phone(a.Phone), ui.Phone(b.Phone), false, of("phone"), false},
		{"matching.email", a.Email, b.Email, false, of("email"), false},
		{"matching.voter", strings.Join(a.Numbers, ", "), strings.Join(b.Numbers, ", "), false, nil, false},
		{"matching.languages", languages(l, a), languages(l, b), false, nil, false},
		{"matching.tags", strings.Join(a.Tags, ", "), strings.Join(b.Tags, ", "), true, nil, false},
	} {
		if c.always || c.left != "" || c.right != "" {
			out = append(out, c)
		}
	}
	return out
}

func address(v View) string { return strings.Trim(v.Line1+", "+v.Line2, ", ") }

func languages(l *i18n.Localizer, v View) string {
	var out []string
	for _, code := range v.Languages {
		out = append(out, l.LanguageName(code))
	}
	return strings.Join(out, ", ")
}

// sight is how two values look side by side, in a word and a symbol.
func (c compared) sight() (key, icon, class string) {
	switch {
	case c.left == "" && c.right == "":
		return "matching.sight.neither", "", ""
	case c.left == "" || c.right == "":
		return "matching.sight.one", "wait", "sky"
	case fold(c.left) == fold(c.right):
		return "matching.sight.same", "done", "leaf"
	case slices.ContainsFunc(c.evidence, func(e Evidence) bool { return e.Weight >= 2 }):
		return "matching.sight.close", "wait", "gold"
	}
	return "matching.sight.differs", "alert", "lantern"
}

// piece is a part of a value; those that the other side lacks are marked.
type piece struct {
	text    string
	differs bool
}

// pieces cuts a value into words and marks those that the other value does not have.
func pieces(text, other string) (out []piece) {
	if text == "" || other == "" {
		return []piece{{text: text}}
	}
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(other, between) {
		words[fold(w)] = true
	}
	for len(text) > 0 {
		n := strings.IndexFunc(text, between)
		if n == 0 {
			n = len(text) - len(strings.TrimLeftFunc(text, between))
			out = append(out, piece{text: text[:n]})
		} else {
			if n < 0 {
				n = len(text)
			}
			out = append(out, piece{text[:n], !words[fold(text[:n])]})
		}
		text = text[n:]
	}
	return out
}

func between(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == ',' }

// fold takes away what does not tell people apart: case, marks, stops.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.IsPunct(r) && r != '-':
		case r == 'đ':
			b.WriteByte('d')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// levelKeys are the words for what the model found in one field. The address says several things at once.
var levelKeys = map[string]string{
	"same": "same", "nickname or other spelling": "nickname", "initial": "initial", "typing error": "typing", "similar": "similar", "different": "different",
	"same order": "order", "given and family name turned round": "turned", "only one has a suffix": "one_suffix", "different suffixes": "suffixes",
	"day and month turned round": "day_month", "two of year, month, day": "two_of_three", "same year, day unknown": "year", "two typing errors": "two_typing", "near": "near",
	"a generation apart": "generation", "typing error or other area code": "phone_typing", "same name at another provider": "provider",
	"same door": "door", "same number, street nearly the same": "street_typing", "same street, another number": "same_street", "another flat of the building": "flat", "another street": "street",
	"same ZIP": "zip", "ZIP with a typing error": "zip_typing", "ZIP nearby": "zip_near", "another ZIP": "other_zip",
	"same city": "city", "city nearly the same": "city_typing", "another city": "other_city",
}

// say puts what the model found into words: 'same door, same ZIP'. A level that has no words says only how it weighs.
func (e Evidence) say(l *i18n.Localizer) string {
	var out []string
	rest := e.Level
	for rest != "" {
		key, n := longest(rest)
		if n == 0 {
			_, rest, _ = strings.Cut(rest, ", ")
			continue
		}
		out = append(out, l.T("matching.level."+key))
		rest = strings.TrimPrefix(rest[n:], ", ")
	}
	return strings.Join(out, l.T("matching.level.comma"))
}

// longest finds the level whose name begins a text: some names have a comma of their own.
func longest(text string) (key string, n int) {
	for name, k := range levelKeys {
		if len(name) > n && strings.HasPrefix(text, name) && (len(text) == len(name) || strings.HasPrefix(text[len(name):], ", ")) {
			key, n = k, len(name)
		}
	}
	return key, n
}

// weigh says how much a field speaks for one person or for two.
func (e Evidence) weigh() (key, icon, class string) {
	switch {
	case e.Weight >= 8:
		return "matching.weight.strong_for", "plus", "leaf"
	case e.Weight >= 2:
		return "matching.weight.for", "plus", "leaf"
	case e.Weight > -2:
		return "matching.weight.little", "", ""
	case e.Weight > -8:
		return "matching.weight.against", "close", "lantern"
	}
	return "matching.weight.strong_against", "close", "lantern"
}

// chance is a probability in whole percent, never more certain than it is.
func chance(p float64) int { return min(max(int(p*100), 1), 99) }

// sourceKey is the part of a message key that names where a row is known from.
func sourceKey(source string) string {
	switch source {
	case "voter file", "member list", "door", "hand":
		return strings.ReplaceAll(source, " ", "_")
	}
	return "other"
}

// actor names who asserted something; a run is nobody's doing.
func actor(l *i18n.Localizer, name string) string {
	if strings.HasPrefix(name, "system: ") {
		return l.T("matching.by_run")
	}
	return name
}

// arrows point at the buttons for one person and for two, which change places where a language runs from right to left.
func arrows(l *i18n.Localizer) (first, second string) {
	if l.Dir() == "rtl" {
		return "→", "←"
	}
	return "←", "→"
}
