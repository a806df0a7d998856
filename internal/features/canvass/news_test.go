package canvass

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

// hears asks for news as a phone does, and keeps the cursor.
func (p *phone) hears() []NewsItem {
	p.w.t.Helper()
	req := p.request()
	req.News, req.Lang = &p.news, "vi"
	res, err := p.w.service.Sync(context.Background(), p.cookie, req)
	if err != nil {
		p.w.t.Fatal(err)
	}
	if res.News == nil {
		p.w.t.Fatal("no news in the answer")
	}
	p.since, p.news = res.Cursor, res.News.Cursor
	return res.News.Items
}

func (w *world) strike(in Strikes) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), w.director, "test", func(tx *db.WriteTx) error {
		return w.service.Strike(context.Background(), tx, w.director, in)
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) unstrike(source id.ID) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), w.director, "test", func(tx *db.WriteTx) error {
		return w.service.Unstrike(context.Background(), tx, w.director, source)
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) lift(reason StrikeReason, people ...id.ID) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), w.director, "test", func(tx *db.WriteTx) error {
		return w.service.Lift(context.Background(), tx, w.director, reason, people...)
	}); err != nil {
		w.t.Fatal(err)
	}
}

func whys(items []NewsItem) (out []string) {
	for _, n := range items {
		why := n.Kind + " " + n.Why
		if n.Over {
			why += " over"
		}
		out = append(out, why)
	}
	return out
}

func TestStrike_reachesThePhonesThatHoldThePersonAndTheStreamSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 6)
		phone := w.join(w.publish(), "Mai", "")
		on := w.turf.Doors[2].People[0].ID
		elsewhere := w.ids.Next()
		w.insertPerson(w.director, Person{ID: elsewhere, Given: "Far"}, w.turf.Doors[0].Household, "voter file")
		var stream follower
		look := func() (at int64) {
			here := must(w.service.place(t.Context(), w.director, phone.packet))
			_ = d.Read(t.Context(), w.director, func(tx *db.ReadTx) (err error) {
				at, err = stream.look(t.Context(), w.service, tx, w.director, here)
				return err
			})
			return at
		}
		before := look()
		source := w.ids.Next()
		w.strike(Strikes{Programs: []id.ID{w.program}, People: []id.ID{elsewhere}, Reason: BallotReturned, Source: source})
		if look() != before || len(phone.hears()) != 0 {
			t.Error("somebody who is not on the walk woke its phone")
		}
		w.strike(Strikes{Programs: []id.ID{w.program}, People: []id.ID{on, elsewhere}, Reason: BallotReturned, Source: source})
		if look() == before {
			t.Error("the stream does not say that there are news")
		}
		got := phone.hears()
		if !slices.Equal(whys(got), []string{"strike ballot_returned"}) || !slices.Equal(got[0].Of, []string{on.String()}) {
			t.Fatalf("news = %+v", got)
		}
		if n := w.count(`SELECT COUNT(*) FROM strike WHERE org_id = $1`); n != 2 {
			t.Errorf("%d strikes, want 2: the file came twice for one of them", n)
		}
		if again := phone.hears(); len(again) != 0 {
			t.Errorf("told again: %+v", again)
		}
		if w.lift(BallotCured, on); len(phone.hears()) != 0 {
			t.Error("another reason was taken back")
		}
		w.lift(BallotReturned, on)
		if got := phone.hears(); !slices.Equal(whys(got), []string{"strike ballot_returned over"}) {
			t.Errorf("taken back: %v", whys(got))
		}
		phone.news += 1000 // a restored backup: the phone is ahead
		if got := phone.hears(); len(got) != 0 {
			t.Errorf("after a restored backup: %v", whys(got))
		}
	})
}

func TestStrike_isLeftOutOfWhatIsPublishedLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 5)
		w.strike(Strikes{Programs: []id.ID{w.program}, Households: []id.ID{w.turf.Doors[0].Household}, People: []id.ID{w.turf.Doors[1].People[1].ID}, Reason: BallotReturned, Source: 7})
		p := w.publish()
		if p.Doors != 4 || p.People != 7 {
			t.Errorf("%d doors and %d people, want 4 and 7", p.Doors, p.People)
		}
		w.unstrike(7)
		if p = w.publish(); p.Doors != 5 || p.People != 10 {
			t.Errorf("taken back: %d doors and %d people, want 5 and 10", p.Doors, p.People)
		}
		caller := authz.Member(w.org, authz.Actor{Account: 1}, authz.Analyst)
		err := d.Write(t.Context(), caller, "test", func(tx *db.WriteTx) error {
			return w.service.Strike(t.Context(), tx, caller, Strikes{Reason: AskedNotTo})
		})
		if errs.KindOf(err) != errs.Forbidden {
			t.Errorf("an analyst strikes: %v", err)
		}
	})
}

func TestStrike_leavesThePaperAndKeepsTheLineCodesOfTheOthers(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), 4)
	p := w.publish()
	w.strike(Strikes{Households: []id.ID{w.turf.Doors[0].Household}, People: []id.ID{w.turf.Doors[1].People[0].ID}, Reason: BallotReturned})
	left := must(w.service.left(t.Context(), w.director, p.ID))
	doors := left.Doors()
	if len(doors) != 3 || doors[0].Seq != 2 || len(doors[0].People) != 1 || len(doors[1].People) != 2 {
		t.Errorf("paper = %+v", doors)
	}
	if whole := must(w.service.place(t.Context(), w.director, p.ID)).snapshot; len(whole.Doors()) != 4 || len(whole.Doors()[1].People) != 2 {
		t.Error("the packet itself has changed")
	}
}

func TestStrike_ofWhoAskedNotToBeContactedIsToldToTheOtherPackets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 3)
		one, two := w.join(w.publish(), "Mai", ""), w.join(w.publish(), "Tou", "")
		door := w.turf.Doors[1]
		e := one.event(kindAttempt, door.Household, result(DoNotContact, door.People[0].ID))
		one.taken(e)
		if got := one.hears(); len(got) != 0 {
			t.Errorf("the phone that recorded it is told: %v", whys(got))
		}
		if got := two.hears(); !slices.Equal(whys(got), []string{"strike asked"}) {
			t.Errorf("the other: %v", whys(got))
		}
		one.taken(one.event(kindUndo, 0, func(u *Event) { u.Undoes = e.ID }))
		if got := two.hears(); !slices.Equal(whys(got), []string{"strike asked over"}) {
			t.Errorf("after the undo: %v", whys(got))
		}
		two.taken(two.event(kindAttempt, door.Household, result(NotHome, 0))) // recorded all the same
	})
}

func TestWarning_isToldAtTheBuildingAndLaterPackets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 4) // two doors a building
		one := w.join(w.publish(), "Mai", "")
		note := func(kind WarningKind, text string, door int) Event {
			return one.event(kindNote, w.turf.Doors[door].Household, func(e *Event) { e.Detail.Warn, e.Detail.Text = kind, text })
		}
		code := note(WarnCode, "4711#", 0)
		one.taken(note(WarnDog, "", 1), code, note(WarnSkip, "He shouts", 2))
		got := one.hears()
		if !slices.Equal(whys(got), []string{"warning dog", "warning code", "warning skip"}) || len(got[0].Of) != 1 || len(got[1].Of) != 2 || got[1].Text != "4711#" {
			t.Fatalf("news = %+v", got)
		}
		for _, e := range w.log() {
			if e.Detail.Text == "4711#" {
				t.Error("the code of a door is in the log")
			}
		}
		one.taken(code) // sent again, it is the same entry
		if p := w.publish(); p.Doors != 3 {
			t.Errorf("%d doors are published, want 3: nobody goes to the second house's first door", p.Doors)
		}
		two := w.join(w.publish(), "Tou", "")
		if got := two.hears(); !slices.Equal(whys(got), []string{"warning dog", "warning code"}) {
			t.Errorf("a later packet: %v", whys(got))
		}
		one.taken(one.event(kindUndo, 0, func(u *Event) { u.Undoes = code.ID }))
		if got := two.hears(); !slices.Equal(whys(got), []string{"warning code over"}) || got[0].Text != "" {
			t.Errorf("after the undo: %+v", got)
		}
		two.news = 0
		w.wait(uncheckedHolds + time.Hour)
		if left := w.count(`SELECT COUNT(*) FROM door_warning WHERE org_id = $1 AND ended_seq IS NULL AND expires_at > ` + "0"); left != 2 {
			t.Errorf("%d warnings", left)
		}
		if p := w.publish(); p.Doors != 4 {
			t.Errorf("after a week in which nobody looked: %d doors", p.Doors)
		}
	})
}

func TestWarning_thatSaysNothingIsRefused(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), 1)
	one := w.join(w.publish(), "Mai", "")
	door := w.turf.Doors[0]
	for name, change := range map[string]func(*Event){
		"unknown":        func(e *Event) { e.Detail.Warn = "ghost" },
		"code":           func(e *Event) { e.Detail.Warn = WarnCode },
		"about a person": func(e *Event) { e.Detail.Warn, e.Person = WarnDog, door.People[0].ID.String() },
		"no note":        func(e *Event) { e.Kind, e.Result, e.Detail.Warn = kindAttempt, NotHome, WarnDog },
		"long":           func(e *Event) { e.Detail.Warn, e.Detail.Text = WarnDog, longText(maxWarning+1) },
	} {
		if res := one.send(one.event(kindNote, door.Household, change)); res.Acks[0].OK {
			t.Errorf("%s was taken", name)
		}
	}
}

func longText(n int) string {
	out := make([]rune, n)
	for i := range out {
		out[i] = 'ក'
	}
	return string(out)
}

func TestAnnounce_reachesThePhonesInTheirLanguageAndCountsWhoReadIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 3)
		first := w.publish()
		one, two := w.join(first, "Mai", ""), w.join(w.publish(), "Tou", "")
		_, err := w.service.Announce(t.Context(), w.director, Announcement{Program: w.program, Source: "en", Texts: map[string]string{"en": " ", "vi": "Mưa"}})
		if errs.Fields(err)["text.en"] == nil {
			t.Errorf("without the words that everybody gets: %v", err)
		}
		made := must(w.service.Announce(t.Context(), w.director, Announcement{Program: w.program, Source: "en", Texts: map[string]string{"en": "Rain at 4", "vi": "Mưa lúc 4 giờ"}, Urgent: true}))
		must(w.service.Announce(t.Context(), w.director, Announcement{Program: w.program, Packets: []id.ID{first.ID}, Source: "en", Texts: map[string]string{"en": "Snacks at the corner"}}))
		got := one.hears()
		if len(got) != 2 || got[0].Text != "Mưa lúc 4 giờ" || got[0].Lang != "vi" || !got[0].Warn || got[1].Lang != "en" {
			t.Fatalf("news = %+v", got)
		}
		if got := two.hears(); len(got) != 1 {
			t.Errorf("the other packet: %+v", got)
		}
		one.hears() // says what it has
		one.taken(one.event(kindSeen, 0, func(e *Event) { e.Detail.Text = made.String() }))
		page := must(w.service.Announcements(t.Context(), w.director, w.program))
		if len(page.Said) != 2 || page.Said[1].Told != (Told{2, 1, 1}) || page.Said[0].Told != (Told{1, 1, 0}) || len(page.Open) != 2 {
			t.Errorf("page = %+v", page)
		}
		if err := w.service.Withdraw(t.Context(), w.director, w.program, made); err != nil {
			t.Fatal(err)
		}
		if got := one.hears(); !slices.Equal(whys(got), []string{"say  over"}) {
			t.Errorf("taken back: %v", whys(got))
		}
		if err := w.service.Withdraw(t.Context(), w.director, w.program, made); errs.KindOf(err) != errs.NotFound {
			t.Errorf("twice: %v", err)
		}
		w.wait(17 * time.Hour)
		three := w.join(w.publish(), "Pa", "")
		if got := three.hears(); len(got) != 0 {
			t.Errorf("the next day: %v", whys(got))
		}
	})
}
