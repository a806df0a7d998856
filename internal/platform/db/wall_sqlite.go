package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"banyan/internal/platform/authz"

	"modernc.org/sqlite"
)

// The second wall on SQLite. On each connection every table is hidden behind a TEMP view of the same name, which
// shows the rows of the organizations in temp.banyan_ctx. The text of callers can't name a schema (statement.go), so
// a table's name always means its view; only this package writes "main." before the target of an INSERT, UPDATE or
// DELETE. TEMP triggers guard what is written. The driver's authorizer, which sees every access that a statement is
// compiled to, stands behind both: it lets base tables be read through their own view and through nothing else.
//
// The list of organizations is changed only while the wall is open, which no caller's text ever is compiled in.

// platformMark stands in temp.banyan_ctx for a platform scope. IDs of organizations are positive.
const platformMark = -1

type wallState uint8

const (
	wallLocked    wallState = iota // nothing may be compiled
	wallOpen                       // this package's own statements
	wallPreparing                  // a caller's statement is being compiled
)

// wall guards one connection. One goroutine uses it at a time.
type wall struct {
	state    wallState
	platform bool
	st       *statement
	guards   *guards
	set      *sql.Stmt // puts an organization into the context
	clear    *sql.Stmt // empties it
}

// guards is what the walls of all connections of one database share.
type guards struct {
	schema *Schema
	views  map[string]*Table          // by the name of the view or of a trigger of this package
	hidden map[string]bool            // the engine's own
	direct map[string]map[string]bool // by table written to: "table.column" that its foreign keys look at
	noting map[string]string          // by trigger of a load: the list in which it notes what has changed
}

func newGuards(s *Schema) *guards {
	g := &guards{schema: s, views: map[string]*Table{}, hidden: s.hiddenNames(), direct: map[string]map[string]bool{}, noting: map[string]string{}}
	for _, t := range s.Tables {
		g.views[t.Name] = t
		for _, event := range []string{"insert", "update", "delete"} {
			g.views["wall_"+t.Name+"_"+event] = t
			g.views[shadowed+t.Name+"_"+event] = t
			g.noting[shadowed+t.Name+"_"+event] = changedSince + t.Name
		}
		g.direct[t.Name] = map[string]bool{}
	}
	for _, t := range s.Tables {
		for _, f := range t.Foreign {
			for i, c := range f.Columns {
				g.direct[t.Name][f.Parent+"."+f.ParentColumns[i]] = true
				g.direct[f.Parent][t.Name+"."+c] = true
			}
		}
	}
	return g
}

func (w *wall) open()                   { w.state = wallOpen }
func (w *wall) locked()                 { w.state, w.st = wallLocked, nil }
func (w *wall) preparing(st *statement) { w.state, w.st = wallPreparing, st }

// prefix keeps the prepared statements of the two kinds of scope apart.
func (w *wall) prefix() string {
	if w.platform {
		return "p:"
	}
	return "o:"
}

// enter sets whose rows exist on the connection until leave.
func (w *wall) enter(ctx context.Context, sc authz.Scope) error {
	w.open()
	defer w.locked()
	w.platform = sc.IsPlatform()
	if w.platform {
		if _, err := w.set.ExecContext(ctx, platformMark); err != nil {
			return err
		}
	}
	for _, o := range sc.Organizations() {
		if o <= 0 {
			return fmt.Errorf("db: the scope has the organization %d", int64(o))
		}
		if _, err := w.set.ExecContext(ctx, int64(o)); err != nil {
			return err
		}
	}
	return nil
}

func (w *wall) leave() error {
	w.open()
	defer w.locked()
	w.platform = false
	_, err := w.clear.ExecContext(context.Background())
	return err
}

// build raises the wall on a new connection; the writer's gets triggers as well.
func (g *guards) build(ctx context.Context, conn *sql.Conn, writer bool) (*wall, error) {
	w := &wall{guards: g, state: wallOpen}
	for _, q := range g.statements(writer) {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return nil, fmt.Errorf("%w in %s", err, q)
		}
	}
	var err error
	err = conn.Raw(func(c any) error { return c.(sqlite.AuthorizerRegisterer).RegisterAuthorizer(w.authorize) })
	if err != nil {
		return nil, err
	}
	if w.set, err = conn.PrepareContext(ctx, `INSERT INTO temp.banyan_ctx (org) VALUES (?1)`); err != nil {
		return nil, err
	}
	if w.clear, err = conn.PrepareContext(ctx, `DELETE FROM temp.banyan_ctx`); err != nil {
		return nil, err
	}
	w.locked()
	return w, nil
}

func (g *guards) statements(writer bool) []string {
	out := []string{`CREATE TEMP TABLE banyan_ctx (org INTEGER NOT NULL PRIMARY KEY) STRICT`}
	for _, t := range g.schema.Tables {
		out = append(out, fmt.Sprintf(`CREATE TEMP VIEW %q AS SELECT %s FROM main.%q WHERE %s`, t.Name, quotedList(t.ColumnNames()), t.Name, t.allowed("")))
		if !writer {
			continue
		}
		out = append(out,
			fmt.Sprintf(`CREATE TEMP TRIGGER wall_%s_insert BEFORE INSERT ON main.%q WHEN (%s) IS NOT TRUE BEGIN SELECT RAISE(ABORT, '%s'); END`,
				t.Name, t.Name, t.allowed("NEW."), wallMessage),
			fmt.Sprintf(`CREATE TEMP TRIGGER wall_%s_update BEFORE UPDATE ON main.%q WHEN (%s) IS NOT TRUE OR (%s) IS NOT TRUE BEGIN SELECT CASE WHEN (%s) IS NOT TRUE THEN RAISE(IGNORE) ELSE RAISE(ABORT, '%s') END; END`,
				t.Name, t.Name, t.allowed("OLD."), t.allowed("NEW."), t.allowed("OLD."), wallMessage),
			fmt.Sprintf(`CREATE TEMP TRIGGER wall_%s_delete BEFORE DELETE ON main.%q WHEN (%s) IS NOT TRUE BEGIN SELECT RAISE(IGNORE); END`,
				t.Name, t.Name, t.allowed("OLD.")))
	}
	return out
}

// allowed is the condition under which a row exists for the context; row is "", "NEW." or "OLD.".
func (t *Table) allowed(row string) string {
	platform := fmt.Sprintf(`%d IN (SELECT org FROM temp.banyan_ctx)`, platformMark)
	own := row + t.ownerColumn() + ` IN (SELECT org FROM temp.banyan_ctx WHERE org > 0)`
	switch t.Class {
	case Tenant:
		return own
	case Shared:
		return own + ` OR ` + platform
	}
	return platform
}

// authorize judges one access of a statement that is being compiled.
func (w *wall) authorize(action sqlite.AuthorizerActionCode, a, b, schema, via string) sqlite.AuthorizerReturnCode {
	ok := false
	switch w.state {
	case wallOpen:
		ok = true
	case wallPreparing:
		ok = w.judge(action, a, b, schema, via)
	}
	if ok {
		return sqlite.AuthorizerOK
	}
	return sqlite.AuthorizerDeny
}

func (w *wall) judge(action sqlite.AuthorizerActionCode, a, b, schema, via string) bool {
	switch action {
	case sqlite.AuthSelect, sqlite.AuthRecursive:
		return true
	case sqlite.AuthFunction:
		return !slices.Contains([]string{"load_extension", "fts3_tokenizer", "sqlite_log"}, strings.ToLower(b))
	case sqlite.AuthRead:
		return w.mayRead(a, b, schema, via)
	case sqlite.AuthInsert, sqlite.AuthUpdate, sqlite.AuthDelete:
		if schema == "temp" && action == sqlite.AuthInsert {
			return a != "" && w.guards.noting[via] == a
		}
		if schema != "main" {
			return false
		}
		return via == "" && a == w.st.table && w.st.writes() && w.admits(w.guards.views[a])
	}
	return false
}

// admits tells whether the kind of scope may touch the table at all; which rows is the view's matter.
func (w *wall) admits(t *Table) bool { return t != nil && (w.platform || t.Class != Control) }

func (w *wall) mayRead(table, column, schema, via string) bool {
	g := w.guards
	guardian := g.views[via] // the view or trigger of this package through which the access goes
	switch {
	case schema == "" || table == "json_each" || table == "json_tree":
		return true // a subquery or a table-valued function: its own sources are judged apart
	case schema == "temp":
		return table != "banyan_ctx" || guardian != nil || column == ""
	case schema != "main" || strings.HasPrefix(table, "sqlite_"):
		return false
	case g.hidden[table]:
		return false
	case column == "": // a view's table of which no column is read, or only the key that is the rowid
		return w.admits(g.views[table])
	case guardian != nil:
		return guardian.Name == table && w.admits(guardian)
	case table == w.st.table && w.st.writes() && (via == "" || strings.HasPrefix(via, "sqlite_returning")):
		return w.admits(g.views[table])
	}
	return via == "" && w.st.writes() && g.direct[w.st.table][table+"."+column]
}

func quotedList(names []string) string {
	q := make([]string, len(names))
	for i, n := range names {
		q[i] = `"` + n + `"`
	}
	return strings.Join(q, ", ")
}
