package canvass

import (
	"testing"
	"time"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

func (w *world) standing() (out Standing) {
	w.t.Helper()
	if err := w.db.Read(w.context(), w.director, func(tx *db.ReadTx) (err error) {
		out, err = w.service.Standing(w.context(), tx, w.director, w.program, begin)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return out
}

func TestStanding_knowsTheDoorsToWhichNobodyGoesAnyMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 6)
		todo := func() int {
			return must(w.service.Totals(t.Context(), w.director, w.program)).Turfs[0].Turf.Doors
		}
		p := w.join(w.publish(), "Mai", "")
		doors := w.turf.Doors
		if st := w.standing(); len(st.Off) != 0 || todo() != 6 {
			t.Errorf("%v, %d to do", st.Off, todo())
		}
		w.strike(Strikes{Programs: []id.ID{w.program}, People: []id.ID{doors[0].People[0].ID}, Reason: BallotReturned, Source: 7})
		if st := w.standing(); len(st.Off) != 0 {
			t.Errorf("somebody is left there: %v", st.Off)
		}
		w.strike(Strikes{Programs: []id.ID{w.program}, People: []id.ID{doors[0].People[1].ID}, Households: []id.ID{doors[1].Household}, Reason: BallotReturned, Source: 7})
		p.taken(p.warns(WarnSkip, "", doors[2].Household))
		if st := w.standing(); len(st.Off) != 3 || !st.Off[doors[0].Household] || !st.Off[doors[1].Household] || !st.Off[doors[2].Household] || todo() != 3 {
			t.Errorf("%v, %d to do, want 3", st.Off, todo())
		}
		p.taken(p.event(kindAttempt, doors[1].Household, result(NotHome, 0))) // recorded all the same: it was tried and is to do no more than before
		if todo() != 4 {
			t.Errorf("%d to do of which one is tried", todo())
		}
		w.unstrike(7)
		if st := w.standing(); len(st.Off) != 1 || todo() != 5 {
			t.Errorf("taken back: %v, %d to do", st.Off, todo())
		}
		w.wait(uncheckedHolds + time.Hour)
		if st := w.standing(); len(st.Off) != 0 || todo() != 6 {
			t.Errorf("the warning is over: %v, %d to do", st.Off, todo())
		}
	})
}

func TestStanding_saysWhenEverybodyOfAListWentHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 3)
		packet := w.publish()
		mai, tou := w.join(packet, "Mai", ""), w.join(packet, "Tou", "")
		says := func(p *phone, state string) {
			p.taken(p.event(kindShift, 0, func(e *Event) { e.Detail.State = state }))
		}
		home := func() bool { return !w.standing().Packets[packet.ID].HomeAt.IsZero() }
		says(mai, StateBreak)
		says(mai, StateHome)
		if home() {
			t.Error("one of two is still out")
		}
		says(tou, StateHome)
		if !home() {
			t.Error("both have gone home")
		}
		says(mai, StateBack)
		if home() {
			t.Error("one has come back")
		}
		if err := w.service.Wipe(t.Context(), w.director, packet.ID, mai.worker); err != nil {
			t.Fatal(err)
		}
		if !home() {
			t.Error("a phone that was lost and wiped keeps the other out")
		}
	})
}
