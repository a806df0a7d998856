package matching

import (
	"cmp"
	"context"
	"slices"

	"banyan/internal/kernels/linkage"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// History is everything that was said of one person's rows.
type History struct {
	Root   View
	Rows   []View // that are this person, the one that stands for it first
	Said   []Line // the newest first
	Likely []Likely
	Found  []View // whom a search for somebody else found
}

// Line is an assertion with the rows that it names; a row that was erased, or may not be seen, has no ID.
type Line struct {
	Assertion
	LeftView, RightView View
}

// Likely is a row that may be somebody.
type Likely struct {
	View
	Probability float64
}

// What is offered while somebody looks at one person: less than the queue asks for, since they are looking anyway.
const (
	likelyMost = 5
	offerFrom  = 0.05
)

// History tells what was said of a person, found by any of their rows, and whom a search for somebody else finds; searched is "" for
// none. It returns errs.NotFound, errs.Forbidden without MergePeople.
func (s *Service) History(ctx context.Context, sc authz.Scope, person id.ID, searched string) (h History, err error) {
	defer errs.Wrap(&err, "matching.History(%v)", person)
	if err := sc.Require(authz.MergePeople); err != nil {
		return h, err
	}
	found, err := s.finds(ctx, sc, searched)
	if err != nil {
		return h, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		h = History{}
		w, err := s.world(ctx, tx, sc, []id.ID{person})
		if err != nil {
			return err
		}
		me, ok := w.rows[person]
		if !ok {
			return errs.New(errs.NotFound, "")
		}
		views, err := s.People.Views(ctx, tx, sc, w.named())
		if err != nil {
			return err
		}
		if h.Root, ok = views[me.Root]; !ok {
			return errs.New(errs.NotFound, "")
		}
		for row := range w.rows {
			if v, ok := views[row]; ok {
				h.Rows = append(h.Rows, v)
			}
		}
		slices.SortFunc(h.Rows, func(a, b View) int {
			return cmp.Or(-cmp.Compare(truth(a.ID == me.Root), truth(b.ID == me.Root)), cmp.Compare(a.ID, b.ID))
		})
		for _, a := range slices.Backward(w.said) {
			h.Said = append(h.Said, Line{a, views[a.Left], views[a.Right]})
		}
		if h.Found, err = s.others(ctx, tx, sc, found, w); err != nil {
			return err
		}
		h.Likely, err = s.likely(ctx, tx, sc, w.rows[me.Root].Record, nil, w)
		return err
	})
	return h, err
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// named are all rows of a world and all that its assertions name.
func (w world) named() (out []id.ID) {
	seen := map[id.ID]bool{}
	add := func(row id.ID) {
		if !seen[row] {
			seen[row] = true
			out = append(out, row)
		}
	}
	for row := range w.rows {
		add(row)
	}
	for _, a := range w.said {
		add(a.Left)
		add(a.Right)
	}
	return out
}

// finds is People.Find, for whoever typed something.
func (s *Service) finds(ctx context.Context, sc authz.Scope, typed string) ([]id.ID, error) {
	if typed == "" {
		return nil, nil
	}
	return s.People.Find(ctx, sc, typed)
}

// others gives people to read, but for those of a world.
func (s *Service) others(ctx context.Context, q db.Querier, sc authz.Scope, people []id.ID, w world) (out []View, err error) {
	views, err := s.People.Views(ctx, q, sc, people)
	for _, p := range people {
		if v, ok := views[p]; ok && w.label[p] == 0 {
			out = append(out, v)
		}
	}
	return out, err
}

// Likely gives the known people whom a record may mean, the likeliest first: while somebody types a new one. name is their name as
// typed. It returns errs.Forbidden without ReadPeople.
func (s *Service) Likely(ctx context.Context, sc authz.Scope, like linkage.Record, name string) (out []Likely, err error) {
	defer errs.Wrap(&err, "matching.Likely")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	found, err := s.finds(ctx, sc, name)
	if err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = s.likely(ctx, tx, sc, like, found, world{})
		return err
	})
	return out, err
}

// likely compares a record with those near it and with those that a search found, but for the rows of w and those that were held apart
// from them. One row a person.
func (s *Service) likely(ctx context.Context, q db.Querier, sc authz.Scope, like linkage.Record, found []id.ID, w world) ([]Likely, error) {
	near, err := s.People.Near(ctx, q, sc, like)
	if err != nil {
		return nil, err
	}
	whole, err := s.People.Whole(ctx, q, sc, found)
	if err != nil {
		return nil, err
	}
	model, _, err := lastModel(ctx, q, sc)
	if err != nil {
		return nil, err
	}
	if model == nil {
		model = linkage.Default(100, 0)
	}
	var rows []Row
	var pairs [][2]*linkage.Record
	for _, r := range append(near, whole...) {
		if _, mine := w.rows[r.ID]; !mine && !w.heldApart(r.ID) {
			rows = append(rows, r)
			pairs = append(pairs, [2]*linkage.Record{&like, &r.Record})
		}
	}
	best := map[id.ID]float64{} // by root
	for i, c := range model.CompareMany(pairs) {
		if root := rows[i].Root; c.Probability >= offerFrom {
			best[root] = max(best[root], c.Probability)
		}
	}
	var roots []id.ID
	for root := range best {
		roots = append(roots, root)
	}
	views, err := s.People.Views(ctx, q, sc, roots)
	if err != nil {
		return nil, err
	}
	var out []Likely
	for root, v := range views {
		out = append(out, Likely{v, best[root]})
	}
	slices.SortFunc(out, func(a, b Likely) int {
		return cmp.Or(cmp.Compare(b.Probability, a.Probability), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(len(out), likelyMost)], nil
}

// heldApart tells whether somebody has said that a row is not the person of this world.
func (w world) heldApart(row id.ID) bool {
	return slices.ContainsFunc(w.said, func(a Assertion) bool { return a.Holds && a.Kind == NotSame && (a.Left == row || a.Right == row) })
}
