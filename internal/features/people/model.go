package people

import (
	"cmp"
	"context"
	"time"

	"banyan/internal/kernels/record"
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

var guessInsert = []string{"org_id", "person_id", "topic", "value", "model", "probability", "at", "expires_at"}

// guessRow is a guess on its way in, and which row of a file brings it.
type guessRow struct {
	person id.ID
	row    int
	Guess
}

// guessed takes what models say out of what files say: a list's guess is no fact. others are the places of the rest.
func (c chunk) guessed(list []unheard) (out []guessRow, others []int) {
	for i, s := range list {
		if s.language.Source != record.Modelled {
			others = append(others, i)
			continue
		}
		g := Guess{Topic: TopicLanguage, Value: s.language.Code, Model: cmp.Or(clean(s.guess.Model), fromFile), Probability: s.guess.Probability, At: c.at.Time}
		if until, err := time.Parse(time.DateOnly, s.guess.Until); err == nil {
			g.Expires = until.AddDate(0, 0, 1) // it is shown on its last day
		}
		out = append(out, guessRow{s.person, s.row, g})
	}
	return out, others
}

// freshGuesses are those that say something new: another language, probability or end than the model said before. A language is not
// guessed where the person has said which they speak.
func freshGuesses(ctx context.Context, q db.Querier, org id.ID, rows []guessRow) (fresh []guessRow, err error) {
	for _, g := range rows {
		told, err := db.One(ctx, q, db.Value[int], `SELECT (SELECT count(*) FROM person_model WHERE org_id = $1 AND person_id = $2 AND topic = $3 AND value = $4 AND model = $5
				AND (probability IS NOT DISTINCT FROM CAST($6 AS DOUBLE PRECISION)) AND (CAST($7 AS BIGINT) IS NULL OR expires_at = $7))
			+ (SELECT count(*) FROM person_language WHERE org_id = $1 AND person_id = $2 AND source = 'self-reported' AND $3 = 'language')`,
			org, g.person, g.Topic, g.Value, g.Model, g.Probability, db.At(g.Expires))
		if err != nil {
			return nil, err
		}
		if told == 0 {
			fresh = append(fresh, g)
		}
	}
	return fresh, nil
}

// keepGuesses writes guesses that say something new over older ones of the same model, and gives them.
func keepGuesses(ctx context.Context, tx *db.WriteTx, org id.ID, rows []guessRow) (fresh []guessRow, err error) {
	if fresh, err = freshGuesses(ctx, tx, org, rows); err != nil {
		return nil, err
	}
	for _, g := range fresh {
		if g.Expires.IsZero() {
			g.Expires = g.At.Add(guessLife)
		}
		_, err = tx.Insert(ctx, "person_model", guessInsert,
			[][]any{{org, g.person, g.Topic, g.Value, g.Model, g.Probability, db.At(g.At), db.At(g.Expires)}},
			`ON CONFLICT (org_id, person_id, topic, value, model) DO UPDATE SET probability = excluded.probability, at = excluded.at, expires_at = excluded.expires_at`)
		if err != nil {
			return nil, err
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
