package people

import (
	"context"
	"time"

	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Suppression says whom not to contact, how far, why, and because of which entry.
type Suppression struct {
	Person    id.ID
	Household id.ID  // where the entry was made: a move holds for the address that the person left
	Scope     string // door, phone, everywhere
	Reason    string // the canvass result
	Attempt   id.ID  // zero where no entry made it
	At        time.Time
}

// Suppressed tells which of these people must not be visited now.
func (s *Service) Suppressed(ctx context.Context, q db.Querier, sc authz.Scope, people []id.ID) (out map[id.ID]bool, err error) {
	defer errs.Wrap(&err, "people.Suppressed")
	out = map[id.ID]bool{}
	may := segment.New(segment.Node{Everyone: true}).Compile(segment.Door, 3)
	err = db.Each(ctx, q, func(r db.Row) error {
		var p id.ID
		err := r.Scan(&p)
		out[p] = true
		return err
	}, `SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND NOT `+may.SQL,
		append([]any{sc.Organization(), db.List(people)}, may.Args...)...)
	return out, err
}

// Suppress keeps a person from being contacted.
func (s *Service) Suppress(ctx context.Context, tx *db.WriteTx, sc authz.Scope, p Suppression) (err error) {
	defer errs.Wrap(&err, "people.Suppress(%v)", p.Person)
	_, err = tx.Exec(ctx, `INSERT INTO suppression (org_id, id, person_id, scope, reason, address_key, attempt_id, at)
		VALUES ($1, $2, $3, $4, $5, COALESCE((SELECT address_key FROM household WHERE org_id = $1 AND id = $6), ''), $7, $8)`,
		sc.Organization(), s.ids.Next(), p.Person, p.Scope, p.Reason, p.Household, ref(p.Attempt), db.At(p.At))
	return err
}

// Lift ends every suppression that an entry made.
func (s *Service) Lift(ctx context.Context, tx *db.WriteTx, sc authz.Scope, attempt id.ID, at time.Time) (err error) {
	defer errs.Wrap(&err, "people.Lift(%v)", attempt)
	_, err = tx.Exec(ctx, `UPDATE suppression SET lifted_at = $3 WHERE org_id = $1 AND attempt_id = $2 AND lifted_at IS NULL`, sc.Organization(), attempt, db.At(at))
	return err
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
	if err != nil || added == 0 || p.Language == "" {
		return err
	}
	return insertRows(ctx, tx, insertLanguage, [][]any{{sc.Organization(), p.ID, p.Language, record.Spoken, record.Observed, at}}, "ON CONFLICT (org_id, person_id, language, kind, source) DO NOTHING")
}

const insertLanguage = `INSERT INTO person_language (org_id, person_id, language, kind, source, at) VALUES `
