package canvass

import (
	"context"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Past is one entry in a person's timeline.
type Past struct {
	At       time.Time
	Result   string
	Language string
	Worker   string
	Turf     id.ID
	Program  id.ID
	Answers  map[string][]string // question -> choices or words, as the script names them
	Undone   bool
}

// timelineMost is how many entries a timeline shows.
const timelineMost = 500

// Timeline gives the attempts about a person, whose rows these are, and those at their doors where nobody in particular was met, newest
// first. It runs inside somebody's transaction; the caller has authorized.
func (s *Service) Timeline(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) (out []Past, err error) {
	defer errs.Wrap(&err, "canvass.Timeline(%v)", rows)
	return db.All(ctx, q, func(r db.Row) (p Past, err error) {
		var at db.Time
		var answers db.JSON[map[string][]string]
		err = r.Scan(&at, &p.Result, &p.Language, &p.Worker, &p.Turf, &p.Program, &answers, &p.Undone)
		p.At, p.Answers = at.Time, answers.V
		return p, err
	}, `SELECT a.at, a.result, a.language, w.name, a.turf_id, a.program_id, a.answers, NOT `+effective+`
		FROM attempt a JOIN worker w ON w.org_id = a.org_id AND w.id = a.worker_id
		WHERE a.org_id = $1 AND a.kind = 'attempt' AND a.id IN (
			SELECT x.id FROM attempt x WHERE x.org_id = $1 AND x.person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))
			UNION ALL SELECT y.id FROM attempt y WHERE y.org_id = $1 AND y.person_id IS NULL AND y.household_id IN
				(SELECT household_id FROM person WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))))
		ORDER BY a.seq + 0 DESC LIMIT $3`, sc.Organization(), db.List(rows), timelineMost)
}
