// Package jobs runs work that outlives a request: durable in the database, on both engines, with progress, cancel
// and a lease, so that a job whose process was killed is taken up again.
package jobs

import (
	"context"
	"encoding/json"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// State is where a job stands.
type State string

// The states of a job.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Over tells that the job will not run any more.
func (s State) Over() bool { return s == Done || s == Failed || s == Cancelled }

// Job is one piece of work of one organization.
type Job struct {
	ID          id.ID
	Kind        string
	Payload     json.RawMessage
	State       State
	Done, Total int64
	Note        Note
	Attempts    int
	CreatedAt   time.Time
	StartedAt   time.Time
	FinishedAt  time.Time
	CancelAsked bool

	organization id.ID
}

// Note is a message of the catalogs: what the job does now, or why it failed.
type Note struct {
	Key  string `json:"key,omitempty"`
	Args []any  `json:"args,omitempty"`
}

// Progress is how a running job tells how far it is. Total 0 is 'not known'. It is cheap to call often: what it
// says is written at most twice a second.
type Progress interface {
	Set(done, total int64, noteKey string, args ...any)
}

// Handler does the work of one kind of job. It runs again from the start after a crash, so it must keep its own
// place or be harmless to repeat. It stops soon after ctx ends (cancelled by a person, or the server stops).
type Handler func(ctx context.Context, sc authz.Scope, payload json.RawMessage, p Progress) error

const columns = `id, organization_id, kind, payload, state, done, total, note, attempts, created_at, started_at, finished_at, cancel_asked`

func scan(r db.Row) (Job, error) {
	var j Job
	var payload db.JSON[json.RawMessage]
	var note db.JSON[Note]
	var created, started, finished db.Time
	var asked int64
	err := r.Scan(&j.ID, &j.organization, &j.Kind, &payload, &j.State, &j.Done, &j.Total, &note, &j.Attempts, &created, &started, &finished, &asked)
	j.Payload, j.Note, j.CancelAsked = payload.V, note.V, asked != 0
	j.CreatedAt, j.StartedAt, j.FinishedAt = created.Time, started.Time, finished.Time
	return j, err
}

// Enqueue adds a job in the transaction of whoever asks for it: it runs if and only if that commits.
func (q *Queue) Enqueue(ctx context.Context, tx *db.WriteTx, sc authz.Scope, kind string, payload any) (job id.ID, err error) {
	return q.EnqueueAt(ctx, tx, sc, kind, payload, q.now())
}

// EnqueueAt adds a job that waits until a moment, as [Queue.Enqueue] does.
func (q *Queue) EnqueueAt(ctx context.Context, tx *db.WriteTx, sc authz.Scope, kind string, payload any, at time.Time) (job id.ID, err error) {
	defer errs.Wrap(&err, "jobs.EnqueueAt(%s)", kind)
	job = q.ids.Next()
	_, err = tx.Exec(ctx, `INSERT INTO job (id, organization_id, kind, payload, state, run_at, created_by, created_at) VALUES ($1, $2, $3, $4, 'waiting', $5, $6, $7)`,
		job, sc.Organization(), kind, db.JSON[any]{V: payload}, db.At(at), sc.Actor().Account, db.At(q.now()))
	return job, err
}

// Get reads a job of the Scope's organization; errs.NotFound where it has no such job.
func (q *Queue) Get(ctx context.Context, sc authz.Scope, job id.ID) (j Job, err error) {
	defer errs.Wrap(&err, "jobs.Get(%v)", job)
	err = q.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		j, err = db.One(ctx, tx, scan, `SELECT `+columns+` FROM job WHERE organization_id = $1 AND id = $2`, sc.Organization(), job)
		return err
	})
	return j, err
}

// Cancel asks a job to stop. One that waits is cancelled at once; one that runs stops at its next step.
// It returns errs.NotFound where the organization has no such job; a job that is over stays as it is.
func (q *Queue) Cancel(ctx context.Context, sc authz.Scope, job id.ID) (err error) {
	defer errs.Wrap(&err, "jobs.Cancel(%v)", job)
	err = q.db.Write(ctx, sc, "cancel a job", func(tx *db.WriteTx) error {
		n, err := tx.Exec(ctx, `UPDATE job SET cancel_asked = 1, state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END,
			finished_at = CASE WHEN state = 'waiting' THEN CAST($3 AS BIGINT) ELSE finished_at END WHERE organization_id = $1 AND id = $2`,
			sc.Organization(), job, db.At(q.now()))
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "")
		}
		return err
	})
	q.poke()
	return err
}
