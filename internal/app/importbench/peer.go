// Package importbench measures how a large file comes in, beside the engine's own bulk load of the very same rows.
package importbench

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // reads the file that the import made, once nobody has it open
)

// loaded are the tables that an import fills.
var loaded = []string{"household", "person", "voter_registration"}

// SQLitePeer loads the rows of a closed database into a new file with the sqlite3 shell: tables alike, .import, then the same keys.
func SQLitePeer(ctx context.Context, database, dir string) (took time.Duration, version string, err error) {
	d, err := sql.Open("sqlite", "file:"+database+"?mode=ro")
	if err != nil {
		return 0, "", err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	tables, imports, keys := "", []string{"-cmd", ".mode csv"}, ""
	for _, t := range loaded {
		var create string
		if err := d.QueryRowContext(ctx, `SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?`, t).Scan(&create); err != nil {
			return 0, "", err
		}
		// .import writes no NULL, which STRICT would mind.
		tables += strings.TrimSuffix(strings.TrimSpace(create), "STRICT") + ";\n"
		path := filepath.Join(dir, t+".csv")
		if err := writeTable(ctx, d, t, path); err != nil {
			return 0, "", err
		}
		imports = append(imports, ".import "+path+" "+t)
		own, err := texts(ctx, d, `SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`, t)
		if err != nil {
			return 0, "", err
		}
		keys += strings.Join(own, ";\n") + ";\n"
	}
	peer := filepath.Join(dir, "peer.db")
	if _, err := shell(ctx, peer, tables); err != nil {
		return 0, "", err
	}
	if version, err = shell(ctx, ":memory:", "SELECT sqlite_version();"); err != nil {
		return 0, "", err
	}
	began := time.Now()
	if _, err := shell(ctx, peer, "", imports...); err != nil {
		return 0, "", err
	}
	_, err = shell(ctx, peer, keys)
	return time.Since(began), strings.TrimSpace(version), err
}

// shell runs SQLite's shell on a file of its own.
func shell(ctx context.Context, database, script string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "sqlite3", append([]string{"-batch", database}, args...)...)
	cmd.Stdin = strings.NewReader(script)
	var failed strings.Builder
	cmd.Stderr = &failed
	out, err := cmd.Output()
	if err != nil || failed.Len() > 0 {
		return "", fmt.Errorf("sqlite3: %w: %.500s", errors.Join(err, errors.New("it complained")), failed.String())
	}
	return string(out), nil
}

func writeTable(ctx context.Context, d *sql.DB, table, path string) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows, err := d.QueryContext(ctx, `SELECT * FROM "`+table+`"`)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	w := csv.NewWriter(bufio.NewWriterSize(f, 1<<20))
	cells := make([]sql.NullString, len(names))
	into, out := make([]any, len(names)), make([]string, len(names))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, c := range cells {
			out[i] = c.String
		}
		if err := w.Write(out); err != nil {
			return err
		}
	}
	w.Flush()
	return errors.Join(rows.Err(), w.Error())
}

func texts(ctx context.Context, d *sql.DB, query string, args ...any) (out []string, err error) {
	rows, err := d.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// PostgresPeer loads the same rows into tables alike in a schema of its own: COPY, then the same keys.
func PostgresPeer(ctx context.Context, address, dir string) (took time.Duration, version string, err error) {
	c, err := pgx.Connect(ctx, address)
	if err != nil {
		return 0, "", err
	}
	defer func() { err = errors.Join(err, c.Close(ctx)) }()
	if err := c.QueryRow(ctx, `SHOW server_version`).Scan(&version); err != nil {
		return 0, "", err
	}
	if _, err := c.Exec(ctx, `DROP SCHEMA IF EXISTS peer CASCADE; CREATE SCHEMA peer; SET banyan.maintenance = 'on'`); err != nil {
		return 0, "", err
	}
	var keys []string
	for _, t := range loaded {
		own, err := saveTable(ctx, c, t, filepath.Join(dir, t+".copy"))
		if err != nil {
			return 0, "", err
		}
		keys = append(keys, own...)
	}
	began := time.Now()
	for _, t := range loaded {
		if err := copyIn(ctx, c, t, filepath.Join(dir, t+".copy")); err != nil {
			return 0, "", err
		}
	}
	for _, k := range keys {
		if _, err := c.Exec(ctx, k); err != nil {
			return 0, "", err
		}
	}
	return time.Since(began), version, nil
}

// saveTable writes a table's rows to a file, makes its like in the schema peer, and gives the statements that build its keys there.
func saveTable(ctx context.Context, c *pgx.Conn, table, path string) (keys []string, err error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := c.PgConn().CopyTo(ctx, f, `COPY (SELECT * FROM public.`+table+`) TO STDOUT`); err != nil {
		return nil, err
	}
	if _, err := c.Exec(ctx, `CREATE TABLE peer.`+table+` (LIKE public.`+table+` INCLUDING DEFAULTS)`); err != nil {
		return nil, err
	}
	rows, err := c.Query(ctx, `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = $1`, table)
	if err != nil {
		return nil, err
	}
	defs, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, def := range defs {
		keys = append(keys, strings.Replace(def, " ON public.", " ON peer.", 1))
	}
	return keys, err
}

func copyIn(ctx context.Context, c *pgx.Conn, table, path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = c.PgConn().CopyFrom(ctx, f, `COPY peer.`+table+` FROM STDIN`)
	return err
}
