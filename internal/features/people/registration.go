package people

import (
	"context"
	"slices"

	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// Registration is a voter registration with its districts and elections.
type Registration struct {
	State, VoterID, Status, RegisteredOn string
	Districts                            map[string]string
	Votes                                []Vote
}

// Vote is an election voted.
type Vote struct{ Election, Method string }

// registrations are a person's, the oldest row first, with the newest votes first.
func registrations(ctx context.Context, q db.Querier, org id.ID, parts []id.ID) (out []Registration, err error) {
	rows := map[id.ID]int{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var row id.ID
		var one Registration
		var districts db.JSON[map[string]string]
		err := r.Scan(&row, &one.State, &one.VoterID, &one.Status, &one.RegisteredOn, &districts)
		one.Districts = districts.V
		rows[row] = len(out)
		out = append(out, one)
		return err
	}, `SELECT id, state, voter_id, status, registered_on, districts FROM voter_registration WHERE`+ofParts+`ORDER BY id + 0`, org, db.List(parts))
	if err != nil {
		return nil, err
	}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var row id.ID
		var v Vote
		err := r.Scan(&row, &v.Election, &v.Method)
		one := &out[rows[row]]
		one.Votes = append(one.Votes, v)
		return err
	}, `SELECT r.id, v.election, v.method FROM voter_registration r JOIN vote_code v ON v.org_id = r.org_id AND r.votes LIKE '% ' || v.code || ' %'
	    WHERE v.org_id = $1 AND r.person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY v.election DESC`, org, db.List(parts))
}

// districts in the order of their kinds.
func (r Registration) districts() []string {
	var kinds []string
	for kind, name := range r.Districts {
		if name != "" {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}
