package voterfile

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

func scanMapping(r db.Row) (m Kept, err error) {
	var plan db.JSON[Plan]
	var header db.JSON[[]string]
	var used db.Time
	err = r.Scan(&m.ID, &m.Name, &m.Fingerprint, &plan, &header, &used)
	m.Plan, m.Header, m.UsedAt = plan.V, header.V, used.Time
	return m, err
}

func mappings(ctx context.Context, q db.Querier, sc authz.Scope) ([]Kept, error) {
	return db.All(ctx, q, scanMapping, `SELECT id, name, fingerprint, mapping, header, used_at FROM import_mapping WHERE org_id = $1 ORDER BY name, id`, sc.Organization())
}

// putMapping keeps a mapping. A header that was kept before keeps its name and gets the new columns.
func putMapping(ctx context.Context, tx *db.WriteTx, sc authz.Scope, m Kept) error {
	_, err := tx.Exec(ctx, `INSERT INTO import_mapping (org_id, id, name, fingerprint, mapping, header, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (org_id, fingerprint) DO UPDATE SET mapping = excluded.mapping, header = excluded.header, used_at = excluded.used_at`,
		sc.Organization(), m.ID, m.Name, m.Fingerprint, db.JSON[Plan]{V: m.Plan}, db.JSON[[]string]{V: m.Header}, db.At(m.UsedAt))
	return err
}

func renameMapping(ctx context.Context, tx *db.WriteTx, sc authz.Scope, mapping id.ID, name string) error {
	n, err := tx.Exec(ctx, `UPDATE import_mapping SET name = $3 WHERE org_id = $1 AND id = $2`, sc.Organization(), mapping, name)
	return found(n, err)
}

func dropMapping(ctx context.Context, tx *db.WriteTx, sc authz.Scope, mapping id.ID) error {
	n, err := tx.Exec(ctx, `DELETE FROM import_mapping WHERE org_id = $1 AND id = $2`, sc.Organization(), mapping)
	return found(n, err)
}

func found(n int64, err error) error {
	if err == nil && n == 0 {
		err = errs.New(errs.NotFound, "")
	}
	return err
}

// mapAgain puts an import that was looked at back before the look.
func mapAgain(ctx context.Context, tx *db.WriteTx, sc authz.Scope, imp id.ID) error {
	if _, err := get(ctx, tx, sc, imp); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE import SET state = 'mapping', preview = NULL WHERE org_id = $1 AND id = $2 AND state = 'ready'`, sc.Organization(), imp)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "import.running")
	}
	return err
}

// setMapping writes how a file that still waits is read. It returns errs.Conflict where it waits no longer.
func setMapping(ctx context.Context, tx *db.WriteTx, sc authz.Scope, imp id.ID, header []string, p Plan) error {
	n, err := tx.Exec(ctx, `UPDATE import SET header = $3, mapping = $4, kind = $5 WHERE org_id = $1 AND id = $2 AND state = 'mapping'`,
		sc.Organization(), imp, db.JSON[[]string]{V: header}, db.JSON[Plan]{V: p}, string(p.Kind))
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "import.running")
	}
	return err
}
