package db_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

var doorColumns = []string{"id", "number", "street", "unit", "city", "state", "zip", "building_key", "address_key", "created_at"}

// doors adds n households from a number on; the one at repeat has the address of the first.
func doors(l *db.Load, from, n, repeat int) error {
	for i := from; i < from+n; i++ {
		key := fmt.Sprintf("53218/oak/%d", i)
		if i == repeat {
			key = fmt.Sprintf("53218/oak/%d", from)
		}
		if err := l.Add(0, []any{int64(i + 1), fmt.Sprint(i), "Oak\tSt\n\\", "", "Milwaukee", "WI", "53218", key, key, int64(0)}); err != nil {
			return err
		}
	}
	return nil
}

// begin begins a load into tables that hold little.
func begin(t *testing.T, d *db.DB, o id.ID, tables ...db.Loading) *db.Load {
	t.Helper()
	if tables == nil {
		tables = []db.Loading{{Table: "household", Columns: doorColumns}}
	}
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) { // the session of a load that was killed ends a moment later
		l, err := d.BeginLoad(context.Background(), org(o), "test", 1000, tables...)
		if l != nil && err == nil {
			return l
		}
		if err != nil || time.Now().After(until) {
			t.Fatalf("no load began: %v", err)
		}
	}
}

// put loads doors, whole.
func put(t *testing.T, d *db.DB, from, n, repeat int, after func(context.Context, *db.WriteTx) error) error {
	t.Helper()
	l := begin(t, d, 1)
	err := doors(l, from, n, repeat)
	if err == nil {
		err = l.Commit(context.Background(), after, func(int64, int64) {})
	}
	return errors.Join(err, l.Close())
}

const addDoor = `INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at) VALUES ($1, $2, '', '', '', '', '', '', '', $3, 0)`

// standing checks that the wall and the keys of household and person are as before any load.
func standing(t *testing.T, d *db.DB) {
	t.Helper()
	if _, err := attempt(d, org(1), true, addDoor, 2, 90001, "elsewhere"); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("writing another organization's row: %v", err)
	}
	if _, err := attempt(d, org(1), true, addDoor, 1, 90002, "here"); err != nil {
		t.Errorf("a row of one's own: %v", err)
	}
	if _, err := attempt(d, org(1), true, addDoor, 1, 90003, "here"); errs.KindOf(err) != errs.Conflict {
		t.Errorf("a second row of one key: %v", err)
	}
	if _, err := attempt(d, org(1), true, addResident, 1, 90004, 4711); errs.KindOf(err) != errs.Conflict {
		t.Errorf("a person of no household: %v", err)
	}
	if _, err := attempt(d, org(1), true, `DELETE FROM household WHERE org_id = 1 AND id = 90002`); err != nil {
		t.Error(err)
	}
}

const addResident = `INSERT INTO person (org_id, id, household_id, given, middle, family, suffix, native_name, native_lang, search, phone, email, language, is_member, source, created_at, updated_at)
	VALUES ($1, $2, $3, '', '', '', '', '', '', '', '', '', '', FALSE, '', 0, 0)`

func TestLoad_bringsRowsInBehindTheWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := put(t, d, 0, 1234, -1, func(ctx context.Context, tx *db.WriteTx) error { return tx.TouchAll(ctx, 1) }); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM household WHERE street = $1`, "Oak\tSt\n\\"); n != 1234 {
			t.Errorf("%d households", n)
		}
		if n := count(t, d, org(2), `SELECT count(*) FROM household`); n != 0 {
			t.Errorf("another organization sees %d households", n)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM household WHERE org_id = 1 AND building_key = '53218/oak/77'`); n != 1 {
			t.Errorf("the key finds %d rows", n)
		}
		if l, err := d.BeginLoad(ctx, org(1), "test", 500, db.Loading{Table: "household", Columns: doorColumns}); err != nil || l != nil {
			t.Errorf("a full table counts as empty: %v", err)
		}
		standing(t, d)
	})
}

func TestLoad_isAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, fails := range map[string]func() error{
			"a key that is taken": func() error { return put(t, d, 0, 500, 499, nil) },
			"an After that fails": func() error {
				return put(t, d, 0, 500, -1, func(context.Context, *db.WriteTx) error { return errors.New("the power went out") })
			},
			"a source that breaks": func() error {
				l := begin(t, d, 1)
				return errors.Join(doors(l, 0, 500, -1), l.Close(), errors.New("the power went out"))
			},
		} {
			if err := fails(); err == nil {
				t.Errorf("%s: it went in", name)
			}
			if n := count(t, d, org(1), `SELECT count(*) FROM household`); n != 0 {
				t.Errorf("%s: %d rows are there", name, n)
			}
			standing(t, d)
		}
		if err := put(t, d, 0, 500, -1, nil); err != nil {
			t.Errorf("after the failures: %v", err)
		}
		standing(t, d)
	})
}

// The keys are checked over every row that came in: nobody can live in another organization's household.
func TestLoad_refusesRowsThatPointElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := attempt(d, org(2), true, addDoor, 2, 7, "theirs"); err != nil {
			t.Fatal(err)
		}
		people := []string{"id", "household_id", "given", "middle", "family", "suffix", "native_name", "native_lang", "search", "phone", "email", "language", "is_member", "source", "created_at", "updated_at"}
		l := begin(t, d, 1, db.Loading{Table: "household", Columns: doorColumns}, db.Loading{Table: "person", Columns: people})
		err := l.Add(1, []any{int64(1), int64(7), "", "", "", "", "", "", "", "", "", "", false, "", int64(0), int64(0)})
		if err == nil {
			err = l.Commit(context.Background(), nil, func(int64, int64) {})
		}
		if cerr := l.Close(); errs.KindOf(err) != errs.Conflict || cerr != nil {
			t.Errorf("a person in another organization's household: %v, %v", err, cerr)
		}
		standing(t, d)
	})
}

func TestLoad_refusesWhatTheWallCouldNotGuard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		for name, l := range map[string]db.Loading{
			"a control table":  {Table: "account", Columns: []string{"id"}},
			"a shared table":   {Table: "job", Columns: []string{"id"}},
			"no table":         {Table: `household" --`, Columns: []string{"id"}},
			"the organization": {Table: "household", Columns: []string{"org_id"}},
			"no column":        {Table: "household", Columns: []string{`id) SELECT 1 --`}},
			"a column twice":   {Table: "household", Columns: []string{"id", "id"}},
		} {
			if _, err := d.BeginLoad(ctx, org(1), "test", 1000, l); err == nil {
				t.Errorf("%s was loaded", name)
			}
		}
		if _, err := d.BeginLoad(ctx, authz.Platform("test"), "test", 1000, db.Loading{Table: "household", Columns: doorColumns}); err == nil {
			t.Error("a platform scope loaded an organization's rows")
		}
		l := begin(t, d, 1)
		if err := l.Add(0, []any{int64(1), int64(2)}); err == nil {
			t.Error("a row that is too short was taken")
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestLoad_readersSeeTheTableAsItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := put(t, d, 0, 3, -1, nil); err != nil {
			t.Fatal(err)
		}
		l := begin(t, d, 1)
		if err := doors(l, 10, 2000, -1); err != nil {
			t.Fatal(err)
		}
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				if n := count(t, d, org(1), `SELECT count(*) FROM household WHERE org_id = 1 AND building_key LIKE '53218/oak/%'`); n != 3 {
					t.Errorf("a reader sees %d rows", n)
				}
			})
		}
		readers.Wait()
		waited := make(chan error, 1) // a writer that comes meanwhile takes its turn
		go func() {
			_, err := attempt(d, org(1), true, `UPDATE household SET ward = 'x' WHERE org_id = 1`)
			waited <- err
		}()
		if err := errors.Join(l.Commit(context.Background(), nil, func(int64, int64) {}), l.Close()); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-waited:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Error("a writer waits for ever")
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM household`); n != 2003 {
			t.Errorf("%d rows", n)
		}
	})
}

// Somebody of another organization who reads a table and then writes it, while the table is loaded, neither fails nor makes the load fail.
func TestLoad_editorsOfOthersComeThrough(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(ctx, org(2), "test", func(tx *db.WriteTx) error { return putPeople(tx, 2, "before", 5) }); err != nil {
			t.Fatal(err)
		}
		l := begin(t, d, 1)
		if err := doors(l, 10, 5000, -1); err != nil {
			t.Fatal(err)
		}
		const editors = 12 // more than there are connections
		edited := make(chan error, editors)
		for n := range editors {
			go func() {
				edited <- d.Write(ctx, org(2), "edit", func(tx *db.WriteTx) error {
					was, err := db.One(ctx, tx, db.Value[string], `SELECT address_key FROM household WHERE org_id = $1 UNION ALL SELECT '' LIMIT 1`, id.ID(2))
					if err != nil {
						return err
					}
					_, err = tx.Exec(ctx, `INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at)
						VALUES ($1, $2, $3, '', '', '', '', '', '', $4, 1)`, id.ID(2), 1000+n, was, strconv.Itoa(n))
					return errors.Join(err, tx.Touch(ctx, 2))
				})
			}()
		}
		time.Sleep(300 * time.Millisecond) // they wait by now
		if n := count(t, d, org(1), `SELECT count(*) FROM household`); n != 0 {
			t.Errorf("a reader sees %d rows", n)
		}
		if err := errors.Join(l.Commit(context.Background(), nil, func(int64, int64) {}), l.Close()); err != nil {
			t.Fatal(err)
		}
		for range editors {
			if err := <-edited; err != nil {
				t.Error(err)
			}
		}
		if n := count(t, d, org(2), `SELECT count(*) FROM household`); n != editors {
			t.Errorf("%d of %d edits are kept", n, editors)
		}
	})
}

// A process that ends in the middle of a load leaves everything as it was.
func TestLoad_thatIsKilledLeavesEverythingAsItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := begin(t, d, 1)
		if err := doors(l, 0, 20000, -1); err != nil {
			t.Fatal(err)
		}
		if err := db.Kill(l); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM household`); n != 0 {
			t.Errorf("%d rows of the killed load are there", n)
		}
		standing(t, d)
		if err := put(t, d, 0, 500, -1, nil); err != nil {
			t.Errorf("the next load: %v", err)
		}
		standing(t, d)
	})
}

// The load's own way in is behind the wall too: the database refuses a row of another organization.
func TestLoad_cannotWriteForAnotherOrganization(t *testing.T) {
	d := dbtest.Postgres(t)
	l := begin(t, d, 1)
	if err := doors(l, 0, 10, -1); err != nil {
		t.Fatal(err)
	}
	door := []any{int64(99), "", "", "", "", "", "", "", "", int64(0)}
	if err := db.SendAs(l, 2, door); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("a row for another organization: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	standing(t, d)
}

// What other organizations have in the tables, and what points at it, is there as before, under the same keys and policies.
func TestLoad_leavesOthersAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		before := describe(t, d)
		if err := addPerson(d, 2, 7, "lan"); err != nil {
			t.Fatal(err)
		}
		const tag = `INSERT INTO person_tag (org_id, person_id, tag, at) VALUES ($1, $2, $3, 0)`
		if _, err := attempt(d, org(2), true, tag, 2, 7, "member"); err != nil {
			t.Fatal(err)
		}
		people := []string{"id", "given", "middle", "family", "suffix", "native_name", "native_lang", "search", "phone", "email", "language", "is_member", "source", "created_at", "updated_at"}
		l := begin(t, d, 1, db.Loading{Table: "person", Columns: people})
		err := l.Add(0, []any{int64(1), "", "", "", "", "", "", "mai", "", "", "", false, "", int64(0), int64(0)})
		if err := errors.Join(err, l.Commit(context.Background(), nil, func(int64, int64) {}), l.Close()); err != nil {
			t.Fatal(err)
		}
		for o, name := range map[id.ID]string{1: "mai", 2: "lan"} {
			if n := count(t, d, org(o), `SELECT count(*) FROM person WHERE search = $1`, name); n != 1 || count(t, d, org(o), `SELECT count(*) FROM person`) != 1 {
				t.Errorf("organization %d sees %d people of its own", o, n)
			}
		}
		if _, err := attempt(d, org(2), true, tag, 2, 7, "youth"); err != nil {
			t.Error(err)
		}
		if _, err := attempt(d, org(2), true, tag, 2, 1, "mine"); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a tag on another organization's person: %v", err)
		}
		if after := describe(t, d); after != before {
			t.Errorf("the schema was\n%s\nand is\n%s", before, after)
		}
	})
}

// describe is everything that the engine says of its tables, their keys and their policies.
func describe(t *testing.T, d *db.DB) string {
	t.Helper()
	out, err := db.Describe(d)
	if err != nil {
		t.Fatal(err)
	}
	return out
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
