package people

import (
	"context"
	"slices"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// relationKinds are the words for a relation and the word for the way back. One row is kept for both: 'parent' says that person_id is
// the parent of other_id, and 'child' is written as it, turned round.
var relationKinds = []struct{ kind, back string }{
	{"parent", "child"}, {"grandparent", "grandchild"}, {"guardian", "ward"}, {"spouse", "spouse"}, {"sibling", "sibling"}, {"relative", "relative"},
	{"neighbour", "neighbour"}, {"friend", "friend"}, {"brought", "brought_by"},
}

// RelationWords are what the other person can be to this one.
func RelationWords() []string {
	var out []string
	for _, k := range relationKinds {
		out = append(out, k.kind)
		if k.back != k.kind {
			out = append(out, k.back)
		}
	}
	return out
}

// Relation is another person and what they are to this one.
type Relation struct {
	Word   string // 'child': the other one is this person's child
	Other  Resident
	Hidden bool // the other one is under 18 and the reader may not see them
}

// oriented gives a relation as it is kept: 'other is WORD of person'.
func oriented(person, other id.ID, word string) (from id.ID, kind string, to id.ID, ok bool) {
	for _, k := range relationKinds {
		switch word {
		case k.kind:
			if k.kind == k.back && other > person {
				return person, k.kind, other, true // the same both ways: one row, whoever writes it
			}
			return other, k.kind, person, true
		case k.back:
			return person, k.kind, other, true
		}
	}
	return 0, "", 0, false
}

// backWord is what a kind is called from its other end.
func backWord(kind string) string {
	for _, k := range relationKinds {
		if k.kind == kind {
			return k.back
		}
	}
	return kind
}

// Relate says what another person is to this one: Relate(mai, linh, "child") says that Linh is Mai's child. Both pages show it.
func (s *Service) Relate(ctx context.Context, sc authz.Scope, person, other id.ID, word string) error {
	if !slices.Contains(RelationWords(), word) {
		return errs.Field("relation", "people.choose_one")
	}
	return s.change(ctx, sc, person, "people.relate", map[string]any{"relation": word, "other": other}, func(tx *db.WriteTx, w who) (bool, error) {
		o, err := s.reach(ctx, tx, sc, other)
		if err != nil {
			return false, err
		}
		if o.root == w.root {
			return false, errs.Field("other", "people.relation.self")
		}
		return s.relate(ctx, tx, sc.Organization(), w.root, o.root, word)
	})
}

func (s *Service) relate(ctx context.Context, tx *db.WriteTx, org, person, other id.ID, word string) (bool, error) {
	from, kind, to, _ := oriented(person, other, word)
	n, err := tx.Insert(ctx, "person_relation", []string{"org_id", "id", "person_id", "kind", "other_id", "source", "at"},
		[][]any{{org, s.ids.Next(), from, kind, to, SourceHand, db.At(s.now())}}, `ON CONFLICT (org_id, person_id, kind, other_id) DO NOTHING`)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.Touch(ctx, org, person, other) // it says something of both
}

// Unrelate takes a relation away.
func (s *Service) Unrelate(ctx context.Context, sc authz.Scope, person, other id.ID, word string) error {
	return s.change(ctx, sc, person, "people.unrelate", map[string]any{"relation": word, "other": other}, func(tx *db.WriteTx, w who) (bool, error) {
		o, err := s.reach(ctx, tx, sc, other)
		if err != nil {
			return false, err
		}
		n := int64(0)
		for _, a := range w.parts {
			for _, b := range o.parts {
				from, kind, to, _ := oriented(a, b, word)
				gone, err := tx.Exec(ctx, `DELETE FROM person_relation WHERE org_id = $1 AND person_id = $2 AND kind = $3 AND other_id = $4`, sc.Organization(), from, kind, to)
				if err != nil {
					return false, err
				}
				n += gone
			}
		}
		if n > 0 {
			err = tx.Touch(ctx, sc.Organization(), o.root)
		}
		return n > 0, err
	})
}

// relations are everybody who is something to a person, by what they are.
func (s *Service) relations(ctx context.Context, q db.Querier, sc authz.Scope, parts []id.ID) ([]Relation, error) {
	young := "(" + underAge("p", s.now()) + ")"
	read := func(mine, theirs string, back bool) ([]Relation, error) {
		return db.All(ctx, q, func(r db.Row) (x Relation, err error) {
			err = r.Scan(append(residentFields(&x.Other), &x.Word, &x.Hidden)...)
			if back {
				x.Word = backWord(x.Word)
			}
			x.Hidden = x.Hidden && !sc.Can(authz.ReadYouth)
			if x.Hidden {
				x.Other = Resident{}
			}
			return x, err
		}, `SELECT `+residentColumns+`, l.kind, `+young+` FROM person_relation l JOIN person t ON t.org_id = l.org_id AND t.id = l.`+theirs+`
			JOIN person p ON p.org_id = t.org_id AND p.id = COALESCE(t.merged_into, t.id)
			WHERE l.org_id = $1 AND l.`+mine+` IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY l.id + 0 LIMIT 200`, sc.Organization(), db.List(parts))
	}
	out, err := read("other_id", "person_id", false)
	if err != nil {
		return nil, err
	}
	more, err := read("person_id", "other_id", true)
	out = append(out, more...)
	seen := map[Relation]bool{}
	return slices.DeleteFunc(out, func(r Relation) bool {
		again := seen[r] && !r.Hidden
		seen[r] = true
		return again
	}), err
}
