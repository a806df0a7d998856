package canvass

import (
	"context"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Packet is a published turf, without its snapshot.
type Packet struct {
	ID, Turf, Program, FormVersion id.ID
	Pass                           int
	ListNumber                     string
	Doors, People                  int
	PublishedAt, ExpiresAt         db.Time
	RevokedAt                      db.Time
	sealedToken                    string
}

// Open tells whether the packet can be joined and read.
func (p Packet) Open(now time.Time) bool { return p.RevokedAt.IsZero() && now.Before(p.ExpiresAt.Time) }

// Progress is how much of a packet is done.
type Progress struct {
	DoorsTried                        int
	Attempts, Contacts, Conversations int
	LastAt                            db.Time
}

// Worker is somebody who walks a packet.
type Worker struct {
	ID         id.ID
	Name       string
	Languages  []string
	JoinedAt   db.Time
	LastSeenAt db.Time
	Queue      int // entries that the phone said it still holds
	WipedAt    db.Time
	Entries    int
	Paper      bool   // staff who typed results in
	State      string // what they said of themselves last: help, break, back, home; "" for nothing
	StateAt    db.Time
	Said       string   // what they wanted to tell at the end
	Tags       []string // how it was, of debriefTags
	Missed     string   // a language that they missed
}

// Stale tells whether a phone has gone silent while it holds entries.
func (w Worker) Stale(now time.Time) bool {
	return w.Queue > 0 && w.WipedAt.IsZero() && now.Sub(w.LastSeenAt.Time) > staleAfter
}

const staleAfter = 30 * time.Minute

const packetColumns = `id, turf_id, program_id, form_version_id, pass, list_number, doors, people, published_at, expires_at, revoked_at, token`

func scanPacket(r db.Row) (p Packet, err error) {
	err = r.Scan(&p.ID, &p.Turf, &p.Program, &p.FormVersion, &p.Pass, &p.ListNumber, &p.Doors, &p.People, &p.PublishedAt, &p.ExpiresAt, &p.RevokedAt, &p.sealedToken)
	return p, err
}

func loadPacket(ctx context.Context, q db.Querier, sc authz.Scope, packet id.ID) (Packet, error) {
	return db.One(ctx, q, scanPacket, `SELECT `+packetColumns+` FROM packet WHERE org_id = $1 AND id = $2`, sc.Organization(), packet)
}

func loadSnapshot(ctx context.Context, q db.Querier, sc authz.Scope, packet id.ID) (Snapshot, error) {
	s, err := db.One(ctx, q, db.Value[db.JSON[Snapshot]], `SELECT snapshot FROM packet WHERE org_id = $1 AND id = $2`, sc.Organization(), packet)
	return s.V, err
}

func insertPacket(ctx context.Context, tx *db.WriteTx, sc authz.Scope, p Packet, s Snapshot) error {
	_, err := tx.Exec(ctx, `INSERT INTO packet (org_id, id, turf_id, program_id, form_version_id, pass, list_number, token, snapshot, doors, people, created_by,
		published_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		sc.Organization(), p.ID, p.Turf, p.Program, p.FormVersion, p.Pass, p.ListNumber, p.sealedToken, db.JSON[Snapshot]{V: s}, p.Doors, p.People,
		sc.Actor().Account, p.PublishedAt, p.ExpiresAt)
	return err
}

func insertPacketKey(ctx context.Context, tx *db.WriteTx, organization id.ID, p Packet, token string) error {
	_, err := tx.Exec(ctx, `INSERT INTO packet_key (token_hash, list_number, organization_id, packet_id, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		hashToken(token), p.ListNumber, organization, p.ID, p.ExpiresAt)
	return err
}

// PacketsOf lists a turf's packets, the newest first. It returns errs.Forbidden without ReadTurfs.
func (s *Service) PacketsOf(ctx context.Context, sc authz.Scope, turf id.ID) (out []Packet, err error) {
	defer errs.Wrap(&err, "canvass.PacketsOf(%v)", turf)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, scanPacket, `SELECT `+packetColumns+` FROM packet WHERE org_id = $1 AND turf_id = $2 ORDER BY id DESC`, sc.Organization(), turf)
		return err
	})
	return out, err
}

// place loads the packet of a device or an organizer; a snapshot never changes, so it is read once.
func (s *Service) place(ctx context.Context, sc authz.Scope, packet id.ID) (p *place, err error) {
	if p := s.places.get(sc.Organization(), packet); p != nil {
		return p, nil
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		p, err = s.placeIn(ctx, tx, sc, packet)
		return err
	})
	return p, err
}

// placeIn is place inside somebody's transaction.
func (s *Service) placeIn(ctx context.Context, q db.Querier, sc authz.Scope, packet id.ID) (*place, error) {
	if p := s.places.get(sc.Organization(), packet); p != nil {
		return p, nil
	}
	p := &place{organization: sc.Organization(), packet: packet, doors: map[id.ID]Door{}}
	row, err := loadPacket(ctx, q, sc, packet)
	if err != nil {
		return nil, err
	}
	p.program, p.turf, p.pass, p.published = row.Program, row.Turf, row.Pass, row.PublishedAt.Time
	if p.snapshot, err = loadSnapshot(ctx, q, sc, packet); err != nil {
		return nil, err
	}
	for _, d := range p.snapshot.Doors() {
		p.doors[d.Household] = d
	}
	s.places.put(p)
	return p, nil
}

// PacketPage is what an organizer sees of a packet.
type PacketPage struct {
	Packet
	Snapshot Snapshot
	Progress Progress
	Workers  []Worker
	Refused  []RefusedEntry
}

// RefusedEntry is what a device sent and could not be taken.
type RefusedEntry struct {
	Worker     string
	Reason     string // message key
	Body       string
	ReceivedAt db.Time
	Deliveries int
}

// Packet gives a packet with its progress, workers and refused entries. The list number, which opens the packet with
// everybody on it, is for PublishTurfs; what was refused and what volunteers wanted to tell, which may name people, for ReadPeople. It returns errs.NotFound
// outside the Scope and errs.Forbidden without ReadTurfs.
func (s *Service) Packet(ctx context.Context, sc authz.Scope, packet id.ID) (out PacketPage, err error) {
	defer errs.Wrap(&err, "canvass.Packet(%v)", packet)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		if out.Packet, err = loadPacket(ctx, tx, sc, packet); err != nil {
			return err
		}
		if out.Snapshot, err = loadSnapshot(ctx, tx, sc, packet); err != nil {
			return err
		}
		if out.Progress, err = loadProgress(ctx, tx, sc, packet); err != nil {
			return err
		}
		if out.Workers, err = loadWorkers(ctx, tx, sc, packet); err != nil {
			return err
		}
		if sc.Can(authz.ReadPeople) {
			out.Refused, err = loadRefused(ctx, tx, sc, packet)
		} else {
			for i := range out.Workers {
				out.Workers[i].Said, out.Workers[i].Tags, out.Workers[i].Missed = "", nil, ""
			}
		}
		return err
	})
	if !sc.Can(authz.PublishTurfs) {
		out.ListNumber = ""
	}
	return out, err
}

func loadProgress(ctx context.Context, q db.Querier, sc authz.Scope, packet id.ID) (Progress, error) {
	return db.One(ctx, q, func(r db.Row) (p Progress, err error) {
		err = r.Scan(&p.DoorsTried, &p.Attempts, &p.Contacts, &p.Conversations, &p.LastAt)
		return p, err
	}, `SELECT COUNT(DISTINCT CASE WHEN a.is_attempt THEN a.household_id END), `+counted+`, MAX(a.received_at)
		FROM attempt a WHERE a.org_id = $1 AND a.packet_id = $2 AND `+effective, sc.Organization(), packet)
}

func loadWorkers(ctx context.Context, q db.Querier, sc authz.Scope, packet id.ID) ([]Worker, error) {
	workers, err := db.All(ctx, q, func(r db.Row) (w Worker, err error) {
		var languages db.JSON[[]string]
		var account id.ID
		err = r.Scan(&w.ID, &w.Name, &languages, &w.JoinedAt, &w.LastSeenAt, &w.Queue, &w.WipedAt, &account, &w.Entries)
		w.Languages, w.Paper = languages.V, account != 0
		return w, err
	}, `SELECT w.id, w.name, w.languages, w.joined_at, w.last_seen_at, w.last_queue, w.wiped_at, w.account_id, COALESCE(e.entries, 0)
		FROM worker w LEFT JOIN (SELECT a.worker_id, COUNT(*) AS entries FROM attempt a WHERE a.org_id = $1 AND a.packet_id = $2 GROUP BY a.worker_id) e ON e.worker_id = w.id
		WHERE w.org_id = $1 AND w.packet_id = $2 ORDER BY w.id`, sc.Organization(), packet)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, q, func(r db.Row) error {
		var worker id.ID
		var detail db.JSON[entryDetail]
		var at db.Time
		err := r.Scan(&worker, &detail, &at)
		for i := range workers {
			if workers[i].ID == worker { // the newest comes last
				workers[i].State, workers[i].Said, workers[i].StateAt = detail.V.State, detail.V.Text, at
				workers[i].Tags, workers[i].Missed = detail.V.Tags, detail.V.Language
			}
		}
		return err
	}, `SELECT a.worker_id, a.detail, a.at FROM attempt a WHERE a.org_id = $1 AND a.packet_id = $2 AND a.kind = 'shift' ORDER BY a.seq`, sc.Organization(), packet)
	return workers, err
}

func loadRefused(ctx context.Context, q db.Querier, sc authz.Scope, packet id.ID) ([]RefusedEntry, error) {
	return db.All(ctx, q, func(r db.Row) (e RefusedEntry, err error) {
		err = r.Scan(&e.Worker, &e.Reason, &e.Body, &e.ReceivedAt, &e.Deliveries)
		return e, err
	}, `SELECT w.name, r.reason, r.body, r.received_at, r.deliveries FROM refused_entry r JOIN worker w ON w.org_id = r.org_id AND w.id = r.worker_id
		WHERE r.org_id = $1 AND r.packet_id = $2 ORDER BY r.id DESC LIMIT 200`, sc.Organization(), packet)
}

// JoinToken opens the token of a packet that is still open, for its QR code. It returns errs.Forbidden without
// PublishTurfs and errs.Expired for a packet that nobody can join any more.
func (s *Service) JoinToken(sc authz.Scope, p Packet) (string, error) {
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return "", err
	}
	if !p.Open(s.now()) {
		return "", errs.New(errs.Expired, "join.expired")
	}
	return s.secrets.openToken(sc.Organization(), p.ID, p.sealedToken)
}
