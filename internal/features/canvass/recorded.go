package canvass

import (
	"context"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Recorded is an attempt that counts, with its door's place, for whoever looks at how a day went.
type Recorded struct {
	ID, Packet, Worker, Household, Person id.ID
	Result                                Result
	Language                              string // under which it is counted
	Paper                                 bool   // typed in from a sheet
	Contact, Talked                       bool
	Answers                               map[string][]string
	DeviceAt                              db.Time // the phone's own clock
	At, ReceivedAt                        db.Time
	Lat, Lon                              *float64 // nil where the door's place is not known
}

// Walker is somebody who joined a packet.
type Walker struct {
	ID, Packet id.ID
	Name       string
	Staff      bool // types sheets in
	Published  db.Time
}

// Recorded reads what counts of some packets, in the order in which it came, and who joined them. It returns errs.Forbidden without ReadTotals.
func (s *Service) Recorded(ctx context.Context, q db.Querier, sc authz.Scope, packets []id.ID) (entries []Recorded, walkers []Walker, err error) {
	defer errs.Wrap(&err, "canvass.Recorded")
	if err := sc.Require(authz.ReadTotals); err != nil {
		return nil, nil, err
	}
	walkers, err = db.All(ctx, q, func(r db.Row) (w Walker, err error) {
		var account id.ID
		err = r.Scan(&w.ID, &w.Packet, &w.Name, &account, &w.Published)
		w.Staff = account != 0
		return w, err
	}, `SELECT w.id, w.packet_id, w.name, w.account_id, p.published_at FROM worker w JOIN packet p ON p.org_id = w.org_id AND p.id = w.packet_id
		WHERE w.org_id = $1 AND w.packet_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY w.id`, sc.Organization(), db.List(packets))
	if err != nil {
		return nil, nil, err
	}
	entries, err = db.All(ctx, q, func(r db.Row) (e Recorded, err error) {
		var answers db.JSON[map[string][]string]
		var channel string
		err = r.Scan(&e.ID, &e.Packet, &e.Worker, &e.Household, &e.Person, &e.Result, &e.Language, &channel, &e.Contact, &e.Talked, &answers, &e.DeviceAt, &e.At, &e.ReceivedAt, &e.Lat, &e.Lon)
		e.Answers, e.Paper = answers.V, channel == channelPaper
		return e, err
	}, `SELECT a.id, a.packet_id, a.worker_id, a.household_id, a.person_id, a.result, `+languageOf+`, a.channel, a.is_contact, a.is_conversation, a.answers, a.device_at, a.at, a.received_at, h.lat, h.lon
		FROM attempt a LEFT JOIN household h ON h.org_id = a.org_id AND h.id = a.household_id
		WHERE a.org_id = $1 AND a.packet_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND a.is_attempt AND `+effective+` ORDER BY a.seq`,
		sc.Organization(), db.List(packets))
	return entries, walkers, err
}

// FirstTry is a door with when somebody was first tried there since a moment, and what came of it there.
type FirstTry struct {
	Packet, Household id.ID
	At                db.Time
	Contact, Talked   bool
}

// FirstTries gives every door of a program on which somebody was tried since a moment, in the order of the day. It returns
// errs.Forbidden without ReadTotals.
func (s *Service) FirstTries(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, since time.Time) (out []FirstTry, err error) {
	defer errs.Wrap(&err, "canvass.FirstTries(%v)", program)
	if err := sc.Require(authz.ReadTotals); err != nil {
		return nil, err
	}
	return db.All(ctx, q, func(r db.Row) (f FirstTry, err error) {
		var contacts, talks int
		err = r.Scan(&f.Packet, &f.Household, &f.At, &contacts, &talks)
		f.Contact, f.Talked = contacts > 0, talks > 0
		return f, err
	}, `SELECT a.packet_id, a.household_id, MIN(a.at), COUNT(CASE WHEN a.is_contact THEN 1 END), COUNT(CASE WHEN a.is_conversation THEN 1 END) FROM attempt a
		WHERE a.org_id = $1 AND a.program_id = $2 AND a.at >= $3 AND a.is_attempt AND a.household_id IS NOT NULL AND `+effective+`
		GROUP BY a.packet_id, a.household_id ORDER BY 3, 2`, sc.Organization(), program, db.At(since))
}

// LastDoor is the door of a packet's newest entry: where the walk list was, never where a phone is.
type LastDoor struct {
	Packet, Household id.ID
	Worker            string
	At                db.Time
	Door              string   // number and street
	Lat, Lon          *float64 // nil where the door's place is not known
}

// LastDoors gives the newest door of each packet of a program with an entry since a moment. It returns errs.Forbidden without ReadTurfs.
func (s *Service) LastDoors(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, since time.Time) (out []LastDoor, err error) {
	defer errs.Wrap(&err, "canvass.LastDoors(%v)", program)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	return db.All(ctx, q, func(r db.Row) (l LastDoor, err error) {
		err = r.Scan(&l.Packet, &l.Household, &l.Worker, &l.At, &l.Door, &l.Lat, &l.Lon)
		return l, err
	}, `SELECT a.packet_id, a.household_id, w.name, a.at, h.number || ' ' || h.street, h.lat, h.lon FROM
			(SELECT packet_id, MAX(seq) AS seq FROM attempt WHERE org_id = $1 AND program_id = $2 AND at >= $3 AND household_id IS NOT NULL GROUP BY packet_id) l
		JOIN attempt a ON a.org_id = $1 AND a.seq = l.seq JOIN household h ON h.org_id = a.org_id AND h.id = a.household_id
		JOIN worker w ON w.org_id = a.org_id AND w.id = a.worker_id ORDER BY a.packet_id`, sc.Organization(), program, db.At(since))
}

// Calling gives who asks for help in a program now, the newest first. It returns errs.Forbidden without ReadTotals.
func (s *Service) Calling(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]Asking, error) {
	if err := sc.Require(authz.ReadTotals); err != nil {
		return nil, err
	}
	return loadAsking(ctx, q, sc, program, s.now())
}

// Asked gives the script of a packet, as it was when it was handed out. It returns errs.Forbidden without ReadScripts and errs.NotFound
// outside the Scope.
func (s *Service) Asked(ctx context.Context, sc authz.Scope, packet id.ID) (out Script, err error) {
	defer errs.Wrap(&err, "canvass.Asked(%v)", packet)
	if err := sc.Require(authz.ReadScripts); err != nil {
		return out, err
	}
	p, err := s.place(ctx, sc, packet)
	if err != nil {
		return out, err
	}
	return p.snapshot.Script, nil
}
