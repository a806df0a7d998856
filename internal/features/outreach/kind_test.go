package outreach

import (
	"context"
	"testing"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// TestBegin_everyDoorOfAPlace begins a registration without a list: homes behind which nobody is known are cut into turfs and walked.
func TestBegin_everyDoorOfAPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, w, sc := world(t, d, 2, 10, 0)
		w.empty = []Door{{Household: 5001, Building: "e1", Number: "1", Street: "Elm St", At: geo.Point{Lat: 43.05, Lon: -87.95}, Located: true},
			{Household: 5002, Building: "e2", Number: "3", Street: "Elm St", At: geo.Point{Lat: 43.0502, Lon: -87.95}, Located: true}}
		insertHouseholds(t, d, sc, w.empty)
		ward := segment.New(segment.Node{Any: []segment.Node{{Ward: &segment.OneOf{In: []string{"5"}}}}})
		u, err := s.CreateUniverse(ctx, sc, "Ward 5", ward)
		if err != nil {
			t.Fatal(err)
		}
		p, job, err := s.Begin(ctx, sc, NewProgram{Kind: KindRegistration, Name: "Register", Universe: u.ID, URL: "/o/x/programs"})
		if err != nil || job != 77 || w.homesURL != "/o/x/programs/"+p.ID.String() || p.Form == 0 {
			t.Fatalf("%+v, job %v to %q: %v", p, job, w.homesURL, err)
		}
		st, err := s.Stand(ctx, sc, p.ID)
		if err != nil || st.Program.Kind != KindRegistration || st.Count.Doors != len(w.doors)+2 {
			t.Fatalf("%+v %v", st.Count, err)
		}
		if _, err := s.Cut(ctx, sc, p.ID, CutOptions{Doors: 45}, ""); err != nil {
			t.Fatal(err)
		}
		_, turfs, err := s.Program(ctx, sc, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		walked := map[id.ID]bool{}
		for _, turf := range turfs {
			walk, err := s.Walk(ctx, sc, turf.ID)
			if err != nil || walk.Gone != 0 {
				t.Fatalf("%d doors gone, %v", walk.Gone, err)
			}
			for _, door := range walk.Doors {
				walked[door.Household] = true
			}
		}
		if !walked[5001] || !walked[5002] || len(walked) != len(w.doors)+2 {
			t.Errorf("%d doors are walked, of %d", len(walked), len(w.doors)+2)
		}
	})
}

// TestBegin_refusesPeopleWhereEveryDoorIsMeant: a universe of people says nothing about homes where nobody is known.
func TestBegin_refusesPeopleWhereEveryDoorIsMeant(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, _, sc := world(t, d, 1, 5, 0)
		u, err := s.CreateUniverse(ctx, sc, "Members", members)
		if err != nil {
			t.Fatal(err)
		}
		for kind, field := range map[Kind]string{KindCount: "universe", KindRegistration: "universe", "raffle": "kind"} {
			_, _, err = s.Begin(ctx, sc, NewProgram{Kind: kind, Name: "No", Universe: u.ID})
			if errs.Fields(err)[field] == nil {
				t.Errorf("%s on members: %v", kind, err)
			}
		}
		p, job, err := s.Begin(ctx, sc, NewProgram{Kind: KindPledge, Name: "Pledge", Universe: u.ID})
		if err != nil || job != 0 || p.Form == 0 {
			t.Errorf("a pledge: %+v %v %v", p, job, err)
		}
	})
}
