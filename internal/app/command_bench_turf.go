package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"banyan/internal/app/turfbench"
)

// debianTSPLIB is where Debian's package r-cran-tsp has an instance of TSPLIB.
const debianTSPLIB = "/usr/lib/R/site-library/TSP/examples"

// runBenchTurf lets Banyan and methods with names cut towns, order turfs and lists, and give turfs to workers.
func runBenchTurf(ctx context.Context, c *cli, args []string) error {
	t := turfbench.Config{Out: c.out, Progress: c.err}
	c.flags.IntVar(&t.Doors, "doors", 100_000, "doors in the town of each extract")
	c.flags.IntVar(&t.Generated, "generated", 5000, "doors in each town that is on no map; 0: no such towns")
	c.flags.IntVar(&t.Million, "large", 1_000_000, "doors of a large grid, which Banyan alone cuts; 0: none")
	c.flags.IntVar(&t.Size, "size", 50, "doors wanted in a turf")
	c.flags.Uint64Var(&t.Seed, "seed", 1, "of the towns, the lists and the search")
	c.flags.IntVar(&t.List, "list", 13_509, "points of whole lists; 0: no lists")
	c.flags.IntVar(&t.LargeList, "large-list", 85_900, "points of the large list")
	c.flags.Float64Var(&t.MostSeconds, "seconds", 65, "for a list at most; 0: as long as banyan turf order takes by itself, the same wherever it runs")
	c.flags.Float64Var(&t.Longer, "longer", 10, "how many times as long the search is that an invented list is compared with; 0: none")
	c.flags.IntVar(&t.BoundRounds, "rounds", 150, "of the bound of Held and Karp; 0: no bound")
	c.flags.IntVar(&t.Workers, "workers", 500, "who are given four turfs each; 0: none")
	c.flags.StringVar(&t.Postgres, "postgres", "", "PostgreSQL server with PostGIS and pgRouting, where the extensions may be created: `URL`")
	extracts := c.flags.String("extracts", "", "OpenStreetMap extracts, parted by commas; empty: Delaware, which the Go module github.com/paulmach/osm brings as test data; -: none")
	tsplib := c.flags.String("tsplib", "", "files or folders of TSPLIB, parted by commas; empty: what Debian's r-cran-tsp has, where it is installed; -: none")
	quick := c.flags.Bool("quick", false, "a small run of everything, in a minute or two: what is set besides holds")
	if err := c.settings(args, 0); err != nil {
		return err
	}
	if *quick {
		c.quicken(map[string]string{"doors": "3000", "generated": "1000", "large": "0", "list": "1000", "large-list": "2000", "seconds": "1", "longer": "0", "rounds": "100", "workers": "50"})
	}
	if t.Doors < 1 || t.Size < 1 || t.Generated < 0 || t.Million < 0 || t.List < 0 || t.LargeList < 1 || t.Workers < 0 {
		return errors.New("--doors, --size and --large-list must be 1 or more, the other numbers 0 or more")
	}
	var err error
	if t.Program, err = os.Executable(); err != nil {
		return err
	}
	if t.Extracts, err = extractFiles(ctx, *extracts); err != nil {
		return err
	}
	t.TSPLIB = listed(*tsplib)
	if _, err := os.Stat(debianTSPLIB); *tsplib == "" && !errors.Is(err, fs.ErrNotExist) {
		t.TSPLIB = []string{debianTSPLIB}
	}
	return turfbench.Run(ctx, t)
}

// quicken gives settings that were not made other values.
func (c *cli) quicken(values map[string]string) {
	c.flags.Visit(func(f *flag.Flag) { delete(values, f.Name) })
	for name, value := range values {
		if err := c.flags.Set(name, value); err != nil {
			panic(err)
		}
	}
}

// listed are the parts of a list; '-' is the empty list.
func listed(text string) []string {
	if text == "" || text == "-" {
		return nil
	}
	return strings.Split(text, ",")
}

func extractFiles(ctx context.Context, text string) ([]string, error) {
	if text != "" {
		return listed(text), nil
	}
	dir, err := exec.CommandContext(ctx, "go", "env", "GOMODCACHE").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOMODCACHE: %w", err)
	}
	name := filepath.Join(strings.TrimSpace(string(dir)), "github.com/paulmach/osm@v0.8.0/testdata/delaware-latest.osm.pbf")
	if _, err := os.Stat(name); err != nil {
		return nil, fmt.Errorf("%w: fetch it with `go mod download github.com/paulmach/osm@v0.8.0`, or give --extracts", err)
	}
	return []string{name}, nil
}
