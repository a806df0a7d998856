package people

import (
	"context"
	"net/url"
	"strings"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

const maxMailing = 300

// Mailing is where somebody's post goes, where that is not home, and how it is known.
type Mailing struct {
	record.Mailing
	Source string
}

// Text is the address as an envelope has it, a line each.
func (m Mailing) Text() string {
	place := strings.TrimSpace(m.City + ", " + m.State + " " + m.Zip)
	var lines []string
	for _, l := range []string{m.Lines, strings.Trim(place, ", "), m.Country} {
		if l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}

// mailing is where a person's post goes: by the row that stands for them, else by a part.
func mailing(ctx context.Context, q db.Querier, org id.ID, w who) (*Mailing, error) {
	list, err := db.All(ctx, q, func(r db.Row) (m Mailing, err error) {
		return m, r.Scan(&m.Lines, &m.City, &m.State, &m.Zip, &m.Country, &m.Source)
	}, `SELECT lines, city, state, zip, country, source FROM person_mailing WHERE`+ofParts+`ORDER BY CASE WHEN person_id = $3 THEN 0 ELSE 1 END, at DESC LIMIT 1`, org, db.List(w.parts), w.root)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// PostTo writes where a person's post goes; nothing sends it home. It returns errs.Invalid where a city stands alone, and errs.NotFound.
func (s *Service) PostTo(ctx context.Context, sc authz.Scope, person id.ID, to record.Mailing) error {
	to = cleanMailing(to)
	text := Mailing{Mailing: to}.Text()
	switch {
	case to.Lines == "" && !to.Empty():
		return errs.Field("mail_lines", "people.mailing.wrong")
	case len([]rune(text)) > maxMailing:
		return errs.Field("mail_lines", "people.text_long", "n", maxMailing)
	}
	if err := harmless("mail_lines", text); err != nil {
		return err
	}
	return s.change(ctx, sc, person, "people.mailing", nil, func(tx *db.WriteTx, w who) (bool, error) {
		had, err := mailing(ctx, tx, sc.Organization(), w)
		if err != nil || had == nil && to.Empty() || had != nil && had.Mailing == to {
			return false, err
		}
		if to.Empty() {
			_, err := tx.Exec(ctx, `DELETE FROM person_mailing WHERE`+ofParts, sc.Organization(), db.List(w.parts))
			return true, err
		}
		c := chunk{Intake: NewIntake(s.ids, s.now), org: sc.Organization(), at: db.At(s.now())}
		_, err = tx.Insert(ctx, "person_mailing", mailingInsert, [][]any{c.mailingRow(w.root, to, SourceHand)}, mailingUpdate)
		return true, err
	})
}

// saveMailing reads the form of the person's page.
func saveMailing(ctx context.Context, s *Service, sc authz.Scope, p id.ID, v url.Values) (url.Values, error) {
	var to record.Mailing
	if v.Get("do") != "remove" {
		to = record.Mailing{Lines: strings.ReplaceAll(v.Get("mail_lines"), "\r\n", "\n"), City: v.Get("mail_city"), State: v.Get("mail_state"), Zip: v.Get("mail_zip"), Country: v.Get("mail_country")}
		if to.Empty() {
			return nil, errs.Field("mail_lines", "people.mailing.wrong")
		}
	}
	return nil, s.PostTo(ctx, sc, p, to)
}

// mailingInputs are the inputs of the form beside the lines.
var mailingInputs = []struct{ name, label string }{{"mail_city", "people.city"}, {"mail_state", "people.state"}, {"mail_zip", "people.zip"}, {"mail_country", "people.mailing.country"}}

func mailingLabel(ctx context.Context, m *Mailing) string {
	if m != nil {
		return i18n.T(ctx, "people.mailing.change")
	}
	return i18n.T(ctx, "people.mailing.add")
}

// mailed is what an input of the form holds: what was typed into one that came back, else what is known.
func (v showView) mailed(name string) string {
	if v.failed("mail_lines") {
		return v.typed(name)
	}
	if m := v.Profile.Mailing; m != nil {
		return map[string]string{"mail_lines": m.Lines, "mail_city": m.City, "mail_state": m.State, "mail_zip": m.Zip, "mail_country": m.Country}[name]
	}
	return ""
}
