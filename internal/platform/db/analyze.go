package db

import (
	"context"

	"banyan/internal/platform/errs"
)

// Analyze lets the engine look anew at how much is in its tables; call it after much has been brought in, and once
// soon after the beginning of an import into an empty database. PostgreSQL takes a table for empty until it has looked,
// and then joins row by row. SQLite plans by its indexes alone and needs nothing.
func (d *DB) Analyze(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "db.Analyze")
	if e, ok := d.engine.(*postgresDB); ok {
		_, err = e.pool.ExecContext(ctx, `ANALYZE`)
	}
	return err
}
