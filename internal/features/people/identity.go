package people

import (
	"context"
	"time"

	"banyan/internal/kernels/language"
	"banyan/internal/kernels/names"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Who said an identity's words.
const (
	SaidByPerson = "person" // wrote it themselves, on paper or on a screen
	SaidToUs     = "told"   // said it to whoever writes it down
)

const maxIdentity = 200

// Identity is what a person calls themselves, in their own words. Nothing but this form writes one: no import, no model.
type Identity struct {
	ID          id.ID
	Words, Lang string
	SaidBy, By  string
	SaidOn      string // ISO date
	At          time.Time
}

// NewIdentity is what the form says. Consented says that the person knows that it is kept.
type NewIdentity struct {
	Words, Language, SaidBy, On string
	Consented                   bool
}

// CallSelf writes what a person says of themselves. The log tells that it was written, not what.
func (s *Service) CallSelf(ctx context.Context, sc authz.Scope, person id.ID, in NewIdentity) error {
	words, now := clean(in.Words), s.now()
	day, err := dayOf(in.On, now)
	code := ""
	if in.Language != "" {
		code, _ = language.Canonical(in.Language)
	}
	switch {
	case words == "" || len([]rune(words)) > maxIdentity:
		return errs.Field("words", "people.identity.words_wrong", "n", maxIdentity)
	case in.SaidBy != SaidByPerson && in.SaidBy != SaidToUs:
		return errs.Field("said_by", "people.choose_one")
	case err != nil:
		return errs.Field("said_on", "people.day_wrong")
	case !in.Consented:
		return errs.Field("known", "people.identity.known_missing")
	}
	if err := harmless("words", words); err != nil {
		return err
	}
	if tag := names.Lang(words, code); tag != "" {
		code = tag
	}
	return s.change(ctx, sc, person, "people.identity", nil, func(tx *db.WriteTx, w who) (bool, error) {
		_, err := tx.Insert(ctx, "person_identity", []string{"org_id", "id", "person_id", "words", "lang", "said_by", "by_name", "said_on", "at"},
			[][]any{{sc.Organization(), s.ids.Next(), w.root, words, code, in.SaidBy, sc.Actor().Name, day.Format(time.DateOnly), db.At(now)}}, "")
		if err != nil {
			return false, err
		}
		return true, dropGuesses(ctx, tx, sc.Organization(), w.parts, TopicCommunity)
	})
}

// ForgetIdentity removes it for good.
func (s *Service) ForgetIdentity(ctx context.Context, sc authz.Scope, person, identity id.ID) error {
	return s.change(ctx, sc, person, "people.identity_removed", nil, func(tx *db.WriteTx, w who) (bool, error) {
		n, err := tx.Exec(ctx, `DELETE FROM person_identity WHERE`+ofParts+`AND id = $3`, sc.Organization(), db.List(w.parts), identity)
		return n > 0, err
	})
}

func identities(ctx context.Context, q db.Querier, org id.ID, parts []id.ID) ([]Identity, error) {
	return db.All(ctx, q, func(r db.Row) (i Identity, err error) {
		var at db.Time
		err = r.Scan(&i.ID, &i.Words, &i.Lang, &i.SaidBy, &i.By, &i.SaidOn, &at)
		i.At = at.Time
		return i, err
	}, `SELECT id, words, lang, said_by, by_name, said_on, at FROM person_identity WHERE`+ofParts+`ORDER BY id + 0`, org, db.List(parts))
}
