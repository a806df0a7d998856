package canvass

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
)

// Device is a volunteer's phone on one packet.
type Device struct {
	Scope     authz.Scope
	Packet    id.ID
	Worker    id.ID
	CreatedAt time.Time
	ExpiresAt time.Time
	Wiped     bool
	token     string
}

// A phone keeps the tokens of the packets that it joined, the newest first, in one cookie: what it recorded on
// yesterday's packet is still taken while it walks today's.
const (
	tokenSeparator = "."
	maxTokens      = 4
	deviceLife     = 60 * 24 * time.Hour // of the cookie: entries that come back after weeks still find their worker
)

// ResolveDevice finds the Scope of a device cookie: that of the packet that it joined last. A device whose shift has
// ended or that was wiped still has one, because what it holds is taken; every page that gives data out checks that.
// It returns errs.Unauthenticated for an unknown cookie.
func (s *Service) ResolveDevice(ctx context.Context, cookie string) (authz.Scope, error) {
	devices, err := s.devices(ctx, cookie)
	if err != nil {
		return authz.Scope{}, err
	}
	return devices[0].Scope, nil
}

// devices reads a device cookie. It returns errs.Unauthenticated where no token of it is known.
func (s *Service) devices(ctx context.Context, cookie string) (out []Device, err error) {
	defer errs.Wrap(&err, "canvass.devices")
	tokens := strings.Split(cookie, tokenSeparator)
	tokens = tokens[:min(len(tokens), maxTokens)]
	of := map[string]string{}
	for _, t := range tokens {
		of[hashToken(t)] = t
	}
	err = s.db.Read(ctx, authz.Platform("whose device this is"), func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, func(r db.Row) (d Device, err error) {
			var hash string
			var organization id.ID
			var created, expires, wiped db.Time
			err = r.Scan(&hash, &organization, &d.Packet, &d.Worker, &created, &expires, &wiped)
			d.token, d.CreatedAt, d.ExpiresAt, d.Wiped = of[hash], created.Time, expires.Time, !wiped.IsZero()
			d.Scope = authz.Device(organization, authz.Actor{Device: d.Worker, Name: "device of worker " + d.Worker.String()}, d.Packet)
			return d, err
		}, `SELECT token_hash, organization_id, packet_id, worker_id, created_at, expires_at, wiped_at FROM device
			WHERE token_hash IN (SELECT value FROM json_each($1))`, db.List(sortedKeys(of)))
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, errs.New(errs.Unauthenticated, "error.no_device")
	}
	slices.SortFunc(out, func(a, b Device) int { return slices.Index(tokens, a.token) - slices.Index(tokens, b.token) })
	return out, nil
}

// onPacket picks the device of a packet; ok is false where the phone never joined it.
func onPacket(devices []Device, packet id.ID) (Device, bool) {
	for _, d := range devices {
		if d.Packet == packet {
			return d, true
		}
	}
	return Device{}, false
}

// Invitation is what the join page shows of a packet, or of a program's code, to somebody who holds its QR code or list number.
type Invitation struct {
	Organization ui.Organization
	Packet       Packet
	Code         *Distribution // of a program's code, which has no packet yet
	Turf         string
	Languages    []LanguageCount
	organization id.ID
}

// Invitation opens a QR code's token. It returns errs.NotFound for an unknown one and errs.Expired for a packet that
// has ended or was revoked.
func (s *Service) Invitation(ctx context.Context, token string) (in Invitation, err error) {
	defer errs.Wrap(&err, "canvass.Invitation")
	return s.invitation(ctx, `SELECT organization_id, packet_id, program_id, revoked_at FROM packet_key WHERE token_hash = $1`, hashToken(token))
}

// TokenOfNumber gives the token of a list number, which somebody types where no camera works. Errors as Invitation,
// and errs.Invalid for a number whose check digit is wrong.
func (s *Service) TokenOfNumber(ctx context.Context, typed string) (token string, err error) {
	defer errs.Wrap(&err, "canvass.TokenOfNumber")
	number, ok := ParseListNumber(typed)
	if !ok {
		return "", errs.Field("number", "join.number_bad")
	}
	in, err := s.invitation(ctx, `SELECT organization_id, packet_id, program_id, revoked_at FROM packet_key WHERE list_number = $1`, number)
	if err != nil {
		return "", err
	}
	if in.Code != nil {
		return s.secrets.openToken(in.organization, in.Code.Program, in.Code.sealedToken)
	}
	return s.secrets.openToken(in.organization, in.Packet.ID, in.Packet.sealedToken)
}

func (s *Service) invitation(ctx context.Context, query, key string) (in Invitation, err error) {
	var packet, program id.ID
	var revoked db.Time
	err = s.db.Read(ctx, authz.Platform("what a code opens"), func(tx *db.ReadTx) error {
		_, err := db.One(ctx, tx, func(r db.Row) (bool, error) { return true, r.Scan(&in.organization, &packet, &program, &revoked) }, query, key)
		return err
	})
	if errs.KindOf(err) == errs.NotFound {
		return in, errs.New(errs.NotFound, "join.unknown")
	}
	if err != nil {
		return in, err
	}
	if program != 0 {
		err = s.inviteToProgram(ctx, codeScope(in.organization), &in, program, revoked)
		return in, err
	}
	sc := authz.System(in.organization, "join a packet")
	var snapshot Snapshot
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		if in.Packet, err = loadPacket(ctx, tx, sc, packet); err != nil {
			return err
		}
		snapshot, err = loadSnapshot(ctx, tx, sc, packet)
		return err
	})
	if err != nil {
		return in, err
	}
	if !in.Packet.Open(s.now()) {
		return in, errs.New(errs.Expired, "join.expired")
	}
	in.Turf, in.Languages = snapshot.Turf, ranked(snapshot.Languages())
	in.Organization, err = s.orgs.Describe(ctx, in.organization)
	return in, err
}

// codeScope is the Scope in which the server serves whoever holds a program's code.
func codeScope(organization id.ID) authz.Scope {
	return authz.System(organization, "a program's code")
}

// inviteToProgram fills the invitation of a program's code, which says nothing of anybody.
func (s *Service) inviteToProgram(ctx context.Context, sc authz.Scope, in *Invitation, program id.ID, revoked db.Time) error {
	var code Distribution
	err := s.db.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		code, err = loadDistribution(ctx, tx, sc, program)
		return err
	})
	if err != nil {
		return err
	}
	if !code.Open() || !revoked.IsZero() {
		return errs.New(errs.Expired, "join.expired")
	}
	in.Code = &code
	in.Organization, err = s.orgs.Describe(ctx, in.organization)
	return err
}

const (
	maxFirstName       = 40
	maxWorkerLanguages = 12
)

// Join makes a worker and a device of whoever holds a packet's token; it gives the new value of the device cookie.
// A phone that is on the packet already stays who it is, and so does a form that comes twice with the same once. It returns errs.Invalid (field name) without a name, and
// the errors of Invitation.
func (s *Service) Join(ctx context.Context, token, name string, languages []string, once, oldCookie string) (cookie string, packet id.ID, err error) {
	defer errs.Wrap(&err, "canvass.Join")
	in, err := s.Invitation(ctx, token)
	if err != nil {
		return "", 0, err
	}
	if in.Code != nil {
		return "", 0, errs.New(errs.NotFound, "join.unknown")
	}
	packet = in.Packet.ID
	old, err := s.devices(ctx, oldCookie)
	if err != nil && errs.KindOf(err) != errs.Unauthenticated {
		return "", 0, err
	}
	if d, ok := onPacket(old, packet); ok && !d.Wiped && s.now().Before(d.ExpiresAt) {
		return oldCookie, packet, nil
	}
	if name = cleanText(name); name == "" {
		return "", 0, errs.Field("name", "join.name_missing")
	}
	if utf8.RuneCountInString(name) > maxFirstName {
		return "", 0, errs.Field("name", "join.name_long", "max", maxFirstName)
	}
	fresh, err := s.register(ctx, in, name, knownTags(languages), once)
	if errors.Is(err, errTaken) { // the same form, this moment
		fresh, err = s.register(ctx, in, name, knownTags(languages), once)
	}
	if err != nil {
		return "", 0, err
	}
	return withToken(fresh, old), packet, nil
}

func knownTags(languages []string) []string {
	out := []string{}
	for _, l := range languages {
		if langTag.MatchString(l) && !slices.Contains(out, l) && len(out) < maxWorkerLanguages {
			out = append(out, l)
		}
	}
	return out
}

func (s *Service) register(ctx context.Context, in Invitation, name string, languages []string, once string) (token string, err error) {
	d, again, token, err := s.asked(ctx, in.organization, in.Packet.ID, once)
	if err != nil || again {
		return d.token, err
	}
	sc := authz.System(in.organization, "join a packet")
	return token, s.db.Write(ctx, sc, "canvass.Join", func(tx *db.WriteTx) error {
		return s.addWorker(ctx, tx, sc, in.Packet, name, languages, token)
	})
}

// addWorker makes a worker on a packet, and a device for their phone. It returns errTaken where the token is a device's already.
func (s *Service) addWorker(ctx context.Context, tx *db.WriteTx, sc authz.Scope, p Packet, name string, languages []string, token string) error {
	now, worker := db.At(s.now()), s.ids.Next()
	if _, err := tx.Exec(ctx, `INSERT INTO worker (org_id, id, packet_id, name, languages, joined_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
		sc.Organization(), worker, p.ID, name, db.JSON[[]string]{V: languages}, now); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO device (token_hash, organization_id, packet_id, worker_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (token_hash) DO NOTHING`,
		hashToken(token), sc.Organization(), p.ID, worker, now, p.ExpiresAt)
	if err == nil && n == 0 {
		err = errTaken
	}
	return err
}
