package people

import (
	"context"

	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Callable gives those of these people who may be called, each with the row that stands for them: they have a number, are of age, are not
// suppressed on the phone, and have not taken back a word about calls. It returns errs.Forbidden without ReadPeople.
func (s *Service) Callable(ctx context.Context, q db.Querier, sc authz.Scope, people []id.ID) (out map[id.ID]id.ID, err error) {
	defer errs.Wrap(&err, "people.Callable")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	out = map[id.ID]id.ID{}
	may := everybody.Compile(segment.Ask{Channel: segment.Phone}, 3)
	err = db.Each(ctx, q, func(r db.Row) error {
		var row, stands id.ID
		err := r.Scan(&row, &stands)
		out[row] = stands
		return err
	}, `SELECT x.id, p.id FROM person x JOIN person p ON p.org_id = x.org_id AND p.id = COALESCE(x.merged_into, x.id)
		WHERE p.org_id = $1 AND x.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND `+stands("p", false, s.now())+` AND p.phone <> '' AND `+may.SQL+`
			AND NOT EXISTS (SELECT 1 FROM person_contact n WHERE n.org_id = p.org_id AND n.person_id = p.id AND n.kind = 'phone' AND n.value = p.phone AND n.wrong_at IS NOT NULL)
			AND NOT EXISTS (SELECT 1 FROM person_consent c JOIN person o ON o.org_id = c.org_id AND o.id = c.person_id
				WHERE c.org_id = p.org_id AND (o.id = p.id OR o.merged_into = p.id) AND c.channel = 'phone' AND NOT c.granted
				AND NOT EXISTS (SELECT 1 FROM person_consent l WHERE l.org_id = c.org_id AND l.person_id = c.person_id AND l.channel = c.channel AND l.purpose = c.purpose
					AND (l.at > c.at OR l.at = c.at AND l.id > c.id)))`,
		append([]any{sc.Organization(), db.List(people)}, may.Args...)...)
	return out, err
}
