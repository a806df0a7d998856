package quality

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// world is an organization with a shift of some walks. It stands for the other features.
type world struct {
	t        *testing.T
	db       *db.DB
	service  *Service
	director authz.Scope
	shift    Shift
	entries  []Entry
	joined   []Joined
	refuses  map[id.ID]bool
	merged   map[id.ID]id.ID // rows that another one stands for
	now      time.Time
	seed     uint64
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, refuses: map[id.ID]bool{}, now: time.Date(2026, 10, 24, 22, 0, 0, 0, time.UTC), seed: 1}
	clock := func() time.Time { return w.now }
	ids := id.NewSource(clock)
	org := ids.Next()
	w.director = authz.Member(org, authz.Actor{Account: ids.Next(), Name: "Director"}, authz.Director)
	w.service = NewService(Config{DB: d, IDs: ids, Now: clock, Seed: func() uint64 { return w.seed }, Audit: audit.New(clock),
		Queue: jobs.New(d, ids, clock, slog.New(slog.DiscardHandler)), Shifts: w, Log: w, People: w})
	w.exec(authz.Platform("test"), `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES ($1, $2, 'Hmong Neighbors', 'WI', 'America/Chicago', 'en', 0)`, org, "org-"+org.String())
	universe, form, program, turf := ids.Next(), ids.Next(), ids.Next(), ids.Next()
	w.exec(w.director, `INSERT INTO universe (org_id, id, name, query, created_by, created_at, updated_at) VALUES ($1, $2, 'All', '{}', 1, 0, 0)`, org, universe)
	w.exec(w.director, `INSERT INTO form (org_id, id, kind, name, created_by, created_at) VALUES ($1, $2, 'script', 'Fall', 1, 0)`, org, form)
	w.exec(w.director, `INSERT INTO form_version (org_id, id, form_id, version, definition, updated_at) VALUES ($1, $2, $2, 1, '{}', 0)`, org, form)
	w.exec(w.director, `INSERT INTO program (org_id, id, name, universe_id, form_id, pass, revision, created_by, created_at) VALUES ($1, $2, 'Fall', $3, $4, 1, 1, 1, 0)`, org, program, universe, form)
	w.exec(w.director, `INSERT INTO turf (org_id, id, program_id, number, name, state, drawn, doors, people, languages, metres, minutes, outline, created_at, cut)
		VALUES ($1, $2, $3, 1, 'Main Street', 'draft', FALSE, 0, 0, '{}', 900, 120, '{}', 0, 1)`, org, turf, program)
	w.shift = Shift{ID: ids.Next(), Program: "Fall", Starts: w.now.Add(-5 * time.Hour), Ends: w.now.Add(-time.Hour)}
	w.exec(w.director, `INSERT INTO shift (org_id, id, program_id, starts_at, ends_at, place, wishes, quotas, version, created_by, created_at) VALUES ($1, $2, $3, $4, $5, '', '{}', '{}', 1, 1, 0)`,
		org, w.shift.ID, program, db.At(w.shift.Starts), db.At(w.shift.Ends))
	s := newSaturday(5, 8)
	seq := 0
	w.write(func(exec func(sql string, args ...any)) {
		for i, walk := range s.walks {
			packet, worker := ids.Next(), ids.Next()
			w.shift.Crews = append(w.shift.Crews, Crew{ID: ids.Next(), New: i == 0, Packets: []id.ID{packet}})
			w.joined = append(w.joined, Joined{Worker: worker, Packet: packet, Name: "Worker " + worker.String(), Out: walk.Joined[0].Out})
			exec(`INSERT INTO packet (org_id, id, turf_id, program_id, form_version_id, pass, list_number, token, snapshot, doors, people, created_by, published_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, 1, $6, '', '{}', 1, 1, 1, 0, 1)`, org, packet, turf, program, form, packet.String())
			exec(`INSERT INTO worker (org_id, id, packet_id, name, languages, joined_at, last_seen_at) VALUES ($1, $2, $3, 'Mai', '[]', 1, 1)`, org, worker, packet)
			for _, e := range walk.Entries {
				seq++
				e.ID, e.Packet, e.Worker, e.Person, e.Language = ids.Next(), packet, worker, ids.Next(), "km"
				if e.Talked {
					exec(`INSERT INTO person (org_id, id, given, middle, family, suffix, native_name, native_lang, search, phone, email, language, is_member, source, created_at, updated_at)
					VALUES ($1, $2, 'Sokha', '', 'Chea', '', '', '', '', '', '', 'km', FALSE, 'hand', 0, 0)`, org, e.Person)
					exec(`INSERT INTO attempt (org_id, id, event_id, seq, packet_id, program_id, turf_id, pass, worker_id, person_id, kind, result, language, channel, answers, detail, is_attempt, is_contact,
					is_conversation, device_at, at, received_at, deliveries) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, 'attempt', 'conversation', 'km', 'door', '{}', '{}', TRUE, TRUE, TRUE, 1, 1, 1, 1)`,
						org, e.ID, e.ID.String(), seq, packet, program, turf, worker, e.Person)
				}
				w.entries = append(w.entries, e)
			}
		}
	})
	return w
}

func (w *world) exec(sc authz.Scope, sql string, args ...any) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), sc, "test", func(tx *db.WriteTx) error {
		if sc.Organization() != 0 {
			if err := tx.Touch(context.Background(), sc.Organization()); err != nil {
				return err
			}
		}
		_, err := tx.Exec(context.Background(), sql, args...)
		return err
	}); err != nil {
		w.t.Fatalf("%s: %v", sql, err)
	}
}

// write does many things in one transaction.
func (w *world) write(fn func(exec func(sql string, args ...any))) {
	w.t.Helper()
	ctx := context.Background()
	err := w.db.Write(ctx, w.director, "test", func(tx *db.WriteTx) (err error) {
		fn(func(sql string, args ...any) {
			if err == nil {
				_, err = tx.Exec(ctx, sql, args...)
			}
		})
		return errors.Join(err, tx.Touch(ctx, w.director.Organization()))
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) Shift(_ context.Context, _ db.Querier, sc authz.Scope, shift id.ID) (Shift, error) {
	if shift != w.shift.ID || sc.Organization() != w.director.Organization() {
		return Shift{}, errs.New(errs.NotFound, "")
	}
	return w.shift, nil
}

func (w *world) Entries(context.Context, db.Querier, authz.Scope, []id.ID) ([]Entry, []Joined, error) {
	return w.entries, w.joined, nil
}

func (w *world) Script(context.Context, authz.Scope, id.ID, string) (Script, error) {
	return Script{}, nil
}

func (w *world) Callable(_ context.Context, _ db.Querier, _ authz.Scope, people []id.ID) (map[id.ID]id.ID, error) {
	out := map[id.ID]id.ID{}
	for _, p := range people {
		if !w.refuses[p] {
			out[p] = cmp.Or(w.merged[p], p)
		}
	}
	return out, nil
}

func (w *world) Person(context.Context, authz.Scope, id.ID) (Person, error) {
	return Person{Name: i18n.Name{Given: "Sokha", Family: "Chea"}, Phone: "414-555-0100"}, nil
}

func TestDraw_takesSomeOfEverybodyByLotAndOnlyWhomOneMayCall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		for i, e := range w.entries {
			w.refuses[e.Person] = i%2 == 0
		}
		n, err := w.service.Draw(ctx, w.director, w.shift.ID, 5)
		if err != nil {
			t.Fatal(err)
		}
		day, err := w.service.Day(ctx, w.director, w.shift.ID)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, r := range day.Rows {
			if sum += r.Calls.Drawn; r.Calls.Drawn != wanted(r.Walk, 5) || r.New && r.Calls.Drawn < leastNew {
				t.Errorf("%d of %d conversations were drawn, new: %v", r.Calls.Drawn, r.Conversations(), r.New)
			}
		}
		if sum != n || n < len(day.Rows) {
			t.Errorf("%d drawn, %d counted, %d walks", n, sum, len(day.Rows))
		}
		if again, err := w.service.Draw(ctx, w.director, w.shift.ID, 5); again != 0 || err != nil {
			t.Errorf("drawn again: %d %v", again, err)
		}
		if more, err := w.service.Draw(ctx, w.director, w.shift.ID, 20); more == 0 || err != nil {
			t.Errorf("a larger share adds %d: %v", more, err)
		}
		_, list, waiting, err := w.service.List(ctx, w.director, w.shift.ID, "km")
		if err != nil || len(list) == 0 || waiting["km"] < len(list) {
			t.Fatalf("%d of %v: %v", len(list), waiting, err)
		}
		for _, c := range list {
			if w.refuses[c.Person] {
				t.Error("somebody is to be called who does not want that")
			}
		}
		w.refuses[list[0].Person] = true // they said so since
		if _, now, _, err := w.service.List(ctx, w.director, w.shift.ID, ""); err != nil || slices.ContainsFunc(now, func(c Call) bool { return c.ID == list[0].ID }) {
			t.Errorf("somebody stays on the list who took it back: %v", err)
		}
		organizer := authz.Member(w.director.Organization(), authz.Actor{}, authz.Organizer)
		if _, err := w.service.Day(ctx, organizer, w.shift.ID); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("an organizer looks at everybody's work: %v", err)
		}
	})
}

// One person spoke with several crews, or stands in the list under several rows, and is called once about the shift.
func TestDraw_callsNobodyTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		w.merged = map[id.ID]id.ID{}
		var talked []id.ID
		for _, e := range w.entries {
			if e.Talked {
				talked = append(talked, e.Person)
			}
		}
		for i, p := range talked {
			w.merged[p] = talked[i%4] // four people in all
		}
		for _, percent := range Shares { // a larger share adds nobody who was drawn already
			if _, err := w.service.Draw(ctx, w.director, w.shift.ID, percent); err != nil {
				t.Fatal(err)
			}
		}
		_, list, waiting, err := w.service.List(ctx, w.director, w.shift.ID, "")
		if err != nil || len(list) != 4 || waiting["km"] != 4 {
			t.Errorf("%d calls wait for four people: %v, %v", len(list), waiting, err)
		}
		day, err := w.service.Day(ctx, w.director, w.shift.ID)
		if err != nil || day.Calls.Drawn != 4 {
			t.Errorf("%d conversations of four people were drawn: %v", day.Calls.Drawn, err)
		}
		w.merged[list[0].Person] = w.merged[list[1].Person] // since they were drawn, two turned out to be one
		if _, list, _, err = w.service.List(ctx, w.director, w.shift.ID, ""); err != nil || len(list) != 3 {
			t.Errorf("%d calls wait for three people: %v", len(list), err)
		}
	})
}

func TestDraw_isTheSameForASeedAndFairAmongSeeds(t *testing.T) {
	s := newSaturday(9, 1)
	w := s.walk(habits{speed: 1, talk: 60, home: 1, support: [4]float64{1}, together: 1, spacing: 20}, 20)
	callable, times := map[id.ID]id.ID{}, map[id.ID]int{}
	for _, e := range w.Entries {
		callable[e.Person] = e.Person
	}
	for seed := range uint64(4000) {
		one := draw(w, 5, seed, nil, callable, map[id.ID]bool{})
		if again := draw(w, 5, seed, nil, callable, map[id.ID]bool{}); len(one) != 1 || one[0].ID != again[0].ID {
			t.Fatalf("seed %d draws %d", seed, len(one))
		}
		times[one[0].ID]++
	}
	for _, e := range w.Entries { // 200 expected of each; five standard deviations are 69
		if n := times[e.ID]; n < 131 || n > 269 {
			t.Errorf("one of 20 was drawn %d times of 4000", n)
		}
	}
}

func TestAnswer_countsOnceAndIsForgottenAfterThirtyDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		if _, err := w.service.Draw(ctx, w.director, w.shift.ID, 20); err != nil {
			t.Fatal(err)
		}
		_, list, _, err := w.service.List(ctx, w.director, w.shift.ID, "")
		if err != nil || len(list) < 6 {
			t.Fatal(len(list), err)
		}
		for i, result := range []Result{Confirmed, Confirmed, Unsure, Nobody, Wrong} {
			if err := w.service.Answer(ctx, w.director, w.shift.ID, list[i].ID, result); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.service.Answer(ctx, w.director, w.shift.ID, list[0].ID, Nobody); errs.KindOf(err) != errs.Conflict {
			t.Errorf("answered twice: %v", err)
		}
		if err := w.service.Answer(ctx, w.director, w.shift.ID, list[5].ID, "perhaps"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%v", err)
		}
		for range mostTries {
			if err := w.service.Answer(ctx, w.director, w.shift.ID, list[5].ID, NotReached); err != nil {
				t.Fatal(err)
			}
		}
		_, now, _, err := w.service.List(ctx, w.director, w.shift.ID, "")
		if err != nil || slices.ContainsFunc(now, func(c Call) bool { return c.ID == list[5].ID }) {
			t.Errorf("called more than %d times: %v", mostTries, err)
		}
		day, err := w.service.Day(ctx, w.director, w.shift.ID)
		if c := day.Calls; err != nil || c.Confirmed != 2 || c.Unsure != 1 || c.None != 1 || c.Wrong != 1 || c.Answered() != 4 {
			t.Errorf("%+v %v", c, err)
		}
		row := day.Rows[0]
		if _, _, err := w.service.Open(ctx, w.director, w.shift.ID, row.Worker); err != nil {
			t.Fatal(err)
		}
		opened := 0
		err = d.Read(ctx, w.director, func(tx *db.ReadTx) (err error) {
			opened, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM audit WHERE org_id = $1 AND action = 'quality.opened'`, w.director.Organization())
			return err
		})
		if opened != 1 || err != nil {
			t.Errorf("%d entries of who looked: %v", opened, err)
		}
		w.now = w.shift.Ends.Add(keep - time.Minute)
		if n, err := w.service.Trim(ctx, w.director); n != 0 || err != nil {
			t.Errorf("forgotten too early: %d %v", n, err)
		}
		w.now = w.shift.Ends.Add(keep)
		if n, err := w.service.Trim(ctx, w.director); n != day.Calls.Drawn || err != nil {
			t.Errorf("%d of %d forgotten: %v", n, day.Calls.Drawn, err)
		}
		if day, err = w.service.Day(ctx, w.director, w.shift.ID); err != nil || !day.Closed || len(day.Rows) != 0 {
			t.Errorf("still looked at: %d %v", len(day.Rows), err)
		}
		if _, err := w.service.Draw(ctx, w.director, w.shift.ID, 5); errs.KindOf(err) != errs.Conflict {
			t.Errorf("drawn after all: %v", err)
		}
	})
}
