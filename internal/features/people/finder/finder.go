// Package finder keeps the names of an organization's people in memory, so that somebody is found in milliseconds however their name
// is typed: in any script, romanization or order. It is kept as the columns of universes are (platform/keep): it holds one
// organization, follows every change inside the reader's transaction, and the database is asked where it cannot answer.
package finder

import (
	"context"
	"slices"
	"strings"

	"banyan/internal/kernels/names"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// Finder is the names of one organization's people. It is a keep.Kept.
type Finder struct {
	index *names.Index
	parts map[id.ID]id.ID // rows that were merged, and the person who stands for them
}

// New is an empty Finder.
func New() *Finder { return &Finder{index: names.New(), parts: map[id.ID]id.ID{}} }

// Hit is somebody whose name is near.
type Hit struct {
	Person id.ID // who stands for the row that has the name
	Reason names.Reason
	Score  float64
}

// Search finds the people whose names are nearest to what was typed, the nearest first, each once.
func (f *Finder) Search(typed string, limit int) []Hit {
	hits := f.index.Search(typed, limit)
	out := make([]Hit, len(hits))
	for i, h := range hits {
		out[i] = Hit{id.ID(h.ID), h.Reason, h.Score}
	}
	return out
}

// Bytes is about how much memory the index takes.
func (f *Finder) Bytes() int { return f.index.Bytes() + 48*len(f.parts) }

// A name belongs to whoever stands for its row. Names of parts come as names of the person, so that merged people are one.
const (
	rowNames  = `SELECT COALESCE(p.merged_into, p.id), p.id, p.given, p.middle, p.family, p.native_name, p.family_first FROM person p WHERE p.org_id = $1`
	ofRows    = ` AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`
	ownNames  = `SELECT COALESCE(p.merged_into, p.id), n.text FROM person_name n JOIN person p ON p.org_id = n.org_id AND p.id = n.person_id WHERE n.org_id = $1`
	ofPeople  = ` AND n.person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`
	mergedNow = `SELECT merged_into FROM person WHERE org_id = $1 AND merged_into IS NOT NULL AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`
	partsNow  = `SELECT id FROM person WHERE org_id = $1 AND merged_into IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`
)

// Load reads everybody.
func (f *Finder) Load(ctx context.Context, tx *db.ReadTx, org id.ID) error {
	parts := map[id.ID]id.ID{}
	var err error
	f.index.Build(func(yield func(int64, []string) bool) {
		err = f.read(ctx, tx, parts, func(person id.ID, written []string) bool { return yield(int64(person), written) }, false, org)
	})
	f.parts = parts
	return err
}

// read gives each row's names under who stands for it.
func (f *Finder) read(ctx context.Context, tx *db.ReadTx, parts map[id.ID]id.ID, give func(id.ID, []string) bool, some bool, args ...any) error {
	more, rows, own := true, rowNames, ownNames
	if some {
		rows, own = rowNames+ofRows, ownNames+ofPeople
	}
	err := db.Each(ctx, tx, func(r db.Row) error {
		var root, row id.ID
		var given, middle, family, native string
		var familyFirst bool
		if err := r.Scan(&root, &row, &given, &middle, &family, &native, &familyFirst); err != nil || !more {
			return err
		}
		if root != row {
			parts[row] = root
		}
		more = give(root, written(given, middle, family, native, familyFirst))
		return nil
	}, rows, args...)
	if err != nil {
		return err
	}
	return db.Each(ctx, tx, func(r db.Row) error {
		var root id.ID
		var text string
		if err := r.Scan(&root, &text); err != nil || !more {
			return err
		}
		more = give(root, []string{text})
		return nil
	}, own, args...)
}

// written is how a row's names are written: the Latin one in the person's order, and the native one.
func written(given, middle, family, native string, familyFirst bool) []string {
	words := []string{given, middle, family}
	if familyFirst {
		words = []string{family, middle, given}
	}
	out := make([]string, 0, 2)
	for _, s := range []string{strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " "), native} {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Refresh reads again the names of these people, and of whoever they were or are merged with.
func (f *Finder) Refresh(ctx context.Context, tx *db.ReadTx, org id.ID, people []id.ID) error {
	whole := map[id.ID][]string{} // every row that is concerned
	for _, p := range people {
		whole[p] = nil
		if root := f.parts[p]; root != 0 {
			whole[root] = nil
		}
	}
	for part, root := range f.parts {
		if _, changed := whole[root]; changed {
			whole[part] = nil
		}
	}
	for _, others := range []string{mergedNow, partsNow} {
		if err := also(ctx, tx, org, whole, others); err != nil {
			return err
		}
	}
	for row := range whole {
		delete(f.parts, row)
	}
	err := f.read(ctx, tx, f.parts, func(person id.ID, written []string) bool {
		whole[person] = append(whole[person], written...)
		return true
	}, true, org, db.List(keys(whole)))
	if err != nil {
		return err
	}
	f.index.ReplaceAll(func(yield func(int64, []string) bool) {
		for person, written := range whole { // nobody who is gone has a name left
			if !yield(int64(person), written) {
				return
			}
		}
	})
	return nil
}

// also adds the rows that a statement gives for those that there are.
func also(ctx context.Context, tx *db.ReadTx, org id.ID, whole map[id.ID][]string, statement string) error {
	return db.Each(ctx, tx, func(r db.Row) error {
		var other id.ID
		err := r.Scan(&other)
		whole[other] = nil
		return err
	}, statement, org, db.List(keys(whole)))
}

func keys(set map[id.ID][]string) []id.ID {
	out := make([]id.ID, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
