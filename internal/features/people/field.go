package people

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Kinds of custom fields.
const (
	FieldText   = "text"
	FieldNumber = "number"
	FieldDate   = "date"
	FieldChoice = "choice"
	FieldYesNo  = "yes_no"
)

// FieldKinds in the order of a chooser.
var FieldKinds = []string{FieldText, FieldNumber, FieldDate, FieldChoice, FieldYesNo}

const (
	maxFields     = 60
	maxFieldName  = 60
	maxChoices    = 60
	maxFieldValue = 500
)

// Field is a field that the organization has defined for its people.
type Field struct {
	ID       id.ID
	Name     string
	Kind     string
	Choices  []string
	Archived bool // shown where it holds something, asked for nowhere
	Filled   int  // how many people have a value; only on the settings page
}

// FieldValue is what a field says of a person.
type FieldValue struct {
	Field Field
	Value string
	At    time.Time
}

// NewField is what the settings page says.
type NewField struct {
	Name, Kind, Choices string // choices: one a line
}

func (f NewField) check() (Field, error) {
	out := Field{Name: clean(f.Name), Kind: f.Kind}
	switch {
	case out.Name == "" || len([]rune(out.Name)) > maxFieldName:
		return out, errs.Field("name", "people.field.name_wrong", "n", maxFieldName)
	case mustNotBeKept(out.Name):
		return out, errs.Field("name", "people.field.never")
	case !slices.Contains(FieldKinds, f.Kind):
		return out, errs.Field("kind", "people.choose_one")
	}
	if f.Kind != FieldChoice {
		return out, nil
	}
	for line := range strings.Lines(f.Choices) {
		if c := clean(line); c != "" && !slices.Contains(out.Choices, c) {
			out.Choices = append(out.Choices, c)
		}
	}
	if n := len(out.Choices); n < 2 || n > maxChoices || slices.ContainsFunc(out.Choices, func(c string) bool { return len([]rune(c)) > maxFieldName }) {
		return out, errs.Field("choices", "people.field.choices_wrong", "n", maxChoices)
	}
	if slices.ContainsFunc(out.Choices, mustNotBeKept) {
		return out, errs.Field("choices", "people.field.never")
	}
	return out, nil
}

// read gives a typed value as it is kept, and its number; "" is no value.
func (f Field) read(typed string) (value string, number *float64, err error) {
	value = clean(typed)
	fault := errs.Field("value", "people.field.value_wrong."+f.Kind)
	switch {
	case value == "":
		return "", nil, nil
	case len([]rune(value)) > maxFieldValue:
		return "", nil, errs.Field("value", "people.text_long", "n", maxFieldValue)
	case f.Kind == FieldNumber:
		n, err := strconv.ParseFloat(strings.ReplaceAll(value, ",", ""), 64)
		if err != nil || n-n != 0 { // also refuses infinities
			return "", nil, fault
		}
		return strconv.FormatFloat(n, 'f', -1, 64), &n, nil
	case f.Kind == FieldDate:
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return "", nil, fault
		}
	case f.Kind == FieldChoice && !slices.Contains(f.Choices, value), f.Kind == FieldYesNo && value != "yes" && value != "no":
		return "", nil, fault
	}
	return value, nil, harmless("value", value)
}

const fieldColumns = `f.id, f.name, f.kind, f.choices, f.archived_at IS NOT NULL`

func fieldTargets(f *Field, choices *db.JSON[[]string]) []any {
	return []any{&f.ID, &f.Name, &f.Kind, choices, &f.Archived}
}

func scanField(r db.Row) (f Field, err error) {
	var choices db.JSON[[]string]
	err = r.Scan(fieldTargets(&f, &choices)...)
	f.Choices = choices.V
	return f, err
}

// fields are the organization's fields in their order, without the archived ones.
func fields(ctx context.Context, q db.Querier, org id.ID) ([]Field, error) {
	return db.All(ctx, q, scanField, `SELECT `+fieldColumns+` FROM custom_field f WHERE f.org_id = $1 AND f.archived_at IS NULL ORDER BY f.position, f.id`, org)
}

func fieldByID(ctx context.Context, q db.Querier, org, field id.ID) (Field, error) {
	return db.One(ctx, q, scanField, `SELECT `+fieldColumns+` FROM custom_field f WHERE f.org_id = $1 AND f.id = $2`, org, field)
}

// Fields are all fields with how many people have a value. It returns errs.Forbidden without DefineFields.
func (s *Service) Fields(ctx context.Context, sc authz.Scope) (out []Field, err error) {
	defer errs.Wrap(&err, "people.Fields")
	if err := sc.Require(authz.DefineFields); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, func(r db.Row) (f Field, err error) {
			var choices db.JSON[[]string]
			err = r.Scan(append(fieldTargets(&f, &choices), &f.Filled)...)
			f.Choices = choices.V
			return f, err
		}, `SELECT `+fieldColumns+`, (SELECT count(*) FROM custom_value v WHERE v.org_id = f.org_id AND v.field_id = f.id) FROM custom_field f
		    WHERE f.org_id = $1 ORDER BY CASE WHEN f.archived_at IS NULL THEN 0 ELSE 1 END, f.position, f.id`, sc.Organization())
		return err
	})
	return out, err
}

// FieldsToFill are the fields that are asked for, in their order. It returns errs.Forbidden without ReadPeople.
func (s *Service) FieldsToFill(ctx context.Context, sc authz.Scope) (out []Field, err error) {
	defer errs.Wrap(&err, "people.FieldsToFill")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = fields(ctx, tx, sc.Organization())
		return err
	})
	return out, err
}

// define runs a change of the fields with its line in the log.
func (s *Service) define(ctx context.Context, sc authz.Scope, action string, field id.ID, fn func(tx *db.WriteTx) error) (err error) {
	defer errs.Wrap(&err, "%s", action)
	if err := sc.Require(authz.DefineFields); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, action, func(tx *db.WriteTx) error {
		if field != 0 {
			if _, err := fieldByID(ctx, tx, sc.Organization(), field); err != nil {
				return err
			}
		}
		if err := fn(tx); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, action, field, nil)
	})
}

// CheckField tells what is wrong with a new field, by its inputs. It returns errs.Forbidden without DefineFields.
func (s *Service) CheckField(ctx context.Context, sc authz.Scope, in NewField) (err error) {
	defer errs.Wrap(&err, "people.CheckField")
	if err := sc.Require(authz.DefineFields); err != nil {
		return err
	}
	f, err := in.check()
	if err != nil {
		return err
	}
	return s.db.Read(ctx, sc, func(tx *db.ReadTx) error { return f.fitsIn(ctx, tx, sc.Organization()) })
}

// fitsIn tells whether a new field can stand beside the others.
func (f Field) fitsIn(ctx context.Context, q db.Querier, org id.ID) error {
	all, err := fields(ctx, q, org)
	switch {
	case err != nil:
		return err
	case len(all) >= maxFields:
		return errs.Field("name", "people.field.too_many", "n", maxFields)
	case slices.ContainsFunc(all, func(o Field) bool { return strings.EqualFold(o.Name, f.Name) }):
		return errs.Field("name", "people.field.again")
	}
	return nil
}

// DefineField adds a field behind the others. What is never kept of anybody is refused, whatever it is called.
func (s *Service) DefineField(ctx context.Context, sc authz.Scope, in NewField) (field id.ID, err error) {
	f, err := in.check()
	if err != nil {
		return 0, err
	}
	field = s.ids.Next()
	return field, s.define(ctx, sc, "people.field_defined", 0, func(tx *db.WriteTx) error {
		if err := f.fitsIn(ctx, tx, sc.Organization()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO custom_field (org_id, id, name, kind, choices, position, created_at)
			VALUES ($1, $2, $3, $4, $5, (SELECT COALESCE(max(position), 0) + 1 FROM custom_field WHERE org_id = $1), $6)`,
			sc.Organization(), field, f.Name, f.Kind, db.JSON[[]string]{V: f.Choices}, db.At(s.now()))
		return err
	})
}

// RenameField gives a field another name. What stands in it stays.
func (s *Service) RenameField(ctx context.Context, sc authz.Scope, field id.ID, name string) error {
	f, err := NewField{Name: name, Kind: FieldText}.check()
	if err != nil {
		return err
	}
	return s.define(ctx, sc, "people.field_renamed", field, func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `UPDATE custom_field SET name = $3 WHERE org_id = $1 AND id = $2`, sc.Organization(), field, f.Name)
		return err
	})
}

// ArchiveField takes a field out of every form and filter, or brings it back. What stands in it is kept.
func (s *Service) ArchiveField(ctx context.Context, sc authz.Scope, field id.ID, archive bool) error {
	action, at := "people.field_restored", any(nil)
	if archive {
		action, at = "people.field_archived", db.At(s.now())
	}
	return s.define(ctx, sc, action, field, func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `UPDATE custom_field SET archived_at = $3 WHERE org_id = $1 AND id = $2`, sc.Organization(), field, at)
		return err
	})
}

// MoveField moves a field one place up or down.
func (s *Service) MoveField(ctx context.Context, sc authz.Scope, field id.ID, up bool) error {
	return s.define(ctx, sc, "people.field_moved", field, func(tx *db.WriteTx) error {
		all, err := fields(ctx, tx, sc.Organization())
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(f Field) bool { return f.ID == field })
		to := at + 1
		if up {
			to = at - 1
		}
		if at >= 0 && to >= 0 && to < len(all) {
			all[at], all[to] = all[to], all[at]
		}
		for i, f := range all {
			if _, err := tx.Exec(ctx, `UPDATE custom_field SET position = $3 WHERE org_id = $1 AND id = $2`, sc.Organization(), f.ID, i+1); err != nil {
				return err
			}
		}
		return nil
	})
}

// fieldValues are the fields of a person in their order: those that can be filled, and archived ones that hold something.
func fieldValues(ctx context.Context, q db.Querier, org id.ID, parts []id.ID) (out []FieldValue, err error) {
	all, err := fields(ctx, q, org)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		out = append(out, FieldValue{Field: f})
	}
	err = db.Each(ctx, q, func(r db.Row) error {
		var v FieldValue
		var choices db.JSON[[]string]
		var at db.Time
		err := r.Scan(append(fieldTargets(&v.Field, &choices), &v.Value, &at)...)
		v.Field.Choices, v.At = choices.V, at.Time
		if i := slices.IndexFunc(out, func(o FieldValue) bool { return o.Field.ID == v.Field.ID }); i < 0 {
			out = append(out, v)
		} else if out[i].Value == "" {
			out[i] = v
		}
		return err
	}, `SELECT `+fieldColumns+`, v.value, v.at FROM custom_value v JOIN custom_field f ON f.org_id = v.org_id AND f.id = v.field_id
	    WHERE v.org_id = $1 AND v.person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY v.at DESC`, org, db.List(parts))
	return out, err
}

const fieldPrefix = "field-"

// FieldInput is the name of a field's input, and of what is wrong with it.
func (f Field) FieldInput() string { return fieldPrefix + f.ID.String() }

// SetFields writes what fields say of a person, by their ids; "" empties one. It returns errs.Invalid with the fields at fault, by
// Field.FieldInput.
func (s *Service) SetFields(ctx context.Context, sc authz.Scope, person id.ID, typed map[id.ID]string) error {
	detail := map[string]any{}
	return s.change(ctx, sc, person, "people.field", detail, func(tx *db.WriteTx, w who) (bool, error) {
		known, err := fields(ctx, tx, sc.Organization())
		if err != nil {
			return false, err
		}
		var changed []id.ID
		var faults []error
		for _, f := range known {
			text, there := typed[f.ID]
			if !there {
				continue
			}
			value, number, err := f.read(text)
			if e := errs.Fields(err)["value"]; e != nil {
				faults = append(faults, errs.Field(f.FieldInput(), e.Key, e.Args...))
				continue
			}
			did, err := setField(ctx, tx, sc.Organization(), w, f.ID, value, number, db.At(s.now()))
			if err != nil {
				return false, err
			}
			if did {
				changed = append(changed, f.ID)
			}
		}
		detail["changed"] = changed
		return len(changed) > 0, errors.Join(faults...)
	})
}

// setField writes a value that was read, and tells whether it differs from what stood there.
func setField(ctx context.Context, tx *db.WriteTx, org id.ID, w who, field id.ID, value string, number *float64, at db.Time) (bool, error) {
	had, err := db.All(ctx, tx, db.Value[string], `SELECT value FROM custom_value WHERE`+ofParts+`AND field_id = $3 ORDER BY at DESC LIMIT 1`, org, db.List(w.parts), field)
	if err != nil || len(had) == 0 && value == "" || len(had) > 0 && had[0] == value {
		return false, err
	}
	if value == "" {
		_, err = tx.Exec(ctx, `DELETE FROM custom_value WHERE`+ofParts+`AND field_id = $3`, org, db.List(w.parts), field)
		return true, err
	}
	_, err = tx.Insert(ctx, "custom_value", []string{"org_id", "person_id", "field_id", "value", "number", "at"}, [][]any{{org, w.root, field, value, number, at}},
		valueUpdate)
	return true, err
}
