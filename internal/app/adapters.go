package app

import (
	"context"
	"net/http"

	"banyan/internal/features/account"
	"banyan/internal/features/organization"
	"banyan/internal/features/people"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
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

// OfPerson gives the attempts, newest first.
func (t timeline) OfPerson(ctx context.Context, q db.Querier, sc authz.Scope, person id.ID) ([]people.Attempt, error) {
	past, err := t.app.Canvass.Timeline(ctx, q, sc, person)
	names := map[id.ID]string{}
	var out []people.Attempt
	for _, p := range past {
		if _, known := names[p.Program]; !known {
			program, _, err := t.app.Outreach.ProgramIn(ctx, q, sc, p.Program)
			if err != nil {
				return nil, err
			}
			names[p.Program] = program.Name
		}
		out = append(out, people.Attempt{At: p.At, Result: p.Result, Language: p.Language, Worker: p.Worker, Program: names[p.Program], Undone: p.Undone})
	}
	return out, err
}
