package db

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
)

// InsertMany is [WriteTx.Insert] for thousands of rows: on PostgreSQL one statement takes them all, each column as one array. The
// values are int64, float64, bool, string or nil, or whole-number and text types of their own. The columns must be the table's.
func (tx *WriteTx) InsertMany(ctx context.Context, table string, columns []string, rows [][]any, end string) (int64, error) {
	if tx.s.texts.dialect != Postgres || len(rows) < insertSizes[0] {
		return tx.Insert(ctx, table, columns, rows, end)
	}
	t := tx.s.texts.schema.Table(table)
	if t == nil || t.Class == Control {
		return 0, fmt.Errorf("db: InsertMany into %q", table)
	}
	var from, names, into []string
	args := make([]any, len(columns))
	for i, name := range columns {
		at := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
		if at < 0 {
			return 0, fmt.Errorf("db: InsertMany into %s: column %q", table, name)
		}
		array, list, err := columnOf(rows, i, len(columns), t.Columns[at].Type)
		if err != nil {
			return 0, fmt.Errorf("db: InsertMany into %s.%s: %w", table, name, err)
		}
		args[i] = list
		into = append(into, `"`+name+`"`)
		from = append(from, fmt.Sprintf(`$%d::%s[]`, i+1, array))
		names = append(names, fmt.Sprintf(`c%d`, i+1))
	}
	cast := make([]string, len(names))
	for i, n := range names {
		cast[i] = n
		if c := t.Columns[slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == columns[i] })]; c.Type == "jsonb" {
			cast[i] += "::jsonb"
		}
	}
	// A statement of this package's own words and the schema's names alone; what the caller adds is checked like any other text.
	tail, err := tx.s.texts.get(valuesText(table, columns, 1, end))
	if err != nil {
		return 0, err
	}
	if tail.watched {
		tx.s.unsaid = table
	}
	if tx.s.failed != nil || tx.s.busy {
		return 0, fmt.Errorf("db: the transaction cannot go on: %w", tx.s.failed)
	}
	text := fmt.Sprintf(`INSERT INTO %q (%s) SELECT %s FROM unnest(%s) AS many (%s) %s`, table, strings.Join(into, ", "), strings.Join(cast, ", "),
		strings.Join(from, ", "), strings.Join(names, ", "), end)
	res, err := tx.s.conn.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, tx.s.fail(translate(err))
	}
	return res.RowsAffected()
}

// columnOf gives one column of rows as an array, and the array's type.
func columnOf(rows [][]any, at, width int, kind string) (array string, list any, err error) {
	switch kind {
	case "bigint", "integer":
		out := make([]*int64, len(rows))
		for i, row := range rows {
			if len(row) != width {
				return "", nil, fmt.Errorf("a row of %d values for %d columns", len(row), width)
			}
			if out[i], err = wholeOf(row[at]); err != nil {
				return "", nil, err
			}
		}
		return "bigint", out, nil
	case "double precision":
		out := make([]*float64, len(rows))
		for i, row := range rows {
			if f, ok := row[at].(float64); ok {
				out[i] = &f
			} else if row[at] != nil {
				return "", nil, fmt.Errorf("a %T is no number", row[at])
			}
		}
		return "double precision", out, nil
	case "boolean":
		out := make([]bool, len(rows))
		for i, row := range rows {
			b, ok := row[at].(bool)
			if !ok {
				return "", nil, fmt.Errorf("a %T is neither true nor false", row[at])
			}
			out[i] = b
		}
		return "boolean", out, nil
	}
	out := make([]*string, len(rows))
	for i, row := range rows {
		if out[i], err = textOf(row[at]); err != nil {
			return "", nil, err
		}
	}
	return "text", out, nil
}

// wholeOf reads a whole number; nil stays nil.
func wholeOf(v any) (*int64, error) {
	v, err := plainValue(v)
	if err != nil || v == nil {
		return nil, err
	}
	n, ok := v.(int64)
	if !ok {
		return nil, fmt.Errorf("a %T is no whole number", v)
	}
	return &n, nil
}

// textOf reads a text; nil stays nil.
func textOf(v any) (*string, error) {
	v, err := plainValue(v)
	if err != nil || v == nil {
		return nil, err
	}
	s, ok := v.(string)
	if !ok {
		return nil, fmt.Errorf("a %T is no text", v)
	}
	return &s, nil
}

// plainValue is a value as the engines take it.
func plainValue(v any) (driver.Value, error) {
	switch v := v.(type) {
	case nil, int64, string:
		return v, nil
	}
	return driver.DefaultParameterConverter.ConvertValue(v)
}
