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
	Once      string     // what the form was given when it was made; the same again is the same asking
}

// doorsFor is how many doors fit the time that a volunteer has.
var doorsFor = map[int]int{30: 10, 60: 20, 120: 40}

const (
	mostLists   = 2             // packets of the code that one phone has at once; of those on which nothing is recorded, one
	comeAgain   = 2 * time.Hour // where somebody was asked to come back, nobody is sent before
	mostRetries = 8             // when others get the same doors meanwhile
)

// errTaken says that somebody else got some of the chosen doors since they were chosen.
var errTaken = errors.New("canvass: a chosen door is with somebody else")

// CheckOut gives a volunteer who holds a program's code a packet of doors; it gives the new value of the device cookie. Two who ask at the
// same moment get different doors; a form that comes twice gets the same packet twice. A list of this phone on which nothing was recorded
// is given back for the new one. It returns the errors of Invitation; errs.Invalid where the name, the languages, the time or the place
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
	done, err := s.turns.take(ctx, code.Code.Program)
	if err != nil {
		return "", 0, err
	}
	defer done()
	for range mostRetries {
		cookie, packet, err = s.checkOutOnce(ctx, code, in, old)
		if !errors.Is(err, errTaken) {
			break
		}
	}
	if errors.Is(err, errTaken) {
		err = errs.Because(err, errs.Unavailable, "")
	}
	if err == nil {
		s.live.changed(code.organization, code.Code.Program)
	}
	return cookie, packet, err
}

// checkOutOnce gives what the form has got already, or chooses doors and writes what was chosen.
func (s *Service) checkOutOnce(ctx context.Context, code Invitation, in Asked, old []Device) (cookie string, packet id.ID, err error) {
	sc := codeScope(code.organization)
	d, again, fresh, err := s.asked(ctx, code.organization, code.Code.Program, in.Once)
	if err != nil {
		return "", 0, err
	}
	if again {
		return withToken(d.token, old), d.Packet, nil
	}
	back, err := s.toGiveBack(ctx, sc, *code.Code, old)
	if err != nil {
		return "", 0, err
	}
	packet, err = s.checkOut(ctx, sc, *code.Code, in, fresh, back)
	return withToken(fresh, old), packet, err
}

// toGiveBack gives the lists of a phone on which nothing was recorded: a new one takes their place. It returns errs.Conflict
// (near.two_lists) where it has as many others as it may.
func (s *Service) toGiveBack(ctx context.Context, sc authz.Scope, code Distribution, old []Device) (back []id.ID, err error) {
	lists, err := s.listsOf(ctx, sc, code, old)
	if err != nil {
		return nil, err
	}
	for _, list := range lists {
		if list.unused {
			back = append(back, list.ID)
		}
	}
	if len(lists)-len(back) >= mostLists {
		return nil, errs.New(errs.Conflict, "near.two_lists", "max", mostLists)
	}
	return back, nil
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
		if len(tokens) < maxTokens && d.token != fresh {
			tokens = append(tokens, d.token)
		}
	}
	return strings.Join(tokens, tokenSeparator)
}

// heldList is a packet of a code that a phone has now.
type heldList struct {
	Packet
	unused bool // nothing is recorded on it
}

// listsOf gives the packets of a code that a phone has now.
func (s *Service) listsOf(ctx context.Context, sc authz.Scope, code Distribution, devices []Device) (out []heldList, err error) {
	now := s.now()
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		var packets []Packet
		for _, d := range devices {
			if d.Scope.Organization() != sc.Organization() || d.Wiped || !now.Before(d.ExpiresAt) {
				continue
			}
			p, err := loadPacket(ctx, tx, sc, d.Packet)
			if err != nil {
				return err
			}
			if p.Turf == code.Turf && p.Open(now) {
				packets = append(packets, p)
			}
		}
		none, err := unused(ctx, tx, sc, packets)
		out = make([]heldList, len(packets))
		for i, p := range packets {
			out[i] = heldList{p, none[p.ID]}
		}
		return err
	})
	return out, err
}

// checkOut chooses doors, plans the walk, and writes what was chosen where it is still free. The doors of the lists that are given back may be
// among them.
func (s *Service) checkOut(ctx context.Context, sc authz.Scope, code Distribution, in Asked, token string, back []id.ID) (packet id.ID, err error) {
	var t Turf
	var g ground
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		if err := s.roomFor(ctx, tx, sc, code); err != nil { // before all doors are read
			return err
		}
		if g, err = s.readGround(ctx, tx, sc, code.Program); err != nil {
			return err
		}
		if err := g.giveBack(ctx, tx, sc, back); err != nil {
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
		return 0, err
	}
	t.ID = code.Turf
	for i := range t.Doors {
		t.Doors[i].Turf = g.turfOf[t.Doors[i].Household]
	}
	return s.writeCheckOut(ctx, sc, t, g, in, token, back)
}

// writeCheckOut makes the packet, the volunteer and the phone, and notes the doors as theirs: all of it, or errTaken.
func (s *Service) writeCheckOut(ctx context.Context, sc authz.Scope, t Turf, g ground, in Asked, token string, back []id.ID) (packet id.ID, err error) {
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
		for _, list := range back {
			if err := comeHome(ctx, tx, sc, list, db.At(now)); err != nil {
				return err
			}
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
		if err := s.insertCheckout(ctx, tx, sc, p, v.snapshot, db.At(now)); err != nil {
			return err
		}
		if err := s.addWorker(ctx, tx, sc, p, in.Name, in.Languages, token); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "packet.checked_out", p.ID, map[string]any{"program": p.Program, "doors": p.Doors, "people": p.People})
	})
	return p.ID, err
}

// insertCheckout notes the doors of a packet as somebody's. Whose time is over has them no more, and whose list is quiet.
func (s *Service) insertCheckout(ctx context.Context, tx *db.WriteTx, sc authz.Scope, p Packet, snapshot Snapshot, now db.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM checkout WHERE org_id = $1 AND program_id = $2 AND until <= $3`, sc.Organization(), p.Program, now); err != nil {
		return err
	}
	var rows [][]any
	var doors []id.ID
	for _, d := range snapshot.Doors() {
		doors = append(doors, d.Household)
		rows = append(rows, []any{sc.Organization(), p.Program, d.Household, p.ID, p.ExpiresAt})
	}
	if err := s.fromQuiet(ctx, tx, sc, p.Program, doors); err != nil {
		return err
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

func setOf(all []id.ID) map[id.ID]bool {
	out := make(map[id.ID]bool, len(all))
	for _, one := range all {
		out[one] = true
	}
	return out
}
