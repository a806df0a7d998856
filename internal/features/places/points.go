package places

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Points takes rows of a list of address points, each with one house number, and answers with one outcome a row. Where something
// changed, it asks for the households to be put on the map once more. It needs authz.ImportPeople or authz.EditPlaces; a row
// without a street or outside the earth is refused.
func (s *Service) Points(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Point) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "places.Points(%d rows)", len(rows))
	if !sc.Can(authz.ImportPeople) && !sc.Can(authz.EditPlaces) {
		return nil, errs.New(errs.Forbidden, "")
	}
	org := sc.Organization()
	out = make([]record.Outcome, len(rows))
	keys := make([]string, len(rows))
	for i, p := range rows {
		keys[i] = p.Address.Key()
	}
	have, err := pointsByKey(ctx, tx, org, "address_key", keys)
	if err != nil {
		return nil, err
	}
	var write [][]any
	for i, p := range rows {
		at := geo.Point{Lat: p.Lat, Lon: p.Lon}
		known := have[keys[i]]
		switch {
		case keys[i] == "" || address.Number(p.Address.Number) == "":
			out[i] = record.Outcome{What: record.Refused, Field: "street", Reason: "places.no_address"}
			continue
		case !at.Valid():
			out[i] = record.Outcome{What: record.Refused, Field: "lat", Reason: "places.nowhere"}
			continue
		case len(known) == 0:
			out[i].What = record.New
		case near(known[0].at, at) && known[0].ward == p.Ward:
			out[i].What = record.Same
			if known[0].written {
				continue
			}
		default:
			out[i].What = record.Changed
		}
		if len(known) > 0 && known[0].fresh {
			out[i].What = record.Same // the first of two rows of one door stands, or a second import would change it back
			continue
		}
		have[keys[i]] = []point{{at: at, ward: p.Ward, fresh: true, written: true}}
		a := p.Address
		write = append(write, []any{org, keys[i], p.Address.BuildingKey(), p.Lat, p.Lon, p.Ward, a.Number, a.Street, a.Unit, a.City, a.State, a.Zip})
	}
	err = insertRows(ctx, tx, `INSERT INTO address_point (org_id, address_key, building_key, lat, lon, ward, number, street, unit, city, state, zip) VALUES `, write,
		`ON CONFLICT (org_id, address_key) DO UPDATE SET lat = excluded.lat, lon = excluded.lon, ward = excluded.ward, number = excluded.number, street = excluded.street,
		unit = excluded.unit, city = excluded.city, state = excluded.state, zip = excluded.zip`)
	if err != nil || len(write) == 0 {
		return out, err
	}
	return out, s.EnqueueLocate(ctx, tx, sc)
}

// near tells whether two places are the same for a door: within about a metre.
func near(a, b geo.Point) bool {
	return math.Abs(a.Lat-b.Lat) < 1e-5 && math.Abs(a.Lon-b.Lon) < 1e-5
}

// point is an address point as it is used.
type point struct {
	at       geo.Point
	ward     string
	building string
	fresh    bool // written by this chunk
	written  bool // it is kept how its address is written
}

// pointsByKey finds points by one of their two keys. The keys come first, by CROSS JOIN: else SQLite reads all points and asks of each whether it is wanted.
func pointsByKey(ctx context.Context, q db.Querier, org id.ID, column string, keys []string) (map[string][]point, error) {
	found := map[string][]point{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var key string
		var p point
		err := r.Scan(&key, &p.building, &p.at.Lat, &p.at.Lon, &p.ward, &p.written)
		found[key] = append(found[key], p)
		return err
	}, `SELECT a.`+column+`, a.building_key, a.lat, a.lon, a.ward, a.street <> '' FROM json_each($2) k CROSS JOIN address_point a WHERE a.org_id = $1 AND a.`+column+` = k.value ORDER BY a.address_key`,
		org, db.List(slices.Compact(slices.Sorted(slices.Values(keys)))))
	return found, err
}

// insertRows writes many rows with few statements: head ends in VALUES, tail is what follows the rows.
func insertRows(ctx context.Context, tx *db.WriteTx, head string, rows [][]any, tail string) error {
	const most = 100
	for len(rows) > 0 {
		n := min(most, len(rows))
		var text strings.Builder
		var args []any
		for i, row := range rows[:n] {
			marks := make([]string, len(row))
			for j, v := range row {
				args = append(args, v)
				marks[j] = "$" + strconv.Itoa(len(args))
			}
			if i > 0 {
				text.WriteByte(',')
			}
			text.WriteString("(" + strings.Join(marks, ",") + ")")
		}
		if _, err := tx.Exec(ctx, head+text.String()+" "+tail, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
