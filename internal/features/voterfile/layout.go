package voterfile

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"banyan/internal/features/voterfile/layouts"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/sheet"
)

// Plan is how a file is read: what it is, and which column holds which field.
type Plan struct {
	Kind    Kind              `json:"kind"`
	Columns map[string]string `json:"columns"` // field → column
	State   string            `json:"state"`   // of voter numbers where no column tells it
	Layout  string            `json:"layout,omitempty"`
	Dates   DateOrder         `json:"dates,omitempty"`
	Format  sheet.Format      `json:"format"`
	Header  []string          `json:"header,omitempty"` // where the file has none, and of the parts behind the first
	Then    []Plan            `json:"then,omitempty"`   // further tables of the same file, read after this one
	Found   Found             `json:"found"`

	Remember bool `json:"-"` // keep it for files with the same header
}

// Found is how surely a file was recognized, to be shown.
type Found struct {
	Percent     int    `json:"percent,omitempty"`
	Second      string `json:"second,omitempty"` // the next best layout's key
	SecondScore int    `json:"second_score,omitempty"`
	ByContent   bool   `json:"by_content,omitempty"` // there was no header to go by
	Kept        string `json:"kept,omitempty"`       // the name of the mapping that somebody made before
	Days        bool   `json:"days,omitempty"`       // its days may be read in two ways: somebody must say which
}

// DateOrder is in which order the days of a file are written where the order can't be seen from one of them.
type DateOrder string

// The orders: American, and day before month.
const (
	MonthFirst DateOrder = "mdy"
	DayFirst   DateOrder = "dmy"
)

// PlanFor proposes how to read a file as one kind, by the names of its columns.
func PlanFor(kind Kind, header []string) Plan {
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = foldHeader(h)
	}
	return planOf(kind, header, folded)
}

// planOf assigns the columns to a kind's fields by their names; the first column that fits is taken.
func planOf(kind Kind, header, folded []string) Plan {
	p := Plan{Kind: kind, Columns: map[string]string{}}
	taken := map[int]bool{}
	for _, f := range fields[kind] {
		for _, name := range f.Names {
			if i := slices.Index(folded, name); i >= 0 && !taken[i] {
				p.Columns[f.Key], taken[i] = header[i], true
				break
			}
		}
	}
	if kind != Voters {
		return p
	}
	for i, h := range header {
		if taken[i] {
			continue
		}
		if e, ok := Election(h); ok {
			p.Columns[electionPrefix+e] = h
		} else if d, ok := columnDistricts[folded[i]]; ok && p.Columns[districtPrefix+d] == "" {
			p.Columns[districtPrefix+d] = h
		}
	}
	return p
}

// planBy reads a header by a layout's columns, and what the layout does not name by its own: elections come and go.
func planBy(l layouts.Layout, header []string) Plan {
	p := Plan{Kind: Kind(l.Kind), Columns: map[string]string{}, State: l.State, Layout: l.Key, Dates: MonthFirst}
	names := columnsOf(l)
	for _, h := range header {
		c, ok := names[foldHeader(h)]
		if ok && c.Field == "external_id" { // another program's number: a field of the organization's own can hold it
			continue
		}
		if code := vanCode.FindStringSubmatch(h); code != nil && p.Kind == Members && !ok {
			p.Columns[tagPrefix+strings.TrimSpace(code[1])] = h
			continue
		}
		if ok && c.Field != "" && c.Field != "election" {
			if _, taken := p.Columns[c.Field]; !taken {
				p.Columns[c.Field] = h
			}
			continue
		}
		if e, is := Election(h); is && p.Kind == Voters && (!ok || c.Field == "election") {
			p.Columns[electionPrefix+e] = h
		}
	}
	return p
}

// vanCode is the name of a column of an activist code in a list from VAN: 'Leader_(Our Committee)'.
var vanCode = regexp.MustCompile(`^(.+)_\(.+\)$`)

// columnsOf finds the columns of a layout by every name that they have.
func columnsOf(l layouts.Layout) map[string]layouts.Column {
	out := map[string]layouts.Column{}
	for _, c := range l.Columns {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			if _, taken := out[foldHeader(name)]; !taken {
				out[foldHeader(name)] = c
			}
		}
	}
	return out
}

// Missing lists what the plan still needs, one field of each group.
func (p Plan) Missing() (out []string) {
	for _, group := range needs[p.Kind] {
		if !slices.ContainsFunc(group, func(key string) bool { return p.Columns[key] != "" }) {
			out = append(out, group[0])
		}
	}
	return out
}

// Unused lists the columns that the plan does not read.
func (p Plan) Unused(header []string) (out []string) {
	used := map[string]bool{}
	for _, c := range p.Columns {
		used[c] = true
	}
	for _, h := range header {
		if !used[h] {
			out = append(out, h)
		}
	}
	return out
}

// Check tells what is wrong with a plan for a header, by the field at fault.
func (p Plan) Check(header []string) error {
	var problems []error
	if p.Kind == Report {
		return errs.Field("kind", "import.is_report")
	}
	if _, ok := fields[p.Kind]; !ok {
		return errs.Field("kind", "import.choose_kind")
	}
	for _, f := range p.Missing() {
		problems = append(problems, errs.Field("kind", "import.missing."+f))
	}
	if p.Columns["state"] == "" && p.Kind.ofState() && !isState(p.State) {
		problems = append(problems, errs.Field("state", "import.choose_state"))
	}
	if p.Found.Days && p.Dates == "" {
		problems = append(problems, errs.Field("dates", "import.choose_dates"))
	}
	have := map[string]bool{}
	for _, h := range header {
		have[h] = true
	}
	for field, column := range p.Columns {
		if !p.Kind.has(field) {
			problems = append(problems, errs.Field("kind", "import.no_such_field", "field", field, "fields", p.Kind.fieldList()))
		}
		if !have[column] {
			problems = append(problems, errs.Field("kind", "import.no_such_column", "column", column))
		}
	}
	for _, q := range p.Then {
		problems = append(problems, q.Check(q.Header))
	}
	return errors.Join(problems...)
}

// ofState tells the kinds whose rows name voters by a state's numbers.
func (k Kind) ofState() bool { return k == Voters || k == Ballots || k == Languages }

func isState(s string) bool {
	return len(s) == 2 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// formats are how the tables of a plan are written, in the order in which they are read.
func (p Plan) formats() []sheet.Format {
	out := []sheet.Format{p.Format}
	for _, q := range p.Then {
		out = append(out, q.Format)
	}
	return out
}
