package canvass

import (
	"context"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// A code hangs on a poster, so whoever takes lists may be a stranger. What they can hold and see is bounded by the code and not by phones or
// addresses, of which a stranger has as many as they like: three hundred volunteers in one hall have one address.
const (
	quietAfter = 90 * time.Minute // with nothing recorded for so long, the doors of a list are given to whoever asks
	lookWithin = time.Hour        // for so long a list counts that came back with nothing tried
	mostAnHour = 4                // lists in an hour, for each volunteer at once: half an hour each, twice
)

// quietSince is true for a packet p of a code on which nothing was recorded since $1, a moment that stands in for the parameter.
func quietSince(since string) string {
	return `p.published_at <= ` + since + ` AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.org_id = p.org_id AND a.packet_id = p.id AND a.received_at > ` + since + `)`
}

// roomFor counts the lists of a code that are out, and those that came back within the hour with nothing tried: who only looks at doors soon
// sees no more of them. Lists that an organizer took back count no more, nor quiet ones. It returns errs.Conflict (near.full) where the
// organizer wants no more, or too many were handed out within the hour.
func (s *Service) roomFor(ctx context.Context, q db.Querier, sc authz.Scope, code Distribution) error {
	now := s.now()
	var out, lately int
	_, err := db.One(ctx, q, func(r db.Row) (bool, error) { return true, r.Scan(&out, &lately) }, `SELECT
		COALESCE(SUM(CASE WHEN p.revoked_at IS NOT NULL THEN 0
			WHEN p.expires_at > $4 THEN CASE WHEN `+quietSince("$5")+` THEN 0 ELSE 1 END
			WHEN p.published_at > $6 AND NOT EXISTS (SELECT 1 FROM attempt t WHERE t.org_id = p.org_id AND t.packet_id = p.id AND t.is_attempt) THEN 1
			ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN p.revoked_at IS NULL AND p.published_at > $6 THEN 1 ELSE 0 END), 0)
		FROM packet p WHERE p.org_id = $1 AND p.program_id = $2 AND p.turf_id = $3 AND p.published_at > $7`,
		sc.Organization(), code.Program, code.Turf, db.At(now), db.At(now.Add(-quietAfter)), db.At(now.Add(-lookWithin)), db.At(now.Add(-max(code.lasts(), lookWithin))))
	if err == nil && (out >= code.Most || lately >= mostAnHour*code.Most) {
		err = errs.New(errs.Conflict, "near.full")
	}
	return err
}

// takenNow tells which doors are with somebody by the program's code. Those of quiet lists are nobody's.
func (s *Service) takenNow(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (map[id.ID]bool, error) {
	now := s.now()
	all, err := db.All(ctx, q, db.Value[id.ID], `SELECT c.household_id FROM checkout c JOIN packet p ON p.org_id = c.org_id AND p.id = c.packet_id
		WHERE c.org_id = $1 AND c.program_id = $2 AND c.until > $3 AND NOT (`+quietSince("$4")+`)`, sc.Organization(), program, db.At(now), db.At(now.Add(-quietAfter)))
	return setOf(all), err
}

// fromQuiet takes doors from quiet lists, whose phones are told that somebody else goes there. What they recorded meanwhile is kept all the same.
func (s *Service) fromQuiet(ctx context.Context, tx *db.WriteTx, sc authz.Scope, program id.ID, doors []id.ID) error {
	type held struct{ packet, door id.ID }
	all, err := db.All(ctx, tx, func(r db.Row) (h held, err error) { return h, r.Scan(&h.packet, &h.door) }, `SELECT c.packet_id, c.household_id
		FROM json_each($4) n CROSS JOIN checkout c JOIN packet p ON p.org_id = c.org_id AND p.id = c.packet_id
		WHERE c.org_id = $1 AND c.program_id = $2 AND c.household_id = CAST(n.value AS BIGINT) AND `+quietSince("$3")+` ORDER BY 1, 2`,
		sc.Organization(), program, db.At(s.now().Add(-quietAfter)), db.List(doors))
	if err != nil || len(all) == 0 {
		return err
	}
	of := map[id.ID][]id.ID{}
	var packets, taken []id.ID
	for _, h := range all {
		if of[h.packet] == nil {
			packets = append(packets, h.packet)
		}
		of[h.packet], taken = append(of[h.packet], h.door), append(taken, h.door)
	}
	slices.Sort(packets) // the order of their news is the same in every try
	for _, packet := range packets {
		if err := (Strikes{Packet: packet, Households: of[packet], Reason: WithOthers}).write(ctx, tx, sc, db.At(s.now())); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `DELETE FROM checkout WHERE org_id = $1 AND program_id = $2 AND household_id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))`,
		sc.Organization(), program, db.List(taken))
	return err
}

// FreeUnused takes every list of a program's code back on which nothing was ever recorded, and tells how many. It returns errs.Forbidden
// without PublishTurfs and errs.NotFound for a program that never had a code.
func (s *Service) FreeUnused(ctx context.Context, sc authz.Scope, program id.ID) (n int, err error) {
	defer errs.Wrap(&err, "canvass.FreeUnused(%v)", program)
	page, err := s.CodePage(ctx, sc, program)
	if err != nil {
		return 0, err
	}
	if page.Distribution.Program == 0 {
		return 0, errs.New(errs.NotFound, "")
	}
	for _, list := range page.Lists {
		if !list.RecordedAt.IsZero() {
			continue
		}
		if err := s.TakeBack(ctx, sc, program, list.ID); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
