package people

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// What becomes of the name that an edit replaces.
const (
	BeforeMistake = ""       // it was a slip: it goes
	BeforeAlso    = "also"   // it is used too
	BeforeFormer  = "former" // it finds the person and is shown nowhere else
)

// Details is what a form says about a person. Nobody's name is forced into first and last: Whole is enough.
type Details struct {
	Whole       string      // the name as the person writes it, in any script
	Roman       string      // the same in Latin letters, where Whole is in others
	Name        record.Name // the parts, where they are known; Native is used where Whole is empty
	FamilyFirst bool
	BirthDate   string
	Before      string // one of the Before words
}

// check says what is wrong with a form, field by field.
func (d Details) check(now time.Time) error {
	var found []error
	n := d.name(record.Name{}).record()
	if _, reason := nameFault(n); reason != "" {
		found = append(found, errs.Field("name", reason, "n", maxName))
	}
	if err := harmless("name", d.Whole+" "+d.Roman); err != nil {
		found = append(found, err)
	}
	if reason := birthFault(strings.TrimSpace(d.BirthDate), now); reason != "" {
		found = append(found, errs.Field("birth_date", reason))
	}
	return errors.Join(found...)
}

// writtenName is a name as it goes into the row of person, and whole.
type writtenName struct {
	given, middle, family, suffix, native string
	whole                                 string
}

func (w writtenName) record() record.Name {
	return record.Name{Given: w.given, Middle: w.middle, Family: w.family, Suffix: w.suffix, Native: w.native}
}

// name reads the form's name. had are the parts that stand in the row: where the whole was changed and the parts were not, they
// follow it as far as they can be told apart.
func (d Details) name(had record.Name) writtenName {
	whole, roman, parts := clean(d.Whole), clean(d.Roman), cleanName(d.Name)
	w := writtenName{given: parts.Given, middle: parts.Middle, family: parts.Family, suffix: parts.Suffix, native: parts.Native, whole: whole}
	if whole == "" {
		w.whole = cmp.Or(parts.Native, strings.Join(strings.Fields(strings.Join([]string{parts.Given, parts.Middle, parts.Family, parts.Suffix}, " ")), " "))
		return w
	}
	latin := roman
	switch {
	case isLatin(whole) && (roman == "" || roman == whole):
		latin, w.native = whole, ""
	default:
		w.native = whole
	}
	same := parts.Given == had.Given && parts.Middle == had.Middle && parts.Family == had.Family && parts.Suffix == had.Suffix
	switch {
	case sameWords(latin, parts):
	case latin == "" && (!same || parts.Given+parts.Family == ""):
	case !same && parts.Given+parts.Middle+parts.Family != "":
	default:
		w.given, w.middle, w.family, w.suffix = refit(latin, parts)
	}
	return w
}

// sameWords tells whether a name in one piece is made of the parts, in whatever order.
func sameWords(whole string, n record.Name) bool {
	a, b := strings.Fields(names.Fold(whole)), strings.Fields(names.Fold(strings.Join([]string{n.Given, n.Middle, n.Family, n.Suffix}, " ")))
	slices.Sort(a)
	slices.Sort(b)
	marks := func(s string) string { return strings.Join(strings.Fields(s), "") }
	kept := []string{n.Given, n.Middle, n.Family, n.Suffix}
	return slices.Equal(a, b) && !slices.ContainsFunc(kept, func(p string) bool { return !strings.Contains(marks(whole), marks(p)) })
}

// refit lays a changed name over the places of the old parts, given name first, where it has as many words; else it stays in one piece.
func refit(whole string, n record.Name) (given, middle, family, suffix string) {
	words := strings.Fields(whole)
	places := []*string{&given, &middle, &family, &suffix}
	counts := []int{len(strings.Fields(n.Given)), len(strings.Fields(n.Middle)), len(strings.Fields(n.Family)), len(strings.Fields(n.Suffix))}
	if counts[0]+counts[1]+counts[2]+counts[3] != len(words) {
		return whole, "", "", ""
	}
	for i, count := range counts {
		*places[i] = strings.Join(words[:count], " ")
		words = words[count:]
	}
	return given, middle, family, suffix
}

func isLatin(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) })
}

// Edit writes a form over a person. It returns errs.Invalid with the fields at fault, errs.NotFound, errs.Forbidden without EditPeople.
// The log names the fields that changed, not what stood in them.
func (s *Service) Edit(ctx context.Context, sc authz.Scope, person id.ID, d Details) error {
	d.BirthDate = strings.TrimSpace(d.BirthDate)
	detail := map[string]any{}
	return s.change(ctx, sc, person, "people.edit", detail, func(tx *db.WriteTx, w who) (bool, error) {
		if err := d.check(s.now()); err != nil {
			return false, err
		}
		org := sc.Organization()
		p, _, err := s.readPerson(ctx, tx, sc, who{root: w.root, parts: []id.ID{w.root}})
		if err != nil {
			return false, err
		}
		written := d.name(nameRecord(p.Name))
		n := written.record()
		fields := changedFields(p, n, d)
		if len(fields) == 0 {
			return false, nil
		}
		detail["fields"] = fields
		_, err = tx.Exec(ctx, `UPDATE person SET given = $3, middle = $4, family = $5, suffix = $6, native_name = $7, native_lang = $8, family_first = $9, birth_date = $10, updated_at = $11
			WHERE org_id = $1 AND id = $2`, org, w.root, n.Given, n.Middle, n.Family, n.Suffix, n.Native, names.Lang(n.Native, p.Language), d.FamilyFirst, d.BirthDate, db.At(s.now()))
		if err != nil {
			return false, err
		}
		if !slices.Contains(fields, "name") {
			return true, nil
		}
		if err := s.keepBefore(ctx, tx, org, w.root, p, d.Before); err != nil {
			return false, err
		}
		return true, s.keepWritten(ctx, tx, org, w.root, written, p.Language)
	})
}

func nameRecord(n i18n.Name) record.Name {
	return record.Name{Given: n.Given, Middle: n.Middle, Family: n.Family, Suffix: n.Suffix, Native: n.Native}
}

func changedFields(p Profile, n record.Name, d Details) (fields []string) {
	for _, f := range []struct {
		name    string
		differs bool
	}{{"birth_date", p.BirthDate != d.BirthDate}, {"name", nameRecord(p.Name) != n}, {"name_order", p.Name.FamilyFirst != d.FamilyFirst}} {
		if f.differs {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// keepBefore keeps the name that an edit replaces, where the form says so.
func (s *Service) keepBefore(ctx context.Context, tx *db.WriteTx, org, person id.ID, p Profile, before string) error {
	kind := map[string]string{BeforeAlso: NameGiven, BeforeFormer: NameFormer}[before]
	had := nameRecord(p.Name)
	whole := wholeName(p.Name)
	if _, err := tx.Exec(ctx, `DELETE FROM person_name WHERE org_id = $1 AND person_id = $2 AND kind = 'given' AND text = $3`, org, person, whole); err != nil || kind == "" {
		return err
	}
	_, err := s.keepName(ctx, tx, org, person, Name{Kind: kind, Text: whole, Lang: p.Name.NativeLang, Given: had.Given, Middle: had.Middle, Family: had.Family, Suffix: had.Suffix, Source: SourceHand})
	return err
}

// wholeName is a person's name in one piece, in their own writing where that is known.
func wholeName(n i18n.Name) string {
	if n.Native != "" {
		return n.Native
	}
	return i18n.Default().PersonName(n)
}

// keepWritten keeps the name whole as it was written, beside the columns that lists show.
func (s *Service) keepWritten(ctx context.Context, tx *db.WriteTx, org, person id.ID, w writtenName, said string) error {
	n := Name{Kind: NameGiven, Text: w.whole, Lang: names.Lang(w.whole, said), Given: w.given, Middle: w.middle, Family: w.family, Suffix: w.suffix, Source: record.SelfReported}
	written, err := s.keepName(ctx, tx, org, person, n)
	if err != nil || written {
		return err
	}
	return keepFindable(ctx, tx, org, []id.ID{person})
}

// AddName writes a further name of a person. A former one is found and not shown.
func (s *Service) AddName(ctx context.Context, sc authz.Scope, person id.ID, n Name) error {
	n.Text = clean(n.Text)
	if err := errors.Join(n.check(), harmless("name_text", n.Text)); err != nil {
		return err
	}
	n.Lang, n.Source = names.Lang(n.Text, n.Lang), record.SelfReported
	return s.change(ctx, sc, person, "people.name", map[string]any{"kind": n.Kind}, func(tx *db.WriteTx, w who) (bool, error) {
		return s.keepName(ctx, tx, sc.Organization(), w.root, n)
	})
}

// RemoveName takes a further name away; the one that lists show stays.
func (s *Service) RemoveName(ctx context.Context, sc authz.Scope, person, name id.ID) error {
	return s.change(ctx, sc, person, "people.name_removed", nil, func(tx *db.WriteTx, w who) (bool, error) {
		n, err := tx.Exec(ctx, `DELETE FROM person_name WHERE`+ofParts+`AND id = $3`, sc.Organization(), db.List(w.parts), name)
		if err != nil || n == 0 {
			return false, err
		}
		return true, keepFindable(ctx, tx, sc.Organization(), w.parts)
	})
}

// Join says whether a person is a member of the organization.
func (s *Service) Join(ctx context.Context, sc authz.Scope, person id.ID, member bool) error {
	return s.change(ctx, sc, person, "people.member", map[string]any{"member": member}, func(tx *db.WriteTx, w who) (bool, error) {
		n, err := tx.Exec(ctx, `UPDATE person SET is_member = $3, updated_at = $4 WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND is_member <> $3`,
			sc.Organization(), db.List(w.parts), member, db.At(s.now()))
		return n > 0, err
	})
}

// MoveTo writes where a person lives; an empty address is nowhere known.
func (s *Service) MoveTo(ctx context.Context, sc authz.Scope, person id.ID, to address.Address) error {
	to = cleanAddress(to)
	return s.change(ctx, sc, person, "people.address", nil, func(tx *db.WriteTx, w who) (bool, error) {
		c := chunk{Intake: NewIntake(s.ids, s.now).With(s.places), tx: tx, sc: sc, org: sc.Organization(), at: db.At(s.now())}
		households, err := c.households(ctx, []address.Address{to})
		if err != nil {
			return false, err
		}
		n, err := tx.Exec(ctx, `UPDATE person SET household_id = $3, updated_at = $4 WHERE org_id = $1 AND id = $2 AND COALESCE(household_id, 0) <> $5`,
			c.org, w.root, ref(households[to.Key()]), c.at, households[to.Key()])
		return n > 0, err
	})
}
