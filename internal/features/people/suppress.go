package people

import (
	"context"
	"slices"
	"time"

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

// Hold is a suppression as a person reads it.
type Hold struct {
	ID            id.ID
	Person        Resident // in the list of all of them
	Scope, Reason string
	At            time.Time
	FromDoor      bool // an entry of a volunteer made it
}

// Scopes are how far a suppression reaches.
var Scopes = []string{"everywhere", "door", "phone", "text", "email"}

// Suppressed tells which of these people must not be visited now.
func (s *Service) Suppressed(ctx context.Context, q db.Querier, sc authz.Scope, people []id.ID) (out map[id.ID]bool, err error) {
	defer errs.Wrap(&err, "people.Suppressed")
	out = map[id.ID]bool{}
	may := everybody.Compile(segment.Ask{Channel: segment.Door}, 3)
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
	if err != nil {
		return err
	}
	return tx.Touch(ctx, sc.Organization(), p.Person)
}

// Lift ends every suppression that an entry made.
func (s *Service) Lift(ctx context.Context, tx *db.WriteTx, sc authz.Scope, attempt id.ID, at time.Time) (err error) {
	defer errs.Wrap(&err, "people.Lift(%v)", attempt)
	held, err := db.All(ctx, tx, db.Value[id.ID], `SELECT person_id FROM suppression WHERE org_id = $1 AND attempt_id = $2 AND lifted_at IS NULL`, sc.Organization(), attempt)
	if err != nil || len(held) == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE suppression SET lifted_at = $3 WHERE org_id = $1 AND attempt_id = $2 AND lifted_at IS NULL`, sc.Organization(), attempt, db.At(at))
	if err != nil {
		return err
	}
	return tx.Touch(ctx, sc.Organization(), held...)
}

// Hold keeps a person from being contacted, by an organizer's own hand.
func (s *Service) Hold(ctx context.Context, sc authz.Scope, person id.ID, scope string) error {
	if !slices.Contains(Scopes, scope) {
		return errs.Field("scope", "people.scope_wrong")
	}
	return s.change(ctx, sc, person, "people.suppress", map[string]any{"scope": scope}, func(tx *db.WriteTx, w who) (bool, error) {
		return true, s.Suppress(ctx, tx, sc, Suppression{Person: w.root, Scope: scope, Reason: "do_not_contact", At: s.now()})
	})
}

// Release lifts a suppression, or puts back one that was just lifted.
func (s *Service) Release(ctx context.Context, sc authz.Scope, person, suppression id.ID, undo bool) error {
	action, lifted, when := "people.lift", any(db.At(s.now())), "IS NULL"
	if undo {
		action, lifted, when = "people.suppress", nil, "IS NOT NULL"
	}
	return s.change(ctx, sc, person, action, map[string]any{"suppression": suppression}, func(tx *db.WriteTx, w who) (bool, error) {
		n, err := tx.Exec(ctx, `UPDATE suppression SET lifted_at = $4 WHERE`+ofParts+`AND id = $3 AND lifted_at `+when, sc.Organization(), db.List(w.parts), suppression, lifted)
		return n > 0, err
	})
}

func holds(ctx context.Context, q db.Querier, condition string, args ...any) ([]Hold, error) {
	return db.All(ctx, q, func(r db.Row) (h Hold, err error) {
		var at db.Time
		err = r.Scan(append(residentFields(&h.Person), &h.ID, &h.Scope, &h.Reason, &at, &h.FromDoor)...)
		h.At = at.Time
		return h, err
	}, `SELECT `+residentColumns+`, s.id, s.scope, s.reason, s.at, s.attempt_id IS NOT NULL FROM suppression s JOIN person t ON t.org_id = s.org_id AND t.id = s.person_id
	    JOIN person p ON p.org_id = t.org_id AND p.id = COALESCE(t.merged_into, t.id) WHERE `+condition+` LIMIT 500`, args...)
}

// Suppressions lists whom not to contact, the newest first, at most 500.
func (s *Service) Suppressions(ctx context.Context, sc authz.Scope) (out []Hold, err error) {
	defer errs.Wrap(&err, "people.Suppressions")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	condition := `s.org_id = $1 AND s.lifted_at IS NULL`
	condition += " AND " + stands("p", sc.Can(authz.ReadYouth), s.now()) + " ORDER BY s.id DESC"
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = holds(ctx, tx, condition, sc.Organization())
		return err
	})
	return out, err
}
