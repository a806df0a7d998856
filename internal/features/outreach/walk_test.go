package outreach

import (
	"context"
	"slices"
	"testing"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Asking the universe costs the same for one turf and for many, so that handing out a whole shift asks once for all of them.
func TestWalks_ofManyTurfsAskTheUniverseOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, tn, sc, p := begun(t, d, 8, 20, 0)
		ctx := context.Background()
		must(s.Cut(ctx, sc, p.ID, CutOptions{Doors: 20}, ""))(t)
		var turfs []id.ID
		for _, x := range stand(t, s, sc, p).Turfs {
			turfs = append(turfs, x.ID)
		}
		slices.Reverse(turfs) // in the order of whoever asks
		tn.asked = 0
		var walks []Walk
		err := d.Read(ctx, sc, func(tx *db.ReadTx) (err error) { walks, err = s.WalksIn(ctx, tx, sc, turfs); return err })
		if err != nil || len(walks) != len(turfs) || len(turfs) < 6 {
			t.Fatalf("%d walks of %d turfs: %v", len(walks), len(turfs), err)
		}
		if tn.asked != 1 {
			t.Errorf("the universe was asked %d times for %d turfs", tn.asked, len(turfs))
		}
		for i, w := range walks {
			alone := must(s.Walk(ctx, sc, turfs[i]))(t)
			if w.Turf.ID != turfs[i] || len(w.Doors) == 0 || !slices.EqualFunc(w.Doors, alone.Doors, func(a, b Door) bool { return a.Household == b.Household }) {
				t.Errorf("turf %d of the list has other doors than alone", i)
			}
		}
		err = d.Read(ctx, sc, func(tx *db.ReadTx) error { _, err := s.WalksIn(ctx, tx, sc, []id.ID{turfs[0], 7}); return err })
		if errs.KindOf(err) != errs.NotFound {
			t.Errorf("a turf that is not there: %v", err)
		}
	})
}
