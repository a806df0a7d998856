package db

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// A load on PostgreSQL. A row that goes in by itself costs it some 80 microseconds, three quarters of them for keys; and rows that are not
// committed yet slow down everybody who reads between them. So the load makes new tables beside the old ones, copies what is
// there, streams the rows in by COPY, builds the keys, which checks every row, and in the end lets the new tables take the place
// of the old (load_side.go). All that is one transaction: where it ends early, nothing has happened. Nobody waits for it until the tables change
// places: writers of them then, until what they have changed since is copied once more, and readers for a few milliseconds.

// streamAtOnce is how many bytes of rows go to the server at once.
const streamAtOnce = 1 << 20

// postgresLoad is the open transaction.
type postgresLoad struct {
	d      *DB
	e      *postgresDB
	sc     authz.Scope
	s      *session
	org    int64
	tables []Loading
	side   *side
	fill   []*bytes.Buffer
	stream chan streamed
	ended  chan struct{}
	failed error // the stream's, once it has ended
	broken atomic.Bool
	over   bool // nothing is to be rolled back
	rows   int64
}

// streamed is some rows of one table.
type streamed struct {
	table int
	rows  *bytes.Buffer
}

// beginLoad begins a load where nobody else loads and no table holds more than some rows. They are copied and their keys built with the rest, which costs
// what as many new rows cost; taking the new rows one by one costs ten times as much.
func (e *postgresDB) beginLoad(ctx context.Context, d *DB, sc authz.Scope, rows int64, tables []Loading) (loader, error) {
	conn, err := e.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	l := &postgresLoad{e: e, d: d, sc: sc, s: &session{conn: conn, texts: e.texts}, org: int64(sc.Organization()), tables: tables, stream: make(chan streamed, 2), ended: make(chan struct{})}
	if l.side, err = newSide(ctx, e.pool, conn, e.texts.schema, rows, l.org, tables); err != nil || l.side == nil {
		close(l.stream)
		close(l.ended)
		if cerr := l.close(); cerr != nil || err != nil {
			return nil, errors.Join(err, cerr)
		}
		return nil, nil
	}
	for range tables {
		l.fill = append(l.fill, &bytes.Buffer{})
	}
	go l.run(ctx)
	return l, nil
}

func execAll(ctx context.Context, conn *sql.Conn, texts ...string) error {
	for _, text := range texts {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%w in %.200s", err, text)
		}
	}
	return nil
}

var errStream = errors.New("db: the load has failed before")

func (l *postgresLoad) add(table int, row []any) error {
	b := l.fill[table]
	if err := copyText(b, l.org, row); err != nil {
		return err
	}
	l.rows++
	if b.Len() < streamAtOnce {
		return nil
	}
	l.fill[table] = bytes.NewBuffer(make([]byte, 0, streamAtOnce+streamAtOnce/8))
	l.stream <- streamed{table, b}
	if l.broken.Load() {
		return errStream // Commit tells what it was
	}
	return nil
}

// copyText writes a row in COPY's text format, the organization before it.
func copyText(b *bytes.Buffer, org int64, row []any) error {
	b.Write(strconv.AppendInt(b.AvailableBuffer(), org, 10))
	for _, v := range row {
		b.WriteByte('\t')
		switch v := v.(type) {
		case nil:
			b.WriteString(`\N`)
		case int64:
			b.Write(strconv.AppendInt(b.AvailableBuffer(), v, 10))
		case float64:
			b.Write(strconv.AppendFloat(b.AvailableBuffer(), v, 'g', -1, 64))
		case bool:
			b.Write(strconv.AppendBool(b.AvailableBuffer(), v))
		case string:
			escapeText(b, v)
		default:
			return fmt.Errorf("%w: a %T", errNoLoad, v)
		}
	}
	b.WriteByte('\n')
	return nil
}

func escapeText(b *bytes.Buffer, s string) {
	for {
		i := strings.IndexAny(s, "\\\n\r\t")
		if i < 0 {
			b.WriteString(s)
			return
		}
		b.WriteString(s[:i])
		b.WriteByte('\\')
		b.WriteByte(map[byte]byte{'\\': '\\', '\n': 'n', '\r': 'r', '\t': 't'}[s[i]])
		s = s[i+1:]
	}
}

// run takes what add has filled to the server until there is no more. After a failure it only empties the channel.
func (l *postgresLoad) run(ctx context.Context) {
	defer close(l.ended)
	quiet := context.WithoutCancel(ctx) // an end in the middle of a message would cost the connection
	for some := range l.stream {
		if l.failed == nil {
			if l.failed = cmp.Or(ctx.Err(), l.send(quiet, some)); l.failed != nil {
				l.broken.Store(true)
			}
		}
	}
}

func (l *postgresLoad) send(ctx context.Context, some streamed) error {
	t := l.tables[some.table]
	err := l.s.conn.Raw(func(c any) error {
		// FREEZE: nobody can see the table before it is whole.
		_, err := c.(*stdlib.Conn).Conn().PgConn().CopyFrom(ctx, some.rows, fmt.Sprintf(`COPY %s.%q (org_id, %s) FROM STDIN (FREEZE)`, sideSchema, t.Table, quotedList(t.Columns)))
		return err
	})
	if codeOf(err) == "23514" { // a row of another organization
		return errs.Because(err, errs.Forbidden, "")
	}
	return err
}

// flush ends the stream, with what is left or without.
func (l *postgresLoad) flush(send bool) {
	select {
	case <-l.ended:
		return
	default:
	}
	for i, b := range l.fill {
		if send && b.Len() > 0 {
			l.stream <- streamed{i, b}
		}
	}
	close(l.stream)
	<-l.ended
}

func (l *postgresLoad) commit(ctx context.Context, after func(*session) error, done func(rows int64)) error {
	l.flush(true)
	if l.failed != nil {
		return l.failed
	}
	texts := l.side.build()
	for i, text := range texts {
		if err := execAll(ctx, l.s.conn, text); err != nil {
			return cmp.Or(ctx.Err(), err) // who gives up in the middle of a statement has lost the connection as well
		}
		done(l.rows * int64(i+1) / int64(len(texts)+1))
	}
	if err := l.side.change(ctx, l.s.conn); err != nil {
		return err
	}
	opening, err := l.e.opening("", l.sc) // from here on as any transaction of the Scope
	if err != nil {
		return err
	}
	if err := execAll(ctx, l.s.conn, `SET LOCAL banyan.maintenance = 'off'`, strings.TrimPrefix(opening, "; ")); err != nil {
		return err
	}
	if err := after(l.s); err != nil {
		return err
	}
	l.over = true
	if err := l.e.commit(context.WithoutCancel(ctx), l.s.conn); err != nil {
		l.s.conn.Raw(func(any) error { return errBadConn })
		return err
	}
	if err := checkKeys(context.WithoutCancel(ctx), l.s.conn); err != nil {
		l.d.log.Warn("keys that point at what was loaded are checked at the next start", "error", err)
	}
	return nil
}

// close ends the transaction and gives the connection back.
func (l *postgresLoad) close() error {
	if l.s == nil {
		return nil
	}
	l.flush(false)
	if !l.over {
		if err := execAll(context.Background(), l.s.conn, `ROLLBACK`); err != nil {
			l.s.conn.Raw(func(any) error { return errBadConn }) // its end ends the transaction
		}
	}
	err := l.s.conn.Close()
	l.s = nil
	if errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}

func codeOf(err error) string {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.Code
	}
	return ""
}
