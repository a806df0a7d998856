package canvass

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
)

// TestTotals_areWhatANaiveReadingOfTheLogGives counts the log in plain Go and compares.
func TestTotals_areWhatANaiveReadingOfTheLogGives(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rapid.Check(t, func(rt *rapid.T) {
			w := newWorld(t, d, 3)
			packet := w.publish()
			phones := []*phone{w.join(packet, "Pa", ""), w.join(packet, "Mee", "")}
			m := newModel(w)
			for range rapid.IntRange(1, 12).Draw(rt, "entries") {
				w.wait(time.Duration(rapid.IntRange(0, 90).Draw(rt, "minutes")) * time.Minute)
				m.record(rt, rapid.SampledFrom(phones).Draw(rt, "phone"))
			}
			m.deliver(rt)
			got, err := w.service.Totals(context.Background(), w.director, w.program)
			if err != nil {
				rt.Fatal(err)
			}
			languages, results, doors := map[string]Figures{}, map[Result]int{}, map[string]bool{}
			var all Figures
			for _, e := range m.entries() {
				if e.Kind != kindAttempt {
					continue
				}
				f := Figures{Attempts: 1}
				switch contact, talk := ruleOf[e.Result].counts(len(e.Answers)); {
				case talk:
					f = Figures{1, 1, 1}
				case contact:
					f = Figures{1, 1, 0}
				}
				all = all.plus(f)
				languages[m.languageOf(e)] = languages[m.languageOf(e)].plus(f)
				results[e.Result]++
				doors[e.Household] = true
			}
			gotLanguages, gotResults := map[string]Figures{}, map[Result]int{}
			for _, l := range got.Languages {
				gotLanguages[l.Language] = l.Figures
			}
			for _, r := range got.Results {
				gotResults[r.Result] = r.Attempts
			}
			var byWorker, byTurf, byHour Figures
			for _, x := range got.Workers {
				byWorker = byWorker.plus(x.Figures)
			}
			for _, x := range got.Turfs {
				byTurf = byTurf.plus(x.Figures)
			}
			for _, x := range got.Hours {
				byHour = byHour.plus(x.Figures)
			}
			if got.Figures != all || byWorker != all || byTurf != all || byHour != all || got.Doors != len(doors) || got.Turfs[0].Tried != len(doors) {
				rt.Fatalf("program %+v, workers %+v, turfs %+v, hours %+v, doors %d; want %+v on %d doors", got.Figures, byWorker, byTurf, byHour, got.Doors, all, len(doors))
			}
			if !reflect.DeepEqual(gotLanguages, languages) || !reflect.DeepEqual(gotResults, results) {
				rt.Fatalf("languages %v, results %v; want %v, %v", gotLanguages, gotResults, languages, results)
			}
		})
	})
}

// languageOf is the language under which an entry counts, looked up in the turf.
func (m *model) languageOf(e Event) string {
	if strings.HasPrefix(e.Person, newPrefix) {
		return ""
	}
	for _, d := range m.w.turf.Doors {
		if d.Household.String() != e.Household {
			continue
		}
		if e.Person == "" {
			if d.People[0].Language == d.People[1].Language {
				return d.People[0].Language
			}
			return ""
		}
		for _, p := range d.People {
			if p.ID.String() == e.Person {
				return p.Language
			}
		}
	}
	return "?"
}

func TestFollowUps_listWhoNeedsALanguageUntilSomebodySpokeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		p := w.join(w.publish(), "Pa", "")
		door := w.turf.Doors[0]
		barrier := p.event("attempt", door.Household, result(LanguageBarrier, door.People[0].ID))
		barrier.Language = "km"
		later := p.event("attempt", w.turf.Doors[1].Household, result(ComeBack, 0))
		p.taken(barrier, later)
		list := func(language *string) []FollowUp {
			_, out, err := w.service.FollowUps(context.Background(), w.director, w.program, language)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		km, other := "km", "vi"
		if all := list(nil); len(all) != 2 || all[0].Person == nil || all[0].Person.ID != door.People[0].ID || all[0].Stop.Street != "N 60th St" || all[0].Worker != "Pa" {
			t.Errorf("follow-ups %+v", all)
		}
		if len(list(&km)) != 1 || len(list(&other)) != 0 {
			t.Error("follow-ups are not listed by language")
		}
		if totals := must(w.service.Totals(context.Background(), w.director, w.program)); len(totals.FollowUps) != 1 || totals.FollowUps[0] != (LanguageCount{"km", 1}) {
			t.Errorf("counts %+v", totals.FollowUps)
		}
		awaited := func() int64 {
			n, program, err := w.service.AwaitLanguage(context.Background(), w.director)
			if err != nil || n > 0 && program != w.program {
				t.Errorf("%d doors of program %v wait: %v", n, program, err)
			}
			return n
		}
		if awaited() != 1 {
			t.Error("the start page does not know who waits for a language")
		}
		spoke := p.event("attempt", door.Household, result(Conversation, door.People[0].ID))
		p.taken(spoke)
		if len(list(&km)) != 0 || awaited() != 0 {
			t.Error("the follow-up stayed after the conversation")
		}
		p.taken(p.event("undo", door.Household, func(e *Event) { e.Undoes = spoke.ID }))
		if len(list(&km)) != 1 {
			t.Error("the follow-up did not come back when the conversation was undone")
		}
	})
}

func TestExport_isCSVThatNoSpreadsheetRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		p := w.join(w.publish(), `=HYPERLINK("http://evil")`, "")
		e := p.event("attempt", w.turf.Doors[0].Household, result(Conversation, w.turf.Doors[0].People[0].ID))
		e.Answers["q2"] = []string{"＝1+1"}
		p.taken(e, p.event("note", w.turf.Doors[1].Household, func(e *Event) { e.Detail.Text = "+dog, \"big\"" }),
			p.event("undo", w.turf.Doors[0].Household, func(u *Event) { u.Undoes = e.ID }))
		var b bytes.Buffer
		if err := w.service.ExportLog(context.Background(), w.director, w.program, time.UTC, func(Program) io.Writer { return &b }); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 4 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		col := map[string]int{}
		for i, name := range rows[0] {
			col[name] = i
		}
		first := rows[1]
		if first[col["worker"]] != `'=HYPERLINK("http://evil")` || first[col["effective"]] != "0" || first[col["person_name"]] != "Mai 0 Xiong" ||
			first[col["answers"]] != "q1=yes; q2=＝1+1" || rows[2][col["note"]] != `'+dog, "big"` || rows[3][col["undoes"]] != e.ID {
			t.Errorf("rows %q", rows)
		}
		if n := w.count(`SELECT COUNT(*) FROM audit WHERE org_id = $1 AND action = 'results.export'`); n != 1 {
			t.Errorf("%d audit entries, want 1", n)
		}
		organizer := authz.Member(w.org, authz.Actor{}, authz.Organizer)
		err = w.service.ExportLog(context.Background(), organizer, w.program, time.UTC, func(Program) io.Writer { t.Error("began"); return &b })
		if errs.KindOf(err) != errs.Forbidden {
			t.Errorf("an organizer without ExportResults got %v", err)
		}
		b.Reset()
		if err := w.service.ExportTotals(context.Background(), w.director, w.program, time.UTC, func(Program) io.Writer { return &b }); err != nil || !strings.Contains(b.String(), "\nworker,\"'=HYPERLINK") {
			t.Errorf("totals %q, %v", b.String(), err)
		}
	})
}
