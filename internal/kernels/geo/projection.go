package geo

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// ellipsoid is the figure of the earth of a coordinate system.
type ellipsoid struct{ a, e2 float64 }

// projected are the parameters of a map projection, in radians and metres.
type projected struct {
	ellipsoid
	lat0, lon0, lat1, lat2 float64
	k0, east, north, unit  float64
}

// parseProjection reads a .prj file (OGC well-known text, as ESRI writes it) and gives the way from its coordinates to degrees.
// Known are degrees and the projections in which American states, counties and cities keep their layers: Transverse Mercator,
// Lambert Conformal Conic, Albers and (Web) Mercator. The difference between NAD 83 and WGS 84, about a metre, is not corrected;
// NAD 27, off by up to 200 m, is refused.
func parseProjection(wkt string) (func(x, y float64) Point, error) {
	wkt = strings.TrimSpace(wkt)
	upper := strings.ToUpper(wkt)
	switch {
	case strings.Contains(upper, "1927") || strings.Contains(upper, "NAD27"):
		return nil, problem("the coordinates are in NAD 27, up to 200 m off: export the layer in EPSG:4326 (WGS 84)")
	case wkt == "" || strings.HasPrefix(upper, "GEOGCS") || strings.HasPrefix(upper, "GEOGCRS"):
		return func(x, y float64) Point { return Point{Lat: y, Lon: x} }, nil
	}
	p := projected{ellipsoid: ellipsoid{6378137, 0.00669438002290}, k0: 1, unit: 1}
	if m := spheroid.FindStringSubmatch(wkt); m != nil {
		a, f := number(m[1]), number(m[2])
		if p.a = a; f == 0 {
			p.e2 = 0
		} else {
			p.e2 = 2/f - 1/(f*f)
		}
	}
	if units := unit.FindAllStringSubmatch(wkt, -1); len(units) > 0 {
		p.unit = number(units[len(units)-1][1]) // of the map; the one of the angles stands before it
	}
	p.east, p.north = parameter(wkt, "False_Easting")*p.unit, parameter(wkt, "False_Northing")*p.unit
	p.lat0 = radians(parameter(wkt, "Latitude_Of_Origin", "Latitude_Of_Center"))
	p.lon0 = radians(parameter(wkt, "Central_Meridian", "Longitude_Of_Center", "Longitude_Of_Origin"))
	p.lat1, p.lat2 = radians(parameter(wkt, "Standard_Parallel_1")), radians(parameter(wkt, "Standard_Parallel_2"))
	if k := parameter(wkt, "Scale_Factor"); k != 0 {
		p.k0 = k
	}
	name := ""
	if m := projectionName.FindStringSubmatch(wkt); m != nil {
		name = strings.ToLower(m[1])
	}
	inverse := p.inverse(name, upper)
	if inverse == nil {
		return nil, problem("the coordinates are in the projection %q, which is not known here: export the layer in EPSG:4326 (WGS 84)", name)
	}
	return func(x, y float64) Point {
		lat, lon := inverse(x*p.unit-p.east, y*p.unit-p.north)
		return Point{Lat: lat * 180 / math.Pi, Lon: lon * 180 / math.Pi}
	}, nil
}

func (p projected) inverse(name, wkt string) func(x, y float64) (lat, lon float64) {
	switch {
	case strings.Contains(name, "transverse_mercator"), strings.Contains(name, "gauss_kruger"):
		return p.transverseMercator
	case strings.Contains(name, "lambert_conformal_conic"):
		return p.lambert()
	case strings.Contains(name, "albers"):
		return p.albers()
	case strings.Contains(name, "auxiliary_sphere"), strings.Contains(name, "mercator") && (strings.Contains(wkt, "PSEUDO") || strings.Contains(wkt, "WEB_MERCATOR")):
		p.e2 = 0
		return p.mercator
	case strings.HasPrefix(name, "mercator"):
		return p.mercator
	}
	return nil
}

var (
	spheroid       = regexp.MustCompile(`(?i)(?:SPHEROID|ELLIPSOID)\s*\[\s*"[^"]*"\s*,\s*([-+.\deE]+)\s*,\s*([-+.\deE]+)`)
	unit           = regexp.MustCompile(`(?i)UNIT\s*\[\s*"[^"]*"\s*,\s*([-+.\deE]+)`)
	projectionName = regexp.MustCompile(`(?i)PROJECTION\s*\[\s*"([^"]*)"`)
	parameters     = regexp.MustCompile(`(?i)PARAMETER\s*\[\s*"([^"]*)"\s*,\s*([-+.\deE]+)`)
)

func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return v
}

// parameter is the first of the named parameters that the text gives, 0 where it gives none.
func parameter(wkt string, names ...string) float64 {
	for _, m := range parameters.FindAllStringSubmatch(wkt, -1) {
		for _, name := range names {
			if strings.EqualFold(m[1], name) {
				return number(m[2])
			}
		}
	}
	return 0
}

// The formulas are those of Snyder, 'Map Projections: A Working Manual', USGS Professional Paper 1395, 1987; the numbers of its
// equations stand beside them.

// transverseMercator: (8-17) to (8-25), with the meridian's rectifying latitude (3-26).
func (p projected) transverseMercator(x, y float64) (lat, lon float64) {
	e2, e4 := p.e2, p.e2*p.e2
	e6 := e4 * e2
	m := p.meridian(p.lat0) + y/p.k0
	mu := m / (p.a * (1 - e2/4 - 3*e4/64 - 5*e6/256))
	e1 := (1 - math.Sqrt(1-e2)) / (1 + math.Sqrt(1-e2))
	foot := mu + (3*e1/2-27*math.Pow(e1, 3)/32)*math.Sin(2*mu) + (21*e1*e1/16-55*math.Pow(e1, 4)/32)*math.Sin(4*mu) +
		151*math.Pow(e1, 3)/96*math.Sin(6*mu) + 1097*math.Pow(e1, 4)/512*math.Sin(8*mu)
	sin, cos := math.Sincos(foot)
	second := e2 / (1 - e2)
	c, t := second*cos*cos, math.Pow(sin/cos, 2)
	n := p.a / math.Sqrt(1-e2*sin*sin)
	r := p.a * (1 - e2) / math.Pow(1-e2*sin*sin, 1.5)
	d := x / (n * p.k0)
	lat = foot - n*sin/cos/r*(d*d/2-(5+3*t+10*c-4*c*c-9*second)*math.Pow(d, 4)/24+(61+90*t+298*c+45*t*t-252*second-3*c*c)*math.Pow(d, 6)/720)
	lon = p.lon0 + (d-(1+2*t+c)*math.Pow(d, 3)/6+(5-2*c+28*t-3*c*c+8*second+24*t*t)*math.Pow(d, 5)/120)/cos
	return lat, lon
}

// meridian is the distance along the meridian from the equator (3-21).
func (p projected) meridian(lat float64) float64 {
	e2, e4 := p.e2, p.e2*p.e2
	e6 := e4 * e2
	return p.a * ((1-e2/4-3*e4/64-5*e6/256)*lat - (3*e2/8+3*e4/32+45*e6/1024)*math.Sin(2*lat) + (15*e4/256+45*e6/1024)*math.Sin(4*lat) - 35*e6/3072*math.Sin(6*lat))
}

// conformal is t of (15-9), and its inverse (7-9).
func (p projected) conformal(lat float64) float64 {
	e := math.Sqrt(p.e2)
	es := e * math.Sin(lat)
	return math.Tan(math.Pi/4-lat/2) / math.Pow((1-es)/(1+es), e/2)
}

func (p projected) latitudeOf(t float64) float64 {
	e := math.Sqrt(p.e2)
	lat := math.Pi/2 - 2*math.Atan(t)
	for range 8 {
		es := e * math.Sin(lat)
		lat = math.Pi/2 - 2*math.Atan(t*math.Pow((1-es)/(1+es), e/2))
	}
	return lat
}

func (p projected) m(lat float64) float64 {
	sin, cos := math.Sincos(lat)
	return cos / math.Sqrt(1-p.e2*sin*sin) // (14-15)
}

// lambert: (15-7) to (15-11), with one or two standard parallels.
func (p projected) lambert() func(x, y float64) (lat, lon float64) {
	if p.lat1 == 0 {
		p.lat1 = p.lat0
	}
	if p.lat2 == 0 {
		p.lat2 = p.lat1
	}
	n := math.Sin(p.lat1)
	if p.lat1 != p.lat2 {
		n = (math.Log(p.m(p.lat1)) - math.Log(p.m(p.lat2))) / (math.Log(p.conformal(p.lat1)) - math.Log(p.conformal(p.lat2)))
	}
	f := p.m(p.lat1) / (n * math.Pow(p.conformal(p.lat1), n))
	rho0 := p.a * p.k0 * f * math.Pow(p.conformal(p.lat0), n)
	return func(x, y float64) (lat, lon float64) {
		sign := math.Copysign(1, n)
		rho := sign * math.Hypot(x, rho0-y)
		theta := math.Atan2(sign*x, sign*(rho0-y))
		return p.latitudeOf(math.Pow(rho/(p.a*p.k0*f), 1/n)), theta/n + p.lon0
	}
}

// q is of (3-12).
func (p projected) q(lat float64) float64 {
	e, sin := math.Sqrt(p.e2), math.Sin(lat)
	if e == 0 {
		return 2 * sin
	}
	return (1 - p.e2) * (sin/(1-p.e2*sin*sin) - math.Log((1-e*sin)/(1+e*sin))/(2*e))
}

// albers: (14-8) to (14-21).
func (p projected) albers() func(x, y float64) (lat, lon float64) {
	m1, m2, q1, q2 := p.m(p.lat1), p.m(p.lat2), p.q(p.lat1), p.q(p.lat2)
	n := math.Sin(p.lat1)
	if p.lat1 != p.lat2 {
		n = (m1*m1 - m2*m2) / (q2 - q1)
	}
	c := m1*m1 + n*q1
	rho0 := p.a * math.Sqrt(c-n*p.q(p.lat0)) / n
	e := math.Sqrt(p.e2)
	return func(x, y float64) (lat, lon float64) {
		sign := math.Copysign(1, n)
		rho := math.Hypot(x, rho0-y)
		q := (c - rho*rho*n*n/(p.a*p.a)) / n
		lat = math.Asin(math.Max(-1, math.Min(1, q/2)))
		for range 8 {
			if e == 0 {
				break
			}
			sin, cos := math.Sincos(lat)
			w := 1 - p.e2*sin*sin
			lat += w * w / (2 * cos) * (q/(1-p.e2) - sin/w + math.Log((1-e*sin)/(1+e*sin))/(2*e)) // (3-16)
		}
		return lat, math.Atan2(sign*x, sign*(rho0-y))/n + p.lon0
	}
}

// mercator: (7-10), (7-12); its scale is true at the first standard parallel.
func (p projected) mercator(x, y float64) (lat, lon float64) {
	k := p.k0
	if p.lat1 != 0 {
		k *= p.m(p.lat1)
	}
	return p.latitudeOf(math.Exp(-y / (p.a * k))), x/(p.a*k) + p.lon0
}
