package turf

import (
	"fmt"
	"slices"
	"testing"

	"banyan/internal/kernels/geo"
)

// BenchmarkEstimate compares walks that are estimated from addresses alone with shortest paths on real roads, by how far apart in
// a straight line two doors are.
func BenchmarkEstimate(b *testing.B) {
	roads := portlandRoads(b)
	doors := portlandDoors(b, roads, 4000)
	stops := stopsOf(doors, indexes(len(doors)), false)
	estimated, measured := newStreetMetric(stops), newRoadMetric(stops, roads)
	for _, band := range [][2]float64{{60, 150}, {150, 400}, {400, 1000}} {
		b.Run(fmt.Sprintf("%.0fto%.0f", band[0], band[1]), func(b *testing.B) {
			var ratios, detours []float64
			near := 0.0
			for b.Loop() {
				ratios, detours, near = nil, nil, 0
				for a := 0; a < len(stops); a += 23 {
					others := stopsBetween(stops, a, band)
					for i, metres := range measured.from(a, others) {
						ratio := estimated.between(a, others[i]) / metres
						ratios = append(ratios, ratio)
						detours = append(detours, metres/geo.Distance(stops[a].at, stops[others[i]].at))
						if ratio > 0.75 && ratio < 1.33 {
							near++
						}
					}
				}
			}
			slices.Sort(ratios)
			slices.Sort(detours)
			b.ReportMetric(float64(len(ratios)), "pairs")
			b.ReportMetric(ratios[len(ratios)/2], "medianEstimate/road")
			b.ReportMetric(100*near/float64(len(ratios)), "%within25%")
			b.ReportMetric(detours[len(detours)/2], "medianDetour")
		})
	}
	b.Run("plan", func(b *testing.B) {
		onRoads := WalkOptions{Roads: roads}
		var ours, blindWalk, blindCut float64
		for b.Loop() {
			ours, blindWalk, blindCut = 0, 0, 0
			for _, turf := range mustCut(doors, CutOptions{Size: 60, Roads: roads}) {
				list := pick(doors, turf.Doors)
				ours += WalkMetres(list, WalkOrder(list, onRoads).Order, onRoads)
				blindWalk += WalkMetres(list, WalkOrder(list, WalkOptions{}).Order, onRoads)
			}
			for _, turf := range mustCut(doors, CutOptions{Size: 60}) {
				list := pick(doors, turf.Doors)
				blindCut += WalkMetres(list, WalkOrder(list, onRoads).Order, onRoads)
			}
		}
		b.ReportMetric(blindWalk/ours, "walkedBlind/ours")
		b.ReportMetric(blindCut/ours, "cutBlind/ours")
	})
}

// stopsBetween is one in seven of the stops whose straight distance from stop a is in the band.
func stopsBetween(stops []stop, a int, band [2]float64) []int {
	var out []int
	for n := a % 7; n < len(stops); n += 7 {
		if d := geo.Distance(stops[a].at, stops[n].at); n != a && d >= band[0] && d < band[1] {
			out = append(out, n)
		}
	}
	return out
}
