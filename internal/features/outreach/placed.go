package outreach

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Placed gives the households of a program's turfs in use, each turf's in walk order, inside somebody's transaction. It returns
// errs.Forbidden without ReadTurfs.
func (s *Service) Placed(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID) (out map[id.ID][]id.ID, err error) {
	defer errs.Wrap(&err, "outreach.Placed(%v)", programID)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	return placesOf(ctx, q, sc, programID)
}
