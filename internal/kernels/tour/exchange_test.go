package tour

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// someSolver has a tour of 256 to 700 of a shape's points, closed or with ends.
func someSolver(t *rapid.T) *solver {
	points := lists[rapid.IntRange(0, len(lists)-1).Draw(t, "shape")].make(rapid.IntRange(256, 700).Draw(t, "n"), rapid.Uint64Range(1, 1000).Draw(t, "pointSeed"))
	pl := settle(points)
	ends := endpoints{closed: rapid.Bool().Draw(t, "closed"), from: Anywhere, to: Anywhere}
	if !ends.closed {
		ends.from, ends.to = someEnds(t, len(pl.at))
		ends = ends.sane()
	}
	s := newSolver(len(pl.at), ends, Options{})
	s.at, s.k = pl.at, planeNearest
	s.lists = nearLists(s.at, s.k, 1)
	s.order = greedy(s.at, s.lists, s.k, 1)
	s.open()
	return s
}

func TestExchange_keepsItsBooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := someSolver(t)
		from := rapid.IntRange(0, s.size/4).Draw(t, "from") // 0: the whole tour, else an arc whose ends stay
		x := newExchange(s.arc(from, s.size))
		length := func() (sum float64) {
			for i, a := range x.order {
				sum += x.d(a, x.order[(i+1)%len(x.order)])
			}
			return sum
		}
		before := length()
		won := x.settle(nil)
		if after := length(); before-after != won || won < 0 {
			t.Fatalf("from %v to %v it says to have won %v", before, after, won)
		}
		x.turns = x.turns[:0]
		order, at := slices.Clone(x.order), length()
		r := newRandom(rapid.Uint64().Draw(t, "seed"))
		won = x.kick(r.below(x.n), &r) + x.settle(nil)
		if after := length(); at-after != won {
			t.Fatalf("a kick: from %v to %v it says to have won %v", at, after, won)
		}
		x.undo()
		if !slices.Equal(order, x.order) {
			t.Fatal("a kick that was taken back has changed the tour")
		}
	})
}

func TestAnneal_keepsPlacesEndsAndTheShorterTour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := someSolver(t)
		before := s.length()
		s.o.Seed = rapid.Uint64().Draw(t, "seed")
		s.anneal(rapid.IntRange(1, 3).Draw(t, "kicks a node") * s.size)
		if after := s.length(); after > before {
			t.Fatalf("from %v to %v", before, after)
		}
		ends := s.ends
		order := s.cut()
		mustBePermutation(t, order, len(s.at))
		mustEnd(t, order, ends.from, ends.to)
	})
}

func TestSpent_endsTheSearch(t *testing.T) {
	points := uniform(2500, 6)
	spent := 0.0
	order := Closed(points, Options{Workers: 2, Spent: func() float64 { spent += 0.3; return spent }})
	mustBePermutation(t, order, len(points))
	if spent < 1 || spent > 1.3 {
		t.Errorf("it ended at %v", spent)
	}
	first := Length(points, Closed(points, Options{Kicks: -1}), true)
	if got := Length(points, order, true); got >= first {
		t.Errorf("%v is no shorter than without kicks, %v", got, first)
	}
}

func TestWaiting_isExponential(t *testing.T) {
	r := newRandom(9)
	const n = 100_000
	sum, long := 0.0, 0
	for range n {
		w := r.waiting()
		if w < 0 {
			t.Fatalf("%v", w)
		}
		if sum += w; w > 3 {
			long++
		}
	}
	if mean, share := sum/n, float64(long)/n; math.Abs(mean-1) > 0.06 || math.Abs(share-math.Exp(-3)) > 0.01 {
		t.Errorf("mean %v, longer than 3: %v", mean, share)
	}
}
