package voterfile

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"banyan/internal/features/voterfile/layouts"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/sheet"
)

// opened is a stored file that is being read.
type opened struct {
	*sheet.Reader
	file *os.File
}

func (o opened) Read(p []byte) (int, error) { return o.file.Read(p) }
func (o opened) Close() error               { return errors.Join(o.Reader.Close(), o.file.Close()) }

// open reads a stored file as its plan says.
func (s *Service) open(i Import) (source, *sheet.Reader, error) {
	f, size, err := s.stored(i)
	if err != nil {
		return nil, nil, err
	}
	r, err := sheet.Open(f, size, s.Dir, i.Plan.formats()...)
	if err != nil {
		_ = f.Close() // only read
		return nil, nil, sheetError(err)
	}
	if i.Plan.Header != nil {
		r.Header = i.Plan.Header
	}
	return opened{r, f}, r, nil
}

func (s *Service) stored(i Import) (*os.File, int64, error) {
	f, err := s.root.Open(i.storedAs)
	if err != nil {
		return nil, 0, errs.Because(err, errs.Expired, "import.file_gone")
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// look finds the tables of a stored file.
func (s *Service) look(i Import) (tables []sheet.Table, other []string, err error) {
	f, size, err := s.stored(i)
	if err != nil {
		return nil, nil, err
	}
	tables, other, err = sheet.Look(f, size, s.Dir)
	return tables, other, errors.Join(sheetError(err), f.Close())
}

// sheetErrors says of each thing that is no table what to do.
var sheetErrors = []struct {
	err error
	key string
}{
	{sheet.ErrEmpty, "import.is_empty"}, {sheet.ErrSpreadsheet, "import.is_spreadsheet"}, {sheet.ErrDocument, "import.is_document"}, {sheet.ErrBinary, "import.is_binary"},
	{sheet.ErrOneColumn, "import.is_one_column"}, {sheet.ErrDamaged, "import.is_damaged"}, {sheet.ErrBomb, "import.is_bomb"}, {sheet.ErrLocked, "import.is_locked"},
}

func sheetError(err error) error {
	for _, e := range sheetErrors {
		if errors.Is(err, e.err) {
			return errs.Field("file", e.key)
		}
	}
	return err
}

// proposal is how one table may be read.
type proposal struct {
	table  sheet.Table
	plan   Plan
	header []string
	sure   bool
}

// propose finds out how to read a stored file: by a mapping that was kept, by a layout, or by the names of its columns.
func (s *Service) propose(ctx context.Context, sc authz.Scope, i Import) (header []string, p Plan, sure bool, err error) {
	home, err := s.Home(ctx, sc)
	if err != nil {
		return nil, Plan{}, false, err
	}
	tables, _, err := s.look(i)
	if err != nil {
		return nil, Plan{}, false, err
	}
	kept, err := s.keptMappings(ctx, sc)
	if err != nil {
		return nil, Plan{}, false, err
	}
	list := proposals(tables, home, kept)
	p, header, sure = join(list, 0)
	own, err := s.ownFields(ctx, sc)
	return header, p.withOwn(own, header), sure, err
}

// proposals reads each table for itself and puts files of one look together: a state's counties, or the parts of a large file.
func proposals(tables []sheet.Table, home string, kept []Kept) (out []proposal) {
	for _, t := range tables {
		q := proposal{table: t}
		if q.plan, q.header, q.sure = byKept(t, kept); q.plan.Kind == "" {
			q.plan, q.header, q.sure = Recognize(t, home)
		}
		same := slices.IndexFunc(out, func(o proposal) bool {
			return len(t.Format.Members) > 0 && t.Format.Sheet == "" && o.table.Format.Sheet == "" && o.plan.Kind == q.plan.Kind && slices.Equal(o.header, q.header) && o.plan.Format.NoHeader == q.plan.Format.NoHeader &&
				o.plan.Format.Comma == q.plan.Format.Comma && slices.Equal(o.plan.Format.Widths, q.plan.Format.Widths)
		})
		if same >= 0 {
			members := &out[same].plan.Format.Members
			*members = append(slices.Clone(*members), t.Format.Members...)
			continue
		}
		out = append(out, q)
	}
	slices.SortStableFunc(out, func(a, b proposal) int { return b.rank() - a.rank() })
	return out
}

// rank orders the tables of a file by how much they are what a file is sent for.
func (p proposal) rank() int {
	switch {
	case p.plan.Kind == Voters && p.sure:
		return 5
	case p.plan.Kind != Ballots && p.sure:
		return 4
	case p.plan.Kind == Ballots && p.sure:
		return 3
	case p.plan.Kind == Report:
		return 0
	case len(p.plan.Missing()) == 0 && len(p.plan.Columns) > 0:
		return 2
	}
	return 1
}

// join makes one plan of a file's tables: one of them, and who voted when it is told apart.
func join(list []proposal, main int) (p Plan, header []string, sure bool) {
	p, header, sure = list[main].plan, list[main].header, list[main].sure
	for i, q := range list {
		if i == main {
			continue
		}
		if p.Kind == Voters && q.plan.Kind == Ballots && q.plan.State == p.State && q.plan.Found.Percent >= certain {
			q.plan.Header = q.header
			p.Then = append(p.Then, q.plan)
		} else if q.rank() >= 2 {
			sure = false // another table could be meant
		}
	}
	return p, header, sure
}

// Preview reads the first rows of a file that waits, by its plan.
func (s *Service) Preview(i Import, rows int) (out [][]string, err error) {
	defer errs.Wrap(&err, "voterfile.Preview(%v)", i.ID)
	f, r, err := s.open(i)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for len(out) < rows {
		row, err := r.Next()
		if errors.Is(err, io.EOF) || row.Part > 0 {
			break
		}
		if err != nil {
			return nil, sheetError(err)
		}
		if !row.Empty() && row.Err == nil {
			out = append(out, row.Cells)
		}
	}
	return out, nil
}

// plan puts the options over what was recognized.
func (o Options) plan(i Import, sure bool) (Plan, error) {
	p := i.Plan
	if o.Kind != "" && o.Kind != p.Kind {
		p = PlanFor(o.Kind, i.Header)
		p.State, p.Format, p.Header, p.Dates, p.Found = i.Plan.State, i.Plan.Format, i.Plan.Header, i.Plan.Dates, i.Plan.Found
	}
	p.Columns = maps.Clone(p.Columns)
	for field, column := range o.Columns {
		if field == "dates" { // the order of day and month, where nothing in the file tells it
			p.Dates = DateOrder(strings.ToLower(column))
			continue
		}
		p.Columns[field] = column
	}
	p.State = cmp.Or(strings.ToUpper(o.State), p.State)
	if !sure && o.Kind == "" && len(o.Columns) == 0 {
		return Plan{}, errs.Field("kind", "import.unsure", "columns", strings.Join(i.Header, ", "))
	}
	return p, p.Check(i.Header)
}

// title is a layout's name as a page shows it.
func title(key string) string {
	l, _ := layouts.Find(key)
	return l.Title
}
