package people

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

func (w *world) list(f Filter, after, before id.ID) Page {
	w.Helper()
	p, err := w.service().List(context.Background(), w.sc, f, Shape{}, after, before)
	if err != nil {
		w.Fatal(err)
	}
	return p
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) profile(person id.ID) Profile {
	w.Helper()
	p, err := w.service().Profile(context.Background(), w.sc, person)
	w.must(err)
	return p
}

func TestList_findsANameInEveryWriting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		given := member("Minjun", "Kim", "12 Oak St")
		given.Name.Native, given.Languages = "김 민준", []record.Language{spoken("ko", record.SelfReported)}
		w.members(given, member("Đức", "Nguyễn", "14 Oak St"), member("100%", "Sure", "16 Oak St"))
		for typed, want := range map[string]string{"민준": "Kim", "김민준": "Kim", "kim min": "Kim", "nguyen": "Nguyễn", "DUC": "Nguyễn", "Nguyễn Đức": "Nguyễn", "uc ng": "Nguyễn", "zzz": "", "' OR 1=1": "", "100%": "Sure"} {
			got := ""
			for _, r := range w.list(Filter{Search: typed}, 0, 0).Rows {
				got += r.Name.Family
			}
			if got != want {
				t.Errorf("%q found %q, want %q", typed, got, want)
			}
		}
		if n := w.list(Filter{Language: "ko", Who: "member"}, 0, 0).Total; n != 1 {
			t.Errorf("%d members who speak Korean", n)
		}
	})
}

func TestList_turnsPagesBothWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		var rows []record.Member
		for i := range 120 {
			rows = append(rows, member("Mai", fmt.Sprintf("Vang%d", i%7), fmt.Sprintf("%d Oak St", i+1)))
		}
		w.members(rows...)
		first := w.list(Filter{}, 0, 0)
		second := w.list(Filter{}, first.Rows[49].ID, 0)
		third := w.list(Filter{}, second.Rows[49].ID, 0)
		back := w.list(Filter{}, 0, third.Rows[0].ID)
		if len(first.Rows) != 50 || len(third.Rows) != 20 || first.Total != 120 || !first.First || first.Last || !third.Last || back.First {
			t.Errorf("pages of %d, %d and %d; total %d", len(first.Rows), len(second.Rows), len(third.Rows), first.Total)
		}
		seen := map[id.ID]bool{}
		for _, r := range slices.Concat(first.Rows, second.Rows, third.Rows) {
			seen[r.ID] = true
		}
		if len(seen) != 120 {
			t.Errorf("%d different people on three pages", len(seen))
		}
		if !slices.EqualFunc(back.Rows, second.Rows, func(a, b Row) bool { return a.ID == b.ID }) {
			t.Error("the page before the third is not the second")
		}
	})
}

func TestEdit_isLoggedWithoutWhatStoodThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.members(member("Duc", "Nguyen", "12 Oak St"))
		s, ctx, who := w.service(), context.Background(), w.personID("Nguyen")
		details := Details{Name: record.Name{Given: "Đức", Family: "Nguyễn", Native: "阮德"}, BirthDate: "1954-03"}
		w.must(s.Edit(ctx, w.sc, who, details))
		w.must(s.Edit(ctx, w.sc, who, details)) // nothing new: no second line in the log
		p := w.profile(who)
		if p.Name.Given != "Đức" || p.BirthDate != "1954-03" || p.Name.NativeLang != "zh" {
			t.Errorf("kept %+v", p.Resident)
		}
		log := w.texts(`SELECT action || ' ' || detail FROM audit WHERE org_id = $1 ORDER BY seq`)
		if want := []string{`people.edit {"fields":["birth_date","name"]}`}; !slices.Equal(log, want) {
			t.Errorf("log %q", log)
		}
		err := s.Edit(ctx, w.sc, who, Details{Whole: " ", BirthDate: "21 March"})
		if fields := errs.Fields(err); len(fields) != 2 {
			t.Errorf("faults %v", err)
		}
		if err := s.Edit(ctx, w.sc, w.ids.Next(), details); errs.KindOf(err) != errs.NotFound {
			t.Errorf("nobody was edited: %v", err)
		}
	})
}

func TestSpeak_selfReportedGoesFirstAndUndoBringsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.members(member("Mai", "Vang", "12 Oak St"))
		s, ctx, who := w.service(), context.Background(), w.personID("Vang")
		own := record.Language{Code: "hmn", Kind: record.Spoken, Source: record.SelfReported}
		steps := []struct {
			do   func() error
			want string
		}{
			{func() error {
				return s.Speak(ctx, w.sc, who, record.Language{Code: "English", Source: record.Observed})
			}, "en"},
			{func() error { return s.Speak(ctx, w.sc, who, own) }, "hmn"},
			{func() error { return s.Unspeak(ctx, w.sc, who, own) }, "en"},
			{func() error { return s.Speak(ctx, w.sc, who, own) }, "hmn"},
		}
		for i, step := range steps {
			w.must(step.do())
			if got := w.profile(who).Language; got != step.want {
				t.Errorf("after step %d the preferred language is %q, want %q", i+1, got, step.want)
			}
		}
		if err := s.Speak(ctx, w.sc, who, record.Language{Code: "vi", Source: record.Modelled}); len(errs.Fields(err)) == 0 {
			t.Errorf("a guess was written by hand: %v", err)
		}
	})
}

func TestHold_keepsSomebodyFromTheDoorUntilItIsLifted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.members(member("Mai", "Vang", "12 Oak St"))
		s, ctx, who := w.service(), context.Background(), w.personID("Vang")
		reachable := func() (n int) {
			w.read(func(ctx context.Context, tx *db.ReadTx) error {
				c, err := s.Count(ctx, tx, w.sc, everyone)
				n = c.Doors
				return err
			})
			return n
		}
		w.must(s.Hold(ctx, w.sc, who, "door"))
		all, err := s.Suppressions(ctx, w.sc)
		w.must(err)
		if len(all) != 1 || reachable() != 0 {
			t.Fatalf("held %v, %d doors", all, reachable())
		}
		for i, undo := range []bool{false, true, false} {
			w.must(s.Release(ctx, w.sc, who, all[0].ID, undo))
			if want := map[bool]int{true: 0, false: 1}[undo]; reachable() != want {
				t.Errorf("step %d: %d doors, want %d", i+1, reachable(), want)
			}
		}
	})
}

func TestAdd_asksBeforeItMakesATwin(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.voters(voter("1", "Duc", "Nguyen", "12 Oak St"))
		s, ctx := w.service(), context.Background()
		in := NewByHand{Details: Details{Name: record.Name{Given: "Đức", Family: "Nguyễn"}}, Address: at("12 Oak Street"), Language: "vi"}
		person, alike, err := s.Add(ctx, w.sc, in)
		if err != nil || person != 0 || alike != w.personID("Nguyen") || w.count("person") != 1 {
			t.Fatalf("person %v, alike %v, %v", person, alike, err)
		}
		in.Anyway = true
		if person, _, err = s.Add(ctx, w.sc, in); err != nil {
			t.Fatal(err)
		}
		if p := w.profile(person); p.Language != "vi" || p.Household == nil || len(p.Household.Residents) != 2 || p.Source != SourceHand {
			t.Errorf("added %+v", p)
		}
	})
}

func TestExport_isHarmlessAndLogged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		evil := member("=HYPERLINK(1)", "Vang", "12 Oak St")
		evil.Phone, evil.Tags = "414-555-0101", []string{"@leader", "b"}
		w.members(evil, member("Mai", "Xiong", "14 Oak St"))
		var out bytes.Buffer
		w.must(w.service().Export(context.Background(), w.sc, Filter{Search: "vang"}, Purpose{Kind: "mailing"}, &out))
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
		w.must(err)
		if len(rows) != 2 || rows[1][2] != "'=HYPERLINK(1)" || rows[1][6] != "+14145550101" || rows[1][17] != "'@leader; b" {
			t.Errorf("exported %q", rows)
		}
		if log := w.texts(`SELECT action || ' ' || detail FROM audit WHERE org_id = $1`); len(log) != 1 || !strings.Contains(log[0], `"purpose":"mailing","rows":1`) {
			t.Errorf("log %q", log)
		}
		analyst := authz.Member(w.sc.Organization(), authz.Actor{}, authz.Analyst)
		if err := w.service().Export(context.Background(), analyst, Filter{}, Purpose{Kind: "mailing"}, &out); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("somebody who may not read people took them out: %v", err)
		}
	})
}

func TestWalls_nobodyElseSeesOrTouchesAPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.members(member("Mai", "Vang", "12 Oak St"))
		s, ctx, who := w.service(), context.Background(), w.personID("Vang")
		stranger := authz.System(w.ids.Next(), "test")
		_, err := s.Profile(ctx, stranger, who)
		for what, err := range map[string]error{"profile": err, "edit": s.Edit(ctx, stranger, who, Details{Name: record.Name{Given: "X"}}), "tag": s.Tag(ctx, stranger, who, "x"), "hold": s.Hold(ctx, stranger, who, "door")} {
			if errs.KindOf(err) != errs.NotFound {
				t.Errorf("%s: %v", what, err)
			}
		}
		if p, err := s.List(ctx, stranger, Filter{}, Shape{}, 0, 0); err != nil || p.Total != 0 {
			t.Errorf("a stranger lists %d people, %v", p.Total, err)
		}
	})
}
