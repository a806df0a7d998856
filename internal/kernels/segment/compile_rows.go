package segment

import (
	"fmt"
	"slices"
)

// rows asks for a row of a table that hangs on the person or on a part of them. It is written as a set of people and not as a
// question to each of them, so that an engine can read the set once from an index, and begin with it where it is small.
func (c *compiler) rows(table, column, condition string) string {
	return fmt.Sprintf("(%[1]s.org_id, %[1]s.id) IN (SELECT x.org_id, x.%[3]s FROM %[2]s x WHERE 1 = 1%[4]s"+
		" UNION ALL SELECT m.org_id, m.merged_into FROM person m JOIN %[2]s x ON x.org_id = m.org_id AND x.%[3]s = m.id WHERE m.merged_into IS NOT NULL%[4]s)",
		c.p, table, column, condition)
}

// among is 'the person is one of those'.
func (c *compiler) among(set string) string {
	return fmt.Sprintf("(%[1]s.org_id, %[1]s.id) IN (%[2]s)", c.p, set)
}

// counted is 'so many rows of the set are about the person'. The set has org_id and person_id; what says what is counted.
func (c *compiler) counted(set, what string, least, most int) string {
	group := func(having string) string {
		return c.among("SELECT g.org_id, g.person_id FROM (" + set + ") g GROUP BY g.org_id, g.person_id HAVING " + having)
	}
	text := "(1 = 1"
	if least > 0 {
		text += " AND " + group("count("+what+") >= "+c.arg(int64(least)))
	}
	if most >= 0 {
		text += " AND NOT " + group("count("+what+") > "+c.arg(int64(most)))
	}
	return text + ")"
}

// whole is a join that gives for the row x of a table the person who stands for whom it is about: COALESCE(m.merged_into, m.id).
const whole = " JOIN person m ON m.org_id = x.org_id AND m.id = x.person_id"

func (c *compiler) registration(n Node) string {
	switch {
	case n.Registered != nil:
		r := n.Registered
		return c.rows("voter_registration", "person_id", " AND x.dropped_on = ''"+c.in("x.state", r.State)+c.in("x.status", r.Status)+c.in("x.party", r.Party)+
			c.in("x.county", r.County)+c.dates("x.registered_on", r.Dates))
	case n.District != nil:
		return c.rows("voter_registration", "person_id", c.in("(x.districts ->> CAST("+c.arg(n.District.Kind)+" AS TEXT))", n.District.In))
	case n.Voted != nil:
		return c.rows("voter_registration", "person_id", " AND EXISTS (SELECT 1 FROM vote_code k WHERE k.org_id = x.org_id AND "+c.electionDay("k.election", n.Voted.Election)+
			c.in("k.method", n.Voted.Method)+" AND "+hasCode+")")
	case n.History != nil:
		return c.history(*n.History)
	case n.Ballot != nil:
		return c.ballot(*n.Ballot)
	case n.Event != nil:
		e := n.Event
		return c.rows("person_event", "person_id", c.in("x.kind", e.Kind)+c.in("(x.detail ->> 'to_county')", e.County)+c.dates("x.on_date", e.Dates))
	}
	return ""
}

// hasCode is 'the registration x has the vote k': its codes stand in a text with blanks around each.
const hasCode = "x.votes LIKE '% ' || CAST(k.code AS TEXT) || ' %'"

// electionDay is 'the election is that one': a month means each of its days.
func (c *compiler) electionDay(column, election string) string {
	last := election
	if len(last) == len("2022-11") {
		last += "-99" // the month alone and every day of it
	}
	return column + " BETWEEN " + c.arg(election) + " AND " + c.arg(last)
}

// ballot asks any of the person's registrations.
func (c *compiler) ballot(b Ballot) string {
	stands := func(at []string) string { // anywhere, where nothing is named
		return c.among("SELECT x.org_id, COALESCE(m.merged_into, m.id) AS person_id FROM voter_registration x" + whole +
			" JOIN ballot b ON b.org_id = x.org_id AND b.registration_id = x.id WHERE b.election = " + c.arg(b.Election) + c.in("b.status", at))
	}
	told := slices.DeleteFunc(slices.Clone(b.In), func(s string) bool { return s == NoBallot })
	switch {
	case len(told) == 0:
		return "NOT " + stands(nil)
	case len(told) == len(b.In):
		return stands(told)
	}
	return "(NOT " + stands(nil) + " OR " + stands(told) + ")"
}

func (c *compiler) history(h History) string {
	least, most := h.Bounds()
	if least == 0 && most < 0 {
		return "1 = 1" // anybody: and an argument that is not used would have no type
	}
	election, of := "k.election", ""
	if len(h.Of) > 0 {
		election, of = "e.value", " JOIN "+c.list(h.Of)+" e ON k.election = e.value OR k.election LIKE e.value || '-%'"
	}
	set := "SELECT x.org_id, COALESCE(m.merged_into, m.id) AS person_id, " + election + " AS election FROM voter_registration x" + whole +
		" JOIN vote_code k ON k.org_id = x.org_id AND " + hasCode + c.in("k.method", h.Method) + of
	return c.counted(set, "DISTINCT g.election", least, most)
}

// hanging asks for rows of the tables that hang on the person.
func (c *compiler) hanging(n Node) string {
	switch {
	case n.Language != nil:
		return c.language(*n.Language)
	case n.Model != nil:
		return c.model(*n.Model)
	case n.Tag != nil:
		return c.rows("person_tag", "person_id", c.in("x.tag", n.Tag.In))
	case n.Custom != nil:
		return c.custom(*n.Custom)
	case n.Relation != nil:
		return c.relation(*n.Relation)
	case n.Consent != nil:
		return c.consent(*n.Consent)
	}
	return ""
}

func (c *compiler) language(l Language) string {
	known, guessed := l.Known()
	switch {
	case known == nil:
		return c.model(*guessed)
	case guessed != nil:
		return "(" + c.language(*known) + " OR " + c.model(*guessed) + ")"
	}
	return c.rows("person_language", "person_id", c.in("x.language", Families(l.In))+c.in("x.kind", l.Kind)+c.in("x.source", l.Source))
}

// model leaves out whoever has told their language, and what has expired.
func (c *compiler) model(m Model) string {
	today := c.ask.Midnight(c.ask.Today.Format("2006-01-02"))
	thinks := c.rows("person_model", "person_id", " AND x.topic = 'language'"+c.in("x.value", Families(m.In))+
		" AND COALESCE(x.probability, 0) >= "+c.arg(m.AtLeast)+" AND x.expires_at >= "+c.arg(today))
	return "(" + thinks + " AND NOT " + c.rows("person_language", "person_id", " AND x.source = 'self-reported'") + ")"
}

func (c *compiler) custom(f Custom) string {
	text := " AND x.field_id IN " + c.numbers([]string{f.Field}) + c.in("x.value", f.In) + c.dates("x.value", f.Dates)
	if f.Min != nil {
		text += " AND x.number >= " + c.arg(*f.Min)
	}
	if f.Max != nil {
		text += " AND x.number <= " + c.arg(*f.Max)
	}
	return c.rows("custom_value", "person_id", text)
}

// relation: person_id is the kind of other_id.
func (c *compiler) relation(r Relation) string {
	switch {
	case len(r.Has) == 0:
		return c.rows("person_relation", "person_id", c.in("x.kind", r.Is))
	case len(r.Is) == 0:
		return c.rows("person_relation", "other_id", c.in("x.kind", r.Has))
	}
	return "(" + c.relation(Relation{Is: r.Is}) + " OR " + c.relation(Relation{Has: r.Has}) + ")"
}

// consent looks at the newest word for each purpose, over all parts.
func (c *compiler) consent(a Consent) string {
	granted := "t.granted"
	if a.Refused {
		granted = "NOT t.granted"
	}
	return c.among("SELECT t.org_id, t.person_id FROM (SELECT x.org_id, COALESCE(m.merged_into, m.id) AS person_id, x.granted," +
		" row_number() OVER (PARTITION BY x.org_id, COALESCE(m.merged_into, m.id), x.purpose ORDER BY x.at DESC, x.id DESC) AS n FROM person_consent x" + whole +
		" WHERE x.channel = " + c.arg(a.Channel) + c.in("x.purpose", a.Purpose) + ") t WHERE t.n = 1 AND " + granted)
}

// effective is 'nothing has undone the attempt x'.
const effective = " AND x.kind = 'attempt' AND NOT EXISTS (SELECT 1 FROM attempt u WHERE u.org_id = x.org_id AND u.undoes = x.event_id AND u.kind = 'undo' AND u.packet_id + 0 = x.packet_id)"

// attempts are those that count, with the person whom they are about: what happened at the door while nobody was met is about
// everybody who lives there.
func attempts(columns, condition string) string {
	return "SELECT x.org_id, COALESCE(m.merged_into, m.id) AS person_id, " + columns + " FROM attempt x" + whole + " WHERE 1 = 1" + effective + condition +
		" UNION ALL SELECT x.org_id, m.id AS person_id, " + columns + " FROM attempt x JOIN person m ON m.org_id = x.org_id AND m.household_id = x.household_id AND m.merged_into IS NULL" +
		" WHERE x.person_id IS NULL" + effective + condition
}

// newest numbers the attempts of each person, the newest is 1; what is the column said.
func newest(what, condition string) string {
	return "SELECT g.org_id, g.person_id, g.said, row_number() OVER (PARTITION BY g.org_id, g.person_id ORDER BY g.seq DESC) AS n FROM (" +
		attempts("x.seq, "+what+" AS said", condition) + ") g"
}

func (c *compiler) contact(n Node) string {
	switch {
	case n.Attempt != nil && n.Attempt.Never:
		return "NOT " + c.among("SELECT g.org_id, g.person_id FROM ("+attempts("x.seq", "")+") g")
	case n.Attempt != nil:
		return c.among("SELECT t.org_id, t.person_id FROM (" + newest("x.result", "") + ") t WHERE t.n = 1" + c.in("t.said", n.Attempt.Result))
	case n.Contacts != nil:
		return c.contacts(*n.Contacts)
	case n.Answer != nil:
		return c.answer(*n.Answer)
	}
	return ""
}

func (c *compiler) contacts(a Contacts) string {
	least, most := a.Bounds()
	if least == 0 && most < 0 {
		return "1 = 1"
	}
	text := c.in("x.channel", a.Channel) + c.in("x.result", a.Result) + c.moments("x.at", a.Dates)
	if len(a.Program) > 0 {
		text += " AND x.program_id IN " + c.numbers(a.Program)
	}
	switch a.What {
	case "contact":
		text += " AND x.is_contact"
	case "conversation":
		text += " AND x.is_conversation"
	}
	return c.counted(attempts("x.seq", text), "*", least, most)
}

// answer looks at the newest attempt in which the question was answered.
func (c *compiler) answer(a Answer) string {
	question := "(x.answers ->> CAST(" + c.arg(a.Question) + " AS TEXT))"
	form := " AND x.packet_id IN (SELECT k.id FROM packet k JOIN form_version f ON f.org_id = k.org_id AND f.id = k.form_version_id WHERE f.form_id IN " + c.numbers([]string{a.Form}) + ")"
	return c.among("SELECT t.org_id, t.person_id FROM (" + newest(question, form+" AND "+question+" IS NOT NULL") +
		") t WHERE t.n = 1 AND EXISTS (SELECT 1 FROM json_each(t.said) v WHERE 1 = 1" + c.in("v.value", a.In) + ")")
}
