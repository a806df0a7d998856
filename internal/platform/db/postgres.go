package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresDB is the engine for more than one machine.
type postgresDB struct {
	pool  *sql.DB
	texts *statements
	alone *doubts
	tries int
	turns turns
}

// doubts remembers the connections on which a commit was not confirmed by the standby. PostgreSQL tells it as a
// warning beside a success: "canceling wait for synchronous replication". For us it is a failure.
type doubts struct {
	mu sync.Mutex
	by map[*pgconn.PgConn]bool
}

func (d *doubts) notice(c *pgconn.PgConn, n *pgconn.Notice) {
	if strings.Contains(n.Message, "canceling wait for synchronous replication") || strings.Contains(n.Message, "canceling the wait for synchronous replication") {
		d.mu.Lock()
		d.by[c] = true
		d.mu.Unlock()
	}
}

// take tells whether the connection is in doubt, and forgets it.
func (d *doubts) take(c *pgconn.PgConn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	doubt := d.by[c]
	delete(d.by, c)
	return doubt
}

func openPostgres(ctx context.Context, cfg Config) (_ *DB, err error) {
	defer errs.Wrap(&err, "db.Open(postgres)")
	pc, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, err
	}
	e := &postgresDB{alone: &doubts{by: map[*pgconn.PgConn]bool{}}, tries: 40, turns: turns{by: map[id.ID]chan struct{}{}}}
	pc.OnNotice = e.alone.notice
	pc.RuntimeParams["search_path"] = "public"
	pc.RuntimeParams["standard_conforming_strings"] = "on"
	if pc.RuntimeParams["work_mem"] == "" {
		pc.RuntimeParams["work_mem"] = "64MB" // a set of a million people that a universe's condition asks for is hashed, not walked for each of them
	}
	if pc.RuntimeParams["random_page_cost"] == "" {
		// What is asked for often is in memory, and else on a disk that does not turn: a look-up costs little more than reading on.
		pc.RuntimeParams["random_page_cost"] = "1.1"
	}
	pc.RuntimeParams["idle_in_transaction_session_timeout"] = "120000"
	e.pool = stdlib.OpenDB(*pc)
	e.pool.SetMaxOpenConns(cfg.Readers)
	e.pool.SetMaxIdleConns(cfg.Readers)
	defer func() {
		if err != nil {
			e.pool.Close()
		}
	}()
	schema, err := preparePostgres(ctx, e.pool)
	if err != nil {
		return nil, err
	}
	e.texts = &statements{schema: schema, dialect: Postgres, tenant: schema.tenantNames(), hidden: schema.hiddenNames(), watched: schema.watched()}
	return &DB{dialect: Postgres, engine: e, schema: schema, log: cfg.Log}, nil
}

// idEach takes a list of ids apart. The wall lets an index be asked only for what cannot tell anything of a row, and the reading of a number out of a text can: it
// says which text is none. A list of texts that became numbers within a statement was therefore held against every row of an organization, and somebody's
// page took seconds. Here they are numbers before. Most lists are short.
const idEach = `CREATE OR REPLACE FUNCTION public.id_each(list text) RETURNS TABLE (value bigint) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 100
	AS $$ SELECT CAST(jsonb_array_elements_text(list::jsonb) AS bigint) $$`

// asIDs makes a text take its lists of ids apart so.
var asIDs = strings.NewReplacer("SELECT CAST(value AS BIGINT) FROM json_each(", "SELECT value FROM public.id_each(")

// preparePostgres migrates and raises the wall. An advisory lock keeps two servers that start at once apart.
func preparePostgres(ctx context.Context, pool *sql.DB) (*Schema, error) {
	lock, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	if _, err := lock.ExecContext(ctx, `SELECT pg_advisory_lock(4202407)`); err != nil {
		return nil, err
	}
	defer lock.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(4202407)`)
	if err := migrate(ctx, Postgres, pool); err != nil {
		return nil, err
	}
	schema, err := postgresSchema(ctx, pool)
	if err != nil {
		return nil, err
	}
	if err := raisePostgresWall(ctx, lock, schema); err != nil {
		return nil, err
	}
	if err := errors.Join(execAll(ctx, lock, idEach), forgetStrangeStamps(ctx, lock), checkKeys(ctx, lock)); err != nil {
		return nil, err
	}
	return schema, ensureEpoch(ctx, lock)
}

func (e *postgresDB) read(ctx context.Context, sc authz.Scope, fn func(*ReadTx) error) error {
	return e.transaction(ctx, sc, false, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", func(s *session) error {
		s.readOnly = true
		tx := &ReadTx{s}
		defer func() { tx.s = over }()
		return fn(tx)
	})
}

const (
	// patience is how often a write meets others before it asks them to stand in line.
	patience = 4
	// lockPatience is for how long a write asks again for a table that somebody holds, as a load of a voter file does. It holds no connection
	// between two tries, so that those who read find one.
	lockPatience = 30 * time.Second
	// twin is that a row of this key came into being since the transaction began: the same entry of a phone, whose first delivery another server,
	// or one that was killed, still commits. SERIALIZABLE tells it so, and not as a conflict, where the key was not asked for before. Seen again, it is found.
	twin      = "23505"
	twinTries = patience + 4 // the last of them standing in line
)

// write runs fn until no other transaction came between: SERIALIZABLE turns a conflict into an error that means
// "again". The first tries follow each other at once; then with growing pauses, so that two that keep meeting part. Those that have
// met others several times take a lock before they begin, so that many who want the same row go one after another.
func (e *postgresDB) write(ctx context.Context, sc authz.Scope, fn func(*WriteTx) error) error {
	began := time.Now()
	for try := 1; ; try++ {
		err := e.transaction(ctx, sc, try > patience, "BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL lock_timeout = '1s'", func(s *session) error {
			tx := &WriteTx{s}
			defer func() { tx.s = over }()
			return fn(tx)
		})
		pause := time.Duration(rand.Int64N(int64(time.Millisecond) << min(try/2, 7)))
		switch {
		case again(err) && try < e.tries, codeOf(err) == twin && try < twinTries:
		case ctx.Err() == nil && heldUp(err) && time.Since(began) < lockPatience:
			pause = 200*time.Millisecond + rand.N(400*time.Millisecond)
			try--
		case again(err) || ctx.Err() == nil && heldUp(err):
			return errs.Because(err, errs.Unavailable, "")
		default:
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// heldUp tells a statement that waited too long for a lock, or was ended by a load that waited for its transaction (load_side.go).
func heldUp(err error) bool {
	code := codeOf(err)
	return code == lateForLock || code == "57014"
}

func again(err error) bool {
	var p *pgconn.PgError
	return errors.As(err, &p) && (p.Code == "40001" || p.Code == "40P01")
}

// turns are, for each organization, the one of its writes in this process that stands in line.
type turns struct {
	mu sync.Mutex
	by map[id.ID]chan struct{}
}

func (t *turns) of(org id.ID) chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.by[org] == nil {
		t.by[org] = make(chan struct{}, 1)
	}
	return t.by[org]
}

// line is the lock of an organization's writes that stand in line, held by the session.
const line = `(hashtextextended('banyan line', $1))`

// transaction runs fn as the role of the scope, with its organizations set for the transaction alone. inLine waits for every other one of
// the organization that stands in line; the lock is taken before the transaction begins, since one taken inside comes after its snapshot.
func (e *postgresDB) transaction(ctx context.Context, sc authz.Scope, inLine bool, begin string, fn func(*session) error) error {
	if inLine { // one of each organization waits with a connection, the others of this process without
		turn := e.turns.of(sc.Organization())
		select {
		case turn <- struct{}{}:
			defer func() { <-turn }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	conn, err := e.pool.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	finished := false
	defer func() {
		if inLine && finished {
			_, err := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock`+line, int64(sc.Organization()))
			finished = err == nil
		}
		if !finished { // a panic: the connection is not fit for anybody else
			conn.Raw(func(any) error { return errBadConn })
		}
		conn.Close()
	}()
	if inLine {
		if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock`+line, int64(sc.Organization())); err != nil {
			return translate(err)
		}
	}
	opening, err := e.opening(begin, sc)
	if err != nil {
		finished = true
		return err
	}
	if _, err := conn.ExecContext(ctx, opening); err != nil {
		return translate(err)
	}
	s := &session{conn: conn, texts: e.texts}
	err = fn(s)
	if err == nil {
		err = s.failed
	}
	end := context.WithoutCancel(ctx) // a client that goes away must not leave the outcome open
	if err != nil {
		_, rerr := conn.ExecContext(end, "ROLLBACK")
		finished = rerr == nil
		return err
	}
	if err = e.commit(end, conn); err == nil || again(err) {
		finished = true
	}
	return err
}

// opening is one message to the server: the transaction, its role and its organizations.
func (e *postgresDB) opening(begin string, sc authz.Scope) (string, error) {
	role := appRole
	if sc.IsPlatform() {
		role = controlRole
	}
	var orgs []string
	for _, o := range sc.Organizations() {
		if o <= 0 {
			return "", fmt.Errorf("db: the scope has the organization %d", int64(o))
		}
		orgs = append(orgs, strconv.FormatInt(int64(o), 10))
	}
	return begin + "; SET LOCAL ROLE " + role + "; SET LOCAL banyan.orgs = '" + strings.Join(orgs, ",") + "'", nil
}

// commit reports success only where the server has said COMMIT and no doubt about the standby was voiced.
func (e *postgresDB) commit(ctx context.Context, conn *sql.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return conn.Raw(func(c any) error {
		pc := c.(*stdlib.Conn).Conn().PgConn()
		e.alone.take(pc)
		tag, err := pc.Exec(ctx, "COMMIT").ReadAll()
		doubt := e.alone.take(pc)
		var p *pgconn.PgError
		switch {
		case errors.As(err, &p):
			return translate(err) // the server has said that it did not commit
		case err != nil:
			return unknownOutcome(err)
		case doubt:
			return unknownOutcome(errors.New("the standby has not confirmed the commit"))
		case len(tag) != 1 || tag[0].CommandTag.String() != "COMMIT":
			return errors.New("db: the transaction was rolled back at its commit")
		}
		return nil
	})
}

func (e *postgresDB) close() error { return e.pool.Close() }
