package canvass

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// The world is the ground too: its one turf is the program.

func (w *world) ProgramDoors(context.Context, db.Querier, authz.Scope, id.ID) ([]TurfDoor, error) {
	out := slices.Clone(w.turf.Doors)
	for i := range out {
		out[i].Turf = w.turf.ID
	}
	return out, nil
}

func (w *world) DoorsAmong(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, households []id.ID) (doors []TurfDoor, turfOf map[id.ID]id.ID, err error) {
	all, err := w.ProgramDoors(ctx, q, sc, program)
	turfOf = map[id.ID]id.ID{}
	for _, d := range all {
		turfOf[d.Household] = d.Turf
		if slices.Contains(households, d.Household) {
			doors = append(doors, d)
		}
	}
	return doors, turfOf, err
}

func (w *world) Outing(_ context.Context, _ db.Querier, _ authz.Scope, program id.ID, doors []id.ID, _ *geo.Point) (Turf, error) {
	if program != w.program {
		return Turf{}, errs.New(errs.NotFound, "")
	}
	t := *w.turf
	t.ID, t.Name, t.Doors = 0, "N 60th St", nil
	for _, d := range w.turf.Doors {
		if slices.Contains(doors, d.Household) {
			t.Doors = append(t.Doors, d)
		}
	}
	return t, nil
}

func (w *world) OutingTurf(ctx context.Context, tx *db.WriteTx, sc authz.Scope, program id.ID) (id.ID, error) {
	turf := w.ids.Next()
	_, err := tx.Exec(ctx, `INSERT INTO turf (org_id, id, program_id, number, name, state, drawn, doors, people, languages, metres, minutes, outline, created_at, cut, retired_by)
		VALUES ($1, $2, $3, 0, '', 'draft', FALSE, 0, 0, '{}', 0, 0, 'null', 0, 1, 1)`, sc.Organization(), turf, program)
	return turf, err
}

func (w *world) Promised(context.Context, db.Querier, authz.Scope, id.ID) (map[id.ID]bool, error) {
	return w.promised, nil
}

func (w *world) Languages(context.Context, db.Querier, authz.Scope, id.ID) ([]string, error) {
	return []string{"hmn", "lo"}, nil
}

func (w *world) Find(_ context.Context, _ db.Querier, _ authz.Scope, written string) (geo.Point, bool, error) {
	return geo.Point{Lat: 43.1, Lon: -88}, written == "100 N 60th St", nil
}

// code turns the program's code on and gives its token.
func (w *world) code(hours, most int) string {
	w.t.Helper()
	if err := w.service.OpenCode(context.Background(), w.director, w.program, hours, most); err != nil {
		w.t.Fatal(err)
	}
	return w.token()
}

func (w *world) token() string {
	w.t.Helper()
	page := must(w.service.CodePage(context.Background(), w.director, w.program))
	return must(w.service.secrets.openToken(w.org, w.program, page.Distribution.sealedToken))
}

func someone(languages ...string) Asked {
	return Asked{Name: "Mai", Languages: languages, Minutes: 30}
}

// checkOut gets doors for somebody.
func (w *world) checkOut(token string, in Asked, cookie string) (Snapshot, *phone) {
	w.t.Helper()
	cookie, packet, err := w.service.CheckOut(context.Background(), token, in, cookie)
	if err != nil {
		w.t.Fatal(err)
	}
	devices := must(w.service.devices(context.Background(), cookie))
	place := must(w.service.place(context.Background(), devices[0].Scope, packet))
	return place.snapshot, &phone{w: w, packet: packet, cookie: cookie, worker: devices[0].Worker, clock: w.clock}
}

func (w *world) figures() DoorsIn {
	w.t.Helper()
	return must(w.service.CodePage(context.Background(), w.director, w.program)).sum()
}

func households(s Snapshot) (out []id.ID) {
	for _, d := range s.Doors() {
		out = append(out, d.Household)
	}
	return out
}

func TestCheckOut_givesTheNearestDoorsThatOneUnderstands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 40)
		token := w.code(3, 30)
		in := someone("hmn")
		in.At = &geo.Point{Lat: 43.1, Lon: -88}
		got, p := w.checkOut(token, in, "")
		if len(got.Doors()) == 0 || len(got.Doors()) > 10 {
			t.Fatalf("%d doors", len(got.Doors()))
		}
		for _, door := range got.Doors() {
			if !slices.ContainsFunc(door.People, func(p Person) bool { return p.Language == "hmn" }) {
				t.Errorf("nobody speaks Hmong at %v", door)
			}
			if door.Turf != w.turf.ID {
				t.Errorf("a door forgot its turf: %v", door)
			}
		}
		p.taken(p.event("attempt", got.Doors()[0].Household, result(NotHome, 0)))
		turf := must(query(w, db.Value[id.ID], `SELECT turf_id FROM attempt WHERE org_id = $1`, w.org))
		if turf[0] != w.turf.ID {
			t.Error("the entry counts for another turf than the door's")
		}
		if f := w.figures(); f.Out != len(got.Doors())-1 || f.Done != 1 || f.total() != 40 {
			t.Errorf("%+v with %d doors out", f, len(got.Doors()))
		}
	})
}

func TestCheckOut_noPositionIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 40)
		in := someone("hmn", "en")
		in.At, in.Written = &geo.Point{Lat: 43.10271828, Lon: -88.31415926}, "Hollow Willow Lane"
		w.checkOut(w.code(3, 30), in, "")
		for _, table := range d.Schema().Tables {
			for _, c := range table.Columns {
				all, err := query(w, db.Value[*string], `SELECT CAST(`+c.Name+` AS TEXT) FROM `+table.Name)
				if err != nil {
					continue // of no organization: nothing of a check-out goes there
				}
				for _, v := range all {
					if v != nil && (strings.Contains(*v, "2718") || strings.Contains(*v, "31415") || strings.Contains(*v, "Willow")) {
						t.Errorf("%s.%s keeps where somebody was: %s", table.Name, c.Name, *v)
					}
				}
			}
		}
	})
}

func TestCheckOut_twoNeverHaveOneDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 60)
		token := w.code(3, 50)
		other := must(NewService(Config{DB: d, IDs: w.ids, Now: w.clock, Key: w.key, Turfs: w, Ground: w, Scripts: w, People: w, Organizations: w, Audit: w.service.audit, Queue: w.service.queue}))
		var all sync.WaitGroup
		var mu sync.Mutex
		has, none := map[id.ID]int{}, 0
		for i := range 16 {
			s := []*Service{w.service, other}[i%2] // two processes: only the database is between them
			all.Go(func() {
				cookie, packet, err := s.CheckOut(context.Background(), token, someone("en", "hmn", "vi", "zh"), "")
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					if errs.Of(err).Key != "near.none" {
						t.Errorf("%d: %v", i, err)
					}
					none++
					return
				}
				devices := must(s.devices(context.Background(), cookie))
				for _, household := range households(must(s.place(context.Background(), devices[0].Scope, packet)).snapshot) {
					has[household]++
				}
			})
		}
		all.Wait()
		for household, n := range has {
			if n > 1 {
				t.Errorf("door %v is with %d volunteers", household, n)
			}
		}
		if len(has) != 60 || none == 0 {
			t.Errorf("%d of 60 doors are out, %d got none: everybody asked for more than there is", len(has), none)
		}
	})
}

func TestCheckOut_doorsAreOpenAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 12)
		token := w.code(2, 30)
		everything := []string{"en", "hmn", "vi", "zh"}

		first, p := w.checkOut(token, someone(everything...), "")
		p.taken(p.event("attempt", first.Doors()[0].Household, result(NotHome, 0)))
		if f := w.figures(); f.Open != 12-len(first.Doors()) {
			t.Errorf("%+v", f)
		}
		// Who goes home gives back what was not tried.
		must(w.service.Sync(t.Context(), p.cookie, SyncRequest{V: 1, Now: w.clock().Format(time.RFC3339), Packet: p.packet.String(), Done: true}))
		if f := w.figures(); f.Open != 11 || f.Out != 0 || f.Done != 1 {
			t.Errorf("after the end of a shift: %+v", f)
		}
		if _, err := w.service.Invitation(t.Context(), must(w.service.secrets.openToken(w.org, p.packet, w.sealed(p.packet)))); errs.KindOf(err) != errs.Expired {
			t.Errorf("a packet that came back can be joined: %v", err)
		}
		// When the time is over the doors are open, and what was recorded late is kept.
		second, q := w.checkOut(token, someone(everything...), "")
		late := second.Doors()[0].Household
		w.wait(2*time.Hour + time.Second)
		third, _ := w.checkOut(token, someone(everything...), "")
		if !slices.Contains(households(third), late) {
			t.Error("a door whose time is over is not given to the next")
		}
		q.taken(q.event("attempt", late, result(Refused, 0)))
		if w.count(`SELECT COUNT(*) FROM attempt WHERE org_id = $1 AND packet_id = $2`, q.packet) != 1 {
			t.Error("what was recorded late is lost")
		}
	})
}

func TestCheckOut_turfsThatAreOutAreNotGivenTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 12)
		token := w.code(3, 30)
		all := []string{"en", "hmn", "vi", "zh"}

		w.promised = map[id.ID]bool{w.turf.ID: true}
		if _, _, err := w.service.CheckOut(t.Context(), token, someone(all...), ""); errs.Of(err).Key != "near.none" {
			t.Errorf("a turf that a shift is about to give out: %v", err)
		}
		w.promised = nil
		mine, p := w.checkOut(token, someone(all...), "")
		v := must(w.service.Preview(t.Context(), w.director, w.turf.ID))
		if v.Out != len(mine.Doors()) || v.Doors != 12-v.Out {
			t.Errorf("the turf is handed out with %d doors, %d left out", v.Doors, v.Out)
		}
		w.publish()
		if _, _, err := w.service.CheckOut(t.Context(), token, someone(all...), ""); errs.Of(err).Key != "near.none" {
			t.Errorf("a turf that is out: %v", err)
		}
		if err := w.service.TakeBack(t.Context(), w.director, w.program, p.packet); err != nil {
			t.Fatal(err)
		}
		again, _ := w.checkOut(token, someone(all...), "")
		if len(again.Doors()) != len(mine.Doors()) {
			t.Errorf("%d doors were taken back, the next gets %d", len(mine.Doors()), len(again.Doors()))
		}
	})
}

func TestCheckOut_nobodyIsSentWhereNobodyGoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 12)
		token := w.code(3, 30)
		in := someone("en", "hmn", "vi", "zh")
		in.At = &geo.Point{Lat: w.turf.Doors[0].Lat, Lon: w.turf.Doors[0].Lon}
		var returned []id.ID // everybody at the ten nearest doors
		for _, door := range w.turf.Doors[:10] {
			for _, p := range door.People {
				returned = append(returned, p.ID)
			}
		}
		w.strike(Strikes{Programs: []id.ID{w.program}, People: returned, Reason: BallotReturned, Source: 7})
		got, _ := w.checkOut(token, in, "")
		if want := []id.ID{w.turf.Doors[10].Household, w.turf.Doors[11].Household}; !slices.Equal(slices.Sorted(slices.Values(households(got))), want) {
			t.Errorf("%d doors, not the two that are left", len(got.Doors()))
		}
		if n := w.figures(); n.Done != 10 || n.Out != 2 || n.Open != 0 {
			t.Errorf("the page says %+v", n)
		}
		if _, _, err := w.service.CheckOut(t.Context(), token, in, ""); errs.Of(err).Key != "near.none" {
			t.Errorf("nothing is left: %v", err)
		}
	})
}

func TestCheckOut_hasLimits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 60)
		token := w.code(3, 3)
		begun := func(in Asked, cookie string) *phone {
			_, p := w.checkOut(token, in, cookie)
			p.taken(p.event(kindShift, 0, func(e *Event) { e.Detail.State = StateBreak }))
			return p
		}
		p := begun(someone("en"), "")
		p = begun(someone("en"), p.cookie)
		if _, _, err := w.service.CheckOut(t.Context(), token, someone("en"), p.cookie); errs.Of(err).Key != "near.two_lists" {
			t.Errorf("a third list on one phone: %v", err)
		}
		// Whoever only looks and gives back soon sees no more.
		must(w.service.Sync(t.Context(), p.cookie, SyncRequest{V: 1, Now: w.clock().Format(time.RFC3339), Packet: p.packet.String(), Done: true}))
		begun(someone("hmn"), p.cookie)
		if _, _, err := w.service.CheckOut(t.Context(), token, someone("vi"), ""); errs.Of(err).Key != "near.full" {
			t.Errorf("a fourth list of three: %v", err)
		}
		w.wait(3*time.Hour + time.Second)
		w.checkOut(token, someone("vi"), "")

		for field, in := range map[string]Asked{"name": {Languages: []string{"en"}, Minutes: 30}, "language": {Name: "Mai", Minutes: 30}, "minutes": {Name: "Mai", Languages: []string{"en"}, Minutes: 600},
			"where": {Name: "Mai", Languages: []string{"en"}, Minutes: 30, Written: "Nowhere Road"}} {
			if _, _, err := w.service.CheckOut(t.Context(), token, in, ""); errs.Fields(err)[field] == nil {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, _, err := w.service.Join(t.Context(), token, "Mai", []string{"en"}, "", ""); errs.KindOf(err) != errs.NotFound {
			t.Errorf("a program's code is joined like a packet: %v", err)
		}
	})
}

func TestCode_isTurnedOffAndRotated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 12)
		old := w.code(3, 30)
		number := must(w.service.CodePage(t.Context(), w.director, w.program)).Distribution.ListNumber
		if token := must(w.service.TokenOfNumber(t.Context(), number)); token != old {
			t.Error("the list number opens something else")
		}
		if err := w.service.RotateCode(t.Context(), w.director, w.program); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.Invitation(t.Context(), old); errs.KindOf(err) != errs.Expired {
			t.Errorf("an old code: %v", err)
		}
		fresh := w.token()
		if _, err := w.service.Invitation(t.Context(), fresh); err != nil {
			t.Error(err)
		}
		if err := w.service.CloseCode(t.Context(), w.director, w.program); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.service.CheckOut(t.Context(), fresh, someone("en"), ""); errs.KindOf(err) != errs.Expired {
			t.Errorf("a code that is off: %v", err)
		}
		if again := w.code(3, 30); again != fresh {
			t.Error("turned on again, the code is another one")
		}
		actions := must(query(w, db.Value[string], `SELECT action FROM audit WHERE org_id = $1 ORDER BY seq`, w.org))
		if want := []string{"program.code_on", "program.code_rotated", "program.code_off", "program.code_on"}; !slices.Equal(actions, want) {
			t.Errorf("the log says %v", actions)
		}
		analyst := authz.Member(w.org, authz.Actor{Account: 1}, authz.Analyst)
		for name, err := range map[string]error{"on": w.service.OpenCode(t.Context(), analyst, w.program, 3, 30), "off": w.service.CloseCode(t.Context(), analyst, w.program),
			"rotate": w.service.RotateCode(t.Context(), analyst, w.program), "take back": w.service.TakeBack(t.Context(), analyst, w.program, 1)} {
			if errs.KindOf(err) != errs.Forbidden {
				t.Errorf("%s as an analyst: %v", name, err)
			}
		}
	})
}

func TestCode_rotatedIsNotToldToWhoCameByTheOldOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 40)
		old := w.code(3, 30)
		device := func(token string) Device {
			_, p := w.checkOut(token, someone("en"), "")
			return must(w.service.devices(t.Context(), p.cookie))[0]
		}
		before := device(old)
		if token := must(w.service.codeOf(t.Context(), before)); token != old {
			t.Error("more doors come by something else")
		}
		w.wait(time.Minute)
		if err := w.service.RotateCode(t.Context(), w.director, w.program); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.codeOf(t.Context(), before); errs.KindOf(err) != errs.NotFound {
			t.Errorf("the new code is told to whoever came by the old one: %v", err)
		}
		w.wait(time.Minute)
		after := device(w.token())
		if _, err := w.service.codeOf(t.Context(), after); err != nil {
			t.Errorf("who came by the new code: %v", err)
		}
		after.Wiped = true
		if _, err := w.service.codeOf(t.Context(), after); errs.KindOf(err) != errs.NotFound {
			t.Errorf("a phone that was wiped: %v", err)
		}
	})
}

func (w *world) sealed(packet id.ID) string {
	return must(query(w, db.Value[string], `SELECT token FROM packet WHERE org_id = $1 AND id = $2`, w.org, packet))[0]
}

// query reads rows as the server would in the world's organization.
func query[T any](w *world, scan func(db.Row) (T, error), sql string, args ...any) (out []T, err error) {
	err = w.db.Read(context.Background(), w.director, func(tx *db.ReadTx) error {
		out, err = db.All(context.Background(), tx, scan, sql, args...)
		return err
	})
	return out, err
}

func TestChoose(t *testing.T) {
	door := func(n int, lat float64, languages ...string) TurfDoor {
		d := TurfDoor{Household: id.ID(n), Building: fmt.Sprint(n), Lat: lat, Lon: -88}
		for _, l := range languages {
			d.People = append(d.People, Person{Language: l})
		}
		return d
	}
	var row []TurfDoor // a street northward, a door every 11 m
	for i := range 100 {
		row = append(row, door(i+1, 43+float64(i)/10000, "en"))
	}
	here := &geo.Point{Lat: 43.005, Lon: -88}
	w := wish{languages: []string{"en"}, near: here, doors: 10, minutes: 30}
	got := choose(row, w)
	slices.Sort(got)
	if len(got) != 10 || got[9]-got[0] != 9 || got[0] > 51 || got[9] < 51 {
		t.Errorf("the doors around 51: %v", got)
	}
	row[60].People, row[62].People = []Person{{Language: "km"}}, []Person{{Language: "km"}}
	w.languages = []string{"km", "en"}
	if got := choose(row, w); !slices.Contains(got, 61) || !slices.Contains(got, 63) {
		t.Errorf("the doors where only Khmer is understood come first to who speaks it: %v", got)
	}
	w.languages = []string{"km"}
	if got := choose(row, w); len(got) != 2 {
		t.Errorf("who speaks only Khmer: %v", got)
	}
	w.near, w.languages = nil, []string{"en"}
	far := append(slices.Clone(row), door(500, 44, "en"), door(501, 44.01, "en"))
	if got := choose(far, w); len(got) != 10 || slices.Contains(got, 500) {
		t.Errorf("who does not say where they are begins where the doors are: %v", got)
	}
	if got := choose([]TurfDoor{{Household: 1}}, w); len(got) != 0 {
		t.Errorf("a door without a place: %v", got)
	}
	if got := choose([]TurfDoor{door(1, 43)}, w); len(got) != 1 {
		t.Errorf("a door without a language is English: %v", got)
	}
}
