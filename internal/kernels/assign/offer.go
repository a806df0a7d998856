package assign

// offerAll finds a worker for everything that the bids left free at a price, or brings its price down to nothing.
func (s *solver) offerAll() {
	var priced []int32
	for t, w := range s.owner {
		if w == nobody && s.v[t] < 0 {
			priced = append(priced, int32(t))
		}
	}
	if len(priced) == 0 {
		return
	}
	s.turn()
	for _, t := range priced {
		s.offer(t)
	}
	s.takers = nil
}

// turn writes the pairs down by thing.
func (s *solver) turn() {
	n := make([]int, s.Things)
	for _, pairs := range s.pairs {
		for _, x := range pairs {
			n[x.Thing]++
		}
	}
	s.takers = make([][]taker, s.Things)
	for t := range s.takers {
		s.takers[t] = make([]taker, 0, n[t])
	}
	for w, pairs := range s.pairs {
		for _, x := range pairs {
			s.takers[x.Thing] = append(s.takers[x.Thing], taker{int32(w), x.Cost})
		}
	}
}

// taker is a worker who may get a thing.
type taker struct {
	worker int32
	cost   int64
}

// rest is where an offer ends: at a worker with a free hand, or at a thing that stays free because nobody gains by it.
type rest struct {
	dist          int64
	worker, thing int32
}

// offer is the search of [solver.augment] from the other side: the thing goes to a worker, who passes on another one, and so forth.
func (s *solver) offer(t int32) {
	s.near, s.seen = s.near[:0], s.seen[:0]
	stop := rest{-s.v[t], nobody, t}
	stop = s.spread(t, 0, stop)
	for len(s.near) > 0 {
		r := s.near.pop()
		if r.dist >= stop.dist {
			break
		}
		if s.done[r.worker] {
			continue
		}
		s.done[r.worker] = true
		w := int(r.worker)
		if s.emptied[w] > 0 {
			if d := r.dist + s.u[w] - s.last(w); d < stop.dist {
				stop = rest{d, r.worker, nobody}
			}
		}
		for _, mine := range s.has[w] {
			if d := r.dist - s.v[mine]; d < stop.dist {
				stop = rest{d, r.worker, mine}
			}
			stop = s.spread(mine, r.dist, stop)
		}
	}
	s.v[t] += stop.dist
	for _, r := range s.seen {
		if s.done[r] && s.dist[r] < stop.dist {
			s.raise(int(r), s.u[r]-stop.dist+s.dist[r])
		}
		s.dist[r], s.done[r] = far, false
	}
	s.passOn(stop)
}

// last is what it costs that the last of a worker's emptied hands is empty.
func (s *solver) last(w int) int64 { return s.empty(max(0, s.hands[w]-s.emptied[w])) }

// spread offers a thing to everybody who may get it.
func (s *solver) spread(t int32, d int64, stop rest) rest {
	base := d - s.v[t]
	for _, x := range s.takers[t] {
		at := base + x.cost - s.u[x.worker]
		if at >= stop.dist || at >= s.dist[x.worker] {
			continue
		}
		if s.dist[x.worker] == far {
			s.seen = append(s.seen, x.worker)
		}
		s.dist[x.worker], s.via[x.worker], s.from[x.worker] = at, t, s.owner[t]
		s.near.push(reached{at, x.worker})
		if s.looking(int(x.worker)) > 0 {
			stop = rest{at, x.worker, nobody}
		}
	}
	return stop
}

// passOn gives each worker on the way what they were offered.
func (s *solver) passOn(stop rest) {
	w := stop.worker
	switch {
	case w == nobody:
		return
	case stop.thing != nobody:
		s.drop(w, stop.thing)
		s.owner[stop.thing] = nobody
	case s.looking(int(w)) == 0:
		s.emptied[w]--
	}
	for {
		mine, from := s.via[w], s.from[w]
		if from != nobody {
			s.drop(from, mine)
		}
		s.give(w, mine)
		if from == nobody {
			return
		}
		w = from
	}
}
