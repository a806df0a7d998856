package app

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"banyan/internal/features/organization"
	"banyan/internal/features/outreach"
	"banyan/internal/features/voterfile"
	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/testing/shared"
)

// along puts a member's house every 40 metres along the residential streets of a few blocks, by turns left and right.
func along(t *testing.T, roads *geo.Roads, box geo.Box) (points, members [][]string) {
	t.Helper()
	points = [][]string{{"housenumber", "unit", "street", "city", "state", "zip", "lat", "lon"}}
	members = [][]string{{"Given name", "Family name", "Native name", "Language", "Address", "ZIP", "Phone", "Email"}}
	residential, _ := geo.ClassOf("residential")
	number := map[string]int{}
	for _, r := range roads.Within(box) {
		if r.Name == "" || r.Class != residential {
			continue
		}
		for i := 1; i < len(r.Line); i++ {
			a, b := r.Line[i-1], r.Line[i]
			for n := 1; n <= int(geo.Distance(a, b)/40); n++ {
				at := float64(n) / (geo.Distance(a, b)/40 + 1)
				number[r.Name] += 3
				house := strconv.Itoa(100 + number[r.Name])
				side := 1e-4 * float64(1-2*(number[r.Name]%2))
				lat, lon := a.Lat+(b.Lat-a.Lat)*at+side*.7, a.Lon+(b.Lon-a.Lon)*at+side
				points = append(points, []string{house, "", r.Name, "Portland", "OR", "97214", fmt.Sprintf("%.6f", lat), fmt.Sprintf("%.6f", lon)})
				members = append(members, []string{"Linh", "Tran" + house, "", "vi", house + " " + r.Name, "97214", "", ""})
			}
		}
	}
	return points, members
}

func sheet(t *testing.T, rows [][]string) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

// TestCut_walksOnRealRoads cuts the same doors with and without an OpenStreetMap extract: with it, the way is measured on
// its roads and the map draws them.
func TestCut_walksOnRealRoads(t *testing.T) {
	dir := t.TempDir()
	a, err := Open(t.Context(), Config{Data: dir, Database: "sqlite:" + filepath.Join(dir, "banyan.db"), Origin: "http://localhost:8080", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	extract, err := os.ReadFile(shared.Path(t, "data/osm/portland-or-central.osm.pbf"))
	if err != nil {
		t.Fatal(err)
	}
	roads, err := geo.ReadRoads(bytes.NewReader(extract), geo.RoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	points, members := along(t, roads, geo.BoxOf(geo.Point{Lat: 45.512, Lon: -122.655}, geo.Point{Lat: 45.518, Lon: -122.645}))
	if len(points) < 100 {
		t.Fatalf("only %d houses", len(points))
	}
	org, err := a.Organizations.Create(t.Context(), organization.Organization{Slug: "pdx", Name: "Portland", State: "OR", TimeZone: "America/Los_Angeles"})
	if err != nil {
		t.Fatal(err)
	}
	sc := authz.System(org, "test")
	for name, rows := range map[string][][]string{"points.csv": points, "members.csv": members} {
		if _, err := a.Imports.Import(t.Context(), sc, name, sheet(t, rows), voterfile.Options{}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if _, err := a.Places.Locate(t.Context(), sc, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	u, err := a.Outreach.CreateUniverse(t.Context(), sc, "Everybody", segment.New(segment.Node{Everyone: true}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.Outreach.CreateProgram(t.Context(), sc, "Doors", u.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	guessed := cutAll(t, a, sc, p)
	if _, err := a.Places.LoadRoads(t.Context(), sc, "portland.osm.pbf", bytes.NewReader(extract)); err != nil {
		t.Fatal(err)
	}
	walked := cutAll(t, a, sc, p)
	if walked.doors != guessed.doors || walked.doors != len(points)-1 {
		t.Errorf("%d doors with roads, %d without, %d houses", walked.doors, guessed.doors, len(points)-1)
	}
	t.Logf("%d doors in %d turfs: %.0f m on roads, %.0f m estimated", walked.doors, walked.turfs, walked.metres, guessed.metres)
	if math.Abs(walked.metres-guessed.metres) < 1 {
		t.Errorf("the roads change nothing: %.0f m", walked.metres)
	}
	g, err := a.Outreach.Ground(t.Context(), sc, p.ID)
	if err != nil || len(g.Lines) < 20 {
		t.Errorf("the map draws %d roads, %v", len(g.Lines), err)
	}
}

type cut struct {
	turfs, doors int
	metres       float64
}

func cutAll(t *testing.T, a *App, sc authz.Scope, p outreach.Program) (out cut) {
	t.Helper()
	now, _, err := a.Outreach.Program(t.Context(), sc, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Outreach.Cut(t.Context(), sc, p.ID, outreach.CutOptions{Revision: now.Revision, Doors: 40}, ""); err != nil {
		t.Fatal(err)
	}
	_, turfs, err := a.Outreach.Program(t.Context(), sc, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range turfs {
		out.turfs, out.doors, out.metres = out.turfs+1, out.doors+x.Doors, out.metres+x.Metres
	}
	return out
}
