package db

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"banyan/internal/platform/errs"

	"filippo.io/age"
)

// errBackup is the cause where a file is no whole backup.
var errBackup = errors.New("db: not a complete backup")

// RestoreFile restores a backup from a file. identityFile holds the age keys (AGE-SECRET-KEY-…); "" where the
// backup is not encrypted.
func RestoreFile(ctx context.Context, cfg Config, path, identityFile string) (_ Summary, err error) {
	defer errs.Wrap(&err, "db.RestoreFile(%s)", path)
	var keys []age.Identity
	if identityFile != "" {
		f, err := os.Open(identityFile)
		if err != nil {
			return Summary{}, err
		}
		defer f.Close()
		if keys, err = age.ParseIdentities(f); err != nil {
			return Summary{}, err
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return Summary{}, err
	}
	defer f.Close()
	return Restore(ctx, cfg, f, keys...)
}

// Restore fills an empty database from a backup of either engine and gives it a new epoch, so that phones offer
// again what the backup does not have. The backup is read twice: nothing is written before its sum is right.
// A backup of an older version is loaded as it was and then migrated. It returns errs.Conflict where the database is
// not empty, and errs.Invalid where the backup is not whole or the key is wrong. A failure leaves the database empty.
func Restore(ctx context.Context, cfg Config, r io.ReadSeeker, keys ...age.Identity) (Summary, error) {
	cfg = cfg.withDefaults()
	s, err := readBackup(r, keys, func(Summary) error { return nil }, func(backupTable) (rowLoader, error) { return nil, nil })
	if err != nil {
		return s, err
	}
	if s.Version > latestVersion() {
		return s, errs.New(errs.Invalid, "backup.newer")
	}
	if path, ok := strings.CutPrefix(cfg.URL, "sqlite:"); ok {
		err = restoreSQLite(ctx, cfg, path, r, keys)
	} else {
		err = restorePostgres(ctx, cfg, r, keys)
	}
	return s, err
}

// rowLoader takes one row of a table; nil is the end of the table.
type rowLoader func(values []any) error

// readBackup reads a backup from its start and verifies its sum. begin gets the header; table gives what takes a
// table's rows, nil where nobody wants them.
func readBackup(r io.ReadSeeker, keys []age.Identity, begin func(Summary) error, table func(backupTable) (rowLoader, error)) (s Summary, err error) {
	lines, encrypted, err := openBackup(r, keys)
	if err != nil {
		return s, err
	}
	sum := sha256.New()
	rows := map[string]int64{}
	var current backupTable
	var load rowLoader
	for first := true; ; first = false {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return s, broken(err)
		}
		switch {
		case first:
			if s, err = readHeader(line); err == nil {
				s.Encrypted = encrypted
				err = begin(s)
			}
		case line[0] == '[':
			rows[current.Table]++
			if load != nil {
				err = loadLine(line, len(current.Columns), load)
			}
		case bytes.HasPrefix(line, []byte(`{"table"`)):
			if err = finishTable(load); err == nil {
				current = backupTable{}
				if err := json.Unmarshal(line, &current); err != nil {
					return s, broken(err)
				}
				rows[current.Table] = 0
				load, err = table(current)
			}
		default:
			s.Rows = rows
			return s, errors.Join(finishTable(load), checkEnd(line, rows, hex.EncodeToString(sum.Sum(nil)), lines))
		}
		if err != nil {
			return s, err
		}
		sum.Write(line)
	}
}

// openBackup undoes encryption and compression.
func openBackup(r io.ReadSeeker, keys []age.Identity) (*bufio.Reader, bool, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, false, err
	}
	raw := bufio.NewReaderSize(r, 1<<16)
	var in io.Reader = raw
	start, _ := raw.Peek(len("age-encryption.org/"))
	encrypted := string(start) == "age-encryption.org/"
	if encrypted {
		if len(keys) == 0 {
			return nil, true, errs.New(errs.Invalid, "backup.encrypted")
		}
		var err error
		if in, err = age.Decrypt(raw, keys...); err != nil {
			return nil, true, errs.Because(err, errs.Invalid, "backup.key")
		}
	}
	zip, err := gzip.NewReader(in)
	if err != nil {
		return nil, encrypted, broken(err)
	}
	return bufio.NewReaderSize(zip, 1<<16), encrypted, nil
}

func broken(err error) error {
	return errs.Because(fmt.Errorf("%w: %w", errBackup, err), errs.Invalid, "backup.broken")
}

func readHeader(line []byte) (Summary, error) {
	var h backupHeader
	if err := json.Unmarshal(line, &h); err != nil {
		return Summary{}, broken(err)
	}
	if h.Format != backupFormat || h.Version < 1 {
		return Summary{}, broken(fmt.Errorf("format %d, schema %d", h.Format, h.Version))
	}
	return Summary{Version: h.Version, Created: h.Created}, nil
}

func checkEnd(line []byte, rows map[string]int64, sum string, rest *bufio.Reader) error {
	var end backupEnd
	if err := json.Unmarshal(line, &end); err != nil {
		return broken(err)
	}
	if end.Sum != sum {
		return broken(errors.New("the checksum differs"))
	}
	for table, n := range end.End {
		if rows[table] != n {
			return broken(fmt.Errorf("%s has %d rows, not %d", table, rows[table], n))
		}
	}
	if _, err := rest.ReadByte(); err != io.EOF { // this also lets gzip and age check their own ends
		return broken(fmt.Errorf("more after the end: %v", err))
	}
	return nil
}

func finishTable(load rowLoader) error {
	if load == nil {
		return nil
	}
	return load(nil)
}

func loadLine(line []byte, columns int, load rowLoader) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	var values []any
	if err := dec.Decode(&values); err != nil {
		return broken(err)
	}
	if len(values) != columns {
		return broken(fmt.Errorf("a row of %d values for %d columns", len(values), columns))
	}
	return load(values)
}

// decode turns a backup's value into what the column takes.
func (c Column) decode(v any) (any, error) {
	switch x := v.(type) {
	case json.Number:
		switch c.Type {
		case "boolean":
			return x == "1", nil
		case "REAL", "double precision":
			return x.Float64()
		}
		return x.Int64()
	case map[string]any:
		text, _ := x["base64"].(string)
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil || c.isBlob() {
			return raw, err
		}
		if c.Type == "TEXT" {
			return string(raw), nil
		}
		return strings.ToValidUTF8(string(raw), "�"), nil // PostgreSQL takes nothing else
	case string:
		if c.Type == "text" {
			return strings.ReplaceAll(x, "\x00", "�"), nil // PostgreSQL's text cannot hold it
		}
	}
	return v, nil
}

// decodeRow decodes a row for the columns of a backup's table. ok is false for rows that are not taken over:
// the epoch, and the feed of changes, which only the processes of that other life could read.
func decodeRow(columns []Column, table string, values []any) (ok bool, err error) {
	if table == "meta" && values[0] == epochKey || table == feedTable {
		return false, nil
	}
	for i, c := range columns {
		if values[i], err = c.decode(values[i]); err != nil {
			return false, broken(fmt.Errorf("%s.%s: %w", table, c.Name, err))
		}
	}
	return true, nil
}

// columnsOf finds the columns that a backup's table names.
func columnsOf(schema *Schema, b backupTable) ([]Column, error) {
	t := schema.Table(b.Table)
	if t == nil {
		return nil, broken(fmt.Errorf("the table %q is not known", b.Table))
	}
	var out []Column
	for _, name := range b.Columns {
		found := false
		for _, c := range t.Columns {
			if c.Name == name {
				out, found = append(out, c), true
			}
		}
		if !found {
			return nil, broken(fmt.Errorf("the column %s.%q is not known", b.Table, name))
		}
	}
	return out, nil
}

// restoreSQLite builds the database beside its place and moves it there when it is whole and on the disk.
func restoreSQLite(ctx context.Context, cfg Config, path string, r io.ReadSeeker, keys []age.Identity) error {
	if err := sqliteEmpty(ctx, path); err != nil {
		return err
	}
	making := path + ".restoring"
	remove := func() {
		for _, end := range []string{"", "-wal", "-shm", ".lock"} {
			os.Remove(making + end)
		}
	}
	remove()
	defer remove()
	if err := private(making); err != nil {
		return err
	}
	if err := fillSQLite(ctx, making, r, keys); err != nil {
		return err
	}
	cfg.URL = "sqlite:" + making
	d, err := Open(ctx, cfg) // the later migrations, and the new epoch
	if err != nil {
		return err
	}
	if err := d.Close(); err != nil { // the last connection moves the log into the file and syncs it
		return err
	}
	for _, end := range []string{"-wal", "-shm"} {
		os.Remove(path + end) // of the empty database
	}
	if err := os.Rename(making, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func fillSQLite(ctx context.Context, path string, r io.ReadSeeker, keys []age.Identity) (err error) {
	pool, err := sql.Open("sqlite", sqliteDSN(path, "rwc"))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, pool.Close()) }()
	var tx *sql.Tx
	var schema *Schema
	begin := func(s Summary) (err error) {
		if err = migrateTo(ctx, SQLite, pool, s.Version); err != nil {
			return err
		}
		if schema, err = sqliteSchema(ctx, pool); err != nil {
			return err
		}
		tx, err = pool.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		return emptyTables(ctx, tx, schema)
	}
	_, err = readBackup(r, keys, begin, func(b backupTable) (rowLoader, error) {
		columns, err := columnsOf(schema, b)
		if err != nil {
			return nil, err
		}
		stmt, err := tx.PrepareContext(ctx, insertText(b))
		return func(values []any) error {
			if values == nil {
				return stmt.Close()
			}
			ok, err := decodeRow(columns, b.Table, values)
			if ok && err == nil {
				_, err = stmt.ExecContext(ctx, values...)
			}
			return err
		}, err
	})
	if tx == nil {
		return err
	}
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func insertText(b backupTable) string {
	marks := make([]string, len(b.Columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	return fmt.Sprintf(`INSERT INTO %q (%s) VALUES (%s)`, b.Table, quotedList(b.Columns), strings.Join(marks, ", "))
}

// emptyTables removes what the migrations themselves have put in.
func emptyTables(ctx context.Context, e execer, schema *Schema) error {
	tables, err := schema.ParentsFirst()
	if err != nil {
		return err
	}
	for i := len(tables) - 1; i >= 0; i-- {
		if _, err := e.ExecContext(ctx, fmt.Sprintf(`DELETE FROM %q`, tables[i].Name)); err != nil {
			return err
		}
	}
	return nil
}
