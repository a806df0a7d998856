package matching

import (
	"context"
	"slices"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const assertionColumns = `a.id, a.kind, a.left_id, a.right_id, a.at, a.account, a.actor, COALESCE(a.model_id, 0), a.probability, COALESCE(a.takes_back, 0),
	NOT EXISTS (SELECT 1 FROM match_assertion t WHERE t.org_id = a.org_id AND t.takes_back = a.id) FROM match_assertion a `

func scanAssertion(r db.Row) (a Assertion, err error) {
	var at db.Time
	err = r.Scan(&a.ID, &a.Kind, &a.Left, &a.Right, &at, &a.Account, &a.Actor, &a.Model, &a.Probability, &a.TakesBack, &a.Holds)
	a.At = at.Time
	a.Holds = a.Holds && a.Kind != TakenBack
	return a, err
}

// touching gives every assertion that names one of these rows, the oldest first.
func touching(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) ([]Assertion, error) {
	return db.All(ctx, q, scanAssertion, `SELECT `+assertionColumns+` WHERE a.org_id = $1 AND a.id IN (
		SELECT l.id FROM match_assertion l WHERE l.org_id = $1 AND l.left_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))
		UNION SELECT r.id FROM match_assertion r WHERE r.org_id = $1 AND r.right_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))) ORDER BY a.id`,
		sc.Organization(), db.List(rows))
}

// write appends assertions, stamped with who acts and when.
func (s *Service) write(ctx context.Context, tx *db.WriteTx, sc authz.Scope, list []Assertion) error {
	actor := sc.Actor()
	rows := make([][]any, len(list))
	for i := range list {
		a := &list[i]
		a.ID, a.At, a.Account, a.Actor = s.IDs.Next(), s.Now(), actor.Account, actor.Name
		rows[i] = []any{sc.Organization(), a.ID, string(a.Kind), a.Left, a.Right, db.At(a.At), a.Account, a.Actor, orNull(a.Model), a.Probability, orNull(a.TakesBack)}
	}
	_, err := tx.Insert(ctx, "match_assertion", []string{"org_id", "id", "kind", "left_id", "right_id", "at", "account", "actor", "model_id", "probability", "takes_back"}, rows, "")
	return err
}

func orNull(i id.ID) any {
	if i == 0 {
		return nil
	}
	return i
}

// world is what is known of some people when something is asserted of them: all their rows and all that was said of these.
type world struct {
	rows  map[id.ID]Row
	label map[id.ID]id.ID // equal for rows of one person
	said  []Assertion
}

func (s *Service) world(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) (w world, err error) {
	found, err := s.People.Whole(ctx, q, sc, rows)
	if err != nil {
		return w, err
	}
	w.rows, w.label = map[id.ID]Row{}, map[id.ID]id.ID{}
	var ids []id.ID
	for _, r := range found {
		w.rows[r.ID], w.label[r.ID] = r, r.Root
		ids = append(ids, r.ID)
	}
	w.said, err = touching(ctx, q, sc, ids)
	return w, err
}

// unite makes one person of the people of two rows.
func (w world) unite(p pair) {
	left, right := w.label[p.left], w.label[p.right]
	for row, label := range w.label {
		if label == right {
			w.label[row] = left
		}
	}
}

// holding finds the assertion of a kind about two rows that holds.
func (w world) holding(kind Kind, p pair) *Assertion {
	for i := range w.said {
		if a := &w.said[i]; a.Holds && a.Kind == kind && pairOf(a.Left, a.Right) == p {
			return a
		}
	}
	return nil
}

// apart finds what keeps the people of two rows from being one: somebody said of two of their rows that they are not the same.
func (w world) apart(p pair) *Assertion {
	left, right := w.label[p.left], w.label[p.right]
	for i := range w.said {
		a := &w.said[i]
		if !a.Holds || a.Kind != NotSame {
			continue
		}
		x, y := w.label[a.Left], w.label[a.Right]
		if x == left && y == right || x == right && y == left {
			return a
		}
	}
	return nil
}

// doubted tells whether somebody has taken back what was said of two rows: then no run decides of them again, it asks.
func (w world) doubted(p pair) bool {
	return slices.ContainsFunc(w.said, func(a Assertion) bool { return a.Kind == TakenBack && a.Account != 0 && pairOf(a.Left, a.Right) == p })
}

// clashes tells whether the people of two rows hold two voter numbers of one state.
func (w world) clashes(p pair) bool {
	var left, right []string
	for row, label := range w.label {
		switch label {
		case w.label[p.left]:
			left = append(left, w.rows[row].Numbers...)
		case w.label[p.right]:
			right = append(right, w.rows[row].Numbers...)
		}
	}
	return clash(left, right)
}

// settle works out again who stands for whom among the rows of a world, writes it, and settles the waiting pairs within one person.
func (s *Service) settle(ctx context.Context, tx *db.WriteTx, sc authz.Scope, w world) error {
	roots := w.roots()
	changed := map[id.ID]id.ID{}
	for row, root := range roots {
		if w.rows[row].Root != root {
			changed[row] = root
			changed[root] = root
			changed[w.rows[row].Root] = roots[w.rows[row].Root]
		}
	}
	if err := s.People.SetMerged(ctx, tx, sc, changed); err != nil {
		return err
	}
	return s.settlePairs(ctx, tx, sc, w, roots)
}

// Decide appends what somebody says of two rows. It returns the assertion; errs.NotFound where a row is not to be seen,
// errs.Conflict where somebody has said otherwise of others of their rows, errs.Invalid for one row or one person twice, errs.Forbidden
// without MergePeople.
func (s *Service) Decide(ctx context.Context, sc authz.Scope, kind Kind, a, b id.ID) (assertion id.ID, err error) {
	defer errs.Wrap(&err, "matching.Decide(%s, %v, %v)", kind, a, b)
	if err := sc.Require(authz.MergePeople); err != nil {
		return 0, err
	}
	if a == b || kind != Same && kind != NotSame {
		return 0, errs.New(errs.Invalid, "matching.one_row")
	}
	p := pairOf(a, b)
	err = s.DB.Write(ctx, sc, "decide a pair", func(tx *db.WriteTx) error {
		w, err := s.seen(ctx, tx, sc, p)
		if err != nil {
			return err
		}
		before, err := w.judge(kind, p)
		if err != nil {
			return err
		}
		known, err := s.waiting(ctx, tx, sc, p)
		if err != nil {
			return err
		}
		fresh := append(before, Assertion{Kind: kind, Left: p.left, Right: p.right, Model: known.Model, Probability: known.probability()})
		if err := s.write(ctx, tx, sc, fresh); err != nil {
			return err
		}
		assertion = fresh[len(fresh)-1].ID
		if err := s.setPair(ctx, tx, sc, p, decided); err != nil {
			return err
		}
		w.hear(fresh)
		if err := s.settle(ctx, tx, sc, w); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "matching."+string(kind), p.left, map[string]any{"other": p.right, "assertion": assertion})
	})
	return assertion, err
}

// seen gives the world of two rows that the Scope may see both.
func (s *Service) seen(ctx context.Context, q db.Querier, sc authz.Scope, p pair) (w world, err error) {
	views, err := s.People.Views(ctx, q, sc, []id.ID{p.left, p.right})
	if err != nil {
		return w, err
	}
	if len(views) < 2 {
		return w, errs.New(errs.NotFound, "")
	}
	return s.world(ctx, q, sc, []id.ID{p.left, p.right})
}

// judge tells what must be taken back before a decision can hold, or why it cannot be made.
func (w world) judge(kind Kind, p pair) (before []Assertion, err error) {
	opposite := map[Kind]Kind{Same: NotSame, NotSame: Same}[kind]
	if w.holding(kind, p) != nil {
		return nil, errs.New(errs.Conflict, "matching.said_already")
	}
	if a := w.holding(opposite, p); a != nil {
		before = append(before, takeBack(a))
		w.hear(before)
	}
	switch together := w.together(p); {
	case kind == Same && w.apart(p) != nil && w.apart(p).Holds:
		return nil, errs.New(errs.Conflict, "matching.held_apart")
	case kind == NotSame && together:
		return nil, errs.New(errs.Conflict, "matching.held_together")
	}
	return before, nil
}

func takeBack(a *Assertion) Assertion {
	return Assertion{Kind: TakenBack, Left: a.Left, Right: a.Right, TakesBack: a.ID}
}

// hear adds assertions to what was said.
func (w *world) hear(fresh []Assertion) {
	for _, a := range fresh {
		a.Holds = a.Kind != TakenBack
		for i := range w.said {
			if w.said[i].ID == a.TakesBack {
				w.said[i].Holds = false
			}
		}
		if a.Kind != TakenBack {
			w.said = append(w.said, a)
		}
	}
}

// TakeBack undoes an assertion, however long ago it was made and whatever was edited since. It returns errs.NotFound where it does not
// hold or its rows are not to be seen, errs.Forbidden without MergePeople.
func (s *Service) TakeBack(ctx context.Context, sc authz.Scope, assertion id.ID) (a Assertion, err error) {
	defer errs.Wrap(&err, "matching.TakeBack(%v)", assertion)
	if err := sc.Require(authz.MergePeople); err != nil {
		return a, err
	}
	err = s.DB.Write(ctx, sc, "take a decision back", func(tx *db.WriteTx) (err error) {
		a, err = db.One(ctx, tx, scanAssertion, `SELECT `+assertionColumns+` WHERE a.org_id = $1 AND a.id = $2`, sc.Organization(), assertion)
		if err != nil {
			return err
		}
		if !a.Holds {
			return errs.New(errs.NotFound, "")
		}
		w, err := s.seen(ctx, tx, sc, pairOf(a.Left, a.Right))
		if err != nil {
			return err
		}
		if err := s.takeBackIn(ctx, tx, sc, w, []Assertion{a}); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "matching.take_back", a.Left, map[string]any{"other": a.Right, "assertion": a.ID})
	})
	return a, err
}

func (s *Service) takeBackIn(ctx context.Context, tx *db.WriteTx, sc authz.Scope, w world, list []Assertion) error {
	var fresh []Assertion
	for i := range list {
		fresh = append(fresh, takeBack(&list[i]))
	}
	if err := s.write(ctx, tx, sc, fresh); err != nil {
		return err
	}
	for _, a := range list {
		if err := s.setPair(ctx, tx, sc, pairOf(a.Left, a.Right), waiting); err != nil {
			return err
		}
	}
	w.hear(fresh)
	return s.settle(ctx, tx, sc, w)
}

// Forget takes back every merge that names rows of person that are about to be erased, and drops their waiting pairs. It runs in the
// transaction of whoever erases them.
func (s *Service) Forget(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []id.ID) (err error) {
	defer errs.Wrap(&err, "matching.Forget")
	w, err := s.world(ctx, tx, sc, rows)
	if err != nil {
		return err
	}
	going := map[id.ID]bool{}
	for _, r := range rows {
		going[r] = true
	}
	var list []Assertion
	for _, a := range w.said {
		if a.Holds && a.Kind == Same && (going[a.Left] || going[a.Right]) {
			list = append(list, a)
		}
	}
	if err := s.takeBackIn(ctx, tx, sc, w, list); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM match_pair WHERE org_id = $1 AND (left_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) OR right_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)))`,
		sc.Organization(), db.List(rows))
	return err
}
