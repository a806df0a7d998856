package app_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"banyan/internal/demo"
	"banyan/internal/features/people"
	"banyan/internal/features/voterfile"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
	"banyan/internal/testing/shared"
)

// fileIntake takes rows chunk by chunk.
type fileIntake struct{ *people.Intake }

func (fileIntake) BeginLoad(context.Context, *db.DB, authz.Scope, int64) (voterfile.Loader, error) {
	return nil, nil
}

// importer is the import feature on the real people feature, for one organization in Wisconsin.
func importer(t *testing.T, d *db.DB) (*voterfile.Service, authz.Scope) {
	t.Helper()
	ids, quiet := id.NewSource(time.Now), slog.New(slog.DiscardHandler)
	s, err := voterfile.NewService(voterfile.Config{DB: d, IDs: ids, Now: time.Now, Queue: jobs.New(d, ids, time.Now, quiet), Audit: audit.New(time.Now),
		Intake: func(imp id.ID, day string) voterfile.Intake {
			return fileIntake{people.NewIntake(ids, time.Now).For(imp, day)}
		}, Dir: t.TempDir(), Log: quiet, Analyze: d.Analyze,
		Home: func(context.Context, authz.Scope) (string, error) { return "WI", nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, authz.System(11, "test")
}

// bring imports a shared file and gives what became of its rows.
func bring(t *testing.T, s *voterfile.Service, sc authz.Scope, rel string) record.Counts {
	t.Helper()
	start := time.Now()
	f, err := os.Open(shared.Path(t, rel))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	i, err := s.Import(context.Background(), sc, f.Name(), f, voterfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d rows in %v: %+v", rel, i.NextRow, time.Since(start).Round(time.Millisecond), i.Counts)
	return i.Counts
}

// TestImport_demo holds that the demo's files come in as a user's would: whoever stands on two lists becomes one person.
func TestImport_demo(t *testing.T) {
	s, sc := importer(t, dbtest.SQLite(t))
	o := demo.New(1).Organizations[0]
	var voters, unregistered, both int64
	for _, p := range o.People {
		switch {
		case p.Voter == nil:
			unregistered++
		case p.Member != nil:
			both++
			fallthrough
		default:
			voters++
		}
	}
	got := map[string]record.Counts{}
	start := time.Now()
	for _, f := range o.Files() {
		if !strings.HasSuffix(f.Name, ".csv") || f.Name == "addresses.csv" {
			continue
		}
		i, err := s.Import(context.Background(), sc, f.Name, bytes.NewReader(f.Content), voterfile.Options{})
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		got[f.Name] = i.Counts
	}
	t.Logf("in %v: %+v; %d unregistered members, %d on both lists", time.Since(start).Round(time.Millisecond), got, unregistered, both)
	if got["voters.csv"] != (record.Counts{New: voters}) || got["languages.csv"].Refused != 0 {
		t.Errorf("%+v, want %d voters", got, voters)
	}
	// An initial before two people of one household, or a name without an address, may stay two people: matching is careful.
	if m := got["members.csv"]; m.Refused != 0 || m.New < unregistered*97/100 || m.New > unregistered+both/20 {
		t.Errorf("%d members are new, want about %d", m.New, unregistered)
	}
}

const milwaukee = "data/milwaukee/"

func TestImport_milwaukee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, sc := importer(t, d)
		if got := bring(t, s, sc, milwaukee+"synthetic-wi-voters-area50.csv.gz"); got != (record.Counts{New: 5835}) {
			t.Errorf("voters: %+v", got)
		}
		if got := bring(t, s, sc, milwaukee+"languages-area50.csv"); got != (record.Counts{Changed: 234}) {
			t.Errorf("languages: %+v", got)
		}
		members := bring(t, s, sc, milwaukee+"members-area50.csv")
		if sum := members.New + members.Changed + members.Same; sum != 2000 || members.Refused != 0 || members.Changed < 150 {
			t.Errorf("members: %+v", members)
		}
		count := func(sql string) int64 {
			t.Helper()
			var n int64
			err := d.Read(context.Background(), sc, func(tx *db.ReadTx) (err error) {
				n, err = db.One(context.Background(), tx, db.Value[int64], sql, sc.Organization())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := count(`SELECT COUNT(*) FROM voter_registration WHERE org_id = $1`); n != 5835 {
			t.Errorf("%d registrations", n)
		}
		if n, want := count(`SELECT COUNT(*) FROM person WHERE org_id = $1`), 5835+members.New; n != want {
			t.Errorf("%d people, want %d", n, want)
		}
		if n := count(`SELECT COUNT(*) FROM voter_registration r JOIN vote_code v ON v.org_id = r.org_id AND r.votes LIKE '% ' || v.code || ' %' WHERE r.org_id = $1 AND v.election = '2022-11'`); n != 2581 {
			t.Errorf("%d voted in November 2022", n)
		}
		if n := count(`SELECT COUNT(*) FROM audit WHERE org_id = $1 AND action = 'import.done'`); n != 3 {
			t.Errorf("%d entries in the audit log", n)
		}
		checkMatches(t, d, sc)
		for file, want := range map[string]record.Counts{"synthetic-wi-voters-area50.csv.gz": {Same: 5835}, "languages-area50.csv": {Same: 234}, "members-area50.csv": {Same: 2000}} {
			if got := bring(t, s, sc, milwaukee+file); got != want {
				t.Errorf("%s a second time: %+v", file, got)
			}
		}
	})
}

// checkMatches compares the members who were found in the voter file with who they really are, which the list's makers
// know. A wrong match is worse than a missed one: it would put somebody's answers into somebody else's record.
func checkMatches(t *testing.T, d *db.DB, sc authz.Scope) {
	t.Helper()
	rows, err := csv.NewReader(shared.Open(t, milwaukee+"members-area50.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	truth, right := map[string]bool{}, 0
	for _, row := range rows[1:] {
		if id := row[len(row)-1]; id != "" {
			truth[id] = true
		}
	}
	err = d.Read(context.Background(), sc, func(tx *db.ReadTx) error {
		return db.Each(context.Background(), tx, func(r db.Row) error {
			var voter string
			err := r.Scan(&voter)
			if !truth[voter] {
				t.Errorf("voter %s was taken for a member", voter)
			}
			right++
			return err
		}, `SELECT v.voter_id FROM voter_registration v JOIN person p ON p.org_id = v.org_id AND p.id = v.person_id WHERE v.org_id = $1 AND p.is_member`, sc.Organization())
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d members were found in the voter file", right, len(truth))
	if right < len(truth)*8/10 {
		t.Errorf("only %d of %d members were found in the voter file", right, len(truth))
	}
}
