package voterfile

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// OwnFields are the fields that an organization has defined for its people.
type OwnFields interface {
	// List gives those that can be filled.
	List(ctx context.Context, sc authz.Scope) ([]OwnField, error)
	// Check tells what is wrong with a new one: errs.Invalid with its name or its choices at fault.
	Check(ctx context.Context, sc authz.Scope, f OwnField) error
	// Define makes one. Errors as Check.
	Define(ctx context.Context, sc authz.Scope, f OwnField) (id.ID, error)
}

// OwnField is one of them.
type OwnField struct {
	ID      id.ID
	Name    string
	Kind    string   // one of ownKinds
	Choices []string // of a choice
}

// ownKinds are the kinds of a new field, as a page offers them.
var ownKinds = []string{"text", "number", "date", "choice", "yes_no"}

const maxOwnChoices = 60

func (s *Service) ownFields(ctx context.Context, sc authz.Scope) ([]OwnField, error) {
	if s.Own == nil {
		return nil, nil
	}
	return s.Own.List(ctx, sc)
}

// withOwn reads columns that are called like a field of the organization's own into it, where nothing else is known of them. What somebody
// said about a header before stays as it was said.
func (p Plan) withOwn(own []OwnField, header []string) Plan {
	if p.Kind != Members || p.Found.Kept != "" {
		return p
	}
	for _, column := range p.Unused(header) {
		i := slices.IndexFunc(own, func(f OwnField) bool { return foldHeader(f.Name) == foldHeader(column) })
		if i >= 0 && p.Columns[customPrefix+own[i].ID.String()] == "" {
			p.Columns[customPrefix+own[i].ID.String()] = column
		}
	}
	return p
}

// columnRead is a column and what it is read as, in the visitor's language.
type columnRead struct{ Column, Field string }

// columnsRead lists the columns of a file that are read, in their order.
func (s *Service) columnsRead(ctx context.Context, sc authz.Scope, i Import) (out []columnRead, err error) {
	own, err := s.ownFields(ctx, sc)
	if err != nil {
		return nil, err
	}
	field := map[string]string{}
	for f, column := range i.Plan.Columns {
		field[column] = fieldName(i18n.Locale(ctx), f)
		for _, o := range own {
			if f == customPrefix+o.ID.String() {
				field[column] = o.Name
			}
		}
	}
	for _, h := range i.Header {
		if field[h] != "" {
			out = append(out, columnRead{h, field[h]})
		}
	}
	return out, nil
}

// checkOwn tells whether the fields that a plan fills are all there still.
func (s *Service) checkOwn(ctx context.Context, sc authz.Scope, p Plan) error {
	own, err := s.ownFields(ctx, sc)
	if err != nil {
		return err
	}
	for field, column := range p.Columns {
		rest, is := strings.CutPrefix(field, customPrefix)
		if is && !slices.ContainsFunc(own, func(f OwnField) bool { return f.ID.String() == rest }) {
			return errs.Field("kind", "import.own_gone", "column", column)
		}
	}
	return nil
}

// defineOwn makes the fields that a mapping asks for, all of them or none, and names them in the plan. One of that name and kind that is there
// already is used.
func (s *Service) defineOwn(ctx context.Context, sc authz.Scope, i Import, p *Plan, header []string) (err error) {
	defer errs.Wrap(&err, "voterfile.defineOwn(%v)", i.ID)
	own, err := s.ownFields(ctx, sc)
	if err != nil {
		return err
	}
	i.Plan = *p
	var problem error
	fresh := map[string]OwnField{} // by the plan's field
	for n, column := range header {
		field, kind := newFieldOf(*p, column)
		if field == "" {
			continue
		}
		if at := slices.IndexFunc(own, func(o OwnField) bool { return strings.EqualFold(o.Name, column) && o.Kind == kind }); at >= 0 {
			fresh[field] = own[at]
			continue
		}
		f, err := s.newOwn(ctx, sc, i, OwnField{Name: column, Kind: kind}, n)
		if errs.KindOf(err) == errs.Invalid && len(errs.Fields(err)) > 0 {
			for _, e := range errs.Fields(err) {
				problem = errors.Join(problem, errs.Field(columnName(n), e.Key, e.Args...))
			}
		} else if err != nil {
			return err
		}
		fresh[field] = f
	}
	if problem != nil {
		return problem
	}
	for _, field := range slices.Sorted(maps.Keys(fresh)) {
		f, column := fresh[field], p.Columns[field]
		if f.ID == 0 {
			if f.ID, err = s.Own.Define(ctx, sc, f); err != nil {
				return err
			}
		}
		delete(p.Columns, field)
		p.Columns[customPrefix+f.ID.String()] = column
	}
	return nil
}

// newFieldOf is the new field that a plan wants for a column, and of which kind.
func newFieldOf(p Plan, column string) (field, kind string) {
	for field, c := range p.Columns {
		if rest, is := strings.CutPrefix(field, newPrefix); is && c == column {
			kind, _, _ = strings.Cut(rest, ".")
			return field, kind
		}
	}
	return "", ""
}

// newOwn is a new field, checked; the choices of a choice are what stands in its column.
func (s *Service) newOwn(ctx context.Context, sc authz.Scope, i Import, f OwnField, column int) (_ OwnField, err error) {
	if s.Own == nil || !slices.Contains(ownKinds, f.Kind) {
		return f, errs.New(errs.Invalid, "")
	}
	if f.Kind == "choice" {
		if f.Choices, err = s.answersIn(i, column); err != nil {
			return f, err
		}
		if len(f.Choices) > maxOwnChoices {
			return f, errs.Field("choices", "import.own_many_choices", "most", maxOwnChoices)
		}
	}
	return f, s.Own.Check(ctx, sc, f)
}

// answersIn are the different cells of a column, in their order, and one more than may be choices where there are so many.
func (s *Service) answersIn(i Import, column int) (out []string, err error) {
	f, r, err := s.open(i)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	seen := map[string]bool{}
	for len(out) <= maxOwnChoices {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, sheetError(err)
		}
		if column >= len(row.Cells) || row.Err != nil {
			continue
		}
		if text := tidy(row.Cells[column]); text != "" && !seen[foldHeader(text)] {
			seen[foldHeader(text)] = true
			out = append(out, strings.Clone(text))
		}
	}
	return out, nil
}
