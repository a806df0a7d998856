package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
)

// writer is SQLite's one writer. Writes that wait at the same time are committed together, so that they share one
// wait for the disk: that is what makes a commit per tap affordable. Each keeps its own savepoint: one that fails
// takes nothing with it.
//
// fn runs on the goroutine of its caller, who is handed the connection for that time; a panic or a runtime.Goexit
// there (t.FailNow) ends the caller and not the writer.
type writer struct {
	s     *session
	pool  *sql.DB
	queue chan *turn
	quit  chan struct{}
	ended chan struct{}
	once  sync.Once
	most  int // writes in one group
}

// A group ends when nobody waits, or when it has grown as large or as old as this.
const (
	maxGroup    = 256
	maxGroupAge = 25 * time.Millisecond
)

// turn is one Write on its way through the writer.
type turn struct {
	sc     authz.Scope
	begin  chan struct{}        // closed by the writer: the connection is yours
	ran    chan error           // sent by the caller: what fn returned
	answer chan error           // sent by the writer after the commit
	alone  func(*session) error // work of this package that has the connection to itself; load.go

	mu   sync.Mutex
	gone bool // the caller went away before its turn began
}

func startWriter(ctx context.Context, cfg Config, pool *sql.DB, e *sqliteDB) (*writer, error) {
	s, err := e.session(ctx, pool, true)
	if err != nil {
		return nil, err
	}
	w := &writer{s: s, pool: pool, queue: make(chan *turn, cfg.Queue), quit: make(chan struct{}), ended: make(chan struct{}), most: maxGroup}
	go w.run()
	return w, nil
}

// write waits for its turn, runs fn and waits for the commit.
func (w *writer) write(ctx context.Context, sc authz.Scope, fn func(*WriteTx) error) error {
	t := &turn{sc: sc, begin: make(chan struct{}), ran: make(chan error, 1), answer: make(chan error, 1)}
	select {
	case <-w.quit:
		return errs.New(errs.Unavailable, "")
	default:
	}
	select {
	case w.queue <- t:
	default:
		return errs.New(errs.Unavailable, "")
	}
	select {
	case <-t.begin:
		w.perform(t, fn)
	case err := <-t.answer:
		return err
	case <-w.ended: // closed between our look at quit and our place in the queue
		select {
		case err := <-t.answer:
			return err
		default:
			return errs.New(errs.Unavailable, "")
		}
	case <-ctx.Done():
		if t.leave() {
			return ctx.Err() // nothing has been done
		}
		<-t.begin
		w.perform(t, func(*WriteTx) error { return ctx.Err() })
	}
	select {
	case err := <-t.answer:
		return err
	case <-ctx.Done():
		select {
		case err := <-t.answer:
			return err
		default:
			return unknownOutcome(ctx.Err())
		}
	}
}

var errNoReturn = errors.New("db: the transaction's function did not return")

// perform runs fn with the connection and gives the connection back, whatever happens in fn.
func (w *writer) perform(t *turn, fn func(*WriteTx) error) {
	err := errNoReturn
	tx := &WriteTx{w.s}
	defer func() {
		tx.s = over
		t.ran <- err
	}()
	err = fn(tx)
}

// leave gives the turn up; false where it has begun already.
func (t *turn) leave() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-t.begin:
		return false
	default:
		t.gone = true
		return true
	}
}

// call tells the caller to begin; false where it has left.
func (t *turn) call() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.gone {
		return false
	}
	close(t.begin)
	return true
}

func (w *writer) run() {
	defer close(w.ended)
	for {
		select {
		case t := <-w.queue:
			for t != nil {
				t = w.serve(t)
			}
		case <-w.quit:
			w.refuse()
			return
		}
	}
}

// serve runs a group that begins with a turn, or one that wants to be alone; it gives the turn that comes next, where one was taken
// out of the queue already.
func (w *writer) serve(t *turn) (next *turn) {
	if t.alone == nil {
		return w.group(t)
	}
	w.s.begin()
	t.answer <- t.alone(w.s)
	return nil
}

// refuse answers everybody who still waits when the database is closed.
func (w *writer) refuse() {
	for {
		select {
		case t := <-w.queue:
			t.answer <- errs.New(errs.Unavailable, "")
		default:
			return
		}
	}
}

// group runs the writes that wait, commits them together and then answers.
func (w *writer) group(first *turn) (next *turn) {
	if err := w.s.control("BEGIN IMMEDIATE"); err != nil {
		first.answer <- unavailable(err)
		return nil
	}
	var done []*turn
	var results []error
	started := time.Now()
	var broken error // what ended the whole transaction
	for t := first; t != nil; {
		var err error
		err, broken = w.one(t)
		done, results = append(done, t), append(results, err)
		if broken != nil {
			break // and take nobody else out of the queue: who is taken must be answered
		}
		if t = w.following(len(done), started); t != nil && t.alone != nil {
			t, next = nil, t
		}
	}
	if broken == nil {
		broken = w.s.control("COMMIT")
	}
	if broken != nil {
		broken = unavailable(broken)
		w.s.control("ROLLBACK") // fails where the engine has done it itself
	}
	for i, t := range done {
		if broken != nil {
			t.answer <- broken
		} else {
			t.answer <- results[i]
		}
	}
	return next
}

// following gives the next write of the group, nil where the group is complete.
func (w *writer) following(n int, started time.Time) *turn {
	if n >= w.most || time.Since(started) > maxGroupAge {
		return nil
	}
	select {
	case t := <-w.queue:
		return t
	default:
		return nil
	}
}

// one runs one write inside its savepoint. broken is set where the whole transaction has been lost.
func (w *writer) one(t *turn) (err, broken error) {
	w.s.begin()
	if err := w.s.control("SAVEPOINT one"); err != nil {
		return err, err
	}
	if err = w.s.wall.enter(context.Background(), t.sc); err == nil {
		if t.call() {
			err = <-t.ran
		} else {
			err = context.Canceled // nobody waits for this answer
		}
	}
	if err == nil {
		err = w.s.failed // an error that fn did not pass on still ends its transaction, as on PostgreSQL
	}
	if lerr := w.s.wall.leave(); lerr != nil {
		return err, lerr
	}
	if errs.KindOf(w.s.failed) == errs.Unavailable {
		return err, w.s.failed // the disk: SQLite may have rolled back everything
	}
	if err == nil {
		return nil, w.s.control("RELEASE one")
	}
	if rerr := w.s.control("ROLLBACK TO one"); rerr != nil {
		return err, rerr
	}
	return err, w.s.control("RELEASE one")
}

// unavailable makes sure that a failure of the whole group reads as "try again".
func unavailable(err error) error {
	err = translate(err)
	if errs.KindOf(err) == errs.Unavailable {
		return err
	}
	return errs.Because(err, errs.Unavailable, "")
}

func (w *writer) stop() error {
	w.once.Do(func() { close(w.quit) })
	<-w.ended
	w.s.control("PRAGMA optimize")
	return errors.Join(closeSession(w.s), w.pool.Close())
}
