package canvass

import (
	"context"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// DoorLeft is what the passes before one left at a door.
type DoorLeft struct {
	Reached  bool   // somebody there was met, and nobody asked to come back
	Result   Result // else what is still open there; "" where only some have moved
	Language string // that is needed
	At       time.Time
}

// LeftBefore tells it of the doors of a program, of these only where only is not nil, in somebody's transaction. What is still open
// stays open: a language barrier or a promise to come back is not over because nobody was home the next time. It returns errs.Forbidden
// without ReadTurfs.
func (s *Service) LeftBefore(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, pass int, only []id.ID) (out map[id.ID]DoorLeft, err error) {
	defer errs.Wrap(&err, "canvass.LeftBefore(%v, %d)", program, pass)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	args, these := []any{sc.Organization(), program, pass, Moved, Deceased}, ""
	if only != nil {
		args, these = append(args, db.List(only)), ` AND a.household_id IN (SELECT CAST(value AS BIGINT) FROM json_each($6))`
	}
	out = map[id.ID]DoorLeft{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var door id.ID
		var result Result
		var contact bool
		var language string
		var at db.Time
		err := r.Scan(&door, &result, &contact, &language, &at)
		out[door] = out[door].then(result, contact, language, at.Time)
		return err
	}, `SELECT a.household_id, a.result, a.is_contact, `+languageOf+`, a.at FROM attempt a WHERE a.org_id = $1 AND a.program_id = $2 AND a.pass < $3 AND a.is_attempt
		AND a.household_id IS NOT NULL AND a.result NOT IN ($4, $5) AND `+effective+these+` ORDER BY a.seq`, args...)
	return out, err
}

// then is what is left after one more attempt.
func (l DoorLeft) then(result Result, contact bool, language string, at time.Time) DoorLeft {
	l.At = at
	switch {
	case contact && result != ComeBack:
		l.Reached = true
	case result == NotHome && (l.Result == ComeBack || l.Result == LanguageBarrier):
	default:
		l.Result, l.Language = result, language
	}
	return l
}

// DoneAndOut tells which doors of a program need no visit any more in a pass, and which are with volunteers now, in somebody's
// transaction. It returns errs.Forbidden without ReadTurfs.
func (s *Service) DoneAndOut(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, pass int) (done, out map[id.ID]bool, err error) {
	defer errs.Wrap(&err, "canvass.DoneAndOut(%v, %d)", program, pass)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, nil, err
	}
	tried, err := triedIn(ctx, q, sc, program, pass, nil)
	if err != nil {
		return nil, nil, err
	}
	done = map[id.ID]bool{}
	for household, t := range tried {
		if t.done {
			done[household] = true
		}
	}
	if out, err = s.takenNow(ctx, q, sc, program); err != nil {
		return nil, nil, err
	}
	home, err := homeTurf(ctx, q, sc, program)
	if err != nil {
		return nil, nil, err
	}
	busy, _, err := s.busyDoors(ctx, q, sc, program, home)
	for household := range busy {
		out[household] = true
	}
	return done, out, err
}

// PassFigures are the figures of a pass.
type PassFigures struct {
	Pass  int
	Doors int // on which somebody was tried
	Figures
}

func loadPasses(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]PassFigures, error) {
	return db.All(ctx, q, func(r db.Row) (p PassFigures, err error) {
		err = r.Scan(&p.Pass, &p.Doors, &p.Attempts, &p.Contacts, &p.Conversations)
		return p, err
	}, `SELECT a.pass, COUNT(DISTINCT a.household_id), `+counted+` FROM attempt a WHERE a.org_id = $1 AND a.program_id = $2 AND a.is_attempt AND `+effective+`
		GROUP BY a.pass ORDER BY a.pass`, sc.Organization(), program)
}
