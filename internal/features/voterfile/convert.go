package voterfile

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"banyan/internal/features/voterfile/sheet"
	"banyan/internal/kernels/address"
	"banyan/internal/kernels/language"
	"banyan/internal/kernels/record"

	"golang.org/x/text/unicode/norm"
)

// The longest texts that are taken, in letters. A longer one is a sign that a row has slipped.
const (
	maxName  = 200
	maxOther = 300
	maxID    = 40
)

// Fault is why a row was not taken: the field, a message key and its arguments.
type Fault struct {
	Field, Reason string
	Args          []any
}

func (f *Fault) Error() string { return f.Field + ": " + f.Reason }

func fault(field, reason string, args ...any) *Fault { return &Fault{field, reason, args} }

// cells reads a row by the plan's fields and keeps the first fault.
type cells struct {
	index  map[string]int // field → column
	sorted []string       // the fields, so that a row is always read in the same order
	row    []string
	fault  *Fault
}

// newCells prepares a plan for a header. A column of the plan that the header lacks is left out; [Plan.Missing] has
// been asked before.
func newCells(p Plan, header []string) *cells {
	at := map[string]int{}
	for i, h := range header {
		at[h] = i
	}
	c := &cells{index: map[string]int{}}
	for field, column := range p.Columns {
		if i, ok := at[column]; ok {
			c.index[field] = i
			c.sorted = append(c.sorted, field)
		}
	}
	slices.Sort(c.sorted)
	return c
}

func (c *cells) fail(f *Fault) {
	if c.fault == nil {
		c.fault = f
	}
}

// raw is a cell's text: composed as Unicode likes it (NFC), without control characters, with single blanks.
func (c *cells) raw(field string) string {
	i, ok := c.index[field]
	if !ok || i >= len(c.row) {
		return ""
	}
	s := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, sheet.Bare(c.row[i]))
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

// text is a cell of at most n letters.
func (c *cells) text(field string, n int) string {
	s := c.raw(field)
	if count := utf8.RuneCountInString(s); count > n {
		c.fail(fault(field, "import.bad.too_long", "n", count, "most", n))
		return ""
	}
	return s
}

func (c *cells) need(field string, n int) string {
	s := c.text(field, n)
	if s == "" {
		c.fail(fault(field, "import.bad.empty"))
	}
	return s
}

func (c *cells) name() record.Name {
	n := record.Name{Given: c.text("given", maxName), Middle: c.text("middle", maxName), Family: c.text("family", maxName),
		Suffix: c.text("suffix", maxName), Native: c.text("native", maxName)}
	if whole := c.text("name", maxName); whole != "" && n.Given == "" && n.Family == "" {
		n.Given, n.Family = wholeName(whole)
		if n.Native == "" && !strings.ContainsFunc(whole, latin) {
			n.Native = whole
		}
	}
	if n.Given == "" && n.Family == "" {
		if n.Native == "" {
			c.fail(fault("family", "import.bad.no_name"))
		}
		n.Given = n.Native // a person is shown by some name
	}
	return n
}

// wholeName cuts a name in one cell: 'Lee, Kou' and 'Kou Lee'. One in another script than Latin stays whole, since only
// its reader knows where it divides.
func wholeName(s string) (given, family string) {
	if last, first, ok := strings.Cut(s, ","); ok {
		return strings.TrimSpace(first), strings.TrimSpace(last)
	}
	i := strings.LastIndexByte(s, ' ')
	if i < 0 || !strings.ContainsFunc(s, latin) {
		return s, ""
	}
	return s[:i], s[i+1:]
}

func latin(r rune) bool { return unicode.Is(unicode.Latin, r) }

// address reads the parts where the file has them, and else one line. Of a list of house numbers ('8600,8602': a house
// with two doors) the first stands for the house.
func (c *cells) address() address.Address {
	a := address.Address{Number: c.text("number", maxOther), Street: c.text("street", maxOther), Unit: c.text("unit", maxOther),
		City: c.text("city", maxOther), State: c.state(), Zip: c.text("zip", maxOther)}
	if line := c.text("address", maxOther); a.Street == "" && line != "" {
		number, street, unit := address.Line(line)
		a.Number, a.Street, a.Unit = cmp.Or(a.Number, number), street, cmp.Or(a.Unit, unit)
	}
	if kind := c.text("unit_type", maxOther); kind != "" && a.Unit != "" {
		a.Unit = kind + " " + a.Unit
	}
	if list := address.Numbers(a.Number); len(list) > 0 {
		a.Number = list[0]
	}
	if a.Street == "" && a.Number != "" {
		c.fail(fault("street", "import.bad.no_street", "number", a.Number))
	}
	if m := cityLine.FindStringSubmatch(c.raw("city_line")); m != nil {
		a.City, a.State, a.Zip = cmp.Or(a.City, m[1]), cmp.Or(a.State, m[2]), cmp.Or(a.Zip, m[3])
	}
	if a.Zip != "" && !zipCode.MatchString(a.Zip) {
		c.fail(fault("zip", "import.bad.zip", "zip", a.Zip))
	}
	return a
}

var (
	cityLine = regexp.MustCompile(`^(.+?),?\s+([A-Z]{2})(?:\s+(\d{5}(?:-\d{4})?))?$`)
	zipCode  = regexp.MustCompile(`^\d{5}(-?\d{4})?$`)
)

// state is the postal code of a state; names of states are left to the plan.
func (c *cells) state() string {
	if s := c.raw("state"); len(s) == 2 {
		return strings.ToUpper(s)
	}
	return ""
}

func (c *cells) phone() string {
	s := c.text("phone", maxOther)
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	switch {
	case len(digits) == 10 && !strings.HasPrefix(s, "+"):
		return "+1" + digits
	case len(digits) == 11 && digits[0] == '1':
		return "+" + digits
	case s != "" && len(digits) < 7:
		c.fail(fault("phone", "import.bad.phone", "phone", s))
	}
	return s
}

func (c *cells) email() string {
	s := strings.ToLower(c.text("email", maxOther))
	if at := strings.IndexByte(s, '@'); s != "" && (at < 1 || at == len(s)-1 || strings.ContainsAny(s, " ,;")) {
		c.fail(fault("email", "import.bad.email", "email", s))
	}
	return s
}

// languages reads one or several, divided by a comma, semicolon, bar or slash.
func (c *cells) languages(source string) (out []record.Language) {
	for _, s := range strings.FieldsFunc(c.text("language", maxOther), func(r rune) bool { return strings.ContainsRune(",;|/", r) }) {
		code, ok := language.Canonical(s)
		if !ok {
			c.fail(fault("language", "import.bad.language", "language", strings.TrimSpace(s)))
			return nil
		}
		out = append(out, record.Language{Code: code, Kind: record.Spoken, Source: source})
	}
	return out
}

// voter reads a row of a voter file.
func (c *cells) voter(p Plan, row int64) record.Voter {
	v := record.Voter{ID: c.need("voter_id", maxID), Name: c.name(), Address: c.address(), Phone: c.phone(), Email: c.email(),
		Status: c.text("status", maxOther), RegisteredOn: c.date("registered_on")}
	v.State = cmp.Or(c.state(), p.State)
	if v.State == "" {
		c.fail(fault("state", "import.bad.empty"))
	}
	v.Address.State = cmp.Or(v.Address.State, v.State)
	for _, field := range c.sorted {
		if e, ok := strings.CutPrefix(field, electionPrefix); ok {
			if method := c.text(field, maxOther); voted(method) {
				v.Votes = append(v.Votes, record.Vote{Election: e, Method: method})
			}
		} else if d, ok := strings.CutPrefix(field, districtPrefix); ok {
			if name := c.text(field, maxOther); name != "" {
				v.Districts = append(v.Districts, record.District{Kind: d, Name: name})
			}
		}
	}
	v.Hash = hash(v)
	v.Row = row
	return v
}

// voted reads what stands in an election's column: how somebody voted, or that they did not.
func voted(method string) bool {
	switch strings.ToLower(method) {
	case "", "n", "no", "0", "false", "did not vote", "-":
		return false
	}
	return true
}

// hash is over everything of the row that is kept.
func hash(v record.Voter) string {
	b, err := json.Marshal(v) // maps are written in the order of their keys
	if err != nil {           // texts alone
		panic(err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// member reads a row of a member list. What an organization's own list says of a language, the member has told it.
func (c *cells) member(row int64) record.Member {
	m := record.Member{Row: row, Name: c.name(), Address: c.address(), Phone: c.phone(), Email: c.email(), Languages: c.languages(record.SelfReported)}
	for _, t := range strings.FieldsFunc(c.text("tags", maxOther), func(r rune) bool { return r == ',' || r == ';' || r == '|' }) {
		if t = strings.TrimSpace(t); t != "" {
			m.Tags = append(m.Tags, t)
		}
	}
	return m
}

var sources = map[string]string{
	"": record.Observed, "self-reported": record.SelfReported, "self reported": record.SelfReported, "self": record.SelfReported, "observed": record.Observed,
	"modelled": record.Modelled, "modeled": record.Modelled, "model": record.Modelled,
}

var uses = map[string]string{"": record.Spoken, "spoken": record.Spoken, "speaks": record.Spoken, "read": record.Read, "reads": record.Read, "preferred": record.Preferred}

// speaker reads a row of a list of languages.
func (c *cells) speaker(p Plan, row int64) record.Speaker {
	s := record.Speaker{Row: row, State: cmp.Or(c.state(), p.State), VoterID: c.need("voter_id", maxID)}
	source, ok := sources[strings.ToLower(c.raw("source"))]
	if !ok {
		c.fail(fault("source", "import.bad.source", "source", c.raw("source")))
	}
	use, ok := uses[strings.ToLower(c.raw("use"))]
	if !ok {
		c.fail(fault("use", "import.bad.use", "use", c.raw("use")))
	}
	if list := c.languages(source); len(list) == 1 {
		s.Language = list[0]
		s.Language.Kind = use
	} else if c.fault == nil {
		c.fail(fault("language", "import.bad.one_language", "n", len(list)))
	}
	return s
}

// points reads a row of address points: one for each number of a list.
func (c *cells) points(row int64) (out []record.Point) {
	list := address.Numbers(c.raw("number"))
	p := record.Point{Row: row, Address: c.address(), Lat: c.degrees("lat", 90), Lon: c.degrees("lon", 180), Ward: c.text("ward", maxOther)}
	if p.Address.Empty() || p.Address.Number == "" {
		c.fail(fault("street", "import.bad.no_address"))
	}
	if c.fault == nil && p.Lat == 0 && p.Lon == 0 {
		c.fail(fault("lat", "import.bad.nowhere"))
	}
	out = append(out, p)
	for i := 1; i < len(list); i++ {
		p.Address.Number = list[i]
		out = append(out, p)
	}
	return out
}

func (c *cells) degrees(field string, most float64) float64 {
	s := c.need(field, maxOther)
	d, err := strconv.ParseFloat(s, 64)
	if s != "" && (err != nil || math.IsNaN(d) || math.Abs(d) > most) {
		c.fail(fault(field, "import.bad.degrees", "value", s, "most", most))
	}
	return d
}

func (c *cells) date(field string) string {
	s := c.text(field, maxOther)
	if s == "" {
		return ""
	}
	day, err := date(s)
	if err != nil {
		c.fail(fault(field, "import.bad.date", "value", s))
	}
	return day
}

// date reads the ways in which American files write a day and gives it as 2006-01-02.
func date(s string) (string, error) {
	var err error
	for _, layout := range []string{"2006-01-02", "1/2/2006", "20060102", "2006/01/02", "1-2-2006", "2006-01-02 15:04:05", "1/2/2006 15:04:05", "1/2/2006 3:04:05 PM", time.RFC3339} {
		var t time.Time
		if t, err = time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly), nil
		}
	}
	return "", err
}

func two(n int) string { return pad(strconv.Itoa(n)) }

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
