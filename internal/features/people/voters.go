package people

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Voter is whose a registration is.
type Voter struct {
	Registration id.ID
	Person       id.ID   // who stands for them
	Parts        []id.ID // every row of the person, theirs too
}

// VotersByNumber finds registrations of a state by their numbers. It needs ImportPeople.
func (s *Service) VotersByNumber(ctx context.Context, q db.Querier, sc authz.Scope, state string, numbers []string) (out map[string]Voter, err error) {
	defer errs.Wrap(&err, "people.VotersByNumber(%d)", len(numbers))
	if err := sc.Require(authz.ImportPeople); err != nil {
		return nil, err
	}
	out = map[string]Voter{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var number string
		var v Voter
		err := r.Scan(&number, &v.Registration, &v.Person)
		out[number] = v
		return err
	}, `SELECT x.voter_id, x.id, COALESCE(m.merged_into, m.id) FROM voter_registration x JOIN person m ON m.org_id = x.org_id AND m.id = x.person_id
		WHERE x.org_id = $1 AND x.state = $2 AND x.voter_id IN (SELECT value FROM json_each($3))`, sc.Organization(), state, db.List(numbers))
	if err == nil {
		err = withParts(ctx, q, sc, out)
	}
	return out, err
}

// VotersByRegistration finds them by their ids. It needs ImportPeople.
func (s *Service) VotersByRegistration(ctx context.Context, q db.Querier, sc authz.Scope, registrations []id.ID) (out map[id.ID]Voter, err error) {
	defer errs.Wrap(&err, "people.VotersByRegistration(%d)", len(registrations))
	if err := sc.Require(authz.ImportPeople); err != nil {
		return nil, err
	}
	out = map[id.ID]Voter{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var v Voter
		err := r.Scan(&v.Registration, &v.Person)
		out[v.Registration] = v
		return err
	}, `SELECT x.id, COALESCE(m.merged_into, m.id) FROM voter_registration x JOIN person m ON m.org_id = x.org_id AND m.id = x.person_id
		WHERE x.org_id = $1 AND x.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, sc.Organization(), db.List(registrations))
	if err == nil {
		err = withParts(ctx, q, sc, out)
	}
	return out, err
}

// withParts adds the rows of which each person is made.
func withParts[K comparable](ctx context.Context, q db.Querier, sc authz.Scope, voters map[K]Voter) error {
	parts := map[id.ID][]id.ID{}
	roots := make([]id.ID, 0, len(voters))
	for _, v := range voters {
		roots = append(roots, v.Person)
	}
	err := db.Each(ctx, q, func(r db.Row) error {
		var part, root id.ID
		err := r.Scan(&part, &root)
		parts[root] = append(parts[root], part)
		return err
	}, `SELECT id, merged_into FROM person WHERE org_id = $1 AND merged_into IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY id`, sc.Organization(), db.List(roots))
	for key, v := range voters {
		v.Parts = append([]id.ID{v.Person}, parts[v.Person]...)
		voters[key] = v
	}
	return err
}
