package app

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"banyan/internal/app/turfbench"
)

// runBenchTurf cuts generated towns into turfs, by Banyan and by simple methods with names.
func runBenchTurf(ctx context.Context, c *cli, args []string) error {
	doors := c.flags.Int("doors", 100_000, "doors in each town")
	size := c.flags.Int("size", 50, "doors wanted in a turf")
	seed := c.flags.Uint64("seed", 1, "of the towns and of the cut")
	extracts := c.flags.String("extracts", "", "OpenStreetMap extracts, parted by commas; empty: Delaware, which the Go module github.com/paulmach/osm brings as test data")
	generated := c.flags.Bool("generated", true, "cut a grid, a rural county and islands that are on no map too")
	if err := c.settings(args, 0); err != nil {
		return err
	}
	if *doors < 1 || *size < 1 {
		return fmt.Errorf("--doors is %d and --size is %d: both must be 1 or more", *doors, *size)
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	files := strings.Split(*extracts, ",")
	if *extracts == "" {
		dir, err := exec.CommandContext(ctx, "go", "env", "GOMODCACHE").Output()
		if err != nil {
			return fmt.Errorf("go env GOMODCACHE: %w", err)
		}
		files = []string{filepath.Join(strings.TrimSpace(string(dir)), "github.com/paulmach/osm@v0.8.0/testdata/delaware-latest.osm.pbf")}
		if _, err := os.Stat(files[0]); err != nil {
			return fmt.Errorf("%w: fetch it with `go mod download github.com/paulmach/osm@v0.8.0`, or give --extracts", err)
		}
	}
	return turfbench.Run(ctx, turfbench.Config{Program: program, Extracts: files, Doors: *doors, Size: *size, Seed: *seed, Generated: *generated, Out: c.out})
}
