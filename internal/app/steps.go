package app

import (
	"context"

	"banyan/internal/features/organization"
	"banyan/internal/platform/authz"
)

// steps are what an organization does on its way to the first door, in order, with how much of it there is.
func (a *App) steps() []organization.Step {
	return []organization.Step{
		{Key: "import", Icon: "import", Path: []string{"imports"}, Needs: authz.ImportPeople, Count: func(ctx context.Context, sc authz.Scope) (int64, error) {
			all, err := a.Imports.List(ctx, sc)
			return int64(len(all)), err
		}},
		{Key: "places", Icon: "pin", Path: []string{"places"}, Needs: authz.ReadPlaces, Count: func(ctx context.Context, sc authz.Scope) (int64, error) {
			s, err := a.Places.Summary(ctx, sc)
			return int64(len(s.Layers)), err
		}},
		{Key: "script", Icon: "script", Path: []string{"scripts"}, Needs: authz.ReadScripts, Count: func(ctx context.Context, sc authz.Scope) (int64, error) {
			all, err := a.Forms.List(ctx, sc)
			return int64(len(all)), err
		}},
		{Key: "universe", Icon: "list", Path: []string{"universes"}, Needs: authz.ReadUniverses, Count: func(ctx context.Context, sc authz.Scope) (int64, error) {
			all, err := a.Outreach.Universes(ctx, sc)
			return int64(len(all)), err
		}},
		{Key: "program", Icon: "map", Path: []string{"programs"}, Needs: authz.ReadTurfs, Count: func(ctx context.Context, sc authz.Scope) (int64, error) {
			all, err := a.Outreach.Programs(ctx, sc)
			return int64(len(all)), err
		}},
	}
}
