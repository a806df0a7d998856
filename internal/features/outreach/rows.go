package outreach

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"banyan/internal/kernels/segment"
)

// The builder shows a query as groups of rows: somebody is in the universe who fits all rows of at least one group.
// Every query that a person builds has this shape; one of another shape (written by a program) is shown in words.

// Group is rows that must all fit.
type Group struct{ Rows []Row }

// Row is one condition. Not turns it round.
type Row struct {
	Kind   string
	Not    bool
	Values []string
}

// rowKind is how a kind of row is asked for and what it becomes.
type rowKind struct {
	name    string
	choices func(Vocabulary) []string // nil: the row has no values
	node    func(Row) segment.Node
	row     func(segment.Node) (Row, bool)
}

// oneOf is a kind whose values are one list of a Node.
func oneOf(name string, choices func(Vocabulary) []string, field func(*segment.Node) **segment.OneOf) rowKind {
	return rowKind{name, choices, func(r Row) segment.Node {
		var n segment.Node
		*field(&n) = &segment.OneOf{In: r.Values}
		return n
	}, func(n segment.Node) (Row, bool) {
		if list := *field(&n); list != nil {
			return Row{Values: list.In}, true
		}
		return Row{}, false
	}}
}

// flag is a kind without values.
func flag(name string, field func(*segment.Node) *bool) rowKind {
	return rowKind{name, nil, func(Row) segment.Node {
		var n segment.Node
		*field(&n) = true
		return n
	}, func(n segment.Node) (Row, bool) { return Row{}, *field(&n) }}
}

// rowKinds in the order of the menu.
var rowKinds = []rowKind{
	flag("member", func(n *segment.Node) *bool { return &n.Member }),
	{"language", func(v Vocabulary) []string { return v.Languages },
		func(r Row) segment.Node { return segment.Node{Language: &segment.Language{In: r.Values}} },
		func(n segment.Node) (Row, bool) {
			if n.Language == nil || len(n.Language.Source) > 0 {
				return Row{}, false
			}
			return Row{Values: n.Language.In}, true
		}},
	{"registered", func(v Vocabulary) []string { return v.Statuses },
		func(r Row) segment.Node { return segment.Node{Registered: &segment.Registered{Status: r.Values}} },
		func(n segment.Node) (Row, bool) {
			if n.Registered == nil || len(n.Registered.State) > 0 {
				return Row{}, false
			}
			return Row{Values: n.Registered.Status}, true
		}},
	{"voted", func(v Vocabulary) []string { return v.Elections }, votedNode, votedRow},
	oneOf("ward", func(v Vocabulary) []string { return v.Wards }, func(n *segment.Node) **segment.OneOf { return &n.Ward }),
	oneOf("city", func(v Vocabulary) []string { return v.Cities }, func(n *segment.Node) **segment.OneOf { return &n.City }),
	oneOf("zip", func(v Vocabulary) []string { return v.ZIPs }, func(n *segment.Node) **segment.OneOf { return &n.Zip }),
	oneOf("tag", func(v Vocabulary) []string { return v.Tags }, func(n *segment.Node) **segment.OneOf { return &n.Tag }),
	{"result", func(Vocabulary) []string { return segment.Results },
		func(r Row) segment.Node { return segment.Node{Attempt: &segment.Attempt{Result: r.Values}} },
		func(n segment.Node) (Row, bool) {
			if n.Attempt == nil || n.Attempt.Never {
				return Row{}, false
			}
			return Row{Values: n.Attempt.Result}, true
		}},
	{"never_tried", nil,
		func(Row) segment.Node { return segment.Node{Attempt: &segment.Attempt{Never: true}} },
		func(n segment.Node) (Row, bool) { return Row{}, n.Attempt != nil && n.Attempt.Never }},
	flag("phone", func(n *segment.Node) *bool { return &n.Phone }),
	flag("located", func(n *segment.Node) *bool { return &n.Located }),
	flag("everyone", func(n *segment.Node) *bool { return &n.Everyone }),
}

// votedNode asks for a vote in any of the elections.
func votedNode(r Row) segment.Node {
	var any []segment.Node
	for _, election := range r.Values {
		any = append(any, segment.Node{Voted: &segment.Voted{Election: election}})
	}
	if len(any) == 1 {
		return any[0]
	}
	return segment.Node{Any: any}
}

func votedRow(n segment.Node) (Row, bool) {
	list := n.Any
	if n.Voted != nil {
		list = []segment.Node{n}
	}
	var out Row
	for _, v := range list {
		if v.Voted == nil || len(v.Voted.Method) > 0 {
			return Row{}, false
		}
		out.Values = append(out.Values, v.Voted.Election)
	}
	return out, len(list) > 0
}

func kindOf(name string) (rowKind, bool) {
	i := slices.IndexFunc(rowKinds, func(k rowKind) bool { return k.name == name })
	if i < 0 {
		return rowKind{}, false
	}
	return rowKinds[i], true
}

// needsValues tells whether a row of the kind means nothing until something is chosen.
func (k rowKind) needsValues() bool { return k.choices != nil && k.name != "registered" }

// queryOf is the question that the rows ask. Rows without a chosen value ask nothing and are left out, as are groups
// without rows; ok is false where nothing is left to ask.
func queryOf(groups []Group) (q segment.Query, ok bool) {
	var any []segment.Node
	for _, g := range groups {
		var all []segment.Node
		for _, r := range g.Rows {
			kind, known := kindOf(r.Kind)
			if !known || kind.needsValues() && len(r.Values) == 0 {
				continue
			}
			n := kind.node(r)
			if r.Not {
				plain := n
				n = segment.Node{Not: &plain}
			}
			all = append(all, n)
		}
		switch len(all) {
		case 0:
		case 1:
			any = append(any, all[0])
		default:
			any = append(any, segment.Node{All: all})
		}
	}
	switch len(any) {
	case 0:
		return segment.Query{}, false
	case 1:
		return segment.New(any[0]), true
	}
	return segment.New(segment.Node{Any: any}), true
}

// groupsOf shows a question as rows; ok is false where it has another shape.
func groupsOf(q segment.Query) (groups []Group, ok bool) {
	if r, isRow := rowOf(q.Where); isRow { // also several elections, which are an Any
		return []Group{{[]Row{r}}}, true
	}
	parts := q.Where.Any
	if parts == nil {
		parts = []segment.Node{q.Where}
	}
	for _, part := range parts {
		list := part.All
		if list == nil {
			list = []segment.Node{part}
		}
		var g Group
		for _, n := range list {
			r, isRow := rowOf(n)
			if !isRow {
				return nil, false
			}
			g.Rows = append(g.Rows, r)
		}
		groups = append(groups, g)
	}
	return groups, true
}

func rowOf(n segment.Node) (Row, bool) {
	not := n.Not != nil
	if not {
		n = *n.Not
	}
	for _, k := range rowKinds {
		if r, ok := k.row(n); ok {
			r.Kind, r.Not = k.name, not
			return r, true
		}
	}
	return Row{}, false
}

const (
	maxGroups = 8
	maxRows   = 12
)

// groupsFrom reads the builder's form: g.0.r.1.kind, g.0.r.1.not, g.0.r.1.in.
func groupsFrom(in url.Values) []Group {
	var out []Group
	for g := range maxGroups {
		var group Group
		for r := range maxRows {
			name := fmt.Sprintf("g.%d.r.%d.", g, r)
			if kind, known := kindOf(in.Get(name + "kind")); known {
				group.Rows = append(group.Rows, Row{Kind: kind.name, Not: in.Get(name+"not") != "", Values: slices.Clone(in[name+"in"])})
			}
		}
		if len(group.Rows) > 0 {
			out = append(out, group)
		}
	}
	return out
}

// changeGroups does what one of the builder's buttons asks: "add:0" (the row kind chosen in g.0.add), "group",
// "drop:0.1".
func changeGroups(groups []Group, do string, in url.Values) []Group {
	verb, what, _ := strings.Cut(do, ":")
	var g, r int
	switch verb {
	case "add":
		if _, err := fmt.Sscanf(what, "%d", &g); err != nil {
			return groups
		}
		kind, known := kindOf(in.Get(fmt.Sprintf("g.%d.add", g)))
		switch {
		case !known:
		case g >= 0 && g < len(groups) && len(groups[g].Rows) < maxRows:
			groups[g].Rows = append(groups[g].Rows, Row{Kind: kind.name})
		case g == len(groups) && g < maxGroups:
			groups = append(groups, Group{[]Row{{Kind: kind.name}}})
		}
	case "drop":
		if _, err := fmt.Sscanf(what, "%d.%d", &g, &r); err != nil || g < 0 || g >= len(groups) || r < 0 || r >= len(groups[g].Rows) {
			return groups
		}
		groups[g].Rows = slices.Delete(groups[g].Rows, r, r+1)
		if len(groups[g].Rows) == 0 {
			groups = slices.Delete(groups, g, g+1)
		}
	}
	return groups
}
