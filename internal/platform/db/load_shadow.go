package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"banyan/internal/platform/errs"
)

// The tables of a load on SQLite stand beside the old ones under names of their own and without foreign keys; nobody else knows of them. The rows that are
// there are copied, and triggers note which of them change meanwhile. When every key is built, those are copied once more, and in one small
// transaction the two change places: in the engine's list of tables each name then leads to the other's pages, and nothing
// else is written. What stands beside then are the old rows, which are cleared away.

const (
	shadowed     = "banyan_load_"    // begins the names of the tables, their keys and triggers
	changedSince = "banyan_changed_" // begins the names of the lists of what has changed
	copyRows     = 20000             // rows that are copied or cleared away in one turn
)

// shadow is the tables of one load.
type shadow struct {
	e      *sqliteDB
	tables []string
	inside []pair   // foreign keys between the tables
	beyond []pair   // foreign keys to other tables
	keys   []string // builds the indexes
}

// pair is a foreign key of a loaded table.
type pair struct {
	child string
	ForeignKey
}

// newShadow makes empty tables beside the old ones and copies what is there.
func (e *sqliteDB) newShadow(ctx context.Context, tables []Loading) (*shadow, error) {
	sh := &shadow{e: e}
	for _, t := range tables {
		sh.tables = append(sh.tables, t.Table)
	}
	for _, t := range sh.tables {
		for _, f := range e.texts.schema.Table(t).Foreign {
			if slices.Contains(sh.tables, f.Parent) {
				sh.inside = append(sh.inside, pair{t, f})
			} else {
				sh.beyond = append(sh.beyond, pair{t, f})
			}
		}
	}
	if err := sh.clear(ctx); err != nil { // of a load that ended badly
		return sh, err
	}
	err := e.turn(ctx, func(s *session) error {
		for _, t := range sh.tables {
			if err := sh.make(ctx, s, t); err != nil {
				return err
			}
		}
		return nil
	})
	for _, t := range sh.tables {
		if err == nil {
			err = sh.copy(ctx, t)
		}
	}
	return sh, err
}

var (
	tableHead  = regexp.MustCompile(`^CREATE TABLE\s+"?\w+"?\s*\(`)
	foreignKey = regexp.MustCompile(`,\s*FOREIGN KEY\s*\([^)]*\)\s*REFERENCES\s+"?\w+"?\s*\([^)]*\)(\s+ON (DELETE|UPDATE) (CASCADE|RESTRICT|NO ACTION|SET NULL|SET DEFAULT))*`)
	indexHead  = regexp.MustCompile(`^CREATE (UNIQUE )?INDEX\s+"?(\w+)"?\s+ON\s+"?(\w+)"?\s*\(`)
)

// make makes one table as its old one is, and the triggers that note what changes there.
func (sh *shadow) make(ctx context.Context, s *session, table string) error {
	var text string
	var indexes []string
	err := s.openly(func() (err error) {
		if err = s.conn.QueryRowContext(ctx, `SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = ?`, table).Scan(&text); err != nil {
			return err
		}
		indexes, err = collect(ctx, s.conn, Value[string], `SELECT sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name`, table)
		return err
	})
	if err != nil {
		return err
	}
	text = foreignKey.ReplaceAllString(text, "")
	if !tableHead.MatchString(text) || strings.Contains(text, "REFERENCES") {
		return fmt.Errorf("db: cannot make a table like %s", table)
	}
	for _, one := range indexes {
		if !indexHead.MatchString(one) {
			return fmt.Errorf("db: cannot make a key like %s", one)
		}
		sh.keys = append(sh.keys, indexHead.ReplaceAllString(one, `CREATE ${1}INDEX main."`+shadowed+`${2}" ON "`+shadowed+`${3}" (`))
	}
	key := func(row string) string {
		return row + `."` + strings.Join(sh.e.texts.schema.Table(table).Primary, `", `+row+`."`) + `"`
	}
	note := func(event, row string) string {
		return fmt.Sprintf(`CREATE TEMP TRIGGER %s AFTER %s ON main.%q BEGIN INSERT INTO %s SELECT %s; END`, shadowed+table+"_"+strings.ToLower(event), event, table, changedSince+table, row)
	}
	return s.direct(ctx, tableHead.ReplaceAllString(text, `CREATE TABLE main."`+shadowed+table+`" (`),
		fmt.Sprintf(`CREATE TEMP TABLE %s (%s)`, changedSince+table, quotedList(sh.e.texts.schema.Table(table).Primary)),
		note("INSERT", key("NEW")), note("UPDATE", key("NEW")+` UNION SELECT `+key("OLD")), note("DELETE", key("OLD")))
}

// openly runs something while the wall is open.
func (s *session) openly(fn func() error) error {
	s.wall.open()
	defer s.wall.locked()
	return fn()
}

// copy copies the rows of a table that are there, some in each turn. A row that changes meanwhile is noted, and copied again.
func (sh *shadow) copy(ctx context.Context, table string) error {
	for last, done := int64(-1<<62), false; !done; {
		err := sh.e.turn(ctx, func(s *session) error {
			return s.openly(func() error {
				var next sql.NullInt64
				if err := s.conn.QueryRowContext(ctx, fmt.Sprintf(`SELECT max(rowid) FROM (SELECT rowid FROM main.%q WHERE rowid > ? ORDER BY rowid LIMIT %d)`, table, copyRows), last).Scan(&next); err != nil {
					return err
				}
				if done = !next.Valid; done {
					return nil
				}
				_, err := s.conn.ExecContext(ctx, fmt.Sprintf(`INSERT INTO main.%q SELECT * FROM main.%q WHERE rowid > ? AND rowid <= ?`, shadowed+table, table), last, next.Int64)
				last = next.Int64
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// catchUp copies once more what has changed.
func (sh *shadow) catchUp(ctx context.Context, s *session) error {
	for _, t := range sh.tables {
		own := quotedList(sh.e.texts.schema.Table(t).Primary)
		changed := fmt.Sprintf(`WHERE (%s) IN (SELECT %s FROM temp.%s)`, own, own, changedSince+t)
		if err := s.direct(ctx, fmt.Sprintf(`DELETE FROM main.%q %s`, shadowed+t, changed), fmt.Sprintf(`INSERT INTO main.%q SELECT * FROM main.%q %s`, shadowed+t, t, changed)); err != nil {
			return err
		}
	}
	for _, f := range sh.inside { // what is gone must not be missed
		var on, there []string
		for i, c := range f.Columns {
			on = append(on, fmt.Sprintf(`c.%q = k.%q`, c, f.ParentColumns[i]))
			there = append(there, fmt.Sprintf(`p.%q = k.%q`, f.ParentColumns[i], f.ParentColumns[i]))
		}
		err := s.openly(func() error {
			return lonely(ctx, s.conn, f, fmt.Sprintf(`SELECT 1 FROM temp.%s AS k WHERE NOT EXISTS (SELECT 1 FROM main.%q AS p WHERE %s) AND EXISTS (SELECT 1 FROM main.%q AS c WHERE %s) LIMIT 1`,
				changedSince+f.Parent, shadowed+f.Parent, strings.Join(there, " AND "), shadowed+f.child, strings.Join(on, " AND ")))
		})
		if err != nil {
			return err
		}
	}
	for _, t := range sh.tables {
		if err := s.direct(ctx, `DELETE FROM temp.`+changedSince+t); err != nil {
			return err
		}
	}
	return nil
}

// lonely is errs.Conflict where a query finds rows that point at none.
func lonely(ctx context.Context, q querier, f pair, text string) error {
	found, err := collect(ctx, q, Value[int64], text)
	if err == nil && len(found) > 0 {
		err = errs.Because(fmt.Errorf("db: a row of %s points at none of %s", f.child, f.Parent), errs.Conflict, "")
	}
	return err
}

// check looks for rows that point at none; parents is what the names of the tables that are pointed at begin with.
func check(ctx context.Context, q querier, keys []pair, parents string) error {
	for _, f := range keys {
		var on, set []string
		for i, c := range f.Columns {
			on = append(on, fmt.Sprintf(`p.%q = c.%q`, f.ParentColumns[i], c))
			set = append(set, fmt.Sprintf(`c.%q IS NOT NULL`, c))
		}
		err := lonely(ctx, q, f, fmt.Sprintf(`SELECT 1 FROM main.%q AS c WHERE %s AND NOT EXISTS (SELECT 1 FROM main.%q AS p WHERE %s) LIMIT 1`,
			shadowed+f.child, strings.Join(set, " AND "), parents+f.Parent, strings.Join(on, " AND ")))
		if err != nil {
			return err
		}
	}
	return nil
}

// bringIn builds the keys, each in a turn of its own, while a reader checks that no row points at none, and lets the tables change places. The engine has then
// looked at what they hold: without that it has read a whole organization to sort the people of one household.
func (sh *shadow) bringIn(l *sqliteLoad, end *ending) (err error) {
	ctx, stop := context.WithCancel(end.ctx)
	checked := make(chan error, 1)
	go func() { checked <- sh.checkBeside(ctx) }()
	defer func() {
		stop()
		if cerr := <-checked; err == nil {
			err = cerr
		}
	}()
	texts := slices.Clone(sh.keys)
	for _, t := range sh.tables {
		texts = append(texts, fmt.Sprintf(`ANALYZE main.%q`, shadowed+t))
	}
	for i, text := range texts {
		if err := sh.e.turn(ctx, func(s *session) error { return s.direct(ctx, `PRAGMA analysis_limit = 1000`, text) }); err != nil {
			return err
		}
		end.done(l.rows * int64(i+1) / int64(len(texts)+2))
	}
	if err := sh.e.turn(ctx, func(s *session) error { return sh.catchUp(ctx, s) }); err != nil {
		return err
	}
	err = <-checked
	checked <- err
	if err != nil {
		return err
	}
	return sh.e.writer.borrow(end.ctx, func(s *session) error {
		s.forget()
		err := s.whole(end.ctx, func() error { return sh.change(end, l, s) })
		if err != nil {
			err = errors.Join(err, s.direct(context.WithoutCancel(end.ctx), `PRAGMA writable_schema = RESET`))
		}
		return err
	})
}

// checkBeside checks the keys between the tables on a connection of its own.
func (sh *shadow) checkBeside(ctx context.Context) (err error) {
	pool, err := sql.Open("sqlite", sh.e.plain)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	return check(ctx, pool, sh.inside, shadowed)
}

// change lets the tables change places, and ends the load's transaction as any other of the Scope.
func (sh *shadow) change(end *ending, l *sqliteLoad, s *session) error {
	ctx := end.ctx
	if err := sh.catchUp(ctx, s); err != nil {
		return err
	}
	if err := s.openly(func() error { return check(ctx, s.conn, sh.beyond, "") }); err != nil {
		return err
	}
	if err := s.openly(func() error { return sh.swap(ctx, s.conn) }); err != nil {
		return err
	}
	if err := s.wall.enter(ctx, l.sc); err != nil {
		return err
	}
	return errors.Join(end.after(s), s.wall.leave())
}

// swap exchanges the pages of the tables and of their keys in the engine's list of them, and what it knows of how much they hold. A new
// number of the list makes every connection read it again.
func (sh *shadow) swap(ctx context.Context, conn *sql.Conn) error {
	var version int64
	if err := conn.QueryRowContext(ctx, `PRAGMA main.schema_version`).Scan(&version); err != nil {
		return err
	}
	texts := []string{`PRAGMA writable_schema = ON`}
	for _, t := range sh.tables {
		old, err := pagesOf(ctx, conn, t)
		if err != nil {
			return err
		}
		fresh, err := pagesOf(ctx, conn, shadowed+t)
		if err != nil {
			return err
		}
		if len(old) != len(fresh) {
			return fmt.Errorf("db: %s has %d keys and its load %d", t, len(old), len(fresh))
		}
		for _, name := range slices.Sorted(maps.Keys(old)) {
			other := shadowed + name
			if strings.HasPrefix(name, "sqlite_autoindex_") {
				other = strings.Replace(name, "sqlite_autoindex_", "sqlite_autoindex_"+shadowed, 1)
			}
			if fresh[other] == 0 {
				return fmt.Errorf("db: the load has no %s", other)
			}
			texts = append(texts, fmt.Sprintf(`UPDATE main.sqlite_schema SET rootpage = %d WHERE name = '%s'`, fresh[other], name),
				fmt.Sprintf(`UPDATE main.sqlite_schema SET rootpage = %d WHERE name = '%s'`, old[name], other))
		}
		texts = append(texts, fmt.Sprintf(`DELETE FROM main.sqlite_stat1 WHERE tbl = '%s'`, t),
			fmt.Sprintf(`UPDATE main.sqlite_stat1 SET tbl = '%s', idx = replace(idx, '%s', '') WHERE tbl = '%s'`, t, shadowed, shadowed+t))
	}
	for _, text := range append(texts, fmt.Sprintf(`PRAGMA main.schema_version = %d`, version+1), `PRAGMA writable_schema = RESET`) {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%w in %s", err, text)
		}
	}
	return nil
}

// pagesOf gives the first page of a table and of each of its keys.
func pagesOf(ctx context.Context, conn *sql.Conn, table string) (map[string]int64, error) {
	out := map[string]int64{}
	_, err := collect(ctx, conn, func(r Row) (n int64, err error) {
		var name string
		err = r.Scan(&name, &n)
		out[name] = n
		return n, err
	}, `SELECT name, rootpage FROM main.sqlite_schema WHERE tbl_name = ? AND type IN ('table', 'index')`, table)
	return out, err
}

// clear removes the tables that stand beside, a little in each turn.
func (sh *shadow) clear(ctx context.Context) error {
	err := sh.e.turn(ctx, func(s *session) error {
		for _, t := range sh.tables {
			for _, event := range []string{"insert", "update", "delete"} {
				if err := s.direct(ctx, `DROP TRIGGER IF EXISTS temp.`+shadowed+t+"_"+event); err != nil {
					return err
				}
			}
			if err := s.direct(ctx, `DROP TABLE IF EXISTS temp.`+changedSince+t); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, clearIn(ctx, func(fn func(*sql.Conn) error) error {
		return sh.e.turn(ctx, func(s *session) error { return s.openly(func() error { return fn(s.conn) }) })
	}))
}

// clearShadows removes what a process that was killed in the middle of a load has left.
func clearShadows(ctx context.Context, main *sql.DB) error {
	conn, err := main.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return clearIn(ctx, func(fn func(*sql.Conn) error) error { return fn(conn) })
}

// clearIn removes every table of loads. What is deleted is overwritten, so that each turn takes only a part: a key, some rows, the
// empty table.
func clearIn(ctx context.Context, turn func(func(*sql.Conn) error) error) error {
	for {
		more := false
		err := turn(func(conn *sql.Conn) error {
			found, err := collect(ctx, conn, func(r Row) (e [2]string, err error) { return e, r.Scan(&e[0], &e[1]) },
				`SELECT type, name FROM main.sqlite_schema WHERE name GLOB '`+shadowed+`*' AND type IN ('index', 'table') ORDER BY type, name LIMIT 1`)
			if more = len(found) > 0; err != nil || !more {
				return err
			}
			kind, name := found[0][0], found[0][1]
			if kind == "table" {
				res, err := conn.ExecContext(ctx, fmt.Sprintf(`DELETE FROM main.%q WHERE rowid IN (SELECT rowid FROM main.%q LIMIT %d)`, name, name, copyRows))
				if err != nil {
					return err
				}
				if n, err := res.RowsAffected(); n > 0 || err != nil {
					return err
				}
			}
			_, err = conn.ExecContext(ctx, fmt.Sprintf(`DROP %s main.%q`, strings.ToUpper(kind), name))
			return err
		})
		if err != nil || !more {
			return err
		}
	}
}
