package segment

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of one query: far above what a person builds, far below what could tire the database.
const (
	maxDepth  = 10
	maxNodes  = 200
	maxValues = 300
	maxText   = 120
	maxCount  = 1000
)

var (
	election = regexp.MustCompile(`^[12][0-9]{3}-(0[1-9]|1[0-2])(-[0-3][0-9])?$`)
	code     = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	word     = regexp.MustCompile(`^[a-z][a-z_]{0,40}$`)
	number   = regexp.MustCompile(`^[1-9][0-9]{0,18}$`)
	question = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)
	ago      = regexp.MustCompile(`^-(0|[1-9][0-9]{0,4})d$`)
)

const modelled = "modelled"

// NoBallot is where a ballot stands of which nobody has told anything.
const NoBallot = "none"

// The words that a condition can name.
var (
	Kinds    = []string{"spoken", "read", "preferred"}                  // how a language is used
	Sources  = []string{"self-reported", "observed", modelled}          // how it is known
	Channels = []string{"door", "phone", "text", "email", "mail"}       // of consent
	Holds    = []string{"everywhere", "door", "phone", "text", "email"} // of suppressions
	Counted  = []string{"attempt", "contact", "conversation"}
	Events   = []string{"registered", "moved", "moved_county", "dropped", "returned", "voted", "party", "status", "name"}
	// Relations are what one person is to another.
	Relations = []string{"parent", "grandparent", "guardian", "spouse", "sibling", "neighbour", "friend", "brought", "other"}
	// Ballots are where a ballot can stand.
	Ballots = []string{NoBallot, "requested", "sent", "returned", "accepted", "rejected", "cured"}
	// Results are the canvass results that an attempt can have.
	Results = []string{"not_home", "conversation", "refused", "moved", "deceased", "inaccessible", "language_barrier", "come_back", "do_not_contact"}
)

// Validate tells whether the query can be asked. Its error is a [*Problem] with the path of what is wrong.
func (q Query) Validate() error {
	if q.V < 1 || q.V > Version {
		return &Problem{Path: "v", Key: "segment.error.version", Args: []any{"v", q.V}}
	}
	nodes := 0
	if p := q.Where.check("where", 1, &nodes); p != nil {
		return p
	}
	return nil
}

// Names gives the names of the conditions that are set, as they stand in JSON: one in a valid node.
func (n Node) Names() (out []string) {
	v := reflect.ValueOf(n)
	for i := range v.NumField() {
		if !v.Field(i).IsZero() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			out = append(out, name)
		}
	}
	return out
}

func (n Node) check(path string, depth int, nodes *int) *Problem {
	if *nodes++; *nodes > maxNodes || depth > maxDepth {
		return &Problem{Path: path, Key: "segment.error.too_large"}
	}
	names := n.Names()
	switch {
	case len(names) == 0:
		return &Problem{Path: path, Key: "segment.error.empty"}
	case len(names) > 1:
		return &Problem{Path: path, Key: "segment.error.several", Args: []any{"a", names[0], "b", names[1]}}
	}
	path += "." + names[0]
	switch {
	case n.Not != nil:
		return n.Not.check(path, depth+1, nodes)
	case n.LivesWith != nil:
		return n.LivesWith.check(path, depth+1, nodes)
	case n.All != nil || n.Any != nil:
		return checkAll(slices.Concat(n.All, n.Any), path, depth, nodes)
	}
	return checker(path).condition(n)
}

func checkAll(list []Node, path string, depth int, nodes *int) *Problem {
	if len(list) == 0 {
		return &Problem{Path: path, Key: "segment.error.empty"}
	}
	for i, sub := range list {
		if p := sub.check(fmt.Sprintf("%s[%d]", path, i), depth+1, nodes); p != nil {
			return p
		}
	}
	return nil
}

// checker checks the fields of the condition at a path.
type checker string

func (at checker) condition(n Node) *Problem {
	switch {
	case n.Age != nil:
		return at.span(*n.Age, true)
	case n.Household != nil:
		return at.span(*n.Household, true)
	case n.Born != nil:
		return at.dates(*n.Born, true)
	case n.Added != nil:
		return at.dates(*n.Added, true)
	case n.Language != nil:
		l := n.Language
		return first(at.needed("in", l.In, code.MatchString), at.list("kind", l.Kind, one(Kinds)), at.list("source", l.Source, one(Sources)))
	case n.Model != nil:
		return first(at.needed("in", n.Model.In, code.MatchString), at.probability(n.Model.AtLeast))
	case n.District != nil:
		return at.district(*n.District)
	case n.Place != nil:
		return at.district(*n.Place)
	case n.Import != nil:
		return at.needed("in", n.Import.In, number.MatchString)
	case n.Held != nil:
		return at.needed("in", n.Held.In, one(Holds))
	}
	for _, o := range []*OneOf{n.Ward, n.Zip, n.City, n.Tag, n.Source} {
		if o != nil {
			return at.needed("in", o.In, anything)
		}
	}
	return first(at.voter(n), at.person(n), at.contact(n))
}

func (at checker) district(d District) *Problem {
	return first(at.needed("kind", []string{d.Kind}, word.MatchString), at.needed("in", d.In, anything))
}

func (at checker) voter(n Node) *Problem {
	switch {
	case n.Registered != nil:
		r := n.Registered
		return first(at.list("state", r.State, anything), at.list("status", r.Status, anything), at.list("party", r.Party, anything), at.list("county", r.County, anything), at.dates(r.Dates, false))
	case n.Voted != nil:
		return first(at.needed("election", []string{n.Voted.Election}, election.MatchString), at.list("method", n.Voted.Method, anything))
	case n.History != nil:
		return first(at.list("of", n.History.Of, election.MatchString), at.list("method", n.History.Method, anything), at.span(n.History.Range, false))
	case n.Ballot != nil:
		return first(at.needed("election", []string{n.Ballot.Election}, election.MatchString), at.needed("in", n.Ballot.In, one(Ballots)))
	case n.Event != nil:
		return first(at.needed("kind", n.Event.Kind, one(Events)), at.list("county", n.Event.County, anything), at.dates(n.Event.Dates, false))
	}
	return nil
}

func (at checker) person(n Node) *Problem {
	switch {
	case n.Relation != nil:
		if len(n.Relation.Is)+len(n.Relation.Has) == 0 {
			return &Problem{Path: string(at) + ".is", Key: "segment.error.no_value"}
		}
		return first(at.list("is", n.Relation.Is, one(Relations)), at.list("has", n.Relation.Has, one(Relations)))
	case n.Custom != nil:
		c := n.Custom
		return first(at.needed("field", []string{c.Field}, number.MatchString), at.list("in", c.In, anything), at.finite("min", c.Min), at.finite("max", c.Max), at.dates(c.Dates, false))
	case n.Consent != nil:
		return first(at.needed("channel", []string{n.Consent.Channel}, one(Channels)), at.list("purpose", n.Consent.Purpose, anything))
	}
	return nil
}

func (at checker) contact(n Node) *Problem {
	switch {
	case n.Attempt != nil:
		if n.Attempt.Never == (len(n.Attempt.Result) > 0) {
			return &Problem{Path: string(at), Key: "segment.error.attempt"}
		}
		return at.list("result", n.Attempt.Result, one(Results))
	case n.Contacts != nil:
		c := n.Contacts
		var what []string
		if c.What != "" {
			what = []string{c.What}
		}
		return first(at.list("what", what, one(Counted)), at.list("program", c.Program, number.MatchString), at.list("channel", c.Channel, word.MatchString),
			at.list("result", c.Result, one(Results)), at.dates(c.Dates, false), at.span(c.Range, false))
	case n.Answer != nil:
		a := n.Answer
		return first(at.needed("form", []string{a.Form}, number.MatchString), at.needed("question", []string{a.Question}, question.MatchString), at.needed("in", a.In, anything))
	}
	return nil
}

// needed is a list that must say something.
func (at checker) needed(name string, list []string, allowed func(string) bool) *Problem {
	if len(list) == 0 {
		return &Problem{Path: string(at) + "." + name, Key: "segment.error.no_value"}
	}
	return at.list(name, list, allowed)
}

func (at checker) list(name string, list []string, allowed func(string) bool) *Problem {
	path := string(at) + "." + name
	if len(list) > maxValues {
		return &Problem{Path: path, Key: "segment.error.too_large"}
	}
	for i, v := range list {
		if v == "" || utf8.RuneCountInString(v) > maxText || !utf8.ValidString(v) || strings.ContainsRune(v, 0) || !allowed(v) {
			return &Problem{Path: fmt.Sprintf("%s[%d]", path, i), Key: "segment.error.value", Args: []any{"value", v}}
		}
	}
	return nil
}

func (at checker) span(r Range, needed bool) *Problem {
	switch {
	case needed && r.Min == nil && r.Max == nil:
		return &Problem{Path: string(at), Key: "segment.error.no_value"}
	case r.Min != nil && (*r.Min < 0 || *r.Min > maxCount):
		return &Problem{Path: string(at) + ".min", Key: "segment.error.value", Args: []any{"value", *r.Min}}
	case r.Max != nil && (*r.Max < 0 || *r.Max > maxCount || r.Min != nil && *r.Max < *r.Min):
		return &Problem{Path: string(at) + ".max", Key: "segment.error.value", Args: []any{"value", *r.Max}}
	}
	return nil
}

func (at checker) dates(d Dates, needed bool) *Problem {
	if needed && d == (Dates{}) {
		return &Problem{Path: string(at), Key: "segment.error.no_value"}
	}
	for i, day := range []string{d.Since, d.Before} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil && !ago.MatchString(day) {
			return &Problem{Path: string(at) + []string{".since", ".before"}[i], Key: "segment.error.value", Args: []any{"value", day}}
		}
	}
	return nil
}

func (at checker) probability(p float64) *Problem {
	if !(p >= 0 && p <= 1) {
		return &Problem{Path: string(at) + ".at_least", Key: "segment.error.value", Args: []any{"value", p}}
	}
	return nil
}

func (at checker) finite(name string, n *float64) *Problem {
	if n != nil && (math.IsNaN(*n) || math.IsInf(*n, 0)) {
		return &Problem{Path: string(at) + "." + name, Key: "segment.error.value", Args: []any{"value", *n}}
	}
	return nil
}

func anything(string) bool { return true }

// one allows only these.
func one(allowed []string) func(string) bool {
	return func(v string) bool { return slices.Contains(allowed, v) }
}

func first(problems ...*Problem) *Problem {
	for _, p := range problems {
		if p != nil {
			return p
		}
	}
	return nil
}
