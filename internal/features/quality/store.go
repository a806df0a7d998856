package quality

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

func loadFigures(ctx context.Context, q db.Querier, sc authz.Scope, shift id.ID) (map[id.ID]Calls, error) {
	out := map[id.ID]Calls{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var worker id.ID
		var result Result
		var n int
		err := r.Scan(&worker, &result, &n)
		c := out[worker]
		c.Drawn += n
		switch result {
		case Confirmed:
			c.Confirmed += n
		case Unsure:
			c.Unsure += n
		case Nobody:
			c.None += n
		case Wrong:
			c.Wrong += n
		default:
			c.Open += n
		}
		out[worker] = c
		return err
	}, `SELECT worker_id, result, COUNT(*) FROM call_back WHERE org_id = $1 AND shift_id = $2 GROUP BY worker_id, result`, sc.Organization(), shift)
	return out, err
}

// loadDrawn tells which attempts of a shift were drawn.
func loadDrawn(ctx context.Context, q db.Querier, sc authz.Scope, shift id.ID) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var attempt id.ID
		err := r.Scan(&attempt)
		out[attempt] = true
		return err
	}, `SELECT attempt_id FROM call_back WHERE org_id = $1 AND shift_id = $2`, sc.Organization(), shift)
	return out, err
}

func insertCalls(ctx context.Context, tx *db.WriteTx, sc authz.Scope, calls []Call) error {
	rows := make([][]any, 0, len(calls))
	for _, c := range calls {
		rows = append(rows, []any{sc.Organization(), c.ID, c.Shift, c.Worker, c.Attempt, c.Person, c.Language, db.At(c.TalkedAt), "", 0, db.At(c.forget)})
	}
	_, err := tx.Insert(ctx, "call_back", []string{"org_id", "id", "shift_id", "worker_id", "attempt_id", "person_id", "language", "talked_at", "result", "tries", "forget_at"}, rows, "")
	return err
}

// loadOpen gives who is to be called, those who were tried least first; among them by lot, as their order says nothing.
func loadOpen(ctx context.Context, q db.Querier, sc authz.Scope, shift id.ID) ([]Call, error) {
	return db.All(ctx, q, func(r db.Row) (c Call, err error) {
		var at db.Time
		err = r.Scan(&c.ID, &c.Person, &c.Language, &at, &c.Tries)
		c.Shift, c.TalkedAt = shift, at.Time
		return c, err
	}, `SELECT id, person_id, language, talked_at, tries FROM call_back WHERE org_id = $1 AND shift_id = $2 AND result = '' AND tries < $3 ORDER BY tries, person_id, id`,
		sc.Organization(), shift, mostTries)
}

// loadResult tells what was recorded of a call. It returns errs.NotFound where there is none in the Scope.
func loadResult(ctx context.Context, q db.Querier, sc authz.Scope, shift, call id.ID) (Result, error) {
	text, err := db.One(ctx, q, db.Value[string], `SELECT result FROM call_back WHERE org_id = $1 AND shift_id = $2 AND id = $3`, sc.Organization(), shift, call)
	return Result(text), err
}

func missed(ctx context.Context, tx *db.WriteTx, sc authz.Scope, call id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE call_back SET tries = tries + 1 WHERE org_id = $1 AND id = $2`, sc.Organization(), call)
	return err
}

func answered(ctx context.Context, tx *db.WriteTx, sc authz.Scope, call id.ID, result Result, at db.Time) error {
	_, err := tx.Exec(ctx, `UPDATE call_back SET result = $3, by_account = $4, at = $5 WHERE org_id = $1 AND id = $2`, sc.Organization(), call, string(result), sc.Actor().Account, at)
	return err
}
