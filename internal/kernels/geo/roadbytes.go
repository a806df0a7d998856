package geo

import (
	"encoding/binary"
	"math"
)

// The stored form of a road graph: "BNYR", a version, then numbers as varints. Places are steps of 1e-7 degree (1 cm), as in
// OpenStreetMap itself.
const (
	roadsMagic   = "BNYR"
	roadsVersion = 1
	degreeSteps  = 1e7
)

// Bytes is the graph in a compact form that [ParseRoads] reads: about 20 bytes an edge in a city.
func (r *Roads) Bytes() []byte {
	w := roadWriter{out: append([]byte(roadsMagic), roadsVersion)}
	w.number(len(r.names))
	for _, name := range r.names {
		w.number(len(name))
		w.out = append(w.out, name...)
	}
	w.number(len(r.nodes))
	for _, p := range r.nodes {
		w.point(p)
	}
	w.number(len(r.edges))
	for _, e := range r.edges {
		w.number(int(e.from))
		w.number(int(e.to))
		w.number(int(e.name))
		w.number(int(e.class))
		w.number(len(e.shape) - 2)
		w.last = grid(r.nodes[e.from])
		for _, p := range e.shape[1 : len(e.shape)-1] {
			w.point(p)
		}
	}
	return w.out
}

type roadWriter struct {
	out  []byte
	last [2]int64
}

func (w *roadWriter) number(n int) { w.out = binary.AppendUvarint(w.out, uint64(n)) }

// point writes the step from the point before.
func (w *roadWriter) point(p Point) {
	at := grid(p)
	w.out = binary.AppendVarint(binary.AppendVarint(w.out, at[0]-w.last[0]), at[1]-w.last[1])
	w.last = at
}

func grid(p Point) [2]int64 {
	return [2]int64{int64(math.Round(p.Lat * degreeSteps)), int64(math.Round(p.Lon * degreeSteps))}
}

// ParseRoads reads what [Roads.Bytes] wrote. It returns a *FormatError for anything else.
func ParseRoads(data []byte) (*Roads, error) {
	if len(data) < 5 || string(data[:4]) != roadsMagic {
		return nil, problem("not a stored road graph")
	}
	if data[4] != roadsVersion {
		return nil, problem("a stored road graph of version %d: this program reads version %d; read the extract again", data[4], roadsVersion)
	}
	rd := roadReader{in: data[5:]}
	var r Roads
	for range rd.count() {
		r.names = append(r.names, rd.text())
	}
	for range rd.count() {
		r.nodes = append(r.nodes, rd.point())
	}
	for range rd.count() {
		e := roadEdge{
			from: int32(rd.below(len(r.nodes))), to: int32(rd.below(len(r.nodes))),
			name: int32(rd.below(len(r.names))), class: RoadClass(rd.below(len(roadClasses))),
		}
		inner := rd.count()
		if rd.broken {
			break
		}
		rd.last = grid(r.nodes[e.from])
		e.shape = append(e.shape, r.nodes[e.from])
		for range inner {
			e.shape = append(e.shape, rd.point())
		}
		e.shape = append(e.shape, r.nodes[e.to])
		r.edges = append(r.edges, e)
	}
	if rd.broken || len(rd.in) > 0 {
		return nil, problem("a damaged stored road graph")
	}
	return r.prepare(), nil
}

// roadReader remembers that something was broken, and gives zeros from then on.
type roadReader struct {
	in     []byte
	last   [2]int64
	broken bool
}

func (r *roadReader) number() uint64 {
	v, n := binary.Uvarint(r.in)
	if n <= 0 {
		r.broken, r.in = true, nil
		return 0
	}
	r.in = r.in[n:]
	return v
}

// count is a number of things that are still to come, so there cannot be more than bytes.
func (r *roadReader) count() int { return r.below(len(r.in) + 1) }

func (r *roadReader) below(limit int) int {
	v := r.number()
	if v >= uint64(limit) {
		r.broken, r.in = true, nil
		return 0
	}
	return int(v)
}

func (r *roadReader) text() string {
	n := r.count()
	if n > len(r.in) {
		r.broken, r.in = true, nil
		return ""
	}
	s := string(r.in[:n])
	r.in = r.in[n:]
	return s
}

func (r *roadReader) point() Point {
	for axis := range 2 {
		v, n := binary.Varint(r.in)
		if n <= 0 {
			r.broken, r.in = true, nil
			return Point{}
		}
		r.in = r.in[n:]
		r.last[axis] += v
	}
	p := Point{Lat: float64(r.last[0]) / degreeSteps, Lon: float64(r.last[1]) / degreeSteps}
	if !onEarth(p) {
		r.broken, r.in = true, nil
	}
	return p
}
