package app

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// cutTurfs runs the command on a file of this text and returns its rows, what it said, and its exit code.
func cutTurfs(t *testing.T, text string, settings ...string) (rows [][]string, said string, code int) {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "doors.csv"), filepath.Join(dir, "turfs.csv")
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var printed, errs bytes.Buffer
	code = Run(t.Context(), append([]string{"turf", "cut", "--doors", in, "--out", out}, settings...), strings.NewReader(""), &printed, &errs)
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if written, err := os.ReadFile(out); err == nil {
		if rows, err = csv.NewReader(bytes.NewReader(written)).ReadAll(); err != nil {
			t.Fatal(err)
		}
		if len(left) != 2 {
			t.Errorf("files are left over: %v", left)
		}
	} else if len(left) != 1 {
		t.Errorf("something was half-written: %v", left)
	}
	return rows, errs.String(), code
}

func TestTurfCut_putsEachDoorIntoATurfInWalkingOrder(t *testing.T) {
	var b strings.Builder
	b.WriteString("\ufeffID;Latitude;Longitude;languages\n")
	for i := range 300 {
		fmt.Fprintf(&b, "d-%d;%.5f;%.5f;hmn en\n", i, 43+float64(i%20)/5000, -88+float64(i/20)/4000)
	}
	rows, said, code := cutTurfs(t, b.String(), "--size", "30")
	if code != 0 || len(rows) != 301 || strings.Join(rows[0], ",") != "id,turf,position" {
		t.Fatalf("exit code %d, %d rows: %s", code, len(rows), said)
	}
	sizes, positions := map[string]int{}, map[string]bool{}
	for i, row := range rows[1:] {
		if row[0] != fmt.Sprint("d-", i) {
			t.Fatalf("row %d is %v", i, row)
		}
		sizes[row[1]]++
		positions[row[1]+" "+row[2]] = true
	}
	for turf, n := range sizes {
		if n < 29 || n > 31 || !positions[turf+" 1"] || !positions[fmt.Sprint(turf, " ", n)] {
			t.Errorf("turf %s has %d doors, positions %v", turf, n, positions)
		}
	}
	if len(sizes) != 10 || len(positions) != 300 {
		t.Errorf("%d turfs, %d positions", len(sizes), len(positions))
	}
	again, _, _ := cutTurfs(t, b.String(), "--size", "30")
	if fmt.Sprint(again) != fmt.Sprint(rows) {
		t.Error("the same file is cut in another way")
	}
}

func TestTurfCut_saysWhichRowIsBad(t *testing.T) {
	for text, want := range map[string]string{
		"id,lat\n1,2\n":                           `row 1: there is no column "lon"; there are: id, lat`,
		"id,lat,lon\n1,43,-88\n2,91,-88\n":        "row 3, lat: 91 is not between -90 and 90",
		"id,lat,lon\n1,43,-188\n":                 "row 2, lon: -188 is not between -180 and 180",
		"id,lat,lon\n1,43,NaN\n":                  "row 2, lon: NaN is not between",
		"id,lat,lon\n1,43,-88\n1,43,-88\n":        `row 3, id: "1" is in row 2 already`,
		"id,lat,lon\n1,,-88\n":                    "row 2, lat: it is empty",
		"id,lat,lon\n1,north,-88\n2,43,x\n3,43\n": `row 2, lat: "north" is no number (and 2 more bad rows; nothing was written)`,
		"id,lat,lon\n,43,-88\n":                   "row 2, id: it is empty",
		"id,lat,lon\n1,0,0\n":                     "row 2, lat: 0, 0 is where files put",
		"":                                        "no header line",
	} {
		rows, said, code := cutTurfs(t, text)
		if code != 1 || !strings.Contains(said, want) || rows != nil {
			t.Errorf("%q: exit code %d, %d rows, said %q, want %q", text, code, len(rows), said, want)
		}
	}
	if _, _, code := cutTurfs(t, "id,lat,lon\n1,43,-88\n", "--size", "0"); code != 1 {
		t.Errorf("size 0: exit code %d", code)
	}
}

func TestTurfCut_fewDoors(t *testing.T) {
	for text, want := range map[string]string{
		"id,lat,lon\n":           "[[id turf position]]",
		"id,lat,lon\nx,43,-88\n": "[[id turf position] [x 1 1]]",
		"id,lat,lon,street,number,unit\na,43,-88,Oak St,5,2\nb,43,-88,Oak St,5,10\nc,43,-88,Oak St,5,1\n": "[[id turf position] [a 1 2] [b 1 3] [c 1 1]]",
	} {
		if rows, said, code := cutTurfs(t, text); code != 0 || fmt.Sprint(rows) != want {
			t.Errorf("%q: exit code %d, %v, want %s; said %q", text, code, rows, want, said)
		}
	}
}

func FuzzParseDoors(f *testing.F) {
	f.Add("id,lat,lon\n1,43,-88\n2,43.1,-88.1\n")
	f.Add("ID;lat;lng;street\n\"a\"\"b\";1e1;-0;x\n")
	f.Add("id,lat,lon\n1,43\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		doors, ids, err := parseDoors(strings.NewReader(text))
		if err != nil {
			return
		}
		if len(doors) != len(ids) {
			t.Fatalf("%d doors, %d ids", len(doors), len(ids))
		}
		for _, d := range doors {
			if !d.At.Valid() {
				t.Fatalf("door %v", d)
			}
		}
	})
}

// grid is the file of a square of houses, twenty metres apart.
func grid(side int) string {
	var b strings.Builder
	b.WriteString("id,lat,lon,ward\n")
	for i := range side * side {
		fmt.Fprintf(&b, "%d,%.6f,%.6f,%d\n", i, 43+float64(i/side)*0.00018, -88+float64(i%side)*0.00025, i/(side*side/2))
	}
	return b.String()
}

// turfsOf is the doors of each turf in walking order.
func turfsOf(t *testing.T, rows [][]string) map[string][]int {
	t.Helper()
	turfs := map[string][]int{}
	for _, row := range rows[1:] {
		turfs[row[1]] = append(turfs[row[1]], -1)
	}
	for i, row := range rows[1:] {
		position, err := strconv.Atoi(row[2])
		if err != nil || position < 1 || position > len(turfs[row[1]]) {
			t.Fatalf("row %d is %v", i, row)
		}
		turfs[row[1]][position-1] = i
	}
	return turfs
}

func TestTurfCut_doesNotMixWardsOrDistricts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "districts.geojson")
	west := `{"type":"Polygon","coordinates":[[[-88.1,42.9],[-87.99751,42.9],[-87.99751,43.1],[-88.1,43.1],[-88.1,42.9]]]}`
	if err := os.WriteFile(file, []byte(west), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, said, code := cutTurfs(t, grid(20), "--size", "30", "--districts", file)
	if code != 0 {
		t.Fatal(said)
	}
	for name, turf := range turfsOf(t, rows) {
		for _, i := range turf {
			if i/200 != turf[0]/200 || (i%20 < 10) != (turf[0]%20 < 10) {
				t.Fatalf("turf %s mixes doors %d and %d", name, turf[0], i)
			}
		}
	}
	if _, said, code := cutTurfs(t, grid(4), "--districts", filepath.Join(t.TempDir(), "none")); code != 1 || !strings.Contains(said, "none") {
		t.Errorf("no file: exit code %d, said %q", code, said)
	}
}

func TestTurfCut_staysOnItsSideOfABarrier(t *testing.T) {
	file := filepath.Join(t.TempDir(), "river.geojson")
	river := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[-88.1,43.001],[-87.9,43.001]]}}]}`
	if err := os.WriteFile(file, []byte(river), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, said, code := cutTurfs(t, grid(20), "--size", "30", "--barriers", file)
	if code != 0 {
		t.Fatal(said)
	}
	for name, turf := range turfsOf(t, rows) {
		for _, i := range turf {
			if (i/20 < 6) != (turf[0]/20 < 6) { // 43.001 is between the sixth row and the seventh
				t.Fatalf("turf %s is on both sides", name)
			}
		}
	}
	if err := os.WriteFile(file, []byte(`{"type":"Point","coordinates":[-88,43]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if rows, said, code := cutTurfs(t, grid(4), "--barriers", file); code != 1 || rows != nil || !strings.Contains(said, "there is no line in it") {
		t.Errorf("a file without a line: exit code %d, said %q", code, said)
	}
}

func TestTurfCut_keepsTheTime(t *testing.T) {
	for _, size := range []string{"", "20"} {
		settings := []string{"--minutes", "60"}
		if size != "" {
			settings = append(settings, "--size", size)
		}
		rows, said, code := cutTurfs(t, grid(20), settings...)
		if code != 0 {
			t.Fatal(said)
		}
		turfs := turfsOf(t, rows)
		for name, turf := range turfs {
			if minutes := float64(len(turf))*2.5 + float64(len(turf)-1)*20/70; minutes > 60 {
				t.Errorf("size %q: turf %s of %d doors takes %.0f minutes at least", size, name, len(turf), minutes)
			}
		}
		if len(turfs) > 26 {
			t.Errorf("size %q: %d turfs", size, len(turfs))
		}
	}
	for _, minutes := range []string{"-1", "NaN", "2", "1e9"} {
		if _, _, code := cutTurfs(t, grid(4), "--minutes", minutes); code != 1 {
			t.Errorf("%s minutes: exit code %d", minutes, code)
		}
	}
}
