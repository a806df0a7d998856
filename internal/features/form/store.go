package form

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const versionColumns = `v.id, v.form_id, v.version, v.definition, v.updated_at, v.published_at`

func scanVersion(r db.Row) (v Version, err error) {
	var d db.JSON[Definition]
	err = r.Scan(&v.ID, &v.Form, &v.Number, &d, &v.UpdatedAt, &v.PublishedAt)
	v.Definition = d.V
	return v, err
}

// list gives the forms with their newest versions, the last edited first.
func list(ctx context.Context, q db.Querier, sc authz.Scope) ([]Form, error) {
	return db.All(ctx, q, scanForm, `SELECT f.id, f.name, f.created_at, `+publishedColumn+`, `+versionColumns+`
		FROM form f JOIN form_version v ON v.org_id = f.org_id AND v.form_id = f.id
		WHERE f.org_id = $1 AND f.deleted_at IS NULL AND v.version = `+newest+`
		ORDER BY v.updated_at DESC, f.id DESC`, sc.Organization())
}

const (
	newest          = `(SELECT max(n.version) FROM form_version n WHERE n.org_id = f.org_id AND n.form_id = f.id)`
	publishedColumn = `(SELECT p.id FROM form_version p WHERE p.org_id = f.org_id AND p.form_id = f.id AND p.published_at IS NOT NULL ORDER BY p.version DESC LIMIT 1)`
)

func scanForm(r db.Row) (f Form, err error) {
	var d db.JSON[Definition]
	v := &f.Newest
	err = r.Scan(&f.ID, &f.Name, &f.CreatedAt, &f.Published, &v.ID, &v.Form, &v.Number, &d, &v.UpdatedAt, &v.PublishedAt)
	v.Definition = d.V
	return f, err
}

func load(ctx context.Context, q db.Querier, sc authz.Scope, form id.ID) (Form, error) {
	return db.One(ctx, q, scanForm, `SELECT f.id, f.name, f.created_at, `+publishedColumn+`, `+versionColumns+`
		FROM form f JOIN form_version v ON v.org_id = f.org_id AND v.form_id = f.id
		WHERE f.org_id = $1 AND f.id = $2 AND f.deleted_at IS NULL AND v.version = `+newest, sc.Organization(), form)
}

func versions(ctx context.Context, q db.Querier, sc authz.Scope, form id.ID) ([]Version, error) {
	return db.All(ctx, q, scanVersion, `SELECT `+versionColumns+` FROM form_version v
		WHERE v.org_id = $1 AND v.form_id = $2 ORDER BY v.version DESC`, sc.Organization(), form)
}

func version(ctx context.Context, q db.Querier, sc authz.Scope, versionID id.ID) (Version, error) {
	return db.One(ctx, q, scanVersion, `SELECT `+versionColumns+` FROM form_version v WHERE v.org_id = $1 AND v.id = $2`,
		sc.Organization(), versionID)
}

func insertForm(ctx context.Context, tx *db.WriteTx, sc authz.Scope, f Form) error {
	_, err := tx.Exec(ctx, `INSERT INTO form (org_id, id, kind, name, created_by, created_at) VALUES ($1, $2, 'script', $3, $4, $5)`,
		sc.Organization(), f.ID, f.Name, sc.Actor().Account, f.CreatedAt)
	return err
}

func rename(ctx context.Context, tx *db.WriteTx, sc authz.Scope, form id.ID, name string) error {
	_, err := tx.Exec(ctx, `UPDATE form SET name = $3 WHERE org_id = $1 AND id = $2`, sc.Organization(), form, name)
	return err
}

func insertVersion(ctx context.Context, tx *db.WriteTx, sc authz.Scope, v Version) error {
	_, err := tx.Exec(ctx, `INSERT INTO form_version (org_id, id, form_id, version, definition, updated_at, published_at)
		VALUES ($1, $2, $3, $4, $5, $6, NULL)`,
		sc.Organization(), v.ID, v.Form, v.Number, db.JSON[Definition]{V: v.Definition}, v.UpdatedAt)
	return err
}

// updateDraft writes a draft; one that was published meanwhile is never touched.
func updateDraft(ctx context.Context, tx *db.WriteTx, sc authz.Scope, v Version) error {
	n, err := tx.Exec(ctx, `UPDATE form_version SET definition = $3, updated_at = $4
		WHERE org_id = $1 AND id = $2 AND published_at IS NULL`,
		sc.Organization(), v.ID, db.JSON[Definition]{V: v.Definition}, v.UpdatedAt)
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "script.error.published")
	}
	return err
}

func publishVersion(ctx context.Context, tx *db.WriteTx, sc authz.Scope, v Version) error {
	_, err := tx.Exec(ctx, `UPDATE form_version SET published_at = $3, updated_at = $4
		WHERE org_id = $1 AND id = $2 AND published_at IS NULL`,
		sc.Organization(), v.ID, v.PublishedAt, v.UpdatedAt)
	return err
}
