package canvass

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
	"banyan/internal/platform/ui"
)

// world is an organization with one turf, its service and a clock that tests move.
type world struct {
	t        testing.TB
	db       *db.DB
	ids      *id.Source
	service  *Service
	key      *ecdh.PrivateKey
	org      id.ID
	director authz.Scope
	turf     *Turf
	script   Script
	program  id.ID
	others   []Turf         // of the program, without doors of their own in the database
	promised map[id.ID]bool // turfs of shifts

	mu  sync.Mutex
	now time.Time
}

var begin = time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// newWorld makes an organization with a turf of n doors; every door has two people, the languages take turns.
func newWorld(t testing.TB, d *db.DB, doors int) *world {
	t.Helper()
	w := &world{t: t, db: d, now: begin}
	w.ids = id.NewSource(w.clock)
	w.key = must(ecdh.P256().GenerateKey(rand.Reader))
	w.org = w.ids.Next()
	w.director = authz.Member(w.org, authz.Actor{Account: w.ids.Next(), Name: "Director"}, authz.Director)
	w.service = must(NewService(Config{DB: d, IDs: w.ids, Now: w.clock, Key: w.key, Turfs: w, Ground: w, Scripts: w, People: w, Organizations: w, Audit: audit.New(w.clock), Queue: jobs.New(d, w.ids, w.clock, slog.New(slog.DiscardHandler))}))
	w.exec(authz.Platform("test"), `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES ($1, $2, 'Hmong Neighbors', 'WI', 'America/Chicago', 'en', 0)`,
		w.org, "org-"+w.org.String())
	w.makeTurf(doors)
	return w
}

func (w *world) exec(sc authz.Scope, sql string, args ...any) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), sc, "test", func(tx *db.WriteTx) error {
		_, err := tx.Exec(context.Background(), sql, args...)
		return err
	}); err != nil {
		w.t.Fatalf("%s: %v", sql, err)
	}
}

var doorLanguages = []string{"hmn", "vi", "zh-Hant", "en", ""}

func (w *world) makeTurf(doors int) {
	sc, universe, form, version, turf := w.director, w.ids.Next(), w.ids.Next(), w.ids.Next(), w.ids.Next()
	w.program = w.ids.Next()
	w.exec(sc, `INSERT INTO universe (org_id, id, name, query, created_by, created_at, updated_at) VALUES ($1, $2, 'All', '{}', 1, 0, 0)`, w.org, universe)
	w.exec(sc, `INSERT INTO form (org_id, id, kind, name, created_by, created_at) VALUES ($1, $2, 'script', 'Fall', 1, 0)`, w.org, form)
	w.exec(sc, `INSERT INTO form_version (org_id, id, form_id, version, definition, updated_at, published_at) VALUES ($1, $2, $3, 1, '{}', 0, 0)`, w.org, version, form)
	w.exec(sc, `INSERT INTO program (org_id, id, name, universe_id, form_id, pass, revision, created_by, created_at) VALUES ($1, $2, 'Fall', $3, $4, 1, 1, 1, 0)`, w.org, w.program, universe, form)
	w.exec(sc, `INSERT INTO turf (org_id, id, program_id, number, name, state, drawn, doors, people, languages, metres, minutes, outline, created_at, cut)
		VALUES ($1, $2, $3, 1, 'Turf 1', 'draft', FALSE, 0, 0, '{}', 900, 60, '{}', 0, 1)`, w.org, turf, w.program)
	all := map[string]string{"en": "Will you vote?", "hmn": "Koj puas yuav mus pov npav?", "vi": "Bạn sẽ đi bầu chứ?", "zh-Hant": "您會投票嗎？"}
	w.script = Script{Version: version, Name: "Fall", Source: "en", Items: []Item{
		{ID: "greeting", Kind: Say, Text: all},
		{ID: "q1", Kind: AskOne, Text: all, Choices: []Choice{{"yes", all}, {"no", all}}},
		{ID: "q2", Kind: AskWords, Text: all},
	}}
	w.turf = &Turf{ID: turf, Program: w.program, Form: form, Name: "Turf 1", ProgramName: "Fall", Pass: 1, Metres: 900, Minutes: 60}
	for i := range doors {
		w.turf.Doors = append(w.turf.Doors, w.makeDoor(i))
	}
}

func (w *world) makeDoor(i int) TurfDoor {
	household := w.ids.Next()
	d := TurfDoor{Household: household, Building: fmt.Sprint("b", i/2), Number: fmt.Sprint(100 + i/2*2), Street: "N 60th St", Unit: fmt.Sprint(i%2 + 1), City: "Milwaukee",
		Lat: 43.1 + float64(i)/5000, Lon: -88}
	w.exec(w.director, `INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at) VALUES ($1, $2, $3, $4, $5, 'Milwaukee', 'WI', '53218', $6, $7, 0)`,
		w.org, household, d.Number, d.Street, d.Unit, d.Building, fmt.Sprint(d.Building, "#", i))
	for p := range 2 {
		person := Person{ID: w.ids.Next(), Given: fmt.Sprintf("Mai %d", i), Family: "Xiong", Language: doorLanguages[(i+p)%len(doorLanguages)]}
		w.insertPerson(w.director, person, household, "voter file")
		d.People = append(d.People, person)
	}
	return d
}

func (w *world) insertPerson(sc authz.Scope, p Person, household id.ID, source string) {
	w.exec(sc, insertPersonSQL, w.org, p.ID, household, p.Given, p.Family, p.Language, source)
}

const insertPersonSQL = `INSERT INTO person (org_id, id, household_id, given, middle, family, suffix, native_name, native_lang, search, phone, email, language, is_member, source, created_at, updated_at)
	VALUES ($1, $2, $3, $4, '', $5, '', '', '', '', '', '', $6, FALSE, $7, 0, 0)`

// The world is the other features.

func (w *world) TurfsForPackets(_ context.Context, _ db.Querier, _ authz.Scope, turfs []id.ID) (out []Turf, err error) {
	for _, turf := range turfs {
		i := slices.IndexFunc(w.others, func(t Turf) bool { return t.ID == turf })
		switch {
		case turf == w.turf.ID:
			out = append(out, *w.turf)
		case i >= 0:
			out = append(out, w.others[i])
		default:
			return nil, errs.New(errs.NotFound, "")
		}
	}
	return out, nil
}

func (w *world) TurfPublished(ctx context.Context, tx *db.WriteTx, sc authz.Scope, turf id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE turf SET state = 'published' WHERE org_id = $1 AND id = $2`, sc.Organization(), turf)
	return err
}

func (w *world) ProgramOf(_ context.Context, _ db.Querier, _ authz.Scope, program id.ID) (Program, error) {
	if program != w.program {
		return Program{}, errs.New(errs.NotFound, "")
	}
	return Program{ID: program, Name: "Fall", Pass: 1, Turfs: []ProgramTurf{{ID: w.turf.ID, Number: 1, Name: "Turf 1", Doors: len(w.turf.Doors), People: 2 * len(w.turf.Doors)}}}, nil
}

func (w *world) ScriptForPacket(context.Context, db.Querier, authz.Scope, id.ID) (Script, error) {
	return w.script, nil
}

func (w *world) Suppressed(ctx context.Context, q db.Querier, sc authz.Scope, people []id.ID) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var p id.ID
		err := r.Scan(&p)
		out[p] = true
		return err
	}, `SELECT person_id FROM suppression WHERE org_id = $1 AND lifted_at IS NULL AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, sc.Organization(), db.List(people))
	return out, err
}

func (w *world) Suppress(ctx context.Context, tx *db.WriteTx, sc authz.Scope, s Suppression) error {
	n, err := tx.Exec(ctx, `UPDATE suppression SET lifted_at = NULL WHERE org_id = $1 AND person_id = $2 AND attempt_id = $3`, sc.Organization(), s.Person, s.Attempt)
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO suppression (org_id, id, person_id, scope, reason, address_key, attempt_id, at) VALUES ($1, $2, $3, $4, $5, '', $6, $7)`,
		sc.Organization(), w.ids.Next(), s.Person, s.Scope, s.Reason, s.Attempt, db.At(s.At))
	return err
}

func (w *world) Lift(ctx context.Context, tx *db.WriteTx, sc authz.Scope, attempt id.ID, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE suppression SET lifted_at = $3 WHERE org_id = $1 AND attempt_id = $2 AND lifted_at IS NULL`, sc.Organization(), attempt, db.At(at))
	return err
}

func (w *world) AddAtDoor(ctx context.Context, tx *db.WriteTx, sc authz.Scope, p NewPerson) error {
	_, err := tx.Exec(ctx, insertPersonSQL, sc.Organization(), p.ID, p.Household, p.Name, "", p.Language, "door")
	return err
}

func (w *world) Describe(context.Context, id.ID) (ui.Organization, error) {
	return ui.Organization{Slug: "org", Name: "Hmong Neighbors", TimeZone: "America/Chicago"}, nil
}

// publish hands the turf out until four the next morning.
func (w *world) publish() Packet {
	w.t.Helper()
	p, err := w.service.Publish(context.Background(), w.director, w.turf.ID, w.clock().Add(12*time.Hour), true)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// phone is a volunteer's device.
type phone struct {
	w      *world
	packet id.ID
	cookie string
	worker id.ID
	clock  func() time.Time // its own, which may lie
	since  int64
	news   int64
}

func (w *world) join(p Packet, name, cookie string) *phone {
	w.t.Helper()
	token, err := w.service.JoinToken(w.director, p)
	if err != nil {
		w.t.Fatal(err)
	}
	cookie, packet, err := w.service.Join(context.Background(), token, name, []string{"hmn"}, "", cookie)
	if err != nil {
		w.t.Fatal(err)
	}
	devices, err := w.service.devices(context.Background(), cookie)
	if err != nil {
		w.t.Fatal(err)
	}
	return &phone{w: w, packet: packet, cookie: cookie, worker: devices[0].Worker, clock: w.clock}
}

var uuidSerial struct {
	sync.Mutex
	n int
}

// newUUID makes a UUIDv7 that no other call makes.
func newUUID() string {
	uuidSerial.Lock()
	defer uuidSerial.Unlock()
	uuidSerial.n++
	return fmt.Sprintf("0197a000-0000-7%03x-8000-%012x", uuidSerial.n>>20&0xfff, uuidSerial.n)
}

func (p *phone) event(kind string, household id.ID, change func(*Event)) Event {
	e := Event{ID: newUUID(), Packet: p.packet.String(), Kind: kind, At: p.clock().Format(time.RFC3339)}
	if household != 0 {
		e.Household = household.String()
	}
	if change != nil {
		change(&e)
	}
	return e
}

func (p *phone) request(events ...Event) SyncRequest {
	req := SyncRequest{V: 1, Now: p.clock().Format(time.RFC3339), Held: len(events), Since: p.since, Packet: p.packet.String()}
	for _, e := range events {
		req.Events = append(req.Events, must(json.Marshal(e)))
	}
	return req
}

func (p *phone) send(events ...Event) SyncResponse {
	p.w.t.Helper()
	res, err := p.w.service.Sync(context.Background(), p.cookie, p.request(events...))
	if err != nil {
		p.w.t.Fatal(err)
	}
	p.since = res.Cursor
	return res
}

// taken sends events and fails unless each is acknowledged.
func (p *phone) taken(events ...Event) {
	p.w.t.Helper()
	for _, a := range p.send(events...).Acks {
		if !a.OK {
			p.w.t.Fatalf("entry %s was refused: %s", a.ID, a.Why)
		}
	}
}

func result(r Result, person id.ID) func(*Event) {
	return func(e *Event) {
		e.Result = r
		if person != 0 {
			e.Person = person.String()
		}
		if r == Conversation {
			e.Answers = map[string][]string{"q1": {"yes"}}
		}
	}
}

// log gives every entry of the organization with its deliveries.
func (w *world) log() (out []entry) {
	w.t.Helper()
	err := w.db.Read(context.Background(), w.director, func(tx *db.ReadTx) (err error) {
		out, err = db.All(context.Background(), tx, scanEntry, `SELECT `+entryColumns+` FROM attempt a WHERE a.org_id = $1 ORDER BY a.seq`, w.org)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	err := w.db.Read(context.Background(), w.director, func(tx *db.ReadTx) (err error) {
		n, err = db.One(context.Background(), tx, db.Value[int], sql, append([]any{w.org}, args...)...)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// suppressed tells whom nobody may visit, by reason.
func (w *world) suppressed() map[id.ID]string {
	w.t.Helper()
	out := map[id.ID]string{}
	err := w.db.Read(context.Background(), w.director, func(tx *db.ReadTx) error {
		return db.Each(context.Background(), tx, func(r db.Row) error {
			var p id.ID
			var reason string
			err := r.Scan(&p, &reason)
			out[p] = reason
			return err
		}, `SELECT person_id, reason FROM suppression WHERE org_id = $1 AND lifted_at IS NULL`, w.org)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) context() context.Context { return context.Background() }
