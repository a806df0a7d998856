package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Class says who may see a table's rows.
type Class uint8

// The classes, decided by a table's columns alone, so that a new table cannot be forgotten.
const (
	// Control tables are for platform scopes only.
	Control Class = iota
	// Shared tables name an organization in organization_id: a platform scope sees every row, an
	// organization's scope its own. Work that belongs to an organization and is found without one
	// (jobs, devices, keys of packets) can so be written in the organization's own transaction.
	Shared
	// Tenant tables have org_id: an organization's scope sees its own rows, a platform scope none.
	Tenant
)

// Table is one table as the engine reports it.
type Table struct {
	Name    string
	Class   Class
	Columns []Column
	Primary []string
	Unique  [][]string
	Foreign []ForeignKey
}

// Column is one column of a table.
type Column struct {
	Name    string
	Type    string // in the engine's words
	NotNull bool
}

// ForeignKey is a reference to another table.
type ForeignKey struct {
	Columns       []string
	Parent        string
	ParentColumns []string
	OnDelete      string
	OnUpdate      string
}

// Schema is what is in the database after the migrations.
type Schema struct {
	Tables []*Table // sorted by name
	Hidden []string // the engine's own: the search index with its parts, the list of migrations
	byName map[string]*Table
}

// Table finds a table; nil where there is none.
func (s *Schema) Table(name string) *Table { return s.byName[name] }

func (s *Schema) tenantNames() map[string]bool {
	out := map[string]bool{}
	for _, t := range s.Tables {
		out[t.Name] = true
	}
	return out
}

func (s *Schema) hiddenNames() map[string]bool {
	out := map[string]bool{}
	for _, n := range s.Hidden {
		out[n] = true
	}
	return out
}

// ownerColumn is the column that names a row's organization; "" for control tables.
func (t *Table) ownerColumn() string {
	switch {
	case t.Class == Tenant:
		return "org_id"
	case t.Name == "organization":
		return "id"
	case t.Class == Shared:
		return "organization_id"
	}
	return ""
}

// ColumnNames lists the columns in their order.
func (t *Table) ColumnNames() []string {
	var out []string
	for _, c := range t.Columns {
		out = append(out, c.Name)
	}
	return out
}

func (t *Table) classify() {
	names := t.ColumnNames()
	switch {
	case slices.Contains(names, "org_id"):
		t.Class = Tenant
	case slices.Contains(names, "organization_id"), t.Name == "organization":
		t.Class = Shared
	}
}

func newSchema(tables []*Table, hidden []string) *Schema {
	s := &Schema{Tables: tables, Hidden: hidden, byName: map[string]*Table{}}
	slices.SortFunc(s.Tables, func(a, b *Table) int { return strings.Compare(a.Name, b.Name) })
	for _, t := range s.Tables {
		t.classify()
		s.byName[t.Name] = t
	}
	return s
}

// ParentsFirst orders the tables so that no row refers to one that comes later.
func (s *Schema) ParentsFirst() ([]*Table, error) {
	var out []*Table
	state := map[string]int{} // 1 = its parents are being placed, 2 = placed
	var place func(*Table) error
	place = func(t *Table) error {
		switch state[t.Name] {
		case 1:
			return fmt.Errorf("db: %s refers to itself through its foreign keys", t.Name)
		case 2:
			return nil
		}
		state[t.Name] = 1
		for _, f := range t.Foreign {
			if err := place(s.byName[f.Parent]); err != nil {
				return err
			}
		}
		state[t.Name] = 2
		out = append(out, t)
		return nil
	}
	for _, t := range s.Tables {
		if err := place(t); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// querier is what introspection needs of database/sql.
type querier interface {
	QueryContext(ctx context.Context, sql string, args ...any) (*sql.Rows, error)
}

// collect reads a whole answer; it owns Close and Err.
func collect[T any](ctx context.Context, q querier, scan func(Row) (T, error), sql string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// sqliteSchema asks SQLite what there is. Parts of a virtual table ("shadow") and the table itself are hidden.
func sqliteSchema(ctx context.Context, q querier) (*Schema, error) {
	type entry struct{ name, kind string }
	list, err := collect(ctx, q, func(r Row) (e entry, err error) { return e, r.Scan(&e.name, &e.kind) },
		`SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		return nil, err
	}
	var tables []*Table
	var hidden []string
	for _, e := range list {
		if e.kind != "table" || e.name == versionTable {
			hidden = append(hidden, e.name)
			continue
		}
		t, err := sqliteTable(ctx, q, e.name)
		if err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return newSchema(tables, hidden), nil
}

func sqliteTable(ctx context.Context, q querier, name string) (*Table, error) {
	t := &Table{Name: name}
	type column struct {
		Column
		pk int
	}
	columns, err := collect(ctx, q, func(r Row) (c column, err error) {
		return c, r.Scan(&c.Name, &c.Type, &c.NotNull, &c.pk)
	}, `SELECT name, type, "notnull", pk FROM pragma_table_info($1)`, name)
	if err != nil {
		return nil, err
	}
	primary := slices.Clone(columns)
	slices.SortFunc(primary, func(a, b column) int { return a.pk - b.pk })
	for _, c := range primary {
		if c.pk > 0 {
			t.Primary = append(t.Primary, c.Name)
		}
	}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Column)
	}
	uniques, err := collect(ctx, q, Value[string], `SELECT name FROM pragma_index_list($1) WHERE "unique" AND origin <> 'pk'`, name)
	if err != nil {
		return nil, err
	}
	for _, u := range uniques {
		cols, err := collect(ctx, q, Value[string], `SELECT COALESCE(name, '(expression)') FROM pragma_index_info($1) ORDER BY seqno`, u)
		if err != nil {
			return nil, err
		}
		t.Unique = append(t.Unique, cols)
	}
	t.Foreign, err = sqliteForeign(ctx, q, name)
	return t, err
}

func sqliteForeign(ctx context.Context, q querier, name string) ([]ForeignKey, error) {
	type part struct {
		id                 int
		parent, from       string
		to                 sql.NullString
		onUpdate, onDelete string
	}
	parts, err := collect(ctx, q, func(r Row) (p part, err error) {
		return p, r.Scan(&p.id, &p.parent, &p.from, &p.to, &p.onUpdate, &p.onDelete)
	}, `SELECT id, "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list($1) ORDER BY id, seq`, name)
	if err != nil {
		return nil, err
	}
	var out []ForeignKey
	last := -1
	for _, p := range parts {
		if p.id != last {
			out = append(out, ForeignKey{Parent: p.parent, OnDelete: p.onDelete, OnUpdate: p.onUpdate})
			last = p.id
		}
		if !p.to.Valid {
			return nil, fmt.Errorf("db: %s refers to %s without naming the columns", name, p.parent)
		}
		f := &out[len(out)-1]
		f.Columns = append(f.Columns, p.from)
		f.ParentColumns = append(f.ParentColumns, p.to.String)
	}
	return out, nil
}

const postgresKeys = `
SELECT c.contype::text, r.relname, COALESCE(p.relname, ''), c.confupdtype::text, c.confdeltype::text,
  (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n)
   JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num),
  COALESCE((SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k(num, n)
   JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num), '')
FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid LEFT JOIN pg_class p ON p.oid = c.confrelid
WHERE r.relnamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f')
UNION ALL
SELECT 'u', r.relname, '', '', '', (SELECT string_agg(COALESCE(a.attname, '(expression)'), ',' ORDER BY k.n)
   FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(num, n) LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num AND k.num > 0), ''
FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid
WHERE r.relnamespace = 'public'::regnamespace AND i.indisunique
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
ORDER BY 2, 1, 6`

// postgresSchema asks PostgreSQL what there is.
func postgresSchema(ctx context.Context, q querier) (*Schema, error) {
	type column struct {
		table string
		Column
	}
	columns, err := collect(ctx, q, func(r Row) (c column, err error) {
		return c, r.Scan(&c.table, &c.Name, &c.Type, &c.NotNull)
	}, `SELECT r.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid
WHERE r.relnamespace = 'public'::regnamespace AND r.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY r.relname, a.attnum`)
	if err != nil {
		return nil, err
	}
	byName := map[string]*Table{}
	var tables []*Table
	for _, c := range columns {
		if c.table == versionTable {
			continue
		}
		if byName[c.table] == nil {
			byName[c.table] = &Table{Name: c.table}
			tables = append(tables, byName[c.table])
		}
		t := byName[c.table]
		t.Columns = append(t.Columns, c.Column)
	}
	type key struct{ kind, table, parent, onUpdate, onDelete, columns, parentColumns string }
	keys, err := collect(ctx, q, func(r Row) (k key, err error) {
		return k, r.Scan(&k.kind, &k.table, &k.parent, &k.onUpdate, &k.onDelete, &k.columns, &k.parentColumns)
	}, postgresKeys)
	if err != nil {
		return nil, err
	}
	actions := map[string]string{"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
	for _, k := range keys {
		t := byName[k.table]
		if t == nil {
			continue
		}
		cols := strings.Split(k.columns, ",")
		switch k.kind {
		case "p":
			t.Primary = cols
		case "u":
			t.Unique = append(t.Unique, cols)
		case "f":
			t.Foreign = append(t.Foreign, ForeignKey{Columns: cols, Parent: k.parent, ParentColumns: strings.Split(k.parentColumns, ","),
				OnUpdate: actions[k.onUpdate], OnDelete: actions[k.onDelete]})
		}
	}
	return newSchema(tables, []string{versionTable}), nil
}
