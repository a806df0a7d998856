package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const (
	lease       = 30 * time.Second       // a job without a sign of life for so long is taken up by somebody else
	beat        = 500 * time.Millisecond // how often progress is written and a cancel noticed
	idle        = 2 * time.Second        // how often a queue looks for work that another process enqueued
	maxAttempts = 5                      // starts of one job; a job that brings the process down must not do so for ever
)

// Queue runs jobs.
type Queue struct {
	db       *db.DB
	ids      *id.Source
	now      func() time.Time
	log      *slog.Logger
	name     string // of this process, in job.worker
	handlers map[string]Handler
	wake     chan struct{}
	wg       sync.WaitGroup
}

// New returns a Queue; Handle what it can do, then Run it.
func New(d *db.DB, ids *id.Source, now func() time.Time, log *slog.Logger) *Queue {
	return &Queue{db: d, ids: ids, now: now, log: log, name: ids.Next().String(), handlers: map[string]Handler{}, wake: make(chan struct{}, 1)}
}

// Handle names the function for a kind of job; it is called before Run.
func (q *Queue) Handle(kind string, fn Handler) { q.handlers[kind] = fn }

// Kinds are the kinds of job that it can do, sorted.
func (q *Queue) Kinds() []string { return slices.Sorted(maps.Keys(q.handlers)) }

// poke makes an idle queue look for work at once.
func (q *Queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Poke makes the queue of this process look for work now, after a commit that enqueued some.
func (q *Queue) Poke() { q.poke() }

// Run works until ctx ends, and returns when the jobs that it runs have stopped. What they had not finished is
// left waiting for the next start.
func (q *Queue) Run(ctx context.Context, workers int) {
	for range workers {
		q.wg.Go(func() { q.work(ctx) })
	}
	q.wg.Wait()
}

func (q *Queue) work(ctx context.Context) {
	timer := time.NewTicker(idle)
	defer timer.Stop()
	for ctx.Err() == nil {
		j, err := q.claim(ctx)
		if err == nil {
			q.run(ctx, j)
			continue
		}
		if errs.KindOf(err) != errs.NotFound && ctx.Err() == nil {
			q.log.Warn("jobs: cannot claim", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
		case <-q.wake:
		case <-timer.C:
		}
	}
}

var control = authz.Platform("job queue")

// claim takes the oldest job that waits or whose worker went silent. The outer UPDATE checks the state again:
// of two workers that chose the same job one finds it taken.
func (q *Queue) claim(ctx context.Context) (j Job, err error) {
	now := q.now()
	err = q.db.Write(ctx, control, "claim a job", func(tx *db.WriteTx) error {
		j, err = db.One(ctx, tx, scan, `UPDATE job SET state = 'running', worker = $1, lease_until = $2, attempts = attempts + 1, started_at = COALESCE(started_at, $3)
			WHERE (state = 'waiting' AND run_at <= $3 OR state = 'running' AND lease_until < $3) AND id = (
				SELECT id FROM job WHERE state = 'waiting' AND run_at <= $3 OR state = 'running' AND lease_until < $3 ORDER BY run_at, id LIMIT 1)
			RETURNING `+columns, q.name, db.At(now.Add(lease)), db.At(now))
		return err
	})
	return j, err
}

// run calls the handler, with a heart that beats beside it.
func (q *Queue) run(ctx context.Context, j Job) {
	if j.Attempts > maxAttempts {
		q.finish(j, Failed, Note{Key: "job.gave_up"})
		return
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	p := &progress{done: j.Done, total: j.Total, note: j.Note}
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		q.beat(ctx, j, p, stop)
	}()
	err := q.call(ctx, j, p)
	cause := context.Cause(ctx)
	stop(nil)
	<-beating
	q.settle(j, p, err, cause)
}

var (
	errCancelled = errors.New("jobs: cancelled by a person")
	errLost      = errors.New("jobs: the lease was lost")
)

func (q *Queue) call(ctx context.Context, j Job, p Progress) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	h := q.handlers[j.Kind]
	if h == nil {
		return fmt.Errorf("jobs: nobody handles %q", j.Kind)
	}
	return h(ctx, authz.System(j.organization, j.Kind), j.Payload, p)
}

// settle writes how a job ended. A job that stopped because the server stops waits for the next start.
func (q *Queue) settle(j Job, p *progress, err, cause error) {
	j.Done, j.Total, j.Note = p.get()
	switch {
	case err == nil:
		q.finish(j, Done, j.Note)
	case errors.Is(cause, errCancelled):
		q.finish(j, Cancelled, Note{Key: "job.was_cancelled"})
	case errors.Is(cause, errLost):
		q.log.Warn("job lost its lease", slog.String("job", j.ID.String()))
	case errors.Is(cause, context.Canceled):
		q.release(j, q.now())
	case errs.KindOf(err) == errs.Unavailable:
		q.release(j, q.now().Add(10*time.Second))
	default:
		e := errs.Of(err)
		if e.Kind == errs.Internal {
			q.log.Error("job failed", slog.String("job", j.ID.String()), slog.String("kind", j.Kind), slog.Any("error", err))
			e = &errs.Error{Key: "job.failed_internally", Args: []any{"reference", j.ID.String()}}
		}
		q.finish(j, Failed, Note{Key: e.Key, Args: e.Args})
	}
}

func (q *Queue) finish(j Job, state State, note Note) {
	q.store(j, `UPDATE job SET state = $3, done = $4, total = $5, note = $6, finished_at = $7 WHERE id = $1 AND worker = $2 AND state = 'running'`,
		j.ID, q.name, string(state), j.Done, j.Total, db.JSON[Note]{V: note}, db.At(q.now()))
}

func (q *Queue) release(j Job, at time.Time) {
	q.store(j, `UPDATE job SET state = 'waiting', done = $3, total = $4, run_at = $5, attempts = attempts - 1 WHERE id = $1 AND worker = $2 AND state = 'running'`,
		j.ID, q.name, j.Done, j.Total, db.At(at))
}

// store writes the end of a job even while the server stops: its context is its own.
func (q *Queue) store(j Job, sql string, args ...any) {
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	err := q.db.Write(ctx, control, "end of a job", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, sql, args...)
		return err
	})
	if err != nil {
		q.log.Error("job state not written", slog.String("job", j.ID.String()), slog.Any("error", err))
	}
}

// beat writes progress, prolongs the lease and notices a cancel.
func (q *Queue) beat(ctx context.Context, j Job, p *progress, stop context.CancelCauseFunc) {
	t := time.NewTicker(beat)
	defer t.Stop()
	last := q.now() // when the lease was prolonged
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		now := q.now()
		write := p.changed() || now.Sub(last) > lease/4
		asked, err := q.alive(ctx, j, p, write)
		switch {
		case errs.KindOf(err) == errs.NotFound:
			stop(errLost)
		case err != nil:
		case asked:
			stop(errCancelled)
		case write:
			last = now
		}
	}
}

func (q *Queue) alive(ctx context.Context, j Job, p *progress, write bool) (asked bool, err error) {
	done, total, note := p.get()
	if write {
		err = q.db.Write(ctx, control, "progress of a job", func(tx *db.WriteTx) error {
			n, err := tx.Exec(ctx, `UPDATE job SET lease_until = $3, done = $4, total = $5, note = $6 WHERE id = $1 AND worker = $2 AND state = 'running'`,
				j.ID, q.name, db.At(q.now().Add(lease)), done, total, db.JSON[Note]{V: note})
			if err == nil && n == 0 {
				err = errs.New(errs.NotFound, "")
			}
			return err
		})
		if err != nil {
			return false, err
		}
	}
	err = q.db.Read(ctx, control, func(tx *db.ReadTx) error {
		n, err := db.One(ctx, tx, db.Value[int64], `SELECT cancel_asked FROM job WHERE id = $1`, j.ID)
		asked = n != 0
		return err
	})
	return asked, err
}

// progress is what a job last said of itself.
type progress struct {
	mu          sync.Mutex
	done, total int64
	note        Note
	fresh       bool
}

// Set keeps the newest word.
func (p *progress) Set(done, total int64, noteKey string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done, p.total, p.note, p.fresh = done, total, Note{Key: noteKey, Args: args}, true
}

func (p *progress) get() (int64, int64, Note) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done, p.total, p.note
}

func (p *progress) changed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.fresh
	p.fresh = false
	return was
}

// Backlog tells how many jobs wait for a worker or run, for the metrics; one that waits for its day is none of them.
func (q *Queue) Backlog(ctx context.Context) (n int64, err error) {
	err = q.db.Read(ctx, control, func(tx *db.ReadTx) error {
		n, err = db.One(ctx, tx, db.Value[int64], `SELECT COUNT(*) FROM job WHERE state = 'running' OR state = 'waiting' AND run_at <= $1`, db.At(q.now()))
		return err
	})
	return n, err
}
