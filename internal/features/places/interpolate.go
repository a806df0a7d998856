package places

import (
	"slices"

	"banyan/internal/kernels/geo"
)

const (
	widestGap   = 100 // between two house numbers of one block: farther apart, the street may have turned
	closeNumber = 12  // a door so near to one neighbour stands beside it, where there is no neighbour on its other side
)

// numbered is a house of a street with its number.
type numbered struct {
	number int
	at     geo.Point
	ward   string
}

// between puts a house number between its neighbours on the street: those of its own side where there are any, else of both sides.
func between(street []numbered, number int) (geo.Point, string, bool) {
	own := slices.DeleteFunc(slices.Clone(street), func(n numbered) bool { return n.number%2 != number%2 })
	for _, side := range [][]numbered{own, street} {
		if p, ward, ok := along(side, number); ok {
			return p, ward, true
		}
	}
	return geo.Point{}, "", false
}

func along(street []numbered, number int) (geo.Point, string, bool) {
	var low, high *numbered
	for i := range street {
		n := &street[i]
		if n.number <= number && (low == nil || n.number > low.number) {
			low = n
		}
		if n.number >= number && (high == nil || n.number < high.number) {
			high = n
		}
	}
	switch {
	case low != nil && high != nil && high.number-low.number <= widestGap:
		share := 0.0
		if high.number > low.number {
			share = float64(number-low.number) / float64(high.number-low.number)
		}
		nearer := low
		if share > 0.5 {
			nearer = high
		}
		return geo.Point{Lat: low.at.Lat + share*(high.at.Lat-low.at.Lat), Lon: low.at.Lon + share*(high.at.Lon-low.at.Lon)}, nearer.ward, true
	case low != nil && number-low.number <= closeNumber:
		return low.at, low.ward, true
	case high != nil && high.number-number <= closeNumber:
		return high.at, high.ward, true
	}
	return geo.Point{}, "", false
}

// center is the middle of a building's points.
func center(points []point) geo.Point {
	var c geo.Point
	for _, p := range points {
		c.Lat += p.at.Lat / float64(len(points))
		c.Lon += p.at.Lon / float64(len(points))
	}
	return c
}
