package matching

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"banyan/internal/kernels/linkage"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const (
	findJob = "matching.find"
	chunk   = 200 // pairs in one transaction
	askFrom = 0.2 // pairs from this probability on are worth a look
	fewest  = 500 // rows from which on a run learns a model of its own
)

// Run is one search for rows that are one person.
type Run struct {
	ID     id.ID  `json:"run"`
	Import id.ID  `json:"import,omitempty"` // only this import's new rows, against all others and among themselves
	Merges bool   `json:"merges"`           // what is beyond doubt is merged; otherwise it only proposes
	URL    string `json:"url,omitempty"`    // of the page where the result is looked at
}

// Find enqueues a search over everybody; back is the page where its result is looked at. It returns errs.Forbidden without MergePeople.
func (s *Service) Find(ctx context.Context, sc authz.Scope, merges bool, back string) (job id.ID, err error) {
	defer errs.Wrap(&err, "matching.Find")
	if err := sc.Require(authz.MergePeople); err != nil {
		return 0, err
	}
	err = s.DB.Write(ctx, sc, "search for duplicates", func(tx *db.WriteTx) error {
		job, err = s.enqueue(ctx, tx, sc, Run{Merges: merges, URL: back})
		return err
	})
	s.Queue.Poke()
	return job, err
}

// AfterImport enqueues a search over the new rows of an import, in the transaction that ends it.
func (s *Service) AfterImport(ctx context.Context, tx *db.WriteTx, sc authz.Scope, imported id.ID) error {
	_, err := s.enqueue(ctx, tx, sc, Run{Import: imported, Merges: true})
	return err
}

func (s *Service) enqueue(ctx context.Context, tx *db.WriteTx, sc authz.Scope, run Run) (job id.ID, err error) {
	run.ID = s.IDs.Next()
	_, err = tx.Exec(ctx, `INSERT INTO match_run (org_id, id, import_id, merges, started_at, rows, merged, proposed) VALUES ($1, $2, $3, $4, $5, 0, 0, 0)`,
		sc.Organization(), run.ID, orNull(run.Import), run.Merges, db.At(s.Now()))
	if err != nil {
		return 0, err
	}
	if err := s.Audit.Record(ctx, tx, sc, "matching.find", run.ID, run); err != nil {
		return 0, err
	}
	return s.Queue.Enqueue(ctx, tx, sc, findJob, run)
}

// suspect is a pair that the kernel proposes.
type suspect struct {
	pair
	probability float64
	sure        bool
}

// search is one run at work.
type search struct {
	*Service
	run              Run
	sc               authz.Scope
	say              jobs.Progress
	rows             int64
	model            *linkage.Model
	modelID          id.ID
	merged, proposed int64
}

// find does the work of a run. It may be repeated: what it merged before is one person by then.
func (s *Service) find(ctx context.Context, sc authz.Scope, payload json.RawMessage, say jobs.Progress) error {
	x := &search{Service: s, sc: sc, say: say}
	if err := json.Unmarshal(payload, &x.run); err != nil {
		return err
	}
	if err := x.loadModel(ctx); err != nil {
		return err
	}
	suspects, err := x.suspects(ctx)
	if err != nil {
		return err
	}
	if err := x.keepModel(ctx); err != nil {
		return err
	}
	if err := x.decide(ctx, suspects); err != nil {
		return err
	}
	return x.finish(ctx)
}

// suspects reads everybody and compares.
func (x *search) suspects(ctx context.Context) (out []suspect, err error) {
	var lists []*listed
	err = x.DB.Read(ctx, x.sc, func(tx *db.ReadTx) error {
		if lists, err = x.read(ctx, tx); err != nil {
			return err
		}
		return x.readApart(ctx, tx, lists...)
	})
	if err != nil {
		return nil, err
	}
	if len(lists) > 0 {
		x.rows = int64(len(lists[0].ids[linkage.Left]) + len(lists[0].ids[linkage.Right]))
	}
	x.say.Set(0, 0, "matching.run.comparing", "n", x.rows)
	for _, l := range lists {
		out = append(out, x.match(l)...)
	}
	slices.SortFunc(out, func(a, b suspect) int {
		return cmp.Or(cmp.Compare(b.probability, a.probability), cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right))
	})
	return out, ctx.Err()
}

// listed are rows in the kernel's table, and whose they are.
type listed struct {
	table *linkage.Table
	ids   [2][]id.ID
	roots [2][]id.ID
	apart [][2]int // places of rows that somebody said are two people
}

func newListed() *listed { return &listed{table: linkage.NewTable()} }

func (l *listed) add(side linkage.Side, r *Row) {
	l.table.Add(side, &r.Record)
	l.ids[side] = append(l.ids[side], r.ID)
	l.roots[side] = append(l.roots[side], r.Root)
}

// read streams everybody into one list. For an import it streams twice: first all others, then its new rows, against them and among
// themselves; where these are most of all it is one list again.
func (x *search) read(ctx context.Context, tx *db.ReadTx) ([]*listed, error) {
	all, fresh, others := newListed(), newListed(), 0
	err := x.each(ctx, tx, func(r *Row) {
		if x.run.Import != 0 && r.Import == x.run.Import {
			others++
			return
		}
		all.add(linkage.Left, r)
	})
	if err != nil || x.run.Import == 0 {
		return []*listed{all}, err
	}
	if others == 0 {
		return nil, nil // the import brought nobody new
	}
	most := others > len(all.ids[linkage.Left])
	err = x.each(ctx, tx, func(r *Row) {
		switch {
		case r.Import != x.run.Import:
		case most:
			all.add(linkage.Left, r)
		default:
			all.add(linkage.Right, r)
			fresh.add(linkage.Left, r)
		}
	})
	if most {
		return []*listed{all}, err
	}
	return []*listed{all, fresh}, err
}

func (x *search) each(ctx context.Context, tx *db.ReadTx, fn func(*Row)) error {
	n := int64(0)
	return x.People.Each(ctx, tx, x.sc, func(r Row) error {
		fn(&r)
		if n++; n%1000 != 0 {
			return nil
		}
		x.say.Set(n, 0, "matching.run.reading", "n", n)
		return ctx.Err()
	})
}

// readApart tells the kernel of which rows somebody has said that they are two people.
func (x *search) readApart(ctx context.Context, tx *db.ReadTx, lists ...*listed) error {
	said, err := db.All(ctx, tx, scanAssertion, `SELECT `+assertionColumns+` WHERE a.org_id = $1 AND a.kind = 'not_same'`, x.sc.Organization())
	if err != nil {
		return err
	}
	for _, l := range lists {
		l.hold(said)
	}
	return nil
}

func (l *listed) hold(said []Assertion) {
	type place struct {
		side linkage.Side
		row  int
	}
	named := map[id.ID]*place{}
	for _, a := range said {
		if a.Holds {
			named[a.Left], named[a.Right] = nil, nil
		}
	}
	for _, side := range []linkage.Side{linkage.Left, linkage.Right} {
		for i, row := range l.ids[side] {
			if _, ok := named[row]; ok {
				named[row] = &place{side, i}
			}
		}
	}
	two := len(l.ids[linkage.Right]) > 0
	for _, a := range said {
		x, y := named[a.Left], named[a.Right]
		if !a.Holds || x == nil || y == nil || two && x.side == y.side {
			continue
		}
		if x.side > y.side {
			x, y = y, x
		}
		l.apart = append(l.apart, [2]int{x.row, y.row})
	}
}

// match compares one list with itself, or two with each other.
func (x *search) match(l *listed) (out []suspect) {
	lefts, rights := len(l.ids[linkage.Left]), len(l.ids[linkage.Right])
	if lefts+rights < 2 || lefts == 0 {
		return nil
	}
	model := x.model
	if model == nil && lefts+rights < fewest {
		model = linkage.Default(lefts, rights)
	}
	result := linkage.Match(l.table, linkage.Options{Model: model, NotSame: l.apart, ReviewThreshold: askFrom})
	if x.model == nil {
		x.model = result.Model
	}
	other := linkage.Left
	if rights > 0 {
		other = linkage.Right
	}
	for _, p := range result.Pairs {
		if l.roots[linkage.Left][p.Left] != l.roots[other][p.Right] {
			out = append(out, suspect{pairOf(l.ids[linkage.Left][p.Left], l.ids[other][p.Right]), p.Probability, p.Band == linkage.Automatic})
		}
	}
	return out
}

// loadModel takes what the last run over everybody has learned, for a run over a few.
func (x *search) loadModel(ctx context.Context) error {
	if x.run.Import == 0 {
		return nil
	}
	return x.DB.Read(ctx, x.sc, func(tx *db.ReadTx) (err error) {
		x.model, x.modelID, err = lastModel(ctx, tx, x.sc)
		return err
	})
}

// lastModel gives the newest model; nil where there is none of this version.
func lastModel(ctx context.Context, q db.Querier, sc authz.Scope) (m *linkage.Model, model id.ID, err error) {
	var kept db.JSON[linkage.Model]
	_, err = db.One(ctx, q, func(r db.Row) (bool, error) { return true, r.Scan(&model, &kept) },
		`SELECT id, parameters FROM match_model WHERE org_id = $1 ORDER BY id DESC LIMIT 1`, sc.Organization())
	if errs.KindOf(err) == errs.NotFound {
		return nil, 0, nil
	}
	if err != nil || kept.V.Version != linkage.Version {
		return nil, 0, err
	}
	return &kept.V, model, nil
}

func (x *search) keepModel(ctx context.Context) error {
	if x.modelID != 0 || x.model == nil {
		return nil
	}
	x.modelID = x.IDs.Next()
	return x.DB.Write(ctx, x.sc, "keep a model", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `INSERT INTO match_model (org_id, id, parameters, rows, at) VALUES ($1, $2, $3, $4, $5)`,
			x.sc.Organization(), x.modelID, db.JSON[*linkage.Model]{V: x.model}, x.rows, db.At(x.Now()))
		return err
	})
}

// decide merges what is beyond doubt and puts the rest into the queue, a chunk at a time.
func (x *search) decide(ctx context.Context, suspects []suspect) error {
	total, done := int64(len(suspects)), int64(0)
	for part := range slices.Chunk(suspects, chunk) {
		if err := ctx.Err(); err != nil {
			return err
		}
		ask, err := x.merge(ctx, part)
		if err != nil {
			return err
		}
		if err := x.propose(ctx, ask); err != nil {
			return err
		}
		done += int64(len(part))
		x.say.Set(done, total, "matching.run.deciding", "merged", x.merged, "proposed", x.proposed)
	}
	return nil
}

// merge asserts what is beyond doubt and gives back what somebody should look at.
func (x *search) merge(ctx context.Context, part []suspect) (ask []suspect, err error) {
	var merged int64
	err = x.DB.Write(ctx, x.sc, "merge what is beyond doubt", func(tx *db.WriteTx) error {
		ask, merged = nil, 0
		var rows []id.ID
		for _, p := range part {
			rows = append(rows, p.left, p.right)
		}
		w, err := x.world(ctx, tx, x.sc, rows)
		if err != nil {
			return err
		}
		var fresh []Assertion
		for _, p := range part {
			switch {
			case w.label[p.left] == w.label[p.right] || w.label[p.left] == 0 || w.label[p.right] == 0:
			case w.apart(p.pair) != nil:
			case !x.run.Merges || !p.sure || w.clashes(p.pair) || w.doubted(p.pair):
				ask = append(ask, p)
			default:
				fresh = append(fresh, Assertion{Kind: Same, Left: p.left, Right: p.right, Model: x.modelID, Probability: &p.probability})
				w.unite(p.pair)
			}
		}
		if merged = int64(len(fresh)); merged == 0 {
			return tx.Touch(ctx, x.sc.Organization())
		}
		if err := x.write(ctx, tx, x.sc, fresh); err != nil {
			return err
		}
		w.hear(fresh)
		if err := x.settle(ctx, tx, x.sc, w); err != nil {
			return err
		}
		return x.Audit.Record(ctx, tx, x.sc, "matching.merge", x.run.ID, map[string]any{"merges": merged, "model": x.modelID})
	})
	x.merged += merged
	return ask, err
}

// propose puts pairs into the queue. What somebody has decided stays decided.
func (x *search) propose(ctx context.Context, part []suspect) error {
	if len(part) == 0 {
		return nil
	}
	return x.DB.Write(ctx, x.sc, "propose pairs", func(tx *db.WriteTx) error {
		var rows []id.ID
		for _, p := range part {
			rows = append(rows, p.left, p.right)
		}
		known, err := x.known(ctx, tx, rows)
		if err != nil {
			return err
		}
		var pairs [][2]*linkage.Record
		for _, p := range part {
			a, b := known.rows[p.left], known.rows[p.right]
			pairs = append(pairs, [2]*linkage.Record{&a.Record, &b.Record})
		}
		var list [][]any
		for i, c := range x.model.CompareMany(pairs) {
			p := part[i]
			if namesAlone(c) {
				continue
			}
			left, right := known.views[p.left], known.views[p.right]
			list = append(list, []any{x.sc.Organization(), p.left, p.right, waiting, 0, harm(left, right, known.attempts[p.left]+known.attempts[p.right]), p.probability, c.Weight,
				db.JSON[[]Evidence]{V: evidenceOf(c)}, left.Young || right.Young, x.modelID, x.run.ID})
		}
		if len(list) == 0 {
			return tx.Touch(ctx, x.sc.Organization())
		}
		_, err = tx.Insert(ctx, "match_pair", []string{"org_id", "left_id", "right_id", "state", "skips", "harm", "probability", "weight", "evidence", "young", "model_id", "run_id"}, list,
			`ON CONFLICT (org_id, left_id, right_id) DO UPDATE SET harm = excluded.harm, probability = excluded.probability, weight = excluded.weight, evidence = excluded.evidence,
			 young = excluded.young, model_id = excluded.model_id, run_id = excluded.run_id`)
		x.proposed += int64(len(list))
		return err
	})
}

// aFact is from how many bits on a field speaks for one person by itself.
const aFact = 2

// namesAlone tells two people of one name who live in two streets, and of whom nothing else is known to agree. In a list without dates of
// birth there are thousands of such pairs, and nobody who is asked could know more than the list does.
func namesAlone(c linkage.Comparison) bool {
	apart := false
	for _, f := range c.Fields {
		switch f.Field {
		case linkage.FieldBirth, linkage.FieldPhone, linkage.FieldEmail:
			if f.Weight >= aFact {
				return false
			}
		case linkage.FieldAddress:
			apart = strings.HasPrefix(f.Level, linkage.AnotherStreet)
		}
	}
	return apart
}

// facts are what is known of the rows of a chunk.
type facts struct {
	rows     map[id.ID]Row
	views    map[id.ID]View
	attempts map[id.ID]int
}

func (x *search) known(ctx context.Context, tx *db.WriteTx, rows []id.ID) (f facts, err error) {
	w, err := x.world(ctx, tx, x.sc, rows)
	if err != nil {
		return f, err
	}
	f.rows = w.rows
	if f.views, err = x.People.Views(ctx, tx, x.sc, rows); err != nil {
		return f, err
	}
	f.attempts, err = x.People.Attempts(ctx, tx, x.sc, rows)
	return f, err
}

// finish notes what came of the run. A run over everybody also drops the waiting pairs that it no longer proposes.
func (x *search) finish(ctx context.Context) error {
	err := x.DB.Write(ctx, x.sc, "end of a search", func(tx *db.WriteTx) error {
		org := x.sc.Organization()
		if x.run.Import == 0 {
			if _, err := tx.Exec(ctx, `DELETE FROM match_pair WHERE org_id = $1 AND state = 'waiting' AND run_id <> $2`, org, x.run.ID); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `UPDATE match_run SET finished_at = $3, rows = $4, merged = $5, proposed = $6 WHERE org_id = $1 AND id = $2`,
			org, x.run.ID, db.At(x.Now()), x.rows, x.merged, x.proposed)
		return err
	})
	if err == nil {
		x.say.Set(x.rows, x.rows, "matching.run.done", "merged", x.merged, "proposed", x.proposed)
	}
	return err
}
