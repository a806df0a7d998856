package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banyan/internal/app"
)

// A small run of everything: each part prints its table, and a peer that is not there says so.
func TestBenchTurf_printsATableOfEachPart(t *testing.T) {
	t.Setenv(programChild, "yes")
	square := filepath.Join(t.TempDir(), "square.tsp")
	text := "NAME : berlin52\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 0 1000\n3 1000 1000\n4 1000 0\nEOF\n"
	if err := os.WriteFile(square, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, said bytes.Buffer
	code := app.Run(t.Context(), []string{"bench", "turf", "--quick", "--extracts", "-", "--generated", "300", "--list", "60", "--large-list", "90", "--rounds", "50",
		"--seconds", "0.1", "--longer", "0.1", "--workers", "10", "--tsplib", square}, strings.NewReader(""), &out, &said)
	if code != 0 {
		t.Fatalf("%d: %s", code, said.String())
	}
	for _, want := range []string{"grid, 300", "one point, 300", "balanced k-means", "PostGIS k-means", "no --postgres", "nearest neighbour", "reference", "drilled 90", "banyan, proved"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if fields := rowOf(out.String(), "berlin52"); len(fields) < 4 || fields[1] != "4" || fields[2] != "4000" || fields[3] != "7542" {
		t.Errorf("the round of a square is told as %q", fields)
	}
	if fields := rowOf(out.String(), "even 60"); len(fields) < 5 || fields[4] == "-" {
		t.Errorf("a longer search is told as %q", fields)
	}
	if !strings.Contains(said.String(), "one bridge") {
		t.Errorf("it does not say how far it is: %s", said.String())
	}
}

// rowOf are the cells of the line that begins with a name.
func rowOf(table, name string) []string {
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, name+" ") {
			return strings.Fields(line)
		}
	}
	return nil
}
