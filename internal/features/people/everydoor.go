package people

import (
	"context"
	"slices"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// EveryDoor gives all households of the places that a query means, in the order of their ids, with those who are known there and may be
// visited: also homes behind which nobody is known. A home is left out where everybody who is known there has asked not to be
// visited; that somebody moved away or died says nothing about who lives there now. Of a query about people it gives no door.
func (s *Service) EveryDoor(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, only []id.ID) (doors []Door, err error) {
	defer errs.Wrap(&err, "people.EveryDoor")
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	args, limit := []any{sc.Organization()}, ""
	if only != nil {
		args, limit = append(args, db.List(only)), " AND h.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))"
	}
	where := query.CompileDoors(len(args) + 1)
	doors, err = db.All(ctx, q, func(r db.Row) (d Door, err error) {
		var lat, lon *float64
		err = r.Scan(&d.Household, &d.Building, &d.Number, &d.Street, &d.Unit, &d.City, &d.Floor, &lat, &lon, &d.Ward)
		if lat != nil && lon != nil {
			d.At, d.Located = geo.Point{Lat: *lat, Lon: *lon}, true
		}
		return d, err
	}, `SELECT h.id, h.building_key, h.number, h.street, h.unit, h.city, h.floor, h.lat, h.lon, h.ward FROM household h
		WHERE h.org_id = $1`+limit+` AND `+where.SQL+` ORDER BY h.id`, append(args, where.Args...)...)
	if err != nil {
		return nil, err
	}
	known, err := s.Doors(ctx, q, sc, everybody, only)
	if err != nil {
		return nil, err
	}
	residents := map[id.ID][]Resident{}
	for _, d := range known {
		residents[d.Household] = d.People
	}
	closed, err := s.closedDoors(ctx, q, sc)
	if err != nil {
		return nil, err
	}
	for i := range doors {
		doors[i].People = residents[doors[i].Household]
	}
	return slices.DeleteFunc(doors, func(d Door) bool { return len(d.People) == 0 && closed[d.Household] }), nil
}

// closedDoors are homes where somebody has asked not to be visited.
func (s *Service) closedDoors(ctx context.Context, q db.Querier, sc authz.Scope) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var home id.ID
		err := r.Scan(&home)
		out[home] = true
		return err
	}, `SELECT DISTINCT w.household_id FROM suppression x JOIN person p ON p.org_id = x.org_id AND p.id = x.person_id
		JOIN person w ON w.org_id = p.org_id AND w.id = COALESCE(p.merged_into, p.id)
		WHERE x.org_id = $1 AND x.lifted_at IS NULL AND x.scope IN ('everywhere', 'door') AND x.reason NOT IN ('moved', 'deceased', 'added_by_mistake') AND w.household_id IS NOT NULL`, sc.Organization())
	return out, err
}
