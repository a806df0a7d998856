package outreach

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const (
	maxName    = 120
	sampleSize = 20
)

// Universes lists the universes, the last changed first.
func (s *Service) Universes(ctx context.Context, sc authz.Scope) (out []Universe, err error) {
	defer errs.Wrap(&err, "outreach.Universes")
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = universes(ctx, tx, sc)
		return err
	})
	return out, err
}

// Universe gives one universe. It returns errs.NotFound where there is none in the scope.
func (s *Service) Universe(ctx context.Context, sc authz.Scope, universeID id.ID) (u Universe, err error) {
	defer errs.Wrap(&err, "outreach.Universe(%v)", universeID)
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return u, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		u, err = universe(ctx, tx, sc, universeID)
		return err
	})
	return u, err
}

// Look is what a query means at this moment.
type Look struct {
	Count  Count
	Sample []SampleRow // only for those who may read people
	Late   bool        // it is still being counted: nothing else is told
}

// lookTime is how long somebody is kept waiting for figures. Only the database takes longer, while the memory of a large
// organization is being loaded.
const lookTime = 4 * time.Second

// Look evaluates a query. It returns errs.Invalid for one that cannot be asked. seed chooses the sample.
func (s *Service) Look(ctx context.Context, sc authz.Scope, query segment.Query, withSample bool, seed int) (l Look, err error) {
	defer errs.Wrap(&err, "outreach.Look")
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return l, err
	}
	if err := valid(query); err != nil {
		return l, err
	}
	limited, cancel := context.WithTimeout(ctx, s.lookTime)
	defer cancel()
	err = s.db.Read(limited, sc, func(tx *db.ReadTx) error {
		if l.Count, err = s.people.Count(limited, tx, sc, query); err != nil || !withSample || !sc.Can(authz.ReadPeople) {
			return err
		}
		l.Sample, err = s.people.Sample(limited, tx, sc, query, sampleSize, seed)
		return err
	})
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return Look{Late: true}, nil
	}
	return l, err
}

// Words tells what the builder can offer; language is the reader's.
func (s *Service) Words(ctx context.Context, sc authz.Scope, language string) (w Words, err error) {
	defer errs.Wrap(&err, "outreach.Words")
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return w, err
	}
	return s.words(ctx, sc, language, s.people.Words)
}

// Called gives the words by which a description calls what queries name by ids.
func (s *Service) Called(ctx context.Context, sc authz.Scope, language string) (w Words, err error) {
	defer errs.Wrap(&err, "outreach.Called")
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return w, err
	}
	return s.words(ctx, sc, language, s.people.Called)
}

// words adds programs and questions to what the people feature knows.
func (s *Service) words(ctx context.Context, sc authz.Scope, language string, of func(context.Context, db.Querier, authz.Scope) (Words, error)) (w Words, err error) {
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		if w, err = of(ctx, tx, sc); err != nil {
			return err
		}
		w["program"], err = db.All(ctx, tx, func(r db.Row) (p Word, err error) { return p, r.Scan(&p.Value, &p.Name) },
			`SELECT CAST(id AS TEXT), name FROM program WHERE org_id = $1 ORDER BY id DESC LIMIT 200`, sc.Organization())
		return err
	})
	if err != nil {
		return w, err
	}
	questions, err := s.scripts.Questions(ctx, sc, language)
	for _, q := range questions {
		about := strconv.FormatInt(int64(q.Form), 10) + "/" + q.ID
		w["question"] = append(w["question"], Word{Value: about, Name: q.FormName + ": " + q.Text})
		w["answer/"+about] = q.Choices
	}
	return w, err
}

// CreateUniverse saves a new universe. It returns errs.Invalid for a bad name or query.
func (s *Service) CreateUniverse(ctx context.Context, sc authz.Scope, name string, query segment.Query) (u Universe, err error) {
	defer errs.Wrap(&err, "outreach.CreateUniverse(%q)", name)
	if err := sc.Require(authz.EditUniverses); err != nil {
		return u, err
	}
	if u.Name, err = nameOf(name); err == nil {
		err = valid(query)
	}
	if err != nil {
		return u, err
	}
	u.ID, u.Query, u.UpdatedAt = s.ids.Next(), query, db.At(s.now())
	err = s.db.Write(ctx, sc, "create a universe", func(tx *db.WriteTx) error {
		if err := insertUniverse(ctx, tx, sc, u); err != nil {
			return err
		}
		if err := keepVersion(ctx, tx, sc, u); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "universe.saved", u.ID, map[string]any{"name": u.Name, "query": u.Query})
	})
	return u, err
}

// SaveUniverse changes a universe. seen is its UpdatedAt as the editor saw it; errs.Conflict where somebody else
// saved since.
func (s *Service) SaveUniverse(ctx context.Context, sc authz.Scope, universeID id.ID, seen db.Time, name string, query segment.Query) (err error) {
	defer errs.Wrap(&err, "outreach.SaveUniverse(%v)", universeID)
	if err := sc.Require(authz.EditUniverses); err != nil {
		return err
	}
	name, err = nameOf(name)
	if err == nil {
		err = valid(query)
	}
	if err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "save a universe", func(tx *db.WriteTx) error {
		u, err := universe(ctx, tx, sc, universeID)
		if err != nil {
			return err
		}
		if !u.UpdatedAt.Equal(seen.Time) {
			return errs.New(errs.Conflict, "universe.error.changed", "name", u.Name)
		}
		u.Name, u.Query, u.UpdatedAt = name, query, later(s.now(), u.UpdatedAt)
		if err := updateUniverse(ctx, tx, sc, u); err != nil {
			return err
		}
		if err := keepVersion(ctx, tx, sc, u); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "universe.saved", u.ID, map[string]any{"name": u.Name, "query": u.Query})
	})
}

// Version is a universe as it was saved once.
type Version struct {
	Number int
	Name   string
	Query  segment.Query
	By     string
	At     db.Time
}

// Versions gives how a universe was saved, the newest first.
func (s *Service) Versions(ctx context.Context, sc authz.Scope, universeID id.ID) (out []Version, err error) {
	defer errs.Wrap(&err, "outreach.Versions(%v)", universeID)
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = versions(ctx, tx, sc, universeID)
		return err
	})
	return out, err
}

// CopyUniverse saves another universe with the same question; name is what the copy is called.
func (s *Service) CopyUniverse(ctx context.Context, sc authz.Scope, universeID id.ID, name string) (Universe, error) {
	u, err := s.Universe(ctx, sc, universeID)
	if err != nil {
		return u, err
	}
	runes := []rune(name)
	return s.CreateUniverse(ctx, sc, string(runes[:min(len(runes), maxName)]), u.Query)
}

// DeleteUniverse takes a universe off the list. Programs that use it keep it: it returns errs.Conflict while one is
// open.
func (s *Service) DeleteUniverse(ctx context.Context, sc authz.Scope, universeID id.ID) (err error) {
	defer errs.Wrap(&err, "outreach.DeleteUniverse(%v)", universeID)
	if err := sc.Require(authz.EditUniverses); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "delete a universe", func(tx *db.WriteTx) error {
		u, err := universe(ctx, tx, sc, universeID)
		if err != nil {
			return err
		}
		if u.Programs > 0 {
			return errs.New(errs.Conflict, "universe.error.in_use", "name", u.Name, "n", u.Programs)
		}
		if err := deleteUniverse(ctx, tx, sc, universeID, db.At(s.now())); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "universe.deleted", u.ID, map[string]any{"name": u.Name})
	})
}

func nameOf(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", errs.Field("name", "outreach.error.no_name")
	case utf8.RuneCountInString(name) > maxName:
		return "", errs.Field("name", "outreach.error.long_name", "max", maxName)
	}
	return name, nil
}

func valid(query segment.Query) error {
	err := query.Validate()
	var p *segment.Problem
	if errors.As(err, &p) {
		return errs.Field("query", p.Key, p.Args...)
	}
	return err
}
