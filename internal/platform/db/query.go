package db

import (
	"context"
	"errors"

	"banyan/internal/platform/errs"
)

// Row is one row of an answer.
type Row interface{ Scan(dest ...any) error }

// Querier is a transaction that can be asked: a ReadTx or a WriteTx.
type Querier interface {
	// each runs a statement and gives every row to fn; it owns the rows' Close and Err.
	each(ctx context.Context, fn func(Row) error, sql string, args []any) error
}

// Each runs a statement and gives every row to fn. fn may not ask the same transaction something else meanwhile:
// PostgreSQL has one conversation a connection, and the same code must run on both.
func Each(ctx context.Context, q Querier, fn func(Row) error, sql string, args ...any) error {
	return q.each(ctx, fn, sql, args)
}

// All runs a statement and gives every row, read by scan.
func All[T any](ctx context.Context, q Querier, scan func(Row) (T, error), sql string, args ...any) ([]T, error) {
	var out []T
	err := q.each(ctx, func(r Row) error {
		v, err := scan(r)
		if err == nil {
			out = append(out, v)
		}
		return err
	}, sql, args)
	return out, err
}

var errStop = errors.New("db: enough rows")

// One runs a statement and gives its first row, read by scan. It returns errs.NotFound where there is none.
func One[T any](ctx context.Context, q Querier, scan func(Row) (T, error), sql string, args ...any) (T, error) {
	var out T
	found := false
	err := q.each(ctx, func(r Row) (err error) {
		if out, err = scan(r); err != nil {
			return err
		}
		found = true
		return errStop
	}, sql, args)
	switch {
	case err != nil && !errors.Is(err, errStop):
		return *new(T), err
	case !found:
		return out, errs.New(errs.NotFound, "")
	}
	return out, nil
}

// Value reads a row of one column; it is a scan for All and One.
func Value[T any](r Row) (T, error) {
	var v T
	err := r.Scan(&v)
	return v, err
}

// ReadTx is a snapshot inside the wall.
type ReadTx struct{ s *session }

// WriteTx is a transaction inside the wall.
type WriteTx struct{ s *session }

func (tx *ReadTx) each(ctx context.Context, fn func(Row) error, sql string, args []any) error {
	return tx.s.each(ctx, fn, sql, args)
}

func (tx *WriteTx) each(ctx context.Context, fn func(Row) error, sql string, args []any) error {
	return tx.s.each(ctx, fn, sql, args)
}

// Exec runs a statement without an answer and tells how many rows it touched.
func (tx *WriteTx) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	return tx.s.exec(ctx, sql, args)
}
