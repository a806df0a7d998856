package people

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"banyan/internal/kernels/linkage"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// What whoever says that two rows are one person needs of people. A merge moves nothing: SetMerged writes person.merged_into and
// nothing else, so that taking it back gives both rows back as they are.

// MergeRow is one row of person as it is compared with others.
type MergeRow struct {
	ID, Root, Import id.ID
	Numbers          []string // of voters, with the state: two of one state are two people as far as that state knows
	Record           linkage.Record
}

const mergeColumns = `p.id, COALESCE(p.merged_into, p.id), COALESCE(p.import_id, 0), p.given, p.middle, p.family, p.suffix, p.native_name, p.birth_date, p.phone, p.email,
	COALESCE(h.number, ''), COALESCE(h.street, ''), COALESCE(h.unit, ''), COALESCE(h.city, ''), COALESCE(h.zip, ''),
	COALESCE((SELECT string_agg(v.state || ' ' || v.voter_id, ',' ORDER BY v.state, v.voter_id) FROM voter_registration v WHERE v.org_id = p.org_id AND v.person_id = p.id), '')
	FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id `

func scanMergeRow(r db.Row) (m MergeRow, err error) {
	var native, number, street, numbers string
	x := &m.Record
	err = r.Scan(&m.ID, &m.Root, &m.Import, &x.Given, &x.Middle, &x.Family, &x.Suffix, &native, &x.BirthDate, &x.Phone, &x.Email, &number, &street, &x.Unit, &x.City, &x.Zip, &numbers)
	if x.Given == "" && x.Family == "" {
		x.Name = native
	}
	x.Street = strings.TrimSpace(number + " " + street)
	if len(x.BirthDate) == len("2006") {
		x.BirthYear, x.BirthDate = x.BirthDate, ""
	}
	if numbers != "" {
		m.Numbers = strings.Split(numbers, ",")
		x.ID = m.Numbers[0]
	}
	return m, err
}

// EachMergeRow streams every row of person, in the order of their ids: the oldest first.
func (s *Service) EachMergeRow(ctx context.Context, q db.Querier, sc authz.Scope, fn func(MergeRow) error) (err error) {
	defer errs.Wrap(&err, "people.EachMergeRow")
	return db.Each(ctx, q, func(r db.Row) error {
		m, err := scanMergeRow(r)
		if err != nil {
			return err
		}
		return fn(m)
	}, `SELECT `+mergeColumns+` WHERE p.org_id = $1 ORDER BY p.id`, sc.Organization())
}

// MergeRows gives these rows of person and every other row that is part of the same people. It asks three times, each by an index.
func (s *Service) MergeRows(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) (out []MergeRow, err error) {
	defer errs.Wrap(&err, "people.MergeRows")
	org := sc.Organization()
	all, err := db.All(ctx, q, db.Value[id.ID], `SELECT DISTINCT COALESCE(merged_into, id) FROM person WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, org, db.List(rows))
	if err != nil {
		return nil, err
	}
	parts, err := db.All(ctx, q, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1 AND merged_into IS NOT NULL AND merged_into IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, org, db.List(all))
	if err != nil {
		return nil, err
	}
	return db.All(ctx, q, scanMergeRow, `SELECT `+mergeColumns+` WHERE p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY p.id`, org, db.List(append(all, parts...)))
}

// NearRows gives the rows that share an address, a telephone, a mail address or a name with a record: whom it may mean. It looks at
// no more than a few hundred.
func (s *Service) NearRows(ctx context.Context, q db.Querier, sc authz.Scope, like linkage.Record, addressKey, buildingKey string) (out []MergeRow, err error) {
	defer errs.Wrap(&err, "people.NearRows")
	seen := map[id.ID]bool{}
	look := func(condition string, args ...any) {
		if err != nil || slices.Contains(args, any("")) {
			return
		}
		var found []MergeRow
		found, err = db.All(ctx, q, scanMergeRow, `SELECT `+mergeColumns+` WHERE p.org_id = $1 AND `+condition+` ORDER BY p.id LIMIT 200`, append([]any{sc.Organization()}, args...)...)
		for _, m := range found {
			if !seen[m.ID] {
				seen[m.ID] = true
				out = append(out, m)
			}
		}
	}
	look(`p.phone = $2`, phone(like.Phone))
	look(`p.email = $2`, email(like.Email))
	look(`h.address_key = $2`, addressKey)
	look(`h.building_key = $2`, buildingKey)
	if like.Family != "" && like.Given != "" {
		family, given := db.List(written(like.Family)), db.List(written(like.Given))
		look(namedAs, family, given)
		look(namedAs, given, family)
	}
	return out, err
}

const namedAs = `p.family IN (SELECT value FROM json_each($2)) AND p.given IN (SELECT value FROM json_each($3))`

// written gives a name as it may stand in a list: as typed, in capitals, with capitals.
func written(name string) []string {
	upper := strings.ToUpper(name)
	words := strings.Fields(strings.ToLower(name))
	for i, w := range words {
		r := []rune(w)
		words[i] = strings.ToUpper(string(r[0])) + string(r[1:])
	}
	return []string{name, upper, strings.Join(words, " ")}
}

// SetMerged writes which row stands for each of these rows; a row that stands for itself maps to itself. It writes rows that change only.
func (s *Service) SetMerged(ctx context.Context, tx *db.WriteTx, sc authz.Scope, roots map[id.ID]id.ID) (err error) {
	defer errs.Wrap(&err, "people.SetMerged")
	org := sc.Organization()
	byRoot := map[id.ID][]id.ID{}
	for row, root := range roots {
		byRoot[root] = append(byRoot[root], row)
	}
	for _, root := range slices.Sorted(maps.Keys(byRoot)) {
		rows := byRoot[root]
		_, err := tx.Exec(ctx, `UPDATE person SET merged_into = NULLIF($2, id) WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))
			AND COALESCE(merged_into, id) <> $2`, org, root, db.List(rows))
		if err != nil {
			return err
		}
	}
	return tx.Touch(ctx, org, slices.Sorted(maps.Keys(roots))...)
}

// MergeView is a row of person as somebody reads it who decides whether two are one.
type MergeView struct {
	ID, Root           id.ID
	Name               i18n.Name
	BirthDate          string
	Line1, Line2       string // of the address
	Phone, Email       string
	Numbers            []string
	Languages, Tags    []string
	Source             string
	Member, Suppressed bool
	Young              bool
	Consents           int // how many times they agreed to something
	CreatedAt          time.Time
	Parts              int // rows that are one person with it, itself included
}

// MergeViews gives rows to read side by side. Who is under 18, by any row of theirs, is left out where the Scope may not see them, and is
// shown without phone and email to everybody else: as in lists.
func (s *Service) MergeViews(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) (out map[id.ID]MergeView, err error) {
	defer errs.Wrap(&err, "people.MergeViews")
	found, err := db.All(ctx, q, scanMergeView, `SELECT p.id, COALESCE(p.merged_into, p.id), p.given, p.middle, p.family, p.suffix, p.native_name, p.native_lang, p.family_first, p.language, p.birth_date, p.phone, p.email,
		p.source, p.is_member, p.created_at, COALESCE(h.number || ' ' || h.street, ''), COALESCE(h.unit, ''), COALESCE(h.city || ' ' || h.zip, ''),
		COALESCE((SELECT string_agg(v.state || ' ' || v.voter_id, ',' ORDER BY v.state, v.voter_id) FROM voter_registration v WHERE v.org_id = p.org_id AND v.person_id = p.id), ''),
		COALESCE((SELECT string_agg(t.tag, ',' ORDER BY t.tag) FROM person_tag t WHERE t.org_id = p.org_id AND t.person_id = p.id), ''),
		COALESCE((SELECT string_agg(l.language, ',' ORDER BY l.language) FROM person_language l WHERE l.org_id = p.org_id AND l.person_id = p.id), ''),
		EXISTS (SELECT 1 FROM suppression u WHERE u.org_id = p.org_id AND u.person_id = p.id AND u.lifted_at IS NULL),
		(SELECT COUNT(*) FROM person_consent c WHERE c.org_id = p.org_id AND c.person_id = p.id AND c.granted),
		1 + (SELECT COUNT(*) FROM person m WHERE m.org_id = p.org_id AND m.merged_into IS NOT NULL AND m.merged_into = COALESCE(p.merged_into, p.id)),
		EXISTS (SELECT 1 FROM person r WHERE r.org_id = p.org_id AND r.id = COALESCE(p.merged_into, p.id) AND `+underAge("r", s.now())+`)
		OR EXISTS (SELECT 1 FROM person y WHERE y.org_id = p.org_id AND y.merged_into IS NOT NULL AND y.merged_into = COALESCE(p.merged_into, p.id) AND `+underAge("y", s.now())+`)
		FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`,
		sc.Organization(), db.List(rows))
	out = map[id.ID]MergeView{}
	for _, m := range found {
		if m.Young {
			m.Phone, m.Email = "", ""
		}
		if !m.Young || sc.Can(authz.ReadYouth) {
			out[m.ID] = m
		}
	}
	return out, err
}

func scanMergeView(r db.Row) (m MergeView, err error) {
	var lang, unit, numbers, tags, languages string
	var created db.Time
	n := &m.Name
	err = r.Scan(&m.ID, &m.Root, &n.Given, &n.Middle, &n.Family, &n.Suffix, &n.Native, &n.NativeLang, &n.FamilyFirst, &lang, &m.BirthDate, &m.Phone, &m.Email, &m.Source, &m.Member, &created,
		&m.Line1, &unit, &m.Line2, &numbers, &tags, &languages, &m.Suppressed, &m.Consents, &m.Parts, &m.Young)
	m.CreatedAt = created.Time
	m.Line1 = strings.TrimSpace(m.Line1 + " " + unit)
	m.Numbers, m.Tags, m.Languages = listed(numbers), listed(tags), slices.Compact(listed(languages))
	return m, err
}

func listed(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}
