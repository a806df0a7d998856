package shift

import (
	"context"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// day is a shift with everything that belongs to it, read in one snapshot.
type day struct {
	shift    Shift
	program  Program
	workers  []Worker
	given    []Given
	standing Standing
	barriers map[string][]id.ID // doors where somebody should go again who speaks a language
	now      time.Time
}

func (s *Service) day(ctx context.Context, sc authz.Scope, shift id.ID) (d day, err error) {
	d.now = s.Now()
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		if d.shift, err = loadShift(ctx, tx, sc, shift); err != nil {
			return err
		}
		if d.workers, err = loadWorkers(ctx, tx, sc, shift); err != nil {
			return err
		}
		if d.given, err = loadGiven(ctx, tx, sc, shift); err != nil {
			return err
		}
		if d.program, err = s.Turfs.ProgramOf(ctx, tx, sc, d.shift.Program); err != nil {
			return err
		}
		if d.standing, err = s.Packets.Standing(ctx, tx, sc, d.shift.Program, d.shift.Starts.Time); err != nil {
			return err
		}
		d.barriers, err = s.Packets.Barriers(ctx, tx, sc, d.shift.Program)
		return err
	})
	return d, err
}

// write changes a board in a transaction that fails where somebody changed it since it was read.
func (s *Service) write(ctx context.Context, sc authz.Scope, why string, seen Shift, fn func(tx *db.WriteTx) error) error {
	return s.DB.Write(ctx, sc, "shift: "+why, func(tx *db.WriteTx) error {
		if err := nextVersion(ctx, tx, sc, seen.ID, seen.Version); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (d day) worker(w id.ID) (Worker, bool) {
	i := slices.IndexFunc(d.workers, func(x Worker) bool { return x.ID == w })
	if i < 0 {
		return Worker{}, false
	}
	return d.workers[i], true
}

// crewOf is a worker with whoever goes with them.
func (d day) crewOf(w Worker) []Worker {
	if w.Team == 0 {
		return []Worker{w}
	}
	return slices.DeleteFunc(slices.Clone(d.workers), func(x Worker) bool { return x.Team != w.Team })
}

func (d day) turf(t id.ID) (Turf, bool) {
	i := slices.IndexFunc(d.program.Turfs, func(x Turf) bool { return x.ID == t })
	if i < 0 {
		return Turf{}, false
	}
	return d.program.Turfs[i], true
}

// done tells whether somebody was tried at every door of a turf.
func (d day) done(t Turf) bool { return t.Doors > 0 && d.standing.Tried[t.ID] >= t.Doors }

// walkedLately is how long a turf counts as taken after a phone that is not of this shift spoke on it.
const walkedLately = 4 * time.Hour

// elsewhere tells whether somebody walks a turf who is not of this shift.
func (d day) elsewhere(t Turf) bool {
	for packet, p := range d.standing.Packets {
		if p.Turf == t.ID && !p.Ended && !p.LastAt.IsZero() && d.now.Sub(p.LastAt) < walkedLately &&
			!slices.ContainsFunc(d.given, func(g Given) bool { return g.Packet == packet }) {
			return true
		}
	}
	return false
}

// holds gives what a worker has, in order.
func (d day) holds(worker id.ID) (out []Given) {
	for _, g := range d.given {
		if g.Worker == worker {
			out = append(out, g)
		}
	}
	return out
}

// lastSign is when somebody was last heard of: when they went out, or when a phone on one of their packets last spoke.
func (d day) lastSign(w Worker) time.Time {
	last := w.Out.Time
	for _, g := range d.holds(w.ID) {
		if at := d.standing.Packets[g.Packet].LastAt; g.Packet != 0 && at.After(last) {
			last = at
		}
	}
	return last
}

// silent tells whether somebody who is out has not been heard of for too long.
func (d day) silent(w Worker) bool {
	return w.State() == Out && d.now.Sub(d.lastSign(w)) >= Silent
}

// Shifts lists the organization's shifts, the newest first, with the programs that they belong to. It returns errs.Forbidden without RunShifts.
func (s *Service) Shifts(ctx context.Context, sc authz.Scope) (shifts []Shift, programs []Program, err error) {
	defer errs.Wrap(&err, "shift.Shifts")
	if err := sc.Require(authz.RunShifts); err != nil {
		return nil, nil, err
	}
	if programs, err = s.Turfs.Programs(ctx, sc); err != nil {
		return nil, nil, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		shifts, err = loadShifts(ctx, tx, sc)
		return err
	})
	return shifts, programs, err
}
