package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"

	"banyan/internal/platform/errs"

	"filippo.io/age"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// sqliteEmpty returns errs.Conflict where the file holds a table.
func sqliteEmpty(ctx context.Context, path string) error {
	if info, err := os.Stat(path); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	} else if err != nil {
		return err
	}
	pool, err := sql.Open("sqlite", sqliteDSN(path, "rw"))
	if err != nil {
		return err
	}
	defer pool.Close()
	return refuseTables(ctx, pool, `SELECT name FROM sqlite_master LIMIT 1`)
}

func refuseTables(ctx context.Context, q querier, sql string) error {
	names, err := collect(ctx, q, Value[string], sql)
	if err == nil && len(names) > 0 {
		return errs.Because(fmt.Errorf("it has %s", names[0]), errs.Conflict, "backup.not_empty")
	}
	return err
}

// restorePostgres loads before the wall is raised: COPY is not for tables behind row-level security.
func restorePostgres(ctx context.Context, cfg Config, r io.ReadSeeker, keys []age.Identity) (err error) {
	pc, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return err
	}
	pc.RuntimeParams["search_path"] = "public"
	pool := stdlib.OpenDB(*pc)
	defer pool.Close()
	if err := refuseTables(ctx, pool, `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') LIMIT 1`); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, dropEverything(context.WithoutCancel(ctx), pool))
		}
	}()
	if err := fillPostgres(ctx, pool, r, keys); err != nil {
		return err
	}
	d, err := Open(ctx, cfg) // the later migrations, the wall and the new epoch
	if err != nil {
		return err
	}
	return d.Close()
}

func fillPostgres(ctx context.Context, pool *sql.DB, r io.ReadSeeker, keys []age.Identity) error {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error {
		pg := c.(*stdlib.Conn).Conn()
		var schema *Schema
		begin := func(s Summary) (err error) {
			if err = migrateTo(ctx, Postgres, pool, s.Version); err != nil {
				return err
			}
			if schema, err = postgresSchema(ctx, pool); err != nil {
				return err
			}
			if _, err = pg.Exec(ctx, "BEGIN"); err != nil {
				return err
			}
			tables, err := schema.ParentsFirst()
			for i := len(tables) - 1; i >= 0 && err == nil; i-- {
				_, err = pg.Exec(ctx, fmt.Sprintf(`DELETE FROM %q`, tables[i].Name))
			}
			return err
		}
		_, err := readBackup(r, keys, begin, func(b backupTable) (rowLoader, error) {
			columns, err := columnsOf(schema, b)
			if err != nil {
				return nil, err
			}
			return copyInto(ctx, pg, b, columns), nil
		})
		if err != nil {
			pg.Exec(context.WithoutCancel(ctx), "ROLLBACK")
			return err
		}
		_, err = pg.Exec(ctx, "COMMIT")
		return err
	})
}

// copyInto gathers rows and sends them by COPY.
func copyInto(ctx context.Context, pg *pgx.Conn, b backupTable, columns []Column) rowLoader {
	const batch = 5000
	var rows [][]any
	return func(values []any) error {
		if values != nil {
			ok, err := decodeRow(columns, b.Table, values)
			if err != nil {
				return err
			}
			if ok {
				rows = append(rows, values)
			}
			if len(rows) < batch {
				return nil
			}
		}
		if len(rows) == 0 {
			return nil
		}
		_, err := pg.CopyFrom(ctx, pgx.Identifier{b.Table}, b.Columns, pgx.CopyFromRows(rows))
		rows = rows[:0]
		return err
	}
}

// dropEverything makes a database empty again that was empty before the restore began.
func dropEverything(ctx context.Context, pool *sql.DB) error {
	names, err := collect(ctx, pool, Value[string], `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`)
	if err != nil || len(names) == 0 {
		return err
	}
	_, err = pool.ExecContext(ctx, `DROP TABLE `+quotedList(names)+` CASCADE; DROP FUNCTION IF EXISTS json_each(text)`)
	return err
}

// dump gives one consistent snapshot outside the wall.
func (e *sqliteDB) dump(ctx context.Context, fn func(querier) error) error {
	pool, err := sql.Open("sqlite", e.plain)
	if err != nil {
		return err
	}
	defer pool.Close()
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return fn(tx)
}

// dump gives one consistent snapshot to the owner, whom FORCE ROW LEVEL SECURITY holds back otherwise.
func (e *postgresDB) dump(ctx context.Context, fn func(querier) error) error {
	tx, err := e.pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `SET LOCAL banyan.maintenance = 'on'`); err != nil {
		return err
	}
	return fn(tx)
}
