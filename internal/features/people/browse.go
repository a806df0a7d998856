package people

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"banyan/internal/kernels/names"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const (
	perPage     = 50
	countedUpTo = 10_000 // a longer list says 'more than'
)

// Filter is what the list of people is narrowed by. The zero Filter is everybody.
type Filter struct {
	Search   string
	Language string
	Tag      string
	Ward     string
	Who      string // "", member, registered, unregistered, suppressed
	Election string // voted in, '2022-11'
}

// query is the filter as a segment.
func (f Filter) query() segment.Query {
	all := []segment.Node{{Everyone: true}}
	oneOf := func(v string) *segment.OneOf { return &segment.OneOf{In: []string{v}} }
	if f.Language != "" {
		all = append(all, segment.Node{Language: &segment.Language{In: []string{f.Language}}})
	}
	if f.Tag != "" {
		all = append(all, segment.Node{Tag: oneOf(f.Tag)})
	}
	if f.Ward != "" {
		all = append(all, segment.Node{Ward: oneOf(f.Ward)})
	}
	if f.Election != "" {
		all = append(all, segment.Node{Voted: &segment.Voted{Election: f.Election}})
	}
	switch f.Who {
	case "member":
		all = append(all, segment.Node{Member: true})
	case "registered":
		all = append(all, segment.Node{Registered: &segment.Registered{}})
	case "unregistered":
		all = append(all, segment.Node{Not: &segment.Node{Registered: &segment.Registered{}}})
	case "suppressed":
		all = append(all, segment.Node{Suppressed: true})
	}
	return segment.New(segment.Node{All: all})
}

// where is the filter as the condition of a statement, after the caller's own arguments.
func (f Filter) where(sc authz.Scope, own ...any) (string, []any, error) {
	q := f.query()
	if err := q.Validate(); err != nil {
		return "", nil, errs.Because(err, errs.Invalid, "people.filter_wrong")
	}
	text, args := where(sc, q, segment.None, own...)
	for _, word := range names.Words(f.Search) {
		args = append(args, db.Contains(word))
		text += fmt.Sprintf(" AND p.search LIKE $%d", len(args))
	}
	return text, args, nil
}

// Row is one line of the list.
type Row struct {
	Resident
	Household  id.ID
	Address    string
	IsMember   bool
	Registered string // status, "" = no registration
	Suppressed bool
}

// Page is a part of the list, by family name.
type Page struct {
	Rows       []Row
	Total      int
	More       bool // there are more than Total
	First      bool // nothing comes before
	Last       bool // nothing follows
	Vocabulary Vocabulary
}

// List gives a page of the people whom a filter means: those after or before a person, or the first. It returns errs.Forbidden without
// ReadPeople.
func (s *Service) List(ctx context.Context, sc authz.Scope, f Filter, after, before id.ID) (page Page, err error) {
	defer errs.Wrap(&err, "people.List")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		if page.Rows, err = s.rows(ctx, tx, sc, f, after, before); err != nil {
			return err
		}
		more := len(page.Rows) > perPage
		page.Rows = page.Rows[:min(len(page.Rows), perPage)]
		page.First, page.Last = after == 0 && before == 0, !more
		if before != 0 {
			slices.Reverse(page.Rows)
			page.First, page.Last = !more, false
		}
		text, args, err := f.where(sc)
		if err != nil {
			return err
		}
		page.Total, err = db.One(ctx, tx, db.Value[int], fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM person p WHERE %s LIMIT %d) counted`, text, countedUpTo+1), args...)
		if page.Total > countedUpTo {
			page.Total, page.More = countedUpTo, true
		}
		if err != nil {
			return err
		}
		page.Vocabulary, err = s.vocabulary(ctx, tx, sc)
		return err
	})
	return page, err
}

const rowColumns = residentColumns + `, COALESCE(p.household_id, 0), COALESCE(h.number, ''), COALESCE(h.street, ''), COALESCE(h.unit, ''), p.is_member,
	COALESCE((SELECT min(r.status) FROM voter_registration r WHERE r.org_id = p.org_id AND r.person_id = p.id), ''),
	EXISTS (SELECT 1 FROM suppression s WHERE s.org_id = p.org_id AND s.person_id = p.id AND s.lifted_at IS NULL)
	FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE `

func scanRow(r db.Row) (row Row, err error) {
	var number, street, unit string
	err = r.Scan(append(residentFields(&row.Resident), &row.Household, &number, &street, &unit, &row.IsMember, &row.Registered, &row.Suppressed)...)
	row.Address = addressLine(number, street, unit)
	return row, err
}

// rows gives one row more than a page, so that the caller sees whether more follow.
func (s *Service) rows(ctx context.Context, q db.Querier, sc authz.Scope, f Filter, after, before id.ID) ([]Row, error) {
	sign, order, from := ">", "", after
	if before != 0 {
		sign, order, from = "<", " DESC", before
	}
	text, args, err := f.where(sc, perPage+1, from)
	if err != nil {
		return nil, err
	}
	start := "$3 = 0"
	if from != 0 {
		start = "(p.family, p.given, p.id) " + sign + " (SELECT a.family, a.given, a.id FROM person a WHERE a.org_id = $1 AND a.id = $3)"
	}
	return db.All(ctx, q, scanRow, `SELECT `+rowColumns+text+` AND `+start+` ORDER BY p.family`+order+`, p.given`+order+`, p.id`+order+` LIMIT $2`, args...)
}

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
		h, err = readHousehold(ctx, tx, sc, household)
		return err
	})
	return h, err
}

func readHousehold(ctx context.Context, q db.Querier, sc authz.Scope, household id.ID) (h HouseholdPage, err error) {
	org := sc.Organization()
	building := ""
	h, err = db.One(ctx, q, func(r db.Row) (h HouseholdPage, err error) {
		err = r.Scan(&h.ID, &h.Number, &h.Street, &h.Unit, &h.City, &h.State, &h.ZIP, &h.Floor, &h.LocatedBy, &h.Ward, &building)
		return h, err
	}, `SELECT id, number, street, unit, city, state, zip, floor, located_by, ward, building_key FROM household WHERE org_id = $1 AND id = $2`, org, household)
	if err != nil {
		return h, err
	}
	h.Residents, err = db.All(ctx, q, scanRow, `SELECT `+rowColumns+`p.org_id = $1 AND p.household_id = $2 ORDER BY p.family, p.given, p.id LIMIT 200`, org, household)
	if err != nil {
		return h, err
	}
	h.Units, err = db.All(ctx, q, func(r db.Row) (u Unit, err error) {
		var number, street, unit string
		err = r.Scan(&u.ID, &number, &street, &unit, &u.People)
		u.Address = addressLine(number, street, unit)
		return u, err
	}, `SELECT h.id, h.number, h.street, h.unit, (SELECT count(*) FROM person p WHERE p.org_id = h.org_id AND p.household_id = h.id)
	    FROM household h WHERE h.org_id = $1 AND h.building_key = $2 AND h.building_key <> '' AND h.id <> $3 ORDER BY length(h.unit), h.unit LIMIT 300`, org, building, household)
	return h, err
}
