package tour

// improve looks for a move that takes away an edge at a, makes it and returns its gain; 0 for none. The tour is read from t2 on, and
// ends in t1, in both directions. Letters and numbers are Lin and Kernighan's: edges (t1,t2), (t3,t4), (t5,t6) go, (t2,t3), (t4,t5) and the one
// back to t1 come.
func (t *exchange) improve(a int32) float64 {
	t.t1 = a
	for _, step := range [2]int32{1, -1} {
		t.step = step
		t2 := t.beside(a, step)
		t.first = t.pos[t2]
		old := t.d(a, t2)
		at := t2 * t.k
		near, dist := t.near[at:at+t.k], t.dist[at:at+t.k]
		for i, t3 := range near {
			open := old - dist[i]
			if open <= 0 {
				break
			}
			if g := t.fromPath(t2, t3, open); g > 0 {
				return g
			}
			if g := t.fromRing(t2, t3, open); g > 0 {
				return g
			}
		}
	}
	return 0
}

// fromPath parts t3 from the node before it. What is left is a path, which may be closed, or changed once more.
func (t *exchange) fromPath(t2, t3 int32, open float64) float64 {
	r3 := t.rank(t3)
	if r3 < 2 {
		return 0
	}
	t4 := t.beside(t3, -t.step)
	open += t.d(t3, t4)
	if g := open - t.d(t4, t.t1); g > 0 {
		t.turn(t2, t4, r3)
		t.push(t.t1, t2, t3, t4)
		return g
	}
	at := t4 * t.k
	near, dist := t.near[at:at+t.k], t.dist[at:at+t.k]
	for i, t5 := range near {
		still := open - dist[i]
		if still <= 0 {
			break
		}
		r5 := t.rank(t5)
		switch {
		case r5 > r3:
			t6 := t.beside(t5, -t.step)
			if g := still + t.d(t5, t6) - t.d(t6, t.t1); g > 0 {
				t.turn(t2, t6, r5)
				t.turn(t4, t2, r3)
				t.push(t.t1, t2, t3, t4, t5, t6)
				return g
			}
		case r5 < r3-2:
			t6 := t.beside(t5, t.step)
			if g := still + t.d(t5, t6) - t.d(t6, t.t1); g > 0 {
				t.turn(t2, t4, r3)
				t.turn(t4, t6, r3-r5-1)
				t.push(t.t1, t2, t3, t4, t5, t6)
				return g
			}
		}
	}
	return 0
}

// fromRing parts t3 from the node after it. The nodes from t2 to t3 are then a ring, which has to be opened at t5, before or after it.
func (t *exchange) fromRing(t2, t3 int32, open float64) float64 {
	r3 := t.rank(t3)
	if r3 >= t.n-1 {
		return 0
	}
	t4 := t.beside(t3, t.step)
	open += t.d(t3, t4)
	at := t4 * t.k
	near, dist := t.near[at:at+t.k], t.dist[at:at+t.k]
	for i, t5 := range near {
		still := open - dist[i]
		if still <= 0 {
			break
		}
		r5 := t.rank(t5)
		if r5 >= r3 {
			continue
		}
		t6 := t.beside(t5, t.step)
		if g := still + t.d(t5, t6) - t.d(t6, t.t1); g > 0 {
			t.turn(t2, t3, r3+1)
			t.turn(t3, t6, r3-r5)
			t.turn(t5, t2, r5+1)
			t.push(t.t1, t2, t3, t4, t5, t6)
			return g
		}
		if r5 == 0 {
			continue
		}
		t6 = t.beside(t5, -t.step)
		if g := still + t.d(t5, t6) - t.d(t6, t.t1); g > 0 {
			t.turn(t2, t6, r5)
			t.turn(t5, t3, r3-r5+1)
			t.push(t.t1, t2, t3, t4, t5, t6)
			return g
		}
	}
	return 0
}
