package shift

import (
	"context"
	"slices"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// change reads a worker, lets fn change them, and writes the log, in one transaction.
func (s *Service) change(ctx context.Context, sc authz.Scope, shift, worker id.ID, action string, detail any, fn func(tx *db.WriteTx, w Worker) error) error {
	if err := sc.Require(authz.RunShifts); err != nil {
		return err
	}
	return s.DB.Write(ctx, sc, action, func(tx *db.WriteTx) error {
		if err := touch(ctx, tx, sc, shift); err != nil {
			return err
		}
		w, err := loadWorker(ctx, tx, sc, shift, worker)
		if err != nil {
			return err
		}
		if err := fn(tx, w); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, action, worker, detail)
	})
}

// EditWorker changes what is written down of a worker. The errors are those of SignUp.
func (s *Service) EditWorker(ctx context.Context, sc authz.Scope, shift, worker id.ID, in Details) (err error) {
	defer errs.Wrap(&err, "shift.EditWorker(%v)", worker)
	return s.change(ctx, sc, shift, worker, "shift.worker_changed", nil, func(tx *db.WriteTx, w Worker) error {
		if err := in.tidy(); err != nil {
			return err
		}
		if _, err := s.open(ctx, tx, sc, shift); err != nil {
			return err
		}
		start, at := w.Start, w.At
		in.into(&w)
		if w.At = at; start != w.Start || in.At != "" {
			if err := s.locate(ctx, tx, sc, w.Start, in.At, &w.At); err != nil {
				return err
			}
		}
		return updateWorker(ctx, tx, sc, w)
	})
}

// RemoveWorker strikes a worker who has nothing in hand. It returns errs.Conflict where a turf was handed out to them.
func (s *Service) RemoveWorker(ctx context.Context, sc authz.Scope, shift, worker id.ID) (err error) {
	defer errs.Wrap(&err, "shift.RemoveWorker(%v)", worker)
	return s.change(ctx, sc, shift, worker, "shift.worker_removed", nil, func(tx *db.WriteTx, w Worker) error {
		given, err := loadGiven(ctx, tx, sc, shift)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(given, func(g Given) bool { return g.Worker == worker && g.Packet != 0 }) {
			return errs.New(errs.Conflict, "shift.error.has_turf", "name", w.Name)
		}
		if err := s.partFrom(ctx, tx, sc, shift, w); err != nil {
			return err
		}
		return deleteWorker(ctx, tx, sc, worker)
	})
}

// partFrom ends the team of a worker.
func (s *Service) partFrom(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift id.ID, w Worker) error {
	if w.Team == 0 {
		return nil
	}
	all, err := loadWorkers(ctx, tx, sc, shift)
	if err != nil {
		return err
	}
	var team []id.ID
	for _, x := range all {
		if x.Team == w.Team {
			team = append(team, x.ID)
		}
	}
	return setTeam(ctx, tx, sc, shift, team, 0)
}

// Together lets two go together from now on; with the zero worker, one goes alone again. What one of them had both have now; apart, both
// keep it. It returns errs.Conflict where the other goes with somebody else already.
func (s *Service) Together(ctx context.Context, sc authz.Scope, shift, worker, with id.ID) (err error) {
	defer errs.Wrap(&err, "shift.Together(%v, %v)", worker, with)
	return s.change(ctx, sc, shift, worker, "shift.together", map[string]any{"with": with}, func(tx *db.WriteTx, w Worker) error {
		if err := s.partFrom(ctx, tx, sc, shift, w); err != nil || with == 0 {
			return err
		}
		other, err := loadWorker(ctx, tx, sc, shift, with)
		switch {
		case err != nil:
			return err
		case other.ID == w.ID || other.Team != 0 && other.Team != w.Team:
			return errs.New(errs.Conflict, "shift.error.together", "name", other.Name)
		}
		if err := setTeam(ctx, tx, sc, shift, []id.ID{w.ID, other.ID}, s.IDs.Next()); err != nil {
			return err
		}
		return s.share(ctx, tx, sc, shift, w, other)
	})
}

// share gives both what either has.
func (s *Service) share(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift id.ID, a, b Worker) error {
	given, err := loadGiven(ctx, tx, sc, shift)
	if err != nil {
		return err
	}
	for _, g := range given {
		switch g.Worker {
		case a.ID:
			g.Worker = b.ID
		case b.ID:
			g.Worker = a.ID
		default:
			continue
		}
		if err := insertGiven(ctx, tx, sc, shift, g); err != nil {
			return err
		}
	}
	return nil
}

// Step is what happens to a worker in the day.
type Step string

// The steps: each but the first can only follow the one before. StepBack takes the newest back.
const (
	CheckIn  Step = "in"
	GoOut    Step = "out"
	GetHome  Step = "safe"
	StepBack Step = "back"
)

// Take moves workers on in the day, all of them or none; those who are where the step leads already stay as they are. It returns
// errs.Forbidden without RunShifts and errs.Invalid for an unknown step.
func (s *Service) Take(ctx context.Context, sc authz.Scope, shift id.ID, workers []id.ID, step Step) (err error) {
	defer errs.Wrap(&err, "shift.Take(%s)", step)
	if err := sc.Require(authz.RunShifts); err != nil {
		return err
	}
	now := db.At(s.Now())
	return s.DB.Write(ctx, sc, "shift step", func(tx *db.WriteTx) error {
		if err := touch(ctx, tx, sc, shift); err != nil {
			return err
		}
		for _, one := range workers {
			w, err := loadWorker(ctx, tx, sc, shift, one)
			if err != nil {
				return err
			}
			if err := w.take(step, now); err != nil {
				return err
			}
			if err := updateTimes(ctx, tx, sc, w); err != nil {
				return err
			}
			if err := s.Audit.Record(ctx, tx, sc, "shift.step", one, map[string]any{"step": step}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *Worker) take(step Step, now db.Time) error {
	first := func(t *db.Time) {
		if t.IsZero() {
			*t = now
		}
	}
	switch step {
	case CheckIn:
		first(&w.In)
	case GoOut:
		first(&w.In)
		first(&w.Out)
		w.Back = db.Time{}
	case GetHome: // also of somebody who came and did not go out
		first(&w.In)
		first(&w.Back)
	case StepBack:
		switch w.State() {
		case Safe:
			w.Back = db.Time{}
		case Out:
			w.Out = db.Time{}
		case Here:
			w.In = db.Time{}
		}
	default:
		return errs.New(errs.Invalid, "shift.error.step")
	}
	return nil
}
