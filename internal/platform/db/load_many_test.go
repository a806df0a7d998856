package db_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

var residentColumns = []string{"id", "household_id", "given", "middle", "family", "suffix", "native_name", "native_lang", "search", "phone", "email", "language", "is_member", "source", "created_at", "updated_at"}

// Rows come one by one, each after the one that it points at; between them something is written beside them. Where the load is given up,
// nothing of its rows is there.
func TestLoad_takesRowsThatPointAtEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const many = 12000 // several megabytes
		for _, kept := range []bool{false, true} {
			l := begin(t, d, 1, db.Loading{Table: "household", Columns: doorColumns}, db.Loading{Table: "person", Columns: residentColumns})
			var err error
			for i := int64(100_001); i <= 100_000+many && err == nil; i++ {
				key := fmt.Sprint("53218/oak/", i)
				err = errors.Join(l.Add(0, []any{i, "1", "Oak St", "", "Milwaukee", "WI", "53218", key, key, int64(0)}),
					l.Add(1, []any{i, i, "Mai", "", "Vang", "", "", "", fmt.Sprintf("%0120d", i), "", "", "", false, "", int64(0), int64(0)}))
				if i == 100_000+many/2 && kept {
					err = errors.Join(err, l.Beside(context.Background(), func(tx *db.WriteTx) error {
						_, err := tx.Exec(context.Background(), `INSERT INTO vote_code (org_id, code, election, method) VALUES ($1, $2, $3, $4)`, 1, 7, "2024-11", "At Polls")
						return err
					}))
				}
			}
			want := 0
			if kept && err == nil {
				err, want = l.Commit(context.Background(), nil, func(int64, int64) {}), many
			}
			if err := errors.Join(err, l.Close()); err != nil {
				t.Fatal(err)
			}
			if n := count(t, d, org(1), `SELECT count(*) FROM person p JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id`); n != want {
				t.Errorf("%d people at home, want %d", n, want)
			}
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM vote_code`); n != 1 {
			t.Errorf("%d rows were written beside the load", n)
		}
		standing(t, d)
	})
}

// A second organization's first file comes in the same quick way; what the first one has stays, and so does the schema.
func TestLoad_secondOrganization(t *testing.T) {
	d := dbtest.Postgres(t)
	if err := put(t, d, 0, 1700, -1, nil); err != nil {
		t.Fatal(err)
	}
	before := describe(t, d)
	l := begin(t, d, 2)
	if err := errors.Join(doors(l, 5000, 900, -1), l.Commit(context.Background(), nil, func(int64, int64) {}), l.Close()); err != nil {
		t.Fatal(err)
	}
	for o, want := range map[id.ID]int{1: 1700, 2: 900} {
		if n := count(t, d, org(o), `SELECT count(*) FROM household`); n != want {
			t.Errorf("organization %d has %d households, want %d", o, n, want)
		}
	}
	if after := describe(t, d); after != before {
		t.Errorf("the schema was\n%s\nand is\n%s", before, after)
	}
	if l, err := d.BeginLoad(context.Background(), org(3), "test", 1000, db.Loading{Table: "household", Columns: doorColumns}); err != nil || l != nil {
		t.Errorf("2,600 rows of others are not too many for 1,000: %v", err)
	}
}
