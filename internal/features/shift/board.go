package shift

import (
	"cmp"
	"context"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// TurfState is where a turf stands in the day.
type TurfState string

// The states of turfs.
const (
	TurfOpen  TurfState = "open"  // nobody has it
	TurfGiven TurfState = "given" // somebody is to get it
	TurfOut   TurfState = "out"   // somebody walks it
	TurfHalf  TurfState = "half"  // somebody has walked a part of it, and nobody walks it now
	TurfDone  TurfState = "done"
	TurfRecut TurfState = "recut" // it was replaced by another cut
)

// Board is what the director sees of a shift.
type Board struct {
	Shift   Shift
	Program Program
	Cards   []Card
	Open    []BoardTurf // that nobody has, the largest need of a language first
	States  map[TurfState]int
	People  map[State]int
	Silent  []Worker
	Doors   Pace
	Quotas  []Quota
	Unheard []Unheard
	Asking  []Asking // who asks for help now
	Now     time.Time
}

// Card is a crew with what they have.
type Card struct {
	Crew   []Worker
	Turfs  []BoardTurf
	Silent bool
	Last   time.Time // sign of life
	Held   int       // entries that their phones still hold
}

// State is that of the one of the crew who is least far in the day.
func (c Card) State() State { return c.Crew[0].State() }

// BoardTurf is a turf on the board.
type BoardTurf struct {
	Turf
	State TurfState
	Tried int
	Given Given
	List  string // number of the packet, where it is out
}

// Pace is how far a shift is, against what was planned for this moment.
type Pace struct {
	Done, Planned, Total int
}

// Unheard is a language that people prefer on the turfs of this shift and that nobody who goes there speaks.
type Unheard struct {
	Language string
	People   int
	Doors    int      // where somebody met a language barrier, and should go again
	Speakers []Worker // of this shift
}

// Board gives a shift as the director sees it. It returns errs.Forbidden without RunShifts and errs.NotFound outside the Scope.
func (s *Service) Board(ctx context.Context, sc authz.Scope, shift id.ID) (b Board, err error) {
	defer errs.Wrap(&err, "shift.Board(%v)", shift)
	if err := sc.Require(authz.RunShifts); err != nil {
		return b, err
	}
	d, err := s.day(ctx, sc, shift)
	if err != nil {
		return b, err
	}
	return d.board(), nil
}

// Moment tells where a board stands: it changes with everything that changes on it.
func (s *Service) Moment(ctx context.Context, sc authz.Scope, shift id.ID) (m [2]int64, err error) {
	defer errs.Wrap(&err, "shift.Moment(%v)", shift)
	if err := sc.Require(authz.RunShifts); err != nil {
		return m, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		x, err := loadShift(ctx, tx, sc, shift)
		if err != nil {
			return err
		}
		m[0] = x.Version
		m[1], err = s.Packets.Seq(ctx, tx, sc, x.Program)
		return err
	})
	return m, err
}

func (d day) board() Board {
	b := Board{Shift: d.shift, Program: d.program, States: map[TurfState]int{}, People: map[State]int{}, Now: d.now}
	taken := map[id.ID]bool{}
	for _, crew := range crews(d.workers) {
		card := Card{Crew: crew}
		for _, w := range crew {
			b.People[w.State()]++
			if d.silent(w) {
				card.Silent = true
				b.Silent = append(b.Silent, w)
			}
			if last := d.lastSign(w); last.After(card.Last) {
				card.Last = last
			}
		}
		for _, g := range d.holds(crew[0].ID) {
			card.Held += d.standing.Packets[g.Packet].Held
			card.Turfs = append(card.Turfs, d.boardTurf(g))
		}
		b.Cards = append(b.Cards, card)
	}
	for _, g := range d.given {
		if !taken[g.Turf] {
			taken[g.Turf] = true
			b.States[d.boardTurf(g).State]++
			b.Doors = b.Doors.plus(d.pace(g))
		}
	}
	for _, t := range d.program.Turfs {
		if !taken[t.ID] {
			turf := d.boardTurf(Given{Turf: t.ID})
			b.States[turf.State]++
			if turf.State == TurfOpen || turf.State == TurfHalf {
				b.Open = append(b.Open, turf)
			}
		}
	}
	slices.SortStableFunc(b.Cards, func(x, y Card) int { return cmp.Compare(x.rank(), y.rank()) })
	b.Quotas, b.Unheard, b.Asking = d.quotas(), d.unheard(), d.asking
	return b
}

// rank puts first who needs the director: the silent, then those who wait for something to do.
func (c Card) rank() int {
	switch state := c.State(); {
	case c.Silent:
		return 0
	case state == Here && len(c.Turfs) == 0:
		return 1
	case state == Here:
		return 2
	case state == Left:
		return 3
	case state == Out:
		return 4
	case state == Expected:
		return 5
	}
	return 6
}

func (d day) boardTurf(g Given) BoardTurf {
	t, known := d.turf(g.Turf)
	out := BoardTurf{Turf: t, Tried: d.standing.Tried[g.Turf], Given: g, List: d.standing.Packets[g.Packet].ListNumber}
	walking := g.Packet != 0 && slices.ContainsFunc(d.byTurf[g.Turf], func(x Given) bool {
		w, ok := d.worker(x.Worker)
		return ok && w.State() == Out
	})
	switch {
	case !known:
		out.ID, out.State = g.Turf, TurfRecut
	case d.done(t):
		out.State = TurfDone
	case walking || d.elsewhere(t):
		out.State = TurfOut
	case out.Tried > 0:
		out.State = TurfHalf
	case g.Worker != 0:
		out.State = TurfGiven
	default:
		out.State = TurfOpen
	}
	return out
}

// pace is how far a turf is that was handed out, against what its minutes let one expect since then.
func (d day) pace(g Given) (p Pace) {
	t, known := d.turf(g.Turf)
	if g.Packet == 0 || !known {
		return p
	}
	return Pace{Done: d.standing.Tried[t.ID], Planned: d.plannedOn(t, g, d.now), Total: t.Doors}
}

func (p Pace) plus(q Pace) Pace {
	return Pace{p.Done + q.Done, p.Planned + q.Planned, p.Total + q.Total}
}

// unheard counts, for each language, the people on this shift's turfs whom nobody who goes there understands, and the doors of the
// whole program at which a language barrier was met. English is never scarce.
func (d day) unheard() (out []Unheard) {
	people := map[string]int{}
	for _, t := range d.program.Turfs {
		var crew []Worker
		for _, g := range d.byTurf[t.ID] {
			if w, ok := d.worker(g.Worker); ok {
				crew = append(crew, w)
			}
		}
		for language, n := range t.Languages {
			if len(crew) > 0 && language != "" && language != english && !slices.ContainsFunc(crew, func(w Worker) bool { return w.Speaks(language) }) {
				people[language] += n
			}
		}
	}
	for language, doors := range d.barriers {
		if language != "" && language != english && len(doors) > 0 {
			people[language] += 0
		}
	}
	for language, n := range people {
		u := Unheard{Language: language, People: n, Doors: len(d.barriers[language])}
		for _, w := range d.workers {
			if w.Speaks(language) && w.State() != Safe && w.State() != Left {
				u.Speakers = append(u.Speakers, w)
			}
		}
		out = append(out, u)
	}
	slices.SortFunc(out, func(a, b Unheard) int {
		return cmp.Or(cmp.Compare(b.People+b.Doors, a.People+a.Doors), cmp.Compare(a.Language, b.Language))
	})
	return out
}
