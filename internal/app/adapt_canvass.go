package app

import (
	"context"

	"banyan/internal/features/canvass"
	"banyan/internal/features/form"
	"banyan/internal/features/outreach"
	"banyan/internal/features/people"
	"banyan/internal/features/places"
	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// What canvass needs of the others.

// packetTurfs gives the cut of the outreach feature.
type packetTurfs struct {
	*outreach.Service
	places *places.Service
}

// sketchMargin is how far around the doors streets are drawn, in metres.
const sketchMargin = 60

// TurfsForPackets gives turfs of one program with their doors in walk order, and the streets around them.
func (t packetTurfs) TurfsForPackets(ctx context.Context, q db.Querier, sc authz.Scope, turfs []id.ID) ([]canvass.Turf, error) {
	walks, err := t.WalksIn(ctx, q, sc, turfs)
	if err != nil {
		return nil, err
	}
	out := make([]canvass.Turf, len(walks))
	for i, w := range walks {
		if out[i], err = t.packetTurf(ctx, q, sc, w, w.Turf.Label()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// packetTurf writes a walk as canvass wants it, with the streets around it.
func (t packetTurfs) packetTurf(ctx context.Context, q db.Querier, sc authz.Scope, w outreach.Walk, name string) (canvass.Turf, error) {
	out := canvass.Turf{ID: w.Turf.ID, Program: w.Program.ID, Form: w.Program.Form, Name: name, ProgramName: w.Program.Name, Pass: w.Program.Pass,
		Metres: w.Turf.Metres, Minutes: w.Turf.Minutes, Retired: w.Turf.Retired(), EveryDoor: w.Program.Kind.EveryDoor()}
	box := geo.EmptyBox()
	for _, d := range w.Doors {
		if d.Located {
			box = box.Add(d.At)
		}
		out.Doors = append(out.Doors, packetDoor(d))
	}
	if box.Empty() {
		return out, nil
	}
	lines, err := t.places.Lines(ctx, q, sc, box.Grow(sketchMargin))
	for _, f := range lines {
		for _, line := range f.Geometry.Lines {
			road := canvass.Road{Name: f.Text("name")}
			for _, p := range line {
				road.Line = append(road.Line, [2]float64{p.Lat, p.Lon})
			}
			out.Roads = append(out.Roads, road)
		}
	}
	return out, err
}

func packetDoor(d outreach.Door) canvass.TurfDoor {
	door := canvass.TurfDoor{Household: d.Household, Building: d.Building, Number: d.Number, Street: d.Street, Unit: d.Unit, City: d.City, Floor: d.Floor, Lat: d.At.Lat, Lon: d.At.Lon}
	for _, p := range d.People {
		door.People = append(door.People, canvass.Person{ID: p.ID, Given: p.Name.Given, Middle: p.Name.Middle, Family: p.Name.Family, Suffix: p.Name.Suffix,
			Native: p.Name.Native, NativeLang: p.Name.NativeLang, Language: p.Language})
	}
	return door
}

// TurfPublished notes that a turf is out with volunteers.
func (t packetTurfs) TurfPublished(ctx context.Context, tx *db.WriteTx, sc authz.Scope, turf id.ID) error {
	return t.MarkPublished(ctx, tx, sc, turf)
}

// ProgramOf gives a program's name and its turfs.
func (t packetTurfs) ProgramOf(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (canvass.Program, error) {
	p, turfs, err := t.ProgramIn(ctx, q, sc, program)
	out := canvass.Program{ID: p.ID, Name: p.Name, Pass: p.Pass}
	for _, x := range turfs {
		out.Turfs = append(out.Turfs, canvass.ProgramTurf{ID: x.ID, Number: x.Number, Name: x.Name, Doors: x.Doors, People: x.People})
	}
	return out, err
}

// packetPeople keeps who there is and who must not be contacted.
type packetPeople struct{ *people.Service }

// Suppress keeps a person from being contacted because of an entry.
func (p packetPeople) Suppress(ctx context.Context, tx *db.WriteTx, sc authz.Scope, s canvass.Suppression) error {
	return p.Service.Suppress(ctx, tx, sc, people.Suppression(s))
}

// AddAtDoor keeps a person whom a volunteer met.
func (p packetPeople) AddAtDoor(ctx context.Context, tx *db.WriteTx, sc authz.Scope, n canvass.NewPerson) error {
	return p.Service.AddAtDoor(ctx, tx, sc, people.NewPerson(n))
}

// AgreeAtDoor keeps what somebody agreed to.
func (p packetPeople) AgreeAtDoor(ctx context.Context, tx *db.WriteTx, sc authz.Scope, a canvass.Agreement) error {
	return p.Service.AgreeAtDoor(ctx, tx, sc, people.DoorConsent(a))
}

// packetScripts gives the published version of a program's form.
type packetScripts struct{ *form.Service }

// ScriptForPacket returns errs.Conflict where the form has no published version.
func (p packetScripts) ScriptForPacket(ctx context.Context, q db.Querier, sc authz.Scope, formID id.ID) (canvass.Script, error) {
	f, v, err := p.PublishedIn(ctx, q, sc, formID)
	if errs.KindOf(err) == errs.NotFound {
		return canvass.Script{}, errs.Because(err, errs.Conflict, "canvass.publish.no_script")
	}
	if err != nil {
		return canvass.Script{}, err
	}
	d := v.Definition
	s := canvass.Script{Version: v.ID, Name: f.Name, Source: d.Source}
	s.Items = append(s.Items, say("greeting", d, d.Greeting)...)
	for _, q := range d.Questions {
		s.Items = append(s.Items, ask(d, q))
	}
	s.Items = append(s.Items, say("closing", d, d.Closing)...)
	return s, nil
}

func say(name string, d form.Definition, t form.Text) []canvass.Item {
	if t.Source == "" {
		return nil
	}
	return []canvass.Item{{ID: name, Kind: canvass.Say, Text: inAll(d, t)}}
}

// ask writes a question as the app at the door asks it: a scale is a choice of its numbers.
func ask(d form.Definition, q form.Question) canvass.Item {
	item := canvass.Item{ID: q.ID, Kind: canvass.AskOne, Text: inAll(d, q.Text)}
	if channel, purpose := q.AgreesTo(); channel != "" {
		item.Agrees = channel + "/" + purpose
	}
	switch q.Kind {
	case form.Many:
		item.Kind = canvass.AskMany
	case form.Words:
		item.Kind = canvass.AskWords
	case form.Scale:
		for n := q.Min; n <= q.Max; n++ {
			number := i18n.Default().Number(int64(n))
			item.Choices = append(item.Choices, canvass.Choice{ID: number, Text: map[string]string{d.Source: number}})
		}
	}
	for _, c := range q.Choices {
		item.Choices = append(item.Choices, canvass.Choice{ID: c.ID, Text: inAll(d, c.Text)})
	}
	return item
}

func inAll(d form.Definition, t form.Text) map[string]string {
	out := map[string]string{}
	for _, language := range d.AllLanguages() {
		if text, said := d.Say(t, language); said == language {
			out[language] = text
		}
	}
	return out
}
