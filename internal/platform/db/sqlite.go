package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
)

// sqliteDB is the embedded engine: one writer, several readers, one file.
type sqliteDB struct {
	pool    *sql.DB // opens the readers' connections
	guards  *guards
	texts   *statements
	readers chan *session // idle ones; nil means that one more may be opened
	writer  *writer
	loading sync.Mutex // held by a load
	plain   string     // the address for a reader without a wall: the backup
	once    sync.Once
}

// PRAGMAs stand in the address only: one that goes through a pool reaches one connection.
// synchronous(FULL) waits for the disk at each commit; NORMAL lost acknowledged rows in power cuts.
// secure_delete overwrites what is deleted, so that an erasure erases.
var sqlitePragmas = []string{"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "busy_timeout(10000)", "secure_delete(1)",
	"cache_size(-" + usualMemory + ")", "trusted_schema(0)", "recursive_triggers(1)", "journal_size_limit(67108864)"}

// readerMemory is less: a reader forgets its pages with every commit of the writer's, there are eight, and the system keeps the file's pages anyway.
const readerMemory = "4000"

func sqliteDSN(path, mode string, pragmas ...string) string {
	q := url.Values{"_pragma": slices.Concat(sqlitePragmas, pragmas), "mode": {mode}, "_dqs": {"0"}}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func openSQLite(ctx context.Context, cfg Config, path string) (_ *DB, err error) {
	defer errs.Wrap(&err, "db.Open(sqlite)")
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	if err := private(path); err != nil {
		return nil, err
	}
	release, err := alone(ctx, path)
	if err != nil {
		return nil, err
	}
	defer release()
	main, err := sql.Open("sqlite", sqliteDSN(path, "rwc"))
	if err != nil {
		return nil, err
	}
	main.SetMaxOpenConns(1)
	defer func() {
		if err != nil {
			main.Close()
		}
	}()
	if err := settle(ctx, main, path); err != nil {
		return nil, err
	}
	if err := migrate(ctx, SQLite, main); err != nil {
		return nil, err
	}
	if err := ensureEpoch(ctx, main); err != nil {
		return nil, err
	}
	if err := clearShadows(ctx, main); err != nil {
		return nil, err
	}
	schema, err := sqliteSchema(ctx, main)
	if err != nil {
		return nil, err
	}
	e := &sqliteDB{guards: newGuards(schema), texts: &statements{schema: schema, dialect: SQLite, tenant: schema.tenantNames(), hidden: schema.hiddenNames(), watched: schema.watched()},
		readers: make(chan *session, cfg.Readers), plain: sqliteDSN(path, "ro")}
	if e.writer, err = startWriter(ctx, cfg, main, e); err != nil {
		return nil, err
	}
	if e.pool, err = sql.Open("sqlite", sqliteDSN(path, "ro", "cache_size(-"+readerMemory+")")); err != nil {
		return nil, err
	}
	for range cfg.Readers {
		e.readers <- nil
	}
	return &DB{dialect: SQLite, engine: e, schema: schema, log: cfg.Log}, nil
}

// private makes a new database file for its owner's eyes only, and the folder around it where there is none. A file
// that is there is not touched: closing it would drop the locks that this process may hold on it.
func private(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// alone keeps other processes from opening the same database at the same time; release lets them. The lock is on a
// file of its own, and ends with the process.
func alone(ctx context.Context, path string) (release func() error, err error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f.Close, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(err, f.Close())
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.Close())
		}
	}
}

// settle puts everything that an earlier process left in the write-ahead log safely on the disk, before anything is
// acknowledged. Without it: a process is killed inside an fsync, its rows are visible after the restart but not yet on
// the disk; the phone sends again, finds its rows there, and is told that they are safe; then the power fails.
// Where another process holds the log, an fsync of the log itself does the same.
func settle(ctx context.Context, main *sql.DB, path string) error {
	var busy, log, moved int
	if err := main.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	if busy == 0 {
		return nil
	}
	f, err := os.OpenFile(path+"-wal", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// session raises the wall on a new connection.
func (e *sqliteDB) session(ctx context.Context, pool *sql.DB, writer bool) (*session, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w, err := e.guards.build(context.WithoutCancel(ctx), conn, writer)
	if err != nil {
		discard(conn)
		return nil, err
	}
	return &session{conn: conn, texts: e.texts, wall: w, kept: map[string]*sql.Stmt{}, readOnly: !writer, detached: writer}, nil
}

// closeSession ends a connection for good; its statements first.
func closeSession(s *session) error {
	s.forget()
	s.wall.open()
	err := errors.Join(s.wall.set.Close(), s.wall.clear.Close())
	discard(s.conn)
	return err
}

// discard ends a connection; Close alone would let database/sql lend it again, with what stands of the wall.
func discard(conn *sql.Conn) {
	conn.Raw(func(any) error { return errBadConn })
	conn.Close()
}

func (e *sqliteDB) read(ctx context.Context, sc authz.Scope, fn func(*ReadTx) error) (err error) {
	var s *session
	select {
	case s = <-e.readers:
	case <-ctx.Done():
		return ctx.Err()
	}
	if s == nil {
		if s, err = e.session(ctx, e.pool, false); err != nil {
			e.readers <- nil
			return translate(err)
		}
	}
	healthy := false
	defer func() {
		if !healthy || e.reset(s) != nil {
			closeSession(s)
			s = nil
		}
		e.readers <- s
	}()
	s.begin()
	if err := s.wall.enter(context.WithoutCancel(ctx), sc); err != nil {
		return err
	}
	if err := s.control("BEGIN"); err != nil {
		return err
	}
	tx := &ReadTx{s}
	defer func() { tx.s = over }()
	err = fn(tx)
	healthy = true // a panic in fn, or an interrupted connection, costs the connection
	return err
}

// reset ends the snapshot and empties the wall's context before the connection goes back.
func (e *sqliteDB) reset(s *session) error {
	return errors.Join(s.control("ROLLBACK"), s.wall.leave())
}

// control runs one of this package's own statements.
func (s *session) control(text string) error {
	s.wall.open()
	defer s.wall.locked()
	key := "!" + text
	stmt := s.kept[key]
	if stmt == nil {
		var err error
		if stmt, err = s.conn.PrepareContext(context.Background(), text); err != nil {
			return err
		}
		s.kept[key] = stmt
	}
	_, err := stmt.ExecContext(context.Background())
	return err
}

func (e *sqliteDB) write(ctx context.Context, sc authz.Scope, fn func(*WriteTx) error) error {
	return e.writer.write(ctx, sc, fn)
}

func (e *sqliteDB) close() (err error) {
	e.once.Do(func() {
		err = e.writer.stop()
		for range cap(e.readers) {
			if s := <-e.readers; s != nil {
				err = errors.Join(err, closeSession(s))
			}
		}
		err = errors.Join(err, e.pool.Close())
	})
	return err
}

// wallMessage is what the wall's triggers say; PostgreSQL's own words for the same.
const wallMessage = "new row violates row-level security policy"

// translateSQLite gives SQLite's errors their kinds.
func translateSQLite(err error, code int) error {
	switch code & 0xff {
	case sqliteConstraint:
		if strings.Contains(err.Error(), wallMessage) {
			return errs.Because(err, errs.Forbidden, "")
		}
		if code == sqliteUnique || code == sqlitePrimaryKey || code == sqliteForeignKey {
			return errs.Because(err, errs.Conflict, "")
		}
	case sqliteAuth:
		return errs.Because(err, errs.Forbidden, "")
	case sqliteFull:
		return errs.Because(err, errs.Unavailable, "error.disk_full")
	case sqliteBusy, sqliteLocked, sqliteIOErr, sqliteCantOpen, sqliteReadOnly:
		return errs.Because(err, errs.Unavailable, "")
	}
	return err
}
