package canvass

import (
	"context"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Standing is how far a program is in its pass of now, and what came since a moment.
type Standing struct {
	Tried     []id.ID        // households on which somebody was tried in this pass
	Off       map[id.ID]bool // households to which nobody goes any more, tried or not
	Packets   map[id.ID]PacketStanding
	Languages map[string]int // conversations since the moment
	Since     Figures
}

// PacketStanding is what phones said of a packet.
type PacketStanding struct {
	Turf   id.ID
	LastAt db.Time // newest contact of a phone, or newest entry; zero where nobody joined
	Held   int     // entries that phones said they still hold
	Ended  bool
	HomeAt db.Time // when the last of its volunteers said by the app that they go home; zero while one has not
	// ListNumber opens the packet: it is for PublishTurfs.
	ListNumber string
}

// Standing reads it in somebody's transaction, for the board of a shift. It returns errs.Forbidden without ReadTotals and errs.NotFound
// outside the Scope.
func (s *Service) Standing(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, since time.Time) (out Standing, err error) {
	defer errs.Wrap(&err, "canvass.Standing(%v)", program)
	if err := sc.Require(authz.ReadTotals); err != nil {
		return out, err
	}
	p, err := s.turfs.ProgramOf(ctx, q, sc, program)
	if err != nil {
		return out, err
	}
	out.Tried, err = db.All(ctx, q, db.Value[id.ID], `SELECT DISTINCT a.household_id FROM attempt a WHERE a.org_id = $1 AND a.program_id = $2 AND a.pass = $3 AND a.is_attempt
		AND a.household_id IS NOT NULL AND `+effective, sc.Organization(), program, p.Pass)
	if err != nil {
		return out, err
	}
	off, err := s.off(ctx, q, sc, program)
	if err != nil {
		return out, err
	}
	out.Off = map[id.ID]bool{}
	for household := range off {
		out.Off[household] = true
	}
	if out.Packets, err = s.packetStandings(ctx, q, sc, program); err != nil {
		return out, err
	}
	out.Languages = map[string]int{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var language string
		var f Figures
		err := r.Scan(&language, &f.Attempts, &f.Contacts, &f.Conversations)
		out.Since = out.Since.plus(f)
		out.Languages[language] += f.Conversations
		return err
	}, `SELECT `+languageOf+`, `+counted+` FROM attempt a WHERE a.org_id = $1 AND a.program_id = $2 AND a.at >= $3 AND a.is_attempt AND `+effective+` GROUP BY 1`,
		sc.Organization(), program, db.At(since))
	return out, err
}

func (s *Service) packetStandings(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (map[id.ID]PacketStanding, error) {
	out, now := map[id.ID]PacketStanding{}, s.now()
	err := db.Each(ctx, q, func(r db.Row) error {
		var packet id.ID
		var p PacketStanding
		var expires, revoked db.Time
		err := r.Scan(&packet, &p.Turf, &expires, &revoked, &p.LastAt, &p.Held, &p.ListNumber)
		if !sc.Can(authz.PublishTurfs) {
			p.ListNumber = ""
		}
		p.Ended = !revoked.IsZero() || !now.Before(expires.Time)
		out[packet] = p
		return err
	}, `SELECT p.id, p.turf_id, p.expires_at, p.revoked_at, MAX(w.last_seen_at), COALESCE(SUM(CASE WHEN w.wiped_at IS NULL THEN w.last_queue ELSE 0 END), 0), p.list_number
		FROM packet p LEFT JOIN worker w ON w.org_id = p.org_id AND w.packet_id = p.id AND w.account_id IS NULL
		WHERE p.org_id = $1 AND p.program_id = $2 GROUP BY p.id, p.turf_id, p.expires_at, p.revoked_at, p.list_number`, sc.Organization(), program)
	if err != nil {
		return nil, err
	}
	return out, goneHome(ctx, q, sc, program, out)
}

// goneHome notes the packets of which every volunteer has said, as their last word of themselves, that they go home. A phone that was lost and
// wiped is nobody's.
func goneHome(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, packets map[id.ID]PacketStanding) error {
	return db.Each(ctx, q, func(r db.Row) error {
		var packet id.ID
		var at db.Time
		err := r.Scan(&packet, &at)
		p := packets[packet]
		p.HomeAt = at
		packets[packet] = p
		return err
	}, `SELECT a.packet_id, MAX(a.at) FROM attempt a JOIN worker v ON v.org_id = a.org_id AND v.id = a.worker_id AND v.account_id IS NULL AND v.wiped_at IS NULL
		WHERE a.org_id = $1 AND a.program_id = $2 AND a.kind = 'shift' AND CAST(a.detail ->> 'state' AS TEXT) = 'home'
			AND NOT EXISTS (SELECT 1 FROM attempt b WHERE b.org_id = a.org_id AND b.packet_id = a.packet_id AND b.worker_id = a.worker_id AND b.kind = 'shift' AND b.seq > a.seq)
		GROUP BY a.packet_id HAVING COUNT(DISTINCT a.worker_id) >= (SELECT COUNT(*) FROM worker w WHERE w.org_id = $1 AND w.packet_id = a.packet_id AND w.account_id IS NULL AND w.wiped_at IS NULL)`,
		sc.Organization(), program)
}

// Newest is the number of a program's newest entry; it grows with every change.
func (s *Service) Newest(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (int64, error) {
	if err := sc.Require(authz.ReadTotals); err != nil {
		return 0, err
	}
	return newestSeq(ctx, q, sc, program)
}

// Barriers gives, by the language that is needed, the households of a program where nobody understood each other and nothing newer is
// known: somebody should go again who speaks it. It returns errs.Forbidden without ReadTurfs.
func (s *Service) Barriers(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (out map[string][]id.ID, err error) {
	defer errs.Wrap(&err, "canvass.Barriers(%v)", program)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	out = map[string][]id.ID{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var language string
		var household id.ID
		err := r.Scan(&language, &household)
		out[language] = append(out[language], household)
		return err
	}, `SELECT DISTINCT `+languageOf+`, a.household_id FROM attempt a WHERE a.org_id = $1 AND a.program_id = $2 AND a.result = 'language_barrier' AND a.household_id IS NOT NULL
		AND `+effective+` AND `+open+` ORDER BY 1, 2`, sc.Organization(), program)
	return out, err
}

// Brief gives a packet without its snapshot, for its code. It returns errs.Forbidden without PublishTurfs and errs.NotFound outside the Scope.
func (s *Service) Brief(ctx context.Context, sc authz.Scope, packet id.ID) (p Packet, err error) {
	defer errs.Wrap(&err, "canvass.Brief(%v)", packet)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return p, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		p, err = loadPacket(ctx, tx, sc, packet)
		return err
	})
	return p, err
}
