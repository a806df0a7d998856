package canvass

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// CountAttempts tells how often somebody tried to reach each of these people; who is missing was never tried.
func CountAttempts(ctx context.Context, q db.Querier, sc authz.Scope, people []id.ID) (out map[id.ID]int, err error) {
	defer errs.Wrap(&err, "canvass.CountAttempts")
	out = map[id.ID]int{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var person id.ID
		var n int
		err := r.Scan(&person, &n)
		out[person] = n
		return err
	}, `SELECT person_id, COUNT(*) FROM attempt WHERE org_id = $1 AND is_attempt AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) GROUP BY person_id`,
		sc.Organization(), db.List(people))
	return out, err
}
