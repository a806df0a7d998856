package canvass

import (
	"context"
	"strings"
	"unicode/utf8"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// PlacedWarning is a warning with where it is.
type PlacedWarning struct {
	Warning
	Address  string
	Building bool
}

// Warnings lists what holds in the organization, the newest first. It returns errs.Forbidden without PublishTurfs.
func (s *Service) Warnings(ctx context.Context, sc authz.Scope) (out []PlacedWarning, err error) {
	defer errs.Wrap(&err, "canvass.Warnings")
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, func(r db.Row) (p PlacedWarning, err error) {
			var number, street, unit string
			p.Warning, err = scanWarning(rowAnd{r, []any{&number, &street, &unit}})
			rule, _ := ruleOfWarning(p.Kind)
			if p.Building = rule.Building; p.Building {
				unit = ""
			}
			p.Address = strings.TrimSpace(number + " " + street + " " + unit)
			return p, err
		}, `SELECT `+warningColumns+`, h.number, h.street, h.unit FROM door_warning w JOIN household h ON h.org_id = w.org_id AND h.id = w.household_id
			WHERE w.org_id = $1 AND w.ended_seq IS NULL AND w.expires_at > $2 ORDER BY w.seq DESC LIMIT 500`, sc.Organization(), db.At(s.now()))
		return err
	})
	return out, err
}

// AddWarning keeps an organizer's warning at an address. It returns errs.Invalid (field address, unit or text) for an address that is not among the organization's doors,
// or is several, and for words that are missing or too many; errs.Forbidden without PublishTurfs.
func (s *Service) AddWarning(ctx context.Context, sc authz.Scope, address, unit string, kind WarningKind, text string) (err error) {
	defer errs.Wrap(&err, "canvass.AddWarning")
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return err
	}
	rule, ok := ruleOfWarning(kind)
	if !ok {
		return errs.New(errs.Invalid, "")
	}
	if text, err = warningText(text, rule); err != nil {
		return err
	}
	now := s.now()
	return s.db.Write(ctx, sc, "canvass.AddWarning", func(tx *db.WriteTx) error {
		household, building, err := findDoor(ctx, tx, sc, address, unit, rule.Building)
		if err != nil {
			return err
		}
		w := Warning{ID: s.ids.Next(), Household: household, Kind: kind, Text: text, By: sc.Actor().Name, At: db.At(now), building: building}
		if err := insertWarning(ctx, tx, sc, w, "", now); err != nil {
			return err
		}
		if err := tx.Touch(ctx, sc.Organization()); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "warning.add", w.ID, map[string]any{"household": household, "kind": kind})
	})
}

func warningText(text string, rule warningRule) (string, error) {
	text = cleanText(text)
	switch {
	case rule.Words && text == "":
		return "", errs.Field("text", "entry.text_missing")
	case utf8.RuneCountInString(text) > maxWarning:
		return "", errs.Field("text", "doorwarn.too_long", "max", maxWarning)
	}
	return text, nil
}

// findDoor finds the door that an organizer wrote down, house number first, and the building that it is in.
func findDoor(ctx context.Context, q db.Querier, sc authz.Scope, address, unit string, anyUnit bool) (id.ID, string, error) {
	number, street, _ := strings.Cut(strings.TrimSpace(address), " ")
	type door struct {
		id                     id.ID
		street, unit, building string
	}
	all, err := db.All(ctx, q, func(r db.Row) (d door, err error) {
		err = r.Scan(&d.id, &d.street, &d.unit, &d.building)
		return d, err
	}, `SELECT id, street, unit, building_key FROM household WHERE org_id = $1 AND number = $2 ORDER BY id`, sc.Organization(), number)
	if err != nil {
		return 0, "", err
	}
	var found []door
	for _, d := range all {
		same := geo.StreetKey(d.street) == geo.StreetKey(street)
		if same && (anyUnit && unit == "" || strings.EqualFold(strings.TrimSpace(d.unit), strings.TrimSpace(unit))) {
			found = append(found, d)
		}
	}
	switch {
	case len(found) == 0:
		return 0, "", errs.Field("address", "doorwarn.unknown")
	case len(found) > 1 && !anyUnit:
		return 0, "", errs.Field("unit", "doorwarn.several")
	}
	return found[0].id, found[0].building, nil
}

// ChangeWarning corrects the words of a warning. Errors as AddWarning, and errs.NotFound for one that holds no more.
func (s *Service) ChangeWarning(ctx context.Context, sc authz.Scope, warning id.ID, text string) (err error) {
	defer errs.Wrap(&err, "canvass.ChangeWarning(%v)", warning)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "canvass.ChangeWarning", func(tx *db.WriteTx) error {
		w, err := db.One(ctx, tx, scanWarning, `SELECT `+warningColumns+` FROM door_warning w WHERE w.org_id = $1 AND w.id = $2 AND w.ended_seq IS NULL AND w.expires_at > $3`,
			sc.Organization(), warning, db.At(s.now()))
		if err != nil {
			return err
		}
		rule, _ := ruleOfWarning(w.Kind)
		words, err := warningText(text, rule)
		if err != nil {
			return err
		}
		seq, err := nextNews(ctx, tx, sc.Organization(), 1)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE door_warning SET text = $3, seq = $4 WHERE org_id = $1 AND id = $2`, sc.Organization(), warning, words, seq); err != nil {
			return err
		}
		if err := tx.Touch(ctx, sc.Organization()); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "warning.change", warning, nil)
	})
}

// EndWarning says that a warning holds no more: a door that was skipped is visited again. It returns errs.Forbidden without PublishTurfs and errs.NotFound for one that
// holds no more.
func (s *Service) EndWarning(ctx context.Context, sc authz.Scope, warning id.ID) (err error) {
	defer errs.Wrap(&err, "canvass.EndWarning(%v)", warning)
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "canvass.EndWarning", func(tx *db.WriteTx) error {
		n, err := endWarnings(ctx, tx, sc, `id = $2`, warning)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "")
		}
		if err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "warning.end", warning, nil)
	})
}
