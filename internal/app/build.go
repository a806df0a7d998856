package app

import (
	"banyan/internal/features/account"
	"banyan/internal/features/organization"
	"banyan/internal/platform/web"
	browser "banyan/web"
)

// build makes every feature and its table of routes, and hands each what it needs of the others.
func (a *App) build(assets *browser.Assets) (web.DeviceResolver, error) {
	var err error
	if a.Accounts, err = account.NewService(a.DB, a.IDs, a.cfg.Now, a.cfg.Origin); err != nil {
		return nil, err
	}
	a.Organizations = organization.NewService(a.DB, a.IDs, a.cfg.Now, a.Audit, accountsFor{a.Accounts})
	accounts := account.NewHandlers(a.Accounts, membershipsFor{a.Organizations})
	a.tables = [][]web.Route{
		{web.Health(a.healthy)},
		accounts.Routes(),
		organization.NewHandlers(a.Organizations, accounts, a.steps()).Routes(),
		a.Queue.Routes(),
		staticRoutes(assets),
	}
	return nil, nil
}

// steps are what an organization does on its way to the first door, in order.
func (a *App) steps() []organization.Step { return nil }
