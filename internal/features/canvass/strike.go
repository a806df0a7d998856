package canvass

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// StrikeReason says why somebody is not to be visited any more. Each is a message, strike.REASON, of the volunteer's words.
type StrikeReason string

// The reasons.
const (
	BallotReturned StrikeReason = "ballot_returned"
	BallotCured    StrikeReason = "ballot_cured"
	AskedNotTo     StrikeReason = "asked"       // asked not to be contacted
	Gone           StrikeReason = "gone"        // moved or died
	WithOthers     StrikeReason = "checked_out" // somebody else goes there
)

var strikeReasons = []StrikeReason{BallotReturned, BallotCured, AskedNotTo, Gone, WithOthers}

// Strikes take people or whole doors off the walks of phones that are out, within seconds, and off what is published later.
type Strikes struct {
	Programs   []id.ID // in which they hold; none = in every one
	Packet     id.ID   // on which they hold; 0 = on every one
	People     []id.ID // every part of somebody who was merged: packets hold the id of their day
	Households []id.ID
	Reason     StrikeReason
	Source     id.ID // what [Service.Unstrike] takes them back by; 0 = nothing does
	byPacket   id.ID // whose entry made them: its phones know already
}

// Strike writes them in somebody's transaction. Who is struck there for the same reason already is left as it is, so that a file
// of all ballots so far may come every day. A result that is recorded at a struck door all the same is kept. It returns
// errs.Forbidden without EnterResults and errs.Invalid for an unknown reason.
func (s *Service) Strike(ctx context.Context, tx *db.WriteTx, sc authz.Scope, in Strikes) (err error) {
	defer errs.Wrap(&err, "canvass.Strike(%s)", in.Reason)
	if err := sc.Require(authz.EnterResults); err != nil {
		return err
	}
	if !slices.Contains(strikeReasons, in.Reason) {
		return errs.New(errs.Invalid, "")
	}
	return in.write(ctx, tx, sc, db.At(s.now()))
}

func (in Strikes) write(ctx context.Context, tx *db.WriteTx, sc authz.Scope, at db.Time) error {
	programs := in.Programs
	if len(programs) == 0 {
		programs = []id.ID{0}
	}
	for _, program := range programs {
		for column, targets := range map[string][]id.ID{"person_id": in.People, "household_id": in.Households} {
			if len(targets) == 0 {
				continue
			}
			first, err := nextNews(ctx, tx, sc.Organization(), len(targets)) // some numbers may stay unused
			if err != nil {
				return err
			}
			if err := in.insert(ctx, tx, sc, column, targets, program, first, at); err != nil {
				return err
			}
		}
	}
	return tx.Touch(ctx, sc.Organization()) // nothing that anybody keeps of people
}

func (in Strikes) insert(ctx context.Context, tx *db.WriteTx, sc authz.Scope, column string, targets []id.ID, program id.ID, first int64, at db.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO strike (org_id, seq, program_id, packet_id, `+column+`, reason, source, by_packet, at)
		SELECT $1, $3 + ROW_NUMBER() OVER (ORDER BY n.target) - 1, CAST($4 AS BIGINT), CAST($5 AS BIGINT), n.target, CAST($6 AS TEXT), CAST($7 AS BIGINT), CAST($8 AS BIGINT), CAST($9 AS BIGINT)
		FROM (SELECT DISTINCT CAST(value AS BIGINT) AS target FROM json_each($2)) n
		WHERE NOT EXISTS (SELECT 1 FROM strike x WHERE x.org_id = $1 AND x.`+column+` = n.target AND x.reason = $6 AND x.lifted_seq IS NULL AND x.source = $7
			AND x.program_id IS NOT DISTINCT FROM CAST($4 AS BIGINT) AND x.packet_id IS NOT DISTINCT FROM CAST($5 AS BIGINT))`,
		sc.Organization(), db.List(targets), first, orNull(program), orNull(in.Packet), string(in.Reason), in.Source, in.byPacket, at)
	return err
}

// Lift takes back every strike of these people for a reason, whatever struck them: what it said of them is not so any more. It returns
// errs.Forbidden without EnterResults.
func (s *Service) Lift(ctx context.Context, tx *db.WriteTx, sc authz.Scope, reason StrikeReason, people ...id.ID) (err error) {
	defer errs.Wrap(&err, "canvass.Lift(%s)", reason)
	if err := sc.Require(authz.EnterResults); err != nil {
		return err
	}
	return liftWhere(ctx, tx, sc, `reason = $2 AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))`, string(reason), db.List(people))
}

// Unstrike takes back what a source struck. It returns errs.Forbidden without EnterResults.
func (s *Service) Unstrike(ctx context.Context, tx *db.WriteTx, sc authz.Scope, source id.ID) (err error) {
	defer errs.Wrap(&err, "canvass.Unstrike(%v)", source)
	if err := sc.Require(authz.EnterResults); err != nil {
		return err
	}
	return unstrike(ctx, tx, sc, source)
}

func unstrike(ctx context.Context, tx *db.WriteTx, sc authz.Scope, source id.ID) error {
	return liftWhere(ctx, tx, sc, `source = $2`, source)
}

// liftWhere takes back the strikes that hold and fit a condition, whose arguments begin at $2. Where there are none, phones hear nothing.
func liftWhere(ctx context.Context, tx *db.WriteTx, sc authz.Scope, condition string, args ...any) error {
	which := ` WHERE org_id = $1 AND lifted_seq IS NULL AND ` + condition
	args = append([]any{sc.Organization()}, args...)
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM strike`+which, args...)
	if err != nil || n == 0 {
		return err
	}
	seq, err := nextNews(ctx, tx, sc.Organization(), 1)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, fmt.Sprintf(`UPDATE strike SET lifted_seq = $%d`, len(args)+1)+which, append(args, seq)...); err != nil {
		return err
	}
	return tx.Touch(ctx, sc.Organization())
}

// holdsHere is true for a strike s that holds on a packet ($2) of a program ($3).
const holdsHere = `(s.program_id IS NULL OR s.program_id = $3) AND (s.packet_id IS NULL OR s.packet_id = $2) AND s.by_packet <> $2`

// loadStrikes gives the strikes at a packet's doors and of its people that came, or were taken back, after a number.
func loadStrikes(ctx context.Context, q db.Querier, sc authz.Scope, p *place, since int64) (out []NewsItem, err error) {
	for column, targets := range map[string][]id.ID{"person_id": p.people(), "household_id": slices.Collect(maps.Keys(p.doors))} {
		items, err := db.All(ctx, q, func(r db.Row) (n NewsItem, err error) {
			var seq int64
			var target id.ID
			var at, lifted db.Time
			err = r.Scan(&seq, &target, &n.Why, &at, &lifted)
			n.Kind, n.ID, n.At, n.Of, n.Over = newsStrike, strconv.FormatInt(seq, 10), at.UnixMilli(), []string{target.String()}, !lifted.IsZero()
			return n, err
		}, `SELECT s.seq, n.target, s.reason, s.at, s.lifted_seq FROM (SELECT CAST(value AS BIGINT) AS target FROM json_each($5)) n CROSS JOIN strike s
			WHERE s.org_id = $1 AND s.`+column+` = n.target AND `+holdsHere+` AND (s.seq > $4 AND (s.lifted_seq IS NULL OR $4 > 0) OR s.lifted_seq > $4 AND $4 > 0) ORDER BY s.seq`,
			sc.Organization(), p.packet, p.program, since, db.List(targets))
		if err != nil {
			return nil, err
		}
		out = append(out, items...)
	}
	return out, nil
}

// struck tells which of these people and households nobody visits any more in a program, by whatever packet.
func struck(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, targets []id.ID) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	for _, column := range []string{"person_id", "household_id"} {
		err := db.Each(ctx, q, func(r db.Row) error {
			var target id.ID
			err := r.Scan(&target)
			out[target] = true
			return err
		}, `SELECT DISTINCT n.target FROM (SELECT CAST(value AS BIGINT) AS target FROM json_each($3)) n CROSS JOIN strike s WHERE s.org_id = $1 AND s.`+column+` = n.target
			AND (s.program_id IS NULL OR s.program_id = $2) AND s.packet_id IS NULL AND s.lifted_seq IS NULL`, sc.Organization(), program, db.List(targets))
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *place) people() []id.ID {
	var out []id.ID
	for _, d := range p.doors {
		for _, person := range d.People {
			out = append(out, person.ID)
		}
	}
	return out
}

// left is what a packet's paper shows: without the doors and people that nobody visits any more. What stays keeps its line code, and nothing stands there of how one gets in.
func (s *Service) left(ctx context.Context, sc authz.Scope, packet id.ID) (Snapshot, error) {
	p, err := s.place(ctx, sc, packet)
	if err != nil {
		return Snapshot{}, err
	}
	v := AppView{Snapshot: p.snapshot}
	if err := s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		v.News, err = s.newsSince(ctx, tx, sc, p, 0, "")
		return err
	}); err != nil {
		return Snapshot{}, err
	}
	out := p.snapshot
	out.Stops = nil
	for _, stop := range p.snapshot.Stops {
		var floors []Floor
		for _, f := range stop.Floors {
			var doors []Door
			for _, d := range f.Doors {
				if v.off(d) == "" {
					d.People = v.left(d)
					doors = append(doors, d)
				}
			}
			if len(doors) > 0 {
				floors = append(floors, Floor{f.Floor, doors})
			}
		}
		if stop.Floors = floors; len(floors) > 0 {
			out.Stops = append(out.Stops, stop)
		}
	}
	return out, nil
}
