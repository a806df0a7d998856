package outreach

import (
	"slices"
	"strings"

	"banyan/internal/kernels/segment"
)

// input is how a field of a condition is filled in.
type input uint8

const (
	checks  input = iota // any number of the values
	choice               // one of the values
	number               // a whole number
	decimal              // a number
	percent              // a share, as a whole number of hundredths
	date                 // a day, or so many days ago
)

// field is one thing that a condition asks: its name in the condition's JSON, how it is filled in, and with which values: those of
// a kind of words that the organization's data knows, or fixed ones with the messages that name them.
type field struct {
	name   string
	as     input
	words  string
	fixed  []string
	labels string
}

// condition is what the builder offers: a condition of segment by its name in JSON. One about a thing of many (a district of a
// kind, a field, a question) has the thing after a slash in an item's kind.
type condition struct {
	name   string
	menu   string // under which heading it is offered
	needs  string // a kind of words without which there is nothing to ask
	fields []field
}

var dates = []field{{name: "since", as: date}, {name: "before", as: date}}

func in(words string) []field { return []field{{name: "in", words: words}} }

// conditions in the order of the menu.
var conditions = []condition{
	{"member", "person", "", nil},
	{"language", "person", "language", []field{{name: "in", words: "language"}, {name: "kind", fixed: segment.Kinds, labels: "universe.kind."}, {name: "source", fixed: segment.Sources[:2], labels: "segment.language_source."}}},
	{"model", "person", "model", []field{{name: "in", words: "model"}, {name: "at_least", as: percent}}},
	{"age", "person", "age", []field{{name: "min", as: number}, {name: "max", as: number}}},
	{"born", "person", "age", dates},
	{"tag", "person", "tag", in("tag")},
	{"relation", "person", "relation", []field{{name: "is", fixed: segment.Relations, labels: "segment.relation."}, {name: "has", fixed: segment.Relations, labels: "segment.relation."}}},
	{"custom", "person", "field", nil},

	{"registered", "voter", "state", append([]field{{name: "status", words: "status"}, {name: "party", words: "party"}, {name: "county", words: "county"}, {name: "state", words: "state"}}, dates...)},
	{"voted", "voter", "election", []field{{name: "election", as: choice, words: "election"}, {name: "method", words: "method"}}},
	{"history", "voter", "election", []field{{name: "of", words: "election"}, {name: "min", as: number}, {name: "max", as: number}, {name: "method", words: "method"}}},
	{"ballot", "voter", "ballot", []field{{name: "election", as: choice, words: "ballot"}, {name: "in", fixed: segment.Ballots, labels: "segment.ballot."}}},
	{"event", "voter", "event", append([]field{{name: "kind", fixed: segment.Events, labels: "segment.event."}, {name: "county", words: "county"}}, dates...)},

	{"city", "place", "city", in("city")},
	{"zip", "place", "zip", in("zip")},
	{"ward", "place", "ward", in("ward")},
	{"place", "place", "place", in("place")},
	{"district", "place", "district", in("district")},
	{"located", "place", "", nil},
	{"household", "place", "", []field{{name: "min", as: number}, {name: "max", as: number}}},
	{livesWith, "place", "", nil},

	{neverTried, "contact", "", nil},
	{"attempt", "contact", "program", []field{{name: "result", fixed: segment.Results, labels: "segment.result."}}},
	{"contacts", "contact", "program", append([]field{{name: "what", as: choice, fixed: segment.Counted, labels: "segment.count."}, {name: "min", as: number}, {name: "max", as: number}, {name: "program", words: "program"},
		{name: "channel", fixed: []string{"door", "paper", "phone", "text"}, labels: "segment.channel."}, {name: "result", fixed: segment.Results, labels: "segment.result."}}, dates...)},
	{"answer", "contact", "question", in("answer")},
	{"phone", "contact", "", nil},
	{"email", "contact", "", nil},
	{"consent", "contact", "consent", []field{{name: "channel", as: choice, fixed: segment.Channels, labels: "segment.channel."}, {name: "purpose", words: "purpose"}}},
	{"suppressed", "contact", "", nil},
	{"held", "contact", "", []field{{name: "in", fixed: segment.Holds, labels: "segment.channel."}}},

	{"source", "list", "source", in("source")},
	{"import", "list", "import", in("import")},
	{"added", "list", "", dates},
	{"everyone", "list", "", nil},

	{allOf, "group", "", nil},
	{anyOf, "group", "", nil},
}

// The kinds that are no condition of their own.
const (
	allOf      = "all"
	anyOf      = "any"
	livesWith  = "lives_with"
	neverTried = "never_tried" // an attempt's other side
)

// menus are the headings of the menu.
var menus = []string{"person", "voter", "place", "contact", "list", "group"}

func conditionOf(kind string) (condition, bool) {
	name, _, _ := strings.Cut(kind, "/")
	i := slices.IndexFunc(conditions, func(c condition) bool { return c.name == name })
	if i < 0 {
		return condition{}, false
	}
	return conditions[i], true
}

// isGroup tells whether an item holds others.
func isGroup(kind string) bool { return kind == allOf || kind == anyOf || kind == livesWith }

// subjects are the things of which a condition asks one, each with its own entry in the menu: the kinds of places and districts, the
// custom fields, the questions. "" is a condition about nothing else.
func subjects(c condition, w Words) []string {
	switch c.name {
	case "district", "place":
		var out []string
		for kind := range w {
			if subject, ok := strings.CutPrefix(kind, c.name+"/"); ok {
				out = append(out, subject)
			}
		}
		slices.Sort(out)
		return out
	case "custom":
		return values(w["field"])
	case "answer":
		return values(w["question"])
	}
	if c.needs != "" && len(w[c.needs]) == 0 {
		return nil
	}
	return []string{""}
}

func values(list []Word) (out []string) {
	for _, w := range list {
		out = append(out, w.Value)
	}
	return out
}

// fieldsOf are the fields of an item: those of a custom field depend on what is kept in it.
func fieldsOf(kind string) []field {
	c, _ := conditionOf(kind)
	_, subject, _ := strings.Cut(kind, "/")
	switch c.name {
	case "district", "place", "answer":
		return in(c.name + "/" + subject)
	case "custom":
		id, holds, _ := strings.Cut(subject, "/")
		switch holds {
		case "number":
			return []field{{name: "min", as: decimal}, {name: "max", as: decimal}}
		case "date":
			return dates
		case "yes_no":
			return []field{{name: "in", fixed: []string{"yes", "no"}, labels: "universe.said."}}
		}
		return in("field/" + id)
	}
	return c.fields
}
