package segment

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// Limits of one query: far above what a person builds, far below what could tire the database.
const (
	maxDepth  = 10
	maxNodes  = 200
	maxValues = 300
	maxText   = 120
)

var (
	election = regexp.MustCompile(`^[12][0-9]{3}-(0[1-9]|1[0-2])(-[0-3][0-9])?$`)
	code     = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	kind     = regexp.MustCompile(`^[a-z][a-z_]{0,40}$`)

	sources = []string{"self-reported", "observed", "modelled"}
	// Results are the canvass results that an attempt can have.
	Results = []string{"not_home", "conversation", "refused", "moved", "deceased", "inaccessible", "language_barrier", "come_back", "do_not_contact"}
)

// Validate tells whether the query can be asked. Its error is a [*Problem] with the path of what is wrong.
func (q Query) Validate() error {
	if q.V != Version {
		return &Problem{Path: "v", Key: "segment.error.version", Args: []any{"v", q.V}}
	}
	nodes := 0
	if p := q.Where.check("where", 1, &nodes); p != nil {
		return p
	}
	return nil
}

func (n Node) check(path string, depth int, nodes *int) *Problem {
	if *nodes++; *nodes > maxNodes || depth > maxDepth {
		return &Problem{Path: path, Key: "segment.error.too_large"}
	}
	parts := n.parts()
	switch {
	case len(parts) == 0:
		return &Problem{Path: path, Key: "segment.error.empty"}
	case len(parts) > 1:
		return &Problem{Path: path, Key: "segment.error.several", Args: []any{"a", parts[0].name, "b", parts[1].name}}
	}
	if n.All != nil && len(n.All) == 0 || n.Any != nil && len(n.Any) == 0 {
		return &Problem{Path: path + "." + parts[0].name, Key: "segment.error.empty"}
	}
	for i, sub := range n.All {
		if p := sub.check(fmt.Sprintf("%s.all[%d]", path, i), depth+1, nodes); p != nil {
			return p
		}
	}
	for i, sub := range n.Any {
		if p := sub.check(fmt.Sprintf("%s.any[%d]", path, i), depth+1, nodes); p != nil {
			return p
		}
	}
	if n.Not != nil {
		return n.Not.check(path+".not", depth+1, nodes)
	}
	return parts[0].check(path + "." + parts[0].name)
}

// part is one field of a Node that is set, and the check of its values.
type part struct {
	name  string
	check func(path string) *Problem
}

func (n Node) parts() []part {
	var out []part
	set := func(is bool, name string, check func(path string) *Problem) {
		if is {
			out = append(out, part{name, check})
		}
	}
	fine := func(string) *Problem { return nil }
	oneOf := func(o *OneOf, name string, allowed ...string) {
		set(o != nil, name, func(path string) *Problem { return values(path+".in", o.In, true, words(allowed)) })
	}
	set(n.All != nil, "all", fine)
	set(n.Any != nil, "any", fine)
	set(n.Not != nil, "not", fine)
	set(n.Everyone, "everyone", fine)
	set(n.Member, "member", fine)
	set(n.Registered != nil, "registered", func(path string) *Problem {
		return first(values(path+".state", n.Registered.State, false, anything), values(path+".status", n.Registered.Status, false, anything))
	})
	set(n.Language != nil, "language", func(path string) *Problem {
		return first(values(path+".in", n.Language.In, true, code.MatchString), values(path+".source", n.Language.Source, false, words(sources)))
	})
	set(n.Voted != nil, "voted", func(path string) *Problem {
		return first(values(path+".election", []string{n.Voted.Election}, true, election.MatchString), values(path+".method", n.Voted.Method, false, anything))
	})
	set(n.District != nil, "district", func(path string) *Problem {
		return first(values(path+".kind", []string{n.District.Kind}, true, kind.MatchString), values(path+".in", n.District.In, true, anything))
	})
	oneOf(n.Ward, "ward")
	oneOf(n.Zip, "zip")
	oneOf(n.City, "city")
	oneOf(n.Tag, "tag")
	oneOf(n.Source, "source")
	set(n.Located, "located", fine)
	set(n.Phone, "phone", fine)
	set(n.Email, "email", fine)
	set(n.Attempt != nil, "attempt", n.Attempt.check)
	set(n.Suppressed, "suppressed", fine)
	return out
}

func (a *Attempt) check(path string) *Problem {
	if a.Never == (len(a.Result) > 0) {
		return &Problem{Path: path, Key: "segment.error.attempt"}
	}
	return values(path+".result", a.Result, false, words(Results))
}

func values(path string, list []string, needed bool, allowed func(string) bool) *Problem {
	switch {
	case needed && len(list) == 0:
		return &Problem{Path: path, Key: "segment.error.no_value"}
	case len(list) > maxValues:
		return &Problem{Path: path, Key: "segment.error.too_large"}
	}
	for i, v := range list {
		if v == "" || utf8.RuneCountInString(v) > maxText || !utf8.ValidString(v) || slices.Contains([]byte(v), 0) || !allowed(v) {
			return &Problem{Path: fmt.Sprintf("%s[%d]", path, i), Key: "segment.error.value", Args: []any{"value", v}}
		}
	}
	return nil
}

func anything(string) bool { return true }

// words allows only these, or anything where there are none.
func words(allowed []string) func(string) bool {
	return func(v string) bool { return len(allowed) == 0 || slices.Contains(allowed, v) }
}

func first(problems ...*Problem) *Problem {
	for _, p := range problems {
		if p != nil {
			return p
		}
	}
	return nil
}
