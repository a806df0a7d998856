package people

import (
	"cmp"
	"context"
	"slices"

	"banyan/internal/kernels/language"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// cleanLanguage reads a language from a form. Models write none: theirs are guesses.
func cleanLanguage(l record.Language) (record.Language, error) {
	code, ok := language.Canonical(l.Code)
	l = record.Language{Code: code, Kind: cmp.Or(l.Kind, record.Spoken), Source: cmp.Or(l.Source, record.Observed)}
	if !ok || !slices.Contains([]string{record.Spoken, record.Read, record.Preferred}, l.Kind) || !slices.Contains([]string{record.SelfReported, record.Observed}, l.Source) {
		return l, errs.Field("language", "people.language_unknown")
	}
	return l, nil
}

// Speak adds a language with how it is used and known, and computes the preferred one. What models thought of the person's languages
// is forgotten once the person says it.
func (s *Service) Speak(ctx context.Context, sc authz.Scope, person id.ID, l record.Language) error {
	l, err := cleanLanguage(l)
	if err != nil {
		return err
	}
	return s.change(ctx, sc, person, "people.speak", l, func(tx *db.WriteTx, w who) (bool, error) {
		return s.speak(ctx, tx, sc.Organization(), w, l, db.At(s.now()))
	})
}

func (s *Service) speak(ctx context.Context, tx *db.WriteTx, org id.ID, w who, l record.Language, at db.Time) (bool, error) {
	n, err := tx.Exec(ctx, insertLanguage+`($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, person_id, language, kind, source) DO NOTHING`, org, w.root, l.Code, l.Kind, l.Source, at)
	if err != nil || n == 0 {
		return false, err
	}
	if l.Source == record.SelfReported {
		if err := dropGuesses(ctx, tx, org, w.parts, TopicLanguage); err != nil {
			return false, err
		}
	}
	return true, prefer(ctx, tx, org, []id.ID{w.root})
}

// Unspeak takes a language away.
func (s *Service) Unspeak(ctx context.Context, sc authz.Scope, person id.ID, l record.Language) error {
	return s.change(ctx, sc, person, "people.unspeak", l, func(tx *db.WriteTx, w who) (bool, error) {
		n, err := tx.Exec(ctx, `DELETE FROM person_language WHERE`+ofParts+`AND language = $3 AND kind = $4 AND source = $5`, sc.Organization(), db.List(w.parts), l.Code, l.Kind, l.Source)
		if err != nil || n == 0 {
			return false, err
		}
		return true, prefer(ctx, tx, sc.Organization(), w.parts)
	})
}
