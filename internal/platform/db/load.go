package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
)

// Loading is many rows of one organization on their way into one table, in one transaction. org_id is not among the columns:
// it is the Scope's.
type Loading struct {
	Table   string
	Columns []string
	// Rows gives every row to add: int64, float64, string, []byte or nil for each column. It may be asked again.
	Rows func(add func(row []driver.Value) error) error
	// After runs in the same transaction, once the rows are in.
	After func(ctx context.Context, tx *WriteTx) error
}

// errNoLoad is the cause of every refusal of a Loading.
var errNoLoad = errors.New("db: cannot load")

// Empty tells whether Load is worth its price for so many rows: it is on SQLite where the tables hold little yet, of whichever
// organization. Writers wait while Load runs, and readers see the tables as they were.
func (d *DB) Empty(ctx context.Context, rows int64, tables ...string) (bool, error) {
	e, ok := d.engine.(*sqliteDB)
	if !ok {
		return false, nil
	}
	for _, name := range tables {
		if d.schema.Table(name) == nil {
			return false, fmt.Errorf("%w into %s: there is no such table", errNoLoad, name)
		}
		var n int64
		err := e.writer.borrow(ctx, func(s *session) error {
			s.wall.open()
			defer s.wall.locked()
			return s.conn.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM main.%q LIMIT %d)`, name, rows/4+1)).Scan(&n)
		})
		if err != nil || n > rows/4 {
			return false, err
		}
	}
	return true, nil
}

// Load brings many rows in at the speed of the engine: keys are built after the rows and not with each. It is for tables that
// are nearly empty, where [DB.Empty] says so, and for SQLite alone; PostgreSQL takes rows fast enough with [WriteTx.InsertMany].
// Like Write it returns nil only when everything is durable. errs.Conflict tells of a key that is taken.
func (d *DB) Load(ctx context.Context, sc authz.Scope, why string, l Loading) (err error) {
	defer errs.Wrap(&err, "db.Load(%s): %s", l.Table, why)
	e, ok := d.engine.(*sqliteDB)
	if !ok {
		return fmt.Errorf("%w: not on %s", errNoLoad, d.dialect)
	}
	if err := d.schema.loadable(sc, l); err != nil {
		return err
	}
	started := time.Now()
	err = e.writer.borrow(ctx, func(s *session) error { return e.load(ctx, s, sc, l) })
	d.log.Info("loaded", "table", l.Table, "took", time.Since(started).Round(time.Millisecond), "why", why)
	return translate(err)
}

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

// loadRows is how many rows one statement takes.
const loadRows = 10

// loadMemory is the engine's memory while keys are built, in KiB; afterwards it is as the address says.
const (
	loadMemory  = 64000
	usualMemory = 16000
)

func (e *sqliteDB) load(ctx context.Context, s *session, sc authz.Scope, l Loading) (err error) {
	s.begin()
	s.forget() // triggers and keys come and go: nothing prepared survives it
	if err := s.direct(ctx, fmt.Sprintf(`PRAGMA cache_size = -%d`, loadMemory)); err != nil {
		return err
	}
	defer func() {
		s.forget()
		err = errors.Join(err, s.direct(context.WithoutCancel(ctx), fmt.Sprintf(`PRAGMA cache_size = -%d`, usualMemory), `PRAGMA shrink_memory`))
	}()
	if err := s.direct(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	if err := e.fill(ctx, s, sc, l); err != nil {
		return errors.Join(err, s.direct(context.WithoutCancel(ctx), `ROLLBACK`))
	}
	if err := s.direct(ctx, `COMMIT`); err != nil {
		return errors.Join(unavailable(err), s.direct(context.WithoutCancel(ctx), `ROLLBACK`))
	}
	return nil
}

// fill takes the wall's trigger and the table's own keys away, puts the rows in, and builds both again, all in the open
// transaction: where it fails, everything stands as before.
func (e *sqliteDB) fill(ctx context.Context, s *session, sc authz.Scope, l Loading) error {
	s.wall.open()
	indexes, err := collect(ctx, s.conn, func(r Row) (one [2]string, err error) { return one, r.Scan(&one[0], &one[1]) },
		`SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name`, l.Table)
	s.wall.locked()
	if err != nil {
		return err
	}
	guard := "wall_" + l.Table + "_insert"
	drop, build := []string{`DROP TRIGGER temp."` + guard + `"`}, []string{}
	for _, one := range indexes {
		drop = append(drop, fmt.Sprintf(`DROP INDEX main.%q`, one[0]))
		build = append(build, strings.Replace(one[1], " INDEX ", " INDEX main.", 1)) // the short name of the table is its view
	}
	for _, q := range e.guards.statements(true) {
		if strings.HasPrefix(q, "CREATE TEMP TRIGGER "+guard+" ") {
			build = append(build, q)
		}
	}
	if err := s.direct(ctx, drop...); err != nil {
		return err
	}
	if err := s.pour(ctx, int64(sc.Organization()), l); err != nil {
		return err
	}
	if err := s.direct(ctx, build...); err != nil {
		return err
	}
	if err := s.wall.enter(ctx, sc); err != nil {
		return err
	}
	tx := &WriteTx{s}
	if l.After != nil {
		err = l.After(ctx, tx)
	}
	if err == nil && e.texts.watched[l.Table] && !s.said { // as for any write: feed.go
		err = tx.TouchAll(ctx, sc.Organization())
	}
	tx.s = over
	return errors.Join(err, s.failed, s.wall.leave())
}

// direct runs this package's own statements once.
func (s *session) direct(ctx context.Context, texts ...string) error {
	s.wall.open()
	defer s.wall.locked()
	for _, text := range texts {
		if _, err := s.conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%w in %s", err, text)
		}
	}
	return nil
}

// pour inserts the rows, several a statement, past database/sql: a million rows of twenty values would spend more time there
// than in the engine.
func (s *session) pour(ctx context.Context, org int64, l Loading) error {
	s.wall.open()
	defer s.wall.locked()
	width := len(l.Columns) + 1
	return s.conn.Raw(func(c any) error {
		many, err := prepareInsert(ctx, c, l, loadRows)
		if err != nil {
			return err
		}
		defer many.Close()
		one, err := prepareInsert(ctx, c, l, 1)
		if err != nil {
			return err
		}
		defer one.Close()
		args := make([]driver.NamedValue, 0, loadRows*width)
		err = l.Rows(func(row []driver.Value) error {
			if len(row) != width-1 {
				return fmt.Errorf("%w into %s: a row of %d values for %d columns", errNoLoad, l.Table, len(row), width-1)
			}
			args = append(args, driver.NamedValue{Ordinal: len(args) + 1, Value: org})
			for _, v := range row {
				args = append(args, driver.NamedValue{Ordinal: len(args) + 1, Value: v})
			}
			if len(args) < loadRows*width {
				return nil
			}
			_, err := many.(driver.StmtExecContext).ExecContext(ctx, args)
			args = args[:0]
			if err != nil {
				return err
			}
			return ctx.Err()
		})
		for i := 0; err == nil && i < len(args); i += width {
			for j := range width {
				args[i+j].Ordinal = j + 1
			}
			_, err = one.(driver.StmtExecContext).ExecContext(ctx, args[i:i+width])
		}
		return err
	})
}

func prepareInsert(ctx context.Context, conn any, l Loading, rows int) (driver.Stmt, error) {
	row := "(" + strings.Repeat("?, ", len(l.Columns)) + "?)"
	text := fmt.Sprintf(`INSERT INTO main.%q (org_id, %s) VALUES %s`, l.Table, quotedList(l.Columns), strings.TrimSuffix(strings.Repeat(row+", ", rows), ", "))
	return conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
}

// borrow lends the writer's connection, between two groups, to work of this package.
func (w *writer) borrow(ctx context.Context, fn func(*session) error) error {
	t := &turn{alone: fn, answer: make(chan error, 1)}
	select {
	case w.queue <- t:
	case <-w.quit:
		return errs.New(errs.Unavailable, "")
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-t.answer:
		return err
	case <-w.ended:
		select {
		case err := <-t.answer:
			return err
		default:
			return errs.New(errs.Unavailable, "")
		}
	}
}
