package canvass

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Answered is a conversation with what was answered.
type Answered struct {
	Household id.ID
	Who       string // a person, or the door where nobody in particular answered
	Language  string // in which it was held, else that of the person or the door; "" = not known
	Answers   map[string][]string
}

// AnswersOf gives a program's conversations that count, in the order in which they came. It names nobody.
func (s *Service) AnswersOf(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (out []Answered, err error) {
	defer errs.Wrap(&err, "canvass.AnswersOf(%v)", program)
	if err := sc.Require(authz.ReadTotals); err != nil {
		return nil, err
	}
	return db.All(ctx, q, func(r db.Row) (a Answered, err error) {
		var answers db.JSON[map[string][]string]
		err = r.Scan(&a.Household, &a.Who, &a.Language, &answers)
		a.Answers = answers.V
		return a, err
	}, `SELECT a.household_id, CASE WHEN a.person_id IS NOT NULL THEN 'p' || CAST(a.person_id AS TEXT) WHEN COALESCE(CAST(a.detail ->> 'new' AS TEXT), '') <> '' THEN CAST(a.detail ->> 'new' AS TEXT)
			ELSE 'h' || CAST(a.household_id AS TEXT) END, `+languageOf+`, a.answers
		FROM attempt a WHERE a.org_id = $1 AND a.program_id = $2 AND a.is_conversation AND `+effective+` ORDER BY a.seq`, sc.Organization(), program)
}
