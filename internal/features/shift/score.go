package shift

import (
	"math"
	"slices"

	"banyan/internal/kernels/assign"
	"banyan/internal/kernels/geo"
	"banyan/internal/platform/id"
)

// crew is who walks together: one worker, or two.
type crew struct {
	workers  []Worker
	speaks   uint64
	minutes  int     // that the one who has less time has
	speed    float64 // against one person at the usual pace
	from     Spot
	noStairs bool
	bike     bool
}

// togetherSpeed is how much faster two are than one: each takes a side of the street, and they wait for each other a little.
const togetherSpeed = 1.8

func newCrew(workers []Worker, t *tongues, meeting Spot) crew {
	c := crew{workers: workers, speaks: t.spoken(workers), minutes: workers[0].Minutes, speed: float64(workers[0].Pace), bike: true}
	for _, w := range workers {
		c.minutes, c.speed = min(c.minutes, w.Minutes), min(c.speed, float64(w.Pace))
		c.noStairs, c.bike = c.noStairs || w.NoStairs, c.bike && w.Bike
		if w.At.Known && !c.from.Known {
			c.from = w.At
		}
	}
	if !c.from.Known {
		c.from = meeting
	}
	if c.speed /= usualPace; len(workers) > 1 {
		c.speed *= togetherSpeed
	}
	return c
}

func (c crew) has(worker id.ID) bool {
	return slices.ContainsFunc(c.workers, func(w Worker) bool { return w.ID == worker })
}

// facts are what the score looks at in a turf.
type facts struct {
	Turf
	tongues  map[uint64]int // doors by the languages preferred there
	doors    int            // at which somebody of the universe lives now
	upstairs int
}

// groundFloor is how floors are counted in the United States: the first one is the street's.
const groundFloor = 1

func newFacts(turf Turf, doors []Door, t *tongues) facts {
	f := facts{Turf: turf, tongues: map[uint64]int{}, doors: len(doors)}
	box := geo.EmptyBox()
	for _, d := range doors {
		f.tongues[t.of(d.Languages)]++
		if d.Floor > groundFloor {
			f.upstairs++
		}
		if d.Located {
			box = box.Add(d.At)
		}
	}
	if !box.Empty() {
		f.Center = Spot{box.Center(), true}
	}
	return f
}

// understood counts the doors at which one of these languages is preferred.
func (f facts) understood(speaks uint64) (n int) {
	for bits, doors := range f.tongues {
		if bits&speaks != 0 {
			n += doors
		}
	}
	return n
}

// minutesFor is how long a crew needs.
func (f facts) minutesFor(c crew) int { return int(math.Ceil(f.Minutes / c.speed)) }

// What a wish that is not fulfilled costs, in points, before its weight.
const (
	perUnheardDoor = 100 // nobody understands the people of a door
	perMinuteOver  = 10  // of a turf that takes longer than the worker has
	perMinuteLeft  = 2   // of a turf that is too short
	metresAPoint   = 20  // of the way to the turf
	perStairDoor   = 300 // upstairs, for who cannot climb
	longWalk       = 3000
	perLongMetres  = 20 // metres beyond longWalk that make a point, without a bike
	emptyHand      = 5_000
	perEmptyWeight = 25_000
)

// score is what it costs to send a crew to a turf as one of so many: the sum of what the wishes miss.
func (w Wishes) score(c crew, f facts, hands int) int64 {
	sum := w.weight(ByLanguage) * perUnheardDoor * int64(f.doors-f.understood(c.speaks))
	if spare := c.minutes/hands - f.minutesFor(c); spare < 0 {
		sum += w.weight(ByHours) * perMinuteOver * int64(-spare)
	} else {
		sum += w.weight(ByHours) * perMinuteLeft * int64(spare)
	}
	if c.from.Known && f.Center.Known {
		sum += w.weight(ByDistance) * int64(geo.Distance(c.from.Point, f.Center.Point)/metresAPoint)
	}
	if c.noStairs {
		sum += w.weight(ByStairs) * perStairDoor * int64(f.upstairs)
	}
	if !c.bike && f.Metres > longWalk {
		sum += w.weight(ByBike) * int64((f.Metres-longWalk)/perLongMetres)
	}
	return min(sum, assign.MaxCost)
}

// empty is what a crew's first and later hands cost when they stay empty. Where empty hands do not matter, a bad turf is worse than none.
func (w Wishes) empty() []int64 {
	first := emptyHand + w.weight(ByHands)*perEmptyWeight
	return []int64{first, first / 4}
}

// Reason is one thing that speaks for or against somebody's going to a turf, told in the reader's language when it is shown.
type Reason struct {
	Kind     string  `json:"kind"` // the end of a message key, shift.why.*
	Language string  `json:"language,omitempty"`
	N        int     `json:"n,omitempty"`
	Of       int     `json:"of,omitempty"`
	Metres   float64 `json:"metres,omitempty"`
	Against  bool    `json:"against,omitempty"`
}

// Why tells why a crew goes to a turf, what speaks for it first.
func why(c crew, f facts, t *tongues) (out []Reason) {
	out = append(out, heard(c, f, t)...)
	if c.from.Known && f.Center.Known {
		out = append(out, Reason{Kind: "distance", Metres: geo.Distance(c.from.Point, f.Center.Point)})
	}
	needs := f.minutesFor(c)
	out = append(out, Reason{Kind: "time", N: needs, Of: c.minutes, Against: needs > c.minutes+c.minutes/5})
	switch {
	case c.noStairs && f.upstairs > 0:
		out = append(out, Reason{Kind: "stairs", N: f.upstairs, Against: true})
	case c.noStairs:
		out = append(out, Reason{Kind: "no_stairs"})
	}
	if f.Metres > longWalk {
		kind := "long"
		if c.bike {
			kind = "bike"
		}
		out = append(out, Reason{Kind: kind, Metres: f.Metres, Against: !c.bike})
	}
	return append(out, company(c)...)
}

// shownTongues is how many languages of a turf are told one by one.
const shownTongues = 3

// heard tells in which languages a crew is understood at how many doors, and which nobody of it speaks; the most frequent first.
func heard(c crew, f facts, t *tongues) (out []Reason) {
	var yes, no []Reason
	for i, code := range t.codes {
		n := f.understood(1 << i)
		if n == 0 {
			continue
		}
		if c.speaks&(1<<i) != 0 {
			yes = append(yes, Reason{Kind: "speaks", Language: code, N: n, Of: f.doors})
		} else {
			no = append(no, Reason{Kind: "unheard", Language: code, N: n, Of: f.doors, Against: true})
		}
	}
	more := func(a, b Reason) int { return b.N - a.N }
	slices.SortStableFunc(yes, more)
	slices.SortStableFunc(no, more)
	return append(yes[:min(len(yes), shownTongues)], no[:min(len(no), shownTongues)]...)
}

// company tells that somebody new goes with somebody who knows how, or that a wish for a partner stays open.
func company(c crew) []Reason {
	if len(c.workers) > 1 {
		if c.workers[0].First != c.workers[1].First {
			return []Reason{{Kind: "learns"}}
		}
		return []Reason{{Kind: "together"}}
	}
	switch w := c.workers[0]; {
	case w.First:
		return []Reason{{Kind: "new_alone", Against: true}}
	case w.Partner:
		return []Reason{{Kind: "alone", Against: true}}
	}
	return nil
}
