package outreach

import (
	"slices"

	"banyan/internal/platform/id"
)

// smallerTurf is a turf that goes on with a part of its doors.
type smallerTurf struct {
	Turf
	doors []Door
}

// keepMost keeps the turfs of which most doors are among all, without the others, and gives the turfs that must give way.
func (p *cutPlan) keepMost(all []Door, turfs []Turf, places map[id.ID][]id.ID, kept map[id.ID]bool) (rest []Turf) {
	byID := doorsByID(all)
	for _, t := range turfs {
		doors := pickDoors(byID, places[t.ID])
		if 2*len(doors) < len(places[t.ID]) || len(doors) == 0 || len(doors) > MaxDoors {
			rest = append(rest, t)
			continue
		}
		p.first = max(p.first, t.Number+1)
		for _, d := range doors {
			kept[d.Household] = true
		}
		if len(doors) < len(places[t.ID]) {
			p.replaced = append(p.replaced, t.ID)
			p.smaller = append(p.smaller, smallerTurf{t, doors})
		}
	}
	return rest
}

// chooseLeft takes what is left of the turfs that are half done. Each goes on with the doors that are done, and those without a place on
// the map, under its number; the others are cut anew. Nothing else changes.
func (p *cutPlan) chooseLeft(all []Door, turfs []Turf, places map[id.ID][]id.ID, l leftover) {
	byID := doorsByID(all)
	for _, t := range turfs {
		p.first = max(p.first, t.Number+1)
		if !l.half[t.ID] {
			continue
		}
		p.replaced = append(p.replaced, t.ID)
		done := slices.DeleteFunc(pickDoors(byID, places[t.ID]), func(d Door) bool { return l.left[d.Household] && d.Located })
		if len(done) > 0 {
			p.smaller = append(p.smaller, smallerTurf{t, done})
		}
	}
	for _, d := range all {
		if l.left[d.Household] && d.Located {
			p.doors = append(p.doors, d)
		}
	}
}

func doorsByID(all []Door) map[id.ID]Door {
	out := make(map[id.ID]Door, len(all))
	for _, d := range all {
		out[d.Household] = d
	}
	return out
}

func pickDoors(byID map[id.ID]Door, households []id.ID) (out []Door) {
	for _, h := range households {
		if d, there := byID[h]; there {
			out = append(out, d)
		}
	}
	return out
}
