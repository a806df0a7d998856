package places

import (
	"slices"
	"testing"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
)

// progress keeps the last note of a job.
type progress struct{ note string }

func (p *progress) Set(_, _ int64, note string, _ ...any) { p.note = note }

func (w *world) makeHomes() {
	w.Helper()
	p := &progress{}
	if err := w.s.homesInJob(w.ctx, w.sc, nil, p); err != nil {
		w.Fatal(err)
	}
	if p.note != "places.homes_made" {
		w.Errorf("the job ends with %q", p.note)
	}
}

// TestHomes_ofAddressPoints makes a home where none is known, and no second one where a list wrote the address in another way.
func TestHomes_ofAddressPoints(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.households(at("12 Oak Street", "53218"), at("7 Elm St", ""), at("40 Fir Avenue #2", "53218"))
		w.points(pt("12 OAK ST", "53218", 43.1, -88.0), pt("14 Oak St", "53218", 43.1001, -88.0), pt("7 Elm St", "53218", 43.2, -88.0), pt("40 Fir Ave", "53218", 43.3, -88.0),
			pt("40 Fir Ave Apt 312", "53218", 43.3, -88.0), pt("14 Oak St", "", 43.1001, -88.0))
		before := len(w.spots())
		w.makeHomes()
		got := w.spots()
		for key, want := range map[string]geo.Point{"53218/oak st/14": {Lat: 43.1001, Lon: -88}, "53218/fir ave/40/312": {Lat: 43.3, Lon: -88}} {
			if got[key].at != want || got[key].ward != "7" {
				t.Errorf("%s stands at %+v", key, got[key])
			}
		}
		if len(got) != before+2 {
			t.Errorf("%d homes were made, not 2: %v", len(got)-before, got)
		}
		w.makeHomes()
		if again := w.spots(); len(again) != len(got) {
			t.Errorf("making them again made %d more", len(again)-len(got))
		}
		var floor *int
		var street string
		err := d.Read(w.ctx, w.sc, func(tx *db.ReadTx) error {
			if left, err := w.s.HomesToMake(w.ctx, tx, w.sc); err != nil || left != 0 {
				t.Errorf("%d address points are left, %v", left, err)
			}
			areas, err := w.s.Areas(w.ctx, tx, w.sc)
			if err != nil || !slices.Equal(areas["ward"], []string{"7"}) || !slices.Equal(areas["zip"], []string{"53218"}) {
				t.Errorf("areas %v, %v", areas, err)
			}
			return db.Each(w.ctx, tx, func(r db.Row) error { return r.Scan(&floor, &street) }, `SELECT floor, street FROM household WHERE org_id = $1 AND address_key = '53218/fir ave/40/312'`, w.sc.Organization())
		})
		if err != nil || floor == nil || *floor != 3 || street != "Fir Ave" {
			t.Errorf("floor %v of %q: %v", floor, street, err)
		}
	})
}

// TestSpelled_writesAKey is for address points that came before their own writing was kept.
func TestSpelled_writesAKey(t *testing.T) {
	for key, want := range map[[2]string][5]string{
		{"53218/n 55th st/5690/2b", "53218/n 55th st/5690"}: {"5690", "N 55th St", "2B", "", "53218"},
		{"oak creek wi/elm st/7", "oak creek wi/elm st/7"}:  {"7", "Elm St", "", "Oak Creek", ""},
	} {
		a := spelled(key[0], key[1])
		if got := [5]string{a.Number, a.Street, a.Unit, a.City, a.Zip}; got != want {
			t.Errorf("%s is %q", key[0], got)
		}
		if a.Key() != key[0] {
			t.Errorf("%s has the key %s once it is written", key[0], a.Key())
		}
	}
}
