package people

import (
	"context"
	"encoding/json"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// bulkImage is what stood at a person before an edit, or stands there after it; what an action does not use stays empty. An undo restores
// the image before where the image after still stands.
type bulkImage struct {
	At     db.Time     `json:",omitzero"`
	Tags   []taggedRow `json:",omitempty"`
	Value  string      `json:",omitempty"`
	Number *float64    `json:",omitempty"`
	Hold   id.ID       `json:",omitempty"`
	Models []guessed   `json:",omitempty"`
}

type taggedRow struct {
	Person id.ID
	At     db.Time
}

type guessed struct {
	Person                    id.ID
	Value, Model              string
	Probability               *float64
	GuessedAt, GuessedExpires db.Time
}

// text is an image as it is kept; nothing is "".
func (i *bulkImage) text() string {
	if i == nil {
		return ""
	}
	b, _ := json.Marshal(i) // plain values always have a JSON form
	return string(b)
}

func bulkImageOf(text string) (*bulkImage, error) {
	if text == "" {
		return nil, nil
	}
	var i bulkImage
	return &i, json.Unmarshal([]byte(text), &i)
}

// bulkStep changes the next people of an edit and notes whom it changed. over is true where there are no more.
func (s *Service) bulkStep(ctx context.Context, tx *db.WriteTx, sc authz.Scope, b *Bulk, most int) (over bool, err error) {
	org := sc.Organization()
	text, args, err := s.selection(ctx, tx, sc, *b, b.after, most)
	if err != nil {
		return false, err
	}
	people, err := db.All(ctx, tx, db.Value[id.ID], `SELECT p.id FROM person p WHERE `+text+` AND p.id > $2 ORDER BY p.id LIMIT $3`, args...)
	if err != nil {
		return false, err
	}
	var rows [][]any
	var touched []id.ID
	for _, p := range people {
		w, err := s.reach(ctx, tx, sc, p)
		if err != nil {
			return false, err
		}
		before, after, changed, err := s.apply(ctx, tx, sc, *b, w)
		if err != nil {
			return false, err
		}
		b.after = p
		if changed {
			rows = append(rows, []any{org, b.ID, p, before.text(), after.text()})
			touched = append(touched, p)
		}
	}
	if _, err := tx.Insert(ctx, "bulk_edit_row", []string{"org_id", "bulk_id", "person_id", "before", "after"}, rows, ""); err != nil {
		return false, err
	}
	if over = len(people) < most; over {
		b.State = BulkDone
	}
	return over, s.endStep(ctx, tx, org, *b, touched)
}

// endStep notes how far an edit is and whom it changed.
func (s *Service) endStep(ctx context.Context, tx *db.WriteTx, org id.ID, b Bulk, touched []id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE bulk_edit SET after_id = $3, state = $4, finished_at = $5 WHERE org_id = $1 AND id = $2`, org, b.ID, b.after, b.State, db.At(s.now()))
	if err != nil {
		return err
	}
	return tx.Touch(ctx, org, touched...)
}

// apply changes one person, and gives what stood there before and stands there after.
func (s *Service) apply(ctx context.Context, tx *db.WriteTx, sc authz.Scope, b Bulk, w who) (before, after *bulkImage, changed bool, err error) {
	org, at := sc.Organization(), db.At(b.At)
	switch a := b.Action; a.Do {
	case BulkTag:
		had, err := taggedRows(ctx, tx, org, w, a.Tag)
		if err != nil || len(had) > 0 {
			return nil, nil, false, err
		}
		_, err = tx.Exec(ctx, insertTag, org, w.root, a.Tag, at)
		return nil, &bulkImage{At: at}, true, err
	case BulkUntag:
		had, err := taggedRows(ctx, tx, org, w, a.Tag)
		if err != nil || len(had) == 0 {
			return nil, nil, false, err
		}
		_, err = tx.Exec(ctx, `DELETE FROM person_tag WHERE`+ofParts+`AND tag = $3`, org, db.List(w.parts), a.Tag)
		return &bulkImage{Tags: had}, nil, true, err
	case BulkSpeak:
		return s.applyLanguage(ctx, tx, org, w, a.Language, at)
	case BulkSet:
		return applyValue(ctx, tx, org, w, a, at)
	default:
		held, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM suppression WHERE`+ofParts+`AND scope = $3 AND lifted_at IS NULL`, org, db.List(w.parts), a.Scope)
		if err != nil || held > 0 {
			return nil, nil, false, err
		}
		hold := s.ids.Next()
		_, err = tx.Insert(ctx, "suppression", []string{"org_id", "id", "person_id", "scope", "reason", "address_key", "at"}, [][]any{{org, hold, w.root, a.Scope, "do_not_contact", "", at}}, "")
		return nil, &bulkImage{Hold: hold}, true, err
	}
}

func taggedRows(ctx context.Context, q db.Querier, org id.ID, w who, tag string) ([]taggedRow, error) {
	return db.All(ctx, q, func(r db.Row) (t taggedRow, err error) {
		err = r.Scan(&t.Person, &t.At)
		return t, err
	}, `SELECT person_id, at FROM person_tag WHERE`+ofParts+`AND tag = $3 ORDER BY person_id`, org, db.List(w.parts), tag)
}

func (s *Service) applyLanguage(ctx context.Context, tx *db.WriteTx, org id.ID, w who, l record.Language, at db.Time) (before, after *bulkImage, changed bool, err error) {
	models, err := db.All(ctx, tx, func(r db.Row) (g guessed, err error) {
		err = r.Scan(&g.Person, &g.Value, &g.Model, &g.Probability, &g.GuessedAt, &g.GuessedExpires)
		return g, err
	}, `SELECT person_id, value, model, probability, at, expires_at FROM person_model WHERE`+ofParts+`AND topic = 'language'`, org, db.List(w.parts))
	if err != nil {
		return nil, nil, false, err
	}
	if changed, err = s.speak(ctx, tx, org, w, l, at); err != nil || !changed {
		return nil, nil, false, err
	}
	if l.Source == record.SelfReported && len(models) > 0 {
		before = &bulkImage{Models: models}
	}
	return before, &bulkImage{At: at}, true, nil
}

func applyValue(ctx context.Context, tx *db.WriteTx, org id.ID, w who, a BulkAction, at db.Time) (before, after *bulkImage, changed bool, err error) {
	if before, err = valueNow(ctx, tx, org, w.root, a.Field); err != nil {
		return nil, nil, false, err
	}
	only := who{root: w.root, parts: []id.ID{w.root}}
	if changed, err = setField(ctx, tx, org, only, a.Field, a.Value, a.Number, at); err != nil || !changed {
		return nil, nil, false, err
	}
	if a.Value != "" {
		after = &bulkImage{Value: a.Value, Number: a.Number, At: at}
	}
	return before, after, true, nil
}

// valueNow is what a field says of a row of person; nil where it says nothing.
func valueNow(ctx context.Context, q db.Querier, org, person, field id.ID) (*bulkImage, error) {
	all, err := db.All(ctx, q, func(r db.Row) (*bulkImage, error) {
		var i bulkImage
		err := r.Scan(&i.Value, &i.Number, &i.At)
		return &i, err
	}, `SELECT value, number, at FROM custom_value WHERE org_id = $1 AND person_id = $2 AND field_id = $3`, org, person, field)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}

// undoStep restores the next people of an edit. over is true where there are no more.
func (s *Service) undoStep(ctx context.Context, tx *db.WriteTx, sc authz.Scope, b *Bulk, most int) (over bool, err error) {
	type changed struct {
		person        id.ID
		before, after string
	}
	org := sc.Organization()
	rows, err := db.All(ctx, tx, func(r db.Row) (c changed, err error) {
		err = r.Scan(&c.person, &c.before, &c.after)
		return c, err
	}, `SELECT person_id, before, after FROM bulk_edit_row WHERE org_id = $1 AND bulk_id = $2 AND person_id > $3 ORDER BY person_id LIMIT $4`, org, b.ID, b.after, most)
	if err != nil {
		return false, err
	}
	var touched []id.ID
	for _, c := range rows {
		before, err := bulkImageOf(c.before)
		if err != nil {
			return false, err
		}
		after, err := bulkImageOf(c.after)
		if err != nil {
			return false, err
		}
		restored, err := s.putBack(ctx, tx, org, b.Action, c.person, before, after)
		if err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, `UPDATE bulk_edit_row SET undone = $4 WHERE org_id = $1 AND bulk_id = $2 AND person_id = $3`, org, b.ID, c.person, restored); err != nil {
			return false, err
		}
		b.after, touched = c.person, append(touched, c.person)
	}
	if over = len(rows) < most; over {
		b.State = BulkUndone
	}
	return over, s.endStep(ctx, tx, org, *b, touched)
}

// putBack puts back what stood at a row of person before an edit, and tells whether it did: what somebody changed since stays.
func (s *Service) putBack(ctx context.Context, tx *db.WriteTx, org id.ID, a BulkAction, person id.ID, before, after *bulkImage) (bool, error) {
	switch a.Do {
	case BulkTag:
		n, err := tx.Exec(ctx, `DELETE FROM person_tag WHERE org_id = $1 AND person_id = $2 AND tag = $3 AND at = $4`, org, person, a.Tag, after.At)
		return n > 0, err
	case BulkUntag:
		total := int64(0)
		for _, t := range before.Tags {
			n, err := tx.Exec(ctx, insertTag, org, t.Person, a.Tag, t.At)
			if err != nil {
				return false, err
			}
			total += n
		}
		return total == int64(len(before.Tags)), nil
	case BulkSpeak:
		return s.putBackLanguage(ctx, tx, org, a.Language, person, before, after)
	case BulkSet:
		return putBackValue(ctx, tx, org, a.Field, person, before, after)
	default:
		n, err := tx.Exec(ctx, `DELETE FROM suppression WHERE org_id = $1 AND id = $2 AND lifted_at IS NULL`, org, after.Hold)
		return n > 0, err
	}
}

func (s *Service) putBackLanguage(ctx context.Context, tx *db.WriteTx, org id.ID, l record.Language, person id.ID, before, after *bulkImage) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM person_language WHERE org_id = $1 AND person_id = $2 AND language = $3 AND kind = $4 AND source = $5 AND at = $6`,
		org, person, l.Code, l.Kind, l.Source, after.At)
	if err != nil || n == 0 {
		return false, err
	}
	if before != nil {
		for _, g := range before.Models {
			_, err := keepGuesses(ctx, tx, org, []guessRow{{person: g.Person, Guess: Guess{Topic: TopicLanguage, Value: g.Value, Model: g.Model, Probability: g.Probability, At: g.GuessedAt.Time, Expires: g.GuessedExpires.Time}}})
			if err != nil {
				return false, err
			}
		}
	}
	return true, prefer(ctx, tx, org, []id.ID{person})
}

func putBackValue(ctx context.Context, tx *db.WriteTx, org, field, person id.ID, before, after *bulkImage) (bool, error) {
	now, err := valueNow(ctx, tx, org, person, field)
	if err != nil || now.text() != after.text() {
		return false, err
	}
	if before == nil {
		_, err = tx.Exec(ctx, `DELETE FROM custom_value WHERE org_id = $1 AND person_id = $2 AND field_id = $3`, org, person, field)
		return true, err
	}
	_, err = tx.Insert(ctx, "custom_value", []string{"org_id", "person_id", "field_id", "value", "number", "at"}, [][]any{{org, person, field, before.Value, before.Number, before.At}},
		valueUpdate)
	return true, err
}
