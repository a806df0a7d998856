package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Geometry is the shape of a feature: exactly one of the three is set.
type Geometry struct {
	Points   []Point
	Lines    []Line
	Polygons MultiPolygon
}

// Box is the bounding box.
func (g Geometry) Box() Box {
	box := BoxOf(g.Points...).Union(g.Polygons.Box())
	for _, l := range g.Lines {
		box = box.Union(BoxOf(l...))
	}
	return box
}

// Feature is a shape with what the file says of it.
type Feature struct {
	ID         string // the file's id, if it has one
	Geometry   Geometry
	Properties map[string]any
}

// Text is a property as text; numbers are written without exponent, anything else is "".
func (f Feature) Text(property string) string {
	switch v := f.Properties[property].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return ""
	}
}

// Limits bound what a file may hold, so that a wrong or hostile file cannot fill the memory. Zero means the default.
type Limits struct {
	Bytes    int64 // 64 MiB
	Features int   // 100,000
	Points   int   // 5,000,000 in all features together
}

func (l Limits) orDefault() Limits {
	if l.Bytes == 0 {
		l.Bytes = 64 << 20
	}
	if l.Features == 0 {
		l.Features = 100_000
	}
	if l.Points == 0 {
		l.Points = 5_000_000
	}
	return l
}

// FormatError says what is wrong with a file, and where.
type FormatError struct {
	Feature int    // 1 for the first feature; 0 where the error is not in a feature
	Problem string // what was found and what was expected, in English, for the person who made the file
	Limit   bool   // the file is too large, not wrong
}

func (e *FormatError) Error() string {
	if e.Feature > 0 {
		return fmt.Sprintf("feature %d: %s", e.Feature, e.Problem)
	}
	return e.Problem
}

func problem(format string, args ...any) error {
	return &FormatError{Problem: fmt.Sprintf(format, args...)}
}
func tooLarge(format string, args ...any) error {
	return &FormatError{Problem: fmt.Sprintf(format, args...), Limit: true}
}

// ReadOutlines reads a GeoJSON FeatureCollection, Feature or bare geometry (RFC 7946), or a TopoJSON topology, and calls each for
// every feature in the file's order. A feature collection is streamed: only one feature is in memory. Features without a geometry are
// passed over. It returns a *FormatError for a file that cannot be used, and the error of each as it is.
func ReadOutlines(r io.Reader, limits Limits, each func(Feature) error) error {
	limits = limits.orDefault()
	rd := &reader{limits: limits, each: each, points: limits.Points}
	limited := &io.LimitedReader{R: r, N: limits.Bytes + 1}
	err := rd.read(json.NewDecoder(limited))
	var format *FormatError
	switch {
	case err == nil || errors.As(err, &format) || rd.stopped:
		return err
	case limited.N <= 0:
		return tooLarge("the file is larger than %d bytes", limits.Bytes)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return problem("the file ends in the middle: expected a whole GeoJSON or TopoJSON object")
	default:
		var syntax *json.SyntaxError
		var value *json.UnmarshalTypeError
		if errors.As(err, &syntax) {
			return problem("not JSON near byte %d: %s", syntax.Offset, syntax.Error())
		}
		if errors.As(err, &value) { // a number that no computer can hold
			return problem("not usable near byte %d: expected a GeoJSON or TopoJSON object", value.Offset)
		}
		return err
	}
}

// reader walks the top level of the file by tokens; members may come in any order.
type reader struct {
	limits   Limits
	each     func(Feature) error
	features int
	points   int  // how many are still allowed
	stopped  bool // each returned an error
	members  map[string]json.RawMessage
	streamed bool
}

func (rd *reader) read(dec *json.Decoder) error {
	if tok, err := dec.Token(); err != nil {
		return err
	} else if tok != json.Delim('{') {
		return problem("the file begins with %v: expected a GeoJSON or TopoJSON object", tok)
	}
	rd.members = map[string]json.RawMessage{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		if key == "features" {
			if err := rd.stream(dec); err != nil {
				return err
			}
			continue
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		rd.members[key.(string)] = raw
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	return rd.whole()
}

// stream reads the list of a FeatureCollection.
func (rd *reader) stream(dec *json.Decoder) error {
	rd.streamed = true
	if tok, err := dec.Token(); err != nil {
		return err
	} else if tok != json.Delim('[') {
		return problem(`"features" is %v: expected a list`, tok)
	}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		if err := rd.feature(raw); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

// whole reads a file whose top level is one object and not a list of features.
func (rd *reader) whole() error {
	kind := ""
	_ = json.Unmarshal(rd.members["type"], &kind) // absent or no text: reported below
	switch {
	case rd.streamed:
		return nil
	case kind == "Topology":
		return rd.topology()
	case kind == "Feature":
		return rd.feature(rd.asRaw())
	case kind == "FeatureCollection":
		return problem(`a FeatureCollection without "features"`)
	case kind == "":
		return problem(`no "type": expected a GeoJSON FeatureCollection, Feature or geometry, or a TopoJSON Topology`)
	default:
		rd.features = 1
		g, ok, err := rd.geometry(rd.asRaw())
		if err != nil || !ok {
			return inFeature(1, err)
		}
		return rd.emit(Feature{Geometry: g})
	}
}

func (rd *reader) asRaw() json.RawMessage {
	raw, err := json.Marshal(rd.members)
	if err != nil { // the members were decoded from valid JSON
		panic(err)
	}
	return raw
}

func (rd *reader) feature(raw json.RawMessage) error {
	if rd.features++; rd.features > rd.limits.Features {
		return tooLarge("more than %d features", rd.limits.Features)
	}
	var in struct {
		Type       string          `json:"type"`
		ID         any             `json:"id"`
		Geometry   json.RawMessage `json:"geometry"`
		Properties map[string]any  `json:"properties"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return inFeature(rd.features, problem("not a GeoJSON feature: %s", err.Error()))
	}
	if in.Type != "Feature" {
		return inFeature(rd.features, problem("its type is %q: expected \"Feature\"", in.Type))
	}
	g, ok, err := rd.geometry(in.Geometry)
	if err != nil || !ok {
		return inFeature(rd.features, err)
	}
	return rd.emit(Feature{ID: idText(in.ID), Geometry: g, Properties: in.Properties})
}

func (rd *reader) emit(f Feature) error {
	if err := rd.each(f); err != nil {
		rd.stopped = true
		return err
	}
	return nil
}

func idText(id any) string {
	return Feature{Properties: map[string]any{"id": id}}.Text("id")
}

// inFeature tells in which feature a format error was found.
func inFeature(number int, err error) error {
	var format *FormatError
	if errors.As(err, &format) {
		format.Feature = number
	}
	return err
}

// geometry decodes one geometry; ok is false for null.
func (rd *reader) geometry(raw json.RawMessage) (g Geometry, ok bool, err error) {
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return g, false, nil
	}
	var in struct {
		Type        string            `json:"type"`
		Coordinates json.RawMessage   `json:"coordinates"`
		Geometries  []json.RawMessage `json:"geometries"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return g, false, problem("not a geometry: %s", err.Error())
	}
	switch in.Type {
	case "Point":
		var at position
		err = rd.coordinates(in.Coordinates, &at, "Point", "[longitude, latitude]")
		g.Points = []Point{Point(at)}
	case "MultiPoint":
		err = rd.coordinates(in.Coordinates, (*positions)(&g.Points), "MultiPoint", "a list of [longitude, latitude]")
	case "LineString":
		var line positions
		err = rd.coordinates(in.Coordinates, &line, "LineString", "a list of [longitude, latitude]")
		g.Lines = []Line{Line(line)}
	case "MultiLineString":
		var lines []positions
		err = rd.coordinates(in.Coordinates, &lines, "MultiLineString", "a list of lists of [longitude, latitude]")
		for _, l := range lines {
			g.Lines = append(g.Lines, Line(l))
		}
	case "Polygon":
		var rings []positions
		err = rd.coordinates(in.Coordinates, &rings, "Polygon", "a list of rings, each a list of [longitude, latitude]")
		g.Polygons = MultiPolygon{polygonOf(rings)}
	case "MultiPolygon":
		var polygons [][]positions
		err = rd.coordinates(in.Coordinates, &polygons, "MultiPolygon", "a list of polygons, each a list of rings")
		for _, rings := range polygons {
			g.Polygons = append(g.Polygons, polygonOf(rings))
		}
	case "GeometryCollection":
		return g, false, problem("a GeometryCollection: expected one Point, line or polygon (save the layer as polygons)")
	default:
		return g, false, problem("its geometry is of type %q: expected Point, LineString, Polygon or a Multi of these", in.Type)
	}
	if err == nil {
		err = rd.check(g)
	}
	return g, err == nil, err
}

func polygonOf(rings []positions) Polygon {
	polygon := make(Polygon, len(rings))
	for i, r := range rings {
		polygon[i] = Ring(r).open()
	}
	return polygon
}

func (rd *reader) coordinates(raw json.RawMessage, into any, kind, want string) error {
	if len(raw) == 0 {
		return problem(`a %s without "coordinates"`, kind)
	}
	err := json.Unmarshal(raw, into)
	var format *FormatError
	if err == nil || errors.As(err, &format) {
		return err
	}
	return problem("the coordinates of a %s are not %s: %s", kind, want, err.Error())
}

// check counts the points and refuses shapes that are none.
func (rd *reader) check(g Geometry) error {
	rd.points -= len(g.Points)
	for _, l := range g.Lines {
		if rd.points -= len(l); len(l) < 2 {
			return problem("a line of %d points: expected two or more", len(l))
		}
	}
	for _, p := range g.Polygons {
		if len(p) == 0 {
			return problem("a polygon without a ring")
		}
		for _, r := range p {
			if rd.points -= len(r); len(r) < 3 {
				return problem("a ring of %d different points: expected three or more", len(r))
			}
		}
	}
	if rd.points < 0 {
		return tooLarge("more than %d points", rd.limits.Points)
	}
	return nil
}
