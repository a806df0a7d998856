package jobs

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

type world struct {
	*Queue
	clock *clock
	sc    authz.Scope
	other authz.Scope
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	c := &clock{t: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
	ids := id.NewSource(time.Now)
	w := &world{Queue: New(d, ids, c.now, slog.New(slog.DiscardHandler)), clock: c}
	for i, slug := range []string{"one", "two"} {
		org := ids.Next()
		err := d.Write(t.Context(), control, "test", func(tx *db.WriteTx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES ($1, $2, $2, 'WI', 'UTC', 'en', 0)`, org, slug)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			w.sc = authz.System(org, "test")
		} else {
			w.other = authz.System(org, "test")
		}
	}
	return w
}

func (w *world) enqueue(t *testing.T, kind string) (job id.ID) {
	t.Helper()
	err := w.db.Write(t.Context(), w.sc, "test", func(tx *db.WriteTx) (err error) {
		job, err = w.Enqueue(t.Context(), tx, w.sc, kind, map[string]string{"a": "b"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return job
}

// step claims and runs one job, and tells whether there was one.
func (w *world) step(t *testing.T, ctx context.Context) bool {
	t.Helper()
	j, err := w.claim(t.Context())
	if errs.KindOf(err) == errs.NotFound {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	w.run(ctx, j)
	return true
}

func (w *world) get(t *testing.T, job id.ID) Job {
	t.Helper()
	j, err := w.Get(t.Context(), w.sc, job)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestQueue_runsAJobOnceWithItsScopeAndPayload(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		runs := 0
		w.Handle("k", func(_ context.Context, sc authz.Scope, payload json.RawMessage, p Progress) error {
			runs++
			if sc.Organization() != w.sc.Organization() {
				t.Errorf("scope of %v", sc.Organization())
			}
			var got map[string]string
			if err := json.Unmarshal(payload, &got); err != nil || got["a"] != "b" {
				t.Errorf("payload %s", payload)
			}
			p.Set(5, 5, "job.state.done")
			return nil
		})
		job := w.enqueue(t, "k")
		if !w.step(t, t.Context()) || w.step(t, t.Context()) || runs != 1 {
			t.Errorf("ran %d times", runs)
		}
		if j := w.get(t, job); j.State != Done || j.Done != 5 || j.Note.Key != "job.state.done" || j.FinishedAt.IsZero() {
			t.Errorf("%+v", j)
		}
		if _, err := w.Get(t.Context(), w.other, job); errs.KindOf(err) != errs.NotFound {
			t.Errorf("another organization sees it: %v", err)
		}
		if err := w.Cancel(t.Context(), w.other, job); errs.KindOf(err) != errs.NotFound {
			t.Errorf("another organization cancels it: %v", err)
		}
	})
}

func TestQueue_takesUpWhatAKilledProcessLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		done := false
		w.Handle("k", func(context.Context, authz.Scope, json.RawMessage, Progress) error { done = true; return nil })
		job := w.enqueue(t, "k")
		if _, err := w.claim(t.Context()); err != nil { // and then the process is killed
			t.Fatal(err)
		}
		if w.step(t, t.Context()) {
			t.Fatal("taken while its worker may live")
		}
		w.clock.move(lease + time.Second)
		if !w.step(t, t.Context()) || !done || w.get(t, job).State != Done {
			t.Errorf("%+v", w.get(t, job))
		}
	})
}

func TestQueue_givesUpOnAJobThatKeepsKilling(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.Handle("k", func(context.Context, authz.Scope, json.RawMessage, Progress) error { t.Error("ran"); return nil })
		job := w.enqueue(t, "k")
		for range maxAttempts {
			if _, err := w.claim(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.clock.move(lease + time.Second)
		}
		w.step(t, t.Context())
		if j := w.get(t, job); j.State != Failed || j.Note.Key != "job.gave_up" {
			t.Errorf("%+v", j)
		}
	})
}

func TestQueue_cancelStopsARunningJobAndForgetsAWaitingOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		started := make(chan id.ID, 1)
		w.Handle("k", func(ctx context.Context, _ authz.Scope, _ json.RawMessage, _ Progress) error {
			started <- 0
			<-ctx.Done()
			return ctx.Err()
		})
		waiting := w.enqueue(t, "k")
		if err := w.Cancel(t.Context(), w.sc, waiting); err != nil || w.get(t, waiting).State != Cancelled {
			t.Fatalf("%v %+v", err, w.get(t, waiting))
		}
		running := w.enqueue(t, "k")
		over := make(chan bool)
		go func() { over <- w.step(t, t.Context()) }()
		<-started
		if err := w.Cancel(t.Context(), w.sc, running); err != nil {
			t.Fatal(err)
		}
		<-over
		if j := w.get(t, running); j.State != Cancelled {
			t.Errorf("%+v", j)
		}
	})
}

func TestQueue_aStoppingServerLeavesItsJobWaiting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, stop := context.WithCancel(t.Context())
		w.Handle("k", func(ctx context.Context, _ authz.Scope, _ json.RawMessage, p Progress) error {
			p.Set(3, 9, "")
			stop()
			<-ctx.Done()
			return ctx.Err()
		})
		job := w.enqueue(t, "k")
		w.step(t, ctx)
		if j := w.get(t, job); j.State != Waiting || j.Attempts != 0 || j.Done != 3 {
			t.Errorf("%+v", j)
		}
	})
}

func TestQueue_failuresAreExplainedAndPanicsSurvived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.Handle("bad", func(context.Context, authz.Scope, json.RawMessage, Progress) error {
			return errs.New(errs.Conflict, "error.conflict")
		})
		w.Handle("panic", func(context.Context, authz.Scope, json.RawMessage, Progress) error { panic("secret") })
		w.Handle("busy", func(context.Context, authz.Scope, json.RawMessage, Progress) error {
			return errs.New(errs.Unavailable, "")
		})
		bad, panics, busy := w.enqueue(t, "bad"), w.enqueue(t, "panic"), w.enqueue(t, "busy")
		for w.step(t, t.Context()) {
		}
		if j := w.get(t, bad); j.State != Failed || j.Note.Key != "error.conflict" {
			t.Errorf("%+v", j)
		}
		if j := w.get(t, panics); j.State != Failed || j.Note.Key != "job.failed_internally" {
			t.Errorf("%+v", j)
		}
		if j := w.get(t, busy); j.State != Waiting {
			t.Errorf("%+v", j)
		}
	})
}

func TestQueue_aJobThatSaysNothingKeepsItsLease(t *testing.T) {
	d := dbtest.SQLite(t)
	w := newWorld(t, d)
	end, over := make(chan bool), make(chan bool)
	started := make(chan bool)
	w.Handle("k", func(context.Context, authz.Scope, json.RawMessage, Progress) error { close(started); <-end; return nil })
	job := w.enqueue(t, "k")
	go func() { over <- w.step(t, t.Context()) }()
	<-started
	for range 7 { // less than what made it write by itself, and longer than the lease in all
		w.clock.move(lease / 5)
		time.Sleep(beat + beat/5)
	}
	if j, err := w.claim(t.Context()); errs.KindOf(err) != errs.NotFound {
		t.Errorf("somebody else took %v while it ran: %v", j.ID, err)
	}
	close(end)
	if <-over; w.get(t, job).State != Done {
		t.Errorf("%+v", w.get(t, job))
	}
}
