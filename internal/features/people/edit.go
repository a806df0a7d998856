package people

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/language"
	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Details is what a form says about a person. The name is kept as it is typed.
type Details struct {
	Name         record.Name
	Phone, Email string
}

// check says what is wrong with a form, field by field.
func (d Details) check() error {
	var found []error
	if field, reason := nameFault(d.Name); reason != "" {
		found = append(found, errs.Field(field, reason, "n", maxName))
	}
	if clean(d.Phone) != "" && phone(d.Phone) == "" {
		found = append(found, errs.Field("phone", "people.phone_wrong"))
	}
	if clean(d.Email) != "" && email(d.Email) == "" {
		found = append(found, errs.Field("email", "people.email_wrong"))
	}
	return errors.Join(found...)
}

// change runs an edit of one person with its line in the log. fn tells whether it changed anything; what changed nothing is not logged.
func (s *Service) change(ctx context.Context, sc authz.Scope, person id.ID, action string, detail any, fn func(tx *db.WriteTx) (bool, error)) (err error) {
	defer errs.Wrap(&err, "%s(%v)", action, person)
	if err := sc.Require(authz.EditPeople); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, action, func(tx *db.WriteTx) error {
		if _, err := db.One(ctx, tx, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1 AND id = $2`, sc.Organization(), person); err != nil {
			return err
		}
		changed, err := fn(tx)
		if err != nil || !changed {
			return err
		}
		return s.log.Record(ctx, tx, sc, action, person, detail)
	})
}

// Edit writes a form over a person. It returns errs.Invalid with the fields at fault, errs.NotFound, errs.Forbidden without EditPeople.
// The log names the fields that changed, not what stood in them.
func (s *Service) Edit(ctx context.Context, sc authz.Scope, person id.ID, d Details) error {
	if err := d.check(); err != nil {
		return err
	}
	n := cleanName(d.Name)
	var fields []string
	detail := map[string]any{}
	return s.change(ctx, sc, person, "people.edit", detail, func(tx *db.WriteTx) (bool, error) {
		p, _, err := readPerson(ctx, tx, sc, person)
		if err != nil {
			return false, err
		}
		had := p.Name
		fields = nil
		for field, differs := range map[string]bool{"given": had.Given != n.Given, "middle": had.Middle != n.Middle, "family": had.Family != n.Family, "suffix": had.Suffix != n.Suffix,
			"native_name": had.Native != n.Native, "phone": p.Phone != phone(d.Phone), "email": p.Email != email(d.Email)} {
			if differs {
				fields = append(fields, field)
			}
		}
		if len(fields) == 0 {
			return false, nil
		}
		slices.Sort(fields)
		detail["fields"] = fields
		_, err = tx.Exec(ctx, `UPDATE person SET given = $3, middle = $4, family = $5, suffix = $6, native_name = $7, native_lang = $8, search = $9, phone = $10, email = $11, updated_at = $12
			WHERE org_id = $1 AND id = $2`, sc.Organization(), person, n.Given, n.Middle, n.Family, n.Suffix, n.Native, names.Lang(n.Native, p.Language),
			names.Search(n.Given, n.Middle, n.Family, n.Native), phone(d.Phone), email(d.Email), db.At(s.now()))
		return true, err
	})
}

// Tag gives a person a tag.
func (s *Service) Tag(ctx context.Context, sc authz.Scope, person id.ID, tag string) error {
	tag = clean(tag)
	if tag == "" || len([]rune(tag)) > 60 {
		return errs.Field("tag", "people.tag_wrong", "n", 60)
	}
	return s.change(ctx, sc, person, "people.tag", map[string]any{"tag": tag}, func(tx *db.WriteTx) (bool, error) {
		n, err := tx.Exec(ctx, `INSERT INTO person_tag (org_id, person_id, tag, at) VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, person_id, tag) DO NOTHING`,
			sc.Organization(), person, tag, db.At(s.now()))
		return n > 0, err
	})
}

// Untag takes a tag away.
func (s *Service) Untag(ctx context.Context, sc authz.Scope, person id.ID, tag string) error {
	return s.change(ctx, sc, person, "people.untag", map[string]any{"tag": tag}, func(tx *db.WriteTx) (bool, error) {
		n, err := tx.Exec(ctx, `DELETE FROM person_tag WHERE org_id = $1 AND person_id = $2 AND tag = $3`, sc.Organization(), person, tag)
		return n > 0, err
	})
}

// Speak adds a language with how it is used and known, and computes the preferred one.
func (s *Service) Speak(ctx context.Context, sc authz.Scope, person id.ID, l record.Language) error {
	code, ok := language.Canonical(l.Code)
	if !ok {
		return errs.Field("language", "people.language_unknown")
	}
	l = record.Language{Code: code, Kind: cmp.Or(l.Kind, record.Spoken), Source: cmp.Or(l.Source, record.Observed)}
	if !slices.Contains([]string{record.Spoken, record.Read, record.Preferred}, l.Kind) || !slices.Contains([]string{record.SelfReported, record.Observed}, l.Source) {
		return errs.Field("language", "people.language_unknown")
	}
	return s.change(ctx, sc, person, "people.speak", l, func(tx *db.WriteTx) (bool, error) {
		n, err := tx.Exec(ctx, insertLanguage+`($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, person_id, language, kind, source) DO NOTHING`,
			sc.Organization(), person, l.Code, l.Kind, l.Source, db.At(s.now()))
		if err != nil || n == 0 {
			return false, err
		}
		return true, prefer(ctx, tx, sc.Organization(), []id.ID{person})
	})
}

// Unspeak takes a language away.
func (s *Service) Unspeak(ctx context.Context, sc authz.Scope, person id.ID, l record.Language) error {
	return s.change(ctx, sc, person, "people.unspeak", l, func(tx *db.WriteTx) (bool, error) {
		n, err := tx.Exec(ctx, `DELETE FROM person_language WHERE org_id = $1 AND person_id = $2 AND language = $3 AND kind = $4 AND source = $5`,
			sc.Organization(), person, l.Code, l.Kind, l.Source)
		if err != nil || n == 0 {
			return false, err
		}
		return true, prefer(ctx, tx, sc.Organization(), []id.ID{person})
	})
}

// Hold keeps a person from being contacted, by an organizer's own hand.
func (s *Service) Hold(ctx context.Context, sc authz.Scope, person id.ID, scope string) error {
	if !slices.Contains([]string{"everywhere", "door", "phone", "text", "email"}, scope) {
		return errs.Field("scope", "people.scope_wrong")
	}
	return s.change(ctx, sc, person, "people.suppress", map[string]any{"scope": scope}, func(tx *db.WriteTx) (bool, error) {
		return true, s.Suppress(ctx, tx, sc, Suppression{Person: person, Scope: scope, Reason: "do_not_contact", At: s.now()})
	})
}

// Release lifts a suppression, or puts back one that was just lifted.
func (s *Service) Release(ctx context.Context, sc authz.Scope, person, suppression id.ID, undo bool) error {
	action, set, args := "people.lift", `lifted_at = $4 WHERE org_id = $1 AND person_id = $2 AND id = $3 AND lifted_at IS NULL`, []any{sc.Organization(), person, suppression, db.At(s.now())}
	if undo {
		action, set, args = "people.suppress", `lifted_at = NULL WHERE org_id = $1 AND person_id = $2 AND id = $3 AND lifted_at IS NOT NULL`, args[:3]
	}
	return s.change(ctx, sc, person, action, map[string]any{"suppression": suppression}, func(tx *db.WriteTx) (bool, error) {
		n, err := tx.Exec(ctx, `UPDATE suppression SET `+set, args...)
		return n > 0, err
	})
}

// NewByHand is what the form for a new person says.
type NewByHand struct {
	Details
	Address  address.Address
	Language string
	Member   bool
	Anyway   bool // the organizer has seen whom it looks like
}

// Add makes a person from a form. Where somebody like that is known already, nothing is written and alike is that person, unless
// Anyway says so. It returns errs.Invalid with the fields at fault, errs.Forbidden without EditPeople. places may be nil.
func (s *Service) Add(ctx context.Context, sc authz.Scope, in NewByHand) (person, alike id.ID, err error) {
	defer errs.Wrap(&err, "people.Add")
	if err := sc.Require(authz.EditPeople); err != nil {
		return 0, 0, err
	}
	if err := in.check(); err != nil {
		return 0, 0, err
	}
	code, known := language.Canonical(in.Language)
	if in.Language != "" && !known {
		return 0, 0, errs.Field("language", "people.language_unknown")
	}
	m := cleanMember(record.Member{Name: in.Name, Address: in.Address})
	err = s.db.Write(ctx, sc, "add a person by hand", func(tx *db.WriteTx) (err error) {
		person, alike = 0, 0
		c := chunk{Intake: NewIntake(s.ids, s.now).With(s.places), tx: tx, sc: sc, org: sc.Organization(), at: db.At(s.now())}
		if !in.Anyway {
			if alike, err = c.like(ctx, m, phone(in.Phone), email(in.Email)); err != nil || alike != 0 {
				return err
			}
		}
		households, err := c.households(ctx, []address.Address{m.Address})
		if err != nil {
			return err
		}
		p := &personRow{id: s.ids.Next(), household: households[m.Address.Key()], name: m.Name, phone: phone(in.Phone), email: email(in.Email), member: in.Member, source: SourceHand,
			created: c.at, updated: c.at, languages: []string{code}}
		if err := c.savePeople(ctx, []*personRow{p}); err != nil {
			return err
		}
		said := spokenRows{}
		said.add(p.id, 0, record.Language{Code: code, Kind: record.Spoken, Source: record.SelfReported})
		if _, err := c.speak(ctx, said); err != nil {
			return err
		}
		person = p.id
		return s.log.Record(ctx, tx, sc, "people.add", p.id, nil)
	})
	return person, alike, err
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
