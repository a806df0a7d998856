package tour

import (
	"math/bits"
	"slices"
)

const (
	annealArc    = 8000 // nodes that one worker's search has at most: turns stay short
	annealRounds = 40   // how often arcs and temperature change, at most
	roundKicks   = 2    // kicks a node before they do
	annealKick   = 50   // the longest stretch that a kick moves
	kicksToHeat  = 60   // kicks a node from which on the search begins at full heat; with fewer it begins colder
	fullHeat     = 1.0  // what a kick may lose there, on average, in mean steps of the tour
)

// anneal improves a tour on the plane by kicks and [exchange]. A kick that makes it longer is kept now and then, ever less so, until none is in the end
// (Kirkpatrick, Gelatt, Vecchi 1983; between local optima, Martin, Otto, Felten 1991). Each round searches arcs of the tour, whose borders then change. What
// an arc finds depends neither on the others nor on the number of workers.
func (s *solver) anneal(kicks int) {
	stopped := func() bool { return s.o.Stop != nil && s.o.Stop() }
	best, shortest := slices.Clone(s.order), s.length()
	keep := func() {
		if length := s.length(); length < shortest {
			best, shortest = slices.Clone(s.order), length
		}
	}
	parts := 1
	if s.size >= 2*arcLeast {
		parts = 2 * ((s.size + 2*annealArc - 1) / (2 * annealArc))
	}
	size := (s.size + parts - 1) / parts
	r := newRandom(s.o.Seed)
	mean := shortest / float64(s.size)
	now := roundKicks * s.size
	if s.o.Spent == nil {
		now = max(now, kicks/annealRounds)
	}
	for done, spent := 0, 0.0; spent < 1 && !stopped(); {
		heat := fullHeat * mean * (1 - spent)
		switch {
		case s.o.Spent == nil:
			heat *= min(1, float64(kicks)/float64(kicksToHeat*s.size))
		case done == 0: // how quick it is shows only now
			heat = 0
		default:
			heat *= min(1, float64(done)/spent/float64(kicksToHeat*s.size))
		}
		if s.o.Spent == nil {
			now = min(now, kicks-done)
		}
		s.rotate(int(r.below(int32(s.size))))
		seed := uint64(r)
		inParts(s.size, size, s.o.Workers, func(from, to int) {
			a := s.arc(from, to)
			t := newExchange(a)
			t.settle(s.o.Stop)
			t.kickAbout(int(float64(now)*float64(to-from)/float64(s.size)), heat, newRandom(seed+uint64(from)), s.o.Stop)
			s.put(a, from)
		})
		keep()
		done += now
		spent = float64(done) / float64(kicks)
		if s.o.Spent != nil {
			spent = s.o.Spent()
		}
	}
	s.order = best
}

// length is that of the tour as it is searched.
func (s *solver) length() float64 {
	sum := 0.0
	for i, a := range s.order {
		if b := s.order[(i+1)%len(s.order)]; a != s.ghost && b != s.ghost {
			sum += distance(s.at[a], s.at[b])
		}
	}
	return sum
}

// kickAbout kicks so often, and takes back what loses more than the heat allows, by chance.
func (t *exchange) kickAbout(kicks int, heat float64, r random, stop func() bool) {
	window := min(t.n, kickWindow)
	for done := 0; done < kicks; {
		from := r.below(t.n - window + 1)
		for i := int32(0); i < window && done < kicks; i++ {
			if done%128 == 0 && stop != nil && stop() {
				return
			}
			done++
			t.turns = t.turns[:0]
			won := t.kick(t.pos[from+r.below(window)], &r) + t.settle(nil)
			if won < 0 && -won > float64(heat*r.waiting()) {
				t.undo()
			}
		}
	}
}

// kick exchanges two neighbouring stretches of the tour from a position on and returns what that wins, mostly less than nothing.
func (t *exchange) kick(start int32, r *random) float64 {
	most := min(annealKick, (t.n-2)/2)
	inA, inB := 1+r.below(most), 1+r.below(most)
	node := func(i int32) int32 {
		if i += start; i >= t.n {
			i -= t.n
		}
		return t.order[i]
	}
	before, a, b, c, e, after := node(0), node(1), node(inA), node(inA+1), node(inA+inB), node(inA+inB+1)
	olds := [3]float64{t.d(before, a), t.d(b, c), t.d(e, after)}
	if min(olds[0], olds[1], olds[2]) == mustStay {
		return 0
	}
	t.step = 1
	t.turn(a, e, inA+inB)
	t.turn(e, c, inB)
	t.turn(b, a, inA)
	t.push(before, a, b, c, e, after)
	return olds[0] + olds[1] + olds[2] - t.d(before, c) - t.d(e, a) - t.d(b, after)
}

// waiting is a number from 0 on, each as rare as in waiting for an event (exponential, mean about 1): the logarithm is that of straight lines between powers of
// two, which is the same on every machine.
func (r *random) waiting() float64 {
	x := uint32(r.below(1<<31-1)) + 1
	zeros := bits.LeadingZeros32(x)
	part := float64(x<<zeros) / (1 << 31) // 1 to 2
	return 0.693 * (float64(zeros) + 1 - part)
}
