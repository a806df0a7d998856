package db_test

import (
	"context"
	"errors"
	"testing"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

var ctx = context.Background()

func org(n id.ID) authz.Scope { return authz.System(n, "test") }

const addTag = `INSERT INTO universe (org_id, id, name, query, created_by, created_at, updated_at) VALUES ($1, $2, $3, '{}', 0, 0, 0)`

func addUniverse(t testing.TB, d *db.DB, sc authz.Scope, o, n id.ID, name string) error {
	t.Helper()
	return d.Write(ctx, sc, "test", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, addTag, o, n, name)
		return err
	})
}

func count(t testing.TB, d *db.DB, sc authz.Scope, sql string, args ...any) (n int) {
	t.Helper()
	err := d.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int], sql, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

func TestWrite_isReadBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := addUniverse(t, d, org(1), 1, 7, "Hmong elders"); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM universe WHERE org_id = $1 AND name = $2`, id.ID(1), "Hmong elders"); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
		err := d.Read(ctx, org(1), func(tx *db.ReadTx) error {
			_, err := db.One(ctx, tx, db.Value[string], `SELECT name FROM universe WHERE org_id = $1 AND id = $2`, id.ID(1), id.ID(8))
			return err
		})
		if errs.KindOf(err) != errs.NotFound {
			t.Errorf("a missing row gives %v", err)
		}
	})
}

func TestWrite_failureLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		stop := errors.New("stop")
		err := d.Write(ctx, org(1), "test", func(tx *db.WriteTx) error {
			if _, err := tx.Exec(ctx, addTag, 1, 1, "x"); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatalf("got %v", err)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM universe`); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestEpoch_isThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		e, err := d.Epoch(ctx)
		if err != nil || len(e) < 20 {
			t.Errorf("epoch %q, %v", e, err)
		}
	})
}
