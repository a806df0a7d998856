package segment

import (
	"strconv"
	"strings"
)

// Voice says things in a reader's language.
type Voice interface {
	T(key string, args ...any) string
	LanguageName(code string) string
	// Call gives what a value is called that only the organization's data knows: of a kind ("program", "question", "field",
	// "import", …), by its id; the value itself where nobody knows.
	Call(kind, value string) string
	// Day writes '2026-08-01' as the reader does.
	Day(day string) string
}

// Describe says in words whom a valid query means: 'are members, or are registered to vote and speak Hmong or Korean'.
func (q Query) Describe(say Voice) string {
	return say.T("segment.people_who", "what", describer{say}.node(q.Where, true))
}

// DescribeNode says one condition in words.
func DescribeNode(n Node, say Voice) string { return describer{say}.node(n, true) }

type describer struct{ Voice }

func (d describer) node(n Node, top bool) string {
	switch {
	case n.All != nil:
		return d.group(n.All, "segment.and", top)
	case n.Any != nil:
		return d.group(n.Any, "segment.or", top)
	case n.Not != nil && n.Not.Voted != nil && len(n.Not.Voted.Method) == 0:
		return d.T("segment.not_voted", "election", d.election(n.Not.Voted.Election))
	case n.Not != nil:
		return d.T("segment.not", "what", d.node(*n.Not, false))
	case n.LivesWith != nil:
		return d.T("segment.lives_with", "what", d.node(*n.LivesWith, false))
	}
	for _, say := range []func(Node) string{d.plain, d.oneOf, d.person, d.voter, d.contact} {
		if text := say(n); text != "" {
			return text
		}
	}
	return ""
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

// plain are the conditions without values.
func (d describer) plain(n Node) string {
	for key, is := range map[string]bool{"everyone": n.Everyone, "member": n.Member, "located": n.Located, "phone": n.Phone, "email": n.Email, "suppressed": n.Suppressed} {
		if is {
			return d.T("segment." + key)
		}
	}
	return ""
}

func (d describer) oneOf(n Node) string {
	for key, o := range map[string]*OneOf{"ward": n.Ward, "zip": n.Zip, "city": n.City, "tag": n.Tag} {
		if o != nil {
			return d.T("segment."+key, "list", d.list(o.In, same))
		}
	}
	switch {
	case n.Source != nil:
		return d.T("segment.source", "list", d.words("segment.source.", n.Source.In))
	case n.Import != nil:
		return d.T("segment.import", "list", d.called("import", n.Import.In))
	case n.Held != nil:
		return d.T("segment.held", "list", d.words("segment.channel.", n.Held.In))
	case n.District != nil:
		return d.T("segment.district_kind", "kind", d.Call("district", n.District.Kind), "list", d.list(n.District.In, same))
	case n.Place != nil:
		return d.T("segment.place", "kind", d.Call("place", n.Place.Kind), "list", d.list(n.Place.In, same))
	}
	return ""
}

func (d describer) person(n Node) string {
	switch {
	case n.Age != nil:
		return d.span("segment.age", *n.Age)
	case n.Household != nil:
		return d.span("segment.household", *n.Household)
	case n.Born != nil:
		return d.dated(d.T("segment.born"), *n.Born)
	case n.Added != nil:
		return d.dated(d.T("segment.added"), *n.Added)
	case n.Language != nil:
		return d.language(*n.Language)
	case n.Model != nil:
		return d.T("segment.model", "list", d.list(n.Model.In, d.LanguageName), "percent", strconv.Itoa(int(n.Model.AtLeast*100+0.5)))
	case n.Relation != nil:
		return d.relation(*n.Relation)
	case n.Custom != nil:
		return d.custom(*n.Custom)
	case n.Consent != nil:
		key := "segment.consent"
		if n.Consent.Refused {
			key = "segment.consent_refused"
		}
		text := d.T(key, "channel", d.T("segment.channel."+n.Consent.Channel))
		if len(n.Consent.Purpose) > 0 {
			text = d.T("segment.consent_for", "what", text, "list", d.called("purpose", n.Consent.Purpose))
		}
		return text
	}
	return ""
}

func (d describer) language(l Language) string {
	key := "segment.language"
	if len(l.Kind) == 1 && l.Kind[0] != "spoken" {
		key += "." + l.Kind[0]
	}
	text := d.T(key, "list", d.list(l.In, d.LanguageName))
	if len(l.Source) == 0 {
		return text
	}
	return d.T("segment.language_known", "what", text, "sources", d.words("segment.language_source.", l.Source))
}

func (d describer) relation(r Relation) string {
	switch {
	case len(r.Has) == 0:
		return d.T("segment.relation_is", "list", d.words("segment.relation.", r.Is))
	case len(r.Is) == 0:
		return d.T("segment.relation_has", "list", d.words("segment.relation.", r.Has))
	}
	return d.T("segment.or", "a", d.relation(Relation{Is: r.Is}), "b", d.relation(Relation{Has: r.Has}))
}

func (d describer) custom(c Custom) string {
	field := d.Call("field", c.Field)
	text := d.T("segment.custom_any", "field", field)
	if len(c.In) > 0 {
		text = d.T("segment.custom", "field", field, "list", d.list(c.In, same))
	}
	for i, bound := range []*float64{c.Min, c.Max} {
		if bound != nil {
			text = d.T([]string{"segment.at_least", "segment.at_most"}[i], "what", text, "n", strconv.FormatFloat(*bound, 'f', -1, 64))
		}
	}
	return d.dated(text, c.Dates)
}

func (d describer) voter(n Node) string {
	switch {
	case n.Registered != nil:
		return d.registered(*n.Registered)
	case n.Voted != nil:
		return d.method(d.T("segment.voted", "election", d.election(n.Voted.Election)), n.Voted.Method)
	case n.History != nil:
		return d.history(*n.History)
	case n.Ballot != nil:
		return d.T("segment.ballot", "election", d.election(n.Ballot.Election), "list", d.words("segment.ballot.", n.Ballot.In))
	case n.Event != nil:
		text := d.words("segment.event.", n.Event.Kind)
		if len(n.Event.County) > 0 {
			text = d.T("segment.into", "what", text, "list", d.list(n.Event.County, same))
		}
		return d.dated(text, n.Event.Dates)
	}
	return ""
}

func (d describer) registered(r Registered) string {
	text := d.T("segment.registered")
	for _, part := range []struct {
		key  string
		list []string
	}{{"segment.with_status", r.Status}, {"segment.in_state", r.State}, {"segment.with_party", r.Party}, {"segment.in_county", r.County}} {
		if len(part.list) > 0 {
			text = d.T(part.key, "what", text, "list", d.list(part.list, same))
		}
	}
	return d.dated(text, r.Dates)
}

func (d describer) method(text string, methods []string) string {
	if len(methods) == 0 {
		return text
	}
	return d.T("segment.by_method", "what", text, "list", d.list(methods, same))
}

func (d describer) history(h History) string {
	least, most := h.Bounds()
	of := d.T("segment.all_elections")
	if len(h.Of) > 0 {
		of = d.list(h.Of, d.election)
	}
	key, n := "segment.history_range", least
	switch {
	case most == 0:
		key = "segment.history_never"
	case least == most:
		key = "segment.history_exactly"
	case most < 0:
		key = "segment.history_least"
	case least == 0:
		key, n = "segment.history_most", most
	}
	return d.method(d.T(key, "n", n, "min", strconv.Itoa(least), "max", strconv.Itoa(most), "list", of), h.Method)
}

func (d describer) contact(n Node) string {
	switch {
	case n.Attempt != nil && n.Attempt.Never:
		return d.T("segment.attempt_never")
	case n.Attempt != nil:
		return d.T("segment.attempt_result", "list", d.words("segment.result.", n.Attempt.Result))
	case n.Answer != nil:
		a := n.Answer
		return d.T("segment.answer", "question", d.Call("question", a.Form+"/"+a.Question), "list", d.list(a.In, func(v string) string { return d.Call("choice", a.Form+"/"+a.Question+"/"+v) }))
	case n.Contacts != nil:
		return d.contacts(*n.Contacts)
	}
	return ""
}

func (d describer) contacts(c Contacts) string {
	what := c.What
	if what == "" {
		what = "attempt"
	}
	least, most := c.Bounds()
	key := "range"
	switch {
	case most == 0:
		key = "never"
	case most < 0 && least == 1:
		key = "some"
	case most < 0:
		key = "least"
	}
	text := d.T("segment.contacts_"+key, "what", d.T("segment.count."+what), "min", strconv.Itoa(least), "max", strconv.Itoa(most))
	for _, part := range []struct {
		key, list string
	}{{"segment.contacts_in", d.called("program", c.Program)}, {"segment.contacts_by", d.words("segment.channel.", c.Channel)}, {"segment.contacts_with", d.words("segment.result.", c.Result)}} {
		if part.list != "" {
			text = d.T(part.key, "what", text, "list", part.list)
		}
	}
	return d.dated(text, c.Dates)
}

// span says 'between', 'at least' or 'at most' of a thing.
func (d describer) span(key string, r Range) string {
	switch {
	case r.Min == nil:
		return d.T(key+"_most", "max", strconv.Itoa(*r.Max))
	case r.Max == nil:
		return d.T(key+"_least", "min", strconv.Itoa(*r.Min))
	}
	return d.T(key+"_range", "min", strconv.Itoa(*r.Min), "max", strconv.Itoa(*r.Max))
}

func (d describer) dated(text string, days Dates) string {
	if days.Since != "" {
		text = d.T("segment.since", "what", text, "day", d.day(days.Since))
	}
	if days.Before != "" {
		text = d.T("segment.before", "what", text, "day", d.day(days.Before))
	}
	return text
}

func (d describer) day(day string) string {
	if n, relative := strings.CutPrefix(day, "-"); relative {
		days, _ := strconv.Atoi(strings.TrimSuffix(n, "d"))
		return d.T("segment.days_ago", "n", days)
	}
	return d.Day(day)
}

// election names '2022-11' by its month; a day as the reader writes it.
func (d describer) election(e string) string {
	if len(e) != len("2022-11") {
		return d.Day(e)
	}
	return d.T("segment.month."+e[5:], "year", e[:4])
}

// words are stored words in the reader's language.
func (d describer) words(prefix string, list []string) string {
	return d.list(list, func(w string) string { return d.T(prefix + strings.NewReplacer(" ", "_", "-", "_").Replace(w)) })
}

func (d describer) called(kind string, list []string) string {
	return d.list(list, func(v string) string { return d.Call(kind, v) })
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
