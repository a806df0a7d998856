package places

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
	"banyan/internal/testing/shared"
)

type world struct {
	*testing.T
	d   *db.DB
	s   *Service
	sc  authz.Scope
	ctx context.Context
}

func newWorld(t *testing.T, d *db.DB) *world {
	now := func() time.Time { return time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC) }
	ids := id.NewSource(now)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	s, err := NewService(Config{DB: d, IDs: ids, Now: now, Audit: audit.New(now), Queue: jobs.New(d, ids, now, log), Dir: t.TempDir(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	w := &world{T: t, d: d, s: s, ctx: context.Background()}
	org := ids.Next()
	err = d.Write(w.ctx, authz.Platform("test"), "make an organization", func(tx *db.WriteTx) error {
		_, err := tx.Exec(w.ctx, `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at) VALUES ($1, 'oak', 'Oak', 'WI', 'America/Chicago', 'en', 1)`, org)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.sc = authz.System(org, "test")
	return w
}

func (w *world) write(fn func(tx *db.WriteTx) error) {
	w.Helper()
	if err := w.d.Write(w.ctx, w.sc, "test", fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) points(rows ...record.Point) (out []record.Outcome) {
	w.Helper()
	for len(rows) > 0 {
		n := min(1000, len(rows))
		w.write(func(tx *db.WriteTx) error {
			part, err := w.s.Points(w.ctx, tx, w.sc, rows[:n])
			out = append(out, part...)
			return err
		})
		rows = rows[n:]
	}
	return out
}

func (w *world) households(list ...address.Address) []id.ID {
	w.Helper()
	var ids []id.ID
	w.write(func(tx *db.WriteTx) error {
		ids = nil
		var rows [][]any
		for _, a := range list {
			ids = append(ids, w.s.IDs.Next())
			rows = append(rows, []any{w.sc.Organization(), ids[len(ids)-1], a.Number, a.Street, a.Unit, a.City, a.State, a.Zip, a.BuildingKey(), a.Key(), 1})
		}
		return insertRows(w.ctx, tx, `INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at) VALUES `, rows, "ON CONFLICT (org_id, address_key) DO NOTHING")
	})
	return ids
}

func (w *world) locate() Located {
	w.Helper()
	if err := w.d.Analyze(w.ctx); err != nil { // as the import does that came before; PostgreSQL would else keep plans of the time when the tables were empty
		w.Fatal(err)
	}
	n, err := w.s.Locate(w.ctx, w.sc, nil)
	if err != nil {
		w.Fatal(err)
	}
	return n
}

// spots gives where every household stands, by address key.
func (w *world) spots() map[string]spot {
	w.Helper()
	out := map[string]spot{}
	err := w.d.Read(w.ctx, w.sc, func(tx *db.ReadTx) error {
		return db.Each(w.ctx, tx, func(r db.Row) error {
			h, err := scanHouse(r)
			out[h.key] = h.spot
			return err
		}, selectHouse+`1 = 1`, w.sc.Organization())
	})
	if err != nil {
		w.Fatal(err)
	}
	return out
}

func at(line, zip string) address.Address {
	number, street, unit := address.Line(line)
	return address.Address{Number: number, Street: street, Unit: unit, City: "Milwaukee", State: "WI", Zip: zip}
}

func pt(line, zip string, lat, lon float64) record.Point {
	return record.Point{Address: at(line, zip), Lat: lat, Lon: lon, Ward: "7"}
}

func TestLocate_bestFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.points(pt("12 Oak St Apt 1", "53218", 43.1, -88.0), pt("12 Oak St Apt 2", "53218", 43.1002, -88.0), pt("30 Oak St", "53218", 43.2, -88.0), pt("50 Oak St", "53218", 43.3, -88.1),
			pt("31 Oak St", "53218", 43.9, -88.9), pt("9 Elm St", "", 43.5, -88.5), pt("10 Pine St", "53218", 43.6, -88.6), pt("10 Pine St", "53225", 43.7, -88.7), pt("20 Fir St", "53225", 43.8, -88.8))
		w.households(at("12 Oak Street #2", "53218"), at("12 Oak St Apt 9", "53218"), at("40 Oak St", "53218"), at("9 Elm St", "53218"), at("10 Pine St", ""), at("20 Fir St", ""), at("999 Oak St", "53218"),
			at("1 Nowhere Rd", "53218"), at("20 Fir St", "53218"))
		got := w.locate()
		if got.Households != 9 || got.Placed != 5 {
			t.Errorf("located %+v", got)
		}
		spots := w.spots()
		for key, want := range map[string]spot{
			"53218/oak st/12/2":       {geo.Point{Lat: 43.1002, Lon: -88}, byPoint, "7"},
			"53218/oak st/12/9":       {geo.Point{Lat: 43.1001, Lon: -88}, byPoint, "7"},
			"53218/oak st/40":         {geo.Point{Lat: 43.25, Lon: -88.05}, byStreet, "7"},
			"53218/elm st/9":          {geo.Point{Lat: 43.5, Lon: -88.5}, byPoint, "7"},
			"milwaukee wi/pine st/10": {},
			"milwaukee wi/fir st/20":  {geo.Point{Lat: 43.8, Lon: -88.8}, byPoint, "7"},
			"53218/oak st/999":        {},
			"53218/nowhere rd/1":      {},
			"53218/fir st/20":         {},
		} {
			if s := spots[key]; !near(s.at, want.at) || s.by != want.by || s.ward != want.ward {
				t.Errorf("%s stands at %+v, want %+v", key, s, want)
			}
		}
		if again := w.locate(); again.Moved != 0 {
			t.Errorf("a second run moved %d", again.Moved)
		}
	})
}

func TestPoints_twiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		rows := []record.Point{pt("12 Oak St", "53218", 43.1, -88), pt("12 Oak St", "53218", 43.2, -88), pt("", "53218", 43.1, -88), pt("14 Oak St", "53218", 0, 0), pt("16 Oak St", "53218", 43.1, -88)}
		first, second := record.Count(w.points(rows...)), record.Count(w.points(rows[0], rows[4]))
		if first != (record.Counts{New: 2, Same: 1, Refused: 2}) || second != (record.Counts{Same: 2}) {
			t.Errorf("first %+v, then %+v", first, second)
		}
	})
}

func TestMilwaukee_everyVoterStandsInTheirWard(t *testing.T) {
	points, doors, ward := milwaukee(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.households(doors...)
		began := time.Now()
		w.points(points...)
		l, err := w.s.LoadOutlines(w.ctx, w.sc, "wards-2021.geojson", "", shared.Open(t, "data/milwaukee/wards-2021.geojson"))
		if err != nil || l.Kind != KindWard || l.Features != 317 {
			t.Fatalf("wards: %+v, %v", l, err)
		}
		n := w.locate()
		t.Logf("%d points in, %+v in %v", len(points), n, time.Since(began).Round(time.Millisecond))
		if n.Placed != n.Households {
			t.Errorf("%d of %d households have a place", n.Placed, n.Households)
		}
		wrong := 0
		for key, s := range w.spots() {
			if s.ward != ward[key] {
				wrong++
			}
		}
		if wrong > 0 {
			t.Errorf("%d of %d households stand in another ward than the voter file says", wrong, n.Households)
		}
	})
}

func TestMilwaukee_aHouseWithoutAPointStandsBesideItsNeighbours(t *testing.T) {
	points, _, _ := milwaukee(t)
	w := newWorld(t, dbtest.SQLite(t))
	var kept []record.Point
	var doors []address.Address
	truth := map[string]geo.Point{}
	for i, p := range points {
		if i%10 == 0 {
			doors = append(doors, p.Address)
			truth[p.Address.Key()] = geo.Point{Lat: p.Lat, Lon: p.Lon}
		}
	}
	for _, p := range points {
		if _, out := truth[p.Address.Key()]; !out {
			kept = append(kept, p)
		}
	}
	w.points(kept...)
	w.households(doors...)
	w.locate()
	var off []float64
	for key, s := range w.spots() {
		if s.by != "" {
			off = append(off, geo.Distance(s.at, truth[key]))
		}
	}
	slices.Sort(off)
	median, p95 := off[len(off)/2], off[len(off)*95/100]
	t.Logf("%d of %d houses placed between their neighbours; off by %.0f m (median), %.0f m (95 in 100)", len(off), len(truth), median, p95)
	if median > 15 || p95 > 60 || len(off) < len(truth)*95/100 {
		t.Errorf("too far off")
	}
}

func milwaukee(t *testing.T) (points []record.Point, doors []address.Address, ward map[string]string) {
	t.Helper()
	rows, err := csv.NewReader(shared.Open(t, "data/milwaukee/address-points.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range rows[1:] {
		lat, _ := strconv.ParseFloat(c[6], 64)
		lon, _ := strconv.ParseFloat(c[7], 64)
		for _, number := range address.Numbers(c[0]) {
			points = append(points, record.Point{Address: address.Address{Number: number, Unit: c[1], Street: c[2], City: c[3], State: c[4], Zip: c[5]}, Lat: lat, Lon: lon, Ward: c[9]})
		}
	}
	zipped, err := gzip.NewReader(shared.Open(t, "data/milwaukee/synthetic-wi-voters-area50.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	voters, err := csv.NewReader(zipped).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(voters[0], name) }
	ward = map[string]string{}
	for _, c := range voters[1:] {
		a := address.Address{Number: c[column("HouseNumber")], Street: c[column("StreetName")], Unit: c[column("UnitNumber")], City: "Milwaukee", State: "WI", Zip: c[column("ZipCode")]}
		if ward[a.Key()] == "" {
			doors = append(doors, a)
		}
		ward[a.Key()] = strings.TrimPrefix(c[column("Ward")], "Ward ")
	}
	return points, doors, ward
}

func TestRoads_ofAnExtractAreKeptAndClipped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		l, err := w.s.LoadRoads(w.ctx, w.sc, "portland", shared.Open(t, "data/osm/portland-or-central.osm.pbf"))
		if err != nil {
			t.Fatal(err)
		}
		box := geo.Box{South: 45.515, West: -122.68, North: 45.525, East: -122.67}
		err = w.d.Read(w.ctx, w.sc, func(tx *db.ReadTx) error {
			roads, err := w.s.Roads(w.ctx, tx, w.sc, box)
			if err != nil {
				return err
			}
			_, edges, metres := roads.Size()
			lines, err := w.s.Lines(w.ctx, tx, w.sc, box)
			t.Logf("%d edges, %.0f km; in the box %d edges, %.0f m, %d lines", l.Features, l.Metres/1000, edges, metres, len(lines))
			if edges == 0 || edges >= l.Features || len(lines) == 0 {
				t.Errorf("%d of %d edges in the box, %d lines", edges, l.Features, len(lines))
			}
			if err != nil {
				return err
			}
			elsewhere, err := w.s.Roads(w.ctx, tx, w.sc, geo.Box{South: 43, West: -88, North: 43.1, East: -87.9})
			if elsewhere != nil {
				t.Error("roads of Portland in Milwaukee")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestUpload_saysWhatIsWrongWithAFile(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for name, c := range map[string]struct{ content, key string }{
		"empty.geojson":   {"", "places.file_missing"},
		"half.geojson":    {`{"type":"FeatureCollection","features":[{"type":"Feature"`, "places.file_wrong"},
		"letter.geojson":  {`Dear organizer`, "places.file_wrong"},
		"nothing.geojson": {`{"type":"FeatureCollection","features":[]}`, "places.file_empty"},
		"fake.osm.pbf":    {"this is no extract", "places.file_wrong"},
	} {
		_, _, err := w.s.Upload(w.ctx, w.sc, name, "", "/o/x/places", strings.NewReader(c.content))
		if got := errs.Of(err).Key; got != c.key {
			t.Errorf("%s: %s (%v), want %s", name, got, err, c.key)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(w.s.Dir, "*")); len(left) > 0 {
		t.Errorf("files stay behind: %v", left)
	}
	outsider := authz.Member(w.sc.Organization(), authz.Actor{}, authz.Analyst)
	if _, _, err := w.s.Upload(w.ctx, outsider, "a.geojson", "", "", strings.NewReader("{}")); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("an analyst may load places: %v", err)
	}
}

func TestDelete_takesALayerAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		file, err := os.ReadFile(shared.Path(t, "data/milwaukee/city-limits.geojson"))
		if err != nil {
			t.Fatal(err)
		}
		l, _, err := w.s.Upload(w.ctx, w.sc, "city-limits.geojson", KindBoundary, "", bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := w.s.Summary(w.ctx, w.sc)
		if err != nil || len(sum.Layers) != 1 || sum.Layers[0].Kind != KindBoundary {
			t.Fatalf("%+v, %v", sum, err)
		}
		if err := w.s.Delete(w.ctx, w.sc, l.ID); err != nil {
			t.Fatal(err)
		}
		var e *errs.Error
		if err := w.s.Delete(w.ctx, w.sc, l.ID); !errors.As(err, &e) || e.Kind != errs.NotFound {
			t.Errorf("deleted twice: %v", err)
		}
	})
}
