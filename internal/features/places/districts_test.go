package places

import (
	"encoding/csv"
	"path/filepath"
	"strings"
	"testing"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/testing/shared"
)

// theDistricts are the files that cover Milwaukee, what each is told to be, and the column of the address points that says the same.
var theDistricts = []struct{ file, kind, column, prefix string }{
	{"data/milwaukee/wards-2021.geojson", KindWard, "ward_2021", ""},
	{"data/districts/sld-WI_lower.topojson", KindStateLower, "assembly_2024", "WI-"},
	{"data/districts/sld-WI_upper.topojson", KindStateUpper, "senate_2024", "WI-"},
	{"data/districts/cd119.topojson", KindCongress, "cd119", "WI-"},
	{"data/milwaukee/aldermanic-2022.geojson", KindCouncil, "aldermanic_2022", ""},
	{"data/milwaukee/county-supervisory.geojson", KindBoard, "county_supervisory", ""},
	{"data/milwaukee/city-limits.geojson", KindBoundary, "", ""},
}

// TestMilwaukee_everyAddressLiesInItsDistricts puts every address point into its districts, and holds them against what the
// county's list says of the same points. Two houses of one row are two addresses; missing ZIPs are not guessed.
func TestMilwaukee_everyAddressLiesInItsDistricts(t *testing.T) {
	rows, err := csv.NewReader(shared.Open(t, "data/milwaukee/address-points.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	points, _, _ := milwaukee(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.points(points...)
		var doors []address.Address
		for _, p := range points {
			doors = append(doors, p.Address)
		}
		for n := 0; n < len(doors); n += 5000 {
			w.households(doors[n:min(n+5000, len(doors))]...)
		}
		for _, f := range theDistricts {
			if l, err := w.s.LoadOutlines(w.ctx, w.sc, filepath.Base(f.file), "", shared.Open(t, f.file)); err != nil || l.Kind != f.kind {
				t.Fatalf("%s: %+v, %v", f.file, l, err)
			}
		}
		w.locate()
		got := w.districts()
		column := map[string]int{}
		for i, name := range rows[0] {
			column[name] = i
		}
		wrong, asked, unsure := 0, 0, map[string]int{}
		for _, c := range rows[1:] {
			a := address.Address{Number: address.Numbers(c[0])[0], Unit: c[1], Street: c[2], City: c[3], State: c[4], Zip: c[5]}
			for _, f := range theDistricts {
				kind := f.kind
				if f.column == "" || kind == KindWard {
					continue
				}
				is, want := got[a.Key()][kind], c[column[f.column]]
				if want != "" {
					want = f.prefix + want
				}
				if asked++; is.Name != want {
					if wrong++; wrong < 5 {
						t.Errorf("%v lies in %s %q, the list says %q", a, kind, is.Name, want)
					}
				}
				if is.Name != "" && !is.Sure {
					unsure[kind]++
				}
			}
		}
		t.Logf("%d districts asked for, %d wrong; too near to a border of the file: %v", asked, wrong, unsure)
		if wrong > 0 {
			t.Errorf("%d of %d are wrong", wrong, asked)
		}
		if unsure[KindCongress] == 0 || unsure[KindCouncil] > 0 {
			t.Errorf("a map of the whole country is exact, or a city's own is not: %v", unsure)
		}
		split := map[string]bool{}
		for _, c := range rows[1:] {
			if c[column["ward_2021"]] == "28" {
				a := address.Address{Number: address.Numbers(c[0])[0], Unit: c[1], Street: c[2], City: c[3], State: c[4], Zip: c[5]}
				split[got[a.Key()][KindStateLower].Name] = true
			}
		}
		if len(split) != 2 {
			t.Errorf("ward 28 lies in two assembly districts, not in %v", split)
		}
	})
}

// districts gives every household's districts, by address key.
func (w *world) districts() map[string]map[string]District {
	w.Helper()
	out := map[string]map[string]District{}
	if err := w.d.Analyze(w.ctx); err != nil { // as the job does that fills the tables
		w.Fatal(err)
	}
	err := w.d.Read(w.ctx, w.sc, func(tx *db.ReadTx) error {
		return db.Each(w.ctx, tx, func(r db.Row) error {
			var key string
			var d District
			err := r.Scan(&key, &d.Kind, &d.Name, &d.Sure)
			if out[key] == nil {
				out[key] = map[string]District{}
			}
			out[key][d.Kind] = d
			return err
		}, `SELECT h.address_key, d.kind, d.name, d.sure FROM household h JOIN household_district d ON d.org_id = h.org_id AND d.household_id = h.id WHERE h.org_id = $1`, w.sc.Organization())
	})
	if err != nil {
		w.Fatal(err)
	}
	return out
}

func TestDistricts_followTheHouseAndTheFile(t *testing.T) {
	area := func(name string, west, east string) string {
		return `{"type":"Feature","properties":{"school":"` + name + `"},"geometry":{"type":"Polygon","coordinates":[[[` + west + `,43],[` + east + `,43],[` + east + `,44],[` + west + `,44],[` + west + `,43]]]}}`
	}
	collection := func(features ...string) *strings.Reader {
		return strings.NewReader(`{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		home := at("12 Oak St", "53210")
		ids := w.households(home)
		w.points(record.Point{Address: home, Lat: 43.5, Lon: -87.9})
		school := func() string {
			w.Helper()
			w.locate()
			return w.districts()[home.Key()][KindSchool].Name
		}
		old, err := w.s.LoadOutlines(w.ctx, w.sc, "schools", "", collection(area("West", "-88", "-87.5"), area("East", "-87.5", "-87")))
		if err != nil || old.Kind != KindSchool {
			t.Fatalf("%+v, %v", old, err)
		}
		if s := school(); s != "West" {
			t.Errorf("the house lies in %q", s)
		}
		redrawn, err := w.s.LoadOutlines(w.ctx, w.sc, "schools 2027", KindSchool, collection(area("New", "-88", "-87.8")))
		if err != nil {
			t.Fatal(err)
		}
		if s := school(); s != "New" {
			t.Errorf("after the newer file the house lies in %q", s)
		}
		if err := w.s.Delete(w.ctx, w.sc, redrawn.ID); err != nil {
			t.Fatal(err)
		}
		if s := school(); s != "West" {
			t.Errorf("without the newer file the house lies in %q", s)
		}
		w.write(func(tx *db.WriteTx) error {
			_, err := tx.Exec(w.ctx, `UPDATE household SET lon = -86, located_by = 'hand' WHERE org_id = $1 AND id = $2`, w.sc.Organization(), ids[0])
			return err
		})
		if s := school(); s != "" {
			t.Errorf("moved out of every district, the house still lies in %q", s)
		}
		sum, err := w.s.Summary(w.ctx, w.sc)
		if err != nil || len(sum.Districts) != 0 {
			t.Errorf("%+v, %v", sum.Districts, err)
		}
	})
}

// TestKinds_areToldByTheFile reads every real file of districts.
func TestKinds_areToldByTheFile(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared.Path(t, "data/districts"), "*.topojson"))
	if err != nil || len(files) < 37 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		base := filepath.Base(path)
		want := KindCongress
		if strings.Contains(base, "lower") {
			want = KindStateLower
		} else if strings.Contains(base, "upper") {
			want = KindStateUpper
		}
		kind, names := "", map[string]bool{}
		err := geo.ReadOutlines(shared.Open(t, "data/districts/"+base), geo.Limits{}, func(f geo.Feature) error {
			if kind == "" {
				kind = kindOf(f)
			}
			name := nameOf(kind, f)
			if names[name] {
				t.Errorf("%s: two areas are called %q", base, name)
			}
			names[name] = true
			if state, _, ok := strings.Cut(name, "-"); name != "" && (!ok || want != KindCongress && !strings.Contains(base, "-"+state+"_")) {
				t.Errorf("%s: %v is called %q", base, f.Properties, name)
			}
			return nil
		})
		if err != nil || kind != want {
			t.Errorf("%s: %s instead of %s, %v", base, kind, want, err)
		}
		if want == KindCongress && (!names["WI-4"] || !names["AK-AL"] || !names["DC-AL"]) {
			t.Errorf("%s: %v", base, names)
		}
	}
}

func TestLoadOutlines_ofAZipThatHoldsNone(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	_, err := w.s.LoadOutlines(w.ctx, w.sc, "x.zip", "", strings.NewReader("PK\x03\x04 and nothing more"))
	if errs.KindOf(err) != errs.Invalid {
		t.Error(err)
	}
}
