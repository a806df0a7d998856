package db

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"banyan/internal/platform/authz"
)

// Kill ends a load as the end of its process would.
func Kill(l *Load) error {
	p, ok := l.by.(*postgresLoad)
	if !ok {
		l.by.(*sqliteLoad).killed = true
		return l.Close()
	}
	p.flush(true)
	p.over = true
	p.s.conn.Raw(func(any) error { return errBadConn })
	return nil
}

// SendAs sends a row as if it were of an organization.
func SendAs(l *Load, org int64, row []any) error {
	p := l.by.(*postgresLoad)
	var b bytes.Buffer
	if err := copyText(&b, org, row); err != nil {
		return err
	}
	return translate(p.send(context.Background(), streamed{0, &b}))
}

// Describe tells what the engine says of its tables, their keys, their policies and who may do what.
func Describe(d *DB) (string, error) {
	ctx := context.Background()
	line := func(r Row) (s string, err error) { return s, r.Scan(&s) }
	var out []string
	var err error
	switch e := d.engine.(type) {
	case *sqliteDB:
		err = e.writer.borrow(ctx, func(s *session) (err error) {
			s.wall.open()
			defer s.wall.locked()
			out, err = collect(ctx, s.conn, line, `SELECT sql FROM (SELECT name, sql FROM main.sqlite_master UNION ALL SELECT name, sql FROM temp.sqlite_master) WHERE sql NOT LIKE '%sqlite_stat%' ORDER BY name, sql`)
			return err
		})
	case *postgresDB:
		conn, cerr := e.pool.Conn(ctx)
		if cerr != nil {
			return "", cerr
		}
		defer conn.Close()
		out, err = collect(ctx, conn, line, `SELECT t FROM (
			SELECT c.relname || ' ' || c.relkind::text || ' ' || c.relrowsecurity || c.relforcerowsecurity || ' ' || COALESCE(c.relacl::text, '') AS t FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
			UNION ALL SELECT r.relname || ' ' || a.attnum || ' ' || a.attname || format_type(a.atttypid, a.atttypmod) || a.attnotnull || a.attcollation || COALESCE(pg_get_expr(d.adbin, d.adrelid), '')
				FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE r.relnamespace = 'public'::regnamespace AND r.relkind = 'r' AND a.attnum > 0
			UNION ALL SELECT r.relname || ' ' || k.conname || ' ' || k.convalidated || pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid WHERE k.connamespace = 'public'::regnamespace
			UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
			UNION ALL SELECT tablename || ' ' || policyname || ' ' || roles::text || cmd || COALESCE(qual, '') || COALESCE(with_check, '') FROM pg_policies
			UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%') AS everything ORDER BY 1`)
	}
	return strings.Join(out, "\n"), err
}

// Sound tells what is wrong with a database: with its pages and keys, or with what a load has left.
func Sound(d *DB) error {
	e, ok := d.engine.(*sqliteDB)
	if !ok {
		return nil
	}
	return e.writer.borrow(context.Background(), func(s *session) error {
		return s.openly(func() error {
			found, err := collect(context.Background(), s.conn, Value[string], `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'
				UNION ALL SELECT "table" || ' points at no row of ' || parent FROM pragma_foreign_key_check
				UNION ALL SELECT name || ' is left' FROM (SELECT name FROM main.sqlite_schema UNION ALL SELECT name FROM temp.sqlite_schema) WHERE name GLOB 'banyan_load_*' OR name GLOB 'banyan_changed_*'`)
			if err == nil && len(found) > 0 {
				err = errors.New(strings.Join(found, "; "))
			}
			return err
		})
	})
}

// Plan tells how PostgreSQL would answer a statement from inside the wall.
func Plan(d *DB, sc authz.Scope, text string, args ...any) (string, error) {
	var steps []string
	err := d.Read(context.Background(), sc, func(tx *ReadTx) error {
		st, err := tx.s.texts.get(text)
		if err != nil {
			return err
		}
		steps, err = collect(context.Background(), tx.s.conn, Value[string], "EXPLAIN "+st.engine, args...)
		return err
	})
	return strings.Join(steps, "\n"), err
}
