// Package chance makes random universes, for tests and benchmarks of everything that answers them.
package chance

import (
	"fmt"
	"math/rand/v2"

	"banyan/internal/kernels/segment"
)

// Words are the values that may be asked for. A condition without values is not asked.
type Words struct {
	Languages, Wards, Zips, Cities, Tags, Sources, Imports []string
	States, Statuses, Parties, Counties                    []string
	Elections, Methods, Ballots                            []string            // Ballots are the elections of which ballots are known
	Districts, Places                                      map[string][]string // by kind
	Fields                                                 []string            // custom fields
	Values                                                 []string            // of custom fields
	Programs, Channels                                     []string
	Purposes                                               []string
	Forms, Questions, Choices                              []string
	Years                                                  [2]int // in which things happen
}

// maker makes conditions from a source of chance.
type maker struct {
	*rand.Rand
	w Words
}

// Query is a random universe of at most this depth.
func Query(r *rand.Rand, w Words, depth int) segment.Query {
	return segment.New(maker{r, w}.node(depth))
}

func (m maker) node(depth int) segment.Node {
	if depth > 0 && m.IntN(3) > 0 {
		switch m.IntN(5) {
		case 0:
			n := m.node(depth - 1)
			return segment.Node{Not: &n}
		case 1, 2:
			return segment.Node{All: m.nodes(depth - 1)}
		}
		return segment.Node{Any: m.nodes(depth - 1)}
	}
	for {
		if n := m.condition(depth); len(n.Names()) == 1 {
			return n
		}
	}
}

func (m maker) nodes(depth int) []segment.Node {
	out := make([]segment.Node, 2+m.IntN(3))
	for i := range out {
		out[i] = m.node(depth)
	}
	return out
}

// condition may be empty where there are no values for it.
func (m maker) condition(depth int) segment.Node {
	for _, group := range []func(int) segment.Node{m.flags, m.places, m.voters, m.contacts, m.persons}[m.IntN(5):] {
		if n := group(depth); len(n.Names()) == 1 {
			return n
		}
	}
	return segment.Node{}
}

func (m maker) flags(int) segment.Node {
	switch m.IntN(8) {
	case 0:
		return segment.Node{Everyone: true}
	case 1:
		return segment.Node{Member: true}
	case 2:
		return segment.Node{Phone: true}
	case 3:
		return segment.Node{Email: true}
	case 4:
		return segment.Node{Located: true}
	case 5:
		return segment.Node{Suppressed: true}
	case 6:
		return segment.Node{Held: &segment.OneOf{In: m.some([]string{"everywhere", "door", "phone", "text"})}}
	}
	return segment.Node{Source: m.oneOf(m.w.Sources)}
}

func (m maker) places(depth int) segment.Node {
	switch m.IntN(8) {
	case 0:
		return segment.Node{Ward: m.oneOf(m.w.Wards)}
	case 1:
		return segment.Node{Zip: m.oneOf(m.w.Zips)}
	case 2:
		return segment.Node{City: m.oneOf(m.w.Cities)}
	case 3:
		return segment.Node{District: m.district(m.w.Districts)}
	case 4:
		return segment.Node{Place: m.district(m.w.Places)}
	case 5:
		return segment.Node{Household: m.span(0, 6)}
	case 6:
		if depth > 0 {
			n := m.node(depth - 1)
			return segment.Node{LivesWith: &n}
		}
	}
	return segment.Node{Import: m.oneOf(m.w.Imports)}
}

func (m maker) voters(int) segment.Node {
	switch m.IntN(7) {
	case 0, 1:
		return segment.Node{Registered: &segment.Registered{State: m.maybe(m.w.States), Status: m.maybe(m.w.Statuses), Party: m.maybe(m.w.Parties), County: m.maybe(m.w.Counties), Dates: m.dates()}}
	case 2, 3:
		if len(m.w.Elections) > 0 {
			return segment.Node{Voted: &segment.Voted{Election: m.one(m.w.Elections), Method: m.maybe(m.w.Methods)}}
		}
	case 4:
		return segment.Node{History: &segment.History{Of: m.maybe(m.w.Elections), Method: m.maybe(m.w.Methods), Range: *m.span(0, 4)}}
	case 5:
		if len(m.w.Ballots) > 0 {
			return segment.Node{Ballot: &segment.Ballot{Election: m.one(m.w.Ballots), In: m.some(segment.Ballots)}}
		}
	}
	return segment.Node{Event: &segment.Event{Kind: m.some(segment.Events), County: m.maybe(m.w.Counties), Dates: m.dates()}}
}

func (m maker) contacts(int) segment.Node {
	switch m.IntN(6) {
	case 0:
		return segment.Node{Attempt: &segment.Attempt{Never: true}}
	case 1:
		return segment.Node{Attempt: &segment.Attempt{Result: m.some(segment.Results)}}
	case 2, 3:
		c := &segment.Contacts{What: m.one(segment.Counted), Program: m.maybe(m.w.Programs), Channel: m.maybe(m.w.Channels), Result: m.maybe(segment.Results), Dates: m.dates()}
		if m.IntN(2) == 0 {
			c.Range = *m.span(0, 3)
		}
		return segment.Node{Contacts: c}
	case 4:
		if len(m.w.Questions) > 0 {
			return segment.Node{Answer: &segment.Answer{Form: m.one(m.w.Forms), Question: m.one(m.w.Questions), In: m.some(m.w.Choices)}}
		}
	}
	return segment.Node{Consent: &segment.Consent{Channel: m.one([]string{"text", "phone"}), Purpose: m.maybe(m.w.Purposes), Refused: m.IntN(3) == 0}}
}

func (m maker) persons(int) segment.Node {
	switch m.IntN(9) {
	case 0, 1:
		if len(m.w.Languages) > 0 {
			return segment.Node{Language: &segment.Language{In: m.some(m.w.Languages), Kind: m.maybe(segment.Kinds), Source: m.maybe(segment.Sources)}}
		}
	case 2:
		if len(m.w.Languages) > 0 {
			return segment.Node{Model: &segment.Model{In: m.some(m.w.Languages), AtLeast: float64(m.IntN(5)) / 4}}
		}
	case 3:
		return segment.Node{Age: m.span(13, 90)}
	case 4:
		return segment.Node{Added: m.days()}
	case 5:
		return segment.Node{Relation: &segment.Relation{Is: m.maybe(segment.Relations), Has: m.some(segment.Relations)}}
	case 6:
		if len(m.w.Fields) > 0 {
			return segment.Node{Custom: m.custom()}
		}
	case 7:
		return segment.Node{Born: m.days()}
	}
	return segment.Node{Tag: m.oneOf(m.w.Tags)}
}

func (m maker) custom() *segment.Custom {
	c := &segment.Custom{Field: m.one(m.w.Fields)}
	switch m.IntN(4) {
	case 0:
		c.In = m.some(m.w.Values)
	case 1:
		least := float64(m.IntN(10)) / 2
		c.Min = &least
	case 2:
		most := float64(m.IntN(10)) / 2
		c.Max = &most
	}
	return c
}

func (m maker) one(from []string) string { return from[m.IntN(len(from))] }

// some are one to three of the values.
func (m maker) some(from []string) (out []string) {
	for _, i := range m.Perm(len(from))[:min(len(from), 1+m.IntN(3))] {
		out = append(out, from[i])
	}
	return out
}

// maybe asks for some, or for any.
func (m maker) maybe(from []string) []string {
	if len(from) == 0 || m.IntN(2) == 0 {
		return nil
	}
	return m.some(from)
}

func (m maker) oneOf(from []string) *segment.OneOf {
	if len(from) == 0 {
		return nil
	}
	return &segment.OneOf{In: m.some(from)}
}

func (m maker) district(by map[string][]string) *segment.District {
	if len(by) == 0 {
		return nil
	}
	var kinds []string
	for _, kind := range []string{"ward", "county", "congress", "state_upper", "state_lower", "congressional"} {
		if len(by[kind]) > 0 {
			kinds = append(kinds, kind)
		}
	}
	kind := m.one(kinds)
	return &segment.District{Kind: kind, In: m.some(by[kind])}
}

// span is a range that is open on one side or on none.
func (m maker) span(least, most int) *segment.Range {
	a, b := least+m.IntN(most-least+1), least+m.IntN(most-least+1)
	a, b = min(a, b), max(a, b)
	switch m.IntN(3) {
	case 0:
		return &segment.Range{Min: &a}
	case 1:
		return &segment.Range{Max: &b}
	}
	return &segment.Range{Min: &a, Max: &b}
}

func (m maker) day() string {
	if m.IntN(4) == 0 {
		return fmt.Sprintf("-%dd", m.IntN(900))
	}
	return fmt.Sprintf("%04d-%02d-%02d", m.w.Years[0]+m.IntN(m.w.Years[1]-m.w.Years[0]+1), 1+m.IntN(12), 1+m.IntN(28))
}

// dates may be open on both sides.
func (m maker) dates() segment.Dates {
	if m.IntN(2) == 0 {
		return segment.Dates{}
	}
	return *m.days()
}

func (m maker) days() *segment.Dates {
	switch m.IntN(3) {
	case 0:
		return &segment.Dates{Since: m.day()}
	case 1:
		return &segment.Dates{Before: m.day()}
	}
	return &segment.Dates{Since: m.day(), Before: m.day()}
}
