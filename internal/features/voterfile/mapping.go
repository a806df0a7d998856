package voterfile

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/sheet"
)

// shape is what somebody said about how a file is to be cut and what it is, before they say what its columns are.
type shape struct {
	kind   Kind
	table  int    // of the tables that the file holds
	header string // "no": the first row is a row; "yes": it is not; "" as found
	starts string // where the columns of fixed width begin: '1, 36, 56'
}

func shapeOf(v url.Values) shape {
	n, err := strconv.Atoi(v.Get("table"))
	if err != nil || n < 0 {
		n = 0
	}
	header := ""
	if said := v["header"]; len(said) > 0 {
		header = said[len(said)-1] // a box that is not ticked leaves the hidden answer before it
	}
	return shape{Kind(v.Get("kind")), n, header, v.Get("starts")}
}

// shaped is a file cut as somebody said, with what there is to choose from.
type shaped struct {
	plan   Plan
	header []string
	rows   [][]string // below the header
	tables []string   // their names, where there are several
	lines  []string   // of a table of fixed width
	own    []OwnField // fields of the organization's own that a column can fill
}

// reshape reads the first rows of a file that waits as somebody said. It returns errs.Expired where the file is gone.
func (s *Service) reshape(ctx context.Context, sc authz.Scope, i Import, sh shape) (out shaped, err error) {
	defer errs.Wrap(&err, "voterfile.reshape(%v)", i.ID)
	home, err := s.Home(ctx, sc)
	if err != nil {
		return out, err
	}
	tables, _, err := s.look(i)
	if err != nil {
		return out, err
	}
	kept, err := s.keptMappings(ctx, sc)
	if err != nil {
		return out, err
	}
	list := proposals(tables, home, kept)
	if sh.table >= len(list) {
		return out, errs.Field("table", "import.unknown_table")
	}
	if len(list) > 1 {
		for _, q := range list {
			out.tables = append(out.tables, tableName(q))
		}
	}
	if sh.kind == "" && i.Plan.Kind != Report {
		sh.kind = i.Plan.Kind
	}
	out.lines = list[sh.table].table.Lines
	if err := list[sh.table].recut(sh, home); err != nil {
		return out, err
	}
	out.plan, out.header, _ = join(list, sh.table)
	out.rows = list[sh.table].table.Rows
	if !out.plan.Format.NoHeader && len(out.rows) > 0 {
		out.rows = out.rows[1:]
	}
	if slices.Contains(Kinds, sh.kind) && sh.kind != out.plan.Kind {
		out.plan = out.plan.as(sh.kind, out.header, out.rows)
	}
	if out.own, err = s.ownFields(ctx, sc); err != nil {
		return out, err
	}
	if i.Plan.Kind == out.plan.Kind && slices.Equal(i.Header, out.header) { // as somebody said before, or as it was found
		out.plan.Columns, out.plan.State, out.plan.Dates = maps.Clone(i.Plan.Columns), i.Plan.State, i.Plan.Dates
	}
	if out.plan = out.plan.withOwn(out.own, out.header); out.plan.State == "" {
		out.plan.State = home
	}
	return out, nil
}

// as is the plan for another kind of the same table.
func (p Plan) as(kind Kind, header []string, rows [][]string) Plan {
	q := PlanFor(kind, header)
	q.State, q.Format, q.Header = p.State, p.Format, p.Header
	byCells(&q, header, rows)
	q.Dates, q.Found.Days = dayOrder(q, header, rows)
	return q
}

func tableName(q proposal) string {
	var parts []string
	if n := len(q.plan.Format.Members); n > 0 {
		parts = append(parts, q.plan.Format.Members[0])
		if n > 1 {
			parts[0] += " … " + q.plan.Format.Members[n-1]
		}
	}
	if q.plan.Format.Sheet != "" {
		parts = append(parts, q.plan.Format.Sheet)
	}
	return strings.Join(parts, ": ")
}

// recut cuts a table's columns where somebody said they begin, and takes its first row for what they said it is.
func (q *proposal) recut(sh shape, home string) error {
	members := q.plan.Format.Members
	if sh.starts != "" && q.table.Lines != nil {
		widths, ok := widthsOf(sh.starts)
		if !ok {
			return errs.Field("starts", "import.widths_bad")
		}
		q.table.Rows = nil
		for _, l := range q.table.Lines {
			q.table.Rows = append(q.table.Rows, sheet.Fixed(l, widths))
		}
		q.table.Format.Widths = widths
		q.plan, q.header, q.sure = guess(q.table, home)
	}
	if no := sh.header == "no"; sh.header != "" && no != q.plan.Format.NoHeader {
		q.header = sheet.Headers(q.table.Rows[0])
		if no {
			q.header = sheet.Numbered(len(q.table.Rows[0]))
		}
		kind := q.plan.Kind
		q.plan = Plan{Kind: kind, State: q.plan.State, Format: q.plan.Format}.as(kind, q.header, q.table.Rows)
		q.plan.Format.NoHeader, q.plan.Format.Columns, q.plan.Header = no, len(q.header), nil
		if no {
			q.plan.Header = q.header
		}
	}
	q.plan.Format.Members = members
	return nil
}

// widthsOf reads where columns begin, counted from 1.
func widthsOf(starts string) (widths []int, ok bool) {
	var at []int
	for _, s := range strings.FieldsFunc(starts, func(r rune) bool { return r == ',' || r == ' ' || r == ';' || r == '،' || r == '、' }) {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 10000 || len(at) > 0 && n <= at[len(at)-1] {
			return nil, false
		}
		at = append(at, n)
	}
	if len(at) < 2 {
		return nil, false
	}
	at[0] = 1
	for i := range at {
		next := at[i] + 1
		if i+1 < len(at) {
			next = at[i+1]
		}
		widths = append(widths, next-at[i])
	}
	return widths, true
}

// startsOf is the reverse of widthsOf.
func startsOf(widths []int) string {
	at, out := 1, make([]string, len(widths))
	for i, w := range widths {
		out[i] = strconv.Itoa(at)
		at += w
	}
	return strings.Join(out, ", ")
}

// setShape keeps how a file that waits is cut, with the plan for it.
func (s *Service) setShape(ctx context.Context, sc authz.Scope, i Import, header []string, p Plan) error {
	return s.DB.Write(ctx, sc, "say what a file is", func(tx *db.WriteTx) error {
		if err := setMapping(ctx, tx, sc, i.ID, header, p); err != nil {
			return err
		}
		if i.Header, i.Plan = header, p; p.Remember && p.Check(header) == nil {
			return s.remember(ctx, tx, sc, i)
		}
		return nil
	})
}
