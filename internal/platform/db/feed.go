package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/id"
)

// The feed of changes. What is kept of people in memory (columns of universes, the index of names) must answer exactly what
// the database would answer at the reader's snapshot. So each transaction that changes people says whom, in rows of its own;
// a reader asks, inside its own snapshot, what has changed since the snapshot that the memory stands for, and reads those
// people again.
//
// On SQLite commits are numbered. On PostgreSQL transactions commit out of the order of any number that they could draw
// beforehand, so a row carries the number of its transaction (pg_current_xact_id), and "since" is: not visible in the
// snapshot that the memory stands for. Writers read nothing of each other and never wait for each other.

// feedTable holds the changes; migrations/0010_segment.sql.
const feedTable = "person_change"

const (
	everybody = 0  // instead of a person: anybody may have changed
	cutBelow  = -1 // rows with smaller stamps are gone

	// maxTouched is how many people are told one by one; more than that is quicker read anew.
	maxTouched = 20000
	// maxUnread is how many changes a reader takes over one by one.
	maxUnread = 20000
	// keptChanges is how many rows an organization's feed keeps.
	keptChanges = 100000
	// keptStamps is how many transactions a memory remembers to have taken over, to know an older reader by.
	keptStamps = 512
)

// Touch says that the transaction changes something about these people: their own row or any row that belongs to them. A merge
// touches both. With no people it says that the transaction changes nothing that anybody keeps.
//
// A transaction that writes people's rows and says nothing is not trusted: Write then says "everybody" for it, and the log
// has a warning.
func (tx *WriteTx) Touch(ctx context.Context, org id.ID, people ...id.ID) error {
	tx.s.said = true
	switch {
	case len(people) == 0:
		return nil
	case len(people) > maxTouched:
		return tx.TouchAll(ctx, org)
	}
	return tx.tell(ctx, `SELECT DISTINCT CAST(value AS BIGINT) AS id FROM json_each($2)`, int64(org), List(people))
}

// TouchHouseholds says that something about these households changes: it touches everybody who lives there.
func (tx *WriteTx) TouchHouseholds(ctx context.Context, org id.ID, households ...id.ID) error {
	tx.s.said = true
	switch {
	case len(households) == 0:
		return nil
	case len(households) > maxTouched:
		return tx.TouchAll(ctx, org)
	}
	return tx.tell(ctx, `SELECT id FROM person WHERE org_id = $1 AND household_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, int64(org), List(households))
}

// TouchAll says that anybody may have changed, as after a large import.
func (tx *WriteTx) TouchAll(ctx context.Context, org id.ID) error {
	tx.s.said = true
	return tx.tell(ctx, `SELECT CAST(value AS BIGINT) AS id FROM json_each($2)`, int64(org), "[0]")
}

// tell writes a change for each person that the query gives; $1 is the organization. The column's default stamps it on PostgreSQL.
func (tx *WriteTx) tell(ctx context.Context, people string, org int64, list any) error {
	columns, stamp := "org_id, person_id", ""
	if tx.s.wall != nil {
		columns, stamp = "org_id, stamp, person_id", `(SELECT COALESCE(MAX(stamp), 0) + 1 FROM person_change WHERE org_id = $1), `
	}
	_, err := tx.Exec(ctx, `INSERT INTO person_change (`+columns+`) SELECT $1, `+stamp+`changed.id FROM (`+people+`) AS changed WHERE 1 = 1 ON CONFLICT DO NOTHING`, org, list)
	return err
}

// Mark says up to where a memory has taken over changes: which transactions' changes it holds.
type Mark struct {
	min, max int64   // every stamp below min is held, none from max on
	open     []int64 // between them: not held
	held     []int64 // stamps of the feed that are known to be held, the newest ones
	floor    int64   // nothing below it is in held any more
}

// holds tells whether a transaction's changes are held.
func (m Mark) holds(stamp int64) bool {
	return stamp < m.min || stamp < m.max && !slices.Contains(m.open, stamp)
}

// lacksBelow tells whether a change below the cut may be lost to the memory: one that it does not hold and that the snapshot sees. A
// transaction that was open then and has ended since may have been anybody's, on PostgreSQL even another database's: to be safe it counts.
func (m Mark) lacksBelow(cut int64, now Mark) bool {
	return m.max < cut || slices.ContainsFunc(m.open, func(stamp int64) bool { return stamp < cut && now.holds(stamp) })
}

// covers tells whether everything that an older mark holds is held.
func (m Mark) covers(older Mark) bool {
	return m.max >= older.max && !slices.ContainsFunc(m.open, older.holds)
}

// Changes is what a memory lacks.
type Changes struct {
	Now    Mark    // the memory's mark after it has taken over
	People []id.ID // whose rows must be read again
	All    bool    // everything must be read again; Now and People say nothing then
	Ahead  bool    // the memory already holds what this snapshot does not: it cannot answer for it
}

// None tells that the memory answers for the snapshot as it is.
func (c Changes) None() bool { return !c.All && !c.Ahead && len(c.People) == 0 }

// Mark gives the mark of a memory that has read everything in this transaction.
func (tx *ReadTx) Mark(ctx context.Context, org id.ID) (Mark, error) {
	m, err := tx.snapshot(ctx, org)
	if err != nil {
		return m, err
	}
	m.held, err = All(ctx, tx, Value[int64], `SELECT DISTINCT stamp FROM person_change WHERE org_id = $1 ORDER BY stamp DESC LIMIT `+strconv.Itoa(keptStamps), org)
	m.trim()
	return m, err
}

// ChangesSince tells what a memory with this mark lacks to answer for the transaction's snapshot.
func (tx *ReadTx) ChangesSince(ctx context.Context, org id.ID, have Mark) (c Changes, err error) {
	if c.Now, err = tx.snapshot(ctx, org); err != nil {
		return c, err
	}
	if !c.Now.covers(have) && (c.Now.min < have.floor || slices.ContainsFunc(have.held, func(stamp int64) bool { return !c.Now.holds(stamp) })) {
		return Changes{Ahead: true}, nil
	}
	c.Now.held, c.Now.floor = have.held, have.floor
	var rows int
	err = Each(ctx, tx, func(r Row) error {
		var stamp int64
		var person id.ID
		if err := r.Scan(&stamp, &person); err != nil {
			return err
		}
		rows++
		switch {
		case person == cutBelow:
			c.All = c.All || have.lacksBelow(stamp, c.Now)
		case person == everybody:
			c.All = true
		default:
			c.People = append(c.People, person)
			if n := len(c.Now.held); n == 0 || c.Now.held[n-1] != stamp {
				c.Now.held = append(slices.Clip(c.Now.held), stamp)
			}
		}
		return nil
	}, `SELECT stamp, person_id FROM person_change WHERE org_id = $1 AND stamp >= $2
			AND (stamp >= $3 OR person_id = `+strconv.Itoa(cutBelow)+` OR stamp IN (SELECT CAST(value AS BIGINT) FROM json_each($4)))
		ORDER BY stamp, person_id LIMIT `+strconv.Itoa(maxUnread+1), org, have.min, have.max, List(have.open))
	if err != nil {
		return c, err
	}
	if c.All || rows > maxUnread {
		return Changes{All: true}, nil
	}
	slices.Sort(c.People)
	c.People = slices.Compact(c.People)
	c.Now.trim()
	return c, nil
}

// trim keeps the newest of the stamps that are held.
func (m *Mark) trim() {
	slices.Sort(m.held)
	m.held = slices.Compact(m.held)
	if n := len(m.held) - keptStamps + 1; n > 0 {
		m.floor = m.held[n-1] + 1
		m.held = slices.Clone(m.held[n:])
	}
}

// snapshot is the mark of everything that this transaction can see.
func (tx *ReadTx) snapshot(ctx context.Context, org id.ID) (m Mark, err error) {
	if tx.s.wall != nil {
		last, err := One(ctx, tx, Value[int64], `SELECT COALESCE(MAX(stamp), 0) FROM person_change WHERE org_id = $1`, org)
		return Mark{min: last + 1, max: last + 1}, err
	}
	if tx.s.failed != nil || tx.s.busy {
		return m, cmp.Or(tx.s.failed, errBusy)
	}
	var text string
	if err := tx.s.conn.QueryRowContext(ctx, `SELECT pg_current_snapshot()::text`).Scan(&text); err != nil {
		return m, tx.s.fail(translate(err))
	}
	return parseSnapshot(text)
}

// parseSnapshot reads PostgreSQL's "xmin:xmax:xip,xip".
func parseSnapshot(text string) (m Mark, err error) {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return m, fmt.Errorf("db: the snapshot %q", text)
	}
	number := func(s string) (n int64) {
		if err == nil {
			n, err = strconv.ParseInt(s, 10, 64)
		}
		return n
	}
	m.min, m.max = number(parts[0]), number(parts[1])
	for _, one := range strings.FieldsFunc(parts[2], func(r rune) bool { return r == ',' }) {
		m.open = append(m.open, number(one))
	}
	return m, err
}

// TrimFeed removes old rows of an organization's feed. Who has not looked for so long reads everything again.
func (d *DB) TrimFeed(ctx context.Context, sc authz.Scope) error {
	var cut []int64
	oldest := func(q Querier) (err error) {
		cut, err = All(ctx, q, Value[int64], `SELECT stamp FROM person_change WHERE org_id = $1 ORDER BY stamp DESC LIMIT 1 OFFSET `+strconv.Itoa(keptChanges), sc.Organization())
		return err
	}
	if err := d.Read(ctx, sc, func(tx *ReadTx) error { return oldest(tx) }); err != nil || len(cut) == 0 {
		return err
	}
	return d.Write(ctx, sc, "db: trim the feed of changes", func(tx *WriteTx) error {
		gone, err := tx.Exec(ctx, `DELETE FROM person_change WHERE org_id = $1 AND stamp < $2`, sc.Organization(), cut[0])
		if err != nil || gone == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO person_change (org_id, stamp, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, sc.Organization(), cut[0], cutBelow)
		return err
	})
}

// unasked are tables about people of which nobody keeps anything in memory.
var unasked = map[string]bool{feedTable: true, "turf_door": true, "person_note": true, "person_file": true, "bulk_edit_row": true, "import_change": true, "shift_worker": true}

// watched are the tables of which something is kept in memory, by their columns, so that a new one cannot be forgotten: a transaction
// that writes one must say whom it changes.
func (s *Schema) watched() map[string]bool {
	out := map[string]bool{}
	for _, t := range s.Tables {
		about := t.Name == "person" || t.Name == "household" || slices.ContainsFunc(t.ColumnNames(), func(c string) bool {
			return c == "person_id" || c == "household_id" || c == "registration_id"
		})
		if t.Class == Tenant && about && !unasked[t.Name] {
			out[t.Name] = true
		}
	}
	return out
}

// settleFeed makes a transaction sound that wrote people's rows and did not say whose.
func (d *DB) settleFeed(ctx context.Context, sc authz.Scope, why string, tx *WriteTx) error {
	table := tx.s.unsaid
	if table == "" || tx.s.said || tx.s.failed != nil {
		return nil
	}
	for _, org := range sc.Organizations() {
		if err := tx.TouchAll(ctx, org); err != nil {
			return err
		}
	}
	d.log.Warn("a write did not say whom it changes", "why", why, "table", table)
	d.unsaid.Add(1)
	return nil
}

// Unsaid counts the writes that changed people without saying whom. Each makes every memory read its organization again; tests
// want it to be zero.
func (d *DB) Unsaid() int64 { return d.unsaid.Load() }

// forgetStrangeStamps removes changes that carry numbers of another cluster's transactions, which come with a dump that somebody
// moved here. Nobody holds a memory of that other life.
func forgetStrangeStamps(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `BEGIN; SET LOCAL banyan.maintenance = 'on';
		DELETE FROM person_change WHERE stamp >= CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT); COMMIT`)
	if err != nil {
		conn.ExecContext(ctx, "ROLLBACK")
	}
	return err
}
