package canvass

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// PlacedWarning is a warning with where it is, and the list on which it was reported.
type PlacedWarning struct {
	Warning
	Address  string
	Building bool
	Packet   id.ID // 0 where an organizer wrote it
	List     string
}

// Warnings lists what holds in the organization, the newest first: what an organizer has looked at, and what waits for one. It returns
// errs.Forbidden without PublishTurfs.
func (s *Service) Warnings(ctx context.Context, sc authz.Scope) (checked, unchecked []PlacedWarning, err error) {
	defer errs.Wrap(&err, "canvass.Warnings")
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return nil, nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		if checked, err = s.loadPlaced(ctx, tx, sc, `w.checked_at IS NOT NULL`); err != nil {
			return err
		}
		unchecked, err = s.loadPlaced(ctx, tx, sc, `w.checked_at IS NULL`)
		return err
	})
	return checked, unchecked, err
}

func (s *Service) loadPlaced(ctx context.Context, q db.Querier, sc authz.Scope, which string) ([]PlacedWarning, error) {
	return db.All(ctx, q, func(r db.Row) (p PlacedWarning, err error) {
		var number, street, unit string
		p.Warning, err = scanWarning(rowAnd{r, []any{&number, &street, &unit, &p.Packet, &p.List}})
		rule, _ := ruleOfWarning(p.Kind)
		if p.Building = rule.Building; p.Building {
			unit = ""
		}
		p.Address = strings.TrimSpace(number + " " + street + " " + unit)
		return p, err
	}, `SELECT `+warningColumns+`, h.number, h.street, h.unit, k.packet_id, COALESCE(p.list_number, '') FROM door_warning w JOIN household h ON h.org_id = w.org_id AND h.id = w.household_id
			LEFT JOIN worker k ON k.org_id = w.org_id AND k.id = w.worker_id LEFT JOIN packet p ON p.org_id = k.org_id AND p.id = k.packet_id
		WHERE w.org_id = $1 AND `+which+` AND `+held+` AND w.expires_at > $2 ORDER BY w.seq DESC LIMIT 500`, sc.Organization(), db.At(s.now()))
}

// CheckWarnings says of warnings that phones reported whether they hold: then for as long as their kind does, else no more. It returns
// errs.Forbidden without PublishTurfs and errs.NotFound where none of them is to be looked at any more.
func (s *Service) CheckWarnings(ctx context.Context, sc authz.Scope, warnings []id.ID, hold bool) (err error) {
	defer errs.Wrap(&err, "canvass.CheckWarnings")
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return err
	}
	now := db.At(s.now())
	return s.db.Write(ctx, sc, "canvass.CheckWarnings", func(tx *db.WriteTx) error {
		const those = `checked_at IS NULL AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`
		changed, err := int64(0), error(nil)
		if hold {
			changed, err = vouch(ctx, tx, sc, those, db.List(warnings), now)
		} else {
			changed, err = endWarnings(ctx, tx, sc, those, db.List(warnings))
		}
		if err == nil && changed == 0 {
			err = errs.New(errs.NotFound, "")
		}
		if err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "warning.check", warnings[0], map[string]any{"warnings": warnings, "hold": hold})
	})
}

// vouch lets warnings hold as long as their kind does, and tells the phones of those that waited.
func vouch(ctx context.Context, tx *db.WriteTx, sc authz.Scope, those string, warnings any, now db.Time) (changed int64, err error) {
	seq, err := nextNews(ctx, tx, sc.Organization(), 1)
	if err != nil {
		return 0, err
	}
	for _, rule := range warningRules {
		n, err := tx.Exec(ctx, `UPDATE door_warning SET checked_at = $3, checked_by = $4, expires_at = at + $5, seq = CASE WHEN ended_seq = seq THEN $6 ELSE seq END, ended_seq = NULL
			WHERE org_id = $1 AND kind = $7 AND `+held+` AND expires_at > $3 AND `+those, sc.Organization(), warnings, now, sc.Actor().Name, rule.Holds.Milliseconds(), seq, string(rule.Kind))
		if err != nil {
			return changed, err
		}
		changed += n
	}
	return changed, tx.Touch(ctx, sc.Organization())
}

// OfficeWarning is what an organizer writes down of a door.
type OfficeWarning struct {
	Address, Unit string
	Town          string // needed where the address is in several, as [Service.TownsOf] writes it
	Kind          WarningKind
	Text          string
}

// AddWarning keeps an organizer's warning at an address. It returns errs.Invalid (field address, town, unit or text) for an address that is not among the organization's
// doors, or is several, and for words that are missing or too many; errs.Forbidden without PublishTurfs.
func (s *Service) AddWarning(ctx context.Context, sc authz.Scope, in OfficeWarning) (err error) {
	defer errs.Wrap(&err, "canvass.AddWarning")
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return err
	}
	rule, ok := ruleOfWarning(in.Kind)
	if !ok {
		return errs.New(errs.Invalid, "")
	}
	if in.Text, err = warningText(in.Text, rule); err != nil {
		return err
	}
	now := s.now()
	return s.db.Write(ctx, sc, "canvass.AddWarning", func(tx *db.WriteTx) error {
		household, building, err := findDoor(ctx, tx, sc, in, rule.Building)
		if err != nil {
			return err
		}
		w := Warning{ID: s.ids.Next(), Household: household, Kind: in.Kind, Text: in.Text, By: sc.Actor().Name, At: db.At(now), CheckedAt: db.At(now), CheckedBy: sc.Actor().Name, building: building}
		if err := insertWarning(ctx, tx, sc, w, "", now); err != nil {
			return err
		}
		if err := tx.Touch(ctx, sc.Organization()); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, sc, "warning.add", w.ID, map[string]any{"household": household, "kind": in.Kind})
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

// addressed is a door at an address that an organizer wrote down.
type addressed struct {
	id                  id.ID
	street, unit        string
	town, zip, building string
}

// place is how the town of a door is written where the same address is in several.
func (d addressed) place() string { return strings.TrimSpace(d.town + " " + d.zip) }

// doorsAt finds the doors at an address, house number first.
func doorsAt(ctx context.Context, q db.Querier, sc authz.Scope, address string) ([]addressed, error) {
	number, street, _ := strings.Cut(strings.TrimSpace(address), " ")
	all, err := db.All(ctx, q, func(r db.Row) (d addressed, err error) {
		err = r.Scan(&d.id, &d.street, &d.unit, &d.town, &d.zip, &d.building)
		return d, err
	}, `SELECT id, street, unit, city, zip, building_key FROM household WHERE org_id = $1 AND number = $2 ORDER BY id`, sc.Organization(), number)
	return slices.DeleteFunc(all, func(d addressed) bool { return geo.StreetKey(d.street) != geo.StreetKey(street) }), err
}

func townsOf(doors []addressed) (out []string) {
	for _, d := range doors {
		if !slices.Contains(out, d.place()) {
			out = append(out, d.place())
		}
	}
	slices.Sort(out)
	return out
}

// TownsOf tells in which towns an address is among the organization's doors, each with its ZIP. It returns errs.Forbidden without PublishTurfs.
func (s *Service) TownsOf(ctx context.Context, sc authz.Scope, address string) (out []string, err error) {
	defer errs.Wrap(&err, "canvass.TownsOf")
	if err := sc.Require(authz.PublishTurfs); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		doors, err := doorsAt(ctx, tx, sc, address)
		out = townsOf(doors)
		return err
	})
	return out, err
}

// findDoor finds the door that an organizer wrote down, and the building that it is in.
func findDoor(ctx context.Context, q db.Querier, sc authz.Scope, in OfficeWarning, anyUnit bool) (id.ID, string, error) {
	found, err := doorsAt(ctx, q, sc, in.Address)
	if err != nil {
		return 0, "", err
	}
	if towns := townsOf(found); len(towns) > 1 {
		if !slices.Contains(towns, in.Town) {
			return 0, "", errs.Field("town", "doorwarn.several_towns", "n", len(towns))
		}
		found = slices.DeleteFunc(found, func(d addressed) bool { return d.place() != in.Town })
	}
	found = slices.DeleteFunc(found, func(d addressed) bool {
		return !(anyUnit && in.Unit == "") && !strings.EqualFold(strings.TrimSpace(d.unit), strings.TrimSpace(in.Unit))
	})
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
