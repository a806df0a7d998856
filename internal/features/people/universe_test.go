package people

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

func (w *world) service() *Service { return NewService(w.d, w.ids, w.now, audit.New(w.now), nil) }

func (w *world) read(fn func(context.Context, *db.ReadTx) error) {
	w.Helper()
	if err := w.d.Read(context.Background(), w.sc, func(tx *db.ReadTx) error { return fn(context.Background(), tx) }); err != nil {
		w.Fatal(err)
	}
}

var everyone = segment.New(segment.Node{Everyone: true})

func (w *world) personID(family string) id.ID {
	w.Helper()
	var out id.ID
	w.read(func(ctx context.Context, tx *db.ReadTx) (err error) {
		out, err = db.One(ctx, tx, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1 AND family = $2`, w.sc.Organization(), family)
		return err
	})
	return out
}

func TestUniverse_theFieldsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s := w.service()
		a, b, c := voter("1", "Duc", "Nguyen", "12 Oak St Apt 302"), voter("2", "Mai", "Vang", "12 Oak St Apt 302"), voter("3", "Sun", "Kim", "14 Oak St")
		for i, v := range []*record.Voter{&a, &b, &c} {
			v.Languages = []record.Language{spoken([]string{"vi", "hmn", "ko"}[i], record.Observed)}
			v.Votes = []record.Vote{{Election: "2022-11-08"}}
		}
		b.Votes = append(b.Votes, record.Vote{Election: "2024-11-05"})
		w.voters(a, b, c)
		w.members(member("Lan", "Tran", "99 Elm St"))
		q, err := segment.Parse([]byte(`{"v":1,"where":{"any":[{"member":true},{"all":[{"registered":{}},{"language":{"in":["hmn","zh","vi","ko"]}},
			{"voted":{"election":"2022-11"}},{"not":{"voted":{"election":"2024-11"}}}]}]}}`))
		if err != nil {
			t.Fatal(err)
		}
		kim := w.personID("Kim")
		attempt := w.ids.Next()
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			return s.Suppress(ctx, tx, w.sc, Suppression{Person: kim, Scope: "door", Reason: "do_not_contact", Attempt: attempt, At: w.at})
		})
		w.read(func(ctx context.Context, tx *db.ReadTx) error {
			n, err := s.Count(ctx, tx, w.sc, q)
			if n.People != 3 || n.Suppressed != 1 || n.Doors != 2 || n.Located != 0 || n.ByLanguage["vi"] != 1 {
				t.Errorf("count %+v", n)
			}
			if err != nil {
				return err
			}
			doors, err := s.Doors(ctx, tx, w.sc, q, nil)
			if err != nil {
				return err
			}
			var who []string
			for _, d := range doors {
				for _, p := range d.People {
					who = append(who, d.Number+" "+p.Name.Family)
				}
			}
			if !slices.Equal(who, []string{"12 Nguyen", "99 Tran"}) || doors[0].Floor == nil || *doors[0].Floor != 3 {
				t.Errorf("doors %q", who)
			}
			only, err := s.Doors(ctx, tx, w.sc, q, []id.ID{doors[1].Household})
			if len(only) != 1 || only[0].Household != doors[1].Household {
				t.Errorf("only one door: %+v", only)
			}
			if err != nil {
				return err
			}
			sample, err := s.Sample(ctx, tx, w.sc, q, 2, 0)
			if len(sample) != 2 {
				t.Errorf("sample %+v", sample)
			}
			if err != nil {
				return err
			}
			v, err := s.Vocabulary(ctx, tx, w.sc)
			if !slices.Equal(v.Elections, []string{"2024-11", "2022-11"}) || len(v.Languages) != 3 || !slices.Equal(v.Cities, []string{"Milwaukee"}) {
				t.Errorf("vocabulary %+v", v)
			}
			held, err2 := s.Suppressed(ctx, tx, w.sc, []id.ID{kim, doors[0].People[0].ID})
			if len(held) != 1 || !held[kim] {
				t.Errorf("suppressed %v", held)
			}
			if err == nil {
				err = err2
			}
			return err
		})
		w.write(func(ctx context.Context, tx *db.WriteTx) error { return s.Lift(ctx, tx, w.sc, attempt, w.at) })
		w.read(func(ctx context.Context, tx *db.ReadTx) error {
			n, err := s.Count(ctx, tx, w.sc, q)
			if n.Suppressed != 0 {
				t.Errorf("lifted, and still %+v", n)
			}
			return err
		})
	})
}

func TestAddAtDoor_keepsTheNameInOnePieceAndOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s := w.service()
		one, two := w.ids.Next(), w.ids.Next()
		for range 2 {
			w.write(func(ctx context.Context, tx *db.WriteTx) error {
				if err := s.AddAtDoor(ctx, tx, w.sc, NewPerson{ID: one, Name: "Bà Nguyễn Thị Mai", Language: "vi", At: w.at}); err != nil {
					return err
				}
				return s.AddAtDoor(ctx, tx, w.sc, NewPerson{ID: two, Name: "Pa Houa", At: w.at})
			})
		}
		got := w.texts(`SELECT given || '|' || native_name || '|' || native_lang || '|' || language || '|' || source FROM person WHERE org_id = $1 ORDER BY id`)
		if want := []string{"|Bà Nguyễn Thị Mai|vi|vi|door", "Pa Houa||||door"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if n := w.count("person_language"); n != 1 {
			t.Errorf("%d languages", n)
		}
	})
}

// abroad is a place where it is another day for most of the day.
type abroad struct{ *time.Location }

func (a abroad) Zone(context.Context, db.Querier, id.ID) (*time.Location, error) {
	return a.Location, nil
}

func TestUniverse_daysBeginWhereTheOrganizationIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d) // the morning of June 1, of UTC
		w.members(member("Lan", "Tran", "99 Elm St"))
		for zone, today := range map[*time.Location]string{time.UTC: "2026-06-01", time.FixedZone("Kiritimati", 15*3600): "2026-06-02", time.FixedZone("Baker", -12*3600): "2026-05-31"} {
			s := w.service().In(abroad{zone})
			q := segment.New(segment.Node{Added: &segment.Dates{Since: today}})
			w.read(func(ctx context.Context, tx *db.ReadTx) error {
				n, err := s.Count(ctx, tx, w.sc, q)
				bySQL, sqlErr := s.countBySQL(ctx, tx, w.sc, q)
				if n.People != 1 || bySQL.People != 1 {
					t.Errorf("%v: %d people since %s, %d by SQL", zone, n.People, today, bySQL.People)
				}
				return errors.Join(err, sqlErr)
			})
			q.Where.Added.Since = map[string]string{"2026-05-31": "2026-06-01", "2026-06-01": "2026-06-02", "2026-06-02": "2026-06-03"}[today]
			w.read(func(ctx context.Context, tx *db.ReadTx) error {
				n, err := s.Count(ctx, tx, w.sc, q)
				if n.People != 0 {
					t.Errorf("%v: %d people are of tomorrow", zone, n.People)
				}
				return err
			})
		}
	})
}
