package people

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

// houseIn gives people who have no home one each, in a district of the map, and puts the homes of the others there.
func (w *world) houseIn(kind, name string, people []id.ID) {
	w.Helper()
	outline := w.ids.Next()
	w.write(func(ctx context.Context, tx *db.WriteTx) error {
		org := w.sc.Organization()
		if _, err := tx.Exec(ctx, `INSERT INTO outline (org_id, id, kind, name, features, created_by, created_at) VALUES ($1, $2, $3, $3, 1, 7, 0)`, org, outline, kind); err != nil {
			return err
		}
		for _, p := range people {
			home, err := db.One(ctx, tx, db.Value[id.ID], `SELECT COALESCE(household_id, 0) FROM person WHERE org_id = $1 AND id = $2`, org, p)
			if err != nil {
				return err
			}
			if home == 0 {
				home = w.ids.Next()
				if _, err := tx.Exec(ctx, `INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at) VALUES ($1, $2, '1', 'Oak St', '', '', 'WI', '', $3, $3, 0)`, org, home, home.String()); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `UPDATE person SET household_id = $3 WHERE org_id = $1 AND id = $2`, org, p, home); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(ctx, `INSERT INTO household_district (org_id, household_id, kind, name, outline_id, sure) VALUES ($1, $2, $3, $4, $5, TRUE)`, org, home, kind, name, outline); err != nil {
				return err
			}
		}
		return tx.TouchAll(ctx, org)
	})
}

// TestList_memoryAndSQLMeanTheSame asks each filter both ways, as somebody who may see people under 18 and as somebody who may not.
func TestList_memoryAndSQLMeanTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		people := w.crowdOf(40)
		size, err := s.DefineField(ctx, w.sc, NewField{Name: "Size", Kind: FieldText})
		w.must(err)
		for i, p := range people {
			w.must(s.Edit(ctx, w.sc, p, Details{Whole: fmt.Sprintf("Mai%d Vang%d", i, i%4), BirthDate: []string{"", "2010", "2008", "1950-02-01", "1999-09-09"}[i%5]}))
			if i%3 == 0 {
				w.must(s.Tag(ctx, w.sc, p, "leader"))
				w.must(s.SetFields(ctx, w.sc, p, map[id.ID]string{size: "M"}))
				w.must(s.Agree(ctx, w.sc, p, NewConsent{Channel: "text", Purpose: "events", Source: "paper", Wording: "v1", Granted: i%2 == 0}))
			}
			if i%4 == 0 {
				w.must(s.AddContact(ctx, w.sc, p, fmt.Sprintf("414555%04d", i), ""))
				w.must(s.Speak(ctx, w.sc, p, record.Language{Code: "hmn", Source: record.SelfReported}))
			}
		}
		w.houseIn("county", "Milwaukee County", people[:10])
		w.houseIn("congress", "WI-4", people[5:15])
		w.merge(people[1], people[0]) // born in 2010: the whole person is under 18
		w.merge(people[7], people[4])
		for _, sc := range []authz.Scope{w.as(authz.Director), w.as(authz.Organizer)} {
			for _, f := range []Filter{{}, {Tag: "leader"}, {Who: "member"}, {Who: "unregistered"}, {Who: "suppressed"}, {Who: whoYoung}, {Language: "hmn"}, {Age: "65-"}, {Age: "18-24"}, {Has: "phone"}, {Has: "no_phone"},
				{Consent: "text"}, {Consent: "!text"}, {Since: "-7d"}, {County: "Milwaukee County"}, {Congress: "WI-4"}, {County: "Milwaukee County", Congress: "WI-4"}, {Congress: "WI-5"}, {Field: size.String(), Value: "M"}, {Tag: "leader", Has: "phone", Age: "25-34"}} {
				if f.Who == whoYoung && !sc.Can(authz.ReadYouth) {
					continue
				}
				w.read(func(ctx context.Context, tx *db.ReadTx) error {
					found, ok, err := s.fromMemory(ctx, tx, sc, f, place{})
					if err != nil || !ok {
						t.Fatalf("%+v: the memory does not answer (%v)", f, err)
					}
					text, args, err := s.whereFilter(ctx, tx, sc, f, sc.Can(authz.ReadYouth))
					if err != nil {
						return err
					}
					want, err := db.All(ctx, tx, db.Value[id.ID], `SELECT p.id FROM person p WHERE `+text+` ORDER BY p.id`, args...)
					slices.Sort(found.people)
					if !slices.Equal(found.people, want) || found.total != len(want) {
						t.Errorf("%+v as %s: memory means %d people, SQL %d", f, sc.Actor().Name, len(found.people), len(want))
					}
					return err
				})
			}
		}
	})
}

// TestWalk_findsThePagesThatSortingWould holds the way through many people against the sorted list of few.
func TestWalk_findsThePagesThatSortingWould(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s := w.service()
		people := w.crowdOf(walkStep + 90)
		odd := map[id.ID]bool{}
		for i, p := range people {
			odd[p] = i%5 == 1
		}
		var all []id.ID
		for p, is := range odd {
			if is {
				all = append(all, p)
			}
		}
		w.read(func(ctx context.Context, tx *db.ReadTx) error {
			for _, sort := range Sorts {
				for p, step := (place{shape: Shape{Sort: sort}}), 0; step < 5; step++ {
					got, err := s.walk(ctx, tx, w.sc, p, func(i id.ID) bool { return odd[i] })
					if err != nil {
						return err
					}
					rows, err := s.rows(ctx, tx, w.sc, Filter{}, p, meant{listed: true, people: all})
					if err != nil {
						return err
					}
					if !slices.EqualFunc(got, rows, func(a id.ID, b Row) bool { return a == b.ID }) {
						t.Errorf("%s, page %d: %d people by walking, %d by sorting", sort, step, len(got), len(rows))
					}
					switch {
					case step == 3 && len(rows) > 0: // and back
						p.after, p.before = 0, rows[0].ID
					case len(got) > perPage:
						p.after = got[perPage-1]
					}
				}
			}
			return nil
		})
	})
}
