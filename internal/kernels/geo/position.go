package geo

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
)

// position is a Point as GeoJSON writes it: [longitude, latitude], perhaps with a height that is dropped.
type position Point

// positions decodes a list of them without one reflection a point.
type positions []Point

func (p *position) UnmarshalJSON(raw []byte) error {
	at, rest, err := scanPosition(raw)
	if err == nil && len(rest) > 0 {
		err = problem("a point is %.40q: expected [longitude, latitude]", raw)
	}
	*p = position(at)
	return err
}

func (list *positions) UnmarshalJSON(raw []byte) error {
	rest, ok := bytes.CutPrefix(raw, []byte("["))
	if !ok {
		return problem("found %.40q: expected a list of points", raw)
	}
	rest = bytes.TrimLeft(rest, " \t\r\n,")
	for len(rest) > 0 && rest[0] != ']' {
		at, after, err := scanPosition(rest)
		if err != nil {
			return err
		}
		*list = append(*list, at)
		rest = bytes.TrimLeft(after, " \t\r\n,") // the JSON decoder has checked the commas
	}
	return nil
}

// scanPosition reads one [longitude, latitude, ...] at the start of raw, which is valid JSON.
func scanPosition(raw []byte) (Point, []byte, error) {
	end := bytes.IndexByte(raw, ']')
	if raw[0] != '[' || end < 0 {
		return Point{}, nil, problem("a point is %.40q: expected [longitude, latitude]", raw)
	}
	lon, rest, _ := bytes.Cut(raw[1:end], []byte(","))
	lat, _, _ := bytes.Cut(rest, []byte(","))
	at, err := degrees(lon, lat)
	if err != nil {
		return Point{}, nil, problem("a point is %.40q: expected [longitude, latitude]", raw[:end+1])
	}
	if !onEarth(at) {
		return Point{}, nil, problem("the point %.40q is not on the earth: expected [longitude, latitude] in degrees (WGS 84); "+
			"export the layer in EPSG:4326", raw[:end+1])
	}
	return at, raw[end+1:], nil
}

func degrees(lon, lat []byte) (Point, error) {
	x, err := strconv.ParseFloat(string(bytes.TrimSpace(lon)), 64)
	if err != nil {
		return Point{}, err
	}
	y, err := strconv.ParseFloat(string(bytes.TrimSpace(lat)), 64)
	return Point{Lat: y, Lon: x}, err
}

func onEarth(p Point) bool { return math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 }

// MarshalJSON writes the feature as GeoJSON with 6 decimals (11 cm), rings closed. Shapes of more than one part become a Multi.
func (f Feature) MarshalJSON() ([]byte, error) {
	out := []byte(`{"type":"Feature"`)
	if f.ID != "" {
		id, err := json.Marshal(f.ID)
		if err != nil {
			return nil, err
		}
		out = append(append(out, `,"id":`...), id...)
	}
	out = append(f.Geometry.append(append(out, `,"geometry":`...)), `,"properties":`...)
	properties, err := json.Marshal(f.Properties)
	if err != nil {
		return nil, err
	}
	return append(append(out, properties...), '}'), nil
}

// MarshalJSON writes the geometry as GeoJSON with 6 decimals; one that is empty is null.
func (g Geometry) MarshalJSON() ([]byte, error) { return g.append(nil), nil }

func (g Geometry) append(out []byte) []byte {
	switch {
	case len(g.Polygons) == 1:
		out = appendPolygon(append(out, `{"type":"Polygon","coordinates":`...), g.Polygons[0])
	case len(g.Polygons) > 1:
		out = appendList(append(out, `{"type":"MultiPolygon","coordinates":`...), g.Polygons, appendPolygon)
	case len(g.Lines) == 1:
		out = appendPoints(append(out, `{"type":"LineString","coordinates":`...), g.Lines[0])
	case len(g.Lines) > 1:
		out = appendList(append(out, `{"type":"MultiLineString","coordinates":`...), g.Lines, appendPoints[Line])
	case len(g.Points) == 1:
		out = appendPoint(append(out, `{"type":"Point","coordinates":`...), g.Points[0])
	case len(g.Points) > 1:
		out = appendPoints(append(out, `{"type":"MultiPoint","coordinates":`...), g.Points)
	default:
		return append(out, "null"...)
	}
	return append(out, '}')
}

func appendList[T any](out []byte, list []T, one func([]byte, T) []byte) []byte {
	out = append(out, '[')
	for i, v := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = one(out, v)
	}
	return append(out, ']')
}

func appendPolygon(out []byte, p Polygon) []byte {
	return appendList(out, p, func(out []byte, r Ring) []byte { return appendPoints(out, r.closed()) })
}

func appendPoints[L ~[]Point](out []byte, l L) []byte { return appendList(out, l, appendPoint) }

func appendPoint(out []byte, p Point) []byte {
	out = appendDegrees(append(out, '['), p.Lon)
	out = appendDegrees(append(out, ','), p.Lat)
	return append(out, ']')
}

func appendDegrees(out []byte, v float64) []byte {
	rounded := math.Round(v*1e6) / 1e6
	if rounded == 0 { // never "-0"
		rounded = 0
	}
	return strconv.AppendFloat(out, rounded, 'f', -1, 64)
}
