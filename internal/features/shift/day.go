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
	asking   []Asking
	now      time.Time

	workerAt, turfAt map[id.ID]int
	byWorker, byTurf map[id.ID][]Given
	packetsOf        map[id.ID][]id.ID // of each turf
	inShift          map[id.ID]bool    // packets
}

// index prepares what boards of hundreds of workers and thousands of turfs ask again and again.
func (d *day) index() {
	d.workerAt, d.turfAt, d.packetsOf, d.inShift = map[id.ID]int{}, map[id.ID]int{}, map[id.ID][]id.ID{}, map[id.ID]bool{}
	d.byWorker, d.byTurf = map[id.ID][]Given{}, map[id.ID][]Given{}
	for i, w := range d.workers {
		d.workerAt[w.ID] = i
	}
	for i := range d.program.Turfs {
		d.turfAt[d.program.Turfs[i].ID] = i
	}
	for _, g := range d.given {
		d.byWorker[g.Worker], d.byTurf[g.Turf] = append(d.byWorker[g.Worker], g), append(d.byTurf[g.Turf], g)
		if g.Packet != 0 {
			d.inShift[g.Packet] = true
		}
	}
	for packet, p := range d.standing.Packets {
		d.packetsOf[p.Turf] = append(d.packetsOf[p.Turf], packet)
	}
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
		if d.barriers, err = s.Packets.Barriers(ctx, tx, sc, d.shift.Program); err != nil {
			return err
		}
		d.asking, err = s.Packets.Asking(ctx, tx, sc, d.shift.Program)
		return err
	})
	d.index()
	d.goneHome()
	d.program.Turfs = slices.Clone(d.program.Turfs)
	for i := range d.program.Turfs { // what there is to do is what is counted
		t := &d.program.Turfs[i]
		t.Doors = max(0, t.Doors-d.standing.Off[t.ID])
	}
	return d, err
}

// goneHome notes who has said by the app, on every list that they had, that they go home.
func (d *day) goneHome() {
	for i := range d.workers {
		w := &d.workers[i]
		var last time.Time
		for _, g := range d.byWorker[w.ID] {
			home := d.standing.Packets[g.Packet].HomeAt
			if g.Packet == 0 || home.Before(g.Handed.Time) {
				last = time.Time{}
				break
			}
			if home.After(last) {
				last = home
			}
		}
		if !w.Out.IsZero() && w.Back.IsZero() && last.After(w.Out.Time) {
			w.Left = db.At(last)
		}
	}
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
	i, ok := d.workerAt[w]
	if !ok {
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
	i, ok := d.turfAt[t]
	if !ok {
		return Turf{}, false
	}
	return d.program.Turfs[i], true
}

// done tells whether somebody was tried at every door of a turf to which anybody still goes.
func (d day) done(t Turf) bool {
	return t.Doors+d.standing.Off[t.ID] > 0 && d.standing.Tried[t.ID] >= t.Doors
}

// walkedLately is how long a turf counts as taken after a phone that is not of this shift spoke on it.
const walkedLately = 4 * time.Hour

// elsewhere tells whether somebody walks a turf who is not of this shift.
func (d day) elsewhere(t Turf) bool {
	return slices.ContainsFunc(d.packetsOf[t.ID], func(packet id.ID) bool {
		p := d.standing.Packets[packet]
		return !p.Ended && !p.LastAt.IsZero() && d.now.Sub(p.LastAt) < walkedLately && !d.inShift[packet]
	})
}

// holds gives what a worker has, in order.
func (d day) holds(worker id.ID) []Given { return d.byWorker[worker] }

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

// Soon counts the shifts that run now or begin within a day. It returns errs.Forbidden without RunShifts.
func (s *Service) Soon(ctx context.Context, sc authz.Scope) (n int64, err error) {
	defer errs.Wrap(&err, "shift.Soon")
	if err := sc.Require(authz.RunShifts); err != nil {
		return 0, err
	}
	now := s.Now()
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		n, err = db.One(ctx, tx, db.Value[int64], `SELECT COUNT(*) FROM shift s WHERE s.org_id = $1 AND s.ends_at > $2 AND s.starts_at < $3`,
			sc.Organization(), db.Time{Time: now}, db.Time{Time: now.Add(24 * time.Hour)})
		return err
	})
	return n, err
}

// Crew is who walked together in a shift, with the packets that were handed out to them.
type Crew struct {
	Workers []Worker
	Packets []id.ID
}

// Crews gives a shift with everybody who signed up, in somebody's transaction, and the name of its program. It returns errs.Forbidden
// without RunShifts and errs.NotFound outside the Scope.
func (s *Service) Crews(ctx context.Context, q db.Querier, sc authz.Scope, shift id.ID) (x Shift, program string, out []Crew, err error) {
	defer errs.Wrap(&err, "shift.Crews(%v)", shift)
	if err := sc.Require(authz.RunShifts); err != nil {
		return x, "", nil, err
	}
	if x, err = loadShift(ctx, q, sc, shift); err != nil {
		return x, "", nil, err
	}
	d := day{shift: x}
	if d.workers, err = loadWorkers(ctx, q, sc, shift); err != nil {
		return x, "", nil, err
	}
	if d.given, err = loadGiven(ctx, q, sc, shift); err != nil {
		return x, "", nil, err
	}
	d.index()
	for _, workers := range crews(d.workers) {
		c := Crew{Workers: workers}
		for _, g := range d.holds(workers[0].ID) {
			if g.Packet != 0 {
				c.Packets = append(c.Packets, g.Packet)
			}
		}
		out = append(out, c)
	}
	p, err := s.Turfs.ProgramOf(ctx, q, sc, x.Program)
	return x, p.Name, out, err
}
