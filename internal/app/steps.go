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
			all, _, err := a.Imports.Count(ctx, sc)
			return all, err
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

// waiting is what the start page tells whoever opens it, the most urgent first.
func (a *App) waiting() []organization.Waiting {
	return []organization.Waiting{
		{Key: "shift", Icon: "wait", Needs: authz.RunShifts, Look: func(ctx context.Context, sc authz.Scope) (int64, []string, error) {
			n, err := a.Shifts.Soon(ctx, sc)
			return n, []string{"shifts"}, err
		}},
		{Key: "language", Icon: "language", Needs: authz.ReadPeople, Look: func(ctx context.Context, sc authz.Scope) (int64, []string, error) {
			n, program, err := a.Canvass.AwaitLanguage(ctx, sc)
			return n, []string{"programs", program.String(), "follow-ups"}, err
		}},
		{Key: "warning", Icon: "alert", Needs: authz.PublishTurfs, Look: func(ctx context.Context, sc authz.Scope) (int64, []string, error) {
			_, unchecked, err := a.Canvass.Warnings(ctx, sc)
			return int64(len(unchecked)), []string{"warnings"}, err
		}},
		{Key: "matching", Icon: "people", Needs: authz.MergePeople, Look: func(ctx context.Context, sc authz.Scope) (int64, []string, error) {
			n, err := a.Matching.Waiting(ctx, sc)
			return int64(n), []string{"matching"}, err
		}},
		{Key: "import", Icon: "import", Needs: authz.ImportPeople, Look: func(ctx context.Context, sc authz.Scope) (n int64, path []string, err error) {
			_, n, err = a.Imports.Count(ctx, sc)
			return n, []string{"imports"}, err
		}},
	}
}
