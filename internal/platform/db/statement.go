package db

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// errText is the cause of every refusal of a statement's text.
var errText = errors.New("db: statement refused")

// statement is a caller's SQL after the check, as each engine gets it.
type statement struct {
	verb    string // select, values, insert, update or delete
	table   string // what a writing verb writes to
	engine  string // the text for the engine
	watched bool   // what it writes is kept in memory by somebody; feed.go
}

func (s *statement) writes() bool { return s.verb != "select" && s.verb != "values" }

// forbidden are names that no statement needs and that would reach around the wall.
var forbidden = map[string]bool{
	"information_schema": true, "set_config": true, "load_extension": true, "rowid": true, "oid": true, "_rowid_": true,
	"fts3_tokenizer": true, "goose_db_version": true, "dblink": true, "query_to_xml": true, "database_to_xml": true,
	"table_to_xml": true, "schema_to_xml": true, "cursor_to_xml": true,
}

// forbiddenPrefixes belong to the engines and to this package.
var forbiddenPrefixes = []string{"pg_", "sqlite_", "pragma_", "lo_", "banyan_", "wall_", "dblink_", "has_table_", "has_column_"}

// statements checks and keeps statements. The texts of a program are few; a universe's filter makes some more,
// so the memory is simply emptied when it has grown.
type statements struct {
	schema  *Schema
	dialect Dialect
	tenant  map[string]bool // the tables that the wall guards
	hidden  map[string]bool // tables of the engine: the search index and its parts
	watched map[string]bool // tables of which something is kept in memory; feed.go

	mu   sync.RWMutex
	seen map[string]*statement
}

const maxStatements = 4000

func (s *statements) get(sql string) (*statement, error) {
	s.mu.RLock()
	st := s.seen[sql]
	s.mu.RUnlock()
	if st != nil {
		return st, nil
	}
	st, err := s.parse(sql)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	if s.seen == nil || len(s.seen) >= maxStatements {
		s.seen = map[string]*statement{}
	}
	s.seen[sql] = st
	s.mu.Unlock()
	return st, nil
}

func (s *statements) parse(sql string) (*statement, error) {
	tokens, err := lex(sql)
	if err != nil {
		return nil, err
	}
	if err := s.checkNames(tokens); err != nil {
		return nil, err
	}
	st := &statement{}
	at, err := findVerb(tokens)
	if err != nil {
		return nil, err
	}
	st.verb = tokens[at].low
	target := -1
	if st.writes() {
		if target, err = findTarget(tokens, at); err != nil {
			return nil, err
		}
		st.table = tokens[target].low
		st.watched = s.watched[st.table]
	}
	if err := checkWords(tokens, at); err != nil {
		return nil, err
	}
	st.engine = s.write(tokens, target)
	if s.dialect == Postgres {
		st.engine = asIDs.Replace(st.engine)
	}
	return st, nil
}

// checkNames refuses names that belong to the engines, and every schema qualification: an unqualified name
// is what the wall's views answer to.
func (s *statements) checkNames(tokens []token) error {
	for i, t := range tokens {
		dotted := i+1 < len(tokens) && tokens[i+1].is(".")
		if t.kind == str && dotted {
			return fmt.Errorf("%w: a string is no name", errText)
		}
		if !t.names() {
			continue
		}
		if forbidden[t.low] || s.hidden[t.low] || slices.ContainsFunc(forbiddenPrefixes, func(p string) bool { return strings.HasPrefix(t.low, p) }) {
			return fmt.Errorf("%w: name %s", errText, t.text)
		}
		if t.low == "main" || t.low == "temp" || t.low == "public" {
			return fmt.Errorf("%w: schema %s", errText, t.text)
		}
	}
	return nil
}

// findVerb gives the place of the statement's verb: the first word, or after WITH the first verb outside parentheses.
func findVerb(tokens []token) (int, error) {
	depth := 0
	with := false
	for i, t := range tokens {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case t.kind == space || depth > 0:
		case t.kind == word:
			switch t.low {
			case "select", "insert", "update", "delete", "values":
				return i, nil
			case "with":
				with = true
			default:
				if !with {
					return 0, fmt.Errorf("%w: it begins with %s", errText, t.text)
				}
			}
		case !with:
			return 0, fmt.Errorf("%w: it begins with %s", errText, t.text)
		}
	}
	return 0, fmt.Errorf("%w: it has no verb", errText)
}

// findTarget gives the place of the table that an INSERT INTO, UPDATE or DELETE FROM writes to.
func findTarget(tokens []token, verb int) (int, error) {
	want := map[string]string{"insert": "into", "delete": "from"}[tokens[verb].low]
	i := skipSpace(tokens, verb+1)
	if want != "" {
		if i >= len(tokens) || tokens[i].low != want {
			return 0, fmt.Errorf("%w: %s needs %s", errText, tokens[verb].text, strings.ToUpper(want))
		}
		i = skipSpace(tokens, i+1)
	}
	if i >= len(tokens) || !tokens[i].names() || tokens[i].low == "or" || tokens[i].low == "only" {
		return 0, fmt.Errorf("%w: %s needs a table's name", errText, tokens[verb].text)
	}
	return i, nil
}

// checkWords refuses a second verb: PostgreSQL would run a writing WITH, SQLite has none.
func checkWords(tokens []token, verb int) error {
	before := ""
	for i, t := range tokens {
		if t.kind != word {
			if t.kind != space {
				before = ""
			}
			continue
		}
		second := i != verb && (t.low == "insert" || t.low == "delete" || t.low == "update" && before != "do" && before != "for")
		if second {
			return fmt.Errorf("%w: a second %s", errText, t.text)
		}
		if t.low == "into" && before != "insert" {
			return fmt.Errorf("%w: INTO after %s", errText, before)
		}
		before = t.low
	}
	return nil
}

// write gives the text for the engine: comments gone, parameters in its spelling, and on SQLite the written
// tenant table by its full name, since its short name is a view.
func (s *statements) write(tokens []token, target int) string {
	var b strings.Builder
	last := 0 // the largest parameter so far
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if s.dialect == SQLite {
			if t.kind == param {
				last = writeParam(&b, t.text[1:], last)
				continue
			}
			if n := lockingClause(tokens, i); n > 0 {
				i += n - 1
				continue
			}
			if i == target && s.tenant[t.low] {
				b.WriteString("main.")
			}
		}
		b.WriteString(t.text)
	}
	return b.String()
}

// writeParam writes a parameter for SQLite. A bare ? is the next number, and has no name: SQLite keeps names in a list
// that it walks at each binding, which made an INSERT of a hundred rows take twice its time.
func writeParam(b *strings.Builder, number string, last int) int {
	b.WriteByte('?')
	n, err := strconv.Atoi(number)
	if err != nil || n != last+1 {
		b.WriteString(number)
	}
	return max(n, last)
}

// lockingClause gives the length of FOR UPDATE [SKIP LOCKED] at i: SQLite has one writer and nothing to lock.
func lockingClause(tokens []token, i int) int {
	n := 0
	for _, want := range []string{"for", "update", "skip", "locked"} {
		j := skipSpace(tokens, i+n)
		if j >= len(tokens) || tokens[j].kind != word || tokens[j].low != want {
			if want == "skip" {
				return n
			}
			return 0
		}
		n = j - i + 1
	}
	return n
}

func skipSpace(tokens []token, i int) int {
	for i < len(tokens) && tokens[i].kind == space {
		i++
	}
	return i
}
