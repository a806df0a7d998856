package people

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/kernels/cell"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// Purposes are what people may be taken out for.
var Purposes = []string{"mailing", "calls", "members", "analysis", "own_data", "other"}

// Purpose is why people are taken out: one of Purposes, and in words where that says too little.
type Purpose struct{ Kind, Words string }

const maxPurpose = 300

func (p Purpose) check() error {
	words := clean(p.Words)
	switch {
	case !slices.Contains(Purposes, p.Kind):
		return errs.Field("purpose", "people.export.purpose_missing")
	case p.Kind == "other" && len([]rune(words)) < 5:
		return errs.Field("purpose_words", "people.export.words_missing")
	case len([]rune(words)) > maxPurpose:
		return errs.Field("purpose_words", "people.text_long", "n", maxPurpose)
	}
	return nil
}

// exportColumns are the columns of an export: message keys of their headings. What models think is in none of them.
var exportColumns = []string{"people.col.id", "people.name_whole", "people.given", "people.middle", "people.family", "people.suffix", "people.phone", "people.email", "people.language",
	"people.address", "people.city", "people.state", "people.zip", "people.ward", "people.member", "people.col.voter_id", "people.col.status", "people.tags", "people.mailing", "people.ballot"}

// Export writes the people of a filter as CSV for spreadsheets, one line each, and notes in the log who took out how many, which and
// what for, before the first row leaves. Nobody under 18 is in it unless the filter asks for them and the Scope may see them, and then
// without a phone or email. It needs both ExportPeople and ReadPeople, and returns errs.Invalid without a purpose.
func (s *Service) Export(ctx context.Context, sc authz.Scope, f Filter, purpose Purpose, to io.Writer) (err error) {
	defer errs.Wrap(&err, "people.Export")
	for _, p := range []authz.Permission{authz.ExportPeople, authz.ReadPeople} {
		if err := sc.Require(p); err != nil {
			return err
		}
	}
	if err := purpose.check(); err != nil {
		return err
	}
	rows, known, err := s.exportRows(ctx, sc, f)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, sc, "log an export", func(tx *db.WriteTx) error {
		return s.log.Record(ctx, tx, sc, "people.export", 0, map[string]any{"rows": len(rows), "filter": f, "purpose": purpose.Kind, "words": clean(purpose.Words)})
	})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(to, "\ufeff"); err != nil { // spreadsheets take UTF-8 for something else without it
		return err
	}
	w := csv.NewWriter(to)
	var heading []string
	for _, key := range exportColumns {
		heading = append(heading, i18n.T(ctx, key))
	}
	for _, field := range known {
		heading = append(heading, cell.Neutral(field.Name))
	}
	if err := w.Write(heading); err != nil {
		return err
	}
	return w.WriteAll(rows)
}

// mailingText is where post goes, as one cell.
const mailingText = `x.lines || ', ' || x.city || ', ' || x.state || ' ' || x.zip || CASE WHEN x.country = '' THEN '' ELSE ', ' || x.country END`

// ballotsTold are where somebody's ballots stand, with the reason of a rejection, as one cell each.
const ballotsTold = `(SELECT r.org_id, r.person_id, b.election || ' ' || b.status || CASE WHEN b.reason = '' THEN '' ELSE ': ' || b.reason END AS stands
	FROM voter_registration r JOIN ballot b ON b.org_id = r.org_id AND b.registration_id = r.id)`

// exported is a line of an export on its way out.
type exported struct {
	id.ID
	cells []string
}

// Places of cells that other rows fill in.
const (
	cellPhone   = 6
	cellEmail   = 7
	cellMember  = 14
	cellVoterID = 15
	cellStatus  = 16
	cellTags    = 17
	cellMailing = 18
	cellBallot  = 19
)

func (s *Service) exportRows(ctx context.Context, sc authz.Scope, f Filter) (rows [][]string, known []Field, err error) {
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		text, args, err := s.whereFilter(ctx, tx, sc, f, f.Who == whoYoung && sc.Can(authz.ReadYouth))
		if err != nil {
			return err
		}
		if known, err = fields(ctx, tx, sc.Organization()); err != nil {
			return err
		}
		lines, err := db.All(ctx, tx, scanExport, `SELECT `+residentColumns+`, p.phone, p.email, p.is_member, COALESCE(h.number, ''), COALESCE(h.street, ''), COALESCE(h.unit, ''),
			COALESCE(h.city, ''), COALESCE(h.state, ''), COALESCE(h.zip, ''), COALESCE(h.ward, '')
			FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE `+text+` ORDER BY p.family, p.given, p.id`, args...)
		if err != nil {
			return err
		}
		at := map[id.ID][]string{}
		for i := range lines {
			lines[i].cells = append(lines[i].cells, make([]string, len(known))...)
			at[lines[i].ID] = lines[i].cells
			rows = append(rows, lines[i].cells)
		}
		return s.exportParts(ctx, tx, sc, at, known, text, args)
	})
	for _, row := range rows {
		for i, text := range row {
			row[i] = cell.Neutral(text)
		}
		if f.Who == whoYoung {
			row[cellPhone], row[cellEmail], row[cellMailing] = "", "", ""
		}
	}
	return rows, known, err
}

// exportParts fills in what merged parts and other tables tell of the people who are taken out.
func (s *Service) exportParts(ctx context.Context, q db.Querier, sc authz.Scope, at map[id.ID][]string, known []Field, text string, args []any) error {
	of := func(what, table, more string) string {
		return `SELECT p.id, ` + what + ` FROM ` + table + ` x JOIN person t ON t.org_id = x.org_id AND t.id = x.person_id` +
			` JOIN person p ON p.org_id = t.org_id AND p.id = COALESCE(t.merged_into, t.id) WHERE ` + text + more
	}
	fillCell := func(i int) func(id.ID, string) {
		return func(p id.ID, value string) { at[p][i] = fill(at[p][i], value) }
	}
	listCell := func(i int) func(id.ID, string) {
		return func(p id.ID, value string) { at[p][i] = strings.TrimPrefix(at[p][i]+"; "+value, "; ") }
	}
	for i, column := range map[int]string{cellPhone: "phone", cellEmail: "email"} {
		err := eachText(ctx, q, fillCell(i), `SELECT p.id, t.`+column+` FROM person p JOIN person t ON t.org_id = p.org_id AND t.merged_into = p.id WHERE `+text+` ORDER BY t.id`, args...)
		if err != nil {
			return err
		}
	}
	err := eachText(ctx, q, func(p id.ID, _ string) { at[p][cellMember] = "1" }, `SELECT p.id, t.source FROM person p JOIN person t ON t.org_id = p.org_id AND t.merged_into = p.id AND t.is_member WHERE `+text, args...)
	if err != nil {
		return err
	}
	for _, one := range []struct {
		to          func(id.ID, string)
		what, table string
		more        string
	}{
		{fillCell(cellVoterID), "x.voter_id", "voter_registration", " ORDER BY x.id"},
		{fillCell(cellStatus), "x.status", "voter_registration", " ORDER BY x.id"},
		{listCell(cellTags), "x.tag", "person_tag", " GROUP BY p.id, x.tag ORDER BY p.id, x.tag"},
		{listCell(cellBallot), "x.stands", ballotsTold, " ORDER BY p.id, x.stands"},
		{fillCell(cellMailing), mailingText, "person_mailing", " ORDER BY x.at DESC"},
	} {
		if err := eachText(ctx, q, one.to, of(one.what, one.table, one.more), args...); err != nil {
			return err
		}
	}
	for i, field := range known {
		values := append(slices.Clone(args), field.ID)
		err := eachText(ctx, q, fillCell(len(exportColumns)+i), of("x.value", "custom_value", " AND x.field_id = $"+strconv.Itoa(len(values))+" ORDER BY x.at DESC"), values...)
		if err != nil {
			return err
		}
	}
	return nil
}

func scanExport(r db.Row) (e exported, err error) {
	var p Resident
	var member bool
	var phone, email, number, street, unit, city, state, zip, ward string
	err = r.Scan(append(residentFields(&p), &phone, &email, &member, &number, &street, &unit, &city, &state, &zip, &ward)...)
	yes := map[bool]string{true: "1", false: "0"}
	n := p.Name
	e.ID = p.ID
	e.cells = []string{p.ID.String(), wholeName(n), n.Given, n.Middle, n.Family, n.Suffix, phone, email, p.Language, addressLine(number, street, unit), city, state, zip, ward, yes[member], "", "", "", "", ""}
	return e, err
}
