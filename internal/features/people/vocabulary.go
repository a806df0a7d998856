package people

import (
	"context"
	"slices"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
)

// Vocabulary is what is there to ask for.
type Vocabulary struct {
	Languages []string
	Elections []string // '2022-11', newest first
	Wards     []string
	Statuses  []string
	Tags      []string
	Cities    []string
	ZIPs      []string
	Districts map[string][]string // of the map, by the kind of the outline
}

// Vocabulary tells what a query can ask for in this organization's data.
func (s *Service) Vocabulary(ctx context.Context, q db.Querier, sc authz.Scope) (v Vocabulary, err error) {
	defer errs.Wrap(&err, "people.Vocabulary")
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return v, err
	}
	return s.vocabulary(ctx, q, sc)
}

// vocabulary is always as fresh as the data and yet reads no million of rows: see distinct.
func (s *Service) vocabulary(ctx context.Context, q db.Querier, sc authz.Scope) (v Vocabulary, err error) {
	for _, list := range []struct {
		into          *[]string
		column, table string
	}{
		{&v.Languages, "language", "person_language"},
		{&v.Elections, "election", "vote_code"},
		{&v.Wards, "ward", "household"},
		{&v.Statuses, "status", "voter_registration"},
		{&v.Tags, "tag", "person_tag"},
		{&v.Cities, "city", "household"},
		{&v.ZIPs, "zip", "household"},
	} {
		if *list.into, err = db.All(ctx, q, db.Value[string], distinct(list.column, list.table), sc.Organization()); err != nil {
			return v, err
		}
	}
	v.Districts = map[string][]string{}
	for _, d := range districts {
		if v.Districts[d.kind], err = db.All(ctx, q, db.Value[string], districtNames, sc.Organization(), d.kind); err != nil {
			return v, err
		}
		slices.SortStableFunc(v.Districts[d.kind], func(a, b string) int { return len(a) - len(b) })
	}
	v.Elections = months(v.Elections)
	slices.SortStableFunc(v.Wards, func(a, b string) int { return len(a) - len(b) })
	return v, nil
}

// districtNames are the names of one kind of districts, each found by a step in the index.
const districtNames = `WITH RECURSIVE step (v) AS (SELECT min(name) FROM household_district WHERE org_id = $1 AND kind = $2
	UNION ALL SELECT (SELECT min(name) FROM household_district WHERE org_id = $1 AND kind = $2 AND name > step.v) FROM step WHERE step.v IS NOT NULL) SELECT v FROM step WHERE v IS NOT NULL LIMIT 500`

// distinct asks for the values of a column that has an index (org_id, column): each step of the recursion jumps to the next larger
// value, so that the work grows with the values and not with the rows.
func distinct(column, table string) string {
	smallest := "SELECT min(" + column + ") FROM " + table + " WHERE org_id = $1 AND " + column + " > "
	return "WITH RECURSIVE step (v) AS (" + smallest + "'' UNION ALL SELECT (" + smallest + "step.v) FROM step WHERE step.v IS NOT NULL) SELECT v FROM step WHERE v IS NOT NULL LIMIT 500"
}

// months are the months of election days, the newest first.
func months(days []string) []string {
	out := make([]string, 0, len(days))
	for _, d := range days {
		out = append(out, d[:min(len(d), len("2022-11"))])
	}
	slices.Sort(out)
	slices.Reverse(out)
	return slices.Compact(out)
}
