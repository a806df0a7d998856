package ballot

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const election = "2026-11-03"

// world is an organization with voters 1 to 9 of Wisconsin; voter 3 has a second row. A chase and a cure are on.
type world struct {
	*testing.T
	d   *db.DB
	s   *Service
	sc  authz.Scope
	ctx context.Context

	struck map[string]map[id.ID]id.ID // by kind: the people who are off the lists, and the file that struck them
}

func newWorld(t *testing.T, d *db.DB) *world {
	now := func() time.Time { return time.Date(2026, 10, 20, 9, 0, 0, 0, time.UTC) }
	ids := id.NewSource(now)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	w := &world{T: t, d: d, ctx: context.Background(), struck: map[string]map[id.ID]id.ID{Chase: {}, Cure: {}}}
	org := ids.Next()
	w.sc = authz.System(org, "test")
	err := d.Write(w.ctx, authz.Platform("test"), "make an organization", func(tx *db.WriteTx) error {
		_, err := tx.Exec(w.ctx, `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES ($1, 'oak', 'Oak', 'WI', 'America/Chicago', 'en', 1)`, org)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.s, err = NewService(Config{DB: d, IDs: ids, Now: now, Audit: audit.New(now), Queue: jobs.New(d, ids, now, log), Voters: w, Programs: w, Strikes: w,
		Home: func(context.Context, authz.Scope) (string, error) { return "WI", nil }, Dir: t.TempDir(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.s.Close() })
	return w
}

func (w *world) voter(n int) (v Voter, ok bool) {
	v = Voter{Registration: id.ID(100 + n), Person: id.ID(200 + n), Parts: []id.ID{id.ID(200 + n)}}
	if n == 3 {
		v.Parts = append(v.Parts, 999)
	}
	return v, n >= 1 && n <= 9
}

func (w *world) ByNumber(_ context.Context, _ db.Querier, _ authz.Scope, state string, numbers []string) (map[string]Voter, error) {
	out := map[string]Voter{}
	for n := range 10 {
		number := fmt.Sprintf("V%d", n)
		if v, ok := w.voter(n); ok && state == "WI" && slices.Contains(numbers, number) {
			out[number] = v
		}
	}
	return out, nil
}

func (w *world) ByRegistration(_ context.Context, _ db.Querier, _ authz.Scope, registrations []id.ID) (map[id.ID]Voter, error) {
	out := map[id.ID]Voter{}
	for _, r := range registrations {
		if v, ok := w.voter(int(r) - 100); ok {
			out[r] = v
		}
	}
	return out, nil
}

func (w *world) AboutBallots(_ context.Context, _ db.Querier, _ authz.Scope, kind, about string) ([]id.ID, error) {
	if about != election {
		return nil, nil
	}
	return []id.ID{map[string]id.ID{Chase: 31, Cure: 32}[kind]}, nil
}

func (w *world) Strike(_ context.Context, _ *db.WriteTx, _ authz.Scope, kind string, programs, people []id.ID, source id.ID) error {
	for _, p := range people {
		w.struck[kind][p] = source
	}
	return nil
}

func (w *world) Lift(_ context.Context, _ *db.WriteTx, _ authz.Scope, kind string, people []id.ID) error {
	for _, p := range people {
		delete(w.struck[kind], p)
	}
	return nil
}

func (w *world) Unstrike(_ context.Context, _ *db.WriteTx, _ authz.Scope, source id.ID) error {
	for _, kind := range w.struck {
		maps.DeleteFunc(kind, func(_, by id.ID) bool { return by == source })
	}
	return nil
}

// off are the voters whom a kind of programs does not visit any more, by their numbers.
func (w *world) off(kind string) (out []int) {
	for p := range w.struck[kind] {
		out = append(out, int(p)-200)
	}
	slices.Sort(out)
	return out
}

// file brings a file in and reads it, as far as it is understood.
func (w *world) file(text string) File {
	w.Helper()
	f, job, err := w.s.Upload(w.ctx, w.sc, "ballots.csv", election, "/o/x/ballots", strings.NewReader(text))
	if err != nil {
		w.Fatal(err)
	}
	if job != 0 {
		w.read(f.ID)
	}
	f, err = w.s.File(w.ctx, w.sc, f.ID)
	if err != nil {
		w.Fatal(err)
	}
	return f
}

func (w *world) read(file id.ID) {
	w.Helper()
	if err := w.s.readInJob(w.ctx, w.sc, []byte(`{"file":"`+file.String()+`"}`), quiet{}); err != nil {
		w.Fatal(err)
	}
}

type quiet struct{}

func (quiet) Set(int64, int64, string, ...any) {}

// stands are all ballots as they stand.
func (w *world) stands() string {
	w.Helper()
	var out []string
	err := w.d.Read(w.ctx, w.sc, func(tx *db.ReadTx) error {
		return db.Each(w.ctx, tx, func(r db.Row) error {
			var registration int
			var status, reason, on string
			err := r.Scan(&registration, &status, &reason, &on)
			out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", registration-100, status, reason, on)))
			return err
		}, `SELECT registration_id, status, reason, on_date FROM ballot WHERE org_id = $1 ORDER BY registration_id`, w.sc.Organization())
	})
	if err != nil {
		w.Fatal(err)
	}
	return strings.Join(out, "; ")
}

func (w *world) same(what string, got, want any) {
	w.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.Errorf("%s: %v, not %v", what, got, want)
	}
}

// TestFiles_tellWhereBallotsStand reads two days of an office, and takes the second back.
func TestFiles_tellWhereBallotsStand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		monday := "\ufeffVoter ID,Ballot Status,Reject Reason,Status Date,Election\r\nV1,Sent,,10/5/2026,11/3/2026\r\nV2,Mailed,,10/05/2026,11/3/2026\r\nV3,Received,,2026-10-12,\r\n" +
			"V4,Rejected,No signature,10/13/2026,\r\nV77,Sent,,10/5/2026,\r\n,Sent,,10/5/2026,\r\nV5,Sent,,the fifth,\r\nV6,Sent,,10/5/2026,8/11/2026\r\n"
		f := w.file(monday)
		w.same("step", f.Step, Done)
		w.same("rows", []int64{f.Read, f.New, f.Changed, f.Same(), f.Strangers(), f.Bad, f.Struck}, []int64{8, 4, 0, 0, 2, 2, 2})
		w.same("ballots", w.stands(), "1 sent  2026-10-05; 2 sent  2026-10-05; 3 returned  2026-10-12; 4 rejected No signature 2026-10-13")
		w.same("off the chase", w.off(Chase), []int{3, 4, 799}) // every row of voter 3
		w.same("off the cure", w.off(Cure), []int{})
		if len(f.Sample) != 0 {
			t.Error("the first rows are kept after the file was read")
		}

		again := w.file(monday)
		w.same("the same file again", []int64{again.New, again.Changed, again.Same(), again.Struck}, []int64{0, 0, 4, 0})

		before := w.stands()
		tuesday := w.file("Voter ID\tBallot Status\tReject Reason\tStatus Date\nV1\tAccepted\t\t10/14/2026\nV2\tsent\t\t10/5/2026\nV3\tSent\t\t10/15/2026\nV4\tChallenged - Cured\t\t10/15/2026\n")
		w.same("rows of the next day", []int64{tuesday.New, tuesday.Changed, tuesday.Same()}, []int64{0, 3, 1})
		w.same("ballots of the next day", w.stands(), "1 accepted  2026-10-14; 2 sent  2026-10-05; 3 sent  2026-10-15; 4 cured  2026-10-15")
		w.same("off the chase, whose new ballot of voter 3 was sent", w.off(Chase), []int{1, 4})
		w.same("off the cure", w.off(Cure), []int{1, 4})

		if err := w.s.Undo(w.ctx, w.sc, f.ID); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a file that is not the newest was taken back: %v", err)
		}
		if err := w.s.Undo(w.ctx, w.sc, tuesday.ID); err != nil {
			t.Fatal(err)
		}
		w.same("ballots after the second day is taken back", w.stands(), before)
		w.same("off the chase again", w.off(Chase), []int{3, 4, 799})
		w.same("off the cure again", w.off(Cure), []int{})
		if d.Unsaid() != 0 {
			t.Errorf("%d writes have not said whom they change", d.Unsaid())
		}
		_, bad, err := w.s.BadRows(w.ctx, w.sc, f.ID)
		if err != nil || len(bad) != 2 || bad[0].Reason != "ballot.bad.no_voter" || bad[1].Value != "the fifth" {
			t.Errorf("%+v, %v", bad, err)
		}
		tallies, err := w.s.Tallies(w.ctx, w.sc)
		if err != nil || len(tallies) != 1 || tallies[0].Out() != 2 || tallies[0].Back() != 2 {
			t.Errorf("%+v, %v", tallies, err)
		}
	})
}

// A ballot that was cured and accepted, and is rejected after all, is on the cure list again, whichever file had taken it off; and off it
// again when that file is taken back.
func TestFiles_rejectedAfterAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		day := func(status, day string) File {
			return w.file("Voter ID\tBallot Status\tReject Reason\tStatus Date\nV4\t" + status + "\t\t10/" + day + "/2026\nV9\tSent\t\t10/1/2026\n")
		}
		day("Rejected", "12")
		day("Challenged - Cured", "13")
		accepted := day("Accepted", "14")
		w.same("off the cure", w.off(Cure), []int{4})
		rejected := day("Rejected", "15")
		w.same("off the cure after all", w.off(Cure), []int{})
		for _, f := range []File{rejected, accepted} {
			if err := w.s.Undo(w.ctx, w.sc, f.ID); err != nil {
				t.Fatal(err)
			}
			w.same("off the cure when a file is taken back", w.off(Cure), []int{4})
		}
	})
}

// TestSay_isKeptForTheNextFile: a file with columns and words of its own asks, and the next one like it begins at once.
func TestSay_isKeptForTheNextFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.file("WahlNr|Stand|Name\nV1|drin|Vang\nV2|draußen|Xiong\nV3|Test|Lee\n")
		w.same("step", f.Step, Asking)
		_, _, err := w.s.Say(w.ctx, w.sc, f.ID, Mapping{Columns: map[string]int{colVoter: 0}}, "")
		if errs.Of(err).Key != "ballot.error.columns" {
			t.Errorf("without a column for the ballot: %v", err)
		}
		m := Mapping{Columns: map[string]int{colVoter: 0, colStatus: 1}, Words: map[string]Status{"drin": Returned, "draußen": Sent}}
		if _, _, err = w.s.Say(w.ctx, w.sc, f.ID, m, ""); errs.Of(err).Key != "ballot.error.words" {
			t.Errorf("with a word that nobody has told: %v", err)
		}
		m.Words["test"] = ""
		if _, _, err = w.s.Say(w.ctx, w.sc, f.ID, m, ""); err != nil {
			t.Fatal(err)
		}
		if _, _, err = w.s.Say(w.ctx, w.sc, f.ID, m, ""); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a file was begun twice: %v", err)
		}
		w.read(f.ID)
		w.same("ballots", w.stands(), "1 returned; 2 sent")
		next := w.file("WahlNr|Stand|Name\nV2|drin|Xiong\n")
		w.same("the next file", []any{next.Step, next.Changed}, []any{Done, int64(1)})
		w.same("ballots", w.stands(), "1 returned; 2 returned")
	})
}

// TestUpload_refusesWhatIsNoTable with words that help.
func TestUpload_refusesWhatIsNoTable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for text, key := range map[string]string{"": "ballot.error.no_file", "%PDF-1.4\x00\x01": "ballot.error.no_table", "only one column\nV1\n": "ballot.error.no_table", "Voter ID,Status\n": "ballot.error.no_rows"} {
			if _, _, err := w.s.Upload(w.ctx, w.sc, "x", election, "", strings.NewReader(text)); errs.Of(err).Key != key {
				t.Errorf("%q: %v", text, err)
			}
		}
		if _, _, err := w.s.Upload(w.ctx, w.sc, "x", "next Tuesday", "", strings.NewReader("a,b\n1,2\n")); errs.Fields(err)["election"] == nil {
			t.Errorf("an election on no day: %v", err)
		}
		files, err := w.s.Files(w.ctx, w.sc)
		if err != nil || len(files) != 0 {
			t.Errorf("%d files are kept, %v", len(files), err)
		}
	})
}

// TestRead_byDaysAlone: where an office gives a day for each step, the last of them tells where the ballot stands.
func TestRead_byDaysAlone(t *testing.T) {
	m := recognize([]string{"NCID", "ballot_req_dt", "ballot_send_dt", "ballot_rtn_dt", "county"})
	if !m.whole(5) {
		t.Fatalf("not recognized: %+v", m)
	}
	for cells, want := range map[string]Stand{
		"V1,10/01/2026,,,DANE":                     {Status: Requested, On: "2026-10-01"},
		"V1,10/01/2026,10/02/2026,,DANE":           {Status: Sent, On: "2026-10-02"},
		"V1,10/01/2026,10/02/2026,10/09/2026,DANE": {Status: Returned, On: "2026-10-09"},
	} {
		got, f := m.read(strings.Split(cells, ","), election)
		if f != nil || got.Stand != want {
			t.Errorf("%s: %+v %v", cells, got, f)
		}
	}
	if got, f := m.read([]string{"V1", "", "", "", ""}, election); f != nil || !got.pass {
		t.Errorf("a row that says nothing: %+v %v", got, f)
	}
}

// TestMeaning_ofWords that offices use; what could be the other side of a word asks.
func TestMeaning_ofWords(t *testing.T) {
	for word, want := range map[string]Status{"ACCEPTED": Accepted, "Accepted - Cured": Cured, "Challenged/Cured": Cured, "Ballot Received": Returned, "Not Returned": Sent, "BALLOT MAILED": Sent, "Signature mismatch": Rejected,
		"Not counted": Rejected, "Application approved": Requested, "un-accepted": "", "Spoilt by dog": "", "ok": ""} {
		if got, known := meaning(fold(word)); got != want || known != (want != "") {
			t.Errorf("%s means %q", word, got)
		}
	}
}

// TestDayOf_reads days as offices write them.
func TestDayOf_reads(t *testing.T) {
	for cell, want := range map[string]string{"10/5/2026": "2026-10-05", "10/05/2026 0:00": "2026-10-05", "2026-10-05T12:00:00": "2026-10-05", "20261005": "2026-10-05", "05-OCT-2026": "2026-10-05", "13/13/2026": "", "soon": "", "": ""} {
		if got, _ := dayOf(cell); got != want {
			t.Errorf("%s is %q", cell, got)
		}
	}
}
