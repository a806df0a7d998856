package app

import (
	"context"

	"banyan/internal/features/canvass"
	"banyan/internal/features/outreach"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// Before tells what the passes before one left at a program's doors, in the words of outreach.
func (p *packets) Before(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, pass int, only []id.ID) (map[id.ID]outreach.Left, error) {
	left, err := p.canvass.LeftBefore(ctx, q, sc, program, pass, only)
	out := make(map[id.ID]outreach.Left, len(left))
	for household, l := range left {
		group := outreach.LeftNotTried
		switch {
		case l.Reached:
			group = outreach.Reached
		case l.Result == canvass.NotHome:
			group = outreach.LeftNotHome
		case l.Result == canvass.ComeBack:
			group = outreach.LeftComeBack
		case l.Result == canvass.Inaccessible:
			group = outreach.LeftInaccessible
		case l.Result == canvass.LanguageBarrier:
			group = outreach.LeftBarrier
		}
		out[household] = outreach.Left{Group: group, Language: l.Language, At: l.At}
	}
	return out, err
}

// Now tells which doors are done in a pass, and which are with volunteers.
func (p *packets) Now(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, pass int) (done, out map[id.ID]bool, err error) {
	return p.canvass.DoneAndOut(ctx, q, sc, program, pass)
}
