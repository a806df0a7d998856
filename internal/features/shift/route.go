package shift

import (
	"context"
	"slices"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// maxRoute is how many doors one language route has: what one outing can do.
const maxRoute = 60

// Route is a turf of its own for doors of one language.
type Route struct {
	Turf          id.ID
	Number, Doors int
	Left          int // doors of the language for which there was no room
}

// CutRoute takes doors where people prefer a language, and that nobody of this shift is going to who speaks it, out of their turfs, and
// makes a turf of its own of them for somebody who does; doors where a language barrier was met come first. What is out with
// volunteers keeps its packet, and loses only doors with a barrier: somebody goes there again. What was given out follows its turf. It returns errs.Forbidden without RunShifts and CutTurfs, errs.Invalid where there is no such door, and
// errs.Conflict where somebody cut meanwhile.
func (s *Service) CutRoute(ctx context.Context, sc authz.Scope, shift id.ID, language, name string) (r Route, err error) {
	defer errs.Wrap(&err, "shift.CutRoute(%v, %s)", shift, language)
	if err := sc.Require(authz.RunShifts); err != nil {
		return r, err
	}
	d, err := s.day(ctx, sc, shift)
	if err != nil {
		return r, err
	}
	doors, err := s.Turfs.Doors(ctx, sc, d.shift.Program)
	if err != nil {
		return r, err
	}
	chosen := d.routeDoors(language, doors)
	if len(chosen) == 0 {
		return r, errs.New(errs.Invalid, "shift.error.no_doors")
	}
	r.Left = max(0, len(chosen)-maxRoute)
	chosen = chosen[:min(len(chosen), maxRoute)]
	r.Doors = len(chosen)
	if r.Turf, r.Number, err = s.Turfs.CutRoute(ctx, sc, d.shift.Program, d.program.Revision, name, chosen); err != nil {
		return r, err
	}
	return r, s.followCut(ctx, sc, d, r, language)
}

// routeDoors are the doors of a language for a route: those with a barrier, then those of turfs that are not out, the turfs in order.
func (d day) routeDoors(language string, doors map[id.ID][]Door) (out []id.ID) {
	for _, household := range d.barriers[language] {
		if !slices.Contains(out, household) {
			out = append(out, household)
		}
	}
	for _, t := range d.program.Turfs {
		turf := d.boardTurf(d.anyGiven(t.ID))
		if turf.State == TurfOut || turf.State == TurfDone || turf.Given.Packet != 0 || d.heardOn(t.ID, language) {
			continue
		}
		for _, door := range doors[t.ID] {
			if slices.ContainsFunc(door.Languages, func(l string) bool { return understands(language, l) }) && !slices.Contains(out, door.Household) {
				out = append(out, door.Household)
			}
		}
	}
	return out
}

// anyGiven is one of the rows that give a turf to somebody.
func (d day) anyGiven(turf id.ID) Given {
	if i := slices.IndexFunc(d.given, func(g Given) bool { return g.Turf == turf }); i >= 0 {
		return d.given[i]
	}
	return Given{Turf: turf}
}

// heardOn tells whether somebody is to get a turf who speaks a language.
func (d day) heardOn(turf id.ID, language string) bool {
	return slices.ContainsFunc(d.given, func(g Given) bool {
		w, ok := d.worker(g.Worker)
		return g.Turf == turf && ok && w.Speaks(language)
	})
}

// followCut lets what was given out follow the turfs that the route was cut out of: a turf and its successor have one number.
func (s *Service) followCut(ctx context.Context, sc authz.Scope, d day, r Route, language string) error {
	return s.DB.Write(ctx, sc, "a language route", func(tx *db.WriteTx) error {
		if err := touch(ctx, tx, sc, d.shift.ID); err != nil {
			return err
		}
		now, err := s.Turfs.ProgramOf(ctx, tx, sc, d.shift.Program)
		if err != nil {
			return err
		}
		for _, was := range d.program.Turfs {
			for _, is := range now.Turfs {
				if is.Number == was.Number && is.ID != was.ID {
					if err := follow(ctx, tx, sc, d.shift.ID, was.ID, is.ID); err != nil {
						return err
					}
				}
			}
		}
		return s.Audit.Record(ctx, tx, sc, "shift.route", r.Turf, map[string]any{"language": language, "doors": r.Doors})
	})
}
