package db

import (
	"strings"
	"testing"
)

func checker(d Dialect) *statements {
	return &statements{dialect: d, tenant: map[string]bool{"person": true, "universe": true}, hidden: map[string]bool{"goose_db_version": true}}
}

func TestStatement_writesForEachEngine(t *testing.T) {
	for _, c := range []struct{ in, sqlite, postgres string }{
		{`SELECT a FROM person WHERE id = $1 -- why`, `SELECT a FROM person WHERE id = ?`, `SELECT a FROM person WHERE id = $1`},
		{"SELECT a\n\tFROM person;", `SELECT a FROM person`, `SELECT a FROM person`},
		{`UPDATE person SET a = $2, b = $2 WHERE id = $1`, `UPDATE main.person SET a = ?2, b = ?2 WHERE id = ?1`, `UPDATE person SET a = $2, b = $2 WHERE id = $1`},
		{`DELETE FROM Person WHERE a = '-- $1 ''main.'`, `DELETE FROM main.Person WHERE a = '-- $1 ''main.'`, `DELETE FROM Person WHERE a = '-- $1 ''main.'`},
		{`INSERT INTO "person" (a) SELECT a FROM person`, `INSERT INTO main."person" (a) SELECT a FROM person`, `INSERT INTO "person" (a) SELECT a FROM person`},
		{`WITH x AS (SELECT 1) INSERT INTO universe (a) SELECT * FROM x`, `WITH x AS (SELECT 1) INSERT INTO main.universe (a) SELECT * FROM x`, `WITH x AS (SELECT 1) INSERT INTO universe (a) SELECT * FROM x`},
		{`UPDATE job SET a = 1 WHERE id IN (SELECT id FROM job LIMIT 1 FOR UPDATE SKIP LOCKED)`, `UPDATE job SET a = 1 WHERE id IN (SELECT id FROM job LIMIT 1)`, `UPDATE job SET a = 1 WHERE id IN (SELECT id FROM job LIMIT 1 FOR UPDATE SKIP LOCKED)`},
	} {
		for d, want := range map[Dialect]string{SQLite: c.sqlite, Postgres: c.postgres} {
			st, err := checker(d).parse(c.in)
			if err != nil {
				t.Errorf("%s: %v", c.in, err)
			} else if got := strings.TrimSpace(st.engine); got != want {
				t.Errorf("%s\n gives %s\n want  %s", c.in, got, want)
			}
		}
	}
}

// Whatever is let through reads the same to the checker a second time, names no schema and holds one statement.
func FuzzStatement(f *testing.F) {
	for _, s := range []string{`SELECT a FROM person WHERE id = $1 -- x`, `UPDATE person SET a = $2`, `DELETE FROM main.person`, `INSERT INTO "person" (a) VALUES ('x;''')`,
		`WITH x AS (SELECT 1) SELECT $$ main . y`, `SELECT 'main'.person`, "SELECT E'\\'' ; --", `SELECT "a""b"`, `SELECT 1e5.person, main`, `SELECT /* */ 1`, `select 1 for update skip locked`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range []Dialect{SQLite, Postgres} {
			st, err := checker(d).parse(s)
			if err != nil {
				continue
			}
			own := st.engine
			if d == SQLite {
				own = strings.Replace(own, "main.", "", 1) // the one that the checker itself has put in
				if strings.Contains(own, "?") && !strings.Contains(s, "?") {
					continue // parameters are spelled differently now
				}
			}
			again, err := checker(d).parse(own)
			if err != nil || again.verb != st.verb || again.table != st.table {
				t.Fatalf("%q became %q, which reads %+v, %v", s, st.engine, again, err)
			}
		}
	})
}
