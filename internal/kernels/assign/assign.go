// Package assign decides who gets what: workers with so many hands each, and things of which each goes to one worker, so that the sum
// of the costs is the least there is. It is exact, and says so itself: every answer carries prices that prove it ([Check]).
//
// The problem is the transportation problem. Prices are found first, by bids that overpay by a step which shrinks from phase to phase
// (Bertsekas and Castañon, The auction algorithm for the transportation problem, Annals of Operations Research 20, 1989; Bertsekas, The
// auction algorithm: a distributed relaxation method, ibid. 14, 1988). What is then not exactly at its price is given back and settled
// by shortest augmenting paths, from things and from hands (Jonker and Volgenant, A shortest augmenting path algorithm for dense and
// sparse linear assignment problems, Computing 38, 1987). A worker is one node however many hands they have, because all their hands
// share one price; that is what makes hands cheap.
//
// Everything is whole numbers: costs that are fractions are to be scaled by the caller. The same problem gives the same answer.
package assign

import (
	"errors"
	"fmt"
	"math"
)

// Pair is something that a worker may get, and what that costs.
type Pair struct {
	Thing int32
	Cost  int64
}

// Problem is what there is to decide.
type Problem struct {
	Things int
	// Pairs are, for each worker, the things that they may get, each at most once; what is missing is forbidden. Costs may be negative.
	Pairs [][]Pair
	// Hands is how many things each worker can take; nil is one each.
	Hands []int
	// Empty is what a worker's first, second, third … hand costs when it stays empty; the last one holds for all further hands. It may
	// not grow: a first hand is never cheaper to leave empty than a second. nil fills as many hands as can be filled at all, and
	// then looks at the costs.
	Empty []int64
}

// Answer is who gets what, with its proof.
type Answer struct {
	Of    []int // the worker of each thing, -1 = nobody
	Cost  int64 // of all pairs and empty hands together
	Empty int   // hands that stay empty
	// The prices: no pair costs less than its two prices together, and the pairs of the answer cost just that.
	WorkerPrice, ThingPrice []int64
}

// MaxCost bounds the costs, so that sums of them stay whole.
const MaxCost = int64(1) << 36

// nobody is the owner of a free thing.
const nobody = int32(-1)

var errEmptyGrows = errors.New("assign: a later hand may not cost more to leave empty than an earlier one")

// Solve gives an answer of the least cost. It returns an error for a problem that is none: a thing that is not there, a cost beyond
// MaxCost, negative hands.
func Solve(p Problem) (Answer, error) {
	if err := p.check(); err != nil {
		return Answer{}, err
	}
	s := newSolver(p)
	s.prices()
	s.offerAll()
	for w := range s.pairs {
		for s.looking(w) > 0 {
			s.augment(int32(w))
		}
	}
	return s.answer(), nil
}

func (p Problem) check() error {
	if p.Hands != nil && len(p.Hands) != len(p.Pairs) {
		return fmt.Errorf("assign: %d workers and the hands of %d", len(p.Pairs), len(p.Hands))
	}
	for i, e := range p.Empty {
		if i > 0 && e > p.Empty[i-1] {
			return errEmptyGrows
		}
		if e > MaxCost || e < -MaxCost {
			return fmt.Errorf("assign: an empty hand costs %d, beyond ±%d", e, MaxCost)
		}
	}
	for w, pairs := range p.Pairs {
		if p.Hands != nil && p.Hands[w] < 0 {
			return fmt.Errorf("assign: worker %d has %d hands", w, p.Hands[w])
		}
		for _, x := range pairs {
			if x.Thing < 0 || int(x.Thing) >= p.Things || x.Cost > MaxCost || x.Cost < -MaxCost {
				return fmt.Errorf("assign: worker %d cannot get thing %d of %d at %d", w, x.Thing, p.Things, x.Cost)
			}
		}
	}
	return nil
}

// hand is how many hands a worker has.
func (p Problem) hand(w int) int {
	if p.Hands == nil {
		return 1
	}
	return p.Hands[w]
}

// empty is what a worker's hand number n, from 0, costs when it stays empty.
func (p Problem) empty(n int) int64 {
	if len(p.Empty) == 0 {
		return unbearable
	}
	return p.Empty[min(n, len(p.Empty)-1)]
}

// unbearable is more than any exchange of pairs could save, and still small enough to be added up.
const unbearable = int64(1) << 56

// far is farther than any path.
const far = int64(math.MaxInt64 / 4)

// Check proves an answer: that it is allowed, that its prices fit every pair, and that no other answer costs less (complementary
// slackness). It reads every pair once and shares no code with the solver.
func Check(p Problem, a Answer) error {
	if err := p.check(); err != nil {
		return err
	}
	if len(a.Of) != p.Things || len(a.ThingPrice) != p.Things || len(a.WorkerPrice) != len(p.Pairs) {
		return errors.New("assign: the answer is to another problem")
	}
	filled, paid, cost := make([]int, len(p.Pairs)), make([]bool, p.Things), int64(0)
	for t, price := range a.ThingPrice {
		if price > 0 || a.Of[t] < 0 && price != 0 {
			return fmt.Errorf("assign: thing %d has the price %d", t, price)
		}
	}
	for w, pairs := range p.Pairs {
		for _, x := range pairs {
			over := x.Cost - a.WorkerPrice[w] - a.ThingPrice[x.Thing]
			if over < 0 {
				return fmt.Errorf("assign: worker %d would rather have thing %d, by %d", w, x.Thing, -over)
			}
			if a.Of[x.Thing] == w && !paid[x.Thing] && over == 0 {
				paid[x.Thing] = true
				filled[w]++
				cost += x.Cost
			}
		}
	}
	for t, w := range a.Of {
		if w >= 0 && !paid[t] {
			return fmt.Errorf("assign: worker %d has thing %d, which is forbidden or dearer than its prices", w, t)
		}
	}
	empty := 0
	for w := range p.Pairs {
		hands := p.hand(w)
		if filled[w] > hands {
			return fmt.Errorf("assign: worker %d has %d things in %d hands", w, filled[w], hands)
		}
		if n := filled[w]; n > 0 && p.empty(n-1) < a.WorkerPrice[w] {
			return fmt.Errorf("assign: worker %d would rather leave a hand empty", w)
		}
		if n := filled[w]; n < hands && p.empty(n) > a.WorkerPrice[w] {
			return fmt.Errorf("assign: worker %d would rather fill another hand", w)
		}
		for n := filled[w]; n < hands; n++ {
			empty++
			if len(p.Empty) > 0 {
				cost += p.empty(n)
			}
		}
	}
	if cost != a.Cost || empty != a.Empty {
		return fmt.Errorf("assign: the answer says %d with %d empty hands, it is %d with %d", a.Cost, a.Empty, cost, empty)
	}
	return nil
}
