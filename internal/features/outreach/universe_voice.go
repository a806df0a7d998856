package outreach

import (
	"strings"
	"time"

	"banyan/internal/kernels/segment"
	"banyan/internal/platform/i18n"
)

// voice says a query in a reader's language, and calls what it names by the organization's own names.
type voice struct {
	*i18n.Localizer
	words Words
}

// Call gives what a value is called.
func (v voice) Call(kind, value string) string {
	switch kind {
	case "district", "place":
		return kindName(v.Localizer, value)
	case "purpose":
		return wordOr(v.Localizer, "universe.purpose.", value)
	case "field":
		value = v.words.holding(value)
	case "choice":
		about, choice := value[:strings.LastIndexByte(value, '/')], value[strings.LastIndexByte(value, '/')+1:]
		kind, value = "answer/"+about, choice
	}
	for _, w := range v.words[kind] {
		if w.Value == value && w.Name != "" {
			return w.Name
		}
	}
	if strings.HasPrefix(kind, "answer/") {
		return wordOr(v.Localizer, "universe.said.", value)
	}
	return value
}

// Day writes a date.
func (v voice) Day(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return v.Date(at)
}

// kindName is what a kind of district is called.
func kindName(l *i18n.Localizer, kind string) string {
	return wordOr(l, "universe.kind_of_district.", kind)
}

// wordOr is a stored word in the reader's language; a word that we do not know stays.
func wordOr(l *i18n.Localizer, prefix, word string) string {
	key := prefix + strings.NewReplacer(" ", "_", "-", "_").Replace(word)
	if i18n.Has(key) {
		return l.T(key)
	}
	return word
}

func describe(v voice, q segment.Query) string {
	if q.Validate() != nil {
		return v.T("universe.asks_nothing")
	}
	return q.Describe(v)
}

// label is what an item of a kind is called in the menu and above its fields.
func (v voice) label(kind string) string {
	name, subject, _ := strings.Cut(kind, "/")
	switch name {
	case "district", "place":
		return v.T("universe.row."+name, "kind", kindName(v.Localizer, subject))
	case "custom":
		id, _, _ := strings.Cut(subject, "/")
		return v.Call("field", id)
	case "answer":
		return v.T("universe.row.answer", "question", v.Call("question", subject))
	}
	return v.T("universe.row." + name)
}

// option is one value that a field offers.
type option struct {
	Value, Label, Lang string
	People             int
	Chosen, Own        bool // Own: a name from the organization's data, which no catalog translates
}

// options are the values that a field offers; what was chosen and is not in the data any more stays on offer.
func (v voice) options(f field, chosen []string) (out []option) {
	seen := map[string]bool{}
	add := func(w Word) {
		if seen[w.Value] {
			return
		}
		seen[w.Value] = true
		o := option{Value: w.Value, Label: w.Name, People: w.People, Own: f.fixed == nil}
		for _, c := range chosen {
			o.Chosen = o.Chosen || c == w.Value
		}
		switch {
		case o.Label != "":
		case f.fixed != nil:
			o.Label = wordOr(v.Localizer, f.labels, w.Value)
		default:
			o.Label, o.Own = v.value(f.words, w.Value)
		}
		out = append(out, o)
	}
	for _, w := range v.words[f.words] {
		add(w)
	}
	for _, value := range f.fixed {
		add(Word{Value: value})
	}
	for _, value := range chosen {
		add(Word{Value: value})
	}
	return out
}

// value names a value of a kind of words; own where it is a word of the organization's data.
func (v voice) value(words, value string) (label string, own bool) {
	kind, _, _ := strings.Cut(words, "/")
	switch kind {
	case "language", "model":
		return v.LanguageName(value), false
	case "election":
		if len(value) == len("2022-11") {
			return v.T("segment.month."+value[5:], "year", value[:4]), false
		}
		return v.Day(value), false
	case "source":
		return wordOr(v.Localizer, "universe.source.", value), false
	case "purpose":
		return wordOr(v.Localizer, "universe.purpose.", value), false
	case "answer":
		return wordOr(v.Localizer, "universe.said.", value), true
	}
	return value, true
}

// kindOf is an item's kind: a condition, and what it is about.
func kindOf(name, subject string) string {
	if subject == "" {
		return name
	}
	return name + "/" + subject
}

func firstOf(said []string) string {
	if len(said) == 0 {
		return ""
	}
	return said[0]
}

// dayOf takes a day apart: a date, or how many days ago.
func dayOf(said []string) (day, ago string) {
	day = firstOf(said)
	if days, relative := strings.CutPrefix(day, "-"); relative {
		return "", strings.TrimSuffix(days, "d")
	}
	return day, ""
}

// modeOf is the keyboard that a phone shows.
func modeOf(f field) string {
	if f.as == decimal {
		return "decimal"
	}
	return "numeric"
}
