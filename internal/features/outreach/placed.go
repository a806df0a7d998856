package outreach

import (
	"context"

	"banyan/internal/kernels/geo"
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

// Under gives what is drawn under the turfs of a program, without its doors: the turfs in use, and streets around them. It returns
// errs.Forbidden without ReadTurfs and errs.NotFound outside the Scope.
func (s *Service) Under(ctx context.Context, sc authz.Scope, programID id.ID) (turfs []Turf, lines []geo.Feature, err error) {
	defer errs.Wrap(&err, "outreach.Under(%v)", programID)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		if _, turfs, err = s.ProgramIn(ctx, tx, sc, programID); err != nil {
			return err
		}
		box := geo.EmptyBox()
		for _, t := range turfs {
			box = box.Union(t.Outline.Box())
		}
		if box.Empty() {
			return nil
		}
		lines, err = s.places.Lines(ctx, tx, sc, box.Grow(groundMargin))
		return err
	})
	return turfs, lines, err
}
