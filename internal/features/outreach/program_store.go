package outreach

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const selectProgram = `SELECT p.id, p.universe_id, p.form_id, p.kind, p.name, u.name, p.pass, p.revision, p.created_at,
		(SELECT count(*) FROM turf t WHERE t.org_id = p.org_id AND t.program_id = p.id AND t.retired_by IS NULL)
	FROM program p JOIN universe u ON u.org_id = p.org_id AND u.id = p.universe_id
	WHERE p.org_id = $1 AND p.closed_at IS NULL`

func scanProgram(r db.Row) (p Program, err error) {
	err = r.Scan(&p.ID, &p.Universe, &p.Form, &p.Kind, &p.Name, &p.UniverseName, &p.Pass, &p.Revision, &p.CreatedAt, &p.Turfs)
	return p, err
}

func programs(ctx context.Context, q db.Querier, sc authz.Scope) ([]Program, error) {
	return db.All(ctx, q, scanProgram, selectProgram+` ORDER BY p.created_at DESC, p.id DESC`, sc.Organization())
}

func program(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID) (Program, error) {
	return db.One(ctx, q, scanProgram, selectProgram+` AND p.id = $2`, sc.Organization(), programID)
}

func insertProgram(ctx context.Context, tx *db.WriteTx, sc authz.Scope, p Program) error {
	_, err := tx.Exec(ctx, `INSERT INTO program (org_id, id, kind, name, universe_id, form_id, pass, revision, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, 1, 0, $7, $8)`, sc.Organization(), p.ID, string(p.Kind), p.Name, p.Universe, orNull(p.Form), sc.Actor().Account, p.CreatedAt)
	return err
}

func updateProgram(ctx context.Context, tx *db.WriteTx, sc authz.Scope, programID id.ID, name string, form id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE program SET name = $3, form_id = $4 WHERE org_id = $1 AND id = $2`, sc.Organization(), programID, name, orNull(form))
	return err
}

func nextPass(ctx context.Context, tx *db.WriteTx, sc authz.Scope, programID id.ID) error {
	if _, err := tx.Exec(ctx, `UPDATE program SET pass = pass + 1 WHERE org_id = $1 AND id = $2`, sc.Organization(), programID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE turf SET state = 'draft' WHERE org_id = $1 AND program_id = $2 AND retired_by IS NULL`, sc.Organization(), programID)
	return err
}

// nextRevision claims the next cut of a program: of all who saw the same revision one succeeds. It returns
// errs.Conflict to the others, before anything is written.
func nextRevision(ctx context.Context, tx *db.WriteTx, sc authz.Scope, programID id.ID, seen int) (int, error) {
	n, err := tx.Exec(ctx, `UPDATE program SET revision = revision + 1 WHERE org_id = $1 AND id = $2 AND revision = $3 AND closed_at IS NULL`,
		sc.Organization(), programID, seen)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "turf.error.changed")
	}
	return seen + 1, err
}

// orNull writes the zero id as NULL.
func orNull(v id.ID) any {
	if v == 0 {
		return nil
	}
	return v
}
