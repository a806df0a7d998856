package segment

import (
	"strings"
)

// Voice says things in a reader's language.
type Voice interface {
	T(key string, args ...any) string
	LanguageName(code string) string
}

// Describe says in words whom a valid query means: 'are members, or are registered to vote and speak Hmong or Korean'.
func (q Query) Describe(say Voice) string {
	return say.T("segment.people_who", "what", describer{say}.node(q.Where, true))
}

type describer struct{ Voice }

func (d describer) node(n Node, top bool) string {
	switch {
	case n.All != nil:
		return d.group(n.All, "segment.and", top)
	case n.Any != nil:
		return d.group(n.Any, "segment.or", top)
	case n.Not != nil && n.Not.Voted != nil:
		return d.T("segment.not_voted", "election", d.election(n.Not.Voted.Election))
	case n.Not != nil:
		return d.T("segment.not", "what", d.node(*n.Not, false))
	}
	return d.condition(n)
}

func (d describer) group(nodes []Node, key string, top bool) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = d.node(n, len(nodes) == 1 && top)
	}
	text := parts[0]
	for _, part := range parts[1:] {
		text = d.T(key, "a", text, "b", part)
	}
	if top || len(nodes) == 1 {
		return text
	}
	return d.T("segment.group", "what", text)
}

func (d describer) condition(n Node) string {
	switch {
	case n.Everyone:
		return d.T("segment.everyone")
	case n.Member:
		return d.T("segment.member")
	case n.Located:
		return d.T("segment.located")
	case n.Phone:
		return d.T("segment.phone")
	case n.Email:
		return d.T("segment.email")
	case n.Suppressed:
		return d.T("segment.suppressed")
	case n.Registered != nil:
		return d.registered(*n.Registered)
	case n.Language != nil:
		return d.language(*n.Language)
	case n.Voted != nil:
		return d.T("segment.voted", "election", d.election(n.Voted.Election))
	case n.Attempt != nil && n.Attempt.Never:
		return d.T("segment.attempt_never")
	case n.Attempt != nil:
		return d.T("segment.attempt_result", "list", d.list(n.Attempt.Result, func(r string) string { return d.T("segment.result." + r) }))
	case n.District != nil:
		return d.T("segment.district", "list", d.list(n.District.In, same))
	}
	return d.oneOf(n)
}

func (d describer) oneOf(n Node) string {
	for key, o := range map[string]*OneOf{"segment.ward": n.Ward, "segment.zip": n.Zip, "segment.city": n.City, "segment.tag": n.Tag} {
		if o != nil {
			return d.T(key, "list", d.list(o.In, same))
		}
	}
	return d.T("segment.source", "list", d.list(n.Source.In, func(s string) string { return d.T("segment.source." + strings.ReplaceAll(s, " ", "_")) }))
}

func (d describer) registered(r Registered) string {
	switch {
	case len(r.Status) > 0:
		return d.T("segment.registered_status", "list", d.list(r.Status, same))
	case len(r.State) > 0:
		return d.T("segment.registered_state", "list", d.list(r.State, same))
	}
	return d.T("segment.registered")
}

func (d describer) language(l Language) string {
	spoken := d.list(l.In, d.LanguageName)
	if len(l.Source) == 0 {
		return d.T("segment.language", "list", spoken)
	}
	return d.T("segment.language_source", "list", spoken, "sources", d.list(l.Source, func(s string) string {
		return d.T("segment.language_source." + strings.ReplaceAll(s, "-", "_"))
	}))
}

// election names '2022-11' by its month; a day stays as it is written.
func (d describer) election(e string) string {
	if len(e) != len("2022-11") {
		return e
	}
	return d.T("segment.month."+e[5:], "year", e[:4])
}

// list is 'a, b or c'.
func (d describer) list(values []string, name func(string) string) string {
	if len(values) == 0 {
		return ""
	}
	text := name(values[0])
	for i, v := range values[1:] {
		key := "segment.list_comma"
		if i == len(values)-2 {
			key = "segment.list_or"
		}
		text = d.T(key, "a", text, "b", name(v))
	}
	return text
}

func same(s string) string { return s }
