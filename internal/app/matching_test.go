package app

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/features/matching"
	"banyan/internal/features/people"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
	"banyan/internal/simulate"
)

// bench is matching on the real people feature, in one organization, with a shadow of it in which nobody is ever merged.
type bench struct {
	*testing.T
	*matching.Service
	d          *db.DB
	queue      *jobs.Queue
	sc, shadow authz.Scope
	rng        *rand.Rand
	ids        *id.Source
}

func newBench(t *testing.T, d *db.DB, seed uint64) *bench {
	ids, quiet := id.NewSource(time.Now), slog.New(slog.NewTextHandler(t.Output(), nil))
	log := audit.New(time.Now)
	queue := jobs.New(d, ids, time.Now, quiet)
	err := d.Write(t.Context(), authz.Platform("test"), "test", func(tx *db.WriteTx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES (11, 'x', 'X', 'WI', 'UTC', 'en', 0)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s := matching.NewService(matching.Config{DB: d, IDs: ids, Now: time.Now, Audit: log, Queue: queue, Log: quiet, People: mergePeople{people.NewService(d, ids, time.Now, log, nil)}})
	return &bench{T: t, Service: s, d: d, queue: queue, sc: authz.System(11, "test"), shadow: authz.System(12, "test"), rng: rand.New(rand.NewPCG(seed, 5)), ids: ids}
}

// both runs a statement, whose $1 is the organization, in the organization and in its shadow.
func (b *bench) both(sql string, args ...any) {
	b.Helper()
	for _, sc := range []authz.Scope{b.sc, b.shadow} {
		b.in(sc, sql, args...)
	}
}

func (b *bench) in(sc authz.Scope, sql string, args ...any) {
	b.Helper()
	err := b.d.Write(b.Context(), sc, "test", func(tx *db.WriteTx) error {
		_, err := tx.Exec(b.Context(), sql, append([]any{sc.Organization()}, args...)...)
		if err == nil {
			err = tx.TouchAll(b.Context(), sc.Organization())
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

const insertPerson = `INSERT INTO person (org_id, id, given, middle, family, suffix, native_name, native_lang, search, phone, email, language, is_member, source, birth_date, created_at, updated_at)
	VALUES ($1, $2, $3, '', $4, '', '', '', '', $5, '', '', $6, 'hand', $7, 1, 1)`

func (b *bench) person(row id.ID, given, family, phone, birth string, member bool) {
	b.Helper()
	b.both(insertPerson, row, given, family, phone, member, birth)
}

func (b *bench) registered(row id.ID, voter string) {
	b.Helper()
	b.both(`INSERT INTO voter_registration (org_id, id, person_id, state, voter_id, status, registered_on, districts, row_hash, updated_at) VALUES ($1, $2, $3, 'WI', $4, 'Active', '', '{}', '', 1)`,
		b.ids.Next(), row, voter)
}

// mayDiffer are the tables and columns that say who is one person, and what records that it was said.
var mayDiffer = []string{"audit", "person_change", "match_assertion", "match_pair", "match_model", "match_run"}

// dump writes every row of an organization, but for what may differ.
func (b *bench) dump(sc authz.Scope) string {
	var out strings.Builder
	err := b.d.Read(b.Context(), sc, func(tx *db.ReadTx) error {
		for _, table := range b.d.Schema().Tables {
			var columns []string
			for _, c := range table.Columns {
				if c.Name != "org_id" && c.Name != "merged_into" {
					columns = append(columns, c.Name)
				}
			}
			if table.Class != db.Tenant || slices.Contains(mayDiffer, table.Name) {
				continue
			}
			rows, err := db.All(b.Context(), tx, func(r db.Row) (string, error) {
				values := make([]any, len(columns))
				into := make([]any, len(columns))
				for i := range values {
					into[i] = &values[i]
				}
				err := r.Scan(into...)
				return fmt.Sprintf("%s %v\n", table.Name, values), err
			}, `SELECT `+strings.Join(columns, ", ")+` FROM `+table.Name+` WHERE org_id = $1`, sc.Organization())
			if err != nil {
				return err
			}
			slices.Sort(rows)
			out.WriteString(strings.Join(rows, ""))
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return out.String()
}

// roots reads who stands for whom.
func (b *bench) roots() map[id.ID]id.ID {
	out := map[id.ID]id.ID{}
	err := b.d.Read(b.Context(), b.sc, func(tx *db.ReadTx) error {
		return db.Each(b.Context(), tx, func(r db.Row) error {
			var row, root id.ID
			err := r.Scan(&row, &root)
			out[row] = root
			return err
		}, `SELECT id, COALESCE(merged_into, id) FROM person WHERE org_id = $1`, b.sc.Organization())
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// link is a merge that holds, as the test remembers it.
type link struct {
	assertion, a, b id.ID
}

// expect works out by itself, from the links that hold, who stands for whom.
func expect(rows []id.ID, links []link, registered func(id.ID) bool) map[id.ID]id.ID {
	group := map[id.ID]id.ID{}
	for _, r := range rows {
		group[r] = r
	}
	for range rows {
		for _, l := range links {
			low := min(group[l.a], group[l.b])
			group[l.a], group[l.b] = low, low
		}
	}
	best := map[id.ID]id.ID{}
	for _, r := range rows {
		have, ok := best[group[r]]
		if !ok || registered(r) && !registered(have) || registered(r) == registered(have) && r < have {
			best[group[r]] = r
		}
	}
	out := map[id.ID]id.ID{}
	for _, r := range rows {
		out[r] = best[group[r]]
	}
	return out
}

// edit changes something of a person at random, at the row that stands for them, in both organizations.
func (b *bench) edit(row id.ID) {
	n := b.ids.Next()
	switch b.rng.IntN(5) {
	case 0:
		b.both(`UPDATE person SET phone = $3, updated_at = $4 WHERE org_id = $1 AND id = $2`, row, fmt.Sprint("+1555", n%1000), n)
	case 1:
		b.both(`INSERT INTO person_tag (org_id, person_id, tag, at) VALUES ($1, $2, $3, 5)`, row, fmt.Sprint("tag ", n))
	case 2:
		b.both(`INSERT INTO person_language (org_id, person_id, language, kind, source, at) VALUES ($1, $2, 'vi', 'spoken', 'observed', 5) ON CONFLICT DO NOTHING`, row)
	case 3:
		b.both(`INSERT INTO suppression (org_id, id, person_id, scope, reason, address_key, at) VALUES ($1, $2, $3, 'phone', 'refused', '', 7)`, n, row)
	case 4:
		b.both(`DELETE FROM person_tag WHERE org_id = $1 AND person_id = $2`, row)
	}
}

// TestMatching_anUndoGivesBothBackByteForByte merges, edits and undoes at random. A shadow of the organization gets the same edits
// and no merge: after every step each row of every table is the same in both, and who stands for whom follows from the merges that hold.
func TestMatching_anUndoGivesBothBackByteForByte(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d, 41)
		var rows []id.ID
		registered := map[id.ID]bool{}
		for i := range 9 {
			row := b.ids.Next()
			b.person(row, "Mai", "Vang", fmt.Sprint("+1555000", i), "", i%2 == 0)
			if i%4 == 3 {
				b.registered(row, fmt.Sprint("90", i))
				registered[row] = true
			}
			rows = append(rows, row)
		}
		var links []link
		merged, undone := 0, 0
		for step := range 120 {
			switch x := b.rng.IntN(10); {
			case x < 4:
				b.edit(b.roots()[rows[b.rng.IntN(len(rows))]])
			case x < 7:
				l := link{a: rows[b.rng.IntN(len(rows))], b: rows[b.rng.IntN(len(rows))]}
				var err error
				if l.assertion, err = b.Decide(t.Context(), b.sc, matching.Same, l.a, l.b); err == nil {
					links = append(links, l)
					merged++
				} else if k := errs.KindOf(err); k != errs.Conflict && k != errs.Invalid {
					t.Fatal(err)
				}
			case len(links) > 0:
				i := b.rng.IntN(len(links))
				if _, err := b.TakeBack(t.Context(), b.sc, links[i].assertion); err != nil {
					t.Fatal(err)
				}
				links = slices.Delete(links, i, i+1)
				undone++
			}
			b.compare(step, rows, links, registered)
		}
		for _, l := range links {
			if _, err := b.TakeBack(t.Context(), b.sc, l.assertion); err != nil {
				t.Fatal(err)
			}
		}
		b.compare(-1, rows, nil, registered)
		if merged < 15 || undone < 15 {
			t.Errorf("only %d merges and %d undone", merged, undone)
		}
	})
}

func (b *bench) compare(step int, rows []id.ID, links []link, registered map[id.ID]bool) {
	b.Helper()
	if got, want := b.dump(b.sc), b.dump(b.shadow); got != want {
		b.Fatalf("step %d: a merge or its undo changed more than who stands for whom:\n%s\nwithout merges:\n%s", step, got, want)
	}
	want := expect(rows, links, func(r id.ID) bool { return registered[r] })
	for row, root := range b.roots() {
		if want[row] != root {
			b.Fatalf("step %d: %v stands for %v, want %v", step, root, row, want[row])
		}
	}
}

// TestMatching_notTheSameHoldsForEver holds that what a person has said binds every later run, and whoever decides of others of the rows.
func TestMatching_notTheSameHoldsForEver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d, 43)
		twin, again, third := b.ids.Next(), b.ids.Next(), b.ids.Next()
		for _, row := range []id.ID{twin, again, third} {
			b.person(row, "Quyen", "Huynh", "+14145550177", "1984-03-09", true)
		}
		if _, err := b.Decide(t.Context(), b.sc, matching.NotSame, again, twin); err != nil {
			t.Fatal(err)
		}
		b.search(matching.Run{Merges: true})
		if r := b.roots(); r[twin] == r[again] {
			t.Error("a run merged what a person has held apart")
		}
		if _, err := b.Decide(t.Context(), b.sc, matching.Same, third, twin); err != nil && errs.KindOf(err) != errs.Conflict {
			t.Fatal(err)
		}
		if _, err := b.Decide(t.Context(), b.sc, matching.Same, third, again); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a merge joined what is held apart: %v", err)
		}
		// The same person's own word changes it: what is said last holds.
		b.undoAll(third)
		if _, err := b.Decide(t.Context(), b.sc, matching.Same, twin, again); err != nil {
			t.Fatal(err)
		}
		if r := b.roots(); r[twin] != r[again] {
			t.Error("a person's later word does not hold")
		}
		if _, err := b.Decide(t.Context(), b.sc, matching.Same, twin, again); errs.KindOf(err) != errs.Conflict {
			t.Errorf("said twice: %v", err)
		}
	})
}

// TestMatching_whatAPersonTookBackIsAskedNotDone holds that a run does not do again what somebody has undone.
func TestMatching_whatAPersonTookBackIsAskedNotDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d, 59)
		one, two := b.ids.Next(), b.ids.Next()
		b.person(one, "Quyen", "Huynh", "+14145550177", "1984-03-09", true)
		b.person(two, "Quyen", "Huynh", "+14145550177", "1984-03-09", true)
		b.search(matching.Run{Merges: true})
		if r := b.roots(); r[one] != r[two] {
			t.Fatal("equal rows were not merged: the test needs a run that does")
		}
		h, err := b.History(t.Context(), b.sc, one, "")
		if err != nil || len(h.Said) != 1 {
			t.Fatal(err, h.Said)
		}
		mai := authz.Member(11, authz.Actor{Account: 5, Name: "Mai"}, authz.Organizer)
		if _, err := b.TakeBack(t.Context(), mai, h.Said[0].ID); err != nil {
			t.Fatal(err)
		}
		b.search(matching.Run{Merges: true})
		if r := b.roots(); r[one] == r[two] {
			t.Error("a run did again what a person had undone")
		}
		b.queued(1)
	})
}

func (b *bench) undoAll(person id.ID) {
	b.Helper()
	h, err := b.History(b.Context(), b.sc, person, "")
	if err != nil {
		b.Fatal(err)
	}
	for _, line := range h.Said {
		if line.Holds && line.Kind == matching.Same {
			if _, err := b.TakeBack(b.Context(), b.sc, line.ID); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// search runs a run to its end.
func (b *bench) search(run matching.Run) {
	b.Helper()
	var err error
	if run.Import == 0 {
		_, err = b.Find(b.Context(), b.sc, run.Merges, "/o/x/matching")
	} else {
		err = b.d.Write(b.Context(), b.sc, "test", func(tx *db.WriteTx) error { return b.AfterImport(b.Context(), tx, b.sc, run.Import) })
	}
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() { defer close(done); b.queue.Run(ctx, 1) }()
	b.settled()
	stop()
	<-done
}

// settled waits until every job of the organization is over, and wants that none failed.
func (b *bench) settled() {
	b.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var open int
		var failed string
		err := b.d.Read(b.Context(), b.sc, func(tx *db.ReadTx) (err error) {
			if open, err = db.One(b.Context(), tx, db.Value[int], `SELECT COUNT(*) FROM job WHERE organization_id = $1 AND state IN ('waiting', 'running')`, b.sc.Organization()); err != nil {
				return err
			}
			failed, err = db.One(b.Context(), tx, db.Value[string], `SELECT COALESCE(MAX(CAST(note AS TEXT)), '') FROM job WHERE organization_id = $1 AND state = 'failed'`, b.sc.Organization())
			return err
		})
		if err != nil || failed != "" {
			b.Fatal(err, failed)
		}
		if open == 0 {
			return
		}
	}
	b.Fatal("the search did not end")
}

// populate writes the rows of a simulated voter file and a member list as people, and gives the truth by row. Members from odd homes are
// of the import.
func (b *bench) populate(homes int64, imported id.ID) (truth map[id.ID]int64, voters map[id.ID]string) {
	b.Helper()
	plan := simulate.VoterFileAgainstMembers(b.rng.Uint64(), homes)
	truth, voters = map[id.ID]int64{}, map[id.ID]string{}
	var people, households, registrations [][]any
	put := func(r simulate.Row) {
		row, house := b.ids.Next(), b.ids.Next()
		truth[row] = r.Truth
		if r.Number == "" {
			people = append(people, b.asPerson(row, nil, r, imported))
		} else {
			households = append(households, []any{b.sc.Organization(), house, r.Number, r.Street, r.Unit, r.City, r.State, r.Zip, "", house.String(), 1})
			people = append(people, b.asPerson(row, house, r, imported))
		}
		if r.VoterID != "" {
			voters[row] = r.VoterID
			registrations = append(registrations, []any{b.sc.Organization(), b.ids.Next(), row, "WI", r.VoterID, "Active", "", "{}", "", 1})
		}
	}
	for r := range plan.LeftRows() {
		put(r)
	}
	for r := range plan.RightRows() {
		put(r)
	}
	err := b.d.Write(b.Context(), b.sc, "test", func(tx *db.WriteTx) error {
		_, err := tx.Insert(b.Context(), "household", []string{"org_id", "id", "number", "street", "unit", "city", "state", "zip", "building_key", "address_key", "created_at"}, households, "")
		if err == nil {
			_, err = tx.Insert(b.Context(), "person", []string{"org_id", "id", "household_id", "given", "middle", "family", "suffix", "native_name", "native_lang", "search", "phone", "email",
				"language", "is_member", "source", "birth_date", "created_at", "updated_at", "import_id"}, people, "")
		}
		if err == nil {
			_, err = tx.Insert(b.Context(), "voter_registration", []string{"org_id", "id", "person_id", "state", "voter_id", "status", "registered_on", "districts", "row_hash", "updated_at"}, registrations, "")
		}
		if err == nil {
			err = tx.TouchAll(b.Context(), b.sc.Organization())
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := b.d.Analyze(b.Context()); err != nil { // as the import does
		b.Fatal(err)
	}
	return truth, voters
}

func (b *bench) asPerson(row id.ID, house any, r simulate.Row, imported id.ID) []any {
	var of any
	if r.VoterID == "" && r.Home%2 == 1 && imported != 0 {
		of = imported
	}
	return []any{b.sc.Organization(), row, house, r.Given, r.Middle, r.Family, r.Suffix, "", "", "", r.Phone, r.Email, "", r.VoterID == "", "hand", r.BirthDate, 1, 1, of}
}

// outcome counts what the merges in force got right.
func (b *bench) outcome(truth map[id.ID]int64, voters map[id.ID]string) (merged, wrong int) {
	b.Helper()
	for row, root := range b.roots() {
		if row == root {
			continue
		}
		merged++
		if truth[row] != truth[root] {
			wrong++
		}
		if voters[row] != "" && voters[root] != "" && voters[row] != voters[root] {
			b.Errorf("two voter numbers of one state became one person: %s, %s", voters[row], voters[root])
		}
	}
	return merged, wrong
}

func (b *bench) queued(want int) (pairs []string) {
	b.Helper()
	err := b.d.Read(b.Context(), b.sc, func(tx *db.ReadTx) (err error) {
		pairs, err = db.All(b.Context(), tx, db.Value[string], `SELECT CAST(left_id AS TEXT) || ' ' || CAST(right_id AS TEXT) || ' ' || state FROM match_pair WHERE org_id = $1 AND state = 'waiting' ORDER BY left_id, right_id`, b.sc.Organization())
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	if len(pairs) < want {
		b.Errorf("only %d pairs were proposed", len(pairs))
	}
	return pairs
}

// TestMatching_aNameAloneIsNoQuestion holds that two of one name at two addresses, of whom nothing else is known, are not asked about:
// in a list without dates of birth there are thousands of them. Where a phone agrees as well, somebody is asked.
func TestMatching_aNameAloneIsNoQuestion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d, 71)
		home := 0
		at := func(street, phone string) id.ID {
			home++
			row, house := b.ids.Next(), b.ids.Next()
			b.person(row, "Dao", "Vang", phone, "", false)
			b.both(`INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at)
				VALUES ($1, $2, $5, $3, '', 'Milwaukee', 'WI', $6, '', $4, 1)`, house, street, house.String(), fmt.Sprint(4017+331*home), fmt.Sprint(53203+home))
			b.both(`UPDATE person SET household_id = $2 WHERE org_id = $1 AND id = $3`, house, row)
			return row
		}
		for _, street := range []string{"W Villard Ave", "N Teutonia Ave", "W Hampton Ave", "N Sherman Blvd", "W Silver Spring Dr", "N Hopkins St"} {
			at(street, "")
		}
		one, other := at("W Fond Du Lac Ave", "+14145550123"), at("N Green Bay Ave", "+14145550123")
		b.search(matching.Run{})
		want := []string{fmt.Sprint(int64(min(one, other)), " ", int64(max(one, other)), " waiting")}
		if got := b.queued(1); !slices.Equal(got, want) {
			t.Errorf("asked about %q, not about %q", got, want)
		}
	})
}

// TestMatching_aRunMergesWhatIsBeyondDoubtAndAsksForTheRest runs over a simulated registry and member list: first proposing only, then
// merging, then again, which changes nothing.
func TestMatching_aRunMergesWhatIsBeyondDoubtAndAsksForTheRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d, 47)
		truth, voters := b.populate(700, 0)
		b.search(matching.Run{Merges: false})
		if merged, _ := b.outcome(truth, voters); merged != 0 {
			t.Errorf("a run that only proposes merged %d rows", merged)
		}
		asked := len(b.queued(100))
		b.search(matching.Run{Merges: true})
		merged, wrong := b.outcome(truth, voters)
		t.Logf("%d rows: %d proposed when nothing is merged; %d merged, %d of them wrongly, %d left to decide", len(truth), asked, merged, wrong, len(b.queued(1)))
		if merged < 200 || wrong*500 > merged {
			t.Errorf("%d rows merged, %d wrongly", merged, wrong)
		}
		before, rows := b.roots(), b.queued(1)
		b.search(matching.Run{Merges: true})
		if !maps.Equal(before, b.roots()) || !slices.Equal(rows, b.queued(1)) {
			t.Error("the same run once more changed something")
		}
		b.worthiestFirst()
	})
}

// worthiestFirst decides the queue to its end: never does a pair come before one that would cost more.
func (b *bench) worthiestFirst() {
	b.Helper()
	last := 1 << 30
	for n := 0; ; n++ {
		q, err := b.First(b.Context(), b.sc)
		if err != nil {
			b.Fatal(err)
		}
		if q.Pair == nil {
			if q.Waiting != 0 || n == 0 {
				b.Errorf("the queue is over after %d pairs, and %d wait", n, q.Waiting)
			}
			return
		}
		if q.Pair.Harm > last {
			b.Errorf("a pair of harm %d comes after one of %d", q.Pair.Harm, last)
		}
		last = q.Pair.Harm
		if len(q.Pair.Evidence) == 0 {
			b.Error("a pair without evidence")
		}
		if _, err := b.Decide(b.Context(), b.sc, matching.NotSame, q.Pair.Left.ID, q.Pair.Right.ID); err != nil {
			b.Fatal(err)
		}
	}
}

// TestMatching_afterAnImportOnlyItsRowsAreCompared holds that the incremental run touches nobody else, and finds what a whole run finds.
func TestMatching_afterAnImportOnlyItsRowsAreCompared(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d, 53)
		imported := b.ids.Next()
		truth, voters := b.populate(700, imported)
		b.search(matching.Run{Import: imported})
		merged, wrong := b.outcome(truth, voters)
		t.Logf("%d rows merged after an import, %d wrongly", merged, wrong)
		if merged < 100 || wrong*500 > merged {
			t.Errorf("%d rows merged, %d wrongly", merged, wrong)
		}
		var own []id.ID
		err := d.Read(t.Context(), b.sc, func(tx *db.ReadTx) (err error) {
			own, err = db.All(t.Context(), tx, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1 AND import_id = $2`, b.sc.Organization(), imported)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for row, root := range b.roots() {
			if row != root && !slices.Contains(own, row) {
				t.Errorf("%v is not of the import and was merged into %v", row, root)
			}
		}
		// An import that is taken back lets go of who was merged with its rows.
		err = d.Write(t.Context(), b.sc, "test", func(tx *db.WriteTx) error { return b.Forget(t.Context(), tx, b.sc, own) })
		if err != nil {
			t.Fatal(err)
		}
		if merged, _ := b.outcome(truth, voters); merged != 0 {
			t.Errorf("%d rows are still merged", merged)
		}
	})
}
