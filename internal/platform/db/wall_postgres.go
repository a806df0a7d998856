package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// The second wall on PostgreSQL: FORCE ROW LEVEL SECURITY on every table of an organization, and two roles that own
// nothing and can't bypass it. Each transaction takes one of the roles and sets its organizations, for itself alone.

const (
	appRole     = "banyan_app"     // scopes of organizations
	controlRole = "banyan_control" // platform scopes
)

// errBadConn makes database/sql throw the connection away.
var errBadConn = driver.ErrBadConn

// own is the condition under which a row exists. The subselect makes PostgreSQL read the setting once a query.
const own = `(SELECT string_to_array(NULLIF(current_setting('banyan.orgs', true), ''), ','))::bigint[]`

// raisePostgresWall is run at each start, after the migrations, so that a new table is behind the wall at once.
// A new table has no grant before it: until then nobody but the owner reads it.
func raisePostgresWall(ctx context.Context, conn *sql.Conn, schema *Schema) error {
	for _, role := range []string{appRole, controlRole} {
		if err := ensureRole(ctx, conn, role); err != nil {
			return err
		}
	}
	sqls := []string{
		`REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
		`GRANT USAGE ON SCHEMA public TO ` + appRole + `, ` + controlRole,
	}
	for _, t := range schema.Tables {
		sqls = append(sqls, postgresGuards(t)...)
	}
	views, err := collect(ctx, conn, Value[string], `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' ORDER BY relname`)
	if err != nil {
		return err
	}
	for _, v := range views {
		sqls = append(sqls, fmt.Sprintf(`ALTER VIEW %q SET (security_invoker = true)`, v),
			fmt.Sprintf(`GRANT SELECT ON %q TO %s, %s`, v, appRole, controlRole))
	}
	text := strings.Join(sqls, "; ")
	user, err := single[string](ctx, conn, `SELECT current_user`) // the policies of maintenance are this login's
	if err != nil {
		return err
	}
	mark := fmt.Sprintf("wall %x", sha256.Sum256([]byte(user+" "+text)))
	if stands, err := wallStands(ctx, conn, mark, schema); err != nil || stands {
		return err
	}
	_, err = conn.ExecContext(ctx, "BEGIN; "+text+"; COMMENT ON TABLE meta IS '"+mark+"'; COMMIT")
	if err != nil {
		conn.ExecContext(ctx, "ROLLBACK")
		return fmt.Errorf("raising the wall: %w", err)
	}
	return nil
}

// wallStands tells whether this very wall is up already, so that a start needs no lock on any table: another server may
// be in the middle of its work. A table whose row security somebody switched off makes it false.
func wallStands(ctx context.Context, conn *sql.Conn, mark string, schema *Schema) (bool, error) {
	var guarded int64
	for _, t := range schema.Tables {
		if t.Class != Control {
			guarded++
		}
	}
	found, err := collect(ctx, conn, Value[bool], `SELECT COALESCE(obj_description('public.meta'::regclass), '') = $1
		AND (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND relforcerowsecurity) = $2
		AND (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' AND NOT COALESCE('security_invoker=true' = ANY (reloptions), false)) = 0`, mark, guarded)
	return err == nil && found[0], err
}

// postgresGuards gives a table its policies and grants.
func postgresGuards(t *Table) []string {
	to := appRole + ", " + controlRole
	if t.Class == Control {
		return []string{fmt.Sprintf(`GRANT SELECT, INSERT, UPDATE, DELETE ON %q TO %s`, t.Name, controlRole),
			fmt.Sprintf(`REVOKE ALL ON %q FROM %s`, t.Name, appRole)}
	}
	out := []string{
		fmt.Sprintf(`ALTER TABLE %q ENABLE ROW LEVEL SECURITY`, t.Name),
		fmt.Sprintf(`ALTER TABLE %q FORCE ROW LEVEL SECURITY`, t.Name),
		fmt.Sprintf(`GRANT SELECT, INSERT, UPDATE, DELETE ON %q TO %s`, t.Name, to),
	}
	policy := func(name, role, condition string) {
		out = append(out, fmt.Sprintf(`DROP POLICY IF EXISTS %s ON %q`, name, t.Name),
			fmt.Sprintf(`CREATE POLICY %s ON %q TO %s USING (%s)`, name, t.Name, role, condition))
	}
	policy("banyan_own", appRole, fmt.Sprintf(`%q = ANY (%s)`, t.ownerColumn(), own))
	if t.Class == Shared {
		policy("banyan_platform", controlRole, "true")
	}
	policy("banyan_maintenance", "CURRENT_USER", `current_setting('banyan.maintenance', true) = 'on'`)
	return out
}

// ensureRole makes one of the two roles and lets this connection's own role take it. Roles belong to the whole
// cluster: another database's server may be making the same one right now.
func ensureRole(ctx context.Context, conn *sql.Conn, role string) error {
	_, err := conn.ExecContext(ctx, `CREATE ROLE `+role+` NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT`)
	var p *pgconn.PgError
	exists := errors.As(err, &p) && (p.Code == "42710" || p.Code == "23505")
	if err != nil && !exists {
		ok, cerr := collect(ctx, conn, Value[bool], `SELECT true FROM pg_roles WHERE rolname = $1`, role)
		if cerr != nil || len(ok) == 0 {
			return fmt.Errorf("the role %s is missing and this login may not make it; run CREATE ROLE %s; GRANT %s TO this login: %w", role, role, role, err)
		}
	}
	weak, err := collect(ctx, conn, Value[bool], `SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = $1`, role)
	if err != nil {
		return err
	}
	if len(weak) != 1 || weak[0] {
		return fmt.Errorf("the role %s could pass the wall", role)
	}
	member, err := collect(ctx, conn, Value[bool], `SELECT pg_has_role(CURRENT_USER, $1, 'MEMBER')`, role)
	if err != nil || len(member) == 1 && member[0] {
		return err
	}
	_, err = conn.ExecContext(ctx, `GRANT `+role+` TO CURRENT_USER`)
	return err
}
