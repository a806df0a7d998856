package turfbench

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"banyan/internal/kernels/geo"
)

// Config says what is measured.
type Config struct {
	Program   string   // banyan itself, which is run as a user would
	Extracts  []string // OpenStreetMap extracts to put doors along the roads of
	Doors     int      // in each town
	Size      int      // of a turf
	Seed      uint64
	Generated bool // towns that are on no map too
	Out       io.Writer
}

// Run cuts every town by every method and prints a table.
func Run(ctx context.Context, c Config) error {
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "town\tmethod\tturfs\tsizes\toff\tbroken\twalk km\tgiven km\tinertia km²\twall s\tCPU s\tMB\t")
	for _, extract := range c.Extracts {
		roads, err := readRoads(extract)
		if err != nil {
			return err
		}
		name, _, _ := strings.Cut(filepath.Base(extract), "-")
		if err := c.town(ctx, w, RoadTown(name, roads, c.Doors, c.Seed)); err != nil {
			return err
		}
	}
	if !c.Generated {
		return nil
	}
	for _, kind := range []string{"grid", "rural", "islands"} {
		if err := c.town(ctx, w, Generated(kind, c.Doors, c.Seed)); err != nil {
			return err
		}
	}
	return nil
}

func readRoads(name string) (*geo.Roads, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	roads, err := geo.ReadRoads(f, geo.RoadOptions{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return roads, nil
}

// usage is what a run took.
type usage struct{ wall, cpu, megabytes float64 }

func (c Config) town(ctx context.Context, w *tabwriter.Writer, town Town) error {
	turfs, used, err := c.banyan(ctx, town.Doors)
	if err != nil {
		return err
	}
	c.print(w, town, "banyan", turfs, used)
	for _, peer := range []struct {
		name string
		cut  func() ([][]int, error)
	}{
		{"sorted list", func() ([][]int, error) { return sortedList(town.Doors, c.Size), nil }},
		{"Hilbert curve", func() ([][]int, error) { return curve(town.Doors, c.Size), nil }},
		{"bisection", func() ([][]int, error) { return bisection(town.Doors, c.Size), nil }},
		{"METIS", func() ([][]int, error) { return metis(ctx, town.Doors, c.Size) }},
	} {
		start := time.Now()
		turfs, err := peer.cut()
		if errors.Is(err, exec.ErrNotFound) {
			fmt.Fprintf(w, "%s\t%s\tgpmetis is not installed\t\n", town.Name, peer.name)
			continue
		}
		if err != nil {
			return err
		}
		c.print(w, town, peer.name, turfs, usage{wall: time.Since(start).Seconds()})
	}
	return w.Flush()
}

func (c Config) print(w io.Writer, town Town, method string, turfs [][]int, used usage) {
	s := ScoreCut(town.Doors, turfs, c.Size)
	cell := func(v float64) string {
		if v == 0 {
			return "-"
		}
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	given := s.GivenKm
	if method != "banyan" { // the others say nothing of the order
		given = 0
	}
	fmt.Fprintf(w, "%s\t%s\t%d\t%d..%d\t%d\t%d\t%.1f\t%s\t%.0f\t%.1f\t%s\t%s\t\n", town.Name, method, s.Turfs, s.Smallest, s.Largest,
		s.OffWindow, s.Broken, s.WalkKm, cell(given), s.Inertia, used.wall, cell(used.cpu), cell(used.megabytes))
}

// banyan runs the program as a user does: a file in, a file out.
func (c Config) banyan(ctx context.Context, doors []Door) ([][]int, usage, error) {
	dir, err := os.MkdirTemp("", "turfbench-")
	if err != nil {
		return nil, usage{}, err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "doors.csv"), filepath.Join(dir, "turfs.csv")
	if err := writeDoors(in, doors); err != nil {
		return nil, usage{}, err
	}
	cmd := exec.CommandContext(ctx, c.Program, "turf", "cut", "--doors", in, "--out", out, "--size", strconv.Itoa(c.Size), "--seed", strconv.FormatUint(c.Seed, 10))
	start := time.Now()
	if said, err := cmd.CombinedOutput(); err != nil {
		return nil, usage{}, fmt.Errorf("banyan turf cut: %w: %s", err, said)
	}
	used := usage{wall: time.Since(start).Seconds(), cpu: (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		used.megabytes = float64(r.Maxrss) / 1024
	}
	turfs, err := readTurfs(out)
	return turfs, used, err
}

func writeDoors(name string, doors []Door) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "id,lat,lon")
	for i, d := range doors {
		fmt.Fprintf(w, "%d,%.7f,%.7f\n", i, d.Lat, d.Lon)
	}
	return errors.Join(w.Flush(), f.Close())
}

// readTurfs reads id, turf, position; the ids are the doors' numbers.
func readTurfs(name string) ([][]int, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	type placed struct{ door, turf, position int }
	var all []placed
	for _, row := range rows[1:] {
		var v [3]int
		for i := range v {
			if v[i], err = strconv.Atoi(row[i]); err != nil {
				return nil, err
			}
		}
		all = append(all, placed{v[0], v[1], v[2]})
	}
	slices.SortFunc(all, func(a, b placed) int {
		if a.turf != b.turf {
			return a.turf - b.turf
		}
		return a.position - b.position
	})
	var turfs [][]int
	for i, p := range all {
		if i == 0 || p.turf != all[i-1].turf {
			turfs = append(turfs, nil)
		}
		turfs[len(turfs)-1] = append(turfs[len(turfs)-1], p.door)
	}
	return turfs, nil
}
