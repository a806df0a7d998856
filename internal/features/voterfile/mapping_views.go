package voterfile

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/features/voterfile/layouts"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
)

// mappingView is the page on which somebody says what each column is.
type mappingView struct {
	Import  Import
	Plan    Plan
	Shape   shape
	Tables  []string
	Ruler   []string // the first lines of a table of fixed width, under a ruler
	Columns []columnView
	Own     []OwnField // fields of the organization's own
	Errors  map[string]*errs.Error
}

// columnView is one column with its first cells.
type columnView struct {
	Number  int
	Name    string
	Samples []string
	Field   string
	Never   bool
	Error   *errs.Error
}

const rulerLines = 5

// read is how many columns have a field.
func (v mappingView) read() (n int) {
	for _, c := range v.Columns {
		if c.Field != "" {
			n++
		}
	}
	return n
}

func newMappingView(i Import, out shaped, sh shape, problem error) mappingView {
	v := mappingView{Import: i, Plan: out.plan, Shape: sh, Tables: out.tables, Own: out.own, Errors: errs.Fields(problem)}
	if v.Shape.starts == "" {
		v.Shape.starts = startsOf(out.plan.Format.Widths)
	}
	if out.lines != nil {
		v.Ruler = append(ruler(out.lines), out.lines[:min(rulerLines, len(out.lines))]...)
	}
	field := map[string]string{}
	for f, column := range out.plan.Columns {
		if strings.HasPrefix(f, newPrefix) {
			f = f[:strings.LastIndexByte(f, '.')]
		}
		field[column] = f
	}
	never := neverTaken(out.plan.Layout)
	for n, name := range out.header {
		c := columnView{Number: n, Name: name, Field: field[name], Never: never[foldHeader(name)], Error: v.Errors[columnName(n)]}
		for _, row := range out.rows {
			if n < len(row) && strings.TrimSpace(row[n]) != "" && len(c.Samples) < previewRows && !c.Never {
				c.Samples = append(c.Samples, cut(row[n]))
			}
		}
		v.Columns = append(v.Columns, c)
	}
	return v
}

// neverTaken are the columns of a layout that nobody may choose.
func neverTaken(layout string) map[string]bool {
	out := map[string]bool{}
	if l, ok := layouts.Find(layout); ok {
		for _, c := range l.Columns {
			if c.Never {
				out[foldHeader(c.Name)] = true
			}
		}
	}
	return out
}

// ruler counts the letters above a line of fixed columns: tens, then ones.
func ruler(lines []string) []string {
	long := 0
	for _, l := range lines[:min(rulerLines, len(lines))] {
		long = max(long, len([]rune(l)))
	}
	tens, ones := make([]byte, 0, long), make([]byte, 0, long)
	for len(ones) < long {
		n := len(ones) + 1
		ones = append(ones, byte('0'+n%10))
		if n%10 == 0 {
			tens = append(append(tens, strings.Repeat(" ", n-len(tens)-len(strconv.Itoa(n)))...), strconv.Itoa(n)...)
		}
	}
	return []string{string(tens), string(ones)}
}

// cut keeps a cell short enough for a list.
func cut(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

// group is a heading in the list of what a column can be, with its options.
type group struct {
	Label   string
	Options []ui.Option
}

// groupOf sorts the fields under headings.
var groupOf = map[string]string{
	"voter_id": "registration", "county_voter_id": "registration", "party": "registration", "status": "registration", "registered_on": "registration", "precinct": "districts", "county": "districts", "ward": "districts",
	"phone": "contact", "phone_area": "contact", "phone_exchange": "contact", "phone_line": "contact", "email": "contact", "votes": "elections", "election_date": "elections", "election": "elections",
	"election_type": "elections", "method": "elections", "source": "languages", "use": "other", "model": "languages", "probability": "languages", "until": "languages", "lat": "address", "lon": "address", "tags": "other",
	"family": "person", "given": "person", "middle": "person", "suffix": "person", "name": "person", "native": "person", "chosen": "person", "former": "person", "birth_date": "person", "gender": "person", "romanized": "person", "phone2": "contact", "email2": "contact", "consent_on": "consent", "language": "languages", "language_read": "languages", "language_preferred": "languages",
}

var groupNames = []string{"person", "contact", "consent", "languages", "address", "mailing", "registration", "districts", "elections", "other", "own"}

func groupName(field string) string {
	switch {
	case groupOf[field] != "":
		return groupOf[field]
	case strings.HasPrefix(field, "mail"):
		return "mailing"
	case strings.HasPrefix(field, districtPrefix):
		return "districts"
	case strings.HasPrefix(field, tagPrefix):
		return "other"
	case strings.HasPrefix(field, consentPrefix):
		return "consent"
	case strings.HasPrefix(field, customPrefix), strings.HasPrefix(field, newPrefix):
		return "own"
	case strings.HasPrefix(field, "vote"), strings.HasPrefix(field, electionPrefix), strings.HasPrefix(field, flagPrefix):
		return "elections"
	}
	return "address"
}

// rare are parts of addresses that stand in files of states and in hardly any list of members.
var rare = []string{"number_prefix", "number_suffix", "pre_dir", "post_dir", "street_type", "zip4", mailPrefix + "3", mailPrefix + "4", mailPrefix + "5", "mail_number", "mail_street", "mail_unit", "mail_line"}

// mayBe keeps the choice of a column short: a list of members has few of the parts that states divide an address into, and a column most of whose
// cells are neither yes nor no is no consent.
func (c columnView) mayBe(kind Kind, field string) bool {
	if kind != Members || field == c.Field {
		return true
	}
	if strings.HasPrefix(field, consentPrefix) {
		odd := 0
		for _, s := range c.Samples {
			if answerOf(s) == unclear {
				odd++
			}
		}
		return 2*odd <= len(c.Samples)
	}
	return !slices.Contains(rare, field)
}

// options are what a column can be: the kind's fields, for a voter file the districts and the election that the column's own name
// tells, and for a member list the organization's own fields and new ones.
func options(ctx context.Context, kind Kind, own []OwnField, c columnView) (out []group) {
	keys, called := []string{}, map[string]string{}
	for _, f := range fields[kind] {
		if c.mayBe(kind, f.Key) {
			keys = append(keys, f.Key)
		}
	}
	if kind == Members {
		for _, f := range own {
			keys = append(keys, customPrefix+f.ID.String())
			called[customPrefix+f.ID.String()] = f.Name
		}
		for _, k := range ownKinds {
			keys = append(keys, newPrefix+k)
		}
	}
	if kind == Voters {
		for _, d := range districtKinds {
			keys = append(keys, districtPrefix+d)
		}
		if e, ok := Election(c.Name); ok {
			keys = append(keys, electionPrefix+e)
		}
	}
	if c.Field != "" && !slices.Contains(keys, c.Field) {
		keys = append(keys, c.Field)
	}
	for _, name := range groupNames {
		g := group{Label: i18n.T(ctx, "import.group."+name)}
		for _, k := range keys {
			if groupName(k) == name {
				g.Options = append(g.Options, ui.Option{Value: k, Label: cmp.Or(called[k], fieldName(i18n.Locale(ctx), k))})
			}
		}
		if len(g.Options) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func kindOptions(ctx context.Context) (out []ui.Option) {
	for _, k := range Kinds {
		out = append(out, ui.Option{Value: string(k), Label: i18n.T(ctx, "import.kind."+string(k))})
	}
	return out
}

func tableOptions(v mappingView) (out []ui.Option) {
	for n, name := range v.Tables {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: name})
	}
	return out
}

func headerValue(p Plan) string {
	if p.Format.NoHeader {
		return "no"
	}
	return "yes"
}

// asksDates tells whether the page must ask, or offer to say, how days are written.
func (v mappingView) asksDates() bool {
	return v.Plan.Found.Days || slices.ContainsFunc(dateFields, func(f string) bool { return v.Plan.Columns[f] != "" && v.Plan.Layout == "" })
}

type keptView struct {
	List   []Kept
	Open   string // whose name could not be taken
	Errors map[string]*errs.Error
}
