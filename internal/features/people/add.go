package people

import (
	"context"
	"errors"
	"time"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/language"
	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// NewByHand is what the form for a new person says.
type NewByHand struct {
	Details
	Phone, Email string
	Address      address.Address
	Language     string
	Member       bool
	Anyway       bool // the organizer has seen whom it looks like
	Household    id.ID
	RelatedTo    id.ID  // somebody whom the new person is something to
	Relation     string // what they are to that person
}

func (in NewByHand) check(now time.Time) error {
	var found []error
	if clean(in.Phone) != "" && phone(in.Phone) == "" {
		found = append(found, errs.Field("phone", "people.phone_wrong"))
	}
	if clean(in.Email) != "" && email(in.Email) == "" {
		found = append(found, errs.Field("email", "people.email_wrong"))
	}
	if _, known := language.Canonical(in.Language); in.Language != "" && !known {
		found = append(found, errs.Field("language", "people.language_unknown"))
	}
	if _, _, _, ok := oriented(1, 2, in.Relation); in.RelatedTo != 0 && !ok {
		found = append(found, errs.Field("relation", "people.choose_one"))
	}
	return errors.Join(append(found, in.Details.check(now))...)
}

// Add makes a person from a form. Where somebody like that is known already, nothing is written and alike is that person, unless
// Anyway says so. It returns errs.Invalid with the fields at fault, errs.Forbidden without EditPeople.
func (s *Service) Add(ctx context.Context, sc authz.Scope, in NewByHand) (person, alike id.ID, err error) {
	defer errs.Wrap(&err, "people.Add")
	if err := sc.Require(authz.EditPeople); err != nil {
		return 0, 0, err
	}
	if err := in.check(s.now()); err != nil {
		return 0, 0, err
	}
	written := in.Details.name(record.Name{})
	m := cleanMember(record.Member{Name: written.record(), Address: in.Address})
	err = s.db.Write(ctx, sc, "add a person by hand", func(tx *db.WriteTx) (err error) {
		person, alike = 0, 0
		c := chunk{Intake: NewIntake(s.ids, s.now).With(s.places), tx: tx, sc: sc, org: sc.Organization(), at: db.At(s.now())}
		if !in.Anyway {
			if alike, err = s.alike(ctx, c, m, in); err != nil || alike != 0 {
				return err
			}
		}
		person, err = s.insert(ctx, c, in, m, written)
		return err
	})
	return person, alike, err
}

// insert writes a new person with everything that the form says.
func (s *Service) insert(ctx context.Context, c chunk, in NewByHand, m record.Member, written writtenName) (id.ID, error) {
	households, err := c.households(ctx, []address.Address{m.Address})
	if err != nil {
		return 0, err
	}
	household := households[m.Address.Key()]
	if household == 0 && in.Household != 0 {
		if household, err = db.One(ctx, c.tx, db.Value[id.ID], `SELECT id FROM household WHERE org_id = $1 AND id = $2`, c.org, in.Household); err != nil {
			return 0, err
		}
	}
	code, _ := language.Canonical(in.Language)
	w := who{root: s.ids.Next()}
	w.parts = []id.ID{w.root}
	n := m.Name
	_, err = c.tx.Insert(ctx, "person", []string{"org_id", "id", "household_id", "given", "middle", "family", "suffix", "native_name", "native_lang", "family_first", "search", "phone", "email", "language",
		"is_member", "source", "birth_date", "created_at", "updated_at"},
		[][]any{{c.org, w.root, ref(household), n.Given, n.Middle, n.Family, n.Suffix, n.Native, names.Lang(n.Native, code), in.FamilyFirst, names.Search(n.Given, n.Middle, n.Family, n.Native),
			phone(in.Phone), email(in.Email), "", in.Member, SourceHand, in.BirthDate, c.at, c.at}}, "")
	if err != nil {
		return 0, err
	}
	if err := s.keepWritten(ctx, c.tx, c.org, w.root, written, code); err != nil {
		return 0, err
	}
	if code != "" {
		if _, err := s.speak(ctx, c.tx, c.org, w, record.Language{Code: code, Kind: record.Spoken, Source: record.SelfReported}, c.at); err != nil {
			return 0, err
		}
	}
	if in.RelatedTo != 0 {
		other, err := s.reach(ctx, c.tx, c.sc, in.RelatedTo)
		if err != nil {
			return 0, err
		}
		if _, err := s.relate(ctx, c.tx, c.org, other.root, w.root, in.Relation); err != nil {
			return 0, err
		}
		if err := s.log.Record(ctx, c.tx, c.sc, "people.relate", other.root, map[string]any{"relation": in.Relation, "other": w.root}); err != nil {
			return 0, err
		}
	}
	if err := c.tx.Touch(ctx, c.org, w.root, max(in.RelatedTo, w.root)); err != nil {
		return 0, err
	}
	return w.root, s.log.Record(ctx, c.tx, c.sc, "people.add", w.root, nil)
}

// alike finds the known person whom a form may mean, as far as the Scope may see them.
func (s *Service) alike(ctx context.Context, c chunk, m record.Member, in NewByHand) (id.ID, error) {
	found, err := c.like(ctx, m, phone(in.Phone), email(in.Email))
	if err != nil || found == 0 {
		return 0, err
	}
	w, err := s.reach(ctx, c.tx, c.sc, found)
	if errs.KindOf(err) == errs.NotFound {
		return 0, nil
	}
	return w.root, err
}

// like finds the known person whom a form may mean.
func (c chunk) like(ctx context.Context, m record.Member, phone, email string) (id.ID, error) {
	building := m.Address.BuildingKey()
	pool, err := c.candidates(ctx, sought{buildings: []string{building}, phones: []string{phone}, emails: []string{email}})
	if err != nil {
		return 0, err
	}
	if p := pool.find(wanted{name: m.Name, building: building, address: m.Address.Key(), phone: phone, email: email, member: true}); p != nil {
		return p.id, nil
	}
	return 0, nil
}

// NewPerson is somebody added at a door.
type NewPerson struct {
	ID, Household  id.ID
	Name, Language string
	At             time.Time
}

// AddAtDoor keeps a person whom a volunteer met and who was on no list. The name stays in one piece: nobody at a door asks which
// part is the family's. Adding the same person again changes nothing.
func (s *Service) AddAtDoor(ctx context.Context, tx *db.WriteTx, sc authz.Scope, p NewPerson) (err error) {
	defer errs.Wrap(&err, "people.AddAtDoor(%v)", p.ID)
	name := clean(p.Name)
	var native, nativeLang string
	if lang := names.Lang(name); lang != "" {
		native, nativeLang, name = name, lang, ""
	}
	at := db.At(p.At)
	added, err := tx.Exec(ctx, `INSERT INTO person (org_id, id, household_id, given, middle, family, suffix, native_name, native_lang, search, phone, email, language, is_member, source,
		created_at, updated_at) VALUES ($1, $2, $3, $4, '', '', '', $5, $6, $7, '', '', $8, $9, $10, $11, $11) ON CONFLICT (org_id, id) DO NOTHING`,
		sc.Organization(), p.ID, ref(p.Household), name, native, nativeLang, names.Search(name, "", "", native), p.Language, false, SourceDoor, at)
	if err != nil {
		return err
	}
	if err := tx.Touch(ctx, sc.Organization(), p.ID); err != nil || added == 0 || p.Language == "" {
		return err
	}
	return insertRows(ctx, tx, insertLanguage, [][]any{{sc.Organization(), p.ID, p.Language, record.Spoken, record.Observed, at}}, "ON CONFLICT (org_id, person_id, language, kind, source) DO NOTHING")
}

const insertLanguage = `INSERT INTO person_language (org_id, person_id, language, kind, source, at) VALUES `
