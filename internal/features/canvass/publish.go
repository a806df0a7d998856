package canvass

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const (
	// MaxDoors is how many doors one packet may hold: what one walk can do, and what a stolen phone can show.
	MaxDoors = 120
	// shiftEnd is the hour at which a shift is over whoever forgot it.
	shiftEnd   = 4
	minimumFor = 15 * time.Minute
	maximumFor = 14 * 24 * time.Hour
)

// LanguageCount is how many people prefer a language; "" where it is not known.
type LanguageCount struct {
	Language string
	People   int
}

// Preview is what publishing a turf would hand out.
type Preview struct {
	Turf       Turf
	Script     Script
	Doors      int
	People     int
	Suppressed int             // people left out because they must not be visited
	Done       int             // doors left out because this pass has been there
	Skipped    int             // doors left out because somebody was threatened there
	Out        int             // doors left out because somebody has them by the program's code
	Languages  []LanguageCount // most people first
	Missing    []LanguageCount // of them, those in which the script cannot be read
	snapshot   Snapshot
	problem    error // why it cannot be published
}

// Preview tells what Publish would hand out. It returns errs.Forbidden without PublishTurfs, errs.NotFound outside
// the Scope, errs.Conflict without a published script or for a turf that was cut anew, and errs.Invalid for a turf
// without doors or with more than MaxDoors.
func (s *Service) Preview(ctx context.Context, sc authz.Scope, turf id.ID) (out Preview, err error) {
	defer errs.Wrap(&err, "canvass.Preview(%v)", turf)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		all, err := s.prepare(ctx, tx, sc, []id.ID{turf})
		if err != nil {
			return err
		}
		out = all[0]
		return out.problem
	})
	return out, err
}

// Publish hands a turf out as a packet that ends at expires. Where the script lacks a language that people at the
// doors prefer, it returns errs.Conflict (canvass.publish.untranslated) unless confirmed; the errors of Preview hold
// here too. What this pass has done already is not handed out again: a turf that comes back half done is published for the rest. Two publications of one turf
// meet in one log.
func (s *Service) Publish(ctx context.Context, sc authz.Scope, turf id.ID, expires time.Time, confirmed bool) (p Packet, err error) {
	out, err := s.PublishAll(ctx, sc, []id.ID{turf}, expires, confirmed, nil)
	if err != nil {
		return p, err
	}
	return out[0].Packet, out[0].Problem
}

// Published is what came of a turf that was to be published: its packet, or why there is none.
type Published struct {
	Turf    id.ID
	Packet  Packet
	Problem error // of Preview, or that the script lacks a language
}

// PublishAll is Publish for turfs of one program, in one transaction, in which then notes what else becomes true with it; then may run more than once, and its error
// takes everything back. The universe is asked once for all of them. A turf that cannot go out keeps none of the others back. It returns what Publish does where it is
// about all turfs, and errs.Invalid for turfs of several programs.
func (s *Service) PublishAll(ctx context.Context, sc authz.Scope, turfs []id.ID, expires time.Time, confirmed bool, then func(tx *db.WriteTx, out []Published) error) (out []Published, err error) {
	defer errs.Wrap(&err, "canvass.PublishAll(%v)", turfs)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return nil, err
	}
	now := s.now()
	if expires.Before(now.Add(minimumFor)) || expires.After(now.Add(maximumFor)) {
		return nil, errs.Field("expires", "canvass.publish.expires_bad")
	}
	err = s.db.Write(ctx, sc, "canvass.Publish", func(tx *db.WriteTx) error {
		out = nil
		all, err := s.prepare(ctx, tx, sc, turfs)
		if err != nil {
			return err
		}
		for _, v := range all {
			one, err := s.publish(ctx, tx, sc, v, db.At(now), db.At(expires), confirmed)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		if then == nil {
			return nil
		}
		return then(tx, out)
	})
	if err != nil {
		return nil, err
	}
	for _, one := range out {
		if one.Packet.ID != 0 { // all are of one program
			s.live.changed(sc.Organization(), one.Packet.Program)
			break
		}
	}
	return out, nil
}

// publish writes the packet of a turf that is prepared.
func (s *Service) publish(ctx context.Context, tx *db.WriteTx, sc authz.Scope, v Preview, now, expires db.Time, confirmed bool) (out Published, err error) {
	out = Published{Turf: v.Turf.ID, Problem: v.problem}
	if out.Problem == nil && len(v.Missing) > 0 && !confirmed {
		out.Problem = errs.New(errs.Conflict, "canvass.publish.untranslated", "n", len(v.Missing))
	}
	if out.Problem != nil {
		return out, nil
	}
	token := newToken()
	p := Packet{ID: s.ids.Next(), Turf: v.Turf.ID, Program: v.Turf.Program, Pass: v.Turf.Pass, FormVersion: v.Script.Version, ListNumber: newListNumber(),
		Doors: v.Doors, People: v.People, PublishedAt: now, ExpiresAt: expires}
	p.sealedToken = s.secrets.sealToken(sc.Organization(), p.ID, token)
	if err := insertPacket(ctx, tx, sc, p, v.snapshot); err != nil {
		return out, err
	}
	if err := insertPacketKey(ctx, tx, sc.Organization(), p, token); err != nil {
		return out, err
	}
	if err := s.turfs.TurfPublished(ctx, tx, sc, p.Turf); err != nil {
		return out, err
	}
	out.Packet = p
	return out, s.audit.Record(ctx, tx, sc, "packet.publish", p.ID, map[string]any{"turf": p.Turf, "doors": p.Doors, "people": p.People, "expires": expires.UTC()})
}

// prepare reads turfs, leaves out whom nobody may visit, and makes the snapshots, in the order of the turfs.
func (s *Service) prepare(ctx context.Context, q db.Querier, sc authz.Scope, ids []id.ID) ([]Preview, error) {
	turfs, err := s.turfs.TurfsForPackets(ctx, q, sc, ids)
	if err != nil {
		return nil, err
	}
	return s.pack(ctx, q, sc, turfs)
}

// pack makes the snapshots of turfs of one program, without whom nobody may visit, and without the doors that are done or with somebody.
func (s *Service) pack(ctx context.Context, q db.Querier, sc authz.Scope, turfs []Turf) (out []Preview, err error) {
	if len(turfs) == 0 {
		return nil, nil
	}
	if turfs[0].Form == 0 {
		return nil, errs.New(errs.Conflict, "canvass.publish.no_script")
	}
	script, err := s.scripts.ScriptForPacket(ctx, q, sc, turfs[0].Form)
	if err != nil {
		return nil, err
	}
	off, err := s.offPackets(ctx, q, sc, turfs)
	if err != nil {
		return nil, err
	}
	for _, t := range turfs {
		v := Preview{Turf: t, Script: script}
		if t.Retired {
			v.problem = errs.New(errs.Conflict, "canvass.publish.retired")
		} else if v.problem = v.leaveOut(off); v.problem == nil {
			v.fill()
		}
		out = append(out, v)
	}
	return out, nil
}

// leaveOut takes off the turf what is off, and tells why there is nothing to publish then.
func (v *Preview) leaveOut(off offPackets) error {
	v.Skipped = v.Turf.without(func(d TurfDoor) bool { return off.skip[d.Household] })
	v.Turf.without(func(d TurfDoor) bool { return off.struck[d.Household] })
	v.Suppressed = v.Turf.leaveOut(off.people)
	v.Done = v.Turf.without(func(d TurfDoor) bool { return off.tried[d.Household].done })
	v.Out = v.Turf.without(func(d TurfDoor) bool { return off.taken[d.Household] })
	switch n := len(v.Turf.Doors); {
	case n == 0 && v.Out > 0:
		return errs.New(errs.Conflict, "canvass.publish.all_out", "n", v.Out)
	case n == 0 && v.Done > 0:
		return errs.New(errs.Conflict, "canvass.publish.all_done", "pass", v.Turf.Pass)
	case n == 0:
		return errs.New(errs.Invalid, "canvass.publish.empty")
	case n > MaxDoors:
		return errs.New(errs.Invalid, "canvass.publish.too_many", "n", n, "max", MaxDoors)
	}
	return nil
}

// fill makes the snapshot and what is told of it.
func (v *Preview) fill() {
	v.snapshot = newSnapshot(v.Turf, v.Script)
	v.Doors, v.People = v.snapshot.Counts()
	v.Languages = ranked(v.snapshot.Languages())
	for _, l := range v.Languages {
		if l.Language != "" && !v.Script.Speaks(l.Language) {
			v.Missing = append(v.Missing, l)
		}
	}
}

// NothingLeft tells whether a turf could not be published because every door of it is done: nobody needs to hear of that.
func NothingLeft(err error) bool {
	return err != nil && errs.Of(err).Key == "canvass.publish.all_done"
}

// offPackets is what is left out of packets that are published now.
type offPackets struct {
	people              map[id.ID]bool // whom nobody visits, or nobody for this program any more
	struck, skip, taken map[id.ID]bool // doors: to which nobody goes any more, for a warning, with somebody by the program's code
	tried               map[id.ID]triedDoor
}

func (s *Service) offPackets(ctx context.Context, q db.Querier, sc authz.Scope, turfs []Turf) (off offPackets, err error) {
	program, pass := turfs[0].Program, turfs[0].Pass
	var people, doors []id.ID
	for _, t := range turfs {
		if t.Program != program {
			return off, errs.New(errs.Invalid, "")
		}
		for _, d := range t.Doors {
			doors = append(doors, d.Household)
			for _, p := range d.People {
				people = append(people, p.ID)
			}
		}
	}
	if off.people, err = s.people.Suppressed(ctx, q, sc, people); err != nil {
		return off, err
	}
	if off.struck, err = struck(ctx, q, sc, program, slices.Concat(doors, people)); err != nil {
		return off, err
	}
	maps.Copy(off.people, off.struck)
	if off.skip, err = s.toSkip(ctx, q, sc, doors); err != nil {
		return off, err
	}
	if off.tried, err = triedIn(ctx, q, sc, program, pass, doors); err != nil {
		return off, err
	}
	off.taken, err = s.takenNow(ctx, q, sc, program)
	return off, err
}

// without takes doors off the walk and tells how many.
func (t *Turf) without(off func(TurfDoor) bool) int {
	n := len(t.Doors)
	t.Doors = slices.DeleteFunc(slices.Clone(t.Doors), off)
	return n - len(t.Doors)
}

// leaveOut takes suppressed people off the doors, and doors of which nobody is left off the walk. Where every door is knocked at, those stay at which nobody was listed from the first.
func (t *Turf) leaveOut(suppressed map[id.ID]bool) (n int) {
	doors := make([]TurfDoor, 0, len(t.Doors))
	for _, d := range t.Doors {
		people := make([]Person, 0, len(d.People))
		for _, p := range d.People {
			if suppressed[p.ID] {
				n++
				continue
			}
			people = append(people, p)
		}
		listed := len(d.People) > 0
		if d.People = people; len(people) > 0 || t.EveryDoor && !listed {
			doors = append(doors, d)
		}
	}
	t.Doors = doors
	return n
}

func (t Turf) households() []id.ID {
	out := make([]id.ID, len(t.Doors))
	for i, d := range t.Doors {
		out[i] = d.Household
	}
	return out
}

// triedDoor is a door at which somebody was in a pass.
type triedDoor struct {
	done bool // no visit is needed any more: nobody there asked to come back
	at   time.Time
}

// triedIn tells at which doors somebody was in a pass, of these only where doors is not nil, as the app at the door counts them. That one of several has moved or died says nothing of the others.
func triedIn(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, pass int, doors []id.ID) (map[id.ID]triedDoor, error) {
	newest := map[id.ID]map[id.ID]Result{} // of each door, by person; 0 is the whole door
	out := map[id.ID]triedDoor{}
	args, these := []any{sc.Organization(), program, pass, Moved, Deceased}, ""
	if doors != nil {
		args, these = append(args, db.List(doors)), ` AND a.household_id IN (SELECT CAST(value AS BIGINT) FROM json_each($6))`
	}
	err := db.Each(ctx, q, func(r db.Row) error {
		var door, person id.ID
		var result Result
		var at db.Time
		err := r.Scan(&door, &person, &result, &at)
		if person == 0 || newest[door] == nil { // what is said of the whole door is said of everybody
			newest[door] = map[id.ID]Result{}
		}
		newest[door][person] = result
		out[door] = triedDoor{at: at.Time}
		return err
	}, `SELECT a.household_id, COALESCE(a.person_id, 0), a.result, a.at FROM attempt a WHERE a.org_id = $1 AND a.program_id = $2 AND a.pass = $3 AND a.is_attempt
		AND NOT (a.person_id IS NOT NULL AND a.result IN ($4, $5)) AND a.household_id IS NOT NULL AND `+effective+these+` ORDER BY a.seq`, args...)
	for door, results := range newest {
		t := out[door]
		t.done = true
		for _, result := range results {
			t.done = t.done && result != ComeBack
		}
		out[door] = t
	}
	return out, err
}

func ranked(counts map[string]int) []LanguageCount {
	out := make([]LanguageCount, 0, len(counts))
	for l, n := range counts {
		out = append(out, LanguageCount{l, n})
	}
	slices.SortFunc(out, func(a, b LanguageCount) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.Language, b.Language))
	})
	return out
}

// EndOfShift is when a packet that is published now ends unless somebody chooses otherwise: at the next four in the
// morning of the organization's own clock, but never in less than four hours.
func EndOfShift(now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	end := time.Date(local.Year(), local.Month(), local.Day(), shiftEnd, 0, 0, 0, zone)
	for end.Sub(now) < shiftEnd*time.Hour {
		end = time.Date(end.Year(), end.Month(), end.Day()+1, shiftEnd, 0, 0, 0, zone)
	}
	return end
}

// Revoke ends a packet now: its QR code and list number open nothing, phones that hold it close it at their next
// contact, and what they recorded is still taken. It returns errs.Forbidden without PublishTurfs.
func (s *Service) Revoke(ctx context.Context, sc authz.Scope, packet id.ID) (err error) {
	defer errs.Wrap(&err, "canvass.Revoke(%v)", packet)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return err
	}
	now := db.At(s.now())
	return s.db.Write(ctx, sc, "canvass.Revoke", func(tx *db.WriteTx) error {
		if _, err := loadPacket(ctx, tx, sc, packet); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE packet SET revoked_at = $3 WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL`, sc.Organization(), packet, now)
		if err != nil || n == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE packet_key SET revoked_at = $3 WHERE organization_id = $1 AND packet_id = $2`, sc.Organization(), packet, now); err != nil {
			return err
		}
		if err := openAgain(ctx, tx, sc, packet); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "packet.revoke", packet, nil)
	})
}

// Wipe asks a device to delete what it holds at its next contact, and gives it nothing any more. It returns
// errs.Forbidden without WipeDevices and errs.NotFound for a worker of another packet.
func (s *Service) Wipe(ctx context.Context, sc authz.Scope, packet, worker id.ID) (err error) {
	defer errs.Wrap(&err, "canvass.Wipe(%v)", worker)
	if err := sc.Require(authz.WipeDevices); err != nil {
		return err
	}
	now := db.At(s.now())
	return s.db.Write(ctx, sc, "canvass.Wipe", func(tx *db.WriteTx) error {
		n, err := tx.Exec(ctx, `UPDATE worker SET wiped_at = $4 WHERE org_id = $1 AND packet_id = $2 AND id = $3`, sc.Organization(), packet, worker, now)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "")
		}
		if _, err := tx.Exec(ctx, `UPDATE device SET wiped_at = $3 WHERE organization_id = $1 AND worker_id = $2`, sc.Organization(), worker, now); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "device.wipe", worker, nil)
	})
}
