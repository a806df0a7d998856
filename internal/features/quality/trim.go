package quality

import (
	"context"
	"encoding/json"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/jobs"
)

const (
	trimJob = "quality.trim"
	// keep is how long after a shift anybody's work in it can be looked at.
	keep = 30 * 24 * time.Hour
)

func (s *Service) runTrim(ctx context.Context, sc authz.Scope, _ json.RawMessage, p jobs.Progress) error {
	n, err := s.Trim(ctx, sc)
	if err == nil {
		p.Set(1, 1, "quality.trimmed", "n", n)
	}
	return err
}

// Trim deletes the call-backs of shifts that have been over for 30 days, and tells how many. It is harmless to repeat. It returns
// errs.Forbidden without ReviewWork.
func (s *Service) Trim(ctx context.Context, sc authz.Scope) (n int, err error) {
	defer errs.Wrap(&err, "quality.Trim")
	if err := sc.Require(authz.ReviewWork); err != nil {
		return 0, err
	}
	err = s.DB.Write(ctx, sc, "forget call-backs", func(tx *db.WriteTx) error {
		gone, err := tx.Exec(ctx, `DELETE FROM call_back WHERE org_id = $1 AND forget_at <= $2`, sc.Organization(), db.At(s.Now()))
		if n = int(gone); err != nil || n == 0 {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "quality.trimmed", 0, map[string]any{"people": n})
	})
	return n, err
}
