package canvass

import (
	"context"
	"fmt"
	"testing"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

// said keeps what people agreed to, by the entry that told it.
type said map[id.ID]Agreement

func (s said) AgreeAtDoor(_ context.Context, _ *db.WriteTx, _ authz.Scope, a Agreement) error {
	s[a.Attempt] = a
	return nil
}

func (s said) Unsay(_ context.Context, _ *db.WriteTx, _ authz.Scope, attempt id.ID) error {
	delete(s, attempt)
	return nil
}

// of are the consents, each as who and whether it was a yes.
func (s said) of() (out []string) {
	for _, a := range s {
		out = append(out, fmt.Sprint(a.Person, a.Granted, a.Channel, a.Purpose))
	}
	return out
}

// TestConsent_isWhatTheNewestEntrySays: a yes is kept with its entry, another answer takes its place, taking the entry back takes it back, and
// what was said for a whole door is nobody's consent.
func TestConsent_isWhatTheNewestEntrySays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		kept := said{}
		w.service.consents = kept
		w.script.Items[1].Agrees = "text/organizing"
		p := w.join(w.publish(), "Pa", "")
		door := w.turf.Doors[0]
		person := door.People[0].ID
		answer := func(choice string, person id.ID) Event {
			return p.event(kindAttempt, door.Household, func(e *Event) {
				result(Conversation, person)(e)
				e.Answers = map[string][]string{"q1": {choice}}
			})
		}
		expect := func(when string, want ...string) {
			t.Helper()
			if got := kept.of(); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: %v, not %v", when, got, want)
			}
		}
		p.taken(answer("yes", 0))
		expect("for the whole door")
		yes, no := answer("yes", person), answer("no", person)
		p.taken(yes)
		expect("after a yes", fmt.Sprint(person, true, "text", "organizing"))
		p.taken(no)
		expect("after a no", fmt.Sprint(person, false, "text", "organizing"))
		undo := func(e Event) Event { return p.event(kindUndo, 0, func(u *Event) { u.Undoes = e.ID }) }
		p.taken(undo(no))
		expect("after the no was a mistake", fmt.Sprint(person, true, "text", "organizing"))
		p.taken(undo(yes))
		expect("after both were")

		added := p.event(kindPersonAdded, door.Household, func(e *Event) { e.Detail.Name = "Kia Vang" })
		first := answer("yes", 0)
		first.Person = newPrefix + added.ID
		p.taken(first) // comes before the entry that adds her
		expect("before she is known")
		p.taken(added)
		if len(kept) != 1 {
			t.Errorf("of somebody who was added at the door: %v", kept.of())
		}
	})
}

// TestPublish_everyDoor: where every door is knocked at, a home of nobody is walked, and somebody can be added there; a home whose people asked
// not to be visited since the cut is not.
func TestPublish_everyDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 3)
		w.turf.EveryDoor = true
		w.turf.Doors[0].People = nil
		asked := w.turf.Doors[1]
		for _, one := range asked.People {
			w.exec(w.director, `INSERT INTO suppression (org_id, id, person_id, scope, reason, address_key, at) VALUES ($1, $2, $3, 'door', 'refused', '', 1)`, w.org, w.ids.Next(), one.ID)
		}
		packet := w.publish()
		if packet.Doors != 2 {
			t.Fatalf("%d doors are walked", packet.Doors)
		}
		p := w.join(packet, "Pa", "")
		home := w.turf.Doors[0].Household
		added := p.event(kindPersonAdded, home, func(e *Event) { e.Detail.Name, e.Detail.Language = "Kia Vang", "hmn" })
		talk := p.event(kindAttempt, home, result(Conversation, 0))
		talk.Person = newPrefix + added.ID
		p.taken(added, talk, p.event(kindAttempt, w.turf.Doors[2].Household, result(NotHome, 0)))
		err := d.Read(context.Background(), w.director, func(tx *db.ReadTx) error {
			answers, err := w.service.AnswersOf(context.Background(), tx, w.director, w.program)
			if err != nil || len(answers) != 1 || answers[0].Household != home || answers[0].Answers["q1"][0] != "yes" {
				t.Errorf("%+v, %v", answers, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
