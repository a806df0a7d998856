package demo

import (
	"cmp"
	"math"
	"slices"
)

// XY is a place in a town: meters east and north of its south-west corner.
type XY struct{ X, Y float64 }

func (a XY) plus(b XY) XY          { return XY{a.X + b.X, a.Y + b.Y} }
func (a XY) minus(b XY) XY         { return XY{a.X - b.X, a.Y - b.Y} }
func (a XY) times(k float64) XY    { return XY{a.X * k, a.Y * k} }
func (a XY) cross(b XY) float64    { return a.X*b.Y - a.Y*b.X }
func (a XY) dot(b XY) float64      { return a.X*b.X + a.Y*b.Y }
func (a XY) distance(b XY) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }
func (a XY) left() XY              { return XY{-a.Y, a.X} } // turned a quarter to the left
func (a XY) unit() XY              { return a.times(1 / math.Hypot(a.X, a.Y)) }
func lerp(a, b XY, t float64) XY   { return a.plus(b.minus(a).times(t)) }
func toSegment(p, a, b XY) float64 { return p.distance(lerp(a, b, along(p, a, b))) }
func along(p, a, b XY) float64 {
	return min(1, max(0, p.minus(a).dot(b.minus(a))/b.minus(a).dot(b.minus(a))))
}
func length(line []XY) (sum float64) {
	for i := 1; i < len(line); i++ {
		sum += line[i].distance(line[i-1])
	}
	return sum
}

// sample puts a point on a line at least every step meters, its corners kept.
func sample(line []XY, step float64) []XY {
	out := []XY{line[0]}
	for i := 1; i < len(line); i++ {
		n := math.Ceil(line[i].distance(line[i-1]) / step)
		for k := 1.0; k <= n; k++ {
			out = append(out, lerp(line[i-1], line[i], k/n))
		}
	}
	return out
}

// keep cuts a line into its runs on which ok holds, looked at every few meters.
func keep(line []XY, ok func(XY) bool) [][]XY {
	var out [][]XY
	var run []XY
	flush := func() {
		if len(run) > 1 && length(run) > 30 {
			out = append(out, straighten(run))
		}
		run = nil
	}
	for _, p := range sample(line, 5) {
		if ok(p) {
			run = append(run, p)
		} else {
			flush()
		}
	}
	flush()
	return out
}

// straighten drops the points of a line that lie between their neighbors.
func straighten(line []XY) []XY {
	out := []XY{line[0]}
	for i := 1; i < len(line)-1; i++ {
		if toSegment(line[i], out[len(out)-1], line[i+1]) > 0.05 {
			out = append(out, line[i])
		}
	}
	return append(out, line[len(line)-1])
}

// centerLine is a street's line before it is cut at its crossings.
type centerLine struct {
	street int
	points []XY
}

// crossings cuts lines wherever they meet, so that every crossing is an end of all blocks that meet there. Ends that
// lie on another line, or nearly, count as crossings; near ones become one.
func crossings(lines []centerLine) []centerLine {
	cuts := make([][]float64, len(lines)) // distances along each line
	for i := range lines {
		for j := range lines {
			if i != j {
				cuts[i] = append(cuts[i], meetings(lines[i].points, lines[j].points)...)
			}
		}
	}
	var nodes []XY
	snap := func(p XY) XY {
		for _, n := range nodes {
			if n.distance(p) < 12 {
				return n
			}
		}
		nodes = append(nodes, p)
		return p
	}
	var out []centerLine
	for i, l := range lines {
		for _, part := range cutAt(l.points, cuts[i]) {
			part[0], part[len(part)-1] = snap(part[0]), snap(part[len(part)-1])
			if length(part) > 12 {
				out = append(out, centerLine{l.street, part})
			}
		}
	}
	return out
}

// meetings are the distances along a at which b crosses or touches it.
func meetings(a, b []XY) []float64 {
	var out []float64
	start := 0.0
	for i := 1; i < len(a); i++ {
		size := a[i].distance(a[i-1])
		for j := 1; j < len(b); j++ {
			if t, ok := meet(a[i-1], a[i], b[j-1], b[j]); ok {
				out = append(out, start+t*size)
			}
		}
		start += size
	}
	return out
}

// meet tells where, from 0 to 1 along p→q, the segment r→s crosses it. A gap of a meter at the ends is forgiven.
func meet(p, q, r, s XY) (float64, bool) {
	d, e := q.minus(p), s.minus(r)
	den := d.cross(e)
	if math.Abs(den) < 1e-9 {
		return 0, false
	}
	t, u := r.minus(p).cross(e)/den, r.minus(p).cross(d)/den
	slackT, slackU := 1/math.Sqrt(d.dot(d)), 1/math.Sqrt(e.dot(e))
	return t, t >= -slackT && t <= 1+slackT && u >= -slackU && u <= 1+slackU
}

func cutAt(line []XY, at []float64) [][]XY {
	slices.SortFunc(at, cmp.Compare[float64])
	total := length(line)
	var out [][]XY
	part, done, next := []XY{line[0]}, 0.0, 0
	for i := 1; i < len(line); i++ {
		size := line[i].distance(line[i-1])
		for ; next < len(at) && at[next] <= done+size; next++ {
			if at[next] < 12 || at[next] > total-12 {
				continue
			}
			p := lerp(line[i-1], line[i], (at[next]-done)/size)
			if p.distance(part[len(part)-1]) < 1 {
				continue
			}
			out = append(out, append(part, p))
			part = []XY{p}
		}
		part, done = append(part, line[i]), done+size
	}
	return append(out, part)
}
