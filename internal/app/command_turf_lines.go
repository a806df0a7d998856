package app

import (
	"flag"
	"fmt"
	"os"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/turf"
)

// checkLimits sets the size where neither it nor a time is given.
func (c *cli) checkLimits(size *int, minutes float64) error {
	given := false
	c.flags.Visit(func(f *flag.Flag) { given = given || f.Name == "size" })
	if !given && minutes == 0 {
		*size = 50
	}
	if *size < 1 && (given || minutes == 0) {
		return fmt.Errorf("--size is %d: it must be 1 or more", *size)
	}
	if !(minutes == 0 || minutes >= 5 && minutes <= 24*60) {
		return fmt.Errorf("--minutes is %v: it must be between 5 and 1440", minutes)
	}
	return nil
}

// readFeatures calls each for every feature of a GeoJSON file; no name, no features.
func readFeatures(name string, each func(geo.Feature) error) error {
	if name == "" {
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := geo.ReadOutlines(f, geo.Limits{}, each); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readBarriers reads lines that no turf may cross. Of an area, as of a lake, its edge is one.
func readBarriers(name string) (lines []geo.Line, err error) {
	err = readFeatures(name, func(f geo.Feature) error {
		lines = append(lines, f.Geometry.Lines...)
		for _, polygon := range f.Geometry.Polygons {
			for _, ring := range polygon {
				lines = append(lines, append(geo.Line(ring), ring[0]))
			}
		}
		return nil
	})
	if err == nil && name != "" && len(lines) == 0 {
		return nil, fmt.Errorf("%s: there is no line in it", name)
	}
	return lines, err
}

// readDistricts puts doors into the areas of a file, besides the wards that they have. Doors in no area are together.
func readDistricts(name string, doors []turf.Door) error {
	var areas []geo.MultiPolygon
	err := readFeatures(name, func(f geo.Feature) error {
		if len(f.Geometry.Polygons) > 0 {
			areas = append(areas, f.Geometry.Polygons)
		}
		return nil
	})
	if err != nil || name == "" {
		return err
	}
	if len(areas) == 0 {
		return fmt.Errorf("%s: there is no area in it", name)
	}
	locator := geo.NewLocator(areas)
	for i := range doors {
		doors[i].Boundary = fmt.Sprint(locator.Find(doors[i].At), " ", doors[i].Boundary)
	}
	return nil
}
