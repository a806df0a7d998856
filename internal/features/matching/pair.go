package matching

import (
	"context"

	"banyan/internal/kernels/linkage"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// The states of a pair in the queue.
const (
	waiting = "waiting"
	decided = "decided"
	settled = "settled" // other decisions have made one person of the two
)

// Evidence is what one field said about a pair when a run compared them.
type Evidence struct {
	Field  string  `json:"field"`
	Level  string  `json:"level"`
	Weight float64 `json:"weight"` // bits; positive speaks for one person
}

// Pair is two rows that a person should look at.
type Pair struct {
	Left, Right View
	Probability float64
	Evidence    []Evidence
	Model       id.ID
	Harm        int
	pair        pair
	known       bool
}

func (p Pair) probability() *float64 {
	if !p.known {
		return nil
	}
	return &p.Probability
}

const pairColumns = `m.left_id, m.right_id, m.probability, m.evidence, m.model_id, m.harm FROM match_pair m `

func scanPair(r db.Row) (p Pair, err error) {
	var evidence db.JSON[[]Evidence]
	err = r.Scan(&p.pair.left, &p.pair.right, &p.Probability, &evidence, &p.Model, &p.Harm)
	p.Evidence, p.known = evidence.V, true
	return p, err
}

// waiting reads what a run said of two rows; the zero Pair where none did.
func (s *Service) waiting(ctx context.Context, q db.Querier, sc authz.Scope, p pair) (Pair, error) {
	out, err := db.One(ctx, q, scanPair, `SELECT `+pairColumns+` WHERE m.org_id = $1 AND m.left_id = $2 AND m.right_id = $3`, sc.Organization(), p.left, p.right)
	if errs.KindOf(err) == errs.NotFound {
		return Pair{}, nil
	}
	return out, err
}

func (s *Service) setPair(ctx context.Context, tx *db.WriteTx, sc authz.Scope, p pair, state string) error {
	_, err := tx.Exec(ctx, `UPDATE match_pair SET state = $4 WHERE org_id = $1 AND left_id = $2 AND right_id = $3`, sc.Organization(), p.left, p.right, state)
	return err
}

// settlePairs takes the pairs out of the queue whose rows have become one person, and puts those back whose rows no longer are.
func (s *Service) settlePairs(ctx context.Context, tx *db.WriteTx, sc authz.Scope, w world, roots map[id.ID]id.ID) error {
	var rows []id.ID
	for row := range w.rows {
		rows = append(rows, row)
	}
	type state struct {
		pair
		now string
	}
	found, err := db.All(ctx, tx, func(r db.Row) (x state, err error) {
		err = r.Scan(&x.left, &x.right, &x.now)
		return x, err
	}, `SELECT left_id, right_id, state FROM match_pair WHERE org_id = $1 AND state IN ('waiting', 'settled')
		AND left_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND right_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, sc.Organization(), db.List(rows))
	if err != nil {
		return err
	}
	for _, x := range found {
		next := waiting
		if roots[x.left] == roots[x.right] {
			next = settled
		}
		if next == x.now {
			continue
		}
		if err := s.setPair(ctx, tx, sc, x.pair, next); err != nil {
			return err
		}
	}
	return nil
}

// Queue is what the page of decisions shows.
type Queue struct {
	Pair    *Pair // nil where nothing waits
	Waiting int   // how many pairs the reader may decide
}

// Waiting counts the pairs that the reader may decide. It returns errs.Forbidden without MergePeople.
func (s *Service) Waiting(ctx context.Context, sc authz.Scope) (n int, err error) {
	defer errs.Wrap(&err, "matching.Waiting")
	if err := sc.Require(authz.MergePeople); err != nil {
		return 0, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		n, err = countWaiting(ctx, tx, sc)
		return err
	})
	return n, err
}

func countWaiting(ctx context.Context, q db.Querier, sc authz.Scope) (int, error) {
	return db.One(ctx, q, db.Value[int], `SELECT COUNT(*) FROM match_pair m WHERE m.org_id = $1 AND m.state = 'waiting' AND (m.young = FALSE OR $2)`,
		sc.Organization(), sc.Can(authz.ReadYouth))
}

// lookAhead is how many pairs are tried: since the run somebody of them may have turned out to be under 18, or be gone.
const lookAhead = 50

const queueOrder = ` ORDER BY m.skips, m.harm DESC, m.probability DESC, m.left_id, m.right_id `

// Next gives the pair that costs most if it is decided wrongly, but for those in except, which somebody is looking at. want, where it
// is not zero, is the one to give if it still waits. It returns errs.Forbidden without MergePeople.
func (s *Service) Next(ctx context.Context, sc authz.Scope, want pair, except []pair) (out Queue, err error) {
	defer errs.Wrap(&err, "matching.Next")
	if err := sc.Require(authz.MergePeople); err != nil {
		return out, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		young := sc.Can(authz.ReadYouth)
		out.Waiting, err = countWaiting(ctx, tx, sc)
		if err != nil || out.Waiting == 0 {
			return err
		}
		list, err := db.All(ctx, tx, scanPair, `SELECT `+pairColumns+` WHERE m.org_id = $1 AND m.state = 'waiting' AND (m.young = FALSE OR $2)`+queueOrder+` LIMIT $3`,
			sc.Organization(), young, len(except)+lookAhead)
		if err != nil {
			return err
		}
		if want != (pair{}) {
			one, err := s.waiting(ctx, tx, sc, want)
			if err != nil {
				return err
			}
			list = append([]Pair{one}, list...)
		}
		out.Pair, err = s.firstOf(ctx, tx, sc, list, except)
		return err
	})
	return out, err
}

// First is Next for whoever has no pair yet.
func (s *Service) First(ctx context.Context, sc authz.Scope) (Queue, error) {
	return s.Next(ctx, sc, pair{}, nil)
}

// firstOf reads the rows of the first pair that is not left out.
func (s *Service) firstOf(ctx context.Context, q db.Querier, sc authz.Scope, list []Pair, except []pair) (*Pair, error) {
	for _, p := range list {
		if !p.known || contains(except, p.pair) {
			continue
		}
		views, err := s.People.Views(ctx, q, sc, []id.ID{p.pair.left, p.pair.right})
		if err != nil {
			return nil, err
		}
		left, seen := views[p.pair.left]
		right, too := views[p.pair.right]
		if seen && too {
			p.Left, p.Right = left, right
			return &p, nil
		}
	}
	return nil, nil
}

func contains(list []pair, p pair) bool {
	for _, x := range list {
		if x == p {
			return true
		}
	}
	return false
}

// Skip puts a pair behind all others: somebody else may know.
func (s *Service) Skip(ctx context.Context, sc authz.Scope, a, b id.ID) (err error) {
	defer errs.Wrap(&err, "matching.Skip(%v, %v)", a, b)
	if err := sc.Require(authz.MergePeople); err != nil {
		return err
	}
	p := pairOf(a, b)
	return s.DB.Write(ctx, sc, "skip a pair", func(tx *db.WriteTx) error {
		n, err := tx.Exec(ctx, `UPDATE match_pair SET skips = skips + 1 WHERE org_id = $1 AND left_id = $2 AND right_id = $3 AND state = 'waiting'`, sc.Organization(), p.left, p.right)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "")
		}
		return err
	})
}

// evidenceOf is what a model's comparison says, field by field.
func evidenceOf(c linkage.Comparison) []Evidence {
	out := []Evidence{}
	for _, f := range c.Fields {
		out = append(out, Evidence{f.Field.String(), f.Level, f.Weight})
	}
	return out
}
