package people

import (
	"context"
	"encoding/csv"
	"io"
	"strings"

	"banyan/internal/kernels/cell"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
)

// exportColumns are the columns of an export: message keys of their headings.
var exportColumns = []string{"people.col.id", "people.given", "people.middle", "people.family", "people.suffix", "people.native_name", "people.phone", "people.email", "people.language",
	"people.address", "people.city", "people.state", "people.zip", "people.ward", "people.member", "people.col.voter_id", "people.col.status", "people.tags"}

// Export writes the people of a filter as CSV for spreadsheets and notes in the log who took out how many, before the first row leaves.
// It needs both ExportResults and ReadPeople.
func (s *Service) Export(ctx context.Context, sc authz.Scope, f Filter, to io.Writer) (err error) {
	defer errs.Wrap(&err, "people.Export")
	for _, p := range []authz.Permission{authz.ExportResults, authz.ReadPeople} {
		if err := sc.Require(p); err != nil {
			return err
		}
	}
	rows, err := s.exportRows(ctx, sc, f)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, sc, "log an export", func(tx *db.WriteTx) error {
		return s.log.Record(ctx, tx, sc, "people.export", 0, map[string]any{"rows": len(rows), "filter": f})
	})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(to, "\ufeff"); err != nil { // spreadsheets take UTF-8 for something else without it
		return err
	}
	w := csv.NewWriter(to)
	heading := make([]string, len(exportColumns))
	for i, key := range exportColumns {
		heading[i] = i18n.T(ctx, key)
	}
	if err := w.Write(heading); err != nil {
		return err
	}
	return w.WriteAll(rows)
}

func (s *Service) exportRows(ctx context.Context, sc authz.Scope, f Filter) (rows [][]string, err error) {
	text, args, err := f.where(sc)
	if err != nil {
		return nil, err
	}
	tags := map[string][]string{}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		err := db.Each(ctx, tx, func(r db.Row) error {
			var p Resident
			var tag string
			err := r.Scan(&p.ID, &tag)
			tags[p.ID.String()] = append(tags[p.ID.String()], tag)
			return err
		}, `SELECT t.person_id, t.tag FROM person_tag t JOIN person p ON p.org_id = t.org_id AND p.id = t.person_id WHERE `+text+` ORDER BY t.person_id, t.tag`, args...)
		if err != nil {
			return err
		}
		rows, err = db.All(ctx, tx, scanExport, `SELECT `+residentColumns+`, p.phone, p.email, p.is_member, COALESCE(h.number, ''), COALESCE(h.street, ''), COALESCE(h.unit, ''),
			COALESCE(h.city, ''), COALESCE(h.state, ''), COALESCE(h.zip, ''), COALESCE(h.ward, ''),
			COALESCE((SELECT min(r.voter_id) FROM voter_registration r WHERE r.org_id = p.org_id AND r.person_id = p.id), ''),
			COALESCE((SELECT min(r.status) FROM voter_registration r WHERE r.org_id = p.org_id AND r.person_id = p.id), '')
			FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE `+text+` ORDER BY p.family, p.given, p.id`, args...)
		return err
	})
	for _, row := range rows {
		row[len(row)-1] = cell.Neutral(strings.Join(tags[row[0]], "; "))
	}
	return rows, err
}

func scanExport(r db.Row) ([]string, error) {
	var p Resident
	var member bool
	var phone, email, number, street, unit, city, state, zip, ward, voter, status string
	err := r.Scan(append(residentFields(&p), &phone, &email, &member, &number, &street, &unit, &city, &state, &zip, &ward, &voter, &status)...)
	yes := map[bool]string{true: "1", false: "0"}
	n := p.Name
	row := []string{p.ID.String(), n.Given, n.Middle, n.Family, n.Suffix, n.Native, phone, email, p.Language, addressLine(number, street, unit), city, state, zip, ward, yes[member], voter, status, ""}
	for i, text := range row {
		row[i] = cell.Neutral(text)
	}
	return row, err
}
