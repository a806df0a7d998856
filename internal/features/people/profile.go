package people

import (
	"context"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Profile is everything that is known of a person.
type Profile struct {
	Resident
	Phone, Email  string
	IsMember      bool
	Source        string
	Created       time.Time
	Household     *HouseholdPage
	Languages     []Spoken
	Tags          []string
	Registrations []Registration
	Suppressions  []Hold
	Attempts      []Attempt
}

// Spoken is a language of a person and how it is known.
type Spoken struct {
	Language, Kind, Source string
	At                     time.Time
}

// Registration is a voter registration with its districts and elections.
type Registration struct {
	State, VoterID, Status, RegisteredOn string
	Districts                            map[string]string
	Votes                                []Vote
}

// Vote is an election voted.
type Vote struct{ Election, Method string }

// Hold is a suppression as a person reads it.
type Hold struct {
	ID            id.ID
	Person        Resident // in the list of all of them
	Scope, Reason string
	At            time.Time
	FromDoor      bool // an entry of a volunteer made it
}

// Profile gives everything that is known of a person. It returns errs.NotFound where there is none in the Scope, errs.Forbidden
// without ReadPeople.
func (s *Service) Profile(ctx context.Context, sc authz.Scope, person id.ID) (p Profile, err error) {
	defer errs.Wrap(&err, "people.Profile(%v)", person)
	if err := sc.Require(authz.ReadPeople); err != nil {
		return p, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		var household id.ID
		if p, household, err = readPerson(ctx, tx, sc, person); err != nil {
			return err
		}
		if household != 0 {
			h, err := readHousehold(ctx, tx, sc, household)
			if err != nil {
				return err
			}
			p.Household = &h
		}
		if err := p.readParts(ctx, tx, sc); err != nil || s.attempts == nil {
			return err
		}
		p.Attempts, err = s.attempts.OfPerson(ctx, tx, sc, person)
		return err
	})
	return p, err
}

func readPerson(ctx context.Context, q db.Querier, sc authz.Scope, person id.ID) (p Profile, household id.ID, err error) {
	p, err = db.One(ctx, q, func(r db.Row) (p Profile, err error) {
		var created db.Time
		err = r.Scan(append(residentFields(&p.Resident), &household, &p.Phone, &p.Email, &p.IsMember, &p.Source, &created)...)
		p.Created = created.Time
		return p, err
	}, `SELECT `+residentColumns+`, COALESCE(p.household_id, 0), p.phone, p.email, p.is_member, p.source, p.created_at FROM person p WHERE p.org_id = $1 AND p.id = $2`, sc.Organization(), person)
	return p, household, err
}

func (p *Profile) readParts(ctx context.Context, q db.Querier, sc authz.Scope) (err error) {
	org := sc.Organization()
	p.Languages, err = db.All(ctx, q, func(r db.Row) (l Spoken, err error) {
		var at db.Time
		err = r.Scan(&l.Language, &l.Kind, &l.Source, &at)
		l.At = at.Time
		return l, err
	}, `SELECT language, kind, source, at FROM person_language WHERE org_id = $1 AND person_id = $2
	    ORDER BY CASE source WHEN 'self-reported' THEN 0 WHEN 'observed' THEN 1 ELSE 2 END, language, kind`, org, p.ID)
	if err != nil {
		return err
	}
	if p.Tags, err = db.All(ctx, q, db.Value[string], `SELECT tag FROM person_tag WHERE org_id = $1 AND person_id = $2 ORDER BY tag`, org, p.ID); err != nil {
		return err
	}
	if p.Suppressions, err = holds(ctx, q, `s.org_id = $1 AND s.person_id = $2 AND s.lifted_at IS NULL`, org, p.ID); err != nil {
		return err
	}
	return p.readRegistrations(ctx, q, org)
}

func (p *Profile) readRegistrations(ctx context.Context, q db.Querier, org id.ID) error {
	rows := map[id.ID]int{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var row id.ID
		var one Registration
		var districts db.JSON[map[string]string]
		err := r.Scan(&row, &one.State, &one.VoterID, &one.Status, &one.RegisteredOn, &districts)
		one.Districts = districts.V
		rows[row] = len(p.Registrations)
		p.Registrations = append(p.Registrations, one)
		return err
	}, `SELECT id, state, voter_id, status, registered_on, districts FROM voter_registration WHERE org_id = $1 AND person_id = $2 ORDER BY id`, org, p.ID)
	if err != nil {
		return err
	}
	return db.Each(ctx, q, func(r db.Row) error {
		var row id.ID
		var v Vote
		err := r.Scan(&row, &v.Election, &v.Method)
		one := &p.Registrations[rows[row]]
		one.Votes = append(one.Votes, v)
		return err
	}, `SELECT v.registration_id, v.election, v.method FROM election_vote v JOIN voter_registration r ON r.org_id = v.org_id AND r.id = v.registration_id
	    WHERE v.org_id = $1 AND r.person_id = $2 ORDER BY v.election DESC`, org, p.ID)
}

func holds(ctx context.Context, q db.Querier, condition string, args ...any) ([]Hold, error) {
	return db.All(ctx, q, func(r db.Row) (h Hold, err error) {
		var at db.Time
		err = r.Scan(append(residentFields(&h.Person), &h.ID, &h.Scope, &h.Reason, &at, &h.FromDoor)...)
		h.At = at.Time
		return h, err
	}, `SELECT `+residentColumns+`, s.id, s.scope, s.reason, s.at, s.attempt_id IS NOT NULL FROM suppression s JOIN person p ON p.org_id = s.org_id AND p.id = s.person_id
	    WHERE `+condition+` ORDER BY s.id DESC LIMIT 500`, args...)
}

// Suppressions lists whom not to contact, the newest first, at most 500.
func (s *Service) Suppressions(ctx context.Context, sc authz.Scope) (out []Hold, err error) {
	defer errs.Wrap(&err, "people.Suppressions")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = holds(ctx, tx, `s.org_id = $1 AND s.lifted_at IS NULL`, sc.Organization())
		return err
	})
	return out, err
}
