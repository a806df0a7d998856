package outreach

import (
	"context"
	"time"

	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

const universeColumns = `u.id, u.name, u.query, u.updated_at,
	(SELECT count(*) FROM program p WHERE p.org_id = u.org_id AND p.universe_id = u.id AND p.closed_at IS NULL)`

func scanUniverse(r db.Row) (u Universe, err error) {
	var q db.JSON[segment.Query]
	err = r.Scan(&u.ID, &u.Name, &q, &u.UpdatedAt, &u.Programs)
	u.Query = q.V
	return u, err
}

func universes(ctx context.Context, q db.Querier, sc authz.Scope) ([]Universe, error) {
	return db.All(ctx, q, scanUniverse, `SELECT `+universeColumns+` FROM universe u
		WHERE u.org_id = $1 AND u.deleted_at IS NULL ORDER BY u.updated_at DESC, u.id DESC`, sc.Organization())
}

func universe(ctx context.Context, q db.Querier, sc authz.Scope, universeID id.ID) (Universe, error) {
	return db.One(ctx, q, scanUniverse, `SELECT `+universeColumns+` FROM universe u
		WHERE u.org_id = $1 AND u.id = $2 AND u.deleted_at IS NULL`, sc.Organization(), universeID)
}

func insertUniverse(ctx context.Context, tx *db.WriteTx, sc authz.Scope, u Universe) error {
	_, err := tx.Exec(ctx, `INSERT INTO universe (org_id, id, name, query, created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
		sc.Organization(), u.ID, u.Name, db.JSON[segment.Query]{V: u.Query}, sc.Actor().Account, u.UpdatedAt)
	return err
}

func updateUniverse(ctx context.Context, tx *db.WriteTx, sc authz.Scope, u Universe) error {
	_, err := tx.Exec(ctx, `UPDATE universe SET name = $3, query = $4, updated_at = $5 WHERE org_id = $1 AND id = $2`,
		sc.Organization(), u.ID, u.Name, db.JSON[segment.Query]{V: u.Query}, u.UpdatedAt)
	return err
}

func deleteUniverse(ctx context.Context, tx *db.WriteTx, sc authz.Scope, universeID id.ID, at db.Time) error {
	_, err := tx.Exec(ctx, `UPDATE universe SET deleted_at = $3 WHERE org_id = $1 AND id = $2`, sc.Organization(), universeID, at)
	return err
}

// keepVersion writes down what was saved.
func keepVersion(ctx context.Context, tx *db.WriteTx, sc authz.Scope, u Universe) error {
	_, err := tx.Exec(ctx, `INSERT INTO universe_version (org_id, universe_id, version, name, query, by_name, at)
		VALUES ($1, $2, (SELECT COALESCE(MAX(version), 0) + 1 FROM universe_version WHERE org_id = $1 AND universe_id = $2), $3, $4, $5, $6)`,
		sc.Organization(), u.ID, u.Name, db.JSON[segment.Query]{V: u.Query}, sc.Actor().Name, u.UpdatedAt)
	return err
}

func versions(ctx context.Context, q db.Querier, sc authz.Scope, universeID id.ID) ([]Version, error) {
	return db.All(ctx, q, func(r db.Row) (v Version, err error) {
		var query db.JSON[segment.Query]
		err = r.Scan(&v.Number, &v.Name, &query, &v.By, &v.At)
		v.Query = query.V
		return v, err
	}, `SELECT version, name, query, by_name, at FROM universe_version WHERE org_id = $1 AND universe_id = $2 ORDER BY version DESC LIMIT 50`, sc.Organization(), universeID)
}

// later is now, and always after the last change: the moment is what an editor shows that it has seen.
func later(now time.Time, last db.Time) db.Time {
	at := db.At(now)
	if !at.After(last.Time) {
		at = db.At(last.Add(time.Millisecond))
	}
	return at
}
