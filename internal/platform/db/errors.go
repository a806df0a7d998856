package db

import (
	"errors"

	"banyan/internal/platform/errs"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	sqliteConstraint = sqlite3.SQLITE_CONSTRAINT
	sqliteUnique     = sqlite3.SQLITE_CONSTRAINT_UNIQUE
	sqlitePrimaryKey = sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	sqliteForeignKey = sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
	sqliteAuth       = sqlite3.SQLITE_AUTH
	sqliteFull       = sqlite3.SQLITE_FULL
	sqliteBusy       = sqlite3.SQLITE_BUSY
	sqliteLocked     = sqlite3.SQLITE_LOCKED
	sqliteIOErr      = sqlite3.SQLITE_IOERR
	sqliteCantOpen   = sqlite3.SQLITE_CANTOPEN
	sqliteReadOnly   = sqlite3.SQLITE_READONLY
)

// translate gives an engine's error its kind, the same for both engines; the engine's own words stay its cause.
func translate(err error) error {
	var s *sqlite.Error
	if errors.As(err, &s) {
		return translateSQLite(err, s.Code())
	}
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return translatePostgres(err, p.Code)
	}
	return err
}

// translatePostgres reads the five-letter SQLSTATE.
func translatePostgres(err error, code string) error {
	switch code {
	case "23505", "23503": // unique, foreign key
		return errs.Because(err, errs.Conflict, "")
	case "42501": // insufficient privilege, or a row that a policy refuses
		return errs.Because(err, errs.Forbidden, "")
	case "53100": // disk full
		return errs.Because(err, errs.Unavailable, "error.disk_full")
	}
	switch code[:2] {
	case "08", "53", "57", "58": // connection, resources, operator, system
		return errs.Because(err, errs.Unavailable, "")
	}
	return err
}
