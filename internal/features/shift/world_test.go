package shift

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// world is an organization with a program of some turfs, and a clock that tests move. It stands for the other features.
type world struct {
	t        *testing.T
	db       *db.DB
	ids      *id.Source
	service  *Service
	org      id.ID
	director authz.Scope
	program  Program
	doors    map[id.ID][]Door
	standing Standing
	barriers map[string][]id.ID
	asking   []Asking
	tries    []FirstTry
	last     []LastDoor
	ground   Ground
	cut      []id.ID // the doors of the newest language route
	form     id.ID
	now      time.Time

	published []int           // turfs of each call of Publish
	problems  map[id.ID]error // of turfs that cannot go out
}

var begin = time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)

// center is where the world's turfs lie around.
var center = geo.Point{Lat: 43.1, Lon: -88}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, now: begin, doors: map[id.ID][]Door{}, barriers: map[string][]id.ID{}}
	clock := func() time.Time { return w.now }
	w.ids = id.NewSource(clock)
	w.org = w.ids.Next()
	w.director = authz.Member(w.org, authz.Actor{Account: w.ids.Next(), Name: "Director"}, authz.Director)
	w.service = NewService(Config{DB: d, IDs: w.ids, Now: clock, Audit: audit.New(clock), Queue: jobs.New(d, w.ids, clock, slog.New(slog.DiscardHandler)), Turfs: w, Packets: w, People: people{w}, Places: w})
	w.exec(authz.Platform("test"), `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES ($1, $2, 'Hmong Neighbors', 'WI', 'America/Chicago', 'en', 0)`,
		w.org, "org-"+w.org.String())
	universe := w.ids.Next()
	w.form = w.ids.Next()
	w.program = Program{ID: w.ids.Next(), Name: "Fall", Pass: 1, Revision: 1}
	w.exec(w.director, `INSERT INTO universe (org_id, id, name, query, created_by, created_at, updated_at) VALUES ($1, $2, 'All', '{}', 1, 0, 0)`, w.org, universe)
	w.exec(w.director, `INSERT INTO form (org_id, id, kind, name, created_by, created_at) VALUES ($1, $2, 'script', 'Fall', 1, 0)`, w.org, w.form)
	w.exec(w.director, `INSERT INTO form_version (org_id, id, form_id, version, definition, updated_at) VALUES ($1, $2, $2, 1, '{}', 0)`, w.org, w.form)
	w.exec(w.director, `INSERT INTO program (org_id, id, name, universe_id, form_id, pass, revision, created_by, created_at) VALUES ($1, $2, 'Fall', $3, $4, 1, 1, 1, 0)`, w.org, w.program.ID, universe, w.form)
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

// turf adds a turf of doors where these languages are preferred, a number of kilometres from the centre.
func (w *world) turf(km float64, languages ...string) Turf {
	w.t.Helper()
	t := Turf{ID: w.ids.Next(), Number: len(w.program.Turfs) + 1, Name: "Main Street", Doors: len(languages), People: len(languages), Languages: map[string]int{}, Metres: 900, Minutes: 120}
	for i, l := range languages {
		d := Door{Household: w.ids.Next(), At: geo.Point{Lat: center.Lat + km/111.2, Lon: center.Lon + float64(i)/1e5}, Located: true, Floor: 1}
		if l != "" {
			d.Languages = []string{l}
		}
		w.doors[t.ID] = append(w.doors[t.ID], d)
		t.Languages[l]++
	}
	w.program.Turfs = append(w.program.Turfs, t)
	w.exec(w.director, `INSERT INTO turf (org_id, id, program_id, number, name, state, drawn, doors, people, languages, metres, minutes, outline, created_at, cut)
		VALUES ($1, $2, $3, $4, 'Main Street', 'draft', FALSE, 0, 0, '{}', 900, 120, '{}', 0, 1)`, w.org, t.ID, w.program.ID, t.Number)
	return t
}

func (w *world) Programs(context.Context, authz.Scope) ([]Program, error) {
	return []Program{w.program}, nil
}

func (w *world) ProgramOf(_ context.Context, _ db.Querier, sc authz.Scope, program id.ID) (Program, error) {
	if program != w.program.ID || sc.Organization() != w.org {
		return Program{}, errs.New(errs.NotFound, "")
	}
	return w.program, nil
}

func (w *world) Doors(context.Context, authz.Scope, id.ID) (map[id.ID][]Door, error) {
	return w.doors, nil
}

func (w *world) DoorsOf(_ context.Context, _ authz.Scope, turf id.ID) ([]Door, error) {
	return w.doors[turf], nil
}

func (w *world) CutRoute(_ context.Context, _ authz.Scope, _ id.ID, revision int, name string, households []id.ID) (id.ID, int, error) {
	if revision != w.program.Revision {
		return 0, 0, errs.New(errs.Conflict, "turf.error.changed")
	}
	w.cut = households
	t := w.turf(0, make([]string, len(households))...)
	w.program.Revision++
	return t.ID, t.Number, nil
}

func (w *world) Publish(ctx context.Context, sc authz.Scope, turfs []id.ID, until time.Time, then func(*db.WriteTx, []Published) error) (out []Published, err error) {
	w.published = append(w.published, len(turfs))
	err = w.db.Write(ctx, sc, "test", func(tx *db.WriteTx) error {
		out = nil
		for _, turf := range turfs {
			p := Published{Turf: turf, Packet: w.ids.Next(), Problem: w.problems[turf]}
			if p.Problem == nil {
				if _, err := tx.Exec(ctx, `INSERT INTO packet (org_id, id, turf_id, program_id, form_version_id, pass, list_number, token, snapshot, doors, people, created_by, published_at, expires_at)
					VALUES ($1, $2, $3, $4, $5, 1, $6, '', '{}', 1, 1, 1, 0, $7)`, w.org, p.Packet, turf, w.program.ID, w.form, p.Packet.String(), db.At(until)); err != nil {
					return err
				}
			}
			out = append(out, p)
		}
		return then(tx, out)
	})
	return out, err
}

func (w *world) Code(_ context.Context, _ authz.Scope, packet id.ID, origin string) (Code, error) {
	return Code{ListNumber: "12345674", URL: origin + "/j/" + packet.String()}, nil
}

func (w *world) Standing(context.Context, db.Querier, authz.Scope, id.ID, time.Time) (Standing, error) {
	return w.standing, nil
}

func (w *world) Seq(context.Context, db.Querier, authz.Scope, id.ID) (int64, error) { return 7, nil }

func (w *world) Barriers(context.Context, db.Querier, authz.Scope, id.ID) (map[string][]id.ID, error) {
	return w.barriers, nil
}

func (w *world) Asking(context.Context, db.Querier, authz.Scope, id.ID) ([]Asking, error) {
	return w.asking, nil
}

func (w *world) FirstTries(context.Context, db.Querier, authz.Scope, id.ID, time.Time) ([]FirstTry, error) {
	return w.tries, nil
}

func (w *world) LastDoors(context.Context, db.Querier, authz.Scope, id.ID, time.Time) ([]LastDoor, error) {
	return w.last, nil
}

func (w *world) Ground(context.Context, authz.Scope, id.ID) (Ground, error) {
	return w.ground, nil
}

func (w *world) Volunteer(context.Context, authz.Scope, id.ID) (Volunteer, error) {
	return Volunteer{Name: i18n.Name{Given: "Mai", Family: "Xiong"}, Languages: []string{"hmn"}, Phone: "414-555-0120", Address: "1 Home Street"}, nil
}

func (w *world) Find(_ context.Context, _ db.Querier, _ authz.Scope, written string) (geo.Point, bool, error) {
	return center, written != "nowhere", nil
}

// people is the world as people know it: two methods of one name have two meanings.
type people struct{ *world }

func (people) Find(context.Context, authz.Scope, string) ([]Found, error) { return nil, nil }

// must fails the test at an error.
func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// shift arranges one of four hours that begins now.
func (w *world) shift() id.ID {
	w.t.Helper()
	s, err := w.service.Arrange(context.Background(), w.director, time.UTC, Arranged{Program: w.program.ID, Date: "2026-11-21", From: "18:00", To: "22:00", Place: "1 Meeting Street"})
	return must(w.t, s, err)
}

// sign signs somebody up who speaks these languages.
func (w *world) sign(shift id.ID, name string, change func(*Details), languages ...string) id.ID {
	w.t.Helper()
	d := Details{Name: name, Phone: "414-555-0100", Languages: languages, Minutes: 120, Pace: usualPace}
	if change != nil {
		change(&d)
	}
	worker, err := w.service.SignUp(context.Background(), w.director, shift, d)
	return must(w.t, worker, err)
}

func (w *world) board(shift id.ID) Board {
	w.t.Helper()
	b, err := w.service.Board(context.Background(), w.director, shift)
	return must(w.t, b, err)
}

// turfsOf are the numbers of the turfs that a worker has.
func (b Board) turfsOf(worker id.ID) (out []int) {
	for _, c := range b.Cards {
		for _, w := range c.Crew {
			if w.ID == worker {
				for _, t := range c.Turfs {
					out = append(out, t.Number)
				}
			}
		}
	}
	return out
}
