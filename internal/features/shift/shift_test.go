package shift

import (
	"context"
	"slices"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

var everything = Wishes{ByLanguage: 3, ByHours: 2, ByStairs: 3, ByDistance: 1, ByBike: 1, ByPartner: 2, ByHands: 3}

func TestPropose_sendsWhoIsUnderstoodAndSaysWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		khmer, hmong := w.turf(1, "km", "km", "km", "en"), w.turf(2, "hmn", "hmn", "en", "en")
		s := w.shift()
		mai, sokha := w.sign(s, "Mai", nil, "hmn", "en"), w.sign(s, "ចន្ទ សុខា", nil, "km")
		out, err := w.service.Propose(ctx, w.director, s, Proposal{Wishes: everything})
		if must(t, out, err); out.Workers != 2 || out.Turfs != 2 || out.Empty != 0 {
			t.Fatalf("%+v", out)
		}
		b := w.board(s)
		if got := b.turfsOf(mai); !slices.Equal(got, []int{hmong.Number}) {
			t.Errorf("who speaks Hmong goes to %v", got)
		}
		if got := b.turfsOf(sokha); !slices.Equal(got, []int{khmer.Number}) {
			t.Errorf("who speaks Khmer goes to %v", got)
		}
		reasons := b.Cards[1].Turfs[0].Given.Reasons
		if !slices.ContainsFunc(reasons, func(r Reason) bool { return r.Kind == "speaks" && r.Language == "km" && r.N == 3 && r.Of == 4 }) {
			t.Errorf("why: %+v", reasons)
		}
		if !slices.ContainsFunc(reasons, func(r Reason) bool { return r.Kind == "distance" && r.Metres > 900 && r.Metres < 1100 }) {
			t.Errorf("how far: %+v", reasons)
		}
	})
}

func TestPropose_leavesAloneWhatWasMovedOrHandedOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		first, second := w.turf(1, "hmn", "hmn"), w.turf(1, "km", "km")
		s := w.shift()
		mai, sokha := w.sign(s, "Mai", nil, "hmn"), w.sign(s, "Sokha", nil, "km")
		if err := w.service.Give(ctx, w.director, s, second.ID, mai); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := w.service.Propose(ctx, w.director, s, Proposal{Wishes: everything}); err != nil {
				t.Fatal(err)
			}
		}
		b := w.board(s)
		if !slices.Equal(b.turfsOf(mai), []int{second.Number}) || !slices.Equal(b.turfsOf(sokha), []int{first.Number}) {
			t.Errorf("moved by hand: %v and %v", b.turfsOf(mai), b.turfsOf(sokha))
		}
		out, err := w.service.HandOut(ctx, w.director, s, []id.ID{mai})
		if must(t, out, err); out.Turfs != 1 || out.Left != nil {
			t.Fatalf("handed out: %+v", out)
		}
		if err := w.service.Give(ctx, w.director, s, second.ID, sokha); errs.KindOf(err) != errs.Conflict {
			t.Errorf("what is out moved: %v", err)
		}
		if b = w.board(s); b.People[Out] != 1 || b.States[TurfOut] != 1 || b.States[TurfGiven] != 1 {
			t.Errorf("%v %v", b.People, b.States)
		}
		if err := w.service.RemoveWorker(ctx, w.director, s, mai); errs.KindOf(err) != errs.Conflict {
			t.Errorf("who has a turf was struck: %v", err)
		}
		if err := w.service.RemoveWorker(ctx, w.director, s, sokha); err != nil {
			t.Error(err)
		}
	})
}

func TestPropose_newcomersGoWithWhoKnowsHow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		for range 3 {
			w.turf(1, "en", "en", "en")
		}
		s := w.shift()
		fresh := w.sign(s, "Rosa", func(d *Details) { d.First = true }, "en")
		w.sign(s, "Daniel", nil, "en")
		host := w.sign(s, "Ayesha", func(d *Details) { d.Partner = true }, "en")
		out, err := w.service.Propose(ctx, w.director, s, Proposal{Wishes: everything})
		if must(t, out, err); out.Pairs != 1 || out.Workers != 3 || out.Turfs < 2 {
			t.Fatalf("%+v", out)
		}
		b := w.board(s)
		if !slices.Equal(b.turfsOf(fresh), b.turfsOf(host)) {
			t.Errorf("who is new goes to %v, who would like company to %v", b.turfsOf(fresh), b.turfsOf(host))
		}
		if err := w.service.Together(ctx, w.director, s, fresh, 0); err != nil {
			t.Fatal(err)
		}
		if b = w.board(s); len(b.Cards) != 3 {
			t.Errorf("%d crews after parting", len(b.Cards))
		}
	})
}

func TestBoard_noticesWhoHasGoneSilent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		turf := w.turf(1, "en", "en")
		s := w.shift()
		mai := w.sign(s, "Mai", nil, "en")
		if err := w.service.Give(ctx, w.director, s, turf.ID, mai); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.HandOut(ctx, w.director, s, []id.ID{mai}); err != nil {
			t.Fatal(err)
		}
		packet := w.board(s).Cards[0].Turfs[0].Given.Packet
		for _, step := range []struct {
			minutes int
			silent  bool
			what    string
		}{{39, false, "39 minutes after going out"}, {2, true, "41 minutes"}, {0, false, "the phone has spoken"}, {41, true, "41 minutes after that"}} {
			if step.minutes == 0 {
				w.standing.Packets = map[id.ID]PacketStanding{packet: {Turf: turf.ID, LastAt: w.now}}
			}
			w.now = w.now.Add(time.Duration(step.minutes) * time.Minute)
			if b := w.board(s); (len(b.Silent) == 1) != step.silent {
				t.Errorf("%s: %d are silent", step.what, len(b.Silent))
			}
		}
		if err := w.service.Take(ctx, w.director, s, []id.ID{mai}, GetHome); err != nil {
			t.Fatal(err)
		}
		if b := w.board(s); len(b.Silent) != 0 || b.People[Safe] != 1 {
			t.Errorf("safe home, and still looked for: %+v", b.People)
		}
		if err := w.service.Take(ctx, w.director, s, []id.ID{mai}, StepBack); err != nil {
			t.Fatal(err)
		}
		if b := w.board(s); b.People[Out] != 1 {
			t.Errorf("a step back leads to %+v", b.People)
		}
	})
}

func TestTrim_forgetsWhereVolunteersLiveAfterThirtyDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		s := w.shift()
		w.sign(s, "Mai", func(d *Details) { d.Start = "5690 North 55th Place" }, "hmn")
		w.now = begin.Add(4*time.Hour + 29*24*time.Hour)
		if n, err := w.service.Trim(ctx, w.director); n != 0 || err != nil {
			t.Fatalf("after 29 days %d shifts were trimmed: %v", n, err)
		}
		if m := w.board(s).Cards[0].Crew[0]; m.Start == "" || !m.At.Known || m.Phone == "" {
			t.Fatalf("forgotten too early: %+v", m)
		}
		w.now = w.now.Add(25 * time.Hour)
		if n, err := w.service.Trim(ctx, w.director); n != 1 || err != nil {
			t.Fatalf("after 30 days %d shifts were trimmed: %v", n, err)
		}
		if m := w.board(s).Cards[0].Crew[0]; m.Start != "" || m.At.Known || m.Phone != "" || m.Name != "Mai" {
			t.Errorf("still known: %+v", m)
		}
		if n, err := w.service.Trim(ctx, w.director); n != 0 || err != nil {
			t.Errorf("trimmed twice: %d %v", n, err)
		}
		n := 0
		err := d.Read(ctx, authz.Platform("test"), func(tx *db.ReadTx) (err error) {
			n, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM job WHERE kind = 'shift.trim' AND run_at = $1`, db.At(begin.Add(4*time.Hour+30*24*time.Hour)))
			return err
		})
		if err != nil || n != 1 {
			t.Errorf("%d jobs wait for the day: %v", n, err)
		}
	})
}

func TestSignUpMany_readsWhatPeoplePaste(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		s := w.shift()
		n, left, err := w.service.SignUpMany(ctx, w.director, s, "Mai Xiong, 414-555-0120, Hmong English, bike\nមាស សុខា\t(414) 555-0121\tខ្មែរ\tfirst time\n\nDaniel, whatever that is\n陈美玲，普通话/廣東話，5690 N 55th Pl\n")
		if err != nil || n != 3 || !slices.Equal(left, []string{"Daniel, whatever that is"}) {
			t.Fatalf("%d %q %v", n, left, err)
		}
		var got []Worker
		for _, c := range w.board(s).Cards {
			got = append(got, c.Crew...)
		}
		if m := got[0]; m.Name != "Mai Xiong" || m.Phone != "414-555-0120" || !slices.Equal(m.Languages, []string{"hmn", "en"}) || !m.Bike || m.Minutes != 240 {
			t.Errorf("%+v", m)
		}
		if m := got[1]; m.Name != "មាស សុខា" || !slices.Equal(m.Languages, []string{"km"}) || !m.First {
			t.Errorf("%+v", m)
		}
		if m := got[2]; m.Name != "陈美玲" || !slices.Equal(m.Languages, []string{"cmn", "yue"}) || !m.At.Known || !m.Speaks("zh-Hant") || m.Speaks("ko") {
			t.Errorf("%+v", m)
		}
		if err := w.service.SignUpPerson(ctx, w.director, s, 0); err != nil {
			t.Error(err)
		}
	})
}

func TestCutRoute_takesDoorsOfALanguageThatNobodySpeaksThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		english, spoken, barrier := w.turf(1, "en", "km", "en", "km"), w.turf(1, "km", "en"), w.turf(1, "en")
		s := w.shift()
		daniel, sokha := w.sign(s, "Daniel", nil, "en"), w.sign(s, "Sokha", nil, "km", "en")
		for turf, worker := range map[id.ID]id.ID{english.ID: daniel, spoken.ID: sokha} {
			if err := w.service.Give(ctx, w.director, s, turf, worker); err != nil {
				t.Fatal(err)
			}
		}
		met := w.doors[barrier.ID][0].Household
		w.barriers["km"] = []id.ID{met}
		b := w.board(s)
		if len(b.Unheard) != 1 || b.Unheard[0].Language != "km" || b.Unheard[0].People != 2 || b.Unheard[0].Doors != 1 || len(b.Unheard[0].Speakers) != 1 {
			t.Fatalf("%+v", b.Unheard)
		}
		r, err := w.service.CutRoute(ctx, w.director, s, "km", "Khmer")
		if must(t, r, err); r.Doors != 3 {
			t.Errorf("%+v", r)
		}
		if want := []id.ID{met, w.doors[english.ID][1].Household, w.doors[english.ID][3].Household}; !slices.Equal(w.cut, want) {
			t.Errorf("the route has %v, want %v: the barrier first, nothing of the turf where somebody speaks it", w.cut, want)
		}
		if _, err := w.service.CutRoute(ctx, w.director, s, "ur", "Urdu"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a route of nothing: %v", err)
		}
	})
}

func TestSoon_countsWhatRunsOrBeginsWithinADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.shift() // from 18:00 to 22:00 on 21 November
		for at, want := range map[time.Time]int64{
			time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC): 0,
			time.Date(2026, 11, 20, 19, 0, 0, 0, time.UTC): 1,
			time.Date(2026, 11, 21, 21, 0, 0, 0, time.UTC): 1,
			time.Date(2026, 11, 21, 23, 0, 0, 0, time.UTC): 0,
		} {
			w.now = at
			if n, err := w.service.Soon(context.Background(), w.director); err != nil || n != want {
				t.Errorf("at %v %d shifts, want %d: %v", at, n, want, err)
			}
		}
		if _, err := w.service.Soon(context.Background(), authz.Member(w.org, authz.Actor{}, authz.Analyst)); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("an analyst is told of shifts: %v", err)
		}
	})
}

func TestShifts_areForThoseWhoRunThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		s := w.shift()
		for _, role := range []authz.Role{authz.Analyst, authz.DataEntry} {
			sc := authz.Member(w.org, authz.Actor{}, role)
			if _, err := w.service.Board(ctx, sc, s); errs.KindOf(err) != errs.Forbidden {
				t.Errorf("%s sees who walks and where they live: %v", role, err)
			}
		}
		other := authz.Member(w.ids.Next(), authz.Actor{}, authz.Owner)
		if _, err := w.service.Board(ctx, other, s); errs.KindOf(err) != errs.NotFound {
			t.Errorf("another organization: %v", err)
		}
		for name, bad := range map[string]Arranged{
			"date": {Program: w.program.ID, Date: "tomorrow", From: "10:00", To: "12:00"},
			"to":   {Program: w.program.ID, Date: "2026-11-21", From: "10:00", To: "10:10"},
			"at":   {Program: w.program.ID, Date: "2026-11-21", From: "10:00", To: "12:00", At: "here"},
		} {
			if _, err := w.service.Arrange(ctx, w.director, time.UTC, bad); errs.Fields(err)[name] == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestHandOut_ofAWholeShiftPublishesManyTurfsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		s := w.shift()
		var everybody []id.ID
		for range 2*handedAtOnce + 7 {
			turf := w.turf(1, "en", "en")
			everybody = append(everybody, w.sign(s, "Mai", nil, "en"))
			if err := w.service.Give(ctx, w.director, s, turf.ID, everybody[len(everybody)-1]); err != nil {
				t.Fatal(err)
			}
		}
		turfs := w.program.Turfs
		w.problems = map[id.ID]error{turfs[3].ID: errs.New(errs.Invalid, "canvass.publish.empty"), turfs[60].ID: ErrNothingLeft}
		out, err := w.service.HandOut(ctx, w.director, s, everybody)
		if must(t, out, err); out.Turfs != len(turfs)-2 || len(out.Left) != 1 || out.Left[0].Turf != turfs[3].ID {
			t.Errorf("%d turfs are out, left %+v", out.Turfs, out.Left)
		}
		if !slices.Equal(w.published, []int{handedAtOnce, handedAtOnce, 7}) {
			t.Errorf("published %v turfs at once", w.published)
		}
		if b := w.board(s); b.People[Out] != len(turfs)-2 || b.States[TurfOut] != len(turfs)-2 {
			t.Errorf("%v %v", b.People, b.States)
		}
		if out, err = w.service.HandOut(ctx, w.director, s, everybody); out.Turfs != 0 || err != nil {
			t.Errorf("handed out again: %+v, %v", out, err)
		}
	})
}
