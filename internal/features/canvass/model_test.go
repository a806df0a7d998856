package canvass

import (
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// model knows what the log must say, by a naive reading of all entries that were recorded, in the order in which the
// server first took them.
type model struct {
	w        *world
	recorded []Event
	by       map[string]*phone
	order    []string // ids as first taken
}

func newModel(w *world) *model { return &model{w: w, by: map[string]*phone{}} }

// record makes a random entry on a phone. Undos name any earlier entry of either phone, and attempts may be about
// somebody whom an earlier entry added.
func (m *model) record(t *rapid.T, p *phone) {
	door := rapid.SampledFrom(m.w.turf.Doors).Draw(t, "door")
	var e Event
	switch kind := rapid.SampledFrom([]string{"attempt", "attempt", "attempt", "undo", "person_added", "note"}).Draw(t, "kind"); kind {
	case "undo":
		if len(m.recorded) == 0 {
			return
		}
		undoes := rapid.SampledFrom(m.recorded).Draw(t, "undoes")
		e = p.event("undo", door.Household, func(e *Event) { e.Undoes = undoes.ID })
	case "person_added":
		e = p.event("person_added", door.Household, func(e *Event) { e.Detail = EventDetail{Name: "Blia", Language: "hmn"} })
	case "note":
		e = p.event("note", door.Household, func(e *Event) { e.Detail.Text = "dog" })
	default:
		e = p.event("attempt", door.Household, result(rapid.SampledFrom(rules).Draw(t, "result").Result, door.People[0].ID))
		switch who := rapid.IntRange(0, 3).Draw(t, "who"); {
		case who == 0 && e.Result != Deceased:
			e.Person = ""
		case who == 1:
			if added := m.addedAt(door.Household); added != "" {
				e.Person = newPrefix + added
			}
		}
	}
	m.recorded = append(m.recorded, e)
	m.by[e.ID] = p
}

func (m *model) addedAt(household id.ID) string {
	for _, e := range m.recorded {
		if e.Kind == kindPersonAdded && e.Household == household.String() {
			return e.ID
		}
	}
	return ""
}

// deliver sends everything over a bad road: in any order, some twice, in batches, some answers lost.
func (m *model) deliver(t *rapid.T) {
	sending := slices.Concat(m.recorded, rapid.SliceOfN(rapid.SampledFrom(append(slices.Clone(m.recorded), Event{})), 0, 6).Draw(t, "again"))
	sending = slices.DeleteFunc(sending, func(e Event) bool { return e.ID == "" })
	sending = rapid.Permutation(sending).Draw(t, "order")
	for len(sending) > 0 {
		n := rapid.IntRange(1, len(sending)).Draw(t, "batch")
		for _, p := range m.phones() {
			var batch []Event
			for _, e := range sending[:n] {
				if m.by[e.ID] == p {
					batch = append(batch, e)
				}
			}
			p.taken(batch...)
			for _, e := range batch {
				if !slices.Contains(m.order, e.ID) {
					m.order = append(m.order, e.ID)
				}
			}
		}
		sending = sending[n:]
	}
}

func (m *model) phones() []*phone {
	var out []*phone
	for _, e := range m.recorded {
		if p := m.by[e.ID]; !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// entries are the recorded ones in the server's order, without those that an undo names.
func (m *model) entries() (effective []Event) {
	undone := map[string]bool{}
	of := map[string]Event{}
	for _, e := range m.recorded {
		of[e.ID] = e
		if e.Kind == kindUndo {
			undone[e.Undoes] = true
		}
	}
	for _, name := range m.order {
		if !undone[name] {
			effective = append(effective, of[name])
		}
	}
	return effective
}

// suppressions says who must not be visited, as "person reason": for each worker and target the newest attempt holds.
func (m *model) suppressions() map[string]bool {
	newest := map[string]Event{}
	added := map[string]bool{}
	for _, e := range m.entries() {
		if e.Kind == kindAttempt {
			newest[m.by[e.ID].cookie+" "+e.Household+" "+e.Person] = e
		}
		if e.Kind == kindPersonAdded {
			added[newPrefix+e.ID] = true
		}
	}
	out := map[string]bool{}
	for _, e := range newest {
		if ruleOf[e.Result].Suppress == "" {
			continue
		}
		switch {
		case e.Person == "":
			for _, d := range m.w.turf.Doors {
				for _, p := range d.People {
					if d.Household.String() == e.Household {
						out[p.ID.String()+" "+string(e.Result)] = true
					}
				}
			}
		case e.Person[:4] != newPrefix || added[e.Person]:
			out[e.Person+" "+string(e.Result)] = true
		}
	}
	return out
}

func (m *model) compare(t *rapid.T) {
	log := m.w.log()
	var got []string
	names := map[id.ID]string{} // of people added at the door
	for _, e := range log {
		got = append(got, e.EventID)
		if e.Kind == kindPersonAdded && e.Person != 0 {
			names[e.Person] = newPrefix + e.EventID
		}
	}
	want := slices.Clone(m.order)
	if slices.Sort(got); !slices.Equal(got, sorted(want)) {
		t.Fatalf("the log holds %v, want %v", got, want)
	}
	m.compareFigures(t)
	m.compareSuppressions(t, names)
}

func sorted(s []string) []string { slices.Sort(s); return s }

func (m *model) compareFigures(t *rapid.T) {
	var want [3]int
	people := 0
	for _, e := range m.entries() {
		if e.Kind == kindPersonAdded {
			people++
		}
		if e.Kind != kindAttempt {
			continue
		}
		contact, talk := ruleOf[e.Result].counts(len(e.Answers))
		for i, yes := range []bool{true, contact, talk} {
			if yes {
				want[i]++
			}
		}
	}
	var got [3]int
	for i, column := range []string{"is_attempt", "is_contact", "is_conversation"} {
		got[i] = m.w.count(`SELECT COUNT(*) FROM attempt a WHERE a.org_id = $1 AND a.` + column + ` AND ` + effective)
	}
	if got != want {
		t.Fatalf("attempts, contacts, conversations %v, want %v", got, want)
	}
	door := m.w.count(`SELECT COUNT(*) FROM person p WHERE p.org_id = $1 AND p.source = 'door' AND NOT EXISTS (SELECT 1 FROM suppression s
		WHERE s.org_id = p.org_id AND s.person_id = p.id AND s.reason = 'added_by_mistake' AND s.lifted_at IS NULL)`)
	if door != people {
		t.Fatalf("%d people were added at doors, want %d", door, people)
	}
}

func (m *model) compareSuppressions(t *rapid.T, names map[id.ID]string) {
	got := map[string]bool{}
	err := m.w.db.Read(m.w.context(), m.w.director, func(tx *db.ReadTx) error {
		return db.Each(m.w.context(), tx, func(r db.Row) error {
			var p id.ID
			var reason string
			if err := r.Scan(&p, &reason); err != nil || reason == "added_by_mistake" {
				return err
			}
			who := p.String()
			if names[p] != "" {
				who = names[p]
			}
			got[who+" "+reason] = true
			return nil
		}, `SELECT person_id, reason FROM suppression WHERE org_id = $1 AND lifted_at IS NULL`, m.w.org)
	})
	if err != nil {
		t.Fatal(err)
	}
	// Somebody who was added by mistake stays unvisited whatever else is said of them.
	gone := map[string]bool{}
	for _, e := range m.recorded {
		if e.Kind == kindUndo {
			gone[newPrefix+e.Undoes] = true
		}
	}
	maps.DeleteFunc(got, func(k string, _ bool) bool { return gone[k[:min(len(k), len(newPrefix)+36)]] })
	if want := m.suppressions(); !maps.Equal(got, want) {
		t.Fatalf("suppressed %v, want %v\nentries %s", got, want, m)
	}
}

func (m *model) String() (s string) {
	for _, e := range m.entries() {
		s += fmt.Sprintf("\n%s %s %s %s %s", e.ID[24:], e.Kind, e.Household, e.Person, e.Result)
	}
	return s
}
