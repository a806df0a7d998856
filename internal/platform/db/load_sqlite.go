package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
)

// loadRows is how many rows one statement takes.
const loadRows = 10

// loadMemory is the engine's memory while keys are built, in KiB; afterwards it is as the address says.
const (
	loadMemory  = 64000
	usualMemory = 16000
)

// sqliteLoad keeps rows in files until the writer is lent to it.
type sqliteLoad struct {
	e      *sqliteDB
	sc     authz.Scope
	tables []Loading
	wait   []*spool
	rows   int64
}

// beginLoad begins a load where no table holds more than a few rows.
func (e *sqliteDB) beginLoad(ctx context.Context, sc authz.Scope, few int64, dir string, tables []Loading) (loader, error) {
	for _, t := range tables {
		var n int64
		err := e.writer.borrow(ctx, func(s *session) error {
			s.wall.open()
			defer s.wall.locked()
			return s.conn.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM main.%q LIMIT %d)`, t.Table, few+1)).Scan(&n)
		})
		if err != nil || n > few {
			return nil, err
		}
	}
	l := &sqliteLoad{e: e, sc: sc, tables: tables}
	for range tables {
		s, err := newSpool(dir)
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		l.wait = append(l.wait, s)
	}
	return l, nil
}

func (l *sqliteLoad) add(table int, row []any) error { return l.wait[table].put(row) }

func (l *sqliteLoad) close() (err error) {
	for _, s := range l.wait {
		err = errors.Join(err, s.close())
	}
	return err
}

func (l *sqliteLoad) commit(ctx context.Context, after func(*session) error, done func(rows int64)) error {
	return l.e.writer.borrow(ctx, func(s *session) error { return l.load(ctx, s, after, done) })
}

func (l *sqliteLoad) load(ctx context.Context, s *session, after func(*session) error, done func(rows int64)) (err error) {
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
	if err := l.fill(ctx, s, after, done); err != nil {
		return errors.Join(err, s.direct(context.WithoutCancel(ctx), `ROLLBACK`))
	}
	if err := s.direct(ctx, `COMMIT`); err != nil {
		return errors.Join(unavailable(err), s.direct(context.WithoutCancel(ctx), `ROLLBACK`))
	}
	return nil
}

// fill takes the wall's triggers and the tables' own keys away, puts the rows in, and builds both again, all in the open
// transaction: where it fails, everything stands as before. The engine then looks at what the tables hold: without that it has
// read a whole organization to sort the people of one household.
func (l *sqliteLoad) fill(ctx context.Context, s *session, after func(*session) error, done func(rows int64)) error {
	var build []string
	for _, t := range l.tables {
		again, err := l.takeAway(ctx, s, t.Table)
		if err != nil {
			return err
		}
		build = append(build, again...)
		build = append(build, fmt.Sprintf(`ANALYZE main.%q`, t.Table))
	}
	for i := range l.tables {
		if err := l.pour(ctx, s, i, done); err != nil {
			return err
		}
	}
	if err := s.direct(ctx, append([]string{`PRAGMA analysis_limit = 1000`}, build...)...); err != nil {
		return err
	}
	if err := s.wall.enter(ctx, l.sc); err != nil {
		return err
	}
	return errors.Join(after(s), s.wall.leave())
}

// takeAway removes a table's keys and the trigger that guards it, and gives the statements that build them again.
func (l *sqliteLoad) takeAway(ctx context.Context, s *session, table string) (build []string, err error) {
	s.wall.open()
	indexes, err := collect(ctx, s.conn, func(r Row) (one [2]string, err error) { return one, r.Scan(&one[0], &one[1]) },
		`SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name`, table)
	s.wall.locked()
	if err != nil {
		return nil, err
	}
	guard := "wall_" + table + "_insert"
	drop := []string{`DROP TRIGGER temp."` + guard + `"`}
	for _, one := range indexes {
		drop = append(drop, fmt.Sprintf(`DROP INDEX main.%q`, one[0]))
		build = append(build, strings.Replace(one[1], " INDEX ", " INDEX main.", 1)) // the short name of the table is its view
	}
	for _, q := range l.e.guards.statements(true) {
		if strings.HasPrefix(q, "CREATE TEMP TRIGGER "+guard+" ") {
			build = append(build, q)
		}
	}
	return build, s.direct(ctx, drop...)
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

// pour inserts the rows of one table, several a statement, past database/sql: a million rows of twenty values would spend more time
// there than in the engine.
func (l *sqliteLoad) pour(ctx context.Context, s *session, table int, done func(rows int64)) error {
	s.wall.open()
	defer s.wall.locked()
	t, org := l.tables[table], int64(l.sc.Organization())
	width := len(t.Columns) + 1
	return s.conn.Raw(func(c any) error {
		many, err := prepareInsert(ctx, c, t, loadRows)
		if err != nil {
			return err
		}
		defer many.Close()
		one, err := prepareInsert(ctx, c, t, 1)
		if err != nil {
			return err
		}
		defer one.Close()
		args := make([]driver.NamedValue, 0, loadRows*width)
		err = l.wait[table].each(func(row []driver.Value) error {
			if l.rows++; l.rows%10000 == 0 {
				done(l.rows)
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
