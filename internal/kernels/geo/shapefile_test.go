package geo

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"banyan/internal/testing/shared"
)

const clarke1866 = `PROJCS["x",GEOGCS["GCS_Clarke",DATUM["D",SPHEROID["Clarke_1866",6378206.4,294.978698213898]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],` +
	`PROJECTION["%s"],%s,UNIT["%s",%v]]`

// TestProjections_agreeWithTheManual asks the worked examples of Snyder's manual, Appendix A.
func TestProjections_agreeWithTheManual(t *testing.T) {
	for _, c := range []struct {
		name, parameters string
		x, y             float64
		want             Point
	}{
		{"Transverse_Mercator", `PARAMETER["Central_Meridian",-75.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0]`, 127106.5, 4484124.4, Point{40.5, -73.5}},
		{"Lambert_Conformal_Conic", `PARAMETER["Central_Meridian",-96.0],PARAMETER["Standard_Parallel_1",33.0],PARAMETER["Standard_Parallel_2",45.0],PARAMETER["Latitude_Of_Origin",23.0]`, 1894410.9, 1564649.5, Point{35, -75}},
		{"Albers", `PARAMETER["Central_Meridian",-96.0],PARAMETER["Standard_Parallel_1",29.5],PARAMETER["Standard_Parallel_2",45.5],PARAMETER["Latitude_Of_Origin",23.0]`, 1885472.7, 1535925.0, Point{35, -75}},
		{"Mercator", `PARAMETER["Central_Meridian",-180.0]`, 11688673.7, 4139145.6, Point{35, -75}},
	} {
		for _, u := range []struct {
			name  string
			metre float64
		}{{"Meter", 1}, {"Foot_US", 0.3048006096012192}} {
			back, err := parseProjection(fmt.Sprintf(clarke1866, c.name, c.parameters+fmt.Sprintf(`,PARAMETER["False_Easting",%v]`, 1000/u.metre), u.name, u.metre))
			if err != nil {
				t.Fatal(err)
			}
			if got := back((c.x+1000)/u.metre, c.y/u.metre); Distance(got, c.want) > 0.1 {
				t.Errorf("%s in %s: %v is %.2f m away from %v", c.name, u.name, got, Distance(got, c.want), c.want)
			}
		}
	}
	for wkt, says := range map[string]string{`PROJCS["x",PROJECTION["Krovak"]]`: "krovak", `GEOGCS["GCS_North_American_1927"]`: "NAD 27"} {
		if _, err := parseProjection(wkt); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v does not say %q", wkt, err, says)
		}
	}
}

// shapefileOf writes features as a shapefile, each point as put says.
func shapefileOf(features []Feature, put func(Point) (x, y float64)) Shapefile {
	shp := make([]byte, 100)
	binary.BigEndian.PutUint32(shp, 9994)
	var dbf bytes.Buffer
	for n, f := range features {
		var rings []Ring
		for _, p := range f.Geometry.Polygons {
			for i, r := range p {
				r = r.closed()
				if r.clockwise() != (i == 0) {
					turned := make(Ring, len(r))
					for j := range r {
						turned[j] = r[len(r)-1-j]
					}
					r = turned
				}
				rings = append(rings, r)
			}
		}
		body := binary.LittleEndian.AppendUint32(nil, 5)
		body = append(body, make([]byte, 32)...)
		count := 0
		for _, r := range rings {
			count += len(r)
		}
		body = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(body, uint32(len(rings))), uint32(count))
		at := 0
		for _, r := range rings {
			body = binary.LittleEndian.AppendUint32(body, uint32(at))
			at += len(r)
		}
		for _, r := range rings {
			for _, p := range r {
				x, y := put(p)
				body = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(body, math.Float64bits(x)), math.Float64bits(y))
			}
		}
		shp = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(shp, uint32(n+1)), uint32(len(body)/2))
		shp = append(shp, body...)
		fmt.Fprintf(&dbf, " %5s%-12s", f.Text("ward"), "Qu\xe9bec")
	}
	head := make([]byte, 32, 97)
	head[0] = 3
	binary.LittleEndian.PutUint32(head[4:], uint32(len(features)))
	binary.LittleEndian.PutUint16(head[8:], 97)
	binary.LittleEndian.PutUint16(head[10:], 18)
	for _, c := range []struct {
		name string
		kind byte
		size byte
	}{{"WARD", 'N', 5}, {"PLACE", 'C', 12}} {
		column := make([]byte, 32)
		copy(column, c.name)
		column[11], column[16] = c.kind, c.size
		head = append(head, column...)
	}
	return Shapefile{Shapes: shp, Table: append(append(head, 0x0d), dbf.Bytes()...)}
}

func wards(t *testing.T) (out []Feature) {
	t.Helper()
	f, err := os.Open(shared.Path(t, "data/milwaukee/wards-2021.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := ReadOutlines(f, Limits{}, func(f Feature) error { out = append(out, f); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

const webMercator = `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],` +
	`UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["Central_Meridian",0.0],UNIT["Meter",1.0]]`

func toWebMercator(p Point) (x, y float64) {
	return 6378137 * radians(p.Lon), 6378137 * math.Log(math.Tan(math.Pi/4+radians(p.Lat)/2))
}

func TestShapefile_readsWhatGeoJSONReads(t *testing.T) {
	want := wards(t)
	inDegrees := shapefileOf(want, func(p Point) (x, y float64) { return p.Lon, p.Lat })
	projected := shapefileOf(want, toWebMercator)
	projected.Projection = []byte(webMercator)
	for name, s := range map[string]Shapefile{"degrees": inDegrees, "web mercator": projected} {
		var got []Feature
		if err := s.Read(Limits{}, func(f Feature) error { got = append(got, f); return nil }); err != nil {
			t.Fatal(name, err)
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %d shapes of %d", name, len(got), len(want))
		}
		for i, f := range got {
			areaGot, areaWant := f.Geometry.Polygons.Area(), want[i].Geometry.Polygons.Area()
			if math.Abs(areaGot-areaWant) > 1e-6*areaWant || f.Text("WARD") != want[i].Text("ward") || f.Text("PLACE") != "Québec" {
				t.Fatalf("%s, shape %d: %v, area %.1f instead of %.1f", name, i, f.Properties, areaGot, areaWant)
			}
		}
	}
}

func zipOf(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadOutlinesZip(t *testing.T) {
	s := shapefileOf(wards(t), toWebMercator)
	read := func(b []byte, limits Limits) (n int, err error) {
		err = ReadOutlinesZip(bytes.NewReader(b), int64(len(b)), limits, func(Feature) error { n++; return nil })
		return n, err
	}
	whole := zipOf(t, map[string][]byte{"Wards/WARDS.SHP": s.Shapes, "Wards/WARDS.DBF": s.Table, "Wards/WARDS.PRJ": []byte(webMercator), "__MACOSX/Wards/._WARDS.SHP": []byte("x"), "readme.txt": nil})
	if n, err := read(whole, Limits{}); n != 317 || err != nil {
		t.Errorf("%d wards, %v", n, err)
	}
	if n, err := read(zipOf(t, map[string][]byte{"a.geojson": []byte(`{"type":"Point","coordinates":[-87.9,43]}`)}), Limits{}); n != 1 || err != nil {
		t.Errorf("a GeoJSON file in a zip: %d, %v", n, err)
	}
	for name, c := range map[string]struct {
		file   []byte
		limits Limits
		limit  bool
	}{
		"no zip":          {file: []byte("PK but not really")},
		"nothing in it":   {file: zipOf(t, map[string][]byte{"a.txt": nil})},
		"without .prj":    {file: zipOf(t, map[string][]byte{"a.shp": s.Shapes})},
		"cut off":         {file: zipOf(t, map[string][]byte{"a.shp": s.Shapes[:5000]})},
		"damaged table":   {file: zipOf(t, map[string][]byte{"a.shp": s.Shapes, "a.dbf": s.Table[:200], "a.prj": []byte(webMercator)})},
		"larger than all": {file: whole, limits: Limits{Bytes: 1000}, limit: true},
		"too many":        {file: whole, limits: Limits{Features: 10}, limit: true},
		"too many points": {file: whole, limits: Limits{Points: 1000}, limit: true},
	} {
		_, err := read(c.file, c.limits)
		var p *FormatError
		if !errors.As(err, &p) || p.Limit != c.limit {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzShapefile(f *testing.F) {
	square := Feature{Geometry: Geometry{Polygons: MultiPolygon{{{{43, -88}, {44, -88}, {44, -87}}}}}, Properties: map[string]any{"ward": "1"}}
	s := shapefileOf([]Feature{square}, func(p Point) (x, y float64) { return p.Lon, p.Lat })
	f.Add(s.Shapes, s.Table, "")
	f.Add(s.Shapes, s.Table, webMercator)
	f.Fuzz(func(t *testing.T, shp, dbf []byte, prj string) {
		err := Shapefile{Shapes: shp, Table: dbf, Projection: []byte(prj)}.Read(Limits{Points: 10000, Features: 1000}, func(g Feature) error {
			for _, p := range g.Geometry.Polygons {
				for _, r := range p {
					if len(r) < 3 {
						t.Fatalf("a ring of %d points", len(r))
					}
				}
			}
			return nil
		})
		var p *FormatError
		if err != nil && !errors.As(err, &p) {
			t.Fatalf("%v is no FormatError", err)
		}
	})
}
