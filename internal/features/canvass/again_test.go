package canvass

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

var everyTongue = []string{"en", "hmn", "vi", "zh"}

func TestCheckOut_aFormThatComesTwiceGetsOneList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 60)
		token := w.code(3, 30)
		other := must(NewService(Config{DB: d, IDs: w.ids, Now: w.clock, Key: w.key, Turfs: w, Ground: w, Scripts: w, People: w, Organizations: w, Audit: w.service.audit, Queue: w.service.queue}))
		in := someone(everyTongue...)
		in.Once = newOnce()
		var all sync.WaitGroup
		var mu sync.Mutex
		cookies, packets := map[string]bool{}, map[id.ID]bool{}
		for i := range 6 { // by two processes, and without a cookie: the answer to the first tap never came
			s := []*Service{w.service, other}[i%2]
			all.Go(func() {
				cookie, packet, err := s.CheckOut(context.Background(), token, in, "")
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Errorf("%d: %v", i, err)
				}
				cookies[cookie], packets[packet] = true, true
			})
		}
		all.Wait()
		if len(packets) != 1 || len(cookies) != 1 || w.count(`SELECT COUNT(*) FROM packet WHERE org_id = $1`) != 1 || w.count(`SELECT COUNT(*) FROM worker WHERE org_id = $1`) != 1 {
			t.Fatalf("%d lists for %d phones", len(packets), len(cookies))
		}
		for cookie := range cookies {
			devices := must(w.service.devices(t.Context(), cookie))
			again, packet, err := w.service.CheckOut(t.Context(), token, in, cookie)
			if err != nil || again != cookie || !packets[packet] {
				t.Errorf("once more, with the cookie: %v", err)
			}
			must(w.service.Sync(t.Context(), cookie, SyncRequest{V: 1, Packet: devices[0].Packet.String(), Done: true}))
			if _, packet, err = w.service.CheckOut(t.Context(), token, in, cookie); err != nil || packets[packet] {
				t.Errorf("who goes back to the page after the end of the list gets a new one: %v", err)
			}
		}
		in.Once = "a" // what anybody could send is nobody's
		one, p := w.checkOut(token, in, "")
		if two, q := w.checkOut(token, in, ""); p.cookie == q.cookie || slices.ContainsFunc(households(one), func(h id.ID) bool { return slices.Contains(households(two), h) }) {
			t.Error("two strangers were taken for one")
		}
	})
}

func TestJoin_aFormThatComesTwiceMakesOneVolunteer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 4)
		token := must(w.service.JoinToken(w.director, w.publish()))
		once := newOnce()
		first, _, err := w.service.Join(t.Context(), token, "Mai", []string{"en"}, once, "")
		second, _, again := w.service.Join(t.Context(), token, "Mai", []string{"en"}, once, "")
		if err != nil || again != nil || first != second || w.count(`SELECT COUNT(*) FROM worker WHERE org_id = $1`) != 1 {
			t.Errorf("%v, %v: %d volunteers", err, again, w.count(`SELECT COUNT(*) FROM worker WHERE org_id = $1`))
		}
		if third, _, err := w.service.Join(t.Context(), token, "Mai", []string{"en"}, newOnce(), ""); err != nil || third == first {
			t.Errorf("another Mai: %v", err)
		}
	})
}

func TestCheckOut_aNewListTakesThePlaceOfOneThatWasNotBegun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 20)
		token := w.code(3, 30)
		first, p := w.checkOut(token, someone(everyTongue...), "")
		_, p = w.checkOut(token, someone(everyTongue...), p.cookie)
		if f := w.figures(); f.Out != len(first.Doors()) {
			t.Errorf("%d doors are out: a phone holds two lists with nothing recorded", f.Out)
		}
		p.taken(p.event(kindShift, 0, func(e *Event) { e.Detail.State = StateBreak }))
		second := w.figures().Out
		third, p := w.checkOut(token, someone(everyTongue...), p.cookie)
		if f := w.figures(); f.Out != second+len(third.Doors()) {
			t.Errorf("%d doors are out, want both lists: one was begun", f.Out)
		}
		p.taken(p.event(kindShift, 0, func(e *Event) { e.Detail.State = StateBreak }))
		if _, _, err := w.service.CheckOut(t.Context(), token, someone(everyTongue...), p.cookie); errs.Of(err).Key != "near.two_lists" {
			t.Errorf("a third list: %v", err)
		}
	})
}

func TestCheckOut_aStrangerWhoTakesEverythingHoldsItNotForLong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 40)
		token := w.code(6, 4)
		var held *phone
		for range 4 {
			_, held = w.checkOut(token, someone(everyTongue...), "") // each from another browser
		}
		if _, _, err := w.service.CheckOut(t.Context(), token, someone(everyTongue...), ""); errs.Of(err).Key != "near.full" {
			t.Fatalf("a fifth list of four: %v", err)
		}
		held.taken(held.event("attempt", households(must(w.service.place(t.Context(), w.director, held.packet)).snapshot)[0], result(NotHome, 0)))

		w.wait(quietAfter + time.Second)
		were := households(must(w.service.place(t.Context(), w.director, held.packet)).snapshot)
		given := 0
		for range 4 { // he went on after his one entry no more than the others
			honest, _ := w.checkOut(token, someone(everyTongue...), "")
			for _, h := range households(honest) {
				if slices.Contains(were, h) {
					given++
				}
			}
		}
		if given == 0 {
			t.Error("nobody got a door of his")
		}
		if got := held.hears(); len(got) != given || got[0].Why != string(WithOthers) {
			t.Errorf("the phone that was quiet hears %v, and %d of its doors are with others", whys(got), given)
		}
		// What it recorded meanwhile without a signal is taken all the same.
		held.taken(held.event("attempt", households(must(w.service.place(t.Context(), w.director, held.packet)).snapshot)[1], result(NotHome, 0)))
	})
}

func TestFreeUnused_givesTheCodeBackToTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 40)
		token := w.code(6, 3)
		_, walks := w.checkOut(token, someone(everyTongue...), "")
		walks.taken(walks.event("attempt", households(must(w.service.place(t.Context(), w.director, walks.packet)).snapshot)[0], result(NotHome, 0)))
		w.checkOut(token, someone(everyTongue...), "")
		w.checkOut(token, someone(everyTongue...), "")
		if n, err := w.service.FreeUnused(t.Context(), w.director, w.program); err != nil || n != 2 {
			t.Fatalf("%d were freed: %v", n, err)
		}
		w.checkOut(token, someone(everyTongue...), "") // what an organizer took back does not count as taken
		w.checkOut(token, someone(everyTongue...), "")
		if page := must(w.service.CodePage(t.Context(), w.director, w.program)); len(page.Lists) != 3 || page.Lists[0].RecordedAt.IsZero() || !page.Lists[1].RecordedAt.IsZero() {
			t.Errorf("%+v", page.Lists)
		}
		analyst := authz.Member(w.org, authz.Actor{Account: 1}, authz.Analyst)
		if _, err := w.service.FreeUnused(t.Context(), analyst, w.program); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("as an analyst: %v", err)
		}
	})
}

func TestCheckOut_whoGivesBackAtOnceSoonSeesNoMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 60)
		token := w.code(3, 2)
		lists := 0
		for range 20 { // one false entry on each, and the next
			_, packet, err := w.service.CheckOut(t.Context(), token, someone(everyTongue...), "")
			if err != nil {
				if errs.Of(err).Key != "near.full" {
					t.Fatal(err)
				}
				break
			}
			lists++
			if err := w.service.db.Write(t.Context(), w.director, "test", func(tx *db.WriteTx) error {
				_, err := tx.Exec(t.Context(), `UPDATE packet SET expires_at = $3 WHERE org_id = $1 AND id = $2`, w.org, packet, db.At(w.clock()))
				return errors.Join(err, openAgain(t.Context(), tx, w.director, packet))
			}); err != nil {
				t.Fatal(err)
			}
		}
		if lists != 2 {
			t.Errorf("%d lists were seen within a minute", lists)
		}
	})
}

func TestTurns_oneProgramWaitsForNoOther(t *testing.T) {
	var turns turns
	done := must(turns.take(t.Context(), 1))
	other := must(turns.take(t.Context(), 2))
	other()
	soon, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	if _, err := turns.take(soon, 1); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("two at once in one program: %v", err)
	}
	done()
	must(turns.take(t.Context(), 1))()
}
