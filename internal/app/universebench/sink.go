package universebench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
)

// sink takes rows to the database and to files.
type sink struct {
	load    *db.Load
	number  map[string]int // of each table in the load
	files   map[string]*bufio.Writer
	closers []io.Closer
	rows    int
	failed  error
}

func newSink(ctx context.Context, d *db.DB, sc authz.Scope, dir string, people int64) (*sink, error) {
	s := &sink{number: map[string]int{}, files: map[string]*bufio.Writer{}}
	type column struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	type table struct {
		Name    string   `json:"name"`
		Columns []column `json:"columns"`
	}
	var list []table
	var into []db.Loading
	for i, t := range tables {
		f, err := os.Create(filepath.Join(dir, t.name+".csv"))
		if err != nil {
			return nil, err
		}
		s.closers = append(s.closers, f)
		s.files[t.name] = bufio.NewWriterSize(f, 1<<18)
		s.number[t.name] = i
		into = append(into, db.Loading{Table: t.name, Columns: strings.Fields(t.columns)})
		out := table{Name: t.name}
		for _, name := range into[i].Columns {
			out.Columns = append(out.Columns, column{name, duckType(d, t.name, name)})
		}
		list = append(list, out)
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "tables.json"), text, 0o600); err != nil {
		return nil, err
	}
	if s.load, err = d.BeginLoad(ctx, sc, "bench: people", people, into...); err == nil && s.load == nil {
		err = errors.New("the database is not empty")
	}
	return s, err
}

// duckType is a column's type in DuckDB's words.
func duckType(d *db.DB, table, name string) string {
	for _, c := range d.Schema().Table(table).Columns {
		if c.Name == name {
			if t := map[string]string{"bigint": "BIGINT", "integer": "BIGINT", "INTEGER": "BIGINT", "double precision": "DOUBLE", "REAL": "DOUBLE", "boolean": "BOOLEAN", "jsonb": "JSON"}[c.Type]; t != "" {
				return t
			}
		}
	}
	return "VARCHAR"
}

func (s *sink) add(table string, values ...any) {
	s.rows++
	row := make([]any, len(values))
	for i, v := range values {
		if n, is := v.(int); is {
			v = int64(n)
		}
		row[i] = v
	}
	if err := s.load.Add(s.number[table], row); err != nil && s.failed == nil {
		s.failed = err
	}
	w := s.files[table]
	for i, v := range values {
		if i > 0 {
			w.WriteByte(',')
		}
		switch v := v.(type) {
		case nil:
			w.WriteString(`\N`)
		case string:
			w.WriteString(`"` + strings.ReplaceAll(v, `"`, `""`) + `"`)
		default:
			fmt.Fprint(w, v)
		}
	}
	w.WriteByte('\n')
}

func (s *sink) close(ctx context.Context) error {
	err := s.failed
	for _, w := range s.files {
		err = errors.Join(err, w.Flush())
	}
	for _, c := range s.closers {
		err = errors.Join(err, c.Close())
	}
	if err != nil {
		return err
	}
	return s.load.Commit(ctx, nil, func(int64, int64) {})
}
