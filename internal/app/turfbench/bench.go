package turfbench

import (
	"bytes"
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
	"text/tabwriter"
	"time"

	"banyan/internal/kernels/geo"
)

// Config says what is measured.
type Config struct {
	Program   string   // banyan itself, which is run as a user would
	Extracts  []string // OpenStreetMap extracts to put doors along the roads of
	Doors     int      // in each of their towns
	Generated int      // in each town that is on no map; 0: none
	Million   int      // doors of one large grid; 0: none
	Size      int      // of a turf
	Seed      uint64
	Postgres  string // a server where PostGIS and pgRouting may be; empty: they are left out

	List, LargeList int      // points of invented lists; 0: no lists
	TSPLIB          []string // public instances: files or folders
	MostSeconds     float64  // for a list
	Longer          float64  // how many times as long the search is that an invented list is compared with; 0: none
	BoundRounds     int
	Workers         int // who are assigned to turfs; 0: none

	Out, Progress io.Writer
}

// Run measures all parts and prints a table of each.
func Run(ctx context.Context, c Config) error {
	if err := c.towns(ctx); err != nil {
		return err
	}
	if c.List > 0 {
		if err := c.lists(ctx); err != nil {
			return err
		}
	}
	if c.Workers > 0 {
		return c.assignment()
	}
	return nil
}

// table begins a table, whose columns are parted by tabs.
func (c Config) table(header string) *tabwriter.Writer {
	fmt.Fprintln(c.Out)
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, header)
	return w
}

// say tells how far it is.
func (c Config) say(format string, args ...any) {
	fmt.Fprintf(c.Progress, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

const cutHeader = "town\tmethod\tturfs\tsizes\toff\ttorn\twalk km\tgiven km\tinertia km²\twall s\tCPU s\tMB\t"

// towns cuts every town by every method, and orders the turfs of the first.
func (c Config) towns(ctx context.Context) error {
	w := c.table(cutHeader)
	var first Town
	var turfs [][]int
	for _, extract := range c.Extracts {
		roads, err := readRoads(extract)
		if err != nil {
			return err
		}
		name, _, _ := strings.Cut(filepath.Base(extract), "-")
		town := RoadTown(name, roads, c.Doors, c.Seed)
		cut, err := c.town(ctx, w, town, c.peers())
		if err != nil {
			return err
		}
		if turfs == nil {
			first, turfs = town, cut
		}
	}
	for _, kind := range Kinds {
		if c.Generated == 0 {
			break
		}
		peers := c.peers()
		if kind.Hard {
			peers = peers[:2]
		}
		town := Generated(kind.Name, c.Generated, c.Seed)
		cut, err := c.town(ctx, w, town, peers)
		if err != nil {
			return err
		}
		if turfs == nil {
			first, turfs = town, cut
		}
	}
	if c.Million > 0 {
		town := Generated("grid", c.Million, c.Seed)
		town.Name = "large grid"
		if _, err := c.town(ctx, w, town, nil); err != nil {
			return err
		}
	}
	if turfs == nil {
		return nil
	}
	return c.orders(ctx, first, turfs[:min(len(turfs), 2000)])
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

// peer is another way to cut.
type peer struct {
	name string
	cut  func(context.Context, []Door) ([][]int, error)
}

func (c Config) peers() []peer {
	simple := func(cut func([]Door, int) [][]int) func(context.Context, []Door) ([][]int, error) {
		return func(_ context.Context, doors []Door) ([][]int, error) { return cut(doors, c.Size), nil }
	}
	return []peer{
		{"Hilbert curve", simple(curve)},
		{"bisection", simple(bisection)},
		{"sorted list", simple(sortedList)},
		{"balanced k-means", simple(balancedMeans)},
		{"METIS", func(ctx context.Context, doors []Door) ([][]int, error) { return metis(ctx, doors, c.Size) }},
		{"PostGIS k-means", func(ctx context.Context, doors []Door) ([][]int, error) {
			return postgisMeans(ctx, c.Postgres, doors, c.Size)
		}},
	}
}

func (c Config) town(ctx context.Context, w *tabwriter.Writer, town Town, peers []peer) ([][]int, error) {
	c.say("%s, %d doors: banyan", town.Name, len(town.Doors))
	ours, used, err := c.banyan(ctx, town.Doors)
	if err != nil {
		return nil, err
	}
	c.print(w, town, "banyan", ours, used)
	for _, p := range peers {
		c.say("%s, %d doors: %s", town.Name, len(town.Doors), p.name)
		start, before := time.Now(), ownProcessor()
		turfs, err := p.cut(ctx, town.Doors)
		switch {
		case errors.Is(err, exec.ErrNotFound), errors.Is(err, errNotThere):
			fmt.Fprintf(w, "%s\t%s\t%v\t\n", town.Name, p.name, err)
			continue
		case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
			fmt.Fprintf(w, "%s\t%s\tnot done in %v\t\n", town.Name, p.name, patience)
			continue
		case err != nil:
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		used := usage{wall: time.Since(start).Seconds(), cpu: ownProcessor() - before}
		if p.name == "METIS" || p.name == "PostGIS k-means" { // other processes
			used.cpu = 0
		}
		c.print(w, town, p.name, turfs, used)
	}
	return ours, w.Flush()
}

// scoredWalks is up to how many doors the scorer walks all turfs itself, which takes it some ten milliseconds each.
const scoredWalks = 200_000

func (c Config) print(w io.Writer, town Town, method string, turfs [][]int, used usage) {
	s := ScoreCut(town.Doors, turfs, c.Size, len(town.Doors) <= scoredWalks)
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
	fmt.Fprintf(w, "%s, %d\t%s\t%d\t%d..%d\t%d\t%d\t%s\t%s\t%.0f\t%.1f\t%s\t%s\t\n", town.Name, len(town.Doors), method, s.Turfs, s.Smallest, s.Largest,
		s.OffWindow, s.Broken, cell(s.WalkKm), cell(given), s.Inertia, used.wall, cell(used.cpu), cell(used.megabytes))
}

// banyan runs the program as a user does: a file in, a file out.
func (c Config) banyan(ctx context.Context, doors []Door) ([][]int, usage, error) {
	dir, err := os.MkdirTemp("", "turfbench-")
	if err != nil {
		return nil, usage{}, err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "doors.csv"), filepath.Join(dir, "turfs.csv")
	if err := writeLines(in, "id,lat,lon", len(doors), func(i int) string { return fmt.Sprintf("%d,%.7f,%.7f", i, doors[i].Lat, doors[i].Lon) }); err != nil {
		return nil, usage{}, err
	}
	used, err := c.run(ctx, "turf", "cut", "--doors", in, "--out", out, "--size", strconv.Itoa(c.Size), "--seed", strconv.FormatUint(c.Seed, 10))
	if err != nil {
		return nil, usage{}, err
	}
	turfs, err := readTurfs(out)
	return turfs, used, err
}

// run runs the program and tells what it took.
func (c Config) run(ctx context.Context, args ...string) (usage, error) {
	cmd := exec.CommandContext(ctx, c.Program, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return usage{}, err
	}
	ended, peak := make(chan struct{}), make(chan float64)
	go func() { peak <- peakMegabytes(cmd.Process.Pid, ended) }()
	err := cmd.Wait()
	close(ended)
	used := usage{wall: time.Since(start).Seconds(), megabytes: <-peak}
	if err != nil {
		return usage{}, fmt.Errorf("banyan %s: %w: %s", strings.Join(args[:2], " "), err, said.String())
	}
	used.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	return used, nil
}

// peakMegabytes looks ten times a second, until the process has ended, how much memory it has had at most. What the system tells of an ended process has the
// peak of its parent in it, whose memory it shares for a moment. 0: the system has no such files.
func peakMegabytes(process int, ended <-chan struct{}) (peak float64) {
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-ended:
			return peak
		case <-look.C:
		}
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
		if err != nil {
			continue
		}
		_, after, _ := strings.Cut(string(status), "VmHWM:")
		kilobytes, _, _ := strings.Cut(strings.TrimSpace(after), " ")
		if v, err := strconv.ParseFloat(kilobytes, 64); err == nil {
			peak = max(peak, v/1024)
		}
	}
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
