package canvass

import (
	"context"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// Asking is a volunteer who asks for help.
type Asking struct {
	Packet, Turf id.ID
	Worker       string
	At           db.Time
	Door         string // number and street where they recorded something last; "" for nowhere yet
}

// askedWithin is for how long a call for help stands that nobody took back: nobody is out longer.
const askedWithin = 16 * time.Hour

// loadAsking gives the volunteers of a program whose newest word about themselves is a call for help, the newest first.
func loadAsking(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, now time.Time) ([]Asking, error) {
	return db.All(ctx, q, func(r db.Row) (a Asking, err error) {
		err = r.Scan(&a.Packet, &a.Turf, &a.Worker, &a.At, &a.Door)
		return a, err
	}, `SELECT a.packet_id, a.turf_id, w.name, a.at, COALESCE((SELECT h.number || ' ' || h.street FROM attempt l JOIN household h ON h.org_id = l.org_id AND h.id = l.household_id
			WHERE l.org_id = a.org_id AND l.packet_id = a.packet_id AND l.worker_id = a.worker_id AND l.seq < a.seq AND l.household_id IS NOT NULL ORDER BY l.seq DESC LIMIT 1), '')
		FROM attempt a JOIN worker w ON w.org_id = a.org_id AND w.id = a.worker_id
		WHERE a.org_id = $1 AND a.program_id = $2 AND a.kind = 'shift' AND CAST(a.detail ->> 'state' AS TEXT) = 'help' AND a.at > $3 AND w.wiped_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM attempt b WHERE b.org_id = a.org_id AND b.packet_id = a.packet_id AND b.worker_id = a.worker_id AND b.kind = 'shift' AND b.seq > a.seq)
		ORDER BY a.seq DESC`, sc.Organization(), program, db.At(now.Add(-askedWithin)))
}
