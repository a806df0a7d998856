package db_test

import (
	"fmt"
	"testing"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// twoOrganizations fills a database with 3 universes of organization 1 and 5 of organization 2, and their people.
func twoOrganizations(t testing.TB, d *db.DB) {
	t.Helper()
	for o, n := range map[id.ID]int{1: 3, 2: 5} {
		sc := authz.Platform("test")
		err := d.Write(ctx, sc, "test", func(tx *db.WriteTx) error {
			_, err := tx.Exec(ctx, `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES ($1, $2, $2, 'WI', 'America/Chicago', 'en', 0)`, o, fmt.Sprint("org", int(o)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if err := addUniverse(t, d, org(o), o, id.ID(i+1), fmt.Sprintf("secret %d of %d", i, o)); err != nil {
				t.Fatal(err)
			}
			if err := addPerson(d, o, id.ID(100+i), fmt.Sprintf("mai vang %d", i)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func addPerson(d *db.DB, o, n id.ID, search string) error {
	return d.Write(ctx, org(o), "test", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `INSERT INTO person (org_id, id, given, middle, family, suffix, native_name, native_lang, search, phone, email,
			language, is_member, source, created_at, updated_at) VALUES ($1, $2, '', '', '', '', '', '', $3, '', '', '', $4, '', 0, 0)`, o, n, search, true)
		return err
	})
}

// attempt runs one statement, reading or writing, and counts the rows that it gave or touched.
func attempt(d *db.DB, sc authz.Scope, write bool, sql string, args ...any) (n int, err error) {
	each := func(db.Row) error { n++; return nil }
	if !write {
		err = d.Read(ctx, sc, func(tx *db.ReadTx) error { return db.Each(ctx, tx, each, sql, args...) })
		return n, err
	}
	err = d.Write(ctx, sc, "attack", func(tx *db.WriteTx) error {
		touched, err := tx.Exec(ctx, sql, args...)
		n = int(touched)
		return err
	})
	return n, err
}

const refused = -1

// readAttacks are run by organization 1, which has 3 universes and 3 people; organization 2 has 5 of each.
var readAttacks = []struct {
	sql  string
	want int // rows
}{
	{`SELECT name FROM universe`, 3},
	{`SELECT name FROM universe WHERE org_id = 2`, 0},
	{`SELECT name FROM universe WHERE id = 4`, 0},
	{`SELECT name FROM universe WHERE id = 4 OR 1 = 1`, 3},
	{`SELECT name FROM universe UNION ALL SELECT search FROM person`, 6},
	{`SELECT a.name FROM universe a JOIN person b ON b.org_id <> a.org_id`, 0},
	{`SELECT a.id FROM universe a, universe b`, 9},
	{`SELECT (SELECT count(*) FROM universe) FROM universe LIMIT 1`, 1},
	{`WITH u AS (SELECT * FROM universe) SELECT name FROM u`, 3},
	{`WITH universe AS (SELECT * FROM person) SELECT search FROM universe`, 3},
	{`SELECT name FROM "universe"`, 3},
	{`SELECT name FROM universe -- WHERE org_id = 1`, 3},
	{`SELECT id FROM organization`, 1},
	{`SELECT id FROM person WHERE search LIKE '%mai vang%'`, 3},
	{`SELECT name FROM main.universe`, refused},
	{`SELECT name FROM "main".universe`, refused},
	{`SELECT name FROM 'main'.universe`, refused},
	{`SELECT name FROM main . universe`, refused},
	{"SELECT name FROM main-- x\n.universe", refused},
	{`SELECT name FROM public.universe`, refused},
	{`SELECT name FROM temp.universe`, refused},
	{`WITH universe AS (SELECT * FROM main.universe) SELECT name FROM universe`, refused},
	{`SELECT * FROM banyan_ctx`, refused},
	{`SELECT sql FROM sqlite_master`, refused},
	{`SELECT sql FROM sqlite_temp_schema`, refused},
	{`SELECT name FROM pragma_table_info('universe')`, refused},
	{`SELECT * FROM pg_class`, refused},
	{`SELECT * FROM pg_catalog.pg_class`, refused},
	{`SELECT * FROM information_schema.tables`, refused},
	{`SELECT * FROM goose_db_version`, refused},
	{`SELECT email FROM account`, refused},
	{`SELECT value FROM meta`, refused},
	{`SELECT (SELECT value FROM meta LIMIT 1) FROM universe`, refused},
	{`SELECT name FROM universe; SELECT 1`, refused},
	{`SELECT set_config('banyan.orgs', '2', true)`, refused},
	{`SELECT "set_config"('banyan.orgs', '2', true)`, refused},
	{`SELECT pg_read_file('/etc/passwd')`, refused},
	{`SELECT load_extension('x')`, refused},
	{`SELECT query_to_xml('SELECT 1', true, true, '')`, refused},
	{`SET ROLE postgres`, refused},
	{`RESET ROLE`, refused},
	{`SET banyan.orgs = '2'`, refused},
	{`BEGIN`, refused},
	{`COMMIT`, refused},
	{`ROLLBACK`, refused},
	{`SAVEPOINT x`, refused},
	{`ATTACH 'x.db' AS x`, refused},
	{`PRAGMA writable_schema = 1`, refused},
	{`EXPLAIN SELECT 1`, refused},
	{`CREATE TABLE x (a TEXT)`, refused},
	{`DROP TABLE universe`, refused},
	{`ALTER TABLE universe DISABLE ROW LEVEL SECURITY`, refused},
	{`DO $$ BEGIN PERFORM 1; END $$`, refused},
	{`COPY universe TO STDOUT`, refused},
	{`VACUUM`, refused},
	{`TABLE universe`, refused},
	{`SELECT 1 /* */`, refused},
	{`SELECT E'\' ; --'`, refused},
	{"SELECT `name` FROM universe", refused},
	{`SELECT [name] FROM universe`, refused},
	{`SELECT name FROM universе`, refused}, // a Cyrillic е
	{`SELECT * INTO x FROM universe`, refused},
	{`DELETE FROM universe`, refused},
	{`UPDATE universe SET name = ''`, refused},
	{`INSERT INTO universe (org_id) VALUES (1)`, refused},
	{`WITH x AS (DELETE FROM universe RETURNING id) SELECT id FROM x`, refused},
}

func TestWall_readsGiveOwnRowsWhateverTheQuerySays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		twoOrganizations(t, d)
		for _, c := range readAttacks {
			n, err := attempt(d, org(1), false, c.sql)
			switch {
			case c.want == refused && err == nil:
				t.Errorf("%s: gave %d rows, want a refusal", c.sql, n)
			case c.want != refused && (err != nil || n != c.want):
				t.Errorf("%s: gave %d rows and %v, want %d", c.sql, n, err, c.want)
			}
		}
		if n := count(t, d, org(2), `SELECT count(*) FROM universe`); n != 5 {
			t.Errorf("organization 2 has %d rows after the attacks, want 5", n)
		}
	})
}

func TestWall_writesTouchOwnRowsOnly(t *testing.T) {
	const row = `'x', '{}', 0, 0, 0)`
	const columns = `INSERT INTO universe (org_id, id, name, query, created_by, created_at, updated_at) `
	cases := []struct {
		sql  string
		want int       // rows touched
		kind errs.Kind // where it is refused by the wall and not by its text
	}{
		{sql: `UPDATE universe SET name = 'x' WHERE org_id = 1`, want: 3},
		{sql: `UPDATE universe SET name = 'x'`, want: 3},
		{sql: `UPDATE universe SET name = 'x' WHERE org_id = 2`, want: 0},
		{sql: `UPDATE universe SET name = 'x' WHERE id = 4 OR 1 = 1`, want: 3},
		{sql: `UPDATE universe AS u SET name = u.name WHERE u.id IN (SELECT id FROM universe)`, want: 3},
		{sql: `UPDATE universe SET name = p.search FROM person p WHERE p.id = universe.id + 99`, want: 3},
		{sql: `WITH x AS (SELECT id FROM universe) UPDATE universe SET name = 'y' WHERE id IN (SELECT id FROM x)`, want: 3},
		{sql: `UPDATE universe SET org_id = 2 WHERE id = 1`, kind: errs.Forbidden},
		{sql: `UPDATE universe SET org_id = 1 WHERE org_id = 2`, want: 0},
		{sql: `DELETE FROM universe WHERE org_id = 2`, want: 0},
		{sql: `DELETE FROM universe WHERE id = 4`, want: 0},
		{sql: columns + `VALUES (2, 9, ` + row, kind: errs.Forbidden},
		{sql: columns + `VALUES (2, 4, ` + row + ` ON CONFLICT (org_id, id) DO UPDATE SET name = 'stolen'`, kind: errs.Forbidden},
		{sql: columns + `VALUES (2, 4, ` + row + ` ON CONFLICT DO NOTHING`, kind: errs.Forbidden},
		{sql: columns + `VALUES (1, 1, ` + row + ` ON CONFLICT (org_id, id) DO UPDATE SET org_id = 2`, kind: errs.Forbidden},
		{sql: columns + `VALUES (1, 1, ` + row + ` ON CONFLICT (org_id, id) DO UPDATE SET name = universe.name || excluded.name`, want: 1},
		{sql: columns + `SELECT 1, id + 50, name, '{}', 0, 0, 0 FROM universe`, want: 3},
		{sql: columns + `SELECT 2, id + 50, name, '{}', 0, 0, 0 FROM universe`, kind: errs.Forbidden},
		{sql: columns + `VALUES (1, 1, ` + row, kind: errs.Conflict},
		{sql: `INSERT INTO person_tag (org_id, person_id, tag, at) VALUES (1, 104, 'x', 0)`, kind: errs.Conflict}, // 104 is a person of organization 2
		{sql: `INSERT INTO person_tag (org_id, person_id, tag, at) VALUES (1, 101, 'x', 0)`, want: 1},
		{sql: `DELETE FROM person WHERE id = 104`, want: 0},
		{sql: `UPDATE organization SET name = 'x'`, want: 1},
		{sql: `DELETE FROM account`, kind: errs.Forbidden},
		{sql: `UPDATE meta SET value = 'x'`, kind: errs.Forbidden},
		{sql: `INSERT INTO meta (key, value) VALUES ('a', 'b')`, kind: errs.Forbidden},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		twoOrganizations(t, d)
		for _, c := range cases {
			n, err := attempt(d, org(1), true, c.sql)
			if c.kind != errs.Internal {
				if errs.KindOf(err) != c.kind {
					t.Errorf("%s: gave %d rows and %v, want %v", c.sql, n, err, c.kind)
				}
			} else if err != nil || n != c.want {
				t.Errorf("%s: gave %d rows and %v, want %d", c.sql, n, err, c.want)
			}
		}
		if n := count(t, d, org(2), `SELECT count(*) FROM universe WHERE name LIKE 'secret % of 2'`); n != 5 {
			t.Errorf("organization 2 has %d of its 5 rows as they were", n)
		}
	})
}

func TestWall_writingTextIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		twoOrganizations(t, d)
		for _, sql := range []string{
			`UPDATE main.universe SET name = 'x'`,
			`DELETE FROM main.universe`,
			`INSERT INTO temp.banyan_ctx (org) VALUES (2)`,
			`INSERT INTO banyan_ctx (org) VALUES (2)`,
			`DELETE FROM sqlite_master`,
			`INSERT OR REPLACE INTO universe (org_id) VALUES (1)`,
			`UPDATE OR IGNORE universe SET name = 'x'`,
			`REPLACE INTO universe (org_id) VALUES (1)`,
			`UPDATE universe SET name = 'x'; DELETE FROM universe`,
			`UPDATE universe SET name = (SELECT value FROM meta)`,
			`TRUNCATE universe`,
			`DROP VIEW universe`,
			`CREATE TRIGGER x AFTER INSERT ON universe BEGIN SELECT 1; END`,
			`SET LOCAL ROLE postgres`,
			`SELECT set_config('banyan.orgs', '2', true)`,
			`LOCK TABLE universe`,
		} {
			if n, err := attempt(d, org(1), true, sql); err == nil {
				t.Errorf("%s: touched %d rows, want a refusal", sql, n)
			}
		}
		for o, want := range map[id.ID]int{1: 3, 2: 5} {
			if n := count(t, d, org(o), `SELECT count(*) FROM universe WHERE name LIKE 'secret%'`); n != want {
				t.Errorf("organization %d has %d rows as they were, want %d", int(o), n, want)
			}
		}
	})
}

func TestWall_scopesSeeWhatIsTheirs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		twoOrganizations(t, d)
		for _, c := range []struct {
			name  string
			scope authz.Scope
			sql   string
			want  int
		}{
			{"platform", authz.Platform("test"), `SELECT id FROM universe`, 0},
			{"platform", authz.Platform("test"), `SELECT id FROM organization`, 2},
			{"platform", authz.Platform("test"), `SELECT value FROM meta`, 1},
			{"nobody", authz.Scope{}, `SELECT id FROM universe`, 0},
			{"nobody", authz.Scope{}, `SELECT id FROM organization`, 0},
			{"organization 1 again", org(1), `SELECT id FROM universe`, 3},
		} {
			if n, err := attempt(d, c.scope, false, c.sql); err != nil || n != c.want {
				t.Errorf("%s: %s gave %d rows and %v, want %d", c.name, c.sql, n, err, c.want)
			}
		}
		for name, sc := range map[string]authz.Scope{"platform": authz.Platform("test"), "nobody": {}} {
			for _, o := range []int{1, -1, 0} {
				if _, err := attempt(d, sc, true, addTag, o, 77, "x"); errs.KindOf(err) != errs.Forbidden {
					t.Errorf("%s wrote a row of organization %d: %v", name, o, err)
				}
			}
			for _, sql := range []string{`UPDATE universe SET name = 'x'`, `DELETE FROM universe`} {
				if n, err := attempt(d, sc, true, sql); n != 0 || err != nil {
					t.Errorf("%s: %s touched %d rows, %v", name, sql, n, err)
				}
			}
		}
	})
}

func TestWall_isResetBetweenTransactions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		twoOrganizations(t, d)
		for range 30 {
			for o, want := range map[id.ID]int{1: 3, 2: 5} {
				if n := count(t, d, org(o), `SELECT count(*) FROM universe`); n != want {
					t.Fatalf("organization %d sees %d rows, want %d", int(o), n, want)
				}
				func() {
					defer func() { recover() }()
					d.Read(ctx, org(o), func(*db.ReadTx) error { panic("in the middle") })
				}()
				func() {
					defer func() { recover() }()
					d.Write(ctx, org(o), "test", func(*db.WriteTx) error { panic("in the middle") })
				}()
			}
			if n := count(t, d, authz.Scope{}, `SELECT count(*) FROM universe`); n != 0 {
				t.Fatalf("nobody sees %d rows", n)
			}
		}
	})
}

func TestWall_aTransactionKeptAfterItsEndIsUseless(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var kept *db.ReadTx
		if err := d.Read(ctx, org(1), func(tx *db.ReadTx) error { kept = tx; return nil }); err != nil {
			t.Fatal(err)
		}
		if _, err := db.All(ctx, kept, db.Value[int], `SELECT 1`); err == nil {
			t.Error("it still answers")
		}
	})
}
