package db

import (
	"cmp"
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

// loadMemory is the engine's memory while rows come in and keys are built, in KiB; afterwards it is as the address says. The engine takes
// twice as much as it is told: a page lies in a piece of memory of the next power of two.
const (
	loadMemory  = "32000"
	usualMemory = "16000"
)

// sqliteLoad is a load that has the writer to itself: rows go in while further ones are still being read. Readers see nothing of it.
type sqliteLoad struct {
	e      *sqliteDB
	sc     authz.Scope
	tables []Loading
	fill   []*spool
	stream chan waiting
	begun  chan struct{} // closed once nobody else can write
	ended  chan struct{}
	failed error // what the load ended with
	sent   bool  // nothing more will be streamed
	rows   int64
}

// waiting is some rows of one table, something to write beside them, or the end of all.
type waiting struct {
	table  int
	rows   *spool
	beside func(context.Context, *session, authz.Scope) error
	end    *ending
}

// ending is how a load that is to be kept ends.
type ending struct {
	ctx   context.Context
	after func(*session) error
	done  func(rows int64)
}

var errGivenUp = errors.New("db: the load was given up")

// beginLoad begins a load where no table holds more than a few rows.
func (e *sqliteDB) beginLoad(ctx context.Context, sc authz.Scope, few int64, tables []Loading) (loader, error) {
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
	l := &sqliteLoad{e: e, sc: sc, tables: tables, stream: make(chan waiting, 2), begun: make(chan struct{}), ended: make(chan struct{})}
	for range tables {
		l.fill = append(l.fill, &spool{})
	}
	go func() {
		defer close(l.ended)
		l.failed = e.writer.borrow(ctx, func(s *session) error { return l.load(ctx, s) })
	}()
	select {
	case <-l.begun:
		return l, nil
	case <-l.ended:
		return nil, cmp.Or(l.failed, errGivenUp)
	}
}

func (l *sqliteLoad) add(table int, row []any) error {
	b := l.fill[table]
	if err := b.put(row); err != nil {
		return err
	}
	if len(b.bytes) < streamAtOnce {
		return nil
	}
	return l.flush(table)
}

// flush sends what waits for a table. A row points at rows of tables that were named before its own: what waits for those goes first.
func (l *sqliteLoad) flush(table int) error {
	for i, b := range l.fill[:table+1] {
		if len(b.bytes) == 0 {
			continue
		}
		l.fill[i] = &spool{bytes: make([]byte, 0, len(b.bytes)+len(b.bytes)/8)}
		if err := l.send(waiting{table: i, rows: b}); err != nil {
			return err
		}
	}
	return nil
}

// send hands something to the writer; a load that has failed takes no more.
func (l *sqliteLoad) send(w waiting) error {
	select {
	case l.stream <- w:
		return nil
	case <-l.ended:
		return cmp.Or(l.failed, errGivenUp)
	}
}

// close gives up what has not been committed.
func (l *sqliteLoad) close() error {
	if !l.sent {
		l.sent = true
		close(l.stream)
	}
	<-l.ended
	return nil
}

func (l *sqliteLoad) commit(ctx context.Context, after func(*session) error, done func(rows int64)) error {
	if err := l.flush(len(l.fill) - 1); err != nil {
		return err
	}
	if err := l.send(waiting{end: &ending{ctx, after, done}}); err != nil {
		return err
	}
	<-l.ended
	return l.failed
}

func (l *sqliteLoad) load(ctx context.Context, s *session) (err error) {
	s.begin()
	s.forget() // triggers and keys come and go: nothing prepared survives it
	if err := s.direct(ctx, `PRAGMA cache_size = -`+loadMemory); err != nil {
		return err
	}
	defer func() {
		s.forget()
		err = errors.Join(err, s.direct(context.WithoutCancel(ctx), `PRAGMA cache_size = -`+usualMemory, `PRAGMA shrink_memory`))
	}()
	if err := s.direct(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	close(l.begun)
	if err := l.receive(ctx, s); err != nil {
		return errors.Join(err, s.direct(context.WithoutCancel(ctx), `ROLLBACK`))
	}
	if err := s.direct(ctx, `COMMIT`); err != nil {
		return errors.Join(unavailable(err), s.direct(context.WithoutCancel(ctx), `ROLLBACK`))
	}
	return nil
}

// receive takes the wall's triggers and the tables' own keys away, puts the rows in as they come, and builds both again, all in the open
// transaction: where it fails, everything stands as before. The engine then looks at what the tables hold: without that it has
// read a whole organization to sort the people of one household.
func (l *sqliteLoad) receive(ctx context.Context, s *session) error {
	var build []string
	for _, t := range l.tables {
		again, err := l.takeAway(ctx, s, t.Table)
		if err != nil {
			return err
		}
		build = append(build, again...)
		build = append(build, fmt.Sprintf(`ANALYZE main.%q`, t.Table))
	}
	end, err := l.pour(ctx, s)
	if err != nil {
		return err
	}
	if err := s.direct(end.ctx, `PRAGMA analysis_limit = 1000`); err != nil {
		return err
	}
	for i, text := range build {
		if err := s.direct(end.ctx, text); err != nil {
			return err
		}
		end.done(l.rows * int64(i+1) / int64(len(build)+1))
	}
	if err := s.wall.enter(end.ctx, l.sc); err != nil {
		return err
	}
	return errors.Join(end.after(s), s.wall.leave())
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

// pour inserts rows until the end comes, and writes what is to be written beside them.
func (l *sqliteLoad) pour(ctx context.Context, s *session) (end *ending, err error) {
	funnels := make([]*funnel, len(l.tables))
	defer func() {
		for _, f := range funnels {
			err = errors.Join(err, f.close())
		}
	}()
	for {
		var some waiting
		select {
		case some = <-l.stream:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		switch {
		case some.rows != nil:
			err = s.past(func(c any) error { return l.put(ctx, c, funnels, some) })
		case some.beside != nil:
			err = some.beside(ctx, s, l.sc)
		case some.end != nil:
			return some.end, s.past(func(any) error { return flushAll(ctx, funnels) })
		default: // closed
			return nil, errGivenUp
		}
		if err != nil {
			return nil, err
		}
	}
}

// past works with the driver's connection, past database/sql and the wall: a million rows of twenty values would spend more time there than in
// the engine.
func (s *session) past(fn func(conn any) error) error {
	s.wall.open()
	defer s.wall.locked()
	return s.conn.Raw(fn)
}

func (l *sqliteLoad) put(ctx context.Context, conn any, funnels []*funnel, some waiting) (err error) {
	f := funnels[some.table]
	if f == nil {
		if f, err = newFunnel(ctx, conn, l.tables[some.table], int64(l.sc.Organization())); err != nil {
			return err
		}
		funnels[some.table] = f
	}
	if err := flushAll(ctx, funnels[:some.table]); err != nil { // what these rows point at
		return err
	}
	return some.rows.each(func(row []driver.Value) error { l.rows++; return f.put(ctx, row) })
}

// beside writes in the load's own transaction: nobody else may write.
func (l *sqliteLoad) beside(ctx context.Context, fn func(*WriteTx) error) error {
	wrote := make(chan error, 1)
	err := l.send(waiting{beside: func(ctx context.Context, s *session, sc authz.Scope) (err error) {
		defer func() { wrote <- err }()
		s.begin()
		if err := s.wall.enter(ctx, sc); err != nil {
			return err
		}
		tx := &WriteTx{s}
		defer func() { tx.s = over }()
		return errors.Join(cmp.Or(fn(tx), s.failed), s.wall.leave())
	}})
	if err != nil {
		return err
	}
	select {
	case err := <-wrote:
		return err
	case <-l.ended:
		return cmp.Or(l.failed, errGivenUp)
	}
}

// funnel puts the rows of one table in.
type funnel struct {
	org       int64
	width     int
	many, one driver.Stmt
	args      []driver.NamedValue
}

func newFunnel(ctx context.Context, conn any, t Loading, org int64) (*funnel, error) {
	f := &funnel{org: org, width: len(t.Columns) + 1}
	var err error
	if f.many, err = prepareInsert(ctx, conn, t, loadRows); err != nil {
		return nil, err
	}
	if f.one, err = prepareInsert(ctx, conn, t, 1); err != nil {
		return nil, errors.Join(err, f.many.Close())
	}
	return f, nil
}

func (f *funnel) put(ctx context.Context, row []driver.Value) error {
	f.args = append(f.args, driver.NamedValue{Ordinal: len(f.args) + 1, Value: f.org})
	for _, v := range row {
		f.args = append(f.args, driver.NamedValue{Ordinal: len(f.args) + 1, Value: v})
	}
	if len(f.args) < loadRows*f.width {
		return nil
	}
	_, err := f.many.(driver.StmtExecContext).ExecContext(ctx, f.args)
	f.args = f.args[:0]
	return err
}

// flush puts in the rows that do not fill a statement.
func (f *funnel) flush(ctx context.Context) error {
	if f == nil {
		return nil
	}
	for i := 0; i < len(f.args); i += f.width {
		for j := range f.width {
			f.args[i+j].Ordinal = j + 1
		}
		if _, err := f.one.(driver.StmtExecContext).ExecContext(ctx, f.args[i:i+f.width]); err != nil {
			return err
		}
	}
	f.args = f.args[:0]
	return nil
}

func flushAll(ctx context.Context, funnels []*funnel) error {
	for _, f := range funnels {
		if err := f.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (f *funnel) close() error {
	if f == nil {
		return nil
	}
	return errors.Join(f.many.Close(), f.one.Close())
}

// prepareInsert prepares the insertion of some rows. A row that is refused ends the whole load, so the statement need not be able to take back
// the rows before it: OR FAIL saves the engine from writing down every page first, which cost a fifth of the time and four times the bytes.
func prepareInsert(ctx context.Context, conn any, l Loading, rows int) (driver.Stmt, error) {
	row := "(" + strings.Repeat("?, ", len(l.Columns)) + "?)"
	text := fmt.Sprintf(`INSERT OR FAIL INTO main.%q (org_id, %s) VALUES %s`, l.Table, quotedList(l.Columns), strings.TrimSuffix(strings.Repeat(row+", ", rows), ", "))
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
