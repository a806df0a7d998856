package voterfile

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"banyan/internal/features/voterfile/layouts"
	"banyan/internal/kernels/language"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/sheet"

	"golang.org/x/text/unicode/norm"
)

// The longest texts that are taken, in letters. A longer one is a sign that a row has slipped.
const (
	maxName   = 200
	maxOther  = 300
	maxID     = 40
	maxCustom = 500
)

// Fault is why a row was not taken: the field, a message key and its arguments.
type Fault struct {
	Field, Reason string
	Args          []any
}

func (f *Fault) Error() string { return f.Field + ": " + f.Reason }

func fault(field, reason string, args ...any) *Fault { return &Fault{field, reason, args} }

// batch collects the records of many rows.
type batch struct {
	voters   []record.Voter
	ballots  []record.Ballot
	members  []record.Member
	speakers []record.Speaker
	points   []record.Point
}

// converter turns rows into records, by the plans of a file's tables. It belongs to one goroutine.
type converter struct {
	tables []*table
}

// newConverter prepares the plans for a file with this header.
func newConverter(p Plan, header []string) *converter {
	c := &converter{tables: []*table{newTable(p, header)}}
	for _, q := range p.Then {
		c.tables = append(c.tables, newTable(q, q.Header))
	}
	return c
}

// about tells the tables the name of the file and the kinds of the organization's own fields.
func (c *converter) about(file string, own []OwnField) {
	kinds := map[string]string{}
	for _, f := range own {
		kinds[f.ID.String()] = f.Kind
	}
	for _, t := range c.tables {
		t.file, t.kinds = file, kinds
	}
}

// convert adds what a row holds to a batch, or tells why it can't be taken.
func (c *converter) convert(row sheet.Row, b *batch) *Fault {
	t := c.tables[row.Part]
	if f := t.shape(row); f != nil {
		return f
	}
	t.row, t.fault = row.Cells, nil
	switch t.plan.Kind {
	case Voters:
		if v := t.voter(row.Number); t.fault == nil {
			b.voters = append(b.voters, v)
		}
	case Ballots:
		if v := t.ballot(row.Number); t.fault == nil {
			b.ballots = append(b.ballots, v)
		}
	case Members:
		if m := t.member(row.Number); t.fault == nil {
			b.members = append(b.members, m)
		}
	case Languages:
		if s := t.speaker(row.Number); t.fault == nil {
			b.speakers = append(b.speakers, s)
		}
	case Places:
		if p := t.points(row.Number); t.fault == nil {
			b.points = append(b.points, p...)
		}
	}
	return t.fault
}

// table is one plan made ready: where each field stands, so that a row is read without looking anything up by name.
type table struct {
	plan      Plan
	layout    layouts.Layout
	at        [fieldCount]int // column of a field; -1 = none
	mail      []int
	elections []numbered
	districts []numbered // by kind
	votes     []numbered // cells that tell an election and how
	dated     [][2]int   // columns of an election's day and of the way of voting
	flags     []numbered
	consents  []numbered
	tags      []numbered
	own       []numbered        // fields of the organization's own, by their ids
	kinds     map[string]string // of those
	file      string            // its name, which a consent tells
	header    []string
	width     int
	sexes     map[string]string // as written → as kept
	ballots   map[string]vote   // cells that tell an election, of which a file has few different ones

	row     []string
	fault   *Fault
	voteRow slab[record.Vote]
	distRow slab[record.District]
}

// numbered is a column and what it means.
type numbered struct {
	column int
	name   string
	key    string // of the field, for messages
}

// slab gives many small slices out of one allocation.
type slab[T any] struct{ free []T }

func (s *slab[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if len(s.free) < n {
		s.free = make([]T, max(2048, n))
	}
	out := s.free[:0:n]
	s.free = s.free[n:]
	return out
}

var footer = regexp.MustCompile(`(?i)^\W*(?:grand )?(?:total|rows?|records?|count|end of (?:file|report)|page)\b`)

// shape tells whether a row has the header's cells.
func (t *table) shape(row sheet.Row) *Fault {
	switch have := len(row.Cells); {
	case errors.Is(row.Err, sheet.ErrQuote):
		return fault("", "import.bad.quote")
	case errors.Is(row.Err, sheet.ErrNul):
		return fault("", "import.bad.nul")
	case row.Err != nil:
		return fault("", "import.bad.long_row")
	case have < t.width && footer.MatchString(strings.Join(row.Cells, " ")):
		return fault("", "import.bad.footer")
	case have < t.width:
		return fault("", "import.bad.few_cells", "n", have, "want", t.width)
	case have > t.width && !(sheet.Row{Cells: row.Cells[t.width:]}).Empty():
		return fault("", "import.bad.many_cells", "n", have, "want", t.width)
	}
	return nil
}

func (t *table) fail(f *Fault) {
	if t.fault == nil {
		t.fault = f
	}
}

// raw is a field's text, cleaned.
func (t *table) raw(f field) string {
	if i := t.at[f]; i >= 0 {
		return t.cell(i)
	}
	return ""
}

func (t *table) cell(i int) string {
	if i >= len(t.row) {
		return ""
	}
	return tidy(t.row[i])
}

// tidy makes a cell's text: composed as Unicode likes it (NFC), without control characters, with single blanks. Most cells are
// so already and cost nothing.
func tidy(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	if s == "" || s[0] != '\'' && plain(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, sheet.Bare(s))
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == ' ' && s[i+1] == ' ' {
			return false
		}
	}
	return true
}

// text is a field of at most n letters.
func (t *table) text(f field, n int) string {
	if i := t.at[f]; i >= 0 {
		return t.limited(i, n, fieldKeys[f])
	}
	return ""
}

func (t *table) limited(column, n int, name string) string {
	s := t.cell(column)
	if len(s) > n {
		if count := utf8.RuneCountInString(s); count > n {
			t.fail(fault(name, "import.bad.too_long", "n", count, "most", n))
			return ""
		}
	}
	return s
}

func (t *table) need(f field, n int) string {
	s := t.text(f, n)
	if s == "" {
		t.fail(fault(fieldKeys[f], "import.bad.empty"))
	}
	return s
}

// date reads a day, as far as the cell tells it. What is no day at all makes the row a bad one.
func (t *table) date(f field) string {
	s := t.text(f, maxOther)
	if s == "" || strings.Trim(s, "0/- ") == "" {
		return ""
	}
	day, ok := readDate(s, t.plan.Dates)
	if !ok && t.plan.Format.Sheet != "" {
		day, ok = serial(s)
	}
	if !ok {
		t.fail(fault(fieldKeys[f], "import.bad.date", "value", s))
	}
	return day
}

// serial reads the number that a workbook keeps for a day: days since the end of 1899.
func serial(s string) (string, bool) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 1000 || n > 80000 {
		return "", false
	}
	return sheet.Day(int(n)), true
}

// languages reads one or several, divided by a comma, semicolon, bar or slash.
func (t *table) languages(f field, kind, source string) (out []record.Language) {
	for _, s := range strings.FieldsFunc(t.text(f, maxOther), dividesList) {
		code, ok := language.Canonical(s)
		if !ok {
			t.fail(fault(fieldKeys[f], "import.bad.language", "language", strings.TrimSpace(s)))
			return nil
		}
		out = append(out, record.Language{Code: code, Kind: kind, Source: source})
	}
	return out
}

func (t *table) degrees(f field, most float64) float64 {
	s := t.need(f, maxOther)
	d, err := strconv.ParseFloat(s, 64)
	if s != "" && (err != nil || math.IsNaN(d) || math.Abs(d) > most) {
		t.fail(fault(fieldKeys[f], "import.bad.degrees", "value", s, "most", most))
	}
	return d
}
