package shift

import (
	"slices"
	"testing"
	"time"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

func TestBoard_whoWentHomeByTheAppIsNotOutAndNotYetSafe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.turf(0, "en", "en")
		w.turf(1, "en", "en")
		s := w.shift()
		mai := w.sign(s, "Mai", nil, "en")
		for _, turf := range w.program.Turfs {
			if err := w.service.Give(t.Context(), w.director, s, turf.ID, mai); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.service.HandOut(t.Context(), w.director, s, []id.ID{mai}); err != nil {
			t.Fatal(err)
		}
		var packets []id.ID
		for _, turf := range w.board(s).Cards[0].Turfs {
			packets = append(packets, turf.Given.Packet)
		}
		said := begin.Add(90 * time.Minute)
		w.standing.Tried = map[id.ID]int{w.program.Turfs[0].ID: 1}
		w.standing.Packets = map[id.ID]PacketStanding{packets[0]: {HomeAt: said, Ended: true}, packets[1]: {}}
		w.now = said
		if b := w.board(s); b.People[Out] != 1 || b.People[Left] != 0 {
			t.Errorf("one of two lists is closed: %v", b.People)
		}
		w.standing.Packets[packets[1]] = PacketStanding{HomeAt: said.Add(-time.Minute)}
		w.now = said.Add(2 * time.Hour)
		b := w.board(s)
		if b.People[Out] != 0 || b.People[Left] != 1 || b.People[Safe] != 0 || len(b.Silent) != 0 {
			t.Fatalf("went home by the app: %v, %d silent", b.People, len(b.Silent))
		}
		if got := b.Cards[0].Crew[0].Left.Time; !got.Equal(said) {
			t.Errorf("went home at %v", got)
		}
		if b.States[TurfHalf] != 1 || b.States[TurfOut] != 0 {
			t.Errorf("turfs: %v", b.States)
		}
		if err := w.service.Take(t.Context(), w.director, s, []id.ID{mai}, GetHome); err != nil {
			t.Fatal(err)
		}
		if b := w.board(s); b.People[Left] != 0 || b.People[Safe] != 1 {
			t.Errorf("confirmed: %v", b.People)
		}
		if !slices.Contains(groupKeys, string(Left)) {
			t.Error("the board has no group of them")
		}
	})
}

func TestBoard_doorsToWhichNobodyGoesAreNotToDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		half, none := w.turf(0, "en", "en", "en"), w.turf(1, "en", "en")
		s := w.shift()
		w.standing.Tried = map[id.ID]int{half.ID: 1}
		w.standing.Off = map[id.ID]int{half.ID: 1, none.ID: 2}
		b := w.board(s)
		if b.States[TurfHalf] != 1 || b.States[TurfDone] != 1 || len(b.Open) != 1 || b.Open[0].Doors != 2 {
			t.Errorf("%v, open %+v", b.States, b.Open)
		}
		w.standing.Off[half.ID] = 2
		for range 2 {
			if b = w.board(s); b.States[TurfDone] != 2 || len(b.Open) != 0 {
				t.Errorf("one was tried and two are struck: %v", b.States)
			}
		}
	})
}
