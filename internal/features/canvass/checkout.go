package canvass

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Asked is what a volunteer says who opens a program's code. Where they are is used to choose their doors, and kept nowhere.
type Asked struct {
	Name      string
	Languages []string
	At        *geo.Point // the phone's position, where the volunteer has sent it
	Written   string     // a street, an address or a ZIP, where they have written one
	Minutes   int        // 30, 60 or 120
}

// doorsFor is how many doors fit the time that a volunteer has.
var doorsFor = map[int]int{30: 10, 60: 20, 120: 40}

const (
	mostLists   = 2             // packets of the code that one phone has at once
	comeAgain   = 2 * time.Hour // where somebody was asked to come back, nobody is sent before
	mostRetries = 8             // when others get the same doors meanwhile
)

// errTaken says that somebody else got some of the chosen doors since they were chosen.
var errTaken = errors.New("canvass: a chosen door is with somebody else")

// CheckOut gives a volunteer who holds a program's code a packet of doors; it gives the new value of the device cookie. Two who ask at the
// same moment get different doors. It returns the errors of Invitation; errs.Invalid where the name, the languages, the time or the place
// cannot be used; and errs.Conflict where the phone has two lists already (near.two_lists), as many volunteers are out as the organizer
// wants (near.full), or no door is open at which they are understood (near.none).
func (s *Service) CheckOut(ctx context.Context, token string, in Asked, oldCookie string) (cookie string, packet id.ID, err error) {
	defer errs.Wrap(&err, "canvass.CheckOut")
	code, err := s.Invitation(ctx, token)
	if err != nil {
		return "", 0, err
	}
	if code.Code == nil {
		return "", 0, errs.New(errs.NotFound, "join.unknown")
	}
	old, err := s.devices(ctx, oldCookie)
	if err != nil && errs.KindOf(err) != errs.Unauthenticated {
		return "", 0, err
	}
	if err := in.check(); err != nil {
		return "", 0, err
	}
	sc := codeScope(code.organization)
	switch lists, err := s.listsOf(ctx, sc, *code.Code, old); {
	case err != nil:
		return "", 0, err
	case len(lists) >= mostLists:
		return "", 0, errs.New(errs.Conflict, "near.two_lists", "max", mostLists)
	}
	s.checkingOut.Lock() // within this process nobody chooses doors that another is about to get; between processes the database decides
	defer s.checkingOut.Unlock()
	var fresh string
	for range mostRetries {
		fresh, packet, err = s.checkOut(ctx, sc, *code.Code, in)
		if !errors.Is(err, errTaken) {
			break
		}
	}
	if errors.Is(err, errTaken) {
		err = errs.Because(err, errs.Unavailable, "")
	}
	if err != nil {
		return "", 0, err
	}
	s.live.changed(code.organization, code.Code.Program)
	return withToken(fresh, old), packet, nil
}

// check cleans what was typed and says what cannot be used.
func (in *Asked) check() error {
	in.Name, in.Languages, in.Written = cleanText(in.Name), knownTags(in.Languages), cleanText(in.Written)
	switch {
	case in.Name == "":
		return errs.Field("name", "join.name_missing")
	case utf8.RuneCountInString(in.Name) > maxFirstName:
		return errs.Field("name", "join.name_long", "max", maxFirstName)
	case len(in.Languages) == 0:
		return errs.Field("language", "near.error.languages")
	case doorsFor[in.Minutes] == 0:
		return errs.Field("minutes", "near.error.minutes")
	}
	return nil
}

// withToken is the value of the cookie of a phone that joined one packet more.
func withToken(fresh string, old []Device) string {
	tokens := []string{fresh}
	for _, d := range old {
		if len(tokens) < maxTokens {
			tokens = append(tokens, d.token)
		}
	}
	return strings.Join(tokens, tokenSeparator)
}

// listsOf gives the packets of a code that a phone has now.
func (s *Service) listsOf(ctx context.Context, sc authz.Scope, code Distribution, devices []Device) (out []Packet, err error) {
	now := s.now()
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out = nil
		for _, d := range devices {
			if d.Scope.Organization() != sc.Organization() || d.Wiped || !now.Before(d.ExpiresAt) {
				continue
			}
			p, err := loadPacket(ctx, tx, sc, d.Packet)
			if err != nil {
				return err
			}
			if p.Turf == code.Turf && p.Open(now) {
				out = append(out, p)
			}
		}
		return nil
	})
	return out, err
}

// checkOut chooses doors, plans the walk, and writes what was chosen where it is still free.
func (s *Service) checkOut(ctx context.Context, sc authz.Scope, code Distribution, in Asked) (token string, packet id.ID, err error) {
	var t Turf
	var g ground
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		if g, err = s.readGround(ctx, tx, sc, code.Program); err != nil {
			return err
		}
		near, err := s.where(ctx, tx, sc, g, in)
		if err != nil {
			return err
		}
		w := wish{languages: in.Languages, near: near, doors: doorsFor[in.Minutes], minutes: float64(in.Minutes)}
		doors := choose(g.open(s.now()), w)
		if len(doors) == 0 {
			return errs.New(errs.Conflict, "near.none")
		}
		t, err = s.ground.Outing(ctx, tx, sc, code.Program, doors, near)
		return err
	})
	if err != nil {
		return "", 0, err
	}
	t.ID = code.Turf
	for i := range t.Doors {
		t.Doors[i].Turf = g.turfOf[t.Doors[i].Household]
	}
	return s.writeCheckOut(ctx, sc, t, g, in)
}

// writeCheckOut makes the packet, the volunteer and the phone, and notes the doors as theirs: all of it, or errTaken.
func (s *Service) writeCheckOut(ctx context.Context, sc authz.Scope, t Turf, g ground, in Asked) (token string, packet id.ID, err error) {
	now, packetToken := s.now(), newToken()
	p := Packet{ID: s.ids.Next(), Turf: t.ID, Program: t.Program, Pass: t.Pass, ListNumber: newListNumber(), PublishedAt: db.At(now)}
	p.sealedToken = s.secrets.sealToken(sc.Organization(), p.ID, packetToken)
	err = s.db.Write(ctx, sc, "canvass.CheckOut", func(tx *db.WriteTx) error {
		code, err := loadDistribution(ctx, tx, sc, t.Program)
		if err != nil {
			return err
		}
		if !code.Open() {
			return errs.New(errs.Expired, "join.expired")
		}
		if err := s.roomFor(ctx, tx, sc, code); err != nil {
			return err
		}
		switch packets, err := s.turfPackets(ctx, tx, sc, code.Program, code.Turf); {
		case err != nil:
			return err
		case !slices.Equal(packets, g.packets): // a turf went out meanwhile
			return errTaken
		}
		all, err := s.pack(ctx, tx, sc, []Turf{t})
		if err != nil {
			return err
		}
		v := all[0]
		switch {
		case v.Out > 0, v.Done > 0: // with somebody else, or done, since they were chosen
			return errTaken
		case v.problem != nil:
			return v.problem
		}
		p.FormVersion, p.Doors, p.People, p.ExpiresAt = v.Script.Version, v.Doors, v.People, db.At(now.Add(code.lasts()))
		if err := insertPacket(ctx, tx, sc, p, v.snapshot); err != nil {
			return err
		}
		if err := insertPacketKey(ctx, tx, sc.Organization(), p, packetToken); err != nil {
			return err
		}
		if err := insertCheckout(ctx, tx, sc, p, v.snapshot, db.At(now)); err != nil {
			return err
		}
		if token, err = s.addWorker(ctx, tx, sc, p, in.Name, in.Languages); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "packet.checked_out", p.ID, map[string]any{"program": p.Program, "doors": p.Doors, "people": p.People})
	})
	return token, p.ID, err
}

// insertCheckout notes the doors of a packet as somebody's. Whose time is over has them no more.
func insertCheckout(ctx context.Context, tx *db.WriteTx, sc authz.Scope, p Packet, snapshot Snapshot, now db.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM checkout WHERE org_id = $1 AND program_id = $2 AND until <= $3`, sc.Organization(), p.Program, now); err != nil {
		return err
	}
	var rows [][]any
	for _, d := range snapshot.Doors() {
		rows = append(rows, []any{sc.Organization(), p.Program, d.Household, p.ID, p.ExpiresAt})
	}
	n, err := tx.Insert(ctx, "checkout", []string{"org_id", "program_id", "household_id", "packet_id", "until"}, rows, `ON CONFLICT (org_id, program_id, household_id) DO NOTHING`)
	if err == nil && int(n) < len(rows) {
		err = errTaken
	}
	if err != nil {
		return err
	}
	return tx.Touch(ctx, sc.Organization()) // nobody changes by it
}

// roomFor counts the lists of a code that are out, and those that came back in the same time with nothing tried: who only looks at doors
// soon sees no more of them. It returns errs.Conflict (near.full) where the organizer wants no more.
func (s *Service) roomFor(ctx context.Context, q db.Querier, sc authz.Scope, code Distribution) error {
	now := s.now()
	n, err := db.One(ctx, q, db.Value[int], `SELECT COUNT(*) FROM packet p WHERE p.org_id = $1 AND p.program_id = $2 AND p.turf_id = $3 AND p.published_at > $4
		AND (p.revoked_at IS NULL AND p.expires_at > $5 OR NOT EXISTS (SELECT 1 FROM attempt a WHERE a.org_id = p.org_id AND a.packet_id = p.id AND a.is_attempt))`,
		sc.Organization(), code.Program, code.Turf, db.At(now.Add(-code.lasts())), db.At(now))
	if err == nil && n >= code.Most {
		err = errs.New(errs.Conflict, "near.full")
	}
	return err
}

// comeHome opens the doors of a packet of a code again, and closes it: when its last volunteer has ended the shift. Other packets stay as they are.
func comeHome(ctx context.Context, tx *db.WriteTx, sc authz.Scope, packet id.ID, now db.Time) error {
	n, err := tx.Exec(ctx, `UPDATE packet SET expires_at = $3 WHERE org_id = $1 AND id = $2 AND expires_at > $3
		AND EXISTS (SELECT 1 FROM distribution d WHERE d.org_id = packet.org_id AND d.turf_id = packet.turf_id)`, sc.Organization(), packet, now)
	if err != nil || n == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE packet_key SET expires_at = $3 WHERE organization_id = $1 AND packet_id = $2`, sc.Organization(), packet, now); err != nil {
		return err
	}
	return openAgain(ctx, tx, sc, packet)
}

// openAgain lets others have the doors of a packet.
func openAgain(ctx context.Context, tx *db.WriteTx, sc authz.Scope, packet id.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM checkout WHERE org_id = $1 AND packet_id = $2`, sc.Organization(), packet); err != nil {
		return err
	}
	return tx.Touch(ctx, sc.Organization()) // nobody changes by it
}

func takenNow(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, now db.Time) (map[id.ID]bool, error) {
	all, err := db.All(ctx, q, db.Value[id.ID], `SELECT household_id FROM checkout WHERE org_id = $1 AND program_id = $2 AND until > $3`, sc.Organization(), program, now)
	return setOf(all), err
}

func setOf(all []id.ID) map[id.ID]bool {
	out := make(map[id.ID]bool, len(all))
	for _, one := range all {
		out[one] = true
	}
	return out
}
