package geo

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// ReadOutlinesZip reads the outlines of a zip archive: the shapefiles in it (ESRI, 1998: .shp with .dbf, .prj and .cpg beside
// it), or else its GeoJSON and TopoJSON files. It calls each as [ReadOutlines] does, and has the same errors. The limits hold for
// what is unpacked.
func ReadOutlinesZip(r io.ReaderAt, size int64, limits Limits, each func(Feature) error) error {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return problem("not a zip archive that can be read: %s", err.Error())
	}
	limits = limits.orDefault()
	files := map[string]*zip.File{}
	for _, f := range archive.File {
		if base := path.Base(f.Name); !strings.HasPrefix(base, ".") && !strings.HasPrefix(f.Name, "__MACOSX/") {
			files[strings.ToLower(f.Name)] = f
		}
	}
	found := false
	for _, name := range sortedKeys(files) {
		if strings.HasSuffix(name, ".shp") {
			found = true
			if err := readZippedShapefile(files, strings.TrimSuffix(name, ".shp"), &limits, each); err != nil {
				return err
			}
		}
	}
	if found {
		return nil
	}
	for _, name := range sortedKeys(files) {
		if slices.Contains([]string{".geojson", ".json", ".topojson"}, path.Ext(name)) {
			found = true
			text, err := unpack(files[name], &limits)
			if err == nil {
				err = ReadOutlines(bytes.NewReader(text), limits, each)
			}
			if err != nil {
				return err
			}
		}
	}
	if !found {
		return problem("the zip archive holds no outlines: expected a .shp with its .dbf and .prj, or a .geojson")
	}
	return nil
}

func sortedKeys(m map[string]*zip.File) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// unpack reads a file of an archive and takes its size off what is still allowed: the size that the archive states may be a lie.
func unpack(f *zip.File, limits *Limits) ([]byte, error) {
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, problem("%s cannot be unpacked: %s", f.Name, err.Error())
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, problem("%s cannot be unpacked: %s", f.Name, err.Error())
	}
	if limits.Bytes -= int64(len(text)); limits.Bytes < 0 {
		return nil, tooLarge("the archive unpacks to more than is allowed")
	}
	return text, nil
}

func readZippedShapefile(files map[string]*zip.File, stem string, limits *Limits, each func(Feature) error) error {
	var s Shapefile
	for ext, to := range map[string]*[]byte{".shp": &s.Shapes, ".dbf": &s.Table, ".prj": &s.Projection, ".cpg": &s.Encoding} {
		var err error
		if *to, err = unpack(files[stem+ext], limits); err != nil {
			return err
		}
	}
	return s.Read(*limits, each)
}

// Shapefile is the contents of the files of one ESRI shapefile; all but Shapes may be missing.
type Shapefile struct {
	Shapes     []byte // .shp
	Table      []byte // .dbf, the properties
	Projection []byte // .prj, the coordinate system as well-known text; empty: degrees
	Encoding   []byte // .cpg, of the text in Table; empty: UTF-8 where it is valid, else Windows-1252
}

// Read calls each for every shape, in the file's order, with its row of the table as properties. Points, lines and polygons are
// read, with heights and measures dropped. Coordinates that are projected are turned into degrees (see projection). It returns a
// *FormatError for a file that cannot be used, and the error of each as it is.
func (s Shapefile) Read(limits Limits, each func(Feature) error) error {
	limits = limits.orDefault()
	if len(s.Shapes) < 100 || binary.BigEndian.Uint32(s.Shapes) != 9994 {
		return problem("the .shp file does not begin as a shapefile does")
	}
	toPoint, err := parseProjection(string(s.Projection))
	if err != nil {
		return err
	}
	rows, err := readTable(s.Table, string(s.Encoding))
	if err != nil {
		return err
	}
	points := limits.Points
	for n, rest := 1, s.Shapes[100:]; len(rest) >= 8; n++ {
		if n > limits.Features {
			return tooLarge("more than %d features", limits.Features)
		}
		size := 2 * int64(binary.BigEndian.Uint32(rest[4:]))
		if size > int64(len(rest)-8) {
			return inFeature(n, problem("the .shp file ends in the middle of a shape"))
		}
		g, err := readShape(rest[8:8+size], toPoint, &points)
		if err != nil {
			return inFeature(n, err)
		}
		rest = rest[8+size:]
		if g.Box().Empty() {
			continue // a null shape
		}
		f := Feature{Geometry: g, Properties: map[string]any{}}
		if n <= len(rows) {
			f.Properties = rows[n-1]
		}
		if err := each(f); err != nil {
			return err
		}
	}
	return nil
}

// The kinds of a shape; with 10 or 20 added they carry heights or measures behind the coordinates.
const (
	shapeNull, shapePoint, shapeLine, shapePolygon, shapePoints = 0, 1, 3, 5, 8
)

func readShape(b []byte, toPoint func(x, y float64) Point, left *int) (g Geometry, err error) {
	short := problem("the .shp file has a shape that is cut off")
	if len(b) < 4 {
		return g, short
	}
	kind := binary.LittleEndian.Uint32(b)
	switch kind % 10 {
	case shapeNull:
		return g, nil
	case shapePoint:
		if len(b) < 20 {
			return g, short
		}
		g.Points, err = readPoints(b[4:], 1, toPoint, left)
		return g, err
	case shapePoints:
		if len(b) < 40 {
			return g, short
		}
		g.Points, err = readPoints(b[40:], int(binary.LittleEndian.Uint32(b[36:])), toPoint, left)
		return g, err
	case shapeLine, shapePolygon:
		parts, err := readParts(b, toPoint, left)
		if err != nil {
			return g, err
		}
		if kind%10 == shapePolygon {
			g.Polygons = polygonsOf(parts)
			return g, nil
		}
		for _, p := range parts {
			g.Lines = append(g.Lines, Line(p))
		}
		return g, nil
	}
	return g, problem("a shape of type %d: expected points, lines or polygons", kind)
}

// readParts reads the parts of a line or polygon.
func readParts(b []byte, toPoint func(x, y float64) Point, left *int) ([][]Point, error) {
	if len(b) < 44 {
		return nil, problem("the .shp file has a shape that is cut off")
	}
	parts, count := int(binary.LittleEndian.Uint32(b[36:])), int(binary.LittleEndian.Uint32(b[40:]))
	if parts < 0 || count < 0 || parts > len(b)/4 || 44+4*parts > len(b) {
		return nil, problem("the .shp file has a shape that is cut off")
	}
	points, err := readPoints(b[44+4*parts:], count, toPoint, left)
	if err != nil {
		return nil, err
	}
	out := make([][]Point, 0, parts)
	for i := range parts {
		from, to := int(binary.LittleEndian.Uint32(b[44+4*i:])), count
		if i+1 < parts {
			to = int(binary.LittleEndian.Uint32(b[48+4*i:]))
		}
		if from < 0 || to > count || from > to {
			return nil, problem("a shape whose parts are not in order")
		}
		if to-from >= 2 {
			out = append(out, points[from:to])
		}
	}
	return out, nil
}

func readPoints(b []byte, count int, toPoint func(x, y float64) Point, left *int) ([]Point, error) {
	if count < 0 || count > len(b)/16 {
		return nil, problem("the .shp file has a shape that is cut off")
	}
	if *left -= count; *left < 0 {
		return nil, tooLarge("more points than are allowed")
	}
	out := make([]Point, count)
	for i := range out {
		x := math.Float64frombits(binary.LittleEndian.Uint64(b[16*i:]))
		y := math.Float64frombits(binary.LittleEndian.Uint64(b[16*i+8:]))
		if out[i] = toPoint(x, y); !(math.Abs(out[i].Lat) <= 90 && math.Abs(out[i].Lon) <= 180) { // NaN too
			return nil, problem("the point %g, %g is not on the earth: expected degrees (WGS 84), or the .prj file beside the .shp; export the layer in EPSG:4326", x, y)
		}
	}
	return out, nil
}

// polygonsOf puts rings together: an outer ring runs clockwise, its holes run the other way and lie inside it.
func polygonsOf(rings [][]Point) MultiPolygon {
	var out MultiPolygon
	var holes []Ring
	for _, points := range rings {
		r := Ring(points).open()
		switch {
		case len(r) < 3:
		case r.clockwise():
			out = append(out, Polygon{r})
		default:
			holes = append(holes, r)
		}
	}
	for _, h := range holes {
		at := slices.IndexFunc(out, func(p Polygon) bool { return BoxOf(p[0]...).Overlaps(BoxOf(h...)) && p[0].Contains(h[0]) })
		if at < 0 { // a file that winds its rings the other way round
			out = append(out, Polygon{h})
		} else {
			out[at] = append(out[at], h)
		}
	}
	return out
}

func (r Ring) clockwise() bool {
	sum := 0.0
	for i, j := 0, len(r)-1; i < len(r); j, i = i, i+1 {
		sum += (r[i].Lon - r[j].Lon) * (r[i].Lat + r[j].Lat)
	}
	return sum > 0
}

// readTable reads the rows of a dBASE III table. Numbers become float64, everything else text.
func readTable(b []byte, encoding string) ([]map[string]any, error) {
	if len(b) == 0 {
		return nil, nil
	}
	bad := problem("the .dbf file is damaged: export the layer again")
	if len(b) < 33 {
		return nil, bad
	}
	count, head, size := int(binary.LittleEndian.Uint32(b[4:])), int(binary.LittleEndian.Uint16(b[8:])), int(binary.LittleEndian.Uint16(b[10:]))
	if head < 33 || head > len(b) || size < 1 || count < 0 || count > (len(b)-head)/size+1 {
		return nil, bad
	}
	type column struct {
		name     string
		number   bool
		from, to int
	}
	var columns []column
	for at, from := 32, 1; at+32 <= head && b[at] != 0x0d; at += 32 {
		name, _, _ := bytes.Cut(b[at:at+11], []byte{0})
		to := from + int(b[at+16])
		columns = append(columns, column{string(name), b[at+11] == 'N' || b[at+11] == 'F', from, to})
		if from = to; to > size {
			return nil, bad
		}
	}
	rows := make([]map[string]any, 0, count)
	for n := range count {
		at := head + n*size
		if at+size > len(b) {
			return nil, bad
		}
		row := make(map[string]any, len(columns))
		for _, c := range columns {
			text := strings.Trim(decodeText(b[at+c.from:at+c.to], encoding), " \x00")
			row[c.name] = text
			if v, err := strconv.ParseFloat(text, 64); c.number && err == nil {
				row[c.name] = v
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func decodeText(b []byte, encoding string) string {
	utf8 := strings.Contains(strings.ToUpper(encoding), "UTF") || strings.TrimSpace(encoding) == "65001"
	if text := string(b); utf8 || text == strings.ToValidUTF8(text, "") {
		return strings.ToValidUTF8(text, "\uFFFD")
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil { // every byte is a letter there
		panic(errors.Join(errors.New("geo: Windows-1252"), err))
	}
	return string(text)
}
