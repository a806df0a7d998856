package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
)

// Loading names a table into which many rows go, and the columns of a row. org_id is not among them: it is the Scope's.
type Loading struct {
	Table   string
	Columns []string
}

// Load is many rows of one organization on their way into some tables that are nearly empty, all or nothing and at the speed of the
// engine: keys are built after the rows and not with each. Readers see the tables as they were until Commit has returned; who writes meanwhile, these tables
// too, does not wait for the load's end, and what was written stands. Where a row of the load then has a key that somebody else has taken meanwhile, or points at a row that
// is gone, the load is refused.
//
// Rows stream into tables beside the old ones while further ones are read, and in the end the tables change places: on SQLite a turn of the writer's at a time
// (load_sqlite.go), on PostgreSQL in a transaction of its own (load_postgres.go).
type Load struct {
	d       *DB
	sc      authz.Scope
	why     string
	tables  []Loading
	by      loader
	rows    int64
	started time.Time
}

// loader is what the two engines do differently.
type loader interface {
	add(table int, row []any) error
	commit(ctx context.Context, after func(*session) error, done func(rows int64)) error
	close() error
}

// errNoLoad is the cause of every refusal of a Load.
var errNoLoad = errors.New("db: cannot load")

// BeginLoad begins to load about so many rows; nil where the tables hold so much already that rows had better be written in the usual way: a
// quarter of that, on PostgreSQL of the organization's own and twice that of all others. A table is named after those that its rows point at. Close must be called in the end.
func (d *DB) BeginLoad(ctx context.Context, sc authz.Scope, why string, rows int64, tables ...Loading) (l *Load, err error) {
	defer errs.Wrap(&err, "db.BeginLoad: %s", why)
	for _, t := range tables {
		if err := d.schema.loadable(sc, t); err != nil {
			return nil, err
		}
	}
	l = &Load{d: d, sc: sc, why: why, tables: tables, started: time.Now()}
	switch e := d.engine.(type) {
	case *sqliteDB:
		l.by, err = e.beginLoad(ctx, d, sc, rows/4, tables)
	case *postgresDB:
		l.by, err = e.beginLoad(ctx, d, sc, rows, tables)
	}
	if err != nil || l.by == nil {
		return nil, translate(err)
	}
	return l, nil
}

// Add adds a row to one of the tables, by its place in the call of BeginLoad: int64, float64, string, bool or nil for each column. The
// slice may be used again.
func (l *Load) Add(table int, row []any) error {
	if want := len(l.tables[table].Columns); len(row) != want {
		return fmt.Errorf("%w into %s: a row of %d values for %d columns", errNoLoad, l.tables[table].Table, len(row), want)
	}
	l.rows++
	return translate(l.by.add(table, row))
}

// Beside writes a little into other tables while rows come in; it stands whatever becomes of the load.
func (l *Load) Beside(ctx context.Context, fn func(*WriteTx) error) error {
	return l.d.Write(ctx, l.sc, l.why, fn)
}

// Commit brings the rows in and runs after in the transaction in which the tables change places. Like Write it returns nil only when everything is durable; where it fails,
// nothing is there. errs.Conflict tells of a key that is taken, or of a row that points at none of the organization's. done is told
// how many rows of all are in.
func (l *Load) Commit(ctx context.Context, after func(context.Context, *WriteTx) error, done func(rows, all int64)) (err error) {
	defer errs.Wrap(&err, "db.Load.Commit: %s", l.why)
	end := func(s *session) error {
		tx := &WriteTx{s}
		defer func() { tx.s = over }()
		s.begin()
		if after != nil {
			if err := after(ctx, tx); err != nil {
				return err
			}
		}
		if slices.ContainsFunc(l.tables, func(t Loading) bool { return s.texts.watched[t.Table] }) && !s.said { // as for any write: feed.go
			if err := tx.TouchAll(ctx, l.sc.Organization()); err != nil {
				return err
			}
		}
		return s.failed
	}
	if err := l.by.commit(ctx, end, func(rows int64) { done(rows, l.rows) }); err != nil {
		return translate(err)
	}
	l.d.log.Info("loaded", "why", l.why, "rows", l.rows, "took", time.Since(l.started).Round(time.Millisecond))
	return nil
}

// Close gives up what has not been committed.
func (l *Load) Close() error { return l.by.close() }

// loadable checks what a Loading names: a table of organizations, its own columns, each once and none missing that must be there.
func (s *Schema) loadable(sc authz.Scope, l Loading) error {
	t := s.Table(l.Table)
	if t == nil || t.Class != Tenant || sc.Organization() <= 0 || sc.IsPlatform() {
		return fmt.Errorf("%w into %q", errNoLoad, l.Table)
	}
	names := t.ColumnNames()
	for i, c := range l.Columns {
		if c == "org_id" || !slices.Contains(names, c) || slices.Index(l.Columns, c) != i {
			return fmt.Errorf("%w into %s: column %q", errNoLoad, l.Table, c)
		}
	}
	return nil
}
