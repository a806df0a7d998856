package geo

// Simplify is the line with fewer points, none of the dropped ones farther than tolerance metres from it
// (Douglas and Peucker, 1973). The ends stay.
func (l Line) Simplify(tolerance float64) Line {
	if len(l) < 3 {
		return append(Line(nil), l...)
	}
	flat := NewPlane(BoxOf(l...).Center()).XYs(l)
	keep := make([]bool, len(l))
	keep[0], keep[len(l)-1] = true, true
	type span struct{ from, to int }
	for todo := []span{{0, len(l) - 1}}; len(todo) > 0; {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		far, at := tolerance, -1
		for i := s.from + 1; i < s.to; i++ {
			if d := segmentDistance(flat[i], flat[s.from], flat[s.to]); d > far {
				far, at = d, i
			}
		}
		if at >= 0 {
			keep[at] = true
			todo = append(todo, span{s.from, at}, span{at, s.to})
		}
	}
	out := Line{}
	for i, k := range keep {
		if k {
			out = append(out, l[i])
		}
	}
	return out
}

// Simplify is the ring with fewer points. It is cut at its first point and the one farthest from it, so that a ring
// never collapses; a ring that would keep fewer than three points is returned as it is.
func (r Ring) Simplify(tolerance float64) Ring {
	r = r.open()
	if len(r) < 4 {
		return append(Ring(nil), r...)
	}
	far, at := -1.0, 0
	for i, p := range r {
		if d := Distance(r[0], p); d > far {
			far, at = d, i
		}
	}
	there := Line(r[:at+1]).Simplify(tolerance)
	back := Line(append(append(Ring(nil), r[at:]...), r[0])).Simplify(tolerance)
	out := append(Ring(there), back[1:len(back)-1]...)
	if len(out) < 3 {
		return append(Ring(nil), r...)
	}
	return out
}

// Simplify simplifies every ring.
func (m MultiPolygon) Simplify(tolerance float64) MultiPolygon {
	out := make(MultiPolygon, len(m))
	for i, polygon := range m {
		out[i] = make(Polygon, len(polygon))
		for j, ring := range polygon {
			out[i][j] = ring.Simplify(tolerance)
		}
	}
	return out
}
