package shift

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"banyan/internal/kernels/stats"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Quota is how many conversations are wanted in a language, how many there were, and where that leads.
type Quota struct {
	Language     string
	Wanted, Done int
	ByNow        int  // that should have been had by now
	Ends         int  // at this pace, when the shift is over
	Told         bool // enough time has passed to say so
	Turfs        []BoardTurf
	People       int      // who prefer it on the open turfs, all of them
	Free         []Worker // who speak it and wait for something to do
}

// Short tells whether the quota will be missed at this pace.
func (q Quota) Short() bool { return q.Told && q.Ends < q.Wanted }

// tooEarly is how long nothing is said of where a shift will end.
const tooEarly = 20 * time.Minute

// shownTurfs is how many open turfs stand in a proposal.
const shownTurfs = 3

// quotas tells for each language that was asked for what there was and where it leads, evenly over the shift's time.
func (d day) quotas() (out []Quota) {
	begin := d.began()
	whole, gone := d.shift.Ends.Sub(begin), min(d.now.Sub(begin), d.shift.Ends.Sub(begin))
	for _, language := range slices.Sorted(maps.Keys(d.shift.Quotas)) {
		q := Quota{Language: language, Wanted: d.shift.Quotas[language]}
		for spoken, n := range d.standing.Languages {
			if spoken != "" && understands(language, spoken) {
				q.Done += n
			}
		}
		if whole > 0 && gone > 0 {
			share := float64(gone) / float64(whole)
			q.ByNow, q.Ends, q.Told = int(float64(q.Wanted)*share), int(float64(q.Done)/share), gone >= tooEarly
		}
		if q.Short() {
			d.help(&q)
		}
		out = append(out, q)
	}
	return out
}

// began is when the first turf of the shift was handed out, or when the shift begins.
func (d day) began() time.Time {
	begin := d.shift.Starts.Time
	first := time.Time{}
	for _, g := range d.given {
		if g.Packet != 0 && (first.IsZero() || g.Handed.Before(first)) {
			first = g.Handed.Time
		}
	}
	if first.After(begin) {
		return first
	}
	return begin
}

// help finds the open turfs where a language is wanted most, and who speaks it and is free.
func (d day) help(q *Quota) {
	for _, t := range d.program.Turfs {
		people := 0
		for language, n := range t.Languages {
			if language != "" && understands(q.Language, language) {
				people += n
			}
		}
		if turf := d.boardTurf(Given{Turf: t.ID}); people > 0 && len(d.byTurf[t.ID]) == 0 && (turf.State == TurfOpen || turf.State == TurfHalf) {
			turf.People = people
			q.People += people
			q.Turfs = append(q.Turfs, turf)
		}
	}
	slices.SortStableFunc(q.Turfs, func(a, b BoardTurf) int { return b.People - a.People })
	q.Turfs = q.Turfs[:min(len(q.Turfs), shownTurfs)]
	for _, crew := range crews(d.workers) {
		busy := slices.ContainsFunc(d.holds(crew[0].ID), func(g Given) bool {
			t, known := d.turf(g.Turf)
			return known && !d.done(t)
		})
		for _, w := range crew {
			if state := w.State(); !busy && (state == Here || state == Out) && w.Speaks(q.Language) {
				q.Free = append(q.Free, w)
			}
		}
	}
}

// CrewPace is how fast a crew gets on against what their turfs' minutes let one expect.
type CrewPace struct {
	Crew    []Worker
	Doors   int     // tried since the first turf was handed out to them
	Hours   float64 // since then, until they were home
	Planned float64 // doors an hour, by the turfs' minutes and the crew's own pace
}

// PerHour is doors an hour.
func (c CrewPace) PerHour() float64 { return float64(c.Doors) / max(c.Hours, 1.0/60) }

// Share is the pace against the plan; 1 is as planned.
func (c CrewPace) Share() float64 {
	if c.Planned == 0 {
		return 0
	}
	return c.PerHour() / c.Planned
}

// Course is how a shift goes: its quotas, its pace, and its doors over the hours.
type Course struct {
	Board            Board
	Crews            []CrewPace // the slowest against their plan first
	Low, Median, Top float64    // quartiles of the crews' pace against their plan
	Points           []Point    // over the hours, evenly
	Totals           Point
}

// Point is what there was until a moment, and what was planned until then.
type Point struct {
	At                               time.Time
	Now                              bool // this moment, between two of the even ones
	Doors, Contacts, Talked, Planned int
}

// FirstTry is a door with when somebody was first tried there in the shift.
type FirstTry struct {
	Packet, Household id.ID
	At                time.Time
	Contact, Talked   bool
}

// Course tells how a shift goes. It returns errs.Forbidden without RunShifts and errs.NotFound outside the Scope.
func (s *Service) Course(ctx context.Context, sc authz.Scope, shift id.ID) (c Course, err error) {
	defer errs.Wrap(&err, "shift.Course(%v)", shift)
	if err := sc.Require(authz.RunShifts); err != nil {
		return c, err
	}
	d, err := s.day(ctx, sc, shift)
	if err != nil {
		return c, err
	}
	var tries []FirstTry
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		tries, err = s.Packets.FirstTries(ctx, tx, sc, d.shift.Program, d.shift.Starts.Time)
		return err
	})
	c.Board = d.board()
	c.Crews = d.paces(tries)
	var shares []float64
	for _, p := range c.Crews {
		shares = append(shares, p.Share())
	}
	c.Low, c.Median, c.Top = stats.Quartiles(shares)
	c.Points, c.Totals = d.points(tries)
	return c, err
}

// leastPace is how long a crew must be out before its pace says anything.
const leastPace = 10 * time.Minute

// paces tells how fast each crew is that has been out for a while.
func (d day) paces(tries []FirstTry) (out []CrewPace) {
	doors := map[id.ID]int{}
	for _, t := range tries {
		doors[t.Packet]++
	}
	for _, crew := range crews(d.workers) {
		c := CrewPace{Crew: crew}
		var first time.Time
		var all, minutes float64
		for _, g := range d.holds(crew[0].ID) {
			t, known := d.turf(g.Turf)
			if g.Packet == 0 {
				continue
			}
			c.Doors += doors[g.Packet]
			if known {
				all, minutes = all+float64(t.Doors), minutes+t.Minutes/d.speedOn(g.Turf)
			}
			if first.IsZero() || g.Handed.Before(first) {
				first = g.Handed.Time
			}
		}
		end := d.now
		if back := crew[0].Back; !back.IsZero() {
			end = back.Time
		}
		if out1 := end.Sub(first); !first.IsZero() && out1 >= leastPace && minutes > 0 {
			c.Hours, c.Planned = out1.Hours(), all/minutes*60
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b CrewPace) int { return cmp.Compare(a.Share(), b.Share()) })
	return out
}

// speedOn is how fast those are together who have a turf, against one at the usual pace.
func (d day) speedOn(turf id.ID) (speed float64) {
	for _, x := range d.byTurf[turf] {
		if w, ok := d.worker(x.Worker); ok {
			speed += float64(w.Pace) / usualPace
		}
	}
	if speed > 1.5 {
		speed *= togetherSpeed / 2
	}
	return max(speed, 0.1)
}

// chartSteps is how many moments of a shift are drawn.
const chartSteps = 48

// points are what there was and what was planned at moments of the shift, and at this one: what a line of the chart ends with is what its words say.
func (d day) points(tries []FirstTry) (out []Point, totals Point) {
	begin, end := d.began(), d.shift.Ends.Time
	if !end.After(begin) {
		return nil, totals
	}
	var moments []Point
	for i := range chartSteps + 1 {
		moments = append(moments, Point{At: begin.Add(time.Duration(i) * end.Sub(begin) / chartSteps)})
	}
	even := slices.ContainsFunc(moments, func(m Point) bool { return m.At.Equal(d.now) })
	if !even && d.now.After(begin) && d.now.Before(end) {
		moments = append(moments, Point{At: d.now, Now: true})
		slices.SortStableFunc(moments, func(a, b Point) int { return a.At.Compare(b.At) })
	}
	next := 0
	var sum Point
	for _, m := range moments {
		for next < len(tries) && !tries[next].At.After(m.At) {
			sum.Doors++
			if tries[next].Contact {
				sum.Contacts++
			}
			if tries[next].Talked {
				sum.Talked++
			}
			next++
		}
		sum.At, sum.Now, sum.Planned = m.At, m.Now, d.plannedAt(m.At)
		out = append(out, sum)
		if !m.At.After(d.now) {
			totals = sum
		}
	}
	return out, totals
}

// plannedAt is how many doors the turfs' minutes let one expect until a moment, of what is handed out by now.
func (d day) plannedAt(at time.Time) (n int) {
	for turf, given := range d.byTurf {
		t, known := d.turf(turf)
		if known && given[0].Packet != 0 {
			n += d.plannedOn(t, given[0], at)
		}
	}
	return n
}

// plannedOn is how many doors of a turf one may expect at a moment, by the turf's minutes since it was handed out.
func (d day) plannedOn(t Turf, g Given, at time.Time) int {
	share := at.Sub(g.Handed.Time).Minutes() / max(t.Minutes/d.speedOn(t.ID), 1)
	return int(min(1, max(0, share)) * float64(t.Doors))
}
