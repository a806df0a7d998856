package outreach

import (
	"context"
	"slices"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// An outing is a walk past doors of several turfs, for one volunteer and a few hours. It changes no cut.

// ProgramDoors gives the doors that a program's pass of now is about, and the turf in use that each is in, inside somebody's
// transaction. It returns errs.Forbidden without ReadTurfs and errs.NotFound outside the Scope.
func (s *Service) ProgramDoors(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID) (doors []Door, turfOf map[id.ID]id.ID, err error) {
	defer errs.Wrap(&err, "outreach.ProgramDoors(%v)", programID)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, nil, err
	}
	p, u, err := s.programWithUniverse(ctx, q, sc, programID)
	if err != nil {
		return nil, nil, err
	}
	if doors, err = s.doorsOf(ctx, q, sc, p, u, nil); err != nil {
		return nil, nil, err
	}
	places, err := placesOf(ctx, q, sc, programID)
	turfOf = map[id.ID]id.ID{}
	for turf, households := range places {
		for _, household := range households {
			turfOf[household] = turf
		}
	}
	return doors, turfOf, err
}

// DoorsAmong gives those of these households that a program's pass of now is about, and the turf in use of each that has one, inside
// somebody's transaction. Errors as ProgramDoors.
func (s *Service) DoorsAmong(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID, households []id.ID) (doors []Door, turfOf map[id.ID]id.ID, err error) {
	defer errs.Wrap(&err, "outreach.DoorsAmong(%v)", programID)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, nil, err
	}
	p, u, err := s.programWithUniverse(ctx, q, sc, programID)
	if err != nil {
		return nil, nil, err
	}
	places, err := placesOf(ctx, q, sc, programID)
	if err != nil {
		return nil, nil, err
	}
	turfOf = map[id.ID]id.ID{}
	for turf, all := range places {
		for _, household := range all {
			turfOf[household] = turf
		}
	}
	households = slices.DeleteFunc(slices.Clone(households), func(household id.ID) bool { return turfOf[household] == 0 })
	if len(households) == 0 {
		return nil, turfOf, nil
	}
	doors, err = s.doorsOf(ctx, q, sc, p, u, households)
	return doors, turfOf, err
}

func (s *Service) programWithUniverse(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID) (p Program, u Universe, err error) {
	if p, err = program(ctx, q, sc, programID); err != nil {
		return p, u, err
	}
	u, err = universe(ctx, q, sc, p.Universe)
	return p, u, err
}

// Outing plans a walk past some doors of a program, from a start where one is known. Its turf is not kept. Errors as ProgramDoors.
func (s *Service) Outing(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID, households []id.ID, start *geo.Point) (w Walk, err error) {
	defer errs.Wrap(&err, "outreach.Outing(%v)", programID)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return w, err
	}
	p, u, err := s.programWithUniverse(ctx, q, sc, programID)
	if err != nil {
		return w, err
	}
	w.Program = p
	if len(households) == 0 {
		return w, nil
	}
	doors, err := s.doorsOf(ctx, q, sc, p, u, households)
	if err != nil {
		return w, err
	}
	roads, err := s.places.Roads(ctx, q, sc, boxOf(doors).Grow(roadMargin))
	if err != nil {
		return w, err
	}
	t := newTurf(doors, roads, start, nil)
	w.Turf = t.Turf
	byID := map[id.ID]Door{}
	for _, d := range doors {
		byID[d.Household] = d
	}
	for _, household := range t.walk {
		w.Doors = append(w.Doors, byID[household])
	}
	return w, nil
}

// OutingTurf makes the turf under which the packets of a program's outings are kept: it has no doors and is in no cut, so that no
// list of turfs shows it. It returns errs.Forbidden without PublishTurfs and errs.NotFound outside the Scope.
func (s *Service) OutingTurf(ctx context.Context, tx *db.WriteTx, sc authz.Scope, programID id.ID) (turf id.ID, err error) {
	defer errs.Wrap(&err, "outreach.OutingTurf(%v)", programID)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return 0, err
	}
	p, err := program(ctx, tx, sc, programID)
	if err != nil {
		return 0, err
	}
	cut := max(1, p.Revision) // made and retired by the same revision: no undo brings it back
	t := Turf{ID: s.ids.Next(), Program: programID, Cut: cut, Languages: map[string]int{}, CreatedAt: db.At(s.now())}
	if err := insertTurf(ctx, tx, sc, t, nil); err != nil {
		return 0, err
	}
	return t.ID, retire(ctx, tx, sc, []id.ID{t.ID}, cut)
}
