// Package geo holds the geometry that maps and turfs need: points on the earth, polygons, outlines, the file formats in which
// outlines and roads arrive, and a walking graph of the roads. Everything in it is pure: readers are handed in, nothing is
// opened, and the same input gives the same output.
//
// Distances are metres. Angles are degrees of WGS 84, the datum of GPS, GeoJSON and OpenStreetMap.
package geo

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

const earthRadius = 6371008.8 // metres, the mean radius of the IUGG

// Point is a place on the earth in degrees of WGS 84.
type Point struct{ Lat, Lon float64 }

// Valid tells whether the point is on the earth; the point (0, 0), where files put what they could not find, is not taken.
func (p Point) Valid() bool {
	return p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180 && (p.Lat != 0 || p.Lon != 0)
}

// ParsePoint reads 'latitude, longitude', as maps on phones give it; ok is false for anything else and for what is not on the earth.
func ParsePoint(text string) (p Point, ok bool) {
	lat, lon, ok := strings.Cut(text, ",")
	y, err := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	x, err2 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	p = Point{Lat: y, Lon: x}
	return p, ok && err == nil && err2 == nil && p.Valid()
}

func (p Point) String() string { return fmt.Sprintf("%.6f,%.6f", p.Lat, p.Lon) }

// Distance is the great-circle distance in metres (haversine).
func Distance(a, b Point) float64 {
	latA, latB := radians(a.Lat), radians(b.Lat)
	sinLat := math.Sin((latB - latA) / 2)
	sinLon := math.Sin(radians(b.Lon-a.Lon) / 2)
	h := sinLat*sinLat + math.Cos(latA)*math.Cos(latB)*sinLon*sinLon
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// Box is a bounding box. The zero Box is no place; [EmptyBox] begins a growing one.
type Box struct{ South, West, North, East float64 }

// EmptyBox contains nothing and grows with [Box.Add].
func EmptyBox() Box {
	return Box{South: math.Inf(1), West: math.Inf(1), North: math.Inf(-1), East: math.Inf(-1)}
}

// BoxOf is the smallest box around the points.
func BoxOf(points ...Point) Box {
	box := EmptyBox()
	for _, p := range points {
		box = box.Add(p)
	}
	return box
}

// Empty tells whether no point is in the box.
func (b Box) Empty() bool { return b.South > b.North || b.West > b.East }

// Add is the box grown to contain p.
func (b Box) Add(p Point) Box {
	return Box{
		South: math.Min(b.South, p.Lat), West: math.Min(b.West, p.Lon),
		North: math.Max(b.North, p.Lat), East: math.Max(b.East, p.Lon),
	}
}

// Union is the smallest box that contains both.
func (b Box) Union(other Box) Box {
	return Box{
		South: math.Min(b.South, other.South), West: math.Min(b.West, other.West),
		North: math.Max(b.North, other.North), East: math.Max(b.East, other.East),
	}
}

// Contains tells whether p is in the box or on its edge.
func (b Box) Contains(p Point) bool {
	return p.Lat >= b.South && p.Lat <= b.North && p.Lon >= b.West && p.Lon <= b.East
}

// Overlaps tells whether the boxes share a point.
func (b Box) Overlaps(other Box) bool {
	return b.South <= other.North && other.South <= b.North && b.West <= other.East && other.West <= b.East
}

// Center is the middle of the box.
func (b Box) Center() Point { return Point{Lat: (b.South + b.North) / 2, Lon: (b.West + b.East) / 2} }

// Grow is the box with a margin in metres on every side.
func (b Box) Grow(metres float64) Box {
	plane := NewPlane(b.Center())
	dLat, dLon := metres/plane.perLat, metres/plane.perLon
	return Box{South: b.South - dLat, West: b.West - dLon, North: b.North + dLat, East: b.East + dLon}
}
