package canvass

import (
	"context"
	"slices"
	"sync"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// offKept is for how long it is believed which doors are off where no news came: a warning ends by itself, and an office has other ways to
// keep people from being visited.
const offKept = time.Minute

// offs remembers the doors of programs to which nobody goes any more: boards of large programs ask with every entry.
type offs struct {
	mu sync.Mutex
	of map[id.ID]offDoors
}

type offDoors struct {
	head int64 // of the news
	at   time.Time
	turf map[id.ID]id.ID // of each such door
}

// off tells to which doors of a program's turfs nobody goes any more, tried or not: struck, to be skipped, or nobody is left there who may be
// visited. It gives the turf of each.
func (s *Service) off(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (map[id.ID]id.ID, error) {
	head, err := newsHead(ctx, q, sc)
	if err != nil || head == 0 {
		return nil, err
	}
	now := s.now()
	s.offs.mu.Lock()
	known, is := s.offs.of[program]
	s.offs.mu.Unlock()
	if is && known.head == head && now.Sub(known.at) < offKept {
		return known.turf, nil
	}
	turf, err := s.findOff(ctx, q, sc, program)
	if err != nil {
		return nil, err
	}
	s.offs.mu.Lock()
	defer s.offs.mu.Unlock()
	if s.offs.of == nil {
		s.offs.of = map[id.ID]offDoors{}
	}
	s.offs.of[program] = offDoors{head, now, turf}
	return turf, nil
}

func (s *Service) findOff(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (map[id.ID]id.ID, error) {
	const holds = `s.org_id = $1 AND (s.program_id IS NULL OR s.program_id = $2) AND s.packet_id IS NULL AND s.lifted_seq IS NULL`
	maybe, err := db.All(ctx, q, db.Value[id.ID], `SELECT s.household_id FROM strike s WHERE `+holds+` AND s.household_id IS NOT NULL
		UNION SELECT p.household_id FROM strike s JOIN person p ON p.org_id = s.org_id AND p.id = s.person_id WHERE `+holds+` AND p.household_id IS NOT NULL
		UNION SELECT w.household_id FROM door_warning w WHERE w.org_id = $1 AND w.kind = 'skip' AND w.ended_seq IS NULL AND w.expires_at > $3`,
		sc.Organization(), program, db.At(s.now()))
	if err != nil || len(maybe) == 0 {
		return nil, err
	}
	doors, turfOf, err := s.ground.DoorsAmong(ctx, q, sc, program, maybe)
	if err != nil {
		return nil, err
	}
	here, nobody := doors[:0:0], setOf(maybe)
	for _, d := range doors {
		delete(nobody, d.Household)
		here = append(here, d)
	}
	out, err := s.offWalks(ctx, q, sc, program, here)
	if err != nil {
		return nil, err
	}
	turf := map[id.ID]id.ID{}
	for _, households := range []map[id.ID]bool{out, nobody} {
		for household := range households {
			if t := turfOf[household]; t != 0 {
				turf[household] = t
			}
		}
	}
	return turf, nil
}

// leaveOutOff takes doors to which nobody goes any more, and at which nobody was, out of what there is to do in each turf.
func (s *Service) leaveOutOff(ctx context.Context, q db.Querier, sc authz.Scope, p *Program) error {
	off, err := s.off(ctx, q, sc, p.ID)
	if err != nil || len(off) == 0 {
		return err
	}
	households := make([]id.ID, 0, len(off))
	for household := range off {
		households = append(households, household)
	}
	tried, err := db.All(ctx, q, db.Value[id.ID], `SELECT DISTINCT a.household_id FROM json_each($3) n CROSS JOIN attempt a WHERE a.org_id = $1 AND a.household_id = CAST(n.value AS BIGINT)
		AND a.program_id + 0 = $2 AND a.is_attempt AND `+effective, sc.Organization(), p.ID, db.List(households))
	if err != nil {
		return err
	}
	was, less := setOf(tried), map[id.ID]int{}
	for household, turf := range off {
		if !was[household] {
			less[turf]++
		}
	}
	p.Turfs = slices.Clone(p.Turfs)
	for i := range p.Turfs {
		p.Turfs[i].Doors = max(0, p.Turfs[i].Doors-less[p.Turfs[i].ID])
	}
	return nil
}
