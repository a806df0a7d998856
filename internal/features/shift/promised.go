package shift

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Promised tells which turfs of a program somebody has in a shift that is not over, handed out or not, inside somebody's transaction. It
// returns errs.Forbidden without ReadTurfs.
func (s *Service) Promised(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (out map[id.ID]bool, err error) {
	defer errs.Wrap(&err, "shift.Promised(%v)", program)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	out = map[id.ID]bool{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var turf id.ID
		err := r.Scan(&turf)
		out[turf] = true
		return err
	}, `SELECT DISTINCT t.turf_id FROM shift_turf t JOIN shift s ON s.org_id = t.org_id AND s.id = t.shift_id
		WHERE t.org_id = $1 AND s.program_id = $2 AND s.ends_at > $3`, sc.Organization(), program, db.At(s.Now()))
	return out, err
}
