package people

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// crowdOf adds n people named Vang and gives their ids.
func (w *world) crowdOf(n int) []id.ID {
	w.Helper()
	var rows []record.Member
	for i := range n {
		rows = append(rows, member(fmt.Sprintf("Mai%d", i), "Vang", fmt.Sprintf("%d Oak St", i+1)))
	}
	w.members(rows...)
	var out []id.ID
	w.read(func(ctx context.Context, tx *db.ReadTx) (err error) {
		out, err = db.All(ctx, tx, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1 ORDER BY id`, w.sc.Organization())
		return err
	})
	return out
}

// everything is what stands in the tables that edits of many people change.
func (w *world) everything() []string {
	w.Helper()
	return slices.Concat(
		w.texts(`SELECT person_id || ' ' || tag || ' ' || at FROM person_tag WHERE org_id = $1 ORDER BY 1`),
		w.texts(`SELECT person_id || ' ' || language || kind || source || ' ' || at FROM person_language WHERE org_id = $1 ORDER BY 1`),
		w.texts(`SELECT person_id || ' ' || value || ' ' || at || ' ' || COALESCE(number, 0) FROM custom_value WHERE org_id = $1 ORDER BY 1`),
		w.texts(`SELECT person_id || ' ' || scope || ' ' || at FROM suppression WHERE org_id = $1 ORDER BY 1`),
		w.texts(`SELECT person_id || ' ' || value || model || ' ' || at || ' ' || expires_at FROM person_model WHERE org_id = $1 ORDER BY 1`),
		w.texts(`SELECT id || language FROM person WHERE org_id = $1 ORDER BY 1`))
}

func TestBulk_anUndoRestoresExactlyWhatItChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		people := w.crowdOf(9)
		kids, err := s.DefineField(ctx, w.sc, NewField{Name: "Children", Kind: FieldNumber})
		w.must(err)
		for i, p := range people[:4] { // some are so already, in ways of their own
			w.at = w.at.Add(time.Minute)
			w.must(s.Tag(ctx, w.sc, p, "leader"))
			w.must(s.SetFields(ctx, w.sc, p, map[id.ID]string{kids: fmt.Sprint(i)}))
			w.must(s.Speak(ctx, w.sc, p, record.Language{Code: "en", Source: record.Observed}))
			w.must(s.Hold(ctx, w.sc, p, "text"))
		}
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			_, err := keepGuesses(ctx, tx, w.sc.Organization(), []guessRow{{person: people[5], Guess: Guess{Topic: TopicLanguage, Value: "vi", Model: "m1", At: w.at}}})
			return err
		})
		before := w.everything()
		for _, c := range []struct {
			action  BulkAction
			changed int
		}{
			{BulkAction{Do: BulkTag, Tag: "leader"}, 5},
			{BulkAction{Do: BulkUntag, Tag: "leader"}, 4},
			{BulkAction{Do: BulkSpeak, Language: record.Language{Code: "hmn", Source: record.SelfReported}}, 9},
			{BulkAction{Do: BulkSet, Field: kids, Value: "2"}, 8},
			{BulkAction{Do: BulkSet, Field: kids, Value: ""}, 4},
			{BulkAction{Do: BulkHold, Scope: "text"}, 5},
		} {
			w.at = w.at.Add(time.Minute)
			bulk, err := s.Bulk(ctx, w.sc, Selection{All: true, Filter: Filter{Search: "vang"}}, c.action)
			w.must(err)
			b, err := s.BulkOf(ctx, w.sc, bulk)
			w.must(err)
			if b.Changed != c.changed || b.Total != 9 || b.State != BulkDone {
				t.Errorf("%s: %d of %d changed, %s", c.action.Do, b.Changed, b.Total, b.State)
			}
			w.at = w.at.Add(time.Minute)
			w.must(s.UndoBulk(ctx, w.sc, bulk))
			if after := w.everything(); !slices.Equal(before, after) {
				t.Errorf("%s is not undone\nbefore %q\nafter  %q", c.action.Do, before, after)
			}
			if err := s.UndoBulk(ctx, w.sc, bulk); errs.KindOf(err) != errs.Conflict {
				t.Errorf("%s was undone twice: %v", c.action.Do, err)
			}
		}
	})
}

func TestBulk_anUndoKeepsWhatWasEditedSince(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		people := w.crowdOf(4)
		kids, err := s.DefineField(ctx, w.sc, NewField{Name: "Children", Kind: FieldNumber})
		w.must(err)
		do := func(a BulkAction) id.ID {
			w.at = w.at.Add(time.Minute)
			bulk, err := s.Bulk(ctx, w.sc, Selection{People: people[:3]}, a)
			w.must(err)
			w.at = w.at.Add(time.Minute)
			return bulk
		}
		tagged, set, held := do(BulkAction{Do: BulkTag, Tag: "leader"}), do(BulkAction{Do: BulkSet, Field: kids, Value: "2"}), do(BulkAction{Do: BulkHold, Scope: "door"})
		w.must(s.Untag(ctx, w.sc, people[0], "leader"))
		w.must(s.Tag(ctx, w.sc, people[0], "leader"))
		w.must(s.SetFields(ctx, w.sc, people[1], map[id.ID]string{kids: "3"}))
		w.must(s.Release(ctx, w.sc, people[2], w.profile(people[2]).Suppressions[0].ID, false))
		for bulk, kept := range map[id.ID]id.ID{tagged: people[0], set: people[1], held: people[2]} {
			w.must(s.UndoBulk(ctx, w.sc, bulk))
			b, err := s.BulkOf(ctx, w.sc, bulk)
			w.must(err)
			if b.State != BulkUndone || b.Restored != 2 || len(b.Kept) != 1 || b.Kept[0].ID != kept {
				t.Errorf("%s: %d restored, kept %+v", b.Action.Do, b.Restored, b.Kept)
			}
		}
		if got := w.profile(people[0]).Tags; len(got) != 1 {
			t.Errorf("the tag that was given again is gone: %q", got)
		}
		if got := w.profile(people[1]).Fields[0].Value; got != "3" {
			t.Errorf("the value that was edited is %q", got)
		}
	})
}

func TestBulk_manyAreChangedByAJobThatGoesOnWhereItStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		queue := jobs.New(d, w.ids, w.now, slog.New(slog.DiscardHandler))
		s, ctx := w.service().WithJobs(queue), context.Background()
		w.crowdOf(bulkChunk + 150)
		w.must(d.Write(ctx, authz.Platform("test"), "test", func(tx *db.WriteTx) error {
			_, err := tx.Exec(ctx, `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES ($1, 'x', 'X', 'WI', 'UTC', 'en', 0)`, w.sc.Organization())
			return err
		}))
		bulk, err := s.Bulk(ctx, w.sc, Selection{All: true}, BulkAction{Do: BulkTag, Tag: "letter"})
		w.must(err)
		b, err := s.BulkOf(ctx, w.sc, bulk)
		w.must(err)
		if b.Job == 0 || b.State != BulkRunning || b.Total != bulkChunk+150 || b.Changed != 0 {
			t.Fatalf("at once %+v", b)
		}
		if err := s.UndoBulk(ctx, w.sc, bulk); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a running edit was undone: %v", err)
		}
		payload := []byte(`"` + bulk.String() + `"`)
		stopped, stop := context.WithCancel(ctx)
		err = s.runBulk(stopped, w.sc, payload, stopper(stop))
		b, _ = s.BulkOf(ctx, w.sc, bulk)
		if err == nil || b.Changed != bulkChunk || b.State != BulkRunning {
			t.Errorf("a stopped job: %v, %d changed, %s", err, b.Changed, b.State)
		}
		w.must(s.runBulk(ctx, w.sc, payload, stopper(func() {})))
		if n := w.list(Filter{Tag: "letter"}, 0, 0).Total; n != bulkChunk+150 {
			t.Errorf("%d people have the tag", n)
		}
		w.must(s.UndoBulk(ctx, w.sc, bulk))
		w.must(s.runBulk(ctx, w.sc, payload, stopper(func() {})))
		b, err = s.BulkOf(ctx, w.sc, bulk)
		w.must(err)
		if b.Restored != bulkChunk+150 || b.State != BulkUndone || w.count("person_tag") != 0 {
			t.Errorf("undone: %d restored, %s, %d tags", b.Restored, b.State, w.count("person_tag"))
		}
		if n := d.Unsaid(); n != 0 {
			t.Errorf("%d writes did not say whom they change", n)
		}
	})
}

// stopper is a job's progress that stops it at the first word.
type stopper func()

func (s stopper) Set(int64, int64, string, ...any) { s() }

func TestBulk_saysWhatIsWrongAndLeavesOutWhoIsHidden(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		young := w.add(NewByHand{Details: Details{Whole: "Ros Dara", BirthDate: "2010-03-01"}})
		old := w.add(NewByHand{Details: called("Ros Bopha")})
		for field, a := range map[string]BulkAction{"tag": {Do: BulkTag, Tag: " "}, "language": {Do: BulkSpeak, Language: record.Language{Code: "vi", Source: record.Modelled}}, "field": {Do: BulkSet, Field: 1},
			"scope": {Do: BulkHold, Scope: "fax"}, "do": {Do: "delete"}} {
			if _, err := s.Bulk(ctx, w.sc, Selection{All: true}, a); errs.Fields(err)[field] == nil {
				t.Errorf("%s: %v", field, err)
			}
		}
		organizer := w.as("organizer")
		bulk, err := s.Bulk(ctx, organizer, Selection{People: []id.ID{young, old}}, BulkAction{Do: BulkTag, Tag: "x"})
		w.must(err)
		if b, err := s.BulkOf(ctx, organizer, bulk); err != nil || b.Total != 1 || b.Changed != 1 {
			t.Errorf("an organizer changed %d of %d, %v", b.Changed, b.Total, err)
		}
		if _, err := s.Bulk(ctx, organizer, Selection{People: []id.ID{young}}, BulkAction{Do: BulkTag, Tag: "x"}); errs.Fields(err)["do"] == nil {
			t.Errorf("nobody was changed, and nobody said so: %v", err)
		}
	})
}
