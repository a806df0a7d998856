package outreach

import (
	"cmp"
	"context"
	"slices"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Selection says which doors of a program's universe are meant: those inside an outline, those of whole streets, and
// single ones.
type Selection struct {
	Outline    geo.MultiPolygon
	Streets    []string // in any spelling: "E Division Ave" is "East Division Avenue"
	Households []id.ID
}

// empty tells that nothing was chosen.
func (x Selection) empty() bool {
	return len(x.Outline) == 0 && len(x.Streets) == 0 && len(x.Households) == 0
}

// of gives the chosen doors. Doors without a place are chosen by street or one by one.
func (x Selection) of(all []Door) []Door {
	box := x.Outline.Box()
	streets := map[string]bool{}
	for _, name := range x.Streets {
		streets[geo.StreetKey(name)] = true
	}
	var out []Door
	for _, d := range all {
		inside := d.Located && box.Contains(d.At) && x.Outline.Contains(d.At)
		if inside || streets[geo.StreetKey(d.Street)] || slices.Contains(x.Households, d.Household) {
			out = append(out, d)
		}
	}
	return out
}

// Draw makes a turf of the chosen doors by hand, taking them out of the turfs that they are in. revision is the
// program's as the organizer saw it. It returns errs.Conflict where somebody cut meanwhile and errs.Invalid for a turf
// of nothing or one that is too large.
func (s *Service) Draw(ctx context.Context, sc authz.Scope, programID id.ID, revision int, name string, x Selection) (t Turf, err error) {
	defer errs.Wrap(&err, "outreach.Draw(%v)", programID)
	made, err := s.reshape(ctx, sc, programID, revision, x, func(turfs []Turf) (*Turf, error) {
		next := 1
		for _, t := range turfs {
			next = max(next, t.Number+1)
		}
		return &Turf{Program: programID, Number: next, Name: name, Drawn: true}, nil
	})
	return made, err
}

// Move puts the chosen doors into another turf of the program; target zero takes them out of every turf. It returns
// the errors of Draw, and errs.NotFound where the target is no turf in use of the program.
func (s *Service) Move(ctx context.Context, sc authz.Scope, programID id.ID, revision int, target id.ID, x Selection) (t Turf, err error) {
	defer errs.Wrap(&err, "outreach.Move(%v)", programID)
	made, err := s.reshape(ctx, sc, programID, revision, x, func(turfs []Turf) (*Turf, error) {
		if target == 0 {
			return nil, nil
		}
		i := slices.IndexFunc(turfs, func(t Turf) bool { return t.ID == target })
		if i < 0 {
			return nil, errs.New(errs.NotFound, "")
		}
		return &turfs[i], nil
	})
	return made, err
}

// reshape moves the chosen doors into the turf that into names (nil: into none) and replaces every turf that changes.
func (s *Service) reshape(ctx context.Context, sc authz.Scope, programID id.ID, revision int, x Selection, into func([]Turf) (*Turf, error)) (Turf, error) {
	if err := sc.Require(authz.CutTurfs); err != nil {
		return Turf{}, err
	}
	if x.empty() {
		return Turf{}, errs.New(errs.Invalid, "turf.error.empty_selection")
	}
	c := change{program: programID, seen: revision, action: "turfs.reshaped"}
	err := s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		w, err := s.readWork(ctx, tx, sc, programID, revision)
		if err != nil {
			return err
		}
		target, err := into(w.turfs)
		if err != nil {
			return err
		}
		c.retired, c.made, err = w.moved(x.of(w.doors), target)
		return err
	})
	if err != nil {
		return Turf{}, err
	}
	c.detail = map[string]any{"turfs": len(c.made), "replaced": len(c.retired), "by": sc.Actor().Name}
	if err := s.replace(ctx, sc, c); err != nil || len(c.made) == 0 {
		return Turf{}, err
	}
	return c.made[0].Turf, nil
}

// work is a program's turfs with their doors, as one snapshot.
type work struct {
	turfs  []Turf
	places map[id.ID][]id.ID
	doors  []Door
	roads  *geo.Roads
}

func (s *Service) readWork(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID, revision int) (w work, err error) {
	p, turfs, err := s.ProgramIn(ctx, q, sc, programID)
	if err != nil {
		return w, err
	}
	if p.Revision != revision {
		return w, errs.New(errs.Conflict, "turf.error.changed")
	}
	u, err := universe(ctx, q, sc, p.Universe)
	if err != nil {
		return w, err
	}
	w.turfs = turfs
	if w.places, err = placesOf(ctx, q, sc, programID); err != nil {
		return w, err
	}
	if w.doors, err = s.doorsOf(ctx, q, sc, p, u, nil); err != nil {
		return w, err
	}
	w.roads, err = s.places.Roads(ctx, q, sc, boxOf(w.doors).Grow(roadMargin))
	return w, err
}

// moved gives the turfs that go and their successors when the chosen doors move into target. The first successor is
// the target's.
func (w work) moved(chosen []Door, target *Turf) (retired []id.ID, made []drawnTurf, err error) {
	if len(chosen) == 0 {
		return nil, nil, errs.New(errs.Invalid, "turf.error.nothing_there")
	}
	byID := map[id.ID]Door{}
	for _, d := range w.doors {
		byID[d.Household] = d
	}
	taken := map[id.ID]bool{}
	for _, d := range chosen {
		taken[d.Household] = true
	}
	if target != nil {
		doors := chosen
		for _, household := range w.places[target.ID] {
			if d, known := byID[household]; known && !taken[household] {
				doors = append(doors, d)
			}
		}
		if len(doors) > MaxDoors {
			return nil, nil, errs.New(errs.Invalid, "turf.error.too_many", "n", len(doors), "max", MaxDoors)
		}
		if target.ID != 0 {
			retired = append(retired, target.ID)
		}
		made = append(made, w.successor(*target, doors))
	}
	for _, t := range w.turfs {
		if target != nil && t.ID == target.ID || !slices.ContainsFunc(w.places[t.ID], func(h id.ID) bool { return taken[h] }) {
			continue
		}
		retired = append(retired, t.ID)
		var left []Door
		for _, household := range w.places[t.ID] {
			if d, known := byID[household]; known && !taken[household] {
				left = append(left, d)
			}
		}
		if len(left) > 0 {
			made = append(made, w.successor(t, left))
		}
	}
	return retired, made, nil
}

// successor is a turf with other doors: it keeps its number and its name.
func (w work) successor(t Turf, doors []Door) drawnTurf {
	out := newTurf(doors, w.roads, nil, nil)
	out.Program, out.Number, out.Drawn = t.Program, t.Number, t.Drawn
	out.Name = cmp.Or(t.Name, out.Name)
	return out
}

// Undo takes back the last change of a program's cut. It returns errs.Conflict where somebody changed it meanwhile,
// where a turf of the change is already with volunteers, and where there is nothing to undo.
func (s *Service) Undo(ctx context.Context, sc authz.Scope, programID id.ID, revision int) (err error) {
	defer errs.Wrap(&err, "outreach.Undo(%v)", programID)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "undo a cut", func(tx *db.WriteTx) error {
		_, turfs, err := s.ProgramIn(ctx, tx, sc, programID)
		if err != nil {
			return err
		}
		for _, t := range turfs {
			if t.Cut == revision && t.State == TurfPublished {
				return errs.New(errs.Conflict, "turf.error.undo_published", "number", t.Number)
			}
		}
		if _, err := nextRevision(ctx, tx, sc, programID, revision); err != nil {
			return err
		}
		n, err := undoRevision(ctx, tx, sc, programID, revision)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "turf.error.nothing_to_undo")
		}
		if err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "turfs.undone", programID, map[string]any{"revision": revision})
	})
}
