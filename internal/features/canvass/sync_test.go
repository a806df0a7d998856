package canvass

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

func TestSync_anEntrySentTwiceIsOneEntryAndBothAreAcknowledged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		p := w.join(w.publish(), "Pa", "")
		e := p.event("attempt", w.turf.Doors[0].Household, result(Conversation, w.turf.Doors[0].People[0].ID))
		p.taken(e)
		p.taken(e, e)
		if n := w.count(`SELECT COUNT(*) FROM attempt WHERE org_id = $1`); n != 1 {
			t.Fatalf("%d entries, want 1", n)
		}
		if n := w.count(`SELECT deliveries FROM attempt WHERE org_id = $1`); n != 3 {
			t.Errorf("%d deliveries noted, want 3: a repeated delivery must write", n)
		}
	})
}

func TestSync_anotherContentUnderTheSameIDIsRefusedAndKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		p := w.join(w.publish(), "Pa", "")
		e := p.event("attempt", w.turf.Doors[0].Household, result(NotHome, 0))
		p.taken(e)
		for _, other := range []Result{Refused, Moved} {
			e.Result = other
			for range 2 {
				if a := p.send(e).Acks[0]; a.OK || a.Why != "entry.id_reused" {
					t.Fatalf("ack %+v, want refused as entry.id_reused", a)
				}
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM refused_entry WHERE org_id = $1`); n != 2 {
			t.Errorf("%d refused entries kept, want each of the 2 contents once", n)
		}
		if log := w.log(); len(log) != 1 || log[0].Result != NotHome {
			t.Errorf("the log is %+v, want the first entry alone", log)
		}
	})
}

func TestSync_judgesEachEntryByItselfAndKeepsWhatItRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 3)
		packet := w.publish()
		other := w.publish()
		p := w.join(packet, "Pa", "")
		door, person := w.turf.Doors[0].Household, w.turf.Doors[0].People[0].ID
		stranger := w.turf.Doors[1].People[0].ID
		bad := map[string]Event{
			"entry.kind_unknown":      p.event("burn", door, nil),
			"entry.result_unknown":    p.event("attempt", door, result("danced", 0)),
			"entry.other_packet":      p.event("attempt", door, func(e *Event) { e.Packet = other.ID.String(); e.Result = NotHome }),
			"entry.household_unknown": p.event("attempt", w.ids.Next(), result(NotHome, 0)),
			"entry.person_unknown":    p.event("attempt", door, result(NotHome, stranger)),
			"entry.person_needed":     p.event("attempt", door, result(Deceased, 0)),
			"entry.language_bad":      p.event("attempt", door, func(e *Event) { e.Result = LanguageBarrier; e.Language = "not a language" }),
			"entry.answers_bad":       p.event("attempt", door, func(e *Event) { e.Result = Conversation; e.Answers = map[string][]string{"q9": {"x"}} }),
			"entry.undo_bad":          p.event("undo", door, func(e *Event) { e.Undoes = "yesterday" }),
			"entry.name_long":         p.event("person_added", door, func(e *Event) { e.Detail.Name = strings.Repeat("Ng", 150) }),
			"entry.name_missing":      p.event("person_added", door, func(e *Event) { e.Detail.Name = "\u202e\u0007 " }),
			"entry.text_long":         p.event("note", door, func(e *Event) { e.Detail.Text = strings.Repeat("dog ", 200) }),
			"entry.id_bad":            p.event("note", door, func(e *Event) { e.ID = "17"; e.Detail.Text = "dog" }),
		}
		events := []Event{p.event("attempt", door, result(NotHome, person))}
		want := map[string]string{}
		for why, e := range bad {
			events = append(events, e)
			want[e.ID] = why
		}
		events = append(events, p.event("attempt", door, result(Conversation, person)))
		res := p.send(events...)
		for _, a := range res.Acks {
			if a.Why != want[a.ID] || a.OK == (want[a.ID] != "") {
				t.Errorf("ack %+v, want why %q", a, want[a.ID])
			}
		}
		if len(res.Acks) != len(events) || len(w.log()) != 2 {
			t.Errorf("%d acks and %d entries, want %d and 2", len(res.Acks), len(w.log()), len(events))
		}
		if n := w.count(`SELECT COUNT(*) FROM refused_entry WHERE org_id = $1`); n != len(bad) {
			t.Errorf("%d refused entries kept, want %d", n, len(bad))
		}
	})
}

func TestSync_anUnreadableElementDoesNotStopTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 1)
		p := w.join(w.publish(), "Pa", "")
		req := p.request(p.event("attempt", w.turf.Doors[0].Household, result(NotHome, 0)))
		named := newUUID()
		req.Events = append(req.Events, json.RawMessage(`17`), json.RawMessage(`{"id":"`+named+`","kind":17}`), json.RawMessage(`"a\u0000b"`))
		req.Sealed = append(req.Sealed, SealedEvent{ID: newUUID(), Box: "AQID"})
		res, err := w.service.Sync(context.Background(), p.cookie, req)
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Acks) != 5 || !res.Acks[0].OK || res.Acks[2].ID != named || res.Acks[2].Why != "entry.unreadable" || res.Acks[4].Why != "entry.box_unreadable" {
			t.Errorf("acks %+v", res.Acks)
		}
		if len(w.log()) != 1 {
			t.Errorf("%d entries, want 1", len(w.log()))
		}
	})
}

func TestDecodeSync_halfABodyOrTooMuchOfItIsNoRequest(t *testing.T) {
	whole := `{"v":1,"now":"2026-11-22T10:00:00Z","events":[{"id":"x"}]}`
	if _, err := DecodeSync([]byte(whole)); err != nil {
		t.Fatal(err)
	}
	for i := range len(whole) {
		if _, err := DecodeSync([]byte(whole[:i])); errs.KindOf(err) != errs.Invalid {
			t.Fatalf("half a body %q gave %v", whole[:i], err)
		}
	}
	many := `{"v":1,"events":[` + strings.Repeat("1,", maxBatch) + `1]}`
	if _, err := DecodeSync([]byte(many)); errs.KindOf(err) != errs.TooLarge {
		t.Errorf("51 entries gave %v", err)
	}
	if _, err := DecodeSync([]byte(`{"v":2}`)); errs.KindOf(err) != errs.Invalid {
		t.Errorf("another version gave %v", err)
	}
}

func TestSync_aForgedDeviceIsNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 1)
		p := w.join(w.publish(), "Pa", "")
		for _, cookie := range []string{"", "forged", newToken(), p.cookie + "x", strings.ToUpper(p.cookie)} {
			_, err := w.service.Sync(context.Background(), cookie, p.request(p.event("attempt", w.turf.Doors[0].Household, result(NotHome, 0))))
			if errs.KindOf(err) != errs.Unauthenticated {
				t.Errorf("cookie %q gave %v, want Unauthenticated", cookie, err)
			}
		}
		if len(w.log()) != 0 {
			t.Error("a forged device wrote an entry")
		}
	})
}

func TestSync_sealedAndPlainAreTheSameEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 1)
		p := w.join(w.publish(), "Pa", "")
		e := p.event("attempt", w.turf.Doors[0].Household, result(Conversation, 0))
		box := must(SealBox(w.key.PublicKey(), e.ID, must(json.Marshal(e))))
		req := p.request()
		req.Sealed = []SealedEvent{{e.ID, box}}
		res, err := w.service.Sync(context.Background(), p.cookie, req)
		if err != nil || len(res.Acks) != 1 || !res.Acks[0].OK {
			t.Fatalf("%+v, %v", res, err)
		}
		p.taken(e)
		req.Sealed = []SealedEvent{{newUUID(), box}}
		if res, err = w.service.Sync(context.Background(), p.cookie, req); err != nil || res.Acks[0].Why != "entry.box_unreadable" {
			t.Errorf("a box under another id: %+v, %v", res.Acks, err)
		}
		if len(w.log()) != 1 {
			t.Errorf("%d entries, want 1", len(w.log()))
		}
	})
}

func TestSync_aClockThatIsAYearOffDoesNotMoveAnEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, wrong := range []time.Duration{365 * 24 * time.Hour, -365 * 24 * time.Hour, -20 * time.Minute} {
			w := newWorld(t, d, 1)
			p := w.join(w.publish(), "Pa", "")
			p.clock = func() time.Time { return w.clock().Add(wrong) }
			w.wait(time.Hour)
			happened := w.clock()
			e := p.event("attempt", w.turf.Doors[0].Household, result(NotHome, 0))
			w.wait(30 * time.Minute)
			p.taken(e)
			if at := w.log()[0].At.Time; !at.Equal(happened) {
				t.Errorf("clock off by %v: the entry is at %v, want %v", wrong, at, happened)
			}
		}
	})
}

func TestWhenIt_neverLeavesWhatCanBeTrue(t *testing.T) {
	joined, received := begin, begin.Add(time.Hour)
	rapid.Check(t, func(t *rapid.T) {
		device := begin.Add(time.Duration(rapid.Int64Range(-1e18, 1e18).Draw(t, "device")))
		now := begin.Add(time.Duration(rapid.Int64Range(-1e18, 1e18).Draw(t, "now")))
		at := whenIt(device, now, joined, received)
		if at.Before(joined) || at.After(received) {
			t.Fatalf("%v is outside", at)
		}
	})
}

func TestSync_aPhoneThatComesBackAfterDaysStillDelivers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ends := map[string]func(w *world, p *phone, packet Packet) error{
			"expired": func(w *world, _ *phone, _ Packet) error { w.wait(9 * 24 * time.Hour); return nil },
			"revoked": func(w *world, _ *phone, packet Packet) error {
				return w.service.Revoke(context.Background(), w.director, packet.ID)
			},
			"wiped": func(w *world, p *phone, packet Packet) error {
				return w.service.Wipe(context.Background(), w.director, packet.ID, p.worker)
			},
			"done": func(w *world, p *phone, _ Packet) error {
				req := p.request()
				req.Done = true
				_, err := w.service.Sync(context.Background(), p.cookie, req)
				return err
			},
		}
		for name, end := range ends {
			w := newWorld(t, d, 2)
			packet := w.publish()
			p, mate := w.join(packet, "Pa", ""), w.join(packet, "Mee", "")
			e := p.event("attempt", w.turf.Doors[0].Household, result(Conversation, 0))
			mate.taken(mate.event("attempt", w.turf.Doors[1].Household, result(NotHome, 0)))
			if err := end(w, p, packet); err != nil {
				t.Fatal(err)
			}
			res := p.send(e)
			if len(res.Acks) != 1 || !res.Acks[0].OK {
				t.Errorf("%s: acks %+v, want the entry taken", name, res.Acks)
			}
			if res.Wipe != (name == "wiped") || res.Expired == (name == "wiped") || len(res.Changes) != 0 {
				t.Errorf("%s: wipe %v, expired %v, %d changes given out", name, res.Wipe, res.Expired, len(res.Changes))
			}
		}
	})
}

func TestSync_yesterdaysPacketIsTakenWhileThePhoneWalksTodays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		old := w.join(w.publish(), "Pa", "")
		e := old.event("attempt", w.turf.Doors[0].Household, result(Moved, w.turf.Doors[0].People[0].ID))
		w.wait(24 * time.Hour)
		p := w.join(w.publish(), "Pa", old.cookie)
		if p.packet == old.packet || p.cookie == old.cookie {
			t.Fatal("the phone did not join the new packet")
		}
		p.taken(e, p.event("attempt", w.turf.Doors[1].Household, result(NotHome, 0)))
		log := w.log()
		byWorker := map[id.ID]int{}
		for _, e := range log {
			byWorker[e.Worker]++
		}
		if len(log) != 2 || byWorker[old.worker] != 1 || byWorker[p.worker] != 1 {
			t.Errorf("the log is %+v, want one entry for each of the two workers", log)
		}
	})
}

func TestSync_tellsEachPhoneWhatTheOtherDidOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 3)
		packet := w.publish()
		pa, mee := w.join(packet, "Pa", ""), w.join(packet, "Mee", "")
		added := pa.event("person_added", w.turf.Doors[1].Household, func(e *Event) { e.Detail = EventDetail{Name: "Blia", Language: "hmn"} })
		talk := pa.event("attempt", w.turf.Doors[1].Household, func(e *Event) { result(Conversation, 0)(e); e.Person = newPrefix + added.ID })
		if res := pa.send(talk, added); len(res.Changes) != 0 {
			t.Errorf("a phone was told its own entries: %+v", res.Changes)
		}
		res := mee.send()
		if len(res.Changes) != 2 || res.Changes[0].By != "Pa" || res.Changes[0].Person != newPrefix+added.ID || res.Changes[1].Detail.Name != "Blia" {
			t.Errorf("changes %+v", res.Changes)
		}
		if again := mee.send(); len(again.Changes) != 0 {
			t.Errorf("told twice: %+v", again.Changes)
		}
		if n := w.count(`SELECT last_queue FROM worker WHERE org_id = $1 AND id = $2`, pa.worker); n != 0 {
			t.Errorf("queue %d after everything was taken, want 0", n)
		}
	})
}

// Entries about somebody who was added at the door belong together, whether they came before or after the entry that
// added them.
func TestSync_aCorrectionAboutAnAddedPersonHoldsWhicheverCameFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 1)
		p := w.join(w.publish(), "Pa", "")
		door := w.turf.Doors[0].Household
		added := p.event("person_added", door, func(e *Event) { e.Detail.Name = "Blia" })
		about := func(r Result) Event {
			return p.event("attempt", door, func(e *Event) { e.Result, e.Person = r, newPrefix+added.ID })
		}
		early, late := about(Deceased), about(Refused)
		p.taken(early)
		p.taken(added, late)
		reasons := func() (out []string) {
			for _, reason := range w.suppressed() {
				out = append(out, reason)
			}
			return out
		}
		if got := reasons(); len(got) != 1 || got[0] != "refused" || w.count(`SELECT COUNT(*) FROM suppression WHERE org_id = $1 AND lifted_at IS NULL`) != 1 {
			t.Errorf("suppressed as %v, want refused alone", got)
		}
		p.taken(p.event("undo", door, func(e *Event) { e.Undoes = late.ID }))
		if got := reasons(); len(got) != 1 || got[0] != "deceased" {
			t.Errorf("after the undo %v, want deceased again", got)
		}
	})
}

// TestSync_whateverTheRoad is the property that matters: whatever the road between phones and server does to a list of
// entries, the log holds each once, and what counts is what a model without any road says.
func TestSync_whateverTheRoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rapid.Check(t, func(rt *rapid.T) {
			w := newWorld(t, d, 2)
			packet := w.publish()
			phones := []*phone{w.join(packet, "Pa", ""), w.join(packet, "Mee", "")}
			m := newModel(w)
			for i := range rapid.IntRange(1, 14).Draw(rt, "entries") {
				m.record(rt, phones[rapid.IntRange(0, 1).Draw(rt, fmt.Sprint("phone", i))])
			}
			m.deliver(rt)
			m.compare(rt)
		})
	})
}
