package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"banyan/internal/platform/errs"

	"github.com/jackc/pgx/v5/stdlib"
)

// loadLock is the advisory lock of whoever loads.
const loadLock = 4202408

// sideSchema is where the new tables are made. It exists inside the load's transaction alone.
const sideSchema = "banyan_load"

// side is the new tables beside the old ones.
type side struct {
	tables   []string
	primary  [][]string // their keys' columns
	columns  [][]string
	since    int64      // transactions from this number on may not be in what was copied
	copied   []string   // the last row that was copied into each table, where there is one
	guards   []string   // the wall's policies and grants, which a new table lacks
	keys     []string   // builds the indexes and foreign keys of the new tables
	pointing []pointing // foreign keys of other tables
	children []string   // those tables
}

// pointing is a foreign key of a table that stays, to one that is replaced.
type pointing struct{ table, name, definition string }

// newSide begins the transaction and makes the new tables with everything that is there; nil where somebody else loads, where a table holds
// too many rows or something that cannot be copied, or where this login may not make a schema.
func newSide(ctx context.Context, pool *sql.DB, conn *sql.Conn, schema *Schema, rows, org int64, tables []Loading) (*side, error) {
	sd := &side{}
	for _, t := range tables {
		sd.tables = append(sd.tables, t.Table)
		sd.primary, sd.columns = append(sd.primary, schema.Table(t.Table).Primary), append(sd.columns, schema.Table(t.Table).ColumnNames())
		sd.guards = append(sd.guards, postgresGuards(schema.Table(t.Table))...)
	}
	if err := execAll(ctx, conn, `BEGIN ISOLATION LEVEL READ COMMITTED`, `SET LOCAL banyan.maintenance = 'on'`, `SET LOCAL idle_in_transaction_session_timeout = 0`); err != nil {
		return nil, err
	}
	alone, err := single[bool](ctx, conn, fmt.Sprintf(`SELECT pg_try_advisory_xact_lock(%d)`, loadLock))
	if err != nil || !alone {
		return nil, err
	}
	if ok, err := sd.fits(ctx, conn, rows, org); err != nil || !ok {
		return nil, err
	}
	if err := sd.find(ctx, conn); err != nil {
		return nil, err
	}
	if err := execAll(ctx, conn, `CREATE SCHEMA `+sideSchema); codeOf(err) == "42501" {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return sd, sd.make(ctx, pool, conn, org)
}

// single asks for one value.
func single[T any](ctx context.Context, conn *sql.Conn, text string, args ...any) (v T, err error) {
	err = conn.QueryRowContext(ctx, text, args...).Scan(&v)
	return v, err
}

func publicTables(names []string) string {
	var out []string
	for _, t := range names {
		out = append(out, fmt.Sprintf(`public.%q`, t))
	}
	return strings.Join(out, ", ")
}

// fits tells whether the tables hold few rows of the organization and not too many of others, and nothing hangs on them that a copy would lack.
func (sd *side) fits(ctx context.Context, conn *sql.Conn, rows, org int64) (bool, error) {
	hanging, err := single[int64](ctx, conn, `SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY ($1))
		+ (SELECT count(*) FROM pg_depend d JOIN pg_rewrite w ON w.oid = d.objid WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid::regclass::text = ANY ($1))
		+ (SELECT count(*) FROM pg_inherits WHERE inhparent::regclass::text = ANY ($1))`, sd.tables)
	if err != nil || hanging > 0 {
		return false, err
	}
	for _, t := range sd.tables {
		own, err := single[int64](ctx, conn, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM public.%q WHERE org_id = %d LIMIT %d) AS sample`, t, org, rows/4+1))
		if err != nil || own > rows/4 {
			return false, err
		}
		all, err := single[int64](ctx, conn, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM public.%q LIMIT %d) AS sample`, t, 2*rows+1))
		if err != nil || all > 2*rows {
			return false, err
		}
	}
	return true, nil
}

// find writes down the keys.
func (sd *side) find(ctx context.Context, conn *sql.Conn) error {
	const key = `SELECT r.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid LEFT JOIN pg_class p ON p.oid = k.confrelid
		WHERE r.relnamespace = 'public'::regnamespace AND `
	read := func(r Row) (p pointing, err error) { return p, r.Scan(&p.table, &p.name, &p.definition) }
	own, err := collect(ctx, conn, read, key+`k.contype IN ('p', 'u') AND r.relname = ANY ($1) ORDER BY 1, 2`, sd.tables)
	if err != nil {
		return err
	}
	foreign, err := collect(ctx, conn, read, key+`k.contype = 'f' AND r.relname = ANY ($1) ORDER BY 1, 2`, sd.tables)
	if err != nil {
		return err
	}
	if sd.pointing, err = collect(ctx, conn, read, key+`k.contype = 'f' AND r.relname <> ALL ($1) AND p.relname = ANY ($1) ORDER BY 1, 2`, sd.tables); err != nil {
		return err
	}
	indexes, err := collect(ctx, conn, Value[string], `SELECT replace(pg_get_indexdef(x.indexrelid), ' ON public.', ' ON `+sideSchema+`.') FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
		WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1) AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u')) ORDER BY 1`, sd.tables)
	for _, k := range own {
		sd.keys = append(sd.keys, k.add(sideSchema))
	}
	sd.keys = append(sd.keys, indexes...)
	for _, k := range foreign {
		sd.keys = append(sd.keys, k.add(sideSchema))
	}
	for _, p := range sd.pointing {
		sd.children = append(sd.children, p.table)
	}
	slices.Sort(sd.children)
	sd.children = slices.Compact(sd.children)
	return err
}

func (p pointing) add(schema string) string {
	return fmt.Sprintf(`ALTER TABLE %s.%q ADD CONSTRAINT %q %s`, schema, p.table, p.name, p.definition)
}

// make makes the new tables with the rows that are there. From then on they take rows of one organization alone: the database
// refuses every other.
func (sd *side) make(ctx context.Context, pool *sql.DB, conn *sql.Conn, org int64) (err error) {
	if err := execAll(ctx, conn, `SET LOCAL search_path = `+sideSchema+`, public`, `SET LOCAL maintenance_work_mem = '128MB'`); err != nil {
		return err
	}
	if sd.since, err = single[int64](ctx, conn, `SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint`); err != nil {
		return err
	}
	for _, t := range sd.tables {
		if err := execAll(ctx, conn, fmt.Sprintf(`CREATE TABLE %[1]s.%[2]q (LIKE public.%[2]q INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMPRESSION)`, sideSchema, t)); err != nil {
			return err
		}
		if err := copyTable(ctx, pool, conn, t); err != nil {
			return err
		}
		last, err := single[string](ctx, conn, fmt.Sprintf(`SELECT COALESCE(max(ctid)::text, '') FROM %s.%q`, sideSchema, t))
		if err != nil {
			return err
		}
		sd.copied = append(sd.copied, last)
		if err := execAll(ctx, conn, fmt.Sprintf(`ALTER TABLE %s.%q ADD CONSTRAINT one_organization CHECK (org_id = %d) NOT VALID`, sideSchema, t, org)); err != nil {
			return err
		}
	}
	return nil
}

// copyTable copies what is there, by way of this process: rows that are copied within the server would be missing for whoever began to read before the tables change
// places and asks for them after it.
func copyTable(ctx context.Context, pool *sql.DB, conn *sql.Conn, table string) error {
	other, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer other.Close()
	if err := execAll(ctx, other, `BEGIN READ ONLY`, `SET LOCAL banyan.maintenance = 'on'`); err != nil {
		return err
	}
	defer other.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
	out, in := io.Pipe()
	read := make(chan error, 1)
	go func() {
		err := other.Raw(func(c any) error {
			_, err := c.(*stdlib.Conn).Conn().PgConn().CopyTo(ctx, in, fmt.Sprintf(`COPY (SELECT * FROM public.%q) TO STDOUT`, table))
			return err
		})
		in.CloseWithError(err)
		read <- err
	}()
	err = conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().PgConn().CopyFrom(ctx, out, fmt.Sprintf(`COPY %s.%q FROM STDIN (FREEZE)`, sideSchema, table))
		return err
	})
	out.CloseWithError(errStream)
	return errors.Join(err, <-read)
}

// build gives the statements that make the new tables what the old ones are.
func (sd *side) build() []string {
	out := slices.Clone(sd.keys)
	for _, t := range sd.tables {
		out = append(out, fmt.Sprintf(`ALTER TABLE %s.%q DROP CONSTRAINT one_organization`, sideSchema, t), fmt.Sprintf(`ANALYZE %s.%q`, sideSchema, t))
	}
	return append(out, sd.guards...)
}

const (
	lateForLock = "55P03"
	deadlock    = "40P01"
	// changeWithin is for how long a load asks for its moment: a dump that reads every table keeps it waiting.
	changeWithin = 10 * time.Minute
)

// catchUp copies once more what others have changed since it was copied; nobody may write these tables meanwhile.
func (sd *side) catchUp(ctx context.Context, conn *sql.Conn) error {
	for i := len(sd.tables) - 1; i >= 0; i-- { // who points before whom they point at
		if sd.copied[i] == "" {
			continue
		}
		var same []string
		for _, c := range sd.primary[i] {
			same = append(same, fmt.Sprintf(`p.%q = s.%q`, c, c))
		}
		if err := execAll(ctx, conn, fmt.Sprintf(`DELETE FROM %s.%q AS s WHERE s.ctid <= '%s' AND NOT EXISTS (SELECT 1 FROM public.%q AS p WHERE %s)`,
			sideSchema, sd.tables[i], sd.copied[i], sd.tables[i], strings.Join(same, " AND "))); err != nil {
			return err
		}
	}
	for i, t := range sd.tables {
		var set []string
		for _, c := range sd.columns[i] {
			set = append(set, fmt.Sprintf(`%q = excluded.%q`, c, c))
		}
		// A row carries the low half of the number of the transaction that wrote it; numbers below 3 are the engine's own. What is older by more than half
		// of them looks new, and is copied without need.
		if err := execAll(ctx, conn, fmt.Sprintf(`INSERT INTO %s.%q SELECT * FROM public.%q WHERE xmin::text::bigint > 2 AND (xmin::text::bigint - %d + 4294967296) %% 4294967296 < 2147483648
			ON CONFLICT (%s) DO UPDATE SET %s`, sideSchema, t, t, sd.since%(1<<32), quotedList(sd.primary[i]), strings.Join(set, ", "))); err != nil {
			return err
		}
	}
	return nil
}

// change lets the new tables take the places of the old ones. It needs a moment in which nobody writes them, and at its end a shorter one in which
// nobody reads them. The keys of other tables point at the new ones from then on, and are checked afterwards: their rows pointed at what was copied.
func (sd *side) change(ctx context.Context, conn *sql.Conn) error {
	if err := lockSoon(ctx, conn, slices.Concat(sd.tables, sd.children), `SHARE ROW EXCLUSIVE`); err != nil {
		return err
	}
	if err := sd.catchUp(ctx, conn); err != nil {
		return err
	}
	var texts []string
	for _, p := range sd.pointing {
		p.name += arriving
		texts = append(texts, strings.TrimSuffix(p.add("public"), " NOT VALID")+" NOT VALID") // the search path names the new tables
	}
	if err := execAll(ctx, conn, texts...); err != nil {
		return err
	}
	if err := lockSoon(ctx, conn, slices.Concat(sd.tables, sd.children), `ACCESS EXCLUSIVE`); err != nil {
		return err
	}
	texts = nil
	for _, p := range sd.pointing {
		texts = append(texts, fmt.Sprintf(`ALTER TABLE public.%q DROP CONSTRAINT %q`, p.table, p.name), fmt.Sprintf(`ALTER TABLE public.%q RENAME CONSTRAINT %q TO %q`, p.table, p.name+arriving, p.name))
	}
	texts = append(texts, `DROP TABLE `+publicTables(sd.tables))
	for _, t := range sd.tables {
		texts = append(texts, fmt.Sprintf(`ALTER TABLE %s.%q SET SCHEMA public`, sideSchema, t))
	}
	return execAll(ctx, conn, append(texts, `SET LOCAL search_path = public`, `DROP SCHEMA `+sideSchema)...)
}

// checkKeys checks the foreign keys that a load has left unchecked; who writes the tables meanwhile does not wait.
func checkKeys(ctx context.Context, conn *sql.Conn) error {
	texts, err := collect(ctx, conn, Value[string], `SELECT format('ALTER TABLE public.%I VALIDATE CONSTRAINT %I', r.relname, k.conname) FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
		WHERE k.contype = 'f' AND NOT k.convalidated AND r.relnamespace = 'public'::regnamespace ORDER BY 1`)
	if err != nil {
		return err
	}
	for _, text := range texts {
		if err := execAll(ctx, conn, `BEGIN; SET LOCAL banyan.maintenance = 'on'; `+text+`; COMMIT`); err != nil {
			_, rerr := conn.ExecContext(ctx, `ROLLBACK`)
			return errors.Join(err, rerr)
		}
	}
	return nil
}

// arriving is the end of a key's name until the old one is gone.
const arriving = "_arriving"

// lockSoon locks tables. It asks again and again for a short moment, so that nobody waits behind it for long; it returns errs.Unavailable where
// there is none for ten minutes.
func lockSoon(ctx context.Context, conn *sql.Conn, tables []string, mode string) error {
	if len(tables) == 0 {
		return nil
	}
	for began, pause := time.Now(), 30*time.Millisecond; ; pause = min(2*pause, time.Second) {
		patience := fmt.Sprintf(`SET LOCAL lock_timeout = '%dms'`, 40+time.Since(began).Milliseconds()/100) // 340 ms after half a minute: somebody always reads
		err := execAll(ctx, conn, `SAVEPOINT change`, patience, `LOCK TABLE `+publicTables(tables)+` IN `+mode+` MODE`, `SET LOCAL lock_timeout = 0`)
		if err == nil {
			return nil
		}
		if code := codeOf(err); code != lateForLock && code != deadlock {
			return err
		}
		if time.Since(began) > changeWithin {
			return errs.Because(err, errs.Unavailable, "")
		}
		if err := execAll(ctx, conn, `ROLLBACK TO change`); err != nil {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := execAll(ctx, conn, parry); err != nil { // and then at once, before they are back
			return err
		}
	}
}

// parry ends the statements of those who wait for this load while it waits for them: who has read one of these tables, or written another
// one, and now waits to write one of these. They begin again by themselves (postgresDB.write).
const parry = `SELECT pg_cancel_backend(w.pid) FROM (SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND locktype = 'relation') AS w WHERE pg_backend_pid() = ANY (pg_blocking_pids(w.pid))`
