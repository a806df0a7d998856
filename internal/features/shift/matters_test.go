package shift

import (
	"context"
	"slices"
	"testing"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
)

// Two workers who are alike, two turfs, and one property. Whoever has it goes to the turf that fits it; where the director says that it does not matter, it changes nothing.
func TestPropose_everyPropertyMattersAndOnlyWhereTheDirectorSaysSo(t *testing.T) {
	cases := map[string]struct {
		wish Wish
		have func(*Details)          // the property, of one of the two
		fit  func(w *world, t *Turf) // what makes the first turf the one for it
		rest func(w *world, t *Turf)
	}{
		"language": {ByLanguage, func(d *Details) { d.Languages = []string{"en", "km"} }, func(w *world, t *Turf) { w.say(t, "km") }, nil},
		"hours":    {ByHours, func(d *Details) { d.Minutes = 60 }, func(_ *world, t *Turf) { t.Minutes = 60 }, nil},
		"pace":     {ByHours, func(d *Details) { d.Pace = 130 }, func(_ *world, t *Turf) { t.Minutes = 240 }, nil},
		"stairs":   {ByStairs, func(d *Details) { d.NoStairs = true }, nil, func(w *world, t *Turf) { w.lift(t, 3) }},
		"start":    {ByDistance, func(d *Details) { d.At = "43.145, -88" }, func(w *world, t *Turf) { w.move(t, 5) }, nil},
		"bike":     {ByBike, func(d *Details) { d.Bike = true }, func(_ *world, t *Turf) { t.Metres = 9000 }, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				for _, weight := range []int{0, 2} {
					var went [2][]int // where the first of the two goes, when they have the property and when the other has it
					for who := range 2 {
						w := newWorld(t, d)
						w.turf(1, "en", "en", "en", "en")
						w.turf(1, "en", "en", "en", "en")
						if c.fit != nil {
							c.fit(w, &w.program.Turfs[0])
						}
						if c.rest != nil {
							c.rest(w, &w.program.Turfs[1])
						}
						s := w.shift()
						var workers [2]func(*Details)
						workers[who] = c.have
						first, second := w.sign(s, "Mai", workers[0], "en"), w.sign(s, "Pa", workers[1], "en")
						out, err := w.service.Propose(context.Background(), w.director, s, Proposal{Wishes: Wishes{c.wish: weight, ByHands: 3}})
						if must(t, out, err); out.Workers != 2 || out.Turfs != 2 {
							t.Fatalf("%+v", out)
						}
						b := w.board(s)
						went[who] = b.turfsOf(first)
						if has := [2][]int{b.turfsOf(first), b.turfsOf(second)}[who]; weight > 0 && !slices.Equal(has, []int{1}) {
							t.Errorf("who has the property goes to %v", has)
						}
					}
					if weight == 0 && !slices.Equal(went[0], went[1]) {
						t.Errorf("it does not matter and changes the assignment: %v, %v", went[0], went[1])
					}
				}
			})
		})
	}
}

// say lets everybody of a turf prefer a language.
func (w *world) say(t *Turf, language string) {
	for i := range w.doors[t.ID] {
		w.doors[t.ID][i].Languages = []string{language}
	}
	t.Languages = map[string]int{language: t.People}
}

// lift puts the doors of a turf on a floor.
func (w *world) lift(t *Turf, floor int) {
	for i := range w.doors[t.ID] {
		w.doors[t.ID][i].Floor = floor
	}
}

// move puts a turf a number of kilometres to the north of the centre.
func (w *world) move(t *Turf, km float64) {
	for i := range w.doors[t.ID] {
		w.doors[t.ID][i].At = geo.Point{Lat: center.Lat + km/111.2, Lon: center.Lon}
	}
}

// Who is new goes with who knows how, who would rather not go alone with another who would: where the director wants company.
func TestPropose_companyIsForThoseWhoNeedIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			name          string
			first, second func(*Details)
			weight, pairs int
		}{
			{"nobody needs it", nil, nil, 2, 0},
			{"one is new", func(d *Details) { d.First = true }, nil, 2, 1},
			{"both are new", func(d *Details) { d.First = true }, func(d *Details) { d.First = true }, 2, 0},
			{"one wants company", func(d *Details) { d.Partner = true }, nil, 2, 0},
			{"both want company", func(d *Details) { d.Partner = true }, func(d *Details) { d.Partner = true }, 2, 1},
			{"it does not matter", func(d *Details) { d.First, d.Partner = true, true }, func(d *Details) { d.Partner = true }, 0, 0},
		} {
			w := newWorld(t, d)
			w.turf(1, "en", "en")
			w.turf(1, "en", "en")
			s := w.shift()
			w.sign(s, "Mai", c.first, "en")
			w.sign(s, "Pa", c.second, "en")
			out, err := w.service.Propose(context.Background(), w.director, s, Proposal{Wishes: Wishes{ByPartner: c.weight, ByHands: 3}})
			if must(t, out, err); out.Pairs != c.pairs || out.Workers != 2 {
				t.Errorf("%s: %+v", c.name, out)
			}
		}
	})
}

// A turf where nobody would be understood is worse than none, unless nobody may stay without one.
func TestPropose_fewestEmptyHandsIsTheDirectorsToSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for weight, empty := range map[int]int{0: 1, 3: 0} {
			w := newWorld(t, d)
			w.turf(1, slices.Repeat([]string{"km"}, 40)...)
			s := w.shift()
			w.sign(s, "Daniel", nil, "en")
			out, err := w.service.Propose(context.Background(), w.director, s, Proposal{Wishes: Wishes{ByLanguage: 2, ByHands: weight}})
			if must(t, out, err); out.Empty != empty {
				t.Errorf("empty hands matter %d: %+v", weight, out)
			}
		}
	})
}
