package shift

import (
	"context"
	"encoding/json"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const (
	trimJob = "shift.trim"
	// keepHomes is how long after a shift volunteers' starting points and phone numbers are kept.
	keepHomes = 30 * 24 * time.Hour
)

// trimLater asks, in the transaction that sets a shift's end, for the job that forgets.
func (s *Service) trimLater(ctx context.Context, tx *db.WriteTx, sc authz.Scope, ends time.Time) error {
	_, err := s.Queue.EnqueueAt(ctx, tx, sc, trimJob, struct{}{}, ends.Add(keepHomes))
	return err
}

// open reads a shift in which somebody writes down where a volunteer lives. One that was trimmed already will be trimmed once more.
func (s *Service) open(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift id.ID) (Shift, error) {
	x, err := loadShift(ctx, tx, sc, shift)
	if err != nil || x.Trimmed.IsZero() {
		return x, err
	}
	if _, err := tx.Exec(ctx, `UPDATE shift SET trimmed_at = NULL WHERE org_id = $1 AND id = $2`, sc.Organization(), shift); err != nil {
		return x, err
	}
	return x, s.trimLater(ctx, tx, sc, x.Ends.Time)
}

func (s *Service) runTrim(ctx context.Context, sc authz.Scope, _ json.RawMessage, p jobs.Progress) error {
	n, err := s.Trim(ctx, sc)
	if err == nil {
		p.Set(1, 1, "shift.trimmed", "n", n)
	}
	return err
}

// Trim deletes the starting points and phone numbers of every shift that has been over for 30 days, and tells of how many shifts. It
// is harmless to repeat. It returns errs.Forbidden without RunShifts.
func (s *Service) Trim(ctx context.Context, sc authz.Scope) (n int, err error) {
	defer errs.Wrap(&err, "shift.Trim")
	if err := sc.Require(authz.RunShifts); err != nil {
		return 0, err
	}
	now := s.Now()
	err = s.DB.Write(ctx, sc, "forget where volunteers live", func(tx *db.WriteTx) error {
		due, err := db.All(ctx, tx, db.Value[id.ID], `SELECT id FROM shift WHERE org_id = $1 AND trimmed_at IS NULL AND ends_at <= $2`, sc.Organization(), db.At(now.Add(-keepHomes)))
		if err != nil || len(due) == 0 {
			return err
		}
		n = len(due)
		if _, err := tx.Exec(ctx, `UPDATE shift_worker SET start = '', lat = NULL, lon = NULL, phone = '' WHERE org_id = $1
			AND shift_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, sc.Organization(), db.List(due)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE shift_turf SET reasons = '[]' WHERE org_id = $1 AND shift_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`,
			sc.Organization(), db.List(due)); err != nil { // how far away a turf was tells where somebody lives
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE shift SET trimmed_at = $3, version = version + 1 WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`,
			sc.Organization(), db.List(due), db.At(now)); err != nil {
			return err
		}
		for _, shift := range due {
			if err := s.Audit.Record(ctx, tx, sc, "shift.trimmed", shift, nil); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}
