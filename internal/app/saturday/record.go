package saturday

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"banyan/internal/features/canvass"
)

// page is what a phone reads off the app's page.
type page struct {
	Doors []door
	Data  struct {
		Cursor int64          `json:"cursor"`
		Items  []canvass.Item `json:"items"`
	}
	Shift struct {
		Server string `json:"server"`
		Epoch  string `json:"epoch"`
	}
}

type door struct {
	household string
	people    []resident
}

type resident struct{ id, language string }

var (
	doorMark   = regexp.MustCompile(`data-h="([^"]+)"`)
	personMark = regexp.MustCompile(`data-p="([^"]+)" data-l="([^"]*)"`)
	dataMark   = regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`)
	shiftMark  = regexp.MustCompile(`(?s)<script type="application/json" id="shift">(.*?)</script>`)
)

// readPage finds the doors and the script in the app's page.
func readPage(html []byte) (p page, err error) {
	for _, part := range []struct {
		mark *regexp.Regexp
		into any
	}{{dataMark, &p.Data}, {shiftMark, &p.Shift}} {
		m := part.mark.FindSubmatch(html)
		if m == nil {
			return p, fmt.Errorf("no %s in a page of %d bytes", part.mark, len(html))
		}
		if err := json.Unmarshal(m[1], part.into); err != nil {
			return p, err
		}
	}
	marks := doorMark.FindAllSubmatchIndex(html, -1)
	for i, m := range marks {
		end := len(html)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		d := door{household: string(html[m[2]:m[3]])}
		for _, p := range personMark.FindAllSubmatch(html[m[1]:end], -1) {
			d.people = append(d.people, resident{string(p[1]), string(p[2])})
		}
		p.Doors = append(p.Doors, d)
	}
	if len(p.Doors) == 0 {
		return p, fmt.Errorf("no doors in a page of %d bytes", len(html))
	}
	return p, nil
}

// doors are the phone's own of a walk that several share: every second, or third.
func (ph *Phone) doors() (out []door) {
	for i, d := range ph.turf.Doors {
		if i%ph.share == ph.half {
			out = append(out, d)
		}
	}
	return out
}

// at is what happens at the i-th door: an attempt, and now and then an undo with another attempt, a note, a stranger, a break.
func (ph *Phone) at(d door, i int) {
	first := ph.attempt(d)
	switch ph.rng.IntN(60) {
	case 0:
		ph.record(canvass.Event{Kind: "undo", Household: d.household, Undoes: first})
		ph.attempt(d)
	case 1:
		ph.record(canvass.Event{Kind: "note", Household: d.household, Detail: canvass.EventDetail{Text: fmt.Sprintf("side door, %d steps", i)}})
	case 2:
		who := ph.record(canvass.Event{Kind: "person_added", Household: d.household, Detail: canvass.EventDetail{Name: "Somchai", Language: "lo"}})
		ph.record(canvass.Event{Kind: "attempt", Household: d.household, Person: "new:" + who, Result: "conversation", Language: "lo", Answers: ph.answers()})
	case 3:
		ph.record(canvass.Event{Kind: "shift", Detail: canvass.EventDetail{State: canvass.StateBreak}})
		ph.record(canvass.Event{Kind: "shift", Detail: canvass.EventDetail{State: canvass.StateBack}})
	}
}

func (ph *Phone) attempt(d door) string {
	e := canvass.Event{Kind: "attempt", Household: d.household, Result: ph.outcome()}
	if !slices.Contains(ph.plan.Meanings.NotPerson, string(e.Result)) {
		if len(d.people) == 0 {
			e.Result = "not_home"
		} else {
			r := d.people[ph.rng.IntN(len(d.people))]
			e.Person, e.Language = r.id, r.language
			if e.Language == "" {
				e.Language = "en"
			}
		}
	}
	if string(e.Result) == ph.plan.Meanings.Talk {
		e.Answers = ph.answers()
	} else if e.Result != "language_barrier" {
		e.Language = ""
	}
	return ph.record(e)
}

func (ph *Phone) outcome() canvass.Result {
	n := ph.rng.IntN(100)
	for _, o := range outcomes {
		if n -= o.share; n < 0 {
			return canvass.Result(o.result)
		}
	}
	return "not_home"
}

// answers ticks a choice of each question; a talk in ten ends before the first one.
func (ph *Phone) answers() map[string][]string {
	out := map[string][]string{}
	if ph.rng.IntN(10) == 0 {
		return out
	}
	for _, item := range ph.turf.Data.Items {
		if len(item.Choices) > 0 {
			out[item.ID] = []string{item.Choices[ph.rng.IntN(len(item.Choices))].ID}
		}
	}
	return out
}

// record keeps an entry and its box, as the button does before it shows success, and gives its id.
func (ph *Phone) record(e canvass.Event) string {
	e.ID, e.Packet, e.At = newID(), ph.packet, ph.clock().UTC().Format("2006-01-02T15:04:05.000Z")
	raw, err := json.Marshal(e) // strings and lists only
	if err != nil {
		panic(err)
	}
	box, err := canvass.SealBox(ph.key, e.ID, raw)
	if err != nil { // no randomness: nothing works then
		panic(err)
	}
	ph.Recorded = append(ph.Recorded, e)
	ph.boxes[e.ID] = canvass.SealedEvent{ID: e.ID, Box: box}
	ph.open = append(ph.open, e.ID)
	return e.ID
}

func newID() string { return strings.ToLower(uuid.Must(uuid.NewV7()).String()) }
