package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"banyan/internal/platform/errs"
)

// session is one connection with everything a transaction on it needs. One goroutine uses it at a time.
type session struct {
	conn  *sql.Conn
	texts *statements
	wall  *wall                // SQLite only; PostgreSQL keeps its own wall
	kept  map[string]*sql.Stmt // SQLite only; pgx keeps prepared statements itself

	readOnly bool
	detached bool   // statements run to their end even where the caller's context ends (the shared writer)
	busy     bool   // an answer is being read
	unsaid   string // a watched table that the transaction wrote
	said     bool   // the transaction has told whom it changes; feed.go
	failed   error  // the first failure: PostgreSQL ends the transaction with it, so SQLite does too
}

var errBusy = errors.New("db: a query inside the answer of another query of the same transaction")

const maxKept = 256

// begin makes the session ready for the next transaction.
func (s *session) begin() { s.busy, s.failed, s.unsaid, s.said = false, nil, "", false }

func (s *session) each(ctx context.Context, fn func(Row) error, text string, args []any) (err error) {
	st, ctx, err := s.start(ctx, text)
	if err != nil {
		return s.fail(err)
	}
	stmt, done, err := s.prepare(ctx, st)
	if err != nil {
		return s.fail(translate(err))
	}
	defer done()
	rows, err := stmt(ctx, args)
	if err != nil {
		return s.fail(translate(err))
	}
	s.busy = true
	defer func() {
		s.busy = false
		cerr := rows.Close()
		if err == nil && cerr != nil {
			err = s.fail(translate(cerr))
		}
	}()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return s.fail(translate(err))
	}
	return nil
}

func (s *session) exec(ctx context.Context, text string, args []any) (int64, error) {
	st, ctx, err := s.start(ctx, text)
	if err != nil {
		return 0, s.fail(err)
	}
	var res sql.Result
	if s.wall == nil {
		res, err = s.conn.ExecContext(ctx, st.engine, args...)
	} else {
		var stmt *sql.Stmt
		if stmt, err = s.keep(ctx, st); err == nil {
			s.wall.preparing(st) // the engine compiles it again where the schema has changed
			res, err = stmt.ExecContext(ctx, args...)
			s.wall.locked()
		}
	}
	if err != nil {
		return 0, s.fail(translate(err))
	}
	n, err := res.RowsAffected()
	return n, s.fail(err)
}

// start checks that the transaction may go on and that the text is allowed in it.
func (s *session) start(ctx context.Context, text string) (*statement, context.Context, error) {
	switch {
	case s.failed != nil:
		return nil, ctx, fmt.Errorf("db: the transaction has failed before: %w", s.failed)
	case s.busy:
		return nil, ctx, errBusy
	}
	if err := ctx.Err(); err != nil {
		return nil, ctx, err
	}
	st, err := s.texts.get(text)
	if err != nil {
		return nil, ctx, err
	}
	if s.readOnly && st.writes() {
		return nil, ctx, fmt.Errorf("%w: %s while reading", errText, st.verb)
	}
	if st.watched {
		s.unsaid = st.table
	}
	if s.detached {
		ctx = context.WithoutCancel(ctx)
	}
	return st, ctx, nil
}

func (s *session) fail(err error) error {
	if err != nil && s.failed == nil {
		s.failed = err
	}
	return err
}

// prepare gives the way to ask a statement, and what to do after its answer has been read.
func (s *session) prepare(ctx context.Context, st *statement) (func(context.Context, []any) (*sql.Rows, error), func(), error) {
	if s.wall == nil {
		return func(ctx context.Context, args []any) (*sql.Rows, error) {
			return s.conn.QueryContext(ctx, st.engine, args...)
		}, func() {}, nil
	}
	stmt, err := s.keep(ctx, st)
	if err != nil {
		return nil, nil, err
	}
	s.wall.preparing(st)
	return func(ctx context.Context, args []any) (*sql.Rows, error) { return stmt.QueryContext(ctx, args...) }, s.wall.locked, nil
}

// keep prepares a statement under the wall's eyes, once for each kind of scope: the wall judges a statement
// when it is prepared, and the two kinds may not use each other's.
func (s *session) keep(ctx context.Context, st *statement) (*sql.Stmt, error) {
	key := s.wall.prefix() + st.engine
	if stmt := s.kept[key]; stmt != nil {
		return stmt, nil
	}
	if len(s.kept) >= maxKept {
		s.forget()
	}
	s.wall.preparing(st)
	stmt, err := s.conn.PrepareContext(ctx, st.engine)
	s.wall.locked()
	if err != nil {
		return nil, err
	}
	s.kept[key] = stmt
	return stmt, nil
}

func (s *session) forget() {
	for _, stmt := range s.kept {
		stmt.Close()
	}
	s.kept = map[string]*sql.Stmt{}
}

// over is what a transaction that somebody kept after its end has in its hands.
var over = &session{failed: errors.New("db: the transaction is over")}

// unknownOutcome is the answer where nobody can tell whether a write is kept. It is never a success.
func unknownOutcome(cause error) error {
	return errs.Because(cause, errs.Unavailable, "error.unknown_outcome")
}
