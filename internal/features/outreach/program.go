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

// CreateProgram begins a program on a universe. form may be zero: a script is needed only to publish. It returns
// errs.Invalid for a bad name and errs.NotFound for a universe or form that is not in the scope.
func (s *Service) CreateProgram(ctx context.Context, sc authz.Scope, name string, universeID, form id.ID) (p Program, err error) {
	defer errs.Wrap(&err, "outreach.CreateProgram(%q)", name)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return p, err
	}
	if p.Name, err = nameOf(name); err != nil {
		return p, err
	}
	if err := s.knows(ctx, sc, form); err != nil {
		return p, err
	}
	p.ID, p.Universe, p.Form, p.Pass, p.CreatedAt = s.ids.Next(), universeID, form, 1, db.At(s.now())
	err = s.db.Write(ctx, sc, "create a program", func(tx *db.WriteTx) error {
		u, err := universe(ctx, tx, sc, universeID)
		if err != nil {
			return err
		}
		p.UniverseName = u.Name
		if err := insertProgram(ctx, tx, sc, p); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "program.created", p.ID, map[string]any{"name": p.Name, "universe": universeID})
	})
	return p, err
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

// NextPass begins another attempt at the whole universe: the turfs stay as they are and can be published again. seen
// is the pass that the organizer saw; errs.Conflict where somebody else began the next one already.
func (s *Service) NextPass(ctx context.Context, sc authz.Scope, programID id.ID, seen int) (err error) {
	defer errs.Wrap(&err, "outreach.NextPass(%v)", programID)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "begin a pass", func(tx *db.WriteTx) error {
		p, err := program(ctx, tx, sc, programID)
		if err != nil {
			return err
		}
		if p.Pass != seen {
			return errs.New(errs.Conflict, "program.error.pass", "n", p.Pass)
		}
		if err := nextPass(ctx, tx, sc, programID); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "program.pass", programID, map[string]any{"pass": p.Pass + 1})
	})
}
