package outreach

import (
	"context"
	"slices"

	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Kind is what a program is about: it decides whose doors are walked, what is asked there at first, and who is struck off a walk
// list that is out.
type Kind string

// The kinds of programs.
const (
	KindOutreach     Kind = "outreach"
	KindRegistration Kind = "registration"
	KindPledge       Kind = "pledge"
	KindChase        Kind = "ballot_chase"
	KindCure         Kind = "cure"
	KindCount        Kind = "count"
)

// Kinds lists the kinds in the order of the form.
func Kinds() []Kind {
	return []Kind{KindOutreach, KindRegistration, KindPledge, KindChase, KindCure, KindCount}
}

// EveryDoor tells whether the program goes to every home of a place, also where nobody is known.
func (k Kind) EveryDoor() bool { return k == KindRegistration || k == KindCount }

// Ballots tells whether the program is about ballots: a file of the election office strikes people off its walk lists.
func (k Kind) Ballots() bool { return k == KindChase || k == KindCure }

func (k Kind) known() bool {
	for _, known := range Kinds() {
		if k == known {
			return true
		}
	}
	return false
}

// universeDoors gives the doors of a program's universe, whatever the pass; only these households where only is not nil.
func (s *Service) universeDoors(ctx context.Context, q db.Querier, sc authz.Scope, p Program, u Universe, only []id.ID) ([]Door, error) {
	if p.Kind.EveryDoor() {
		return s.people.EveryDoor(ctx, q, sc, u.Query, only)
	}
	return s.people.Doors(ctx, q, sc, u.Query, only)
}

// countOf counts a program's universe. Of one that goes to every door it is its homes, and who is known there.
func (s *Service) countOf(ctx context.Context, q db.Querier, sc authz.Scope, p Program, u Universe, doors []Door) (c Count, err error) {
	if !p.Kind.EveryDoor() {
		return s.people.Count(ctx, q, sc, u.Query)
	}
	c.ByLanguage = map[string]int{}
	for _, d := range doors {
		c.Doors++
		c.People += len(d.People)
		if d.Located {
			c.Located++
		}
		for _, r := range d.People {
			c.ByLanguage[r.Language]++
		}
	}
	return c, nil
}

// fits checks that a program of a kind can go to a universe: to every door only where the universe asks about places alone.
func (k Kind) fits(u Universe) error {
	switch {
	case !k.known():
		return errs.Field("kind", "program.error.kind")
	case k.EveryDoor() && !u.Query.PlacesOnly():
		return errs.Field("universe", "program.error.not_places", "name", u.Name)
	}
	return nil
}

// AboutBallots gives the open programs of a kind whose universes ask about the ballots of an election, or of none in particular.
func (s *Service) AboutBallots(ctx context.Context, q db.Querier, sc authz.Scope, kind Kind, election string) (out []id.ID, err error) {
	defer errs.Wrap(&err, "outreach.AboutBallots(%s)", kind)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	err = db.Each(ctx, q, func(r db.Row) error {
		var p id.ID
		var query db.JSON[segment.Query]
		err := r.Scan(&p, &query)
		if about := query.V.BallotElections(); len(about) == 0 || slices.Contains(about, election) {
			out = append(out, p)
		}
		return err
	}, `SELECT p.id, u.query FROM program p JOIN universe u ON u.org_id = p.org_id AND u.id = p.universe_id WHERE p.org_id = $1 AND p.kind = $2 AND p.closed_at IS NULL ORDER BY p.id`,
		sc.Organization(), string(kind))
	return out, err
}

// ProgramWithQuery gives a program with its turfs in use and whom its universe asks for.
func (s *Service) ProgramWithQuery(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID) (p Program, turfs []Turf, query segment.Query, err error) {
	defer errs.Wrap(&err, "outreach.ProgramWithQuery(%v)", programID)
	if err := sc.Require(authz.ReadTotals); err != nil {
		return p, nil, query, err
	}
	if p, turfs, err = s.ProgramIn(ctx, q, sc, programID); err != nil {
		return p, nil, query, err
	}
	u, err := universe(ctx, q, sc, p.Universe)
	return p, turfs, u.Query, err
}
