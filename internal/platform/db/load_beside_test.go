package db_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

var doorsAndResidents = []db.Loading{{Table: "household", Columns: doorColumns}, {Table: "person", Columns: residentColumns}}

// resident is a row of a load: somebody of a household.
func resident(who, household int64) []any {
	return []any{who, household, "Mai", "", "Vang", "", "", "", "mai vang", "", "", "", false, "", int64(0), int64(0)}
}

// Whoever writes while a load is under way, the loaded tables too, has an answer before the load ends, and what was written stands after it. Every
// write here is made by the one who loads: one that had to wait would wait for ever.
func TestLoad_nobodyWaitsForIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		edits := 0
		edit := func(whose int64, text string, args ...any) {
			t.Helper()
			edits++
			if _, err := attempt(d, org(id.ID(whose)), true, text, args...); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
		for n := range int64(3) {
			edit(1, addDoor, 1, 800+n, fmt.Sprint("before/", n))
		}
		edit(2, addDoor, 2, 700, "theirs")
		edit(2, addResident, 2, 7, 700)
		before := describe(t, d)
		l := begin(t, d, 1, doorsAndResidents...)
		edit(1, `UPDATE household SET ward = 'north' WHERE org_id = 1 AND id = 800`)
		edit(1, `DELETE FROM household WHERE org_id = 1 AND id = 801`)
		edit(2, addDoor, 2, 701, "theirs, too")
		edit(2, `UPDATE person SET household_id = 701 WHERE org_id = 2 AND id = 7`)
		if err := doors(l, 10000, 12000, -1); err != nil { // several megabytes: they are on their way into the tables
			t.Fatal(err)
		}
		edit(2, `INSERT INTO person_tag (org_id, person_id, tag, at) VALUES ($1, $2, $3, 0)`, 2, 7, "member")
		edit(1, `UPDATE household SET ward = ward || 'east' WHERE org_id = 1 AND id = 800`)
		if err := l.Add(1, resident(1, 802)); err != nil {
			t.Fatal(err)
		}
		steps := int64(0)
		err := l.Commit(context.Background(), nil, func(int64, int64) {
			steps++
			edit(1, addDoor, 1, 900000+steps, fmt.Sprint("meanwhile/", steps))
		})
		if err := errors.Join(err, l.Close()); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]int{
			`SELECT count(*) FROM household`:                                            12000 + 2 + int(steps),
			`SELECT count(*) FROM household WHERE id = 800 AND ward = 'northeast'`:      1,
			`SELECT count(*) FROM household WHERE address_key LIKE 'meanwhile/%'`:       int(steps),
			`SELECT count(*) FROM person WHERE org_id = 1 AND household_id = 802`:       1,
			`SELECT count(*) FROM household WHERE org_id = 1 AND address_key = 'gone/'`: 0,
		} {
			if n := count(t, d, org(1), text); n != want {
				t.Errorf("%s: %d, want %d", text, n, want)
			}
		}
		if n := count(t, d, org(2), `SELECT count(*) FROM person p JOIN person_tag t ON t.org_id = p.org_id AND t.person_id = p.id WHERE p.household_id = 701`); n != 1 || steps < 5 {
			t.Errorf("%d people of the other organization with their tag, %d steps", n, steps)
		}
		if after := describe(t, d); after != before {
			t.Errorf("the schema was\n%s\nand is\n%s", before, after)
		}
		if err := db.Sound(d); err != nil {
			t.Error(err)
		}
		standing(t, d)
	})
}

// What others have written meanwhile holds where it speaks against a row of the load: nothing of the load is there then.
func TestLoad_givesWayToWhatWasWrittenMeanwhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := attempt(d, org(1), true, addDoor, 1, 800, "before"); err != nil {
			t.Fatal(err)
		}
		for what, meanwhile := range map[string]func() error{
			"the same address": func() error { _, err := attempt(d, org(1), true, addDoor, 1, 900, "53218/oak/7"); return err },
			"a household that is gone": func() error {
				_, err := attempt(d, org(1), true, `DELETE FROM household WHERE org_id = 1 AND id = 800`)
				return err
			},
		} {
			l := begin(t, d, 1, doorsAndResidents...)
			err := errors.Join(doors(l, 7, 20, -1), l.Add(1, resident(1, 800)), meanwhile())
			if err != nil {
				t.Fatal(err)
			}
			err = l.Commit(context.Background(), nil, func(int64, int64) {})
			if cerr := l.Close(); errs.KindOf(err) != errs.Conflict || cerr != nil {
				t.Errorf("%s: %v, %v", what, err, cerr)
			}
			if n := count(t, d, org(1), `SELECT count(*) FROM person`); n != 0 {
				t.Errorf("%s: %d people", what, n)
			}
			if err := db.Sound(d); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			if _, err := attempt(d, org(1), true, `DELETE FROM household WHERE org_id = 1`); err != nil {
				t.Fatal(err)
			}
			if _, err := attempt(d, org(1), true, addDoor, 1, 800, "before"); err != nil {
				t.Fatal(err)
			}
		}
		standing(t, d)
	})
}

// A load that is given up is heard of at once, and leaves nothing.
func TestLoad_isGivenUpInTheMiddle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := begin(t, d, 1)
		if err := doors(l, 0, 12000, -1); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		err := l.Commit(ctx, nil, func(in, all int64) { stop() })
		if err := errors.Join(l.Close(), db.Sound(d)); err != nil {
			t.Error(err)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM household`); !errors.Is(err, context.Canceled) || n != 0 {
			t.Errorf("%d households: %v", n, err)
		}
		standing(t, d)
	})
}
