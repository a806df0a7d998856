package turf

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// Houses by themselves can be cut into any sizes where the ground lets them: every turf has at most the slack more or fewer doors than wanted, wherever
// some number of turfs allows it, and one number of doors or the next where none does. Over one bridge the sizes may be
// impossible: there the largest size holds, and nothing is torn. Ground that is a tree of islands or arms is a known limit (docs/turf.md).
func TestDivide_keepsTheWindowWheneverItCanBeKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{"one line", "town", "a spiral", "one bridge"}).Draw(t, "shape")
		n, size := rapid.IntRange(1, 700).Draw(t, "n"), rapid.IntRange(9, 60).Draw(t, "size")
		doors := shape(kind, n, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
		turfs, err := Divide(doors, CutOptions{Size: size, Max: size + size/10, Seed: rapid.Uint64().Draw(t, "cut")})
		if err != nil {
			t.Fatal(err)
		}
		slack := math.Max(1, math.Floor(0.06*float64(size)))
		mean := float64(n) / math.Max(1, math.Max(math.Round(float64(n)/float64(size)), math.Ceil(float64(n)/float64(size+size/10))))
		low, high := math.Min(float64(size)-slack, math.Floor(mean)), math.Min(float64(size+size/10), math.Max(float64(size)+slack, math.Ceil(mean)))
		if kind == "one bridge" {
			low, high = 1, float64(size+size/10)
		}
		for _, turf := range turfs {
			if doors := float64(len(turf)); doors < low || doors > high {
				t.Fatalf("%s: a turf of %v doors; %v to %v are wanted", kind, doors, low, high)
			}
		}
		if torn := tornTurfs(doors, turfs); torn > 0 {
			t.Fatalf("%s: %d torn turfs", kind, torn)
		}
	})
}

// Buildings of up to 24 doors leave little room; still every turf is within its window where the town is large enough.
func TestDivide_keepsTheWindowAmongLargeBuildings(t *testing.T) {
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 9))
		var doors []Door
		for _, d := range shape("town", 1500, random) {
			doors = append(doors, d)
			if random.IntN(8) == 0 {
				for range 5 + random.IntN(19) {
					doors = append(doors, Door{ID: int64(10_000 + len(doors)), At: d.At})
				}
			}
		}
		turfs, err := Divide(doors, CutOptions{Size: 50, Max: 55, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		for _, turf := range turfs {
			if len(turf) < 47 || len(turf) > 53 {
				t.Errorf("seed %d: a turf of %d doors", seed, len(turf))
			}
		}
	}
}

// A tower that is far too large for one turf is cut into turfs of the wanted size, also where nothing else is around.
func TestDivide_cutsATowerIntoTurfsOfTheWantedSize(t *testing.T) {
	for _, n := range []int{100, 150, 5000, 5030} {
		turfs, err := Divide(shape("one point", n, rand.New(rand.NewPCG(1, 1))), CutOptions{Size: 50, Max: 55})
		if err != nil {
			t.Fatal(err)
		}
		for _, turf := range turfs {
			if len(turf) < 47 || len(turf) > 53 {
				t.Errorf("%d doors: a turf of %d", n, len(turf))
			}
		}
	}
}
