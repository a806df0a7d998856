package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
)

// Kinds of contact points.
const (
	Phone = "phone"
	Email = "email"
)

// ContactLabels are what a number or an address is for; "" is not known.
var ContactLabels = []string{"", "mobile", "home", "work", "family", "other"}

// Contact is a way to reach somebody.
type Contact struct {
	ID           id.ID // zero for one that only the person's own row tells
	Kind, Value  string
	Label        string
	Source       string
	At           time.Time
	Wrong        time.Time // since when it is known to reach somebody else
	First        bool      // the one that is used
	fromOwnPlace bool
}

// Text is the contact as it is read.
func (c Contact) Text() string {
	if c.Kind == Phone {
		return ui.Phone(c.Value)
	}
	return c.Value
}

// readContact reads what somebody typed: an email has an @.
func readContact(typed, label string) (Contact, error) {
	c := Contact{Kind: Phone, Value: phone(typed), Label: label}
	if strings.Contains(typed, "@") {
		c.Kind, c.Value = Email, email(typed)
	}
	switch {
	case c.Value == "" && c.Kind == Email:
		return c, errs.Field("contact", "people.email_wrong")
	case c.Value == "":
		return c, errs.Field("contact", "people.phone_wrong")
	case !slices.Contains(ContactLabels, label):
		return c, errs.Field("label", "people.choose_one")
	}
	return c, nil
}

const contactColumns = `id, kind, value, label, source, at, wrong_at FROM person_contact WHERE`

func scanContact(r db.Row) (c Contact, err error) {
	var at, wrong db.Time
	err = r.Scan(&c.ID, &c.Kind, &c.Value, &c.Label, &c.Source, &at, &wrong)
	c.At, c.Wrong = at.Time, wrong.Time
	return c, err
}

// contacts are all ways to reach a person: those with rows of their own, and those that the rows of person tell.
func contacts(ctx context.Context, q db.Querier, org id.ID, w who) ([]Contact, error) {
	out, err := db.All(ctx, q, scanContact, `SELECT `+contactColumns+ofParts+`ORDER BY kind DESC, id`, org, db.List(w.parts))
	if err != nil {
		return nil, err
	}
	var rows []Contact
	err = db.Each(ctx, q, func(r db.Row) error {
		var part id.ID
		var number, mail, source string
		var at db.Time
		err := r.Scan(&part, &number, &mail, &source, &at)
		rows = append(rows, Contact{Kind: Phone, Value: number, Source: source, At: at.Time, fromOwnPlace: part == w.root},
			Contact{Kind: Email, Value: mail, Source: source, At: at.Time, fromOwnPlace: part == w.root})
		return err
	}, `SELECT id, phone, email, source, created_at FROM person WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY CASE WHEN id = $3 THEN 0 ELSE 1 END, id`,
		org, db.List(w.parts), w.root)
	for _, c := range rows {
		at := slices.IndexFunc(out, func(o Contact) bool { return o.Kind == c.Kind && o.Value == c.Value })
		switch {
		case c.Value == "":
		case at < 0:
			c.First = c.fromOwnPlace
			out = append(out, c)
		default:
			out[at].First = out[at].First || c.fromOwnPlace
		}
	}
	slices.SortStableFunc(out, func(a, b Contact) int { return contactRank(a) - contactRank(b) })
	return out, err
}

// contactRank orders numbers before addresses, the one that is used first and wrong ones last.
func contactRank(c Contact) int {
	rank := 0
	if c.Kind == Email {
		rank += 10
	}
	if !c.First {
		rank++
	}
	if !c.Wrong.IsZero() {
		rank += 2
	}
	return rank
}

// AddContact adds a number or an address. The first of its kind is the one that is used.
func (s *Service) AddContact(ctx context.Context, sc authz.Scope, person id.ID, typed, label string) error {
	c, err := readContact(typed, label)
	if err != nil {
		return err
	}
	return s.changeContact(ctx, sc, person, "people.contact", c, func(tx *db.WriteTx, w who) (int64, error) {
		return tx.Exec(ctx, `UPDATE person_contact SET label = $5, wrong_at = NULL WHERE org_id = $1 AND person_id = $2 AND kind = $3 AND value = $4 AND (label <> $5 OR wrong_at IS NOT NULL)`,
			sc.Organization(), w.root, c.Kind, c.Value, c.Label)
	})
}

// MarkWrong notes that a number or an address reaches somebody else, or that it does not after all.
func (s *Service) MarkWrong(ctx context.Context, sc authz.Scope, person id.ID, kind, value string, wrong bool) error {
	action, at := "people.contact_right", any(nil)
	if wrong {
		action, at = "people.contact_wrong", db.At(s.now())
	}
	return s.changeContact(ctx, sc, person, action, Contact{Kind: kind, Value: value}, func(tx *db.WriteTx, w who) (int64, error) {
		return tx.Exec(ctx, `UPDATE person_contact SET wrong_at = $5 WHERE`+ofParts+`AND kind = $3 AND value = $4`, sc.Organization(), db.List(w.parts), kind, value, at)
	})
}

// RemoveContact forgets a number or an address.
func (s *Service) RemoveContact(ctx context.Context, sc authz.Scope, person id.ID, kind, value string) error {
	return s.changeContact(ctx, sc, person, "people.contact_removed", Contact{Kind: kind, Value: value}, func(tx *db.WriteTx, w who) (int64, error) {
		n, err := tx.Exec(ctx, `DELETE FROM person_contact WHERE`+ofParts+`AND kind = $3 AND value = $4`, sc.Organization(), db.List(w.parts), kind, value)
		if err != nil {
			return n, err
		}
		m, err := tx.Exec(ctx, `UPDATE person SET `+kindColumn(kind)+` = '' WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND `+kindColumn(kind)+` = $3`,
			sc.Organization(), db.List(w.parts), value)
		return n + m, err
	})
}

// kindColumn is the column of person that tells the one that is used.
func kindColumn(kind string) string {
	if kind == Email {
		return "email"
	}
	return "phone"
}

// changeContact gives every contact of the person a row of its own, runs fn over them, and computes anew which one is used.
func (s *Service) changeContact(ctx context.Context, sc authz.Scope, person id.ID, action string, c Contact, fn func(*db.WriteTx, who) (int64, error)) error {
	org := sc.Organization()
	if c.Kind != Phone && c.Kind != Email {
		return errs.New(errs.Invalid, "")
	}
	return s.change(ctx, sc, person, action, map[string]any{"kind": c.Kind}, func(tx *db.WriteTx, w who) (bool, error) {
		all, err := contacts(ctx, tx, org, w)
		if err != nil {
			return false, err
		}
		known := slices.ContainsFunc(all, func(k Contact) bool { return k.Kind == c.Kind && k.Value == c.Value })
		fresh := !known && action == "people.contact"
		if fresh {
			c.Source, c.At = SourceHand, s.now()
			all = append(all, c)
		} else if !known {
			return false, errs.New(errs.NotFound, "")
		}
		for _, k := range all {
			if k.ID != 0 {
				continue
			}
			_, err := tx.Insert(ctx, "person_contact", []string{"org_id", "id", "person_id", "kind", "value", "label", "source", "at"},
				[][]any{{org, s.ids.Next(), w.root, k.Kind, k.Value, k.Label, k.Source, db.At(k.At)}}, "")
			if err != nil {
				return false, err
			}
		}
		n, err := fn(tx, w)
		if err != nil {
			return false, err
		}
		return fresh || n > 0, s.settleContact(ctx, tx, org, w, c.Kind)
	})
}

// settleContact writes the one to use into the person's row: what stands there as long as it is right, else the first that is.
func (s *Service) settleContact(ctx context.Context, tx *db.WriteTx, org id.ID, w who, kind string) error {
	all, err := contacts(ctx, tx, org, w)
	if err != nil {
		return err
	}
	best := ""
	for _, c := range all {
		if c.Kind == kind && c.Wrong.IsZero() {
			best = c.Value
			break
		}
	}
	_, err = tx.Exec(ctx, `UPDATE person SET `+kindColumn(kind)+` = $3, updated_at = $4 WHERE org_id = $1 AND id = $2 AND `+kindColumn(kind)+` <> $3`, org, w.root, best, db.At(s.now()))
	return err
}
