package db_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
)

var doorColumns = []string{"id", "number", "street", "unit", "city", "state", "zip", "building_key", "address_key", "created_at"}

// doors is a Loading of n households; the one at repeat has the address of the first.
func doors(n, repeat int) db.Loading {
	return db.Loading{Table: "household", Columns: doorColumns, Rows: func(add func([]driver.Value) error) error {
		for i := range n {
			key := fmt.Sprintf("53218/oak/%d", i)
			if i == repeat {
				key = "53218/oak/0"
			}
			if err := add([]driver.Value{int64(i + 1), fmt.Sprint(i), "Oak St", "", "Milwaukee", "WI", "53218", key, key, int64(0)}); err != nil {
				return err
			}
		}
		return nil
	}}
}

func TestLoad_bringsRowsInBehindTheWall(t *testing.T) {
	d, ctx := dbtest.SQLite(t), context.Background()
	if ok, err := d.Empty(ctx, 1000, "household", "person"); err != nil || !ok {
		t.Fatalf("an empty database is not empty: %v, %v", ok, err)
	}
	l := doors(1234, -1)
	l.After = func(ctx context.Context, tx *db.WriteTx) error { return tx.TouchAll(ctx, 1) }
	if err := d.Load(ctx, org(1), "test", l); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d, org(1), `SELECT count(*) FROM household`); n != 1234 {
		t.Errorf("%d households", n)
	}
	if n := count(t, d, org(2), `SELECT count(*) FROM household`); n != 0 {
		t.Errorf("another organization sees %d households", n)
	}
	if n := count(t, d, org(1), `SELECT count(*) FROM household WHERE org_id = 1 AND building_key = '53218/oak/77'`); n != 1 {
		t.Errorf("the key finds %d rows", n)
	}
	if ok, err := d.Empty(ctx, 1000, "household"); err != nil || ok {
		t.Errorf("a full table counts as empty: %v", err)
	}
	// The wall stands as before, and so do the keys.
	if _, err := attempt(d, org(1), true, `INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at) VALUES (2, 9, '', '', '', '', '', '', '', '', 0)`); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("writing another organization's row: %v", err)
	}
	if err := d.Load(ctx, org(1), "test", doors(1, -1)); errs.KindOf(err) != errs.Conflict {
		t.Errorf("a second row of one key: %v", err)
	}
}

func TestLoad_isAllOrNothing(t *testing.T) {
	d, ctx := dbtest.SQLite(t), context.Background()
	broken := doors(500, -1)
	rows := broken.Rows
	broken.Rows = func(add func([]driver.Value) error) error {
		return errors.Join(rows(add), errors.New("the power went out"))
	}
	after := doors(500, -1)
	after.After = func(context.Context, *db.WriteTx) error { return errors.New("the power went out") }
	for name, l := range map[string]db.Loading{"a key that is taken": doors(500, 499), "a source that breaks": broken, "an After that fails": after} {
		if err := d.Load(ctx, org(1), "test", l); err == nil {
			t.Errorf("%s: it went in", name)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM household`); n != 0 {
			t.Errorf("%s: %d rows are there", name, n)
		}
	}
	if err := d.Load(ctx, org(1), "test", doors(500, -1)); err != nil {
		t.Errorf("after the failures: %v", err)
	}
	if err := d.Load(ctx, org(1), "test", doors(500, -1)); errs.KindOf(err) != errs.Conflict {
		t.Errorf("the keys were not built: %v", err)
	}
}

func TestLoad_refusesWhatTheWallCouldNotGuard(t *testing.T) {
	d, ctx := dbtest.SQLite(t), context.Background()
	none := func(func([]driver.Value) error) error { return nil }
	for name, l := range map[string]db.Loading{
		"a control table":        {Table: "account", Columns: []string{"id"}, Rows: none},
		"a shared table":         {Table: "job", Columns: []string{"id"}, Rows: none},
		"no table":               {Table: `household" --`, Columns: []string{"id"}, Rows: none},
		"the organization":       {Table: "household", Columns: []string{"org_id"}, Rows: none},
		"no column":              {Table: "household", Columns: []string{`id) SELECT 1 --`}, Rows: none},
		"a column twice":         {Table: "household", Columns: []string{"id", "id"}, Rows: none},
		"a row that is too long": {Table: "household", Columns: []string{"id"}, Rows: func(add func([]driver.Value) error) error { return add([]driver.Value{int64(1), int64(2)}) }},
	} {
		if err := d.Load(ctx, org(1), "test", l); err == nil {
			t.Errorf("%s was loaded", name)
		}
	}
	if err := d.Load(ctx, authz.Platform("test"), "test", doors(1, -1)); err == nil {
		t.Error("a platform scope loaded an organization's rows")
	}
}

func TestLoad_readersSeeTheTableAsItWas(t *testing.T) {
	d, ctx := dbtest.SQLite(t), context.Background()
	if err := d.Load(ctx, org(1), "test", doors(3, -1)); err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	l := doors(2000, -1)
	rows := l.Rows
	l.Rows = func(add func([]driver.Value) error) error {
		err := rows(func(row []driver.Value) error {
			row[0] = row[0].(int64) + 10
			row[7], row[8] = row[7].(string)+"b", row[8].(string)+"b"
			return add(row)
		})
		for range 4 {
			readers.Go(func() {
				if n := count(t, d, org(1), `SELECT count(*) FROM household WHERE org_id = 1 AND building_key LIKE '53218/oak/%'`); n != 3 {
					t.Errorf("a reader sees %d rows", n)
				}
			})
		}
		readers.Wait()
		return err
	}
	if err := d.Load(ctx, org(1), "test", l); err != nil {
		t.Fatal(err)
	}
	waited := make(chan error, 1) // a writer that came meanwhile takes its turn
	go func() {
		_, err := attempt(d, org(1), true, `UPDATE household SET ward = 'x' WHERE org_id = 1`)
		waited <- err
	}()
	select {
	case err := <-waited:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("a writer waits for ever")
	}
}

func TestInsertMany_isInsertOnBothEngines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var rows [][]any
		for i := range 1050 {
			var floor any
			if i%2 == 0 {
				floor = int64(i)
			}
			rows = append(rows, []any{int64(1), int64(i + 1), "1", "Öak \"St\"", "", floor, "", "WI", "", "b", fmt.Sprint("k", i), int64(0)})
		}
		columns := []string{"org_id", "id", "number", "street", "unit", "floor", "city", "state", "zip", "building_key", "address_key", "created_at"}
		put := func(rows [][]any, end string) (n int64, err error) {
			err = d.Write(ctx, org(1), "test", func(tx *db.WriteTx) error {
				if n, err = tx.InsertMany(ctx, "household", columns, rows, end); err != nil {
					return err
				}
				return tx.Touch(ctx, 1)
			})
			return n, err
		}
		if n, err := put(rows, ""); err != nil || n != 1050 {
			t.Fatalf("%d rows, %v", n, err)
		}
		if n, err := put(rows[:200], `ON CONFLICT (org_id, id) DO UPDATE SET zip = excluded.street`); err != nil || n != 200 {
			t.Errorf("%d rows changed, %v", n, err)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM household WHERE zip = 'Öak "St"' AND (floor IS NULL) = (id % 2 = 0)`); n != 200 {
			t.Errorf("%d rows have what was written", n)
		}
		if _, err := put(rows[:200], ""); errs.KindOf(err) != errs.Conflict {
			t.Errorf("the same rows again: %v", err)
		}
		for i := range rows {
			rows[i][0], rows[i][1] = int64(2), int64(5000+i)
		}
		if _, err := put(rows, ""); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("rows of another organization: %v", err)
		}
	})
}
