// Package db is the one way to the database: SQLite in one file, or PostgreSQL, with the same SQL and the same
// promises on both.
//
//	err := d.Write(ctx, scope, "people: rename", func(tx *db.WriteTx) error {
//		n, err := tx.Exec(ctx, `UPDATE person SET given = $3 WHERE org_id = $1 AND id = $2`, scope.Organization(), person, given)
//		...
//	})
//	names, err := db.All(ctx, tx, db.Value[string], `SELECT name FROM universe WHERE org_id = $1 ORDER BY name`, scope.Organization())
//
// # What holds
//
//   - Write returns nil only when what it wrote survives a crash and a power cut (writer_sqlite.go, postgres.go).
//     An answer that nobody knows is an error, errs.Unavailable with the key error.unknown_outcome.
//   - A statement sees and changes only rows of its Scope's organizations, even where its WHERE is wrong or was
//     injected (wall_sqlite.go, wall_postgres.go). Another organization's rows do not exist for it: an UPDATE or a
//     DELETE touches 0 rows; an INSERT, or an UPDATE that would move a row there, is errs.Forbidden.
//   - Write transactions are serial, as if one ran after the other. fn may run again.
//   - The first error of a statement ends its transaction, even where fn goes on and returns nil. So look before
//     you insert, or use ON CONFLICT; do not try and see.
//
// # Which tables a Scope sees
//
// A table's columns decide (schema.go). org_id: a tenant table, seen by the organization alone. organization_id
// (and the table organization itself): shared; the organization sees its own rows, a platform scope all. The rest
// are control tables, for platform scopes only: errs.Forbidden for everybody else.
// A platform scope sees no row of a tenant table.
//
// # How to write a statement
//
// One statement a call; $1, $2, … for values; no comments in /* */; no schema names; lower-case names without
// quotes are best. The checker (lex.go, statement.go) refuses what it does not know, with an error that says why.
//
//   - A list: `id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))` with db.List(ids); without the CAST for texts.
//   - NULL parameters: `CAST($2 AS TEXT) IS NULL OR name = $2`. Give a parameter a type by CAST where PostgreSQL cannot guess it.
//   - JSON: db.JSON[T] as argument and as Scan target; `CAST(data ->> 'n' AS BIGINT)` in SQL.
//   - Text anywhere in a column: LIKE with Contains.
//   - FOR UPDATE SKIP LOCKED may stand at the end of a subquery; SQLite has one writer and drops it.
//   - At most 100 rows in one INSERT.
//   - The function that reads a row may not ask the same transaction something else (PostgreSQL has one conversation
//     a connection); collect with All first.
//
// # On PostgreSQL
//
// The login needs to own the database, and CREATEROLE or the two roles banyan_app and banyan_control made for it
// beforehand.
//
// # Migrations
//
// migrations/NNNN_name.sql, once for both engines: the words BIGINT, INTEGER, TEXT, BOOLEAN, DOUBLE, BLOB, JSON are
// translated, a line `);` ends a CREATE TABLE and makes it STRICT on SQLite (`); -- without rowid` also WITHOUT ROWID),
// and what differs stands between `-- +dialect sqlite` (or postgres) and `-- +dialect end`. A file that was released
// never changes.
package db
