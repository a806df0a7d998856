package shift

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Give moves a turf to a worker and whoever goes with them, by hand: the proposal leaves it alone from then on. The zero worker puts it
// back among those that nobody has. It returns errs.Conflict for a turf that was handed out already, or is no turf of the cut any more,
// and errs.NotFound outside the Scope.
func (s *Service) Give(ctx context.Context, sc authz.Scope, shift, turf, worker id.ID) (err error) {
	defer errs.Wrap(&err, "shift.Give(%v, %v)", turf, worker)
	if err := sc.Require(authz.RunShifts); err != nil {
		return err
	}
	d, err := s.day(ctx, sc, shift)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(d.given, func(g Given) bool { return g.Turf == turf && g.Packet != 0 }) {
		return errs.New(errs.Conflict, "shift.error.handed")
	}
	given, err := s.givenTo(ctx, sc, d, turf, worker)
	if err != nil {
		return err
	}
	return s.write(ctx, sc, "give", d.shift, func(tx *db.WriteTx) error {
		if err := takeAway(ctx, tx, sc, shift, turf); err != nil {
			return err
		}
		for _, g := range given {
			if err := insertGiven(ctx, tx, sc, shift, g); err != nil {
				return err
			}
		}
		return s.Audit.Record(ctx, tx, sc, "shift.given", turf, map[string]any{"worker": worker})
	})
}

// givenTo is a turf in the hands of a worker's crew, with the reasons for and against it.
func (s *Service) givenTo(ctx context.Context, sc authz.Scope, d day, turf, worker id.ID) (out []Given, err error) {
	t, known := d.turf(turf)
	if worker == 0 {
		if !slices.ContainsFunc(d.given, func(g Given) bool { return g.Turf == turf }) {
			return nil, errs.New(errs.NotFound, "")
		}
		return nil, nil
	}
	w, found := d.worker(worker)
	if !known || !found {
		return nil, errs.New(errs.NotFound, "")
	}
	doors, err := s.Turfs.DoorsOf(ctx, sc, turf)
	if err != nil {
		return nil, err
	}
	tongues := &tongues{}
	f := newFacts(t, doors, tongues)
	c := newCrew(d.crewOf(w), tongues, d.shift.At)
	reasons := why(c, f, tongues)
	for _, w := range c.workers {
		has := d.holds(w.ID)
		if len(has) >= maxTurfs {
			return nil, errs.New(errs.Conflict, "shift.error.enough", "name", w.Name, "max", maxTurfs)
		}
		out = append(out, Given{Turf: turf, Worker: w.ID, Seq: len(has) + 1, Reasons: reasons, ByHand: true})
	}
	return out, nil
}

// Fit is a crew that could have a turf, with what speaks for and against it.
type Fit struct {
	Crew    []Worker
	Reasons []Reason
	Has     int // turfs already
	cost    int64
}

// Fits tells for whom a turf is, the best first. It returns errs.Forbidden without RunShifts and errs.NotFound outside the Scope.
func (s *Service) Fits(ctx context.Context, sc authz.Scope, shift, turf id.ID) (t Turf, fits []Fit, err error) {
	defer errs.Wrap(&err, "shift.Fits(%v)", turf)
	if err := sc.Require(authz.RunShifts); err != nil {
		return t, nil, err
	}
	d, err := s.day(ctx, sc, shift)
	if err != nil {
		return t, nil, err
	}
	t, known := d.turf(turf)
	if !known {
		return t, nil, errs.New(errs.NotFound, "")
	}
	doors, err := s.Turfs.DoorsOf(ctx, sc, turf)
	if err != nil {
		return t, nil, err
	}
	tongues := &tongues{}
	f := newFacts(t, doors, tongues)
	for _, workers := range crews(d.workers) {
		if state := workers[0].State(); state == Safe || state == Left {
			continue
		}
		c := newCrew(workers, tongues, d.shift.At)
		has := len(d.holds(workers[0].ID))
		fits = append(fits, Fit{Crew: workers, Reasons: why(c, f, tongues), Has: has, cost: d.shift.Wishes.score(c, f, 1) + int64(has)*emptyHand})
	}
	slices.SortStableFunc(fits, func(a, b Fit) int { return cmp.Compare(a.cost, b.cost) })
	return t, fits, nil
}

// Handed is what came of handing out.
type Handed struct {
	Turfs int         // that went out
	Left  []Published // that could not, and why; without those of which nothing is left
}

// handedAtOnce is how many turfs go out in one transaction: asking the universe costs the same for one and for many, and phones that send results wait meanwhile.
const handedAtOnce = 50

// HandOut publishes what the workers have and have not got yet, so that they can join with a list number or a QR code; who has not
// checked in is checked in by it, and everybody who got something is out. A turf that cannot go out keeps none of the others. It returns
// errs.Forbidden without RunShifts and PublishTurfs, errs.Conflict where somebody else handed out the same meanwhile, and the errors of canvass.PublishAll.
func (s *Service) HandOut(ctx context.Context, sc authz.Scope, shift id.ID, workers []id.ID) (out Handed, err error) {
	defer errs.Wrap(&err, "shift.HandOut(%v)", shift)
	if err := sc.Require(authz.RunShifts); err != nil {
		return out, err
	}
	d, err := s.day(ctx, sc, shift)
	if err != nil {
		return out, err
	}
	var turfs []id.ID
	for turf := range d.toHandOut(workers) {
		if _, known := d.turf(turf); known {
			turfs = append(turfs, turf)
		} else {
			out.Left = append(out.Left, Published{Turf: turf, Problem: errs.New(errs.Conflict, "shift.error.recut")})
		}
	}
	for some := range slices.Chunk(turfs, handedAtOnce) {
		published, err := s.Packets.Publish(ctx, sc, some, d.until(), func(tx *db.WriteTx, all []Published) error { return s.handed(ctx, tx, sc, d, all) })
		if err != nil {
			return out, err
		}
		for _, p := range published {
			switch {
			case p.Problem == nil:
				out.Turfs++
			case !errors.Is(p.Problem, ErrNothingLeft):
				out.Left = append(out.Left, p)
			}
		}
	}
	return out, nil
}

// toHandOut gives the turfs that some workers have and that are not out yet, each once.
func (d day) toHandOut(workers []id.ID) func(yield func(id.ID) bool) {
	wanted, seen := map[id.ID]bool{}, map[id.ID]bool{}
	for _, w := range workers {
		wanted[w] = true
	}
	return func(yield func(id.ID) bool) {
		for _, g := range d.given {
			if g.Packet != 0 || !wanted[g.Worker] || seen[g.Turf] {
				continue
			}
			seen[g.Turf] = true
			if !yield(g.Turf) {
				return
			}
		}
	}
}

// How long packets can be joined: two hours after the shift's end, and never less than four from now.
const (
	afterShift = 2 * time.Hour
	leastOpen  = 4 * time.Hour
)

func (d day) until() time.Time {
	if end := d.shift.Ends.Add(afterShift); end.After(d.now.Add(leastOpen)) {
		return end
	}
	return d.now.Add(leastOpen)
}

// handed notes, in the transaction that publishes them, that turfs are out as packets, and that those who have them are. Where somebody else handed one out meanwhile
// it returns errs.Conflict: nobody joins a packet that no board shows.
func (s *Service) handed(ctx context.Context, tx *db.WriteTx, sc authz.Scope, d day, all []Published) error {
	now := db.At(s.Now())
	if err := touch(ctx, tx, sc, d.shift.ID); err != nil {
		return err
	}
	for _, p := range all {
		if p.Problem != nil {
			continue
		}
		if err := markHanded(ctx, tx, sc, d.shift.ID, p.Turf, p.Packet, now); err != nil {
			return err
		}
		for _, g := range d.byTurf[p.Turf] {
			w, err := loadWorker(ctx, tx, sc, d.shift.ID, g.Worker)
			if err != nil {
				return err
			}
			if err := w.take(GoOut, now); err != nil {
				return err
			}
			if err := updateTimes(ctx, tx, sc, w); err != nil {
				return err
			}
		}
		if err := s.Audit.Record(ctx, tx, sc, "shift.handed_out", p.Turf, map[string]any{"packet": p.Packet}); err != nil {
			return err
		}
	}
	return nil
}

// Code gives what opens the packet of a turf that was handed out. It returns errs.NotFound where it was not, and errs.Expired where
// nobody can join any more.
func (s *Service) Code(ctx context.Context, sc authz.Scope, g Given, origin string) (Code, error) {
	if err := sc.Require(authz.RunShifts); err != nil {
		return Code{}, err
	}
	if g.Packet == 0 {
		return Code{}, errs.New(errs.NotFound, "")
	}
	return s.Packets.Code(ctx, sc, g.Packet, origin)
}
