package people

import (
	"context"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// Count is how many people and doors a query means.
type Count struct {
	People     int // all that the query means
	Suppressed int // of them: may not be visited at the door
	Doors      int // households of the others
	Located    int // doors with a place on the map
	ByLanguage map[string]int
}

// Resident is somebody of a universe.
type Resident struct {
	ID       id.ID
	Name     i18n.Name
	Language string // preferred, "" = not known
}

// SampleRow is somebody of a universe to look at.
type SampleRow struct {
	Resident
	Address  string
	IsMember bool
}

// Door is a household of a universe with those who may be visited there.
type Door struct {
	Household                  id.ID
	Building                   string // doors of one building are one stop
	Number, Street, Unit, City string
	Floor                      *int
	At                         geo.Point
	Located                    bool
	Ward                       string
	People                     []Resident
}

// where is the part of a statement that a query becomes; $1 is the organization, and own are the caller's further arguments.
func where(sc authz.Scope, query segment.Query, channel segment.Channel, own ...any) (string, []any) {
	p := query.Compile(channel, len(own)+2)
	return "p.org_id = $1 AND " + p.SQL, append(append([]any{sc.Organization()}, own...), p.Args...)
}

// Count tells how many people and doors a query means.
func (s *Service) Count(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query) (c Count, err error) {
	defer errs.Wrap(&err, "people.Count")
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return c, err
	}
	c.ByLanguage = map[string]int{}
	text, args := where(sc, query, segment.None)
	err = db.Each(ctx, q, func(r db.Row) error {
		var language string
		var n int
		err := r.Scan(&language, &n)
		c.ByLanguage[language] = n
		c.People += n
		return err
	}, `SELECT p.language, count(*) FROM person p WHERE `+text+` GROUP BY p.language`, args...)
	if err != nil {
		return c, err
	}
	reachable := 0
	text, args = where(sc, query, segment.Door)
	err = db.Each(ctx, q, func(r db.Row) error { return r.Scan(&reachable, &c.Doors, &c.Located) },
		`SELECT count(*), count(DISTINCT h.id), count(DISTINCT CASE WHEN h.lat IS NOT NULL THEN h.id END)
		 FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE `+text, args...)
	c.Suppressed = c.People - reachable
	return c, err
}

// Sample gives n of the people, always the same ones for the same data: spread over the ids, so that it is not one street.
func (s *Service) Sample(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, n int) (out []SampleRow, err error) {
	defer errs.Wrap(&err, "people.Sample")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	text, args := where(sc, query, segment.None, n)
	return db.All(ctx, q, func(r db.Row) (row SampleRow, err error) {
		var number, street, unit string
		err = r.Scan(append(residentFields(&row.Resident), &row.IsMember, &number, &street, &unit)...)
		row.Address = addressLine(number, street, unit)
		return row, err
	}, `SELECT `+residentColumns+`, p.is_member, COALESCE(h.number, ''), COALESCE(h.street, ''), COALESCE(h.unit, '')
	    FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE `+text+` ORDER BY p.id % 997, p.id LIMIT $2`, args...)
}

// Doors gives the households of a query with the people who may be visited there, in the order of their ids; only these
// households where only is not nil.
func (s *Service) Doors(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, only []id.ID) (doors []Door, err error) {
	defer errs.Wrap(&err, "people.Doors")
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	var own []any
	limit := ""
	if only != nil {
		own, limit = []any{db.List(only)}, " AND p.household_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))"
	}
	text, args := where(sc, query, segment.Door, own...)
	err = db.Each(ctx, q, func(r db.Row) error {
		var d Door
		var p Resident
		var lat, lon *float64
		err := r.Scan(append(residentFields(&p), &d.Household, &d.Building, &d.Number, &d.Street, &d.Unit, &d.City, &d.Floor, &lat, &lon, &d.Ward)...)
		if lat != nil && lon != nil {
			d.At, d.Located = geo.Point{Lat: *lat, Lon: *lon}, true
		}
		if n := len(doors); n == 0 || doors[n-1].Household != d.Household {
			doors = append(doors, d)
		}
		last := &doors[len(doors)-1]
		last.People = append(last.People, p)
		return err
	}, `SELECT `+residentColumns+`, h.id, h.building_key, h.number, h.street, h.unit, h.city, h.floor, h.lat, h.lon, h.ward
	    FROM person p JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE `+text+limit+` ORDER BY h.id, p.family, p.given, p.id`, args...)
	return doors, err
}

// addressLine writes number, street and unit as on an envelope.
func addressLine(number, street, unit string) string {
	line := number
	if street != "" {
		line += " " + street
	}
	if unit != "" {
		line += ", " + unit
	}
	return line
}
