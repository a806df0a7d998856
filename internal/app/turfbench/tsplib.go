package turfbench

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// optima are the lengths of shortest rounds of TSPLIB's instances (Reinelt 1991; the table of optimal solutions on TSPLIB's own pages).
var optima = map[string]float64{
	"berlin52": 7542, "kroA100": 21282, "lin318": 42029, "pcb442": 50778, "d493": 35002, "rat783": 8806, "pr1002": 259045, "pcb1173": 56892,
	"d1291": 50801, "rl1304": 252948, "rl1323": 270199, "nrw1379": 56638, "fl1577": 22249, "d2103": 80450, "u2319": 234256, "pr2392": 378032,
	"pcb3038": 137694, "fl3795": 28772, "fnl4461": 182566, "rl5915": 565530, "pla7397": 23260728, "rl11849": 923288, "usa13509": 19982859,
	"brd14051": 469385, "d15112": 1573084, "d18512": 645238, "pla33810": 66048945, "pla85900": 142382641,
}

// lengthOf are TSPLIB's distances on a plane, in whole numbers.
var lengthOf = map[string]func(a, b spot) float64{
	"EUC_2D":  func(a, b spot) float64 { return math.Floor(away(a, b) + 0.5) },
	"CEIL_2D": func(a, b spot) float64 { return math.Ceil(away(a, b)) },
}

// readTSPLIB reads a file of TSPLIB, packed by gzip or not, or all of a folder. Those that are not on a plane, and those with no known shortest round, are left out.
func readTSPLIB(name string) (lists []list, err error) {
	if about, err := os.Stat(name); err != nil {
		return nil, err
	} else if about.IsDir() {
		for _, pattern := range []string{"*.tsp", "*.tsp.gz"} {
			files, err := filepath.Glob(filepath.Join(name, pattern))
			if err != nil {
				return nil, err
			}
			for _, file := range files {
				more, err := readTSPLIB(file)
				if err != nil {
					return nil, err
				}
				lists = append(lists, more...)
			}
		}
		return lists, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	l, err := parseTSPLIB(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if l.length == nil || l.optimum == 0 {
		return nil, nil
	}
	return []list{l}, nil
}

// parseTSPLIB reads one instance: lines of 'KEY : value', then a number and a place a line.
func parseTSPLIB(r io.Reader) (l list, err error) {
	lines := bufio.NewScanner(r)
	places := false
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch key {
		case "EOF":
			return l, nil
		case "NAME":
			l.name = strings.TrimSuffix(value, ".tsp")
			l.optimum = optima[l.name]
		case "EDGE_WEIGHT_TYPE":
			l.length = lengthOf[value]
		case "NODE_COORD_SECTION":
			places = true
			continue
		}
		if !places || key == "" {
			continue
		}
		fields := strings.Fields(key)
		if len(fields) != 3 {
			return list{}, fmt.Errorf("%q is no number and place", key)
		}
		x, err1 := strconv.ParseFloat(fields[1], 64)
		y, err2 := strconv.ParseFloat(fields[2], 64)
		if err1 != nil || err2 != nil {
			return list{}, fmt.Errorf("%q is no number and place", key)
		}
		l.points = append(l.points, spot{x, y})
	}
	return l, lines.Err()
}
