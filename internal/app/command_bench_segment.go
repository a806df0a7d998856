package app

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"banyan/internal/app/universebench"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes and drops the database
)

// runBenchSegment counts universes from memory, by PostgreSQL and by DuckDB, over the same invented people.
func runBenchSegment(ctx context.Context, c *cli, args []string) (err error) {
	people := c.flags.Int("people", 1000000, "how many people to invent")
	random := c.flags.Int("random", 200, "how many random universes to ask beside the typical ones")
	seed := c.flags.Uint64("seed", 1, "of everything invented")
	address := c.flags.String("postgres", os.Getenv("BANYAN_TEST_POSTGRES"), "a PostgreSQL login that may make databases; scripts/with-postgres gives one")
	duck := c.flags.String("duckdb", "scripts/bench-duckdb.mjs", "the script that asks DuckDB, after `npm install --no-save @duckdb/node-api@1.5.6-r.1`; empty leaves it out")
	slow := c.flags.Duration("slow", 6*time.Second, "after which an answer of a database is not waited for; 0 asks Banyan's memory alone")
	each := c.flags.Int("each", 10, "the databases are asked every typical universe, and every so manieth random one")
	if err := c.settings(args, 0); err != nil {
		return err
	}
	if *address == "" {
		return fmt.Errorf("--postgres is missing: run this with scripts/with-postgres")
	}
	if *slow == 0 {
		*duck = ""
	}
	own, drop, err := benchDatabase(ctx, *address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	d, err := db.Open(ctx, db.Config{URL: own, Log: c.cfg.Log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(d.Close(), err) }()
	return universebench.Run(ctx, universebench.Config{People: *people, Random: *random, Seed: *seed, Database: d, DuckDB: *duck, Scope: authz.System(universebench.Organization, "bench segment"), Slow: *slow, Each: *each, Out: c.out})
}

// benchDatabase makes a database that is gone afterwards.
func benchDatabase(ctx context.Context, address string) (own string, drop func() error, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", nil, err
	}
	admin, err := sql.Open("pgx", address)
	if err != nil {
		return "", nil, err
	}
	name := "banyan_bench_" + strings.ToLower(rand.Text()[:12])
	if _, err := admin.ExecContext(ctx, `CREATE DATABASE `+name+` TEMPLATE template0`); err != nil {
		return "", nil, errors.Join(err, admin.Close())
	}
	u.Path = "/" + name
	return u.String(), func() error {
		_, err := admin.ExecContext(context.WithoutCancel(ctx), `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
		return errors.Join(err, admin.Close())
	}, nil
}
