package geo

import (
	"cmp"
	"io"
	"math"
	"slices"
)

// RoadClass says what kind of road an edge is.
type RoadClass uint8

// roadClass is one line of the table of what may be walked on.
type roadClass struct {
	highway   string  // OpenStreetMap's value of the key highway
	addressed bool    // doors stand on it: a door without a matching street name is put on such a road first
	crossing  float64 // metres of walking that crossing it is worth, with the wait; see docs/turf.md
}

// roadClasses lists the highways that a canvasser may walk on, after OpenStreetMap's page 'OSM tags for routing/Access
// restrictions' for the United States. Motorways and trunk roads are absent. Positions are stored: append only.
var roadClasses = []roadClass{
	{"residential", true, 25}, {"living_street", true, 12}, {"unclassified", true, 25}, {"tertiary", true, 40}, {"secondary", true, 60},
	{"primary", true, 80}, {"road", true, 25}, {"service", false, 10}, {"pedestrian", true, 10}, {"footway", false, 0}, {"path", false, 0},
	{"steps", false, 0}, {"track", false, 0}, {"cycleway", false, 0}, {"tertiary_link", false, 40}, {"secondary_link", false, 60},
	{"primary_link", false, 80}, {"bridleway", false, 0},
}

// walkableClass decides whether a way may be walked on.
func walkableClass(tags map[string]string) (RoadClass, bool) {
	class := slices.IndexFunc(roadClasses, func(c roadClass) bool { return c.highway == tags["highway"] })
	if class < 0 || tags["area"] == "yes" {
		return 0, false
	}
	closed := func(v string) bool { return v == "no" || v == "private" }
	switch foot := tags["foot"]; {
	case foot != "":
		return RoadClass(class), !closed(foot)
	default:
		return RoadClass(class), !closed(tags["access"])
	}
}

// String is OpenStreetMap's word for the class.
func (c RoadClass) String() string {
	if int(c) < len(roadClasses) {
		return roadClasses[c].highway
	}
	return "unknown"
}

// Crossing is how many metres of walking it is worth to cross such a road once.
func (c RoadClass) Crossing() float64 {
	if int(c) < len(roadClasses) {
		return roadClasses[c].crossing
	}
	return 0
}

// Roads is a walking graph: junctions, and edges between them with their shape, length, name and class. It does not change
// once made and may be used from many goroutines.
type Roads struct {
	nodes []Point
	edges []roadEdge
	names []string // names[0] is "", for roads without a name
	keys  []string // StreetKey of each name

	plane    Plane
	leaving  [][]int32 // of each node, the edges that touch it
	segments segmentGrid
}

type roadEdge struct {
	from, to int32
	name     int32
	class    RoadClass
	metres   float64
	shape    Line // with both ends
}

// RoadOptions bound what is read.
type RoadOptions struct {
	Within Box // keep only what is inside; the zero Box keeps all
	Nodes  int // the most nodes of an extract, 8 million where zero
}

// islandMetres is how long the roads of an unconnected piece must be in all to be kept: shorter ones are courtyards and pieces at the
// edge of the extract, and a door that is put on one cannot be reached from any other.
const islandMetres = 300

// ReadRoads reads the walkable roads of an OpenStreetMap extract (.osm.pbf). It returns a *FormatError for a file that is no such
// extract or too large.
func ReadRoads(r io.Reader, o RoadOptions) (*Roads, error) {
	if o.Nodes == 0 {
		o.Nodes = 8_000_000
	}
	b := roadBuilder{options: o}
	if err := readOSM(r, osmVisitor{node: b.node, way: b.way}); err != nil {
		return nil, err
	}
	return b.build(), nil
}

// NewRoads makes a graph of lines that meet where they have a point in common (to 1 cm), for a city that is not on any map.
func NewRoads(lines []Road) *Roads {
	b, ids := roadBuilder{}, map[[2]int64]int64{}
	for _, l := range lines {
		way := walkWay{class: l.Class, name: l.Name}
		for _, p := range l.Line {
			id, known := ids[grid(p)]
			if !known {
				id = int64(len(ids) + 1)
				ids[grid(p)] = id
				b.nodes = append(b.nodes, osmNode{id, p})
			}
			way.refs = append(way.refs, id)
		}
		b.ways = append(b.ways, way)
	}
	return b.build()
}

// ClassOf is the class that OpenStreetMap's value of the key highway names; false where nobody may walk on it.
func ClassOf(highway string) (RoadClass, bool) {
	return walkableClass(map[string]string{"highway": highway})
}

type osmNode struct {
	id int64
	at Point
}

type walkWay struct {
	class RoadClass
	name  string
	refs  []int64
}

// roadBuilder gathers an extract and turns it into a graph.
type roadBuilder struct {
	options RoadOptions
	nodes   []osmNode
	ways    []walkWay
}

func (b *roadBuilder) node(id int64, at Point) error {
	if b.options.Within != (Box{}) && !b.options.Within.Contains(at) {
		return nil
	}
	if len(b.nodes) == b.options.Nodes {
		return tooLarge("the extract holds more than %d places: cut a smaller one, for example of a county", b.options.Nodes)
	}
	b.nodes = append(b.nodes, osmNode{id, at})
	return nil
}

func (b *roadBuilder) way(w osmWay) error {
	if class, ok := walkableClass(w.tags); ok {
		b.ways = append(b.ways, walkWay{class: class, name: w.tags["name"], refs: w.refs})
	}
	return nil
}

// build cuts ways at junctions: nodes used twice, or at an end.
func (b *roadBuilder) build() *Roads {
	slices.SortStableFunc(b.nodes, func(a, c osmNode) int { return cmp.Compare(a.id, c.id) })
	uses := map[int64]int{}
	for _, w := range b.ways {
		for i, id := range w.refs {
			uses[id]++
			if i == 0 || i == len(w.refs)-1 {
				uses[id]++
			}
		}
	}
	g := graphBuilder{nodeOf: map[int64]int32{}, nameOf: map[string]int32{"": 0}, roads: Roads{names: []string{""}}}
	for _, w := range b.ways {
		var shape Line
		start := int64(0)
		for _, id := range w.refs {
			at, known := slices.BinarySearchFunc(b.nodes, id, func(n osmNode, id int64) int { return cmp.Compare(n.id, id) })
			if !known { // outside the extract: what follows is another edge
				shape = nil
				continue
			}
			if shape = append(shape, b.nodes[at].at); len(shape) == 1 {
				start = id
			} else if uses[id] > 1 {
				g.edge(w, start, id, shape)
				shape, start = Line{b.nodes[at].at}, id
			}
		}
	}
	return g.roads.withoutIslands(islandMetres)
}

type graphBuilder struct {
	roads  Roads
	nodeOf map[int64]int32
	nameOf map[string]int32
	loops  int64
}

func (g *graphBuilder) edge(w walkWay, from, to int64, shape Line) {
	if from == to { // a loop, as at the end of a cul-de-sac: cut in two, so that an edge has two different ends
		if middle := len(shape) / 2; len(shape) > 2 {
			g.loops++
			g.edge(w, from, -g.loops, shape[:middle+1])
			g.edge(w, -g.loops, to, shape[middle:])
		}
		return
	}
	name, ok := g.nameOf[w.name]
	if !ok {
		name = int32(len(g.roads.names))
		g.nameOf[w.name] = name
		g.roads.names = append(g.roads.names, w.name)
	}
	g.roads.edges = append(g.roads.edges, roadEdge{
		from: g.node(from, shape[0]), to: g.node(to, shape[len(shape)-1]), name: name, class: w.class, shape: shape,
	})
}

func (g *graphBuilder) node(id int64, at Point) int32 {
	n, ok := g.nodeOf[id]
	if !ok {
		n = int32(len(g.roads.nodes))
		g.nodeOf[id] = n
		g.roads.nodes = append(g.roads.nodes, at)
	}
	return n
}

// prepare computes what is not stored.
func (r *Roads) prepare() *Roads {
	r.plane = NewPlane(r.Box().Center())
	if len(r.nodes) == 0 {
		r.plane = NewPlane(Point{})
	}
	r.leaving = make([][]int32, len(r.nodes))
	for i := range r.edges {
		e := &r.edges[i]
		e.metres = e.shape.Metres()
		r.leaving[e.from] = append(r.leaving[e.from], int32(i))
		if e.to != e.from {
			r.leaving[e.to] = append(r.leaving[e.to], int32(i))
		}
	}
	r.keys = make([]string, len(r.names))
	for i, name := range r.names {
		r.keys[i] = StreetKey(name)
	}
	r.segments = newSegmentGrid(r)
	return r
}

// withoutIslands drops unconnected pieces with less than metres of road, but never the longest piece.
func (r *Roads) withoutIslands(metres float64) *Roads {
	piece := make([]int, len(r.nodes)) // union-find
	for i := range piece {
		piece[i] = i
	}
	find := func(i int) int {
		for piece[i] != i {
			piece[i] = piece[piece[i]]
			i = piece[i]
		}
		return i
	}
	for _, e := range r.edges {
		piece[find(int(e.from))] = find(int(e.to))
	}
	length := make([]float64, len(r.nodes))
	longest := 0.0
	for _, e := range r.edges {
		root := find(int(e.from))
		length[root] += e.shape.Metres()
		longest = math.Max(longest, length[root])
	}
	return r.keep(func(e roadEdge) bool { return length[find(int(e.from))] >= math.Min(metres, longest) })
}

// Clip is the part of the graph whose edges touch the box.
func (r *Roads) Clip(box Box) *Roads {
	return r.keep(func(e roadEdge) bool { return BoxOf(e.shape...).Overlaps(box) })
}

// keep is a graph of those edges alone, with nodes and names numbered anew.
func (r *Roads) keep(wanted func(roadEdge) bool) *Roads {
	out := Roads{names: []string{""}}
	nodeOf, nameOf := map[int32]int32{}, map[int32]int32{0: 0}
	renumber := func(old int32) int32 {
		n, ok := nodeOf[old]
		if !ok {
			n = int32(len(out.nodes))
			nodeOf[old] = n
			out.nodes = append(out.nodes, r.nodes[old])
		}
		return n
	}
	for _, e := range r.edges {
		if !wanted(e) {
			continue
		}
		name, ok := nameOf[e.name]
		if !ok {
			name = int32(len(out.names))
			nameOf[e.name] = name
			out.names = append(out.names, r.names[e.name])
		}
		e.from, e.to, e.name = renumber(e.from), renumber(e.to), name
		out.edges = append(out.edges, e)
	}
	return out.prepare()
}

// Box is the bounding box of the roads.
func (r *Roads) Box() Box {
	box := EmptyBox()
	for _, e := range r.edges {
		box = box.Union(BoxOf(e.shape...))
	}
	return box
}

// Size tells how many junctions and edges there are, and how many metres of road.
func (r *Roads) Size() (junctions, edges int, metres float64) {
	for _, e := range r.edges {
		metres += e.metres
	}
	return len(r.nodes), len(r.edges), metres
}

// Road is one edge, to be drawn.
type Road struct {
	Name  string
	Class RoadClass
	Line  Line
}

// Within lists the edges that touch the box, in the order of the graph.
func (r *Roads) Within(box Box) []Road {
	var out []Road
	for _, e := range r.edges {
		if BoxOf(e.shape...).Overlaps(box) {
			out = append(out, Road{Name: r.names[e.name], Class: e.class, Line: e.shape})
		}
	}
	return out
}
