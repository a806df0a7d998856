package app

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"banyan/internal/features/canvass"
	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// programGround gives canvass the doors of a whole program. Shifts are built after canvass, so the app is asked when they are needed.
type programGround struct {
	app *App
	packetTurfs
}

// ProgramDoors gives the doors that the program's pass of now is about.
func (g programGround) ProgramDoors(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]canvass.TurfDoor, error) {
	doors, turfOf, err := g.Service.ProgramDoors(ctx, q, sc, program)
	out := make([]canvass.TurfDoor, len(doors))
	for i, d := range doors {
		out[i] = packetDoor(d)
		out[i].Turf = turfOf[d.Household]
	}
	return out, err
}

// DoorsAmong gives those of these households that the program's pass of now is about.
func (g programGround) DoorsAmong(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, households []id.ID) ([]canvass.TurfDoor, map[id.ID]id.ID, error) {
	doors, turfOf, err := g.Service.DoorsAmong(ctx, q, sc, program, households)
	out := make([]canvass.TurfDoor, len(doors))
	for i, d := range doors {
		out[i] = packetDoor(d)
	}
	return out, turfOf, err
}

// Outing gives some of these doors in walk order, with the streets around them.
func (g programGround) Outing(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, doors []id.ID, start *geo.Point) (canvass.Turf, error) {
	w, err := g.Service.Outing(ctx, q, sc, program, doors, start)
	if err != nil {
		return canvass.Turf{}, err
	}
	return g.packetTurf(ctx, q, sc, w, w.Turf.Name)
}

// Promised tells which turfs a shift is about to give out.
func (g programGround) Promised(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (map[id.ID]bool, error) {
	return g.app.Shifts.Promised(ctx, q, sc, program)
}

// Languages gives the languages that people prefer on the program's turfs.
func (g programGround) Languages(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (out []string, err error) {
	_, turfs, err := g.ProgramIn(ctx, q, sc, program)
	people := map[string]int{}
	for _, t := range turfs {
		for language, n := range t.Languages {
			if language != "" {
				people[language] += n
			}
		}
	}
	out = slices.Collect(maps.Keys(people))
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(people[b], people[a]), cmp.Compare(a, b)) })
	return out, err
}

// Find tells where an address is.
func (g programGround) Find(ctx context.Context, q db.Querier, sc authz.Scope, written string) (geo.Point, bool, error) {
	return g.places.Find(ctx, q, sc, written)
}
