package turf

import (
	"cmp"
	"slices"
	"testing"

	"banyan/internal/kernels/geo"
)

// The benchmarks compare with simple named methods in the same run, on the same doors and with the same distances. Run them with
//
//	go test -run - -bench . -benchtime 1x ./internal/kernels/turf

// town is one place to measure on.
type town struct {
	name  string
	doors []Door
	roads *geo.Roads
}

func towns(b *testing.B) []town {
	roads := portlandRoads(b)
	return []town{
		{"Milwaukee", withoutBoundaries(milwaukeeDoors(b)), nil},
		{"Portland", portlandDoors(b, roads, 4000), roads},
	}
}

func BenchmarkCut(b *testing.B) {
	for _, t := range towns(b) {
		for name, cut := range map[string]func([]Door, CutOptions) []Turf{"banyan": mustCut, "byStreet": cutByStreet, "byHilbert": cutByHilbert} {
			b.Run(t.name+"/"+name, func(b *testing.B) {
				var turfs []Turf
				for b.Loop() {
					turfs = cut(t.doors, CutOptions{Size: 60, Roads: t.roads})
				}
				q := QualityOf(t.doors, turfs, 60)
				b.ReportMetric(float64(q.Turfs), "turfs")
				b.ReportMetric(100*q.Imbalance, "%imbalance")
				b.ReportMetric(float64(q.OffBand), "offBand")
				b.ReportMetric(q.Roundness, "roundness")
				b.ReportMetric(q.MetresPerDoor, "m/door")
				b.ReportMetric(float64(q.StreetCuts), "streetCuts")
			})
		}
	}
}

func mustCut(doors []Door, o CutOptions) []Turf {
	turfs, err := Cut(doors, o)
	if err != nil {
		panic(err)
	}
	return turfs
}

// cutByStreet is what is done with a sorted list and a pair of scissors.
func cutByStreet(doors []Door, o CutOptions) []Turf {
	return cutRuns(doors, byHouseNumber(doors), o)
}

// cutByHilbert cuts runs off a space-filling curve.
func cutByHilbert(doors []Door, o CutOptions) []Turf {
	box := geo.EmptyBox()
	for _, d := range doors {
		box = box.Add(d.At)
	}
	order := indexes(len(doors))
	key := func(d *Door) uint32 {
		x := uint32(65535 * (d.At.Lon - box.West) / (box.East - box.West))
		y := uint32(65535 * (d.At.Lat - box.South) / (box.North - box.South))
		return hilbert(x, y)
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(key(&doors[i]), key(&doors[j])), compareDoors(&doors[i], &doors[j]))
	})
	return cutRuns(doors, order, o)
}

// cutRuns cuts a list into runs of whole buildings, each walked as well as Banyan can.
func cutRuns(doors []Door, order []int, o CutOptions) []Turf {
	stops := stopsOf(doors, indexes(len(doors)), false)
	stopOf := make([]int, len(doors))
	for n, s := range stops {
		for _, i := range s.doors {
			stopOf[i] = n
		}
	}
	p := planner{stops: stops, metric: newMetric(stops, o.Roads), options: WalkOptions{Roads: o.Roads}}
	var turfs []Turf
	var part []int
	used, size := map[int]bool{}, 0
	flush := func() {
		slices.Sort(part)
		turfs = append(turfs, describe(doors, stops, part, p.walk(part)))
		part, size = nil, 0
	}
	for _, i := range order {
		n := stopOf[i]
		if used[n] {
			continue
		}
		used[n] = true
		part = append(part, n)
		if size += len(stops[n].doors); size >= o.Size {
			flush()
		}
	}
	if len(part) > 0 {
		flush()
	}
	return turfs
}

func BenchmarkWalkOrder(b *testing.B) {
	for _, t := range towns(b) {
		turfs := mustCut(t.doors, CutOptions{Size: 60, Roads: t.roads})
		b.Run(t.name, func(b *testing.B) {
			var ours, sorted, nearest, tree, heldKarp, doors float64
			for b.Loop() {
				for _, turf := range turfs {
					WalkOrder(pick(t.doors, turf.Doors), WalkOptions{Roads: t.roads})
				}
			}
			for _, turf := range turfs {
				list, o := pick(t.doors, turf.Doors), WalkOptions{Roads: t.roads}
				doors += float64(len(list))
				ours += WalkMetres(list, WalkOrder(list, o).Order, o)
				sorted += WalkMetres(list, byHouseNumber(list), o)
				nearest += WalkMetres(list, byNearest(list, o), o)
				mst, hk := WalkBound(list, o, 300)
				tree, heldKarp = tree+mst, heldKarp+hk
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*len(turfs)), "ms/turf")
			b.ReportMetric(ours/doors, "m/door")
			b.ReportMetric(sorted/ours, "houseNumberSort/ours")
			b.ReportMetric(nearest/ours, "nearestNeighbour/ours")
			b.ReportMetric(ours/tree, "ours/spanningTree")
			b.ReportMetric(ours/heldKarp, "ours/heldKarp")
		})
	}
}

func pick(doors []Door, which []int) []Door {
	out := make([]Door, len(which))
	for i, n := range which {
		out[i] = doors[n]
	}
	return out
}

// byHouseNumber is the order of a printed list: street by street, by number.
func byHouseNumber(doors []Door) []int {
	order := indexes(len(doors))
	slices.SortFunc(order, func(i, j int) int {
		a, b := &doors[i], &doors[j]
		return cmp.Or(
			cmp.Compare(a.Street, b.Street),
			cmp.Compare(geo.ParseHouseNumber(a.Number).First, geo.ParseHouseNumber(b.Number).First), compareDoors(a, b),
		)
	})
	return order
}

// byNearest begins at the first door of the printed list and always goes to the nearest door that is left.
func byNearest(doors []Door, o WalkOptions) []int {
	stops := stopsOf(doors, indexes(len(doors)), false)
	m := newMetric(stops, o.Roads)
	d := matrix(m, indexes(len(stops)))
	first := byHouseNumber(doors)[0]
	at := slices.IndexFunc(stops, func(s stop) bool { return slices.Contains(s.doors, first) })
	order, used := slices.Clone(stops[at].doors), map[int]bool{at: true}
	for len(used) < len(stops) {
		next := -1
		for n := range stops {
			if !used[n] && (next < 0 || d[at*len(stops)+n] < d[at*len(stops)+next]) {
				next = n
			}
		}
		at = next
		used[at] = true
		order = append(order, stops[at].doors...)
	}
	return order
}
