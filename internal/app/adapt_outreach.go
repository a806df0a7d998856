package app

import (
	"context"
	"errors"
	"time"

	"banyan/internal/features/canvass"
	"banyan/internal/features/form"
	"banyan/internal/features/organization"
	"banyan/internal/features/outreach"
	"banyan/internal/features/people"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// What outreach needs of the others.

// universePeople finds whom a universe means.
type universePeople struct{ *people.Service }

// Count tells how many people and doors a query means.
func (u universePeople) Count(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query) (outreach.Count, error) {
	c, err := u.Service.Count(ctx, q, sc, query)
	return outreach.Count(c), err
}

// Sample gives some of the people.
func (u universePeople) Sample(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, n, seed int) ([]outreach.SampleRow, error) {
	rows, err := u.Service.Sample(ctx, q, sc, query, n, seed)
	var out []outreach.SampleRow
	for _, r := range rows {
		out = append(out, outreach.SampleRow{Resident: outreach.Resident(r.Resident), Address: r.Address, IsMember: r.IsMember})
	}
	return out, err
}

// Doors gives the households of a query with the people who may be visited there.
func (u universePeople) Doors(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, only []id.ID) ([]outreach.Door, error) {
	doors, err := u.Service.Doors(ctx, q, sc, query, only)
	return universeDoors(doors), err
}

// EveryDoor gives all households of the places that a query means, with those who are known there.
func (u universePeople) EveryDoor(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, only []id.ID) ([]outreach.Door, error) {
	doors, err := u.Service.EveryDoor(ctx, q, sc, query, only)
	return universeDoors(doors), err
}

func universeDoors(doors []people.Door) []outreach.Door {
	out := make([]outreach.Door, 0, len(doors))
	for _, d := range doors {
		residents := make([]outreach.Resident, 0, len(d.People))
		for _, p := range d.People {
			residents = append(residents, outreach.Resident(p))
		}
		out = append(out, outreach.Door{Household: d.Household, Building: d.Building, Number: d.Number, Street: d.Street, Unit: d.Unit, City: d.City,
			Floor: d.Floor, At: d.At, Located: d.Located, Ward: d.Ward, People: residents})
	}
	return out
}

// Words tells what a query can ask for.
func (u universePeople) Words(ctx context.Context, q db.Querier, sc authz.Scope) (outreach.Words, error) {
	w, err := u.Service.Words(ctx, q, sc)
	return wordsOf(w), err
}

// Called gives what fields and imports are called.
func (u universePeople) Called(ctx context.Context, q db.Querier, sc authz.Scope) (outreach.Words, error) {
	w, err := u.Service.Called(ctx, q, sc)
	return wordsOf(w), err
}

func wordsOf(w people.Words) outreach.Words {
	out := outreach.Words{}
	for kind, list := range w {
		for _, one := range list {
			out[kind] = append(out[kind], outreach.Word(one))
		}
	}
	return out
}

// programScripts knows the forms that a program can ask.
type programScripts struct{ *form.Service }

// Scripts lists them.
func (p programScripts) Scripts(ctx context.Context, sc authz.Scope) ([]outreach.Script, error) {
	forms, err := p.List(ctx, sc)
	var out []outreach.Script
	for _, f := range forms {
		out = append(out, outreach.Script{ID: f.ID, Name: f.Name, Published: f.Published != 0})
	}
	return out, err
}

// Questions gives the questions with choices of the published scripts.
func (p programScripts) Questions(ctx context.Context, sc authz.Scope, language string) (out []outreach.Question, err error) {
	forms, err := p.List(ctx, sc)
	for _, f := range forms {
		for _, q := range f.Newest.Definition.Questions {
			if f.Published == 0 || !q.Kind.HasChoices() {
				continue
			}
			one := outreach.Question{Form: f.ID, FormName: f.Name, ID: q.ID, Text: textIn(q.Text, language)}
			for _, c := range q.Choices {
				one.Choices = append(one.Choices, outreach.Word{Value: c.ID, Name: textIn(c.Text, language)})
			}
			out = append(out, one)
		}
	}
	return out, err
}

// textIn is a text in a language, or as it was written.
func textIn(t form.Text, language string) string {
	if in := t.In[language]; in.Text != "" {
		return in.Text
	}
	return t.Source
}

// packets publishes turfs. It is filled in when the canvass feature is there: the two need each other.
type packets struct {
	canvass       *canvass.Service
	organizations *organization.Service
	now           func() time.Time
}

// Publish hands out a turf until the end of the shift, also where the script lacks a language: the page has said so.
func (p *packets) Publish(ctx context.Context, sc authz.Scope, turf id.ID) (id.ID, error) {
	out, err := p.publish(ctx, sc, []id.ID{turf})
	if err != nil {
		return 0, err
	}
	return out[0].Packet.ID, out[0].Problem
}

// PublishAll is Publish for turfs of one program.
func (p *packets) PublishAll(ctx context.Context, sc authz.Scope, turfs []id.ID) (map[id.ID]error, error) {
	out, err := p.publish(ctx, sc, turfs)
	problems := map[id.ID]error{}
	for _, one := range out {
		if one.Problem != nil {
			problems[one.Turf] = orNothingLeft(one.Problem, outreach.ErrNothingLeft)
		}
	}
	return problems, err
}

// orNothingLeft lets a feature know that nothing is left of a turf, in its own word.
func orNothingLeft(problem, word error) error {
	if canvass.NothingLeft(problem) {
		return errors.Join(word, problem)
	}
	return problem
}

func (p *packets) publish(ctx context.Context, sc authz.Scope, turfs []id.ID) ([]canvass.Published, error) {
	o, err := p.organizations.Get(ctx, sc.Organization())
	if err != nil {
		return nil, err
	}
	return p.canvass.PublishAll(ctx, sc, turfs, canvass.EndOfShift(p.now(), o.Location()), true, nil)
}
