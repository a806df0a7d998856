package db

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

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

// loadTurn is for how long a load keeps the writer while nobody else waits for it.
const loadTurn = 100 * time.Millisecond

// sqliteLoad is a load into tables beside the old ones (load_shadow.go), a turn of the writer's at a time: whoever writes something
// else waits for one turn, the longest of which builds one key. Readers see nothing of it until the tables change places.
type sqliteLoad struct {
	e      *sqliteDB
	d      *DB
	sc     authz.Scope
	tables []Loading
	shadow *shadow
	fill   []*spool
	stream chan waiting
	ended  chan struct{}
	failed error // what the load ended with
	sent   bool  // nothing more will be streamed
	killed bool  // a test's: nothing is cleared away
	rows   int64
}

// waiting is some rows of one table, or the end of all: an ending, or nothing at all where the load is given up.
type waiting struct {
	table  int
	rows   *spool
	end    *ending
	closed bool
}

func received(w waiting, more bool) waiting {
	w.closed = !more
	return w
}

// ending is how a load that is to be kept ends.
type ending struct {
	ctx   context.Context
	after func(*session) error
	done  func(rows int64)
}

var errGivenUp = errors.New("db: the load was given up")

// beginLoad begins a load where nobody else loads and no table holds more than a few rows.
func (e *sqliteDB) beginLoad(ctx context.Context, d *DB, sc authz.Scope, few int64, tables []Loading) (_ loader, err error) {
	if !e.loading.TryLock() {
		return nil, nil
	}
	l := &sqliteLoad{e: e, d: d, sc: sc, tables: tables, stream: make(chan waiting, 2), ended: make(chan struct{})}
	fits, err := l.fits(ctx, few)
	if err == nil && fits {
		l.shadow, err = e.newShadow(ctx, tables)
	}
	if err != nil || !fits {
		if l.shadow != nil {
			err = errors.Join(err, l.shadow.clear(context.WithoutCancel(ctx)))
		}
		e.loading.Unlock()
		return nil, err
	}
	for range tables {
		l.fill = append(l.fill, &spool{})
	}
	go l.run(ctx)
	return l, nil
}

func (l *sqliteLoad) fits(ctx context.Context, few int64) (ok bool, err error) {
	err = l.e.writer.borrow(ctx, func(s *session) error {
		s.wall.open()
		defer s.wall.locked()
		for _, t := range l.tables {
			var n int64
			if err := s.conn.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM main.%q LIMIT %d)`, t.Table, few+1)).Scan(&n); err != nil || n > few {
				return err
			}
		}
		ok = true
		return nil
	})
	return ok, err
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

// flush sends what waits for a table.
func (l *sqliteLoad) flush(table int) error {
	b := l.fill[table]
	if len(b.bytes) == 0 {
		return nil
	}
	l.fill[table] = &spool{bytes: make([]byte, 0, len(b.bytes)+len(b.bytes)/8)}
	return l.send(waiting{table: table, rows: b})
}

// send hands something to the load's goroutine; a load that has failed takes no more.
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
	for i := range l.fill {
		if err := l.flush(i); err != nil {
			return err
		}
	}
	if err := l.send(waiting{end: &ending{ctx, after, done}}); err != nil {
		return err
	}
	<-l.ended
	return l.failed
}

// run takes the rows as they come and brings them in at the end. What is left beside is cleared away.
func (l *sqliteLoad) run(ctx context.Context) {
	defer close(l.ended)
	defer l.e.loading.Unlock()
	end, err := l.pour(ctx)
	if err == nil {
		err = l.shadow.bringIn(l, end)
	}
	l.failed = err
	if l.killed {
		return
	}
	quiet := context.WithoutCancel(ctx)
	err = errors.Join(l.shadow.clear(quiet), l.e.writer.borrow(quiet, func(s *session) error {
		return s.direct(quiet, `PRAGMA cache_size = -`+usualMemory, `PRAGMA shrink_memory`)
	}))
	if err != nil {
		l.d.log.Warn("what a load has left is cleared away at the next start", "error", err)
	}
}

// pour puts rows in until the end comes.
func (l *sqliteLoad) pour(ctx context.Context) (end *ending, err error) {
	funnels := make([]*funnel, len(l.tables))
	defer func() {
		quiet := context.WithoutCancel(ctx)
		err = errors.Join(err, l.e.writer.borrow(quiet, func(s *session) (err error) {
			for _, f := range funnels {
				err = errors.Join(err, f.close())
			}
			return err
		}))
	}()
	for {
		var next waiting
		select {
		case w, more := <-l.stream:
			next = received(w, more)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if next.rows != nil {
			err = l.e.turn(ctx, func(s *session) (err error) { next, err = l.several(ctx, s, funnels, next); return err })
		}
		switch {
		case err != nil:
			return nil, err
		case next.end != nil:
			return next.end, nil
		case next.closed:
			return nil, errGivenUp
		}
	}
}

// several puts rows in while there are some, nobody else waits and the turn is not over; next is what else was taken from the stream.
func (l *sqliteLoad) several(ctx context.Context, s *session, funnels []*funnel, some waiting) (next waiting, err error) {
	began := time.Now()
	for some.rows != nil {
		if err := s.past(func(c any) error { return l.put(ctx, c, funnels, some) }); err != nil {
			return next, err
		}
		some = waiting{}
		if len(l.e.writer.queue) > 0 || time.Since(began) > loadTurn {
			break
		}
		select {
		case w, more := <-l.stream:
			some = received(w, more)
		default:
		}
	}
	return some, nil
}

func (l *sqliteLoad) put(ctx context.Context, conn any, funnels []*funnel, some waiting) (err error) {
	f := funnels[some.table]
	if f == nil {
		if f, err = newFunnel(ctx, conn, l.tables[some.table], int64(l.sc.Organization())); err != nil {
			return err
		}
		funnels[some.table] = f
	}
	if err := some.rows.each(func(row []driver.Value) error { l.rows++; return f.put(ctx, row) }); err != nil {
		return err
	}
	return f.flush(ctx)
}

// turn does something of a load in a turn of the writer's and in a transaction of its own. It is not waited for on the disk: before the tables
// change places nobody asks for it, and that moment's commit waits for all.
func (e *sqliteDB) turn(ctx context.Context, fn func(*session) error) error {
	return e.writer.borrow(ctx, func(s *session) (err error) {
		if err := s.direct(ctx, `PRAGMA synchronous = NORMAL`, `PRAGMA cache_size = -`+loadMemory); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.direct(context.WithoutCancel(ctx), `PRAGMA synchronous = FULL`)) }()
		return s.whole(ctx, func() error { return fn(s) })
	})
}

// whole runs something in a transaction of the writer's.
func (s *session) whole(ctx context.Context, fn func() error) error {
	s.begin()
	err := s.direct(ctx, `BEGIN IMMEDIATE`)
	if err != nil {
		return err
	}
	if err = fn(); err == nil {
		if err = s.direct(context.WithoutCancel(ctx), `COMMIT`); err == nil {
			return nil
		}
		err = unavailable(err)
	}
	return errors.Join(err, s.direct(context.WithoutCancel(ctx), `ROLLBACK`))
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

// past works with the driver's connection, past database/sql and the wall: a million rows of twenty values would spend more time there than in
// the engine.
func (s *session) past(fn func(conn any) error) error {
	s.wall.open()
	defer s.wall.locked()
	return s.conn.Raw(fn)
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
	text := fmt.Sprintf(`INSERT OR FAIL INTO main.%q (org_id, %s) VALUES %s`, shadowed+l.Table, quotedList(l.Columns), strings.TrimSuffix(strings.Repeat(row+", ", rows), ", "))
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
