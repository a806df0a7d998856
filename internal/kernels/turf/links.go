package turf

import (
	"slices"

	"banyan/internal/kernels/geo"
)

// link is a neighbour of a stop, by walking.
type link struct {
	to     int
	metres float64
}

const (
	linkReach      = 1500 // metres in a straight line within which neighbours are searched
	linkCell       = 60   // metres; the search begins with this
	linkCandidates = 24
	linksEach      = 8
)

// neighbours links each stop with the nearest by walking; links go both ways.
func neighbours(m metric, stops []stop) [][]link {
	points := make([]geo.Point, len(stops))
	for i, s := range stops {
		points[i] = s.at
	}
	index := geo.NewIndex(points, linkCell)
	links := make([][]link, len(stops))
	for a := range stops {
		var others []int
		for _, near := range index.Nearest(points[a], linkCandidates+1, linkReach) {
			if near.At != a {
				others = append(others, near.At)
			}
		}
		found := make([]link, len(others))
		for i, metres := range m.from(a, others) {
			found[i] = link{to: others[i], metres: metres}
		}
		slices.SortStableFunc(found, byMetres)
		for _, l := range found[:min(linksEach, len(found))] {
			links[a] = append(links[a], l)
			links[l.to] = append(links[l.to], link{to: a, metres: l.metres})
		}
	}
	for a := range links {
		slices.SortFunc(links[a], byMetres)
		seen := map[int]bool{}
		links[a] = slices.DeleteFunc(links[a], func(l link) bool {
			again := seen[l.to]
			seen[l.to] = true
			return again
		})
	}
	return links
}

func byMetres(a, b link) int {
	switch {
	case a.metres < b.metres:
		return -1
	case a.metres > b.metres:
		return 1
	default:
		return a.to - b.to
	}
}
