package canvass

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// ground is the doors of a program and what stands in the way of giving each of them to somebody.
type ground struct {
	program  Program
	doors    []TurfDoor
	turfOf   map[id.ID]id.ID
	tried    map[id.ID]triedDoor
	taken    map[id.ID]bool // with somebody by the code, on a list that is not quiet
	busy     map[id.ID]bool // in a turf that is out
	off      map[id.ID]bool // nobody goes there any more, or to none of those who are known there
	promised map[id.ID]bool // turfs that a shift is about to give out
	packets  []id.ID        // of the turfs that are out
}

// readGround reads a program's doors in one snapshot.
func (s *Service) readGround(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (g ground, err error) {
	if g.program, err = s.turfs.ProgramOf(ctx, q, sc, program); err != nil {
		return g, err
	}
	if g.doors, err = s.ground.ProgramDoors(ctx, q, sc, program); err != nil {
		return g, err
	}
	g.turfOf = make(map[id.ID]id.ID, len(g.doors))
	all := make([]id.ID, len(g.doors))
	for i, d := range g.doors {
		all[i], g.turfOf[d.Household] = d.Household, d.Turf
	}
	if g.off, err = s.offWalks(ctx, q, sc, program, g.doors); err != nil {
		return g, err
	}
	if g.tried, err = triedIn(ctx, q, sc, program, g.program.Pass, all); err != nil {
		return g, err
	}
	if g.taken, err = s.takenNow(ctx, q, sc, program); err != nil {
		return g, err
	}
	if g.promised, err = s.ground.Promised(ctx, q, sc, program); err != nil {
		return g, err
	}
	home, err := homeTurf(ctx, q, sc, program)
	if err != nil {
		return g, err
	}
	g.busy, g.packets, err = s.busyDoors(ctx, q, sc, program, home)
	return g, err
}

// giveBack opens the doors of lists that are about to be given back.
func (g ground) giveBack(ctx context.Context, q db.Querier, sc authz.Scope, lists []id.ID) error {
	return db.Each(ctx, q, func(r db.Row) error {
		var household id.ID
		err := r.Scan(&household)
		delete(g.taken, household)
		return err
	}, `SELECT c.household_id FROM json_each($2) n CROSS JOIN checkout c WHERE c.org_id = $1 AND c.packet_id = CAST(n.value AS BIGINT)`, sc.Organization(), db.List(lists))
}

// offWalks tells which doors a packet would leave out for those who are struck, and for warnings. Whoever comes by the code gets others.
func (s *Service) offWalks(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, doors []TurfDoor) (map[id.ID]bool, error) {
	var all []id.ID
	for _, d := range doors {
		all = append(all, d.Household)
		for _, p := range d.People {
			all = append(all, p.ID)
		}
	}
	struck, err := struck(ctx, q, sc, program, all)
	if err != nil {
		return nil, err
	}
	t := Turf{Program: program, EveryDoor: true, Doors: doors} // only a program to every door has doors where nobody is known
	off, err := s.toSkip(ctx, q, sc, t.households())
	if err != nil {
		return nil, err
	}
	t.leaveOut(struck)
	stays := setOf(t.households())
	for _, d := range doors {
		if struck[d.Household] || !stays[d.Household] {
			off[d.Household] = true
		}
	}
	return off, nil
}

// homeTurf is the turf under which the packets of a program's code are kept; 0 where it never had one.
func homeTurf(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (id.ID, error) {
	found, err := db.All(ctx, q, db.Value[id.ID], `SELECT turf_id FROM distribution WHERE org_id = $1 AND program_id = $2`, sc.Organization(), program)
	return append(found, 0)[0], err
}

// busyDoors gives the doors of a program's turfs that are out now, and their packets, without those of its code.
func (s *Service) busyDoors(ctx context.Context, q db.Querier, sc authz.Scope, program, home id.ID) (busy map[id.ID]bool, packets []id.ID, err error) {
	if packets, err = s.turfPackets(ctx, q, sc, program, home); err != nil {
		return nil, nil, err
	}
	busy = map[id.ID]bool{}
	for _, packet := range packets {
		p, err := s.placeIn(ctx, q, sc, packet)
		if err != nil {
			return nil, nil, err
		}
		for household := range p.doors {
			busy[household] = true
		}
	}
	return busy, packets, nil
}

// turfPackets gives the packets of a program's turfs that are out now, without those of its code.
func (s *Service) turfPackets(ctx context.Context, q db.Querier, sc authz.Scope, program, home id.ID) ([]id.ID, error) {
	return db.All(ctx, q, db.Value[id.ID], `SELECT id FROM packet WHERE org_id = $1 AND program_id = $2 AND turf_id <> $3 AND revoked_at IS NULL AND expires_at > $4 ORDER BY id`,
		sc.Organization(), program, home, db.At(s.now()))
}

// open gives the doors that may be given to somebody now.
func (g ground) open(now time.Time) (out []TurfDoor) {
	for _, d := range g.doors {
		t, was := g.tried[d.Household]
		switch {
		case g.taken[d.Household], g.busy[d.Household], g.promised[d.Turf], g.off[d.Household], t.done, was && now.Sub(t.at) < comeAgain:
		default:
			out = append(out, d)
		}
	}
	return out
}

// where tells where a volunteer is, as far as they say: their phone's position, an address that is known, or the middle of the program's doors on a street or in a
// ZIP that they name. It returns errs.Invalid (field where) where the words mean nothing here.
func (s *Service) where(ctx context.Context, q db.Querier, sc authz.Scope, g ground, in Asked) (*geo.Point, error) {
	if in.At != nil && in.At.Valid() {
		return in.At, nil
	}
	if in.Written == "" {
		return nil, nil
	}
	if at, ok, err := s.ground.Find(ctx, q, sc, in.Written); err != nil || ok {
		return &at, err
	}
	_, street, _ := address.Line(in.Written)
	key, zip := geo.StreetKey(street), in.Written+"/"
	var named []geo.Point
	for _, d := range g.doors {
		if (geo.StreetKey(d.Street) == key || strings.HasPrefix(d.Building, zip)) && (d.Lat != 0 || d.Lon != 0) { // a building's key begins with its ZIP
			named = append(named, geo.Point{Lat: d.Lat, Lon: d.Lon})
		}
	}
	if len(named) == 0 {
		return nil, errs.Field("where", "near.error.where")
	}
	center := geo.BoxOf(named...).Center()
	at := slices.MinFunc(named, func(a, b geo.Point) int { return cmp.Compare(geo.Distance(center, a), geo.Distance(center, b)) })
	return &at, nil
}

// tongues are the languages to choose from on the page of a program's code: those of the program's turfs first, then the others. They say
// nothing of anybody.
func (s *Service) tongues(ctx context.Context, sc authz.Scope, program id.ID) ([]string, error) {
	var met []string
	err := s.db.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		met, err = s.ground.Languages(ctx, tx, sc, program)
		return err
	})
	in := Invitation{}
	for _, l := range met {
		in.Languages = append(in.Languages, LanguageCount{Language: l})
	}
	return in.chips(), err
}

// codeOf gives the token of the code by which a phone got its packet. It returns errs.NotFound where there was none, or it opens nothing any more: whoever
// came by a code that was rotated since is told no other, or a code that was passed on would open doors for ever.
func (s *Service) codeOf(ctx context.Context, d Device) (token string, err error) {
	defer errs.Wrap(&err, "canvass.codeOf(%v)", d.Packet)
	sc := codeScope(d.Scope.Organization())
	var code Distribution
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		p, err := loadPacket(ctx, tx, sc, d.Packet)
		if err != nil {
			return err
		}
		if code, err = loadDistribution(ctx, tx, sc, p.Program); err != nil {
			return err
		}
		rotated, err := db.One(ctx, tx, db.Value[db.Time], `SELECT MAX(revoked_at) FROM packet_key WHERE organization_id = $1 AND program_id = $2`, sc.Organization(), p.Program)
		if err == nil && (d.Wiped || code.Turf != p.Turf || !code.Open() || p.PublishedAt.Before(rotated.Time)) {
			err = errs.New(errs.NotFound, "")
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return s.secrets.openToken(sc.Organization(), code.Program, code.sealedToken)
}
