package db

import (
	"context"
	"crypto/rand"
	"database/sql"

	"banyan/internal/platform/authz"
)

// The epoch names one life of the database. It is made with the database and changes when a backup is restored:
// phones that see another epoch offer again what they had been told was safe, since the backup may be older.

const epochKey = "epoch"

type execer interface {
	ExecContext(ctx context.Context, sql string, args ...any) (sql.Result, error)
}

func ensureEpoch(ctx context.Context, e execer) error {
	_, err := e.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`, epochKey, rand.Text())
	return err
}

// Epoch gives the database's epoch.
func (d *DB) Epoch(ctx context.Context) (epoch string, err error) {
	err = d.Read(ctx, authz.Platform("epoch"), func(tx *ReadTx) error {
		epoch, err = One(ctx, tx, Value[string], `SELECT value FROM meta WHERE key = $1`, epochKey)
		return err
	})
	return epoch, err
}
