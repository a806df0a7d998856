package turfbench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"banyan/internal/kernels/tour"
)

// orderer is a way to walk a turf.
type orderer struct {
	name  string
	order func(turf []Door, places []spot) ([]int, error)
}

// longSearches are how many times as long the reference searches, with this many seeds, of which the best counts.
const longSearches, longSeeds = 5, 3

// orders walks the turfs of a town by every method, and measures the walks.
func (c Config) orders(ctx context.Context, town Town, turfs [][]int) error {
	w := c.table("orders inside turfs\tmethod\tturfs\twalk km\tover the reference\tas short as it\tms CPU / turf\t")
	defer w.Flush()
	reference := make([]float64, len(turfs))
	if _, _, err := c.walkAll(town, turfs, longSearch, func(i int, km float64) { reference[i] = km }); err != nil {
		return err
	}
	methods := []orderer{
		{"banyan", func(_ []Door, p []spot) ([]int, error) { return byTour(p, tour.Options{}), nil }},
		{"2-opt from the nearest neighbour", func(_ []Door, p []spot) ([]int, error) { return twoOpt(p), nil }},
		{"nearest neighbour", func(_ []Door, p []spot) ([]int, error) { return newWalker(p).nearestFirst(0), nil }},
		{"sorted by street and number", func(turf []Door, _ []spot) ([]int, error) { return sortedList(turf, len(turf))[0], nil }},
	}
	conn, err := extended(ctx, c.Postgres, "pgrouting")
	switch {
	case errors.Is(err, errNotThere):
		fmt.Fprintf(w, "%s\tpgRouting\t%v\t\n", town.Name, err)
	case err != nil:
		return err
	default:
		defer conn.Close(context.WithoutCancel(ctx))
		methods = append(methods, orderer{"pgRouting (pgr_TSPeuclidean)", func(_ []Door, p []spot) ([]int, error) { return pgRouting{conn}.order(ctx, p) }})
	}
	best := 0.0
	for _, km := range reference {
		best += km
	}
	for _, m := range methods {
		c.say("orders of %d turfs: %s", len(turfs), m.name)
		short := 0
		km, spent, err := c.walkAll(town, turfs, m.order, func(i int, km float64) {
			if km <= reference[i]*(1+1e-7) {
				short++
			}
		})
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%.2f\t%+.3f %%\t%d\t%.2f\t\n", town.Name, m.name, len(turfs), km, 100*(km/best-1), short, 1000*spent/float64(len(turfs)))
	}
	fmt.Fprintf(w, "%s\tsearch %d times as long, best of %d\t%d\t%.2f\treference\t\t\t\n", town.Name, longSearches, longSeeds, len(turfs), best)
	return nil
}

// walkAll gives the sum of the walks, and the processor's seconds that the method took in this process.
func (c Config) walkAll(town Town, turfs [][]int, order func([]Door, []spot) ([]int, error), each func(i int, km float64)) (km, spent float64, err error) {
	at := flatten(town.Doors)
	for i, turf := range turfs {
		doors, places := make([]Door, len(turf)), make([]spot, len(turf))
		for j, d := range turf {
			doors[j], places[j] = town.Doors[d], at[d]
		}
		before := ownProcessor()
		found, err := order(doors, places)
		spent += ownProcessor() - before
		if err != nil {
			return 0, 0, err
		}
		if sorted := slices.Sorted(slices.Values(found)); !slices.Equal(sorted, upTo(len(turf))) {
			return 0, 0, fmt.Errorf("turf %d: the order is no order of its doors", i)
		}
		path := make([]spot, len(found))
		for j, p := range found {
			path[j] = places[p]
		}
		length := pathLength(path) / 1000
		each(i, length)
		km += length
	}
	return km, spent, nil
}

// ownProcessor is what this process has taken of the processors, in seconds.
func ownProcessor() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return math.NaN()
	}
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}

func byTour(places []spot, o tour.Options) []int {
	points := make([]tour.Point, len(places))
	for i, p := range places {
		points[i] = tour.Point{X: p.x, Y: p.y}
	}
	order := make([]int, len(places))
	for i, a := range tour.Open(points, tour.Anywhere, tour.Anywhere, o) {
		order[i] = int(a)
	}
	return order
}

func longSearch(_ []Door, places []spot) (best []int, err error) {
	shortest := math.Inf(1)
	for seed := range uint64(longSeeds) {
		order := byTour(places, tour.Options{Seed: seed + 1, Kicks: longSearches * 10 * len(places)})
		path := make([]spot, len(order))
		for i, p := range order {
			path[i] = places[p]
		}
		if length := pathLength(path); length < shortest {
			best, shortest = order, length
		}
	}
	return best, nil
}

func twoOpt(places []spot) []int {
	w := newWalker(places)
	path := w.nearestFirst(0)
	for w.turnParts(path) {
	}
	return path
}

// byAddress compares doors as a list sorted by street and number has them.
func byAddress(a, b Door) int {
	number := func(d Door) int { n, _ := strconv.Atoi(d.Number); return n } // not a number: 0
	return cmp.Or(strings.Compare(a.Street, b.Street), number(a)-number(b))
}
