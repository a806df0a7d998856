package people

import (
	"context"
	"net/url"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const (
	perPage     = 50
	countedUpTo = 10_000 // a longer list says 'more than'
)

// Row is one line of a list.
type Row struct {
	Resident
	Household    id.ID
	Address      string
	City, Ward   string
	IsMember     bool
	Registered   string // status, "" = no registration
	Suppressed   bool
	Young        bool // under 18: their phone and email are in no list
	Phone, Email string
	BirthDate    string
	Age          *int // nil where the date of birth leaves it open
	Created      time.Time
	Tags         []string         // only where the column is chosen
	Values       map[id.ID]string // of custom fields, likewise
	source       string
}

// Columns are what a list can show besides the name; DefaultColumns what it shows where nobody chose. A custom field is a column by its id.
var (
	Columns        = []string{"address", "city", "ward", "language", "phone", "email", "age", "tags", "status", "added"}
	DefaultColumns = []string{"address", "language", "status"}
)

// Shape is how a list looks: its order and columns.
type Shape struct {
	Sort    string
	Columns []string // nil = DefaultColumns
}

// Sorts are the orders of a list, the usual one first.
var Sorts = []string{"name", "name_back", "newest", "oldest"}

// order is how a sort is asked for: the columns of its key, and whether it goes backwards.
func (s Shape) order() (key []string, back bool) {
	switch s.Sort {
	case "name_back":
		return []string{"family", "given", "id"}, true
	case "newest", "oldest": // ids are made in the order of time
		return []string{"id"}, s.Sort == "newest"
	}
	return []string{"family", "given", "id"}, false
}

func shapeOf(v url.Values) Shape {
	s := Shape{Sort: v.Get("sort")}
	if !slices.Contains(Sorts, s.Sort) {
		s.Sort = ""
	}
	for _, c := range v["col"] {
		if _, err := id.Parse(c); err == nil || slices.Contains(Columns, c) {
			s.Columns = append(s.Columns, c)
		}
	}
	return s
}

// put adds the shape to an address.
func (s Shape) put(v url.Values) url.Values {
	if s.Sort != "" && s.Sort != Sorts[0] {
		v.Set("sort", s.Sort)
	}
	if len(s.Columns) > 0 && !slices.Equal(s.Columns, DefaultColumns) {
		v["col"] = s.Columns
	}
	return v
}

// columns are those that are shown.
func (s Shape) columns() []string {
	if len(s.Columns) == 0 {
		return DefaultColumns
	}
	return s.Columns
}

// Page is a part of a list.
type Page struct {
	Rows       []Row
	Total      int
	More       bool // there are more than Total
	First      bool // nothing comes before
	Last       bool // nothing follows
	Vocabulary Vocabulary
	Fields     []Field // that can be filtered by and shown
	Views      []SavedView
}

// List gives a page of the people whom a filter means: those after or before a person, or the first. It returns errs.Forbidden without
// ReadPeople.
func (s *Service) List(ctx context.Context, sc authz.Scope, f Filter, shape Shape, after, before id.ID) (page Page, err error) {
	defer errs.Wrap(&err, "people.List")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		p := place{shape, after, before}
		found, err := s.meant(ctx, tx, sc, f, p)
		if err != nil {
			return err
		}
		page.Total, page.More = found.total, found.more
		if page.Rows, err = s.rows(ctx, tx, sc, f, p, found); err != nil {
			return err
		}
		more := len(page.Rows) > perPage
		page.Rows = page.Rows[:min(len(page.Rows), perPage)]
		page.First, page.Last = after == 0 && before == 0, !more
		if before != 0 {
			slices.Reverse(page.Rows)
			page.First, page.Last = !more, false
		}
		if err := s.adorn(ctx, tx, sc, page.Rows, shape.columns()); err != nil {
			return err
		}
		if page.Vocabulary, err = s.vocabulary(ctx, tx, sc); err != nil {
			return err
		}
		if page.Fields, err = fields(ctx, tx, sc.Organization()); err != nil {
			return err
		}
		page.Views, err = savedViews(ctx, tx, sc)
		return err
	})
	return page, err
}

// Total counts the people whom a filter means. It returns errs.Forbidden without ReadPeople.
func (s *Service) Total(ctx context.Context, sc authz.Scope, f Filter) (n int, err error) {
	defer errs.Wrap(&err, "people.Total")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return 0, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		if found, ok, err := s.fromMemory(ctx, tx, sc, f, place{}); ok || err != nil {
			n = found.total
			return err
		}
		text, args, err := s.whereFilter(ctx, tx, sc, f, sc.Can(authz.ReadYouth))
		if err != nil {
			return err
		}
		n, err = db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM person p WHERE `+text, args...)
		return err
	})
	return n, err
}

const rowColumns = residentColumns + `, COALESCE(p.household_id, 0), COALESCE(h.number, ''), COALESCE(h.street, ''), COALESCE(h.unit, ''), COALESCE(h.city, ''), COALESCE(h.ward, ''),
	p.is_member, p.phone, p.email, p.birth_date, p.source, p.created_at FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE `

func scanRow(r db.Row) (row Row, err error) {
	var number, street, unit string
	var created db.Time
	err = r.Scan(append(residentFields(&row.Resident), &row.Household, &number, &street, &unit, &row.City, &row.Ward, &row.IsMember, &row.Phone, &row.Email, &row.BirthDate, &row.source, &created)...)
	row.Address, row.Created = addressLine(number, street, unit), created.Time
	return row, err
}

// place is where in a list a page begins: after or before a person, or at its top.
type place struct {
	shape         Shape
	after, before id.ID
}

// from is the person beside whom the page begins, and the order in which it is read from there.
func (p place) from() (from id.ID, key []string, back bool) {
	key, back = p.shape.order()
	if p.before != 0 {
		return p.before, key, !back
	}
	return p.after, key, back
}

// behind is the condition that a row comes after the person $3 (all do, where that is 0), and the order of the rows.
func (p place) behind() (condition, order string) {
	from, key, back := p.from()
	sign, direction := ">", ""
	if back {
		sign, direction = "<", " DESC"
	}
	condition = "$3 = 0"
	if from != 0 {
		condition = "(" + list("p.", key, "") + ") " + sign + " (SELECT " + list("a.", key, "") + " FROM person a WHERE a.org_id = $1 AND a.id = $3)"
	}
	return condition, list("p.", key, direction)
}

// rows gives one row more than a page, so that the caller sees whether more follow. Where nobody could say whom a page shows, it walks
// along the index of the order and asks for each row whether the filter means it.
func (s *Service) rows(ctx context.Context, q db.Querier, sc authz.Scope, f Filter, p place, found meant) ([]Row, error) {
	from, _, _ := p.from()
	text, args := "p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($4))", []any{sc.Organization(), perPage + 1, from, db.List(found.people)}
	if !found.listed {
		var err error
		if text, args, err = s.whereFilter(ctx, q, sc, f, sc.Can(authz.ReadYouth), perPage+1, from); err != nil {
			return nil, err
		}
	}
	behind, order := p.behind()
	return db.All(ctx, q, scanRow, `SELECT `+rowColumns+text+` AND `+behind+` ORDER BY `+order+` LIMIT $2`, args...)
}

func list(prefix string, columns []string, suffix string) string {
	out := ""
	for i, c := range columns {
		if i > 0 {
			out += ", "
		}
		out += prefix + c + suffix
	}
	return out
}

// adorn adds to rows what other rows and tables tell: their merged parts, registrations, suppressions, and the chosen columns.
func (s *Service) adorn(ctx context.Context, q db.Querier, sc authz.Scope, rows []Row, columns []string) error {
	at := map[id.ID]*Row{} // by every part
	var parts []id.ID
	for i := range rows {
		row := &rows[i]
		at[row.ID], row.Young = row, isUnderAge(row.BirthDate, row.source, s.now())
		parts = append(parts, row.ID)
	}
	err := db.Each(ctx, q, func(r db.Row) error {
		var part, root id.ID
		var member bool
		var language, phone, email, birth, source string
		err := r.Scan(&part, &root, &member, &language, &phone, &email, &birth, &source)
		row := at[root]
		at[part], parts = row, append(parts, part)
		row.IsMember, row.Young = row.IsMember || member, row.Young || isUnderAge(birth, source, s.now())
		row.Language, row.Phone, row.Email, row.BirthDate = fill(row.Language, language), fill(row.Phone, phone), fill(row.Email, email), fill(row.BirthDate, birth)
		return err
	}, `SELECT t.id, t.merged_into, t.is_member, t.language, t.phone, t.email, t.birth_date, t.source FROM json_each($2) j CROSS JOIN person t
	    WHERE t.org_id = $1 AND t.merged_into = CAST(j.value AS BIGINT) ORDER BY t.id`,
		sc.Organization(), db.List(parts))
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Age = ageOf(rows[i].BirthDate, s.now())
		if rows[i].Young {
			rows[i].Phone, rows[i].Email = "", ""
		}
	}
	org, list := sc.Organization(), db.List(parts)
	err = eachText(ctx, q, func(p id.ID, text string) { at[p].Registered = fill(at[p].Registered, text) },
		`SELECT person_id, min(status) FROM voter_registration WHERE`+ofParts+`GROUP BY person_id`, org, list)
	if err != nil {
		return err
	}
	err = eachText(ctx, q, func(p id.ID, _ string) { at[p].Suppressed = true }, `SELECT person_id, min(scope) FROM suppression WHERE`+ofParts+`AND lifted_at IS NULL GROUP BY person_id`, org, list)
	if err != nil {
		return err
	}
	return adornColumns(ctx, q, org, at, list, columns)
}

// adornColumns reads what only chosen columns show.
func adornColumns(ctx context.Context, q db.Querier, org id.ID, at map[id.ID]*Row, parts any, columns []string) error {
	for _, c := range columns {
		if c == "tags" {
			err := eachText(ctx, q, func(p id.ID, tag string) {
				if row := at[p]; !slices.Contains(row.Tags, tag) {
					row.Tags = append(row.Tags, tag)
				}
			}, `SELECT person_id, tag FROM person_tag WHERE`+ofParts+`ORDER BY tag || ''`, org, parts)
			if err != nil {
				return err
			}
		}
		field, err := id.Parse(c)
		if err != nil || slices.Contains(Columns, c) {
			continue
		}
		err = eachText(ctx, q, func(p id.ID, value string) {
			if at[p].Values == nil {
				at[p].Values = map[id.ID]string{}
			}
			at[p].Values[field] = value
		}, `SELECT person_id, value FROM custom_value WHERE`+ofParts+`AND field_id = $3 ORDER BY at`, org, parts, field)
		if err != nil {
			return err
		}
	}
	return nil
}

// eachText reads pairs of a person and a text.
func eachText(ctx context.Context, q db.Querier, fn func(p id.ID, text string), sql string, args ...any) error {
	return db.Each(ctx, q, func(r db.Row) error {
		var p id.ID
		var text string
		err := r.Scan(&p, &text)
		if err == nil {
			fn(p, text)
		}
		return err
	}, sql, args...)
}
