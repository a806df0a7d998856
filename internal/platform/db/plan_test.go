package db

import (
	"path/filepath"
	"strings"
	"testing"

	"banyan/internal/platform/authz"
)

// The wall's views must dissolve into the query around them: one that SQLite builds as a table first would read a
// whole organization for one door.
func TestWall_viewsLetTheIndexesWork(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "banyan.db"))
	for _, q := range []string{
		`SELECT count(*) FROM person WHERE org_id = $1`,
		`SELECT count(*) FROM person WHERE id = $1`, // without org_id: the wall's own list finds the index
		`SELECT id, family FROM person WHERE org_id = $1 AND (family, given, id) > ('a', 'b', 3) ORDER BY family, given, id LIMIT 50`,
		`SELECT p.id, h.street FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE p.org_id = $1 ORDER BY p.family, p.given, p.id LIMIT 50`,
		`SELECT p.language, count(*), count(v.id) FROM person p LEFT JOIN voter_registration v ON v.org_id = p.org_id AND v.person_id = p.id
			LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE p.org_id = $1 AND p.id = $2 GROUP BY p.language`,
		`SELECT count(*) FROM person p WHERE p.org_id = $1 AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.org_id = p.org_id AND s.person_id = p.id AND s.lifted_at IS NULL)`,
		`SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`,
		`WITH x AS (SELECT id, household_id FROM person WHERE org_id = $1 AND language = 'hmn') SELECT h.building_key, count(*) FROM x JOIN household h ON h.org_id = $1 AND h.id = x.household_id GROUP BY h.building_key`,
	} {
		for _, step := range plan(t, d, q) {
			if strings.HasPrefix(step, "SCAN main.") ||
				strings.Contains(step, "MATERIALIZE") || strings.Contains(step, "CO-ROUTINE") {
				t.Errorf("%s\n  does: %s", q, step)
			}
		}
	}
}

// What an entry takes back is found by an index that holds only entries that take something back.
func TestWall_findsWhatIsTakenBack(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "banyan.db"))
	for _, q := range []string{
		`SELECT count(*) FROM attempt a WHERE a.org_id = $1 AND NOT EXISTS (SELECT 1 FROM attempt u WHERE u.org_id = a.org_id AND u.undoes = a.event_id AND u.kind = 'undo' AND u.packet_id + 0 = a.packet_id)`,
		`SELECT u.undoes FROM json_each($2) n CROSS JOIN attempt u WHERE u.org_id = $1 AND u.undoes = n.value`,
	} {
		if steps := plan(t, d, q); !strings.Contains(strings.Join(steps, "\n"), "attempt_undoes") {
			t.Errorf("%s\n  does: %q", q, steps)
		}
	}
}

// plan tells how SQLite would answer a statement from inside the wall.
func plan(t *testing.T, d *DB, q string) (steps []string) {
	t.Helper()
	err := d.Read(bg, authz.System(1, "test"), func(tx *ReadTx) error {
		st, err := tx.s.texts.get(q)
		if err != nil {
			return err
		}
		tx.s.wall.open()
		defer tx.s.wall.locked()
		steps, err = collect(bg, tx.s.conn, func(r Row) (step string, err error) {
			var id, parent, unused int
			return step, r.Scan(&id, &parent, &unused, &step)
		}, "EXPLAIN QUERY PLAN "+st.engine, 1, "[]")
		return err
	})
	if err != nil || len(steps) == 0 {
		t.Fatalf("%s: %v", q, err)
	}
	return steps
}
