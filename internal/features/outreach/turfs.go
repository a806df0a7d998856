package outreach

import (
	"context"
	"errors"
	"slices"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Walk is a turf with its doors in walk order and those who may be visited there now.
type Walk struct {
	Turf    Turf
	Program Program
	Doors   []Door
	Gone    int // doors of the turf where nobody of the universe may be visited any more
}

// Walk gives a turf with its doors. It returns errs.NotFound where there is none in the scope.
func (s *Service) Walk(ctx context.Context, sc authz.Scope, turfID id.ID) (w Walk, err error) {
	defer errs.Wrap(&err, "outreach.Walk(%v)", turfID)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return w, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		w, err = s.WalkIn(ctx, tx, sc, turfID)
		return err
	})
	return w, err
}

// WalkIn is Walk inside somebody's transaction.
func (s *Service) WalkIn(ctx context.Context, q db.Querier, sc authz.Scope, turfID id.ID) (w Walk, err error) {
	walks, err := s.WalksIn(ctx, q, sc, []id.ID{turfID})
	if err != nil {
		return w, err
	}
	return walks[0], nil
}

// WalksIn gives turfs of one program with their doors, in the order of the list, inside somebody's transaction: the canvass feature snapshots turfs with it. The
// universe is asked once for all of them: that costs what asking for one does. It returns errs.NotFound where one is not in the scope and errs.Invalid for turfs of
// several programs.
func (s *Service) WalksIn(ctx context.Context, q db.Querier, sc authz.Scope, turfs []id.ID) (walks []Walk, err error) {
	defer errs.Wrap(&err, "outreach.WalksIn(%v)", turfs)
	if len(turfs) == 0 {
		return nil, nil
	}
	known, order, err := turfsWithWalks(ctx, q, sc, turfs)
	if err != nil {
		return nil, err
	}
	p, u, err := s.programWithUniverse(ctx, q, sc, known[turfs[0]].Program)
	if err != nil {
		return nil, err
	}
	households := []id.ID{} // none is not nil, which would be all
	for _, turf := range turfs {
		if known[turf].Program != p.ID {
			return nil, errs.New(errs.Invalid, "")
		}
		households = append(households, order[turf]...)
	}
	doors, err := s.doorsOf(ctx, q, sc, p, u, households)
	if err != nil {
		return nil, err
	}
	byID := make(map[id.ID]Door, len(doors))
	for _, d := range doors {
		byID[d.Household] = d
	}
	for _, turf := range turfs {
		w := Walk{Turf: known[turf], Program: p}
		for _, household := range order[turf] {
			if d, there := byID[household]; there {
				w.Doors = append(w.Doors, d)
			} else {
				w.Gone++
			}
		}
		walks = append(walks, w)
	}
	return walks, nil
}

// streetsAround gives the lines to draw under some doors.
func (s *Service) streetsAround(ctx context.Context, sc authz.Scope, doors []Door) (lines []geo.Feature, err error) {
	box := boxOf(doors)
	if box.Empty() || !sc.Can(authz.ReadPlaces) {
		return nil, nil
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		lines, err = s.places.Lines(ctx, tx, sc, box.Grow(streetMargin))
		return err
	})
	return lines, err
}

// streetMargin is how far around a turf, in metres, streets are drawn.
const streetMargin = 30

// MarkPublished notes that a turf is out with volunteers, in the transaction that publishes its packet. It returns
// errs.Conflict where the turf was replaced meanwhile.
func (s *Service) MarkPublished(ctx context.Context, tx *db.WriteTx, sc authz.Scope, turfID id.ID) error {
	return markPublished(ctx, tx, sc, turfID)
}

// RenameTurf gives a turf another name.
func (s *Service) RenameTurf(ctx context.Context, sc authz.Scope, turfID id.ID, name string) (err error) {
	defer errs.Wrap(&err, "outreach.RenameTurf(%v)", turfID)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return err
	}
	if name, err = nameOf(name); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "rename a turf", func(tx *db.WriteTx) error { return renameTurf(ctx, tx, sc, turfID, name) })
}

// Publish hands a turf to the canvass feature, which makes its packet.
func (s *Service) Publish(ctx context.Context, sc authz.Scope, turfID id.ID) (packet id.ID, err error) {
	defer errs.Wrap(&err, "outreach.Publish(%v)", turfID)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return 0, err
	}
	return s.packets.Publish(ctx, sc, turfID)
}

// publishedAtOnce is how many turfs go out in one transaction: asking the universe costs the same for one and for many, and whoever else writes waits meanwhile.
const publishedAtOnce = 50

// PublishAll publishes every draft turf of a program and tells how many went out. A turf whose doors are all done is passed over. Where one
// cannot go out, the others do, and the error says why.
func (s *Service) PublishAll(ctx context.Context, sc authz.Scope, programID id.ID) (n int, err error) {
	defer errs.Wrap(&err, "outreach.PublishAll(%v)", programID)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return 0, err
	}
	_, turfs, err := s.Program(ctx, sc, programID)
	if err != nil {
		return 0, err
	}
	var drafts []id.ID
	for _, t := range turfs {
		if t.State == TurfDraft {
			drafts = append(drafts, t.ID)
		}
	}
	var first error
	for some := range slices.Chunk(drafts, publishedAtOnce) {
		problems, err := s.packets.PublishAll(ctx, sc, some)
		if err != nil {
			return n, err
		}
		n += len(some) - len(problems)
		for _, problem := range problems {
			if first == nil && !errors.Is(problem, ErrNothingLeft) {
				first = problem
			}
		}
	}
	return n, first
}

// TurfCode is a turf with the code of its packet.
type TurfCode struct {
	Turf
	Code
}

// Codes gives the codes of the program's turfs that can be joined now, by number. origin is the server's public address.
func (s *Service) Codes(ctx context.Context, sc authz.Scope, programID id.ID, origin string) (p Program, codes []TurfCode, err error) {
	defer errs.Wrap(&err, "outreach.Codes(%v)", programID)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return p, nil, err
	}
	p, turfs, err := s.Program(ctx, sc, programID)
	if err != nil {
		return p, nil, err
	}
	for _, t := range turfs {
		if t.State != TurfPublished {
			continue
		}
		c, err := s.packets.Code(ctx, sc, t.ID, origin)
		switch {
		case errs.KindOf(err) == errs.NotFound:
		case err != nil:
			return p, nil, err
		default:
			codes = append(codes, TurfCode{t, c})
		}
	}
	return p, codes, nil
}

// Stand is a program's doors at this moment: all of its universe, each with the turf that it is in.
type Stand struct {
	Program Program
	Turfs   []Turf
	Count   Count
	Doors   []Door
	TurfOf  map[id.ID]int // household to the number of its turf
}

// Stand reads a program with all its doors. It returns errs.NotFound where there is none in the scope.
func (s *Service) Stand(ctx context.Context, sc authz.Scope, programID id.ID) (out Stand, err error) {
	defer errs.Wrap(&err, "outreach.Stand(%v)", programID)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = s.standIn(ctx, tx, sc, programID)
		return err
	})
	return out, err
}

func (s *Service) standIn(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID) (out Stand, err error) {
	if out.Program, out.Turfs, err = s.ProgramIn(ctx, q, sc, programID); err != nil {
		return out, err
	}
	u, err := universe(ctx, q, sc, out.Program.Universe)
	if err != nil {
		return out, err
	}
	if out.Doors, err = s.doorsOf(ctx, q, sc, out.Program, u, nil); err != nil {
		return out, err
	}
	if out.Count, err = s.countOf(ctx, q, sc, out.Program, u, out.Doors); err != nil {
		return out, err
	}
	places, err := placesOf(ctx, q, sc, programID)
	out.TurfOf = map[id.ID]int{}
	for _, t := range out.Turfs {
		for _, household := range places[t.ID] {
			out.TurfOf[household] = t.Number
		}
	}
	return out, err
}

// Loose counts the doors that are in no turf: with a place on the map, and without.
func (st Stand) Loose() (located, unlocated int) {
	for _, d := range st.Doors {
		switch {
		case st.TurfOf[d.Household] != 0:
		case d.Located:
			located++
		default:
			unlocated++
		}
	}
	return located, unlocated
}
