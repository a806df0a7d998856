package canvass

import (
	"cmp"
	"math"
	"slices"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/language"
	"banyan/internal/platform/id"
)

// How a volunteer's doors are chosen who comes by a program's code. The figures are our judgement, not measurements.
const (
	scarcity      = 8.0  // a door where only another language than English is understood counts as so many times nearer
	metresAMinute = 70.0 // on foot, with a list in the hand
	minutesADoor  = 2.5
	fewestShare   = 4   // a list has at least a quarter of the doors that fit the time, however far they are apart
	seeds         = 200 // starts that are looked at where nobody says where they are
	around        = 800 // buildings that are looked at once the start is known
)

// wish is what a volunteer says.
type wish struct {
	languages []string
	near      *geo.Point // nil: anywhere
	doors     int
	minutes   float64
}

// speaks tells whether somebody at a door understands the volunteer, and whether they would understand nobody who speaks only English.
func (w wish) speaks(d TurfDoor) (understood, scarce bool) {
	theirs := d.languages()
	scarce = !slices.Contains(theirs, language.English)
	for _, l := range theirs {
		if slices.ContainsFunc(w.languages, func(mine string) bool { return language.Understood(mine, l) }) {
			return true, scarce
		}
	}
	return false, scarce
}

// languages are those that people prefer at a door; English where nothing is known.
func (d TurfDoor) languages() (out []string) {
	for _, p := range d.People {
		if p.Language != "" && !slices.Contains(out, p.Language) {
			out = append(out, p.Language)
		}
	}
	if len(out) == 0 {
		out = []string{language.English}
	}
	return out
}

// spot is a building with the doors at which the volunteer is understood.
type spot struct {
	at     geo.Point
	doors  []TurfDoor
	weight float64 // distances are divided by it
	gap    float64 // from the nearest chosen spot, in metres
}

// choose gives the doors of open that a volunteer should walk: the nearest at which they are understood, near to each other, as many as
// fit their time. Doors without a place on the map are not chosen. The order is not the walk's.
func choose(open []TurfDoor, w wish) (out []id.ID) {
	spots := w.spots(open)
	if len(spots) == 0 {
		return nil
	}
	start := spots[w.begin(spots)].at
	for i := range spots {
		spots[i].gap = geo.Distance(start, spots[i].at)
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(a.gap/a.weight, b.gap/b.weight) })
	spots = spots[:min(len(spots), around)]
	walked := 0.0
	for len(spots) > 0 {
		next := nearest(spots, start)
		s := spots[next]
		walked += s.gap
		spent := walked/metresAMinute + float64(len(out)+1)*minutesADoor
		if spent > w.minutes && len(out)*fewestShare >= w.doors {
			break
		}
		for _, d := range s.doors {
			if len(out) < w.doors {
				out = append(out, d.Household)
			}
		}
		if len(out) >= w.doors {
			break
		}
		spots = slices.Delete(spots, next, next+1)
		for i := range spots {
			spots[i].gap = min(spots[i].gap, geo.Distance(s.at, spots[i].at))
		}
	}
	return out
}

// nearest is the spot that is nearest to those that were chosen and to where they began: both, so that the list neither jumps nor runs away.
func nearest(spots []spot, start geo.Point) int {
	best, least := 0, math.Inf(1)
	for i, s := range spots {
		if cost := (s.gap + geo.Distance(start, s.at)/2) / s.weight; cost < least {
			best, least = i, cost
		}
	}
	return best
}

// spots gathers the doors at which the volunteer is understood by building, those near where they are.
func (w wish) spots(open []TurfDoor) []spot {
	at := map[string]int{}
	var out []spot
	for _, d := range open {
		understood, scarce := w.speaks(d)
		if !understood || d.Lat == 0 && d.Lon == 0 {
			continue
		}
		key := cmp.Or(d.Building, d.Household.String())
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, spot{at: geo.Point{Lat: d.Lat, Lon: d.Lon}, weight: 1})
		}
		out[i].doors = append(out[i].doors, d)
		if scarce {
			out[i].weight = scarcity
		}
	}
	for _, s := range out {
		slices.SortStableFunc(s.doors, func(a, b TurfDoor) int {
			return cmp.Or(cmp.Compare(floorOf(a), floorOf(b)), cmp.Compare(len(a.Unit), len(b.Unit)), cmp.Compare(a.Unit, b.Unit))
		})
	}
	return out
}

func floorOf(d TurfDoor) int {
	if d.Floor == nil {
		return 0
	}
	return *d.Floor
}

// begin is the spot at which the walk begins: the nearest; where nobody says where they are, one that has the others of the walk around it.
func (w wish) begin(spots []spot) int {
	best, least := 0, math.Inf(1)
	if w.near != nil {
		for i, s := range spots {
			if cost := geo.Distance(*w.near, s.at) / s.weight; cost < least {
				best, least = i, cost
			}
		}
		return best
	}
	points := make([]geo.Point, len(spots))
	for i, s := range spots {
		points[i] = s.at
	}
	index := geo.NewIndex(points, 200)
	for i := 0; i < len(spots); i += max(1, len(spots)/seeds) {
		near := index.Nearest(points[i], w.doors, 2000)
		far := 2000.0
		if len(near) == min(w.doors, len(spots)) {
			far = near[len(near)-1].Metres
		}
		if cost := far / spots[i].weight; cost < least {
			best, least = i, cost
		}
	}
	return best
}
