package db_test

import (
	"fmt"
	"testing"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
)

func TestInsert_writesEveryRowOnce(t *testing.T) {
	columns := []string{"org_id", "id", "kind", "name", "created_by", "created_at"}
	row := func(org, n int, name string) []any { return []any{org, n, "script", name, 0, 0} }
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		insert := func(rows [][]any, end string) (n int64, err error) {
			err = d.Write(ctx, org(1), "test", func(tx *db.WriteTx) error {
				n, err = tx.Insert(ctx, "form", columns, rows, end)
				return err
			})
			return n, err
		}
		var rows [][]any
		for n := range 237 {
			rows = append(rows, row(1, n+1, fmt.Sprint("form ", n+1)))
		}
		if n, err := insert(rows, ""); n != 237 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM form WHERE name = 'form ' || CAST(id AS TEXT)`); n != 237 {
			t.Errorf("%d rows are as they should be", n)
		}
		if n, err := insert([][]any{row(1, 1, "again"), row(1, 238, "new")}, `ON CONFLICT (org_id, id) DO UPDATE SET name = excluded.name`); n != 2 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM form WHERE name IN ('again', 'new')`); n != 2 {
			t.Errorf("%d rows", n)
		}
		if _, err := insert([][]any{row(1, 300, "x"), row(2, 301, "x")}, ""); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("a row of another organization among others: %v", err)
		}
		if _, err := insert([][]any{{1, 2}}, ""); err == nil {
			t.Error("a row that is too short was taken")
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM form`); n != 238 {
			t.Errorf("%d rows", n)
		}
	})
}

// Parameters may be repeated and come in any order; the two engines must give them the same values.
func TestParameters_inAnyOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for sql, want := range map[string]string{
			`SELECT CAST($1 AS TEXT) || CAST($2 AS TEXT) || CAST($3 AS TEXT)`:                       "abc",
			`SELECT CAST($3 AS TEXT) || CAST($1 AS TEXT) || CAST($2 AS TEXT)`:                       "cab",
			`SELECT CAST($2 AS TEXT) || CAST($3 AS TEXT) || CAST($3 AS TEXT) || CAST($1 AS TEXT)`:   "bcca",
			`SELECT CAST($1 AS TEXT) || '$2 -- ?' || CAST($2 AS TEXT) || $1 || CAST($3 AS TEXT) --`: "a$2 -- ?bac",
		} {
			var got string
			err := d.Read(ctx, org(1), func(tx *db.ReadTx) (err error) {
				got, err = db.One(ctx, tx, db.Value[string], sql, "a", "b", "c")
				return err
			})
			if got != want || err != nil {
				t.Errorf("%s: %q, %v; want %q", sql, got, err, want)
			}
		}
	})
}
