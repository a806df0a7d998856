package places

import (
	"fmt"
	"testing"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
)

// An address that somebody types without a ZIP is found among a few towns, and among more than are looked up one by one.
func TestFind_withoutZip(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		find := func(written string) (at geo.Point, ok bool) {
			t.Helper()
			if err := d.Read(w.ctx, w.sc, func(tx *db.ReadTx) (err error) { at, ok, err = w.s.Find(w.ctx, tx, w.sc, written); return err }); err != nil {
				t.Fatal(err)
			}
			return at, ok
		}
		w.points(pt("20 Fir St", "53225", 43.8, -88.8), pt("10 Pine St", "53218", 43.6, -88.6), pt("10 Pine St", "53225", 43.7, -88.7), pt("7 Elm St", "", 43.5, -88.5))
		for _, towns := range []int{0, mostTowns + 5} {
			var more []record.Point
			for i := range towns {
				more = append(more, pt("1 Main St", fmt.Sprint(10000+i), 40, -80))
			}
			w.points(more...)
			for written, want := range map[string]geo.Point{"20 Fir St": {Lat: 43.8, Lon: -88.8}, "20 fir street": {Lat: 43.8, Lon: -88.8}, "7 Elm St": {Lat: 43.5, Lon: -88.5}, "7 Elm St, Milwaukee, WI 53218": {Lat: 43.5, Lon: -88.5}} {
				if at, ok := find(written); !ok || !near(at, want) {
					t.Errorf("with %d more towns, %q stands at %v, %v", towns, written, at, ok)
				}
			}
			for _, written := range []string{"10 Pine St", "21 Nowhere Rd", "", "Elm St"} {
				if at, ok := find(written); ok {
					t.Errorf("with %d more towns, %q stands at %v: two towns have it, or none", towns, written, at)
				}
			}
		}
	})
}
