package people

import (
	"context"
	"net/url"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const (
	maxViewName = 60
	maxViews    = 100
)

// SavedView is a list that somebody kept: its filter, columns and order, never the people, who are asked for anew each time.
type SavedView struct {
	ID     id.ID
	Name   string
	Query  string // of the list's address
	Shared bool   // with everybody who may read people; otherwise its maker's own
	Mine   bool
}

// savedViews are those that the actor may use: their own first, then the shared ones.
func savedViews(ctx context.Context, q db.Querier, sc authz.Scope) ([]SavedView, error) {
	return db.All(ctx, q, func(r db.Row) (v SavedView, err error) {
		var owner id.ID
		err = r.Scan(&v.ID, &v.Name, &v.Query, &v.Shared, &owner)
		v.Mine = owner == sc.Actor().Account
		return v, err
	}, `SELECT id, name, query, shared, owner FROM people_view WHERE org_id = $1 AND (owner = $2 OR shared) ORDER BY CASE WHEN owner = $2 THEN 0 ELSE 1 END, name, id`,
		sc.Organization(), sc.Actor().Account)
}

// SavedViews lists the views that the actor may use. It returns errs.Forbidden without ReadPeople.
func (s *Service) SavedViews(ctx context.Context, sc authz.Scope) (out []SavedView, err error) {
	defer errs.Wrap(&err, "people.SavedViews")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = savedViews(ctx, tx, sc)
		return err
	})
	return out, err
}

func viewName(name string) (string, error) {
	name = clean(name)
	if name == "" || len([]rune(name)) > maxViewName {
		return "", errs.Field("name", "people.view.name_wrong", "n", maxViewName)
	}
	return name, nil
}

// SaveView keeps a list under a name. query is that of the list's address; what is no filter in it is left out. Sharing needs EditPeople.
func (s *Service) SaveView(ctx context.Context, sc authz.Scope, name string, query url.Values, shared bool) (view id.ID, err error) {
	defer errs.Wrap(&err, "people.SaveView")
	if err := s.mayShare(sc, shared); err != nil {
		return 0, err
	}
	if name, err = viewName(name); err != nil {
		return 0, err
	}
	kept := shapeOf(query).put(filterOf(query).values()).Encode()
	view = s.ids.Next()
	return view, s.db.Write(ctx, sc, "people.view_saved", func(tx *db.WriteTx) error {
		n, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM people_view WHERE org_id = $1 AND owner = $2`, sc.Organization(), sc.Actor().Account)
		if err != nil {
			return err
		}
		if n >= maxViews {
			return errs.Field("name", "people.view.too_many", "n", maxViews)
		}
		_, err = tx.Insert(ctx, "people_view", []string{"org_id", "id", "name", "owner", "shared", "query", "created_at"},
			[][]any{{sc.Organization(), view, name, sc.Actor().Account, shared, kept, db.At(s.now())}}, "")
		if err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "people.view_saved", view, map[string]any{"shared": shared})
	})
}

func (s *Service) mayShare(sc authz.Scope, shared bool) error {
	if shared {
		return sc.Require(authz.EditPeople)
	}
	return sc.Require(authz.ReadPeople)
}

// ChangeView renames a view of the actor's own and says who may use it. It returns errs.NotFound for everybody else's.
func (s *Service) ChangeView(ctx context.Context, sc authz.Scope, view id.ID, name string, shared bool) error {
	if err := s.mayShare(sc, shared); err != nil {
		return err
	}
	name, fault := viewName(name)
	return s.ownView(ctx, sc, view, "people.view_changed", func(tx *db.WriteTx) error {
		if fault != nil {
			return fault
		}
		_, err := tx.Exec(ctx, `UPDATE people_view SET name = $3, shared = $4 WHERE org_id = $1 AND id = $2`, sc.Organization(), view, name, shared)
		return err
	})
}

// RemoveView forgets a view of the actor's own. It returns errs.NotFound for everybody else's.
func (s *Service) RemoveView(ctx context.Context, sc authz.Scope, view id.ID) error {
	return s.ownView(ctx, sc, view, "people.view_removed", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `DELETE FROM people_view WHERE org_id = $1 AND id = $2`, sc.Organization(), view)
		return err
	})
}

func (s *Service) ownView(ctx context.Context, sc authz.Scope, view id.ID, action string, fn func(tx *db.WriteTx) error) (err error) {
	defer errs.Wrap(&err, "%s(%v)", action, view)
	if err := sc.Require(authz.ReadPeople); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, action, func(tx *db.WriteTx) error {
		_, err := db.One(ctx, tx, db.Value[id.ID], `SELECT id FROM people_view WHERE org_id = $1 AND id = $2 AND owner = $3`, sc.Organization(), view, sc.Actor().Account)
		if err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, action, view, nil)
	})
}
