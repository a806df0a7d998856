package outreach

import (
	"context"
	"encoding/json"
	"maps"
	"math"
	"slices"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/turf"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const (
	// MaxDoors is the most doors of a turf: one outing's work, and what a lost phone may hold.
	MaxDoors = 120
	// cutInJob is how many doors are cut while the organizer waits; more go into a job with progress.
	cutInJob = 6000
	cutJob   = "turf.cut"
)

// CutOptions say how to cut a program's universe.
type CutOptions struct {
	Revision int        `json:"revision"` // of the program, as the organizer saw it
	Doors    int        `json:"doors"`    // wanted in a turf
	Start    *geo.Point `json:"start,omitempty"`
	ByWard   bool       `json:"by_ward"` // no turf mixes two wards
	Keep     bool       `json:"keep"`    // published and drawn turfs stay; only the other doors are cut
	Most     bool       `json:"most"`    // turfs stay where most of their doors are in the pass, without the others
	Left     bool       `json:"left"`    // only what is left of turfs in which somebody was; what is done keeps their names
}

// CutResult is what came of a cut.
type CutResult struct {
	Job       id.ID // not zero: the cut goes on in this job
	Turfs     int
	Doors     int
	Unlocated int // doors without a place on the map, which are in no turf
}

// cutRequest is the payload of a job.
type cutRequest struct {
	Program id.ID      `json:"program"`
	Options CutOptions `json:"options"`
	By      string     `json:"by"`
	URL     string     `json:"url"` // of the program's page
}

// Cut cuts the doors of a program's universe into turfs and puts these in the place of the turfs in use. It is done
// or not done: of two organizers who cut at once one gets errs.Conflict (turf.error.changed) and nothing of theirs is
// written. It returns errs.Invalid where there is no door to cut, with the reason. A large universe is cut by a job;
// url is the page to which the job's page leads back.
func (s *Service) Cut(ctx context.Context, sc authz.Scope, programID id.ID, o CutOptions, url string) (r CutResult, err error) {
	defer errs.Wrap(&err, "outreach.Cut(%v)", programID)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return r, err
	}
	if o.Doors < 1 || o.Doors > MaxDoors {
		return r, errs.Field("doors", "turf.error.size", "max", MaxDoors)
	}
	if o.Start != nil && !o.Start.Valid() {
		return r, errs.Field("start", "turf.error.start")
	}
	plan, err := s.planCut(ctx, sc, programID, o)
	if err != nil {
		return r, err
	}
	r.Doors, r.Unlocated = len(plan.doors), plan.unlocated
	if len(plan.doors) > cutInJob {
		err = s.db.Write(ctx, sc, "ask for a cut", func(tx *db.WriteTx) error {
			r.Job, err = s.queue.Enqueue(ctx, tx, sc, cutJob, cutRequest{programID, o, sc.Actor().Name, url})
			return err
		})
		s.queue.Poke()
		return r, err
	}
	r.Turfs, err = s.carryOut(ctx, sc, plan, sc.Actor().Name)
	return r, err
}

// runCut does the cut that a job asks for. Repeating it is harmless: the revision has moved on.
func (s *Service) runCut(ctx context.Context, sc authz.Scope, payload json.RawMessage, p jobs.Progress) error {
	var in cutRequest
	if err := json.Unmarshal(payload, &in); err != nil {
		return err
	}
	p.Set(0, 3, "turf.job.reading")
	plan, err := s.planCut(ctx, sc, in.Program, in.Options)
	if err != nil {
		return err
	}
	p.Set(1, 3, "turf.job.cutting", "n", len(plan.doors))
	n, err := s.carryOut(ctx, sc, plan, in.By)
	if err == nil {
		p.Set(3, 3, "turf.job.done", "n", n)
	}
	return err
}

// cutPlan is everything that a cut needs, read in one snapshot.
type cutPlan struct {
	program   Program
	options   CutOptions
	doors     []Door // located, in no kept turf
	unlocated int
	replaced  []id.ID // turfs that the cut replaces
	smaller   []smallerTurf
	first     int // number of the first new turf
	roads     *geo.Roads
}

func (s *Service) planCut(ctx context.Context, sc authz.Scope, programID id.ID, o CutOptions) (plan cutPlan, err error) {
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		plan = cutPlan{options: o, first: 1}
		var turfs []Turf
		if plan.program, turfs, err = s.ProgramIn(ctx, tx, sc, programID); err != nil {
			return err
		}
		if plan.program.Revision != o.Revision {
			return errs.New(errs.Conflict, "turf.error.changed")
		}
		u, err := universe(ctx, tx, sc, plan.program.Universe)
		if err != nil {
			return err
		}
		all, err := s.doorsOf(ctx, tx, sc, plan.program, u, nil)
		if err != nil {
			return err
		}
		places, err := placesOf(ctx, tx, sc, programID)
		if err != nil {
			return err
		}
		if o.Left {
			left, err := s.readLeftover(ctx, tx, sc, plan.program, turfs)
			if err != nil {
				return err
			}
			plan.chooseLeft(all, turfs, places, left)
		} else {
			plan.choose(all, turfs, places)
		}
		if len(plan.doors) == 0 && len(plan.smaller) == 0 {
			return plan.nothing(len(all))
		}
		plan.roads, err = s.places.Roads(ctx, tx, sc, boxOf(plan.doors).Grow(roadMargin))
		return err
	})
	return plan, err
}

// roadMargin is how far around the doors, in metres, a walk may lead.
const roadMargin = 500

// choose takes the doors that are to be cut and the turfs that give way.
func (p *cutPlan) choose(all []Door, turfs []Turf, places map[id.ID][]id.ID) {
	kept := map[id.ID]bool{}
	if p.options.Most {
		turfs = p.keepMost(all, turfs, places, kept)
	}
	for _, t := range turfs {
		if !p.options.Keep || t.State == TurfDraft && !t.Drawn {
			p.replaced = append(p.replaced, t.ID)
			continue
		}
		p.first = max(p.first, t.Number+1)
		for _, household := range places[t.ID] {
			kept[household] = true
		}
	}
	for _, d := range all {
		switch {
		case kept[d.Household]:
		case d.Located:
			p.doors = append(p.doors, d)
		default:
			p.unlocated++
		}
	}
}

// nothing says why there is nothing to cut.
func (p *cutPlan) nothing(doors int) error {
	switch {
	case doors == 0:
		return errs.New(errs.Invalid, "turf.error.nobody", "universe", p.program.UniverseName)
	case p.unlocated > 0:
		return errs.New(errs.Invalid, "turf.error.unlocated", "n", p.unlocated)
	}
	return errs.New(errs.Invalid, "turf.error.all_kept")
}

// carryOut cuts and writes, and tells how many turfs there are now.
func (s *Service) carryOut(ctx context.Context, sc authz.Scope, plan cutPlan, by string) (int, error) {
	var parts []turf.Turf
	if len(plan.doors) > 0 {
		var err error
		if parts, err = turf.Cut(kernelDoors(plan.doors, plan.options.ByWard), turf.CutOptions{Size: plan.options.Doors, Max: MaxDoors, Roads: plan.roads, Languages: turf.DefaultLanguages}); err != nil {
			return 0, err
		}
	}
	turfs := make([]drawnTurf, len(parts))
	for i, part := range parts {
		t := newTurf(pick(plan.doors, part.Doors), plan.roads, plan.options.Start, &part)
		t.Program, t.Number = plan.program.ID, plan.first+i
		turfs[i] = t
	}
	for _, t := range plan.smaller {
		turfs = append(turfs, work{roads: plan.roads}.successor(t.Turf, t.doors))
	}
	err := s.replace(ctx, sc, change{program: plan.program.ID, seen: plan.options.Revision, retired: plan.replaced, made: turfs,
		action: "turfs.cut", detail: map[string]any{"turfs": len(turfs), "doors": len(plan.doors), "wanted": plan.options.Doors, "replaced": len(plan.replaced), "by": by}})
	return len(turfs), err
}

// drawnTurf is a turf with its doors in walk order.
type drawnTurf struct {
	Turf
	walk []id.ID
}

// newTurf measures a turf of these doors. With a start, or where no cut came before it, the walk is planned anew.
func newTurf(doors []Door, roads *geo.Roads, start *geo.Point, part *turf.Turf) drawnTurf {
	t := drawnTurf{Turf: Turf{State: TurfDraft, Doors: len(doors), Languages: map[string]int{}}}
	if part != nil && start == nil {
		t.Metres, t.Minutes = part.Metres, part.Minutes
	} else {
		walk := turf.WalkOrder(kernelDoors(doors, false), turf.WalkOptions{Start: start, Roads: roads})
		t.Metres, t.Minutes = walk.Metres, walk.Minutes
		doors = pick(doors, walk.Order)
	}
	streets := map[string]int{}
	var points []geo.Point
	for _, d := range doors {
		t.walk = append(t.walk, d.Household)
		t.People += len(d.People)
		for _, p := range d.People {
			t.Languages[p.Language]++
		}
		if d.Street != "" {
			streets[d.Street]++
		}
		if d.Located {
			points = append(points, d.At)
		}
	}
	t.Name = mostUsed(streets)
	if len(points) > 0 {
		margin := outlineMargin(points)
		t.Outline = geo.MultiPolygon{geo.Outline(alongWalk(points, margin), margin)}
	}
	return t
}

// outlineMargin is how far, in metres, a turf's outline stays off its doors: about half a step from door to door, so that
// the outline of few doors far apart is a shape too and no net of threads.
func outlineMargin(points []geo.Point) float64 {
	index := geo.NewIndex(points, 2*mostMargin)
	var steps []float64
	for _, p := range points {
		step := 2 * mostMargin
		for _, near := range index.Nearest(p, 8, 2*mostMargin) {
			if near.Metres > 1 { // not the door itself or another of its building
				step = near.Metres
				break
			}
		}
		steps = append(steps, step)
	}
	slices.Sort(steps)
	return min(max(steps[len(steps)/2]*0.6, leastMargin), mostMargin)
}

// alongWalk adds points on the long steps of a walk, so that the outline joins groups of doors where somebody walks from one to the
// other, and not where they happen to be nearest.
func alongWalk(points []geo.Point, every float64) []geo.Point {
	var out []geo.Point
	for i, p := range points {
		out = append(out, p)
		if i+1 == len(points) {
			break
		}
		to := points[i+1]
		parts := min(math.Ceil(geo.Distance(p, to)/every), mostParts)
		for k := 1.0; k < parts; k++ {
			out = append(out, geo.Point{Lon: p.Lon + (to.Lon-p.Lon)*k/parts, Lat: p.Lat + (to.Lat-p.Lat)*k/parts})
		}
	}
	return out
}

// mostParts bounds what one long step adds to an outline.
const mostParts = 60

const (
	leastMargin = 18.0
	mostMargin  = 55.0
)

// mostUsed is the street with most doors; of several the first by name.
func mostUsed(streets map[string]int) string {
	best := ""
	for _, name := range slices.Sorted(maps.Keys(streets)) {
		if best == "" || streets[name] > streets[best] {
			best = name
		}
	}
	return best
}

// kernelDoors writes doors as the turf kernel wants them.
func kernelDoors(doors []Door, byWard bool) []turf.Door {
	out := make([]turf.Door, len(doors))
	for i, d := range doors {
		out[i] = turf.Door{ID: int64(d.Household), At: d.At, Street: d.Street, Number: d.Number, Unit: d.Unit, Building: d.Building, People: len(d.People)}
		if !d.Located {
			out[i].At = nowhere
		}
		if d.Floor != nil {
			out[i].Floor = *d.Floor
		}
		if byWard {
			out[i].Boundary = d.Ward
		}
		for _, p := range d.People {
			if p.Language != "" && !slices.Contains(out[i].Languages, p.Language) {
				out[i].Languages = append(out[i].Languages, p.Language)
			}
		}
	}
	return out
}

// nowhere is no point on the earth: the kernel puts such doors at the end of the walk.
var nowhere = geo.Point{Lat: 999, Lon: 999}

func pick(doors []Door, order []int) []Door {
	out := make([]Door, len(order))
	for i, n := range order {
		out[i] = doors[n]
	}
	return out
}

func boxOf(doors []Door) geo.Box {
	box := geo.EmptyBox()
	for _, d := range doors {
		if d.Located {
			box = box.Add(d.At)
		}
	}
	return box
}

// change is one revision of a program's cut.
type change struct {
	program id.ID
	seen    int // the revision that it was made from
	retired []id.ID
	made    []drawnTurf
	action  string
	detail  map[string]any
}

// replace writes a revision: all of it, or errs.Conflict where somebody was faster.
func (s *Service) replace(ctx context.Context, sc authz.Scope, c change) error {
	now := db.At(s.now())
	for i := range c.made {
		c.made[i].ID, c.made[i].CreatedAt = s.ids.Next(), now
	}
	return s.db.Write(ctx, sc, c.action, func(tx *db.WriteTx) error {
		revision, err := nextRevision(ctx, tx, sc, c.program, c.seen)
		if err != nil {
			return err
		}
		if err := retire(ctx, tx, sc, c.retired, revision); err != nil {
			return err
		}
		for _, t := range c.made {
			t.Cut = revision
			if err := insertTurf(ctx, tx, sc, t.Turf, t.walk); err != nil {
				return err
			}
		}
		return s.log.Record(ctx, tx, sc, c.action, c.program, c.detail)
	})
}
