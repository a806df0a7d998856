package voterfile

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/jobs"
	"banyan/internal/platform/ui"
)

// line is an import with its job, where one runs or ended before its end.
type line struct {
	Import
	Job *jobs.Job
}

// stopped tells an import that began, is not done, and that nobody works on.
func (l line) stopped() bool { return l.State == Running && (l.Job == nil || l.Job.State.Over()) }

type listView struct {
	Lines  []line
	Errors map[string]*errs.Error
}

type importView struct {
	line
	Now    time.Time
	Bad    []BadRow
	Unused []string
}

// nothing tells that every row was known already.
func (v importView) nothing() bool {
	return v.State == Done && v.Counts.New+v.Counts.Changed+v.Counts.Refused == 0 && v.Counts.Same > 0
}

// mappingView is the page on which somebody says what each column is.
type mappingView struct {
	Import  Import
	Columns []columnView
	Errors  map[string]*errs.Error
	Total   int
}

// columnView is one column with its first cells.
type columnView struct {
	Number  int
	Name    string
	Samples []string
	Field   string
	Error   *errs.Error
}

func newMappingView(i Import, rows [][]string, problem error) mappingView {
	v := mappingView{Import: i, Errors: errs.Fields(problem)}
	field := map[string]string{}
	for f, column := range i.Plan.Columns {
		field[column] = f
	}
	for n, name := range i.Header {
		c := columnView{Number: n, Name: name, Field: field[name], Error: v.Errors[columnPrefix+strconv.Itoa(n)]}
		for _, row := range rows {
			if n < len(row) && strings.TrimSpace(row[n]) != "" {
				c.Samples = append(c.Samples, cut(row[n]))
			}
		}
		v.Columns = append(v.Columns, c)
	}
	return v
}

// cut keeps a cell short enough for a list.
func cut(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

// options are what a column can be: the kind's fields, and for a voter file the districts and the election that the
// column's own name tells.
func options(ctx context.Context, kind Kind, c columnView) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "import.ignore")}}
	for _, f := range fields[kind] {
		out = append(out, ui.Option{Value: f.Key, Label: i18n.T(ctx, "import.field."+f.Key)})
	}
	if kind != Voters {
		return out
	}
	for _, d := range districts() {
		out = append(out, ui.Option{Value: districtPrefix + d, Label: i18n.T(ctx, "import.field.district."+d)})
	}
	if e, ok := Election(c.Name); ok {
		out = append(out, ui.Option{Value: electionPrefix + e, Label: i18n.T(ctx, "import.field.election", "election", e)})
	}
	return out
}

func districts() (out []string) {
	for _, d := range columnDistricts {
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	slices.Sort(out)
	return out
}

func kindOptions(ctx context.Context) (out []ui.Option) {
	for _, k := range Kinds {
		out = append(out, ui.Option{Value: string(k), Label: i18n.T(ctx, "import.kind."+string(k))})
	}
	return out
}

func describedBy(v listView) string {
	if v.Errors["file"] != nil {
		return "h-file e-file"
	}
	return "h-file"
}

func badClass(v importView) string {
	if v.Counts.Refused > 0 {
		return "lantern"
	}
	return ""
}

// scripts keeps the bar moving while a job runs.
func scripts(v importView) []string {
	if v.Job != nil && !v.Job.State.Over() {
		return []string{"organizer/job.js"}
	}
	return nil
}
