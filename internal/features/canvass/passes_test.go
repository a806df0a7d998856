package canvass

import (
	"testing"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

func TestLeftBefore_tellsWhatIsStillOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 8)
		p := w.join(w.publish(), "Mai", "")
		doors := w.turf.Doors
		record := func(door int, r Result, person id.ID) {
			p.taken(p.event("attempt", doors[door].Household, result(r, person)))
		}
		record(0, NotHome, 0)
		record(1, LanguageBarrier, 0)
		record(1, NotHome, 0) // the barrier is still there
		record(2, NotHome, 0)
		record(2, Inaccessible, 0)
		record(3, ComeBack, doors[3].People[0].ID)
		record(3, NotHome, 0)
		record(4, Conversation, doors[4].People[0].ID)
		record(4, NotHome, doors[4].People[1].ID) // somebody of the household was met
		record(5, Moved, doors[5].People[0].ID)   // says nothing of who lives there too
		record(6, ComeBack, doors[6].People[0].ID)
		record(6, Conversation, doors[6].People[0].ID)

		var left map[id.ID]DoorLeft
		var done, out map[id.ID]bool
		var passes []PassFigures
		read := func(pass int, only []id.ID) {
			t.Helper()
			err := d.Read(t.Context(), w.director, func(tx *db.ReadTx) (err error) {
				if left, err = w.service.LeftBefore(t.Context(), tx, w.director, w.program, pass, only); err != nil {
					return err
				}
				if passes, err = loadPasses(t.Context(), tx, w.director, w.program); err != nil {
					return err
				}
				done, out, err = w.service.DoneAndOut(t.Context(), tx, w.director, w.program, 1)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		read(2, nil)
		for door, want := range map[int]DoorLeft{0: {Result: NotHome}, 1: {Result: LanguageBarrier}, 2: {Result: Inaccessible}, 3: {Result: ComeBack}, 4: {Reached: true}, 6: {Reached: true}} {
			got := left[doors[door].Household]
			if got.Reached != want.Reached || !want.Reached && got.Result != want.Result || got.At.IsZero() {
				t.Errorf("door %d: %+v, want %+v", door, got, want)
			}
		}
		for _, door := range []int{5, 7} {
			if _, tried := left[doors[door].Household]; tried {
				t.Errorf("door %d was not tried: %+v", door, left[doors[door].Household])
			}
		}
		if len(out) != 8 || len(done) != 6 || done[doors[7].Household] || done[doors[5].Household] {
			t.Errorf("%d doors are out, %d done", len(out), len(done))
		}
		if len(passes) != 1 || passes[0].Doors != 7 || passes[0].Attempts != 12 || passes[0].Conversations != 2 {
			t.Errorf("%+v", passes)
		}
		if read(2, []id.ID{doors[0].Household}); len(left) != 1 {
			t.Errorf("%d doors, one was asked for", len(left))
		}
		if read(1, nil); len(left) != 0 {
			t.Errorf("before the first pass: %v", left)
		}
	})
}
