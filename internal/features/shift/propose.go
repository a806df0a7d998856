package shift

import (
	"context"
	"slices"

	"banyan/internal/kernels/assign"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Proposal says what to propose.
type Proposal struct {
	Present bool   // turfs only for those who have checked in
	Wishes  Wishes // what matters, kept for the next time
}

// Proposed is what came of it.
type Proposed struct {
	Workers, Turfs, Pairs int // who got something, how much was given, how many new pairs
	Empty                 int // workers without a turf
}

// Propose gives turfs to everybody who has none in hand, so that the wishes are missed least: exactly the best there is, all workers
// and turfs together. What was handed out or moved by hand stays. It returns errs.Forbidden without RunShifts, errs.NotFound outside
// the Scope, errs.Conflict where somebody changed the board meanwhile and errs.Invalid where there is nobody or nothing to give.
func (s *Service) Propose(ctx context.Context, sc authz.Scope, shift id.ID, in Proposal) (out Proposed, err error) {
	defer errs.Wrap(&err, "shift.Propose(%v)", shift)
	if err := sc.Require(authz.RunShifts); err != nil {
		return out, err
	}
	d, err := s.day(ctx, sc, shift)
	if err != nil {
		return out, err
	}
	doors, err := s.Turfs.Doors(ctx, sc, d.shift.Program)
	if err != nil {
		return out, err
	}
	plan := newPlan(d, doors, in)
	if len(plan.crews) == 0 {
		return out, errs.New(errs.Invalid, "shift.error.nobody")
	}
	if len(plan.turfs) == 0 {
		return out, errs.New(errs.Invalid, "shift.error.no_turfs")
	}
	given, err := plan.solve()
	if err != nil {
		return out, err
	}
	out = plan.result(given)
	err = s.write(ctx, sc, "propose", d.shift, func(tx *db.WriteTx) error {
		if err := saveWishes(ctx, tx, sc, shift, in.Wishes); err != nil {
			return err
		}
		if err := clearProposed(ctx, tx, sc, shift); err != nil {
			return err
		}
		for _, pair := range plan.pairs {
			if err := setTeam(ctx, tx, sc, shift, pair[:], s.IDs.Next()); err != nil {
				return err
			}
		}
		for _, g := range given {
			if err := insertGiven(ctx, tx, sc, shift, g); err != nil {
				return err
			}
		}
		return s.Audit.Record(ctx, tx, sc, "shift.proposed", shift, map[string]any{"workers": out.Workers, "turfs": out.Turfs, "empty": out.Empty})
	})
	return out, err
}

// plan is a proposal while it is made.
type plan struct {
	wishes  Wishes
	tongues *tongues
	crews   []crew
	pairs   [][2]id.ID
	turfs   []facts
}

// newPlan chooses who gets something and what there is to give.
func newPlan(d day, doors map[id.ID][]Door, in Proposal) plan {
	p := plan{wishes: in.Wishes, tongues: &tongues{}}
	held, taken := map[id.ID]bool{}, map[id.ID]bool{}
	for _, g := range d.given {
		if g.Packet != 0 || g.ByHand {
			held[g.Worker], taken[g.Turf] = true, true
		}
	}
	for _, t := range d.program.Turfs {
		if !taken[t.ID] && !d.done(t) && !d.elsewhere(t) && len(doors[t.ID]) > 0 {
			p.turfs = append(p.turfs, newFacts(t, doors[t.ID], p.tongues))
		}
	}
	var free []Worker
	for _, w := range d.workers {
		if state := w.State(); state == Here || state == Expected && !in.Present {
			free = append(free, w)
		}
	}
	if p.wishes.weight(ByPartner) > 0 {
		p.pairs = pairUp(slices.DeleteFunc(slices.Clone(free), func(w Worker) bool { return w.Team != 0 || held[w.ID] }))
		for i, pair := range p.pairs {
			for j := range free {
				if slices.Contains(pair[:], free[j].ID) {
					free[j].Team = id.ID(-1 - i)
				}
			}
		}
	}
	for _, workers := range crews(free) {
		if !slices.ContainsFunc(workers, func(w Worker) bool { return held[w.ID] }) {
			p.crews = append(p.crews, newCrew(workers, p.tongues, d.shift.At))
		}
	}
	return p
}

// hands is how many turfs a crew can walk in its time.
func (p plan) hands(c crew) int {
	if len(p.turfs) == 0 {
		return 1
	}
	typical := make([]int, len(p.turfs))
	for i, f := range p.turfs {
		typical[i] = f.minutesFor(c)
	}
	slices.Sort(typical)
	return min(max(1, (c.minutes+typical[len(typical)/2]/4)/max(1, typical[len(typical)/2])), maxTurfs)
}

func (p plan) solve() (given []Given, err error) {
	problem := assign.Problem{Things: len(p.turfs), Pairs: make([][]assign.Pair, len(p.crews)), Hands: make([]int, len(p.crews)), Empty: p.wishes.empty()}
	for i, c := range p.crews {
		problem.Hands[i] = p.hands(c)
		problem.Pairs[i] = make([]assign.Pair, len(p.turfs))
		for j, f := range p.turfs {
			problem.Pairs[i][j] = assign.Pair{Thing: int32(j), Cost: p.wishes.score(c, f, problem.Hands[i])}
		}
	}
	answer, err := assign.Solve(problem)
	if err != nil {
		return nil, err
	}
	if err := assign.Check(problem, answer); err != nil {
		return nil, err
	}
	seq := make([]int, len(p.crews))
	for j, i := range answer.Of {
		if i < 0 {
			continue
		}
		seq[i]++
		for _, w := range p.crews[i].workers {
			given = append(given, Given{Turf: p.turfs[j].ID, Worker: w.ID, Seq: seq[i], Reasons: why(p.crews[i], p.turfs[j], p.tongues)})
		}
	}
	return given, nil
}

func (p plan) result(given []Given) (out Proposed) {
	workers, turfs := map[id.ID]bool{}, map[id.ID]bool{}
	for _, g := range given {
		workers[g.Worker], turfs[g.Turf] = true, true
	}
	all := 0
	for _, c := range p.crews {
		all += len(c.workers)
	}
	return Proposed{Workers: len(workers), Turfs: len(turfs), Pairs: len(p.pairs), Empty: all - len(workers)}
}
