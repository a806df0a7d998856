package app

import (
	"context"
	"net/http"

	"banyan/internal/features/account"
	"banyan/internal/features/organization"
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
