// Package dbtest gives each test a fresh, migrated database of each engine.
//
// PostgreSQL is the cluster named by BANYAN_TEST_POSTGRES (`make test` starts one for all packages with dbtest/pgcluster);
// without it a cluster is started for this process and ends with it. A missing PostgreSQL fails the test.
package dbtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"banyan/internal/platform/db"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes and drops databases
)

// Each runs fn as the subtests "sqlite" and "postgres", each on a fresh database.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// SQLite gives a fresh database in a file that the test's end removes.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "banyan.db")
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return Open(t, "sqlite:"+path)
}

// Postgres gives a fresh database that the test's end removes.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return Open(t, PostgresURL(t))
}

// Open opens a database and closes it with the test.
func Open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), db.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("closing the database: %v", err)
		}
	})
	return d
}

// sqliteTemplate is a migrated database as bytes: migrating anew would cost each test some 50 ms.
// It keeps the epoch of the template; a test about epochs opens a file of its own.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "banyan-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	d, err := db.Open(context.Background(), db.Config{URL: "sqlite:" + path})
	if err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// PostgresURL gives the address of a migrated database without any row, which nobody else uses until the test ends.
func PostgresURL(t testing.TB) string {
	t.Helper()
	name, err := borrow()
	if err != nil {
		t.Fatalf("PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		if err := giveBack(name); err != nil {
			t.Errorf("giving %s back: %v", name, err)
		}
	})
	return database(name)
}

// EmptyPostgresURL makes a database without any table.
func EmptyPostgresURL(t testing.TB) string {
	t.Helper()
	name := "banyan_test_" + strings.ToLower(rand.Text()[:16])
	if err := admin(func(c *sql.DB) error {
		_, err := c.Exec(`CREATE DATABASE ` + name + ` TEMPLATE template0`)
		return err
	}); err != nil {
		t.Fatalf("PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		admin(func(c *sql.DB) error {
			_, err := c.Exec(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`)
			return err
		})
	})
	return database(name)
}

// cluster is the address of the cluster, started for this process where none is named.
var cluster = sync.OnceValues(func() (string, error) {
	if url := os.Getenv(Variable); url != "" {
		return url, nil
	}
	c, err := Start(false)
	if err != nil {
		return "", err
	}
	return c.URL, c.dieWithUs()
})

// dieWithUs leaves a shell behind that waits for this process to end, by whatever way, and then removes the cluster.
func (c *Cluster) dieWithUs() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	script := `cat >/dev/null; kill -QUIT "$(head -1 "$1/data/postmaster.pid")"; sleep 1; rm -rf "$1"`
	cmd := exec.Command("/bin/sh", "-c", script, "sh", c.Dir)
	cmd.Stdin = r
	if err := cmd.Start(); err != nil {
		return err
	}
	aliveUntilExit = w // never written to and never closed: its end is our end
	return r.Close()
}

var aliveUntilExit *os.File

// postgresTemplate is the name of a migrated database, made once for each version of the migrations.
var postgresTemplate = sync.OnceValues(func() (string, error) {
	sum, err := migrationsSum()
	if err != nil {
		return "", err
	}
	name := "banyan_template_" + sum
	err = admin(func(c *sql.DB) error {
		conn, err := c.Conn(context.Background())
		if err != nil {
			return err
		}
		defer conn.Close()
		ctx := context.Background()
		if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(4202408)`); err != nil { // several packages' tests start at once
			return err
		}
		defer conn.ExecContext(ctx, `SELECT pg_advisory_unlock(4202408)`)
		var there bool
		if err := conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil || there {
			return err
		}
		return makeTemplate(ctx, conn, name)
	})
	return name, err
})

func makeTemplate(ctx context.Context, conn *sql.Conn, name string) error {
	if _, err := conn.ExecContext(ctx, `DROP DATABASE IF EXISTS `+name+`_new WITH (FORCE)`); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, `CREATE DATABASE `+name+`_new TEMPLATE template0`); err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Config{URL: database(name + "_new")})
	if err != nil {
		return err
	}
	if err := d.Close(); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `ALTER DATABASE `+name+`_new RENAME TO `+name)
	return err
}

func migrationsSum() (string, error) {
	h := sha256.New()
	for _, text := range db.Migrations(db.Postgres) {
		h.Write([]byte(text))
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// database is the address of another database of the cluster.
func database(name string) string {
	base, _ := cluster()
	u, err := url.Parse(base)
	if err != nil {
		panic(err)
	}
	u.Path = "/" + name
	return u.String()
}

func admin(fn func(*sql.DB) error) error {
	base, err := cluster()
	if err != nil {
		return err
	}
	c, err := sql.Open("pgx", base)
	if err != nil {
		return err
	}
	defer c.Close()
	return fn(c)
}
