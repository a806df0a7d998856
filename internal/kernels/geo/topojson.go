package geo

import (
	"encoding/json"
	"maps"
	"slices"
)

// topology is a TopoJSON file: borders are stored once, as arcs, and shapes are lists of arcs.
type topology struct {
	rd   *reader
	arcs []Line
}

// topoGeometry is a TopoJSON object. Arcs nest as deep as the type says; ^n is arc n backwards.
type topoGeometry struct {
	Type        string          `json:"type"`
	ID          any             `json:"id"`
	Arcs        json.RawMessage `json:"arcs"`
	Coordinates json.RawMessage `json:"coordinates"`
	Properties  map[string]any  `json:"properties"`
	Geometries  []topoGeometry  `json:"geometries"`
}

type transform struct {
	Scale     [2]float64 `json:"scale"`
	Translate [2]float64 `json:"translate"`
}

func (rd *reader) topology() error {
	topo := topology{rd: rd}
	if err := topo.readArcs(); err != nil {
		return err
	}
	var objects map[string]topoGeometry
	if err := json.Unmarshal(rd.members["objects"], &objects); err != nil {
		return problem(`a TopoJSON Topology without usable "objects": %s`, err.Error())
	}
	for _, name := range slices.Sorted(maps.Keys(objects)) {
		if err := topo.object(objects[name], 0); err != nil {
			return err
		}
	}
	return nil
}

// readArcs decodes the arcs; quantized ones are steps of whole numbers that the transform turns into degrees.
func (t *topology) readArcs() error {
	var raw [][][]float64
	if err := json.Unmarshal(t.rd.members["arcs"], &raw); err != nil {
		return problem(`a TopoJSON Topology without usable "arcs": %s`, err.Error())
	}
	var quantized *transform
	if text, ok := t.rd.members["transform"]; ok {
		if err := json.Unmarshal(text, &quantized); err != nil {
			return problem(`the "transform" of the TopoJSON Topology is not scale and translate: %s`, err.Error())
		}
	}
	for n, arc := range raw {
		line := make(Line, len(arc))
		x, y := 0.0, 0.0
		for i, at := range arc {
			if len(at) < 2 {
				return problem("arc %d has a point of %d numbers: expected two", n, len(at))
			}
			if quantized == nil {
				line[i] = Point{Lat: at[1], Lon: at[0]}
			} else {
				x, y = x+at[0], y+at[1]
				line[i] = Point{Lat: y*quantized.Scale[1] + quantized.Translate[1], Lon: x*quantized.Scale[0] + quantized.Translate[0]}
			}
			if !onEarth(line[i]) {
				return problem("arc %d leaves the earth at %v: expected degrees (WGS 84)", n, line[i])
			}
		}
		t.arcs = append(t.arcs, line)
	}
	return nil
}

func (t *topology) object(in topoGeometry, depth int) error {
	if in.Type == "GeometryCollection" {
		if depth > 8 {
			return problem("geometry collections nested more than 8 deep")
		}
		for _, inner := range in.Geometries {
			if err := t.object(inner, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if t.rd.features++; t.rd.features > t.rd.limits.Features {
		return tooLarge("more than %d features", t.rd.limits.Features)
	}
	if in.Type == "" || len(in.Arcs) == 0 { // TopoJSON writes a missing geometry as a null type
		return nil
	}
	g, err := t.geometry(in)
	if err == nil {
		err = t.rd.check(g)
	}
	if err != nil {
		return inFeature(t.rd.features, err)
	}
	return t.rd.emit(Feature{ID: idText(in.ID), Geometry: g, Properties: in.Properties})
}

func (t *topology) geometry(in topoGeometry) (g Geometry, err error) {
	var line []int
	var rings [][]int
	var polygons [][][]int
	switch in.Type {
	case "LineString":
		err = json.Unmarshal(in.Arcs, &line)
		rings = [][]int{line}
	case "MultiLineString", "Polygon":
		err = json.Unmarshal(in.Arcs, &rings)
	case "MultiPolygon":
		err = json.Unmarshal(in.Arcs, &polygons)
	default:
		return g, problem("its geometry is of type %q: expected lines or polygons", in.Type)
	}
	if err != nil {
		return g, problem("the arcs of a %s cannot be read: %s", in.Type, err.Error())
	}
	if in.Type == "Polygon" {
		polygons = [][][]int{rings}
	}
	for _, rings := range polygons {
		lines, err := t.lines(rings)
		if err != nil {
			return g, err
		}
		polygon := make(Polygon, len(lines))
		for i, l := range lines {
			polygon[i] = Ring(l).open()
		}
		g.Polygons = append(g.Polygons, polygon)
	}
	if polygons == nil {
		g.Lines, err = t.lines(rings)
	}
	return g, err
}

// lines puts arcs together; where two meet, their common point is written once.
func (t *topology) lines(lists [][]int) ([]Line, error) {
	out := make([]Line, 0, len(lists))
	for _, list := range lists {
		line := Line{}
		for _, n := range list {
			backwards := n < 0
			if backwards {
				n = ^n
			}
			if n >= len(t.arcs) {
				return nil, problem("it uses arc %d of %d", n, len(t.arcs))
			}
			arc := t.arcs[n]
			if backwards {
				arc = slices.Clone(arc)
				slices.Reverse(arc)
			}
			if len(line) > 0 && len(arc) > 0 {
				arc = arc[1:]
			}
			if line = append(line, arc...); len(line) > t.rd.limits.Points {
				return nil, tooLarge("more than %d points", t.rd.limits.Points)
			}
		}
		out = append(out, line)
	}
	return out, nil
}
