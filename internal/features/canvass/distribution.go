package canvass

import (
	"cmp"
	"context"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// A distribution is one code for a whole program: whoever opens it gets the nearest doors that they can speak with, for some hours.
// What they get is a packet like any other, kept under a turf that is in no cut; the table checkout says which doors are with whom.
//
// A door is with one volunteer at a time, by the key of that table. Doors of turfs that are out, and of turfs that a shift is about to
// give out, are not given to whoever comes by the code; and a turf that is published leaves the doors out that somebody got by the code.
type Distribution struct {
	Program, Turf id.ID
	ListNumber    string
	Hours         int // for how long doors are checked out
	Most          int // volunteers at once
	OpenedAt      db.Time
	ClosedAt      db.Time // zero: the code opens doors
	sealedToken   string
}

// Open tells whether the code opens doors.
func (d Distribution) Open() bool { return d.Program != 0 && d.ClosedAt.IsZero() }

func (d Distribution) lasts() time.Duration { return time.Duration(d.Hours) * time.Hour }

// What an organizer may choose, and what is chosen for them.
const (
	usualHours, maxHoursOut = 3, 12
	usualMost, maxAtOnce    = 30, 500
)

func loadDistribution(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (Distribution, error) {
	return db.One(ctx, q, func(r db.Row) (d Distribution, err error) {
		err = r.Scan(&d.Program, &d.Turf, &d.ListNumber, &d.sealedToken, &d.Hours, &d.Most, &d.OpenedAt, &d.ClosedAt)
		return d, err
	}, `SELECT program_id, turf_id, list_number, token, hours, most, opened_at, closed_at FROM distribution WHERE org_id = $1 AND program_id = $2`, sc.Organization(), program)
}

// OpenCode lets a program's code open doors, or changes for how long and for how many. The code stays the same until it is rotated. It
// returns errs.Forbidden without PublishTurfs, errs.NotFound outside the Scope, errs.Invalid for figures that make no sense, and
// errs.Conflict without a published script.
func (s *Service) OpenCode(ctx context.Context, sc authz.Scope, program id.ID, hours, most int) (err error) {
	defer errs.Wrap(&err, "canvass.OpenCode(%v)", program)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return err
	}
	switch {
	case hours < 1 || hours > maxHoursOut:
		return errs.Field("hours", "code.error.hours", "max", maxHoursOut)
	case most < 1 || most > maxAtOnce:
		return errs.Field("most", "code.error.most", "max", maxAtOnce)
	}
	err = s.db.Write(ctx, sc, "canvass.OpenCode", func(tx *db.WriteTx) error {
		nothing, err := s.ground.Outing(ctx, tx, sc, program, nil, nil)
		if err != nil {
			return err
		}
		if nothing.Form == 0 {
			return errs.New(errs.Conflict, "canvass.publish.no_script")
		}
		if _, err := s.scripts.ScriptForPacket(ctx, tx, sc, nothing.Form); err != nil {
			return err
		}
		d, err := loadDistribution(ctx, tx, sc, program)
		if errs.KindOf(err) == errs.NotFound {
			d, err = s.newDistribution(ctx, tx, sc, program)
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE distribution SET hours = $3, most = $4, closed_at = NULL WHERE org_id = $1 AND program_id = $2`, sc.Organization(), program, hours, most); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "program.code_on", program, map[string]any{"hours": hours, "most": most, "was_on": d.Open() && d.Hours > 0})
	})
	if err == nil {
		s.live.changed(sc.Organization(), program)
	}
	return err
}

// newDistribution makes a program's row with a code of its own.
func (s *Service) newDistribution(ctx context.Context, tx *db.WriteTx, sc authz.Scope, program id.ID) (d Distribution, err error) {
	d = Distribution{Program: program, OpenedAt: db.At(s.now())}
	if d.Turf, err = s.ground.OutingTurf(ctx, tx, sc, program); err != nil {
		return d, err
	}
	if err := s.newCode(ctx, tx, sc, &d); err != nil {
		return d, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO distribution (org_id, program_id, turf_id, list_number, token, hours, most, opened_by, opened_at) VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7)`,
		sc.Organization(), program, d.Turf, d.ListNumber, d.sealedToken, sc.Actor().Account, d.OpenedAt)
	return d, err
}

// newCode gives a program a new code. It is found like a packet's, by its hash.
func (s *Service) newCode(ctx context.Context, tx *db.WriteTx, sc authz.Scope, d *Distribution) error {
	token := newToken()
	d.ListNumber, d.sealedToken = newListNumber(), s.secrets.sealToken(sc.Organization(), d.Program, token)
	_, err := tx.Exec(ctx, `INSERT INTO packet_key (token_hash, list_number, organization_id, packet_id, program_id, expires_at) VALUES ($1, $2, $3, 0, $4, $5)`,
		hashToken(token), d.ListNumber, sc.Organization(), d.Program, db.At(s.now().AddDate(10, 0, 0)))
	return err
}

// RotateCode gives the program another code; the old one opens nothing any more. Who has doors keeps them. It returns errs.Forbidden
// without PublishTurfs and errs.NotFound for a program that never had one.
func (s *Service) RotateCode(ctx context.Context, sc authz.Scope, program id.ID) (err error) {
	defer errs.Wrap(&err, "canvass.RotateCode(%v)", program)
	return s.changeCode(ctx, sc, program, "program.code_rotated", func(tx *db.WriteTx, d Distribution) error {
		if _, err := tx.Exec(ctx, `UPDATE packet_key SET revoked_at = $3 WHERE organization_id = $1 AND program_id = $2 AND revoked_at IS NULL`,
			sc.Organization(), program, db.At(s.now())); err != nil {
			return err
		}
		if err := s.newCode(ctx, tx, sc, &d); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE distribution SET list_number = $3, token = $4 WHERE org_id = $1 AND program_id = $2`, sc.Organization(), program, d.ListNumber, d.sealedToken)
		return err
	})
}

// CloseCode lets the code open nothing more. Who has doors keeps them until their time is over. Errors as RotateCode.
func (s *Service) CloseCode(ctx context.Context, sc authz.Scope, program id.ID) (err error) {
	defer errs.Wrap(&err, "canvass.CloseCode(%v)", program)
	return s.changeCode(ctx, sc, program, "program.code_off", func(tx *db.WriteTx, _ Distribution) error {
		_, err := tx.Exec(ctx, `UPDATE distribution SET closed_at = $3 WHERE org_id = $1 AND program_id = $2`, sc.Organization(), program, db.At(s.now()))
		return err
	})
}

func (s *Service) changeCode(ctx context.Context, sc authz.Scope, program id.ID, action string, do func(*db.WriteTx, Distribution) error) error {
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return err
	}
	err := s.db.Write(ctx, sc, action, func(tx *db.WriteTx) error {
		d, err := loadDistribution(ctx, tx, sc, program)
		if err != nil {
			return err
		}
		if err := do(tx, d); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, action, program, nil)
	})
	if err == nil {
		s.live.changed(sc.Organization(), program)
	}
	return err
}

// TakeBack ends a packet that somebody got by the program's code: its doors are open again. It returns errs.Forbidden without
// PublishTurfs and errs.NotFound for a packet that is not of this program.
func (s *Service) TakeBack(ctx context.Context, sc authz.Scope, program, packet id.ID) (err error) {
	defer errs.Wrap(&err, "canvass.TakeBack(%v)", packet)
	p, err := s.Brief(ctx, sc, packet)
	if err != nil {
		return err
	}
	if p.Program != program {
		return errs.New(errs.NotFound, "")
	}
	if err := s.Revoke(ctx, sc, packet); err != nil {
		return err
	}
	s.live.changed(sc.Organization(), program)
	return nil
}

// DoorsIn counts the doors of a language by where they stand.
type DoorsIn struct {
	Language               string
	Open, Out, Turfs, Done int // free; with somebody by the code; in turfs that are out or promised; done in this pass, or nobody goes there
}

func (d DoorsIn) total() int { return d.Open + d.Out + d.Turfs + d.Done }

func (d DoorsIn) plus(e DoorsIn) DoorsIn {
	return DoorsIn{d.Language, d.Open + e.Open, d.Out + e.Out, d.Turfs + e.Turfs, d.Done + e.Done}
}

// CheckedOut is a packet that somebody got by the code and still has.
type CheckedOut struct {
	Packet
	Worker    string
	Languages []string
	SeenAt    db.Time
	Tried     int // doors
	// RecordedAt is when something came in last; zero where nothing ever did.
	RecordedAt db.Time
}

// Quiet tells whether the doors of a list are given to whoever asks for some, because nothing was recorded for so long.
func (c CheckedOut) Quiet(now time.Time) bool {
	since := c.PublishedAt
	if since.Before(c.RecordedAt.Time) {
		since = c.RecordedAt
	}
	return now.Sub(since.Time) >= quietAfter
}

// CodePage is what an organizer sees of a program's code.
type CodePage struct {
	Program      Program
	Distribution Distribution // its zero value where the program never had a code
	Doors        []DoorsIn    // the language with most doors first
	Unplaced     int          // doors without a place on the map, which nobody gets
	Lists        []CheckedOut
}

func (p CodePage) sum() (all DoorsIn) {
	for _, d := range p.Doors {
		all = all.plus(d)
	}
	return all
}

// CodePage tells how a program's code is used. It returns errs.Forbidden without PublishTurfs and errs.NotFound outside the Scope.
func (s *Service) CodePage(ctx context.Context, sc authz.Scope, program id.ID) (out CodePage, err error) {
	defer errs.Wrap(&err, "canvass.CodePage(%v)", program)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		g, err := s.readGround(ctx, tx, sc, program)
		if err != nil {
			return err
		}
		out = CodePage{Program: g.program}
		if out.Distribution, err = loadDistribution(ctx, tx, sc, program); err != nil && errs.KindOf(err) != errs.NotFound {
			return err
		}
		out.Doors, out.Unplaced = g.count()
		out.Lists, err = s.checkedOut(ctx, tx, sc, out.Distribution)
		return err
	})
	return out, err
}

// count sorts the doors by language; a door where several are spoken counts for one that is not English.
func (g ground) count() (out []DoorsIn, unplaced int) {
	by := map[string]DoorsIn{}
	for _, d := range g.doors {
		if d.Lat == 0 && d.Lon == 0 {
			unplaced++
			continue
		}
		languages := d.languages()
		slices.SortFunc(languages, func(a, b string) int { return cmp.Or(boolInt(a == "en")-boolInt(b == "en"), cmp.Compare(a, b)) })
		n := by[languages[0]]
		n.Language = languages[0]
		switch {
		case g.tried[d.Household].done:
			n.Done++
		case g.taken[d.Household]:
			n.Out++
		case g.off[d.Household]:
			n.Done++
		case g.busy[d.Household] || g.promised[d.Turf]:
			n.Turfs++
		default:
			n.Open++
		}
		by[languages[0]] = n
	}
	for _, n := range by {
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b DoorsIn) int {
		return cmp.Or(cmp.Compare(b.total(), a.total()), cmp.Compare(a.Language, b.Language))
	})
	return out, unplaced
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// checkedOut lists the packets of the code that are out, the oldest first.
func (s *Service) checkedOut(ctx context.Context, q db.Querier, sc authz.Scope, d Distribution) ([]CheckedOut, error) {
	return db.All(ctx, q, func(r db.Row) (c CheckedOut, err error) {
		var languages db.JSON[[]string]
		err = r.Scan(&c.ID, &c.ListNumber, &c.Doors, &c.PublishedAt, &c.ExpiresAt, &c.Worker, &languages, &c.SeenAt, &c.Tried, &c.RecordedAt)
		c.Languages = languages.V
		return c, err
	}, `SELECT p.id, p.list_number, p.doors, p.published_at, p.expires_at, w.name, w.languages, w.last_seen_at,
			(SELECT COUNT(DISTINCT a.household_id) FROM attempt a WHERE a.org_id = p.org_id AND a.packet_id = p.id AND a.is_attempt AND `+effective+`),
			(SELECT MAX(b.received_at) FROM attempt b WHERE b.org_id = p.org_id AND b.packet_id = p.id)
		FROM packet p JOIN worker w ON w.org_id = p.org_id AND w.packet_id = p.id AND w.account_id IS NULL
		WHERE p.org_id = $1 AND p.program_id = $2 AND p.turf_id = $3 AND p.revoked_at IS NULL AND p.expires_at > $4
			AND w.id = (SELECT MIN(v.id) FROM worker v WHERE v.org_id = p.org_id AND v.packet_id = p.id AND v.account_id IS NULL)
		ORDER BY p.id LIMIT 500`, sc.Organization(), d.Program, d.Turf, db.At(s.now()))
}
