package outreach

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

var (
	noon     = time.Date(2026, 10, 3, 12, 0, 0, 0, time.UTC)
	everyone = segment.New(segment.Node{Everyone: true})
	members  = segment.New(segment.Node{Member: true})
)

const org = id.ID(11)

func clock() time.Time { return noon }

func director(org id.ID) authz.Scope {
	return authz.Member(org, authz.Actor{Account: 7, Name: "Ana"}, authz.Director)
}

// town is the people feature's answer, and the roads: doors in rows of streets, 25 metres apart.
type town struct {
	doors   []Door
	scripts []Script
	sent    []id.ID // turfs that were published
	service *Service
	slow    bool // counts are not there in time
	asked   int  // how often the universe was asked for doors

	left      map[id.ID]Left // of the passes before
	done, out map[id.ID]bool // now

	empty    []Door // behind which nobody is known
	homeless int    // address points without a home
	homesURL string // where the job that made homes leads back to
}

func (t *town) Count(ctx context.Context, _ db.Querier, _ authz.Scope, _ segment.Query) (Count, error) {
	if t.slow {
		<-ctx.Done()
		return Count{}, ctx.Err()
	}
	c := Count{Doors: len(t.doors), ByLanguage: map[string]int{}}
	for _, d := range t.doors {
		c.People += len(d.People)
		if d.Located {
			c.Located++
		}
	}
	return c, nil
}

func (t *town) Sample(context.Context, db.Querier, authz.Scope, segment.Query, int, int) ([]SampleRow, error) {
	return []SampleRow{{Resident: Resident{ID: 1, Name: i18n.Name{Given: "Mai", Family: "Tran"}, Language: "vi"}, Address: "100 First St", IsMember: true}}, nil
}

func (t *town) Doors(_ context.Context, _ db.Querier, sc authz.Scope, _ segment.Query, only []id.ID) ([]Door, error) {
	t.asked++
	var out []Door
	for _, d := range t.doors {
		if sc.Organization() == org && (only == nil || slices.Contains(only, d.Household)) {
			out = append(out, d)
		}
	}
	return out, nil
}

func (t *town) EveryDoor(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, only []id.ID) ([]Door, error) {
	doors, err := t.Doors(ctx, q, sc, query, only)
	return append(doors, t.empty...), err
}

func (t *town) MakeHomes(_ context.Context, _ *db.WriteTx, _ authz.Scope, url string) (id.ID, error) {
	t.homesURL = url
	return 77, nil
}

func (t *town) Areas(context.Context, db.Querier, authz.Scope) (map[string][]string, error) {
	return map[string][]string{"ward": {"5", "6"}, "place/county": {"Dane"}}, nil
}

func (t *town) HomesToMake(context.Context, db.Querier, authz.Scope) (int, error) {
	return t.homeless, nil
}

func (t *town) Starter(ctx context.Context, sc authz.Scope, kind string) (id.ID, error) {
	form := id.ID(900 + len(t.scripts))
	t.scripts = append(t.scripts, Script{ID: form, Name: kind, Published: true})
	return form, t.service.db.Write(ctx, sc, "a form", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `INSERT INTO form (org_id, id, kind, name, created_by, created_at) VALUES ($1, $2, 'script', $3, 7, 1)`, org, form, kind)
		return err
	})
}

func (t *town) Words(context.Context, db.Querier, authz.Scope) (Words, error) {
	return Words{"language": {{Value: "hmn", People: 3}, {Value: "vi"}}, "election": {{Value: "2024-11"}, {Value: "2022-11"}}, "ward": {{Value: "Ward 23"}}, "status": {{Value: "Active"}}, "state": {{Value: "WI"}},
		"place/congress": {{Value: "WI-4"}}, "field": {{Value: "81/number", Name: "Shoe size"}}, "age": {{Value: "age"}}}, nil
}

func (t *town) Called(context.Context, db.Querier, authz.Scope) (Words, error) {
	return Words{"field": {{Value: "81/number", Name: "Shoe size"}}}, nil
}

func (t *town) Roads(context.Context, db.Querier, authz.Scope, geo.Box) (*geo.Roads, error) {
	return nil, nil
}
func (t *town) Lines(context.Context, db.Querier, authz.Scope, geo.Box) ([]geo.Feature, error) {
	return []geo.Feature{{Geometry: geo.Geometry{Lines: []geo.Line{{{Lat: 43.1, Lon: -88}, {Lat: 43.1, Lon: -87.99}}}}, Properties: map[string]any{"name": "First St"}}}, nil
}
func (t *town) Outlines(context.Context, db.Querier, authz.Scope, geo.Box) ([]geo.Feature, error) {
	return nil, nil
}
func (t *town) Scripts(context.Context, authz.Scope) ([]Script, error) { return t.scripts, nil }

func (t *town) Questions(context.Context, authz.Scope, string) ([]Question, error) {
	return []Question{{Form: 77, FormName: "Listening", ID: "q1", Text: "What matters most?", Choices: []Word{{Value: "c1", Name: "Schools"}, {Value: "c2"}}}}, nil
}

func (t *town) Publish(ctx context.Context, sc authz.Scope, turf id.ID) (id.ID, error) {
	err := t.service.db.Write(ctx, sc, "publish", func(tx *db.WriteTx) error { return t.service.MarkPublished(ctx, tx, sc, turf) })
	t.sent = append(t.sent, turf)
	return 99, err
}

func (t *town) PublishAll(ctx context.Context, sc authz.Scope, turfs []id.ID) (problems map[id.ID]error, err error) {
	for _, turf := range turfs {
		if _, err := t.Publish(ctx, sc, turf); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (t *town) Code(_ context.Context, _ authz.Scope, turf id.ID, origin string) (Code, error) {
	if len(t.sent) == 0 || t.sent[0] != turf {
		return Code{}, errs.New(errs.NotFound, "")
	}
	return Code{Packet: 99, ListNumber: "12345678", URL: origin + "/j/abc", QRSize: 29, QRPath: "M4 4h1v1h-1z", ExpiresAt: noon}, nil
}

// world is a service whose town has streets × houses located doors and lost ones without a place.
func world(t *testing.T, d *db.DB, streets, houses, lost int) (*Service, *town, authz.Scope) {
	t.Helper()
	tn, sc := &town{}, director(org)
	for i := range streets*houses + lost {
		door := Door{Household: id.ID(1000 + i), Number: fmt.Sprint(100 + i%max(houses, 1)*2), Street: fmt.Sprintf("Street %c", 'A'+i/max(houses, 1)),
			People: []Resident{{ID: id.ID(5000 + i), Language: []string{"hmn", "vi", ""}[i%3]}}}
		if i < streets*houses {
			door.Located, door.At = true, geo.Point{Lat: 43.1 + float64(i/houses)*0.001, Lon: -88 + float64(i%houses)*0.0003}
		}
		door.Building = door.Number + door.Street
		tn.doors = append(tn.doors, door)
	}
	insertHouseholds(t, d, sc, tn.doors)
	ids := id.NewSource(clock)
	s := NewService(Config{DB: d, Log: audit.New(clock), IDs: ids, Now: clock, Queue: jobs.New(d, ids, clock, slog.New(slog.DiscardHandler)), People: tn, Places: tn, Packets: tn, Scripts: tn, Results: tn})
	tn.service = s
	return s, tn, sc
}

func insertHouseholds(t *testing.T, d *db.DB, sc authz.Scope, doors []Door) {
	t.Helper()
	err := d.Write(context.Background(), sc, "households", func(tx *db.WriteTx) error {
		for _, x := range doors {
			if _, err := tx.Exec(context.Background(), `INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at)
				VALUES ($1, $2, $3, $4, '', '', 'WI', '', $5, $5, 0)`, sc.Organization(), x.Household, x.Number, x.Street, x.Building); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// begun is a program in such a world, not cut yet.
func begun(t *testing.T, d *db.DB, streets, houses, lost int) (*Service, *town, authz.Scope, Program) {
	t.Helper()
	s, tn, sc := world(t, d, streets, houses, lost)
	u := must(s.CreateUniverse(context.Background(), sc, "All people", everyone))(t)
	return s, tn, sc, must(s.CreateProgram(context.Background(), sc, "Autumn doors", u.ID, 0))(t)
}

// must fails the test where a call fails.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func stand(t *testing.T, s *Service, sc authz.Scope, p Program) Stand {
	t.Helper()
	return must(s.Stand(context.Background(), sc, p.ID))(t)
}

// checkWhole fails where a door is in two turfs or a turf's figures are not those of its doors.
func checkWhole(t *testing.T, s *Service, sc authz.Scope, p Program) {
	t.Helper()
	seen := map[id.ID]bool{}
	for _, tf := range stand(t, s, sc, p).Turfs {
		w := must(s.Walk(context.Background(), sc, tf.ID))(t)
		if len(w.Doors) != tf.Doors || w.Gone != 0 {
			t.Errorf("turf %d says %d doors and has %d", tf.Number, tf.Doors, len(w.Doors))
		}
		for _, d := range w.Doors {
			if seen[d.Household] {
				t.Errorf("door %v is in two turfs", d.Household)
			}
			seen[d.Household] = true
		}
	}
}

func TestCut_putsEveryLocatedDoorInOneTurf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, sc, p := begun(t, d, 6, 20, 5)
		r := must(s.Cut(context.Background(), sc, p.ID, CutOptions{Doors: 30}, ""))(t)
		if r.Job != 0 || r.Turfs < 4 || r.Turfs > 5 || r.Doors != 120 || r.Unlocated != 5 {
			t.Fatalf("Cut = %+v", r)
		}
		checkWhole(t, s, sc, p)
		st := stand(t, s, sc, p)
		if located, unlocated := st.Loose(); located != 0 || unlocated != 5 {
			t.Errorf("loose doors: %d with a place, %d without", located, unlocated)
		}
		sum := 0
		for i, tf := range st.Turfs {
			sum += tf.Languages["hmn"] + tf.Languages["vi"] + tf.Languages[""]
			if tf.Number != i+1 || tf.Metres <= 0 || tf.Minutes <= 0 || len(tf.Outline) == 0 || tf.State != TurfDraft || tf.Name == "" {
				t.Errorf("turf %+v", tf)
			}
		}
		if sum != 120 {
			t.Errorf("people by language make %d of 120", sum)
		}
	})
}

func TestCut_ofTwoOrganizersOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, sc, p := begun(t, d, 4, 20, 0)
		outcome := make([]error, 2)
		var both sync.WaitGroup
		for i, size := range []int{20, 40} {
			both.Go(func() { _, outcome[i] = s.Cut(context.Background(), sc, p.ID, CutOptions{Doors: size}, "") })
		}
		both.Wait()
		won := slices.Index(outcome, nil)
		if won < 0 || errs.KindOf(outcome[1-won]) != errs.Conflict || errs.Of(outcome[1-won]).Key != "turf.error.changed" {
			t.Fatalf("two cuts at once: %v", outcome)
		}
		checkWhole(t, s, sc, p)
		if st := stand(t, s, sc, p); st.Program.Revision != 1 || len(st.Turfs) != []int{4, 2}[won] {
			t.Errorf("revision %d with %d turfs after organizer %d won", st.Program.Revision, len(st.Turfs), won+1)
		}
	})
}

func TestRecut_retiresAndUndoBringsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, sc, p := begun(t, d, 4, 20, 0)
		ctx := context.Background()
		must(s.Cut(ctx, sc, p.ID, CutOptions{Doors: 20}, ""))(t)
		before := stand(t, s, sc, p).Turfs
		if _, err := s.Publish(ctx, sc, before[0].ID); err != nil {
			t.Fatal(err)
		}
		must(s.Cut(ctx, sc, p.ID, CutOptions{Revision: 1, Doors: 40}, ""))(t)
		if w := must(s.Walk(ctx, sc, before[0].ID))(t); !w.Turf.Retired() || len(w.Doors) == 0 {
			t.Errorf("the published turf that was cut again: retired %v, %d doors", w.Turf.Retired(), len(w.Doors))
		}
		if err := s.Undo(ctx, sc, p.ID, 2); err != nil {
			t.Fatal(err)
		}
		after := stand(t, s, sc, p).Turfs
		if len(after) != len(before) || after[0].ID != before[0].ID || after[0].State != TurfPublished {
			t.Errorf("undo left %d turfs, the first %+v", len(after), after[0])
		}
		if err := s.Undo(ctx, sc, p.ID, 3); errs.Of(err).Key != "turf.error.nothing_to_undo" {
			t.Errorf("undoing an undo: %v", err)
		}
		checkWhole(t, s, sc, p)
	})
}

func TestUndo_refusesATurfThatIsOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, tn, sc, p := begun(t, d, 2, 20, 0)
		ctx := context.Background()
		must(s.Cut(ctx, sc, p.ID, CutOptions{Doors: 20}, ""))(t)
		if n := must(s.PublishAll(ctx, sc, p.ID))(t); n != 2 || len(tn.sent) != 2 {
			t.Errorf("published %d", n)
		}
		if err := s.Undo(ctx, sc, p.ID, 1); errs.Of(err).Key != "turf.error.undo_published" {
			t.Errorf("Undo: %v", err)
		}
		if err := s.BeginPass(ctx, sc, p.ID, 1, PassGroups()); err != nil {
			t.Fatal(err)
		}
		if err := s.BeginPass(ctx, sc, p.ID, 1, PassGroups()); errs.KindOf(err) != errs.Conflict {
			t.Errorf("two organizers begin the second pass: %v", err)
		}
		if st := stand(t, s, sc, p); st.Program.Pass != 2 || st.Turfs[0].State != TurfDraft {
			t.Errorf("pass %d, turf %s", st.Program.Pass, st.Turfs[0].State)
		}
	})
}

func TestCut_keepsWhatIsOutAndDrawn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, sc, p := begun(t, d, 4, 20, 3)
		ctx := context.Background()
		drawn := must(s.Draw(ctx, sc, p.ID, 0, "Corner", Selection{Streets: []string{"Street A"}, Households: []id.ID{1080}}))(t)
		if drawn.Doors != 21 || !drawn.Drawn {
			t.Fatalf("drawn: %+v", drawn)
		}
		r := must(s.Cut(ctx, sc, p.ID, CutOptions{Revision: 1, Doors: 30, Keep: true}, ""))(t)
		if r.Doors != 60 || r.Unlocated != 2 {
			t.Errorf("cut the rest: %+v", r)
		}
		st := stand(t, s, sc, p)
		if st.Turfs[0].ID != drawn.ID || st.Turfs[1].Number != 2 {
			t.Errorf("the first turf is %+v", st.Turfs[0])
		}
		checkWhole(t, s, sc, p)
	})
}

func TestDrawAndMove_takeDoorsFromTheirTurfs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, sc, p := begun(t, d, 4, 20, 0)
		ctx := context.Background()
		must(s.Cut(ctx, sc, p.ID, CutOptions{Doors: 40}, ""))(t)
		around := geo.Polygon{{{Lat: 43.0995, Lon: -88.001}, {Lat: 43.0995, Lon: -87.99815}, {Lat: 43.1045, Lon: -87.99815}, {Lat: 43.1045, Lon: -88.001}}}
		drawn := must(s.Draw(ctx, sc, p.ID, 1, "West end", Selection{Outline: geo.MultiPolygon{around}}))(t)
		if drawn.Doors != 28 || drawn.Number != 3 || drawn.Name != "West end" {
			t.Fatalf("drawn: %d doors, number %d, %q", drawn.Doors, drawn.Number, drawn.Name)
		}
		checkWhole(t, s, sc, p)
		to := stand(t, s, sc, p).Turfs[0]
		moved := must(s.Move(ctx, sc, p.ID, 2, to.ID, Selection{Households: []id.ID{1000}}))(t)
		if moved.Number != to.Number || moved.Doors != to.Doors+1 || moved.Name != to.Name {
			t.Errorf("moved into turf %d with %d doors", moved.Number, moved.Doors)
		}
		must(s.Move(ctx, sc, p.ID, 3, 0, Selection{Households: []id.ID{1001}}))(t)
		checkWhole(t, s, sc, p)
		if located, _ := stand(t, s, sc, p).Loose(); located != 1 {
			t.Errorf("%d doors are in no turf, want the one that was taken out", located)
		}
		if _, err := s.Move(ctx, sc, p.ID, 3, 0, Selection{Households: []id.ID{1002}}); errs.KindOf(err) != errs.Conflict {
			t.Errorf("moving on an old view: %v", err)
		}
	})
}

func TestTurfOfNothing_isAClearError(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, tn, sc, p := begun(t, d, 2, 20, 2)
		ctx := context.Background()
		sea := geo.MultiPolygon{{{{Lat: 0, Lon: 0}, {Lat: 0, Lon: 1}, {Lat: 1, Lon: 1}}}}
		for what, x := range map[string]Selection{"turf.error.empty_selection": {}, "turf.error.nothing_there": {Outline: sea}} {
			if _, err := s.Draw(ctx, sc, p.ID, 0, "x", x); errs.KindOf(err) != errs.Invalid || errs.Of(err).Key != what {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, size := range []int{0, -3, MaxDoors + 1} {
			if _, err := s.Cut(ctx, sc, p.ID, CutOptions{Doors: size}, ""); len(errs.Fields(err)) != 1 {
				t.Errorf("turfs of %d doors: %v", size, err)
			}
		}
		must(s.Draw(ctx, sc, p.ID, 0, "All", Selection{Streets: []string{"Street A", "Street B", "Street C"}}))(t)
		if _, err := s.Cut(ctx, sc, p.ID, CutOptions{Revision: 1, Doors: 20, Keep: true}, ""); errs.Of(err).Key != "turf.error.all_kept" {
			t.Errorf("every door is in a kept turf: %v", err)
		}
		tn.doors = tn.doors[40:]
		if _, err := s.Cut(ctx, sc, p.ID, CutOptions{Revision: 1, Doors: 20}, ""); errs.Of(err).Key != "turf.error.unlocated" {
			t.Errorf("only unlocated doors: %v", err)
		}
		tn.doors = nil
		if _, err := s.Cut(ctx, sc, p.ID, CutOptions{Revision: 1, Doors: 20}, ""); errs.Of(err).Key != "turf.error.nobody" {
			t.Errorf("nobody in the universe: %v", err)
		}
		if got := stand(t, s, sc, p); len(got.Turfs) != 1 || got.Program.Revision != 1 {
			t.Errorf("refused cuts left %d turfs at revision %d", len(got.Turfs), got.Program.Revision)
		}
	})
}

func TestCut_ofALargeUniverseIsAJob(t *testing.T) {
	d := dbtest.SQLite(t)
	if err := d.Write(context.Background(), authz.Platform("test"), "organization", func(tx *db.WriteTx) error {
		_, err := tx.Exec(context.Background(), `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES ($1, 'x', 'X', 'WI', 'UTC', 'en', 0)`, org)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s, _, sc, p := begun(t, d, 62, 100, 0)
	r := must(s.Cut(context.Background(), sc, p.ID, CutOptions{Doors: 100}, "/o/x/programs/y"))(t)
	if r.Job == 0 {
		t.Fatalf("Cut = %+v, want a job", r)
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	go s.queue.Run(ctx, 1)
	for ctx.Err() == nil {
		j := must(s.queue.Get(context.Background(), sc, r.Job))(t)
		if j.State.Over() {
			if j.State != jobs.Done || j.Note.Key != "turf.job.done" {
				t.Fatalf("the job is %s: %+v", j.State, j.Note)
			}
			checkWhole(t, s, sc, p)
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the job did not end")
}

func TestOutreach_ofAnotherOrganizationDoesNotExist(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, sc, p := begun(t, d, 2, 10, 0)
		ctx, other := context.Background(), director(12)
		must(s.Cut(ctx, sc, p.ID, CutOptions{Doors: 10}, ""))(t)
		tf := stand(t, s, sc, p).Turfs[0]
		for what, try := range map[string]func() error{
			"Universe":     func() error { _, err := s.Universe(ctx, other, p.Universe); return err },
			"SaveUniverse": func() error { return s.SaveUniverse(ctx, other, p.Universe, db.At(noon), "x", everyone) },
			"Delete":       func() error { return s.DeleteUniverse(ctx, other, p.Universe) },
			"Create":       func() error { _, err := s.CreateProgram(ctx, other, "x", p.Universe, 0); return err },
			"Stand":        func() error { _, err := s.Stand(ctx, other, p.ID); return err },
			"SaveProgram":  func() error { return s.SaveProgram(ctx, other, p.ID, "x", 0) },
			"BeginPass":    func() error { return s.BeginPass(ctx, other, p.ID, 1, PassGroups()) },
			"Cut":          func() error { _, err := s.Cut(ctx, other, p.ID, CutOptions{Revision: 1, Doors: 5}, ""); return err },
			"Undo":         func() error { return s.Undo(ctx, other, p.ID, 1) },
			"Walk":         func() error { _, err := s.Walk(ctx, other, tf.ID); return err },
			"Rename":       func() error { return s.RenameTurf(ctx, other, tf.ID, "x") },
			"Draw": func() error {
				_, err := s.Draw(ctx, other, p.ID, 1, "x", Selection{Streets: []string{"Street A"}})
				return err
			},
		} {
			if err := try(); errs.KindOf(err) != errs.NotFound {
				t.Errorf("%s from another organization: %v", what, err)
			}
		}
		analyst := authz.Member(org, authz.Actor{Account: 9}, authz.Analyst)
		if _, err := s.Cut(ctx, analyst, p.ID, CutOptions{Revision: 1, Doors: 5}, ""); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("an analyst cut turf: %v", err)
		}
	})
}

func TestUniverse_savedAndDeletedWithTheLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _, sc := world(t, d, 1, 2, 0)
		ctx := context.Background()
		u := must(s.CreateUniverse(ctx, sc, "  Our   members ", members))(t)
		if u.Name != "Our members" {
			t.Errorf("the name is %q", u.Name)
		}
		if err := s.SaveUniverse(ctx, sc, u.ID, u.UpdatedAt, "Everyone", everyone); err != nil {
			t.Fatal(err)
		}
		if err := s.SaveUniverse(ctx, sc, u.ID, u.UpdatedAt, "Members", members); errs.Of(err).Key != "universe.error.changed" {
			t.Errorf("saving on an old view: %v", err)
		}
		if _, err := s.CreateUniverse(ctx, sc, "Bad", segment.Query{}); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a query of nothing: %v", err)
		}
		p := must(s.CreateProgram(ctx, sc, "P", u.ID, 0))(t)
		if err := s.DeleteUniverse(ctx, sc, u.ID); errs.Of(err).Key != "universe.error.in_use" {
			t.Errorf("deleting a universe in use: %v", err)
		}
		if err := d.Write(ctx, sc, "close", func(tx *db.WriteTx) error {
			_, err := tx.Exec(ctx, `UPDATE program SET closed_at = 1 WHERE org_id = $1 AND id = $2`, org, p.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteUniverse(ctx, sc, u.ID); err != nil {
			t.Fatal(err)
		}
		if got := must(s.Universes(ctx, sc))(t); len(got) != 0 {
			t.Errorf("deleted, and still listed: %+v", got)
		}
		if err := d.Read(ctx, sc, func(tx *db.ReadTx) error {
			actions, err := db.All(ctx, tx, db.Value[string], `SELECT action FROM audit WHERE org_id = $1 ORDER BY seq`, org)
			if want := []string{"universe.saved", "universe.saved", "program.created", "universe.deleted"}; !slices.Equal(actions, want) {
				t.Errorf("the log says %v", actions)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestLook_keepsNobodyWaiting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, tn, sc := world(t, d, 1, 2, 0)
		ctx := context.Background()
		if l, err := s.Look(ctx, sc, members, true, 0); err != nil || l.Late || len(l.Sample) != 1 {
			t.Errorf("%+v, %v", l, err)
		}
		tn.slow, s.lookTime = true, 20*time.Millisecond
		if l, err := s.Look(ctx, sc, members, true, 0); err != nil || !l.Late {
			t.Errorf("a slow count: %+v, %v", l, err)
		}
		over, cancel := context.WithCancel(ctx)
		cancel()
		if l, err := s.Look(over, sc, members, true, 0); err == nil || l.Late {
			t.Errorf("nobody waits any more: %+v, %v", l, err)
		}
	})
}
