package db

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

const versionTable = "goose_db_version"

// migrate brings the schema up to date. Each file runs in one transaction.
func migrate(ctx context.Context, d Dialect, conn *sql.DB) error {
	return migrateTo(ctx, d, conn, math.MaxInt64)
}

// migrateTo brings an empty or older schema up to a version.
func migrateTo(ctx context.Context, d Dialect, conn *sql.DB, version int64) error {
	files, err := translated(migrationFiles, d)
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if d == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, conn, files, goose.WithSlog(slog.New(slog.NewTextHandler(io.Discard, nil))), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err = p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("db: migrations: %w", err)
	}
	return nil
}

// portable are the words for types that the migrations use, and what each engine calls them. Integers are 64 bits
// on SQLite whatever they are called; its STRICT tables know five types.
var portable = map[Dialect]map[string]string{
	SQLite: {"BIGINT": "INTEGER", "INTEGER": "INTEGER", "TEXT": "TEXT", "BOOLEAN": "INTEGER", "DOUBLE": "REAL", "BLOB": "BLOB", "JSON": "TEXT"},
	Postgres: {"BIGINT": "BIGINT", "INTEGER": "INTEGER", "TEXT": `TEXT COLLATE "C"`, "BOOLEAN": "BOOLEAN", "DOUBLE": "DOUBLE PRECISION",
		"BLOB": "BYTEA", "JSON": "JSONB"},
}

// translated gives the migrations in an engine's language.
func translated(files fs.FS, d Dialect) (fs.FS, error) {
	paths, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	out := fstest.MapFS{}
	for _, path := range paths {
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		to, err := translate1(text, d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out[strings.TrimPrefix(path, "migrations/")] = &fstest.MapFile{Data: to, Mode: 0o444}
	}
	return out, nil
}

// translate1 rewrites one file. Lines between `-- +dialect sqlite` (or postgres) and `-- +dialect end` are in that
// engine's own language and go only to it. In the rest, the portable words for types are translated, and on SQLite a
// line `);` that ends a CREATE TABLE makes the table STRICT; `); -- without rowid` makes it WITHOUT ROWID as well.
func translate1(text []byte, d Dialect) ([]byte, error) {
	var out bytes.Buffer
	own := "" // the dialect of the block that we are in
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line := lines.Text()
		if mark, ok := strings.CutPrefix(strings.TrimSpace(line), "-- +dialect "); ok {
			switch {
			case mark == "end" && own != "":
				own = ""
			case own == "" && (mark == SQLite.String() || mark == Postgres.String()):
				own = mark
			default:
				return nil, fmt.Errorf("unexpected %q", line)
			}
			continue
		}
		switch own {
		case "":
			line = translateLine(line, d)
		case d.String():
		default:
			continue
		}
		out.WriteString(line + "\n")
	}
	if own != "" {
		return nil, fmt.Errorf("block of %s without an end", own)
	}
	return out.Bytes(), lines.Err()
}

func translateLine(line string, d Dialect) string {
	code, comment, commented := cutComment(line)
	var b strings.Builder
	for i := 0; i < len(code); {
		n := 1
		switch c := code[i]; {
		case c == '\'':
			n = max(1, quoted(code[i:], '\''))
			b.WriteString(code[i : i+n])
		case isLetter(c):
			n = span(code[i:], func(b byte) bool { return isLetter(b) || isDigit(b) })
			w := code[i : i+n]
			if to, ok := portable[d][w]; ok {
				w = to
			}
			b.WriteString(w)
		default:
			b.WriteByte(c)
		}
		i += n
	}
	if d == SQLite && strings.TrimSpace(code) == ");" {
		if strings.TrimSpace(comment) == "without rowid" {
			return ") WITHOUT ROWID, STRICT;"
		}
		return ") STRICT;"
	}
	if commented {
		b.WriteString("--" + comment)
	}
	return b.String()
}

// cutComment cuts a line at the first -- that is not inside a string.
func cutComment(line string) (code, comment string, found bool) {
	for i := 0; i < len(line); i++ {
		if line[i] == '\'' {
			if n := quoted(line[i:], '\''); n > 0 {
				i += n - 1
			}
			continue
		}
		if strings.HasPrefix(line[i:], "--") {
			return line[:i], line[i+2:], true
		}
	}
	return line, "", false
}

// latestVersion is the version of the schema after all migrations.
func latestVersion() int64 {
	paths, _ := fs.Glob(migrationFiles, "migrations/*.sql")
	version, _ := goose.NumericComponent(paths[len(paths)-1])
	return version
}

// Migrations gives the texts of the migrations in an engine's language, in their order.
func Migrations(d Dialect) []string {
	files, err := translated(migrationFiles, d)
	if err != nil {
		panic(err) // they are part of the program, and each test of this package reads them
	}
	paths, _ := fs.Glob(files, "*.sql")
	var out []string
	for _, p := range paths {
		text, _ := fs.ReadFile(files, p)
		out = append(out, string(text))
	}
	return out
}
