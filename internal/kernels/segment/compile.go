package segment

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Predicate is a condition on a row of the table person under the alias p, for a WHERE clause. Its text is made of this package's
// words alone; every value of the query is an argument.
type Predicate struct {
	SQL  string
	Args []any // texts, whole numbers and floats; lists are JSON text
}

// Compile writes the query as SQL for both engines, over rows that stand for people (merged_into IS NULL). first is the number of
// its first placeholder; the caller's own arguments come before. The query must be valid.
//
//	where := q.Compile(segment.Ask{Channel: segment.Door, Today: now}, 2)
//	db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM person p WHERE p.org_id = $1 AND `+where.SQL, append([]any{org}, where.Args...)...)
func (q Query) Compile(ask Ask, first int) Predicate {
	c := compiler{ask: ask, next: first, p: "p"}
	text := c.node(q.Where)
	if ask.Base != nil {
		text = "(" + ask.Base("p") + " AND " + text + ")"
	}
	if ask.Channel != None {
		text = "(" + text + " AND NOT " + c.suppressed([]string{string(ask.Channel)}) + ")"
	}
	return Predicate{SQL: text, Args: c.args}
}

type compiler struct {
	ask  Ask
	next int
	args []any
	p    string // the alias of the person who is asked about
}

// arg makes a value an argument and gives its placeholder.
func (c *compiler) arg(v any) string {
	c.args = append(c.args, v)
	c.next++
	return "$" + strconv.Itoa(c.next-1)
}

// list makes a list an argument.
func (c *compiler) list(values []string) string {
	text, _ := json.Marshal(values) // strings always have a JSON form
	return "(SELECT value FROM json_each(" + c.arg(string(text)) + "))"
}

// in is ' AND column IN (list)'; an empty list asks nothing.
func (c *compiler) in(column string, values []string) string {
	if len(values) == 0 {
		return ""
	}
	return " AND " + column + " IN " + c.list(values)
}

// dates is ' AND column is in the range'. A column without a day is outside every range.
func (c *compiler) dates(column string, d Dates) (text string) {
	since, before := c.ask.Range(d)
	if since != "" {
		text += " AND " + column + " >= " + c.arg(since)
	}
	if before != "" {
		text += " AND " + column + " < " + c.arg(before) + " AND " + column + " <> ''"
	}
	return text
}

// moments is dates for a column of milliseconds.
func (c *compiler) moments(column string, d Dates) (text string) {
	since, before := c.ask.Range(d)
	if since != "" {
		text += " AND " + column + " >= " + c.arg(c.ask.Midnight(since))
	}
	if before != "" {
		text += " AND " + column + " < " + c.arg(c.ask.Midnight(before))
	}
	return text
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
	case n.LivesWith != nil:
		return c.livesWith(*n.LivesWith)
	case n.Suppressed:
		return c.suppressed(nil)
	case n.Held != nil:
		return c.suppressed(n.Held.In)
	}
	for _, try := range []func(Node) string{c.ownRow, c.household, c.registration, c.hanging, c.contact} {
		if text := try(n); text != "" {
			return text
		}
	}
	return "1 = 0" // a valid query has no other condition
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

// ownRow asks for what stands in the person's own row, or in the row of any part.
func (c *compiler) ownRow(n Node) string {
	var text string // with $x for the alias
	switch {
	case n.Member:
		text = "$x.is_member"
	case n.Phone:
		text = "$x.phone <> ''"
	case n.Email:
		text = "$x.email <> ''"
	case n.Source != nil:
		text = "$x.source IN " + c.list(n.Source.In)
	case n.Import != nil:
		text = "COALESCE($x.import_id, 0) IN " + c.numbers(n.Import.In)
	case n.Added != nil:
		text = "(1 = 1" + c.moments("$x.created_at", *n.Added) + ")"
	case n.Age != nil:
		after, upTo := c.ask.BornBetween(*n.Age)
		text = "($x.birth_date <> ''"
		if after != "" {
			text += " AND " + birthDay + " > " + c.arg(after)
		}
		if upTo != "" {
			text += " AND " + birthDay + " <= " + c.arg(upTo)
		}
		text += ")"
	case n.Born != nil:
		text = "($x.birth_date <> ''" + c.dates(birthDay, *n.Born) + ")"
	default:
		return ""
	}
	return fmt.Sprintf("(%s OR (%[2]s.org_id, %[2]s.id) IN (SELECT m.org_id, m.merged_into FROM person m WHERE m.merged_into IS NOT NULL AND %[3]s))",
		strings.ReplaceAll(text, "$x", c.p), c.p, strings.ReplaceAll(text, "$x", "m"))
}

// birthDay is BirthDay in SQL.
const birthDay = "(CASE length($x.birth_date) WHEN 4 THEN $x.birth_date || '-07-01' WHEN 7 THEN $x.birth_date || '-15' ELSE $x.birth_date END)"

// numbers is a list of whole numbers; what is none is left out.
func (c *compiler) numbers(values []string) string {
	out := []int64{}
	for _, v := range values {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	text, _ := json.Marshal(out)
	return "(SELECT CAST(value AS BIGINT) FROM json_each(" + c.arg(string(text)) + "))"
}

func (c *compiler) household(n Node) string {
	var text string
	switch {
	case n.Located:
		text = " AND h.lat IS NOT NULL"
	case n.Ward != nil:
		text = c.in("h.ward", n.Ward.In)
	case n.Zip != nil:
		text = c.in("h.zip", n.Zip.In)
	case n.City != nil:
		text = c.in("h.city", n.City.In)
	case n.Place != nil:
		return fmt.Sprintf("EXISTS (SELECT 1 FROM household_district d WHERE d.org_id = %[1]s.org_id AND d.household_id = %[1]s.household_id AND d.kind = %[2]s%[3]s)",
			c.p, c.arg(n.Place.Kind), c.in("d.name", n.Place.In))
	case n.Household != nil:
		return c.size(*n.Household)
	default:
		return ""
	}
	return fmt.Sprintf("EXISTS (SELECT 1 FROM household h WHERE h.org_id = %[1]s.org_id AND h.id = %[1]s.household_id%[2]s)", c.p, text)
}

// size counts everybody who lives where the person lives; nobody where that is not known.
func (c *compiler) size(r Range) string {
	count := fmt.Sprintf("(SELECT count(*) FROM person o WHERE o.org_id = %[1]s.org_id AND o.household_id = %[1]s.household_id AND o.merged_into IS NULL)", c.p)
	text := "(1 = 1"
	if r.Min != nil {
		text += " AND " + count + " >= " + c.arg(int64(*r.Min))
	}
	if r.Max != nil {
		text += " AND " + count + " <= " + c.arg(int64(*r.Max))
	}
	return text + ")"
}

// livesWith asks for somebody else at the same door.
func (c *compiler) livesWith(n Node) string {
	me := c.p
	c.p += "x"
	base := ""
	if c.ask.Base != nil {
		base = " AND " + c.ask.Base(c.p)
	}
	text := fmt.Sprintf("EXISTS (SELECT 1 FROM person %[1]s WHERE %[1]s.org_id = %[2]s.org_id AND %[1]s.household_id = %[2]s.household_id AND %[1]s.id <> %[2]s.id AND %[1]s.merged_into IS NULL%[3]s AND %[4]s)",
		c.p, me, base, c.node(n))
	c.p = me
	return text
}

// suppressed asks for a suppression that holds, on one of these channels or everywhere; none given means any. One for having moved
// holds as long as the person is listed at the address that they left.
func (c *compiler) suppressed(on []string) string {
	text := fmt.Sprintf(" AND s.lifted_at IS NULL AND (s.reason <> 'moved' OR s.address_key = '' OR s.address_key = COALESCE((SELECT w.address_key FROM household w"+
		" WHERE w.org_id = %[1]s.org_id AND w.id = %[1]s.household_id), ''))", c.p)
	if len(on) > 0 {
		text += c.in("s.scope", append([]string{"everywhere"}, on...))
	}
	return fmt.Sprintf("(EXISTS (SELECT 1 FROM suppression s WHERE s.org_id = %[1]s.org_id AND s.person_id = %[1]s.id%[2]s)"+
		" OR EXISTS (SELECT 1 FROM person m JOIN suppression s ON s.org_id = m.org_id AND s.person_id = m.id WHERE m.org_id = %[1]s.org_id AND m.merged_into = %[1]s.id%[2]s))", c.p, text)
}
