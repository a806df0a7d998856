package turfbench

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"banyan/internal/kernels/assign"
)

// assignment gives turfs to workers, exactly and by the cheapest pair first. What a pair costs is the way there, and more where a turf needs a language that
// the worker has not.
func (c Config) assignment() error {
	w := c.table("who goes where\tworkers\tturfs each\tturfs\tmethod\tcost\tover the least\twall s\t")
	defer w.Flush()
	workers, hands, things := c.Workers, 4, 4*c.Workers
	c.say("who goes where: %d workers, %d turfs", workers, things)
	p := townOfWorkers(workers, hands, things, c.Seed)
	start := time.Now()
	a, err := assign.Solve(p)
	spent := time.Since(start).Seconds()
	if err != nil {
		return err
	}
	if err := assign.Check(p, a); err != nil {
		return fmt.Errorf("the proof does not hold: %w", err)
	}
	start = time.Now()
	simple := cheapestFirst(p)
	fmt.Fprintf(w, "a town with languages\t%d\t%d\t%d\tbanyan, proved\t%d\tthe least\t%.2f\t\n", workers, hands, things, a.Cost, spent)
	fmt.Fprintf(w, "\t\t\t\tcheapest pair first\t%d\t%+.1f %%\t%.2f\t\n", simple, 100*(float64(simple)/float64(a.Cost)-1), time.Since(start).Seconds())
	return nil
}

func townOfWorkers(workers, hands, things int, seed uint64) assign.Problem {
	random := rand.New(rand.NewPCG(seed, 0x61737369676e))
	homes, turfs := even(workers, random), even(things, random)
	speaks, needs := make([]int, workers), make([]int, things)
	for i := range speaks {
		speaks[i] = random.IntN(5)
	}
	for i := range needs {
		needs[i] = random.IntN(5)
	}
	p := assign.Problem{Things: things, Pairs: make([][]assign.Pair, workers), Hands: make([]int, workers)}
	for i := range p.Pairs {
		p.Hands[i] = hands
		for j := range things {
			cost := int64(away(homes[i], turfs[j]))
			if needs[j] > 0 && needs[j] != speaks[i] {
				cost += 500_000
			}
			p.Pairs[i] = append(p.Pairs[i], assign.Pair{Thing: int32(j), Cost: cost})
		}
	}
	return p
}

// cheapestFirst is what a patient director does by hand.
func cheapestFirst(p assign.Problem) (cost int64) {
	type pair struct {
		worker int
		assign.Pair
	}
	var all []pair
	for i, pairs := range p.Pairs {
		for _, q := range pairs {
			all = append(all, pair{i, q})
		}
	}
	slices.SortFunc(all, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), a.worker-b.worker, int(a.Thing-b.Thing))
	})
	left, taken := slices.Clone(p.Hands), make([]bool, p.Things)
	for _, q := range all {
		if left[q.worker] > 0 && !taken[q.Thing] {
			left[q.worker]--
			taken[q.Thing] = true
			cost += q.Cost
		}
	}
	return cost
}
