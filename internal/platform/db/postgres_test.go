package db_test

import (
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"

	"github.com/jackc/pgx/v5/pgconn"
)

// superuser opens the test's database as the cluster's superuser, who can do what an operator's mistake does.
func superuser(t *testing.T, address string) *sql.DB {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("user", "postgres")
	u.RawQuery = q.Encode()
	c, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func mustExec(t *testing.T, c *sql.DB, sql string, args ...any) {
	t.Helper()
	if _, err := c.Exec(sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// PostgreSQL answers a cancelled wait for the standby with a success and a warning. That is no acknowledgement.
func TestWrite_withoutTheStandbyIsNotAcknowledged(t *testing.T) {
	c, err := dbtest.Start(true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	admin := superuser(t, c.URL)
	mustExec(t, admin, `CREATE DATABASE banyan OWNER banyan_owner`)
	d := dbtest.Open(t, strings.Replace(c.URL, "/postgres?", "/banyan?", 1))
	if err := addUniverse(t, d, org(1), 1, 1, "before"); err != nil {
		t.Fatal(err)
	}
	mustExec(t, admin, `ALTER SYSTEM SET synchronous_standby_names = 'nobody'`)
	mustExec(t, admin, `SELECT pg_reload_conf()`)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var names string
		if err := admin.QueryRow(`SHOW synchronous_standby_names`).Scan(&names); err != nil || time.Now().After(deadline) {
			t.Fatal("the setting does not arrive", err)
		}
		if names == "nobody" {
			break
		}
	}
	answer := make(chan error, 1)
	go func() { answer <- addUniverse(t, d, org(1), 1, 2, "alone") }()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var cancelled int
		if err := admin.QueryRow(`SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`).Scan(&cancelled); err != nil || time.Now().After(deadline) {
			t.Fatal("nobody waits for the standby", err)
		}
		if cancelled > 0 {
			break
		}
	}
	select {
	case err := <-answer:
		if e := errs.Of(err); err == nil || e.Key != "error.unknown_outcome" {
			t.Errorf("the write got %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the write got no answer")
	}
	mustExec(t, admin, `ALTER SYSTEM RESET synchronous_standby_names`)
	mustExec(t, admin, `SELECT pg_reload_conf()`)
	if err := addUniverse(t, d, org(1), 1, 3, "after"); err != nil {
		t.Errorf("with the standby's wait gone: %v", err)
	}
}

// The roles that queries run as own nothing, and FORCE holds even for the owner of the tables.
func TestPostgres_rolesCannotPassTheWall(t *testing.T) {
	address := dbtest.PostgresURL(t)
	d := dbtest.Open(t, address)
	twoOrganizations(t, d)
	c, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for sql, want := range map[string]int{
		`SELECT count(*) FROM pg_class r JOIN pg_roles o ON o.oid = r.relowner WHERE o.rolname IN ('banyan_app', 'banyan_control')`:                                                                       0,
		`SELECT count(*) FROM pg_roles WHERE rolname IN ('banyan_app', 'banyan_control') AND (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolinherit)`:                                    0,
		`SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' AND NOT COALESCE(reloptions::text LIKE '%security_invoker=true%', false)`:                            0,
		`SELECT count(DISTINCT a.attrelid) FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid WHERE a.attname = 'org_id' AND r.relkind = 'r' AND NOT (r.relrowsecurity AND r.relforcerowsecurity)`: 0,
		`SELECT count(*) FROM universe`: 0, // the owner itself
		`SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef`: 0,
	} {
		var n int
		if err := c.QueryRow(sql).Scan(&n); err != nil || n != want {
			t.Errorf("%s: %d, %v; want %d", sql, n, err, want)
		}
	}
	conn, err := c.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, sql := range []string{
		`CREATE TABLE x (a text)`, `ALTER TABLE universe DISABLE ROW LEVEL SECURITY`, `DROP POLICY banyan_own ON universe`, `TRUNCATE universe`,
		`SELECT * FROM account`, `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'`, `COPY universe TO PROGRAM 'cat'`,
	} {
		if _, err := conn.ExecContext(ctx, `BEGIN; SET LOCAL ROLE banyan_app; `+sql); !denied(err) {
			t.Errorf("%s as banyan_app: %v", sql, err)
		}
		if _, err := conn.ExecContext(ctx, `ROLLBACK`); err != nil {
			t.Fatal(err)
		}
	}
}

func denied(err error) bool {
	var p *pgconn.PgError
	return errors.As(err, &p) && p.Code == "42501"
}

// Whoever switched the wall off by hand finds it standing again after the next start.
func TestOpen_raisesTheWallAgain(t *testing.T) {
	address := dbtest.PostgresURL(t)
	twoOrganizations(t, dbtest.Open(t, address))
	admin := superuser(t, address)
	for _, sql := range []string{`ALTER TABLE universe DISABLE ROW LEVEL SECURITY`, `ALTER TABLE person NO FORCE ROW LEVEL SECURITY`} {
		mustExec(t, admin, sql)
		d := dbtest.Open(t, address)
		for _, table := range []string{"universe", "person"} {
			if n := count(t, d, org(1), `SELECT count(*) FROM `+table); n != 3 {
				t.Errorf("after %s: organization 1 sees %d rows of %s", sql, n, table)
			}
		}
	}
}

// Two servers that start at once on a new database must not trip over each other's migrations.
func TestOpen_twiceAtOnceOnANewDatabase(t *testing.T) {
	for name, address := range map[string]string{"postgres": dbtest.EmptyPostgresURL(t), "sqlite": "sqlite:" + t.TempDir() + "/banyan.db"} {
		t.Run(name, func(t *testing.T) {
			answers := make(chan error, 4)
			for range 4 {
				go func() {
					d, err := db.Open(ctx, db.Config{URL: address})
					if err == nil {
						err = d.Close()
					}
					answers <- err
				}()
			}
			for range 4 {
				if err := <-answers; err != nil {
					t.Error(err)
				}
			}
		})
	}
}
