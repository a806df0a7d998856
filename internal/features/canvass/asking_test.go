package canvass

import (
	"context"
	"testing"
	"time"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
)

func TestShift_whoAsksForHelpIsSeenUntilTheySayOtherwise(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), newWorld(t, d, 3)
		packet := w.publish()
		pa, bee := w.join(packet, "Pa", ""), w.join(packet, "Bee", "")
		says := func(p *phone, state, words string) Event {
			return p.event(kindShift, 0, func(e *Event) { e.Household, e.Detail = "", EventDetail{State: state, Text: words} })
		}
		asking := func() []Asking { return must(w.service.Totals(ctx, w.director, w.program)).Asking }
		door, before := w.turf.Doors[1], d.Unsaid()
		pa.taken(pa.event("attempt", door.Household, result(NotHome, 0)), says(pa, StateHelp, ""))
		bee.taken(says(bee, StateBreak, ""))
		if a := asking(); len(a) != 1 || a[0].Worker != "Pa" || a[0].Packet != packet.ID || a[0].Door != door.Number+" "+door.Street {
			t.Errorf("%+v", a)
		}
		page := must(w.service.Packet(ctx, w.director, packet.ID))
		if page.Workers[0].State != StateHelp || page.Workers[1].State != StateBreak || page.Progress.Attempts != 1 {
			t.Errorf("%+v, %d attempts", page.Workers, page.Progress.Attempts)
		}
		pa.taken(says(pa, StateBack, ""))
		if a := asking(); len(a) != 0 {
			t.Errorf("Pa is back: %+v", a)
		}
		bee.taken(says(bee, StateHelp, ""), says(bee, StateHome, "The dog at the corner is loose."))
		page = must(w.service.Packet(ctx, w.director, packet.ID))
		if a := asking(); len(a) != 0 || page.Workers[1].State != StateHome || page.Workers[1].Said != "The dog at the corner is loose." {
			t.Errorf("%+v %+v", a, page.Workers[1])
		}
		if n := d.Unsaid() - before; n != 0 {
			t.Errorf("%d writes made every memory read everybody anew", n)
		}
		pa.taken(says(pa, StateHelp, ""))
		w.wait(askedWithin + time.Minute)
		if a := asking(); len(a) != 0 {
			t.Errorf("a day later: %+v", a)
		}
	})
}

func TestShift_saysNothingOfADoor(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), 1)
	p := w.join(w.publish(), "Pa", "")
	door := w.turf.Doors[0]
	for name, e := range map[string]Event{
		"a door":           p.event(kindShift, door.Household, func(e *Event) { e.Detail.State = StateHelp }),
		"no state":         p.event(kindShift, 0, func(e *Event) { e.Household = "" }),
		"an unknown state": p.event(kindShift, 0, func(e *Event) { e.Household, e.Detail.State = "", "lost" }),
		"an attempt":       p.event(kindAttempt, door.Household, func(e *Event) { e.Result, e.Detail.State = NotHome, StateHelp }),
	} {
		if acks := p.send(e).Acks; len(acks) != 1 || acks[0].OK {
			t.Errorf("%s: %+v", name, acks)
		}
	}
}
