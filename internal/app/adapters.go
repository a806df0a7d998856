package app

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"banyan/internal/features/account"
	"banyan/internal/features/form"
	"banyan/internal/features/organization"
	"banyan/internal/features/people"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
)

// What one feature needs of another, in the words of the one that needs it.

// accountsFor gives invitations the accounts that they make.
type accountsFor struct{ *account.Service }

// PrepareAccount checks and hashes; what it returns makes the account.
func (a accountsFor) PrepareAccount(ctx context.Context, email, name, password, locale string) (func(context.Context, *db.WriteTx) (id.ID, error), error) {
	return a.Prepare(ctx, account.New{Email: email, Name: name, Password: password, Locale: locale})
}

// membershipsFor gives an account's page the organizations that it belongs to.
type membershipsFor struct{ *organization.Service }

// MembershipsOf lists them.
func (m membershipsFor) MembershipsOf(r *http.Request, a id.ID) ([]account.Membership, error) {
	orgs, roles, err := m.Memberships(r.Context(), a)
	var out []account.Membership
	for i, o := range orgs {
		out = append(out, account.Membership{Slug: o.Slug, Name: o.Name, Role: string(roles[i])})
	}
	return out, err
}

// describer tells public pages what an organization is called.
type describer struct{ *organization.Service }

// Describe finds an organization.
func (d describer) Describe(ctx context.Context, o id.ID) (ui.Organization, error) {
	x, err := d.Get(ctx, o)
	return ui.Organization{Slug: x.Slug, Name: x.Name, TimeZone: x.TimeZone}, err
}

// timeline gives a person's page what happened at their door. The canvass feature is built after the people feature,
// so it is looked up when it is asked.
type timeline struct{ app *App }

// OfPerson gives the attempts, newest first, with the answers in the words of the program's script.
func (t timeline) OfPerson(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) ([]people.Attempt, error) {
	past, err := t.app.Canvass.Timeline(ctx, q, sc, rows)
	if err != nil {
		return nil, err
	}
	programs := map[id.ID]askedIn{}
	var out []people.Attempt
	for _, p := range past {
		in, known := programs[p.Program]
		if !known {
			if in, err = t.askedIn(ctx, q, sc, p.Program); err != nil {
				return nil, err
			}
			programs[p.Program] = in
		}
		out = append(out, people.Attempt{At: p.At, Result: p.Result, Language: p.Language, Worker: p.Worker, Program: in.name, Answers: in.answers(ctx, p.Answers), Undone: p.Undone})
	}
	return out, nil
}

// askedIn is a program with what its script asks.
type askedIn struct {
	name   string
	script form.Definition
}

func (t timeline) askedIn(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (askedIn, error) {
	p, _, err := t.app.Outreach.ProgramIn(ctx, q, sc, program)
	if err != nil {
		return askedIn{}, err
	}
	_, version, err := t.app.Forms.PublishedIn(ctx, q, sc, p.Form)
	if errs.KindOf(err) == errs.NotFound {
		err = nil // a script that was never published asked nothing
	}
	return askedIn{p.Name, version.Definition}, err
}

// answers writes what was answered in the reader's language, in the order of the script; a question that it has no more keeps its name.
func (in askedIn) answers(ctx context.Context, given map[string][]string) (out []people.Answer) {
	language := i18n.Locale(ctx).Tag()
	say := func(t form.Text) string {
		text, _ := in.script.Say(t, language)
		return text
	}
	for _, question := range in.script.Questions {
		values := slices.Clone(given[question.ID])
		for i, v := range values {
			if at := slices.IndexFunc(question.Choices, func(c form.Choice) bool { return c.ID == v }); at >= 0 {
				values[i] = say(question.Choices[at].Text)
			}
		}
		if len(values) > 0 {
			out = append(out, people.Answer{Question: say(question.Text), Answer: strings.Join(values, ", ")})
		}
		delete(given, question.ID)
	}
	for _, question := range slices.Sorted(maps.Keys(given)) {
		out = append(out, people.Answer{Question: question, Answer: strings.Join(given[question], ", ")})
	}
	return out
}
