package voterfile

import (
	"context"
	"strconv"
	"strings"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const columns = `id, job_id, name, mapping, header, sha256, size, stored_as, next_row, rows_new, rows_changed, rows_same, rows_bad, state, created_by, created_at, finished_at,
	rows_matched, rows_unclear, complete, preview, undone, on_day`

func scanImport(r db.Row) (i Import, err error) {
	var plan db.JSON[Plan]
	var header db.JSON[[]string]
	var created, finished db.Time
	var preview db.JSON[Preview]
	var undone db.JSON[Undid]
	err = r.Scan(&i.ID, &i.Job, &i.Name, &plan, &header, &i.SHA256, &i.Size, &i.storedAs, &i.NextRow, &i.Counts.New, &i.Counts.Changed, &i.Counts.Same, &i.Counts.Refused,
		&i.State, &i.CreatedBy, &created, &finished, &i.Counts.Matched, &i.Counts.Unclear, &i.Complete, &preview, &undone, &i.Day)
	i.Preview, i.Undid = preview.V, undone.V
	i.Plan, i.Header, i.CreatedAt, i.FinishedAt = plan.V, header.V, created.Time, finished.Time
	return i, err
}

func insert(ctx context.Context, tx *db.WriteTx, sc authz.Scope, i Import) error {
	_, err := tx.Exec(ctx, `INSERT INTO import (org_id, id, job_id, name, kind, mapping, header, sha256, size, stored_as, next_row, rows_new, rows_changed, rows_same, rows_bad, state, created_by, created_at)
		VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, 0, $10, $11, $12)`,
		sc.Organization(), i.ID, i.Name, string(i.Plan.Kind), db.JSON[Plan]{V: i.Plan}, db.JSON[[]string]{V: i.Header}, i.SHA256, i.Size, i.storedAs, string(i.State), i.CreatedBy, db.At(i.CreatedAt))
	return err
}

// begin writes the plan, the state and the job of an import that was in another state; before is how it was. Of two people who
// begin at once one gets errs.Conflict.
func begin(ctx context.Context, tx *db.WriteTx, sc authz.Scope, i, before Import) error {
	n, err := tx.Exec(ctx, `UPDATE import SET job_id = $3, kind = $4, mapping = $5, state = $6, complete = $7, on_day = $8, finished_at = $11 WHERE org_id = $1 AND id = $2 AND state = $9 AND job_id = $10`,
		sc.Organization(), i.ID, i.Job, string(i.Plan.Kind), db.JSON[Plan]{V: i.Plan}, string(i.State), i.Complete, i.Day, string(before.State), before.Job, db.At(i.FinishedAt))
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "import.running")
	}
	return err
}

func get(ctx context.Context, q db.Querier, sc authz.Scope, imp id.ID) (Import, error) {
	return db.One(ctx, q, scanImport, `SELECT `+columns+` FROM import WHERE org_id = $1 AND id = $2`, sc.Organization(), imp)
}

// list gives the newest imports that are older than one; zero is all of them.
// count tells how many imports there are, and how many wait for somebody.
func count(ctx context.Context, q db.Querier, sc authz.Scope) (all, waiting int64, err error) {
	err = db.Each(ctx, q, func(r db.Row) error { return r.Scan(&all, &waiting) },
		`SELECT COUNT(*), COUNT(*) FILTER (WHERE state IN ('mapping', 'ready')) FROM import WHERE org_id = $1`, sc.Organization())
	return all, waiting, err
}

func list(ctx context.Context, q db.Querier, sc authz.Scope, before id.ID, limit int) ([]Import, error) {
	return db.All(ctx, q, scanImport, `SELECT `+columns+` FROM import WHERE org_id = $1 AND (CAST($2 AS BIGINT) = 0 OR id < $2) ORDER BY id DESC LIMIT $3`, sc.Organization(), before, limit)
}

// forget removes an import of which nothing was written, unless somebody has begun with it meanwhile.
func forget(ctx context.Context, tx *db.WriteTx, sc authz.Scope, i Import) error {
	n, err := tx.Exec(ctx, `DELETE FROM import WHERE org_id = $1 AND id = $2 AND state = $3 AND job_id = $4`, sc.Organization(), i.ID, string(i.State), i.Job)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "import.running")
	}
	return err
}

// advance moves an import on by one chunk. It returns errs.Conflict where somebody else has moved it meanwhile, so that
// no chunk is counted twice.
func advance(ctx context.Context, tx *db.WriteTx, sc authz.Scope, imp id.ID, from, to int64, c record.Counts) error {
	n, err := tx.Exec(ctx, `UPDATE import SET next_row = $4, rows_new = rows_new + $5, rows_changed = rows_changed + $6, rows_same = rows_same + $7, rows_bad = rows_bad + $8,
		rows_matched = rows_matched + $9, rows_unclear = rows_unclear + $10
		WHERE org_id = $1 AND id = $2 AND next_row = $3 AND state = 'running'`, sc.Organization(), imp, from, to, c.New, c.Changed, c.Same, c.Refused, c.Matched, c.Unclear)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "import.moved_on")
	}
	return err
}

func finish(ctx context.Context, tx *db.WriteTx, sc authz.Scope, imp id.ID, at db.Time) error {
	n, err := tx.Exec(ctx, `UPDATE import SET state = 'done', stored_as = '', finished_at = $3 WHERE org_id = $1 AND id = $2 AND state = 'running'`, sc.Organization(), imp, at)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "import.moved_on") // somebody takes it back
	}
	return err
}

const badRowsAtOnce = 100 // rows of one statement

func insertBad(ctx context.Context, tx *db.WriteTx, sc authz.Scope, imp id.ID, bad []BadRow) error {
	for len(bad) > 0 {
		n := min(badRowsAtOnce, len(bad))
		var text strings.Builder
		args := []any{sc.Organization(), imp}
		text.WriteString(`INSERT INTO import_bad_row (org_id, import_id, row, field, reason, args, raw) VALUES `)
		for i, b := range bad[:n] {
			if i > 0 {
				text.WriteByte(',')
			}
			text.WriteString("($1, $2")
			for _, v := range []any{b.Row, b.Field, b.Reason, db.JSON[[]any]{V: b.Args}, db.JSON[[]string]{V: b.Raw}} {
				args = append(args, v)
				text.WriteString(", $" + strconv.Itoa(len(args)))
			}
			text.WriteByte(')')
		}
		if _, err := tx.Exec(ctx, text.String(), args...); err != nil {
			return err
		}
		bad = bad[n:]
	}
	return nil
}

func scanBad(r db.Row) (b BadRow, err error) {
	var args db.JSON[[]any]
	var raw db.JSON[[]string]
	err = r.Scan(&b.Row, &b.Field, &b.Reason, &args, &raw)
	b.Args, b.Raw = args.V, raw.V
	return b, err
}

// badRows gives the rows after a row, so that a long list is read in pieces.
func badRows(ctx context.Context, q db.Querier, sc authz.Scope, imp id.ID, after int64, limit int) ([]BadRow, error) {
	return db.All(ctx, q, scanBad, `SELECT row, field, reason, args, raw FROM import_bad_row WHERE org_id = $1 AND import_id = $2 AND row > $3 ORDER BY row LIMIT $4`,
		sc.Organization(), imp, after, limit)
}

// looked keeps what a look at the whole file found.
func looked(ctx context.Context, tx *db.WriteTx, sc authz.Scope, imp id.ID, v Preview) error {
	_, err := tx.Exec(ctx, `UPDATE import SET state = 'ready', preview = $3 WHERE org_id = $1 AND id = $2 AND state = 'looking'`, sc.Organization(), imp, db.JSON[Preview]{V: v})
	return err
}

// undoes keeps how far taking an import back is.
func undoes(ctx context.Context, tx *db.WriteTx, sc authz.Scope, imp id.ID, state State, u Undid) error {
	_, err := tx.Exec(ctx, `UPDATE import SET state = $3, undone = $4, stored_as = CASE WHEN $3 = 'undone' THEN '' ELSE stored_as END WHERE org_id = $1 AND id = $2`, sc.Organization(), imp, string(state), db.JSON[Undid]{V: u})
	return err
}

// counting are the files behind one that still count, in their order.
func counting(ctx context.Context, q db.Querier, sc authz.Scope, i Import) ([]Later, error) {
	return db.All(ctx, q, func(r db.Row) (l Later, err error) { return l, r.Scan(&l.ID, &l.Day) },
		`SELECT id, on_day FROM import WHERE org_id = $1 AND id <> $2 AND (state = 'running' OR state = 'done' AND finished_at > $3) ORDER BY finished_at NULLS LAST, id`,
		sc.Organization(), i.ID, db.At(i.FinishedAt))
}

// sent finds an import that has taken the very same file and still counts; zero where there is none.
func sent(ctx context.Context, q db.Querier, sc authz.Scope, i Import) (id.ID, error) {
	list, err := db.All(ctx, q, db.Value[id.ID], `SELECT id FROM import WHERE org_id = $1 AND sha256 = $2 AND id <> $3 AND state = 'done' ORDER BY id DESC LIMIT 1`, sc.Organization(), i.SHA256, i.ID)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0], nil
}
