package people

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const maxTag = 60

// cleanTag reads a tag from a form; it returns errs.Invalid for one that cannot be kept.
func cleanTag(tag string) (string, error) {
	tag = clean(tag)
	if tag == "" || len([]rune(tag)) > maxTag {
		return "", errs.Field("tag", "people.tag_wrong", "n", maxTag)
	}
	return tag, harmless("tag", tag)
}

const insertTag = `INSERT INTO person_tag (org_id, person_id, tag, at) VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, person_id, tag) DO NOTHING`

// Tag gives a person a tag.
func (s *Service) Tag(ctx context.Context, sc authz.Scope, person id.ID, tag string) error {
	tag, err := cleanTag(tag)
	if err != nil {
		return err
	}
	return s.change(ctx, sc, person, "people.tag", map[string]any{"tag": tag}, func(tx *db.WriteTx, w who) (bool, error) {
		had, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM person_tag WHERE`+ofParts+`AND tag = $3`, sc.Organization(), db.List(w.parts), tag)
		if err != nil || had > 0 {
			return false, err
		}
		n, err := tx.Exec(ctx, insertTag, sc.Organization(), w.root, tag, db.At(s.now()))
		return n > 0, err
	})
}

// Untag takes a tag away.
func (s *Service) Untag(ctx context.Context, sc authz.Scope, person id.ID, tag string) error {
	return s.change(ctx, sc, person, "people.untag", map[string]any{"tag": tag}, func(tx *db.WriteTx, w who) (bool, error) {
		n, err := tx.Exec(ctx, `DELETE FROM person_tag WHERE`+ofParts+`AND tag = $3`, sc.Organization(), db.List(w.parts), tag)
		return n > 0, err
	})
}
