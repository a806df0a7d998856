package columns

import (
	"slices"
	"strings"

	"banyan/internal/kernels/segment"
)

// byCost orders conditions by what they cost.
func byCost(nodes []segment.Node) []segment.Node {
	out := slices.Clone(nodes)
	slices.SortStableFunc(out, func(a, b segment.Node) int { return cost(a) - cost(b) })
	return out
}

// cost is how long a condition takes, roughly in microseconds for a block.
func cost(n segment.Node) (sum int) {
	switch {
	case n.All != nil || n.Any != nil:
		for _, sub := range slices.Concat(n.All, n.Any) {
			sum += cost(sub)
		}
		return sum
	case n.Not != nil:
		return cost(*n.Not)
	case n.LivesWith != nil:
		return 3 // it has been answered before
	case n.History != nil, n.Contacts != nil:
		return 80
	case n.Age != nil, n.Born != nil, n.Added != nil, n.Registered != nil:
		return 20
	case n.Household != nil, n.Model != nil, n.Event != nil, n.Custom != nil:
		return 10
	}
	return 2
}

// indexed gives the sets of a condition on values. It is false where the condition is none.
func (a *asker) indexed(n segment.Node) (sets []*sparse, asked bool) {
	flag := &a.indexes[Flag]
	switch {
	case n.Member:
		return flag.one("member"), true
	case n.Phone:
		return flag.one("phone"), true
	case n.Email:
		return flag.one("email"), true
	case n.Located:
		return flag.one("located"), true
	case n.Ward != nil:
		return a.indexes[Ward].one(n.Ward.In...), true
	case n.Zip != nil:
		return a.indexes[Zip].one(n.Zip.In...), true
	case n.City != nil:
		return a.indexes[City].one(n.City.In...), true
	case n.Tag != nil:
		return a.indexes[Tag].one(n.Tag.In...), true
	case n.Source != nil:
		return a.indexes[Source].one(n.Source.In...), true
	case n.Import != nil:
		return a.indexes[Import].one(n.Import.In...), true
	case n.Suppressed:
		return a.held(), true
	case n.Held != nil:
		return a.held(n.Held.In...), true
	case n.Attempt != nil && !n.Attempt.Never:
		return a.indexes[Newest].one(n.Attempt.Result...), true
	}
	return a.hanging(n)
}

// hanging gives the sets of a condition on values of several parts.
func (a *asker) hanging(n segment.Node) (sets []*sparse, asked bool) {
	switch {
	case n.District != nil:
		return a.indexes[District].one(joined(n.District.In, n.District.Kind)...), true
	case n.Place != nil:
		return a.indexes[Place].one(joined(n.Place.In, n.Place.Kind)...), true
	case n.Voted != nil:
		return a.votes(n.Voted.Method, func(election string) bool { return onDay(election, n.Voted.Election) }), true
	case n.Relation != nil:
		return append(a.indexes[Is].one(n.Relation.Is...), a.indexes[Has].one(n.Relation.Has...)...), true
	case n.Consent != nil:
		said := map[bool]string{true: "no", false: "yes"}[n.Consent.Refused]
		return a.indexes[Consent].any(func(p []string) bool {
			return p[0] == n.Consent.Channel && allows(n.Consent.Purpose, p[1]) && p[2] == said
		}), true
	case n.Answer != nil:
		return a.indexes[Answer].one(joined(n.Answer.In, n.Answer.Form, n.Answer.Question)...), true
	}
	return nil, false
}

// joined are values with the parts that go before.
func joined(values []string, before ...string) (out []string) {
	for _, v := range values {
		out = append(out, join(append(slices.Clip(before), v)...))
	}
	return out
}

// held are the sets of those who are suppressed on one of the channels or everywhere; none given means any.
func (a *asker) held(on ...string) []*sparse {
	if len(on) == 0 {
		return a.indexes[Held].any(func([]string) bool { return true })
	}
	return a.indexes[Held].one(append(slices.Clone(on), "everywhere")...)
}

func (a *asker) consented(channel string) []*sparse {
	return a.indexes[Consent].any(func(p []string) bool { return p[0] == channel && p[2] == "yes" })
}

// onDay tells whether an election is the one that is asked for: a month means each of its days.
func onDay(election, asked string) bool {
	return election == asked || len(asked) == len("2022-11") && strings.HasPrefix(election, asked+"-")
}

// allows tells whether the value is in the list; an empty list allows everything.
func allows(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }

// rows plans the conditions on rows, and those that are made of others.
func (a *asker) rows(n segment.Node) step {
	switch {
	case n.Age != nil, n.Born != nil:
		return a.tables[Born].having(wanted{nil, nil, a.birth(n)})
	case n.Added != nil:
		return a.tables[Added].having(wanted{a.days(Added, 0, *n.Added)})
	case n.Registered != nil:
		r, t := n.Registered, &a.tables[Registration]
		return t.having(wanted{t.oneOf(0, r.State), t.oneOf(1, r.Status), t.oneOf(2, r.Party), t.oneOf(3, r.County), a.days(Registration, 4, r.Dates)})
	case n.Event != nil:
		e, t := n.Event, &a.tables[Event]
		return t.having(wanted{t.columns[0].exactly(e.Kind...), t.oneOf(1, e.County), a.days(Event, 2, e.Dates)})
	case n.Custom != nil:
		return a.tables[Custom].having(a.custom(*n.Custom))
	case n.Model != nil:
		return a.model(*n.Model)
	case n.Language != nil:
		return a.language(*n.Language)
	case n.Contacts != nil:
		least, most := n.Contacts.Bounds()
		return a.tables[Attempt].counting(a.contacts(*n.Contacts), least, most)
	case n.Attempt != nil:
		return not(anyOf(a.indexes[Flag].one("tried")))
	case n.History != nil:
		return a.history(*n.History)
	case n.Ballot != nil:
		return a.ballot(*n.Ballot)
	case n.Household != nil:
		return a.homes.meets(a.size(*n.Household))
	case n.LivesWith != nil:
		return in(a.homes.together(a.run(a, a.meant(*n.LivesWith))))
	}
	return nobody
}

// oneOf decides for a list of texts; an empty list decides nothing.
func (t *table) oneOf(column int, texts []string) *choice {
	if len(texts) == 0 {
		return nil
	}
	return t.columns[column].exactly(texts...)
}

func (a *asker) birth(n segment.Node) *choice {
	if n.Born != nil {
		return a.days(Born, 2, *n.Born)
	}
	after, upTo := a.ask.BornBetween(*n.Age)
	return a.tables[Born].columns[2].ordered(func(day string) bool { return day > after }, func(day string) bool { return upTo == "" || day <= upTo })
}

// days decides for texts of days; nothing where every one fits. No day is outside every range.
func (a *asker) days(t Table, column int, d segment.Dates) *choice {
	since, before := a.ask.Range(d)
	if since == "" && before == "" {
		return nil
	}
	return a.tables[t].columns[column].within(max(since, first), before)
}

// first is the first text that is not empty.
const first = "\x00"

func (a *asker) custom(f segment.Custom) wanted {
	column, numbers := &a.tables[Custom].columns[0], &a.tables[Custom].columns[1]
	since, before := a.ask.Range(f.Dates)
	var want wanted
	switch {
	case len(f.In) > 0:
		fit := slices.DeleteFunc(slices.Clone(f.In), func(v string) bool { return v < since || before != "" && (v >= before || v == "") })
		want = wanted{column.exactly(joined(fit, f.Field)...), nil}
	case before != "":
		want = wanted{column.within(FieldValue(f.Field, max(since, first)), FieldValue(f.Field, before)), nil}
	default:
		want = wanted{column.within(FieldValue(f.Field, since), f.Field+"\x01"), nil}
	}
	if f.Min != nil || f.Max != nil {
		want[1] = numbers.ordered(func(text string) bool { n := number(text); return n == n && (f.Min == nil || n >= *f.Min) },
			func(text string) bool { n := number(text); return n != n || f.Max == nil || n <= *f.Max })
	}
	return want
}

func (a *asker) model(m segment.Model) step {
	t := &a.tables[Thinks]
	probability := t.columns[1].ordered(func(text string) bool { return number(text) >= m.AtLeast }, func(string) bool { return true })
	thinks := t.having(wanted{t.columns[0].exactly(segment.Families(m.In)...), probability, t.columns[2].within(a.today, "")})
	return all([]step{not(anyOf(a.indexes[Flag].one("self-reported"))), thinks})
}

func (a *asker) language(l segment.Language) step {
	known, guessed := l.Known()
	var steps []step
	if known != nil {
		meant := segment.Families(l.In)
		steps = append(steps, anyOf(a.indexes[Speaks].any(func(p []string) bool {
			return slices.Contains(meant, p[0]) && allows(known.Kind, p[1]) && allows(known.Source, p[2])
		})))
	}
	if guessed != nil {
		steps = append(steps, a.model(*guessed))
	}
	return some(steps)
}

func (a *asker) contacts(c segment.Contacts) wanted {
	t := &a.tables[Attempt]
	want := wanted{t.oneOf(0, c.Program), t.oneOf(1, c.Channel), t.oneOf(2, c.Result), nil, nil, a.days(Attempt, 5, c.Dates)}
	switch c.What {
	case "contact":
		want[3] = t.columns[3].exactly("yes")
	case "conversation":
		want[4] = t.columns[4].exactly("yes")
	}
	return want
}

func (a *asker) size(r segment.Range) *choice {
	least, most := 0, -1
	if r.Min != nil {
		least = *r.Min
	}
	if r.Max != nil {
		most = *r.Max
	}
	return a.homes.sized(least, most)
}

// history plans in how many of these elections somebody voted, by the ways in which they did.
func (a *asker) history(h segment.History) step {
	of, fits := h.Of, onDay
	if len(of) == 0 {
		fits = func(election, asked string) bool { return election == asked }
		for _, e := range a.indexes[election].entries {
			of = append(of, e.parts[0])
		}
	}
	of = slices.Clone(of)
	slices.Sort(of)
	var unions [][]*sparse
	for _, asked := range slices.Compact(of) {
		unions = append(unions, a.votes(h.Method, func(election string) bool { return fits(election, asked) }))
	}
	least, most := h.Bounds()
	return sums(unions, least, most)
}

// ballot plans where a ballot stands; of whom nothing is told, no value of the election is true.
func (a *asker) ballot(b segment.Ballot) step {
	at := anyOf(a.indexes[Ballot].one(joined(b.In, b.Election)...))
	if !slices.Contains(b.In, segment.NoBallot) {
		return at
	}
	told := anyOf(a.indexes[Ballot].any(func(p []string) bool { return p[0] == b.Election }))
	return some([]step{not(told), at})
}

// votes are the sets of those who voted in some elections, by any method or some.
func (a *asker) votes(methods []string, fits func(election string) bool) []*sparse {
	if len(methods) == 0 {
		return a.indexes[election].any(func(p []string) bool { return fits(p[0]) })
	}
	return a.indexes[Votes].any(func(p []string) bool { return fits(p[0]) && slices.Contains(methods, p[1]) })
}
