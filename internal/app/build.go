package app

import (
	"context"
	"path/filepath"

	"banyan/internal/features/account"
	"banyan/internal/features/ballot"
	"banyan/internal/features/canvass"
	"banyan/internal/features/drive"
	"banyan/internal/features/form"
	"banyan/internal/features/matching"
	"banyan/internal/features/organization"
	"banyan/internal/features/outreach"
	"banyan/internal/features/people"
	"banyan/internal/features/places"
	"banyan/internal/features/quality"
	"banyan/internal/features/shift"
	"banyan/internal/features/voterfile"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/web"
	browser "banyan/web"
)

// features are the services of every feature and the routes of them all.
type features struct {
	Accounts      *account.Service
	Organizations *organization.Service
	People        *people.Service
	Matching      *matching.Service
	Places        *places.Service
	Imports       *voterfile.Service
	Forms         *form.Service
	Outreach      *outreach.Service
	Canvass       *canvass.Service
	Shifts        *shift.Service
	Quality       *quality.Service
	Ballots       *ballot.Service
	Drives        *drive.Service
	tables        [][]web.Route
}

// build makes every feature and its table of routes, and hands each what it needs of the others.
func (a *App) build(assets *browser.Assets) (err error) {
	now := a.cfg.Now
	if a.Accounts, err = account.NewService(a.DB, a.IDs, now, a.cfg.Origin); err != nil {
		return err
	}
	a.Organizations = organization.NewService(a.DB, a.IDs, now, a.Audit, accountsFor{a.Accounts})
	a.People = people.NewService(a.DB, a.IDs, now, a.Audit, timeline{a})
	a.Matching = matching.NewService(matching.Config{DB: a.DB, IDs: a.IDs, Now: now, Audit: a.Audit, Queue: a.Queue, People: mergePeople{a.People}, Log: a.cfg.Log})
	a.Forms = form.NewService(a.DB, a.Audit, a.IDs, now)
	if err := a.buildFiles(); err != nil {
		return err
	}
	a.People.With(a.Places).WithJobs(a.Queue).In(a.Organizations)
	handOut := &packets{organizations: a.Organizations, now: now}
	a.Outreach = outreach.NewService(outreach.Config{DB: a.DB, Log: a.Audit, IDs: a.IDs, Now: now, Queue: a.Queue,
		People: universePeople{a.People}, Places: a.Places, Packets: handOut, Scripts: programScripts{a.Forms}, Results: handOut})
	key, err := doorKey(a.cfg.Data)
	if err != nil {
		return err
	}
	a.Canvass, err = canvass.NewService(canvass.Config{DB: a.DB, IDs: a.IDs, Now: now, Key: key, Turfs: packetTurfs{a.Outreach, a.Places}, Ground: programGround{a, packetTurfs{a.Outreach, a.Places}},
		Scripts: packetScripts{a.Forms}, People: packetPeople{a.People}, Consents: packetPeople{a.People}, Organizations: describer{a.Organizations}, Audit: a.Audit, Queue: a.Queue})
	handOut.canvass = a.Canvass
	if err != nil {
		return err
	}
	if err := a.buildDrives(); err != nil {
		return err
	}
	a.Shifts = shift.NewService(shift.Config{DB: a.DB, IDs: a.IDs, Now: now, Audit: a.Audit, Queue: a.Queue, Turfs: shiftTurfs{a.Outreach},
		Packets: shiftPackets{a.Canvass, a.Outreach}, People: shiftPeople{a.People}, Places: a.Places})
	a.Quality = a.buildQuality()
	a.routes(assets)
	return nil
}

// buildFiles makes what takes in files: people and places.
func (a *App) buildFiles() (err error) {
	a.Places, err = places.NewService(places.Config{DB: a.DB, IDs: a.IDs, Now: a.cfg.Now, Audit: a.Audit, Queue: a.Queue, Dir: filepath.Join(a.cfg.Data, "uploads", "places"), Log: a.cfg.Log})
	if err != nil {
		return err
	}
	a.Imports, err = voterfile.NewService(voterfile.Config{DB: a.DB, IDs: a.IDs, Now: a.cfg.Now, Queue: a.Queue, Audit: a.Audit,
		Intake: a.intake, Undo: a.undo, News: fileNews{a.People}, Places: a.Places, Own: ownFields{a.People}, Matched: a.matchImport, Placed: a.placeHouseholds,
		Dir: filepath.Join(a.cfg.Data, "uploads", "people"), Home: a.homeState, Zone: a.fileZone, Log: a.cfg.Log, Analyze: a.DB.Analyze})
	return err
}

// homeState is the state in whose files an organization works.
func (a *App) homeState(ctx context.Context, sc authz.Scope) (string, error) {
	o, err := a.Organizations.Get(ctx, sc.Organization())
	return o.State, err
}

// routes is the list of contents of the whole server: one table a feature.
func (a *App) routes(assets *browser.Assets) {
	accounts := account.NewHandlers(a.Accounts, membershipsFor{a.Organizations})
	a.tables = [][]web.Route{
		{web.Health(a.healthy)},
		staticRoutes(assets),
		accounts.Routes(),
		organization.NewHandlers(a.Organizations, accounts, a.steps(), a.waiting()).Routes(),
		people.NewHandlers(a.People).Routes(),
		matching.NewHandlers(a.Matching).Routes(),
		places.NewHandlers(a.Places).Routes(),
		voterfile.NewHandlers(a.Imports).Routes(),
		form.NewHandlers(a.Forms).Routes(),
		outreach.NewHandlers(a.Outreach, a.cfg.Tiles).Routes(),
		canvass.NewHandlers(a.Canvass, assets).Routes(),
		shift.NewHandlers(a.Shifts).Routes(),
		quality.NewHandlers(a.Quality).Routes(),
		ballot.NewHandlers(a.Ballots).Routes(),
		drive.NewHandlers(a.Drives).Routes(),
		a.Queue.Routes(),
	}
	if a.cfg.demo != nil {
		a.tables = append(a.tables, a.cfg.demo.routes(accounts))
	}
}
