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

// order runs the command on a file of this text and returns the ids in their order, what it said, and its exit code.
func order(t *testing.T, text string, settings ...string) (ids []string, said string, code int) {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "points.csv"), filepath.Join(dir, "order.csv")
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var printed, errs bytes.Buffer
	code = Run(t.Context(), append([]string{"turf", "order", "--points", in, "--out", out}, settings...), strings.NewReader(""), &printed, &errs)
	written, err := os.ReadFile(out)
	if err != nil {
		return nil, errs.String(), code
	}
	rows, err := csv.NewReader(bytes.NewReader(written)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		want := "position"
		if i > 0 {
			want = strconv.Itoa(i)
			ids = append(ids, row[0])
		}
		if row[1] != want {
			t.Errorf("line %d is %v, want position %s", i+1, row, want)
		}
	}
	return ids, errs.String(), code
}

func TestTurfOrder_walksAlongALine(t *testing.T) {
	for name, text := range map[string]string{
		"plane":             "id,x,y\nc,30,0\na,0,0\nd,100,0\nb,10,0\n",
		"degrees":           "\ufeffLongitude;id;Latitude\n-88.3;c;43\n-88;a;43\n-89;d;43\n-88.1;b;43\n",
		"across the seam":   "id,lat,lon\nc,10,-179.9\na,10,179.7\nd,10,-179.5\nb,10,179.9\n",
		"over the pole":     "id,lat,lon\nc,89.9,180\na,89.8,0\nd,89.5,180\nb,89.95,0\n",
		"three continents":  "id,lat,lon\nc,51,0\na,40,-88\nd,28,77\nb,43,-71\n",
		"far from the zero": "id,x,y\nc,1000000000030,-1e12\na,1000000000000,-1e12\nd,1000000000100,-1e12\nb,1000000000010,-1e12\n",
	} {
		ids, said, code := order(t, text)
		if got := strings.Join(ids, ""); code != 0 || got != "abcd" && got != "dcba" {
			t.Errorf("%s: order %q, exit code %d: %s", name, got, code, said)
		}
	}
}

func TestTurfOrder_takesFewAndEqualPoints(t *testing.T) {
	for _, n := range []int{0, 1, 2, 50} {
		text := "id,x,y\n"
		for i := range n {
			text += fmt.Sprintf("p%d,5,5\n", i)
		}
		if ids, said, code := order(t, text, "--closed"); code != 0 || len(ids) != n {
			t.Errorf("%d points at one place: %d written, exit code %d: %s", n, len(ids), code, said)
		}
	}
}

func TestTurfOrder_saysWhereAFileIsWrongAndWritesNothing(t *testing.T) {
	for text, want := range map[string]string{
		"id,x,y\na,1,2\nb,1\n":           "line 3",
		"id,x,y\na,1,2\nb,one,2\n":       `line 3, column x: "one" is no number`,
		"id,x,y\na,1,NaN\n":              `line 2, column y: "NaN" is no number`,
		"id,x,y\na,1,+Inf\n":             `line 2, column y: "+Inf" is no number`,
		"id,x,y\na,1,2\n,1,2\n":          "line 3, column id: it is empty",
		"id,x,y\na,1,2\nb,3,4\na,5,6\n":  `line 4, column id: "a" is in line 2 already`,
		"id,lat,lon\na,91,2\n":           `line 2, column lat: "91" is not between`,
		"id,lat,y\na,1,2\n":              "neither the columns",
		"name,x,y\na,1,2\n":              "there is no column id; there are: name, x, y",
		"id,x,y,lat,lon\na,1,2,3,4\n":    "which are meant",
		"id,x,X,y\na,1,2,3\n":            "two columns are called x",
		"":                               "no header line",
		"id,x,y\n\"a,1,2\n":              "line",
		"id,lat,lon\na,1,2\nb,1,361.5\n": `line 3, column lon`,
	} {
		ids, said, code := order(t, text)
		if code != 1 || ids != nil || !strings.Contains(said, want) {
			t.Errorf("%q: exit code %d, wrote %v, said %q, want %q", text, code, ids, said, want)
		}
	}
	if _, _, code := order(t, "id,x,y\n", "--seconds", "-1"); code != 2 {
		t.Errorf("negative seconds: exit code %d, want 2", code)
	}
}

func TestTurfOrder_stopsInTimeAndIsTheSameForASeed(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,x,y\n")
	for i := range 300 {
		fmt.Fprintf(&text, "%d,%d,%d\n", i, i*7919%1009, i*104729%997)
	}
	one, _, _ := order(t, text.String(), "--seed", "5")
	two, said, _ := order(t, text.String(), "--seed", "5")
	if strings.Join(one, " ") != strings.Join(two, " ") {
		t.Errorf("the same seed gave two orders; said: %s", said)
	}
	ids, said, code := order(t, text.String(), "--seconds", "0.05", "--closed")
	if code != 0 || len(ids) != 300 || !strings.Contains(said, "300 points") {
		t.Errorf("stopped: %d points, exit code %d: %s", len(ids), code, said)
	}
}
