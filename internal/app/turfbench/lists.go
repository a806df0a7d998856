package turfbench

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
)

// list is a whole list of points, of which the shortest round is asked for.
type list struct {
	name    string
	points  []spot
	length  func(a, b spot) float64
	optimum float64 // known to be the shortest, or the shortest known; 0: a longer search of our own is made
}

// madeLists are invented lists: even, in clusters (after Johnson and McGeoch 2002), and holes drilled in rows.
func madeLists(n, large int, seed uint64) []list {
	random := rand.New(rand.NewPCG(seed, 0x6c69737473))
	return []list{
		{fmt.Sprint("even ", n), even(n, random), away, 0},
		{fmt.Sprint("clusters ", n), clusters(n, random), away, 0},
		{fmt.Sprint("drilled ", large), drilled(large, random), away, 0},
	}
}

func even(n int, random *rand.Rand) (out []spot) {
	for range n {
		out = append(out, spot{1e6 * random.Float64(), 1e6 * random.Float64()})
	}
	return out
}

func clusters(n int, random *rand.Rand) (out []spot) {
	middle := even(max(1, n/100), random)
	spread := 1e6 / math.Sqrt(float64(n))
	for range n {
		m := middle[random.IntN(len(middle))]
		out = append(out, spot{m.x + spread*random.NormFloat64(), m.y + spread*random.NormFloat64()})
	}
	return out
}

func drilled(n int, random *rand.Rand) (out []spot) {
	wide := int(3 * math.Sqrt(float64(n)))
	for len(out) < n {
		at, step := spot{100 * float64(random.IntN(wide)), 100 * float64(random.IntN(wide))}, spot{y: 100}
		if random.IntN(2) == 0 {
			step = spot{x: 100}
		}
		for range 4 + random.IntN(40) {
			out = append(out, at)
			at = spot{at.x + step.x, at.y + step.y}
		}
	}
	return out[:n]
}

// secondsFor gives a list as long as Concorde's linkern is given in the aims: 12 s for 13,509 points, 65 s at most.
func secondsFor(points int) float64 { return math.Min(65, math.Max(1, 12*float64(points)/13509)) }

// lists lets banyan order whole lists, as a user would, and compares with what is known or bounded.
func (c Config) lists(ctx context.Context) error {
	w := c.table("whole lists\tpoints\tlength\tshortest known\tover it\tHeld-Karp bound\tover it\twall s\tCPU s\tMB\t")
	defer w.Flush()
	all := madeLists(c.List, c.LargeList, c.Seed)
	for _, name := range c.TSPLIB {
		public, err := readTSPLIB(name)
		if err != nil {
			return err
		}
		all = append(all, public...)
	}
	for _, l := range all {
		if err := c.list(ctx, w, l); err != nil {
			return err
		}
	}
	return nil
}

// list lets banyan order one list, and prints what came of it.
func (c Config) list(ctx context.Context, w io.Writer, l list) error {
	seconds := math.Min(secondsFor(len(l.points)), c.MostSeconds)
	c.say("whole list %s", l.name)
	order, used, err := c.ordered(ctx, l.points, seconds)
	if err != nil {
		return err
	}
	length := l.round(order, l.length)
	if l.optimum == 0 && c.Longer > 0 {
		long := c.Longer * secondsFor(len(l.points))
		c.say("whole list %s: %.0f s to compare with", l.name, long)
		longer, _, err := c.ordered(ctx, l.points, long)
		if err != nil {
			return err
		}
		l.optimum = math.Min(length, l.round(longer, l.length))
	}
	known, over := "-", "-"
	if l.optimum > 0 {
		known, over = strconv.FormatFloat(l.optimum, 'f', 0, 64), fmt.Sprintf("%+.3f %%", 100*(length/l.optimum-1))
	}
	bound, overBound := "-", "-"
	if c.BoundRounds > 0 {
		c.say("whole list %s: the bound", l.name)
		least := heldKarp(l.points, order, c.BoundRounds)
		bound, overBound = strconv.FormatFloat(least, 'f', 0, 64), fmt.Sprintf("%+.2f %%", 100*(l.round(order, away)/least-1))
	}
	fmt.Fprintf(w, "%s\t%d\t%.0f\t%s\t%s\t%s\t%s\t%.1f\t%.1f\t%.0f\t\n", l.name, len(order), length, known, over, bound, overBound, used.wall, used.cpu, used.megabytes)
	return nil
}

// round is how long a round is.
func (l list) round(order []int, length func(a, b spot) float64) (sum float64) {
	for i, p := range order {
		sum += length(l.points[p], l.points[order[(i+1)%len(order)]])
	}
	return sum
}

// ordered runs banyan turf order on a file, for so many seconds, or 0: as long as it does by itself.
func (c Config) ordered(ctx context.Context, points []spot, seconds float64) (order []int, used usage, err error) {
	dir, err := os.MkdirTemp("", "turfbench-")
	if err != nil {
		return nil, usage{}, err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "points.csv"), filepath.Join(dir, "order.csv")
	if err := writeLines(in, "id,x,y", len(points), func(i int) string {
		return fmt.Sprintf("%d,%s,%s", i, strconv.FormatFloat(points[i].x, 'g', -1, 64), strconv.FormatFloat(points[i].y, 'g', -1, 64))
	}); err != nil {
		return nil, usage{}, err
	}
	args := []string{"turf", "order", "--closed", "--points", in, "--out", out, "--seed", strconv.FormatUint(c.Seed, 10)}
	if seconds > 0 {
		args = append(args, "--seconds", strconv.FormatFloat(seconds, 'f', 2, 64))
	}
	if used, err = c.run(ctx, args...); err != nil {
		return nil, usage{}, err
	}
	order, err = readOrder(out, len(points))
	return order, used, err
}

// readOrder reads id, position; every point must be there once.
func readOrder(name string, n int) ([]int, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	order := make([]int, n)
	seen := make([]bool, n)
	for _, row := range rows[1:] {
		id, err1 := strconv.Atoi(row[0])
		position, err2 := strconv.Atoi(row[1])
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		if id < 0 || id >= n || seen[id] || position < 1 || position > n {
			return nil, fmt.Errorf("%s: point %d at position %d", name, id, position)
		}
		seen[id], order[position-1] = true, id
	}
	if len(rows) != n+1 {
		return nil, fmt.Errorf("%s has %d of %d points", name, len(rows)-1, n)
	}
	return order, nil
}

// writeLines writes a header and n lines.
func writeLines(name, header string, n int, line func(i int) string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, header)
	for i := range n {
		fmt.Fprintln(w, line(i))
	}
	return errors.Join(w.Flush(), f.Close())
}
