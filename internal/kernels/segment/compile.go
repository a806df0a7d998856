package segment

import (
	"encoding/json"
	"strconv"
	"strings"

	"banyan/internal/kernels/language"
)

// Channel is how people are to be reached. Whoever is suppressed on it is left out, whatever the query says.
type Channel string

// The channels. None leaves nobody out: it is for lists that nobody is contacted by.
const (
	None  Channel = ""
	Door  Channel = "door"
	Phone Channel = "phone"
)

// Predicate is a condition on a row of the table person under the alias p, for a WHERE clause. Its text is made of this package's
// words alone; every value of the query is an argument.
type Predicate struct {
	SQL  string
	Args []any // strings; lists are JSON text
}

// Compile writes the query as SQL for both engines. first is the number of its first placeholder; the caller's own arguments come
// before. The query must be valid.
//
//	where := q.Compile(segment.Door, 2)
//	db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM person p WHERE p.org_id = $1 AND `+where.SQL, append([]any{org}, where.Args...)...)
func (q Query) Compile(channel Channel, first int) Predicate {
	c := compiler{next: first}
	text := c.node(q.Where)
	if channel != None {
		text = "(" + text + " AND NOT " + c.suppressed(channel) + ")"
	}
	return Predicate{SQL: text, Args: c.args}
}

type compiler struct {
	next int
	args []any
}

// arg makes a value an argument and gives its placeholder.
func (c *compiler) arg(v string) string {
	c.args = append(c.args, v)
	c.next++
	return "$" + strconv.Itoa(c.next-1)
}

// in is 'column IN (list)'; an empty list asks nothing.
func (c *compiler) in(column string, list []string) string {
	if len(list) == 0 {
		return ""
	}
	text, _ := json.Marshal(list) // strings always have a JSON form
	return " AND " + column + " IN (SELECT value FROM json_each(" + c.arg(string(text)) + "))"
}

func (c *compiler) node(n Node) string {
	switch {
	case n.All != nil:
		return c.join(n.All, " AND ", "1 = 1")
	case n.Any != nil:
		return c.join(n.Any, " OR ", "1 = 0")
	case n.Not != nil:
		return "NOT " + c.node(*n.Not)
	case n.Everyone:
		return "1 = 1"
	case n.Member:
		return "p.is_member"
	case n.Phone:
		return "p.phone <> ''"
	case n.Email:
		return "p.email <> ''"
	case n.Source != nil:
		return "(1 = 1" + c.in("p.source", n.Source.In) + ")"
	case n.Suppressed:
		return c.suppressed(None)
	case n.Attempt != nil:
		return c.attempt(*n.Attempt)
	case n.Located, n.Ward != nil, n.Zip != nil, n.City != nil:
		return c.household(n)
	}
	return c.related(n)
}

func (c *compiler) join(nodes []Node, with, empty string) string {
	if len(nodes) == 0 {
		return empty
	}
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = c.node(n)
	}
	return "(" + strings.Join(parts, with) + ")"
}

func (c *compiler) household(n Node) string {
	text := "EXISTS (SELECT 1 FROM household h WHERE h.org_id = p.org_id AND h.id = p.household_id"
	switch {
	case n.Located:
		text += " AND h.lat IS NOT NULL"
	case n.Ward != nil:
		text += c.in("h.ward", n.Ward.In)
	case n.Zip != nil:
		text += c.in("h.zip", n.Zip.In)
	case n.City != nil:
		text += c.in("h.city", n.City.In)
	}
	return text + ")"
}

// related asks for a row that belongs to the person. It is written as a set of people and not as a question to each of them, so
// that an engine can read the set once from an index, and begin with it where it is small.
func (c *compiler) related(n Node) string {
	const registration = "(p.org_id, p.id) IN (SELECT r.org_id, r.person_id FROM voter_registration r WHERE 1 = 1"
	switch {
	case n.Registered != nil:
		return registration + c.in("r.state", n.Registered.State) + c.in("r.status", n.Registered.Status) + ")"
	case n.District != nil:
		return registration + c.in("r.districts ->> CAST("+c.arg(n.District.Kind)+" AS TEXT)", n.District.In) + ")"
	case n.Language != nil:
		return "(p.org_id, p.id) IN (SELECT l.org_id, l.person_id FROM person_language l WHERE 1 = 1" +
			c.in("l.language", families(n.Language.In)) + c.in("l.source", n.Language.Source) + ")"
	case n.Tag != nil:
		return "(p.org_id, p.id) IN (SELECT t.org_id, t.person_id FROM person_tag t WHERE 1 = 1" + c.in("t.tag", n.Tag.In) + ")"
	}
	last := n.Voted.Election
	if len(last) == len("2022-11") {
		last += "-99" // the month alone and every day of it
	}
	day := "v.election BETWEEN " + c.arg(n.Voted.Election) + " AND " + c.arg(last)
	return "(p.org_id, p.id) IN (SELECT r.org_id, r.person_id FROM election_vote v JOIN voter_registration r ON r.org_id = v.org_id AND r.id = v.registration_id" +
		" WHERE " + day + c.in("v.method", n.Voted.Method) + ")"
}

// An entry counts where nothing has undone it. What happened at the door while nobody was met is about everybody who lives there.
const attempts = "FROM attempt a WHERE a.org_id = p.org_id AND a.kind = 'attempt'" +
	" AND (a.person_id = p.id OR a.person_id IS NULL AND a.household_id = p.household_id)" +
	" AND NOT EXISTS (SELECT 1 FROM attempt u WHERE u.org_id = a.org_id AND u.undoes = a.event_id)"

func (c *compiler) attempt(a Attempt) string {
	if a.Never {
		return "NOT EXISTS (SELECT 1 " + attempts + ")"
	}
	return "(1 = 1" + c.in("COALESCE((SELECT a.result "+attempts+" ORDER BY a.seq DESC LIMIT 1), '')", a.Result) + ")"
}

// suppressed asks for a suppression that holds. One for having moved holds as long as the person is listed at the address that they left.
func (c *compiler) suppressed(channel Channel) string {
	text := "EXISTS (SELECT 1 FROM suppression s WHERE s.org_id = p.org_id AND s.person_id = p.id AND s.lifted_at IS NULL" +
		" AND (s.reason <> 'moved' OR s.address_key = '' OR s.address_key = COALESCE((SELECT m.address_key FROM household m" +
		" WHERE m.org_id = p.org_id AND m.id = p.household_id), ''))"
	if channel != None {
		text += " AND s.scope IN ('everywhere', " + c.arg(string(channel)) + ")"
	}
	return text + ")"
}

// families are the codes with everything that they mean.
func families(codes []string) []string {
	var out []string
	for _, code := range codes {
		out = append(out, language.Family(code)...)
	}
	return out
}
