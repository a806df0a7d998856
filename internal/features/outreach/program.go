package outreach

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Programs lists the open programs, the newest first.
func (s *Service) Programs(ctx context.Context, sc authz.Scope) (out []Program, err error) {
	defer errs.Wrap(&err, "outreach.Programs")
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = programs(ctx, tx, sc)
		return err
	})
	return out, err
}

// Program gives one program with its turfs in use, by number. It returns errs.NotFound where there is none in the
// scope.
func (s *Service) Program(ctx context.Context, sc authz.Scope, programID id.ID) (p Program, turfs []Turf, err error) {
	defer errs.Wrap(&err, "outreach.Program(%v)", programID)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return p, nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		p, turfs, err = s.ProgramIn(ctx, tx, sc, programID)
		return err
	})
	return p, turfs, err
}

// ProgramIn is Program inside somebody's transaction, for the canvass feature.
func (s *Service) ProgramIn(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID) (p Program, turfs []Turf, err error) {
	if p, err = program(ctx, q, sc, programID); err != nil {
		return p, nil, err
	}
	turfs, err = turfsOf(ctx, q, sc, programID)
	return p, turfs, err
}

// NewProgram is what the form for a new program says.
type NewProgram struct {
	Kind     Kind
	Name     string
	Universe id.ID
	Form     id.ID  // zero: what such a program usually asks; a script is needed only to publish
	URL      string // of the program's page without its id: where a job's page leads back to
}

// CreateProgram begins a program of the usual kind on a universe.
func (s *Service) CreateProgram(ctx context.Context, sc authz.Scope, name string, universeID, form id.ID) (Program, error) {
	p, _, err := s.Begin(ctx, sc, NewProgram{Kind: KindOutreach, Name: name, Universe: universeID, Form: form})
	return p, err
}

// Begin begins a program. One that goes to every door makes homes of the address points where nobody is known, in a job where there
// are any (zero: there is nothing to wait for). It returns errs.Invalid for a bad name, and for a universe of people where every door is
// meant; errs.NotFound for a universe or form that is not in the scope.
func (s *Service) Begin(ctx context.Context, sc authz.Scope, in NewProgram) (p Program, job id.ID, err error) {
	defer errs.Wrap(&err, "outreach.Begin(%q, %q)", in.Kind, in.Name)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return p, 0, err
	}
	if p.Name, err = nameOf(in.Name); err != nil {
		return p, 0, err
	}
	if err := s.knows(ctx, sc, in.Form); err != nil {
		return p, 0, err
	}
	u, err := s.universeFor(ctx, sc, in)
	if err != nil {
		return p, 0, err
	}
	if in.Form == 0 && in.Kind != KindOutreach {
		if in.Form, err = s.scripts.Starter(ctx, sc, string(in.Kind)); err != nil {
			return p, 0, err
		}
	}
	p.ID, p.Kind, p.Universe, p.Form, p.Pass, p.CreatedAt = s.ids.Next(), in.Kind, in.Universe, in.Form, 1, db.At(s.now())
	p.UniverseName = u.Name
	err = s.db.Write(ctx, sc, "create a program", func(tx *db.WriteTx) error {
		if err := insertProgram(ctx, tx, sc, p); err != nil {
			return err
		}
		if p.Kind.EveryDoor() {
			if job, err = s.places.MakeHomes(ctx, tx, sc, in.URL+"/"+p.ID.String()); err != nil {
				return err
			}
		}
		return s.log.Record(ctx, tx, sc, "program.created", p.ID, map[string]any{"name": p.Name, "universe": p.Universe, "kind": string(p.Kind)})
	})
	if err == nil && job != 0 {
		s.queue.Poke()
	}
	return p, job, err
}

// universeFor finds the universe of a new program and checks that its kind can go there.
func (s *Service) universeFor(ctx context.Context, sc authz.Scope, in NewProgram) (u Universe, err error) {
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		if u, err = universe(ctx, tx, sc, in.Universe); err != nil {
			return err
		}
		return in.Kind.fits(u)
	})
	return u, err
}

// Homes makes homes of the address points that were loaded since a program to every door began. It returns the job that does it, zero
// where there is nothing to make.
func (s *Service) Homes(ctx context.Context, sc authz.Scope, programID id.ID, url string) (job id.ID, err error) {
	defer errs.Wrap(&err, "outreach.Homes(%v)", programID)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, sc, "make homes of address points", func(tx *db.WriteTx) error {
		if _, err := program(ctx, tx, sc, programID); err != nil {
			return err
		}
		job, err = s.places.MakeHomes(ctx, tx, sc, url)
		return err
	})
	if err == nil && job != 0 {
		s.queue.Poke()
	}
	return job, err
}

// SaveProgram changes the name and the script of a program.
func (s *Service) SaveProgram(ctx context.Context, sc authz.Scope, programID id.ID, name string, form id.ID) (err error) {
	defer errs.Wrap(&err, "outreach.SaveProgram(%v)", programID)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return err
	}
	if name, err = nameOf(name); err != nil {
		return err
	}
	if err := s.knows(ctx, sc, form); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "save a program", func(tx *db.WriteTx) error {
		if _, err := program(ctx, tx, sc, programID); err != nil {
			return err
		}
		return updateProgram(ctx, tx, sc, programID, name, form)
	})
}

// knows checks that a form is one that the organization can ask; zero is none yet.
func (s *Service) knows(ctx context.Context, sc authz.Scope, form id.ID) error {
	if form == 0 {
		return nil
	}
	all, err := s.scripts.Scripts(ctx, sc)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.ID == form {
			return nil
		}
	}
	return errs.New(errs.NotFound, "")
}
