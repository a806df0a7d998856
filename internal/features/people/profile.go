package people

import (
	"context"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Profile is everything that is known of a person, in all their parts.
type Profile struct {
	Resident
	Parts         int    // rows that stand for this one person
	BirthDate     string // as far as it is known
	Age           *int   // nil where the date of birth leaves it open
	Young         bool   // under 18
	Guarded       bool   // a guardian's consent holds
	IsMember      bool
	Source        string
	Created       time.Time
	Household     *HouseholdPage
	Names         []Name
	Contacts      []Contact // of somebody under 18 only with a guardian's consent
	Withheld      int       // contacts that are not shown because that is missing
	Mailing       *Mailing  // where post goes, where that is not home
	Consents      []Consent
	Identities    []Identity
	Languages     []Spoken
	Guesses       []Guess
	Relations     []Relation
	Guardians     []GuardianConsent
	Fields        []FieldValue
	Tags          []string
	Notes         []Note
	Files         []File
	Registrations []Registration
	Suppressions  []Hold
}

// Spoken is a language of a person and how it is known.
type Spoken struct {
	Language, Kind, Source string
	At                     time.Time
}

// Profile gives everything that is known of a person, whichever of their rows is asked for. It returns errs.NotFound where there is none
// in the Scope, errs.Forbidden without ReadPeople.
func (s *Service) Profile(ctx context.Context, sc authz.Scope, person id.ID) (p Profile, err error) {
	defer errs.Wrap(&err, "people.Profile(%v)", person)
	err = s.view(ctx, sc, person, func(tx *db.ReadTx, w who) error {
		p, err = s.readProfile(ctx, tx, sc, w)
		return err
	})
	return p, err
}

func (s *Service) readProfile(ctx context.Context, q db.Querier, sc authz.Scope, w who) (p Profile, err error) {
	p, household, err := s.readPerson(ctx, q, sc, w)
	if err != nil {
		return p, err
	}
	if household != 0 {
		h, err := s.readHousehold(ctx, q, sc, household)
		if err != nil {
			return p, err
		}
		p.Household = &h
	}
	for _, read := range []func(context.Context, db.Querier, authz.Scope, *Profile, who) error{s.readSelf, s.readReach, s.readWork} {
		if err := read(ctx, q, sc, &p, w); err != nil {
			return p, err
		}
	}
	return p, nil
}

// readPerson reads the row that stands for the person; a part fills in what that row lacks.
func (s *Service) readPerson(ctx context.Context, q db.Querier, sc authz.Scope, w who) (p Profile, household id.ID, err error) {
	first := true
	err = db.Each(ctx, q, func(r db.Row) error {
		var one Profile
		var at id.ID
		var created db.Time
		err := r.Scan(append(residentFields(&one.Resident), &at, &one.IsMember, &one.Source, &created, &one.BirthDate)...)
		one.Created = created.Time
		if first {
			p, household, first = one, at, false
			return err
		}
		p.IsMember = p.IsMember || one.IsMember
		p.BirthDate, p.Language = fill(p.BirthDate, one.BirthDate), fill(p.Language, one.Language)
		if household == 0 {
			household = at
		}
		return err
	}, `SELECT `+residentColumns+`, COALESCE(p.household_id, 0), p.is_member, p.source, p.created_at, p.birth_date FROM person p
	    WHERE p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY CASE WHEN p.id = $3 THEN 0 ELSE 1 END, p.id`, sc.Organization(), db.List(w.parts), w.root)
	p.Parts, p.Young, p.Age = len(w.parts), w.young, ageOf(p.BirthDate, s.now())
	return p, household, err
}

// readSelf reads what the person is: names, languages, words of their own, family, voter registrations.
func (s *Service) readSelf(ctx context.Context, q db.Querier, sc authz.Scope, p *Profile, w who) (err error) {
	org := sc.Organization()
	if p.Names, err = db.All(ctx, q, scanName, `SELECT `+nameColumns+`WHERE`+ofParts+`ORDER BY id + 0`, org, db.List(w.parts)); err != nil {
		return err
	}
	if p.Languages, err = languages(ctx, q, org, w.parts); err != nil {
		return err
	}
	if p.Guesses, err = guesses(ctx, q, org, w.parts, s.now()); err != nil {
		return err
	}
	if p.Identities, err = identities(ctx, q, org, w.parts); err != nil {
		return err
	}
	if p.Relations, err = s.relations(ctx, q, sc, w.parts); err != nil {
		return err
	}
	p.Registrations, err = registrations(ctx, q, org, w.parts)
	return err
}

func languages(ctx context.Context, q db.Querier, org id.ID, parts []id.ID) ([]Spoken, error) {
	all, err := db.All(ctx, q, func(r db.Row) (l Spoken, err error) {
		var at db.Time
		err = r.Scan(&l.Language, &l.Kind, &l.Source, &at)
		l.At = at.Time
		return l, err
	}, `SELECT language, kind, source, at FROM person_language WHERE`+ofParts+`ORDER BY CASE source WHEN 'self-reported' THEN 0 ELSE 1 END, language, kind, at`, org, db.List(parts))
	return slices.CompactFunc(all, func(a, b Spoken) bool { return a.Language == b.Language && a.Kind == b.Kind && a.Source == b.Source }), err
}

// readReach reads how the person may be reached. What reaches somebody under 18 is not shown before a guardian has agreed.
func (s *Service) readReach(ctx context.Context, q db.Querier, sc authz.Scope, p *Profile, w who) (err error) {
	org := sc.Organization()
	if w.young {
		if p.Guardians, err = guardianConsents(ctx, q, org, w.parts); err != nil {
			return err
		}
		p.Guarded = guarded(p.Guardians)
	}
	if p.Contacts, err = contacts(ctx, q, org, w); err != nil {
		return err
	}
	if p.Mailing, err = mailing(ctx, q, org, w); err != nil {
		return err
	}
	if w.young && !p.Guarded {
		p.Contacts, p.Mailing, p.Withheld = nil, nil, len(p.Contacts)
	}
	if p.Consents, err = consents(ctx, q, org, w.parts); err != nil {
		return err
	}
	p.Suppressions, err = holds(ctx, q, `s.org_id = $1 AND s.person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND s.lifted_at IS NULL ORDER BY s.id + 0 DESC`, org, db.List(w.parts))
	return err
}

// readWork reads what the organization noted: tags, fields, notes, files.
func (s *Service) readWork(ctx context.Context, q db.Querier, sc authz.Scope, p *Profile, w who) (err error) {
	org := sc.Organization()
	if p.Tags, err = db.All(ctx, q, db.Value[string], `SELECT tag FROM person_tag WHERE`+ofParts+`ORDER BY tag || ''`, org, db.List(w.parts)); err != nil {
		return err
	}
	p.Tags = slices.Compact(p.Tags)
	if p.Fields, err = fieldValues(ctx, q, org, w.parts); err != nil {
		return err
	}
	if p.Notes, err = notes(ctx, q, org, w.parts); err != nil {
		return err
	}
	p.Files, err = files(ctx, q, org, w.parts)
	return err
}
