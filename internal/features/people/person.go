package people

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// who is a person as an act finds them: the row that stands for them and every row that is part of them, that one first.
type who struct {
	root  id.ID
	parts []id.ID
	young bool // under 18
}

// reach finds a person by any of their rows. It returns errs.NotFound where the Scope has none, or may not see people under 18.
func (s *Service) reach(ctx context.Context, q db.Querier, sc authz.Scope, person id.ID) (w who, err error) {
	org := sc.Organization()
	w.root, err = db.One(ctx, q, db.Value[id.ID], `SELECT COALESCE(merged_into, id) FROM person WHERE org_id = $1 AND id = $2`, org, person)
	if err != nil {
		return w, err
	}
	err = db.Each(ctx, q, func(r db.Row) error {
		var part id.ID
		var birth, source string
		var merged int
		err := r.Scan(&part, &birth, &source, &merged)
		w.parts = append(w.parts, part)
		w.young = w.young || isUnderAge(birth, source, s.now())
		return err
	}, `SELECT id, birth_date, source, 0 AS part FROM person WHERE org_id = $1 AND id = $2
	    UNION ALL SELECT id, birth_date, source, 1 FROM person WHERE org_id = $1 AND merged_into = $2 ORDER BY part, id`, org, w.root)
	if err == nil && w.young && !sc.Can(authz.ReadYouth) {
		err = errs.New(errs.NotFound, "")
	}
	return w, err
}

// ofParts is the condition that a row belongs to any part of the person whose parts are $2. An ORDER BY behind it says 'id + 0' or
// "tag || ”": without statistics SQLite would rather read all of an organization's rows in an index's order than sort a few.
const ofParts = ` org_id = $1 AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) `

// change runs an edit of one person with its line in the log. fn tells whether it changed anything; what changed nothing is not logged.
func (s *Service) change(ctx context.Context, sc authz.Scope, person id.ID, action string, detail any, fn func(tx *db.WriteTx, w who) (bool, error)) (err error) {
	defer errs.Wrap(&err, "%s(%v)", action, person)
	if err := sc.Require(authz.EditPeople); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, action, func(tx *db.WriteTx) error {
		w, err := s.reach(ctx, tx, sc, person)
		if err != nil {
			return err
		}
		changed, err := fn(tx, w)
		if err != nil {
			return err
		}
		if !changed {
			return tx.Touch(ctx, sc.Organization())
		}
		if err := tx.Touch(ctx, sc.Organization(), w.parts...); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, action, w.root, detail)
	})
}

// view reads something about one person.
func (s *Service) view(ctx context.Context, sc authz.Scope, person id.ID, fn func(tx *db.ReadTx, w who) error) error {
	if err := sc.Require(authz.ReadPeople); err != nil {
		return err
	}
	return s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		w, err := s.reach(ctx, tx, sc, person)
		if err != nil {
			return err
		}
		return fn(tx, w)
	})
}
