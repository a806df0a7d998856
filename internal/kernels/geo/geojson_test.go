package geo

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banyan/internal/testing/shared"
)

func readAll(r io.Reader, limits Limits) ([]Feature, error) {
	var out []Feature
	err := ReadOutlines(r, limits, func(f Feature) error {
		out = append(out, f)
		return nil
	})
	return out, err
}

func TestReadOutlines_readsRealFiles(t *testing.T) {
	for _, c := range []struct {
		file, property string
		features       int
		inside         Point
		want           string
	}{
		{"data/milwaukee/wards-2021.geojson", "ward", 317, Point{43.122406, -87.997600}, "29"},
		{"data/milwaukee/aldermanic-2022.geojson", "", 15, Point{43.122406, -87.997600}, ""},
		{"data/milwaukee/street-blocks-derived.geojson", "street", 1154, Point{}, ""},
		{"data/districts/sld-WI_lower.topojson", "GEOID", 100, Point{43.122406, -87.997600}, "55011"},
		{"data/districts/cd119.topojson", "DISTRICT_ID", 437, Point{43.122406, -87.997600}, "WI-04"},
	} {
		features, err := readAll(shared.Open(t, c.file), Limits{})
		if err != nil || len(features) != c.features {
			t.Errorf("%s: %d features, want %d; error %v", c.file, len(features), c.features, err)
			continue
		}
		if !c.inside.Valid() {
			continue
		}
		found := 0
		for _, f := range features {
			if f.Geometry.Polygons.Contains(c.inside) {
				if found++; c.want != "" && f.Text(c.property) != c.want {
					t.Errorf("%s: %v is in %v, want %s", c.file, c.inside, f.Properties, c.want)
				}
			}
		}
		if found != 1 {
			t.Errorf("%s: %v is in %d outlines, want 1", c.file, c.inside, found)
		}
	}
}

func TestReadOutlines_saysWhatIsWrongAndWhere(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":        {``, "ends in the middle"},
		"html":         {`<html>`, "not JSON near byte 1"},
		"huge number":  {strings.Repeat("9", 400), "not usable near byte"},
		"list":         {`[1,2]`, "begins with ["},
		"cut":          {`{"type":"FeatureCollection","features":[{"type":"Feature"`, "ends in the middle"},
		"no type":      {`{"a":1}`, `no "type"`},
		"other":        {`{"type":"Layer"}`, `type "Layer": expected Point`},
		"no list":      {`{"type":"FeatureCollection","features":3}`, `"features" is 3: expected a list`},
		"no features":  {`{"type":"FeatureCollection"}`, `without "features"`},
		"not feature":  {`{"type":"FeatureCollection","features":[{"type":"Point","coordinates":[1,2]}]}`, `feature 1: its type is "Point"`},
		"projected":    {collection(polygon(`[[200,100],[687654.1,372615.2],[5,5]]`)), "export the layer in EPSG:4326"},
		"short":        {collection(polygon(`[[1,2],[3],[4,5]]`)), "expected [longitude, latitude]"},
		"null":         {collection(polygon(`[[1,2],[3,null],[4,5]]`)), "expected [longitude, latitude]"},
		"two points":   {collection(polygon(`[[1,2],[3,4],[1,2]]`)), "a ring of 2 different points"},
		"one deep":     {collection(`{"type":"Polygon","coordinates":[1,2]}`), "feature 1: "},
		"too deep":     {collection(`{"type":"LineString","coordinates":[[[1,2],[3,4]]]}`), "expected [longitude, latitude]"},
		"no numbers":   {collection(`{"type":"Polygon"}`), `a Polygon without "coordinates"`},
		"collection":   {collection(`{"type":"GeometryCollection","geometries":[]}`), "expected one Point, line or polygon"},
		"second":       {collection(polygon(`[[1,2],[3,4],[5,7]]`), `{"type":"Circle"}`), `feature 2: its geometry is of type "Circle"`},
		"topology":     {`{"type":"Topology"}`, `without usable "arcs"`},
		"no objects":   {`{"type":"Topology","arcs":[]}`, `without usable "objects"`},
		"missing arc":  {topo(`{"type":"Polygon","arcs":[[7]]}`), "feature 1: it uses arc 7 of 1"},
		"negative arc": {topo(`{"type":"Polygon","arcs":[[-9]]}`), "feature 1: it uses arc 8 of 1"},
	} {
		_, err := readAll(strings.NewReader(c.text), Limits{})
		var format *FormatError
		if !errors.As(err, &format) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

func collection(geometries ...string) string {
	for i, g := range geometries {
		geometries[i] = `{"type":"Feature","properties":{"n":` + fmt.Sprint(i+1) + `},"geometry":` + g + `}`
	}
	return `{"features":[` + strings.Join(geometries, ",") + `],"type":"FeatureCollection"}`
}

func polygon(ring string) string { return `{"type":"Polygon","coordinates":[` + ring + `]}` }

func topo(object string) string {
	return `{"type":"Topology","arcs":[[[0,0],[1,0],[1,1],[0,0]]],"objects":{"a":` + object + `}}`
}

func TestReadOutlines_keepsToItsLimits(t *testing.T) {
	square := polygon(`[[1,2],[3,4],[5,7],[1,2]]`)
	for name, c := range map[string]struct {
		limits Limits
		want   string
	}{
		"bytes":    {Limits{Bytes: 100}, "larger than 100 bytes"},
		"features": {Limits{Features: 2}, "feature"},
		"points":   {Limits{Points: 8}, "more than 8 points"},
	} {
		_, err := readAll(strings.NewReader(collection(square, square, square)), c.limits)
		var format *FormatError
		if !errors.As(err, &format) || !format.Limit || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want a limit with %q", name, err, c.want)
		}
	}
}

func TestReadOutlines_returnsTheCallersErrorAndStops(t *testing.T) {
	enough := errors.New("enough")
	calls := 0
	err := ReadOutlines(strings.NewReader(collection(polygon(`[[1,2],[3,4],[5,7]]`), polygon(`[[1,2],[3,4],[5,7]]`))), Limits{},
		func(Feature) error { calls++; return enough })
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("error %v after %d calls", err, calls)
	}
}

func TestReadOutlines_readsEveryKindOfShape(t *testing.T) {
	for text, want := range map[string]string{
		`{"type":"Point","coordinates":[1.5,2.5,99]}`:                                                      `{"type":"Point","coordinates":[1.5,2.5]}`,
		`{"coordinates":[[1,2],[3,4]],"type":"LineString"}`:                                                `{"type":"LineString","coordinates":[[1,2],[3,4]]}`,
		`{"type":"MultiPoint","coordinates":[ [1,2] , [3,4] ]}`:                                            `{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`,
		`{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}`:                           `{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}`,
		polygon(`[[0.12345678,-0.0000001],[3,4],[5,7]]`):                                                   `{"type":"Polygon","coordinates":[[[0.123457,0],[3,4],[5,7],[0.123457,0]]]}`,
		`{"type":"MultiPolygon","coordinates":[[[[1,2],[3,4],[5,7]]],[[[1,1],[2,2],[3,4]]]]}`:              `{"type":"MultiPolygon","coordinates":[[[[1,2],[3,4],[5,7],[1,2]]],[[[1,1],[2,2],[3,4],[1,1]]]]}`,
		topo(`{"type":"LineString","arcs":[-1]}`):                                                          `{"type":"LineString","coordinates":[[0,0],[1,1],[1,0],[0,0]]}`,
		topo(`{"type":"GeometryCollection","geometries":[{"type":null},{"type":"Polygon","arcs":[[0]]}]}`): `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`,
		`{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}`:                               `{"type":"Point","coordinates":[1,2]}`,
	} {
		features, err := readAll(strings.NewReader(text), Limits{})
		if err != nil || len(features) != 1 {
			t.Errorf("%s: %d features, error %v", text, len(features), err)
			continue
		}
		if got, _ := json.Marshal(features[0].Geometry); string(got) != want {
			t.Errorf("%s\nbecame %s\nwant   %s", text, got, want)
		}
	}
}

func TestReadOutlines_passesOverFeaturesWithoutGeometry(t *testing.T) {
	features, err := readAll(strings.NewReader(collection(`null`, `{"type":"Point","coordinates":[1,2]}`)), Limits{})
	if err != nil || len(features) != 1 || features[0].Text("n") != "2" {
		t.Errorf("%v, error %v", features, err)
	}
}

func TestFeature_writtenAndReadAgainIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Feature{ID: "a", Geometry: Geometry{Polygons: MultiPolygon{{star(t)}, {star(t)}}}, Properties: map[string]any{"ward": "5"}}
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		out, err := readAll(strings.NewReader(string(text)), Limits{})
		if err != nil || len(out) != 1 || out[0].ID != "a" || out[0].Text("ward") != "5" {
			t.Fatalf("%v, error %v", out, err)
		}
		for i, p := range in.Geometry.Polygons {
			for j, at := range p[0] {
				if got := out[0].Geometry.Polygons[i][0][j]; math.Abs(got.Lat-at.Lat) > 5.1e-7 || math.Abs(got.Lon-at.Lon) > 5.1e-7 {
					t.Fatalf("%v became %v", at, got)
				}
			}
		}
	})
}

func FuzzReadOutlines(f *testing.F) {
	for _, seed := range []string{
		collection(polygon(`[[1,2],[3,4],[5,7]]`), `null`, `{"type":"Point","coordinates":[1,2]}`),
		topo(`{"type":"GeometryCollection","geometries":[{"type":"MultiPolygon","arcs":[[[0]],[[-1]]]}]}`),
		`{"type":"Topology","transform":{"scale":[0.1,0.1],"translate":[1,2]},"arcs":[[[0,0],[1,1],[2,-1]]],"objects":{"a":{"type":"LineString","arcs":[0]}}}`,
		`{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[]]}`, `{"features":[]}`, `{"type":"Polygon","coordinates":[[[1,[2]]]]}`, `{`, ``, strings.Repeat("9", 400),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		features, err := readAll(strings.NewReader(string(text)), Limits{Bytes: 1 << 16, Points: 1000, Features: 50})
		var format *FormatError
		if err != nil && !errors.As(err, &format) {
			t.Fatalf("an error that says nothing to the user: %v", err)
		}
		for _, feature := range features {
			written, err := json.Marshal(feature)
			if err != nil {
				t.Fatal(err)
			}
			again, err := readAll(strings.NewReader(string(written)), Limits{})
			if err != nil && !strings.Contains(err.Error(), "different points") { // points that 6 decimals make one
				t.Fatalf("%s is written as %s, which cannot be read: %v", text, written, err)
			}
			if err == nil && len(again) != 1 && !feature.Geometry.Box().Empty() {
				t.Fatalf("%s is written as %s, which reads as %d features", text, written, len(again))
			}
		}
	})
}

// The ward of each address was computed by another program.
func TestContains_putsRealAddressesIntoTheirWards(t *testing.T) {
	wards, err := readAll(shared.Open(t, "data/milwaukee/wards-2021.geojson"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(shared.Open(t, "data/milwaukee/address-points.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	outlines := make([]MultiPolygon, len(wards))
	for i, w := range wards {
		outlines[i] = w.Geometry.Polygons
	}
	locator := NewLocator(outlines)
	if at := locator.Find(Point{45, -100}); at != -1 {
		t.Errorf("a point in South Dakota is in ward %s", wards[at].Text("ward"))
	}
	checked := 0
	for _, row := range rows[1:] {
		if row[8] != "import-area-50" {
			continue
		}
		lat, _ := strconv.ParseFloat(row[6], 64)
		lon, _ := strconv.ParseFloat(row[7], 64)
		got := ""
		if at := locator.Find(Point{lat, lon}); at >= 0 {
			got = wards[at].Text("ward")
		}
		if checked++; got != row[9] {
			t.Errorf("%s %s is in ward %q, want %q", row[0], row[2], got, row[9])
		}
	}
	if checked != 4648 {
		t.Errorf("%d addresses were checked, want 4648", checked)
	}
}
