package people

import (
	"context"
	"time"

	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// TopicLanguage is the topic of a guess about a language; the other one is a community.
const (
	TopicLanguage  = "language"
	TopicCommunity = "community"
)

// fromFile is the model of a guess that a file brought without saying whose it is.
const fromFile = "file"

// guessLife is how long a guess is shown that came without an end of its own.
const guessLife = 365 * 24 * time.Hour

// Guess is what a model thinks of a person. It is never a fact: it is shown as a guess, is in no export, and goes when the person says
// it themselves or when it expires.
type Guess struct {
	Topic, Value, Model string
	Probability         *float64 // nil where the model gave none
	At, Expires         time.Time
}

// guessRow is a guess on its way in.
type guessRow struct {
	person id.ID
	Guess
}

// keepGuesses writes guesses over older ones of the same model and gives the places, in the list, of those that are new. A language is
// not guessed where the person has said which they speak.
func keepGuesses(ctx context.Context, tx *db.WriteTx, org id.ID, rows []guessRow) (fresh []int, err error) {
	for i, g := range rows {
		if g.Expires.IsZero() {
			g.Expires = g.At.Add(guessLife)
		}
		known, err := db.One(ctx, tx, db.Value[int], `SELECT (SELECT count(*) FROM person_model WHERE org_id = $1 AND person_id = $2 AND topic = $3 AND value = $4 AND model = $5)
			+ 2 * (SELECT count(*) FROM person_language WHERE org_id = $1 AND person_id = $2 AND source = 'self-reported' AND $3 = 'language')`, org, g.person, g.Topic, g.Value, g.Model)
		if err != nil || known >= 2 {
			if err != nil {
				return nil, err
			}
			continue
		}
		_, err = tx.Insert(ctx, "person_model", []string{"org_id", "person_id", "topic", "value", "model", "probability", "at", "expires_at"},
			[][]any{{org, g.person, g.Topic, g.Value, g.Model, g.Probability, db.At(g.At), db.At(g.Expires)}},
			`ON CONFLICT (org_id, person_id, topic, value, model) DO UPDATE SET probability = excluded.probability, at = excluded.at, expires_at = excluded.expires_at`)
		if err != nil {
			return nil, err
		}
		if known == 0 {
			fresh = append(fresh, i)
		}
	}
	return fresh, nil
}

// dropGuesses forgets what models think of people on a topic: they have said it themselves.
func dropGuesses(ctx context.Context, tx *db.WriteTx, org id.ID, people []id.ID, topic string) error {
	_, err := tx.Exec(ctx, `DELETE FROM person_model WHERE org_id = $1 AND topic = $3 AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, org, db.List(people), topic)
	return err
}

// guesses are those that have not expired, the likeliest first.
func guesses(ctx context.Context, q db.Querier, org id.ID, parts []id.ID, now time.Time) ([]Guess, error) {
	return db.All(ctx, q, func(r db.Row) (g Guess, err error) {
		var at, expires db.Time
		err = r.Scan(&g.Topic, &g.Value, &g.Model, &g.Probability, &at, &expires)
		g.At, g.Expires = at.Time, expires.Time
		return g, err
	}, `SELECT topic, value, model, probability, at, expires_at FROM person_model WHERE org_id = $1 AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))
	    AND expires_at > $3 ORDER BY topic || '', COALESCE(probability, 0) DESC, value`, org, db.List(parts), db.At(now))
}
