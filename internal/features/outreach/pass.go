package outreach

import (
	"context"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// PassGroup is what the passes before left at a door: whoever begins the next one says which groups go in.
type PassGroup string

// The groups. Where somebody was reached, nobody goes again.
const (
	LeftNotHome      PassGroup = "not_home"
	LeftComeBack     PassGroup = "come_back"
	LeftInaccessible PassGroup = "inaccessible"
	LeftBarrier      PassGroup = "language_barrier"
	LeftNotTried     PassGroup = "not_tried"
	Reached          PassGroup = "reached"
)

// PassGroups lists the groups that a pass can take, in the order of the page.
func PassGroups() []PassGroup {
	return []PassGroup{LeftNotHome, LeftComeBack, LeftInaccessible, LeftBarrier, LeftNotTried}
}

// Left is what the passes before left at a door.
type Left struct {
	Group    PassGroup
	Language string // that is needed, where nobody understood each other
	At       time.Time
}

// Results tells what volunteers recorded; the canvass feature does it.
type Results interface {
	// Before tells what the passes before one left at a program's doors, of these only where only is not nil. Who is missing was not tried.
	Before(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, pass int, only []id.ID) (map[id.ID]Left, error)
	// Now tells which doors need no visit any more in a pass, and which are with volunteers at this moment.
	Now(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, pass int) (done, out map[id.ID]bool, err error)
}

// doorsOf gives the doors that a program's pass of now is about; only these households where only is not nil. Everything that cuts,
// shows or hands out doors asks here. Of a door that goes in because of the passes before, what comes in late counts too: where somebody
// was reached then, nobody goes again.
func (s *Service) doorsOf(ctx context.Context, q db.Querier, sc authz.Scope, p Program, u Universe, only []id.ID) ([]Door, error) {
	doors, err := s.universeDoors(ctx, q, sc, p, u, only)
	if err != nil {
		return nil, err
	}
	groups, err := passGroups(ctx, q, sc, p.ID, p.Pass)
	if err != nil || groups == nil {
		return doors, err
	}
	left, err := s.results.Before(ctx, q, sc, p.ID, p.Pass, only)
	return slices.DeleteFunc(doors, func(d Door) bool { return !slices.Contains(groups, groupOf(left, d)) }), err
}

func groupOf(left map[id.ID]Left, d Door) PassGroup {
	if l, tried := left[d.Household]; tried {
		return l.Group
	}
	return LeftNotTried
}

// passGroups are the groups of a pass; nil where it is about the whole universe.
func passGroups(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID, pass int) ([]PassGroup, error) {
	found, err := db.All(ctx, q, db.Value[db.JSON[[]PassGroup]], `SELECT results FROM program_pass WHERE org_id = $1 AND program_id = $2 AND pass = $3`, sc.Organization(), programID, pass)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0].V, nil
}

// GroupCount counts the doors of a group.
type GroupCount struct {
	Group         PassGroup
	Doors, People int
	BeforeFive    int            // of the doors: last tried before five in the afternoon
	Languages     map[string]int // doors by the language that is needed, of a language barrier
}

// PassPlan is what the next pass could be about, and what is left of this one.
type PassPlan struct {
	Program  Program
	Turfs    []Turf
	Groups   []GroupCount
	Reached  int // doors
	Leftover Leftover
}

// Leftover is what is left of the turfs in which somebody was.
type Leftover struct {
	Doors, Turfs int
	Out          int // turfs that are still with volunteers
}

// evening is the hour from which people are home from work.
const evening = 17

// PassPlan counts, at this moment, what the program's passes left. It returns errs.Forbidden without CutTurfs and errs.NotFound outside
// the Scope.
func (s *Service) PassPlan(ctx context.Context, sc authz.Scope, programID id.ID, zone *time.Location) (out PassPlan, err error) {
	defer errs.Wrap(&err, "outreach.PassPlan(%v)", programID)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		p, u, err := s.programWithUniverse(ctx, tx, sc, programID)
		if err != nil {
			return err
		}
		out = PassPlan{Program: p}
		if out.Turfs, err = turfsOf(ctx, tx, sc, programID); err != nil {
			return err
		}
		doors, err := s.universeDoors(ctx, tx, sc, p, u, nil)
		if err != nil {
			return err
		}
		left, err := s.results.Before(ctx, tx, sc, programID, p.Pass+1, nil)
		if err != nil {
			return err
		}
		out.count(doors, left, zone)
		rest, err := s.readLeftover(ctx, tx, sc, p, out.Turfs)
		out.Leftover = rest.Leftover
		return err
	})
	return out, err
}

func (p *PassPlan) count(doors []Door, left map[id.ID]Left, zone *time.Location) {
	for _, g := range PassGroups() {
		p.Groups = append(p.Groups, GroupCount{Group: g, Languages: map[string]int{}})
	}
	for _, d := range doors {
		group := groupOf(left, d)
		i := slices.IndexFunc(p.Groups, func(g GroupCount) bool { return g.Group == group })
		if i < 0 {
			p.Reached++
			continue
		}
		g, l := &p.Groups[i], left[d.Household]
		g.Doors++
		g.People += len(d.People)
		if !l.At.IsZero() && l.At.In(zone).Hour() < evening {
			g.BeforeFive++
		}
		if group == LeftBarrier {
			g.Languages[l.Language]++
		}
	}
}

// BeginPass begins a program's next pass with the doors of some groups. What was recorded stays with its pass. The turfs stay until they
// are cut anew, each with those of its doors that go in. seen is the pass that the organizer saw: errs.Conflict where somebody else began
// the next one already; errs.Invalid without a group.
func (s *Service) BeginPass(ctx context.Context, sc authz.Scope, programID id.ID, seen int, groups []PassGroup) (err error) {
	defer errs.Wrap(&err, "outreach.BeginPass(%v)", programID)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return err
	}
	groups = slices.DeleteFunc(PassGroups(), func(g PassGroup) bool { return !slices.Contains(groups, g) })
	if len(groups) == 0 {
		return errs.Field("group", "pass.error.none")
	}
	return s.db.Write(ctx, sc, "begin a pass", func(tx *db.WriteTx) error {
		p, err := program(ctx, tx, sc, programID)
		if err != nil {
			return err
		}
		if p.Pass != seen {
			return errs.New(errs.Conflict, "program.error.pass", "n", p.Pass)
		}
		if err := nextPass(ctx, tx, sc, programID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO program_pass (org_id, program_id, pass, results, begun_by, begun_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			sc.Organization(), programID, p.Pass+1, db.JSON[[]PassGroup]{V: groups}, sc.Actor().Account, db.At(s.now())); err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "program.pass", programID, map[string]any{"pass": p.Pass + 1, "doors": groups})
	})
}

// leftover is what is left of the turfs in which somebody was, turf by turf.
type leftover struct {
	Leftover
	done map[id.ID]bool // doors
	half map[id.ID]bool // turfs that were begun, are not done, and that nobody has now
	left map[id.ID]bool // their doors that are not done
}

// readLeftover reads it. A turf of which any door is with a volunteer is left alone.
func (s *Service) readLeftover(ctx context.Context, q db.Querier, sc authz.Scope, p Program, turfs []Turf) (l leftover, err error) {
	done, out, err := s.results.Now(ctx, q, sc, p.ID, p.Pass)
	if err != nil {
		return l, err
	}
	u, err := universe(ctx, q, sc, p.Universe)
	if err != nil {
		return l, err
	}
	doors, err := s.doorsOf(ctx, q, sc, p, u, nil)
	if err != nil {
		return l, err
	}
	there := map[id.ID]bool{}
	for _, d := range doors {
		there[d.Household] = true
	}
	places, err := placesOf(ctx, q, sc, p.ID)
	if err != nil {
		return l, err
	}
	l = leftover{done: done, half: map[id.ID]bool{}, left: map[id.ID]bool{}}
	for _, t := range turfs {
		l.add(t, places[t.ID], there, out)
	}
	l.Doors, l.Turfs = len(l.left), len(l.half)
	return l, nil
}

func (l *leftover) add(t Turf, doors []id.ID, there, out map[id.ID]bool) {
	if slices.ContainsFunc(doors, func(h id.ID) bool { return out[h] }) {
		l.Out++
		return
	}
	var left []id.ID
	begun := false
	for _, h := range doors {
		begun = begun || l.done[h]
		if there[h] && !l.done[h] {
			left = append(left, h)
		}
	}
	if !begun || len(left) == 0 {
		return
	}
	l.half[t.ID] = true
	for _, h := range left {
		l.left[h] = true
	}
}
