package voterfile

import (
	"slices"
	"strings"
	"unicode"

	"banyan/internal/features/voterfile/layouts"
	"banyan/internal/platform/sheet"
)

// tests tell by its look whether a cell can be what a column holds, and how much that says. A column that anything could
// stand in says nothing and is not here.
var tests = map[string]struct {
	weight float64
	fits   func(l layouts.Layout, cell string) bool
}{
	"voter_id": {2, func(_ layouts.Layout, s string) bool { return len(s) <= 24 && digits(s)*2 >= len(s) && !isDay(s) }},
	"state": {3, func(l layouts.Layout, s string) bool {
		return strings.EqualFold(s, l.State) || len(s) == 2 && l.State == ""
	}},
	"zip":           {3, func(_ layouts.Layout, s string) bool { return zipCode.MatchString(s) }},
	"zip4":          {1, func(_ layouts.Layout, s string) bool { return len(s) <= 4 && digits(s) == len(s) }},
	"mail_zip":      {1, func(_ layouts.Layout, s string) bool { return digits(s) >= 4 }},
	"birth_date":    {3, func(_ layouts.Layout, s string) bool { return isDay(s) || isYear(s) }},
	"registered_on": {3, func(_ layouts.Layout, s string) bool { return isDay(s) }},
	"election_date": {3, func(_ layouts.Layout, s string) bool { return isDay(s) }},
	"vote_date.1":   {2, func(_ layouts.Layout, s string) bool { return isDay(s) }},
	"vote.1":        {1, func(_ layouts.Layout, s string) bool { _, _, ok := ballot(s); return ok }},
	"gender":        {2, func(_ layouts.Layout, s string) bool { return sexes[strings.ToLower(s)] }},
	"status":        {2, func(l layouts.Layout, s string) bool { return oneOf(l.Status, s) }},
	"party":         {2, func(l layouts.Layout, s string) bool { return oneOf(l.Party, s) || len(s) <= 4 && digits(s) == 0 }},
	"county": {2, func(l layouts.Layout, s string) bool {
		_, ok := l.Counties[strings.TrimLeft(s, "0")]
		return ok || len(l.Counties) == 0 && letters(s) || hasValue(l.Counties, s)
	}},
	"email":         {2, func(_ layouts.Layout, s string) bool { return strings.Contains(s, "@") }},
	"phone":         {2, func(_ layouts.Layout, s string) bool { return digits(s) >= 7 && digits(s) <= 15 }},
	"family":        {1, func(_ layouts.Layout, s string) bool { return letters(s) }},
	"given":         {1, func(_ layouts.Layout, s string) bool { return letters(s) }},
	"number":        {1, func(_ layouts.Layout, s string) bool { return digits(s) > 0 && len(s) <= 10 }},
	"address":       {1, func(_ layouts.Layout, s string) bool { return digits(s) > 0 && digits(s) < len(s) }},
	"city":          {1, func(_ layouts.Layout, s string) bool { return letters(s) }},
	"method":        {1, func(_ layouts.Layout, s string) bool { return !isDay(s) }},
	"election_type": {1, func(_ layouts.Layout, s string) bool { return letters(s) }},
}

var sexes = map[string]bool{"m": true, "f": true, "u": true, "x": true, "o": true, "n": true, "male": true, "female": true, "unknown": true, "nonbinary": true}

// byContent recognizes a table without a header by how many columns it has and what stands in them.
func byContent(t sheet.Table) (p Plan, header []string, ok bool) {
	type fit struct {
		plan    Plan
		header  []string
		percent int
	}
	var fits []fit
	for _, l := range layouts.All() {
		for _, columns := range shapes(l, t) {
			rows, f := t.Rows, t.Format
			if l.Widths != nil {
				rows, f = cutBy(l, t.Lines), sheet.Format{Members: f.Members, Encoding: f.Encoding, Widths: l.Widths}
			}
			percent := contentScore(l, columns, rows)
			if percent < fitContent || contentScore(l, columns, rows[:1]) < fitContent*2/3 {
				continue
			}
			names := columnNames(columns, len(rows[0]))
			q := planBy(l, names)
			f.NoHeader, f.Columns = true, len(names)
			q.Format, q.Header, q.Found = f, names, Found{Percent: percent, ByContent: true}
			fits = append(fits, fit{q, names, percent})
		}
	}
	slices.SortStableFunc(fits, func(a, b fit) int { return b.percent - a.percent })
	if len(fits) == 0 {
		return Plan{}, nil, false
	}
	first := fits[0]
	for _, f := range fits[1:] {
		if f.plan.State != first.plan.State {
			first.plan.Found.Second, first.plan.Found.SecondScore = f.plan.Layout, f.percent
			return first.plan, first.header, first.percent > f.percent
		}
	}
	return first.plan, first.header, true
}

// shapes are the ways in which a layout's columns can make a row as wide as the table's: all of them, or those that are never
// missing, with the delimiter at the end of the row that some programs write.
func shapes(l layouts.Layout, t sheet.Table) (out [][]layouts.Column) {
	if l.Kind == "report" {
		return nil
	}
	if l.Widths != nil {
		if len(t.Lines) > 0 && fitsWidth(l.Widths, t.Lines) {
			return [][]layouts.Column{l.Columns}
		}
		return nil
	}
	n := len(t.Rows[0])
	if blankLast(t.Rows) {
		out = append(out, within(l, n-1)...)
	}
	return append(out, within(l, n)...)
}

// within are the ways in which a layout has n columns: without the optional ones at its end, or without any of them.
func within(l layouts.Layout, n int) (out [][]layouts.Column) {
	if n <= 0 || n > len(l.Columns) {
		return nil
	}
	optional := func(c layouts.Column) bool { return c.Optional }
	if !slices.ContainsFunc(l.Columns[n:], func(c layouts.Column) bool { return !c.Optional }) {
		out = append(out, l.Columns[:n])
	}
	if sure := slices.DeleteFunc(slices.Clone(l.Columns), optional); len(sure) == n && slices.ContainsFunc(l.Columns[:n], optional) {
		out = append(out, sure)
	}
	return out
}

func blankLast(rows [][]string) bool {
	for _, r := range rows {
		if strings.TrimSpace(r[len(r)-1]) != "" {
			return false
		}
	}
	return true
}

// fitsWidth tells whether lines can be a layout's: none longer, most ending within the last columns.
func fitsWidth(widths []int, lines []string) bool {
	total := 0
	for _, w := range widths {
		total += w
	}
	for _, l := range lines {
		if n := len([]rune(l)); n > total+2 || n < total/4 {
			return false
		}
	}
	return true
}

func cutBy(l layouts.Layout, lines []string) (out [][]string) {
	for _, line := range lines {
		out = append(out, sheet.Fixed(line, l.Widths))
	}
	return out
}

func columnNames(columns []layouts.Column, n int) []string {
	names := make([]string, 0, n)
	for _, c := range columns {
		names = append(names, c.Name)
	}
	for len(names) < n {
		names = append(names, "")
	}
	out := sheet.Headers(names)
	for len(out) < n {
		out = append(out, sheet.Numbered(n)[len(out)])
	}
	return out
}

// contentScore is how much of what can be tested fits, in percent. Empty cells say nothing; a column with nothing in it says
// nothing either.
func contentScore(l layouts.Layout, columns []layouts.Column, rows [][]string) int {
	weight, percent := contentFit(l, columns, rows)
	if weight < enoughWeight {
		return 0
	}
	return percent
}

// enoughWeight is what must be tested before the content says anything.
const enoughWeight = 5

func contentFit(l layouts.Layout, columns []layouts.Column, rows [][]string) (weight float64, percent int) {
	var good, all float64
	for i, c := range columns {
		test, ok := tests[c.Field]
		if !ok {
			continue
		}
		n, fit := 0, 0
		for _, r := range rows {
			if i >= len(r) {
				continue
			}
			if cell := strings.TrimSpace(r[i]); cell != "" {
				n++
				if test.fits(l, cell) {
					fit++
				}
			}
		}
		if n > 0 {
			all += test.weight
			good += test.weight * float64(fit) / float64(n)
		} else if c.Field == "voter_id" || c.Field == "family" {
			all += test.weight
		}
	}
	if all == 0 {
		return 0, 0
	}
	return all, int(100 * good / all)
}

func digits(s string) (n int) {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// letters tells a name: letters, with the marks that names have, and no digit.
func letters(s string) bool {
	return strings.ContainsFunc(s, unicode.IsLetter) && !strings.ContainsFunc(s, unicode.IsDigit) && !strings.Contains(s, "@")
}

func isDay(s string) bool {
	d, ok := readDate(s, MonthFirst)
	if !ok {
		d, ok = readDate(s, DayFirst)
	}
	return ok && len(d) == len("2006-01-02") && d >= "1880" && d < "2101"
}

func isYear(s string) bool { return len(s) == 4 && s >= "1880" && s <= "2100" && digits(s) == 4 }

func oneOf(list []string, s string) bool {
	return slices.ContainsFunc(list, func(v string) bool { return strings.EqualFold(v, strings.TrimSpace(s)) })
}

func hasValue(m map[string]string, s string) bool {
	for _, v := range m {
		if strings.EqualFold(v, s) {
			return true
		}
	}
	return false
}
