package db

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"banyan/internal/platform/authz"
)

// Dialect is which engine is under the house.
type Dialect uint8

// The two engines.
const (
	SQLite Dialect = iota + 1
	Postgres
)

// String names the engine.
func (d Dialect) String() string {
	if d == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Config is what Open needs. The zero value of everything but URL works.
type Config struct {
	URL     string       // sqlite:PATH or postgres://…
	Readers int          // connections that read at once; 0 is 8
	Queue   int          // writes that may wait before a new one is turned away with errs.Unavailable; 0 is 2048
	Log     *slog.Logger // nil is slog.Default()
}

func (c Config) withDefaults() Config {
	if c.Readers <= 0 {
		c.Readers = 8
	}
	if c.Queue <= 0 {
		c.Queue = 2048
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}

// DB is an open, migrated database of either engine. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	engine  engine
	schema  *Schema
	log     *slog.Logger
	unsaid  atomic.Int64 // writes that changed people without saying whom; feed.go
}

// engine is what the two engines do differently.
type engine interface {
	read(ctx context.Context, sc authz.Scope, fn func(*ReadTx) error) error
	write(ctx context.Context, sc authz.Scope, fn func(*WriteTx) error) error
	dump(ctx context.Context, fn func(querier) error) error
	close() error
}

// Open opens the database, brings its schema up to date and makes it safe to acknowledge writes.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	cfg = cfg.withDefaults()
	switch {
	case strings.HasPrefix(cfg.URL, "sqlite:"):
		return openSQLite(ctx, cfg, strings.TrimPrefix(cfg.URL, "sqlite:"))
	case strings.HasPrefix(cfg.URL, "postgres:"), strings.HasPrefix(cfg.URL, "postgresql:"):
		return openPostgres(ctx, cfg)
	}
	return nil, fmt.Errorf("db: the address must be sqlite:PATH or postgres://ADDRESS")
}

// Close ends every connection. Writes that have not begun are refused with errs.Unavailable.
func (d *DB) Close() error { return d.engine.close() }

// Dialect tells which engine it is.
func (d *DB) Dialect() Dialect { return d.dialect }

// Schema tells which tables there are and which of them belong to organizations.
func (d *DB) Schema() *Schema { return d.schema }

// Read runs fn on one consistent snapshot, in which only the rows of the Scope's organizations exist.
func (d *DB) Read(ctx context.Context, sc authz.Scope, fn func(*ReadTx) error) error {
	return d.engine.read(ctx, sc, fn)
}

// Write runs fn in a transaction that is serial with every other one, and returns nil only when what it wrote
// is durable. fn may run more than once and must have no effect besides its statements; it must not call Write.
// why names the work for the log and for error messages.
//
// Errors: what fn returned; errs.Conflict for a broken UNIQUE or FOREIGN KEY; errs.Forbidden for a row of another
// organization; errs.Unavailable where the queue or the disk is full, or where the outcome is unknown
// (key error.unknown_outcome) because ctx ended or the connection broke during the commit: then ask again.
func (d *DB) Write(ctx context.Context, sc authz.Scope, why string, fn func(*WriteTx) error) error {
	started := time.Now()
	err := d.engine.write(ctx, sc, func(tx *WriteTx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return d.settleFeed(ctx, sc, why, tx)
	})
	if took := time.Since(started); took > slow {
		d.log.Warn("slow write", "why", why, "took", took.Round(time.Millisecond))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", why, err)
	}
	return nil
}

// slow is when a write is worth a line in the log: on SQLite everybody else's writes wait for it.
const slow = 2 * time.Second
