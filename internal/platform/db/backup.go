package db

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
	"unicode/utf8"

	"banyan/internal/platform/errs"

	"filippo.io/age"
)

// A backup is the same for both engines, so that an organization can move from one to the other with it:
// JSON lines, compressed by gzip, encrypted by age where recipients are given.
//
//	{"banyan_backup": 1, "version": 4, "created": "…"}        version: of the schema
//	{"table": "person", "columns": ["org_id", "id", …]}       parents before children
//	[1, 2, "…", null, {"base64": "…"}]                        a row; BLOBs and text that is no UTF-8 in base64
//	{"end": {"person": 1}, "sha256": "…"}                     rows by table; the sum is over all lines before
//
// The last line is what makes it a backup: a file without it is refused.

const backupFormat = 1

// Summary tells what a backup holds.
type Summary struct {
	Version   int64            // of the schema
	Created   time.Time        // when the snapshot was taken
	Rows      map[string]int64 // by table
	Encrypted bool
}

// Total is the number of rows.
func (s Summary) Total() (n int64) {
	for _, rows := range s.Rows {
		n += rows
	}
	return n
}

type backupHeader struct {
	Format  int       `json:"banyan_backup"`
	Version int64     `json:"version"`
	Created time.Time `json:"created"`
}

type backupTable struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type backupEnd struct {
	End map[string]int64 `json:"end"`
	Sum string           `json:"sha256"`
}

// BackupFile writes a backup to a file, which appears only when it is complete and on the disk. Recipients are age
// public keys (age1…); without any the backup is not encrypted.
func (d *DB) BackupFile(ctx context.Context, path string, now time.Time, recipients ...string) (_ Summary, err error) {
	defer errs.Wrap(&err, "db.BackupFile(%s)", path)
	var to []age.Recipient
	for _, r := range recipients {
		x, err := age.ParseX25519Recipient(r)
		if err != nil {
			return Summary{}, errs.Because(err, errs.Invalid, "backup.recipient", "recipient", r)
		}
		to = append(to, x)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".backup-*")
	if err != nil {
		return Summary{}, err
	}
	defer os.Remove(f.Name()) // fails where it has become the backup
	defer f.Close()
	s, err := d.Backup(ctx, f, now, to...)
	if err != nil {
		return s, err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return s, err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return s, err
	}
	return s, syncDir(filepath.Dir(path))
}

// syncDir makes a rename durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Backup writes one consistent snapshot while the database is in use. It goes around the wall: it holds every
// organization's rows, so only the operator's command may call it.
func (d *DB) Backup(ctx context.Context, w io.Writer, now time.Time, to ...age.Recipient) (_ Summary, err error) {
	out := w
	var sealed io.WriteCloser
	if len(to) > 0 {
		if sealed, err = age.Encrypt(w, to...); err != nil {
			return Summary{}, err
		}
		out = sealed
	}
	zip := gzip.NewWriter(out)
	s := Summary{Rows: map[string]int64{}, Created: now.UTC(), Encrypted: len(to) > 0}
	err = d.engine.dump(ctx, func(q querier) error {
		lines := &lineWriter{w: bufio.NewWriterSize(zip, 1<<16), sum: sha256.New()}
		if err := dumpAll(ctx, q, d.schema, &s, lines); err != nil {
			return err
		}
		return lines.w.Flush()
	})
	if err != nil {
		return s, err
	}
	if err := zip.Close(); err != nil {
		return s, err
	}
	if sealed != nil {
		err = sealed.Close()
	}
	return s, err
}

func dumpAll(ctx context.Context, q querier, schema *Schema, s *Summary, out *lineWriter) error {
	version, err := collect(ctx, q, Value[int64], `SELECT max(version_id) FROM `+versionTable)
	if err != nil {
		return err
	}
	s.Version = version[0]
	if err := out.json(backupHeader{backupFormat, s.Version, s.Created}); err != nil {
		return err
	}
	tables, err := schema.ParentsFirst()
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := out.json(backupTable{t.Name, t.ColumnNames()}); err != nil {
			return err
		}
		n, err := dumpTable(ctx, q, t, out)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		s.Rows[t.Name] = n
	}
	return out.json(backupEnd{s.Rows, hex.EncodeToString(out.sum.Sum(nil))})
}

func dumpTable(ctx context.Context, q querier, t *Table, out *lineWriter) (n int64, err error) {
	rows, err := q.QueryContext(ctx, fmt.Sprintf(`SELECT %s FROM %q ORDER BY %s`, quotedList(t.ColumnNames()), t.Name, quotedList(t.Primary)))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	values := make([]any, len(t.Columns))
	into := make([]any, len(t.Columns))
	for i := range values {
		into[i] = &values[i]
	}
	var line []byte
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		if line, err = appendRow(line[:0], t, values); err != nil {
			return n, err
		}
		if err := out.line(line); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

// lineWriter writes lines and sums them up.
type lineWriter struct {
	w   *bufio.Writer
	sum hash.Hash
}

func (l *lineWriter) line(b []byte) error {
	b = append(b, '\n')
	l.sum.Write(b)
	_, err := l.w.Write(b)
	return err
}

func (l *lineWriter) json(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return l.line(b)
}

type inBase64 struct {
	Base64 string `json:"base64"`
}

func appendRow(b []byte, t *Table, values []any) ([]byte, error) {
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendValue(b, t.Columns[i], v); err != nil {
			return b, fmt.Errorf("%s: %w", t.Columns[i].Name, err)
		}
	}
	return append(b, ']'), nil
}

func appendValue(b []byte, c Column, v any) ([]byte, error) {
	switch x := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case int64:
		return strconv.AppendInt(b, x, 10), nil
	case bool: // SQLite has none: 0 and 1 on both
		if x {
			return append(b, '1'), nil
		}
		return append(b, '0'), nil
	case []byte:
		if !c.isBlob() { // PostgreSQL's JSON comes as bytes
			return appendValue(b, c, string(x))
		}
	case string:
		if !utf8.ValidString(x) {
			v = []byte(x)
		}
	}
	if raw, ok := v.([]byte); ok {
		v = inBase64{base64.StdEncoding.EncodeToString(raw)}
	}
	text, err := json.Marshal(v)
	return append(b, text...), err
}

func (c Column) isBlob() bool { return c.Type == "BLOB" || c.Type == "bytea" }
