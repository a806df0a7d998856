package people

import (
	"context"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// HouseholdPage is an address with everybody who is listed there and in the same building.
type HouseholdPage struct {
	ID                                     id.ID
	Number, Street, Unit, City, State, ZIP string
	Floor                                  *int
	LocatedBy, Ward                        string
	Residents                              []Row
	Units                                  []Unit
}

// Address is the first line of the address.
func (h HouseholdPage) Address() string { return addressLine(h.Number, h.Street, h.Unit) }

// Town is the second line of the address.
func (h HouseholdPage) Town() string {
	return strings.Join(strings.Fields(h.City+" "+h.State+" "+h.ZIP), " ")
}

// Unit is another household of the building.
type Unit struct {
	ID      id.ID
	Address string
	People  int
}

// Household gives an address with its people. It returns errs.NotFound where there is none in the Scope.
func (s *Service) Household(ctx context.Context, sc authz.Scope, household id.ID) (h HouseholdPage, err error) {
	defer errs.Wrap(&err, "people.Household(%v)", household)
	if err := sc.Require(authz.ReadPeople); err != nil {
		return h, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		h, err = s.readHousehold(ctx, tx, sc, household)
		return err
	})
	return h, err
}

func (s *Service) readHousehold(ctx context.Context, q db.Querier, sc authz.Scope, household id.ID) (h HouseholdPage, err error) {
	org, building := sc.Organization(), ""
	h, err = db.One(ctx, q, func(r db.Row) (h HouseholdPage, err error) {
		err = r.Scan(&h.ID, &h.Number, &h.Street, &h.Unit, &h.City, &h.State, &h.ZIP, &h.Floor, &h.LocatedBy, &h.Ward, &building)
		return h, err
	}, `SELECT id, number, street, unit, city, state, zip, floor, located_by, ward, building_key FROM household WHERE org_id = $1 AND id = $2`, org, household)
	if err != nil {
		return h, err
	}
	seen := stands("p", sc.Can(authz.ReadYouth), s.now())
	if h.Residents, err = db.All(ctx, q, scanRow, `SELECT `+rowColumns+`p.org_id = $1 AND p.household_id = $2 AND `+seen+` ORDER BY p.family, p.given, p.id LIMIT 200`, org, household); err != nil {
		return h, err
	}
	if err := s.adorn(ctx, q, sc, h.Residents, nil); err != nil {
		return h, err
	}
	h.Units, err = db.All(ctx, q, func(r db.Row) (u Unit, err error) {
		var number, street, unit string
		err = r.Scan(&u.ID, &number, &street, &unit, &u.People)
		u.Address = addressLine(number, street, unit)
		return u, err
	}, `SELECT h.id, h.number, h.street, h.unit, (SELECT count(*) FROM person p WHERE p.org_id = h.org_id AND p.household_id = h.id AND `+seen+`)
	    FROM household h WHERE h.org_id = $1 AND h.building_key = $2 AND h.building_key <> '' AND h.id <> $3 ORDER BY length(h.unit), h.unit LIMIT 300`, org, building, household)
	return h, err
}
