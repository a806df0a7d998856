package voterfile

import (
	"slices"
	"strings"
	"unicode"

	"banyan/internal/kernels/language"
	"banyan/internal/platform/sheet"
)

// guess proposes how to read a table that has no known layout: by the names of its columns, in any language in which we know
// them, then by what stands in the rest.
func guess(t sheet.Table, homeState string) (p Plan, header []string, sure bool) {
	header, rows := sheet.Headers(t.Rows[0]), t.Rows[1:]
	p, sure = byNames(header, homeState)
	if sure == false && headless(t.Rows, p) {
		header, rows = sheet.Numbered(len(t.Rows[0])), t.Rows
		p = Plan{Kind: Members, Columns: map[string]string{}, State: homeState, Header: header}
		t.Format.NoHeader, t.Format.Columns = true, len(header)
	}
	p.Format = t.Format
	if byCells(&p, header, rows) {
		sure = false
	}
	p.Dates, p.Found.Days = dayOrder(p, header, rows)
	return p, header, sure && p.Check(header) == nil
}

// byNames takes the kind of which most columns are named. sure tells that the names say all that is needed.
func byNames(header []string, homeState string) (p Plan, sure bool) {
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = foldHeader(h)
	}
	most := 0
	for _, kind := range []Kind{Languages, Places, Ballots, Voters, Members} { // the special before the general
		q := planOf(kind, header, folded)
		if len(q.Missing()) == 0 && plausible(q, folded) && len(q.Columns) > most+1 {
			p, most = q, len(q.Columns)
		}
	}
	if p.Kind == "" {
		p = planOf(Members, header, folded)
		p.State = homeState
		return p, false
	}
	p.State = homeState
	// Of a voter file without a column for its state nobody can tell whose numbers these are.
	return p, p.Kind != Voters && p.Kind != Ballots
}

// plausible keeps a list from being taken for one that merely has the same columns and more: a list of voters has
// names, a list of languages has none.
func plausible(p Plan, folded []string) bool {
	_, voter := p.Columns["voter_id"]
	switch p.Kind {
	case Languages, Ballots:
		people := planOf(Members, folded, folded)
		return people.Columns["given"] == "" && people.Columns["family"] == "" && people.Columns["name"] == ""
	case Members:
		return !voter
	}
	return true
}

// headless tells that the first row is a row: nothing in it names a column, and some cells are what only rows have.
func headless(rows [][]string, p Plan) bool {
	if len(p.Columns) > 1 {
		return false
	}
	for _, c := range rows[0] {
		if c = strings.TrimSpace(c); isDay(c) || zipCode.MatchString(c) || strings.Contains(c, "@") || digits(c) >= 7 {
			return true
		}
	}
	return false
}

// looks are fields that a column's cells give away, the surest first, with the share of the cells that must fit.
var looks = []struct {
	field string
	share float64
	fits  func(string) bool
}{
	{"email", .7, func(s string) bool { return strings.Count(s, "@") == 1 && strings.Contains(s, ".") }},
	{"phone", .7, func(s string) bool { n := digits(s); return (n == 10 || n == 11) && !letters(s) && !isDay(s) }},
	{"birth_date", .8, func(s string) bool { return isDay(s) }},
	{"zip", .8, func(s string) bool { return len(s) >= 5 && zipCode.MatchString(s) }},
	{"language", .9, func(s string) bool {
		_, ok := language.Canonical(s)
		return ok && len(s) > 3
	}},
	{"native", .7, func(s string) bool {
		return letters(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < 0x250 && unicode.IsLetter(r) })
	}},
	{"address", .6, func(s string) bool {
		first, rest, ok := strings.Cut(s, " ")
		return ok && digits(first) > 0 && letters(strings.TrimLeft(rest, "0123456789 "))
	}},
}

// byCells adds what the cells of the columns without a known name tell, for a list of members. It tells whether it added
// something: a guess is asked about.
func byCells(p *Plan, header []string, rows [][]string) (added bool) {
	if p.Kind != Members {
		return false
	}
	for i, h := range header {
		if !slices.Contains(p.Unused(header), h) {
			continue
		}
		cells := column(rows, i)
		if len(cells) < 2 {
			continue
		}
		for _, l := range looks {
			if p.Columns[l.field] == "" && shareOf(cells, l.fits) >= l.share {
				p.Columns[l.field] = h
				added = true
				break
			}
		}
	}
	return added
}

func column(rows [][]string, i int) (out []string) {
	for _, r := range rows {
		if i < len(r) && strings.TrimSpace(r[i]) != "" {
			out = append(out, strings.TrimSpace(r[i]))
		}
	}
	return out
}

func shareOf(cells []string, fits func(string) bool) float64 {
	n := 0
	for _, c := range cells {
		if fits(c) {
			n++
		}
	}
	return float64(n) / float64(len(cells))
}

// dateFields hold days.
var dateFields = []string{"birth_date", "registered_on", "election_date", "until"}

// dayOrder finds the order of day and month by the whole columns: a 25 can be no month. ask tells that somebody must say it.
func dayOrder(p Plan, header []string, rows [][]string) (order DateOrder, ask bool) {
	over := [2]bool{}
	unclear := false
	for _, f := range dateFields {
		i := slices.Index(header, p.Columns[f])
		if i < 0 {
			continue
		}
		for _, c := range column(rows, i) {
			a, b, ok := twoNumbers(c)
			if !ok {
				continue
			}
			over[0], over[1] = over[0] || a > 12, over[1] || b > 12
			unclear = unclear || a <= 12 && b <= 12 && a != b
		}
	}
	switch {
	case over[0] && !over[1]:
		return DayFirst, false
	case over[1] && !over[0], !unclear && !over[0]:
		return MonthFirst, false
	}
	return "", true
}
