package app

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/turf"
)

// runTurfCut cuts a file of doors into turfs.
func runTurfCut(ctx context.Context, c *cli, args []string) error {
	doorsFile := c.flags.String("doors", "", "CSV file of doors: id, lat, lon and, where known, street, number, unit, languages (parted by blanks), ward (or district, precinct, boundary: no turf mixes two)")
	out := c.flags.String("out", "", "CSV file of id, turf, position, to be written when all is done")
	size := c.flags.Int("size", 0, "doors wanted in a turf (50, unless --minutes is given)")
	minutes := c.flags.Float64("minutes", 0, "the most that a turf may take, walking at 70 metres a minute and 2.5 minutes a door; 0: no limit")
	seed := c.flags.Uint64("seed", 1, "another seed finds other turfs, as good")
	languages := c.flags.Float64("languages", turf.DefaultLanguages, "what it is worth to have the doors of a scarce language in one turf, in steps from door to door, where the file has languages; 0: nothing")
	barriersFile := c.flags.String("barriers", "", "GeoJSON of rivers, motorways and the like: no turf reaches over these lines, but through gaps in them, as for bridges")
	districtsFile := c.flags.String("districts", "", "GeoJSON of wards or districts: no turf mixes two")
	roadsFile := c.flags.String("roads", "", "OpenStreetMap extract (.osm.pbf): walks then follow its streets")
	if err := c.settings(args, 0); err != nil {
		return err
	}
	if *doorsFile == "" || *out == "" {
		c.flags.Usage()
		return errUsage
	}
	if err := c.checkLimits(size, *minutes); err != nil {
		return err
	}
	if !(*languages >= 0 && *languages <= 1000) {
		return fmt.Errorf("--languages is %v: it must be between 0 and 1000", *languages)
	}
	start := time.Now()
	doors, names, err := readDoors(*doorsFile)
	if err != nil {
		return err
	}
	o := turf.CutOptions{Size: *size, Max: *size + *size/10, Minutes: *minutes, Seed: *seed, Languages: *languages, Stop: func() bool { return ctx.Err() != nil }}
	if *size == 0 {
		o.Max = len(doors)
	}
	if o.Barriers, err = readBarriers(*barriersFile); err != nil {
		return err
	}
	if err = readDistricts(*districtsFile, doors); err != nil {
		return err
	}
	if *roadsFile != "" {
		if o.Roads, err = readRoadsAround(*roadsFile, doors); err != nil {
			return err
		}
	}
	turfs, err := turf.Divide(doors, o)
	if err != nil {
		return err
	}
	if err := writeWhole(*out, func(w *bufio.Writer) error { return writeTurfs(w, names, turfs) }); err != nil {
		return err
	}
	early := ""
	if ctx.Err() != nil {
		early = "; it was interrupted: every door is in a turf, but the walks could be shorter"
	}
	fmt.Fprintf(c.err, "%d doors in %d turfs in %.1f s%s\n", len(doors), len(turfs), time.Since(start).Seconds(), early)
	return nil
}

func readRoadsAround(name string, doors []turf.Door) (*geo.Roads, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	box := geo.EmptyBox()
	for _, d := range doors {
		box = box.Add(d.At)
	}
	if box.Empty() {
		return nil, nil
	}
	roads, err := geo.ReadRoads(f, geo.RoadOptions{Within: box.Grow(1000)})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return roads, nil
}

// doorColumns are the columns of a file of doors and the other names by which they are known.
var doorColumns = []struct {
	field  string
	needed bool
	names  []string
}{
	{"id", true, []string{"id"}},
	{"lat", true, []string{"lat", "latitude"}},
	{"lon", true, []string{"lon", "lng", "long", "longitude"}},
	{"street", false, []string{"street"}},
	{"number", false, []string{"number"}},
	{"unit", false, []string{"unit"}},
	{"languages", false, []string{"languages", "language"}},
	{"ward", false, []string{"ward", "district", "precinct", "boundary"}},
}

// readDoors reads doors and the ids as they are written. An error names the file, the row (the header is row 1) and the column; where more rows are
// bad, it says how many.
func readDoors(name string) ([]turf.Door, []string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	doors, ids, err := parseDoors(f)
	if err != nil {
		return nil, nil, fmt.Errorf("%s%w", name, err)
	}
	return doors, ids, nil
}

// doorReader gathers doors and what is wrong with them.
type doorReader struct {
	column [8]int // of each of doorColumns, where it is; -1: nowhere
	doors  []turf.Door
	ids    []string
	seen   map[string]int // the row of each id
	first  error
	bad    int
}

func parseDoors(in io.Reader) ([]turf.Door, []string, error) {
	r := csvReader(in)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	header, err := r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf(": no header line: %w", err)
	}
	d := &doorReader{seen: map[string]int{}}
	if err := d.find(header); err != nil {
		return nil, nil, err
	}
	for number := 2; ; number++ {
		row, err := r.Read()
		if err == io.EOF {
			return d.doors, d.ids, d.failure()
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			d.refuse(number, "the row", broken.Err.Error())
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf(", row %d: %w", number, err)
		}
		d.add(number, row)
	}
}

// find finds the columns by their names.
func (d *doorReader) find(header []string) error {
	for i, c := range doorColumns {
		d.column[i] = slices.IndexFunc(header, func(h string) bool { return slices.Contains(c.names, strings.ToLower(strings.TrimSpace(h))) })
		if c.needed && d.column[i] < 0 {
			return fmt.Errorf(", row 1: there is no column %q; there are: %s", c.field, strings.Join(header, ", "))
		}
	}
	return nil
}

func (d *doorReader) refuse(number int, field, problem string) {
	if d.bad++; d.first == nil {
		d.first = fmt.Errorf(", row %d, %s: %s", number, field, problem)
	}
}

// failure is the first bad row, and how many there are.
func (d *doorReader) failure() error {
	if d.bad > 1 {
		return fmt.Errorf("%w (and %d more bad rows; nothing was written)", d.first, d.bad-1)
	}
	if d.bad == 1 {
		return fmt.Errorf("%w (nothing was written)", d.first)
	}
	return nil
}

func (d *doorReader) add(number int, row []string) {
	var cells [8]string
	for i, at := range d.column {
		if at >= 0 && at < len(row) {
			cells[i] = cellText(row[at])
		}
	}
	id := cells[0]
	if id == "" {
		d.refuse(number, "id", "it is empty")
		return
	}
	if other, taken := d.seen[id]; taken {
		d.refuse(number, "id", fmt.Sprintf("%q is in row %d already", id, other))
		return
	}
	d.seen[strings.Clone(id)] = number
	lat, ok := d.degrees(number, "lat", cells[1], 90)
	if !ok {
		return
	}
	lon, ok := d.degrees(number, "lon", cells[2], 180)
	if !ok {
		return
	}
	at := geo.Point{Lat: lat, Lon: lon}
	if !at.Valid() {
		d.refuse(number, "lat", "0, 0 is where files put what they could not find")
		return
	}
	d.ids = append(d.ids, strings.Clone(id))
	d.doors = append(d.doors, turf.Door{
		ID: int64(len(d.doors)), At: at, Street: strings.Clone(cells[3]), Number: strings.Clone(cells[4]), Unit: strings.Clone(cells[5]),
		Languages: strings.FieldsFunc(strings.Clone(cells[6]), func(r rune) bool { return strings.ContainsRune(" ,;|+/", r) }),
		Boundary:  strings.Clone(cells[7]),
	})
}

// degrees reads a latitude or a longitude.
func (d *doorReader) degrees(number int, field, cell string, most float64) (float64, bool) {
	v, err := strconv.ParseFloat(cell, 64)
	switch {
	case cell == "":
		d.refuse(number, field, "it is empty")
	case err != nil:
		d.refuse(number, field, fmt.Sprintf("%q is no number", cell))
	case !(v >= -most && v <= most):
		d.refuse(number, field, fmt.Sprintf("%s is not between -%v and %v", cell, most, most))
	default:
		return v, true
	}
	return 0, false
}

func writeTurfs(out io.Writer, ids []string, turfs [][]int) error {
	turfOf, position := make([]int, len(ids)), make([]int, len(ids))
	for t, doors := range turfs {
		for k, i := range doors {
			turfOf[i], position[i] = t+1, k+1
		}
	}
	w := csv.NewWriter(out)
	w.Write([]string{"id", "turf", "position"}) // errors are kept for Error
	for i, id := range ids {
		w.Write([]string{id, strconv.Itoa(turfOf[i]), strconv.Itoa(position[i])})
	}
	w.Flush()
	return w.Error()
}
