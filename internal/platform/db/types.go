package db

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Time is a moment in the database: BIGINT, milliseconds since 1970 UTC. The zero Time is NULL.
type Time struct{ time.Time }

// At makes a Time, cut to the millisecond so that what is read equals what was written.
func At(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{time.UnixMilli(t.UnixMilli()).UTC()}
}

// Value writes milliseconds.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.UnixMilli(), nil
}

// Scan reads milliseconds; NULL is the zero Time.
func (t *Time) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*t = Time{}
	case int64:
		*t = Time{time.UnixMilli(v).UTC()}
	default:
		return fmt.Errorf("db.Time: cannot read %T", v)
	}
	return nil
}

// JSON is a value kept in a JSON column. NULL reads as the zero value.
type JSON[T any] struct{ V T }

// Value writes the JSON text.
func (j JSON[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(j.V)
	return string(b), err
}

// Scan reads the JSON text.
func (j *JSON[T]) Scan(v any) error {
	j.V = *new(T)
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), &j.V)
	case []byte:
		return json.Unmarshal(v, &j.V)
	}
	return fmt.Errorf("db.JSON: cannot read %T", v)
}

// List is an argument for `IN (SELECT value FROM json_each($1))`, the one way to write a list that both engines
// take. A list of whole numbers is written as numbers even where their type has a JSON form of its own (ids do),
// because the number is what the column holds.
func List[T ~int64 | ~int | ~string](values []T) driver.Valuer {
	out := make([]any, len(values))
	for i, v := range values {
		if r := reflect.ValueOf(v); r.CanInt() {
			out[i] = r.Int()
		} else {
			out[i] = r.String()
		}
	}
	return JSON[[]any]{out}
}

// Contains is the pattern of a LIKE over a folded text column: the text anywhere in it. The wildcards in the text
// itself become "any one character": LIKE's ESCAPE would keep SQLite's index from being used.
func Contains(folded string) string {
	return "%" + strings.NewReplacer("%", "_", `\`, "_").Replace(folded) + "%"
}
